"""What labels become once the title is known, on invented pages."""

import pytest

from onrecord.cleaning import titled
from onrecord.cleaning.assemble import clean, clean_html
from onrecord.cleaning.blocks import split
from onrecord.cleaning.page import Page
from onrecord.cleaning.roles import Label
from onrecord.records import Reason, Role

TEXT = (
    "The tram line between Ostermoor and the harbour opened again on Monday after eleven years, and "
    "the first car was full before it left the depot.",
    "“We promised the winter and we kept our word,” said Ilka Brandvold, who runs the lines of the town.",
    "Engineers replaced 214 bearings and two bridges, and the last of the old poles was taken down in May.",
)


def settle(*lines: tuple[str, Role], headline: int) -> list[Label]:
    """The labels of a page given as lines with roles; those of kept roles have no reason."""
    text = "\n".join(line for line, _ in lines)
    labels = [Label(role, None if role.is_content else Reason.menu) for _, role in lines]
    return titled.settle(Page(text, split(text), labels, None), labels, headline)


def test_the_lines_nearest_above_the_title_are_the_path() -> None:
    found = settle(
        ("Harbour", Role.section),
        ("Subscribe", Role.navigation),
        ("News", Role.section),
        ("Traffic", Role.section),
        ("Tram line opens again", Role.headline),
        ("In this story", Role.section),
        headline=4,
    )
    navigation, section = Role.navigation, Role.section
    assert [label.role for label in found] == [
        navigation, navigation, section, section, Role.headline, navigation,
    ]  # fmt: skip
    assert found[0].reason is Reason.menu


def test_a_long_run_of_sections_is_a_menu() -> None:
    menu = [(name, Role.section) for name in ("News", "Harbour", "Culture", "Weather")]
    found = settle(*menu, ("Tram line opens again", Role.headline), headline=4)
    assert {label.role for label in found[:4]} == {Role.navigation}


@pytest.mark.parametrize(
    ("menu", "is_menu"),
    [
        ("Home", True),
        ("Accueil", True),
        ("News   Harbour   Culture   Weather", True),
        ("News\tHarbour\tCulture\tWeather", True),
        ("Home | Harbour | Culture | Weather", True),
        ("Accueil · Port · Culture · Météo", True),
        ("Home   Harbour   Culture", False),
        ("News | Harbour | Culture | Weather", False),
        ("Home > Harbour > Culture", False),
        ("Harbour and culture", False),
    ],
)
def test_above_a_menu_there_is_no_way_to_the_article(menu: str, is_menu: bool) -> None:
    found = settle(
        ("The Tarrow Lantern", Role.section),
        (menu, Role.section),
        ("Traffic", Role.section),
        ("Tram line opens again", Role.headline),
        headline=3,
    )
    above = Role.navigation if is_menu else Role.section
    assert [label.role for label in found] == [above, above, Role.section, Role.headline]


def test_a_menu_above_the_title_is_no_section() -> None:
    menu = "The Tarrow Lantern", "Home", "News", "Harbour", "Culture", "Lantern Plus", "7 h 12 min of light"
    found = clean("\n".join([*menu, "Tram line opens again", "By Ilka Brandvold", "3 March 2025", "", *TEXT]))
    assert found.metadata.section == ()
    assert {block.role for block in found.blocks[: len(menu)]} == {Role.navigation}


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("By Ilka Brandvold", Role.byline),
        ("Von Ilka Brandvold und Peder Ansgar", Role.byline),
        ("Published on 3 March 2025", Role.dateline),
        ("3 March 2025, 10:15", Role.dateline),
        ("By the harbour", Role.heading),
        ("In March 2025 the trams came back", Role.heading),
    ],
)
def test_first_lines_of_the_text_that_say_who_and_when_are_none_of_it(line: str, role: Role) -> None:
    labels = [Label(kept) for kept in (Role.headline, Role.heading, *[Role.paragraph] * 3)]
    text = "\n".join(["Tram line opens again", line, *TEXT])
    page = Page(text, split(text), labels, None)
    assert [label.role for label in titled.signed(page)] == [Role.headline, role, *[Role.paragraph] * 3]


def test_a_date_is_no_standfirst() -> None:
    labels = [Label(role) for role in (Role.headline, Role.deck, Role.deck, Role.paragraph)]
    text = "\n".join(["Tram line opens again", "After eleven years", "3 March 2025", TEXT[0]])
    signed = titled.signed(Page(text, split(text), labels, None))
    assert [label.role for label in signed[1:3]] == [Role.deck, Role.dateline]


