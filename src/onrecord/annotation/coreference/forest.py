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
        trees = np.arange(len(self.column))[:, None]
        at = np.zeros((len(self.column), len(rows)), np.int32)
        columns = rows.T
        each = np.arange(len(rows))[None, :]
        while (at >= 0).any():
            node = np.maximum(at, 0)
            above = columns[self.column[trees, node], each] > self.border[trees, node]
            after = np.where(above, self.right[trees, node], self.left[trees, node])
            at = np.where(at >= 0, after, at)
        return self.leaves[trees, -at - 1].sum(axis=0, dtype=np.float64)
