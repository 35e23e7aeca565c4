"""The citation of a dataset version, in the formats that people and programs ask for.

All of them are made from one record, so that none can say what another does not.
"""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from onrecord.dataset.about import About

FORMATS = ("apa", "bibtex", "csl-json", "cff")


@dataclass(frozen=True)
class Citation:
    """What is cited.

    Attributes:
        about: what the corpus is called and by whom it is.
        version: version of the dataset.
        day: day of its release; of its build, if it was not released.
        released: whether it was released; if not, the citation says so.
        content_hash: hash of its records.
        license: SPDX identifier of what is published, None if there are several.
        manifest_hash: SHA-256 of its manifest, where that is known: inside a release it cannot be, since the
            manifest lists the files that would hold it.
    """

    about: About
    version: str
    day: datetime.date
    released: bool
    content_hash: str
    license: str | None = None
    manifest_hash: str | None = None

    def text(self, style: str) -> str:
        """The citation in one of `FORMATS`."""
        styles = {"apa": self._apa, "bibtex": self._bibtex, "csl-json": self._csl, "cff": self._cff}
        return styles[style]()

    @property
    def _state(self) -> str:
        return self.version if self.released else f"{self.version}, unreleased working version"

    @property
    def hashes(self) -> dict[str, str]:
        """What pins the bytes, by its name."""
        manifest = {"SHA-256 of the manifest": self.manifest_hash} if self.manifest_hash else {}
        return manifest | {"Content hash of the records": self.content_hash}

    @property
    def _note(self) -> str:
        return ". ".join(f"{name}: {value}" for name, value in self.hashes.items())

    def _apa(self) -> str:
        authors = self.about.authors
        names = authors[0] if len(authors) == 1 else f"{', '.join(authors[:-1])}, & {authors[-1]}"
        names = names.removesuffix(".")
        where = f" {self.about.url}" if self.about.url else ""
        return (
            f"{names}. ({self.day.year}). {self.about.title} (Version {self._state}) [Data set].{where}"
            f" {self._note}."
        )

    def _bibtex(self) -> str:
        # Double braces keep the names of groups whole.
        fields = {
            "author": " and ".join(f"{{{_tex(name)}}}" for name in self.about.authors),
            "title": f"{{{_tex(self.about.title)}}}",
            "year": str(self.day.year),
            "month": str(self.day.month),
            "version": self._state,
            **({"url": self.about.url} if self.about.url else {}),
            "note": f"Data set, {'version ' if self.released else ''}{self._state}. {self._note}",
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
        return "\n".join([f"@misc{{{self.about.name}-{self.version},", *lines, "}"])

    def _csl(self) -> str:
        item = {
            "id": f"{self.about.name}-{self.version}",
            "type": "dataset",
            "title": self.about.title,
            "author": [{"literal": name} for name in self.about.authors],
            "issued": {"date-parts": [[self.day.year, self.day.month, self.day.day]]},
            "version": self._state,
            "abstract": self.about.description,
            **({"URL": self.about.url} if self.about.url else {}),
            "note": self._note,
        }
        return json.dumps([item], indent=1, ensure_ascii=False)

    def _cff(self) -> str:
        value = {
            "cff-version": "1.2.0",
            "message": "Please cite the version that you used.",
            "type": "dataset",
            "title": self.about.title,
            "abstract": self.about.description,
            "authors": [{"name": name} for name in self.about.authors],
            "version": self._state,
            **({"date-released": self.day} if self.released else {}),
            **({"license": self.license} if self.license else {}),
            **({"url": self.about.url} if self.about.url else {}),
            **({"repository-code": self.about.repository} if self.about.repository else {}),
            "keywords": list(self.about.keywords),
            "identifiers": [
                {"type": "other", "value": f"sha256:{value}", "description": name}
                for name, value in self.hashes.items()
            ],
        }
        return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=1000).rstrip("\n")


def citation_of(manifest: Mapping[str, Any], manifest_hash: str, built: datetime.date) -> Citation:
    """The citation of the dataset that a manifest describes.

    Args:
        manifest: the manifest.
        manifest_hash: SHA-256 of its file.
        built: day of the build, which dates what was not released.
    """
    told = manifest.get("release")
    return Citation(
        about=About.model_validate(manifest["inputs"].get("about", {})),
        version=manifest["version"],
        day=datetime.date.fromisoformat(told["date"]) if told else built,
        released=told is not None,
        content_hash=manifest["content_hash"],
        license=told["license"] if told else None,
        manifest_hash=manifest_hash,
    )


_TEX = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


def _tex(text: str) -> str:
    return text.translate(_TEX)
