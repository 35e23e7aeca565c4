"""What each name is, weighed from the tagger, its letters, its neighbours and the rest of the text.

The tagger reads a window at a time. Here all places of a name in a text are read together, with
what a linear model over its letters and neighbours says (trained on annotated names, without the
tagger) and with the names of cities. A conditional logit (McFadden, 1974) weighs these; its few
weights are shared by all kinds.
`scripts/train_names.py` makes the weights, `models/names` holds them.
"""

import unicodedata
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Self
from zipfile import BadZipFile

import numpy as np

from onrecord.annotation.features import Words
from onrecord.annotation.gazetteer import gazetteer
from onrecord.annotation.layers import NAME_LABELS
from onrecord.annotation.name_evidence import Stretch, Surface
from onrecord.errors import ModelError

_FILE = Path(__file__).parent.parent / "models" / "names" / "weights.npz"


class Kind(IntEnum):
    """What a name may be, as far as the training sets agree, or no name."""

    PERSON = 0
    ORGANISATION = 1
    PLACE = 2
    GROUP = 3
    OTHER = 4
    DATE = 5
    NONE = 6


NAMED = len(Kind) - 1
SPELLED = Kind.DATE
"""Kinds that letters and neighbours are asked about: all before this one."""

_KIND_OF = {
    "PERSON": Kind.PERSON,
    "ORG": Kind.ORGANISATION,
    "GPE": Kind.PLACE,
    "LOC": Kind.PLACE,
    "NORP": Kind.GROUP,
    "EVENT": Kind.OTHER,
    "LAW": Kind.OTHER,
    "WORK": Kind.OTHER,
    "PRODUCT": Kind.OTHER,
    "DATE": Kind.DATE,
}
KINDS = np.array([_KIND_OF[one] for one in NAME_LABELS])
_TO_KINDS = np.eye(NAMED)[KINDS]

BUCKETS = 1 << 16
# So many places of a name are read for their neighbours; more of them say the same again.
_PLACES_READ = 8
# No letters speak more than that against a kind: banks are called like people.
_LEAST_SPELLED = -1.2
_TINY = 1e-4
_SMALL = 1e-3


# --- letters and neighbours -----------------------------------------------------------------------


def _bucket(feature: str) -> int:
    return zlib.crc32(feature.encode()) & (BUCKETS - 1)


def shape(word: str) -> str:
    """The outline of a word: "Xxx" for any title-cased one."""
    outline = ""
    for letter in word:
        sign = "X" if letter.isupper() else "x" if letter.islower() else "9" if letter.isdigit() else letter
        if outline[-2:] != sign * 2:
            outline += sign
    return outline


def _spelling(surface: Surface, on_map: int) -> Iterator[str]:
    """Features of a name by itself; `on_map` says whether it is a city's name (2) or by-name (1)."""
    lowers = [word.lower() for word in surface]
    first, last = lowers[0], lowers[-1]
    written = " ".join(surface)
    for word in lowers:
        yield "w=" + word
    yield "f=" + first
    yield "l=" + last
    yield f"n={min(len(surface), 6)}"
    yield "s=" + " ".join(map(shape, surface[:4]))
    yield "all=" + " ".join(lowers)
    for word in dict.fromkeys((first, last)):
        framed = f"<{word}>"
        for size in (3, 4):
            for at in range(len(framed) - size + 1):
                yield "g=" + framed[at : at + size]
    yield "l2=" + last[-2:]
    yield "l3=" + last[-3:]
    yield "f3=" + first[:3]
    if len(surface) == 1:
        yield "one"
        yield "o3=" + last[-3:]
    for before, after in pairwise(lowers):
        yield f"b={before} {after}"
    lists = gazetteer()
    if written in lists.labels:
        yield "list=" + lists.labels[written]
    if surface[0] in lists.given:
        yield "given" if len(surface) > 1 else "given alone"
    if on_map:
        yield f"map={on_map}"
        yield f"map={on_map} {'one' if len(surface) == 1 else 'more'}"


