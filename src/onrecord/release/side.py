"""A dataset as one side of a comparison: tables sorted by id, from Parquet files or from field hashes."""

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from datasets import ClassLabel, Features, List

from onrecord.dataset import files as built_files
from onrecord.dataset import manifest as manifests
from onrecord.errors import LoadError, ReleaseError

ADDITIVE = {"entities": frozenset({"aliases", "former_ids"})}
"""Lists to which items may be added without editing the record."""
WINDOW_ROWS = 4096
WINDOW_GROUPS = 16
HASH_DIGITS = 8
_NULL = "-"


class Side(Protocol):
    """What a comparison needs of a dataset."""

    def configs(self) -> list[str]:
        """Its configs."""

    def fields(self, config: str) -> dict[str, Any] | None:
        """The feature of each field, None in its place where only hashes are known; None without that config."""

    def tables(self, config: str) -> Iterator[pa.Table]:
        """The records with their split in a column `split`, sorted by id, never an empty table."""


class Folder:
    """A built dataset on disk, read a window at a time."""

    def __init__(self, folder: Path) -> None:
        """Open a dataset.

        Raises:
            LoadError: it is none, or is damaged.
        """
        self.folder = folder
        built_files.finish(folder)
        self.manifest = manifests.read(folder / manifests.NAME)
        if wrong := manifests.differences(folder, self.manifest):
            raise LoadError("; ".join(wrong), file=folder)

    def configs(self) -> list[str]:
        """Its configs."""
        return list(self._files)

    @cached_property
    def _files(self) -> dict[str, dict[str, str]]:
        return _by_config(self.manifest["files"])

    def _open(self, name: str) -> Any:
        return self.folder / name

    def fields(self, config: str) -> dict[str, Any] | None:
        """The features in the footer of the config's files."""
        files = self._files.get(config)
        if not files:
            return None
        return dict(
            Features.from_arrow_schema(pq.read_schema(self._open(next(iter(files.values())))))
        )

    def tables(self, config: str) -> Iterator[pa.Table]:
        """The records of all splits, merged."""
        files = self._files.get(config, {})
        return merged([_batches(self._open(name), name, split) for split, name in files.items()])


