"""A second reading of the words that may be names: letters, neighbours, capitals of the whole text.

A linear model over hashed features (multinomial logistic regression, trained on annotated names
without the tagger) tells each word's place in a name of each kind. It errs elsewhere than the
tagger, since it reads letters where that reads word pieces, and a word's other places anywhere in
the text where that reads a window (as Chieu and Ng, COLING 2002, did); the two are multiplied.
`scripts/train_names.py` makes the weights, `models/names` holds them.
"""

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Self

import numpy as np

from onrecord.annotation import name_kinds
from onrecord.annotation.features import Words
from onrecord.annotation.gazetteer import gazetteer
from onrecord.annotation.layers import NAME_LABELS, SPAN_TAGS, Place
from onrecord.annotation.name_kinds import KINDS, NAMED

_FILE = Path(__file__).parent.parent / "models" / "names" / "words.npz"

BUCKETS = 1 << 18
TAGS = 1 + NAMED * (SPAN_TAGS - 1)
"""Outside, then four places for each kind of name."""

# What is outside a name with more than this probability by the tagger is not read again.
_SURELY_OUTSIDE = 0.99
# The powers at which the tagger, the second reading's places and its kinds are multiplied, and what
# is added to each lest it forbid what the others say: most to kinds, since banks are called like
# people. Chosen on the development sets; `models/names` says how others do.
_TAGGER_SAYS, _TINY = 0.9, 1e-4
_PLACES_SAY, _DOUBTED_PLACE = 0.4, 0.01
_KINDS_SAY, _DOUBTED_KIND = 0.3, 0.4

# Small words that stand within names.
_WITHIN_NAMES = frozenset("of the and for de la du des del al el in on at to a an".split())
_MARKS_BEFORE_SENTENCES = frozenset(".!?\"“”:'‘")
_NEIGHBOURS_KEPT = 5
_LONGEST_SMALL_WORD = 3


# --- features -------------------------------------------------------------------------------------


def _bucket(feature: str) -> int:
    return zlib.crc32(feature.encode()) & (BUCKETS - 1)