def test_within_the_text_such_lines_stay() -> None:
    labels = [Label(Role.paragraph)] * 4
    text = "\n".join([*TEXT, "By Ilka Brandvold"])
    assert titled.signed(Page(text, split(text), labels, None)) == labels


def test_a_small_page_of_html_has_no_byline_in_its_text() -> None:
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    found = clean_html(
        "<article><h1>Tram line opens again</h1><p class=standfirst>The depot of Ostermoor waited for it "
        f"for eleven years</p><p>By Ilka Brandvold</p><time>3 March 2025</time>{text}</article>"
    )
    assert found.metadata.headline and found.metadata.headline.text == "Tram line opens again"
    assert found.text.endswith("\n\n".join(TEXT))
    assert "Brandvold\n" not in found.text and "2025" not in found.text


def test_a_title_of_one_word_is_found_in_html() -> None:
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    found = clean_html(
        "<!doctype html><title>Mixed - The Tarrow Lantern</title><nav><a href=/>Home</a><a href=/n>News</a>"
        f"</nav><article><h1>Mixed</h1><p class=byline>By Ilka Brandvold</p>{text}</article>"
        "<footer>© 2025 The Tarrow Lantern</footer>"
    )
    assert found.metadata.headline and found.metadata.headline.text == "Mixed"
    [block] = [block for block in found.blocks if block.role is Role.headline]
    assert block.start <= found.metadata.headline.start < block.end


def test_what_was_taken_for_the_title_leaves_its_repeats() -> None:
    lines = ["Tram line opens again", *["Read all about it"] * 3]
    text = "\n".join(lines)
    again = Label(Role.duplicate, Reason.repeat, 1)
    labels = [Label(Role.navigation, Reason.menu), Label(Role.headline), again, again]
    found = titled.settle(Page(text, split(text), labels, None), labels, 0)
    assert [label.role for label in found] == [Role.headline, *[Role.navigation] * 3]
    assert all(label.duplicate_of is None for label in found)


def of_any_title(*lines: tuple[str, Role]) -> list[Role] | None:
    """The roles of a page given as lines with roles, as far as its text asks for; None if it waits."""
    text = "\n".join(line for line, _ in lines)
    page = Page(text, split(text), [Label(role) for _, role in lines], None)
    found = titled.of_any_title(page)
    return found and [label.role for label in found]


def test_the_text_does_not_wait_for_the_title() -> None:
    title, body = ("Tram line opens again", Role.headline), [(line, Role.paragraph) for line in TEXT]
    pulled = "“We promised the winter and we kept our word,” Ilka Brandvold"
    assert of_any_title(title, *body) == [Role.headline, *[Role.paragraph] * 3]
    assert of_any_title(title, *body, (pulled, Role.paragraph))[-1] is Role.duplicate
    assert of_any_title(*body) == [Role.paragraph] * 3


def test_the_text_waits_for_the_title_where_a_line_of_it_may_be_the_title() -> None:
    title, body = ("Tram line opens again", Role.headline), [(line, Role.paragraph) for line in TEXT]
    assert of_any_title(("Tram line opens again", Role.paragraph), *body) is None
    # The line labelled as headline may be a byline, a date, another outlet's name.
    assert of_any_title(("By Ilka Brandvold", Role.headline), (title[0], Role.heading), *body) is None
    beside = (f"{title[0]} | The Tarrow Lantern", Role.headline)
    assert of_any_title(beside, (title[0], Role.heading), *body) is None
    assert of_any_title(title, *body, ("Eleven years of silence", Role.heading)) is not None


def test_the_text_does_not_wait_where_a_headline_outdoes_its_lines() -> None:
    lines = [("Tram line to the harbour opens again after eleven years", Role.headline)]
    lines += [("Home", Role.navigation), *[(line, Role.paragraph) for line in TEXT]]
    lines.insert(2, ("A winter promise", Role.heading))
    assert of_any_title(*lines) is not None


def test_the_text_waits_for_the_title_where_a_line_of_it_says_a_caption_again() -> None:
    title, body = ("Tram line opens again", Role.headline), [(line, Role.paragraph) for line in TEXT]
    shown = "A car leaves the depot of Ostermoor"
    for credit, role in ((" (Mira Sand/Ostbild)", Role.caption), (". Photo: Mira Sand", Role.navigation)):
        both = [(shown, Role.paragraph), (f"{shown}{credit}", role)]
        assert of_any_title(title, *body, *both) is None
        assert of_any_title(title, *body, *reversed(both)) is None
        assert of_any_title(title, *body, both[1], *[("Share", Role.share)] * 3, both[0]) is not None
