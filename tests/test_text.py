"""Views map to their source and back."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.text import View, count_words, counted, trimmed


@st.composite
def texts_with_ranges(draw):
    text = draw(st.text(min_size=1, max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=8)))
    pairs = list(pairwise(cuts))
    return text, pairs[:: draw(st.integers(1, 2))]


@given(texts_with_ranges())
def test_every_character_of_a_piece_stands_at_its_place_in_the_source(case):
    text, ranges = case
    view = View(ranges)
    clean = view.text(text)
    assert len(clean) == view.length
    for piece in view.pieces:
        for at in range(piece.start, piece.end):
            start, end = view.to_source(at, at + 1)
            assert text[start:end] == clean[at]
            assert view.from_source(start, end) == (at, at + 1)


@given(texts_with_ranges())
def test_separators_map_to_nowhere(case):
    _, ranges = case
    view = View(ranges)
    for before, after in pairwise(view.pieces):
        for at in range(before.end, after.start):
            assert view.to_source(at, at + 1) is None
        assert view.to_source(before.end - 1, after.start + 1) is None


def test_an_empty_view_has_no_text():
    view = View([])
    assert view.text("anything") == ""
    assert view.to_source(0, 1) is None
    assert view.from_source(0, 1) is None


@given(st.text())
def test_trimmed_is_strip_with_a_place(text):
    start, end = trimmed(text, 0, len(text))
    assert text[start:end] == text.strip()


def test_words_are_counted_with_their_apostrophes():
    assert count_words("The ferry’s 2 captains didn't sail.") == 6


@pytest.mark.parametrize(
    ("number", "thing", "told"),
    [(1, "article", "1 article"), (0, "article", "0 articles"), (2, "entity", "2 entities")],
)
def test_things_are_counted_in_the_right_form(number: int, thing: str, told: str) -> None:
    assert counted(number, thing) == told
