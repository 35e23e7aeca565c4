"""Train the ranker of coreference, cross-validate it by document, or measure it on held-out documents.

    python scripts/train_coreference.py --data DIR [--out src/onrecord/models/coreference/ranker.npz]
    python scripts/train_coreference.py --data DIR --check      # five folds, nothing is written
    python scripts/train_coreference.py --data DIR --measure    # the shipped ranker on gum_dev

DIR holds gum_train.jsonl.gz and gum_dev.jsonl.gz ({id, genre, text, clusters: [[{start, end, type}]]}).
Only genres whose texts may be used commercially and changed are learned from. Needs lightgbm, which
the package does not; one thread and a fixed seed, so the same file comes out. About a minute.
"""

import argparse
import gzip
import json
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path

import lightgbm
import numpy as np

from onrecord.annotation import marks, sentences
from onrecord.annotation.coreference import antecedents
from onrecord.annotation.coreference.candidates import Candidate, within_reach
from onrecord.annotation.coreference.columns import COLUMNS
from onrecord.annotation.coreference.evidence import Evidence
from onrecord.annotation.coreference.forest import MOST_LEAVES, Forest
from onrecord.annotation.coreference.items import Given, Link, item_of, items_of
from onrecord.annotation.coreference.kinds import singular
from onrecord.annotation.coreference.names import Names
from onrecord.annotation.coreference.ranking import Ranker
from onrecord.annotation.coreference.resolver import resolve
from onrecord.annotation.cues import lexicon
from onrecord.records import EntityLabel, MentionForm

ROOT = Path(__file__).resolve().parent.parent
FOLDS = 5
TREES = 400
SETTINGS = {
    "num_leaves": 31,
    "learning_rate": 0.08,
    "feature_fraction": 0.25,
    "min_data_in_leaf": 20,
    "lambda_l2": 4.0,
    "max_bin": 63,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "verbose": -1,
}
# Genres whose texts are NC (or, conversations, ND).
NOT_LEARNED_FROM = frozenset(["essay", "fiction", "letter", "podcast", "whow", "conversation"])
# Genres for which GUM's licence file names no terms, only those of each document.
TERMS_BY_DOCUMENT = frozenset(["speech", "textbook", "vlog"])
GROUPS = {"PERSON": 0, "ORG": 1, "LOC": 2, "GPE": 2, "FAC": 2}
LEAST_DOCUMENTS = 2


@dataclass
class Document:
    """One text with its mentions of people, organisations and places, and whom they refer to."""

    id: str
    genre: str
    text: str
    mentions: list[Given]
    gold: list[int]


@dataclass
class Decisions:
    """Rows of evidence, which of them are right, and how many belong to each decision."""

    rows: list[list[float]] = field(default_factory=list)
    right: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)


def documents(path: Path) -> list[tuple[Document, dict]]:
    """The documents of a file with their records."""
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            mentions, gold, seen = [], [], set()
            for number, cluster in enumerate(record["clusters"]):
                if _group(cluster) is None:
                    continue
                for mention in cluster:
                    place = (mention["start"], mention["end"])
                    if place not in seen:
                        seen.add(place)
                        mentions.append(Given(*place))
                        gold.append(number)
            one = Document(record["id"], record.get("genre", ""), record["text"], mentions, gold)
            found.append((one, record))
    return found


def _group(cluster: Sequence[Mapping]) -> int | None:
    return GROUPS.get(Counter(mention.get("type") for mention in cluster).most_common(1)[0][0])


# --- nouns ----------------------------------------------------------------------------------------


