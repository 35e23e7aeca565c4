"""Cleaning loses nothing: the blocks are the page, and every paragraph stands where it says."""

import json
from collections.abc import Iterator, Sequence
from html import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.cleaning import assemble, headlines, page_metadata, roles
from onrecord.cleaning.assemble import (
    MOST_TOGETHER,
    Cleaned,
    Source,
    clean,
    clean_html,
    clean_many,
)
from onrecord.cleaning.html import Rendered, render
from onrecord.cleaning.roles import Label, Unlabelled
from onrecord.cleaning.site import Site, line_key
from onrecord.records import Reason, Role
from onrecord.text import PARAGRAPH_BREAK
from tests.cleaning.test_html import MARKUP

PAGE = """Home
News
Sport

The Tolvane Quill

Lighthouse at Orrin Head goes dark after storm

By Ida Vale
3 May 2031

The lighthouse at Orrin Head went dark on Tuesday night after a storm cut the only cable that feeds it, and the harbour master has asked ships to keep two miles off the coast.

“We have lamps on the pier, and that is all we have,” said Bo Lark, the harbour master of Tolvane, who has kept the light for nineteen years. 🚢

Engineers said the lamp could be lit again by Friday if the wind drops, and the harbour will stay closed until then, as it did after the great storm of 2019.

Related stories
Ferry back in service
© 2031 Tolvane Quill Ltd. All rights reserved.
"""

ODD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\n\r\t\x00\u2028\u2029\x0c\u200f\u202e\u0301\ufeff\u00ad\ud800🚢 .,|/()©:123aBé年月"
        ),
    ),
    max_size=200,
)
LINES = st.lists(
    st.one_of(
        ODD,
        st.sampled_from(PAGE.split("\n")),
        st.sampled_from(
            [
                "By Ida Vale",
                "3/4/2031",
                "Photo: Bo Lark",
                "(Bo Lark/AP)",
                "Tags: a, b",
                "Home > News",
            ]
        ),
    ),
    max_size=25,
).map("\n".join)


def check(text: str, cleaned: Cleaned) -> None:
    """The promises that hold for any page."""
    # Asked for first, the text does not know yet what else is read from the page.
    whole = cleaned.text
    assert cleaned.layer == text
    assert "".join(text[block.start : block.end] for block in cleaned.blocks) == text
    position = 0
    for block in cleaned.blocks:
        assert block.start == position
        position = block.end
    assert position == len(text)
    starts = {block.start: block for block in cleaned.blocks}
    for block in cleaned.blocks:
        assert block.duplicate_of is None or (
            block.duplicate_of in starts and block.duplicate_of != block.start
        )
    assert sum(block.role is Role.headline for block in cleaned.blocks) <= 1

    pieces = cleaned.view.pieces
    contents = [text[block.content_start : block.content_end].strip() for block in cleaned.cut]
    kept = [line for line, block in zip(contents, cleaned.blocks, strict=True) if block.role.is_text]
    assert len(pieces) == len(cleaned.paragraphs) == sum(map(bool, kept))
    assert whole == PARAGRAPH_BREAK.join(whole[p.start : p.end] for p in pieces)
    for piece, paragraph in zip(pieces, cleaned.paragraphs, strict=True):
        words = whole[piece.start : piece.end]
        assert words == text[paragraph.source_start : paragraph.source_end]
        assert words and not words[0].isspace() and not words[-1].isspace()
        assert cleaned.view.to_source(piece.start, piece.end) == (
            paragraph.source_start,
            paragraph.source_end,
        )
        holder = [
            b
            for b in cleaned.blocks
            if b.start <= paragraph.source_start and paragraph.source_end <= b.end
        ]
        assert [b.role for b in holder] == [paragraph.role]

    meta = cleaned.metadata
    found = [meta.headline, meta.deck, *meta.section, *meta.keywords]
    found += [part for photo in meta.captions for part in (photo.text, photo.credit)]
    for part in filter(None, found):
        assert part.text == " ".join(text[part.start : part.end].split()) != ""


