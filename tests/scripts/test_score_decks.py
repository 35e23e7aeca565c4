"""Standfirsts that gold bodies treat differently: how they are found, and how either way is scored."""

import numpy as np
import pytest

for _needed in ("catboost", "lxml"):
    pytest.importorskip(_needed, reason="what trains the roles is not installed")

import score_decks

LINES = [
    "Harbour ferry to stop for the winter",
    "Traders say that nobody asked them about it",
    "By Ada Brenn",
    "The harbour ferry will not sail between November and March, the authority said.",
    "Traders on the quay were not told in advance.",
]
KEPT = np.array([False, False, False, True, True])


def marked(place: int, names: str) -> list[list[tuple[int, list[tuple[str, str]]]]]:
    """Markup of the lines, one of which stands in an element of these class words."""
    return [[(0, [("p", names if i == place else "")])] for i in range(len(LINES))]


@pytest.mark.parametrize(
    ("names", "deck", "found"),
    [
        ("", "", []),
        ("", "traders say that nobody asked them about it", [1]),
        ("article standfirst", "", [1]),
        ("standfirst caption", "", []),
    ],
)
def test_a_standfirst_is_told_by_metadata_or_by_class_words(
    names: str, deck: str, found: list[int]
) -> None:
    assert list(score_decks.standfirsts(LINES, KEPT, marked(1, names), deck)) == found


def test_far_above_the_text_and_inside_it_there_is_none() -> None:
    kept = np.array([True, True, True, False, False])
    assert list(score_decks.standfirsts(LINES, kept, marked(4, "standfirst"), "")) == []
    lines = [LINES[1], *["Menu"] * (score_decks.ABOVE + 1), *LINES[3:]]
    kept = np.array([False] * (len(lines) - 2) + [True] * 2)
    far = [[(0, [("p", "standfirst" if i == 0 else "")])] for i in range(len(lines))]
    assert list(score_decks.standfirsts(lines, kept, far, "")) == []


@pytest.mark.parametrize(("in_gold", "first"), [(True, [LINES[1]]), (False, [])])
@pytest.mark.parametrize("predicted", [LINES[1:2] + LINES[3:], LINES[3:]])
def test_a_prediction_has_the_standfirsts_that_its_gold_has(
    predicted: list[str], in_gold: bool, first: list[str]
) -> None:
    given = score_decks.as_in_gold("\n\n".join(predicted), [(LINES[1], in_gold)])
    assert given == "\n\n".join([*first, *LINES[3:]])


def test_no_prediction_has_only_what_the_gold_has() -> None:
    assert score_decks.as_in_gold("", [(LINES[1], True)]) == LINES[1]
    assert score_decks.as_in_gold("", []) == ""
