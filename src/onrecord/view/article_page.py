"""A scrape and its article as one page that stands alone: its lines with what decided them, its quotes."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from onrecord.cleaning.evidence import Evidence
from onrecord.corpus.annotations import Anchor, AnchoredQuote, Annotation
from onrecord.records import Block, MentionForm, Role, Status
from onrecord.view import why
from onrecord.view.data import line_numbers, moment, why_stripped
from onrecord.view.html import esc, page

_STYLE = """
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .5rem 0; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
.line { display: grid; grid-template-columns: 2.5rem 6.5rem 1fr; gap: 0 .75rem; padding: .2rem .25rem;
  border-left: .2rem solid transparent; overflow-wrap: anywhere; }
.line > :first-child { text-align: right; } .kept { border-color: var(--direct); }
.stripped .words { color: var(--quiet); } summary.line { cursor: pointer; list-style: none; }
summary.line:hover { background: var(--tint); }
.role { font-weight: 600; } .headline .words, .heading .words { font-weight: 600; }
.deck .words, .blockquote .words { font-style: italic; }
.headline .role, .deck .role, .byline .role, .dateline .role, .section .role, .credit .role { color: var(--mixed); }
.caption .role { color: var(--link); } .navigation .role, .footer .role { color: var(--quiet); }
.paragraph .role, .heading .role, .list_item .role, .blockquote .role { color: var(--direct); }
.related .role, .comments .role, .topics .role, .share .role, .player .role, .author_box .role { color: var(--indirect); }
.advertisement .role, .newsletter .role, .paywall .role, .duplicate .role { color: var(--name); }
.up { color: var(--direct); } .down { color: var(--name); }
.inside { margin: .25rem 0 1rem 10rem; } .both { display: flex; flex-wrap: wrap; gap: .5rem 3rem; }
.both > div { flex: 1 1 15rem; max-width: 24rem; } .both p { font-weight: 600; }
.move { display: grid; grid-template-columns: 6rem 1fr 2.5rem; gap: .5rem; align-items: center; }
.move > :last-child { text-align: right; font-variant-numeric: tabular-nums; }
.scale { position: relative; height: .6rem; background: linear-gradient(var(--line), var(--line)) center / 1px 100% no-repeat; }
.scale i { position: absolute; top: 0; bottom: 0; } .scale .up { left: 50%; background: var(--direct); }
.scale .down { right: 50%; background: var(--name); }
article p, article blockquote, article li { margin: .75rem 0; } article { max-width: 42rem; }
article li { margin-inline-start: 1.25rem; }
.q { background: var(--tint); border-bottom: .125rem solid; } .q.direct { border-color: var(--direct); }
.q.mixed { border-color: var(--mixed); } .q.indirect { border-color: var(--indirect); }
article > *, dd, td, .words { unicode-bidi: plaintext; } dd, td, th { text-align: left; }
.cue { font-style: italic; font-weight: 600; } .speaker { font-weight: 600; color: var(--link); } .name { color: var(--name); }
table { border-collapse: collapse; width: 100%; } td, th { vertical-align: top; padding: .3rem .75rem .3rem 0;
  border-bottom: 1px solid var(--line); } th { color: var(--quiet); font-weight: normal; }
@media (max-width: 40rem) { .line { grid-template-columns: 1.75rem 1fr; } .line > :nth-child(3) { grid-column: 2; }
  .inside { margin-left: 1rem; } td, th { padding-right: .4rem; } }
