"""Turn the output of `onrecord annotate` into the form that the shared scorers read; and load one.

    python scripts/to_gold_form.py ANNOTATED.jsonl PREDICTIONS.jsonl --texts GOLD.jsonl[.gz]

Each span of a quote without `parent` is one prediction, whatever its attitude; spans of a quote parted only by
blanks and punctuation of up to eight characters are one, as the gold has it. Mentions of form `name` are
`entities`. GOLD gives the texts, by id.
"""

import argparse
import gzip
import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

CLOSE = 8


def main() -> None:
    """Convert every line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("annotated", type=Path)
    parser.add_argument("predictions", type=Path)
    parser.add_argument("--texts", type=Path, required=True, help="the set that was annotated")
    args = parser.parse_args()
    texts = {record["id"]: record["text"] for record in read_records(args.texts)}
    with args.predictions.open("w", encoding="utf-8") as out:
        for record in read_records(args.annotated):
            out.write(json.dumps(gold_form(record, texts[record["id"]]), ensure_ascii=False) + "\n")


def gold_form(record: dict[str, Any], text: str) -> dict[str, Any]:
    """One article's annotation in the scorers' form."""
    quotes = [
        {
            "start": start,
            "end": end,
            "type": quote["kind"],
            "cue": quote["cue"],
            "speaker": quote["speaker"],
            "group": quote["id"],
        }
        for quote in record["quotes"]
        if quote["parent"] is None
        for start, end in unbroken(text, quote["spans"])
    ]
    entities = [
        {"start": m["start"], "end": m["end"], "type": m["label"]}
        for m in record["mentions"]
        if m["form"] == "name"
    ]
    return {"id": record["id"], "quotes": quotes, "entities": entities}


def unbroken(text: str, spans: list[list[int]]) -> list[list[int]]:
    """Spans with those made one between which no word stands."""
    whole: list[list[int]] = []
    for start, end in spans:
        between = text[whole[-1][1] : start] if whole else None
        if between is not None and len(between) <= CLOSE and not re.search(r"\w", between):
            whole[-1][1] = end
        else:
            whole.append([start, end])
    return whole


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a file of JSON lines, gzipped or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def load_scorer(path: Path) -> ModuleType:
    """The scorer `score.py` that lies beside a set, as a module."""
    spec = importlib.util.spec_from_file_location("quotes_scorer", path)
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


if __name__ == "__main__":
    main()
