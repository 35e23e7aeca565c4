"""No word of a reserved article in a release: by structure, and by looking at every file."""

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus.folder import Folder
from onrecord.dataset.build import build
from onrecord.release import words
from onrecord.text import word_runs
from tests.small import RESERVED, corpus_of

STOLEN = RESERVED.said[0][1]
HELD = {"a-000000000000": "\n".join(RESERVED.lines())}


def parquet(**columns: list) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("README.md", STOLEN.encode()),
        ("LICENSE", STOLEN.upper().replace(" ", " -- ").encode()),
        ("croissant.json", json.dumps({"a": [{"b": STOLEN.replace(" ", "’ ")}]}).encode()),
        ("croissant.json", json.dumps({STOLEN: 1}).encode()),
        ("data/quotes/train-0.parquet", parquet(text=["nothing", STOLEN])),
        (
            "data/quotes/train-0.parquet",
            parquet(spans=[[{"surface": None}], [{"surface": STOLEN}]]),
        ),
        ("data/articles/train-0.parquet", parquet(captions=[[{"text": None, "credit": STOLEN}]])),
        ("data/tokens/train-0.parquet", parquet(words=[STOLEN.split()])),
        ("data/other/train-0.parquet", parquet(name=[STOLEN])),
    ],
)
def test_stolen_words_are_found_in_any_file(path: str, data: bytes) -> None:
    assert [line.startswith(path) for line in words.leaks({path: data}, HELD)] == [True]


def test_facts_may_be_told() -> None:
    assert (
        words.leaks(
            {"data/entities/train-0.parquet": parquet(name=[STOLEN], aliases=[[STOLEN]])}, HELD
        )
        == []
    )
    assert words.leaks({"README.md": " ".join(STOLEN.split()[:4]).encode()}, HELD) == []


@given(st.lists(st.sampled_from(["corn", "ferry", "Boat", "é", "7"]), max_size=12))
def test_runs_are_five_words_long_and_overlap(parts: list[str]) -> None:
    found = list(word_runs(" … ".join(parts)))
    assert found == [" ".join(parts[i : i + 5]).casefold() for i in range(len(parts) - 4)]


def test_whole_records_of_a_reserved_article_are_told_by_field(small_corpus: Folder) -> None:
    whole = build(corpus_of(small_corpus), {}).files
    found = {line.partition(": ")[2].partition(" of ")[0] for line in words.not_null(whole)}
    assert found >= {
        "headline",
        "text",
        "captions",
        "surface",
        "spans.surface",
        "speaker.surface",
        "span.surface",
        "words",
    }
    withheld = build(corpus_of(small_corpus, words_of_reserved=False), {}).files
    assert words.not_null(withheld) == []
