"""What readers of metadata ask of a page. All pages are invented."""

import re

from hypothesis import given
from hypothesis import strategies as st

from onrecord.cleaning.blocks import split
from onrecord.cleaning.page import Page, as_compared, mixed_case
from onrecord.cleaning.roles import Label
from onrecord.cleaning.wording import folded
from onrecord.labels import Role

# Letters that others are the same as where case is ignored.
LETTERS = "aAiIıİkK\u212asSſéÉßẞςσΣ1"


def page_of(text: str) -> Page:
    blocks = split(text)
    return Page(text, blocks, [Label(Role.navigation) for _ in blocks], None)


def test_a_name_in_capitals_is_found_as_the_page_writes_it_elsewhere() -> None:
    page = page_of("By IDA  VALE\nidavale\nAs Ida\nVale said, Ida Vale left")
    assert mixed_case(page, "IDA VALE") == "Ida Vale"
    assert mixed_case(page, "ASKERDALE") is None
    assert mixed_case(page_of("DIE KIRCHE\nDie Kirche"), "die kirche") == "Die Kirche"


@given(st.text(LETTERS, min_size=1, max_size=3), st.text(LETTERS + " ", max_size=20))
def test_a_word_is_found_wherever_it_stands_but_for_its_case(word: str, text: str) -> None:
    spelled = re.findall(rf"(?<!\w){word}(?!\w)", text, re.IGNORECASE)
    begun_large = [name for name in spelled if name[0].isupper() and not name.isupper()]
    assert mixed_case(page_of(text), word) == next(iter(begun_large), None)


def test_a_line_too_long_for_a_title_is_compared_all_the_same() -> None:
    page = page_of("Ships wait.\n" + "Ferries, too. " * 40)
    assert page.said(0) == page.folded[0] == "ships wait"
    assert page.folded[1] == "" and page.said(1) == " ".join(["ferries too"] * 40)


@given(st.lists(st.text(LETTERS + "ǰ日 _-’\t\r", max_size=12), max_size=4))
def test_lines_are_compared_as_each_of_them_alone(lines: list[str]) -> None:
    assert as_compared(lines) == [folded(line) for line in lines]
