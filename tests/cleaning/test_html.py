"""HTML as a text layer: what a browser would show, whatever the markup. All pages are invented."""

import hashlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.cleaning import blocks, html
from onrecord.cleaning.html import Rendered

ARTICLE = """<!DOCTYPE html>
<html lang="en-GB"><head><title>Ferry sinks &amp; all are saved | The Lantern</title>
<meta property="og:title" content="Ferry sinks"><link rel="canonical" href="https://lantern.example/ferry">
<script type="application/ld+json">{"@type": "NewsArticle"}</script><style>p {color: red}</style></head>
<body><nav><ul><li><a href="/">Home</a><li><a href="/sea">Sea</a></ul></nav>
<article><h1>Ferry   sinks</h1>
<p>The ferry to Askerdale
sank at <b>noon</b>.<p>All were saved, said <a rel="author" href="/ida">Ida Vale</a>.
<ul><li>Forty passengers<li>Nine crew</ul>
<table><tr><td>Built<td>1931<tr><td>Sunk<td>2031</table>
<pre>one
  two</pre>
<p>First line<br>second line<br><br>third</p></article></body></html>"""


def _with_both(function, text: str):
    """What both twins make of a text, which is the same; where nothing is compiled there is only one."""
    made = function(text)
    if html._reader is not None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(html, "_reader", None)
            assert function(text) == made
    return made


def render(document: str) -> Rendered:
    return _with_both(html.render, document)


def attributes(written: str) -> dict[str, str]:
    return _with_both(html.attributes, written)


def test_a_page_is_shown_as_a_browser_shows_it():
    rendered = render(ARTICLE)
    assert rendered.text == (
        "Home\nSea\nFerry sinks\n\nThe ferry to Askerdale sank at noon.\n\n"
        "All were saved, said Ida Vale.\n\nForty passengers\nNine crew\nBuilt\t1931\nSunk\t2031\n"
        "one\n  two\n\nFirst line\nsecond line\n\nthird"
    )


def test_the_head_is_kept_for_what_it_says():
    head = render(ARTICLE).head
    assert head.title == "Ferry sinks & all are saved | The Lantern"
    assert head.language == "en-GB"
    assert head.meta == [("og:title", "Ferry sinks")]
    assert head.links == [("canonical", "https://lantern.example/ferry")]
    assert head.data == ['{"@type": "NewsArticle"}']
    assert head.authors == ["Ida Vale"]


def test_the_layer_of_a_page_never_changes():
    # Annotations are anchored in it: a change here breaks every corpus that holds HTML.
    digest = hashlib.sha256(render(ARTICLE).text.encode()).hexdigest()
    assert digest == "9604b11b78573886a495e2e92f3188f1ddefc94214646b8bc4f7e57cfea51210"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>one<div>two</div>", "one\n\ntwo"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<p>a</p> <p>b</p>", "a\n\nb"),
        ("a<span>b</span>c <i>d</i>", "abc d"),
        ("one<!-- <p>two --> three", "one three"),
        ("one<!-- two", "one"),
        ("one<!--> two", "one two"),
        ("<p title='a > b'>one</p>", "one"),
        ('<a href="x"">one</a> two', "one two"),
        ("1 < 2 <3 & 4", "1 < 2 <3 & 4"),
        ("&lt;b&gt; &eacute;&#8217;&nbsp;x", "<b> é’\xa0x"),
        ("<script>if (a < b) '<p>x'</script>y", "y"),
        ("<SCRIPT>x</Script >y", "y"),
        ("one<script>two", "one"),
        ("one<svg><title>two</title></svg>three", "onethree"),
        ("<template><p>one</template>two", "two"),
        ("<noscript>Please enable</noscript>one", "one"),
        ("<select><option>one<option>two</select>three", "three"),
        ("one<select>two", "onetwo"),
        ("<ul><li>one<ul><li>two</ul><li>three</ul>", "one\ntwo\nthree"),
        ("<table><tr><td><p>one</p><td>two</table>", "one\n\ntwo"),
        ("one</p>two", "one\n\ntwo"),
        ("<b>one<p>two</b>three</p>", "one\n\ntwothree"),
        ("one\x00two\u2028three", "onetwo three"),
        ("one<!-- - -- >--!>two<!--->three", "onetwothree"),
        ("<x-note>one<DIV>two</Div></x-note>", "one\ntwo"),
        ("<a href = 'x>y' b=\"<\" c='>one</a>two", "onetwo"),
        ("one\x0b\t\n two\x1f", "one  two\t"),
        ("one</", "one</"),
        ("one<p", "one"),
        ("", ""),
        ("<", "<"),
    ],
)
def test_markup_of_any_sort(markup, text):
    assert render(markup).text == text


