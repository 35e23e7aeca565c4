"""A page and its article on a terminal: every line with its role, every quote with its speaker."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from onrecord.cleaning.evidence import Evidence
from onrecord.corpus.annotations import Anchor, AnchoredParagraph, AnchoredQuote, Annotation
from onrecord.records import Block, MentionForm, QuoteKind, Rights, Role, Status
from onrecord.view import why
from onrecord.view.data import line_numbers, moment, why_stripped
from onrecord.view.plain import printable, shortened

WIDEST = 110
"""Columns used at most: longer lines are hard to read."""

# Only the sixteen colours that every terminal theme defines, so that dark and light both work.
ROLE_STYLES = {
    Role.headline: "bold",
    Role.deck: "italic",
    Role.byline: "cyan",
    Role.dateline: "cyan",
    Role.section: "cyan",
    Role.credit: "cyan",
    Role.caption: "blue",
    Role.heading: "bold",
    Role.paragraph: "",
    Role.list_item: "",
    Role.blockquote: "italic",
    Role.navigation: "bright_black",
    Role.share: "magenta",
    Role.advertisement: "red",
    Role.related: "yellow",
    Role.author_box: "magenta",
    Role.newsletter: "red",
    Role.paywall: "red",
    Role.comments: "yellow",
    Role.player: "magenta",
    Role.topics: "yellow",
    Role.footer: "bright_black",
    Role.duplicate: "red",
}
KIND_STYLES = {QuoteKind.direct: "green", QuoteKind.mixed: "cyan", QuoteKind.indirect: "yellow"}
CUE, SPEAKER, NAME, MENTION = "bold magenta", "bold blue", "underline red", "underline"
_QUIET = "bright_black"
_OPEN, _CLOSE = "⟦", "⟧"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SHOWN_OF_PARAGRAPH = 200
_SHOWN_OF_QUOTE = 100
_QUOTE_COLUMNS = (9, 24, 14)


def show(
    console: Console,
    annotation: Annotation,
    layer: str,
    ids: Mapping[str, str] | None = None,
    evidence: Mapping[int, Evidence] | None = None,
) -> None:
    """Print all that is known of a page: the page, its article, who said what, what was dropped.

    Args:
        console: where to print; without colour the quotes stand in brackets.
        annotation: what is known of the page.
        layer: the page's text layer.
        ids: which entity of the corpus each entity of the page is, where that was allotted.
        evidence: what decided the role of each block, by its start (`why.of`).
    """
    marked = console.no_color or console.color_system is None
    console.print(_heading(annotation))
    console.print(page(layer, annotation.blocks, evidence))
    console.print(_section("The article"), _fields(annotation, layer), "")
    console.print(_legend(marked))
    for paragraph in _paragraphs(annotation, layer, marked):
        console.print(paragraph)
    if annotation.quotes:
        console.print(_section("Who said what"), _quotes(annotation, layer))
    if annotation.entities:
        console.print(_section("Who and what it is about"), _entities(annotation, ids or {}))
    console.print(_section("What was dropped, and why"), _dropped(layer, annotation.blocks))


def page(
    layer: str, blocks: Sequence[Block], evidence: Mapping[int, Evidence] | None = None
) -> RenderableType:
    """The page as scraped: each line with its number, its role, why it was stripped, and below it
    the evidence, where that is given by the start of the blocks.

    Long paragraphs are cut: they stand in full in the article.
    """
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(justify="right", style=_QUIET, no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    line_at = line_numbers(layer, blocks)
    for block in blocks:
        role = Role(block.role)
        style = ROLE_STYLES[role]
        words = printable(" ".join(layer[block.start : block.end].split()))
        shown = shortened(words, _SHOWN_OF_PARAGRAPH) if role.is_text else words
        text = Text(shown, style=style)
        if reason := why_stripped(block, line_at):
            text.append(f"  ← {reason}", style=f"not bold not italic {_QUIET}")
        bar = Text("┃", style="green") if role.is_content else Text("┊", style=_QUIET)
        grid.add_row(
            str(line_at[block.start]), Text(role.replace("_", " "), style=style), bar, text
        )
        if evidence and block.start in evidence:
            grid.add_row("", "", "", _evidence(evidence[block.start], role))
    kept = sum(Role(block.role).is_content for block in blocks)
    title = f"The page as scraped: {kept} of {len(blocks)} lines kept ┃, the others stripped ┊"
    explained = [Text(why.EXPLAINED, style=_QUIET), ""] if evidence else []
    return Group(_section(title), *explained, grid)


def _evidence(one: Evidence, role: Role) -> Text:
    parts = []
    for claim in why.claims(one, role):
        told = Text(f"{claim.what} {claim.probability:.0%}")
        for place, (group, move) in enumerate(claim.moves):
            told.append(f"{',' if place else ':'} {group} ")
            told.append(why.signed(move), style="green" if move > 0 else "red")
        parts.append(told)
    parts += [Text(printable(fact)) for fact in why.facts(one)]
    quiet = Text(style=f"not bold not italic {_QUIET}")
    return quiet.append_text(Text(" · ").join(parts))


def _heading(annotation: Annotation) -> RenderableType:
    maker = annotation.provenance
    who = f"{maker.name} {maker.version}" if maker.version else maker.name
    by = (
        f"reviewed by {who}"
        if annotation.status is Status.reviewed
        else f"by the machine alone ({who})"
    )
    rights = "words open" if annotation.rights is Rights.open else "words reserved"
    facts = [
        f"{rights}, {annotation.license}" if annotation.license else rights,
        "fictional" if annotation.fictional else None,
        annotation.source.encoding,
        f"{annotation.source.layer_length:,} characters",
        f"{annotation.words:,} words of article",
    ]
    title = Text.assemble(
        (printable(annotation.file), "bold"), "  ", (annotation.id, _QUIET), "  ", by
    )
    return Group(title, Text(" · ".join(filter(None, facts)), style=_QUIET))


def _section(title: str) -> RenderableType:
    return Group("", Rule(Text(title, style="bold"), align="left", style=_QUIET))


def _fields(annotation: Annotation, layer: str) -> RenderableType:
    meta = annotation.metadata

    def words(anchor: Anchor | None) -> str:
        return printable(" ".join(layer[anchor.start : anchor.end].split())) if anchor else ""

    captions = [
        Text.assemble(words(c.text), (f"  {words(c.credit)}" if c.credit else "", _QUIET))
        for c in meta.captions
    ]
    rows = [
        ("headline", Text(words(meta.headline), style="bold")),
        ("deck", Text(words(meta.deck), style="italic")),
        ("section", Text(" › ".join(map(words, meta.section)))),
        ("authors", Text(printable(", ".join(meta.authors)))),
        ("contributors", Text(printable(", ".join(meta.contributors)))),
        ("published", Text(moment(meta.published, meta.published_time) or "")),
        ("updated", Text(moment(meta.updated, meta.updated_time) or "")),
        ("publisher", Text(printable(meta.publisher or ""))),
        ("language", Text(meta.language or "")),
        ("keywords", Text(" · ".join(map(words, meta.keywords)))),
        *(("caption", caption) for caption in captions),
        ("ambiguous", Text(", ".join(meta.ambiguous), style="red")),
    ]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style=_QUIET, justify="right", no_wrap=True)
    grid.add_column()
    for name, value in rows:
        if value.plain:
            grid.add_row(name, value)
    return grid


def _legend(marked: bool) -> RenderableType:
    opened, closed = (_OPEN, _CLOSE) if marked else ("", "")
    parts = [(f"{opened}{kind} quote{closed}¹", style) for kind, style in KIND_STYLES.items()]
    parts += [("cue", CUE), ("speaker", SPEAKER), ("name", NAME), ("other mention", MENTION)]
    legend = Text("  ").join(Text(words, style=style) for words, style in parts)
    return Padding(legend, (0, 0, 0, 2))


def _paragraphs(annotation: Annotation, layer: str, marked: bool) -> Iterator[RenderableType]:
    styles: dict[int, list[tuple[Anchor, str]]] = defaultdict(list)
    marks: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    starts = [p.start for p in annotation.paragraphs]

    def style(anchor: Anchor, how: str) -> int | None:
        index = _holding(annotation.paragraphs, starts, anchor)
        if index is not None:
            styles[index].append((anchor, how))
        return index

    for number, quote in enumerate(annotation.quotes, 1):
        inner = " italic" if quote.parent else ""
        for span in quote.spans:
            index = style(span, KIND_STYLES[quote.kind] + inner)
            if index is None:
                continue
            raised = str(number).translate(_RAISED) if span is quote.spans[-1] else ""
            # Where marks meet, the inner quote, which is numbered later, closes before the outer.
            marks[index].append((span.end, -number, (_CLOSE if marked else "") + raised))
            if marked:
                marks[index].append((span.start, number, _OPEN))
    for mention in annotation.mentions:
        if mention.form is MentionForm.name:
            style(mention, NAME)
        elif mention.entity:
            style(mention, MENTION)
    for quote in annotation.quotes:
        if quote.cue:
            style(quote.cue, CUE)
        if quote.speaker:
            style(quote.speaker, SPEAKER)
    for index, paragraph in enumerate(annotation.paragraphs):
        yield _paragraph(paragraph, layer, styles[index], marks[index])


def _holding(
    paragraphs: Sequence[AnchoredParagraph], starts: Sequence[int], anchor: Anchor
) -> int | None:
    index = bisect_right(starts, anchor.start) - 1
    return index if index >= 0 and anchor.end <= paragraphs[index].end else None


def _paragraph(
    paragraph: AnchoredParagraph,
    layer: str,
    styles: Sequence[tuple[Anchor, str]],
    marks: Sequence[tuple[int, int, str]],
) -> RenderableType:
    role = Role(paragraph.role)
    text = Text(printable(layer[paragraph.start : paragraph.end]), style=ROLE_STYLES[role])
    for anchor, style in styles:
        text.stylize(style, anchor.start - paragraph.start, anchor.end - paragraph.start)
    at_place: dict[int, str] = defaultdict(str)
    for place, _, mark in sorted(marks):
        at_place[place - paragraph.start] += mark
    pieces = text.divide(sorted(at_place))
    joined, position = Text(), 0
    for piece in pieces:
        joined.append(at_place.pop(position, ""), style=_QUIET)
        joined.append_text(piece)
        position += len(piece)
    joined.append(at_place.pop(position, ""), style=_QUIET)
    indent = 4 if role in (Role.list_item, Role.blockquote) else 2
    return Padding(joined, (1, 0, 0, indent))


def _quotes(annotation: Annotation, layer: str) -> RenderableType:
    names = {entity.id: entity.name for entity in annotation.entities}
    numbers = {quote.id: number for number, quote in enumerate(annotation.quotes, 1)}
    table = _table("", "kind", "speaker", "cue", "words")
    for column, widest in zip(table.columns[1:4], _QUOTE_COLUMNS, strict=True):
        column.max_width = widest
    table.columns[4].ratio = 1
    table.expand = True
    for number, quote in enumerate(annotation.quotes, 1):
        kind = Text(quote.kind, style=KIND_STYLES[quote.kind])
        if quote.attitude != "speech":
            kind.append(f"\n{quote.attitude}", style=_QUIET)
        if quote.parent:
            kind.append(f"\nin {numbers[quote.parent]}", style=_QUIET)
        table.add_row(
            str(number),
            kind,
            _speaker(quote, layer, names),
            Text(_words(layer, quote.cue), style=CUE),
            Text(shortened(" … ".join(_words(layer, s) for s in quote.spans), _SHOWN_OF_QUOTE)),
        )
    return table


def _speaker(quote: AnchoredQuote, layer: str, names: dict[str, str]) -> Text:
    said = _words(layer, quote.speaker)
    known = ", ".join(printable(names[i]) for i in quote.speaker_ids)
    text = Text(shortened(said, 40) if said else "—", style=SPEAKER if said else _QUIET)
    if known and known != said:
        text.append(f"\n{known}", style="not bold default")
    if quote.on_behalf_of:
        text.append(f"\nfor {printable(names[quote.on_behalf_of])}", style=f"not bold {_QUIET}")
    return text


def _words(layer: str, anchor: Anchor | None) -> str:
    return printable(" ".join(layer[anchor.start : anchor.end].split())) if anchor else ""


def _entities(annotation: Annotation, ids: Mapping[str, str]) -> RenderableType:
    mentioned = Counter(m.entity for m in annotation.mentions if m.entity)
    spoken = Counter(e for q in annotation.quotes for e in dict.fromkeys(q.speaker_ids))
    table = _table("name", "label", "mentions", "quotes", "also called", *(["id"] if ids else []))
    for entity in annotation.entities:
        table.add_row(
            Text.assemble((printable(entity.name), NAME)),
            str(entity.label),
            str(mentioned[entity.id] or ""),
            str(spoken[entity.id] or ""),
            Text(printable(", ".join(entity.aliases)), style=_QUIET),
            *([Text(ids.get(entity.id, ""), style=_QUIET, no_wrap=True)] if ids else []),
        )
    return table


def _dropped(layer: str, blocks: Sequence[Block]) -> RenderableType:
    stripped: dict[tuple[str, str], list[str]] = defaultdict(list)
    for block in blocks:
        if block.reason:
            words = printable(" ".join(layer[block.start : block.end].split()))
            stripped[block.role, block.reason].append(words)
    if not stripped:
        return Text("nothing")
    table = _table("role", "reason", "lines", "such as")
    for (role, reason), lines in sorted(stripped.items(), key=lambda item: -len(item[1])):
        table.add_row(
            Text(role.replace("_", " "), style=ROLE_STYLES[Role(role)]),
            reason.replace("_", " "),
            str(len(lines)),
            Text(shortened(next(filter(None, lines), ""), 60), style=_QUIET),
        )
    return table


def _table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, header_style=_QUIET, pad_edge=False, border_style=_QUIET)
    for name in columns:
        numeric = name in ("", "lines", "mentions", "quotes")
        table.add_column(name, justify="right" if numeric else "left", no_wrap=numeric)
    return table
