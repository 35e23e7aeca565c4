"""Blocks tile the text layer, one a line; lines that were run together are cut, others never."""

from string import ascii_uppercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cleaning import blocks
from onrecord.cleaning.blocks import INVISIBLE, split

SPACES = ["\n", "\r\n", "\r", "\f", "\u2028", "\u2029", " ", "\t", "\u00a0", "\u200b", "\ufeff"]
PIECES = [
    "word",
    "3/4/2031",
    "Updated:",
    "Local NewsCity",
    "é",
    "e\u0301",
    "\U0001f30a",
    "\u200f",
    "水",
]


def contents(text: str) -> list[str]:
    return [text[block.content_start : block.content_end] for block in split(text)]


@given(st.one_of(st.text(), st.lists(st.sampled_from(SPACES + PIECES)).map("".join)))
def test_blocks_tile_the_text_to_the_last_character(text: str) -> None:
    blocks = split(text)
    assert "".join(text[block.start : block.end] for block in blocks) == text
    assert all(block.start < block.end for block in blocks)
    for block in blocks:
        assert block.start <= block.content_start <= block.content_end <= block.end


@given(st.one_of(st.text(), st.lists(st.sampled_from(SPACES + PIECES)).map("".join)))
def test_nothing_visible_lies_outside_the_contents(text: str) -> None:
    visible = [character for character in text if character not in INVISIBLE]
    kept = [c for content in contents(text) for c in content if c not in INVISIBLE]
    assert kept == visible


def test_blank_lines_belong_to_the_block_before_and_leading_ones_to_the_first() -> None:
    text = "\n \nOne\r\n\r\n\r\n  Two \n"
    first, second = split(text)
    assert (first.start, text[first.content_start : first.content_end]) == (0, "One")
    assert (text[second.start : second.content_start], second.end) == ("  ", len(text))


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\u200b\ufeff\n"])
def test_pages_without_words(text: str) -> None:
    blocks = split(text)
    assert [(block.start, block.end) for block in blocks] == ([(0, len(text))] if text else [])
    assert all(block.content_start == block.content_end for block in blocks)


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("3/4/2031Updated: 3/5/2031", ["3/4/2031", "Updated: 3/5/2031"]),
        (
            "12.04.2031, 15:23Aktualisiert 13.04.2031",
            ["12.04.2031, 15:23", "Aktualisiert 13.04.2031"],
        ),
        ("May 3, 2031 8:22 AMUpdated May 4, 2031", ["May 3, 2031 8:22 AM", "Updated May 4, 2031"]),
        ("By Ada LarkMay 3, 2031", ["By Ada Lark", "May 3, 2031"]),
        ("Ada LarkPublished: 3 May 2031", ["Ada Lark", "Published: 3 May 2031"]),
        ("Ada Lark (Dunmore)2031-05-03", ["Ada Lark (Dunmore)", "2031-05-03"]),
    ],
)
def test_dates_that_were_run_together_are_cut(line: str, parts: list[str]) -> None:
    assert contents(f"Above\n{line}\nBelow") == ["Above", *parts, "Below"]


@pytest.mark.parametrize(
    "line",
    [
        "By Ada McLarkin 3 May 2031",
        "YouTube 12 May 2031",
        "Published: 3 May 2031, 15:30 CET",
        "The 2031FC season opened on 3 May 2031, when iBoats sold out",
        "On 3/4/2031Updated models went on sale. " + "The harbour stayed open all night. " * 6,
    ],
)
def test_other_lines_with_dates_stay_whole(line: str) -> None:
    assert contents(f"Above\n{line.strip()}\nBelow") == ["Above", line.strip(), "Below"]


def test_a_section_path_is_cut_where_both_words_stand_elsewhere() -> None:
    page = "Local NewsCity Council\n\nNews from the City is what we print.\n"
    assert contents(page)[:2] == ["Local News", "City Council"]


@pytest.mark.parametrize(
    "page",
    [
        "Local NewsCity Council\n\nNothing of it is said again.\n",
        "Ask SoundBoard Today\nSoundBoard\nA Sound like a Board.\n",
        "the old NewsCity tower\nNews of the City.\n",
        "Long prose first. " * 15 + "\nLocal NewsCity Council\nNews of the City.\n",
    ],
)
def test_camel_case_names_stay_whole(page: str) -> None:
    assert contents(page) == [line.strip() for line in page.splitlines() if line.strip()]


@pytest.mark.parametrize(
    "text", ["a b, c. " * 600_000, "x\n" * 100_000, "3/4/2031Updated: " * 300_000]
)
def test_huge_pages_are_cut_whole(text: str) -> None:
    assert split(text)[-1].end == len(text)


def test_a_page_of_paths_is_not_searched_for_each_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    searched = []

    def noted(line: str, text: str) -> list[int]:
        searched.append(len(text))
        return []

    monkeypatch.setattr(blocks, "_trail_seams", noted)
    # Each line once was looked up in the whole page.
    page = "\n".join(f"Local News{letter}City Council" for letter in ascii_uppercase) * 2_000
    assert len(split(page)) > 40_000
    assert 0 < sum(searched) <= 50_000_000
