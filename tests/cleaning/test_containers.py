"""What the elements around a block hold, and what holds on any page. All pages are invented."""

import numpy as np
import pytest
from hypothesis import given, settings

from onrecord.cleaning import blocks, containers, markup, repeats, words
from onrecord.cleaning.html import render
from onrecord.cleaning.stack import Stack
from onrecord.cleaning.words import read_words
from tests.cleaning.test_html import MARKUP

PROSE = "The ferry to Askerdale sank at noon, and all who were on board of it were saved by the crew."
OTHER = "Nobody in the harbour office could say on Monday why the pumps of the old ship had failed."


class Page:
    """A page with what settling needs, and its lines by their first words."""

    def __init__(self, document: str, titles: tuple[str, ...] = ()) -> None:
        rendered = render(document)
        cut = blocks.split(rendered.text)
        self.lines = [rendered.text[b.content_start : b.content_end] for b in cut]
        words = read_words(rendered.text, cut)
        self.counts, self.repeats = words.counts, repeats.find(words)
        self.tree = markup.measure(rendered, cut, words, "", titles).tree

    def settled(self, likely: dict[str, float]) -> list[float]:
        """The settled probabilities of lines that begin so, of all others 0."""
        kept = [
            next((p for start, p in likely.items() if line.startswith(start)), 0.0) for line in self.lines
        ]
        found = containers.settle(np.array(kept), self.counts, self.repeats, self.tree)
        return [p for p, line in zip(found.tolist(), self.lines, strict=True) if p or line in likely]

    def in_other_articles(self) -> list[bool]:
        """Which lines stand in other articles."""
        return containers.in_other_articles(self.counts, self.tree).tolist()


ARTICLE = f"<div class=story><p>{PROSE}</p><p>{OTHER}</p></div>"
LIKELY = {"The ferry": 0.9, "Nobody": 0.8, "I was": 0.9}


@pytest.mark.parametrize(
    "around",
    [
        "div class=comment-list",
        "nav",
        "form",
        "figcaption",
        "div id='photo-caption'",
        "div hidden",
        "section style='display: none'",
    ],
)
def test_what_stands_apart_in_comments_menus_forms_captions_or_hidden_is_no_article(around):
    aside = f"<{around}><p>I was on that ferry and it was cold.</p></{around.split()[0]}>"
    assert Page(ARTICLE + aside).settled(LIKELY) == [0.9, 0.8, containers.UNLIKELY]


def test_what_a_reader_unfolds_is_part_of_the_article():
    folded = "<div class=accordion-panel hidden><p>I was on that ferry.</p></div>"
    assert Page(ARTICLE + folded).settled(LIKELY) == [0.9, 0.8, 0.9]


@pytest.mark.parametrize("name", ["sponsored", "related-stories", "dialog", "cookie-notice", "sr-only"])
def test_what_stands_apart_in_advertisements_teasers_footers_and_dialogs_is_less_likely(name):
    article, second, aside = Page(f"{ARTICLE}<div class={name}><p>I was on that ferry.</p></div>").settled(
        LIKELY
    )
    assert (article, second) == (0.9, 0.8)
    assert containers.UNLIKELY < aside < 0.8


def test_an_article_filed_under_comment_is_no_comment():
    article = ARTICLE.replace("story", "'post category-comment'")
    page = Page(f"<main>{article}<p>Ferries</p></main><footer><p>Harbour News</p></footer>")
    assert page.settled(LIKELY) == [0.9, 0.8]
    # What stands below it is not what such comments would be about.
    more = "<div class=box><p>I was on that ferry, and I never saw such waves in March.</p></div>"
    assert Page(article + more).settled(LIKELY) == [0.9, 0.8, 0.9]


def test_more_comments_than_article_are_still_comments():
    said = "".join(f"<p>I was on that ferry {n} times, and never was it late.</p>" for n in "123456789")
    page = Page(f"{ARTICLE}<div class=comments><div class=text>{said}</div></div>")
    assert page.settled(LIKELY) == [0.9, 0.8, *[containers.UNLIKELY] * 9]
    # A discussion is the article where there is no other.
    alone = Page(f"<p>Harbour forum</p><div class=comments><div class=text>{said}</div></div>")
    assert alone.settled(LIKELY) == [0.9] * 9


