"""Names with labels that are one entity, and names that are not; all people and places are invented."""

import pytest

from onrecord.annotation.coreference import Given, canonical_name, resolve
from onrecord.annotation.coreference.likeness import (
    acronyms,
    has_a_city_named_so,
    is_body_of,
    short_given,
    spelling_keys,
    spelt_alike,
    without_place,
)
from onrecord.records import EntityLabel

PERSON, ORG, GPE = EntityLabel.PERSON, EntityLabel.ORG, EntityLabel.GPE


def entities(text: str, *names: tuple[str, EntityLabel]) -> list[int | None]:
    """The entity of each name, searched behind the beginning of the one before; names may be nested.

    A verb behind a name says which of several is meant and is no part of it.
    """
    given, at = [], -1
    for surface, label in names:
        at = text.index(surface, at + 1)
        given.append(Given(at, at + len(surface.removesuffix(" is").removesuffix(" was").strip()), label))
    return [link.entity for link in resolve(text, given)]


@pytest.mark.parametrize(
    ("text", "one", "other", "label"),
    [
        ("Reed-am Oda Square is old. Reed-am Oda is loud.", "Reed-am Oda Square", "Reed-am Oda", GPE),
        ("Oslo is old. Oslo City is loud.", "Oslo", "Oslo City", GPE),
        ("Velta Harbour (IATA: VXH) opened.", "Velta Harbour", "VXH", GPE),
        ("Velta Fog School (VUFS.) opened.", "Velta Fog School", "VUFS", ORG),
        ("Velta (Odan: Wälta, also known as Welpa) is old.", "Velta", "Welpa", GPE),
        ("See Reed Square. Also known as Quay Square, it is old.", "Reed Square", "Quay Square", GPE),
        ("ReedVox is new. RV is loud.", "ReedVox", "RV", ORG),
        ("The Fog Party of Norway won. The Fog Party danced.", "Fog Party of Norway", "Fog Party", ORG),
        ("Ana Roe Oda left. Ana Roe was late.", "Ana Roe Oda", "Ana Roe", PERSON),
        ("Steven left. Steve was late.", "Steven", "Steve", PERSON),
        ("Thom was late. Thomas Roe left.", "Thom", "Thomas Roe", PERSON),
        ("Ana Maurer left. Mauer was late.", "Ana Maurer", "Mauer", PERSON),
        ("Oscar Ramírez left. Ramirez was late.", "Oscar Ramírez", "Ramirez", PERSON),
        ("Ana Roe Oda left. Roe was late.", "Ana Roe Oda", "Roe was", PERSON),
        ("Ana Al-Roe left. Ms. Roe was late.", "Ana Al-Roe", "Ms. Roe", PERSON),
        ("Oda Roe-Quay left. Quay was late.", "Oda Roe-Quay", "Quay was", PERSON),
        ('Ana "The Reed" Roe left. The Reed was late.', 'Ana "The Reed" Roe', "The Reed was", PERSON),
        ("Ana bin Oda left. ABO was late.", "Ana bin Oda", "ABO", PERSON),
        ("Ana Oda left. A. O. was late.", "Ana Oda", "A. O.", PERSON),
        ("Velta, Norway, is old. Velta is loud.", "Velta, Norway", "Velta is", GPE),
        (
            "Canadian Reed Railways ran. Canadian Reed Railway ran.",
            "Canadian Reed Railways",
            "Canadian Reed Railway ",
            ORG,
        ),
        ("Kim Seabird left. Kim Seabrid was late.", "Kim Seabird", "Kim Seabrid", PERSON),
        ("Larry Roe left. Lawrence Roe was late.", "Larry Roe", "Lawrence Roe", PERSON),
        ("Sam was late. Samantha Roe left.", "Sam", "Samantha Roe", PERSON),
        ("Velta State won. The University is old.", "Velta State", "University is", ORG),
        ("Reed Magazine is new. Reed is loud.", "Reed Magazine", "Reed is", ORG),
    ],
)
def test_two_names_of_one_entity(text, one, other, label):
    first, second = entities(text, (one, label), (other, label))
    assert first == second


@pytest.mark.parametrize(
    ("text", "one", "other", "label"),
    [
        ("Mexico is old. Mexico City is loud.", "Mexico", "Mexico City", GPE),
        ("Quebec is old. Quebec City is loud.", "Quebec", "Quebec City", GPE),
        ("Velta is old. Velta Province is loud.", "Velta", "Velta Province", GPE),
        ("Hong Kong is old. Hong Kong Park is loud.", "Hong Kong", "Hong Kong Park", GPE),
        ("Ana Roe left. Ana Roe Jr. was late.", "Ana Roe", "Ana Roe Jr.", PERSON),
        ("Paul left. Paula was late.", "Paul", "Paula", PERSON),
        ("The Gulf of Norway is cold. The Gulf is warm.", "Gulf of Norway", "Gulf", GPE),
        ("The Union Reed Office won. The Union is old.", "Union Reed Office", "Union is", ORG),
        ("Ana O'Reed D'Oda left. Reed D was late.", "Ana O'Reed D'Oda", "Reed D was", PERSON),
        ("Roe was late. Ana Roe Oda left.", "Roe", "Ana Roe Oda", PERSON),
        ("Anne-Marie Oda left. Marie was late.", "Anne-Marie Oda", "Marie was", PERSON),
        ("Ana Maria Oda left. Maria was late.", "Ana Maria Oda", "Maria was", PERSON),
        ("Norway, Oda, is a village. Norway is a country.", "Norway, Oda", "Norway is", GPE),
        ("Carl Roe left. Karl Roe was late.", "Carl Roe", "Karl Roe", PERSON),
    ],
)
def test_two_names_of_two_entities(text, one, other, label):
    first, second = entities(text, (one, label), (other, label))
    assert first != second


