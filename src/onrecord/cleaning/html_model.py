"""The learned part of the role model for HTML: what the text model sees, and the markup beside it."""

from collections.abc import Iterable

import numpy as np

from onrecord.cleaning import containers, features, model, ngrams, sequence
from onrecord.cleaning.markup import Markup
from onrecord.cleaning.model import TEXT_CLASSES, Fit, RoleModel
from onrecord.cleaning.repeats import Repeats
from onrecord.cleaning.trees import probabilities, softmax
from onrecord.cleaning.words import Words

# The blocks of a page are misjudged together: so much of the log odds is believed.
BELIEVED = 0.6
# How much more the second forest is trusted than the first: found by cross-validation.
SECOND_WEIGHT = 0.65
# What is surely furniture is less likely text than the other forests hold: the odds are divided by
# so much.
LESS_LIKELY = 4


def estimate(
    words: Words, repeats: Repeats, blank_lines: np.ndarray, markup: Markup
) -> tuple[np.ndarray, np.ndarray]:
    """How likely each block belongs to the text, even odds being the page's threshold, and how
    likely it is of each class.
    """
    trained = load()
    ((fit, scores),) = scored(words, markup)
    rows = (
        features.measure(words, repeats, blank_lines),
        markup.evidence,
        sequence.around_scores(scores, softmax(scores), words.stack, len(TEXT_CLASSES)),
    )
    first = probabilities(fit.first.score(*rows))[:, 0]
    rows = (
        *rows,
        sequence.around_kept(first, words, blank_lines),
        containers.measure(first, words.counts, markup.tree),
    )
    second = probabilities(fit.second.score(*rows))[:, 0]
    shares = probabilities(trained.roles.score(*rows))
    kept = estimate_kept(first, second, words, repeats, markup)
    return doubt_furniture(kept, shares), shares


def second_inputs(
    rows: np.ndarray, kept: np.ndarray, words: Words, blank_lines: np.ndarray, markup: Markup
) -> np.ndarray:
    """What the later forests see: what the first saw, and its estimate around each block, in the
    page and in its tree.
    """
    in_tree = containers.measure(kept, words.counts, markup.tree)
    return np.hstack([model.second_inputs(rows, kept, words, blank_lines), in_tree])


def estimate_kept(
    first: np.ndarray, second: np.ndarray, words: Words, repeats: Repeats, markup: Markup
) -> np.ndarray:
    """The probability that blocks are kept, by what both forests say and by what holds on any page,
    even odds being the page's threshold.
    """
    odds = sequence.log_odds(first)
    odds += SECOND_WEIGHT * (sequence.log_odds(second) - odds)
    together = 1 / (1 + np.exp(-BELIEVED * odds))
    others = containers.in_other_articles(words.counts, markup.tree)
    together = np.where(others, np.minimum(together, containers.UNLIKELY), together)
    settled = containers.settle(together, words.counts, repeats, markup.tree)
    return containers.by_threshold(settled, words.counts, words.stack, others)


def doubt_furniture(kept: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """How likely each block belongs to the text, given also how likely it is of each class."""
    return np.where(model.is_furniture(shares), kept / (kept + LESS_LIKELY * (1 - kept)), kept)


def load() -> RoleModel:
    """The model for HTML that comes with the package."""
    return model.load("roles_html")


def evidence(words: Words, repeats: Repeats, blank_lines: np.ndarray, markup: Markup) -> np.ndarray:
    """What is counted in each block, and what the markup around it says."""
    return np.hstack([features.measure(words, repeats, blank_lines), markup.evidence])


def scored(words: Words, markup: Markup) -> Iterable[tuple[Fit, np.ndarray]]:
    """The fit with the scores of each block by its words and by the words of the markup around it."""
    return load().scored(words, (markup.item_block, markup.item))


def items(words: Words, markup: Markup) -> tuple[np.ndarray, np.ndarray, int]:
    """Block and bucket of each word and pair of words in a block and of each word around it, and
    the number of blocks.
    """
    owner, bucket = ngrams.items(words)
    around = ngrams.buckets(markup.item)
    return (
        np.concatenate([owner, markup.item_block]),
        np.concatenate([bucket, around]),
        len(words.offset) - 1,
    )
