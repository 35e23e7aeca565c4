"""What the blocks around a block say of it."""

import numpy as np
import pytest

from onrecord.cleaning.sequence import passed
from onrecord.cleaning.stack import Stack
from onrecord.cleaning.trees import softmax

TEXT, TOPICS, COMMENTS = range(3)


def scores_of(classes: list[int]) -> np.ndarray:
    """Scores by which each block is most likely of its class."""
    return 4.0 * np.eye(3)[classes]


def passed_on(classes: list[int], kept: list[float], *sizes: int) -> tuple[np.ndarray, ...]:
    """How much of topics and comments has been passed, and how like them the likeliest was."""
    stack = Stack(sizes or [len(kept)])
    columns = passed(softmax(scores_of(classes)), np.array(kept), stack, text_classes=1).T
    return np.expm1(columns[:2]), columns[2:]


def test_what_stands_above_the_text_is_not_passed() -> None:
    amount, likeliest = passed_on([COMMENTS, TOPICS, TEXT, TEXT], [0.1, 0.2, 0.9, 0.9])
    assert not amount.any()
    assert not likeliest.any()


def test_what_stands_below_where_the_text_begins_is_passed_for_all_below_it() -> None:
    (topics, comments), (like_topics, like_comments) = passed_on(
        [TEXT, TOPICS, TEXT, TOPICS, TEXT], [0.9, 0.1, 0.9, 0.2, 0.6]
    )
    share = np.exp(4) / (np.exp(4) + 2)
    assert topics == pytest.approx(np.array([0, 1, 1, 2, 2]) * share, abs=1e-5)
    assert like_topics == pytest.approx(np.array([0, 1, 1, 1, 1]) * share, abs=1e-5)
    assert max(comments.max(), like_comments.max()) < 0.1


def test_what_is_likely_text_is_not_passed_whatever_it_looks_like() -> None:
    amount, _ = passed_on([TEXT, COMMENTS, TEXT], [0.9, 0.6, 0.9])
    assert not amount.any()


def test_a_page_without_sure_text_passes_nothing() -> None:
    amount, likeliest = passed_on([TOPICS, TEXT, COMMENTS], [0.3, 0.6, 0.1])
    assert not amount.any()
    assert not likeliest.any()


def test_no_page_passes_what_stands_on_another() -> None:
    classes, kept = [TEXT, TOPICS, TEXT, TOPICS, TEXT, COMMENTS], [0.9, 0.1, 0.9, 0.1, 0.9, 0.1]
    together = np.vstack(passed_on(classes, kept, 4, 2))
    above = np.vstack(passed_on(classes[:4], kept[:4]))
    below = np.vstack(passed_on(classes[4:], kept[4:]))
    assert np.array_equal(together, np.hstack([above, below]))
