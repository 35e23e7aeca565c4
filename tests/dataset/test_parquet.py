"""Parquet as the hub likes it, and the same bytes for the same records."""

import io
import json

import pyarrow.parquet as pq
import pytest
from datasets import Features

from onrecord.corpus.folder import Folder
from onrecord.dataset.build import tables
from onrecord.dataset.features import features, record
from onrecord.dataset.parquet import ROW_GROUP_ROWS, content_hash, parquet_bytes
from onrecord.records import CONFIGS, Mention
from tests.small import corpus_of, python


@pytest.mark.parametrize("config", CONFIGS)
def test_records_come_back_as_they_were(small_corpus: Folder, config: str) -> None:
    for records in tables(corpus_of(small_corpus))[config].values():
        table = pq.read_table(io.BytesIO(parquet_bytes(CONFIGS[config], records)))
        assert [record(CONFIGS[config], row) for row in table.to_pylist()] == list(records)
        assert Features.from_arrow_schema(table.schema) == features(CONFIGS[config])


def test_the_layout_is_the_hubs(small_corpus: Folder) -> None:
    mention = corpus_of(small_corpus).mentions[0]
    many = [
        mention.model_copy(update={"id": f"{mention.article_id}.m{i:05d}"}) for i in range(2500)
    ]
    data = parquet_bytes(Mention, many)
    footer = pq.read_metadata(io.BytesIO(data))
    rows = [footer.row_group(i).num_rows for i in range(footer.num_row_groups)]
    assert rows == [ROW_GROUP_ROWS, ROW_GROUP_ROWS, 500]
    column = footer.row_group(0).column(0)
    assert column.has_offset_index and column.has_column_index
    assert json.loads(footer.metadata[b"content_defined_chunking"])["min_chunk_size"] == 256 * 1024


def test_no_records_are_a_file_with_the_same_columns() -> None:
    data = parquet_bytes(Mention, [])
    assert pq.read_metadata(io.BytesIO(data)).num_row_groups == 0
    table = pq.read_table(io.BytesIO(data))
    assert table.num_rows == 0
    assert Features.from_arrow_schema(table.schema) == features(Mention)


def test_the_content_hash_sees_every_field_and_no_packaging(small_corpus: Folder) -> None:
    by_config = tables(corpus_of(small_corpus))
    whole = content_hash(by_config)
    assert content_hash(dict(reversed(by_config.items()))) == whole
    split, mentions = next(iter(by_config["mentions"].items()))
    changed = [mentions[0].model_copy(update={"link_reason": "a guess"}), *mentions[1:]]
    assert content_hash(by_config | {"mentions": by_config["mentions"] | {split: changed}}) != whole
    moved = dict(zip(by_config["quotes"], reversed(by_config["quotes"].values())))
    assert content_hash(by_config | {"quotes": moved}) != whole


def test_other_processes_write_the_same_bytes(small_corpus: Folder) -> None:
    code = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path; from tests.small import corpus_of\n"
        "from onrecord.corpus.folder import Folder; from onrecord.dataset.parquet import parquet_bytes\n"
        "from onrecord.records import Quote\n"
        "quotes = corpus_of(Folder(Path(sys.argv[1]))).quotes\n"
        "print(hashlib.sha256(parquet_bytes(Quote, quotes)).hexdigest())"
    )
    import hashlib
    from pathlib import Path

    here = hashlib.sha256(
        parquet_bytes(CONFIGS["quotes"], corpus_of(small_corpus).quotes)
    ).hexdigest()
    there = python(code, small_corpus.root, Path(__file__).parents[2])
    assert there.strip() == here
