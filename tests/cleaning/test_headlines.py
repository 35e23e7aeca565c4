"""The title is found as if all evidence were read of every line. All lines are invented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.cleaning import blocks, captions, headlines
from onrecord.cleaning.page import Page
from onrecord.cleaning.roles import Label
from onrecord.cleaning.wording import folded
from onrecord.records import Role

LINES = [
    "Home", "The Askerdale Lantern", "Ferry sinks off Askerdale and all are saved", "FERRY SINKS OFF ASKERDALE",
    "By Ida Vale", "By Ida Vale for the Lantern of Askerdale", "3 April 2031", "Updated 4 April 2031, 10:30",
    "Ferry sinks, all saved 3/4/2031", "What we know of the ferry?", "Ferry: what we know (Ida Vale/Lantern)",
    "Photo: Ida Vale / The Lantern", "Council votes on the reservoir tonight | The Lantern", "渡轮沉没所有人获救",
    "The ferry to Askerdale sank at noon, the harbour master said on Tuesday.", "All on the ferry were saved.",
    "Ida Vale is a reporter of the Lantern who writes about the sea and those who live from it.",
]  # fmt: skip
ROLES = [Role.headline, Role.deck, Role.navigation, Role.byline, Role.caption, Role.paragraph, Role.related]
PAGES = st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(ROLES)), min_size=1, max_size=30)


def page_of(lines, url=None):
    text = "\n".join(line for line, _ in lines)
    cut = blocks.split(text)
    roles = [role for _, role in lines]
    return Page(text, cut, [Label(role) for role in (roles * 2)[: len(cut)]], url)


def found_slowly(page):
    """The title by all evidence of all candidates."""
    weights = headlines._weights()
    scores = {
        i: sum(weights.get(name, 0.0) * value for name, value in evidence.items())
        + headlines._LABELLED.get(page.labels[i].role, 0.0)
        for i, evidence in headlines.candidates(page).items()
    }
    least = max(scores.values(), default=0.0) - 2.0
    credited = {i for i, score in scores.items() if score >= least and captions.has_credit(page.lines[i])}
    for i in sorted(scores, key=lambda i: (2.0 * (i in credited) - scores[i], i)):
        if not page.announced(i) and not captions.is_credit(page.lines[i]):
            title = folded(page.lines[i])
            return next((k for k in page.with_role(Role.headline) if folded(page.lines[k]) == title), i)
    return None


@given(PAGES, st.sampled_from([None, "https://lantern.example/2031/04/ferry-sinks-off-askerdale"]))
@settings(deadline=None)
def test_the_title_is_found_as_if_everything_were_read(lines, url):
    assert headlines.find(page_of(lines, url)) == found_slowly(page_of(lines, url))


def test_dates_and_bylines_are_read_of_few_lines_only():
    menu = [(f"Menu of section {i} and what it holds", Role.navigation) for i in range(200)]
    page = page_of([*menu, (LINES[2], Role.headline), (LINES[4], Role.byline), (LINES[14], Role.paragraph)])
    assert page.lines[headlines.find(page)] == LINES[2]
    assert len(page._signed) < 20


@pytest.mark.parametrize("lines", [[], [(LINES[4], Role.navigation)], [("3 April 2031", Role.headline)]])
def test_some_pages_have_no_title(lines):
    assert headlines.find(page_of(lines)) is None