@settings(max_examples=150, deadline=None)
@given(LINES)
@example("")
@example(" ")
@example("\n\n\n")
@example("\x00")
@example("\ud800")
@example("\u202e\u200f")
@example("e\u0301\n" * 3)
@example("one line")
@example(PAGE)
@example(PAGE.replace("\n", "\r\n"))
@example(PAGE.replace("\n", "\u2028"))
@example(PAGE + PAGE)
def test_nothing_is_lost_and_every_paragraph_stands_where_it_says(text: str) -> None:
    cleaned = clean(text)
    check(text, cleaned)
    json.dumps(cleaned.as_json("x"))


# A page has one headline at most, and what is a duplicate tells of what.
LABELS = st.sampled_from([role for role in Role if role not in (Role.duplicate, Role.headline)]).map(
    lambda role: Label(role, None if role.is_content else Reason.menu)
)


@settings(max_examples=120, deadline=None)
@given(LINES, st.booleans(), st.data())
def test_whatever_the_roles_say(text: str, of_html: bool, data: st.DataObject) -> None:
    """The promises do not hang on the model being right."""

    def drawn(pages: Sequence[Unlabelled]) -> list[list[Label]]:
        [page] = pages
        labels = [data.draw(LABELS) for _ in page.blocks]
        if labels and data.draw(st.booleans()):
            place = data.draw(st.integers(0, len(labels) - 1))
            labels[place] = Label(Role.headline)
        return [labels]

    title = data.draw(st.sampled_from(PAGE.split("\n")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assemble.roles, "label_pages", drawn)
        if of_html:
            lines = "".join(f"<p>{escape(line)}" for line in text.split("\n"))
            cleaned = clean_html(f"<title>{title}</title>{lines}")
        else:
            cleaned = clean(text)
    check(cleaned.layer, cleaned)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t\r\n", "\u00a0\u2003\n"])
def test_blank_pages_have_no_paragraphs(text: str) -> None:
    cleaned = clean(text)
    assert (cleaned.text, cleaned.paragraphs) == ("", [])
    assert [(block.role, block.reason) for block in cleaned.blocks] == [
        (Role.navigation, Reason.empty)
    ] * bool(text)
    assert cleaned.metadata.headline is None


@pytest.mark.parametrize(
    "line", ["a", "word ", "1/2/2031 ", "(Bo Lark/AP) ", "By ", "\u0301", "\x00", "年"]
)
def test_lines_of_five_megabytes_are_accounted_for(line: str) -> None:
    text = (line * (5_000_000 // len(line)))[:5_000_000]
    cleaned = clean(text)
    assert sum(block.end - block.start for block in cleaned.blocks) == len(text)


def test_many_lines_are_accounted_for() -> None:
    text = "By Ida Vale on 3/4/2031 | Photo: Bo Lark/AP\n" * 20_000
    assert sum(block.end - block.start for block in clean(text).blocks) == len(text)


def test_the_object_of_the_batch_form() -> None:
    found = clean(PAGE, url="https://quill.example/lighthouse-orrin-head-goes-dark").as_json("p1")
    assert list(found) == [
        "id", "text", "headline", "deck", "authors", "contributors", "published", "updated", "publisher",
        "section", "keywords", "captions", "language", "ambiguous", "layer", "paragraphs", "blocks",
    ]  # fmt: skip
    assert found["id"] == "p1"
    assert found["headline"] == "Lighthouse at Orrin Head goes dark after storm"
    assert found["authors"] == ["Ida Vale"]
    assert (found["published"], found["updated"], found["layer"]) == ("2031-05-03", None, None)
    assert found["publisher"] == "The Tolvane Quill"
    assert found["language"] == "en"
    assert json.loads(json.dumps(found)) == found
    for paragraph in found["paragraphs"]:
        assert found["text"][paragraph["start"] : paragraph["end"]] in PAGE
    headlines = [b for b in found["blocks"] if b["role"] == "headline"]
    assert [PAGE[b["start"] : b["end"]].strip() for b in headlines] == [found["headline"]]
    assert all((b["reason"] is None) == Role(b["role"]).is_content for b in found["blocks"])


def test_the_headline_that_metadata_finds_is_the_only_one() -> None:
    title = "Lighthouse at Orrin Head goes dark after storm"
    text = PAGE.replace("The Tolvane Quill\n", f"{title}\n")

    def wrong(pages: list[Unlabelled]) -> list[list[Label]]:
        lines = [text[b.content_start : b.content_end] for b in pages[0].blocks]
        return [[
            Label(Role.headline) if line == "Sport"
            else Label(Role.paragraph) if len(line) > 100
            else Label(Role.navigation, Reason.menu)
            for line in lines
        ]]  # fmt: skip

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assemble.roles, "label_pages", wrong)
        cleaned = clean(text)
    shown = [text[b.start : b.end].strip() for b in cleaned.blocks if b.role is Role.headline]
    assert shown == [title]


def test_roles_agree_with_what_metadata_was_read_from() -> None:
    text = PAGE.replace(
        "Related stories", "Mia Sund contributed to this report.\nTags: Fog, Lamps\nRelated stories"
    )

    def crude(pages: list[Unlabelled]) -> list[list[Label]]:
        long = [b.content_end - b.content_start > 100 for b in pages[0].blocks]
        return [[Label(Role.paragraph) if body else Label(Role.navigation, Reason.menu) for body in long]]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assemble.roles, "label_pages", crude)
        cleaned = clean(text)
    roles = {text[b.start : b.end].strip(): (b.role, b.reason) for b in cleaned.blocks}
    assert roles["By Ida Vale"] == (Role.byline, None)
    assert roles["3 May 2031"] == (Role.dateline, None)
    assert roles["Mia Sund contributed to this report."] == (Role.credit, None)
    assert roles["Tags: Fog, Lamps"] == (Role.topics, Reason.topic_list)
    assert roles["Ferry back in service"] == (Role.navigation, Reason.menu)


def test_same_page_same_answer() -> None:
    assert clean(PAGE).as_json(1) == clean(PAGE).as_json(1)


def test_many_pages_are_cleaned_as_each_alone() -> None:
    marked = render("<h1>Fog</h1>" + "".join(f"<p>{line}</p>" for line in PAGE.split("\n")))
    pages = [
        Source(PAGE, "https://quill.example/lighthouse-orrin-head-goes-dark"),
        Source(""),
        Source(" \n \n"),
        Source(marked.text, markup=marked),
        *(Source(PAGE[start:]) for start in range(0, len(PAGE), 40)),
        Source("Word"),
    ]
    found = list(clean_many(pages))
    assert len(found) == len(pages)
    for page, cleaned in zip(pages, found, strict=True):
        alone = clean(page.text, page.url, page.markup)
        assert cleaned == alone
        assert cleaned.labels == alone.labels
        assert cleaned.as_json("x") == alone.as_json("x")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(LINES, MARKUP.map(render)), max_size=6))
