"""Load a built or released dataset, sure of its version and its bytes."""

import atexit
import gc
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from onrecord.dataset.features import features
from onrecord.dataset.source import Source, find
from onrecord.errors import LoadError
from onrecord.records import CONFIGS

_PATTERN = re.compile(r"[*?\[]|::")
_FOR_READERS = 0.2
"""Seconds. Of programs that ended after one row 10 of 90 were aborted without the wait, 0 of 100 with it."""


def load(
    name: str = "articles",
    *,
    split: str | None = None,
    version: str | None = None,
    source: str | Path | None = None,
    withheld: bool = True,
    streaming: bool = False,
) -> Any:
    """Load one config of a dataset as `datasets` objects.

    Every byte is checked against the manifest first, and what is loaded is what lies there now: the
    files' names follow their content, so that no cache of an earlier build can answer. From elsewhere
    than a folder, all files are fetched once into a cache and served from there when offline. Only with
    `streaming`, which is for what is too large to read through first, they stay where they are: then the
    manifest is checked, and outside the hub their sizes, but not every byte (`onrecord verify` does that).

    Args:
        name: one of the configs: articles, quotes, mentions, entities, tokens.
        split: train, validation or test; None for all of them.
        version: exactly this version, or an error. None takes what the source holds.
        source: a folder, a hub repository (`hf://datasets/owner/name`), or any address that fsspec opens
            (`s3://…`, `https://…`); of a release, or of the place that holds `onrecord-VERSION` folders. By
            default `corpus`, or `dist` if a version is named.
        withheld: whether to include rows whose words are withheld.
        streaming: whether to iterate without loading whole files.

    Returns:
        A `DatasetDict`, or a `Dataset` if a split is named; iterable ones if streaming.

    Raises:
        LoadError: no such config, split or version; nothing there; or bytes that are not the built ones.
    """
    if name not in CONFIGS:
        raise LoadError(f"there is no config {name!r}", hint=f"one of {', '.join(CONFIGS)}")
    found = find(source, version, fetch=not streaming)
    splits = found.manifest["counts"].get(name, {})
    if split is not None and split not in splits:
        raise LoadError(
            f"{name} has no split {split!r}", file=found.place, hint=f"one of {', '.join(splits)}"
        )
    dataset = _load(found, name, split, streaming)
    loaded = dataset.features if split else next(iter(dataset.values())).features
    if loaded != features(CONFIGS[name]):
        maker = found.manifest["environment"]["packages"].get("onrecord")
        raise LoadError(
            f"the features of {name} are not those of this version of onrecord",
            file=found.place,
            hint=f"it was built by onrecord {maker}: use that version",
        )
    if not withheld and "withheld" in loaded:
        dataset = dataset.filter(_has_words, input_columns=["withheld"])
    return dataset


def _load(found: Source, name: str, split: str | None, streaming: bool) -> Any:
    from datasets import DatasetDict, IterableDatasetDict

    counts = found.manifest["counts"][name]
    # `datasets` cannot load what has no rows.
    empty = {one: _no_rows(name, streaming) for one, rows in counts.items() if not rows}
    if split in empty:
        return empty[split]
    several = IterableDatasetDict if streaming else DatasetDict
    if len(empty) == len(counts):
        return several(empty)
    loaded = _load_rows(found, name, split, streaming)
    return loaded if split else several({**loaded, **empty})


def _no_rows(name: str, streaming: bool) -> Any:
    from datasets import Dataset, IterableDataset

    expected = features(CONFIGS[name])
    if streaming:
        return IterableDataset.from_generator(_nothing, features=expected)
    return Dataset.from_dict({column: [] for column in expected}, features=expected)


def _nothing() -> Iterator[dict[str, Any]]:
    yield from ()


def _load_rows(found: Source, name: str, split: str | None, streaming: bool) -> Any:
    from datasets import load_dataset

    if streaming:
        # Once, however often it is called.
        atexit.unregister(_let_readers_end)
        atexit.register(_let_readers_end)
    if found.folder is not None:
        if _PATTERN.search(str(found.folder)):
            raise LoadError(
                "`datasets` takes * ? [ and :: in the name of a folder for a pattern",
                file=found.folder,
                hint="rename or move it",
            )
        return load_dataset(str(found.folder), name, split=split, streaming=streaming)
    prefix, counts = f"data/{name}/", found.manifest["counts"][name]
    files = {
        path.removeprefix(prefix).partition("-")[0]: found.address(path)
        for path in found.manifest["files"]
        if path.startswith(prefix) and counts[path.removeprefix(prefix).partition("-")[0]]
    }
    return load_dataset(
        "parquet",
        data_files=files,
        features=features(CONFIGS[name]),
        split=split,
        streaming=streaming,
    )


def _let_readers_end() -> None:
    """Give the threads of a stream that was not read to its end the time to let go of their file.

    Arrow's readers hold a Python file. One that drops it when the interpreter is already shutting down
    aborts the process, exit code 134 (apache/arrow issue 45214, worked around in `datasets` for pyarrow up to 24).
    """
    gc.collect()
    time.sleep(_FOR_READERS)


def _has_words(withheld: bool) -> bool:
    return not withheld
