"""Forests of oblivious decision trees as flat arrays, evaluated with nothing but numpy."""

from dataclasses import dataclass

import numpy as np

from onrecord.cleaning import compiled

# So few that what is worked out for them stays near the processor.
ROWS_AT_ONCE = 512

_compiled = compiled.load("trees")


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees that ask the same question of all rows at each depth (Prokhorenkova et al., CatBoost:
    unbiased boosting with categorical features, 2018).

    `columns` and `borders` are the distinct questions (is this column greater than this border?),
    `splits` the question that each tree (row) asks at each depth (column), `leaves` what each tree
    says at each leaf, one column a class; `bias` is added once.
    """

    columns: np.ndarray
    borders: np.ndarray
    splits: np.ndarray
    leaves: np.ndarray
    bias: np.ndarray

    def score(self, *evidence: np.ndarray) -> np.ndarray:
        """Raw scores, one row a row of evidence, one column a class.

        The columns of the evidence may come in several arrays, which are joined for a few rows at a
        time: all at once would be a copy of everything that is known of a page.
        """
        if _compiled and all(part.dtype == np.float32 for part in evidence):
            return _compiled.score(evidence, self.columns, self.borders, self.splits, self.leaves, self.bias)
        scores = []
        for start in range(0, len(evidence[0]), ROWS_AT_ONCE):
            rows = [part[start : start + ROWS_AT_ONCE] for part in evidence]
            scores.append(self._score(rows[0] if len(rows) == 1 else np.hstack(rows)))
        return np.concatenate(scores) if scores else np.zeros((0, len(self.bias)), np.float32)

    def _score(self, rows: np.ndarray) -> np.ndarray:
        if len(rows) == 1:
            # NumPy adds what a lone row gets in pairs, not tree by tree as for any other number of rows:
            # the last bits would differ.
            return self._score(np.repeat(rows, 2, axis=0))[:1]
        # `take` copies whole rows, at several times the speed of an index in brackets.
        answers = (rows.T.take(self.columns, axis=0) > self.borders[:, None]).view(np.uint8)
        *first, last = self.splits.T
        leaf = answers.take(last, axis=0)
        for split in reversed(first):
            # A sum is many times as fast as a shift.
            leaf += leaf
            leaf += answers.take(split, axis=0)
        trees, leaves_each, classes = self.leaves.shape
        place = leaf + (np.arange(trees) * leaves_each)[:, None]
        leaves = self.leaves.reshape(-1, classes).take(place, axis=0)
        return leaves.sum(axis=0, dtype=np.float32) + self.bias


def probabilities(scores: np.ndarray) -> np.ndarray:
    """Softmax of the scores of several classes, or the logistic of a single column."""
    if scores.shape[1] == 1:
        return 1 / (1 + np.exp(-scores))
    return softmax(scores)


def softmax(scores: np.ndarray) -> np.ndarray:
    """The shares of the classes (columns) in each row, by their scores."""
    if len(scores) == 1:
        # As in a forest: what a lone row holds is added in another order.
        return softmax(np.repeat(scores, 2, axis=0))[:1]
    # Whole rows are added and compared many times as fast as within short ones.
    by_class = np.ascontiguousarray(scores.T)
    powers = np.exp(by_class - by_class.max(axis=0))
    powers /= powers.sum(axis=0)
    return powers.T
