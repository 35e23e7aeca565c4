"""Find what a comparison names: a release, a folder, an address, or a revision of git."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from onrecord.corpus.folder import Folder
from onrecord.dataset import manifest as manifests
from onrecord.dataset.build import build
from onrecord.dataset.source import find, folder_name
from onrecord.errors import ReleaseError
from onrecord.release import git
from onrecord.release import side as sides
from onrecord.release.release import frozen, records_path, released_manifest
from onrecord.release.side import Side
from onrecord.release.version import Version


def side(name: str, corpus: Folder | None) -> AbstractContextManager[Side]:
    """The dataset that a name means.

    Args:
        name: a folder of a dataset; a corpus folder, for what is frozen in it; an address; a released
            version; or a git revision of the corpus.
        corpus: the corpus whose versions and revisions are meant, if there is one.

    Raises:
        ReleaseError: it means none.
        LoadError: the dataset is damaged.
    """
    return _side(name, corpus)


@contextmanager
def _side(name: str, corpus: Folder | None) -> Iterator[Side]:
    path = Path(name)
    if "://" in name:
        yield sides.Folder(find(name).folder)
    elif (path / manifests.NAME).is_file():
        yield sides.Folder(path)
    elif (path / "corpus" / "annotations").is_dir():
        yield _of_frozen(Folder(path.resolve()))
    elif corpus and re.fullmatch(r"\d+\.\d+\.\d+", name):
        yield _released(corpus, Version.parse(name))
    elif corpus and git.is_repository(corpus.root):
        with TemporaryDirectory() as scratch:
            git.extract(corpus.root, name, Path(scratch))
            yield _of_frozen(Folder(Path(scratch)))
    else:
        raise ReleaseError(
            f"{name} is no dataset, version or revision", hint="see onrecord diff --help"
        )


def _of_frozen(folder: Folder) -> Side:
    return sides.Files(build(frozen(folder).corpus, {}).files)


def _released(corpus: Folder, version: Version) -> Side:
    """A release by its files where they are at hand, otherwise by its field hashes."""
    folder = corpus.root / "dist" / folder_name(str(version))
    kept = released_manifest(corpus, version)
    if (folder / manifests.NAME).is_file() and (
        folder / manifests.NAME
    ).read_bytes() == kept.read_bytes():
        return sides.Folder(folder)
    return sides.read_fingerprints(records_path(corpus, version))
