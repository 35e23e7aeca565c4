"""The manifest of a built dataset: every file but itself by its SHA-256, and what shaped the bytes."""

import contextlib
import datetime
import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from pydantic import BaseModel, NonNegativeInt, StringConstraints, ValidationError

import onrecord
from onrecord.corpus.places import dotted
from onrecord.errors import LoadError
from onrecord.records import Sha256

NAME = "manifest.json"
FORMAT = 1
SHAPING_PACKAGES = (
    "datasets",
    "numpy",
    "onrecord",
    "onnxruntime",
    "pyarrow",
    "pydantic",
    "tokenizers",
)
"""What can change the bytes of a build, models included."""
_SEAL = "seal"


class _File(BaseModel):
    sha256: Sha256
    bytes: NonNegativeInt


class _Environment(BaseModel):
    packages: dict[str, str]


class _Release(BaseModel):
    date: datetime.date
    previous: str | None
    license: str | None


class _Form(BaseModel):
    """What those who read a manifest count on; it may say more."""

    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    content_hash: Sha256
    files: dict[str, _File]
    counts: dict[str, dict[str, NonNegativeInt]]
    inputs: dict[str, Any]
    environment: _Environment
    release: _Release | None = None


def manifest(
    *,
    dataset_version: str,
    content_hash: str,
    files: Mapping[str, bytes],
    counts: Mapping[str, Mapping[str, int]],
    inputs: Mapping[str, Any],
    environment: Mapping[str, Any] | None = None,
    release: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What is in a dataset and what it was made from.

    Args:
        dataset_version: version of the dataset, `0.0.0` while unreleased.
        content_hash: hash of the records.
        files: content of each file by its path in the dataset.
        counts: rows by config and split.
        inputs: hashes of scrapes, annotations and ledger.
        environment: what shaped the bytes; by default this Python, its packages and the models.
        release: date, previous version and the like; absent from what is not released.
    """
    value = {
        "format": FORMAT,
        "version": dataset_version,
        "content_hash": content_hash,
        "files": {
            path: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
            for path, data in sorted(files.items())
        },
        "counts": {config: dict(splits) for config, splits in counts.items()},
        "inputs": dict(inputs),
        "environment": dict(
            environment or {"python": platform.python_version()} | environment_of()
        ),
    }
    if release is not None:
        value["release"] = dict(release)
    return sealed(value)


def sealed(value: Mapping[str, Any]) -> dict[str, Any]:
    """A manifest with the seal that fits what it says."""
    unsealed = {name: part for name, part in value.items() if name != _SEAL}
    return unsealed | {_SEAL: _seal(unsealed)}


def environment_of(packages: tuple[str, ...] = SHAPING_PACKAGES) -> dict[str, Any]:
    """The versions of these packages, and the hash of each model."""
    return {"packages": _versions(packages), "models": model_hashes()}


def dumps(value: Mapping[str, Any]) -> bytes:
    """A manifest as the bytes of its file."""
    return (json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def read(path: Path) -> dict[str, Any]:
    """Read a manifest.

    Raises:
        LoadError: it is absent, or no manifest, or not as it was written.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise LoadError(
            "there is no manifest", file=path, hint="build the dataset: onrecord build"
        ) from None
    return loads(data, path)


def loads(data: bytes, file: object) -> dict[str, Any]:
    """The manifest that these bytes are.

    A manifest lists every file but itself; what vouches for it is its seal, the hash of all that it
    says, so that a byte changed anywhere in it is noticed too.

    Raises:
        LoadError: they are no manifest, of another form than this version reads, or not as they were written;
            or a file is to lie outside the dataset.
    """
    try:
        value = json.loads(data)
        written = dumps(value)
    except (UnicodeError, ValueError, RecursionError) as error:
        raise LoadError(f"the manifest is damaged: {error}", file=file, hint=_AGAIN) from None
    if not isinstance(value, dict) or not isinstance(value.get("files"), dict):
        raise LoadError("this is no manifest", file=file, hint=_AGAIN)
    if data != written == data.replace(b"\r\n", b"\n"):
        raise LoadError("the line ends of the manifest were changed", file=file, hint=_AS_STORED)
    if written != data or value != sealed(value):
        raise LoadError("the manifest is damaged: its seal does not fit", file=file, hint=_AGAIN)
    if value.get("format") != FORMAT:
        message = f"the manifest is of format {value.get('format')}, but this version reads {FORMAT}"
        raise LoadError(message, file=file, hint="use the version of onrecord that made the dataset")
    try:
        _Form.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        place, message = dotted(first["loc"]), f"this is no manifest: {first['msg']}"
        raise LoadError(message, file=file, field=place, hint=_AGAIN) from None
    for name in value["files"]:
        # Whoever fetches the files writes them where the manifest says.
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise LoadError(f"the manifest names a file outside the dataset: {name}", file=file)
        if name in ("", ".", NAME) or "\0" in name or PurePosixPath(name).as_posix() != name:
            raise LoadError(f"the manifest lists what can be no file of a dataset: {name!r}", file=file)
    return value


_AGAIN = "build the dataset again, or get another copy"
_AS_STORED = "git does so where core.autocrlf is on: git config core.autocrlf false, then check the file out again"


def _seal(value: Mapping[str, Any]) -> str:
    return hashlib.sha256(dumps(value)).hexdigest()


def differences(folder: Path, expected: Mapping[str, Any]) -> list[str]:
    """What of a manifest's files is missing or has other bytes; empty if all is as it was built.

    Files that the manifest does not list are not looked at: a build that was killed may leave some.
    """
    found = []
    for name, entry in sorted(expected["files"].items()):
        path = folder / name
        if not path.is_file():
            found.append(f"{name} is missing")
        elif sha256_of(path) != entry["sha256"]:
            found.append(f"{name} has other bytes than the manifest says")
    return found


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def model_hashes() -> dict[str, str]:
    """SHA-256 of each file of weights in the package."""
    root = Path(__file__).parent.parent / "models"
    return {
        path.relative_to(root).as_posix(): sha256_of(path)
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.suffix not in {".md", ".py", ".pyc"} and path.name != "LICENSE"
    }


def _versions(packages: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for package in packages:
        with contextlib.suppress(ModuleNotFoundError):
            found[package] = onrecord.__version__ if package == "onrecord" else version(package)
    return found
