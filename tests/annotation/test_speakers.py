"""Noun phrases that speak; all people and events are invented."""

import pytest

from onrecord.annotation import speakers
from onrecord.annotation.grammar import Unit, unit_of
from onrecord.annotation.sentences import lay_out, paragraphs_of


def units(text: str) -> list[Unit]:
    return [unit_of(word) for word in lay_out(text, paragraphs_of(text), []).words]


def surface(text: str, found: list[Unit], piece: tuple[int, int] | None) -> str | None:
    return None if piece is None else text[found[piece[0]].start : found[piece[1] - 1].end]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Kim Roe said", "Kim Roe"),
        ("On Monday the mayor said", "the mayor"),
        ("The pilots' harbour office also said", "The pilots' harbour office"),
        ("A spokesman for the port said", "A spokesman for the port"),
        ("Kim Roe, the mayor of Sandholm, said", "Kim Roe"),
        ("Kim Roe (North) said", "Kim Roe"),
        ("Kim Roe, who is 45, said", "Kim Roe"),
        ("the clerk who said", "the clerk"),
        ("Berg and Roe said", "Berg and Roe"),
        ("she has never said", "she"),
        ("Sandholm’s harbour master said", "Sandholm’s harbour master"),
        ("nothing of the said", None),
    ],
)
def test_subject_before_the_verb(text, subject):
    found = units(text)
    verb = speakers.verb_group_start(found, len(found) - 1)
    assert surface(text, found, speakers.subject_before(found, verb)) == subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("said Kim Roe, the mayor", "Kim Roe"),
        ("said the mayor of Sandholm on Monday", "the mayor of Sandholm"),
        ("said Monday", None),
        ("said that it rains", None),
        ("said Will Berg", "Will Berg"),
    ],
)
def test_subject_after_the_verb(text, subject):
    words = lay_out(text, paragraphs_of(text), []).words
    found = [unit_of(word, inside=word.text == "Will") for word in words]
    assert surface(text, found, speakers.subject_after(found, 1)) == subject


@pytest.mark.parametrize(
    ("text", "owner"),
    [("Roe’s claim that", "Roe"), ("her claim that", "her"), ("the claim that", None)],
)
def test_possessor_of_a_noun(text, owner):
    found = units(text)
    noun = next(k for k, unit in enumerate(found) if unit.lower == "claim")
    assert surface(text, found, speakers.possessor(found, noun)) == owner


def test_main_subject_is_found_behind_an_introduction():
    text = "In the morning, Kim Roe left the port"
    found = units(text)
    assert surface(text, found, speakers.main_subject(found, len(found))) == "Kim Roe"
