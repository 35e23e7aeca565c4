"""The scrapes in `seeds/` and what is said of their origin.

A scrape may have a provenance file beside it, named like it with `.provenance.toml` behind. One that nobody
described is reserved: it is built, and one line says how to describe it.
"""

import datetime
import hashlib
import json
import os
import re
import stat
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator

from onrecord.corpus.places import toml_line
from onrecord.corpus.refusals import refusal
from onrecord.errors import OnrecordError, ProvenanceError, ScrapeError
from onrecord.records import Record, Rights, Sha256, Text

SUFFIX = ".provenance.toml"
_NOT_SCRAPES = {"README.md"}


class ScrapeProvenance(Record):
    """Where a scrape came from and what may be done with it."""

    sha256: Sha256 = Field(description="SHA-256 of the scrape.")
    rights: Rights = Field(description="Whether its words may be published.")
    license: Text | None = Field(
        default=None, description="SPDX identifier of the licence; an open scrape has one."
    )
    fictional: bool = Field(default=False, description="Whether outlet, people and events are invented.")
    source: Text | None = Field(default=None, description="Where the scrape came from.")
    publisher: Text | None = Field(default=None, description="The outlet.")
    url: Text | None = Field(default=None, description="Where the page was.")
    retrieved: datetime.date | None = Field(default=None, description="Day on which it was fetched.")
    citation: Text | None = Field(default=None, description="How to cite it.")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.rights is Rights.open and self.license is None:
            raise ValueError("an open scrape names its licence (license = \"CC0-1.0\")")
        return self


@dataclass(frozen=True)
class Scrape:
    """One stored scrape.

    Attributes:
        path: where it lies.
        data: its bytes.
        provenance: what is said about it, None where nobody described it.
    """

    path: Path
    data: bytes
    provenance: ScrapeProvenance | None

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def rights(self) -> Rights:
        """Reserved, unless its provenance says open."""
        return self.provenance.rights if self.provenance else Rights.reserved


def is_scrape(path: Path) -> bool:
    """Whether a file in `seeds/` is a scrape (not hidden, no README, no provenance file)."""
    return not path.name.startswith(".") and path.name not in _NOT_SCRAPES and not path.name.endswith(SUFFIX)


def name_can_be_kept(path: Path) -> bool:
    """Whether the name of a file is text: what is no UTF-8 can be written down nowhere."""
    return not any("\ud800" <= character <= "\udfff" for character in path.name)


def scrape_paths(seeds: Path) -> list[Path]:
    """The scrapes below a folder, sorted by their path."""
    if not seeds.is_dir():
        return []
    found = (p for p in seeds.rglob("*") if _is_to_be_read(p) and is_scrape(p))
    return sorted(
        (p for p in found if not any(part.startswith(".") for part in p.relative_to(seeds).parts)),
        key=lambda p: p.relative_to(seeds).as_posix(),
    )


def _is_to_be_read(path: Path) -> bool:
    """Whether something in a folder is to be read.

    What cannot be, such as a pipe, a link to itself or a folder that is closed to us, is reported and
    not passed over.
    """
    return not (path.is_dir() and os.access(path, os.R_OK | os.X_OK))


def claims(seeds: Path) -> list[Path]:
    """The scrapes below a folder, those that somebody described first: of equal ones the first counts."""
    return sorted(scrape_paths(seeds), key=lambda path: not os.path.lexists(provenance_path(path)))


def copies(seeds: Path) -> dict[Path, Path]:
    """Each scrape below a folder that is a copy of another, byte for byte, with that other one."""
    of_size: dict[int, list[Path]] = {}
    for path in claims(seeds):
        # What is no file, or cannot be read, is told where it is looked at itself.
        if path.is_file() and os.access(path, os.R_OK):
            of_size.setdefault(path.stat().st_size, []).append(path)
    found = {}
    for alike in of_size.values():
        first: dict[str, Path] = {}
        for path in alike if len(alike) > 1 else ():
            other = first.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), path)
            if other is not path:
                found[path] = other
    return found


def copy_of(path: Path, first: Path, root: Path) -> ScrapeError:
    """The complaint that a scrape of the corpus folder `root` is a copy of another."""
    return ScrapeError(
        f"the same bytes as {first.relative_to(root)}",
        file=path,
        hint="remove one of the two",
        kind="duplicate-scrape",
    )


