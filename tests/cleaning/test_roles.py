"""The roles of invented pages: what is kept, what is stripped and why, what repeats what."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.cleaning.blocks import split
from onrecord.cleaning.model import CLASSES, load
from onrecord.cleaning.roles import FAR, IN_TEXT, Label, blank_lines, is_kept, label, text_and_asides
from onrecord.cleaning.words import read_pages
from onrecord.records import Reason, Role

NEWS_PAGE = """The Dunmore Ledger
Menu
Subscribe
News
Local News
Sport
Harbour

Old Harbour Crane Will Be Pulled Down, Council Says
The council voted on Monday to remove the last crane on the north quay, a landmark since 1911.
Share
Facebook
X
WhatsApp
Copy link
Old Harbour Crane Will Be Pulled Down, Council Says
The last crane on the north quay of Dunmore, seen on April 30, 2031. Ada Lark/Harbour Pictures
By Tobias Fenn
5/3/2031Updated: 5/4/2031
0:00

The town council of Dunmore voted on Monday evening to pull down the last of the four cranes that
 unloaded coal on the north quay, ending a dispute that had divided the town for eleven years.

“We have looked at every way of saving it, and none of them is safe,” Mayor Ines Calloway told
 the meeting, which lasted until shortly before midnight. “The steel is rotten from the inside.”

Related Stories
Dunmore Ferry to Run Again After Winter Storm
4/28/2031
Dunmore Ferry to Run Again After Winter Storm
Residents who had gathered outside the town hall with lanterns answered the vote with whistles. “They
 are taking the mark we steer by,” said Orla Venn, who has kept a boat in the harbour for thirty years.

A Landmark for Sailors

The crane was built in 1911 by a firm from the mainland and worked until the pits closed. Since then
 it has been a home for gulls, a mark for sailors and a subject for every painter in the county.

Council engineers put the cost of a repair at nine million, more than the town spends in a year on
 its roads and schools together, according to a report that was published in March.
Residents of Dunmore hold lanterns outside the town hall on Monday. (Ada Lark/Harbour Pictures)
Residents of Dunmore hold lanterns outside the town hall on Monday. Ada Lark/Harbour Pictures
Work is to begin in the autumn, once the birds have left their nests, the council said.

