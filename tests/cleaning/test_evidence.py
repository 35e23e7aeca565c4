"""What decided a block's role: moves that add up, groups that mean what they are called."""

import numpy as np
import pytest

from onrecord.cleaning import (
    blocks,
    containers,
    evidence,
    features,
    html,
    markup,
    model,
    repeats,
    roles,
    sequence,
    words,
)
from onrecord.cleaning.evidence import GROUPS, contributions, measure
from onrecord.cleaning.page_data import PageData
from onrecord.cleaning.trees import Forest
from onrecord.records import Role

TEXT = (
    "The Tarrin Echo\n\nHome\nTown\nSport\n\nStreet lamps to be dimmed\n\nBy Ada Brenn\n\n4 March 2026\n\n"
    "The lamps on Quay Street will be dimmed after midnight from next month, the town said.\n\n"
    "“It saves enough for the library,” said Mayor Greta Lunn, who opened the meeting.\n\n"
    "Shopkeepers on the quay were less sure, and one of them said that he would keep his on.\n\n"
    "Share\nTweet\n\n© 2026 The Tarrin Echo. All rights reserved.\n"
)
PAGE = (
    '<html><head><title>Street lamps to be dimmed</title><script type="application/ld+json">'
    '{"@type": "NewsArticle", "headline": "Street lamps to be dimmed"}</script></head><body>'
    '<nav class="main-menu"><ul><li><a href="/">Home</a><li><a href="/town">Town</a></ul></nav>'
    '<article class="story"><h1>Street lamps to be dimmed</h1><div class="story-body">'
    "<p>The lamps on Quay Street will be dimmed after midnight from next month, the town said.</p>"
    "<p>“It saves enough for the library,” said Mayor Greta Lunn, who opened the meeting.</p></div>"
    '<ul class="share-bar"><li><a href="#">Share</a></ul></article><footer>© 2026 Echo</footer></body>'
)


def rendered() -> html.Rendered:
    """The invented page."""
    return html.render(PAGE)


def of_line(line: str, *, in_html: bool = False) -> evidence.Evidence:
    """The evidence of the block that holds a line."""
    page = rendered() if in_html else None
    text = page.text if page else TEXT
    cut = blocks.split(text)
    found = zip(cut, measure(text, cut, page), strict=True)
    return next(one for b, one in found if line in text[b.content_start : b.content_end])


def forest() -> Forest:
    """One tree: is column 0 above 0? is column 1 above 0? A leaf's place has its answers as bits."""
    leaves = np.array([[[0.0], [1.0], [2.0], [7.0]]], dtype=np.float32)
    splits = np.array([[0, 1]], dtype=np.int32)
    columns, borders = np.array([0, 1], np.int32), np.zeros(2, np.float32)
    return Forest(columns, borders, splits, leaves, np.array([0.5], np.float32))


def test_a_move_belongs_to_the_column_that_was_asked() -> None:
    rows = np.array([[-1, -1], [1, -1], [-1, 1], [1, 1]], dtype=np.float32)
    moved = contributions(forest(), rows, np.zeros(4))
    # The mean of all is 2.5, of those that answer yes to the first question 4.
    assert moved[3].tolist() == [1.5, 3.0]
    assert moved[0].tolist() == [-1.5, -1.0]


def test_moves_add_up_to_the_score_less_the_mean() -> None:
    random = np.random.default_rng(3)
    grown = model.load().fits[0].second
    rows = random.normal(size=(40, int(grown.columns.max()) + 1)).astype(np.float32)
    scores = grown.score(rows)[:, 0]
    moved = contributions(grown, rows, np.zeros(40)).sum(axis=1)
    assert moved == pytest.approx(scores - scores.mean(), abs=1e-3)


def test_each_kind_of_row_counts_for_as_much_as_each_other() -> None:
    rows = np.array([[-1, -1]] * 9 + [[1, 1]], dtype=np.float32)
    kind = np.array([0] * 9 + [1])
    assert contributions(forest(), rows, kind)[9].sum() == pytest.approx(7 - 3.5)


