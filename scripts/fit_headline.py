"""Fit the weights that rank the lines of a page as its title, and measure them on other publishers.

    python scripts/fit_headline.py text.jsonl.gz text_wcxb.jsonl.gz [--write]

Lines hold {id, domain, url, title | doc_title, text, gold_body}. The weights maximise the
likelihood of the title's lines among the candidates of each page, with an L2 penalty; half of the
pages are read without their address, so that the weights hold with and without one. Figures are
of cross-validation by publisher: five folds, by a hash of the domain.
"""

import argparse
import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np

from onrecord.cleaning import blocks, headlines
from onrecord.cleaning.page import Page
from onrecord.cleaning.wording import folded
from onrecord.records import Reason, Role

FOLDS = 5
PENALTY = 0.3
STEPS = 400
RATE = 0.3


@dataclass
class Label:
    role: Role
    reason: Reason | None = None


@dataclass
class Example:
    fold: int
    evidence: list[dict[str, float]]
    right: np.ndarray
    with_address: bool


def examples(path: str) -> list[Example]:
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            fold = int(hashlib.sha256(row["domain"].encode()).hexdigest(), 16) % FOLDS
            for url in (row["url"], None):
                example = example_of(row, url, fold)
                if example is not None:
                    found.append(example)
    return found


def example_of(row: dict, url: str | None, fold: int) -> Example | None:
    cut = blocks.split(row["text"])
    gold = folded(row["gold_body"])
    gold_lines = {folded(line) for line in row["gold_body"].split("\n")}
    labels = []
    for block in cut:
        line = folded(row["text"][block.content_start : block.content_end])
        kept = line and (line in gold_lines or (len(line) > 40 and line in gold))
        labels.append(Label(Role.paragraph) if kept else Label(Role.navigation, Reason.menu))
    page = Page(row["text"], cut, labels, url)
    candidates = headlines.candidates(page)
    title = folded(row.get("title") or "")
    document = folded(row.get("doc_title") or "")
    right = np.array([is_title(folded(page.lines[i]), title, document) for i in candidates], float)
    if not right.any():
        return None
    return Example(fold, list(candidates.values()), right, url is not None)


def is_title(line: str, title: str, document: str) -> bool:
    if title:
        shorter, longer = sorted((line, title), key=len)
        return bool(shorter) and shorter in longer and len(shorter) > 0.6 * len(longer)
    # A document's title is the article's with the outlet's name before or behind it.
    return len(line) > 0.45 * len(document) and line in document


def fit(data: Sequence[Example], names: list[str]) -> np.ndarray:
    index = {name: i for i, name in enumerate(names)}
    matrices = [matrix(example, index) for example in data]
    weights = np.zeros(len(names))
    speed = np.zeros(len(names))
    for _ in range(STEPS):
        gradient = -PENALTY * weights / len(data)
        for example, rows in zip(data, matrices, strict=True):
            chosen = softmax(rows @ weights)
            wanted = chosen * example.right
            gradient += (wanted / max(wanted.sum(), 1e-9) - chosen) @ rows / len(data)
        speed = 0.9 * speed + RATE * gradient
        weights = weights + speed
    return weights


def matrix(example: Example, index: dict[str, int]) -> np.ndarray:
    rows = np.zeros((len(example.evidence), len(index)))
    for row, evidence in zip(rows, example.evidence, strict=True):
        for name, value in evidence.items():
            row[index[name]] = value
    return rows


def softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def share_right(data: Sequence[Example], weights: np.ndarray, names: list[str]) -> float:
    index = {name: i for i, name in enumerate(names)}
    return float(np.mean([e.right[np.argmax(matrix(e, index) @ weights)] for e in data]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pages", nargs="+")
    parser.add_argument("--write", action="store_true", help="put the weights into the package")
    arguments = parser.parse_args()
    data = [example for path in arguments.pages for example in examples(path)]
    names = sorted({name for example in data for evidence in example.evidence for name in evidence})
    tested: dict[bool, list[tuple[float, int]]] = {True: [], False: []}
    for fold in range(FOLDS):
        weights = fit([e for e in data if e.fold != fold], names)
        for with_address, folds in tested.items():
            held_out = [e for e in data if e.fold == fold and e.with_address is with_address]
            folds.append((share_right(held_out, weights, names), len(held_out)))
    measured = {
        "with address" if key else "without address": round(
            sum(share * count for share, count in folds) / sum(count for _, count in folds), 3
        )
        for key, folds in tested.items()
    }
    print(json.dumps({"pages": len(data) // 2, "right, of pages that have it": measured}))
    weights = {name: round(float(w), 3) for name, w in zip(names, fit(data, names), strict=True)}
    print(json.dumps(weights, indent=1))
    if arguments.write:
        target = resources.files("onrecord.cleaning").joinpath("data/headline.json")
        with open(str(target), "w", encoding="utf-8") as out:
            json.dump({"cross_validated": measured, "weights": weights}, out, indent=1)
            out.write("\n")


if __name__ == "__main__":
    main()
