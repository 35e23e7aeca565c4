"""What an article, a quote, a mention, an entity and a row of tokens are: the only definition.

JSON Schema, Arrow schema, `datasets.Features`, the data dictionary and the card's field tables are
derived from these models. All offsets are Unicode code points, 0-based, half-open.
"""

import datetime
import hashlib
import re
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from onrecord.labels import (  # noqa: F401 (all closed lists can be had from here)
    CONTENT_ROLES,
    TEXT_ROLES,
    Attitude,
    BioTag,
    EntityLabel,
    MakerKind,
    MentionForm,
    NameTag,
    Phenomenon,
    QuoteKind,
    QuoteTag,
    Reason,
    Rights,
    Role,
    Split,
    Status,
)

SCHEMA_VERSION = "1.0"


# --- field types ----------------------------------------------------------------------------------

Offset = Annotated[int, Field(ge=0)]
Probability = Annotated[float, Field(ge=0.0, le=1.0)]
Text = Annotated[str, StringConstraints(min_length=1)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
ShortHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
ArticleId = Annotated[str, StringConstraints(pattern=r"^a-[0-9a-f]{12}$")]
QuoteId = Annotated[str, StringConstraints(pattern=r"^a-[0-9a-f]{12}\.q[0-9]{3,}$")]
MentionId = Annotated[str, StringConstraints(pattern=r"^a-[0-9a-f]{12}\.m[0-9]{3,}$")]
TokenRowId = Annotated[str, StringConstraints(pattern=r"^a-[0-9a-f]{12}\.p[0-9]{3,}$")]
EntityId = Annotated[str, StringConstraints(pattern=r"^e-[0-9a-f]{10}$")]
StoryId = Annotated[str, StringConstraints(pattern=r"^s-[0-9a-f]{10}$")]
WikidataId = Annotated[str, StringConstraints(pattern=r"^Q[1-9][0-9]*$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
TimeOfDay = Annotated[
    str,
    StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)?$"),
]
Words = {"words": True}
"""Marks a field that holds words of the article: null in what is withheld."""
Derived = {"derived": True}
"""Marks a field computed from other records: a change of it alone makes no new version."""


def short_hash(surface: str) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of `surface` in UTF-8."""
    return hashlib.sha256(surface.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Record(BaseModel):
    """What every model here has in common: closed, immutable, checked when made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# --- parts of records -----------------------------------------------------------------------------


class Span(Record):
    """A stretch of one paragraph, anchored in the clean text and in the scrape's text layer."""

    start: Offset = Field(description="Start in the article's clean `text`.")
    end: Offset = Field(description="End in the article's clean `text`, exclusive.")
    source_start: Offset = Field(description="Start in the text layer of the scrape.")
    source_end: Offset = Field(description="End in the text layer of the scrape, exclusive.")
    hash: ShortHash = Field(
        description="First 16 hexadecimal digits of the SHA-256 of the surface in UTF-8: tells drift even where the text is withheld."
    )
    surface: Text | None = Field(
        default=None, description="The words as they stand; null in what is withheld.", json_schema_extra=Words
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"end {self.end} is not after start {self.start}")
        if self.source_end - self.source_start != self.end - self.start:
            raise ValueError("the span is not equally long in the clean text and in the text layer")
        if self.surface is not None:
            if len(self.surface) != self.end - self.start:
                raise ValueError("the surface is not as long as the span")
            if short_hash(self.surface) != self.hash:
                raise ValueError("the surface does not have the hash that travels with the span")
        return self


class Source(Record):
    """The scrape that an article came from, named by what it is and not by where it lies."""

    sha256: Sha256 = Field(description="SHA-256 of the stored bytes.")
    bytes: Offset = Field(description="Length in bytes.")
    media_type: Literal["text/plain", "text/html", "application/warc"] = Field(
        description="What the bytes are."
    )
    encoding: Text = Field(description="The character encoding the bytes were decoded from.")
    layer_sha256: Sha256 = Field(description="SHA-256 of the text layer in UTF-8.")
    layer_length: Offset = Field(description="Length of the text layer in code points.")


class Provenance(Record):
    """Who or what made a record."""

    kind: MakerKind = Field(description="Person, model or rules.")
    name: Text = Field(description="The person's or the model's name, or `onrecord` for its own rules.")
    version: Text | None = Field(default=None, description="The maker's version, where it has one.")


class Block(Record):
    """A stretch of the text layer with its role; together the blocks cover the layer."""

    start: Offset = Field(description="Start in the text layer.")
    end: Offset = Field(description="End in the text layer, exclusive.")
    role: Role = Field(description="What the block is.")
    reason: Reason | None = Field(default=None, description="Why it was stripped; null for what is kept.")
    duplicate_of: Offset | None = Field(
        default=None, description="For a duplicate: start of the block that it repeats."
    )

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"end {self.end} is not after start {self.start}")
        if self.role.is_content and self.reason is not None:
            raise ValueError(f"a kept block ({self.role}) has no reason")
        if not self.role.is_content and self.reason is None:
            raise ValueError(f"a stripped block ({self.role}) needs a reason")
        if (self.role is Role.duplicate) != (self.duplicate_of is not None):
            raise ValueError("`duplicate_of` belongs to duplicates, and to each of them")
        return self


class Paragraph(Record):
    """A unit of the clean text: a paragraph, heading, list item or block quote."""

    start: Offset = Field(description="Start in the clean text.")
    end: Offset = Field(description="End in the clean text, exclusive.")
    source_start: Offset = Field(description="Start in the text layer.")
    source_end: Offset = Field(description="End in the text layer, exclusive.")
    role: Literal[Role.paragraph, Role.heading, Role.list_item, Role.blockquote] = Field(
        description="Which kind of unit it is."
    )
    hash: ShortHash = Field(description="Short hash of its text.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"end {self.end} is not after start {self.start}")
        if self.source_end - self.source_start != self.end - self.start:
            raise ValueError("the paragraph is not equally long in the clean text and in the text layer")
        return self


class Caption(Record):
    """What a photo shows and who took it."""

    text: Text | None = Field(
        default=None, description="The caption without its credit.", json_schema_extra=Words
    )
    credit: Text | None = Field(
        default=None,
        description="Photographer and agency, without brackets or the words that announce them.",
        json_schema_extra=Words,
    )


class AnchoredField(StrEnum):
    """A metadata field of an article whose words stand somewhere on the page."""

    headline = "headline"
    deck = "deck"
    section = "section"
    keyword = "keyword"
    caption = "caption"
    caption_credit = "caption_credit"


class FieldAnchor(Record):
    """Where the words of a metadata field stand, so that they can be restored where they are withheld."""

    field: AnchoredField = Field(description="Which field.")
    index: Offset = Field(description="Which item of a list; 0 for `headline` and `deck`.")
    source_start: Offset = Field(description="Start in the text layer.")
    source_end: Offset = Field(description="End in the text layer, exclusive.")
    hash: ShortHash = Field(description="Short hash of the words there.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.source_end <= self.source_start:
            raise ValueError(f"end {self.source_end} is not after start {self.source_start}")
        return self


class ArticleCounts(Record):
    """How much an article holds; known also where its text is withheld."""

    words: Offset = Field(description="Words of the clean text.")
    paragraphs: Offset = Field(description="Paragraphs, headings, list items and block quotes.")
    quotes: Offset = Field(description="Quotes.")
    mentions: Offset = Field(description="Mentions.")


class EntityCounts(Record):
    """How often an entity occurs in this corpus."""

    articles: Offset = Field(description="Articles that mention it.")
    mentions: Offset = Field(description="Mentions of it.")
    quotes: Offset = Field(description="Quotes it speaks.")


# --- records --------------------------------------------------------------------------------------


class Article(Record):
    """One news article: what the content blocks of one scrape add up to."""

    id: ArticleId = Field(description="Allotted once, from the scrape's SHA-256; never reused.")
    headline: Text | None = Field(default=None, description="The title.", json_schema_extra=Words)
    deck: Text | None = Field(
        default=None, description="The standfirst below the title.", json_schema_extra=Words
    )
    text: str | None = Field(
        default=None,
        description="The clean text: paragraphs, headings, list items and block quotes, a blank line between. Null where withheld.",
        json_schema_extra=Words,
    )
    withheld: bool = Field(description="Whether the words are withheld because they are someone else's.")
    fictional: bool = Field(description="Whether outlet, people and events are invented.")
    authors: list[Text] = Field(description="Who wrote it.")
    contributors: list[Text] = Field(description="Who contributed, as the credit line says.")
    published: datetime.date | None = Field(default=None, description="Day of first publication.")
    published_time: TimeOfDay | None = Field(
        default=None, description="Time of that day, with its offset from UTC where the page states one."
    )
    updated: datetime.date | None = Field(default=None, description="Day of the last update.")
    updated_time: TimeOfDay | None = Field(default=None, description="Time of that day, likewise.")
    publisher: Text | None = Field(default=None, description="The outlet.")
    url: Text | None = Field(default=None, description="Where the page was.")
    section: list[Text] | None = Field(
        default=None, description="The section path the page shows.", json_schema_extra=Words
    )
    keywords: list[Text] | None = Field(
        default=None, description="The page's list of topics.", json_schema_extra=Words
    )
    captions: list[Caption] | None = Field(
        default=None, description="Photo captions with their credits, each once.", json_schema_extra=Words
    )
    ambiguous: list[Text] = Field(
        description="Fields that the page leaves open, such as a date whose day and month could be swapped."
    )
    anchors: list[FieldAnchor] = Field(description="Where headline, deck, section, keywords and captions stand.")
    paragraphs: list[Paragraph] = Field(description="The units of the clean text, in order.")
    blocks: list[Block] = Field(description="Every block of the page with its role; they cover the scrape.")
    language: Language | None = Field(default=None, description="BCP 47 tag of the clean text's language.")
    story: StoryId | None = Field(default=None, description="The event it is about; splits keep stories whole.")
    rights: Rights = Field(description="Whether the words may be published.")
    license: Text | None = Field(default=None, description="SPDX identifier of an open article's licence.")
    counts: ArticleCounts = Field(description="Derived counts.", json_schema_extra=Derived)
    source: Source = Field(description="The scrape.")
    status: Status = Field(description="Whether the roles and metadata were reviewed.")
    provenance: Provenance = Field(description="Who or what cleaned it.")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        words = (self.headline, self.deck, self.text, self.section, self.keywords, self.captions)
        if self.withheld and any(field is not None for field in words):
            raise ValueError("a withheld article carries none of its words")
        if self.withheld and self.rights is Rights.open:
            raise ValueError("an open article is not withheld")
        if not self.withheld and self.text is None:
            raise ValueError("an article that is not withheld has a text")
        if self.rights is Rights.open and self.license is None:
            raise ValueError("an open article names its licence")
        if self.published_time and not self.published or self.updated_time and not self.updated:
            raise ValueError("a time of day needs its date")
        position = 0
        for block in self.blocks:
            if block.start != position:
                raise ValueError(f"blocks do not cover the scrape: {position} to {block.start}")
            position = block.end
        if position != self.source.layer_length:
            raise ValueError(f"blocks end at {position}, the text layer at {self.source.layer_length}")
        end = source_end = 0
        for paragraph in self.paragraphs:
            if paragraph.start < end or paragraph.source_start < source_end:
                raise ValueError("paragraphs overlap or are out of order")
            end, source_end = paragraph.end, paragraph.source_end
            if self.text is not None and short_hash(self.text[paragraph.start : end]) != paragraph.hash:
                raise ValueError(f"paragraph at {paragraph.start} does not have its hash")
        if source_end > self.source.layer_length or self.text is not None and end > len(self.text):
            raise ValueError("a paragraph ends outside the text")
        return self


class Quote(Record):
    """A stretch of text attributed to a source."""

    id: QuoteId = Field(description="The article's id and a number, allotted once.")
    article_id: ArticleId = Field(description="The article it stands in.")
    withheld: bool = Field(description="Whether its words are withheld.")
    kind: QuoteKind = Field(description="Direct, mixed or indirect.")
    attitude: Attitude = Field(description="Speech, thought or intention.")
    text: Text | None = Field(
        default=None,
        description="The content without outer quotation marks, pieces joined by a blank, paragraphs by a line break.",
        json_schema_extra=Words,
    )
    surface: Text | None = Field(
        default=None, description="The spans as they stand, joined likewise.", json_schema_extra=Words
    )
    spans: Annotated[list[Span], Field(min_length=1)] = Field(
        description="The attributed stretches, quotation marks included, in order."
    )
    verbatim: list[Span] = Field(description="The quoted pieces of a mixed quote, marks included.")
    cue: Span | None = Field(default=None, description="The words that attribute, where there are any.")
    speaker: Span | None = Field(
        default=None, description="The words that name the source where the quote stands."
    )
    speaker_mention_id: MentionId | None = Field(
        default=None, description="The mention that the speaker is, where one was annotated."
    )
    speaker_ids: list[EntityId] = Field(description="The entities that speak; none where the text does not say.")
    on_behalf_of: EntityId | None = Field(default=None, description="For whom a spokesperson spoke.")
    parent: QuoteId | None = Field(default=None, description="The quote that this one stands inside.")
    phenomena: list[Phenomenon] = Field(description="What a reader found noteworthy; empty in machine records.")
    probability: Probability | None = Field(default=None, description="The model's confidence; null if reviewed.")
    status: Status = Field(description="Machine or reviewed.")
    provenance: Provenance = Field(description="Who or what made it.")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        _belongs(self.id, self.article_id)
        for before, after in zip(self.spans, self.spans[1:]):
            if after.source_start < before.source_end or after.start < before.end:
                raise ValueError("spans overlap or are out of order")
        if self.kind is not QuoteKind.mixed and self.verbatim:
            raise ValueError("`verbatim` is for mixed quotes")
        for piece in self.verbatim:
            if not any(s.start <= piece.start and piece.end <= s.end for s in self.spans):
                raise ValueError("a verbatim piece lies outside the spans")
        if self.parent == self.id:
            raise ValueError("a quote is not its own parent")
        _withheld_or_whole(self, [*self.spans, *self.verbatim, self.cue, self.speaker])
        return self


class Mention(Record):
    """A span that refers to an entity."""

    id: MentionId = Field(description="The article's id and a number, allotted once.")
    article_id: ArticleId = Field(description="The article it stands in.")
    withheld: bool = Field(description="Whether its words are withheld.")
    span: Span = Field(description="Where it stands; titles, articles and possessive endings left out.")
    label: EntityLabel = Field(description="What sort of thing it refers to.")
    form: MentionForm = Field(description="Name, nominal or pronoun.")
    entity_id: EntityId | None = Field(default=None, description="Who or what it is; none for a date.")
    link_reason: Text | None = Field(default=None, description="Why it was linked to that entity.")
    link_probability: Probability | None = Field(default=None, description="How sure that link is.")
    probability: Probability | None = Field(default=None, description="The model's confidence; null if reviewed.")
    status: Status = Field(description="Machine or reviewed.")
    provenance: Provenance = Field(description="Who or what made it.")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        _belongs(self.id, self.article_id)
        if self.label is EntityLabel.DATE and self.entity_id is not None:
            raise ValueError("a date has no entity")
        _withheld_or_whole(self, [self.span])
        return self


class Entity(Record):
    """Who or what mentions refer to: one id in the whole corpus."""

    id: EntityId = Field(description="Allotted once; a merged one leaves a redirect in the ledger.")
    name: Text = Field(description="The preferred name: the fullest found.")
    label: EntityLabel = Field(description="What sort of thing it is.")
    aliases: list[Text] = Field(description="Other names found for it.")
    former_ids: list[EntityId] = Field(
        description="Ids that a reviewer merged into this one; they mean it for good."
    )
    wikidata_id: WikidataId | None = Field(default=None, description="Its Wikidata item, where known surely.")
    fictional: bool = Field(description="Whether it occurs in fictional articles only.", json_schema_extra=Derived)
    role_phrases: list[Text] = Field(
        description="Descriptions found in open articles.", json_schema_extra=Derived
    )
    first_seen: datetime.date | None = Field(
        default=None, description="Day of the earliest article that mentions it.", json_schema_extra=Derived
    )
    last_seen: datetime.date | None = Field(
        default=None, description="Day of the latest.", json_schema_extra=Derived
    )
    counts: EntityCounts = Field(description="Derived counts.", json_schema_extra=Derived)
    status: Status = Field(description="Machine or reviewed.")
    provenance: Provenance = Field(description="Who or what made it.")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.label is EntityLabel.DATE:
            raise ValueError("a date is no entity")
        if self.name in self.aliases or len(set(self.aliases)) != len(self.aliases):
            raise ValueError("aliases repeat the name or each other")
        if len({self.id, *self.former_ids}) != 1 + len(self.former_ids):
            raise ValueError("former ids repeat the id or each other")
        return self


class TokenRow(Record):
    """One paragraph of an open or held article as words with tags, ready for token classification."""

    id: TokenRowId = Field(description="The article's id and the paragraph's number.")
    article_id: ArticleId = Field(description="The article.")
    paragraph: Offset = Field(description="Index in the article's `paragraphs`.")
    withheld: Literal[False] = Field(default=False, description="Always false: withheld articles have no rows.")
    words: list[Text] = Field(description="The words and punctuation marks.", json_schema_extra=Words)
    quote: list[QuoteTag] = Field(description="Quote content; of nested quotes the outermost.")
    cue: list[BioTag] = Field(description="Cues.")
    speaker: list[BioTag] = Field(description="Speakers.")
    name: list[NameTag] = Field(description="Names.")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        _belongs(self.id, self.article_id)
        if len({len(x) for x in (self.words, self.quote, self.cue, self.speaker, self.name)}) != 1:
            raise ValueError("every column has one tag for each word")
        return self


CONFIGS: dict[str, type[Record]] = {
    "articles": Article,
    "quotes": Quote,
    "mentions": Mention,
    "entities": Entity,
    "tokens": TokenRow,
}
"""The configs of the dataset and the record of each."""


def _belongs(identifier: str, article_id: str) -> None:
    if re.split(r"\.", identifier)[0] != article_id:
        raise ValueError(f"{identifier} is not an id of {article_id}")


def _withheld_or_whole(record: Quote | Mention, spans: list[Span | None]) -> None:
    surfaces = [span.surface for span in spans if span is not None]
    texts = [record.text, record.surface] if isinstance(record, Quote) else []
    if record.withheld and any(x is not None for x in surfaces + texts):
        raise ValueError("a withheld record carries none of its words")
    if not record.withheld and any(x is None for x in surfaces + texts):
        raise ValueError("a record that is not withheld has all its surfaces")
