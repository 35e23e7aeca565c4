"""One article as its rules see it: everything placed in the text layer, whichever form it came in."""

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.corpus.places import Location
from onrecord.records import Article, Block, EntityLabel, Mention, Quote, QuoteKind, Role

if TYPE_CHECKING:
    from onrecord.corpus.annotations import AnchoredQuote, Annotation


@dataclass(frozen=True, slots=True)
class Place:
    """A half-open range of the text layer, and where it is written down."""

    start: int
    end: int
    at: Location

    def holds(self, other: "Place") -> bool:
        """Whether the other range lies inside this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class PlacedParagraph:
    """A unit of the clean text."""

    place: Place
    role: Role


@dataclass(frozen=True, slots=True)
class PlacedMention:
    """A mention."""

    id: str
    place: Place
    label: EntityLabel
    entity: str | None


@dataclass(frozen=True, slots=True)
class PlacedQuote:
    """A quote; `at` is where it is written down."""

    id: str
    at: Location
    kind: QuoteKind
    spans: list[Place]
    verbatim: list[Place]
    cue: Place | None
    speaker: Place | None
    speaker_mention: str | None
    speaker_ids: list[str]
    on_behalf_of: str | None
    parent: str | None

    def places(self) -> Iterator[Place]:
        """Every range of the quote."""
        yield from self.spans
        yield from self.verbatim
        yield from (place for place in (self.cue, self.speaker) if place is not None)

    def entities(self) -> Iterator[tuple[str, Location]]:
        """Every entity the quote names, with where."""
        yield from ((e, (*self.at, "speaker_ids", i)) for i, e in enumerate(self.speaker_ids))
        if self.on_behalf_of is not None:
            yield self.on_behalf_of, (*self.at, "on_behalf_of")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One article.

    Attributes:
        fields: ranges that hold the words of headline, deck and so on.
        entities: ids that may be referred to.
        own_entities: ids that this article gives out itself.
    """

    id: str
    sha256: str
    layer_length: int
    blocks: Sequence[Block]
    paragraphs: list[PlacedParagraph]
    fields: list[Place] = field(default_factory=list)
    mentions: list[PlacedMention] = field(default_factory=list)
    quotes: list[PlacedQuote] = field(default_factory=list)
    entities: Container[str] = ()
    own_entities: Sequence[str] = ()


def of_annotation(annotation: "Annotation") -> Sheet:
    """The sheet of an annotation file."""

    def place(anchor: object, *at: str | int) -> Place | None:
        return None if anchor is None else Place(anchor.start, anchor.end, at)

    return Sheet(
        id=annotation.id,
        sha256=annotation.source.sha256,
        layer_length=annotation.source.layer_length,
        blocks=annotation.blocks,
        paragraphs=[
            PlacedParagraph(place(p, "paragraphs", i), p.role)
            for i, p in enumerate(annotation.paragraphs)
        ],
        fields=[place(anchor, *at) for at, anchor in annotation.metadata.anchors()],
        mentions=[
            PlacedMention(m.id, place(m, "mentions", i), m.label, m.entity)
            for i, m in enumerate(annotation.mentions)
        ],
        quotes=[
            _quote(q, ("quotes", i), q.speaker_mention, place)
            for i, q in enumerate(annotation.quotes)
        ],
        entities={e.id for e in annotation.entities},
        own_entities=[e.id for e in annotation.entities],
    )


def of_records(
    article: Article, quotes: Sequence[Quote], mentions: Sequence[Mention], entities: Container[str]
) -> Sheet:
    """The sheet of an article's records.

    Args:
        article: the article.
        quotes: its quotes.
        mentions: its mentions.
        entities: ids of all entities of the corpus.
    """

    def place(span: object, *at: str | int) -> Place | None:
        return None if span is None else Place(span.source_start, span.source_end, at)

    return Sheet(
        id=article.id,
        sha256=article.source.sha256,
        layer_length=article.source.layer_length,
        blocks=article.blocks,
        paragraphs=[
            PlacedParagraph(place(p, "articles", article.id, "paragraphs", i), p.role)
            for i, p in enumerate(article.paragraphs)
        ],
        fields=[
            place(a, "articles", article.id, "anchors", i) for i, a in enumerate(article.anchors)
        ],
        mentions=[
            PlacedMention(m.id, place(m.span, "mentions", m.id, "span"), m.label, m.entity_id)
            for m in mentions
        ],
        quotes=[_quote(q, ("quotes", q.id), q.speaker_mention_id, place) for q in quotes],
        entities=entities,
    )


def _quote(
    quote: "Quote | AnchoredQuote",
    at: Location,
    speaker_mention: str | None,
    place: Callable[..., Place | None],
) -> PlacedQuote:
    """A quote of either form, its ranges made places by `place`."""
    return PlacedQuote(
        id=quote.id,
        at=at,
        kind=quote.kind,
        spans=[place(span, *at, "spans", k) for k, span in enumerate(quote.spans)],
        verbatim=[place(span, *at, "verbatim", k) for k, span in enumerate(quote.verbatim)],
        cue=place(quote.cue, *at, "cue"),
        speaker=place(quote.speaker, *at, "speaker"),
        speaker_mention=speaker_mention,
        speaker_ids=quote.speaker_ids,
        on_behalf_of=quote.on_behalf_of,
        parent=quote.parent,
    )
