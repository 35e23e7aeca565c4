"""The difference is exactly what was changed, for whatever was changed, and asks for the right version."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.dataset.build import tables
from onrecord.dataset.features import features, row
from onrecord.dataset.files import write
from onrecord.dataset.make import make
from onrecord.errors import ReleaseError
from onrecord.records import CONFIGS, Attitude, Split
from onrecord.release.difference import Change, Kind, difference, pairs, summarise
from onrecord.release.side import Folder, fingerprints, merged, read_fingerprints
from onrecord.release.version import Level, Version
from tests.small import corpus_of, make_small

Rows = dict[str, dict[str, dict[str, Any]]]
"""Rows with their split, by config and id."""


@dataclass
class Memory:
    """A dataset held in memory, as a side of a comparison."""

    rows: Rows
    window: int = 7

    def configs(self) -> list[str]:
        return list(self.rows)

    def fields(self, config: str) -> dict[str, Any] | None:
        return dict(features(CONFIGS[config])) if config in self.rows else None

    def tables(self, config: str):
        schema = (
            features(CONFIGS[config])
            .arrow_schema.remove_metadata()
            .append(pa.field("split", pa.string()))
        )
        rows = [self.rows[config][i] for i in sorted(self.rows.get(config, {}))]
        for start in range(0, len(rows), self.window):
            yield pa.Table.from_pylist(rows[start : start + self.window], schema=schema)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    corpus = corpus_of(make_small(tmp_path_factory.mktemp("base") / "house"))
    return {
        config: {
            r.id: row(r) | {"split": split} for split, records in splits.items() for r in records
        }
        for config, splits in tables(corpus).items()
    }


def copied(rows: Rows) -> Rows:
    return {config: {i: dict(r) for i, r in records.items()} for config, records in rows.items()}


@dataclass
class Mutation:
    """What a test did to a dataset, and what should be found."""

    rows: Rows
    expected: set[tuple[str, Kind, str]] = field(default_factory=set)
    touched: set[tuple[str, str]] = field(default_factory=set)

    def pick(self, chance: random.Random, config: str) -> str | None:
        free = sorted(i for i in self.rows[config] if (config, i) not in self.touched)
        if not free:
            return None
        self.touched.add((config, picked := chance.choice(free)))
        return picked


def remove(m: Mutation, chance: random.Random) -> None:
    config = chance.choice(sorted(m.rows))
    if i := m.pick(chance, config):
        del m.rows[config][i]
        m.expected.add((config, Kind.removed, i))


def add(m: Mutation, chance: random.Random) -> None:
    config = chance.choice(sorted(m.rows))
    if i := m.pick(chance, config):
        new = f"{i}{chance.randrange(10)}"
        if new not in m.rows[config]:
            m.rows[config][new] = m.rows[config][i] | {"id": new}
            m.touched.add((config, new))
            m.expected.add((config, Kind.added, new))


def move(m: Mutation, chance: random.Random) -> None:
    config = chance.choice(["articles", "quotes", "mentions", "tokens"])
    if i := m.pick(chance, config):
        was = m.rows[config][i]["split"]
        m.rows[config][i]["split"] = chance.choice([s.value for s in Split if s.value != was])
        m.expected.add((config, Kind.moved, i))


def edit_quote(m: Mutation, chance: random.Random) -> None:
    if i := m.pick(chance, "quotes"):
        m.rows["quotes"][i]["attitude"] = list(Attitude).index(Attitude.intention)
        m.expected.add(("quotes", Kind.edited, i))


def edit_span(m: Mutation, chance: random.Random) -> None:
    if i := m.pick(chance, "mentions"):
        span = m.rows["mentions"][i]["span"]
        m.rows["mentions"][i]["span"] = span | {"source_start": span["source_start"] + 1}
        m.expected.add(("mentions", Kind.edited, i))


def forget(m: Mutation, chance: random.Random) -> None:
    if i := m.pick(chance, "articles"):
        m.rows["articles"][i]["headline"] = None
        m.expected.add(("articles", Kind.edited, i))


def add_alias(m: Mutation, chance: random.Random) -> None:
    if i := m.pick(chance, "entities"):
        m.rows["entities"][i]["aliases"] = [
            *m.rows["entities"][i]["aliases"],
            "the one they call Moth",
        ]
        m.expected.add(("entities", Kind.extended, i))


def count_again(m: Mutation, chance: random.Random) -> None:
    if i := m.pick(chance, "entities"):
        counts = m.rows["entities"][i]["counts"]
        m.rows["entities"][i]["counts"] = counts | {"mentions": counts["mentions"] + 1}
        m.expected.add(("entities", Kind.derived, i))


def merge(m: Mutation, chance: random.Random) -> None:
    if (i := m.pick(chance, "entities")) and (k := m.pick(chance, "entities")):
        del m.rows["entities"][i]
        m.rows["entities"][k]["former_ids"] = [*m.rows["entities"][k]["former_ids"], i]
        m.expected |= {("entities", Kind.merged, i), ("entities", Kind.extended, k)}


MUTATIONS: list[Callable[[Mutation, random.Random], None]] = [
    remove, add, move, edit_quote, edit_span, forget, add_alias, count_again, merge,
]  # fmt: skip
MAJOR = {Kind.removed, Kind.merged, Kind.moved, Kind.edited}
MINOR = {Kind.added, Kind.extended}


def level_of(kinds: set[Kind]) -> Level:
    return Level.MAJOR if kinds & MAJOR else Level.MINOR if kinds & MINOR else Level.PATCH


def found(changes: list[Change]) -> set[tuple[str, Kind, str]]:
    return {(c.config, c.kind, c.id) for c in changes}


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(st.sampled_from(MUTATIONS), max_size=6),
    seed=st.integers(0, 2**32),
    windows=st.tuples(st.integers(1, 20), st.integers(1, 20)),
    previous=st.sampled_from(["0.1.0", "0.4.2", "1.0.0", "3.1.4"]),
    wanted=st.tuples(st.integers(0, 4), st.integers(0, 5), st.integers(0, 5)),
)
def test_every_change_is_found_and_nothing_else(
    base, steps, seed, windows, previous, wanted
) -> None:
    mutation = Mutation(copied(base))
    chance = random.Random(seed)
    for step in steps:
        step(mutation, chance)
    changes = list(difference(Memory(base, windows[0]), Memory(mutation.rows, windows[1])))
    assert found(changes) == mutation.expected
    assert len(changes) == len(mutation.expected)
    level = level_of({kind for _, kind, _ in mutation.expected})
    assert summarise(changes).level is level
    before, number = Version.parse(previous), Version(*wanted)
    big_enough = number.major > before.major or (
        number.major == before.major
        and (
            number.minor > before.minor
            if level is Level.MINOR or level is Level.MAJOR and before.major == 0
            else level is Level.PATCH
            and (number.minor, number.patch) > (before.minor, before.patch)
        )
    )
    assert number.promises(level, before) == big_enough
    back = found(list(difference(Memory(mutation.rows), Memory(base))))
    mirrored = {
        Kind.added: Kind.removed,
        Kind.removed: Kind.added,
        Kind.merged: Kind.added,
        Kind.extended: Kind.edited,
    }
    assert back == {(c, mirrored.get(k, k), i) for c, k, i in mutation.expected}


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.sampled_from(MUTATIONS), max_size=6), seed=st.integers(0, 2**32))
def test_field_hashes_tell_the_same(base, tmp_path: Path, steps, seed) -> None:
    mutation = Mutation(copied(base))
    chance = random.Random(seed)
    for step in steps:
        step(mutation, chance)
    (tmp_path / "old.tsv").write_text("".join(fingerprints(Memory(base))), encoding="utf-8")
    (tmp_path / "new.tsv").write_text(
        "".join(fingerprints(Memory(mutation.rows))), encoding="utf-8"
    )
    old, new = (read_fingerprints(tmp_path / name) for name in ("old.tsv", "new.tsv"))
    expected = list(difference(Memory(base), Memory(mutation.rows)))
    for left, right in ((old, new), (old, Memory(mutation.rows)), (Memory(base), new)):
        assert list(difference(left, right)) == expected


def test_fields_that_come_and_go(base: Rows) -> None:
    class Older(Memory):
        def fields(self, config: str) -> dict[str, Any] | None:
            fields = super().fields(config)
            return fields and {n: f for n, f in fields.items() if n != "on_behalf_of"}

    gained = list(difference(Older(base), Memory(base)))
    assert [(c.config, c.kind, c.fields) for c in gained] == [
        ("quotes", Kind.field_added, ("on_behalf_of",))
    ]
    assert summarise(gained).level is Level.MINOR
    lost = list(difference(Memory(base), Older(base)))
    assert summarise(lost).level is Level.MAJOR


def test_class_labels_are_compared_by_name(base: Rows) -> None:
    from datasets import ClassLabel

    turned = copied(base)
    names = [a.value for a in Attitude][::-1]
    for values in turned["quotes"].values():
        values["attitude"] = len(names) - 1 - values["attitude"]

    class Turned(Memory):
        def fields(self, config: str) -> dict[str, Any] | None:
            fields = super().fields(config)
            return fields | {"attitude": ClassLabel(names=names)} if config == "quotes" else fields

    assert list(difference(Memory(base), Turned(turned))) == []


def test_folders_are_compared_by_their_parquet(tmp_path: Path) -> None:
    house = make_small(tmp_path / "house")
    make(house, tmp_path / "whole")
    (house.seeds / "ferry.txt").unlink()
    make(house, tmp_path / "withheld")
    changes = list(difference(Folder(tmp_path / "whole"), Folder(tmp_path / "withheld")))
    kinds = {(c.config, c.kind) for c in changes}
    assert kinds == {
        ("articles", Kind.edited), ("quotes", Kind.edited), ("mentions", Kind.edited), ("tokens", Kind.removed),
    }  # fmt: skip
    edited = next(c for c in changes if c.config == "quotes")
    assert set(edited.fields) == {"cue", "spans", "speaker", "surface", "text", "withheld"}
    assert list(difference(Folder(tmp_path / "whole"), Folder(tmp_path / "whole"))) == []


def test_an_unsorted_dataset_is_refused(tmp_path: Path) -> None:
    from onrecord.dataset import build as builder

    house = make_small(tmp_path / "house")
    corpus = corpus_of(house)
    corpus.mentions.reverse()
    write(builder.build(corpus, {}), tmp_path / "unsorted")
    with pytest.raises(ReleaseError, match="not sorted by id"):
        list(difference(Folder(tmp_path / "unsorted"), Folder(tmp_path / "unsorted")))


ids = st.lists(st.text("abc", min_size=1, max_size=3), unique=True).map(sorted)


def stream(values: list[str], size: int):
    for start in range(0, len(values), size):
        yield pa.table({"id": values[start : start + size]})


@given(st.lists(st.tuples(ids, st.integers(1, 5)), max_size=4))
def test_merging_gives_all_rows_in_order(parts) -> None:
    tables_ = list(merged([stream(values, size) for values, size in parts]))
    assert all(table.num_rows for table in tables_)
    assert [i for t in tables_ for i in t["id"].to_pylist()] == sorted(
        i for values, _ in parts for i in values
    )


@given(ids, ids, st.integers(1, 5), st.integers(1, 5))
def test_windows_hold_all_rows_once_and_equal_ids_together(left, right, a, b) -> None:
    windows = list(pairs(stream(left, a), stream(right, b)))
    for side, values in ((0, left), (1, right)):
        assert [i for w in windows if w[side] for i in w[side]["id"].to_pylist()] == values
    for number, (x, _) in enumerate(windows):
        for other, (_, y) in enumerate(windows):
            if number != other and x is not None and y is not None:
                assert not set(x["id"].to_pylist()) & set(y["id"].to_pylist())
