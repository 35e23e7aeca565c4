"""The annotation file of one article: everything known of a scrape, anchored in it, without its words.

One JSON file an article in `corpus/annotations/`, the source of truth of the corpus. It holds
offsets into the text layer with short hashes, labels, names and dates, so that the file of a
reserved scrape may be published, and its records rebuilt with or without the scrape at hand.
"""

import datetime
import hashlib
import json
import os
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator

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
LocalEntityId = Annotated[str, StringConstraints(pattern=r"^e[0-9]+$")]


class AnnotationLayer(StrEnum):
    """A layer that an annotation file holds whole; the machine fills in the others at build time."""

    roles = "roles"
    metadata = "metadata"
    quotes = "quotes"
    mentions = "mentions"


class Anchor(Record):
    """A range of the text layer with the short hash of its words."""

    start: Offset
    end: Offset
    hash: ShortHash

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

    text: Anchor | None = None
    credit: Anchor | None = None


class AnchoredParagraph(Anchor):
    """A unit of the clean text, where it stands in the layer."""

    role: Literal[Role.paragraph, Role.heading, Role.list_item, Role.blockquote]


class Metadata(Record):
    """What the page says about its article."""

    headline: Anchor | None = None
    deck: Anchor | None = None
    section: list[Anchor] = []
    keywords: list[Anchor] = []
    captions: list[AnchoredCaption] = []
    authors: list[Text] = []
    contributors: list[Text] = []
    published: datetime.date | None = None
    published_time: TimeOfDay | None = None
    updated: datetime.date | None = None
    updated_time: TimeOfDay | None = None
    publisher: Text | None = None
    url: Text | None = None
    language: Language | None = None
    ambiguous: list[Text] = []


class LocalEntity(Record):
    """Who or what this article speaks of; the ledger says which entity of the corpus it is."""

    id: LocalEntityId
    name: Text
    label: EntityLabel
    aliases: list[Text] = []
    wikidata_id: WikidataId | None = None


class AnchoredMention(Anchor):
    """A mention, where it stands."""

    id: MentionId
    label: EntityLabel
    form: MentionForm
    entity: LocalEntityId | None = None
    link_reason: Text | None = None
    link_probability: Probability | None = None
    probability: Probability | None = None
    status: Status


class AnchoredQuote(Record):
    """A quote, where it stands."""

    id: QuoteId
    kind: QuoteKind
    attitude: Attitude
    spans: Annotated[list[Anchor], Field(min_length=1)]
    verbatim: list[Anchor] = []
    cue: Anchor | None = None
    speaker: Anchor | None = None
    speaker_mention: MentionId | None = None
    speaker_ids: list[LocalEntityId] = []
    on_behalf_of: LocalEntityId | None = None
    parent: QuoteId | None = None
    phenomena: list[Phenomenon] = []
    probability: Probability | None = None
    status: Status


