"""Lines that say again, in another dress, what another line says: on invented pages in three languages."""

from dataclasses import dataclass

import pytest

from onrecord.cleaning import doubles
from onrecord.cleaning.assemble import Cleaned, clean
from onrecord.cleaning.blocks import split
from onrecord.cleaning.page import Page
from onrecord.cleaning.roles import Label
from onrecord.records import Reason, Role


@dataclass(frozen=True)
class Language:
    title: str
    byline: str
    date: str
    text: tuple[str, ...]
    caption: str
    other_caption: str
    photo: str
    quote: str


LANGUAGES = {
    "en": Language(
        "Ostermoor closes its old fish market",
        "By Tomas Quillfeather",
        "3 March 2025",
        (
            "The council of Ostermoor voted on Tuesday to close the old fish market after a year of argument.",
            "Nobody has sold a herring here since spring, said Ilka Brandvold, who chairs the committee for trade.",
            "“We were promised new stalls on the northern quay and we got a car park,” said Peder Ansgar, a trader.",
            "The market was built in 1911 and burned down twice before the war, according to the town archive.",
            "A decision on the land is expected in June, when the council meets again in the new hall.",
        ),
        "Traders pack their crates at the fish market in Ostermoor on Monday",
        "Traders pack their crates at the fish market in Ostermoor on Friday",
        "Photo: Mira Sand/The Tarrow Lantern",
        "We were promised new stalls on the northern quay and we got a car park",
    ),
    "es": Language(
        "Puertoluz cierra su viejo mercado de pescado",
        "Por Lucía Abadal",
        "3 de marzo de 2025",
        (
            "El ayuntamiento de Puertoluz votó el martes a favor de cerrar el viejo mercado tras un año de discusiones.",
            "Nadie ha vendido un arenque aquí desde la primavera, dijo Inés Valdrán, que preside la comisión de comercio.",
            "«Nos prometieron puestos nuevos en el muelle norte y nos dieron un aparcamiento», dijo Tomás Quirante.",
            "El mercado se construyó en 1911 y ardió dos veces antes de la guerra, según el archivo municipal.",
            "La decisión sobre el terreno se espera en junio, cuando el pleno se reúna de nuevo en el salón nuevo.",
        ),
        "Los vendedores recogen sus cajas en el mercado de pescado de Puertoluz el lunes",
        "Los vendedores recogen sus cajas en el mercado de pescado de Puertoluz el viernes",
        "Foto: Mira Sand/El Farol",
        "Nos prometieron puestos nuevos en el muelle norte y nos dieron un aparcamiento",
    ),
    "de": Language(
        "Ostermoor schließt seinen alten Fischmarkt",
        "Von Hanne Quast",
        "3. März 2025",
        (
            "Der Rat von Ostermoor hat am Dienstag nach einem Jahr des Streits beschlossen, den alten Fischmarkt zu schließen.",
            "Seit dem Frühjahr habe hier niemand einen Hering verkauft, sagte Ilka Brandvold, die den Ausschuss leitet.",
            "„Man hat uns neue Stände am Nordkai versprochen und wir bekamen einen Parkplatz“, sagte Peder Ansgar.",
            "Der Markt wurde 1911 gebaut und brannte vor dem Krieg zweimal ab, wie aus dem Stadtarchiv hervorgeht.",
            "Eine Entscheidung über das Gelände wird im Juni erwartet, wenn der Rat wieder tagt.",
        ),
        "Händler packen am Montag ihre Kisten auf dem Fischmarkt in Ostermoor",
        "Händler packen am Freitag ihre Kisten auf dem Fischmarkt in Ostermoor",
        "Foto: Mira Sand/Ostbild",
        "Man hat uns neue Stände am Nordkai versprochen und wir bekamen einen Parkplatz",
    ),
}
SITE = "The Tarrow Lantern"


@pytest.fixture(params=LANGUAGES, name="words")
def _words(request: pytest.FixtureRequest) -> Language:
    return LANGUAGES[request.param]


def page(words: Language, *below: str, above: tuple[str, ...] = (), late: tuple[str, ...] = ()) -> Cleaned:
    """A cleaned page with lines above and below its title and behind its third paragraph."""
    first, second, third, fourth, fifth = words.text
    top = [SITE, *above, words.title, words.byline, words.date, "", *below, ""]
    return clean("\n".join([*top, first, "", second, "", third, "", *late, "", fourth, "", fifth, ""]))


def roles(cleaned: Cleaned, *lines: str) -> list[tuple[Role, str | None]]:
    """The role of each line, the last of those that read so, and what it is a duplicate of."""
    text_at = {b.start: cleaned.layer[b.start : b.end].strip() for b in cleaned.blocks}
    last = {text_at[b.start]: b for b in cleaned.blocks}
    return [(last[line].role, text_at.get(last[line].duplicate_of)) for line in lines]


def captions(cleaned: Cleaned) -> list[tuple[str | None, str | None]]:
    found = cleaned.metadata.captions
    return [(one.text and one.text.text, one.credit and one.credit.text) for one in found]


