"""Forests of binary decision trees as flat arrays, evaluated with nothing but numpy."""

from dataclasses import dataclass

import numpy as np

MOST_LEAVES = 32


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees grown leaf by leaf (Ke et al., LightGBM, 2017), in the manner of QuickScorer (Lucchese
    et al., SIGIR 2015): every node is asked at once, none is walked to.

    The first three arrays have one row a node and one column a tree; nodes in any order.

    Attributes:
        column: which number of a row of evidence the node looks at.
        border: the node's right side is taken where that number is above it.
        lost: the leaves on the node's left, which are lost then; a bit each, the lowest the leftmost.
        leaves: one row a tree, its leaves from left to right, 32 at most.
    """

    column: np.ndarray
    border: np.ndarray
    lost: np.ndarray
    leaves: np.ndarray

    def score(self, rows: np.ndarray) -> np.ndarray:
        """The sum of what the trees say of each row."""
        above = np.take(np.ascontiguousarray(rows.T), self.column, axis=0) > self.border[..., None]
        lost = np.bitwise_or.reduce(above * self.lost[..., None], axis=0)
        leftmost = ~lost & (lost + np.uint32(1))
        leaf = np.frexp(leftmost.astype(np.float64))[1] - 1
        trees = np.arange(len(self.leaves))[:, None]
        return self.leaves[trees, leaf].sum(axis=0, dtype=np.float64)
