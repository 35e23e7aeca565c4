"""From a reading (line numbers and exact words, as people annotate) to an annotation (offsets and hashes).

The form of a reading is described in `docs/annotation-guidelines.md`.
"""

import datetime
import re
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from onrecord.cleaning.read import Layer
from onrecord.corpus.annotations import (
    Anchor,
    AnchoredCaption,
    AnchoredMention,
    AnchoredParagraph,
    AnchoredQuote,
    Annotation,
    AnnotationLayer,
    LocalEntity,
    LocalEntityId,
    Metadata,
    article_id,
    location_of,
    read_json,
    source_of,
)
from onrecord.corpus.places import dotted, json_line
from onrecord.corpus.refusals import message_of, validated
from onrecord.errors import AnnotationError
from onrecord.records import (
    Attitude,
    Block,
    EntityLabel,
    Language,
    MakerKind,
    MentionForm,
    Phenomenon,
    Provenance,
    QuoteKind,
    Reason,
    Record,
    Rights,
    Role,
    Status,
    Text,
    TimeOfDay,
)
from onrecord.text import View, count_words, trimmed

_SEE_GUIDELINES = "see docs/annotation-guidelines.md"


def _moment(value: str | None) -> tuple[str | None, str | None]:
    """An ISO date or date-time as its day and its time."""
    if not value:
        return None, None
    day, _, time = value.partition("T")
    return day, time or None


def _checked_moment(value: str) -> str:
    day, _, time = value.partition("T")
    datetime.date.fromisoformat(day)
    if time:
        TypeAdapter(TimeOfDay).validate_python(time)
    return value


Place = Annotated[list[Any], Field(min_length=2, max_length=3)]
"""`[line, "exact words"]`, or `[line, "exact words", n]` for the n-th occurrence."""
Moment = Annotated[str, AfterValidator(lambda value: _checked_moment(value))]
"""An ISO date, or date and time."""


class ReadCaption(Record):
    """A caption as a reader gives it."""

    line: int
    text: Text | None = None
    credit: Text | None = None


class ReadMetadata(Record):
    """What the page says about its article, in its words."""

    headline: Text | None = None
    deck: Text | None = None
    section: list[Text] = []
    authors: list[Text] = []
    contributors: list[Text] = []
    published: Moment | None = None
    updated: Moment | None = None
    keywords: list[Text] = []
    captions: list[ReadCaption] = []
    ambiguous: list[Text] = []


class ReadMention(Record):
    """A mention as a reader gives it."""

    at: Place
    label: EntityLabel
    form: MentionForm
    entity: LocalEntityId | None


class ReadQuote(Record):
    """A quote as a reader gives it."""

    id: Text
    kind: QuoteKind
    attitude: Attitude
    spans: Annotated[list[Place], Field(min_length=1)]
    verbatim: list[Place] = []
    cue: Place | None = None
    speaker: Place | None = None
    speaker_ids: list[LocalEntityId]
    on_behalf_of: LocalEntityId | None = None
    parent: Text | None = None
    phenomena: list[Phenomenon] = []


class Reading(Record):
    """The form of a reading."""

    scrape: Text
    reader: Text
    reader_kind: MakerKind = MakerKind.model
    fictional: bool = False
    rights: Rights
    license: Text | None = None
    publisher: Text | None = None
    url: Text | None = None
    language: Language | None = None
    story: Text | None = None
    shape: Text | None = None
    roles: list[Annotated[list[Any], Field(min_length=3)]]
    metadata: ReadMetadata
    entities: list[LocalEntity]
    mentions: list[ReadMention]
    quotes: list[ReadQuote]


def load(path: Path) -> dict[str, Any]:
    """Read a reading.

    Raises:
        AnnotationError: it is not JSON, or not of a reading's form; names line and field.
    """
    text, value = read_json(path)
    validated(
        Reading,
        value,
        AnnotationError,
        file=path,
        line_of=partial(json_line, text),
        hint=_SEE_GUIDELINES,
    )
    return value


