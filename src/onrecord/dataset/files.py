"""Put a built dataset on disk, all at once or not at all.

New Parquet files are laid beside the old ones under names that their content gives; replacing the
card, which names the files, is the one moment at which the new dataset takes the old one's place.
"""

import fcntl
import json
import os
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.dataset import manifest as manifests
from onrecord.disk import write_whole
from onrecord.errors import BuildError, LoadError

CARD = "README.md"
_DATA = "data"
_LOCK = ".lock"
_NEXT = ".manifest.json.next"
_PARTIAL = ".part"


@dataclass(frozen=True)
class Built:
    """A dataset as it will lie on disk.

    Attributes:
        files: content of each file by its path, the manifest left out.
        manifest: the manifest.
    """

    files: dict[str, bytes]
    manifest: dict[str, Any]


def write(built: Built, folder: Path) -> None:
    """Put a built dataset into a folder in place of the one that is there.

    Killed at any moment, the folder holds the old dataset or the new one, and writing again finishes. Of
    two writers at once, one waits for the other.

    Raises:
        BuildError: what lies there is no dataset and would be lost.
    """
    check_free(folder)
    with _locked(folder):
        for name, content in built.files.items():
            if name != CARD:
                write_whole(folder / name, content)
        write_whole(folder / _NEXT, manifests.dumps(built.manifest))
        write_whole(folder / CARD, built.files[CARD])
        os.replace(folder / _NEXT, folder / manifests.NAME)
        _clear(folder, built.files)


def check_free(folder: Path) -> None:
    """Make sure that a dataset written into a folder takes the place of nothing but a built one.

    Raises:
        BuildError: a manifest, card or data lie there that no build has put there, or a release.
    """
    data = folder / _DATA
    there = _manifest(folder)
    if there and "release" in there:
        raise BuildError(
            f"release {there['version']} lies there, and a version is never changed",
            file=folder,
            hint="name another folder",
        )
    # The lock tells of a build that was killed before its manifest, or whose manifest was damaged since.
    if there or (data / _LOCK).is_file():
        return
    for path in (folder / manifests.NAME, folder / CARD, data):
        if path.is_file() or (path.is_dir() and any(path.iterdir())):
            raise BuildError(
                f"{path.name} there is of no dataset and would be lost",
                file=folder,
                hint="move it away, or name another folder",
            )


def _manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of the dataset in a folder; None where a file of that name is none, as web pages have them."""
    try:
        return manifests.read(folder / manifests.NAME)
    except LoadError:
        return None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which the system gives back whatever becomes of this process."""
    data = folder / _DATA
    data.mkdir(parents=True, exist_ok=True)
    with (data / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _clear(folder: Path, kept: Container[str]) -> None:
    """Remove the data of earlier builds, and what builds that were killed left."""
    old = [p for p in (folder / _DATA).rglob("*") if p.relative_to(folder).as_posix() not in kept]
    for path in [*old, *folder.glob(f".*{_PARTIAL}")]:
        if path.is_file() and path.name != _LOCK:
            path.unlink()


def finish(folder: Path) -> None:
    """Complete a `write` that was killed between its last two renamings; wait for one that is at it."""
    # Before the lock, which takes leave to write: most have none to finish, and may only read.
    if _is_unfinished(folder):
        with _locked(folder):
            if _is_unfinished(folder):
                os.replace(folder / _NEXT, folder / manifests.NAME)


def _is_unfinished(folder: Path) -> bool:
    """Whether the card in a folder is that of a manifest that has not taken its place."""
    try:
        expected = json.loads((folder / _NEXT).read_bytes())["files"][CARD]["sha256"]
        return manifests.sha256_of(folder / CARD) == expected
    except FileNotFoundError:
        return False
