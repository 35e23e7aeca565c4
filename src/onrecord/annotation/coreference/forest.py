"""Forests of binary decision trees as flat arrays, evaluated with nothing but numpy."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees grown leaf by leaf (Ke et al., LightGBM, 2017); one row a tree, one column a node.

    A row of evidence goes from node 0 to `left` where its `column` is not above `border`, else to
    `right`; a negative number n is the leaf -n - 1.
    """

    column: np.ndarray
    border: np.ndarray
    left: np.ndarray
    right: np.ndarray
    leaves: np.ndarray

    def score(self, rows: np.ndarray) -> np.ndarray:
        """The sum of what the trees say of each row."""
        # One walker for each tree and row; who has come to a leaf leaves the others to go on.
        (trees, nodes), count = self.column.shape, len(rows)
        column, border = self.column.ravel(), self.border.ravel()
        left, right = self.left.ravel(), self.right.ravel()
        values = rows.ravel()
        row = np.tile(np.arange(count) * rows.shape[1], trees)
        root = np.repeat(np.arange(trees) * nodes, count)
        leaf = np.repeat(np.arange(trees) * self.leaves.shape[1], count)
        walker, at = np.arange(trees * count), root
        while len(walker):
            above = values[row[walker] + column[at]] > border[at]
            after = np.where(above, right[at], left[at])
            arrived = after < 0
            leaf[walker[arrived]] -= after[arrived] + 1
            walker = walker[~arrived]
            at = root[walker] + after[~arrived]
        said = self.leaves.ravel()[leaf].reshape(trees, count)
        return said.sum(axis=0, dtype=np.float64)
