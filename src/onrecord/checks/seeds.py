"""Level corpus: the files in `seeds/`, their rights, and what git would publish of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from onrecord.checks.registry import Subject, check
from onrecord.corpus.rules import Level, Violation
from onrecord.corpus.seeds import (
    SUFFIX,
    ScrapeProvenance,
    read_provenance,
)
from onrecord.errors import ProvenanceError
from onrecord.records import Rights

OPEN = "open"
"""The folder in `seeds/` that git sees whole."""
_NO_PAGES = {"README.md", ".gitignore", ".gitattributes", ".gitkeep", ".DS_Store"}
"""Files that git, and the folders of some systems, have there for themselves."""


@dataclass(frozen=True)
class Seeds:
    """The files in `seeds/`, by their paths in it.

    Attributes:
        files: every file but provenance files.
        named: scrapes that have a provenance file, sound or not.
        described: what the sound ones say.
    """

    files: list[str]
    named: set[str]
    described: dict[str, ScrapeProvenance]


def look(folder: Path) -> Seeds:
    """What lies in a `seeds/` folder."""
    files, named, described = [], set(), {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.is_dir():
            continue
        name = path.relative_to(folder).as_posix()
        if not name.endswith(SUFFIX):
            files.append(name)
            continue
        named.add(name.removesuffix(SUFFIX))
        try:
            described[name.removesuffix(SUFFIX)] = read_provenance(path)
        except ProvenanceError:
            continue
    return Seeds(files, named, described)


@check(
    "open-described",
    Level.corpus,
    Subject.seeds,
    "describe it in a provenance file, or move it to seeds/",
)
def open_described(seeds: Seeds) -> Iterator[Violation]:
    """Git publishes what lies in seeds/open/, so every file there is described as open."""
    for name in seeds.files:
        path = Path(name)
        is_open = path.parts[0] == OPEN and len(path.parts) > 1
        if is_open and path.name not in _NO_PAGES and name not in seeds.named:
            yield Violation(
                (name,), "lies in seeds/open/, which git publishes, and nobody described it"
            )


@check(
    "reserved-place", Level.corpus, Subject.seeds, "move it out of seeds/open/, which git publishes"
)
def reserved_place(seeds: Seeds) -> Iterator[Violation]:
    """A reserved scrape does not lie in seeds/open/, where git would publish it."""
    for name, provenance in seeds.described.items():
        if (
            provenance.rights is Rights.reserved
            and Path(name).parts[0] == OPEN
            and name in seeds.files
        ):
            yield Violation((name,), "is reserved, and lies in seeds/open/")


@check(
    "open-place", Level.corpus, Subject.seeds, "move it to seeds/open/, or git will not carry it"
)
def open_place(seeds: Seeds) -> Iterator[Violation]:
    """An open scrape lies in seeds/open/, the only place from which git publishes."""
    for name, provenance in seeds.described.items():
        if provenance.rights is Rights.open and Path(name).parts[0] != OPEN and name in seeds.files:
            yield Violation((name,), "is open, but does not lie in seeds/open/")


@check(
    "open-provenance-alone", Level.corpus, Subject.seeds, "put the scrape back, or remove the file"
)
def open_provenance_alone(seeds: Seeds) -> Iterator[Violation]:
    """The scrape of a provenance file that says open is there; a reserved one may be absent."""
    for name, provenance in seeds.described.items():
        if provenance.rights is Rights.open and name not in seeds.files:
            yield Violation((name + SUFFIX,), "describes an open scrape that is not there")
