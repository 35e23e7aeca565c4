"""The learned part of the role model: its classes, its stages, its weights."""

import functools
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

import numpy as np

from onrecord.cleaning import features, ngrams, sequence
from onrecord.cleaning.repeats import Repeats
from onrecord.cleaning.trees import Forest, probabilities
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

# How much more the second forest is trusted than the first: found by cross-validation.
SECOND_WEIGHT = 0.65


def is_furniture(shares: np.ndarray) -> np.ndarray:
    """Which blocks are surely furniture, by how likely they are of each class."""
    return shares[:, _FURNITURE].sum(axis=1) >= SURE_OF_FURNITURE


@dataclass(frozen=True, slots=True)
class RoleModel:
    """An n-gram model, a first and a second estimate of what is kept, and one of the roles.

    Each stage sees the evidence and what the stage before made of the block and of its neighbours.
    """

    ngram_weights: np.ndarray
    ngram_bias: np.ndarray
    first: Forest
    second: Forest
    roles: Forest
    transitions: np.ndarray

    def estimate(
        self, words: Words, repeats: Repeats, blank_lines: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """How likely each block belongs to the text, and how likely it is of each class."""
        scores = ngrams.score(words, self.ngram_weights, self.ngram_bias)
        evidence = features.measure(words, repeats, blank_lines)
        evidence = (evidence, sequence.around_scores(scores, words.stack, len(TEXT_CLASSES)))
        first = probabilities(self.first.score(*evidence))[:, 0]
        evidence = (
            *evidence,
            sequence.around_kept(first, words, blank_lines),
            sequence.passed(scores, first, words.stack, len(TEXT_CLASSES)),
        )
        kept = estimate_kept(first, probabilities(self.second.score(*evidence))[:, 0])
        return kept, probabilities(self.roles.score(*evidence))


def estimate_kept(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The probability that blocks are kept, by what both forests say."""
    odds = sequence.log_odds(first)
    odds = odds + SECOND_WEIGHT * (sequence.log_odds(second) - odds)
    return 1 / (1 + np.exp(-odds))


def first_inputs(evidence: np.ndarray, scores: np.ndarray, words: Words) -> np.ndarray:
    """What the first forest sees: the evidence and the n-gram scores around each block."""
    return np.hstack([evidence, sequence.around_scores(scores, words.stack, len(TEXT_CLASSES))])


def second_inputs(
    rows: np.ndarray, kept: np.ndarray, words: Words, blank_lines: np.ndarray
) -> np.ndarray:
    """What the later forests see: the same, and the first estimate around each block."""
    return np.hstack([rows, sequence.around_kept(kept, words, blank_lines)])


def text_inputs(
    rows: np.ndarray, scores: np.ndarray, kept: np.ndarray, words: Words, blank_lines: np.ndarray
) -> np.ndarray:
    """What the later forests for text see: the same, and what has been passed since it began."""
    further = sequence.passed(scores, kept, words.stack, len(TEXT_CLASSES))
    return np.hstack([second_inputs(rows, kept, words, blank_lines), further])


@functools.cache
def load(name: str = "roles") -> RoleModel:
    """The model of that name that comes with the package."""
    folder = resources.files("onrecord.models") / name
    ngram_arrays = _arrays(folder / "ngrams.npz")
    shared = resources.files("onrecord.models") / "roles"
    return RoleModel(
        ngram_arrays["weights"].astype(np.float32),
        ngram_arrays["bias"],
        *(Forest(**_arrays(folder / f"{part}.npz")) for part in ("first", "second", "roles")),
        _arrays(shared / "transitions.npz")["transitions"],
    )


def _arrays(path: Traversable) -> dict[str, np.ndarray]:
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}
