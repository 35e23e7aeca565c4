"""Whatever the text and whichever mentions are drawn in it: bounded work, no failure, the same links again."""

import random
import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.annotation.coreference import Given, Link, resolve
from onrecord.annotation.coreference.bare import core_of
from onrecord.annotation.coreference.items import head_of, plain
from onrecord.annotation.coreference.likeness import spelling_keys, spelt_alike
from onrecord.records import EntityLabel, MentionForm

PERSON, ORG = EntityLabel.PERSON, EntityLabel.ORG
PIECES = [
    "Kim Roe", "Roe", "Mr. ", "Mrs. ", "the ", "The mayor", "mayor", "she", "her", "I", "you", "they", " and ", ", ",
    " (", ")", "“", "”", "’s", " said", " is ", ", also known as ", "St.", "&", "-", "U.S.", "Velta City", "Port of Velta",
    "PHE", " of ", "Jr.", " ", "\n", ". ", "?", "Times", "Astra Pharma", "Q: ", "A", "née ", "Texas", "Tex.", "French",
    "é", "ß", "ﾞ", "ﷺ", "İ", "水", "²", "Ⅻ", "\u00ad", "e\u0301", "\U0001f30a",
]  # fmt: skip
"""Beside names letters that become several, other ones or none where names are compared."""

words = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=8)
names = st.lists(words, min_size=1, max_size=4)


@st.composite
def drawn_mentions(draw: st.DrawFn) -> tuple[str, list[Given]]:
    """A text and mentions in it, of which no two have the same place."""
    text = "".join(draw(st.lists(st.sampled_from(PIECES), max_size=25)))
    place = st.integers(0, len(text))
    ranges = draw(st.lists(st.tuples(place, place).map(sorted), max_size=12, unique_by=tuple))
    labels = st.sampled_from([None, *EntityLabel])
    forms = st.sampled_from([None, *MentionForm])
    return text, [Given(start, end, draw(labels), draw(forms)) for start, end in ranges]


@settings(max_examples=150, deadline=None)
@given(drawn_mentions(), st.data())
def test_any_mentions_are_linked_and_the_same_again(
    case: tuple[str, list[Given]], data: st.DataObject
) -> None:
    text, mentions = case
    speakers = data.draw(st.sets(st.sampled_from(range(len(mentions))))) if mentions else frozenset()
    links = resolve(text, mentions, speakers=speakers)
    assert links == resolve(text, mentions, speakers=speakers)
    assert len(links) == len(mentions)
    assert all(0 <= one.probability <= 1 and one.reason for one in links)


@settings(max_examples=80, deadline=None)
@given(drawn_mentions())
def test_the_order_of_the_mentions_tells_nothing(case: tuple[str, list[Given]]) -> None:
    text, mentions = case
    assert resolve(text, mentions[::-1])[::-1] == resolve(text, mentions)


@settings(max_examples=200)
@given(names, st.data())
def test_names_that_are_spelt_alike_have_a_key_in_common(name: list[str], data: st.DataObject) -> None:
    """Only names with a common key are compared at all."""
    at = data.draw(st.integers(0, len(name) - 1))
    cut = data.draw(st.integers(0, len(name[at])))
    letter = data.draw(st.sampled_from(["", *"aekst"]))
    left_out = data.draw(st.integers(0, 1))
    slip = [*name[:at], name[at][:cut] + letter + name[at][cut + left_out :], *name[at + 1 :]]
    for person in (True, False):
        for one, other in ((slip, name), (name, slip), (slip[-1:], name), (name[-1:], slip)):
            if spelt_alike(one, other, person):
                assert spelling_keys(one) & (spelling_keys(other) | spelling_keys(other[-1:]))


@given(names)
def test_a_core_is_the_end_of_a_name_and_a_head_one_of_its_words(name: list[str]) -> None:
    core = core_of(name)
    assert core
    assert name[len(name) - len(core) :] == core
    assert head_of(name) in name


@given(st.text())
def test_comparing_form_is_that_of_itself(text: str) -> None:
    once = plain(text.split())
    assert plain([once]).split() == once.split()


# --- work -----------------------------------------------------------------------------------------


def word(number: int) -> str:
    """A word for each number, unlike all others and on no list."""
    return "".join(random.Random(number).choices("bcdfghjklmnpqrstvwxz", k=8)).title()


def calls(mentions: list[tuple[str, EntityLabel | None]], between: str) -> int:
    """How many calls of functions, a generator's going on among them, resolving the mentions takes."""
    text, drawn = "", []
    for surface, label in mentions:
        drawn.append(Given(len(text), len(text) + len(surface), label))
        text += surface + between
    count = 0

    def counting(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        links: list[Link] = resolve(text, drawn)
    finally:
        sys.setprofile(before)
    assert len(links) == len(mentions)
    return count


@pytest.mark.parametrize("between", [" left. ", " and "])
@pytest.mark.parametrize(
    "mention",
    [
        lambda n: ("Kim Roe", PERSON),
        lambda n: ("Kim Roe" if n % 2 else "Roe", PERSON),
        lambda n: (f"Kim {word(n)}", PERSON),
        lambda n: (f"{word(n)} {word(n + 1)}", PERSON),
        lambda n: (f"Quo{'abcdefghij'[n % 10]}ten{n:x} Ro{n:x}eldan", PERSON),
        lambda n: (f"Port of {word(n)}", ORG),
        lambda n: (f"{word(n)} Bank", ORG),
        lambda n: ("Velta Pharma" if n % 2 else "Velta", ORG),
        lambda n: ("Kim Roe" if n % 2 else "Roe", None),
        lambda n: ("Kim Roe of Velta" if n % 2 else "Kim Roe", None),
        lambda n: ("the mayor", None),
        lambda n: ("the mayor" if n % 2 else "her mayor", None),
        lambda n: ("she", None),
        lambda n: ("I", None),
    ],
)
def test_twice_the_mentions_are_twice_the_work(
    mention: Callable[[int], tuple[str, EntityLabel | None]], between: str
) -> None:
    few, many = ([mention(n) for n in range(count)] for count in (150, 300))
    resolve("She left.", [Given(0, 3)])  # what is loaded once does not count
    assert calls(many, between) < 2.4 * calls(few, between)
