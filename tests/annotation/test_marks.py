"""Quotation marks: pairing, nesting, continuation, odd marks; all text here is invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.annotation import marks
from onrecord.annotation.sentences import paragraphs_of


def quoted(text: str, paragraphs: list[tuple[int, int]] | None = None) -> list[str]:
    found = marks.find(text, paragraphs_of(text) if paragraphs is None else paragraphs)
    return [text[one.inner_start : one.inner_end] for one in found]


@pytest.mark.parametrize(
    "text",
    [
        'Oda said "the tide turned" at noon.',
        "Oda said “the tide turned” at noon.",
        "Oda said „the tide turned“ at noon.",
        "Oda said „the tide turned” at noon.",
        "Oda said «the tide turned» at noon.",
        "Oda said »the tide turned« at noon.",
        "Oda said ”the tide turned” at noon.",
        "Oda said ‘the tide turned’ at noon.",
        "Oda said ‚the tide turned‘ at noon.",
        "Oda said 'the tide turned' at noon.",
        "Oda said ‹the tide turned› at noon.",
        "Oda said ``the tide turned'' at noon.",
        "Oda said ''the tide turned'' at noon.",
        "Oda said `the tide turned' at noon.",
        'Oda said “the tide turned" at noon.',
        'Oda said "the tide turned” at noon.',
        "Oda said “the tide turned“ at noon.",
        "Oda said ”the tide turned“ at noon.",
        "Oda said â€œthe tide turnedâ€\x9d at noon.",
        "Oda said \x93the tide turned\x94 at noon.",
        "Oda said &ldquo;the tide turned&rdquo; at noon.",
        "Oda said &quot;the tide turned&quot; at noon.",
        "Oda said \ufffdthe tide turned\ufffd at noon.",
        "Oda said 「the tide turned」 at noon.",
        "(“the tide turned”)",
        "Oda said—“the tide turned”—at noon.",
        "“the tide turned”",
        "\u200b“the tide turned”\u200b",
    ],
)
def test_one_pair_of_each_shape(text):
    assert quoted(text) == ["the tide turned"]


def test_french_blanks_inside_guillemets():
    assert [x.strip() for x in quoted("Oda dit : «\u00a0la mer monte\u00a0» à midi.")] == [
        "la mer monte"
    ]


def test_offsets_hold_the_marks():
    text = "Oda said “go.”"
    (one,) = marks.find(text, [(0, len(text))])
    assert text[one.start : one.end] == "“go.”"
    assert text[one.inner_start : one.inner_end] == "go."
    assert one.closed and not one.single and one.parent is None


@pytest.mark.parametrize(
    "text",
    [
        "The pilots' union didn't say whose boat it was in the '90s.",
        "The pilots’ union didn’t say whose boat it was in the ’90s.",
        "Rock 'n' roll won't die, Oda's fans’ club said.",
        'He is 6\'2" tall and the pipe is 5" wide.',
        "nothing here",
        "'''",
        "",
    ],
)
def test_no_quotation_where_there_are_only_apostrophes_and_inches(text):
    assert quoted(text) == []


def test_single_quotation_beside_plural_possessive():
    assert quoted("'The pilots' union will strike,' Oda said.") == [
        "The pilots' union will strike,"
    ]
    assert quoted("‘It’s the pilots’ choice,’ Oda said. ‘We don’t ask.’") == [
        "It’s the pilots’ choice,",
        "We don’t ask.",
    ]


def test_single_scare_quotation_that_ends_with_s():
    assert quoted("The 'experts' of the port disagree.") == ["experts"]


def test_nested_quotations_know_their_parent():
    text = "“She told me, ‘Never sail on “Black Friday,” boy,’ and I laughed,” Oda said."
    found = marks.find(text, [(0, len(text))])
    assert [text[x.inner_start : x.inner_end] for x in found] == [
        "She told me, ‘Never sail on “Black Friday,” boy,’ and I laughed,",
        "Never sail on “Black Friday,” boy,",
        "Black Friday,",
    ]
    assert [x.parent for x in found] == [None, 0, 1]
    assert [x.single for x in found] == [False, True, False]


def test_straight_quotation_inside_a_straight_one():
    assert quoted('"She said "go" to me," Oda said.') == ['She said "go" to me,', "go"]


def test_straight_marks_inside_curly_ones_and_one_of_them_odd():
    assert quoted('“She said "go" to me,” Oda said.') == ['She said "go" to me,', "go"]
    assert quoted('“She said "go to me,” Oda said.') == ['She said "go to me,']


def test_quotation_over_paragraphs():
    text = "“One,” Oda said. “Two goes on.\n\n“Three goes on.\n\n“Four ends.” Then “five”."
    found = marks.find(text, paragraphs_of(text))
    inner = [text[x.inner_start : x.inner_end] for x in found]
    assert inner == ["One,", "Two goes on.", "Three goes on.", "Four ends.", "five"]
    assert [x.closed for x in found] == [True, False, False, True, True]
    assert [x.continues for x in found] == [None, None, 1, 2, None]


def test_single_quotation_over_paragraphs():
    text = "‘We don’t know yet.\n\n‘We will ask.’"
    found = marks.find(text, paragraphs_of(text))
    assert [x.closed for x in found] == [False, True]
    assert found[1].continues == 0


def test_unclosed_at_the_end_of_its_paragraph():
    text = "Oda said: “The tide turned.\n\nNobody answered “yes” or “no”."
    found = marks.find(text, paragraphs_of(text))
    assert [text[x.start : x.end] for x in found] == ["“The tide turned.", "“yes”", "“no”"]
    assert [x.closed for x in found] == [False, True, True]


@pytest.mark.parametrize(
    "text",
    [
        "An odd “ mark. “First,” Oda said. “Second.”",
        "An “odd mark. “First,” Oda said. “Second.”",
        "An odd” mark. “First,” Oda said. “Second.”",
        'An "odd mark. "First," Oda said. "Second."',
        'An odd" mark. "First," Oda said. "Second."',
        'The 5" pipe. "First," Oda said. "Second."',
        "An ‘odd mark. “First,” Oda said. “Second.”",
        "An odd’ mark. “First,” Oda said. “Second.”",
        "An »odd mark. “First,” Oda said. “Second.”",
    ],
)
def test_one_odd_mark_does_not_spoil_the_rest(text):
    assert [x for x in quoted(text) if "odd" not in x] == ["First,", "Second."]


def test_odd_mark_in_one_paragraph_leaves_the_next_alone():
    text = "An odd ” mark and “ another.\nOda said “yes”."
    assert quoted(text)[-1] == "yes"


def test_tokenised_text():
    assert [x.strip() for x in quoted('" Go , " Oda said . " Now . "')] == ["Go ,", "Now ."]


def test_no_quotation_leaves_its_paragraph_or_crosses_another():
    text = "“a «b” c»\n“d ‘e” f’"
    found = marks.find(text, paragraphs_of(text))
    assert len(found) >= 2
    for one in found:
        assert "\n" not in text[one.start : one.end]
    for one in found:
        for other in found:
            apart = one.end <= other.start or other.end <= one.start
            inside = one.start <= other.start and other.end <= one.end
            around = other.start <= one.start and one.end <= other.end
            assert apart or inside or around


@pytest.mark.parametrize(
    "mark", ['"', "“", "”", "'", "‘", "’", "«", "»", "„", "“ ", ' "', "“a” ", "‘a "]
)
def test_ten_thousand_marks_are_no_more_quotations(mark):
    text = mark * 10_000
    assert len(marks.find(text, [(0, len(text))])) <= 10_000


@given(st.text(alphabet="ab. \n,\"'“”‘’«»„`&quot;â€œ", max_size=80))
def test_any_text_gives_ordered_nested_quotations_inside_paragraphs(text):
    paragraphs = paragraphs_of(text)
    found = marks.find(text, paragraphs)
    assert found == sorted(found, key=lambda one: (one.start, -one.end))
    for index, one in enumerate(found):
        assert one.start < one.inner_start <= one.inner_end <= one.end
        assert any(start <= one.start and one.end <= end for start, end in paragraphs)
        if one.parent is not None:
            assert one.parent < index
            parent = found[one.parent]
            assert parent.start < one.start and one.end <= parent.end
        if one.continues is not None:
            assert not found[one.continues].closed