def compile_reading(
    reading: dict[str, Any], data: bytes, layer: Layer, file: object = None
) -> Annotation:
    """The annotation that a reading of this scrape means.

    Args:
        reading: as `load` gives it.
        data: the scrape's bytes.
        layer: what decoding them gave.
        file: the reading's path, for messages.

    Raises:
        AnnotationError: words that do not stand where the reading says, or a broken rule of the records.
    """
    return _Compiler(reading, data, layer, file).annotation()


_CREDIT_LINES = 2


class _Compiler:
    def __init__(self, reading: dict[str, Any], data: bytes, layer: Layer, file: object) -> None:
        self.reading, self.layer, self.file = reading, layer.text, file
        self.source = source_of(data, layer.text, layer.encoding, layer.media_type)
        self.starts = [0] + [m.end() for m in re.finditer("\n", self.layer)]
        self.ends = [start - 1 for start in self.starts[1:]] + [len(self.layer)]

    def annotation(self) -> Annotation:
        identifier = article_id(self.source.sha256)
        contents = self._contents()
        paragraphs = [
            AnchoredParagraph(**Anchor.of(self.layer, start, end).model_dump(), role=role)
            for start, end, role, *_ in contents
            if Role(role).is_text
        ]
        view = View((p.start, p.end) for p in paragraphs)
        try:
            mentions = self._mentions(identifier)
            return Annotation(
                id=identifier,
                file=self.reading["scrape"],
                source=self.source,
                rights=Rights(self.reading["rights"]),
                license=self.reading.get("license"),
                fictional=self.reading.get("fictional", False),
                layers=list(AnnotationLayer),
                status=Status.reviewed,
                provenance=Provenance(
                    kind=MakerKind(self.reading.get("reader_kind", "model")), name=self.reading["reader"]
                ),
                story=self.reading.get("story"),
                words=count_words(view.text(self.layer)),
                metadata=self._metadata(contents),
                blocks=self._blocks(contents),
                paragraphs=paragraphs,
                entities=[
                    LocalEntity(**{k: v for k, v in e.items() if k in LocalEntity.model_fields})
                    for e in self.reading["entities"]
                ],
                mentions=mentions,
                quotes=self._quotes(identifier, mentions),
            )
        except ValidationError as error:
            first = error.errors()[0]
            raise AnnotationError(
                message_of(first), file=self.file, field=dotted(location_of(first)), kind=first["type"]
            ) from None

    def _fail(self, message: str, field: str) -> AnnotationError:
        return AnnotationError(message, file=self.file, field=field, hint=_SEE_GUIDELINES, kind="reading-place")

    def _line(self, number: int, field: str) -> tuple[int, int]:
        if type(number) is not int or not 1 <= number <= len(self.starts):
            raise self._fail(f"there is no line {number}", field)
        return self.starts[number - 1], self.ends[number - 1]

    def _place(self, place: list[Any], field: str) -> Anchor:
        words, *times = place[1:]
        if not isinstance(words, str) or not words or not all(isinstance(n, int) and n > 0 for n in times):
            raise self._fail(f"{place!r} is no place: [line, \"exact words\"]", field)
        start, end = self._line(place[0], field)
        at = start - 1
        for _ in range(times[0] if times else 1):
            at = self.layer.find(words, at + 1, end)
            if at < 0:
                raise self._fail(f"line {place[0]} does not hold {words!r}", field)
        return Anchor.of(self.layer, at, at + len(words))

    def _check_role(self, role: Any, reason: Any, field: str) -> None:
        if not isinstance(role, str) or role not in set(Role):
            raise self._fail(f"there is no role {role!r}", field)
        if reason is not None and (not isinstance(reason, str) or reason not in set(Reason)):
            raise self._fail(f"there is no reason {reason!r}", field)

    def _contents(self) -> list[tuple[int, int, str, str | None, int | None]]:
        """(start, end, role, reason, line it repeats) of what stands in each line, in order."""
        found = []
        for i, entry in enumerate(self.reading["roles"]):
            held = self._parts if entry[0] == "split" else self._lines
            found += held(entry, f"roles[{i}]")
        found.sort(key=lambda content: content[:2])
        for (_, end, *_), (start, *_) in pairwise(found):
            if start < end:
                raise self._fail(f"line {self._number(start)} has two roles", "roles")
        covered = {self._number(start) for start, *_ in found}
        for number, (start, end) in enumerate(zip(self.starts, self.ends), 1):
            if self.layer[start:end].strip() and number not in covered:
                raise self._fail(f"line {number} has no role", "roles")
        return found

    def _number(self, place: int) -> int:
        return self.layer.count("\n", 0, place) + 1

    def _parts(self, entry: list[Any], field: str) -> Iterator[tuple[int, int, str, str | None, None]]:
        """What `["split", line, [["exact words", role, reason], …]]` says of a line."""
        start, end = self._line(entry[1], field)
        parts = entry[2] if isinstance(entry[2], list) else [entry[2]]
        for part in parts:
            if not isinstance(part, list) or not 2 <= len(part) <= 3 or not (part[0] and isinstance(part[0], str)):
                raise self._fail(f"{part!r} is no part: [\"exact words\", role, reason]", field)
            words, role, reason = (*part, None)[:3]
            self._check_role(role, reason, field)
            at = self.layer.find(words, start, end)
            if at < 0:
                raise self._fail(f"line {entry[1]} does not hold {words!r}", field)
            yield at, at + len(words), role, reason, None
            start = at + len(words)

    def _lines(self, entry: list[Any], field: str) -> Iterator[tuple[int, int, str, str | None, int | None]]:
        """What `[first, last, role, reason, line it repeats]` says of some lines."""
        first, last, role, reason, repeats = (*entry, None, None)[:5]
        self._check_role(role, reason, field)
        for number in (first, last, *([] if repeats is None else [repeats])):
            self._line(number, field)
        for number in range(first, last + 1):
            start, end = trimmed(self.layer, *self._line(number, field))
            if start < end:
                yield start, end, role, reason, repeats

    def _blocks(self, contents: list[tuple[int, int, str, str | None, int | None]]) -> list[Block]:
        # A block runs to where the next one begins: line ends and blank lines belong to the block before.
        starts = [0] + [start for start, *_ in contents[1:]]
        ends = [*starts[1:], len(self.layer)]
        block_at = {self._number(c[0]): s for c, s in zip(contents, starts)}
        for *_, repeats in contents:
            if repeats is not None and repeats not in block_at:
                raise self._fail(f"there is nothing on line {repeats} to be repeated", "roles")
        return [
            Block(
                start=start,
                end=end,
                role=role,
                reason=reason,
                duplicate_of=block_at[repeats] if repeats is not None else None,
            )
            for (_, _, role, reason, repeats), start, end in zip(contents, starts, ends)
        ]

    def _metadata(self, contents: list[tuple[int, int, str, str | None, int | None]]) -> Metadata:
        meta = self.reading["metadata"]

        def within(words: str, roles: set[str], field: str) -> Anchor:
            for start, end, role, *_ in contents:
                # A deck of several lines begins in its first block and runs on.
                if role in roles and 0 <= (at := self.layer.find(words, start)) < end:
                    return Anchor.of(self.layer, at, at + len(words))
            raise self._fail(f"{words!r} stands in no block of role {' or '.join(sorted(roles))}", field)

        def caption(i: int, item: dict[str, Any]) -> AnchoredCaption:
            start, _ = self._line(item["line"], f"metadata.captions[{i}].line")
            _, end = self._line(min(item["line"] + _CREDIT_LINES, len(self.starts)), "metadata.captions")
            anchors = {}
            for key in ("text", "credit"):
                if words := item.get(key):
                    # The credit may stand on a line of its own below its caption.
                    at = self.layer.find(words, start, end)
                    if at < 0:
                        raise self._fail(
                            f"neither line {item['line']} nor the next {_CREDIT_LINES} hold {words!r}",
                            f"metadata.captions[{i}].{key}",
                        )
                    anchors[key] = Anchor.of(self.layer, at, at + len(words))
            return AnchoredCaption(**anchors)

        published, published_time = _moment(meta.get("published"))
        updated, updated_time = _moment(meta.get("updated"))
        section_roles = {"section", "navigation", "topics"}
        return Metadata(
            headline=within(meta["headline"], {"headline"}, "metadata.headline") if meta.get("headline") else None,
            deck=within(meta["deck"], {"deck"}, "metadata.deck") if meta.get("deck") else None,
            section=[within(w, section_roles, "metadata.section") for w in meta.get("section") or []],
            keywords=[within(w, {"topics"}, "metadata.keywords") for w in meta.get("keywords") or []],
            captions=[caption(i, c) for i, c in enumerate(meta.get("captions") or [])],
            authors=meta.get("authors") or [],
            contributors=meta.get("contributors") or [],
            published=published,
            published_time=published_time,
            updated=updated,
            updated_time=updated_time,
            publisher=self.reading.get("publisher"),
            url=self.reading.get("url"),
            language=self.reading.get("language"),
            ambiguous=meta.get("ambiguous") or [],
        )

    def _mentions(self, identifier: str) -> list[AnchoredMention]:
        placed = [
            (self._place(m["at"], f"mentions[{i}].at"), m) for i, m in enumerate(self.reading["mentions"])
        ]
        placed.sort(key=lambda item: (item[0].start, item[0].end))
        return [
            AnchoredMention(
                **anchor.model_dump(),
                id=f"{identifier}.m{number:03d}",
                label=m["label"],
                form=m["form"],
                entity=m["entity"],
                status=Status.reviewed,
            )
            for number, (anchor, m) in enumerate(placed, 1)
        ]

    def _quotes(self, identifier: str, mentions: list[AnchoredMention]) -> list[AnchoredQuote]:
        def places(quote: dict[str, Any], i: int, name: str) -> list[Anchor]:
            return [self._place(p, f"quotes[{i}].{name}[{k}]") for k, p in enumerate(quote.get(name) or [])]

        read = [(i, q, places(q, i, "spans")) for i, q in enumerate(self.reading["quotes"])]
        read.sort(key=lambda item: (item[2][0].start, -item[2][-1].end))
        ids = {q["id"]: f"{identifier}.q{number:03d}" for number, (_, q, _) in enumerate(read, 1)}
        if len(ids) < len(read):
            raise self._fail("two quotes have one id", "quotes")
        for i, q, _ in read:
            if q.get("parent") and q["parent"] not in ids:
                raise self._fail(f"there is no quote {q['parent']!r}", f"quotes[{i}].parent")
        quotes = []
        for i, q, spans in read:
            speaker = self._place(q["speaker"], f"quotes[{i}].speaker") if q.get("speaker") else None
            quotes.append(
                AnchoredQuote(
                    id=ids[q["id"]],
                    kind=q["kind"],
                    attitude=q["attitude"],
                    spans=spans,
                    verbatim=places(q, i, "verbatim"),
                    cue=self._place(q["cue"], f"quotes[{i}].cue") if q.get("cue") else None,
                    speaker=speaker,
                    speaker_mention=_mention_of(speaker, q["speaker_ids"], mentions),
                    speaker_ids=q["speaker_ids"],
                    on_behalf_of=q.get("on_behalf_of"),
                    parent=ids[q["parent"]] if q.get("parent") else None,
                    phenomena=q.get("phenomena") or [],
                    status=Status.reviewed,
                )
            )
        return quotes


def _mention_of(speaker: Anchor | None, speaker_ids: list[str], mentions: list[AnchoredMention]) -> str | None:
    if speaker is None:
        return None
    inside = [m for m in mentions if m.start >= speaker.start and m.end <= speaker.end]
    around = [m for m in mentions if m.start <= speaker.start and m.end >= speaker.end]
    for mention in inside + around:
        if mention.entity in speaker_ids:
            return mention.id
    return None