@example([render("-->"), render("datetime=2031></")])
def test_no_page_changes_what_another_gives(pages: list[str | Rendered]) -> None:
    sources = [
        Source(page) if isinstance(page, str) else Source(page.text, markup=page) for page in pages
    ]
    for page, cleaned in zip(sources, clean_many(sources), strict=True):
        alone = clean(page.text, markup=page.markup)
        assert cleaned == alone and cleaned.paragraphs == alone.paragraphs
        assert cleaned.reading.labels == alone.reading.labels


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_the_text_is_that_of_the_labels(page: str) -> None:
    cleaned = clean(page)
    text = cleaned.text
    blocks = zip(cleaned.cut, cleaned.reading.labels, strict=True)
    kept = [block for block, label in blocks if label.role.is_text]
    assert text == PARAGRAPH_BREAK.join(
        filter(None, (page[block.content_start : block.content_end].strip() for block in kept))
    )


def test_the_text_does_not_wait_for_the_title(monkeypatch: pytest.MonkeyPatch) -> None:
    # No line of its text ends as titles do.
    page = PAGE.replace(" 🚢", "")
    text = clean(page).text

    def find(_: object) -> int:
        raise AssertionError("the title is looked for")

    monkeypatch.setattr(headlines, "find", find)
    found = clean(page)
    assert found.text == text
    with pytest.raises(AssertionError, match="looked for"):
        found.as_json(1)


