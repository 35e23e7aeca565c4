"""Pull quotes in HTML: what is set off as a quote and stands in a paragraph too is shown twice."""

import pytest

from onrecord.cleaning.assemble import clean_html
from onrecord.records import Role

PULLED = "nobody asked the people who have to cross"
PARAGRAPHS = [
    "The ferry to Inch Island will sail for the last time on 31 March, the council said on Monday.",
    "About 140 people live on the island, and most of them work on the mainland, where the school is.",
    "The vote split the chamber, and a smaller boat for the summer was turned down by one voice.",
    "The harbour master, Rolf Amberly, said that nobody asked the people who have to cross, and left.",
    "Islanders have until Friday to say what they think of it, in a hall that holds about ninety.",
    "A bridge was planned in 1974, in 1991 and in 2008, and each time the money went to roads.",
]


@pytest.mark.parametrize(
    "markup",
    [
        "<blockquote><p>{}</p></blockquote>",
        '<aside class="pullquote"><p>{}</p></aside>',
        '<div class="c-quote"><span>{}</span></div>',
    ],
)
@pytest.mark.parametrize("place", [1, 5])
def test_a_pull_quote_is_a_duplicate_wherever_it_stands(markup: str, place: int) -> None:
    shown = [f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS]
    shown.insert(place, markup.format(PULLED.capitalize()))
    cleaned = clean_html(f"<article><h1>Ferry ends in March</h1>{''.join(shown)}</article>")
    [pulled] = [
        block
        for block in cleaned.blocks
        if cleaned.layer[block.start : block.end].strip() == PULLED.capitalize()
    ]
    assert pulled.role is Role.duplicate
    assert PULLED in cleaned.layer[pulled.duplicate_of :].split("\n")[0]
    assert cleaned.text.split("\n\n") == PARAGRAPHS


def test_headings_of_a_text_in_an_element_called_so_stay() -> None:
    shown = [f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS]
    shown.insert(3, "<h2>The people who have to cross</h2>")
    text = f'<div class="text blockquote-style">{"".join(shown)}</div>'
    cleaned = clean_html(f"<article><h1>Ferry ends in March</h1>{text}</article>")
    assert "The people who have to cross" in cleaned.text.split("\n\n")