def test_an_article_inside_such_an_element_stays():
    inside = f"<form><div class=has-comments>{ARTICLE}</div></form>"
    assert Page(inside).settled(LIKELY) == [0.9, 0.8]


def test_what_stands_above_the_title_is_no_article():
    long = "".join(f"<p>{PROSE} {OTHER} Part {n} of it.</p>" for n in range(4))
    news = "<ul><li>I was told that a bridge fell.</ul>"
    page = Page(f"{news}<h2>A ferry sinks</h2>{long}", ("A ferry sinks",))
    assert page.settled(LIKELY) == [containers.UNLIKELY, *[0.9] * 4]
    # Where little stands below, the title may be that of another list.
    assert Page(f"{ARTICLE}<h2>A ferry sinks</h2><p>I was", ("A ferry sinks",)).settled(LIKELY) == [
        0.9,
        0.8,
        0.9,
    ]


def test_a_title_within_the_article_is_that_of_a_part_of_it():
    steps = "".join(f"<p>{OTHER} Boil it {n} hours.</p>" for n in range(3))
    recipe = f"<h2>Fish soup</h2><div>{steps}</div>"
    story = "".join(f"<p>{PROSE} {OTHER} Day {n} of it.</p>" for n in range(4))
    notice = "<div><p>I was asked for cookies.</p></div>"
    page = Page(f"{notice}<article>{story}{recipe}</article>", ("Fish soup",))
    assert page.settled(LIKELY) == [containers.UNLIKELY, *[0.9] * 4, *[0.8] * 3]


def article_of(name: str, heading: str, says: str) -> str:
    text = "".join(f"<p>{says} {OTHER} Day {n} of it.</p>" for n in range(3))
    return f"<article class={name}><header><h1>{heading}</h1></header><div>{text}</div></article>"


@pytest.mark.parametrize("around", ["{}{}{}", "<div>{}</div><div>{}</div><div>{}</div>"])
def test_articles_below_the_one_that_has_the_title_are_others(around):
    first = article_of("post", "A ferry sinks", PROSE)
    second = article_of("post", "Another bridge", "I was on a bridge on Monday and on Tuesday.")
    third = article_of("post", "The pumps of Askerdale", "I was in the engine room for a week.")
    page = Page(around.format(first, second, third), ("A ferry sinks",))
    assert page.settled(LIKELY) == [*[0.9] * 3, *[containers.UNLIKELY] * 6]


def test_parts_of_an_article_under_headings_of_their_own_are_no_others():
    first, second = (article_of("part", f"Part {n}", PROSE) for n in "12")
    parts = (first + second).replace("h1", "h2")
    page = Page(f"<article><h1>A ferry sinks</h1>{parts}</article>", ("A ferry sinks",))
    assert page.settled(LIKELY) == [0.9] * 6
    # Nor is what has the same heading as its title.
    page = Page(article_of("top", "A ferry sinks", PROSE) * 2, ("A ferry sinks",))
    assert page.settled(LIKELY).count(containers.UNLIKELY) == 0


@pytest.mark.parametrize("around", ["{}{}", "<div>{}<section>{}</section></div>", "<article>{}{}</article>"])
def test_article_elements_below_that_of_the_title_are_other_articles(around):
    first = f"<article><h1>A ferry sinks</h1><p>{PROSE} {OTHER}</p></article>"
    others = "".join(f"<article><h3>More</h3><p>I was on boat {n} on Monday.</p></article>" for n in "12")
    page = Page(around.format(first, others) + "<p>Harbour News</p>", ("A ferry sinks",))
    assert page.in_other_articles() == [False] * 2 + [True] * 4 + [False]
    # What stands in the first, like an embedded post, is a part of it.
    inside = first.replace("</article>", f"{others}</article>")
    assert not any(Page(around.format(inside, ""), ("A ferry sinks",)).in_other_articles())


