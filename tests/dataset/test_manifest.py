"""A manifest vouches for every file, and its seal for the manifest."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.dataset import manifest as manifests
from onrecord.errors import LoadError

FILES = {"README.md": b"a card", "data/quotes/train-0.parquet": b"rows"}
MANIFEST = manifests.manifest(
    dataset_version="1.2.3",
    content_hash="0" * 64,
    files=FILES,
    counts={"quotes": {"train": 1}},
    inputs={"é": 1},
)
WRITTEN = manifests.dumps(MANIFEST)


def put(folder: Path) -> None:
    for name, data in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "manifest.json").write_bytes(WRITTEN)


def test_it_reads_back(tmp_path: Path) -> None:
    put(tmp_path)
    assert manifests.read(tmp_path / "manifest.json") == MANIFEST
    assert manifests.differences(tmp_path, MANIFEST) == []


@given(st.integers(0, len(WRITTEN) - 1), st.integers(1, 255))
def test_no_byte_of_it_can_be_changed(place: int, change: int) -> None:
    data = bytearray(WRITTEN)
    data[place] ^= change
    with pytest.raises(LoadError, match="manifest"):
        manifests.loads(bytes(data), "manifest.json")


@given(st.binary(max_size=60) | st.sampled_from([b"[]", b"{}", b'{"files": 1}', b"null", b"\xff"]))
def test_what_is_no_manifest_is_refused(data: bytes) -> None:
    with pytest.raises(LoadError):
        manifests.loads(data, "manifest.json")


def test_a_missing_and_a_changed_file_are_named(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "README.md").unlink()
    (tmp_path / "data/quotes/train-0.parquet").write_bytes(b"rowz")
    assert manifests.differences(tmp_path, MANIFEST) == [
        "README.md is missing",
        "data/quotes/train-0.parquet has other bytes than the manifest says",
    ]


def test_an_absent_one_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="no manifest.*onrecord build"):
        manifests.read(tmp_path / "manifest.json")


def test_packages_that_shape_the_bytes_are_named_with_their_versions() -> None:
    assert {"pyarrow", "pydantic", "datasets", "onrecord"} <= MANIFEST["environment"][
        "packages"
    ].keys()
    assert manifests.environment_of(("no-such-package",))["packages"] == {}


@pytest.mark.parametrize("name", ["../key", "/etc/key", "data/../../key"])
def test_a_file_outside_the_dataset_is_refused(name: str) -> None:
    value = manifests.sealed({**MANIFEST, "files": {name: MANIFEST["files"]["README.md"]}})
    with pytest.raises(LoadError, match="outside the dataset"):
        manifests.loads(manifests.dumps(value), "manifest.json")


def test_another_format_is_refused_by_its_number() -> None:
    value = manifests.sealed({**MANIFEST, "format": 2})
    with pytest.raises(LoadError, match="of format 2, but this version reads 1"):
        manifests.loads(manifests.dumps(value), "manifest.json")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"version": "../elsewhere"}, "version"),
        ({"content_hash": None}, "content_hash"),
        ({"counts": {"quotes": {"train": -1}}}, "counts.quotes.train"),
        ({"files": {"README.md": None}}, "files.README.md"),
        ({"files": {"README.md": {"bytes": 1}}}, "files.README.md.sha256"),
        ({"environment": {}}, "environment.packages"),
        ({"release": {"date": "once", "previous": None, "license": None}}, "release.date"),
    ],
)
def test_a_sealed_one_that_lacks_what_readers_count_on_is_refused(
    change: dict[str, object], field: str
) -> None:
    data = manifests.dumps(manifests.sealed(MANIFEST | change))
    with pytest.raises(LoadError, match="this is no manifest") as refusal:
        manifests.loads(data, "manifest.json")
    assert refusal.value.field == field


@pytest.mark.parametrize("name", ["", ".", "a//b", "a\0b", "manifest.json", "data/"])
def test_what_can_be_no_file_of_a_dataset_is_refused(name: str) -> None:
    listed = {"files": {name: {"sha256": "0" * 64, "bytes": 1}}}
    with pytest.raises(LoadError, match="can be no file of a dataset"):
        manifests.loads(manifests.dumps(manifests.sealed(MANIFEST | listed)), "manifest.json")


def test_values_too_deep_for_a_reader_are_damage() -> None:
    with pytest.raises(LoadError, match="damaged"):
        manifests.loads(b"[" * 200_000, "manifest.json")


def test_line_ends_that_git_changed_are_told_as_such() -> None:
    with pytest.raises(LoadError, match="line ends of the manifest were changed.*core.autocrlf"):
        manifests.loads(WRITTEN.replace(b"\n", b"\r\n"), "manifest.json")
