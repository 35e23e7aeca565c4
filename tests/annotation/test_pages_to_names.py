"""From a page as scraped to names: none from credits, buttons, boxes or glued lines; all is invented."""

from dataclasses import dataclass

import pytest

from onrecord.annotation import annotate
from onrecord.cleaning.assemble import clean
from onrecord.records import EntityLabel, MentionForm


@dataclass(frozen=True)
class Case:
    """A page, names that its article has, and words of no name in it."""

    page: str
    named: dict[str, EntityLabel]
    furniture: tuple[str, ...]


FERRY = Case(
    """The Quillhaven Lantern
Subscribe
Home
News
Harbour Board Backs New Ferry Line
By Ottoline Frisk
March 3, 2024
Share on Facebook
Tweet
WhatsApp
Email
Copy Link
Boats at rest in the evening at Quillhaven. (Marek Tolliver/Lantern Pictures)
QUILLHAVEN—The harbour board voted on Tuesday to back a new ferry line to Sandholm, Mayor Ines Calder said.
“We waited ten years,” Mr. Calder said. “Now Sandholm is near.”
Photo: Getty Images/Bram Osei
Mr. Su, who runs the Perimex yard, said the line would open soon. Ms. Varga of the Ministry of Bridges (MOB) agreed.
The MOB will pay half of it, Su said.
Ottoline Frisk
Ottoline Frisk is a reporter for The Quillhaven Lantern who covers harbours. She lives in Varnholm.
Author's Selected Articles
Harbour Prices Rise In Varnholm
Related Stories
Dana Okoro Wins Sandholm Prize
Read More
Follow us on Twitter
© 2024 The Quillhaven Lantern
""",
    {
        "Sandholm": EntityLabel.GPE,
        "Ines Calder": EntityLabel.PERSON,
        "Calder": EntityLabel.PERSON,
        "Su": EntityLabel.PERSON,
        "Varga": EntityLabel.PERSON,
        "Ministry of Bridges": EntityLabel.ORG,
        "MOB": EntityLabel.ORG,
    },
    ("Ottoline", "Frisk", "Marek", "Lantern", "Getty", "Osei", "Facebook", "Tweet", "WhatsApp",
     "Twitter", "Varnholm", "Okoro", "Prize"),
)  # fmt: skip
FIRE = Case(
    """Sign In
LANTERN NEWS
World
Politics
Fire at Perimex Plant Kills Two in Varnholm
PUBLISHED: Jan. 5, 2024
Written by
Jonas Pell and Ada Wren
FacebookTwitterLinkedInPrint
Smoke over the plant in Varnholm on Friday. Rosa Lind / Reuters
Two workers died on Friday when fire broke out at the Perimex plant in Varnholm, police said.
Chief Inspector Noor Haddad told reporters that the cause was unknown.
Image credit: Tove Brandt via AP
“It went up in a minute,” said Emil Strand, a welder.
Perimex, which belongs to Orland Group, said it would help the families.
Save
Comments
Jonas Pell covers industry. Follow him @jonaspell
""",
    {
        "Varnholm": EntityLabel.GPE,
        "Noor Haddad": EntityLabel.PERSON,
        "Emil Strand": EntityLabel.PERSON,
        "Orland Group": EntityLabel.ORG,
    },
    ("Jonas", "Pell", "Wren", "Facebook", "Print", "Rosa", "Reuters", "Brandt", "AP", "LANTERN", "Save"),
)
CASES = [pytest.param(FERRY, id="ferry"), pytest.param(FIRE, id="fire")]


@pytest.mark.parametrize("case", CASES)
def test_names_come_from_the_article_alone(case: Case) -> None:
    text = clean(case.page).text
    names = {
        text[one.start : one.end]: one.label
        for one in annotate(text).mentions
        if one.form is MentionForm.name
    }
    assert names.items() >= case.named.items()
    words = {word for name in names for word in name.split()}
    assert not words.intersection(case.furniture)


@pytest.mark.parametrize("case", CASES)
def test_no_name_is_glued_over_the_end_of_a_line(case: Case) -> None:
    # The page itself, where buttons, credits and bylines stand line by line.
    found = annotate(case.page)
    names = [case.page[one.start : one.end] for one in found.mentions]
    assert names
    assert not [name for name in names if "\n" in name]


@pytest.mark.parametrize("case", CASES)
def test_no_title_of_address_is_in_a_name(case: Case) -> None:
    text = clean(case.page).text
    names = [text[one.start : one.end] for one in annotate(text).mentions]
    assert not [name for name in names if name.split()[0] in ("Mr.", "Ms.", "Mayor", "Chief")]


def test_forms_with_mr_are_on_the_right_person() -> None:
    text = clean(FERRY.page).text
    found = annotate(text)
    entity = {text[one.start : one.end]: one.entity for one in found.mentions if one.entity}
    assert entity["Calder"] == entity["Ines Calder"] != entity["Su"]
    assert entity["MOB"] == entity["Ministry of Bridges"]


def test_an_entity_is_not_called_as_its_dateline_shouts() -> None:
    [place] = annotate("OSTERMOOR — The mayor left Ostermoor on Monday.").entities
    assert (place.name, place.aliases) == ("Ostermoor", ["OSTERMOOR"])
