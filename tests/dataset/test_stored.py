"""A built dataset is read back as the records it was made from, and what is wrong with it is told."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from onrecord.corpus.ledger import Ledger
from onrecord.dataset import build as builds
from onrecord.dataset import files as built_files
from onrecord.dataset import manifest as manifests
from onrecord.dataset.examples import corpus, ledger
from onrecord.dataset.stored import Stored, read_dataset, read_parquet
from onrecord.records import CONFIGS
from tests.small import corpus_of


@pytest.fixture
def built(tmp_path: Path, small_corpus) -> Path:
    """The dataset of a small corpus."""
    made = builds.build(corpus_of(small_corpus), {})
    built_files.write(made, tmp_path / "out")
    return tmp_path / "out"


def only(folder: Path, config: str) -> Path:
    return min((folder / "data" / config).glob("train-*.parquet"))


def reseal(folder: Path) -> None:
    """Make the manifest say what lies there now."""
    old = json.loads((folder / manifests.NAME).read_text(encoding="utf-8"))
    new = manifests.manifest(
        dataset_version=old["version"],
        content_hash=old["content_hash"],
        files={name: (folder / name).read_bytes() for name in old["files"]},
        counts=old["counts"],
        inputs=old["inputs"],
    )
    (folder / manifests.NAME).write_bytes(manifests.dumps(new))


def test_the_records_come_back(built: Path, small_corpus) -> None:
    stored = read_dataset(built, Ledger())
    made = corpus_of(small_corpus)
    assert stored.findings == []
    assert stored.corpus.split_of == made.split_of
    for name in ("articles", "quotes", "mentions", "entities"):
        assert sorted(getattr(stored.corpus, name), key=lambda r: r.id) == getattr(made, name)
    assert stored.tables == builds.tables(made)


def test_a_folder_without_a_manifest_is_no_dataset(tmp_path: Path) -> None:
    (finding,) = read_dataset(tmp_path, Ledger()).findings
    assert finding.check == "dataset-bytes"


def test_a_missing_file_is_named(built: Path) -> None:
    path = only(built, "mentions")
    path.unlink()
    (finding,) = read_dataset(built, Ledger()).findings
    assert (finding.check, finding.file) == ("dataset-bytes", str(path))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.drop_columns(["cue"]), "lacks the column cue"),
        (
            lambda t: t.append_column("mood", pa.array(["calm"] * len(t))),
            "has a column mood that is not in",
        ),
        (
            lambda t: t.set_column(0, "id", pa.array(range(len(t)))),
            "the column id is of another type",
        ),
    ],
)
def test_other_columns_than_the_schemas_are_named(built: Path, change, told: str) -> None:
    path = only(built, "quotes")
    pq.write_table(change(pq.read_table(path)).replace_schema_metadata(), path)
    reseal(built)
    found = [f for f in read_dataset(built, Ledger()).findings if told in f.message]
    assert [(f.check, f.file) for f in found] == [("dataset-features", str(path))]


def test_a_row_that_breaks_a_rule_is_named_by_number_and_field(built: Path) -> None:
    path = only(built, "quotes")
    table = pq.read_table(path)
    rows = table.to_pylist()
    rows[1]["spans"][0]["end"] = 0
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
    reseal(built)
    (finding,) = read_dataset(built, Ledger()).findings
    assert (finding.check, finding.file, finding.field) == ("shape-rule", str(path), "[1].spans[0]")


@pytest.mark.parametrize("number", [-1, 3])
def test_the_number_of_no_class_is_named(built: Path, number: int) -> None:
    path = only(built, "quotes")
    table = pq.read_table(path)
    rows = table.to_pylist()
    rows[1]["kind"] = number
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
    reseal(built)
    (finding,) = read_dataset(built, Ledger()).findings
    assert (finding.file, finding.field) == (str(path), "[1].kind")


@pytest.mark.parametrize("told", [b"{", b"\xff", b'{"info": {"features": {"id": {"_type": "Value"}}}}'])
def test_a_damaged_footer_is_named(built: Path, told: bytes) -> None:
    path = only(built, "quotes")
    pq.write_table(pq.read_table(path).replace_schema_metadata({"huggingface": told}), path)
    reseal(built)
    (finding,) = read_dataset(built, Ledger()).findings
    assert (finding.check, finding.file) == ("dataset-features", str(path))
    assert "tells no features in its footer" in finding.message


def test_records_that_do_not_fit_together_are_named(built: Path) -> None:
    path = only(built, "entities")
    table = pq.read_table(path)
    pq.write_table(table.slice(1), path)
    reseal(built)
    found = {f.check for f in read_dataset(built, Ledger()).findings}
    assert found == {"entity-exists"}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("content_hash", "0" * 64),
        ("counts", {"quotes": {"train": 1}}),
    ],
)
def test_what_the_manifest_says_of_the_records_is_compared_with_them(
    built: Path, name: str, told: object
) -> None:
    path = built / manifests.NAME
    path.write_bytes(manifests.dumps(manifests.sealed(manifests.read(path) | {name: told})))
    (finding,) = read_dataset(built, Ledger()).findings
    assert (finding.check, finding.file, finding.field) == ("dataset-bytes", str(path), name)


def test_another_ledger_is_noticed(built: Path, small_corpus) -> None:
    made = corpus_of(small_corpus)
    rows = {i: r for i, r in ledger().articles.items()}
    any_row = next(iter(rows.values()))
    article = made.articles[0].id
    wrong = Ledger({article: any_row.model_copy(update={"id": article})})
    found = {f.check for f in read_dataset(built, wrong).findings}
    assert found == {"ledger-article"}


@pytest.mark.parametrize("name", ["quotes/later-0.parquet", "moods/train-0.parquet"])
def test_a_file_of_no_config_or_split_is_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir()
    pq.write_table(pa.table({"id": ["x"]}), path)
    stored = Stored()
    read_parquet(path, stored)
    assert [f.check for f in stored.findings] == ["dataset-features"]
    assert "<config>/<split>" in stored.findings[0].message


def test_every_config_can_be_read_by_itself(tmp_path: Path) -> None:
    made = builds.build(corpus(), {})
    built_files.write(made, tmp_path)
    stored = Stored()
    for config in CONFIGS:
        for path in sorted((tmp_path / "data" / config).glob("*.parquet")):
            read_parquet(path, stored)
    assert stored.findings == []
    assert len(stored.corpus.articles) == 3
