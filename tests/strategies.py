"""Hypothesis strategies for valid records, annotations and whole small corpora."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from onrecord.corpus.annotations import (
    Anchor,
    AnchoredMention,
    AnchoredParagraph,
    AnchoredQuote,
    Annotation,
    AnnotationLayer,
    LocalEntity,
    Metadata,
    article_id,
    source_of,
)
from onrecord.corpus.compose import machine_provenance
from onrecord.corpus.corpus import Corpus, assemble
from onrecord.corpus.gather import Item
from onrecord.corpus.ledger import Ledger
from onrecord.records import (
    TEXT_ROLES,
    Attitude,
    Block,
    EntityLabel,
    MakerKind,
    MentionForm,
    Phenomenon,
    Provenance,
    QuoteKind,
    Reason,
    Rights,
    Role,
    Span,
    Status,
    short_hash,
)
from onrecord.text import View, count_words, trimmed

ODD = [
    "\U0001f30a",
    "\u200f",
    "e\u0301",
    "\u00a0",
    "“",
    "’",
    "水",
    "\x00",
    "\u2028",
    "\ufeff",
    "ß",
    "\t",
]
"""Characters that offsets go wrong over: beyond the BMP, marks of direction, combining, invisible ones."""

characters = st.characters(exclude_categories=["Cs"], exclude_characters="\n")
words = st.one_of(st.text("abcdefghij", min_size=1, max_size=6), st.sampled_from(ODD), characters)


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A line of a page: some words, with neither a line end nor white space at its ends."""
    text = " ".join(draw(st.lists(words, min_size=1, max_size=8)))
    start, end = trimmed(text, 0, len(text))
    return text[start:end] or "x"


@st.composite
def places(draw: st.DrawFn, text: str, start: int, end: int) -> tuple[int, int]:
    """A range within `[start, end)` of a text that neither begins nor ends with white space."""
    low = draw(st.integers(start, end - 1))
    high = draw(st.integers(low + 1, end))
    low, high = trimmed(text, low, high)
    return (low, high) if low < high else (start, end)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """A span with its surface, or without."""
    surface = draw(st.text(characters, min_size=1, max_size=20))
    start, source_start = draw(st.integers(0, 10_000)), draw(st.integers(0, 10_000))
    return Span(
        start=start,
        end=start + len(surface),
        source_start=source_start,
        source_end=source_start + len(surface),
        hash=short_hash(surface),
        surface=draw(st.sampled_from([surface, None])),
    )


@st.composite
def annotated(draw: st.DrawFn) -> tuple[Annotation, str]:
    """A sound annotation of an arbitrary page, and the page."""
    paragraphs = draw(
        st.lists(st.tuples(lines(), st.sampled_from(sorted(TEXT_ROLES))), min_size=1, max_size=4)
    )
    page = [(draw(lines()), Role.headline), *paragraphs, (draw(lines()), Role.share)]
    layer, blocks, units = "", [], []
    for text, role in page:
        start = len(layer)
        layer += text + draw(st.sampled_from(["\n", "\n\n", "\n \n"]))
        reason = None if role.is_content else Reason.share_button
        blocks.append(Block(start=start, end=len(layer), role=role, reason=reason))
        if role.is_text:
            units.append(
                AnchoredParagraph(
                    **Anchor.of(layer, start, start + len(text)).model_dump(), role=role
                )
            )
    data = layer.encode()
    source = source_of(data, layer, "utf-8")
    identifier = article_id(source.sha256)
    labels = st.sampled_from([label for label in EntityLabel if label is not EntityLabel.DATE])
    entities = [
        LocalEntity(id=f"e{i}", name=name, label=draw(labels))
        for i, name in enumerate(draw(st.lists(lines(), max_size=3, unique=True)), 1)
    ]
    view = View((p.start, p.end) for p in units)
    mentions = draw(_mentions(layer, identifier, units, entities))
    rights = draw(st.sampled_from(Rights))
    annotation = Annotation(
        id=identifier,
        file="page.txt",
        source=source,
        rights=rights,
        license="CC0-1.0" if rights is Rights.open else None,
        fictional=draw(st.booleans()),
        layers=list(AnnotationLayer),
        status=Status.reviewed,
        provenance=Provenance(kind=MakerKind.person, name="A. Reader"),
        words=count_words(view.text(layer)),
        metadata=Metadata(
            headline=Anchor.of(layer, 0, len(page[0][0])),
            authors=draw(st.lists(lines(), max_size=2)),
            published=draw(st.none() | st.dates()),
        ),
        blocks=blocks,
        paragraphs=units,
        entities=entities,
        mentions=mentions,
        quotes=draw(_quotes(layer, identifier, units, entities, mentions)),
    )
    return annotation, layer