Mila Osgood contributed to this report.
Tobias Fenn
Author
Tobias Fenn is a reporter for The Dunmore Ledger. Contact Tobias at [email protected].
Author’s Selected Articles
Bakers of Dunmore Strike Over Flour Price
April 12, 2031
Bakers of Dunmore Strike Over Flour Price
Related Topics
harbour
Save
The Dunmore Ledger
Copyright © 2031 The Dunmore Ledger Association. All Rights Reserved.
""".replace("\n ", " ")


def labelled(page: str) -> list[tuple[str, Label]]:
    blocks = split(page)
    contents = [page[block.content_start : block.content_end] for block in blocks]
    return list(zip(contents, label(page, blocks), strict=True))


@pytest.fixture(scope="module")
def news() -> list[tuple[str, Label]]:
    return labelled(NEWS_PAGE)


def role_of(page: list[tuple[str, Label]], beginning: str, nth: int = 0) -> Label:
    return [found for content, found in page if content.startswith(beginning)][nth]


def test_body_and_subheads_are_kept_and_nothing_else(news: list[tuple[str, Label]]) -> None:
    kept = [content for content, found in news if found.role.is_text]
    assert [content.split()[0] for content in kept] == [
        "The",
        "“We",
        "Residents",
        "A",
        "The",
        "Council",
        "Work",
    ]
    assert role_of(news, "A Landmark for Sailors").role is Role.heading


def test_what_is_about_the_article(news: list[tuple[str, Label]]) -> None:
    assert role_of(news, "Old Harbour Crane").role is Role.headline
    assert role_of(news, "The council voted").role is Role.deck
    assert role_of(news, "By Tobias Fenn").role is Role.byline
    assert role_of(news, "5/3/2031").role is Role.dateline
    assert role_of(news, "Updated: 5/4/2031").role is Role.dateline
    assert role_of(news, "Mila Osgood contributed").role is Role.credit


def test_repeats_name_the_block_that_they_repeat(news: list[tuple[str, Label]]) -> None:
    contents = [content for content, _ in news]
    title = contents.index("Old Harbour Crane Will Be Pulled Down, Council Says")
    again = role_of(news, "Old Harbour Crane", 1)
    assert (again.role, again.reason, again.duplicate_of) == (Role.duplicate, Reason.repeat, title)
    first = next(i for i, content in enumerate(contents) if content.startswith("Residents of Dun"))
    assert role_of(news, "Residents of Dunmore").role is Role.caption
    second = role_of(news, "Residents of Dunmore", 1)
    assert (second.role, second.duplicate_of) == (Role.duplicate, first)


@pytest.mark.parametrize(
    ("beginning", "role"),
    [
        ("Menu", Role.navigation),
        ("Facebook", Role.share),
        ("0:00", Role.player),
        ("Related Stories", Role.related),
        ("Dunmore Ferry to Run Again", Role.related),
        ("Tobias Fenn is a reporter", Role.author_box),
        ("Bakers of Dunmore", Role.related),
        ("Related Topics", Role.topics),
        ("Copyright ©", Role.footer),
    ],
)
def test_what_is_stripped(news: list[tuple[str, Label]], beginning: str, role: Role) -> None:
    assert role_of(news, beginning).role is role


def test_stripped_blocks_have_a_reason_and_kept_ones_none(news: list[tuple[str, Label]]) -> None:
    for _, found in news:
        assert (found.reason is None) == found.role.is_content
        assert (found.duplicate_of is None) == (found.role is not Role.duplicate)
        assert 0 <= found.probability <= 1


def test_a_pull_quote_is_a_duplicate_and_its_sentence_stays() -> None:
    page = NEWS_PAGE.replace(
        "A Landmark for Sailors",
        "“The steel is rotten from the inside.”\n\nA Landmark for Sailors",
    )
    blocks = labelled(page)
    pulled = role_of(blocks, "“The steel is rotten from the inside.”")
    assert pulled.role is Role.duplicate
    content, sentence = blocks[pulled.duplicate_of]
    assert content.startswith("“We have looked at every way")
    assert sentence.role is Role.paragraph


@pytest.mark.parametrize("page", ["", "\n\n", "* * *", "Word", "a\nb\nc"])
def test_pages_without_an_article(page: str) -> None:
    blocks = split(page)
    assert len(label(page, blocks)) == len(blocks)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="aB3. \n“”水é\u200f\U0001f30a\ud800-:/", max_size=300))
def test_every_block_of_any_text_gets_a_label(page: str) -> None:
    blocks = split(page)
    labels = label(page, blocks)
    assert len(labels) == len(blocks)
    assert labels == label(page, blocks)
    assert all((found.reason is None) == found.role.is_content for found in labels)


def test_blank_lines_are_counted_around_blocks() -> None:
    page = "\n\nOne\r\n\r\nTwo\nThree\n\n"
    assert blank_lines(page, split(page)) == [2, 1, 0, 1]


@pytest.mark.parametrize("page", ["word, " * 800_000, "A line of a menu\n" * 100_000])
def test_each_block_of_a_huge_page_gets_a_label(page: str) -> None:
    blocks = split(page)
    assert len(label(page, blocks)) == len(blocks)


def test_the_model_fits_its_classes() -> None:
    model = load()
    assert len(CLASSES) == len(Role) - 1
    assert model.ngram_weights.shape[1] == model.ngram_bias.shape[0] == len(model.fits) * len(CLASSES)
    assert all(np.isfinite(fit.first.leaves).all() for fit in model.fits)
    assert model.roles.leaves.shape[2] == len(CLASSES)
    assert model.transitions.shape == (len(CLASSES), len(CLASSES))


def test_a_likely_sentence_above_the_text_belongs_to_it() -> None:
    lines = ["The crane goes in autumn.", "Ada Lark", *["The council said so on Monday."] * 9]
    page = "\n".join(lines)
    lines = [page[block.content_start : block.content_end] for block in split(page)]
    counted = read_pages([lines, lines])
    nothing = np.zeros(2 * len(lines), dtype=bool)
    # The last two of the first page stand above the text of the second, but not on its page.
    likely = np.array(([0.2, 0.2, 0.9, 0.9] + [0.1] * 5 + [IN_TEXT.above] * 2) * 2)
    expected = np.array(([False] * 2 + [True] * 2 + [False] * 7) * 2)
    assert is_kept(counted, likely, nothing, IN_TEXT).tolist() == expected.tolist()
    # A line that does not end as sentences do is none of it.
    likely[:2] = IN_TEXT.above
    expected[0] = True
    assert is_kept(counted, likely, nothing, IN_TEXT).tolist() == expected.tolist()


def test_a_page_keeps_its_one_likely_block_for_want_of_a_likelier() -> None:
    counted = read_pages([["Menu", "The council said so on Monday", "Search"]])
    nothing = np.zeros(3, dtype=bool)
    assert is_kept(counted, np.array([0.1, 0.6, 0.1]), nothing, IN_TEXT).tolist() == [False, True, False]
    assert not is_kept(counted, np.array([0.1, 0.5, 0.1]), nothing, IN_TEXT).any()


@pytest.mark.parametrize(
    ("far", "between", "stays"),
    [(0.6, FAR, False), (0.9, FAR, True), (0.6, FAR - 1, True)],
)
def test_what_stands_far_from_the_text_needs_to_be_likelier(
    far: float, between: int, stays: bool
) -> None:
    article = ["The council of Dunmore met on the quay to look at the crane again."] * 9
    teasers = ["Ten lamps that every kitchen of the town should have this year."] * 5
    lines = article + ["Menu"] * between + teasers
    counted = read_pages([lines, lines[::-1]])
    likely = np.array([0.95] * 9 + [0.01] * between + [far] * 5)
    expected = [True] * 9 + [False] * between + [stays] * 5
    nothing = np.zeros(2 * len(likely), dtype=bool)
    # Also where the likeliest stretch is the second, and where a page stands before.
    both = np.concatenate([likely, likely[::-1]])
    assert is_kept(counted, both, nothing, IN_TEXT).tolist() == expected + expected[::-1]
    sure = np.concatenate([likely == far, likely[::-1] == far])
    assert is_kept(counted, both, sure, IN_TEXT).tolist() == (both > 0.5).tolist()


def test_a_caption_inside_the_text_is_one() -> None:
    page = NEWS_PAGE.replace(
        "Work is to begin", "The engineer Tobias Fenn, left, on the north quay.\n\nWork is to begin"
    )
    blocks = split(page)
    labels = label(page, blocks)
    roles = {page[b.content_start : b.content_end]: found.role for b, found in zip(blocks, labels)}
    assert roles["The engineer Tobias Fenn, left, on the north quay."] is Role.caption


@pytest.mark.parametrize("end", ["\r\n", "\r", "\f", "\u2028"])
def test_blank_lines_of_any_sort_are_counted(end: str) -> None:
    page = f"{end * 2}One.{end}{end}\r\r\n\u2029Two.{end}\n"
    cut = split(page)
    regular = len(re.findall(r"\r\n|[\n\r\f\u2028\u2029]", page))
    counted = blank_lines(page, cut)
    assert counted[0] == 2
    # Between two blocks one line end is that of the first.
    assert sum(counted) + len(cut) == regular


@pytest.mark.parametrize(("likely", "is_text"), [(0.7, False), (0.99, True)])
def test_a_date_alone_within_the_text_is_none_of_it(likely: float, is_text: bool) -> None:
    prose = "The last crane of Dunmore will stay where it is, the council said after a long debate."
    lines = [prose, "March 5, 2031", f"In the harbour of 2031 it has to stand still. {prose}"]
    probability, surely = np.array([0.97, likely, 0.97]), np.zeros(3, dtype=bool)
    kept, _ = text_and_asides(read_pages([lines]), [0, 1, 1, 0], probability, surely, lines.__getitem__, IN_TEXT)
    assert kept.tolist() == [True, is_text, True]