def _neighbours(words: Words, lowers: Sequence[str], stretch: Stretch) -> list[str]:
    """Features of what stands before and behind a name on its line."""
    first, last = stretch
    before = ["^"] * 3
    for step in range(3):
        at = first - step
        if at <= 0 or words.line_starts[at]:
            break
        before[step] = lowers[at - 1]
    behind = ["$"] * 3
    for step in range(3):
        at = last + 1 + step
        if at >= len(lowers) or words.line_starts[at]:
            break
        behind[step] = lowers[at]
    return [
        "p1=" + before[0],
        "p2=" + before[1],
        f"pp={before[1]} {before[0]}",
        f"ppp={before[2]} {before[1]} {before[0]}",
        "n1=" + behind[0],
        "n2=" + behind[1],
        f"nn={behind[0]} {behind[1]}",
        f"nnn={behind[0]} {behind[1]} {behind[2]}",
        f"pn={before[0]}_{behind[0]}",
    ]


def features(
    words: Words, places: Mapping[Surface, Sequence[Stretch]], on_map: Mapping[Surface, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Letters and neighbours of each name, hashed: buckets, values, and where each name begins."""
    lowers = ["0" if word.isdigit() else word.lower() for word in words.texts]
    buckets: list[int] = []
    values: list[float] = []
    begins: list[int] = []
    for surface, stretches in places.items():
        begins.append(len(buckets))
        spelling = [_bucket(one) for one in _spelling(surface, on_map[surface])]
        buckets += spelling
        values += [len(spelling) ** -0.5] * len(spelling)
        read = stretches[:_PLACES_READ]
        share = len(read) ** -0.7 / 3
        for stretch in read:
            around = [_bucket(one) for one in _neighbours(words, lowers, stretch)]
            buckets += around
            values += [share] * len(around)
    return np.array(buckets, np.int64), np.array(values), np.array(begins, np.int64)


# --- cities ---------------------------------------------------------------------------------------


def place_key(words: Sequence[str]) -> int:
    """The key of a city's name, whatever its accents, capitals and hyphens."""
    name = " ".join(word.lower() for word in words if word[0].isalnum())
    if not name.isascii():
        parts = unicodedata.normalize("NFKD", name)
        name = "".join(part for part in parts if not unicodedata.combining(part))
    return zlib.crc32(name.encode())


# --- the text as a whole --------------------------------------------------------------------------


def read_weights(path: Path, names: Iterable[str], does: str) -> dict[str, np.ndarray]:
    """The arrays of these names in a file; ModelError, by what the weights do, where it is missing
    or damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as parts:
            return {name: parts[name] for name in names}
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise ModelError(f"cannot read what {does}: {error}", file=path) from None


@dataclass(frozen=True)
class Model:
    """The weights, read from one file.

    `spelling` is buckets x kinds in steps of `step`, with `spelling_bias`; `shared` and `own` weigh
    the `Terms`; `cities` and `by_names` are sorted keys.
    """

    spelling: np.ndarray
    step: float
    spelling_bias: np.ndarray
    shared: np.ndarray
    own: np.ndarray
    cities: np.ndarray
    by_names: np.ndarray

    @classmethod
    def load(cls, path: Path = _FILE) -> Self:
        """Read the weights; ModelError where they are missing or damaged."""
        return cls(**read_weights(path, cls.__dataclass_fields__, "tells the kinds of names"))

    def on_map(self, surfaces: Collection[Surface]) -> dict[Surface, int]:
        """Which names are those of cities (2) or other names of cities (1)."""
        keys = np.array([place_key(surface) for surface in surfaces], np.uint32)
        found = np.maximum(2 * _among(self.cities, keys), _among(self.by_names, keys))
        return dict(zip(surfaces, found.tolist(), strict=True))

    def spelled(
        self, words: Words, places: Mapping[Surface, Sequence[Stretch]], on_map: Mapping[Surface, int]
    ) -> np.ndarray:
        """Log probability of the first kinds for each name by its letters and neighbours."""
        buckets, values, begins = features(words, places, on_map)
        weighed = self.spelling[buckets] * values[:, None]
        scores = np.add.reduceat(weighed, begins, axis=0) * self.step + self.spelling_bias
        return scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)


def _among(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    at = np.searchsorted(keys, wanted)
    return (keys[np.minimum(at, len(keys) - 1)] == wanted).astype(int)


@cache
def model() -> Model:
    """The weights that ship with the package."""
    return Model.load()


@dataclass(frozen=True)
class Terms:
    """What is known of each name of a text.

    `shared` (names x kinds x terms) says for each kind how much speaks for it, each term with one
    weight for all kinds; `own` (names x figures) has a weight for each figure and kind.
    """

    shared: np.ndarray
    own: np.ndarray


def terms(
    words: Words,
    places: Mapping[Surface, Sequence[Stretch]],
    shares: np.ndarray,
    leanings: Mapping[Surface, np.ndarray],
    weights: Model,
) -> Terms:
    """What the weights are for; the arguments are those of `probabilities`."""
    by_kind = shares @ _TO_KINDS
    of_places = [[by_kind[first : last + 1] for first, last in each] for each in places.values()]
    means = [np.mean(each, axis=0) for each in of_places]
    named = np.array([mean.sum(axis=1).min() for mean in means])
    best = [np.max([_log_kinds(one) for one in each], axis=0) for each in of_places]
    leaning = np.array([leanings[surface] for surface in places]) @ _TO_KINDS
    on_map = weights.on_map(places)
    spelled = np.maximum(weights.spelled(words, places, on_map), _LEAST_SPELLED)
    shared = np.zeros((len(places), len(Kind), 5))
    shared[:, :NAMED, 0] = [_log_kinds(mean) for mean in means]
    shared[:, :NAMED, 1] = best
    shared[:, :NAMED, 2] = leaning
    shared[:, :SPELLED, 3] = spelled
    shared[:, Kind.NONE, 4] = np.log(np.maximum(1 - named, 0) + _SMALL) - np.log(named + _SMALL)
    return Terms(shared, np.array([_figures(surface, on_map[surface]) for surface in places]))


def _log_kinds(shares: np.ndarray) -> np.ndarray:
    """Log probability of each kind of a name, by its words' shares (words x kinds)."""
    logs = np.log(shares + _TINY).mean(axis=0)
    return logs - np.logaddexp.reduce(logs)


def _figures(surface: Surface, on_map: int) -> tuple[float, ...]:
    single = len(surface) == 1
    return 1.0, on_map == 2, on_map > 0, on_map == 2 and single, on_map > 0 and single


def weighed(terms: Terms, shared: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Probabilities of all kinds (names x kinds) from terms and their weights."""
    scores = terms.shared @ shared
    scores[:, :NAMED] += terms.own @ own
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def probabilities(
    words: Words,
    places: Mapping[Surface, Sequence[Stretch]],
    shares: np.ndarray,
    leanings: Mapping[Surface, np.ndarray],
) -> np.ndarray:
    """How probable each `Kind` is for each name of a text (names x kinds).

    Args:
        words: the words of the text.
        places: where each name stands, one at least.
        shares: the tagger's probability of each name label, for each word.
        leanings: log odds of each label by name, from `name_evidence.leanings`.
    """
    weights = model()
    return weighed(terms(words, places, shares, leanings, weights), weights.shared, weights.own)


def label(kind: int, shares: np.ndarray) -> str:
    """The label of a name of a known kind, by its words' shares of labels (words x labels)."""
    own = np.flatnonzero(kind == KINDS)
    # Countries and other places are told apart by sums, since few training sets do so.
    sums = shares[:, own].sum(axis=0) if kind == Kind.PLACE else np.log(shares[:, own] + _TINY).sum(axis=0)
    return NAME_LABELS[int(own[sums.argmax()])]