@st.composite
def _anchors(draw: st.DrawFn, layer: str, units: list[AnchoredParagraph]) -> Anchor:
    unit = draw(st.sampled_from(units))
    return Anchor.of(layer, *draw(places(layer, unit.start, unit.end)))


@st.composite
def _mentions(
    draw: st.DrawFn,
    layer: str,
    identifier: str,
    units: list[AnchoredParagraph],
    entities: list[LocalEntity],
) -> list[AnchoredMention]:
    found = []
    for number in range(1, draw(st.integers(0, 3)) + 1):
        entity = draw(st.sampled_from([None, *entities]))
        found.append(
            AnchoredMention(
                **draw(_anchors(layer, units)).model_dump(),
                id=f"{identifier}.m{number:03d}",
                label=entity.label if entity else EntityLabel.DATE,
                form=draw(st.sampled_from(MentionForm)),
                entity=entity and entity.id,
                status=Status.reviewed,
            )
        )
    return found


@st.composite
def _quotes(
    draw: st.DrawFn,
    layer: str,
    identifier: str,
    units: list[AnchoredParagraph],
    entities: list[LocalEntity],
    mentions: list[AnchoredMention],
) -> list[AnchoredQuote]:
    found: list[AnchoredQuote] = []
    for number in range(1, draw(st.integers(0, 3)) + 1):
        parent = draw(st.sampled_from([None, *found]))
        around = parent.spans if parent else units
        chosen = sorted(draw(st.sets(st.integers(0, len(around) - 1), min_size=1, max_size=2)))
        stretches = [
            Anchor.of(layer, *draw(places(layer, around[i].start, around[i].end))) for i in chosen
        ]
        kind = draw(st.sampled_from(QuoteKind))
        mention = draw(st.sampled_from([None, *mentions]))
        speaker = draw(st.none() | _anchors(layer, units))
        found.append(
            AnchoredQuote(
                id=f"{identifier}.q{number:03d}",
                kind=kind,
                attitude=draw(st.sampled_from(Attitude)),
                spans=stretches,
                verbatim=[
                    Anchor.of(layer, *draw(places(layer, stretches[0].start, stretches[0].end)))
                ]
                if kind is QuoteKind.mixed
                else [],
                cue=draw(st.none() | _anchors(layer, units)),
                speaker=Anchor.of(layer, mention.start, mention.end) if mention else speaker,
                speaker_mention=mention and mention.id,
                speaker_ids=draw(st.lists(st.sampled_from([e.id for e in entities]), unique=True))
                if entities
                else [],
                parent=parent and parent.id,
                phenomena=draw(st.lists(st.sampled_from(Phenomenon), max_size=2, unique=True)),
                probability=draw(st.none() | st.floats(0, 1)),
                status=draw(st.sampled_from(Status)),
            )
        )
    return found


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    """All records of a small corpus, some articles withheld."""
    pages = draw(st.lists(annotated(), min_size=1, max_size=3, unique_by=lambda page: page[1]))
    items = [
        Item(a, None if a.rights is Rights.reserved else layer, None, None) for a, layer in pages
    ]
    return assemble(items, Ledger(), machine_provenance("1.0.0"))[0]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)
"""Any JSON."""

json_layouts: st.SearchStrategy[Callable[[Any], str]] = st.builds(
    lambda indent, ascii_only: (
        lambda value: json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    ),
    st.sampled_from([None, 0, 1, 4]),
    st.booleans(),
)
"""Ways to write JSON down."""
