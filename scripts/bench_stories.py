"""Measure how well articles about one event are told from others: `python scripts/bench_stories.py [--write]`.

The test set is `tests/corpus/data/stories.jsonl`: twelve events of our fictional scrapes, each as two outlets
would rewrite the wire's report, and for each another event of the same sort in the same days and places. With
`--write` the names that the machine finds are kept there, so that the tests need not find them. Where the
package datasketch is installed, MinHash is measured beside.
"""

import argparse
import datetime
import json
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import onrecord
from onrecord.annotation import annotate
from onrecord.corpus import stories
from onrecord.corpus.compose import machine_provenance
from onrecord.corpus.corpus import story_evidence
from onrecord.corpus.folder import Folder
from onrecord.corpus.gather import gather
from onrecord.corpus.names import folded
from onrecord.corpus.stories import StoryEvidence, shingles
from onrecord.records import MentionForm, Role

ROOT = Path(__file__).parent.parent
PATH = ROOT / "tests" / "corpus" / "data" / "stories.jsonl"


def names_of(text: str) -> Counter[str]:
    """The names that the machine finds in a text, as the corpus counts them for stories."""
    units, position = [], 0
    for paragraph in text.split("\n\n"):
        units.append((position, position + len(paragraph), Role.paragraph))
        position += len(paragraph) + 2
    found = annotate(text, units)
    entities = {e.id: (e.label, folded(e.name)) for e in found.entities}
    return Counter(
        " ".join(entities[m.entity])
        for m in found.mentions
        if m.entity
        and m.form is MentionForm.name
        and entities[m.entity][0] in stories.TELLING_LABELS
    )


def evidence(row: dict) -> StoryEvidence:
    """What tells the story of a text of the set."""
    return StoryEvidence(
        id=row["id"],
        names=Counter(row["names"]),
        day=datetime.date.fromisoformat(row["published"]),
        fictional=True,
        shingles=shingles(row["text"]),
    )


def scored(articles: list[StoryEvidence], event: dict[str, str], known_pairs=None) -> str:
    """Pairs put into one story: right, wrong, missed, and F1."""
    story = stories.group(articles, {}) if known_pairs is None else None
    right = wrong = missed = 0
    for a, b in combinations(sorted(event), 2):
        told = story[a] == story[b] if story else (a, b) in known_pairs
        right += told and event[a] == event[b]
        wrong += told and event[a] != event[b]
        missed += not told and event[a] == event[b]
    f1 = 2 * right / (2 * right + wrong + missed)
    return f"{right:>6} {wrong:>6} {missed:>7} {f1:>6.3f}"


def minhash_pairs(articles: list[StoryEvidence]) -> set[tuple[str, str]] | None:
    """The pairs that MinHash finds at the likeness of texts that stories use; None without the package."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        return None
    index = MinHashLSH(threshold=stories.TEXT_ALIKE, num_perm=128)
    sketches = {}
    for article in articles:
        if article.shingles:
            sketches[article.id] = MinHash(num_perm=128)
            sketches[article.id].update_batch([str(s).encode() for s in article.shingles])
            index.insert(article.id, sketches[article.id])
    return {
        (min(a, b), max(a, b))
        for a, sketch in sketches.items()
        for b in index.query(sketch)
        if a != b
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="keep the names in the test set")
    write = parser.parse_args().write
    rows = [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        row["names"] = dict(sorted(names_of(row["text"]).items()))
    if write:
        PATH.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
    items = gather(Folder(ROOT), machine_provenance(onrecord.__version__), run_models=False).items
    ours = [evidence(row) for row in rows]
    corpus = [
        replace(story_evidence(item), key=None) for item in items if item.annotation.fictional
    ]
    alone = {row["id"]: row["event"] for row in rows}
    whole = alone | {i.annotation.id: i.annotation.story for i in items if i.annotation.fictional}
    print(f"{'':<44}  right  wrong  missed     F1")
    for title, articles, event in (
        ("the set in the corpus it is made from", [*ours, *corpus], whole),
        ("the set alone", ours, alone),
    ):
        print(f"{title + ': names or text':<44} {scored(articles, event)}")
        unnamed = [replace(a, names=Counter()) for a in articles]
        print(f"{title + ': text alone':<44} {scored(unnamed, event)}")
        without = [replace(a, shingles=frozenset()) for a in articles]
        print(f"{title + ': names alone':<44} {scored(without, event)}")
        if (pairs := minhash_pairs(articles)) is not None:
            print(f"{title + ': MinHash':<44} {scored(articles, event, pairs)}")


if __name__ == "__main__":
    main()