class _Text:
    """A text as the features of the chosen words need it."""

    def __init__(self, words: Words, chosen: Sequence[int], cities: name_kinds.Model) -> None:
        self.words = words
        capitalised = {words.texts[at] for at in chosen if words.texts[at][0].isupper()}
        self._on_map = cities.on_map([(word,) for word in sorted(capitalised)])
        self.lowers = ["0" if word.isdigit() else word.lower() for word in words.texts]
        self.shapes = [name_kinds.shape(word) for word in words.texts]
        count = len(words)
        begins = [at for at in range(count) if words.line_starts[at]]
        self.first_of_line = [0] * count
        self.end_of_line = [count] * count
        self.capitals = ["0"] * count
        for first, end in pairwise([*begins, count]):
            capitals = _capitals(words.texts[first:end])
            for at in range(first, end):
                self.first_of_line[at], self.end_of_line[at] = first, end
                self.capitals[at] = capitals
        self._find_runs()
        self._read_elsewhere()
        self._own: dict[str, list[int]] = {}
        self._elsewhere: dict[str, list[int]] = {}

    def _read_elsewhere(self) -> None:
        """Count how each word is written, and what stands beside it where it has a capital."""
        self._small: Counter[str] = Counter()
        self._within_sentences: Counter[str] = Counter()
        self._before: dict[str, Counter[str]] = defaultdict(Counter)
        self._behind: dict[str, Counter[str]] = defaultdict(Counter)
        texts = self.words.texts
        for at, (word, lower) in enumerate(zip(texts, self.lowers, strict=True)):
            if word.islower():
                self._small[lower] += 1
            elif word[0].isupper():
                if at > self.first_of_line[at]:
                    self._before[lower][self.lowers[at - 1]] += 1
                    self._within_sentences[lower] += texts[at - 1] not in _MARKS_BEFORE_SENTENCES
                if at + 1 < self.end_of_line[at]:
                    self._behind[lower][self.lowers[at + 1]] += 1

    def own(self, word: str, lower: str, shape: str) -> list[int]:
        """Buckets of a word's letters and lists, and of how the text writes it."""
        if word not in self._own:
            self._own[word] = [_bucket(one) for one in self._letters(word, lower, shape)]
        return self._own[word]

    def _letters(self, word: str, lower: str, shape: str) -> Iterator[str]:
        framed = f"<{lower}>"
        yield "w=" + lower
        yield "s=" + shape
        for size in (3, 4, 5):
            yield "p=" + framed[:size]
            yield "e=" + framed[-size:]
        for at in range(len(framed) - 3):
            yield "g=" + framed[at : at + 4]
        lists = gazetteer()
        if word in lists.labels:
            yield "list=" + lists.labels[word]
        if word in lists.given:
            yield "given"
        if word[0].isupper():
            yield f"map={self._on_map[word,]}"
            yield f"small={min(self._small[lower], 2)} {min(self._within_sentences[lower], 2)}"

    def elsewhere(self, lower: str) -> list[int]:
        """Buckets of what stands beside a word with a capital, anywhere in the text."""
        if lower not in self._elsewhere:
            before = self._before[lower].most_common(_NEIGHBOURS_KEPT)
            behind = self._behind[lower].most_common(_NEIGHBOURS_KEPT)
            found = ["db=" + one for one, _ in before] + ["da=" + one for one, _ in behind]
            self._elsewhere[lower] = list(map(_bucket, found))
        return self._elsewhere[lower]

    def around(self, at: int) -> Iterator[str]:
        """Features of what stands around a word on its line."""
        first, end = self.first_of_line[at], self.end_of_line[at]
        word, shape = self.lowers[at], self.shapes[at]
        b3, b2, b1 = _window(self.lowers, at - 3, at, first, end)
        a1, a2, a3 = _window(self.lowers, at + 1, at + 4, first, end)
        left2, left1 = _window(self.shapes, at - 2, at, first, end)
        right1, right2 = _window(self.shapes, at + 1, at + 3, first, end)
        yield "b1=" + b1
        yield "b2=" + b2
        yield "b3=" + b3
        yield "a1=" + a1
        yield "a2=" + a2
        yield "a3=" + a3
        yield f"bw={b1} {word}"
        yield f"wa={word} {a1}"
        yield f"bb={b2} {b1}"
        yield f"aa={a1} {a2}"
        yield f"ba={b1} {a1}"
        yield f"s1={left1} {shape}"
        yield f"s2={shape} {right1}"
        yield f"s3={left1} {shape} {right1}"
        yield f"s4={left2} {left1} {shape}"
        yield f"s5={shape} {right1} {right2}"
        yield f"s6={left2} {left1} {shape} {right1} {right2}"
        yield f"bs={b1} {shape} {right1}"
        yield f"as={a1} {shape} {left1}"
        yield f"c={self.capitals[at]} {shape}"
        yield f"cb={self.capitals[at]} {left1}"
        left, right = self._run_from[at], self._run_to[at]
        if right > at:
            yield "rl=" + self.lowers[right]
            yield f"rn={min(right - at, 4)}"
        if left < at:
            yield "rf=" + self.lowers[left]
            yield f"rm={min(at - left, 4)}"
        (before,) = _window(self.lowers, left - 1, left, first, end)
        (behind,) = _window(self.lowers, right + 1, right + 2, first, end)
        yield "rb=" + before
        yield "ra=" + behind
        yield f"rbl={before} {self.lowers[right]}"

    def _find_runs(self) -> None:
        """Find the first and the last of the capitalised words around each, small words between."""
        count = len(self.words)
        self._run_from, self._run_to = list(range(count)), list(range(count))
        for at in range(1, count):
            if at > self.first_of_line[at] and self._goes_on(at - 1, at - 2):
                self._run_from[at] = self._run_from[at - 1]
        for at in range(count - 2, -1, -1):
            if at + 1 < self.end_of_line[at] and self._goes_on(at + 1, at + 2):
                self._run_to[at] = self._run_to[at + 1]

    def _goes_on(self, at: int, beyond: int) -> bool:
        """Whether a run goes on at a word, and, if that is a small one, beyond it on its line."""
        texts = self.words.texts
        if texts[at][0].isupper():
            return True
        on_line = self.first_of_line[at] <= beyond < self.end_of_line[at]
        return self.lowers[at] in _WITHIN_NAMES and on_line and texts[beyond][0].isupper()


