"""The dataset card: a README whose YAML header tells `load_dataset` what there is."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq
import yaml
from pydantic import BaseModel

from onrecord.dataset.about import About
from onrecord.dataset.features import features
from onrecord.records import CONFIGS, Split

UNRELEASED = "0.0.0"
"""The version of what was built and not released."""

SUMMARIES = {
    "articles": "one row an article: clean text, metadata, and every block of the page with its role",
    "quotes": "one row a quotation: kind, spans, cue, speaker, the entities behind it",
    "mentions": "one row a mention of a person, organisation, place and so on",
    "entities": "one row an entity of the corpus",
    "tokens": "one row a paragraph: words with BIO tags for quote, cue, speaker and name",
}


_TASKS = ("token-classification", "text-classification", "text-generation")


@dataclass(frozen=True)
class Part:
    """The file of one split of one config.

    Attributes:
        path: its path in the dataset.
        rows: how many records it holds.
        stored: its length in bytes.
        unpacked: how many bytes it unpacks to.
    """

    path: str
    rows: int
    stored: int
    unpacked: int

    @classmethod
    def of(cls, path: str, data: bytes) -> "Part":
        """The part that these bytes of a Parquet file are."""
        footer = pq.read_metadata(io.BytesIO(data))
        unpacked = sum(footer.row_group(i).total_byte_size for i in range(footer.num_row_groups))
        return cls(path, footer.num_rows, len(data), unpacked)


def card(
    *,
    about: About,
    dataset_version: str,
    content_hash: str,
    licenses: Sequence[str],
    parts: Mapping[str, Mapping[str, Part]],
    fictional: int,
    withheld: int,
) -> str:
    """The card of a built dataset.

    Args:
        about: what the corpus is called and by whom it is.
        dataset_version: its version.
        content_hash: hash of the records; in the header, it keeps `datasets` from serving a stale cache.
        licenses: the licences of what is published, sorted.
        parts: the file of each split by config.
        fictional: how many articles are invented.
        withheld: how many articles are without their words.
    """
    counts = {
        config: {split: p.rows for split, p in splits.items()} for config, splits in parts.items()
    }
    articles = sum(counts["articles"].values())
    quotes = sum(counts["quotes"].values())
    return "\n".join(
        [
            _header(about, dataset_version, content_hash, licenses, parts),
            f"# {about.title}",
            "",
            about.description,
            "",
            f"{articles} news articles with {quotes} annotated quotations"
            f"{'' if dataset_version == UNRELEASED else f', version {dataset_version}'}. "
            f"**{fictional} of the articles are fictional**: outlets, people and events are invented; every record of "
            f"theirs says `fictional: true`. {articles - fictional} are real. "
            + (
                f"Of {withheld} the words are withheld here since they are someone else's; the facts are published."
                if withheld
                else ""
            ),
            "",
            "To build a corpus like this from your own folder: put scrapes into `seeds/`, run `onrecord build`.",
            "",
            "## Load",
            "",
            "```python",
            "from datasets import load_dataset",
            "",
            'quotes = load_dataset("corpus", "quotes", split="train")',
            "```",
            "",
            '`onrecord.load("quotes")` does the same after checking every byte against the manifest, and',
            '`onrecord.load("quotes", withheld=False)` gives only rows that have their words.',
            "",
            "## Configs",
            "",
            "| config | what | " + " | ".join(Split) + " |",
            "|---|---|" + "---:|" * len(Split),
            *(
                f"| `{name}` | {SUMMARIES[name]} | "
                + " | ".join(str(counts[name].get(split, 0)) for split in Split)
                + " |"
                for name in CONFIGS
            ),
            "",
            "Splits are made by story, so that no event is in two of them; `entities` has one split, which is all.",
            "All offsets are Unicode code points, 0-based, half-open. Fields marked † hold words of the article and are",
            "null where `withheld` is true; fields marked ‡ are derived from other records.",
            "",
            *(line for name, model in CONFIGS.items() for line in field_table(name, model)),
            f"Content hash of the records: `{content_hash}`",
            "",
        ]
    )


def field_table(name: str, model: type[BaseModel]) -> list[str]:
    """A record's fields as a Markdown section."""
    lines = [
        f"## `{name}`",
        "",
        (model.__doc__ or "").strip(),
        "",
        "| field | type | what |",
        "|---|---|---|",
    ]
    shown = features(model)
    for field_name, field in model.model_fields.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        mark = ("†" if extra.get("words") else "") + ("‡" if extra.get("derived") else "")
        lines.append(f"| `{field_name}`{mark} | {_type(shown[field_name])} | {field.description} |")
    return [*lines, ""]


def _type(feature: Any) -> str:
    if isinstance(feature, dict):
        return "struct of " + ", ".join(f"`{name}`" for name in feature)
    if hasattr(feature, "names"):
        if len(feature.names) > 12:
            return f"class, {len(feature.names)} labels"
        return "class: " + ", ".join(feature.names)
    if hasattr(feature, "feature"):
        return "list of " + _type(feature.feature)
    return feature.dtype


def _header(
    about: About,
    dataset_version: str,
    content_hash: str,
    licenses: Sequence[str],
    parts: Mapping[str, Mapping[str, Part]],
) -> str:
    articles = sum(part.rows for part in parts["articles"].values())
    header = {
        "pretty_name": about.title,
        "language": list(about.languages),
        **_license(licenses),
        "task_categories": list(_TASKS),
        "tags": list(about.keywords),
        "size_categories": [_size(articles)],
        "configs": [_config(name, dataset_version, splits) for name, splits in parts.items()],
        "dataset_info": [_info(name, content_hash, splits) for name, splits in parts.items()],
    }
    return f"---\n{yaml.safe_dump(header, sort_keys=False, allow_unicode=True, width=1000)}---\n"


def _license(licenses: Sequence[str]) -> dict[str, str]:
    if len(licenses) == 1:
        return {"license": licenses[0].lower()}
    return {"license": "other", "license_name": "per-article", "license_link": "LICENSE-DATA"}


def _config(name: str, dataset_version: str, splits: Mapping[str, Part]) -> dict[str, Any]:
    return {
        "config_name": name,
        "version": dataset_version,
        **({"default": True} if name == "articles" else {}),
        "data_files": [{"split": split, "path": splits[split].path} for split in _shown(splits)],
    }


def _info(name: str, content_hash: str, splits: Mapping[str, Part]) -> dict[str, Any]:
    parts = {split: splits[split] for split in _shown(splits)}
    return {
        "config_name": name,
        # `datasets` has the description in its cache key: the hash keeps it from serving stale rows.
        "description": f"{SUMMARIES[name]}; content {content_hash}",
        "features": features(CONFIGS[name])._to_yaml_list(),
        "splits": [
            {"name": split, "num_bytes": part.unpacked, "num_examples": part.rows}
            for split, part in parts.items()
        ],
        "download_size": sum(part.stored for part in parts.values()),
        "dataset_size": sum(part.unpacked for part in parts.values()),
    }


def _shown(splits: Mapping[str, Part]) -> list[str]:
    """The splits that `load_dataset` is told of, in order: of one without rows it would raise an error, and
    give none of the others. A config of no rows at all keeps its splits, for streaming.
    """
    order = [split.value for split in Split if split in splits]
    return [split for split in order if splits[split].rows] or order


def _size(articles: int) -> str:
    for limit, label in (
        (1_000, "n<1K"),
        (10_000, "1K<n<10K"),
        (100_000, "10K<n<100K"),
        (1_000_000, "100K<n<1M"),
    ):
        if articles < limit:
            return label
    return "n>1M"
