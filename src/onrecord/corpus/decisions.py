"""What reviewers decided about entities: merges, splits and Wikidata items, which win in every build.

`corpus/decisions/entities.jsonl` holds one decision a line, in the order in which they were made, with who
decided, when and why. A decision that no longer holds is removed; git keeps it. `corpus/decisions/
wikidata.toml` says which Wikidata item an entity is.
"""

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError, model_validator

from onrecord.corpus.ledger import Ledger, LedgerEntity, numbered_lines
from onrecord.corpus.places import dotted, toml_line
from onrecord.corpus.refusals import message_of, refusal
from onrecord.corpus.seeds import read_toml
from onrecord.disk import write_whole
from onrecord.errors import LedgerError, ProvenanceError
from onrecord.records import (
    EntityId,
    EntityLabel,
    MentionId,
    Provenance,
    Record,
    Text,
    WikidataId,
)

ENTITIES = "entities.jsonl"
WIKIDATA = "wikidata.toml"
KNOWN, CONTRADICTION, REPEAT = "decision-known", "decision-contradiction", "decision-repeat"
WIKIDATA_ENTITY, WIKIDATA_UNIQUE = "wikidata-entity", "wikidata-unique"
"""The checks that a decision can fail."""

Member = Annotated[str, StringConstraints(pattern=r"^a-[0-9a-f]{12}#e[0-9]+$")]
"""All that one article says of an entity: the article's id, `#`, and the entity's id in its annotation."""


class Merge(Record):
    """Several entities are one: the others' ids redirect to one of them for good."""

    decision: Literal["merge"] = Field(description="What sort of decision it is.")
    into: EntityId = Field(description="The entity that keeps its id.")
    entities: Annotated[list[EntityId], Field(min_length=1)] = Field(
        description="The entities that are this one too."
    )
    date: datetime.date = Field(description="Day of the decision.")
    by: Provenance = Field(description="Who decided: a person or a named model.")
    why: Text = Field(description="The reason, in words of one's own.")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if len({self.into, *self.entities}) != 1 + len(self.entities):
            raise ValueError("an entity is named twice")
        return self


class Split(Record):
    """One entity is two: some articles or mentions of it are of another, which gets a new id."""

    decision: Literal["split"] = Field(description="What sort of decision it is.")
    entity: EntityId = Field(description="The entity that keeps its id and what is not named here.")
    into: EntityId = Field(description="The id of the new entity, never used before.")
    name: Text = Field(description="The new entity's preferred name.")
    label: EntityLabel = Field(description="What sort of thing it is.")
    members: list[Member] = Field(
        default=[], description="The articles that speak of the new one only."
    )
    mentions: list[MentionId] = Field(
        default=[],
        description="Single mentions of the new one; a quote goes with the mention that speaks.",
    )
    date: datetime.date = Field(description="Day of the decision.")
    by: Provenance = Field(description="Who decided: a person or a named model.")
    why: Text = Field(description="The reason, in words of one's own.")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.entity == self.into:
            raise ValueError("the new entity has the old one's id")
        if not self.parts:
            raise ValueError("a split names the articles or mentions that it moves")
        if len(set(self.parts)) != len(self.parts):
            raise ValueError("a part is named twice")
        return self

    @property
    def parts(self) -> list[str]:
        """The members and mentions that move."""
        return [*self.members, *self.mentions]


Decision = Annotated[Merge | Split, Field(discriminator="decision")]
_DECISION: TypeAdapter[Merge | Split] = TypeAdapter(Decision)
_SORTS: dict[Any, type[Record]] = {"merge": Merge, "split": Split}


class WikidataItem(Record):
    """One line of `wikidata.toml`: name and label are there so that a slip in an id is found."""

    name: Text = Field(description="A name of the entity in this corpus.")
    label: EntityLabel = Field(description="Its label.")
    item: WikidataId = Field(description="The Wikidata item that it surely is.")


@dataclass(frozen=True)
class Decisions:
    """Everything reviewers decided.

    Attributes:
        entities: merges and splits with the 1-based line of each, in order.
        wikidata: the item of each entity, by the entity's id.
        folder: where they lie, for messages.
    """

    entities: Sequence[tuple[int, Merge | Split]] = ()
    wikidata: Mapping[str, WikidataItem] = field(default_factory=dict)
    folder: Path | None = None


