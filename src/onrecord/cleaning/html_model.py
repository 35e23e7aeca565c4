"""The learned part of the role model for HTML: what the text model sees, and the markup beside it."""

import numpy as np

from onrecord.cleaning import features, model, ngrams
from onrecord.cleaning.markup import Markup
from onrecord.cleaning.model import RoleModel
from onrecord.cleaning.repeats import Repeats
from onrecord.cleaning.trees import probabilities
from onrecord.cleaning.words import Words, mix


def estimate(
    words: Words, repeats: Repeats, blank_lines: np.ndarray, markup: Markup
) -> tuple[np.ndarray, np.ndarray]:
    """How likely each block belongs to the text, and how likely it is of each class."""
    trained = load()
    scores = ngrams.score_items(*items(words, markup), trained.ngram_weights, trained.ngram_bias)
    rows = model.first_inputs(evidence(words, repeats, blank_lines, markup), scores)
    kept = probabilities(trained.first.score(rows))[:, 0]
    rows = model.second_inputs(rows, kept, words, blank_lines)
    kept = probabilities(trained.second.score(rows))[:, 0]
    return kept, probabilities(trained.roles.score(rows))


def load() -> RoleModel:
    """The model for HTML that comes with the package."""
    return model.load("roles_html")


def evidence(words: Words, repeats: Repeats, blank_lines: np.ndarray, markup: Markup) -> np.ndarray:
    """What is counted in each block, and what the markup around it says."""
    return np.hstack([features.measure(words, repeats, blank_lines), markup.evidence])


def items(words: Words, markup: Markup) -> tuple[np.ndarray, np.ndarray, int]:
    """Block and bucket of each word and pair of words in a block and of each word around it, and
    the number of blocks.
    """
    owner, bucket = ngrams.items(words)
    around = (mix(markup.item) % np.uint64(ngrams.BUCKETS)).astype(int)
    return (
        np.concatenate([owner, markup.item_block]),
        np.concatenate([bucket, around]),
        len(words.offset) - 1,
    )
