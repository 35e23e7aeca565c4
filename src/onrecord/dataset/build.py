"""From the records of a corpus to the files of its dataset."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from onrecord.corpus.corpus import Corpus
from onrecord.dataset import manifest as manifests
from onrecord.dataset.about import ANNOTATIONS_LICENSE, About
from onrecord.dataset.card import UNRELEASED, Part, card
from onrecord.dataset.files import CARD, Built
from onrecord.dataset.parquet import content_hash, parquet_bytes
from onrecord.dataset.tokens import token_rows
from onrecord.records import CONFIGS, Split

Tables = dict[str, dict[str, Sequence[BaseModel]]]


def tables(corpus: Corpus) -> Tables:
    """Records by config and split, sorted by id; a split without articles is left out."""
    rows = {
        "articles": corpus.articles,
        "quotes": corpus.quotes,
        "mentions": corpus.mentions,
        "tokens": token_rows(corpus.articles, corpus.quotes, corpus.mentions),
    }
    splits = [s for s in Split if s in corpus.split_of.values()]
    result: Tables = {}
    for config in CONFIGS:
        if config == "entities":
            result[config] = {Split.train.value: corpus.entities}
            continue
        result[config] = {
            split.value: [
                r for r in rows[config] if corpus.split_of[r.id if config == "articles" else r.article_id] is split
            ]
            for split in splits
        }
    return result


def build(
    corpus: Corpus,
    inputs: Mapping[str, Any],
    dataset_version: str = UNRELEASED,
    about: About = About(),
) -> Built:
    """The files of a corpus's dataset.

    Args:
        corpus: its records.
        inputs: what it was made from, for the manifest.
        dataset_version: its version, three numbers.
        about: what it is called and by whom it is, for the card.
    """
    by_config = tables(corpus)
    hash_of_records = content_hash(by_config)
    files: dict[str, bytes] = {}
    parts: dict[str, dict[str, Part]] = {}
    for config, splits in by_config.items():
        for split, records in splits.items():
            data = parquet_bytes(CONFIGS[config], records)
            # `datasets` caches by path, so that new content needs a new name.
            name = f"data/{config}/{split}-{hashlib.sha256(data).hexdigest()[:12]}.parquet"
            files[name] = data
            parts.setdefault(config, {})[split] = Part.of(name, data)
    files[CARD] = card(
        about=about,
        dataset_version=dataset_version,
        content_hash=hash_of_records,
        licenses=licenses(corpus),
        parts=parts,
        fictional=sum(a.fictional for a in corpus.articles),
        withheld=sum(a.withheld for a in corpus.articles),
    ).encode()
    return Built(
        files,
        manifests.manifest(
            dataset_version=dataset_version,
            content_hash=hash_of_records,
            files=files,
            counts={config: {s: p.rows for s, p in splits.items()} for config, splits in parts.items()},
            inputs={**inputs, "about": about.model_dump(mode="json")},
        ),
    )


def licenses(corpus: Corpus) -> list[str]:
    """The licences of the articles whose words are there, and of the annotations; sorted."""
    named = {a.license or "unlicensed" for a in corpus.articles if not a.withheld}
    return sorted(named | {ANNOTATIONS_LICENSE})
