"""The dataset card: a README whose YAML header tells `load_dataset` what there is."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from onrecord.dataset.features import features
from onrecord.records import CONFIGS, Split

SUMMARIES = {
    "articles": "one row an article: clean text, metadata, and every block of the page with its role",
    "quotes": "one row a quotation: kind, spans, cue, speaker, the entities behind it",
    "mentions": "one row a mention of a person, organisation, place and so on",
    "entities": "one row an entity of the corpus",
    "tokens": "one row a paragraph: words with BIO tags for quote, cue, speaker and name",
}


def card(
    *,
    dataset_version: str,
    content_hash: str,
    data_files: Mapping[str, Mapping[str, str]],
    counts: Mapping[str, Mapping[str, int]],
    fictional: int,
    withheld: int,
) -> str:
    """The card of a built dataset.

    Args:
        dataset_version: its version.
        content_hash: hash of the records; in the header, it keeps `datasets` from serving a stale cache.
        data_files: path of each split's file by config.
        counts: rows by config and split.
        fictional: how many articles are invented.
        withheld: how many articles are without their words.
    """
    articles = sum(counts["articles"].values())
    quotes = sum(counts["quotes"].values())
    return "\n".join(
        [
            _header(dataset_version, content_hash, data_files, articles),
            "# A corpus of news articles with quotations, speakers and entities",
            "",
            f"{articles} news articles with {quotes} annotated quotations, made from raw page scrapes by onrecord. "
            f"**{fictional} of the articles are fictional**: outlets, people and events are invented, the text is ours and "
            "free (CC0-1.0); every record of theirs says `fictional: true`. "
            f"{articles - fictional} are real"
            + (f", {withheld} of them withheld here: their facts are published, their words are not." if withheld else "."),
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
            "`onrecord.load(\"quotes\")` does the same after checking every byte against the manifest, and",
            "`onrecord.load(\"quotes\", withheld=False)` gives only rows that have their words.",
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
    lines = [f"## `{name}`", "", (model.__doc__ or "").strip(), "", "| field | type | what |", "|---|---|---|"]
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
    dataset_version: str, content_hash: str, data_files: Mapping[str, Mapping[str, str]], articles: int
) -> str:
    lines = ["---", "pretty_name: onrecord corpus", "language:", "- en", "license: other"]
    lines += ["license_name: per-article", "license_link: LICENSE-DATA", "task_categories:"]
    lines += [f"- {task}" for task in ("token-classification", "text-classification", "text-generation")]
    lines += ["tags:", *(f"- {tag}" for tag in ("news", "quotation", "attribution", "named-entity-recognition"))]
    lines += ["size_categories:", f"- {_size(articles)}", "configs:"]
    for name, splits in data_files.items():
        lines += [f"- config_name: {name}", f"  version: {dataset_version}"]
        lines += ["  default: true"] if name == "articles" else []
        lines += ["  data_files:"]
        for split in _in_order(splits):
            lines += [f"  - split: {split}", f"    path: {splits[split]}"]
    lines += ["dataset_info:"]
    for name in data_files:
        lines += [
            f"- config_name: {name}",
            f"  description: \"{SUMMARIES[name]}; content {content_hash}\"",
        ]
    return "\n".join([*lines, "---", ""])


def _in_order(splits: Sequence[str] | Mapping[str, str]) -> list[str]:
    return [split.value for split in Split if split in splits]


def _size(articles: int) -> str:
    for limit, label in ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M")):
        if articles < limit:
            return label
    return "n>1M"
