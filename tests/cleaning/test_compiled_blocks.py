"""Text is cut into the same blocks by both twins. All of it is invented."""

import re
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onrecord.cleaning import blocks, compiled

if not compiled.load("blocks"):
    pytest.skip("blocks are not compiled here: there is only one way", allow_module_level=True)

_PARTS = (
    "\n|\r\n|\f|\u2028|\u2029| |\t|\xa0|\ufeff|\u200b|\x00|Local News|NewsCity|City Council|Local|News|iPhone|3/4/2031|Updated: |"
    "LarkApril 3, 2031|12 March 2031, 14:05|2031|٢٠٣١|–|&|/Local|Éclat|éÉ|ёЁ|\U0001f6a2|\ud800|a"
    + "|"
    + "prose " * 40
).split("|")


def both(text: str) -> list[blocks.Block]:
    """What both twins give, which is the same."""
    found = list(blocks.split(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "_compiled", None)
        assert list(blocks.split(text)) == found
    return found


@given(st.lists(st.sampled_from(_PARTS), max_size=30).map("".join))
@example("")
@example("\n\u200b \n")
@example("Local News\nCity Council\nLocal NewsCity Council\nBy Ada LarkApril 3, 2031")
def test_any_text_is_cut_the_same(text):
    both(text)


@given(st.text())
def test_any_characters_are_cut_the_same(text):
    both(text)


def test_every_character_is_seen_the_same():
    characters = [chr(code) for code in range(sys.maxunicode + 1)]
    both("\n".join(characters))
    both("\n".join(f"x{character}2{character}" for character in characters))
    both("\n".join(f"{character}03{character}" * 2 for character in characters if re.match(r"\d", character)))


def test_the_same_lines_may_be_paths(monkeypatch):
    letters = [chr(code) for code in range(0x600)]
    lines = [f"A {one}{other}" for one in "aé#" for other in letters]
    lines += [f"A {one}{other}" for one in letters for other in "BÉ"]
    lines += [f"{first}aB" for first in [*letters, "–", "\u2014", "ǅ"]]
    searched = []
    monkeypatch.setattr(blocks, "_trail_seams", lambda line, _: searched.append(line) or ())
    both("\n".join(lines))
    half = len(searched) // 2
    assert searched[:half] == searched[half:]
    assert 100 < half < len(lines)
