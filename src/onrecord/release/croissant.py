"""Croissant 1.1 metadata of a release: files with their hashes, record sets with types and references."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from datasets import ClassLabel, List

from onrecord.dataset.card import SUMMARIES, Part
from onrecord.dataset.features import features
from onrecord.records import CONFIGS
from onrecord.release.cite import Citation

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {
    "string": "sc:Text",
    "int64": "sc:Integer",
    "float64": "sc:Float",
    "bool": "sc:Boolean",
    "date32": "sc:Date",
}
REFERENCES = {"article_id": "articles", "entity_id": "entities"}
"""Fields that hold the id of a record of another config, which stands in the same split or in the only one.

The other such fields (`parent`, `speaker_ids` and so on) are left out: mlcroissant 1.1.1 joins record sets
that are referred to and refer to others wrongly, and takes one that refers to itself for a cycle.
"""


def croissant(
    citation: Citation,
    license_url: str,
    parts: Mapping[str, Mapping[str, Part]],
    contents: Mapping[str, bytes],
) -> dict[str, Any]:
    """The Croissant description of a release.

    A record set is one split of one config, with the file that holds it.

    Args:
        citation: name, authors, version, day and hashes.
        license_url: where the terms stand.
        parts: the file of each split by config.
        contents: content of each of those files by path.
    """
    about = citation.about
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": about.name,
        "alternateName": about.title,
        "description": about.description,
        "version": citation.version,
        "datePublished": citation.day.isoformat(),
        "license": license_url,
        "url": about.url or about.repository or "./",
        "keywords": list(about.keywords),
        "inLanguage": list(about.languages),
        "creator": [{"@type": "sc:Organization", "name": name} for name in about.authors],
        "citeAs": citation.text("bibtex"),
        "identifier": f"sha256:{citation.content_hash}",
        "distribution": [
            _file(config, split, part, contents[part.path])
            for config, splits in parts.items()
            for split, part in splits.items()
        ],
        "recordSet": [
            _record_set(config, split, parts)
            for config, splits in parts.items()
            for split in splits
        ],
    }


def _file(config: str, split: str, part: Part, data: bytes) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": f"{config}-{split}.parquet",
        "name": f"{config}-{split}.parquet",
        "description": f"Config {config}, split {split}: {part.rows} records.",
        "contentUrl": part.path,
        "contentSize": f"{part.stored} B",
        "encodingFormat": "application/x-parquet",
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def _record_set(config: str, split: str, parts: Mapping[str, Mapping[str, Part]]) -> dict[str, Any]:
    identifier = f"{config}/{split}"
    return {
        "@type": "cr:RecordSet",
        "@id": identifier,
        "name": identifier,
        "description": f"Config {config}, split {split}: {SUMMARIES[config]}.",
        "key": {"@id": f"{identifier}/id"},
        "field": list(_fields(config, split, parts)),
    }


def _fields(
    config: str, split: str, parts: Mapping[str, Mapping[str, Part]]
) -> Iterator[dict[str, Any]]:
    model = CONFIGS[config]
    for name, feature in features(model).items():
        field = _field(f"{config}/{split}/{name}", feature, f"{config}-{split}.parquet", name, None)
        field["description"] = _described(model.model_fields[name].description or name, feature)
        if name in REFERENCES:
            other = REFERENCES[name]
            holder = split if split in parts[other] else "train"
            field["references"] = {"field": {"@id": f"{other}/{holder}/id"}}
        yield field


def _described(description: str, feature: Any) -> str:
    inner = feature.feature if isinstance(feature, List) else feature
    if not isinstance(inner, ClassLabel):
        return description
    return f"{description} " + ", ".join(f"{i}: {name}" for i, name in enumerate(inner.names)) + "."


def _field(
    identifier: str, feature: Any, file: str, column: str, key: str | None
) -> dict[str, Any]:
    source: dict[str, Any] = {"fileObject": {"@id": file}, "extract": {"column": column}}
    if key is not None:
        source["transform"] = {"jsonPath": f"$.{key}"}
    field: dict[str, Any] = {"@type": "cr:Field", "@id": identifier, "name": identifier}
    if isinstance(feature, List):
        field |= {"isArray": True, "arrayShape": "-1"}
        feature = feature.feature
    if isinstance(feature, dict):
        return field | {
            "subField": [
                _field(f"{identifier}/{name}", inner, file, column, name)
                for name, inner in feature.items()
            ]
        }
    kind = "int64" if isinstance(feature, ClassLabel) else feature.dtype
    return field | {"dataType": _TYPES[kind], "source": source}