"""
_MOST = 6.0
"""The move, in log odds, that fills the scale."""


def article_page(
    annotation: Annotation,
    layer: str,
    ids: Mapping[str, str] | None = None,
    evidence: Mapping[int, Evidence] | None = None,
) -> str:
    """The page, as `terminal.show` prints it: line by line, the article, who said what.

    Args:
        annotation: what is known of the scrape.
        layer: its text layer.
        ids: which entity of the corpus each entity of the page is, where that was allotted.
        evidence: what decided the role of each block, by its start (`why.of`).
    """
    parts = [
        _heading(annotation),
        "<h2>The article</h2>",
        _fields(annotation, layer),
        _article(annotation, layer),
    ]
    if annotation.quotes:
        parts += ["<h2>Who said what</h2>", _quotes(annotation, layer)]
    if annotation.entities:
        parts += ["<h2>Who and what it is about</h2>", _entities(annotation, ids or {})]
    parts.append(_lines(layer, annotation.blocks, evidence or {}))
    return page(annotation.file, "\n".join(parts), _STYLE)


def _heading(annotation: Annotation) -> str:
    maker = annotation.provenance
    signed = esc(" ".join(filter(None, (maker.name, maker.version))))
    reviewed = annotation.status is Status.reviewed
    by = f"reviewed by {signed}" if reviewed else f"by the machine alone ({signed})"
    facts = [f"words {annotation.rights}", annotation.license, annotation.source.encoding]
    facts += [
        "fictional" if annotation.fictional else None,
        f"{annotation.words:,} words of article",
    ]
    told = " · ".join(esc(fact) for fact in facts if fact)
    return (
        f"<h1>{esc(annotation.file)}</h1><p>{by}</p>"
        f'<p class="quiet small"><code>{annotation.id}</code> · {told}</p>'
    )


def _words(layer: str, anchor: Anchor | None) -> str:
    return esc(" ".join(layer[anchor.start : anchor.end].split())) if anchor else ""


def _fields(annotation: Annotation, layer: str) -> str:
    meta = annotation.metadata
    captions = (
        f'{_words(layer, c.text)} <span class="quiet">{_words(layer, c.credit)}</span>'
        for c in meta.captions
    )
    rows = [
        ("headline", f"<b>{_words(layer, meta.headline)}</b>" if meta.headline else ""),
        ("deck", _words(layer, meta.deck)),
        ("section", " › ".join(_words(layer, part) for part in meta.section)),
        ("authors", esc(", ".join(meta.authors))),
        ("contributors", esc(", ".join(meta.contributors))),
        ("published", esc(moment(meta.published, meta.published_time) or "")),
        ("updated", esc(moment(meta.updated, meta.updated_time) or "")),
        ("publisher", esc(meta.publisher or "")),
        ("language", esc(meta.language or "")),
        ("keywords", " · ".join(_words(layer, word) for word in meta.keywords)),
        ("captions", "<br>".join(captions)),
        ("ambiguous", esc(", ".join(meta.ambiguous))),
    ]
    shown = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows if value)
    return f"<dl>{shown}</dl>"


# --- the article ----------------------------------------------------------------------------------

_TAGS = {Role.heading: "h3", Role.list_item: "li", Role.blockquote: "blockquote"}


def _article(annotation: Annotation, layer: str) -> str:
    marks = _marks(annotation)
    starts = [p.start for p in annotation.paragraphs]
    held: dict[int, list[tuple[int, int, str, str]]] = defaultdict(list)
    for mark in marks:
        index = bisect_right(starts, mark[0]) - 1
        if index >= 0 and mark[1] <= annotation.paragraphs[index].end:
            held[index].append(mark)
    shown = []
    for index, paragraph in enumerate(annotation.paragraphs):
        tag = _TAGS.get(Role(paragraph.role), "p")
        words = "".join(_marked(layer, paragraph.start, paragraph.end, held[index]))
        shown.append(f"<{tag}>{words}</{tag}>")
    return f"<article>{''.join(shown)}</article>"


def _marks(annotation: Annotation) -> list[tuple[int, int, str, str]]:
    """Start, end, class and raised number of all that is marked in the article."""
    marks = []
    for number, quote in enumerate(annotation.quotes, 1):
        for span in quote.spans:
            raised = f"<sup>{number}</sup>" if span is quote.spans[-1] else ""
            marks.append((span.start, span.end, f"q {quote.kind}", raised))
        marks += [(a.start, a.end, "cue", "") for a in (quote.cue,) if a]
        marks += [(a.start, a.end, "speaker", "") for a in (quote.speaker,) if a]
    named = (m for m in annotation.mentions if m.form is MentionForm.name)
    return marks + [(m.start, m.end, "name", "") for m in named]


def _marked(
    layer: str, start: int, end: int, marks: Sequence[tuple[int, int, str, str]]
) -> Iterator[str]:
    """A stretch of the layer cut where marks begin and end, each piece with all its classes."""
    edges = sorted({start, end, *(edge for mark in marks for edge in mark[:2])})
    for low, high in pairwise(edges):
        over = [mark for mark in marks if mark[0] <= low and high <= mark[1]]
        words = esc(layer[low:high])
        classes = " ".join(dict.fromkeys(mark[2] for mark in over))
        yield f'<span class="{classes}">{words}</span>' if classes else words
        yield from (mark[3] for mark in reversed(over) if mark[1] == high)


def _quotes(annotation: Annotation, layer: str) -> str:
    names = {entity.id: entity.name for entity in annotation.entities}
    numbers = {quote.id: number for number, quote in enumerate(annotation.quotes, 1)}
    rows = "".join(
        f"<tr><td>{number}</td><td>{_sort(quote, numbers)}</td>"
        f"<td>{_speaker(quote, layer, names)}</td>"
        f"<td>{' … '.join(_words(layer, span) for span in quote.spans)}</td></tr>"
        for number, quote in enumerate(annotation.quotes, 1)
    )
    return f"<table><tr><th></th><th>kind</th><th>speaker</th><th>words</th></tr>{rows}</table>"


def _sort(quote: AnchoredQuote, numbers: Mapping[str, int]) -> str:
    more = [str(quote.attitude)] if quote.attitude != "speech" else []
    more += [f"in {numbers[quote.parent]}"] if quote.parent else []
    return f'{quote.kind} <span class="quiet small">{", ".join(more)}</span>'


def _speaker(quote: AnchoredQuote, layer: str, names: Mapping[str, str]) -> str:
    said = _words(layer, quote.speaker)
    known = ", ".join(esc(names[i]) for i in quote.speaker_ids)
    more = [known] if known and known != said else []
    more += [f"for {esc(names[quote.on_behalf_of])}"] if quote.on_behalf_of else []
    return f'{said or "—"} <span class="quiet small">{", ".join(more)}</span>'


def _entities(annotation: Annotation, ids: Mapping[str, str]) -> str:
    rows = "".join(
        f"<tr><td>{esc(one.name)}</td><td>{one.label}</td>"
        f'<td class="quiet">{esc(", ".join(one.aliases))}</td>'
        f"<td><code>{ids.get(one.id, '')}</code></td></tr>"
        for one in annotation.entities
    )
    return f"<table><tr><th>name</th><th>label</th><th>also called</th><th></th></tr>{rows}</table>"


# --- the lines ------------------------------------------------------------------------------------


def _lines(layer: str, blocks: Sequence[Block], evidence: Mapping[int, Evidence]) -> str:
    numbers = line_numbers(layer, blocks)
    kept = sum(Role(block.role).is_content for block in blocks)
    shown = []
    for block in blocks:
        row = _row(layer, block, numbers, evidence.get(block.start))
        classes = f"line {block.role} {'kept' if Role(block.role).is_content else 'stripped'}"
        if one := evidence.get(block.start):
            shown.append(
                f'<details><summary class="{classes}">{row}</summary>{_evidence(one)}</details>'
            )
        else:
            shown.append(f'<div class="{classes}">{row}</div>')
    head = f"<h2>The page as scraped: {kept} of {len(blocks)} lines kept</h2>"
    if evidence:
        head += f'<p class="quiet small">{why.EXPLAINED} Open a line to see all of it.</p>'
    return head + "\n".join(shown)


def _row(layer: str, block: Block, numbers: Mapping[int, int], one: Evidence | None) -> str:
    role = Role(block.role)
    words = esc(" ".join(layer[block.start : block.end].split()))
    reason = why_stripped(block, numbers)
    told = f' <span class="quiet small">← {esc(reason)}</span>' if reason else ""
    short = f'<div class="quiet small">{_in_short(one, role)}</div>' if one else ""
    return (
        f'<span class="quiet small">{numbers[block.start]}</span>'
        f'<span class="role small">{role.replace("_", " ")}</span>'
        f'<div><span class="words">{words}</span>{told}{short}</div>'
    )


def _in_short(one: Evidence, role: Role) -> str:
    parts = []
    for claim in why.claims(one, role):
        moves = ", ".join(
            f'{group} <span class="{_way(move)}">{why.signed(move)}</span>'
            for group, move in claim.moves
        )
        told = f"{claim.what} {claim.probability:.0%}"
        parts.append(f"{told}: {moves}" if moves else told)
    return " · ".join([*parts, *map(esc, why.facts(one))])


def _evidence(one: Evidence) -> str:
    """All that moved a line, as bars to both sides of the middle."""
    columns = [
        (f"text {one.kept:.1%}", one.to_keep),
        (f"{one.role.replace('_', ' ')} {one.share:.1%}", one.to_role),
    ]
    told = "".join(f"<div><p>{what}</p>{_bars(moves)}</div>" for what, moves in columns)
    return f'<div class="inside small"><div class="both">{told}</div></div>'


def _bars(moves: Mapping[str, float]) -> str:
    return "".join(
        f'<div class="move"><span class="quiet">{group}</span><span class="scale">'
        f'<i class="{_way(move)}" style="width:{min(abs(move) / _MOST, 1) * 50:.1f}%"></i></span>'
        f"<span>{why.signed(move)}</span></div>"
        for group, move in moves.items()
    )


def _way(move: float) -> str:
    return "up" if move > 0 else "down"
