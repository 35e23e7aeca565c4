"""What start tags tell, read many at once, against reading them letter by letter."""

import re
from itertools import pairwise
from zlib import crc32

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.cleaning import start_tags, words
from onrecord.cleaning.html import BLOCK, Elements
from onrecord.cleaning.start_tags import HIDDEN, KIND_OF, TOLD, StartTags, flags_of

MOST, LONGEST = 12, 24


def read(*start_tags: tuple[str, str]) -> StartTags:
    """The start tags of one page, all of them wanted."""
    tags, attributes = map(list, zip(*start_tags, strict=True))
    return StartTags.of([Elements(tags, attributes)], np.ones(len(tags) + 1, dtype=bool))


def hashes_of(tags: StartTags, element: int) -> list[int]:
    number = tags.number[element]
    return tags.hashes[tags.offset[number] :][: tags.size[number]].tolist()


def split(value: str) -> list[str]:
    """The words of a value, which part where anything but western letters stands."""
    return [word.lower() for word in re.findall("[A-Z]?[a-z]+|[A-Z]+(?![a-z])", value)]


def words_in(attributes: str) -> list[str]:
    words: list[str] = []
    for value in TOLD.findall(attributes):
        own = split(value)
        words += [*own, *map("".join, pairwise(own))]
    return words


def expected(tag: str, attributes: str) -> tuple[int, int, bool, list[int]]:
    words = words_in(attributes)
    flags = flags_of(tag)
    for word in words:
        flags |= flags_of("", word)
    hashed = [tag, *(word for word in words if 1 < len(word) <= LONGEST)]
    different = dict.fromkeys(crc32(word.encode()) for word in hashed)
    return KIND_OF.get(tag, 0), flags, tag in BLOCK, [*different][:MOST]


NAMES = st.sampled_from(
    "class id role itemprop rel property data-test data-component-x data-id CLASS cla\u017fs href class".split()
)
VALUES = st.one_of(
    st.lists(
        st.sampled_from(
            "article body story Story bodyText HTMLBody nav navBar AD ad x sr-only related-2 main_content "
            "İ ſ ß é 新聞 &amp; &quot; = ' \" > \n \t \u3000 \ud800 \U0001f600".split(" ")
            + ["abcdefghijkl" * 2, "abcdefghijkl" * 2 + "m", "related" * 40]
        ),
        max_size=20,
    ).map("-".join),
    st.text(max_size=12),
    st.text("abABzZ-_ 1", max_size=40),
)
ATTRIBUTES = st.lists(
    st.builds(
        "{}{}{}{}{}{}".format,
        st.sampled_from([" ", "\n", "\t ", "", "\u3000", "/"]),
        NAMES,
        st.sampled_from(["=", " = ", "=\n", "", "=="]),
        quote := st.sampled_from(['"', "'", "", '"', '"']),
        VALUES,
        quote,
    ),
    max_size=5,
).map(lambda parts: "".join(parts).replace("\0", "").replace("aria-", ""))
TAGS = st.sampled_from("p div h1 article nav span a button time x-card body".split())


@given(st.lists(st.tuples(TAGS, ATTRIBUTES), min_size=1, max_size=8))
@example([("div", ' class="' + "b c" * 10_000 + '"')])
@example([("p", ' class="unclosed'), ("p", ' id=closed"'), ("p", "'")])
@settings(max_examples=400, deadline=None)
def test_start_tags_tell_what_each_tells_alone(start_tags):
    tags = read(*start_tags)
    facts = [expected(*start_tag) for start_tag in start_tags]
    for element, (kind, flags, is_block, hashes) in enumerate(facts):
        number = tags.number[element]
        assert tags.kind[number] == kind
        assert tags.flags[number] & ~HIDDEN == flags
        assert tags.is_block[number] == is_block
        assert hashes_of(tags, element) == hashes


@given(st.lists(st.tuples(TAGS, ATTRIBUTES), min_size=2, max_size=6))
@settings(max_examples=100, deadline=None)
def test_those_are_alike_that_tell_the_same(start_tags):
    tags = read(*start_tags)
    told = [
        (tags.kind[number], tags.flags[number], tuple(hashes_of(tags, element)))
        for element, number in enumerate(tags.number[:-1])
    ]
    alike = tags.alike[tags.number[:-1]].tolist()
    for (one, own), (other, others) in pairwise(zip(told, alike, strict=True)):
        assert (one == other) == (own == others)


def test_what_is_around_all_elements_tells_nothing():
    tags = read(("p", ""))
    assert tags.number.tolist() == [1, 0]
    assert (tags.kind[0], tags.flags[0], tags.size[0], tags.is_block[0]) == (0, 0, 0, True)


def test_elements_that_are_not_wanted_are_not_read():
    page = Elements(["p", "div", "nav"], ["", " class=menu", " class=menu"])
    tags = StartTags.of([page], np.array([True, False, True, True]))
    assert tags.number.tolist() == [1, 0, 2, 0]


@pytest.mark.parametrize(
    ("attributes", "is_hidden"),
    [
        (" hidden", True),
        (' style="display : none"', True),
        (" aria-hidden=true", True),
        (" aria-hidden='false'", False),
        (' class="hidden-title"', False),
        (' class=tab-pane style="display:none"', False),
    ],
)
def test_what_is_hidden_and_cannot_be_unfolded_is_told(attributes, is_hidden):
    tags = read(("p", ""), ("div", attributes))
    assert (tags.flags[tags.number[1]] & HIDDEN > 0) == is_hidden


def test_a_word_with_the_hash_of_another_does_not_bear_its_flags():
    known, other = read(("p", " class=newsletter")), read(("p", " class=kemofsez"))
    assert hashes_of(known, 0) == hashes_of(other, 0)
    assert known.flags[1] == flags_of("p", "newsletter")
    assert other.flags[1] == flags_of("p")


def test_values_read_in_parts_tell_what_they_tell_at_once(monkeypatch):
    tags = [("p", f" class='related-{'x' * (n % 7)} articleBody{n}' id={'ab' * n}") for n in range(60)]
    at_once = read(*tags)
    monkeypatch.setattr(words, "CHARACTERS_AT_ONCE", 40)
    in_parts = read(*tags)
    for field in StartTags.__dataclass_fields__:
        assert np.array_equal(getattr(at_once, field), getattr(in_parts, field)), field


def test_a_value_without_end_is_read_at_its_beginning(monkeypatch):
    read_of = []

    def noted(values):
        read_of.extend(map(len, values))
        return words_of(values)

    words_of = start_tags._words
    monkeypatch.setattr(start_tags, "_words", noted)
    monkeypatch.setattr(start_tags, "_compiled", None)
    tags = read(("p", f" class='comment {'wordy ' * 500_000}'"), ("p", " class='comment wordy'"))
    assert hashes_of(tags, 0)[:3] == hashes_of(tags, 1)[:3]
    assert (tags.flags[tags.number[:2]] == flags_of("p", "comment")).all()
    assert max(read_of) <= 10_000
