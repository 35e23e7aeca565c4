"""The annotation file of one article: everything known of a scrape, anchored in it, without its words.

One JSON file an article in `corpus/annotations/`, the source of truth of the corpus. It holds
offsets into the text layer with short hashes, labels, names and dates, so that the file of a
reserved scrape may be published, and its records rebuilt with or without the scrape at hand.
"""

import datetime
import hashlib
import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, ValidationError, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from onrecord.corpus import rules, sheet
from onrecord.corpus.places import Location, dotted, json_line, repeated_name
from onrecord.corpus.refusals import refusal
from onrecord.disk import write_whole
from onrecord.errors import AnnotationError
from onrecord.records import (
    ArticleId,
    Attitude,
    Block,
    EntityLabel,
    Language,
    MentionForm,
    MentionId,
    Offset,
    Phenomenon,
    Probability,
    Provenance,
    QuoteId,
    QuoteKind,
    Record,
    Rights,
    Role,
    ShortHash,
    Source,
    Status,
    Text,
    TimeOfDay,
    WikidataId,
    short_hash,
)

FORMAT = 1
SHAPE_ONLY = "shape only"
"""Validation context in which an annotation's rules are not looked at."""
LocalEntityId = Annotated[str, StringConstraints(pattern=r"^e[0-9]+$")]


class AnnotationLayer(StrEnum):
    """A layer that an annotation file holds whole; the machine fills in the others at build time."""

    roles = "roles"
    metadata = "metadata"
    quotes = "quotes"
    mentions = "mentions"


class Anchor(Record):
    """A range of the text layer with the short hash of its words."""

    start: Offset = Field(description="Start in the text layer.")
    end: Offset = Field(description="End in the text layer, exclusive.")
    hash: ShortHash = Field(
        description="First 16 hexadecimal digits of the SHA-256 of the words there in UTF-8."
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"end {self.end} is not after start {self.start}")
        return self

    @classmethod
    def of(cls, layer: str, start: int, end: int) -> "Anchor":
        """The anchor of `[start, end)` of a text layer."""
        return cls(start=start, end=end, hash=short_hash(layer[start:end]))


class AnchoredCaption(Record):
    """A caption's words and its credit's, each where it stands."""

    text: Anchor | None = Field(default=None, description="The caption without its credit.")
    credit: Anchor | None = Field(default=None, description="Photographer and agency.")


class AnchoredParagraph(Anchor):
    """A unit of the clean text, where it stands in the layer."""

    role: Literal[Role.paragraph, Role.heading, Role.list_item, Role.blockquote] = Field(
        description="Which kind of unit it is."
    )


class Metadata(Record):
    """What the page says about its article."""

    headline: Anchor | None = Field(default=None, description="Where the title stands.")
    deck: Anchor | None = Field(default=None, description="Where the standfirst stands.")
    section: list[Anchor] = Field(default=[], description="Where the section path stands.")
    keywords: list[Anchor] = Field(default=[], description="Where the topics stand.")
    captions: list[AnchoredCaption] = Field(default=[], description="Photo captions, each once.")
    authors: list[Text] = Field(default=[], description="Who wrote it.")
    contributors: list[Text] = Field(default=[], description="Who contributed, as the credit line says.")
    published: datetime.date | None = Field(default=None, description="Day of first publication.")
    published_time: TimeOfDay | None = Field(default=None, description="Time of that day.")
    updated: datetime.date | None = Field(default=None, description="Day of the last update.")
    updated_time: TimeOfDay | None = Field(default=None, description="Time of that day.")
    publisher: Text | None = Field(default=None, description="The outlet.")
    url: Text | None = Field(default=None, description="Where the page was.")
    language: Language | None = Field(default=None, description="BCP 47 tag of the text's language.")
    ambiguous: list[Text] = Field(default=[], description="Fields that the page leaves open.")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.published_time and not self.published or self.updated_time and not self.updated:
            raise ValueError("a time of day needs its date")
        return self

    def anchors(self) -> list[tuple[Location, Anchor]]:
        """Every anchor of the metadata with its place in the file."""
        found: list[tuple[Location, Anchor]] = []
        for name in ("headline", "deck"):
            if anchor := getattr(self, name):
                found.append((("metadata", name), anchor))
        for name in ("section", "keywords"):
            found += [(("metadata", name, i), a) for i, a in enumerate(getattr(self, name))]
        for i, caption in enumerate(self.captions):
            found += [
                (("metadata", "captions", i, name), anchor)
                for name in ("text", "credit")
                if (anchor := getattr(caption, name))
            ]
        return found


class LocalEntity(Record):
    """Who or what this article speaks of; the ledger says which entity of the corpus it is."""

    id: LocalEntityId = Field(description="Its id in this file.")
    name: Text = Field(description="The fullest name found.")
    label: EntityLabel = Field(description="What sort of thing it is.")
    aliases: list[Text] = Field(default=[], description="Other names found for it.")
    wikidata_id: WikidataId | None = Field(default=None, description="Its Wikidata item, where known surely.")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.label is EntityLabel.DATE:
            raise ValueError("a date is no entity")
        return self


