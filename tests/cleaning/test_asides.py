"""Lines that say themselves that they are no text, and lines that only look so."""

import numpy as np
import pytest

from onrecord.cleaning import asides
from onrecord.cleaning.blocks import split
from onrecord.cleaning.roles import blank_lines
from onrecord.cleaning.words import read_words
from onrecord.records import Role

CAPTIONS = [
    "The last crane of Dunmore at dawn. Photo: Ada Lark",
    "The last crane of Dunmore at dawn. © Harbour Pictures",
    "Der letzte Kran von Dunmore. Foto: Ada Lark/dpa",
    "Residents hold lanterns outside the town hall on Monday. (Ada Lark/Harbour Pictures)",
    "The crane (AFP)",
    "The crane had stood there since 1911 (Picture: Ada Lark)",
    "Mayor Ines Calloway, left, and the engineer Tobias Fenn on the north quay.",
    "Ines Calloway (r.) und Tobias Fenn am Kai.",
    "L'ingénieur Tobias Fenn (à droite) sur le quai.",
    "Pictured from left, are the engineers Tobias Fenn and Ines Calloway",
    "Im Bild: Ines Calloway am Kai",
]
FROM_ELSEWHERE = [
    "An dieser Stelle finden Sie externe Inhalte, die den Artikel ergänzen.",
    "Ich bin damit einverstanden, dass mir Inhalte von Lampe angezeigt werden.",
    "Este contenido de terceros puede usar sus datos.",
    "To show you third-party content we need to ask first.",
    "Externer Inhalt",
]
INVITATIONS = [
    "Read more: The ferry runs again after the storm",
    "RELATED: The ferry runs again after the storm",
    ">> Lesen Sie auch: Die Fähre fährt wieder",
    "À lire aussi : le bac reprend la mer",
]
ADVERTISEMENTS = [
    "Advert",
    "ANNONCE",
    "– Anzeige –",
    "Story continues below",
    "Artikeln fortsätter under annonsen",
    "広告",
]
TEXTS = [
    "The council took a photo of the crane before it voted.",
    "The crane was built in 1911 (Dunmore had no other).",
    "It works with several parts (Lamp/Mast)",
    "“We did what we could, right, and then we left,” she said.",
    "She turned left, walked on and was not seen again.",
    "She asked them to read more: one book a month would do.",
    "See also:",
    "Im Bild der Stadt fehlt der Kran seitdem.",
    "— Ines Calloway (@inescalloway) March 4, 2024",
    "Mayor Calloway (@inescalloway) wrote that the crane would stay.",
    "A third party carried the crane away.",
    "The new screens show third-party content from four stations, and the council pays nothing.",
    "Der Verlag übernimmt externe Inhalte von vier Sendern, wie der Rat am Montag beschloss.",
    "Video: 4K at 30 frames a second",
    "Advertisement for a crane",
    "(Graphic: cranes in the north of the country)",
    "See https://pictures.example/photo/2024/crane",
    "Publicité et pouvoir",
]


@pytest.mark.parametrize(
    ("line", "role"),
    [(line, Role.caption) for line in CAPTIONS]
    + [(line, Role.related) for line in INVITATIONS]
    + [(line, Role.advertisement) for line in ADVERTISEMENTS]
    + [(line, Role.player) for line in FROM_ELSEWHERE]
    + [(line, None) for line in TEXTS],
)
def test_what_a_line_says_of_itself(line: str, role: Role | None) -> None:
    # Alone, and behind lines of a page.
    assert found_in([line]) == ({0: role} if role else {})
    assert found_in([TEXTS[0], line]) == ({1: role} if role else {})


@pytest.mark.parametrize(
    "label", ["RELATED STORY", "Related:", "Lesen Sie auch", "À lire aussi :", "You may also like..."]
)
def test_what_a_label_of_other_stories_announces_is_one_of_them(label: str) -> None:
    lines = [TEXTS[0], label, "Dunmore asks for a second crane", f"\n{TEXTS[0]}"]
    assert found_in(lines, chosen=[0, 2, 3]) == {2: Role.related}
    # So is the teaser below its title where no blank line parts the two.
    teaser = "The council will vote on it in May."
    assert found_in([label, lines[2], teaser, TEXTS[0]]) == {1: Role.related, 2: Role.related}
    assert found_in([label, lines[2], f"\n{teaser}"]) == {1: Role.related}
    assert found_in([label, lines[2], teaser], joined=False) == {1: Role.related}
    # It has nothing above to announce, and a sentence is no label.
    assert found_in(lines[2:]) == {}
    assert found_in([f"What {label} says.", lines[2]]) == {}


def test_only_the_chosen_and_the_short_are_looked_at() -> None:
    long = "The crane was a home for gulls. " * 12 + CAPTIONS[0]
    assert found_in([long]) == {}
    assert found_in(CAPTIONS, chosen=[1]) == {1: Role.caption}


def found_in(lines: list[str], chosen: list[int] | None = None, joined: bool = True) -> dict[int, Role]:
    text = "\n".join(lines)
    among = np.ones(len(lines), dtype=bool)
    if chosen is not None:
        among[:] = False
        among[chosen] = True
    cut = split(text)
    gaps = blank_lines(text, cut) if joined else None
    return asides.find(read_words(text, cut), gaps, among, lines.__getitem__)
