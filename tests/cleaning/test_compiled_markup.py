"""The markup around blocks comes out of both twins the same, to the last bit. All pages are invented."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.cleaning import blocks, compiled, markup
from onrecord.cleaning.html import render
from onrecord.cleaning.words import read_pages
from tests.cleaning.test_html import MARKUP

if not compiled.load("markup"):
    pytest.skip("markup is not compiled here: there is only one way", allow_module_level=True)

LINES = (
    "The ferry: sank|Ὀδυσσεύς ΣΑΣ|ΑΣ|İstanbul ſ ß µ ª ½|“Œuvre”, Šárka|東京 2031年|\ud800|_|a_b|\x80\x85|\u0301|a"
).split("|")
PAGES = [
    "<h1>Ferry sinks</h1><div class='story-body sidebar'><p>The ferry sank at noon.</p><p>İt ſank</p></div>",
    "<div>" * 40 + "<p class=caption>Deep down<ul><li>one <a href=x>two</a></li></ul>",
    "<nav hidden class='nav nav-bar'><b>Home</b></nav><blockquote>“Quoted”</blockquote>",
    "bare",
]


def both(give):
    """What both twins give."""
    found = give()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markup, "_compiled", None)
        return found, give()


def measured(documents: list[str], body: str = "", titles: tuple[str, ...] = ()) -> None:
    """Check that pages are measured the same."""
    rendered = [page for page in map(render, documents) if page.text.strip()]
    if not rendered:
        return
    cut = [blocks.split(page.text) for page in rendered]
    pairs = [*zip(rendered, cut, strict=True)]
    words = read_pages([[page.text[one.content_start : one.end] for one in own] for page, own in pairs])
    pages = [markup.Marked(page, own, body, titles) for page, own in pairs]
    found, twin = both(lambda: markup.measure_pages(pages, words))
    for one, other in ((found, twin), (found.tree, twin.tree)):
        for field in fields(one):
            own, others = getattr(one, field.name), getattr(other, field.name)
            if isinstance(own, np.ndarray):
                assert (own.dtype, own.shape) == (others.dtype, others.shape), field.name
                assert own.tobytes() == others.tobytes(), field.name


def test_invented_pages_are_measured_the_same():
    measured(PAGES, "The ferry sank at noon. It sank", ("Ferry sinks",))
    for page in PAGES:
        measured([page])


@settings(max_examples=40)
@given(st.lists(MARKUP, min_size=1, max_size=3), st.text(), st.text())
def test_any_pages_are_measured_the_same(documents, body, title):
    measured(documents, body, (title,))


@given(st.text() | st.lists(st.sampled_from([*LINES, "\n", "", "\r", "x\ty"])).map("\n".join))
@example("\n".join(LINES))
@example("".join(map(chr, range(0x3000))))
def test_any_text_is_plain_the_same(text):
    one, other = both(lambda: markup.plain(text))
    assert one == other
    found = compiled.load("markup").plain_lines(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markup, "_compiled", None)
        assert found == [markup.plain(line) for line in text.split("\n") if line]


def test_every_character_is_plain_the_same():
    for start in range(0, 0x110000, 0x1000):
        one, other = both(lambda start=start: [*map(markup.plain, map(chr, range(start, start + 0x1000)))])
        assert one == other


@given(st.lists(st.text("abé東", max_size=90)), st.text("abé東"), st.integers(0, 60), st.integers(0, 60))
@example(["a" * 81, "b" + "a" * 70 + "b" * 20, ""], "a" * 81, 0, 10)
def test_what_a_body_gives_is_found_the_same(lines, body, begin, end):
    lines += [body[begin:end], "x" * 10 + body[:50] + "y" * 40, body]
    one, other = both(lambda: markup._given(lines, body))
    assert one == other


def test_what_does_not_fit_together_is_refused():
    loops = compiled.load("markup")
    two = np.array([0, 1])
    with pytest.raises(IndexError):
        loops.distances(np.array([2]), two, two, 9, 9, 9)
    with pytest.raises(IndexError):
        loops.distances(np.array([0]), np.array([-1]), two, 9, 9, 9)
    with pytest.raises(IndexError):
        loops.distances(np.array([1]), np.array([0, 0]), two << 10, 9, 9, 9)
    hashes = np.array([7], dtype=np.uint64)
    for leaf, number, offset, size in (
        ([2], [0, 0], [0], [1]),
        ([0], [1, 1], [0], [1]),
        ([0], [0, 0], [1], [1]),
        ([0], [0, 0], [0], [2]),
        ([0], [0, 0], [-1], [1]),
    ):
        with pytest.raises(IndexError):
            loops.items(*map(np.array, (leaf, [0, 0], number, offset, size)), hashes, (1, 2), 3)
    with pytest.raises(TypeError):
        loops.given([None], "a", 80, 10, 60)
    with pytest.raises(OverflowError):
        loops.joined([[1 << 64]], 0)
    for numbers in (["a"], [None]):
        with pytest.raises(TypeError):
            loops.joined([numbers], 0)
