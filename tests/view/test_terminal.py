"""The page and the article on a terminal: every line with its role, every quote marked where it stands."""

import io

from rich.console import Console

from onrecord.cleaning.read import decode
from onrecord.corpus import annotations as store
from onrecord.corpus.annotations import Annotation
from onrecord.corpus.reading import compile_reading
from onrecord.records import Block, Reason, Role
from onrecord.view import terminal
from tests.small import PAGES


def seen() -> tuple[Annotation, str]:
    """A reviewed invented page."""
    data = "\n".join(PAGES[0].lines()).encode()
    layer = decode(data)
    return compile_reading(PAGES[0].reading(), data, layer), layer.text


def shown(annotation: Annotation, layer: str, **how) -> str:
    """What a console of 100 columns prints."""
    console = Console(
        file=io.StringIO(), width=100, highlight=False, markup=False, emoji=False, **how
    )
    terminal.show(console, annotation, layer)
    return console.file.getvalue()


def test_every_line_of_the_page_stands_with_its_number_and_role() -> None:
    annotation, layer = seen()
    rows = [line for line in shown(annotation, layer).splitlines() if "┃" in line or "┊" in line]
    assert rows[1].split() == "1 navigation ┊ The Quillhaven Lantern ← site name".split()
    assert rows[2].split() == ["2", "headline", "┃", *PAGES[0].headline.split()]
    assert [row.split()[0] for row in rows[1:]] == [
        str(n) for n in range(1, len(annotation.blocks) + 1)
    ]


def test_quotes_are_marked_and_numbered_where_they_stand() -> None:
    annotation, layer = seen()
    text = shown(annotation, layer)
    assert "⟦“The eels came back on their own,”⟧¹ Bram Halloway said." in text
    assert "⟦“We had stopped counting,”⟧² Ida Wren said." in text


def test_an_interrupted_quote_has_one_number_at_its_end() -> None:
    layer = "“We left,” she said, “at dawn.” Then rain."
    annotation = _around(layer, [[(0, 10), (21, 31)]])
    assert "⟦“We left,”⟧ she said, ⟦“at dawn.”⟧¹ Then rain." in shown(annotation, layer)


def test_a_quote_in_a_quote_nests_its_marks() -> None:
    layer = "“He said ‘never again’ to me.”"
    text = shown(_around(layer, [[(0, len(layer))], [(9, 22)]]), layer)
    assert "⟦“He said ⟦‘never again’⟧² to me.”⟧¹" in text
    assert "in 1" in text


def test_marks_that_meet_close_from_the_inside() -> None:
    layer = "“He said ‘never again’”"
    text = shown(_around(layer, [[(0, len(layer))], [(9, len(layer))]]), layer)
    assert "‘never again’”⟧²⟧¹" in text


def test_colour_takes_the_place_of_brackets() -> None:
    annotation, layer = seen()
    text = shown(annotation, layer, force_terminal=True, color_system="standard")
    assert "⟦" not in text
    assert "\x1b[32m“We had stopped counting,”" in text
    assert "\x1b[1;35msaid" in text


def test_what_was_dropped_is_counted_by_reason() -> None:
    annotation, layer = seen()
    _, _, dropped = shown(annotation, layer).partition("What was dropped, and why")
    assert ["navigation", "site", "name", "1"] in [
        line.split()[:4] for line in dropped.splitlines()
    ]
    assert PAGES[0].footer in dropped


def test_a_repeat_names_the_line_it_repeats() -> None:
    layer = "\nEels return\n\nSay no more\nEels return"
    blocks = [
        Block(start=0, end=14, role=Role.headline),
        Block(start=14, end=26, role=Role.navigation, reason=Reason.menu),
        Block(start=26, end=37, role=Role.duplicate, reason=Reason.repeat, duplicate_of=0),
    ]
    console = Console(file=io.StringIO(), width=80)
    console.print(terminal.page(layer, blocks))
    rows = [
        line.split() for line in console.file.getvalue().splitlines() if "┃" in line or "┊" in line
    ][1:]
    assert [row[0] for row in rows] == ["2", "4", "5"]
    assert rows[2][-4:] == ["←", "repeats", "line", "2"]


def test_a_page_cannot_steer_the_terminal() -> None:
    layer = "\x1b[2J\x1b]0;gone\x07 Menu [bold]not markup[/bold] :smile:"
    console = Console(file=io.StringIO(), width=100)
    console.print(
        terminal.page(layer, [Block(start=0, end=len(layer), role="navigation", reason="menu")])
    )
    printed = console.file.getvalue()
    assert "\x1b" not in printed and "\x07" not in printed
    assert "[bold]not markup[/bold] :smile:" in printed


def _around(layer: str, quotes: list[list[tuple[int, int]]]) -> Annotation:
    """A machine's annotation of a page that is one paragraph; quotes stand inside the first of them."""
    source = store.source_of(layer.encode(), layer, "utf-8")
    identifier = store.article_id(source.sha256)
    outer = f"{identifier}.q001"
    return Annotation(
        id=identifier,
        file="page.txt",
        source=source,
        rights="reserved",
        layers=[],
        status="machine",
        provenance={"kind": "rules", "name": "a test"},
        words=1,
        metadata={},
        blocks=[Block(start=0, end=len(layer), role="paragraph")],
        paragraphs=[
            store.AnchoredParagraph(
                **store.Anchor.of(layer, 0, len(layer)).model_dump(), role="paragraph"
            )
        ],
        quotes=[
            store.AnchoredQuote(
                id=f"{identifier}.q{number:03d}",
                kind="direct",
                attitude="speech",
                spans=[store.Anchor.of(layer, *span) for span in spans],
                parent=outer if number > 1 else None,
                status="machine",
            )
            for number, spans in enumerate(quotes, 1)
        ],
    )
