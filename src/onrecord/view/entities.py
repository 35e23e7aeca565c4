"""Entities on a terminal: a table of many, or one with everything it said and where it is mentioned."""

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from onrecord.records import Article, Entity, QuoteKind
from onrecord.view.plain import printable, shortened
from onrecord.view.portrait import Portrait, Said, Seen
from onrecord.view.terminal import KIND_STYLES, NAME

_QUIET = "bright_black"
_ALIASES = 60


def table(entities: Sequence[Entity]) -> Table:
    """One row an entity."""
    shown = Table(box=SIMPLE_HEAD, header_style=_QUIET, pad_edge=False, border_style=_QUIET)
    shown.add_column("id", style=_QUIET, no_wrap=True)
    shown.add_column("name")
    shown.add_column("label", no_wrap=True)
    for name in ("quotes", "mentions"):
        shown.add_column(name, justify="right", no_wrap=True)
    shown.add_column("also called", style=_QUIET)
    for entity in entities:
        shown.add_row(
            entity.id,
            Text.assemble((printable(entity.name), NAME)),
            str(entity.label),
            str(entity.counts.quotes or ""),
            str(entity.counts.mentions or ""),
            shortened(printable(", ".join(entity.aliases)), _ALIASES),
        )
    return shown


def show(console: Console, portrait: Portrait, why: Sequence[str] = ()) -> None:
    """Print one entity: who it is, what it said, where it is mentioned.

    Args:
        console: where to print.
        portrait: the entity.
        why: what reviewers decided about it, one line each.
    """
    console.print(_heading(portrait.entity))
    console.print(_facts(portrait.entity, why))
    for title, said in (
        ("Said", portrait.said),
        ("Said by others on its behalf", portrait.for_it),
    ):
        if said:
            console.print(_section(f"{title} ({len(said)})"))
            for one in _by_article(said, _quotes):
                console.print(one)
    if portrait.seen:
        console.print(_section(f"Mentioned ({len(portrait.seen)})"))
        for one in _by_article(portrait.seen, _mentions):
            console.print(one)


def _heading(entity: Entity) -> RenderableType:
    return Text.assemble(
        (printable(entity.name), "bold"), "  ", str(entity.label), "  ", (entity.id, _QUIET)
    )


def _section(title: str) -> RenderableType:
    return Group("", Rule(Text(title, style="bold"), align="left", style=_QUIET))


def _facts(entity: Entity, why: Sequence[str]) -> RenderableType:
    days = dict.fromkeys(str(day) for day in (entity.first_seen, entity.last_seen) if day)
    counts = entity.counts
    rows = [
        ("also called", ", ".join(entity.aliases)),
        ("described as", "; ".join(entity.role_phrases)),
        ("in", "fictional articles only" if entity.fictional else ""),
        ("seen", " to ".join(days)),
        (
            "counts",
            f"articles {counts.articles}, mentions {counts.mentions}, quotes {counts.quotes}",
        ),
        (
            "wikidata",
            f"https://www.wikidata.org/wiki/{entity.wikidata_id}" if entity.wikidata_id else "",
        ),
        ("formerly", ", ".join(entity.former_ids)),
        ("decided", "\n".join(why)),
        ("status", f"{entity.status} by {entity.provenance.name}"),
    ]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style=_QUIET, justify="right", no_wrap=True)
    grid.add_column()
    for name, value in rows:
        if value:
            grid.add_row(name, printable(value))
    return grid


def _by_article(items: Sequence, render) -> Iterator[RenderableType]:
    """The items of each article below a line that says which article it is."""
    groups: dict[str, list] = {}
    for item in items:
        groups.setdefault(item.article.id, []).append(item)
    for group in groups.values():
        yield Group("", _article(group[0].article), Padding(render(group), (0, 0, 0, 2)))


def _article(article: Article) -> Text:
    what = printable(article.headline or "(headline withheld)")
    where = " · ".join(filter(None, [article.publisher, str(article.published or ""), article.id]))
    return Text.assemble((what, "bold"), "\n", (printable(where), _QUIET))


def _quotes(group: Sequence[Said]) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True, min_width=max(map(len, QuoteKind)))
    grid.add_column()
    for one in group:
        quote = one.quote
        style = KIND_STYLES[quote.kind]
        if quote.withheld:
            length = sum(span.end - span.start for span in quote.spans)
            words = Text(f"(words withheld: {length} characters)", style=_QUIET)
        else:
            words = Text(printable(" ".join(quote.surface.split())), style=style)
            if told := one.told():
                words.append(f"  — {printable(told)}", style=_QUIET)
        if quote.attitude != "speech":
            words.append(f"  ({quote.attitude})", style=_QUIET)
        grid.add_row(Text(quote.kind, style=style), words)
    return grid


def _mentions(group: Sequence[Seen]) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style=_QUIET, no_wrap=True)
    grid.add_column(style=_QUIET, no_wrap=True)
    grid.add_column()
    for one in group:
        mention = one.mention
        if one.before is None:
            words = Text(
                f"(words withheld: {mention.span.end - mention.span.start} characters)",
                style=_QUIET,
            )
        else:
            words = Text.assemble(
                (_line(one.before), _QUIET),
                (printable(mention.span.surface), NAME),
                (_line(one.after), _QUIET),
            )
        grid.add_row(mention.id.partition(".")[2], mention.form, words)
    return grid


def _line(text: str) -> str:
    """Words of a paragraph on one line, blanks at its ends kept."""
    return printable(text.replace("\n", " "))
