"""The benchmark of titles, dates and authors scores as its description says."""

import bench_metadata
import pytest

GOLD = [
    {"id": 1, "title": "Ferry halts at Sandmoor", "date": "2024-03-05", "authors": ["Nils Okoro", "Ada Brandt"]},
    {"id": 2, "title": "Tidewatch grows", "date": "2024-03-06", "authors": []},
]


def test_right_answers_score_one_whatever_their_case_and_punctuation() -> None:
    found = {
        1: {
            "title": "FERRY HALTS, at Sandmoor!",
            "date": "2024-03-05T10:00Z",
            "authors": ["ada brandt", "Nils Okoro"],
        },
        2: {"title": "Tidewatch grows", "date": "2024-03-06", "authors": ["Somebody Else"]},
    }
    assert set(bench_metadata.score(GOLD, found).values()) == {1.0}


def test_missing_and_wrong_answers_count() -> None:
    found = {1: {"title": "Ferry halts at", "date": "2024-03-04", "authors": ["Nils Okoro", "Eva Lund"]}}
    assert bench_metadata.score(GOLD, found) == {
        "titles": 0,
        "titles, nearly": 0.5,
        "dates": 0,
        "authors, F1": 0.5,
    }


@pytest.mark.parametrize(
    "page",
    [
        "<time datetime='2024-03-05T08:00'>",
        "20240305",
        "Sent 5.3.2024",
        "03/05/2024",
        "5th March 2024",
        "MAR. 05, 2024",
    ],
)
def test_a_date_is_stated_in_any_usual_order(page: str) -> None:
    assert bench_metadata.is_stated("2024-03-05", "", page)
    assert not bench_metadata.is_stated("2024-03-06", "", page)


def test_a_date_is_stated_by_the_address() -> None:
    assert bench_metadata.is_stated("2024-03-05", "https://sandmoor.example/2024/03/05/ferry", "no date")
    assert not bench_metadata.is_stated("2024-03-05", "https://sandmoor.example/120240305", "2024-03-055")


def test_a_gold_date_that_is_the_day_of_the_last_change_is_counted_as_such() -> None:
    gold = [{"id": key, "date": "2024-03-05"} for key in "abc"]
    found = {
        "a": {"date": "2024-03-05T10:00", "updated": None},
        "b": {"date": "2024-01-01", "updated": "2024-03-05T08:00"},
        "c": {"date": None, "updated": "2024-03-06"},
    }
    assert bench_metadata.dates_of_changes(gold, found) == (2, 1)


def test_a_gold_date_that_stands_nowhere_is_listed_with_what_the_page_says() -> None:
    gold = [{"id": "told", "date": "2024-03-05"}, {"id": "untold", "date": "2023-03-05"}, {"id": "undated"}]
    found = {"untold": {"date": "2024-03-05T10:00", "updated": None}}
    *_, row = bench_metadata.unstated(gold, gold[:1], found).split("\n")
    assert row == "| untold | 2023-03-05 | 2024-03-05 |  |"
