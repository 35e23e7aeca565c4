"""What a release needs of git."""

import io
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path

from onrecord.errors import ReleaseError

_AS_STORED = ("core.autocrlf=false", "core.eol=lf")
"""Whatever line ends the user has git write."""


def run(root: Path, *arguments: str, settings: Sequence[str] = ()) -> bytes:
    """What git prints, with these settings in place of the user's.

    It runs apart from us: what ends us, an interrupt from the terminal or a kill of the whole group, would
    otherwise end it half-way, and it would leave its locks.

    Raises:
        ReleaseError: it fails; with what it said.
    """
    told = [part for setting in settings for part in ("-c", setting)]
    done = subprocess.run(
        ["git", "-C", str(root), *told, *arguments],
        capture_output=True,
        check=False,
        start_new_session=True,
    )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ReleaseError(f"git {arguments[0]}: {said[-1] if said else 'failed'}", file=root)
    return done.stdout


def is_repository(root: Path) -> bool:
    """Whether the folder lies in a git repository.

    Raises:
        ReleaseError: it does, and git is absent or will not work there, as in a folder of another owner.
    """
    try:
        return run(root, "rev-parse", "--is-inside-work-tree").strip() == b"true"
    except (ReleaseError, FileNotFoundError) as error:
        # What is then taken for no repository would be released without a tag, and made again without one.
        here = root.resolve()
        if any((folder / ".git").exists() for folder in (here, *here.parents)):
            said = error.message if isinstance(error, ReleaseError) else "git is not installed"
            hint = "have git status work there"
            raise ReleaseError(f"cannot use the repository: {said}", file=root, hint=hint) from None
        return False


def has_tag(root: Path, tag: str) -> bool:
    """Whether there is such a tag."""
    return run(root, "tag", "--list", tag).strip() != b""


def changed(root: Path, *paths: str) -> list[str]:
    """Files below these paths that differ from the last commit, or that git does not know."""
    # With -z names stand as they are; else those outside ASCII are in quotes and octal numbers.
    options = ("--porcelain", "-z", "--no-renames", "--untracked-files=all")
    return [entry[3:] for entry in _names(run(root, "status", *options, "--", *paths))]


def ignored(root: Path, *paths: str) -> list[str]:
    """Files below these paths that git does not know, and was told to pass over."""
    options = ("--others", "--ignored", "--exclude-standard", "-z")
    return _names(run(root, "ls-files", *options, "--", *paths))


def _names(printed: bytes) -> list[str]:
    return [name for name in printed.decode("utf-8", "surrogateescape").split("\0") if name]


def extract(root: Path, revision: str, target: Path) -> None:
    """Put the files that a revision has below `root` into a folder.

    Raises:
        ReleaseError: there is no such revision, or it has no such folder.
    """
    # Within a repository's folder, git takes that folder alone, and names files from there.
    data = run(root, "archive", "--format=tar", revision, settings=_AS_STORED)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        archive.extractall(target, filter="data")
