"""Names that nobody labelled; all people and places are invented."""

import pytest

from onrecord.annotation.coreference import Given
from onrecord.annotation.coreference.bare import core_of, is_coordination, is_office, shorter_forms
from onrecord.annotation.coreference.items import items_of
from onrecord.annotation.coreference.names import Names
from onrecord.records import EntityLabel, MentionForm


def entities(text, *surfaces, label=None, step=1):
    """The entity that the rules give each surface, each searched `step` after the one before begins."""
    given, at = [], -step
    for surface in surfaces:
        at = text.index(surface, at + step)
        given.append(Given(at, at + len(surface), label))
    items = items_of(text, given)
    Names(text, items).run()
    return [item.entity for item in items]


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Port coach Kim Roe", "Kim Roe"),
        ("Veltan Ambassador Kim Roe", "Kim Roe"),
        ("Activist and poet Kim Roe", "Kim Roe"),
        ("Bank of Velta", "Bank of Velta"),
        ("Kim van der Roe", "Kim van der Roe"),
        ("General Assembly", "General Assembly"),
    ],
)
def test_roles_before_a_name_are_left_out(name, core):
    assert " ".join(core_of(name.split())) == core


@pytest.mark.parametrize("words", ["Prime Minister", "Professor of Law at Velta", "Home Secretary"])
def test_what_somebody_is_is_an_office(words):
    assert is_office(words.split())


@pytest.mark.parametrize("words", ["Kim Roe", "Stephen King", "Velta City"])
def test_what_somebody_is_called_is_no_office(words):
    assert not is_office(words.split())


def test_what_follows_a_name_can_be_left_out():
    assert shorter_forms("Quay, Velta", ["Quay", "Velta"]) == [("Quay",)]
    assert ("Kim", "Roe") in shorter_forms("Kim Roe of the Reeds", ["Kim", "Roe", "of", "the", "Reeds"])
    assert ("Kim", "Roe") in shorter_forms("Velta's Kim Roe", ["Velta", "s", "Kim", "Roe"])


def test_several_people_are_no_one():
    assert is_coordination("Kim and Lee Roe")
    assert is_coordination("Roe, Doe, and Poe")
    assert not is_coordination("Kim Roe of Sand and Sons")
    assert not is_coordination("Kim Roe, who sings and rows")


def test_an_office_is_a_description():
    (item,) = items_of("The Prime Minister left.", [Given(0, 18)])
    assert item.form is MentionForm.nominal


def test_a_common_word_at_the_beginning_of_a_sentence_is_no_name():
    text = "Rowers left. Then other rowers came."
    assert items_of(text, [Given(0, 6)])[0].form is MentionForm.nominal
    assert items_of("Rowers left.", [Given(0, 6)])[0].form is MentionForm.name


def test_a_surname_goes_to_the_full_name_of_an_uncommon_given_name():
    text = "Ysolde Quillon left. Quillon came back."
    a, b = entities(text, "Ysolde Quillon", "Quillon", step=len("Ysolde Quillon"))
    assert a == b


def test_a_place_named_with_the_country_is_the_place():
    a, b = entities("It was in Quayport, Veltania. Quayport is old.", "Quayport, Veltania", "Quayport")
    assert a == b


def test_a_member_of_two_parties_is_one():
    text = "Velta's Kim Roe won. Kim Roe of the Reeds sang."
    a, b = entities(text, "Velta's Kim Roe", "Kim Roe of the Reeds")
    assert a == b


def test_two_offices_of_one_kind_are_two():
    text = "The Port of Quay and the Port of Velta closed."
    a, b = entities(text, "The Port of Quay", "the Port of Velta")
    assert a != b


def test_a_name_is_never_what_lies_within_it():
    text = "The Bank of Quillon opened."
    a, b = entities(text, "The Bank of Quillon", "Quillon")
    assert a != b


def test_a_list_is_none_of_those_it_lists():
    text = "Ann Roe of the Reeds and Lee Poe of Velta sang."
    whole, first, second = entities(text, text[:-6], "Ann Roe of the Reeds", "Lee Poe of Velta", step=0)
    assert len({whole, first, second}) == 3


def test_a_lady_and_a_gentleman_of_one_surname_are_two():
    a, b = entities("Mrs. Quillon met Mr. Quillon.", "Quillon", "Quillon", label=EntityLabel.PERSON)
    assert a != b


def test_a_double_surname_goes_to_its_full_name():
    text = "Clara Nuvez Cantor wrote. He read Nuvez Cantor."
    a, b = entities(text, "Clara Nuvez Cantor", "Nuvez Cantor", label=EntityLabel.PERSON, step=20)
    assert a == b


def test_a_slip_of_the_pen_goes_to_the_right_name():
    text = "Kim Quillon left. Later Quilon came back."
    a, b = entities(text, "Kim Quillon", "Quilon", label=EntityLabel.PERSON)
    assert a == b


@pytest.mark.parametrize("other", ["Quillons", "Zuillon", "Quallin"])
def test_no_slip(other):
    text = f"Kim Quillon left. Later {other} came back."
    a, b = entities(text, "Kim Quillon", other, label=EntityLabel.PERSON)
    assert a != b


def test_short_or_known_names_are_never_slips():
    assert len(set(entities("Rome and Rove.", "Rome", "Rove", label=EntityLabel.GPE))) == 2
    assert len(set(entities("Austria, Austrla.", "Austria", "Austrla", label=EntityLabel.GPE))) == 1
    assert len(set(entities("Niger or Nigera.", "Niger", "Nigera", label=EntityLabel.GPE))) == 2


def test_a_name_stays_a_name_whatever_is_said_behind_its_comma():
    text = "Kim Roe, who had mended nets for years and rowed, left. Kim Roe came back."
    a, b = entities(text, "Kim Roe, who had mended nets for years and rowed", "Kim Roe")
    assert a == b


def test_a_state_may_be_named_by_its_abbreviation_where_both_are():
    a, b = entities("In Ohio, OH for short.", "Ohio", "OH")
    assert a == b
    assert len(set(entities("In Velta, OH for short.", "Velta", "OH"))) == 2


def test_a_body_of_a_country_is_one_however_the_country_is_called():
    a, b = entities(
        "The U.S. Congress met. The United States Congress rose.", "U.S. Congress", "United States Congress"
    )
    assert a == b


def test_end_of_a_persons_name_is_that_person():
    text = "General Ana Lopez de Santa Oda won. Santa Oda was late."
    assert len(set(entities(text, "General Ana Lopez de Santa Oda", "Santa Oda", step=32))) == 1


def test_whose_something_is_is_no_place_that_it_is_in():
    text = "Ana Cortland rows. They met in Cortland's home."
    assert len(set(entities(text, "Ana Cortland", "Cortland's", step=20))) == 1


def test_short_forms_of_things_that_nobody_labelled():
    text = "We hiked in Reed National Park. Reed is old. Reed Owls won; the Owls sang."
    park, short = entities(text, "Reed National Park", "Reed", step=20)
    assert park == short
    team, short = entities(text, "Reed Owls", "the Owls")
    assert team == short
    text = "The Church of Reedology sued. They left Reedology."
    assert len(set(entities(text, "Church of Reedology", "Reedology", step=20))) == 1