def test_names_of_one_in_a_row():
    text = 'Reed Road (Quay Way, aka "Old Fog Way") is long.'
    road, way, whole, fog = entities(
        text, ("Reed Road", GPE), ("Quay Way", GPE), ("Old Fog Way", GPE), ("Fog", GPE)
    )
    assert way == whole
    assert len({road, way, fog}) == 3
    text = "Reed Square, also known as Quay Square or Fog Square, is old."
    assert len(set(entities(text, ("Reed Square", GPE), ("Quay Square", GPE), ("Fog Square", GPE)))) == 1


def test_two_names_that_share_their_end():
    text = "North Velta is cold. Between North and South Velta lies a river."
    whole, half, other = entities(text, ("North Velta", GPE), ("North", GPE), ("South Velta", GPE))
    assert whole == half != other


def test_surname_of_who_is_named_by_the_beginning_of_a_full_name():
    text = "Ana Roe Oda left. Ana Roe was late. Ms. Roe rowed."
    assert len(set(entities(text, ("Ana Roe Oda", PERSON), ("Ana Roe", PERSON), ("Ms. Roe", PERSON)))) == 1


def test_team_and_school_that_are_called_by_their_place():
    text = "In Velta the Velta Rowers won. She rows for Velta."
    place, team, short = entities(text, ("Velta", GPE), ("Velta Rowers", ORG), ("Velta", ORG))
    assert team == short != place
    text = "The University of Velta is in Velta. He taught at Velta."
    school, place, short = entities(text, ("University of Velta", ORG), ("Velta", GPE), ("Velta", ORG))
    assert school == short != place


def test_party_of_two_places_is_neither():
    text = "The Fog Party of Norway won. The Oslo Fog Party lost. The Fog Party danced."
    one, two, short = entities(
        text, ("Fog Party of Norway", ORG), ("Oslo Fog Party", ORG), ("Fog Party", ORG)
    )
    assert len({one, two, short}) == 3


def test_one_title_after_the_other_tells_a_couple_apart():
    text = "Quilla Roe left. Mrs. Roe was late, and Mr. Roe was not."
    full, she, he = entities(text, ("Quilla Roe", PERSON), ("Mrs. Roe", PERSON), ("Mr. Roe", PERSON))
    assert full == she != he


def test_surname_of_two_within_their_names_is_nobodys():
    text = "Ana Roe Oda met Kim Roe Quay. Roe was late."
    one, other, short = entities(text, ("Ana Roe Oda", PERSON), ("Kim Roe Quay", PERSON), ("Roe was", PERSON))
    assert len({one, other, short}) == 3


def test_town_of_two_countries_is_neither():
    text = "Velta, Norway, and Velta, Peru, are old. Velta is loud."
    one, other, short = entities(text, ("Velta, Norway", GPE), ("Velta, Peru", GPE), ("Velta is", GPE))
    assert len({one, other, short}) == 3


def test_what_may_be_a_short_form_of_a_given_name():
    assert "tom" in short_given("Thomas")
    assert "barb" in short_given("Barbara")
    assert "eric" not in short_given("Erica")
    assert "christ" not in short_given("Christian")
    assert "thomas" not in short_given("Thomas")


def test_short_forms_of_a_given_name():
    assert {"tom", "thom"} <= short_given("Thomas")
    assert short_given("Veltissa") == set()


@pytest.mark.parametrize("slip", ["Seabrid", "Seabir", "Seabirrd", "Seabyrd", "Seaabird"])
def test_names_spelt_alike_share_a_key(slip):
    assert spelt_alike(["Kim", slip], ["Kim", "Seabird"], True)
    assert spelling_keys(["Kim", slip]) & spelling_keys(["Kim", "Seabird"])
    assert not spelling_keys(["Kim", slip]) & spelling_keys(["Ann", "Seabird"])


def test_capitals_within_a_word_count_for_acronyms():
    assert "rv" in acronyms(["ReedVox"])
    assert acronyms(["Reed"]) == set()


def test_whose_city_is_called_as_they_are():
    assert has_a_city_named_so("Mexico")
    assert has_a_city_named_so("Oklahoma")
    assert not has_a_city_named_so("New York")
    assert not has_a_city_named_so("Oslo")


def test_bodies_of_a_place():
    assert is_body_of(["velta", "red", "rowers"], ["velta"])
    assert is_body_of(["velta", "united"], ["velta"])
    assert is_body_of(["university", "of", "velta"], ["velta"])
    assert not is_body_of(["velta", "times"], ["velta"])
    assert not is_body_of(["bank", "of", "velta"], ["velta"])


def test_place_at_the_end_of_an_organisation():
    assert without_place(["party", "of", "norway"]) == ["party"]
    assert without_place(["of", "the", "united", "states"]) == []
    assert without_place(["of", "rowers"]) == ["of", "rowers"]


def test_la_is_no_state_in_running_text():
    assert canonical_name("LA", GPE) == "LA"
    assert canonical_name("La.", GPE) == "Louisiana"