class AnchoredMention(Anchor):
    """A mention, where it stands."""

    id: MentionId = Field(description="The article's id and a number, allotted once.")
    label: EntityLabel = Field(description="What sort of thing it refers to.")
    form: MentionForm = Field(description="Name, nominal or pronoun.")
    entity: LocalEntityId | None = Field(default=None, description="Who or what it is; none for a date.")
    link_reason: Text | None = Field(default=None, description="Why it was linked to that entity.")
    link_probability: Probability | None = Field(default=None, description="How sure that link is.")
    probability: Probability | None = Field(
        default=None, description="The model's confidence; null if reviewed."
    )
    status: Status = Field(description="Machine or reviewed.")


class AnchoredQuote(Record):
    """A quote, where it stands."""

    id: QuoteId = Field(description="The article's id and a number, allotted once.")
    kind: QuoteKind = Field(description="Direct, mixed or indirect.")
    attitude: Attitude = Field(description="Speech, thought or intention.")
    spans: Annotated[list[Anchor], Field(min_length=1)] = Field(
        description="The attributed stretches, quotation marks included, in order."
    )
    verbatim: list[Anchor] = Field(
        default=[], description="The quoted pieces of a mixed quote, marks included."
    )
    cue: Anchor | None = Field(default=None, description="The words that attribute.")
    speaker: Anchor | None = Field(
        default=None, description="The words that name the source where the quote stands."
    )
    speaker_mention: MentionId | None = Field(default=None, description="The mention that the speaker is.")
    speaker_ids: list[LocalEntityId] = Field(
        default=[], description="The entities that speak; none where the text does not say."
    )
    on_behalf_of: LocalEntityId | None = Field(default=None, description="For whom a spokesperson spoke.")
    parent: QuoteId | None = Field(default=None, description="The quote that this one stands inside.")
    phenomena: list[Phenomenon] = Field(default=[], description="What a reader found noteworthy.")
    probability: Probability | None = Field(
        default=None, description="The model's confidence; null if reviewed."
    )
    status: Status = Field(description="Machine or reviewed.")


class Annotation(Record):
    """All that is known of one scrape."""

    format: Literal[1] = Field(default=FORMAT, description="Version of this form.")
    id: ArticleId = Field(description="Allotted once, from the scrape's SHA-256.")
    file: Text = Field(description="Name of the scrape's file when it was annotated.")
    source: Source = Field(description="The scrape.")
    rights: Rights = Field(description="Whether the words may be published.")
    license: Text | None = Field(default=None, description="SPDX identifier of an open article's licence.")
    fictional: bool = Field(default=False, description="Whether outlet, people and events are invented.")
    layers: list[AnnotationLayer] = Field(description="The layers that this file holds whole.")
    status: Status = Field(description="Whether roles and metadata were reviewed.")
    provenance: Provenance = Field(description="Who or what made it.")
    completed_by: Provenance | None = Field(
        default=None, description="Who or what made the layers that the maker left open."
    )
    story: Text | None = Field(default=None, description="The event, in a reviewer's words: a key that stories share.")
    words: Offset = Field(description="Words of the clean text.")
    metadata: Metadata = Field(description="Headline, authors, dates and the like, as the page gives them.")
    blocks: list[Block] = Field(description="Every block of the page with its role.")
    paragraphs: list[AnchoredParagraph] = Field(description="The units of the clean text, in order.")
    entities: list[LocalEntity] = Field(default=[], description="Who or what the article speaks of.")
    mentions: list[AnchoredMention] = Field(default=[], description="Spans that refer to entities.")
    quotes: list[AnchoredQuote] = Field(default=[], description="What is attributed to a source.")

    @model_validator(mode="after")
    def _coherent(self, info: ValidationInfo) -> Self:
        if self.rights is Rights.open and self.license is None:
            raise ValueError("an open article names its licence")
        if info.context == SHAPE_ONLY:
            return self
        for rule, violation in rules.violations(sheet.of_annotation(self)):
            raise PydanticCustomError(rule.id, "{message}", {"message": violation.message, "at": violation.at})
        return self

    def anchors(self) -> list[tuple[Location, Anchor]]:
        """Every anchor with its place in the file."""
        found = self.metadata.anchors()
        found += [(("paragraphs", i), a) for i, a in enumerate(self.paragraphs)]
        found += [(("mentions", i), a) for i, a in enumerate(self.mentions)]
        for i, quote in enumerate(self.quotes):
            found += [(("quotes", i, "spans", k), a) for k, a in enumerate(quote.spans)]
            found += [(("quotes", i, "verbatim", k), a) for k, a in enumerate(quote.verbatim)]
            found += [
                (("quotes", i, name), anchor)
                for name in ("cue", "speaker")
                if (anchor := getattr(quote, name))
            ]
        return found


def article_id(sha256: str) -> str:
    """The id allotted to the article of the scrape with this SHA-256."""
    return f"a-{sha256[:12]}"


