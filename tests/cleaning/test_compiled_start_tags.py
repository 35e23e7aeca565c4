"""What attributes tell comes out of both twins the same, however they are written. All are invented."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onrecord.cleaning import compiled, start_tags
from onrecord.cleaning.html import Elements

if not compiled.load("start_tags"):
    pytest.skip("start tags are not compiled here: there is only one way", allow_module_level=True)

_PARTS = (
    ' class="|id=|data-testid|data-test-x-y|data-namely|"|\'|=| = |aria-hidden=true|style="display:none"|hidden|collapsed|'
    " ROLE='| claſs=| İd=|\u2003rel\u2003=\u2003x|articleBody|article-body|ABCdEf|x|Ab|é|\U0001f6a2|\ud800|>|/|\n|\xa0|1|"
    "averylongwordthatisnotread|averylongerwordthatisnot"
).split("|")


def both(attributes: list[str]) -> start_tags._Told:
    """What both twins give, which is the same."""
    found = start_tags._Told.by_attributes(attributes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(start_tags, "_compiled", None)
        twin = start_tags._Told.by_attributes(attributes)
    for field in ("flags", "offset", "size", "hashes"):
        own, others = getattr(found, field), getattr(twin, field)
        assert own.dtype == others.dtype, field
        assert own.tolist() == others.tolist(), field
    return found


@given(st.lists(st.lists(st.sampled_from(_PARTS), max_size=8).map("".join), max_size=6))
@example([" class='a b' class=\"c d\" id=e", " id", " id=", " id=''", " class", ' class="unclosed id=x'])
@example([' data-module_1="Aside"', ' data-x="no"', " data-qa-é=y", " itemprop = articleBody property=a>b"])
def test_any_attributes_tell_the_same(attributes):
    both(["", *attributes])


@given(st.lists(st.text(), max_size=4))
def test_any_values_tell_the_same(values):
    both(["", *(f' class="{value}"'.replace("\0", "") for value in values)])


def test_long_values_are_read_as_far():
    many = both(["", ' class="' + "aB-c1" * 5_000 + '"', " id='" + "word " * 5_000 + "'"])
    assert many.size.tolist()[0] == 0 < many.size.tolist()[1]


def test_what_does_not_fit_together_is_refused():
    told = compiled.load("start_tags").told
    known = start_tags._lexicon()
    changes, nulls = start_tags._changes()
    is_end = known.is_end.view(np.uint8)
    with pytest.raises(TypeError):
        told([None], changes, nulls, known.hashes, known.numbers, is_end, 9, 1)
    with pytest.raises(ValueError, match="hashed"):
        told([""], changes, nulls[1:], known.hashes, known.numbers, is_end, 9, 1)
    with pytest.raises(ValueError, match="known"):
        told([""], changes, nulls, known.hashes, known.numbers[1:], is_end, 9, 1)


def test_start_tags_that_do_not_fit_together_are_refused():
    loops = compiled.load("start_tags")
    for lists in ([["a"]], [["a", "b", "c"]], [["a"], ["b"]]):
        with pytest.raises((IndexError, ValueError)):
            loops.numbered(lists, np.ones(3, dtype=np.uint8))
    names, hashes = np.ones(2, dtype=np.uint64), np.arange(2, 4, dtype=np.uint64)
    for written, offset, size in (
        ([0], [0], [0]),
        ([0, 1], [0], [0]),
        ([0, 1], [0, 0], [0]),
        ([0, 1], [0, 0], [0, 3]),
        ([0, 1], [0, -1], [0, 1]),
    ):
        with pytest.raises(IndexError):
            loops.first_different(names, *map(np.array, (written, offset, size)), hashes, 12)


_HIDING = (
    "hidden|none|display|visibility|aria-hidden|:| : |=|'|true|TRUE|=\"true|collaps|accordion|expand|toggle|tabpane|tab-pane|"
    "role=region|role='tabpanel|aria-labelledby|HIDDEN|dısplay:none|vİsibility:hidden|\u2003hidden|/|\n| |x| hidden"
).split("|")


@given(st.lists(st.lists(st.sampled_from(_HIDING), max_size=6).map("".join), max_size=6))
@example(["hidden", " hidden", " hidden/", " hidden=''", "x hidden x", "xhidden", " hiddenx", "hidden\n"])
@example(
    [
        "display:none",
        "display :\t none",
        "VISIBILITY:hidden",
        "aria-hidden=true",
        "aria-hidden='true",
        "aria-hidden=none",
    ]
)
@example([f" hidden {unfolds}" for unfolds in _HIDING])
def test_what_hides_is_told_the_same(attributes):
    both(["", *attributes])


_TAGS = st.sampled_from(["p", "div", "x-y", "\ud800", ""])
_CLASSES = st.lists(
    st.sampled_from("a b p div story body ad nav top one two three four five six".split())
).map(" ".join)


@given(st.lists(st.lists(st.tuples(_TAGS, _CLASSES, st.booleans()), max_size=8), min_size=1, max_size=3))
def test_any_start_tags_tell_the_same(pages):
    elements = [
        Elements([tag for tag, _, _ in page], [f' class="{names}"' if names else "" for _, names, _ in page])
        for page in pages
    ]
    wanted = np.array([one for page in pages for one in (*(chosen for _, _, chosen in page), True)])
    found = start_tags.StartTags.of(elements, wanted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(start_tags, "_compiled", None)
        twin = start_tags.StartTags.of(elements, wanted)
    for field in fields(found):
        own, others = getattr(found, field.name), getattr(twin, field.name)
        assert own.dtype == others.dtype, field.name
        assert own.tolist() == others.tolist(), field.name
