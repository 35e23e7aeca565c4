"""Quotes inside quotes: what is a report there and what is not; all people are invented."""

import pytest

from onrecord.annotation import annotate
from onrecord.records import Attitude


def _inside(text: str) -> list[str]:
    return [text[slice(*quote.spans[0])] for quote in annotate(text).quotes if quote.parent is not None]


@pytest.mark.parametrize(
    ("said", "report"),
    [
        ("He told me the bridge was fine,", "the bridge was fine"),
        ("He asked me where the key was and I said, ‘In the door.’", "where the key was"),
        ("We were told in May that the school was safe,", "that the school was safe"),
        ("My teacher used to say that a map is a rumour,", "that a map is a rumour"),
        ("The institute wants to measure the whole bay by spring,", "to measure the whole bay by spring"),
    ],
)
def test_what_a_source_tells_of_others_is_a_quote_inside(said: str, report: str) -> None:
    assert report in _inside(f"“{said}” Kim Roe said on Monday.")


@pytest.mark.parametrize(
    "said",
    [
        "We do not comment on stolen papers,",
        "I want them to print his letter, all of it,",
        "Nobody on this board wanted to cast that vote,",
        "We thank you for your trouble,",
        "I would call it robbery,",
        "I know what to leave at home,",
    ],
)
def test_courtesy_wishes_and_what_nobody_says_are_no_reports(said: str) -> None:
    assert _inside(f"“{said}” Kim Roe said on Monday.") == []


def test_who_was_told_is_not_who_told() -> None:
    text = "“We were told in May that the school was safe,” Kim Roe said."
    (inner,) = (quote for quote in annotate(text).quotes if quote.parent is not None)
    assert inner.speaker is None
    assert inner.attitude is Attitude.speech
