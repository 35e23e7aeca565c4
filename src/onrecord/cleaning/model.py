"""The learned part of the role model: its classes, its stages, its weights."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

import numpy as np

from onrecord.cleaning import features, ngrams, sequence
from onrecord.cleaning.repeats import Repeats
from onrecord.cleaning.trees import Forest, probabilities, softmax
from onrecord.cleaning.words import Words
from onrecord.labels import Role

# Duplicates are found by comparing, not learned. The text comes first.
TEXT_CLASSES = (Role.paragraph, Role.heading, Role.list_item, Role.blockquote)
CLASSES = TEXT_CLASSES + tuple(
    role for role in Role if role not in TEXT_CLASSES and role is not Role.duplicate
)

# What stands around articles, and says by its words or its place what it is.
FURNITURE = (
    Role.share, Role.advertisement, Role.newsletter, Role.paywall, Role.comments, Role.player,
    Role.author_box, Role.footer,
)  # fmt: skip
_FURNITURE = [CLASSES.index(role) for role in FURNITURE]
SURE_OF_FURNITURE = 0.8

# The blocks of a page are misjudged together: so much of the log odds is believed. Found by cross-validation.
BELIEVED = 0.8


def is_furniture(shares: np.ndarray) -> np.ndarray:
    """Which blocks are surely furniture, by how likely they are of each class."""
    return shares[:, _FURNITURE].sum(axis=1) >= SURE_OF_FURNITURE


@dataclass(frozen=True, slots=True)
class Fit:
    """A first and a second estimate of what is kept.

    Each stage sees the evidence and what the stage before made of the block and of its neighbours.
    """

    first: Forest
    second: Forest


@dataclass(frozen=True, slots=True)
class RoleModel:
    """Fits of what is kept, whose mean counts, and one estimate of the roles.

    The n-gram model scores a block for each class as often as there are fits, each of which sees its own
    scores. `roles` sees what the second forest of the first fit sees.
    """

    ngram_weights: np.ndarray
    ngram_bias: np.ndarray
    fits: tuple[Fit, ...]
    roles: Forest
    transitions: np.ndarray

    def estimate(
        self, words: Words, repeats: Repeats, blank_lines: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """How likely each block belongs to the text, and how likely it is of each class."""
        counted = features.measure(words, repeats, blank_lines)
        likely_kept, shares = [], None
        for fit, scores in self.scored(words):
            likely = softmax(scores)
            around = sequence.around_scores(scores, likely, words.stack, len(TEXT_CLASSES))
            rows = (counted, around)
            first = probabilities(fit.first.score(*rows))[:, 0]
            rows = (
                *rows,
                sequence.around_kept(first, words, blank_lines),
                sequence.passed(likely, first, words.stack, len(TEXT_CLASSES)),
            )
            likely_kept.append(probabilities(fit.second.score(*rows))[:, 0])
            if shares is None:
                shares = probabilities(self.roles.score(*rows))
        return estimate_kept(likely_kept), shares

    def scored(
        self, words: Words, further: tuple[np.ndarray, np.ndarray] | None = None
    ) -> Iterable[tuple[Fit, np.ndarray]]:
        """Each fit with the n-gram scores of the blocks, `further` items as in `ngrams.score`."""
        scores = ngrams.score(words, self.ngram_weights, self.ngram_bias, further)
        return zip(self.fits, np.split(scores, len(self.fits), axis=1), strict=True)


def estimate_kept(likely: Sequence[np.ndarray]) -> np.ndarray:
    """The probability that blocks are kept, by the mean of the log odds that the second forests of fits give."""
    odds = sum(map(sequence.log_odds, likely)) / len(likely)
    return 1 / (1 + np.exp(-BELIEVED * odds))


def first_inputs(evidence: np.ndarray, scores: np.ndarray, words: Words) -> np.ndarray:
    """What the first forest sees: the evidence and the n-gram scores around each block."""
    around = sequence.around_scores(scores, softmax(scores), words.stack, len(TEXT_CLASSES))
    return np.hstack([evidence, around])


def second_inputs(
    rows: np.ndarray, kept: np.ndarray, words: Words, blank_lines: np.ndarray
) -> np.ndarray:
    """What the later forests see: the same, and the first estimate around each block."""
    return np.hstack([rows, sequence.around_kept(kept, words, blank_lines)])


def text_inputs(
    rows: np.ndarray, scores: np.ndarray, kept: np.ndarray, words: Words, blank_lines: np.ndarray
) -> np.ndarray:
    """What the later forests for text see: the same, and what has been passed since it began."""
    further = sequence.passed(softmax(scores), kept, words.stack, len(TEXT_CLASSES))
    return np.hstack([second_inputs(rows, kept, words, blank_lines), further])


@functools.cache
def load(name: str = "roles") -> RoleModel:
    """The model of that name that comes with the package."""
    folder = resources.files("onrecord.models") / name
    shared = resources.files("onrecord.models") / "roles"
    words = _arrays(folder / "ngrams.npz")
    fits = words["weights"].shape[1] // len(CLASSES)
    return RoleModel(
        _widened(words["weights"]),
        words["bias"],
        tuple(
            Fit(*(Forest(**_arrays(folder / file_of(part, fit))) for part in ("first", "second")))
            for fit in range(fits)
        ),
        Forest(**_arrays(folder / "roles.npz")),
        _arrays(shared / "transitions.npz")["transitions"],
    )


def file_of(forest: str, fit: int) -> str:
    """The name of the file of a fit's forest, by the fit's number."""
    return f"{forest}_{fit + 1}.npz" if fit else f"{forest}.npz"


def _widened(halves: np.ndarray) -> np.ndarray:
    """Numbers of 16 bits as such of 32: looked up, which takes a sixth of the time of a conversion."""
    every = np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(np.float32)
    return every.take(halves.view(np.uint16))


def _arrays(path: Traversable) -> dict[str, np.ndarray]:
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}
