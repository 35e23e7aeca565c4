"""Who is who in an article; all people and events are invented."""

import pytest

from onrecord.annotation import annotate
from onrecord.annotation.coreference import Given, Link, resolve
from onrecord.records import EntityLabel, MentionForm

PERSON, ORG, GPE = EntityLabel.PERSON, EntityLabel.ORG, EntityLabel.GPE


def linked(text: str, *mentions: tuple[str, EntityLabel | None] | str) -> list[Link]:
    """Resolve the mentions named in order of their place; each is searched after the one before."""
    given, at = [], 0
    for mention in mentions:
        surface, label = (mention, None) if isinstance(mention, str) else mention
        at = text.index(surface, at)
        given.append(Given(at, at + len(surface), label))
        at += len(surface)
    return resolve(text, given)


@pytest.mark.parametrize(
    ("text", "one", "other", "label", "reason"),
    [
        ("Kim Roe left. Roe was late.", "Kim Roe", "Roe", PERSON, "surname"),
        ("Kim Roe left. Mr. Roe was late.", "Kim Roe", "Mr. Roe", PERSON, "surname"),
        ("Roe was late. Kim Roe left.", "Roe", "Kim Roe", PERSON, "first mention of the name"),
        (
            "Chen Yilan left. Chen was late.",
            "Chen Yilan",
            "Chen",
            PERSON,
            "family name written first",
        ),
        (
            "Kim J. Roe left. Kim Roe was late.",
            "Kim J. Roe",
            "Kim Roe",
            PERSON,
            "variant of the full name",
        ),
        (
            "Bill Roe left. William Roe was late.",
            "Bill Roe",
            "William Roe",
            PERSON,
            "variant of the full name",
        ),
        ("José Oda left. Jose Oda was late.", "José Oda", "Jose Oda", PERSON, "same name"),
        (
            "The Sea Ministry (SM) left. SM was late.",
            "Sea Ministry",
            "SM",
            ORG,
            "acronym defined in brackets",
        ),
        (
            "The Ministry of Sea Fog left. MSF was late.",
            "Ministry of Sea Fog",
            "MSF",
            ORG,
            "acronym of the name",
        ),
        (
            "Astra Pharma left. Astra was late.",
            "Astra Pharma",
            "Astra",
            ORG,
            "short form of the name",
        ),
        ("The United States left. The U.S. was late.", "United States", "U.S.", GPE, "same name"),
        ("Oda, Calif., is in California.", "Calif.", "California", GPE, "same name"),
        (
            "Astra, also known as Nord, left.",
            "Astra",
            "Nord",
            ORG,
            "another name, as the text says",
        ),
        ("Astra’s ships left. Astra was late.", "Astra’s", "Astra", ORG, "same name"),
    ],
)
def test_two_names_of_one_entity(text, one, other, label, reason):
    first, second = linked(text, (one, label), (other, label))
    assert first.entity == second.entity is not None
    assert reason in (first.reason, second.reason)


@pytest.mark.parametrize(
    ("text", "one", "other", "one_label", "other_label"),
    [
        ("Kim Roe met Ola Roe.", "Kim Roe", "Ola Roe", PERSON, PERSON),
        ("Kim Roe met Kim Roe Jr. there.", "Kim Roe", "Kim Roe Jr.", PERSON, PERSON),
        ("Norway and a Norwegian ship.", "Norway", "Norwegian", GPE, EntityLabel.NORP),
        ("Lincoln Oda left Lincoln behind.", "Lincoln Oda", "Lincoln", PERSON, GPE),
        ("Oda Law School and Oda met.", "Oda Law School", "Oda", ORG, ORG),
        # The party behind a politician's name, and a name that only sounds like an alias of his.
        ("Mia Sorn (SNP) spoke first.", "Mia Sorn", "SNP", PERSON, ORG),
        ("Lee Coe, formerly Velta Pharma, spoke.", "Lee Coe", "Velta Pharma", PERSON, ORG),
        (
            "National Fog Office and National Park.",
            "National Fog Office",
            "National Park",
            ORG,
            ORG,
        ),
    ],
)
def test_two_entities_stay_apart(text, one, other, one_label, other_label):
    first, second = linked(text, (one, one_label), (other, other_label))
    assert first.entity != second.entity


def test_acronym_of_what_is_taken_for_a_person_is_still_its_acronym():
    fund, acronym = linked("The Roe Fund (RF) grew.", ("Roe Fund", PERSON), ("RF", ORG))
    assert acronym == Link(fund.entity, "acronym defined in brackets", 0.95)


def test_title_tells_two_people_of_one_surname_apart():
    text = "Karl Roe met Anna Roe. Mrs. Roe left. Mr. Roe stayed."
    karl, anna, mrs, mr = linked(
        text, ("Karl Roe", PERSON), ("Anna Roe", PERSON), ("Mrs. Roe", PERSON), ("Mr. Roe", PERSON)
    )
    assert (mrs.entity, mr.entity) == (anna.entity, karl.entity)


def test_surname_of_several_people_is_a_doubtful_link():
    text = "Karl Roe met Anna Roe. Roe left."
    *_, alone = linked(text, ("Karl Roe", PERSON), ("Anna Roe", PERSON), ("Roe", PERSON))
    assert alone.probability < 0.7


