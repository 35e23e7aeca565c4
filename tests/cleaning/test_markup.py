"""What the markup around a block says: evidence in numbers and in words. All pages are invented."""

import numpy as np
import pytest
from hypothesis import given, settings

from onrecord.cleaning import blocks, markup
from onrecord.cleaning.html import render
from onrecord.cleaning.words import read_words
from tests.cleaning.test_html import MARKUP

PROSE = "The ferry to Askerdale sank at noon, and all who were on board of it were saved."


def measured(document: str, body: str = "", titles: tuple[str, ...] = ()) -> markup.Markup:
    rendered = render(document)
    cut = blocks.split(rendered.text)
    return markup.measure(rendered, cut, read_words(rendered.text, cut), body, titles)


def test_links_and_bold_are_shares_of_the_line():
    rows = measured("<p>one <a href=x>two</a></p><p><b>three</b></p>").evidence
    assert np.allclose(rows[:, 0], [3 / 7, 0])
    assert np.allclose(rows[:, 1], [0, 1])


def test_class_words_tell_apart_what_the_words_do_not():
    same = f"<p class='story-body'>{PROSE}</p><p class='newsletter-signup'>{PROSE}</p>"
    first, second = measured(same).evidence
    assert not np.array_equal(first, second)


def test_names_written_in_other_ways_are_the_same_words():
    one = measured(f"<p class='article-body'>{PROSE}</p>")
    other = measured(f"<p class='articleBody'>{PROSE}</p>")
    assert np.array_equal(one.evidence, other.evidence)
    assert np.array_equal(one.item, other.item)


def test_an_outlets_own_attributes_that_say_nothing_change_nothing():
    one = measured(f"<p>{PROSE}</p>")
    other = measured(f'<p style="color: red" data-id="7" onclick="go()">{PROSE}</p>')
    assert np.array_equal(one.evidence, other.evidence)


def test_the_body_in_the_pages_data_is_evidence_for_its_lines():
    rows = measured(f"<p>{PROSE}</p><p>Read more</p>", body=f"… {PROSE} …").evidence
    assert list(rows[:, -2]) == [1, 0]
    assert list(measured(f"<p>{PROSE}</p>").evidence[:, -2]) == [-1]


def test_the_title_in_the_pages_data_is_evidence_for_its_line():
    rows = measured(f"<h1>Ferry: sinks</h1><p>{PROSE}</p>", titles=("Ferry sinks",)).evidence
    assert list(rows[:, -1]) == [1, 0]


def test_hidden_elements_are_told():
    shown, hidden = (measured(f"<div {told}><p>{PROSE}</p></div>").evidence for told in ("id=x", "hidden"))
    assert not np.array_equal(shown, hidden)


def test_the_path_reads_as_one_would_write_it():
    rendered = render("<main id=top><div class='story body'><p>one</p></div></main>")
    assert markup.path(rendered, 0) == "main.top > div.story > p"
    assert markup.path(render("one"), 0) == ""


@given(MARKUP)
@settings(max_examples=200, deadline=None)
def test_any_markup_is_measured_in_finite_numbers(document):
    rendered = render(document)
    cut = blocks.split(rendered.text)
    if not cut:
        return
    found = markup.measure(rendered, cut, read_words(rendered.text, cut))
    assert found.evidence.shape[0] == len(cut)
    assert np.isfinite(found.evidence).all()
    assert found.item_block.shape == found.item.shape
    assert not len(found.item_block) or found.item_block.max() < len(cut)


@pytest.mark.parametrize(
    ("headings", "titles", "document_title", "found"),
    [
        # The title of the data is the article's, that of the document names the outlet too.
        ("<h1>Askerdale Harbour News</h1><h2>A ferry sinks at noon</h2>", ("A ferry sinks at noon",),
         "A ferry sinks at noon | Askerdale Harbour News", 1),
        ("<h2>Weather for sailors</h2><h1>A ferry sinks at noon</h1>", (),
         "A ferry sinks at noon | Askerdale Harbour News", 1),
        # No title is held by a heading: the only main one.
        ("<h2>Weather for sailors</h2><h1>All saved!</h1>", ("A ferry sinks at noon",), "", 1),
        ("<h1>Weather for sailors</h1><h1>All saved!</h1>", ("A ferry sinks at noon",), "", -1),
        ("<p>Weather for sailors</p>", ("A ferry sinks at noon",), "", -1),
        ("<h1>Weather for sailors</h1><p>A ferry sinks at noon</p>", ("A ferry sinks at noon",), "", 1),
    ],
)  # fmt: skip
def test_the_block_with_the_title_is_found(headings, titles, document_title, found):
    document = f"<title>{document_title}</title>{headings}<p>{PROSE}</p>"
    assert measured(document, titles=titles).tree.title.tolist() == [found]


def test_names_of_elements_may_hold_lone_surrogates():
    assert len(measured(f"<a\ud800><p>{PROSE}</p>").evidence) == 1
