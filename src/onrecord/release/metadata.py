"""What machines read about a release: citation files, Zenodo, RO-Crate and Croissant, from one record."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from onrecord.dataset.card import SUMMARIES, Part
from onrecord.release import croissant
from onrecord.release.cite import Citation

CITATION = "CITATION.cff"
LICENSE_URLS = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
}


@dataclass(frozen=True)
class Facts:
    """The record from which all metadata of a release is made.

    Attributes:
        citation: name, authors, version, day and hashes.
        licenses: licences of what is published, sorted.
        parts: the file of each split by config.
        files: content of each file of the release that is not metadata.
    """

    citation: Citation
    licenses: list[str]
    parts: Mapping[str, Mapping[str, Part]]
    files: Mapping[str, bytes]

    @property
    def license_url(self) -> str:
        """Where the terms stand."""
        only = self.licenses[0] if len(self.licenses) == 1 else ""
        return LICENSE_URLS.get(only, "LICENSE-DATA")


def files(facts: Facts) -> dict[str, bytes]:
    """The metadata files of a release by their path."""
    citation = facts.citation
    texts = {
        CITATION: citation.text("cff"),
        "citation.bib": citation.text("bibtex"),
        "citation.csl.json": citation.text("csl-json"),
        "citation.apa.txt": citation.text("apa"),
        ".zenodo.json": _json(_zenodo(facts)),
        "croissant.json": _json(
            croissant.croissant(citation, facts.license_url, facts.parts, facts.files)
        ),
    }
    made = {name: f"{text}\n".encode() for name, text in texts.items()}
    crate = _json(_ro_crate(facts, {**facts.files, **made}))
    return made | {"ro-crate-metadata.json": f"{crate}\n".encode()}


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False)


def _zenodo(facts: Facts) -> dict[str, Any]:
    """The metadata of a Zenodo deposition."""
    citation = facts.citation
    about = citation.about
    only = facts.licenses[0].lower() if len(facts.licenses) == 1 else "other-open"
    described = escape(about.description, quote=False)
    return {
        "upload_type": "dataset",
        "title": about.title,
        "description": f"<p>{described}</p><p>{'. '.join(f'{n}: {v}' for n, v in citation.hashes.items())}</p>",
        "creators": [{"name": name} for name in about.authors],
        "version": citation.version,
        "publication_date": citation.day.isoformat(),
        "access_right": "open",
        "license": only,
        "keywords": list(about.keywords),
    }


def _ro_crate(facts: Facts, contents: Mapping[str, bytes]) -> dict[str, Any]:
    """The release as an RO-Crate 1.1: the folder, its authors and each file."""
    citation = facts.citation
    about = citation.about
    people = [
        {"@id": f"#author-{i}", "@type": "Organization", "name": n}
        for i, n in enumerate(about.authors, 1)
    ]
    authors = [{"@id": person["@id"]} for person in people]
    described = {
        part.path: f"{SUMMARIES[c]}; split {s}"
        for c, splits in facts.parts.items()
        for s, part in splits.items()
    }
    listed = [
        {
            "@id": path,
            "@type": "File",
            "name": path,
            "contentSize": str(len(data)),
            "encodingFormat": _media_type(path),
            "sha256": hashlib.sha256(data).hexdigest(),
            **({"description": described[path]} if path in described else {}),
        }
        for path, data in sorted(contents.items())
    ]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": about.title,
        "description": about.description,
        "version": citation.version,
        "datePublished": citation.day.isoformat(),
        "license": {"@id": facts.license_url},
        "keywords": ", ".join(about.keywords),
        # One value stands without a list around it, as the specification wants.
        "author": authors if len(authors) > 1 else authors[0],
        "publisher": authors[0],
        "identifier": f"sha256:{citation.content_hash}",
        "hasPart": [{"@id": item["@id"]} for item in listed],
        **({"url": about.url} if about.url else {}),
    }
    terms = {"@id": facts.license_url, "@type": "CreativeWork", "name": ", ".join(facts.licenses)}
    descriptor = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    listed = [item for item in listed if item["@id"] != facts.license_url]
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [descriptor, root, *people, terms, *listed],
    }


def _media_type(path: str) -> str:
    known = {
        ".parquet": "application/vnd.apache.parquet",
        ".json": "application/json",
        ".jsonl": "application/jsonl",
        ".md": "text/markdown",
        ".cff": "application/yaml",
        ".bib": "application/x-bibtex",
    }
    return next((media for ending, media in known.items() if path.endswith(ending)), "text/plain")