def test_a_caption_and_the_same_with_its_credit_in_brackets(words: Language) -> None:
    credit = words.photo.split(": ")[1]
    whole = f"{words.caption}. ({credit})"
    found = page(words, words.caption, whole)
    assert roles(found, words.caption, whole) == [(Role.duplicate, whole), (Role.caption, None)]
    assert captions(found) == [(f"{words.caption}.", credit)]


def test_alternative_text_in_capitals_is_a_duplicate_of_the_caption(words: Language) -> None:
    again, caption = words.caption.upper(), f"{words.caption}."
    found = page(words, again, caption)
    assert roles(found, again, caption) == [(Role.duplicate, caption), (Role.caption, None)]
    assert captions(found) == [(caption, None)]


def test_a_caption_in_capitals_may_be_said_again_twice(words: Language) -> None:
    lines = words.text[0], words.caption.upper(), words.caption, f"{words.caption}."
    text = "\n".join(lines)
    again = Label(Role.duplicate, Reason.repeat, duplicate_of=1)
    labels = [Label(Role.paragraph), Label(Role.caption), again, again]
    marked = doubles.of_origins(doubles.mark(Page(text, split(text), labels, None), labels))
    assert [label.role for label in marked[1:]] == [Role.duplicate, Role.caption, Role.duplicate]
    assert [label.duplicate_of for label in marked[1:]] == [2, None, 2]


def test_one_caption_with_two_forms_of_its_credit(words: Language) -> None:
    first, second = f"{words.caption}. © Mira Sand", f"{words.caption}. [{words.photo}]"
    found = page(words, first, second)
    assert roles(found, first, second) == [(Role.caption, None), (Role.duplicate, first)]
    assert captions(found) == [(f"{words.caption}.", "Mira Sand")]


def test_alternative_text_caption_and_credited_caption_are_one(words: Language) -> None:
    lines = words.caption, f"{words.caption}.", f"{words.caption}. {words.photo}"
    found = page(words, *lines)
    at_origin = (Role.duplicate, lines[2])
    assert roles(found, *lines) == [at_origin, at_origin, (Role.caption, None)]
    assert captions(found) == [(lines[1], words.photo.split(": ")[1])]


@pytest.mark.parametrize(
    ("origins", "settled"),
    [((1, 2, None), (2, 2, None)), ((None, 0, 1, 2), (None, 0, 0, 0)), ((2, 0, None), (2, 2, None))],
)
def test_a_duplicate_of_a_duplicate_is_one_of_what_stays(
    origins: tuple[int | None, ...], settled: tuple[int | None, ...]
) -> None:
    labels = [Label(Role.paragraph, duplicate_of=origin) for origin in origins]
    assert tuple(label.duplicate_of for label in doubles.of_origins(labels)) == settled


def test_captions_that_differ_in_a_word_stay_two(words: Language) -> None:
    first, second = (f"{caption}. {words.photo}" for caption in (words.caption, words.other_caption))
    found = page(words, first, second)
    assert roles(found, first, second) == [(Role.caption, None)] * 2
    assert len(captions(found)) == 2


@pytest.mark.parametrize("shape", ["{title} - {site}", "{site}: {upper}"])
def test_a_title_with_the_outlets_name_above_the_title(words: Language, shape: str) -> None:
    line = shape.format(title=words.title, site=SITE, upper=words.title.upper())
    found = page(words, above=(line,))
    assert found.metadata.headline and found.metadata.headline.text == words.title
    assert roles(found, line, words.title) == [(Role.duplicate, words.title), (Role.headline, None)]


def test_a_title_with_the_outlets_name_below_the_title(words: Language) -> None:
    line = f"{words.title} | {SITE}"
    found = page(words, line)
    assert roles(found, line, words.title) == [(Role.duplicate, words.title), (Role.headline, None)]


def test_a_pull_quote_with_its_speaker_repeats_the_paragraph(words: Language) -> None:
    line = f"‘{words.quote}’ — Peder Ansgar"
    found = page(words, late=(line,))
    assert roles(found, line) == [(Role.duplicate, words.text[2])]
    assert line not in found.text and words.text[2] in found.text


def test_a_long_pull_quote_may_stand_before_its_paragraph(words: Language) -> None:
    line = f"“{words.quote}”"
    assert roles(page(words, words.text[0], line), line) == [(Role.duplicate, words.text[2])]


def test_a_paragraph_said_twice_is_no_pull_quote(words: Language) -> None:
    found = page(words, late=(words.text[1],))
    assert found.text.count(words.text[1]) == 2


@pytest.mark.parametrize(
    ("line", "role"),
    [
        (f"“We sold it all.” {'a' * 250}!", Role.paragraph),
        (f"The quay on Monday ({'A' * 115})", Role.caption),
    ],
)
def test_a_run_of_letters_is_read_as_one_name(line: str, role: Role) -> None:
    # As several names it could be read in millions of ways, for minutes.
    text = "\n".join([line] * 20)
    labels = [Label(role)] * 20
    assert len(doubles.mark(Page(text, split(text), labels, None), labels)) == len(labels)
