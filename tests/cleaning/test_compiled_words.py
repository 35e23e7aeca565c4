"""What is counted in blocks comes out of both twins the same, to the last bit. All lines are invented."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cleaning import compiled, words
from onrecord.cleaning.words import Words

if not compiled.load("words"):
    pytest.skip("words are not compiled here: there is only one way", allow_module_level=True)

THAI = "เรือข้ามฟากจมลงในตอนเที่ยงวันจันทร์ใกล้ท่าเรือเก่าของเมืองและผู้โดยสารทุกคนได้รับการช่วยเหลือจากลูกเรือ"
SIGNS = 'aB9:.,"(é́東าǅ\u200b\ud800\udfff\U0001f6a2\U00020000\U0010ffff\n\x00 İß'
LINES = [
    "",
    " ",
    "a",
    "a.",
    ":",
    "9:30",
    "1:2:3 : 4",
    "9:",
    ":9",
    "Ida Vale, 31: “The ferry sank.”",
    "東京2031年の船",
    "東́京",
    THAI,
    THAI[:40],
    THAI + ".",
    "The ferry " * 400,
    "\ud800a\udfff",
    "Ferry\U0001f6a2sank \U00020000\U00020001",
    "line\nline",
]


def read(pages: list[list[str]]) -> Words:
    """What both twins give, which is the same."""
    found = words.read_pages(pages)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "_compiled", None)
        twin = words.read_pages(pages)
    for name in Words.__dataclass_fields__:
        if name not in ("stack", "kinds"):
            own, other = getattr(found, name), getattr(twin, name)
            assert own.dtype == other.dtype, name
            assert own.shape == other.shape, name
            assert own.tobytes() == other.tobytes(), name
    assert found.kinds == twin.kinds
    return found


def test_invented_lines_are_counted_the_same():
    read([LINES])
    read([LINES, LINES[::-1], ["x"]])
    for line in LINES:
        read([[line]])


def test_any_three_signs_are_counted_the_same():
    read([["".join(signs) for signs in product(SIGNS, repeat=3)]])


@given(st.lists(st.lists(st.text() | st.text(SIGNS), min_size=1), min_size=1, max_size=4))
def test_any_pages_are_counted_the_same(pages):
    read(pages)


def test_every_code_point_is_counted_the_same():
    every = "".join(map(chr, range(0x110000)))
    read([[every[start : start + 2000] for start in range(0, len(every), 2000)]])


def test_what_is_no_table_or_no_line_is_refused():
    table, lower = words._tables()
    numbers = words.CLASSES, 3, words._UNMARKED, 80
    for tables in ((table[:-1], lower), (table, lower[:-1]), (np.full_like(table, words.CLASSES), lower)):
        with pytest.raises(ValueError, match="small"):
            words._compiled.count(["a"], *tables, *numbers)
    for line in (None, b"a", 1):
        with pytest.raises(TypeError):
            words._compiled.count([line], table, lower, *numbers)
