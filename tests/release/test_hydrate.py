"""A withheld dataset and the scrapes make the full one; a scrape that differs by a byte makes nothing."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from onrecord.cleaning.read import Layer, decode
from onrecord.cli import main
from onrecord.corpus.folder import Folder
from onrecord.dataset import manifest as manifests
from onrecord.dataset.make import make
from onrecord.release import git
from onrecord.release.verify import verify
from tests.small import RESERVED


def hydrate(withheld: Path, scrapes: Path, out: Path) -> int:
    """The exit code of the command."""
    return main(["hydrate", str(withheld), "--seeds", str(scrapes), "--out", str(out)])


@pytest.fixture
def parts(small_corpus: Folder, tmp_path: Path) -> tuple[Path, Path, Path]:
    """The full dataset, the withheld one, and a folder with the reserved scrape."""
    make(small_corpus, tmp_path / "full")
    scrapes = tmp_path / "scrapes"
    scrapes.mkdir()
    (small_corpus.seeds / "ferry.txt").rename(scrapes / "under-another-name.txt")
    make(small_corpus, tmp_path / "withheld")
    return tmp_path / "full", tmp_path / "withheld", scrapes


def data(folder: Path) -> dict[str, str]:
    files = manifests.read(folder / manifests.NAME)["files"]
    return {name: entry["sha256"] for name, entry in files.items() if name.startswith("data/")}


def test_the_words_come_back_byte_for_byte(parts: tuple[Path, Path, Path], tmp_path: Path) -> None:
    full, withheld, scrapes = parts
    assert data(full) != data(withheld)
    assert hydrate(withheld, scrapes, tmp_path / "again") == 0
    assert data(tmp_path / "again") == data(full)
    hashes = [manifests.read(f / manifests.NAME)["content_hash"] for f in (full, tmp_path / "again")]
    assert hashes[0] == hashes[1]


def test_the_full_one_is_made_beside_it_from_the_seeds_at_hand(
    parts: tuple[Path, Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, _, scrapes = parts
    scrapes.rename(tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    assert main(["hydrate", "withheld"]) == 0
    assert data(tmp_path / "withheld-full") == data(full)


def test_git_passes_over_the_words_that_came_back(parts: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _, withheld, scrapes = parts
    top = tmp_path / "top"
    subprocess.run(["git", "init", "--quiet", str(top)], check=True)
    for _ in range(2):
        assert hydrate(withheld, scrapes, top / "full") == 0
        assert git.changed(top, ".") == []
    assert verify(top / "full").problems == []


def test_a_scrape_that_is_there_and_gives_other_words_is_told_as_such(
    parts: tuple[Path, Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As another version of the reader may."""
    _, withheld, scrapes = parts
    monkeypatch.setattr("onrecord.release.hydrate.layer_hash", lambda layer: "0" * 64)
    out = tmp_path / "again"
    assert hydrate(withheld, scrapes, out) == 1
    said = capsys.readouterr().err
    assert "its text layer is not that of" in said and "no scrape" not in said
    assert f"stays withheld: its scrape cannot be used, {scrapes}" in said


def test_a_scrape_that_differs_by_a_byte_is_refused_in_a_clear_line(
    parts: tuple[Path, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    _, withheld, scrapes = parts
    scrape = scrapes / "under-another-name.txt"
    scrape.write_bytes(scrape.read_bytes().replace(b"anchor", b"Anchor"))
    assert hydrate(withheld, scrapes, tmp_path / "again") == 1
    said = capsys.readouterr().err
    assert "stays withheld: no scrape in" in said and "has its SHA-256" in said
    assert data(tmp_path / "again") == data(withheld)
    for path in (tmp_path / "again").rglob("*.parquet"):
        assert RESERVED.said[0][1] not in str(pq.read_table(path).to_pylist())


def test_a_damaged_dataset_is_not_hydrated(
    parts: tuple[Path, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    _, withheld, scrapes = parts
    path = next((withheld / "data").rglob("quotes/*.parquet"))
    path.write_bytes(path.read_bytes() + b"x")
    assert hydrate(withheld, scrapes, tmp_path / "again") == 1
    assert path.name in capsys.readouterr().err
    assert not (tmp_path / "again").exists()


def test_wrong_folders_are_usage_errors(parts: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _, withheld, scrapes = parts
    assert hydrate(withheld, scrapes, withheld) == 2
    assert (
        main(
            [
                "hydrate",
                str(withheld),
                "--seeds",
                str(tmp_path / "no"),
                "--out",
                str(tmp_path / "x"),
            ]
        )
        == 2
    )


def test_a_dataset_of_other_columns_is_refused_in_a_clear_line(
    parts: tuple[Path, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    _, withheld, scrapes = parts
    path = next((withheld / "data").rglob("quotes/*.parquet"))
    pq.write_table(pq.read_table(path).drop_columns(["cue"]), path)
    name = path.relative_to(withheld).as_posix()
    manifest = manifests.read(withheld / manifests.NAME)
    manifest["files"][name] |= {"sha256": manifests.sha256_of(path)}
    (withheld / manifests.NAME).write_bytes(manifests.dumps(manifests.sealed(manifest)))
    out = tmp_path / "again"
    assert hydrate(withheld, scrapes, out) == 1
    said = capsys.readouterr().err
    assert path.name in said and "use the version of onrecord that made the dataset" in said
    assert not out.exists()


def test_a_scrape_that_is_decoded_otherwise_today_stays_withheld(
    parts: tuple[Path, Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, withheld, scrapes = parts

    def decode_otherwise(data: bytes, path: Path) -> Layer:
        layer = decode(data, path)
        return replace(layer, text=layer.text.replace("anchor", "Anchor"))

    monkeypatch.setattr("onrecord.release.hydrate.decode", decode_otherwise)
    out = tmp_path / "again"
    assert hydrate(withheld, scrapes, out) == 1
    said = capsys.readouterr().err
    assert "under-another-name.txt" in said and "its text layer is not that of a-" in said
    assert data(out) == data(withheld)
