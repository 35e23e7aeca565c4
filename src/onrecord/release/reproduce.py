"""Make a release again from its tag, and compare it file by file with what was released."""

import datetime
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from onrecord.corpus.folder import Folder
from onrecord.dataset import manifest as manifests
from onrecord.dataset.source import tag_name
from onrecord.errors import ReleaseError
from onrecord.release import git
from onrecord.release.release import TOMBSTONES, frozen, make, released_manifest, write_folder
from onrecord.release.version import Version


@dataclass
class Reproduced:
    """What making a release again gave.

    Attributes:
        files: how many files were compared.
        differing: files that came out otherwise, or did not come out.
        inputs: what it was made from or with that is not as it was.
    """

    files: int
    differing: list[str] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)

    @property
    def same(self) -> bool:
        """Whether every byte came out as it was released."""
        return not self.differing


def reproduce(folder: Folder, version: Version, out: Path | None = None) -> Reproduced:
    """Make a release again and compare.

    From git the tag is taken, with the code that stands there; without git, the folder as it lies. Packages
    are those at hand: where they are not those of the release, that is said.

    Args:
        folder: the corpus.
        version: the release.
        out: where to leave what came out; nowhere by default.

    Raises:
        ReleaseError: there is no such release, it cannot be made again at all, or `out` holds what is none.
    """
    if out is not None and out.is_dir() and any(out.iterdir()) and not (out / manifests.NAME).is_file():
        # The whole folder is replaced.
        raise ReleaseError(
            "what lies there is no release and would be lost", file=out, hint="name another folder"
        )
    kept = released_manifest(folder, version)
    released = manifests.read(kept)
    with TemporaryDirectory() as scratch:
        root = folder.root
        if git.is_repository(folder.root):
            tag = tag_name(str(version))
            if not git.has_tag(folder.root, tag):
                raise ReleaseError(
                    f"there is no tag {tag}", file=folder.root, hint="fetch the tags"
                )
            root = Path(scratch) / "tree"
            git.extract(folder.root, tag, root)
        made = out or Path(scratch) / "made"
        _make_apart(root, kept, made)
        return _compare(released, made)


def _make_apart(root: Path, kept: Path, out: Path) -> None:
    """Make it in a process of its own, with the code of the tag where the tag holds the code."""
    code = root / "src"
    path = {}
    if (code / "onrecord").is_dir():
        # Where packages lie may be told by the same variable.
        told = os.environ.get("PYTHONPATH")
        path = {"PYTHONPATH": f"{code}{os.pathsep}{told}" if told else str(code)}
    # -P: what lies in the current folder would else go before the code of the tag.
    maker = (sys.executable, "-P", "-m", "onrecord.release.reproduce")
    done = subprocess.run(
        [*maker, str(root), str(kept), str(out)],
        env={**os.environ, **path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise ReleaseError(
            f"it cannot be made again: {said[-1] if said else 'no reason was given'}", file=root
        )


def _compare(released: Mapping[str, Any], out: Path) -> Reproduced:
    again = manifests.read(out / manifests.NAME)
    found = Reproduced(len(released["files"]) + 1)
    for name in sorted(released["files"].keys() | again["files"].keys()):
        was, now = released["files"].get(name), again["files"].get(name)
        if was is None or now is None:
            found.differing.append(
                f"{name} {'came out and was not released' if was is None else 'did not come out'}"
            )
        elif was["sha256"] != now["sha256"]:
            found.differing.append(f"{name} came out with other bytes")
    if released["seal"] != again["seal"]:
        found.differing.append(f"{manifests.NAME} came out with other bytes")
    for part in ("inputs", "environment", "release"):
        found.inputs += _changed(part, released.get(part), again.get(part))
    return found


def _changed(place: str, was: Any, now: Any) -> list[str]:
    """Where two values differ, by dotted path, with both values."""
    if isinstance(was, dict) and isinstance(now, dict):
        keys = sorted(was.keys() | now.keys())
        return [
            line for key in keys for line in _changed(f"{place}.{key}", was.get(key), now.get(key))
        ]
    return [] if was == now else [f"{place}: was {was}, is {now}"]


def _main(root: str, kept: str, out: str) -> None:
    folder = Folder(Path(root))
    released = manifests.read(Path(kept))
    told = released["release"]
    stones = folder.ledger / TOMBSTONES
    made = make(
        folder,
        frozen(folder),
        Version.parse(released["version"]),
        Version.parse(told["previous"]) if told["previous"] else None,
        datetime.date.fromisoformat(told["date"]),
        stones.read_bytes() if stones.is_file() else b"",
    )
    write_folder(made.files, Path(out))


if __name__ == "__main__":
    _main(*sys.argv[1:])