def provenance_paths(seeds: Path) -> Iterator[Path]:
    """The provenance files below a folder, sorted by their path."""
    yield from sorted(seeds.rglob(f"*{SUFFIX}"))


def provenance_path(scrape: Path) -> Path:
    """Where the provenance file of a scrape lies."""
    return scrape.with_name(scrape.name + SUFFIX)


def read_scrape(path: Path) -> Scrape:
    """Read a scrape and its provenance.

    Raises:
        ScrapeError: the file cannot be read.
        ProvenanceError: its provenance file is wrong, or its hash is another scrape's.
    """
    if not name_can_be_kept(path):
        raise ScrapeError("its name is not UTF-8", file=path, hint="rename it", kind="file-readable")
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ScrapeError("is not a file", file=path, hint="put a file in its place", kind="file-readable")
        data = path.read_bytes()
    except OSError as error:
        raise ScrapeError(
            f"cannot be read: {error.strerror}",
            file=path,
            hint="make it readable, or remove it",
            kind="file-readable",
        ) from None
    described = provenance_path(path)
    provenance = read_provenance(described) if os.path.lexists(described) else None
    scrape = Scrape(path, data, provenance)
    if provenance and provenance.sha256 != scrape.sha256:
        raise ProvenanceError(
            f"says SHA-256 {provenance.sha256}, but {path.name} has {scrape.sha256}",
            file=described,
            line=toml_line(described.read_text(encoding="utf-8"), ("sha256",)),
            field="sha256",
            hint="restore the scrape, or describe the new one and give its hash",
            kind="provenance-hash",
        )
    return scrape


def read_provenance(path: Path) -> ScrapeProvenance:
    """Read and check a provenance file.

    Raises:
        ProvenanceError: not TOML, or not of its shape; names line and field.
    """
    text, value = read_toml(path)
    try:
        return ScrapeProvenance.model_validate(value)
    except ValidationError as error:
        told = refusal(
            ProvenanceError,
            error.errors()[0],
            ScrapeProvenance,
            file=path,
            line_of=partial(toml_line, text),
            hint="see seeds/README.md for the fields",
        )
        told.message += true_hash(told.field, path)
        raise told from None


def true_hash(field: str | None, path: Path) -> str:
    """What to add to a complaint about the field `sha256` of a provenance file: the scrape's own hash."""
    scrape = path.with_name(path.name.removesuffix(SUFFIX))
    try:
        found = hashlib.sha256(scrape.read_bytes()).hexdigest() if field == "sha256" else None
    except OSError:
        # That it cannot be read is told of the scrape itself.
        return ""
    return f"; {scrape.name} has {found}" if found else ""


def read_toml(
    path: Path,
    problem: type[OnrecordError] = ProvenanceError,
    hint: str = "see seeds/README.md",
    kind: str = "toml_invalid",
) -> tuple[str, dict[str, Any]]:
    """The text and the values of a TOML file.

    Raises:
        OnrecordError: of the sort `problem`: not readable, or not TOML.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except OSError as error:
        raise problem(
            f"cannot be read: {error.strerror}",
            file=path,
            hint="put a readable file in its place",
            kind="file-readable",
        ) from None
    except UnicodeDecodeError as error:
        raise problem(
            f"not TOML, which is in UTF-8: {error.reason}",
            file=path,
            line=error.object.count(b"\n", 0, error.start) + 1,
            hint=hint,
            kind=kind,
        ) from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise problem(
            f"not TOML: {error}",
            file=path,
            line=int(line[1]) if line else None,
            hint=hint,
            kind=kind,
        ) from None


def dump_provenance(provenance: ScrapeProvenance) -> str:
    """The provenance as TOML."""
    lines = []
    for key, value in provenance.model_dump(mode="python", exclude_none=True).items():
        if isinstance(value, bool):
            shown = "true" if value else "false"
        elif isinstance(value, datetime.date):
            shown = value.isoformat()
        else:
            # A JSON string is a TOML string.
            shown = json.dumps(str(value), ensure_ascii=False)
        lines.append(f"{key} = {shown}")
    return "\n".join(lines) + "\n"