NONE = Decisions()
"""Nothing was decided."""


@dataclass(frozen=True)
class Problem:
    """A decision that does not hold.

    Attributes:
        kind: id of the check that it fails.
        file: name of the file it stands in.
        line: 1-based line in that file, if known.
        field: the field.
        message: what is wrong.
        hint: what to do.
    """

    kind: str
    file: str
    line: int | None
    field: str
    message: str
    hint: str


# --- files ----------------------------------------------------------------------------------------


def read(folder: Path) -> Decisions:
    """Read the decisions of a corpus; where there are none, nothing was decided.

    Raises:
        LedgerError: a file cannot be read, or a line is not of its shape.
    """
    return Decisions(
        list(_read_entities(folder / ENTITIES)), _read_wikidata(folder / WIKIDATA), folder
    )


def _read_entities(path: Path) -> Iterator[tuple[int, Merge | Split]]:
    for number, line in numbered_lines(path, "restore it from git"):
        try:
            yield number, _DECISION.validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            # The first part of the place is the sort of decision, which is no field of it.
            raise refusal(
                LedgerError,
                _within(first),
                _SORTS.get(first["loc"][0]) if first["loc"] else None,
                file=path,
                line_of=lambda _, number=number: number,
                hint="see schema/DICTIONARY.md, or use onrecord entities merge and split",
                kind=_kind(first["type"]),
            ) from None


def _within(error: Mapping[str, Any]) -> dict[str, Any]:
    """An error without the first part of its place, which names no field: a sort of decision, or an id."""
    return {**error, "loc": error["loc"][1:]}


def _kind(violation: str) -> str:
    return "literal_error" if violation.startswith("union_tag") else violation