class Annotation(Record):
    """All that is known of one scrape."""

    format: Literal[1] = 1
    id: ArticleId
    file: Text = Field(description="Name of the scrape's file when it was annotated.")
    source: Source
    rights: Rights
    license: Text | None = None
    fictional: bool = False
    layers: list[AnnotationLayer] = Field(description="The layers that this file holds whole.")
    status: Status
    provenance: Provenance
    story: Text | None = Field(default=None, description="The event, in a reviewer's words: a key that stories share.")
    words: Offset = Field(description="Words of the clean text.")
    metadata: Metadata
    blocks: list[Block]
    paragraphs: list[AnchoredParagraph]
    entities: list[LocalEntity] = []
    mentions: list[AnchoredMention] = []
    quotes: list[AnchoredQuote] = []

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        for kind, items in (("entity", self.entities), ("mention", self.mentions), ("quote", self.quotes)):
            seen: set[str] = set()
            for item in items:
                if item.id in seen:
                    raise ValueError(f"{kind} id {item.id} occurs twice")
                seen.add(item.id)
        entities = {entity.id for entity in self.entities}
        mentions = {mention.id for mention in self.mentions}
        quotes = {quote.id for quote in self.quotes}
        for mention in self.mentions:
            if mention.entity is not None and mention.entity not in entities:
                raise ValueError(f"mention {mention.id} refers to entity {mention.entity}, which is not here")
        for quote in self.quotes:
            for entity in [*quote.speaker_ids, *([quote.on_behalf_of] if quote.on_behalf_of else [])]:
                if entity not in entities:
                    raise ValueError(f"quote {quote.id} refers to entity {entity}, which is not here")
            if quote.speaker_mention and quote.speaker_mention not in mentions:
                raise ValueError(f"quote {quote.id} refers to mention {quote.speaker_mention}, which is not here")
            if quote.parent and quote.parent not in quotes:
                raise ValueError(f"quote {quote.id} has parent {quote.parent}, which is not here")
        return self

    def anchors(self) -> list[tuple[str, Anchor]]:
        """Every anchor with the dotted path of its field."""
        found: list[tuple[str, Anchor]] = []
        meta = self.metadata
        for name in ("headline", "deck"):
            if anchor := getattr(meta, name):
                found.append((f"metadata.{name}", anchor))
        for name in ("section", "keywords"):
            found += [(f"metadata.{name}[{i}]", a) for i, a in enumerate(getattr(meta, name))]
        for i, caption in enumerate(meta.captions):
            found += [
                (f"metadata.captions[{i}].{name}", anchor)
                for name in ("text", "credit")
                if (anchor := getattr(caption, name))
            ]
        found += [(f"paragraphs[{i}]", a) for i, a in enumerate(self.paragraphs)]
        found += [(f"mentions[{i}]", a) for i, a in enumerate(self.mentions)]
        for i, quote in enumerate(self.quotes):
            found += [(f"quotes[{i}].spans[{k}]", a) for k, a in enumerate(quote.spans)]
            found += [(f"quotes[{i}].verbatim[{k}]", a) for k, a in enumerate(quote.verbatim)]
            found += [
                (f"quotes[{i}].{name}", anchor)
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
        layer_sha256=hashlib.sha256(layer_text.encode("utf-8", "surrogatepass")).hexdigest(),
        layer_length=len(layer_text),
    )


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
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    partial.write_text(dumps(annotation), encoding="utf-8")
    os.replace(partial, path)


def read(path: Path) -> Annotation:
    """Read and check an annotation file.

    Raises:
        AnnotationError: not JSON, or not of the annotation's shape; names line and field.
    """
    try:
        text = path.read_text(encoding="utf-8")
        value = json.loads(text)
    except UnicodeDecodeError as error:
        raise AnnotationError(f"not UTF-8: {error}", file=path) from None
    except json.JSONDecodeError as error:
        raise AnnotationError(
            f"not JSON: {error.msg}", file=path, line=error.lineno, hint="restore the file from git"
        ) from None
    try:
        return Annotation.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        field = dotted(first["loc"])
        raise AnnotationError(
            first["msg"], file=path, line=line_of(text, first["loc"]), field=field or None
        ) from None


def dotted(location: tuple[str | int, ...]) -> str:
    """A pydantic error location as a dotted path: ("quotes", 3, "kind") -> "quotes[3].kind"."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path


def line_of(text: str, location: tuple[str | int, ...]) -> int | None:
    """The 1-based line of a field in a file that `dumps` wrote; None if it cannot be told."""
    if not location:
        return None
    at = re.search(rf"^ {re.escape(json.dumps(location[0]))}:", text, re.M)
    if at is None:
        return None
    line = text.count("\n", 0, at.start()) + 1
    opens_list = text[at.end() :].lstrip(" ").startswith("[\n")
    return line + 1 + location[1] if opens_list and len(location) > 1 and isinstance(location[1], int) else line


def check_against(annotation: Annotation, data: bytes, layer_text: str, file: object) -> None:
    """Check that an annotation still fits the scrape it was made for.

    Raises:
        AnnotationError: the bytes, the layer or the words of an anchor have changed.
    """
    if (found := hashlib.sha256(data).hexdigest()) != annotation.source.sha256:
        raise AnnotationError(
            f"the scrape has SHA-256 {found[:12]}…, the annotation was made for {annotation.source.sha256[:12]}…",
            file=file,
            field="source.sha256",
            hint="restore the scrape, or annotate the new one",
        )
    layer_hash = hashlib.sha256(layer_text.encode("utf-8", "surrogatepass")).hexdigest()
    if layer_hash != annotation.source.layer_sha256:
        raise AnnotationError(
            "the scrape decodes to another text layer than the one annotated",
            file=file,
            field="source.layer_sha256",
            hint="use the version of onrecord that the annotation names, or annotate again",
        )
    for field, anchor in annotation.anchors():
        if short_hash(layer_text[anchor.start : anchor.end]) != anchor.hash:
            raise AnnotationError(
                f"the words at {anchor.start}–{anchor.end} do not have the hash {anchor.hash}",
                file=file,
                field=field,
                hint="the offsets or the hash were edited; restore the file from git or annotate again",
            )
