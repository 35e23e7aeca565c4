"""A built dataset read back from its Parquet files as records, with what is wrong with them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from datasets import Features
from pydantic import ValidationError

from onrecord.checks import corpus_findings
from onrecord.checks.finding import Finding, from_error
from onrecord.checks.registry import CHECKS
from onrecord.checks.shape import findings_of
from onrecord.corpus.corpus import Corpus
from onrecord.corpus.ledger import Ledger
from onrecord.dataset import files
from onrecord.dataset import manifest as manifests
from onrecord.dataset.features import features, record
from onrecord.dataset.parquet import content_hash
from onrecord.errors import LoadError
from onrecord.records import CONFIGS, Record, Split


@dataclass
class Stored:
    """What lies in the Parquet files of a dataset.

    Attributes:
        corpus: its records, as far as they are sound.
        tables: the same by config and split, with the rows of the `tokens` config.
        findings: what is wrong.
    """

    corpus: Corpus = field(default_factory=Corpus)
    tables: dict[str, dict[str, list[Record]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_dataset(folder: Path, ledger: Ledger) -> Stored:
    """Read a built dataset and check it: bytes, columns, records, all of them together, and their hash.

    Args:
        folder: the folder that holds `manifest.json`.
        ledger: the allotments it should agree with; an empty one agrees with everything.
    """
    stored = Stored()
    try:
        files.finish(folder)
        manifest = manifests.read(folder / manifests.NAME)
    except LoadError as error:
        stored.findings.append(from_error(error))
        return stored
    for difference in manifests.differences(folder, manifest):
        name, _, what = difference.partition(" ")
        stored.findings.append(_finding(folder / name, None, "dataset-bytes", what))
    for name in sorted(manifest["files"]):
        if name.endswith(".parquet") and (folder / name).is_file():
            read_parquet(folder / name, stored)
    if not stored.findings:
        stored.findings += corpus_findings(stored.corpus, ledger)
    if stored.tables and not any(finding.is_error for finding in stored.findings):
        path = folder / manifests.NAME
        stored.findings += [
            _finding(path, field, "dataset-bytes", message)
            for field, message in _untrue(manifest, stored.tables)
        ]
    return stored


def _untrue(
    manifest: dict[str, Any], tables: dict[str, dict[str, list[Record]]]
) -> Iterator[tuple[str, str]]:
    """What a manifest says of its records that is not so, by field."""
    counts = {config: {s: len(rows) for s, rows in splits.items()} for config, splits in tables.items()}
    if counts != manifest["counts"]:
        yield "counts", "are not those of the records"
    if (found := content_hash(tables)) != manifest["content_hash"]:
        yield "content_hash", f"is not that of the records, which is {found}"


def read_parquet(path: Path, stored: Stored) -> None:
    """Add the records of one Parquet file of a dataset, `<config>/<split>-….parquet`."""
    try:
        table = pq.read_table(path, partitioning=None)
    except (OSError, pa.ArrowException) as error:
        message = f"is no Parquet file: {str(error).splitlines()[0]}"
        stored.findings.append(_finding(path, None, "dataset-features", message))
        return
    config, split = path.parent.name, path.name.partition("-")[0].removesuffix(".parquet")
    if config not in CONFIGS or split not in set(Split):
        message = "is not named <config>/<split>-….parquet"
        stored.findings.append(_finding(path, None, "dataset-features", message))
        return
    model = CONFIGS[config]
    try:
        found = Features.from_arrow_schema(table.schema)
    except Exception as error:
        # They stand in the footer as JSON; each part of `datasets` that reads it fails in its own way.
        message = f"tells no features in its footer: {type(error).__name__}"
        stored.findings.append(_finding(path, None, "dataset-features", message))
        return
    if found != features(model):
        for message in _differences(found, features(model)):
            stored.findings.append(_finding(path, None, "dataset-features", message))
        return
    records = list(_records(table, model, path, stored))
    stored.tables.setdefault(config, {}).setdefault(split, []).extend(records)
    if config == "tokens":
        return
    getattr(stored.corpus, config).extend(records)
    if config == "articles":
        stored.corpus.split_of.update((article.id, Split(split)) for article in records)


def _records(table: pa.Table, model: type[Record], path: Path, stored: Stored) -> Iterator[Record]:
    for number, values in enumerate(table.to_pylist()):
        try:
            yield record(model, values)
        except ValidationError as error:
            stored.findings += findings_of(error, str(path), prefix=(number,))


def _differences(found: Features, expected: Features) -> list[str]:
    messages = [
        f"has a column {name} that is not in the schema" for name in found.keys() - expected.keys()
    ]
    messages += [f"lacks the column {name}" for name in expected.keys() - found.keys()]
    messages += [
        f"the column {name} is of another type than the schema says"
        for name in found.keys() & expected.keys()
        if found[name] != expected[name]
    ]
    return sorted(messages) or ["has its columns in another order"]


def _finding(path: Path, field: str | None, check: str, message: str) -> Finding:
    return Finding(str(path), None, field, check, message, CHECKS[check].hint)
