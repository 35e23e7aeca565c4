"""What annotating one clean text gives: quotes, mentions and entities, by offsets into that text."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.records import Attitude, EntityLabel, MentionForm, QuoteKind

Range = tuple[int, int]
"""Half-open range of the clean text in code points."""


def meets(taken: Sequence[Range], span: Range) -> bool:
    """Whether a range shares a character with one of `taken`, which are in order and apart."""
    at = bisect_left(taken, span)
    return at > 0 and taken[at - 1][1] > span[0] or at < len(taken) and taken[at][0] < span[1]


@dataclass(slots=True)
class Mention:
    """A span that refers to an entity.

    Attributes:
        entity: id of the entity in this result; None for dates and for what is not resolved.
        link_reason: why it was linked there.
        link_probability: how sure that link is.
        probability: how sure the span and its label are.
    """

    start: int
    end: int
    label: EntityLabel
    form: MentionForm = MentionForm.name
    entity: str | None = None
    link_reason: str | None = None
    link_probability: float | None = None
    probability: float | None = None


@dataclass(slots=True)
class Entity:
    """Who or what mentions of this text refer to."""

    id: str
    name: str
    label: EntityLabel
    aliases: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Quote:
    """A stretch of text attributed to a source.

    Attributes:
        spans: the attributed stretches, quotation marks included, in order.
        verbatim: the quoted pieces of a mixed quote, marks included.
        speaker_mention: index in `Annotations.mentions` of the mention that the speaker is.
        speaker_ids: entities that speak.
        parent: index in `Annotations.quotes` of the quote around this one.
    """

    spans: list[Range]
    kind: QuoteKind
    cue: Range | None = None
    speaker: Range | None = None
    verbatim: list[Range] = field(default_factory=list)
    attitude: Attitude = Attitude.speech
    speaker_mention: int | None = None
    speaker_ids: list[str] = field(default_factory=list)
    on_behalf_of: str | None = None
    parent: int | None = None
    probability: float | None = None


@dataclass(slots=True)
class Annotations:
    """All of one text, quotes by their place, mentions by theirs, entities by first mention."""

    quotes: list[Quote] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
