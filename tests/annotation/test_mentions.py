"""Names by capitals, titles and lists; all people and events are invented, countries are not."""

from functools import partial

import pytest

from onrecord import annotation
from onrecord.annotation import marks, mentions
from onrecord.annotation.sentences import lay_out, paragraphs_of
from onrecord.records import EntityLabel, MentionForm

annotate = partial(annotation.annotate, rules_alone=True)


def names(text: str) -> list[tuple[str, str]]:
    found = mentions.find(lay_out(text, paragraphs_of(text), []))
    return [(text[m.start : m.end], m.label.value) for m in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met Kim Roe at noon.", [("Kim Roe", "PERSON")]),
        ("They met Mr. Roe at noon.", [("Roe", "PERSON")]),
        (
            "They met Norwegian Prime Minister Kim Roe.",
            [("Norwegian", "NORP"), ("Kim Roe", "PERSON")],
        ),
        ("They met the Ministry of Sea Transport.", [("Ministry of Sea Transport", "ORG")]),
        ("It was Astra Pharma again.", [("Astra Pharma", "ORG")]),
        ("They left for Norway by boat.", [("Norway", "GPE")]),
        ("They left for the U.S. by boat.", [("U.S.", "GPE")]),
        ("They swam in Lake Oda that day.", [("Lake Oda", "LOC")]),
        ("They passed the Fog Act at last.", [("Fog Act", "LAW")]),
        ("They saw Danish boats.", [("Danish", "NORP")]),
        ("It ended on Aug. 3, 2021 at sea.", [("Aug. 3, 2021", "DATE")]),
        ("They saw Norway's boats.", [("Norway", "GPE")]),
    ],
)
def test_names_and_their_labels(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Nobody came.",
        "Numerous boats sank. I saw it.",
        "However, it rained.",
        "But the fog stayed.",
        "",
        "123",
    ],
)
def test_a_capital_at_the_start_makes_no_name(text):
    assert names(text) == []


def test_no_name_crosses_a_line():
    assert names("They met Kim Roe\nOla Berg sailed.") == [
        ("Kim Roe", "PERSON"),
        ("Ola Berg", "PERSON"),
    ]


def test_names_that_are_known_are_found_in_a_title_cased_heading():
    text = "Kim Roe Sails Again From Port\n\nThey met Kim Roe at the pier."
    assert names(text) == [("Kim Roe", "PERSON"), ("Kim Roe", "PERSON")]


def test_speakers_that_are_no_names_become_mentions():
    text = "The harbour office said it would rain. “It rained,” she said. A spokesman for Astra Pharma said so too."
    found = [(text[m.start : m.end], m.form, m.label) for m in annotate(text).mentions]
    assert ("The harbour office", MentionForm.nominal, EntityLabel.ORG) in found
    assert ("she", MentionForm.pronoun, EntityLabel.PERSON) in found


def test_a_speaker_with_a_title_is_the_name_in_it():
    text = "“It rained,” Mr. Roe said."
    result = annotate(text)
    (quote,) = result.quotes
    assert quote.speaker_mention is not None
    mention = result.mentions[quote.speaker_mention]
    assert (text[mention.start : mention.end], mention.form) == ("Roe", MentionForm.name)


def test_who_a_spokesman_speaks_for():
    text = "A spokesman for Astra Pharma said the ships were late."
    (quote,) = annotate(text).quotes
    result = annotate(text)
    assert quote.speaker_ids == []
    assert next(e.name for e in result.entities if e.id == quote.on_behalf_of) == "Astra Pharma"


def test_the_author_of_a_document_speaks_in_it():
    text = "The Harbour Ministry report said that the ships were late."
    result = annotate(text)
    (quote,) = result.quotes
    assert [e.name for e in result.entities if e.id in quote.speaker_ids] == ["Harbour Ministry"]


def test_several_people_speak_together():
    text = "Kim Roe and Ola Berg said that the ships were late."
    result = annotate(text)
    (quote,) = result.quotes
    assert [e.name for e in result.entities if e.id in quote.speaker_ids] == ["Kim Roe", "Ola Berg"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("She wrote a novel, “Fog at Sea,” in May.", "Fog at Sea"),
        ("He is the author of “La casa de agua”, an essay.", "La casa de agua"),
        ('They kept a memo titled "Next Steps: What Now?" for years.', "Next Steps: What Now?"),
        ("He read from a paperback called ‘The Ferry’.", "The Ferry"),
        ("In her memoir, “I never lied to him,” she says.", None),
        ("They called it “The Ferry”.", None),
        ("The mayor, “Old Kim”, said no.", None),
        ("“Fog at Sea” began.", None),
    ],
)
def test_titles_in_quotation_marks(text, title):
    units = paragraphs_of(text)
    quotations = marks.find(text, units)
    found = mentions.works(lay_out(text, units, quotations), quotations)
    assert [text[one.start : one.end] for one in found] == ([title] if title else [])
    assert {one.label for one in found} <= {EntityLabel.WORK}
