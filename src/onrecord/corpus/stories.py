"""Stories: which articles are about one event.

Two articles are one story if they appeared within days of each other and share much of what they
name, weighed by how rare each name is in the corpus (the cosine of their TF-IDF vectors over names),
or if their texts are nearly the same (Jaccard index of word five-grams). `scripts/bench_stories.py`
measures both; what outlets make of one wire report shares names, and hardly ever five words in a row.
"""

import datetime
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.corpus.groups import Groups
from onrecord.corpus.ledger import new_story_id
from onrecord.records import EntityLabel
from onrecord.text import word_runs

DAYS_APART = 7
TELLING_LABELS = frozenset(
    {EntityLabel.PERSON, EntityLabel.ORG, EntityLabel.GPE, EntityLabel.LOC, EntityLabel.EVENT}
)
"""What is named tells the story, if it is one of these."""
NAMES_ALIKE = 0.22
TEXT_ALIKE = 0.3
_COMMON_ARTICLES = 200
_SAMPLED = 8
"""One five-gram in so many brings two texts together; of nearly the same texts some are always among them."""


@dataclass(frozen=True)
class StoryEvidence:
    """What tells an article's story.

    Attributes:
        names: how often each name (folded, with its label) is mentioned.
        day: when it appeared.
        fictional: a fictional article and a real one are never one story.
        key: the story a reviewer gave it: equal keys are one story, different ones are two.
        shingles: hashes of its word five-grams; empty where the text is withheld.
    """

    id: str
    names: Counter[str]
    day: datetime.date | None
    fictional: bool
    key: str | None = None
    shingles: frozenset[int] = field(default=frozenset())


def shingles(text: str) -> frozenset[int]:
    """Hashes of the word five-grams of a text, the same in every process."""
    return frozenset(map(_stable_hash, word_runs(text)))


def _stable_hash(text: str) -> int:
    value = 0xCBF29CE484222325
    for byte in text.encode("utf-8", "surrogatepass"):
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def group(articles: Sequence[StoryEvidence], known: Mapping[str, str]) -> dict[str, str]:
    """The story of each article.

    Args:
        articles: all of the corpus.
        known: story of each article in the ledger. Two known stories are never merged; a new article
            joins the known story it is most like.

    Returns:
        Story id of each article id.
    """
    evidence = {a.id: a for a in sorted(articles, key=lambda one: one.id)}
    stories = {i: known[i] for i in evidence if i in known}
    keys_of: dict[str, set[str]] = defaultdict(set)
    for identifier, story in stories.items():
        keys_of[story] |= {evidence[identifier].key} - {None}
    groups = Groups(i for i in evidence if i not in known)
    key_of = {i: evidence[i].key for i in evidence}
    near: dict[str, list[tuple[float, str]]] = defaultdict(list)
    # The likest first: what is like two that keys tell apart joins the one that it is more like.
    alike = _of_one_key(evidence.values()) + _alike_pairs(list(evidence.values()))
    for a, b, likeness in sorted(alike, key=lambda one: (-one[2], one[0], one[1])):
        if a in known and b in known:
            continue
        if a in known or b in known:
            new, old = (b, a) if a in known else (a, b)
            near[new].append((likeness, known[old]))
            continue
        left, right = groups.find(a), groups.find(b)
        keys = {key_of[left], key_of[right]} - {None}
        if len(keys) < 2:
            groups.join(left, right)
            key_of[groups.find(left)] = next(iter(keys), None)
    taken = set(known.values())
    for first, members in groups.all().items():
        key = key_of[first]
        fitting = [
            (likeness, story)
            for member in members
            for likeness, story in near[member]
            if key is None or not keys_of[story] or key in keys_of[story]
        ]
        story = max(fitting)[1] if fitting else new_story_id(first, taken)
        taken.add(story)
        keys_of[story] |= {key} - {None}
        stories.update(dict.fromkeys(members, story))
    return stories


def _of_one_key(articles: Iterable[StoryEvidence]) -> list[tuple[str, str, float]]:
    """Pairs of articles to which a reviewer gave one story, liker than any others."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for article in articles:
        if article.key:
            by_key[article.key].append(article.id)
    return [(first, other, math.inf) for first, *others in by_key.values() for other in others]


def _alike_pairs(articles: list[StoryEvidence]) -> list[tuple[str, str, float]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for i, article in enumerate(articles):
        for name in article.names:
            holders[name].append(i)
    weight = {name: math.log(1 + len(articles) / len(where)) for name, where in holders.items()}
    vectors = [{n: (1 + math.log(c)) * weight[n] for n, c in sorted(a.names.items())} for a in articles]
    norms = [math.sqrt(sum(w * w for w in v.values())) for v in vectors]
    bearers: dict[int, list[int]] = defaultdict(list)
    for i, article in enumerate(articles):
        for shingle in article.shingles:
            if shingle % _SAMPLED == 0:
                bearers[shingle].append(i)
    # What nearly every article holds tells no story apart, and pairing its holders is quadratic.
    pairs = {
        (i, j)
        for where in (*holders.values(), *bearers.values())
        if len(where) <= _COMMON_ARTICLES
        for k, i in enumerate(where)
        for j in where[k + 1 :]
    }
    found = []
    for i, j in sorted(pairs):
        a, b = articles[i], articles[j]
        told_apart = a.key and b.key and a.key != b.key
        if told_apart or a.fictional != b.fictional or _days(a.day, b.day) > DAYS_APART:
            continue
        shared = sum(w * vectors[j][n] for n, w in vectors[i].items() if n in vectors[j])
        names = shared / (norms[i] * norms[j]) if shared else 0.0
        union = len(a.shingles | b.shingles)
        text = len(a.shingles & b.shingles) / union if a.shingles and b.shingles else 0.0
        if names >= NAMES_ALIKE or text >= TEXT_ALIKE:
            found.append((a.id, b.id, max(names, text)))
    return found


def _days(a: datetime.date | None, b: datetime.date | None) -> int:
    return abs((a - b).days) if a and b else 0