def source_of(data: bytes, layer_text: str, encoding: str, media_type: str = "text/plain") -> Source:
    """The source record of a scrape's bytes and their text layer."""
    return Source(
        sha256=hashlib.sha256(data).hexdigest(),
        bytes=len(data),
        media_type=media_type,
        encoding=encoding,
        layer_sha256=layer_hash(layer_text),
        layer_length=len(layer_text),
    )


def layer_hash(layer_text: str) -> str:
    """The SHA-256 of a text layer in UTF-8, as `Source.layer_sha256` has it."""
    return hashlib.sha256(layer_text.encode("utf-8", "surrogatepass")).hexdigest()


def dumps(annotation: Annotation) -> str:
    """The annotation as JSON: a line for each field, and for each item of its lists."""
    lines = []
    for key, value in annotation.model_dump(mode="json", exclude_defaults=False).items():
        if isinstance(value, list) and value:
            items = ",\n".join("  " + _compact(item) for item in value)
            lines.append(f" {json.dumps(key)}: [\n{items}\n ]")
        else:
            lines.append(f" {json.dumps(key)}: {_compact(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _compact(value: Any) -> str:
    return json.dumps(_without_nulls(value), ensure_ascii=False, separators=(", ", ": "))


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_nulls(v) for k, v in value.items() if v is not None and v != []}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value


def write(annotation: Annotation, path: Path) -> None:
    """Write the annotation file whole or not at all."""
    write_whole(path, dumps(annotation).encode())


def read(path: Path) -> Annotation:
    """Read and check an annotation file.

    Raises:
        AnnotationError: not readable, not JSON, or not as an annotation has to be; names line and field.
    """
    text, value = read_json(path)
    try:
        return Annotation.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        raise refusal(
            AnnotationError,
            {**first, "loc": location_of(first)},
            Annotation,
            file=path,
            line_of=partial(json_line, text),
            hint=rules.RULES[first["type"]].hint if first["type"] in rules.RULES else None,
        ) from None


def read_json(path: Path) -> tuple[str, Any]:
    """The text and the value of a JSON file.

    Raises:
        AnnotationError: not readable, not JSON, or with two members of one name in one object, of which
            JSON would keep the last and say nothing.
    """
    hint = "restore the file from git"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise AnnotationError(
            f"cannot be read: {error.strerror}", file=path, hint=hint, kind="file-readable"
        ) from None
    except UnicodeDecodeError as error:
        raise AnnotationError(f"not UTF-8: {error.reason}", file=path, hint=hint, kind="json_invalid") from None
    repeated = False

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        found = dict(pairs)
        repeated |= len(found) < len(pairs)
        return found

    try:
        value = json.loads(text, object_pairs_hook=members)
    except json.JSONDecodeError as error:
        raise AnnotationError(
            f"not JSON: {error.msg}", file=path, line=error.lineno, hint=hint, kind="json_invalid"
        ) from None
    except RecursionError:
        raise AnnotationError("not JSON: nested too deep", file=path, hint=hint, kind="json_invalid") from None
    if repeated:
        location, line = repeated_name(text)
        raise AnnotationError(
            f"the name {location[-1]!r} is there twice in one object",
            file=path,
            line=line,
            field=dotted(location),
            hint="keep one of the two",
            kind="json_invalid",
        )
    return text, value


def location_of(error: Mapping[str, Any]) -> Location:
    """Where one of pydantic's errors lies: a rule across fields says so itself."""
    return (*error["loc"], *error.get("ctx", {}).get("at", ()))


def check_against(annotation: Annotation, data: bytes, layer_text: str, file: object) -> None:
    """Check that an annotation still fits the scrape it was made for.

    Raises:
        AnnotationError: the bytes, the layer or the words of an anchor have changed.
    """
    for kind, location, message, hint in drift(annotation, data, layer_text):
        raise AnnotationError(message, file=file, field=dotted(location), hint=hint, kind=kind)


def drift(annotation: Annotation, data: bytes, layer_text: str) -> Iterator[tuple[str, Location, str, str]]:
    """Where an annotation no longer fits its scrape: which check says so, where, what, and what to do."""
    if (found := hashlib.sha256(data).hexdigest()) != annotation.source.sha256:
        yield (
            "scrape-hash",
            ("source", "sha256"),
            f"the scrape has SHA-256 {found}, the annotation was made for {annotation.source.sha256}",
            "restore the scrape, or annotate the new one",
        )
        return
    same_hash = layer_hash(layer_text) == annotation.source.layer_sha256
    if not same_hash or len(layer_text) != annotation.source.layer_length:
        yield (
            "layer-hash",
            ("source", "layer_sha256"),
            "the scrape decodes to another text layer than the one annotated",
            "use the version of onrecord that the annotation names, or annotate again",
        )
        return
    for location, anchor in annotation.anchors():
        if short_hash(layer_text[anchor.start : anchor.end]) != anchor.hash:
            yield (
                "anchor-hash",
                location,
                f"the words at {anchor.start}–{anchor.end} do not have the hash {anchor.hash}",
                "the offsets or the hash were edited; restore the file from git or annotate again",
            )
