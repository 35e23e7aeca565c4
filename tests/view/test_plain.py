"""What is printed can steer no terminal, and stays as long as it was."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.view.plain import printable, shortened


@given(st.text(st.characters(codec=None)))
def test_printable_keeps_length_and_steers_nothing(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    assert not any(ord(c) < 32 and c not in "\n\t" or 0x7F <= ord(c) < 0xA0 for c in shown)
    assert not any(0xD800 <= ord(c) < 0xE000 or c in "\u202e\u2066\u200f" for c in shown)


def test_printable_shows_what_it_hid() -> None:
    assert printable("a\x1b[31mb\x00\u202ec\n\té") == "a␛[31mb␀·c\n\té"


@given(st.text(), st.integers(1, 50))
def test_shortened_is_one_line_and_no_longer_than_asked(text: str, longest: int) -> None:
    short = shortened(text, longest)
    assert len(short) <= longest
    assert len(short.splitlines()) <= 1


def test_shortened_says_that_something_is_missing() -> None:
    assert shortened("one  two\nthree", 40) == "one two three"
    assert shortened("one two three", 8) == "one two…"
