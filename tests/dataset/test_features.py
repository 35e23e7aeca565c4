"""Records survive the way through rows, Parquet and `datasets` unchanged, with the features of the models."""

import datetime
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datasets import ClassLabel, Dataset, Features, List, Value, load_dataset
from hypothesis import HealthCheck, given, settings

from onrecord.corpus.corpus import Corpus
from onrecord.dataset.examples import corpus as example_corpus
from onrecord.dataset.features import all_features, features, record, row, schema
from onrecord.dataset.parquet import parquet_bytes
from onrecord.dataset.tokens import token_rows
from onrecord.records import CONFIGS, Article, EntityLabel, Quote, Record, Role, Status
from tests.strategies import corpora

QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def rows_of(corpus: Corpus) -> dict[str, list[Record]]:
    return {
        "articles": corpus.articles,
        "quotes": corpus.quotes,
        "mentions": corpus.mentions,
        "entities": corpus.entities,
        "tokens": token_rows(corpus.articles, corpus.quotes, corpus.mentions),
    }


@given(corpora())
@QUICK
def test_a_record_comes_back_from_its_row(corpus: Corpus) -> None:
    for config, records in rows_of(corpus).items():
        for one in records:
            assert record(CONFIGS[config], row(one)) == one


@given(corpora())
@QUICK
def test_a_record_comes_back_from_parquet(corpus: Corpus) -> None:
    for config, records in rows_of(corpus).items():
        table = pq.read_table(io.BytesIO(parquet_bytes(CONFIGS[config], records)))
        assert [record(CONFIGS[config], values) for values in table.to_pylist()] == list(records)


@given(corpora())
@settings(parent=QUICK, max_examples=10)
def test_a_record_comes_back_from_datasets(corpus: Corpus) -> None:
    for config, records in rows_of(corpus).items():
        table = pq.read_table(io.BytesIO(parquet_bytes(CONFIGS[config], records)))
        dataset = Dataset(pa.table(table))
        assert dataset.features == features(CONFIGS[config])
        assert [record(CONFIGS[config], values) for values in dataset] == list(records)


@pytest.mark.parametrize("streaming", [False, True])
def test_load_dataset_gives_the_records_that_were_written(tmp_path, streaming: bool) -> None:
    for config, records in rows_of(example_corpus()).items():
        path = tmp_path / f"{config}.parquet"
        path.write_bytes(parquet_bytes(CONFIGS[config], records))
        loaded = load_dataset("parquet", data_files=str(path), split="train", streaming=streaming)
        assert loaded.features == features(CONFIGS[config])
        assert [record(CONFIGS[config], values) for values in loaded] == list(records)


@given(corpora())
@settings(parent=QUICK, max_examples=10)
def test_the_same_records_are_the_same_bytes(corpus: Corpus) -> None:
    for config, records in rows_of(corpus).items():
        assert parquet_bytes(CONFIGS[config], records) == parquet_bytes(
            CONFIGS[config], list(records)
        )


def test_columns_are_the_fields_in_order() -> None:
    for config, model in CONFIGS.items():
        assert list(all_features()[config]) == list(model.model_fields)


def test_each_sort_of_field_becomes_what_the_loader_wants() -> None:
    article, quote = features(Article), features(Quote)
    assert article["published"] == Value("date32")
    assert article["text"] == Value("string")
    assert article["withheld"] == Value("bool")
    assert article["authors"] == List(Value("string"))
    assert article["status"] == ClassLabel(names=[status.value for status in Status])
    assert quote["probability"] == Value("float64")
    assert quote["spans"].feature["start"] == Value("int64")
    assert set(quote["cue"]) == {"start", "end", "source_start", "source_end", "hash", "surface"}
    # A field that takes some roles only has its own, shorter list of names.
    assert article["paragraphs"].feature["role"].names == [
        "paragraph",
        "heading",
        "list_item",
        "blockquote",
    ]
    assert article["blocks"].feature["role"].names == [role.value for role in Role]


def test_class_names_are_the_members_of_the_enumeration() -> None:
    labels = features(CONFIGS["mentions"])["label"]
    assert [labels.int2str(i) for i in range(labels.num_classes)] == [
        label.value for label in EntityLabel
    ]


def test_features_travel_in_the_footer() -> None:
    for model in CONFIGS.values():
        assert Features.from_arrow_schema(schema(model)) == features(model)


def test_a_row_holds_plain_values() -> None:
    values = row(next(a for a in example_corpus().articles if not a.withheld))
    assert isinstance(values["published"], datetime.date)
    assert all(isinstance(block["role"], int) for block in values["blocks"])


def test_a_row_that_breaks_a_rule_is_refused() -> None:
    values = row(example_corpus().quotes[0])
    with pytest.raises(ValueError, match="not after start"):
        record(Quote, values | {"spans": [values["spans"][0] | {"end": 0}]})
