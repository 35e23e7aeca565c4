"""Prove that a copy is a release: every file by its hash, the manifest by the hash that was cited."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import fsspec

from onrecord.dataset import manifest as manifests
from onrecord.dataset.card import UNRELEASED
from onrecord.dataset.source import read_bytes
from onrecord.errors import LoadError

_PIECE = 1 << 20
_FEWEST_DIGITS = 12


@dataclass
class Proof:
    """What was found of a copy.

    Attributes:
        version: the version it says it is.
        manifest_hash: SHA-256 of its manifest.
        files: how many files the manifest lists.
        problems: every file that differs, and how; empty if all is as it was released.
    """

    version: str
    manifest_hash: str
    files: int
    problems: list[str] = field(default_factory=list)


def verify(place: str | Path, expect: str | None = None) -> Proof:
    """Compare a copy of a dataset with its manifest.

    Args:
        place: a folder, or any address that fsspec opens.
        expect: SHA-256 of the manifest, as the citation gives it; or the first digits of it, at least 12.

    Raises:
        LoadError: there is no manifest, or it is damaged.
    """
    base = str(place).rstrip("/") or "/"
    data = _manifest(base)
    manifest = manifests.loads(data, f"{base}/{manifests.NAME}")
    made = "released" if manifest["version"] != UNRELEASED else "built"
    proof = Proof(manifest["version"], hashlib.sha256(data).hexdigest(), len(manifest["files"]))
    digits = (expect or "").strip().lower().removeprefix("sha256:")
    if expect is not None and len(digits) < _FEWEST_DIGITS:
        few = f"{expect!r} is too short to tell: give {_FEWEST_DIGITS} digits of the SHA-256 or more"
        proof.problems.append(few)
    elif not proof.manifest_hash.startswith(digits):
        proof.problems.append(f"{manifests.NAME} has SHA-256 {proof.manifest_hash}, not {expect}")
    for name, entry in sorted(manifest["files"].items()):
        try:
            found = _sha256(f"{base}/{name}")
        except FileNotFoundError:
            proof.problems.append(f"{name} is missing")
        except OSError as error:
            proof.problems.append(f"{name} cannot be read: {error}")
        else:
            if found != entry["sha256"]:
                proof.problems.append(f"{name} has other bytes than were {made}")
    if "://" not in base:
        whole = manifest["version"] != UNRELEASED
        proof.problems += [
            f"{name} is no part of it" for name in _others(Path(base), manifest["files"], whole)
        ]
    return proof


def _manifest(base: str) -> bytes:
    if "://" in base:
        return read_bytes(f"{base}/{manifests.NAME}")
    path = Path(base) / manifests.NAME
    if not path.is_file():
        raise LoadError(
            "there is no manifest",
            file=path,
            hint="name the folder of a built dataset or a release",
        )
    return path.read_bytes()


def _sha256(address: str) -> str:
    digest = hashlib.sha256()
    with fsspec.open(address, "rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _others(folder: Path, listed: dict[str, object], whole: bool) -> Iterator[str]:
    """Files that the manifest does not list; where a corpus is worked on, only those in `data/`."""
    for path in sorted(folder.rglob("*") if whole else (folder / "data").rglob("*")):
        name = path.relative_to(folder).as_posix()
        # Git and the hub's client keep their own files in hidden places.
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and name not in listed and name != manifests.NAME and not hidden:
            yield name