def test_article_elements_below_the_mere_head_of_an_article_are_its_parts():
    entries = "".join(f"<article><p>I was on boat {n}, and {PROSE}</p></article>" for n in "123")
    page = Page(f"<article><h1>A ferry sinks</h1><p>{OTHER}</p></article>{entries}", ("A ferry sinks",))
    assert not any(page.in_other_articles())


def test_a_copy_of_the_whole_article_in_one_block_is_left_out():
    body = [f"{PROSE} That was part {n}." for n in ("one", "two", "three", "four")]
    listed = "".join(f"<p>{line}</p>" for line in body)
    page = Page(f"<div class=story>{listed}</div><span>Body: {' '.join(body)}</span>")
    assert page.settled({"The ferry": 0.6, "Body": 0.9}) == [*[0.6] * 4, containers.UNLIKELY]


def test_all_copies_of_the_article_are_left_out():
    body = [f"{PROSE} That was part {n}." for n in ("one", "two", "three", "four")]
    listed = "".join(f"<p>{line}</p>" for line in body)
    copy = f"<span>Body: {' '.join(body)}</span>"
    page = Page(f"<div class=story>{listed}</div>{copy}<div>{copy}</div>")
    likely = {"The ferry": 0.6, "Body": 0.9}
    assert page.settled(likely) == [*[0.6] * 4, *[containers.UNLIKELY] * 2]


def test_doubt_lowers_the_threshold_and_certainty_leaves_it():
    counts, alone = np.array([50, 50, 5]), np.zeros(3, dtype=bool)
    unsure = containers.by_threshold(np.array([0.4, 0.4, 0.01]), counts, Stack([3]), alone)
    assert unsure[0] > 0.5 > unsure[2]
    sure = containers.by_threshold(np.array([0.999, 0.999, 0.001]), counts, Stack([3]), alone)
    assert sure == pytest.approx([0.999, 0.999, 0.001], abs=0.001)


def test_a_page_that_has_other_articles_has_one_of_its_own():
    kept, counts = np.array([0.2, 0.01, 0.05]), np.array([60, 5, 30])
    alone, beside = np.zeros(3, dtype=bool), np.array([False, False, True])
    assert containers.by_threshold(kept, counts, Stack([3]), alone)[0] < 0.5
    assert containers.by_threshold(kept, counts, Stack([3]), beside)[0] > 0.5


def test_order_of_probabilities_stays():
    kept = np.array([0.2, 0.9, 0.4, 0.1])
    found = containers.by_threshold(kept, np.array([10, 3, 40, 7]), Stack([4]), kept > 0.8)
    assert np.array_equal(np.argsort(found), np.argsort(kept))


def test_blocks_of_one_element_speak_for_each_other():
    page = Page(f"{ARTICLE}<ul class=links><li>{PROSE}<li>{OTHER}</ul>")
    kept = np.array([0.9, 0.5, 0.1, 0.5])
    rows = containers.measure(kept, page.counts, page.tree)
    assert rows.shape == (4, containers.COLUMNS)
    # The same first estimate, but another company.
    assert not np.array_equal(rows[1], rows[3])
    assert rows[1, 2] > rows[3, 2]


@given(MARKUP)
@settings(max_examples=200, deadline=None)
def test_any_markup_is_measured_and_settled(document):
    if not render(document).text:
        return
    page = Page(document)
    kept = np.random.default_rng(len(document)).random(len(page.lines))
    assert np.isfinite(containers.measure(kept, page.counts, page.tree)).all()
    others = containers.in_other_articles(page.counts, page.tree)
    settled = containers.settle(kept, page.counts, page.repeats, page.tree)
    assert (settled <= kept).all()
    found = containers.by_threshold(settled, page.counts, page.tree.blocks, others)
    assert ((found > 0) & (found < 1)).all()


@pytest.mark.parametrize(
    ("line", "is_date"),
    [
        ("March 5, 2031", True),
        ("05.03.2031", True),
        ("2031", False),
        ("The ferry sank in March 2031", False),
        ("March", False),
    ],
)
def test_a_date_alone_is_told_from_words_with_a_date(line, is_date):
    cut = blocks.split(line)
    assert words.is_date(read_words(line, cut)).tolist() == [is_date]
