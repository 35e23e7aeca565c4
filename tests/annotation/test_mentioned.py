"""Names, titles and signs in quotation marks are nobody's words; all people and works are invented."""

import pytest

from onrecord.annotation import annotate, marks, mentioned, sentences
from onrecord.records import QuoteKind


def mentions(text: str) -> list[str]:
    units = sentences.paragraphs_of(text)
    _, found = mentioned.find(text, units, marks.find(text, units))
    return [text[start:end] for start, end in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A man known on the quay as “the Heron” waved.", ["known on the quay as “the Heron”"]),
        ("He was nicknamed 'Boots' at school.", ["nicknamed 'Boots'"]),
        (
            "Two hills known as “Big Ned” and “Small Ned.”",
            ["known as “Big Ned”", "known as “Big Ned” and “Small Ned.”"],
        ),
        ("The children have named it «Frosty Ned».", ["named it «Frosty Ned»"]),
        ("Nurses call it the “slot machine.”", ["Nurses call it the “slot machine.”"]),
        ("It beeps. Nurses call it the “slot machine.”", ["Nurses call it the “slot machine.”"]),
        ("“The quiet one” is what they call her.", ["“The quiet one”"]),
        ("The disk is called “the moon.”", ["is called “the moon.”"]),
        ("A banner over the door reads: “Shut it down”.", ["banner over the door reads: “Shut it down”"]),
        ('They wore shirts with the motto "Keep Left."', ['motto "Keep Left."']),
        ("The crew has painted “We float” on a sail.", ["painted “We float”"]),
        ("A bedsheet hung there. “Go home”, it read, in red.", ["“Go home”"]),
        ("A deckhand in a “LET GO” sweatshirt laughed.", ["“LET GO”"]),
        ("She read from her novel, “The Salt Hour,” until ten.", ["novel, “The Salt Hour,”"]),
        ("The phrase “managed retreat” stands there twice.", ["phrase “managed retreat”"]),
        ("The agenda listed it as “other business.”", ["listed it as “other business.”"]),
    ],
)
def test_a_name_a_title_or_a_sign_is_a_mention(text: str, found: list[str]) -> None:
    assert mentions(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "“We float,” Kim Roe said.",
        "Roe called the plan “a disaster.”",
        "Critics call the plan “a land grab.”",
        "Roe described the books as “irregular at best”.",
        "The letter reads: “You have thirty days.”",
        "Holding signs, residents said “no more”.",
        "She showed the sign to the judge and he said “enough”.",
        "The company called for “calm.”",
        "The vote was “not close,” Roe said.",
    ],
)
def test_what_somebody_says_is_none(text: str) -> None:
    assert mentions(text) == []


def test_a_mention_makes_no_quote() -> None:
    text = "A banner over the road reads “Here the river votes.” Next to it hung the flag of the town."
    assert not [one for one in annotate(text).quotes if one.kind is not QuoteKind.indirect]


def test_a_mention_inside_what_is_said_leaves_it_indirect() -> None:
    text = "Kim Roe says the boat, nicknamed 'Old Doris', is all that she has left of her husband."
    (quote,) = annotate(text).quotes
    assert quote.kind is QuoteKind.indirect
    assert not quote.verbatim


def test_what_a_named_official_dubs_something_is_said() -> None:
    text = (
        "According to the court, it is afraid of Ostrovia, which was dubbed by a court official "
        "the “kingdom of salt.”"
    )
    assert any(text[slice(*q.spans[0])] == "the “kingdom of salt.”" for q in annotate(text).quotes)