def test_the_text_of_html_waits_for_the_title_only_where_it_may_be_in_the_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    title, first, *more = [line for line in PAGE.replace(" 🚢", "").split("\n") if len(line) > 30]
    body = "".join(f"<p>{line}" for line in more)
    page = f"<title>{title}</title><h1>{title}</h1><p>{first}{body}"
    named = f"<title>{first}</title><h1>{title}</h1><p>{first}{body}"
    text = clean_html(page).text

    def headline(*_: object) -> int:
        raise AssertionError("the title is looked for")

    monkeypatch.setattr(page_metadata, "headline", headline)
    assert clean_html(page).text == text
    with pytest.raises(AssertionError, match="looked for"):
        assert clean_html(named).text


def test_a_page_that_fails_costs_no_other() -> None:
    class Refusing(Site):
        def refine(self, *_: object) -> list[Label]:
            raise ArithmeticError("no rule is applied")

    found = list(clean_many([Source(PAGE), Source(PAGE, site=Refusing()), Source(PAGE)]))
    assert found[0].text == found[2].text == clean(PAGE).text
    assert isinstance(found[1], ArithmeticError)


def test_pages_are_taken_a_few_at_a_time() -> None:
    taken = 0

    def given() -> Iterator[Source]:
        nonlocal taken
        for taken in range(1, 10_000):
            yield Source(PAGE)

    found = clean_many(given())
    next(found)
    assert taken <= MOST_TOGETHER


@pytest.mark.parametrize("of_html", [False, True])
def test_what_stands_behind_more_lines_than_any_article_has_is_stripped_unread(
    monkeypatch: pytest.MonkeyPatch, of_html: bool
) -> None:
    monkeypatch.setattr(roles, "MOST_BLOCKS", 12)
    line = "The harbour master of Tolvane said that ship {} would have to wait until Friday."
    lines = ["Ships wait", *(line.format(i) for i in range(30))]
    if of_html:
        found = clean_html("".join(f"<p>{line}</p>" for line in lines))
    else:
        found = clean("\n".join(lines), site=Site(recurring=frozenset({line_key("Ships wait")})))
    assert len(found.blocks) == 31 and "ship 9 would" in found.text and "ship 12 would" not in found.text
    assert {(b.role, b.reason) for b in found.blocks[12:]} == {(Role.navigation, Reason.after_article)}


def test_a_sure_paragraph_may_say_what_a_caption_would() -> None:
    told = "The path to the old quay turns, left, behind the mill, and the council will not light it."
    around = [
        "The council of Dunmore agreed on Tuesday to open the harbour hall after nine years of repairs.",
        "Ines Calloway, who leads the works, said the roof had been the hardest part of them all.",
        told,
        "The market moves back in the autumn, she said, and rents will stay as they were until then.",
    ]
    body = "".join(f"<p>{line}</p>" for line in around)
    page = (
        "<nav><a href=/>Home</a><a href=/n>News</a></nav><article><h1>Harbour hall opens in June</h1>"
        f"<p class=byline>By Ada Lark</p>{body}</article><footer>Contact us</footer>"
    )
    assert told in clean_html(page).text