def test_each_line_knows_its_markup():
    rendered = render("<main><p>one <a href=x>two</a></p><h2 class='a b'><b>three</b></h2></main>")
    lines, elements = rendered.lines, rendered.elements
    assert [elements.tag[element] for element in lines.element] == ["p", "b"]
    assert lines.links == [1, 0]
    assert lines.linked == [3, 0]
    assert lines.bold == [0, 5]
    assert [(elements.first_line[i], elements.end_line[i]) for i in range(len(elements.tag))] == [
        (0, 2), (0, 1), (0, 1), (1, 2), (1, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("markup", "linked", "bold"),
    [
        ("<p>one <a href=x>two</a> three", [3], [0]),
        ("<a href=x>one<b>two</a>three</b>four", [6], [3]),
        ("<a href=x>one<a href=y>two</a>three", [6], [0]),
        ("<div><a href=x>one</div>two", [3, 0], [0, 0]),
        ("<b>one<strong>two</strong>three</b>four", [0], [11]),
        ("one</a>two", [0], [0]),
    ],
)
def test_a_link_ends_with_its_element_or_any_end_tag_of_a_link(markup, linked, bold):
    lines = render(markup).lines
    assert (lines.linked, lines.bold) == (linked, bold)


def test_attributes_are_read_in_any_spelling():
    written = " CLASS='a b' id=c hidden data-x=\"1 &amp; 2\" class=z href=/x/"
    assert attributes(written) == {
        "class": "a b", "id": "c", "hidden": "", "data-x": "1 & 2", "href": "/x/",
    }  # fmt: skip


@example("a=\"b c='d e= f\u2003=\xa0'g'h/i j==k l = = m 'n \"o=p> q \u0130=1 \u212a=2 K=3 a=4")
@given(st.text(st.sampled_from("aB=\"'/> &;\t\xa0\u0130\ud800"), max_size=40))
def test_attributes_of_any_sort_can_be_read(written):
    assert all("=" not in name and name == name.lower() for name in attributes(written))


HOSTILE = {
    "nested": "<div>" * 300_000 + "The end.",
    "nested and closed": "<div>" * 100_000 + "x" + "</div>" * 100_000,
    "bold without end": "<b>" * 100_000 + "<p>x" * 1_000,
    "bold with attributes": "".join(f"<b id={i}>" for i in range(20_000)) + "<p>x" * 20_000,
    "paragraphs": "<p>" * 200_000,
    "list items": "<ul><li>" * 60_000,
    "tags without end": "<a " * 200_000,
    "quotes without end": '<a b="' * 100_000,
    "comments without end": "<!--" * 200_000,
    "end tags": "</p></i></li>" * 100_000,
    "angles": "<" * 500_000,
    "drawings without end": "<svg>" * 200_000,
    "scripts without end": "<script>" * 200_000,
    "ends that end nothing": "<i><p>" + "<b>" * 50_000 + "</i>" * 50_000,
    "entities": "&amp" * 200_000,
    "names": "".join(f"<x{i}>" for i in range(100_000)),
    "scripts": "<script></script>x" * 60_000,
    "cells": "<table>" + "<td>x" * 100_000,
    "equals signs": "<a " + "= " * 200_000,
    "ends of comments": "<!-- - -- -" + "--> <!-- -" * 100_000,
    "ends of scripts": "<script>" + "</scrip </script" * 50_000,
    "more elements than count": "<b></b>" * html.MOST_ELEMENTS + "<a><a>x</a></b>y",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_give_no_more_text_than_they_have(name):
    rendered = render(HOSTILE[name])
    assert len(rendered.text) <= len(HOSTILE[name])


MARKUP = st.lists(
    st.one_of(
        st.sampled_from(
            "<p> </p> <div> </div> <b> </b> <a href=x> </a> <li> <ul> </ul> <table> <tr> <td> "
            "</table> <br> <hr> <h1> </h2> <pre> </pre> <script> </script> <svg> </svg> <!-- --> "
            "<title> </title> <html> <body> </body> <head> </html> <time datetime=2031> </time> "
            "<meta name=a content=b> <template> </template> < > \" ' = &amp; &#x1f; &#13; "
            "<p/ </ <a\thidden > <h3 </div <DIV </DIV <blockquote> </BlockQuote> <svgs> </svgs </scripT\t <! <? "
            "<!--> <!---> --!> =' =\" <dt> <dd> </dl> <object> </object> <abbr\xa0title=2031> "
            "<a\u2003rel=AUTHOR> <\u212a> </\u017f> <li\u212a> <script\fld+json>".split(" ")
        ),
        st.text(max_size=8),
        st.characters(categories=["Cs"]),
        st.sampled_from(["\r\n", "\n", "\t", "\xa0", "\x1f", "\u2029", "\u200b", "\u202e", "\0"]),
    ),
    max_size=40,
).map("".join)


@example("<pre><td>\r<td>")
@given(MARKUP)
@settings(max_examples=300, deadline=None)
def test_any_markup_gives_lines_that_blocks_tile(document):
    rendered = render(document)
    lines, elements = rendered.lines, rendered.elements
    cut = blocks.split(rendered.text)
    assert "".join(rendered.text[block.start : block.end] for block in cut) == rendered.text
    assert lines.start == sorted(set(lines.start))
    assert all(rendered.text[start] != "\n" for start in lines.start)
    assert {len(value) for value in (lines.element, lines.characters, lines.linked, lines.bold)} == {
        len(lines.start)
    }
    for parent, first, end in zip(elements.parent, elements.first_line, elements.end_line, strict=True):
        assert 0 <= first <= end <= len(lines.start)
        assert parent < len(elements.tag)


@pytest.mark.parametrize("tag", ["<b>", "<li>", "<p><b>", "<a href=x>", "<pre>", "<x>", "<table><tr><td>"])
@pytest.mark.parametrize("times", [62, 63, 64, 65, 511, 512, 513])
def test_any_depth_of_elements_can_be_closed(tag, times):
    rendered = render(f"<div><h1>one<li>{tag * times}two</h1>three</li>four</p>five</div>six")
    assert rendered.text.endswith("six")


@given(MARKUP)
@settings(max_examples=100, deadline=None)
def test_the_same_page_gives_the_same_layer(document):
    assert render(document) == render(document)


def test_a_number_of_any_length_is_a_character_or_none():
    many = 5_000
    written = f"&#{'9' * many};&#{'0' * many}65;&#{'0' * many};&#{'1' * many} &#x{'f' * many};"
    assert html.unescape(written) == "\ufffdA\ufffd\ufffd \ufffd"
    assert render(f"<p>All <b>were</b> saved{written}").text.startswith("All were saved\ufffdA")


def test_the_author_of_a_link_is_looked_for_in_time_that_grows_with_the_tag():
    # Each of these relations once was read to the end of the tag.
    relations = "rel=x " * 100_000
    assert render(f"<a author {relations}>Ida Vale</a>").head.authors == []
    assert render(f"<a {relations} rel='me author'>Ida Vale</a>").head.authors == ["Ida Vale"]