class Files(Folder):
    """A dataset whose files are in memory."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    @cached_property
    def _files(self) -> dict[str, dict[str, str]]:
        return _by_config(self.files)

    def _open(self, name: str) -> Any:
        return io.BytesIO(self.files[name])


def _by_config(names: Iterable[str]) -> dict[str, dict[str, str]]:
    """The Parquet files of a dataset by config and split."""
    found: dict[str, dict[str, str]] = {}
    for name in sorted(names):
        if name.startswith("data/") and name.endswith(".parquet"):
            _, config, file = name.split("/")
            found.setdefault(config, {})[file.partition("-")[0]] = name
    return found


def _batches(opened: Any, name: str, split: str) -> Iterator[pa.Table]:
    last = ""
    with pq.ParquetFile(opened) as file:
        for batch in _few_at_a_time(file):
            table = pa.Table.from_batches([batch]).replace_schema_metadata(None)
            ids = table["id"].to_pylist()
            if ids[0] <= last or any(a >= b for a, b in pairwise(ids)):
                raise ReleaseError("is not sorted by id, or an id occurs twice", file=name)
            last = ids[-1]
            yield table.append_column("split", pa.array([split] * len(ids)))


def _few_at_a_time(file: pq.ParquetFile) -> Iterator[pa.RecordBatch]:
    """The batches of a file; asked for all row groups at once, its reader keeps what it has read of each."""
    for first in range(0, file.num_row_groups, WINDOW_GROUPS):
        groups = range(first, min(first + WINDOW_GROUPS, file.num_row_groups))
        yield from file.iter_batches(WINDOW_ROWS, row_groups=list(groups))


def merged(streams: list[Iterator[pa.Table]]) -> Iterator[pa.Table]:
    """Several sorted streams as one."""
    heads = [(next(stream, None), stream) for stream in streams]
    heads = [(table, stream) for table, stream in heads if table is not None]
    while heads:
        last = min(table["id"][-1].as_py() for table, _ in heads)
        window, rest = [], []
        for table, stream in heads:
            length = pc.sum(pc.less_equal(table["id"], last)).as_py()
            window.append(table.slice(0, length))
            left = table.slice(length) if length < table.num_rows else next(stream, None)
            if left is not None:
                rest.append((left, stream))
        heads = rest
        table = pa.concat_tables(window)
        yield table if len(window) == 1 else table.take(pc.sort_indices(table["id"]))


# --- field hashes ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fingerprints:
    """A released dataset as a hash for each field of each record: enough to tell what changed since.

    They are written with each release as `corpus/releases/VERSION.records.tsv`, so that a fresh clone can
    compare without the release at hand.
    """

    known: Mapping[str, pa.Table]

    def configs(self) -> list[str]:
        """Its configs."""
        return list(self.known)

    def fields(self, config: str) -> dict[str, Any] | None:
        """The fields, of which only hashes are known."""
        if config not in self.known:
            return None
        return {name: None for name in self.known[config].column_names if name != "split"}

    def tables(self, config: str) -> Iterator[pa.Table]:
        """The hashes, a window at a time."""
        table = self.known.get(config)
        for start in range(0, table.num_rows if table else 0, WINDOW_ROWS):
            yield table.slice(start, WINDOW_ROWS)


def fingerprints(side: Side) -> Iterator[str]:
    """The lines of a file of field hashes."""
    for config in side.configs():
        fields = side.fields(config)
        names = [name for name in fields if name != "id"]
        yield "\t".join([f"#{config}", "split", *names]) + "\n"
        for table in side.tables(config):
            columns = [_cells(hashed(table[name], config, name, fields[name])) for name in names]
            for row in zip(table["id"].to_pylist(), table["split"].to_pylist(), *columns):
                yield "\t".join(row) + "\n"


def read_fingerprints(path: Path) -> Fingerprints:
    """Read a file of field hashes.

    Raises:
        ReleaseError: it is absent, or not of its form.
    """
    if not path.is_file():
        raise ReleaseError(
            "the field hashes of that release are missing", file=path, hint="restore it from git"
        )
    sections: dict[str, list[list[str]]] = {}
    names: dict[str, list[str]] = {}
    config = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        cells = line.split("\t")
        if cells[0].startswith("#"):
            config = cells[0][1:]
            names[config], sections[config] = ["id", *cells[1:]], []
        elif config and len(cells) == len(names[config]):
            sections[config].append(cells)
        else:
            raise ReleaseError(
                "is not a line of field hashes", file=path, line=number, hint="restore it from git"
            )
    return Fingerprints(
        {
            config: pa.table(
                {
                    name: _column([row[i] for row in rows], config, name)
                    for i, name in enumerate(names[config])
                }
            )
            for config, rows in sections.items()
        }
    )


def hashed(column: pa.ChunkedArray, config: str, name: str, feature: Any) -> pa.ChunkedArray:
    """A column's values as short hashes, null where they are null; one hash for each item of an additive list.

    Args:
        column: the values.
        config: the config they belong to.
        name: their field.
        feature: the field's feature; None if they are hashes already.
    """
    if feature is None:
        return column
    values = [plain(value, feature) for value in column.to_pylist()]
    if name in ADDITIVE.get(config, ()):
        return pa.chunked_array([pa.array([_hashes(v) for v in values], pa.list_(pa.string()))])
    return pa.chunked_array(
        [pa.array([None if v is None else item_hash(v) for v in values], pa.string())]
    )


def plain(value: Any, feature: Any) -> Any:
    """A value as JSON would have it: class labels by name, so that their numbers may change."""
    if value is None:
        return None
    if isinstance(feature, ClassLabel):
        return feature.int2str(value)
    if isinstance(feature, List):
        return [plain(item, feature.feature) for item in value]
    if isinstance(feature, dict):
        return {name: plain(value[name], inner) for name, inner in feature.items()}
    return value.isoformat() if hasattr(value, "isoformat") else value


def former_ids(side: Side) -> dict[str, str]:
    """The entity that each id was merged into, by the hash of the id."""
    fields = side.fields("entities") or {}
    if "former_ids" not in fields:
        return {}
    found: dict[str, str] = {}
    for table in side.tables("entities"):
        column = hashed(table["former_ids"], "entities", "former_ids", fields["former_ids"])
        for identifier, former in zip(table["id"].to_pylist(), column.to_pylist()):
            found.update(dict.fromkeys(former or (), identifier))
    return found


def item_hash(value: Any) -> str:
    """The hash of one value, or of one item of an additive list."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_DIGITS]


def _hashes(values: list[Any] | None) -> list[str] | None:
    return None if values is None else [item_hash(value) for value in values]


def _cells(column: pa.ChunkedArray) -> list[str]:
    if pa.types.is_list(column.type):
        return [_NULL if value is None else ",".join(value) for value in column.to_pylist()]
    return [value or _NULL for value in column.to_pylist()]


def _column(cells: list[str], config: str, name: str) -> pa.Array:
    if name in ADDITIVE.get(config, ()):
        lists = [None if cell == _NULL else cell.split(",") if cell else [] for cell in cells]
        return pa.array(lists, pa.list_(pa.string()))
    return pa.array([None if cell == _NULL else cell for cell in cells], pa.string())