class NounCounts:
    """How often each noun heads a description of each kind, by document."""

    def __init__(self, records: Iterable[dict]) -> None:
        self.counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * 4))
        for record in records:
            for cluster in record["clusters"]:
                group = _group(cluster)
                for mention in cluster:
                    item = item_of(record["text"], Given(mention["start"], mention["end"]))
                    if item.form is MentionForm.nominal and item.head.islower():
                        row = self.counts[singular(item.head.casefold())][record["id"]]
                        row[3] += 1
                        if group is not None:
                            row[group] += 1

    def without(self, document: str | None) -> dict[str, tuple[float, ...]]:
        """The sums over all documents but one, of nouns that several have."""
        sums = {}
        for noun, by_document in self.counts.items():
            rows = [row for one, row in by_document.items() if one != document]
            if len(rows) >= LEAST_DOCUMENTS:
                sums[noun] = tuple(float(sum(row[k] for row in rows)) for k in range(4))
        return sums


# --- decisions ------------------------------------------------------------------------------------


def decisions(document: Document, nouns: Mapping[str, Sequence[float]]) -> Decisions:
    """What the ranker has to decide in a document, the mentions before each resolved rightly."""
    text = document.text
    paragraphs = sentences.paragraphs_of(text)
    quotations = marks.find(text, paragraphs)
    layout = sentences.lay_out(text, paragraphs, quotations)
    items = items_of(text, document.mentions)
    names = Names(text, items)
    names.run()
    by_rule = [item.entity for item in items]
    for item in items:
        item.entity = None
    evidence = Evidence(layout, quotations, items, names.persons, nouns, rules=by_rule)
    candidates: dict[int, Candidate] = {}
    met: set[int] = set()
    made = Decisions()
    for before, (k, view) in enumerate(zip(evidence.order, evidence.views, strict=True)):
        right, rule = document.gold[k], by_rule[k]
        if rule not in met:
            reach = within_reach(view, candidates)
            if reach:
                answers = [float(one.entity == right) for one in reach]
                made.rows += antecedents.rows(evidence, view, reach, before)
                made.right += [*answers, float(not any(answers))]
                made.sizes.append(len(answers) + 1)
        view.item.entity = right
        candidate = candidates.pop(right, None) or Candidate(right)
        if rule is not None:
            met.add(rule)
            candidate.gender = candidate.gender or names.entities[rule].gender
            candidate.roles |= names.entities[rule].roles
        candidate.add(view)
        evidence.learn(view)
        candidates[right] = candidate
    return made


def sparse(document: Document, types: Mapping[tuple[int, int], EntityLabel]) -> Document:
    """The document as `annotate` sees it: its names with labels, of the rest who speaks and a few."""
    cues = lexicon().verbs
    kept = []
    for k, mention in enumerate(document.mentions):
        item = item_of(document.text, mention)
        place = (mention.start, mention.end)
        around = document.text[max(0, mention.start - 20) : mention.start].split()[-1:]
        around += document.text[mention.end : mention.end + 20].split()[:1]
        speaks = any(word.strip(',.“”"').lower() in cues for word in around)
        named = item.form is MentionForm.name and place in types
        if named or (
            item.form is not MentionForm.name and (speaks or zlib.crc32(str(place).encode()) % 8 == 0)
        ):
            label = types.get(place) if named else None
            kept.append((Given(mention.start, mention.end, label, item.form), document.gold[k]))
    return replace(document, mentions=[m for m, _ in kept], gold=[g for _, g in kept])


def types_of(record: dict) -> dict[tuple[int, int], EntityLabel]:
    """The label of each name of a record."""
    labels = {"PERSON": EntityLabel.PERSON, "ORG": EntityLabel.ORG, "LOC": EntityLabel.GPE}
    return {
        (name["start"], name["end"]): labels[name["type"]]
        for name in record["entities"]
        if name["type"] in labels
    }


def all_decisions(pairs: Sequence[tuple[Document, dict]], counts: NounCounts) -> list[Decisions]:
    """The decisions of each document, as it stands and as `annotate` sees it."""
    made = []
    for document, record in pairs:
        nouns = counts.without(document.id)
        made.append(decisions(document, nouns))
        made.append(decisions(sparse(document, types_of(record)), nouns))
    return made


