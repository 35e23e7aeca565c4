"""Put a built dataset on disk, all at once or not at all.

New Parquet files are laid beside the old ones under names that their content gives; replacing the
card, which names the files, is the one moment at which the new dataset takes the old one's place.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.dataset import manifest as manifests

CARD = "README.md"
_NEXT = ".manifest.json.next"


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

    Killed at any moment, the folder holds the old dataset or the new one, and writing again finishes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in built.files.items():
        if name != CARD:
            _replace(folder / name, data)
    _replace(folder / _NEXT, manifests.dumps(built.manifest))
    _replace(folder / CARD, built.files[CARD])
    os.replace(folder / _NEXT, folder / manifests.NAME)
    for path in (folder / "data").rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in built.files:
            path.unlink()


def finish(folder: Path) -> None:
    """Complete a `write` that was killed between its last two renamings."""
    pending = folder / _NEXT
    if pending.is_file() and (folder / CARD).is_file():
        expected = json.loads(pending.read_bytes())["files"][CARD]["sha256"]
        if hashlib.sha256((folder / CARD).read_bytes()).hexdigest() == expected:
            os.replace(pending, folder / manifests.NAME)


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)