def test_moves_are_towards_the_class_that_is_wanted() -> None:
    grown = model.load().roles
    rows = (
        np.random.default_rng(4).normal(size=(30, int(grown.columns.max()) + 1)).astype(np.float32)
    )
    wanted = np.arange(30) % 5
    scores = grown.score(rows)
    moved = contributions(grown, rows, np.zeros(30), wanted).sum(axis=1)
    expected = scores[np.arange(30), wanted] - scores.mean(axis=0)[wanted]
    assert moved == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("in_html", [False, True])
def test_every_column_has_its_group(in_html: bool) -> None:
    """Whoever adds a column to the models' evidence says in `evidence` what it is."""
    page = rendered()
    text = page.text if in_html else TEXT
    cut = blocks.split(text)
    counted = words.read_words(text, cut)
    gaps = np.array(roles.blank_lines(text, cut))
    scores = np.zeros((len(cut), len(model.CLASSES)))
    rows = features.measure(counted, repeats.find(counted), gaps)
    assert len(evidence._columns(evidence._COUNTED)) == rows.shape[1]
    around = sequence.around_scores(scores, scores, counted.stack, len(model.TEXT_CLASSES))
    assert len(evidence._columns(evidence._SCORED)) == around.shape[1]
    estimated = sequence.around_kept(np.full(len(cut), 0.5), counted, gaps)
    assert len(evidence._columns(evidence._ESTIMATED)) == estimated.shape[1]
    if in_html:
        looked = markup.measure(page, cut, counted, "", PageData(page.head).titles)
        assert len(evidence._columns(evidence._MARKED_UP)) == looked.evidence.shape[1]
        in_tree = containers.measure(np.full(len(cut), 0.5), counted.counts, looked.tree)
        assert len(evidence._columns(evidence._IN_TREE)) == in_tree.shape[1]
    else:
        further = sequence.passed(
            scores, np.full(len(cut), 0.5), counted.stack, len(model.TEXT_CLASSES)
        )
        assert len(evidence._columns(evidence._PASSED)) == further.shape[1]


@pytest.mark.parametrize("in_html", [False, True])
def test_what_is_explained_is_what_the_model_says(in_html: bool) -> None:
    page = rendered() if in_html else None
    text = page.text if page else TEXT
    cut = blocks.split(text)
    marked = None
    if page:
        data = PageData(page.head)
        marked = markup.Marked(page, cut, data.body, data.titles)
    [labels] = roles.label_pages([roles.Unlabelled(text, cut, marked)])
    told = [one.kept for one in measure(text, cut, page)]
    assert told == pytest.approx([label.probability for label in labels], abs=1e-4)


def test_groups_say_what_they_are_called() -> None:
    date = of_line("4 March 2026")
    assert date.role is Role.dateline
    title = of_line("Street lamps to be dimmed", in_html=True)
    assert (title.role, title.told) == (Role.headline, "title")
    assert title.to_role["page data"] > 0.1
    assert title.path == "html > body > article.story > h1"
    share = of_line("Share", in_html=True)
    assert (share.linked, share.path) == (1.0, "article.story > ul.share-bar > li > a")
    assert share.to_role["markup"] > 0.5
    assert of_line("The lamps on", in_html=True).linked == 0


def test_prose_is_moved_to_the_text_and_furniture_away() -> None:
    for in_html in (False, True):
        prose = of_line("The lamps on Quay Street", in_html=in_html)
        menu = of_line("Home", in_html=in_html)
        assert prose.kept > 0.9 > 0.1 > menu.kept
        assert sum(prose.to_keep.values()) > 0 > sum(menu.to_keep.values())
        assert tuple(prose.to_keep) == tuple(menu.to_role) == GROUPS


def test_text_has_no_markup_to_speak_of() -> None:
    line = of_line("By Ada Brenn")
    assert (line.path, line.linked, line.told) == ("", None, None)
    assert line.to_keep["markup"] == line.to_role["page data"] == 0


@pytest.mark.parametrize("text", ["", " ", "\n\n", "x", "\u200b\n", "\x00"])
def test_pages_of_hardly_anything(text: str) -> None:
    cut = blocks.split(text)
    found = measure(text, cut)
    assert len(found) == len(cut)
    assert all(np.isfinite([*one.to_keep.values(), *one.to_role.values()]).all() for one in found)