def _read_wikidata(path: Path) -> dict[str, WikidataItem]:
    if not path.exists():
        return {}
    try:
        text, values = read_toml(path)
    except ProvenanceError as error:
        raise LedgerError(
            error.message, file=path, line=error.line, hint="restore it from git", kind=error.kind
        ) from None
    table: TypeAdapter[dict[EntityId, WikidataItem]] = TypeAdapter(dict[EntityId, WikidataItem])
    try:
        return table.validate_python(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise LedgerError(
            message_of(_within(first), WikidataItem), file=path, line=toml_line(text, first["loc"][:1]),
            field=dotted(tuple(part for part in first["loc"] if part != "[key]")), kind=first["type"],
            hint='a line is: e-0123456789 = { name = "Norway", label = "GPE", item = "Q20" }',
        ) from None  # fmt: skip


def paths(folder: Path) -> list[Path]:
    """The files of the decisions that are there, sorted."""
    return sorted(path for name in (ENTITIES, WIKIDATA) if (path := folder / name).is_file())


def append(decision: Merge | Split, folder: Path) -> Path:
    """Write down one more decision; returns the file."""
    path = folder / ENTITIES
    before = path.read_bytes() if path.is_file() else b""
    if before and not before.endswith(b"\n"):
        before += b"\n"
    value = decision.model_dump(mode="json", exclude_none=True, exclude_defaults=False)
    line = json.dumps({k: v for k, v in value.items() if v != []}, ensure_ascii=False)
    write_whole(path, before + line.encode() + b"\n")
    return path


# --- what holds -----------------------------------------------------------------------------------


def problems(decisions: Decisions, ledger: Ledger) -> Iterator[Problem]:
    """Every decision that speaks of nothing, contradicts an earlier one, or repeats one.

    Args:
        decisions: all of them, in order.
        ledger: the allotments, whether the decisions were carried out in it already or not.
    """
    merges = [d for _, d in decisions.entities if isinstance(d, Merge)]
    state = _State(ledger, {other for merge in merges for other in merge.entities})
    for line, decision in decisions.entities:
        look = state.merge if isinstance(decision, Merge) else state.split
        found = list(look(line, decision))
        yield from (
            Problem(kind, ENTITIES, line, name, said, hint) for kind, name, said, hint in found
        )
    yield from _wikidata_problems(decisions, ledger)


_Found = Iterator[tuple[str, str, str, str]]
_REMOVE = "remove the line that does not hold; git keeps it"


class _State:
    """What the decisions up to a line say."""

    def __init__(self, ledger: Ledger, merging: set[str]) -> None:
        self.ledger = ledger
        self.merging = merging
        self.holder = ledger.entity_of()
        self.merged: dict[str, tuple[str, int]] = {}
        self.made: dict[str, tuple[int, Split]] = {}
        self.moved: dict[str, tuple[str, int]] = {}

    def root(self, entity: str) -> str:
        while entity in self.merged:
            entity = self.merged[entity][0]
        return entity

    def unknown(self, field_name: str, entity: str) -> _Found:
        if entity not in self.ledger.entities and entity not in self.made:
            yield (
                KNOWN, field_name, f"there is no entity {entity}",
                "take an id that onrecord entities list shows, after onrecord freeze",
            )  # fmt: skip
        elif entity not in self.merging and self.ledger.follow(entity) != entity:
            # Its decision was removed after it had been carried out, and an id keeps its meaning.
            yield (
                CONTRADICTION, field_name, f"{entity} was merged into {self.ledger.follow(entity)} for good",
                f"name {self.ledger.follow(entity)}",
            )  # fmt: skip

    def gone(self, field_name: str, entity: str) -> _Found:
        if entity in self.merged:
            into, line = self.merged[entity]
            yield (
                CONTRADICTION, field_name, f"{entity} was merged into {into} by line {line}",
                f"name {self.root(entity)}, or {_REMOVE}",
            )  # fmt: skip

    def merge(self, line: int, decision: Merge) -> _Found:
        nowhere = [*self.unknown("into", decision.into), *self.gone("into", decision.into)]
        found = [*nowhere]
        for i, other in enumerate(decision.entities):
            name = f"entities[{i}]"
            if other in self.merged and self.root(other) == self.root(decision.into):
                found.append(
                    (REPEAT, name, f"line {self.merged[other][1]} says so already", "remove it")
                )
                continue
            wrong = [
                *self.unknown(name, other),
                *self.gone(name, other),
                *self._elsewhere(name, other, decision.into),
                *self._apart(name, other, decision.into),
            ]
            found += wrong
            if not wrong and not nowhere:
                self.merged[other] = decision.into, line
        yield from found

    def _elsewhere(self, field_name: str, entity: str, into: str) -> _Found:
        row = self.ledger.entities.get(entity)
        if row and row.redirect not in (None, into):
            yield (
                CONTRADICTION, field_name, f"{entity} was merged into {row.redirect} for good",
                f"name {self.ledger.follow(entity)}",
            )  # fmt: skip

    def _apart(self, field_name: str, a: str, b: str) -> _Found:
        for new, (line, split) in self.made.items():
            if {self.root(new), self.root(split.entity)} == {self.root(a), self.root(b)}:
                yield (
                    CONTRADICTION,
                    field_name,
                    f"line {line} took {new} out of {split.entity}",
                    _REMOVE,
                )

    def split(self, line: int, decision: Split) -> _Found:
        if decision.into in self.made:
            first, earlier = self.made[decision.into]
            same = (earlier.entity, set(earlier.parts)) == (decision.entity, set(decision.parts))
            if same:
                yield REPEAT, "into", f"line {first} says so already", "remove it"
            else:
                yield (
                    CONTRADICTION,
                    "into",
                    f"{decision.into} was made by line {first}",
                    "take a new id",
                )
            return
        found = [*self.unknown("entity", decision.entity), *self.gone("entity", decision.entity)]
        if not found:
            found = [problem for part in decision.parts for problem in self._part(part, decision)]
        if not found:
            self.made[decision.into] = line, decision
            self.moved.update(dict.fromkeys(decision.parts, (decision.into, line)))
        yield from found

    def _part(self, part: str, decision: Split) -> _Found:
        name = "members" if "#" in part else "mentions"
        if part in self.moved:
            to, line = self.moved[part]
            if self.root(to) != decision.entity:
                yield CONTRADICTION, name, f"line {line} moved {part} to {to}", _REMOVE
        elif "#" in part:
            holder = self.holder.get(part)
            # Once carried out, the ledger shows the part where this or a later decision has put it.
            if holder is None:
                yield (
                    KNOWN,
                    name,
                    f"there is no {part}",
                    "take an id that onrecord entities show tells",
                )
            elif (
                decision.into not in self.ledger.entities
                and self.root(self.ledger.follow(holder)) != decision.entity
            ):
                yield (
                    KNOWN,
                    name,
                    f"{part} is no part of {decision.entity}, but of {holder}",
                    "name that one",
                )
        else:
            row = self.ledger.articles.get(part.partition(".")[0])
            if row is None or int(part.rpartition(".m")[2]) > row.mentions:
                yield (
                    KNOWN,
                    name,
                    f"there is no mention {part}",
                    "take an id that onrecord entities show tells",
                )


def _wikidata_problems(decisions: Decisions, ledger: Ledger) -> Iterator[Problem]:
    item_of: dict[str, str] = {}
    entity_of: dict[str, str] = {}
    path = decisions.folder and decisions.folder / WIKIDATA
    text = path.read_text(encoding="utf-8-sig") if path and path.is_file() else ""
    for identifier, said in decisions.wikidata.items():
        row, now = ledger.entities.get(identifier), ledger.follow(identifier)
        kind, message, hint = WIKIDATA_UNIQUE, "", ""
        if row is None:
            kind, message, hint = (
                WIKIDATA_ENTITY,
                f"there is no entity {identifier}",
                "correct the id",
            )
        elif (row.name, row.label) != (said.name, said.label):
            kind = WIKIDATA_ENTITY
            message = f"{identifier} is {row.label} {row.name}, not {said.label} {said.name}"
            hint = "correct the id, or the name and label beside it"
        elif item_of.setdefault(now, said.item) != said.item:
            message, hint = f"{now} is {item_of[now]} too", "keep one of the two"
        elif entity_of.setdefault(said.item, now) != now:
            message = f"{said.item} is {entity_of[said.item]} too"
            hint = f"if they are one: onrecord entities merge {entity_of[said.item]} {now}"
        if message:
            yield Problem(kind, WIKIDATA, toml_line(text, (identifier,)), identifier, message, hint)


# --- carrying them out ----------------------------------------------------------------------------


def applied(decisions: Decisions, ledger: Ledger) -> Ledger:
    """The ledger as the decisions want it; the same ledger again once they were carried out.

    Raises:
        LedgerError: a decision does not hold.
    """
    for problem in problems(decisions, ledger):
        if problem.kind != REPEAT:
            raise LedgerError(
                problem.message, file=decisions.folder / problem.file if decisions.folder else problem.file,
                line=problem.line, field=problem.field, hint=problem.hint, kind=problem.kind,
            )  # fmt: skip
    entities, holder = dict(ledger.entities), ledger.entity_of()
    for _, decision in decisions.entities:
        if isinstance(decision, Merge):
            _merge(decision, entities, holder)
        else:
            _split(decision, entities, holder)
    return Ledger(ledger.articles, entities)


def _merge(decision: Merge, entities: dict[str, LedgerEntity], holder: dict[str, str]) -> None:
    for other in decision.entities:
        row, target = entities[other], entities[decision.into]
        if row.redirect:
            continue
        members = sorted({*target.members, *row.members})
        holder.update(dict.fromkeys(members, target.id))
        entities[target.id] = target.model_copy(update={"members": members})
        entities[other] = row.model_copy(update={"members": [], "redirect": target.id})


def _split(decision: Split, entities: dict[str, LedgerEntity], holder: dict[str, str]) -> None:
    new = entities.get(decision.into)
    if new is None:
        new = LedgerEntity(id=decision.into, label=decision.label, name=decision.name, members=[])
    if new.redirect:
        return
    old = entities[decision.entity]
    moving = {part for part in decision.parts if holder.get(part) in (None, old.id, new.id)}
    holder.update(dict.fromkeys(moving, new.id))
    entities[old.id] = old.model_copy(
        update={"members": [m for m in old.members if m not in moving]}
    )
    entities[new.id] = new.model_copy(update={"members": sorted({*new.members, *moving})})


def reasons(decisions: Decisions) -> dict[str, str]:
    """Why each merged id was merged."""
    return {
        other: decision.why
        for _, decision in decisions.entities
        if isinstance(decision, Merge)
        for other in decision.entities
    }


def deciders(decisions: Decisions, ledger: Ledger) -> dict[str, Provenance]:
    """Who last decided about each entity, by the id it has today."""
    found: dict[str, Provenance] = {}
    for _, decision in decisions.entities:
        named: Iterable[str] = (
            [decision.into] if isinstance(decision, Merge) else [decision.entity, decision.into]
        )
        found.update((ledger.follow(identifier), decision.by) for identifier in named)
    return found
