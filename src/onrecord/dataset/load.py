"""Load a built dataset, sure of its bytes."""

from pathlib import Path
from typing import Any

from onrecord.dataset import files
from onrecord.dataset import manifest as manifests
from onrecord.dataset.features import features
from onrecord.errors import LoadError
from onrecord.records import CONFIGS

_DEFAULT_FOLDER = "corpus"


def load(
    name: str = "articles",
    *,
    split: str | None = None,
    source: str | Path = _DEFAULT_FOLDER,
    withheld: bool = True,
    streaming: bool = False,
) -> Any:
    """Load one config of a built corpus as `datasets` objects.

    Every byte is checked against the manifest first, and what is loaded is what lies there now: the
    files' names follow their content, so that no cache of an earlier build can answer.

    Args:
        name: one of the configs: articles, quotes, mentions, entities, tokens.
        split: train, validation or test; None for all of them.
        source: folder of the built dataset.
        withheld: whether to include rows whose words are withheld.
        streaming: whether to iterate without loading whole files.

    Returns:
        A `DatasetDict`, or a `Dataset` if a split is named; iterable ones if streaming.

    Raises:
        LoadError: no such config or split, nothing built, or bytes that are not the built ones.
    """
    from datasets import load_dataset

    if name not in CONFIGS:
        raise LoadError(f"there is no config {name!r}", hint=f"one of {', '.join(CONFIGS)}")
    folder = Path(source).resolve()
    files.finish(folder)
    manifest = manifests.read(folder / manifests.NAME)
    if wrong := manifests.differences(folder, manifest):
        raise LoadError("; ".join(wrong), file=folder, hint="build again, or restore the copy")
    splits = manifest["counts"][name]
    if split is not None and split not in splits:
        raise LoadError(f"{name} has no split {split!r}", file=folder, hint=f"one of {', '.join(splits)}")
    dataset = load_dataset(str(folder), name, split=split, streaming=streaming)
    loaded = dataset.features if split else next(iter(dataset.values())).features
    if loaded != features(CONFIGS[name]):
        raise LoadError(
            f"the features of {name} are not those of this version of onrecord",
            file=folder,
            hint=f"it was built by onrecord {manifest['environment']['packages'].get('onrecord')}: use that version",
        )
    if not withheld and "withheld" in loaded:
        dataset = dataset.filter(_has_words, input_columns=["withheld"])
    return dataset


def _has_words(withheld: bool) -> bool:
    return not withheld
