"""The title of an HTML page: what its data say, held against what it shows."""

from collections.abc import Callable
from functools import partial

from onrecord.cleaning import html, page_metadata
from onrecord.cleaning.blocks import split
from onrecord.cleaning.page import Page
from onrecord.cleaning.page_data import PageData

_TITLE = "Harbour town votes to keep its last ferry"
_PAGE = f"<title>{_TITLE}</title><p>Menu<p>Harbour news<h1>{_TITLE}</h1><p>The ferry stays."


def _headline(document: str, shown: Callable[[], int | None]) -> int | None:
    rendered = html.render(document)
    data = PageData(rendered.head)
    page = Page(rendered.text, split(rendered.text), (), None)
    return page_metadata.headline(shown, rendered, page, data)


def _nobody_asks() -> int | None:
    raise AssertionError("what the page shows is asked")


def _same(place: int | None) -> int | None:
    return place


def test_a_main_heading_that_is_the_title_needs_no_other_evidence() -> None:
    assert _headline(_PAGE, _nobody_asks) == 2


def test_where_the_data_leave_doubt_what_the_page_shows_decides() -> None:
    twice = f"<title>{_TITLE}</title><p>{_TITLE}<p>Between<p>{_TITLE}"
    by_shown = [_headline(twice, partial(_same, place)) for place in (None, 0, 1, 2)]
    assert by_shown == [0, 0, 0, 2]


def test_where_the_data_say_nothing_what_the_page_shows_stands() -> None:
    untitled = "<p>Menu<p>A ferry stays"
    by_shown = [_headline(untitled, partial(_same, place)) for place in (None, 0, 1)]
    assert by_shown == [None, 0, 1]


def test_a_path_that_ends_with_the_title_is_not_the_title() -> None:
    headed = f"<title>{_TITLE} | Harbour news</title><h2>Harbour news > Sea > {_TITLE}</h2><p>{_TITLE}<p>The ferry stays."
    assert _headline(headed, partial(_same, 0)) == 1