def fit(made: Sequence[Decisions]) -> Forest:
    """Trees whose scores make the right row of each decision the likeliest (softmax over its rows)."""
    rows = np.array([row for one in made for row in one.rows], np.float32)
    right = np.array([answer for one in made for answer in one.right])
    sizes = np.array([size for one in made for size in one.sizes])
    starts = np.cumsum(sizes) - sizes

    def slope(scores: np.ndarray, _: lightgbm.Dataset) -> tuple[np.ndarray, np.ndarray]:
        powers = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        chances = powers / np.repeat(np.add.reduceat(powers, starts), sizes)
        return chances - right, np.maximum(2 * chances * (1 - chances), 1e-6)

    data = lightgbm.Dataset(rows, right, free_raw_data=False)
    grown = lightgbm.train({**SETTINGS, "objective": slope}, data, TREES)
    return flat(grown.dump_model()["tree_info"])


def flat(trees: Sequence[Mapping]) -> Forest:
    """LightGBM's trees as the arrays of `Forest`."""
    nodes = max(1, max(tree["num_leaves"] for tree in trees) - 1)
    column = np.zeros((nodes, len(trees)), np.int16)
    border = np.full((nodes, len(trees)), np.inf, np.float32)
    lost = np.zeros((nodes, len(trees)), np.uint32)
    leaves = np.zeros((len(trees), MOST_LEAVES), np.float32)
    for number, tree in enumerate(trees):
        said: list[float] = []
        _lay_flat(tree["tree_structure"], number, said, (column, border, lost))
        leaves[number, : len(said)] = said
    return Forest(column, border, lost, leaves)


def _lay_flat(node: Mapping, tree: int, said: list[float], arrays: Sequence[np.ndarray]) -> int:
    """Write a node and all below it; the bits of its leaves, what they say appended to `said`."""
    if "split_index" not in node:
        said.append(node["leaf_value"])
        return 1 << (len(said) - 1)
    left = _lay_flat(node["left_child"], tree, said, arrays)
    right = _lay_flat(node["right_child"], tree, said, arrays)
    numbers = node["split_feature"], node["threshold"], left
    for array, number in zip(arrays, numbers, strict=True):
        array[node["split_index"], tree] = number
    return left | right


# --- measures -------------------------------------------------------------------------------------


def b_cubed_and_lea(gold: Sequence[set], found: Sequence[set]) -> tuple[float, float]:
    """F1 of B3 (Bagga and Baldwin, 1998) and of LEA (Moosavi and Strube, 2016), in per cent."""

    def b_cubed(one: Sequence[set], other: Sequence[set]) -> float:
        of = {mention: group for group in other for mention in group}
        total = sum(len(group) for group in one)
        return sum(len(group & of[m]) / len(of[m]) for group in one for m in group) / total

    def lea(one: Sequence[set], other: Sequence[set]) -> float:
        of = {mention: n for n, group in enumerate(other) for mention in group}
        hit = total = 0.0
        for group in one:
            total += len(group)
            if len(group) == 1:
                hit += len(other[of[next(iter(group))]]) == 1
                continue
            parts = Counter(of[mention] for mention in group)
            links = sum(n * (n - 1) for n in parts.values())
            hit += len(group) * links / (len(group) * (len(group) - 1))
        return hit / total

    def f1(measure) -> float:
        recall, precision = measure(found, gold), measure(gold, found)
        return 200 * precision * recall / (precision + recall) if precision + recall else 0.0

    return f1(b_cubed), f1(lea)


