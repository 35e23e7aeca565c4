"""Prove that a copy is a release: every file by its hash, the manifest by the hash that was cited."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import fsspec

from onrecord.dataset import files
from onrecord.dataset import manifest as manifests
from onrecord.dataset.card import UNRELEASED
from onrecord.dataset.source import read_bytes, within
from onrecord.errors import LoadError

_PIECE = 1 << 20
_FEWEST_DIGITS = 12
_HERE = "file://"
_NO_LISTING = {"http", "https"}
"""Their pages need not name the files of a folder, and name others."""


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

    What lies there and is not listed is a problem too, wherever the place can be listed: of a web server
    nobody can tell.

    Args:
        place: a folder, or any address that fsspec opens.
        expect: SHA-256 of the manifest, as the citation gives it; or the first digits of it, at least 12.

    Raises:
        LoadError: there is no manifest, or it is damaged.
    """
    base = str(place).removeprefix(_HERE).rstrip("/") or "/"
    if "://" not in base:
        files.finish(Path(base))
    data = _manifest(base)
    manifest = manifests.loads(data, within(base, manifests.NAME))
    made = "released" if manifest["version"] != UNRELEASED else "built"
    proof = Proof(manifest["version"], hashlib.sha256(data).hexdigest(), len(manifest["files"]))
    digits = (expect or "").strip().lower().removeprefix("sha256:")
    if expect is not None and len(digits) < _FEWEST_DIGITS:
        few = f"{expect!r} is too short to tell: give {_FEWEST_DIGITS} digits of the SHA-256 or more"
        proof.problems.append(few)
    elif digits and manifest["content_hash"].startswith(digits):
        proof.problems.append(
            f"{expect} is the content hash, which is of the records and vouches for no file: give the "
            f"SHA-256 of the manifest, which is {proof.manifest_hash} here (onrecord validate compares the records)"
        )
    elif not proof.manifest_hash.startswith(digits):
        proof.problems.append(f"{manifests.NAME} has SHA-256 {proof.manifest_hash}, not {expect}")
    for name, entry in sorted(manifest["files"].items()):
        try:
            found = _sha256(within(base, name))
        except FileNotFoundError:
            proof.problems.append(f"{name} is missing")
        except OSError as error:
            proof.problems.append(f"{name} cannot be read: {error}")
        else:
            if found != entry["sha256"]:
                proof.problems.append(f"{name} has other bytes than were {made}")
    # Where a corpus is worked on, much lies beside the dataset.
    among = "data/" if manifest["version"] == UNRELEASED else ""
    others = _others_elsewhere if "://" in base else _others
    proof.problems += [
        f"{name} is no part of it"
        for name in sorted(others(base, {*manifest["files"], manifests.NAME}))
        if name.startswith(among) and not _is_hidden(name)
    ]
    return proof


def _manifest(base: str) -> bytes:
    if "://" in base:
        return read_bytes(within(base, manifests.NAME))
    path = Path(base) / manifests.NAME
    if not path.is_file():
        raise LoadError(
            "there is no manifest",
            file=path,
            hint="name the folder of a built dataset or a release",
        )
    return path.read_bytes()


def _sha256(address: str) -> str:
    if "://" not in address:
        # Of a path here, fsspec would take some characters for more than a name.
        return manifests.sha256_of(Path(address))
    digest = hashlib.sha256()
    try:
        with fsspec.open(address, "rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
    except OSError:
        raise
    except Exception as error:
        # Some file systems have errors of their own.
        raise OSError(f"{type(error).__name__}: {error}") from None
    return digest.hexdigest()


def _others(base: str, listed: Collection[str]) -> Iterator[str]:
    """What lies in a folder and is not listed: files, and links to whatever."""
    known = {str(parent) for name in listed for parent in PurePosixPath(name).parents}
    for place in known:
        folder = Path(base, place)
        for path in folder.iterdir() if folder.is_dir() else ():
            name = path.relative_to(base).as_posix()
            if name in listed or name in known:
                continue
            if path.is_dir() and not path.is_symlink():
                yield from (p.relative_to(base).as_posix() for p in path.rglob("*") if not p.is_dir())
            else:
                yield name


def _others_elsewhere(base: str, listed: Collection[str]) -> Iterator[str]:
    """What lies at an address and is not listed."""
    system, root = fsspec.url_to_fs(base)
    protocols = {system.protocol} if isinstance(system.protocol, str) else set(system.protocol)
    if protocols & _NO_LISTING:
        return
    try:
        found = system.find(root)
    except (OSError, NotImplementedError):
        # Whoever may read a file need not be allowed to list them.
        return
    names = (path.removeprefix(f"{root.rstrip('/')}/") for path in found)
    yield from (name for name in names if name not in listed)


def _is_hidden(name: str) -> bool:
    """Whether a file lies in a hidden place, where git and the hub's client keep their own."""
    return any(part.startswith(".") for part in PurePosixPath(name).parts)
