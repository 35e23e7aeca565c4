"""The manifest of a built dataset: every file but itself by its SHA-256, and what shaped the bytes."""

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from onrecord.errors import LoadError

NAME = "manifest.json"
FORMAT = 1
SHAPING_PACKAGES = ("datasets", "numpy", "onrecord", "onnxruntime", "pyarrow", "pydantic", "tokenizers")


def manifest(
    *,
    dataset_version: str,
    content_hash: str,
    files: Mapping[str, bytes],
    counts: Mapping[str, Mapping[str, int]],
    inputs: Mapping[str, Any],
) -> dict[str, Any]:
    """What is in a dataset and what it was made from.

    Args:
        dataset_version: version of the dataset, `0.0.0` while unreleased.
        content_hash: hash of the records.
        files: content of each file by its path in the dataset.
        counts: rows by config and split.
        inputs: hashes of scrapes, annotations and ledger.
    """
    return {
        "format": FORMAT,
        "version": dataset_version,
        "content_hash": content_hash,
        "files": {
            path: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
            for path, data in sorted(files.items())
        },
        "counts": {config: dict(splits) for config, splits in counts.items()},
        "inputs": dict(inputs),
        "environment": {"python": platform.python_version(), "packages": _versions(), "models": model_hashes()},
    }


def dumps(value: Mapping[str, Any]) -> bytes:
    """A manifest as the bytes of its file."""
    return (json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def read(path: Path) -> dict[str, Any]:
    """Read a manifest.

    Raises:
        LoadError: it is absent, or no manifest.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LoadError("there is no manifest", file=path, hint="build the dataset: onrecord build") from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise LoadError(f"the manifest is damaged: {error}", file=path, hint="build the dataset again") from None
    if not isinstance(value, dict) or not isinstance(value.get("files"), dict):
        raise LoadError("this is no manifest", file=path, hint="build the dataset again")
    return value


def differences(folder: Path, expected: Mapping[str, Any]) -> list[str]:
    """What of a manifest's files is missing or has other bytes; empty if all is as it was built."""
    found = []
    for name, entry in sorted(expected["files"].items()):
        path = folder / name
        if not path.is_file():
            found.append(f"{name} is missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
            found.append(f"{name} has other bytes than the manifest says")
    return found


def model_hashes() -> dict[str, str]:
    """SHA-256 of each file of weights in the package."""
    root = Path(__file__).parent.parent / "models"
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.suffix not in {".md", ".py", ".pyc"} and path.name != "LICENSE"
    }


def _versions() -> dict[str, str]:
    found = {}
    for package in SHAPING_PACKAGES:
        try:
            found[package] = version(package)
        except ModuleNotFoundError:
            continue
    return found