def test_pronoun_takes_the_nearest_person_of_its_gender():
    text = "Karl Roe met Anna Berg. He left. She stayed."
    karl, anna, he, she = linked(text, "Karl Roe", "Anna Berg", "He", "She")
    assert (he.entity, she.entity) == (karl.entity, anna.entity)


def test_description_takes_the_one_introduced_with_that_role():
    text = "Kim Roe, the mayor, met Ola Berg, a pilot. The mayor left. The pilot stayed."
    links = linked(text, "Kim Roe", "Ola Berg", "The mayor", "The pilot")
    assert [link.entity for link in links[2:]] == [links[0].entity, links[1].entity]


def test_description_takes_the_organisation_that_has_its_kind_in_its_name():
    text = "The Ministry of Sea Fog met Astra Pharma. The ministry left."
    fog, _, ministry = linked(text, ("Ministry of Sea Fog", ORG), ("Astra Pharma", ORG), "The ministry")
    assert ministry.entity == fog.entity


def test_i_in_a_quotation_is_who_says_it_even_if_named_behind_it():
    text = "Ola Berg waited for hours.\n\n“I lost my oar,” said Kim Roe."
    berg, i, my, roe = linked(text, "Ola Berg", "I", "my", "Kim Roe")
    assert i.entity == my.entity == roe.entity != berg.entity
    assert i.reason == "who says the quotation"


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("Kim Roe rows. The fog was thick. The harbour master, Kim Roe, stayed.", "The harbour master"),
        ("Kim Roe rows. The fog was thick. Then harbour master Kim Roe stayed.", "harbour master"),
    ],
)
def test_description_beside_a_name_is_whom_it_names(text, description):
    first, beside, again = linked(text, ("Kim Roe", PERSON), description, ("Kim Roe", PERSON))
    assert first.entity == beside.entity == again.entity
    assert beside.reason == "apposition"


def test_new_name_beside_a_description_joins_what_was_described():
    text = "The harbour master, Kim Roe, stayed."
    master, roe = linked(text, "The harbour master", ("Kim Roe", PERSON))
    assert roe.entity == master.entity and roe.reason == "apposition"


def test_every_link_has_reason_and_probability():
    text = "Kim Roe said she and Roe of Astra saw the fog."
    for link in linked(text, "Kim Roe", "she", "Roe", "Astra", "the fog"):
        assert link.entity is not None and link.reason and 0 < link.probability <= 1


def test_mentions_may_overlap_and_come_in_any_order():
    text = "The mayor of Sandholm said Sandholm was full."
    inner, outer, again = text.index("Sandholm"), 0, text.rindex("Sandholm")
    links = resolve(text, [Given(again, again + 8, GPE), Given(outer, 21), Given(inner, inner + 8, GPE)])
    assert links[0].entity == links[2].entity != links[1].entity


def test_nothing_to_resolve():
    assert resolve("", []) == []


def test_saint_and_its_short_form_are_one():
    saint, st = linked("Saint Orla was old. St. Orla died.", ("Saint Orla", PERSON), ("St. Orla", PERSON))
    assert saint.entity == st.entity


def test_surname_that_is_a_place_too_is_the_person_unless_the_text_is_there():
    mentions = "Karl Paris", "Paris"
    rower, alone = linked("Karl Paris rowed. Then Paris slept.", *mentions)
    assert alone.entity == rower.entity
    _, town = linked("Karl Paris rowed. It rained in Paris again.", *mentions)
    assert town.reason != "surname"


def test_name_within_a_longer_name_is_not_what_that_names():
    text = "Velta Fogwatch came out. Velta was calm."
    again = text.rindex("Velta")
    paper, town, calm = resolve(text, [Given(0, 14), Given(0, 5), Given(again, again + 5)])
    assert paper.entity != town.entity == calm.entity


def test_person_named_at_the_end_of_a_description():
    described = "the clearly well-liked young rower Karl Berg"
    text = f"Kim Roe met Karl Berg. Later {described} slept."
    _, berg, friend = linked(text, "Kim Roe", "Karl Berg", described)
    assert friend.entity == berg.entity and friend.reason == "description with the name in it"


def test_speaker_behind_a_pronoun_and_a_surname():
    text = "“It rained,” said Anna Roe. “It poured,” she added.\n\nMs. Roe said the fog was gone."
    result = annotate(text, rules_alone=True)
    (entity,) = [e for e in result.entities if e.label is PERSON]
    assert entity.name == "Anna Roe" and entity.aliases == ["Roe"]
    assert {tuple(quote.speaker_ids) for quote in result.quotes} == {(entity.id,)}
    forms = [m.form for m in result.mentions if m.entity == entity.id]
    assert forms == [MentionForm.name, MentionForm.pronoun, MentionForm.name]


def test_a_city_known_by_its_name_is_the_city():
    text = "Philadelphia grew fast. Kim Roe arrived in May. She wrote that the city was loud."
    links = linked(text, "Philadelphia", "Kim Roe", "She", "the city")
    assert links[3].entity == links[0].entity != links[1].entity
    assert links[3].reason == "kind of place the name is known for"


def test_what_someone_born_elsewhere_was_is_said_of_them():
    text = "Kim Roe (born in Velta) was a coach. Ola Berg (a neighbour) has also been a pilot."
    links = linked(text, "Kim Roe", "Velta", "a coach", "Ola Berg", "a pilot")
    assert links[2].entity == links[0].entity
    assert links[4].entity == links[3].entity
    assert {links[2].reason, links[4].reason} <= {"said to be the same", "role of the one named before"}
