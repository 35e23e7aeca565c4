"""How well the tagger alone finds names, as a table for its model card.

    python scripts/tagger_names.py ../shared/data/entities

Each set is scored by the scorer beside it: exact span and type (people, organisations, places),
leading articles and trailing possessives cut from both sides. Where the set holds more than news
and speech, only that is taken.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from to_gold_form import read_records

from onrecord.annotation import decode
from onrecord.annotation.tagger import Tagger

FIRST_TEXTS = 60
SETS: dict[str, tuple[str, Callable[[list[dict]], list[dict]]]] = {
    "worldwide_dev": ("worldwide dev", lambda texts: texts),
    "gum_dev": (
        "GUM dev, news and interviews",
        lambda texts: [one for one in texts if one["genre"] in ("news", "interview")],
    ),
    "crossner_politics_dev": ("CrossNER politics dev", lambda texts: texts),
    "uner_ewt_dev": ("UNER EWT dev (never trained on)", lambda texts: texts),
    "wikineural_en_val": (
        f"WikiNEuRal validation, the first {FIRST_TEXTS} texts (never trained on)",
        lambda texts: texts[:FIRST_TEXTS],
    ),
}
COLUMNS = {"micro": "all", "PERSON": "person", "ORG": "organisation", "LOC": "place"}


def names_table(folder: Path) -> str:
    """F1 in percent by set and type, as Markdown."""
    tagger = Tagger.load()
    lines = [
        "| names, F1 in % | " + " | ".join(COLUMNS.values()) + " |",
        "| --- |" + " --- |" * len(COLUMNS),
    ]
    for name, (title, chosen) in SETS.items():
        gold = chosen(list(read_records(folder / f"{name}.jsonl.gz")))
        found = [{"id": one["id"], "entities": _names(tagger, one["text"])} for one in gold]
        scores = _score(folder / "score.py", gold, found)
        lines.append(f"| {title} | " + " | ".join(f"{scores[key]:.1f}" for key in COLUMNS) + " |")
    return "\n".join(lines)


def _names(tagger: Tagger, text: str) -> list[dict]:
    return [
        {"start": one.start, "end": one.end, "type": one.label}
        for one in decode.names(tagger.tag(text))
    ]


def _score(scorer: Path, gold: list[dict], found: list[dict]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as temporary:
        paths = [Path(temporary) / "gold.jsonl", Path(temporary) / "found.jsonl"]
        for path, side in zip(paths, (gold, found), strict=True):
            path.write_text("".join(json.dumps(one) + "\n" for one in side), encoding="utf-8")
        options = ["--types", "PERSON,ORG,LOC", "--trim", "--json"]
        told = subprocess.run(
            [sys.executable, scorer, *paths, *options], check=True, capture_output=True, text=True
        )
    return {key: 100 * figures[2] for key, figures in json.loads(told.stdout).items()}


if __name__ == "__main__":
    print(names_table(Path(sys.argv[1])))