def calibration_error(links: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error: how far the probabilities of links are from how often they are right."""
    groups: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for probability, right in links:
        groups[min(bins - 1, int(probability * bins))].append((probability, right))
    gaps = (abs(sum(p for p, _ in g) - sum(r for _, r in g)) for g in groups.values())
    return sum(gaps) / max(1, len(links))


Resolved = tuple[Document, list[Link]]


def resolved(document: Document, ranker: Ranker | None = None) -> Resolved:
    """A document with the links that a ranker, or the shipped one, gives it."""
    return document, resolve(document.text, document.mentions, ranker=ranker)


def measure(found: Iterable[Resolved]) -> dict[str, float]:
    """B3, LEA and the calibration of links on documents."""
    gold: dict[tuple, set] = defaultdict(set)
    ours: dict[tuple, set] = defaultdict(set)
    told: list[tuple[float, bool]] = []
    for document, links in found:
        members: dict[int, list[int]] = defaultdict(list)
        order = sorted(range(len(links)), key=lambda k: document.mentions[k].start)
        for k in order:
            one, place = links[k], (document.id, k)
            gold[document.id, document.gold[k]].add(place)
            ours[document.id, one.entity].add(place)
            if members[one.entity]:
                told.append((one.probability, document.gold[k] in members[one.entity]))
            members[one.entity].append(document.gold[k])
    b3, lea = b_cubed_and_lea(list(gold.values()), list(ours.values()))
    return {
        "B3": round(b3, 2),
        "LEA": round(lea, 2),
        "ECE": round(calibration_error(told), 4),
        "mentions": sum(map(len, gold.values())),
    }


def cross_validate(pairs: Sequence[tuple[Document, dict]], left_out: AbstractSet[str]) -> None:
    """Print the measures by genre and over all, each document judged by a ranker that did not see it.

    Args:
        left_out: genres that are judged, but not learned from.
    """
    folds = [zlib.crc32(document.id.encode()) % FOLDS for document, _ in pairs]
    judged: list[Resolved] = []
    for fold in range(FOLDS):
        others = [pair for pair, n in zip(pairs, folds, strict=True) if n != fold]
        learned = [pair for pair in others if pair[0].genre not in left_out]
        counts = NounCounts(record for _, record in learned)
        ranker = Ranker(fit(all_decisions(learned, counts)), counts.without(None))
        held = [document for (document, _), n in zip(pairs, folds, strict=True) if n == fold]
        judged += [resolved(document, ranker) for document in held]
        print("fold", fold, measure(judged[-len(held) :]), flush=True)
    for genre in sorted({document.genre for document, _ in judged}):
        print(genre, measure([one for one in judged if one[0].genre == genre]))
    print("learned from", measure([one for one in judged if one[0].genre not in left_out]))
    print("all", measure(judged))


def write(path: Path, forest: Forest, nouns: Mapping[str, Sequence[float]]) -> None:
    """One NumPy archive without pickled objects."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {name: getattr(forest, name) for name in ("column", "border", "lost", "leaves")}
    words = sorted(nouns)
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            **arrays,
            names=np.array(COLUMNS),
            nouns=np.array(words),
            counts=np.array([nouns[word] for word in words], np.float32),
        )


def main() -> None:
    """Train, check or measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the documents")
    parser.add_argument("--check", action="store_true", help="cross-validate, write nothing")
    parser.add_argument("--measure", action="store_true", help="measure the shipped ranker on gum_dev")
    parser.add_argument("--all-genres", action="store_true", help="learn from NC genres too (not to ship)")
    parser.add_argument(
        "--stated-terms", action="store_true", help="leave out genres that GUM's licence does not name"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "src/onrecord/models/coreference/ranker.npz")
    asked = parser.parse_args()
    if asked.measure:
        print(measure(resolved(document) for document, _ in documents(asked.data / "gum_dev.jsonl.gz")))
        return
    pairs = documents(asked.data / "gum_train.jsonl.gz")
    left_out = NOT_LEARNED_FROM | (TERMS_BY_DOCUMENT if asked.stated_terms else frozenset())
    if asked.all_genres:
        left_out = frozenset()
    if asked.check:
        cross_validate(pairs, left_out)
        return
    pairs = [pair for pair in pairs if pair[0].genre not in left_out]
    started = time.process_time()
    counts = NounCounts(record for _, record in pairs)
    made = all_decisions(pairs, counts)
    print(len(pairs), "documents,", sum(len(one.sizes) for one in made), "decisions")
    nouns = counts.without(None)
    write(asked.out, fit(made), nouns)
    print(f"{asked.out}: {asked.out.stat().st_size} bytes, {time.process_time() - started:.0f} CPU seconds")


if __name__ == "__main__":
    main()