def _capitals(line: Sequence[str]) -> str:
    """How a line is written: all in capitals, or how many of four of its longer words have one."""
    longer = [word for word in line if len(word) > _LONGEST_SMALL_WORD and word[0].isalpha()]
    if longer and all(map(str.isupper, longer)):
        return "all"
    return str(4 * sum(word[0].isupper() for word in longer) // max(1, len(longer)))


def _window(values: Sequence[str], start: int, end: int, first: int, last: int) -> list[str]:
    """The values from `start` to `end`, those beyond the line as signs."""
    return ["^" if at < first else "$" if at >= last else values[at] for at in range(start, end)]


def features(
    words: Words, chosen: Sequence[int], cities: name_kinds.Model
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features of the chosen words, hashed: buckets, values, and where each word's begin."""
    text = _Text(words, chosen, cities)
    buckets: list[int] = []
    sizes: list[int] = []
    values: list[float] = []
    begins: list[int] = []
    for at in chosen:
        word = words.texts[at]
        own = text.own(word, text.lowers[at], text.shapes[at])
        around = [_bucket(one) for one in text.around(at)]
        elsewhere = text.elsewhere(text.lowers[at]) if word[0].isupper() else []
        begins.append(len(buckets))
        for part, weight in ((own, 2.0), (around, 2.0), (elsewhere, 1.0)):
            buckets += part
            sizes.append(len(part))
            values.append(weight * max(1, len(part)) ** -0.5)
    return np.array(buckets, np.int64), np.repeat(values, sizes), np.array(begins, np.int64)


# --- weights --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Model:
    """The weights: buckets x tags in steps of `step`, with a bias for each tag."""

    weights: np.ndarray
    step: np.float64
    bias: np.ndarray

    @classmethod
    def load(cls, path: Path = _FILE) -> Self:
        """Read the weights; ModelError where they are missing or damaged."""
        return cls(**name_kinds.read_weights(path, cls.__dataclass_fields__, "reads words again"))

    def tags(self, words: Words, chosen: Sequence[int]) -> np.ndarray:
        """Log probabilities of all tags (chosen words x tags)."""
        buckets, values, begins = features(words, chosen, name_kinds.model())
        weighed = self.weights[buckets] * values[:, None]
        scores = np.add.reduceat(weighed, begins, axis=0) * self.step + self.bias
        return scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)


@cache
def model() -> Model:
    """The weights that ship with the package."""
    return Model.load()


def reread(words: Words, names: np.ndarray, second: Model | None = None) -> np.ndarray:
    """The tagger's probabilities of name tags, multiplied with those of the second reading.

    Args:
        words: the words of the text.
        names: words x name tags, as `tagger.Tags.names`.
        second: the weights of the second reading, by default those of the package.
    """
    chosen = np.flatnonzero(names[:, Place.OUTSIDE] < _SURELY_OUTSIDE)
    if not len(chosen):
        return names
    by_label = names[chosen, 1:].reshape(len(chosen), len(NAME_LABELS), -1)
    by_kind = np.zeros((len(chosen), NAMED, by_label.shape[2]))
    np.add.at(by_kind, (slice(None), KINDS), by_label)
    heard = np.exp((second or model()).tags(words, chosen.tolist()))
    within = heard[:, 1:].reshape(by_kind.shape)
    # An endless word may be so surely outside that nothing is left for the places.
    at_place = np.maximum(within.sum(axis=1, keepdims=True), _TINY**2)
    outside = _TAGGER_SAYS * np.log(names[chosen, 0] + _TINY)
    outside += _PLACES_SAY * np.log(heard[:, 0] + _DOUBTED_PLACE)
    inside = _TAGGER_SAYS * np.log(by_kind + _TINY)
    inside += _PLACES_SAY * np.log(at_place + _DOUBTED_PLACE)
    inside += _KINDS_SAY * np.log(within / at_place + _DOUBTED_KIND)
    # The labels of a kind share what it gains or loses.
    grown = by_label * (np.exp(inside) / (by_kind + _TINY**2))[:, KINDS]
    both = names.copy()
    both[chosen, 0] = np.exp(outside)
    both[chosen, 1:] = grown.reshape(len(chosen), -1)
    both[chosen] /= both[chosen].sum(axis=1, keepdims=True)
    return both
