"""The difference between two datasets, record by record, in memory that does not grow with them.

Both sides come as tables sorted by id; two windows move over them together, and columns are compared
whole, so that only what differs costs more than reading.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from onrecord.records import CONFIGS
from onrecord.release.side import ADDITIVE, Side, former_ids, hashed, item_hash
from onrecord.release.version import Level


class Kind(StrEnum):
    """What became of a record, or of a field of all records."""

    added = "added"
    removed = "removed"
    merged = "merged"
    edited = "edited"
    moved = "moved"
    extended = "extended"
    derived = "derived"
    field_added = "field_added"
    field_removed = "field_removed"


LEVELS = {
    Kind.added: Level.MINOR,
    Kind.removed: Level.MAJOR,
    Kind.merged: Level.MAJOR,
    Kind.edited: Level.MAJOR,
    Kind.moved: Level.MAJOR,
    Kind.extended: Level.MINOR,
    Kind.derived: Level.PATCH,
    Kind.field_added: Level.MINOR,
    Kind.field_removed: Level.MAJOR,
}
"""Which change of the version each kind of difference asks for."""


@dataclass(frozen=True)
class Change:
    """One difference.

    Attributes:
        id: the record's id; None for a field that all records gained or lost.
        fields: the fields that differ.
        before: the split it was in, for what moved.
        after: the split it is in; for what was merged, the record that it is now.
    """

    config: str
    kind: Kind
    id: str | None
    fields: tuple[str, ...] = ()
    before: str | None = None
    after: str | None = None

    def json(self) -> dict[str, Any]:
        """The change as a JSON object, without what is empty."""
        values = {
            "config": self.config,
            "kind": self.kind.value,
            "id": self.id,
            "fields": list(self.fields),
            "before": self.before,
            "after": self.after,
        }
        return {name: value for name, value in values.items() if value}

    def __str__(self) -> str:
        where = f" {self.id}" if self.id else ""
        what = f": {', '.join(self.fields)}" if self.fields else ""
        moved = f": {self.before} to {self.after}" if self.kind is Kind.moved else ""
        merged = f" into {self.after}" if self.kind is Kind.merged else ""
        return f"{self.config} {self.kind}{where}{what}{moved}{merged}"


@dataclass
class Summary:
    """How much differs.

    Attributes:
        counts: how many differences of each kind, by config.
        fields: how many records have each field edited, by config.
        ids: the first ids of each kind, by config.
    """

    counts: dict[str, Counter[Kind]] = field(default_factory=dict)
    fields: dict[str, Counter[str]] = field(default_factory=dict)
    ids: dict[tuple[str, Kind], list[str]] = field(default_factory=dict)
    ids_kept: int = 12

    def add(self, change: Change) -> None:
        """Take a change into account."""
        self.counts.setdefault(change.config, Counter())[change.kind] += 1
        if change.kind is Kind.edited:
            self.fields.setdefault(change.config, Counter()).update(change.fields)
        kept = self.ids.setdefault((change.config, change.kind), [])
        if len(kept) < self.ids_kept:
            kept.append(change.id or ", ".join(change.fields))

    def count(self, kind: Kind) -> int:
        """How many differences of one kind there are in all configs."""
        return sum(counter[kind] for counter in self.counts.values())

    @property
    def level(self) -> Level:
        """The change of the version that this asks for."""
        kinds = {kind for counter in self.counts.values() for kind in counter}
        return max((LEVELS[kind] for kind in kinds), default=Level.PATCH)

    def json(self) -> dict[str, Any]:
        """The summary as a JSON object."""
        return {
            "level": self.level.name,
            "counts": {
                c: {k.value: n for k, n in sorted(n.items())} for c, n in self.counts.items()
            },
            "fields": {c: dict(sorted(n.items())) for c, n in self.fields.items()},
        }

    def lines(self) -> list[str]:
        """The summary for a person to read, one line for each config and kind."""
        shown = []
        for config, counter in self.counts.items():
            for kind in Kind:
                if not counter[kind]:
                    continue
                ids = self.ids[config, kind]
                more = ", …" if counter[kind] > len(ids) else ""
                fields = ""
                if kind is Kind.edited:
                    often = sorted(self.fields[config].items())
                    fields = f" ({', '.join(f'{name} {n}' for name, n in often)})"
                shown.append(
                    f"{config}: {counter[kind]} {_PHRASES[kind]}{fields}: {', '.join(ids)}{more}"
                )
        return shown


_PHRASES = {
    Kind.added: "added",
    Kind.removed: "removed",
    Kind.merged: "merged into another",
    Kind.edited: "edited",
    Kind.moved: "moved to another split",
    Kind.extended: "with new names or former ids",
    Kind.derived: "with new derived figures",
    Kind.field_added: "new field",
    Kind.field_removed: "field less",
}


def summarise(changes: Iterable[Change]) -> Summary:
    """The summary of some changes."""
    summary = Summary()
    for change in changes:
        summary.add(change)
    return summary


def difference(before: Side, after: Side) -> Iterator[Change]:
    """Every change from one dataset to another, by config, then by id.

    Raises:
        ReleaseError: a side is not sorted by id.
    """
    merged = former_ids(after)
    for config in [*CONFIGS, *sorted({*before.configs(), *after.configs()} - CONFIGS.keys())]:
        for change in _config_difference(config, before, after):
            into = merged.get(item_hash(change.id)) if config == "entities" else None
            if into and change.kind is Kind.removed:
                yield Change(config, Kind.merged, change.id, after=into)
            else:
                yield change


def _config_difference(config: str, before: Side, after: Side) -> Iterator[Change]:
    old, new = before.fields(config), after.fields(config)
    if old is not None and new is not None:
        for kind, names in (
            (Kind.field_removed, old.keys() - new.keys()),
            (Kind.field_added, new.keys() - old.keys()),
        ):
            for name in sorted(names):
                yield Change(config, kind, None, (name,))
    # Hashes are compared with hashes; values of one type, with each other.
    by_hash = {
        name
        for name in (old or {}).keys() & (new or {}).keys()
        if old[name] is None or old[name] != new[name]
    }
    for left, right in pairs(before.tables(config), after.tables(config)):
        yield from _window(config, left, right, old or {}, new or {}, by_hash)


def _window(
    config: str,
    left: pa.Table | None,
    right: pa.Table | None,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    by_hash: set[str],
) -> Iterator[Change]:
    """The changes among records whose ids lie in one window, sorted by id."""
    if left is None or right is None:
        kind, table = (Kind.added, right) if left is None else (Kind.removed, left)
        yield from (Change(config, kind, i) for i in table["id"].to_pylist())
        return
    changes: list[Change] = []
    if not left["id"].equals(right["id"]):
        place = pc.index_in(right["id"], value_set=left["id"])
        gone = pc.invert(pc.is_in(left["id"], value_set=right["id"]))
        changes += [Change(config, Kind.removed, i) for i in left["id"].filter(gone).to_pylist()]
        changes += [
            Change(config, Kind.added, i) for i in right["id"].filter(pc.is_null(place)).to_pylist()
        ]
        left = left.take(pc.drop_null(place))
        right = right.filter(pc.is_valid(place))
    ids = right["id"]
    for i in _differing(left["split"], right["split"]):
        was, now = left["split"][i].as_py(), right["split"][i].as_py()
        changes.append(Change(config, Kind.moved, ids[i].as_py(), before=was, after=now))
    edited: dict[int, dict[Kind, list[str]]] = {}
    for name in sorted(old.keys() & new.keys() - {"id"}):
        x, y = left[name], right[name]
        if name in by_hash:
            x, y = hashed(x, config, name, old[name]), hashed(y, config, name, new[name])
        for i in _differing(x, y):
            kind = _kind(config, name, x[i].as_py(), y[i].as_py())
            edited.setdefault(i, {}).setdefault(kind, []).append(name)
    for i, kinds in edited.items():
        identifier = ids[i].as_py()
        changes += [Change(config, kind, identifier, tuple(names)) for kind, names in kinds.items()]
    yield from sorted(changes, key=lambda change: (change.id, change.kind))


def _kind(config: str, name: str, before: Any, after: Any) -> Kind:
    if name in derived_fields(config):
        return Kind.derived
    if name in ADDITIVE.get(config, ()) and set(before or ()) <= set(after or ()):
        return Kind.extended
    return Kind.edited


def derived_fields(config: str) -> frozenset[str]:
    """The fields of a config that are computed from other records."""
    model = CONFIGS.get(config)
    return frozenset(
        name
        for name, info in (model.model_fields.items() if model else ())
        if isinstance(info.json_schema_extra, dict) and info.json_schema_extra.get("derived")
    )


def _differing(x: pa.ChunkedArray, y: pa.ChunkedArray) -> list[int]:
    """The rows in which two equally long columns differ, ascending."""
    found: list[int] = []
    pending = [(0, len(x))]
    while pending:
        start, end = pending.pop()
        if x.slice(start, end - start).equals(y.slice(start, end - start)):
            continue
        if end - start == 1:
            found.append(start)
        else:
            middle = (start + end) // 2
            pending += [(middle, end), (start, middle)]
    return found


# --- windows --------------------------------------------------------------------------------------


def pairs(
    left: Iterator[pa.Table], right: Iterator[pa.Table]
) -> Iterator[tuple[pa.Table | None, pa.Table | None]]:
    """Windows of two sorted streams: the rows of both whose ids lie between the same two ids.

    One of a pair is None where that stream has no rows there.
    """
    a, b = next(left, None), next(right, None)
    while a is not None or b is not None:
        last = min(table["id"][-1].as_py() for table in (a, b) if table is not None)
        window_a, a = _cut(a, last, left)
        window_b, b = _cut(b, last, right)
        yield window_a, window_b


def _cut(
    table: pa.Table | None, last: str, stream: Iterator[pa.Table]
) -> tuple[pa.Table | None, pa.Table | None]:
    """The rows up to an id, and the rest with what follows it in the stream."""
    if table is None:
        return None, None
    length = pc.sum(pc.less_equal(table["id"], last)).as_py()
    rest = table.slice(length) if length < table.num_rows else next(stream, None)
    return table.slice(0, length) if length else None, rest
