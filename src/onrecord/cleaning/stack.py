"""Pages laid one after the other, so that one operation does for all of them and none sees another."""

from collections.abc import Iterator, Sequence

import numpy as np

from onrecord.cleaning import compiled

_compiled = compiled.load("stack")


class Stack:
    """Where the blocks of each page stand among those of all; no page is without blocks.

    Attributes:
        bounds: the first block of each page and, last, the number of all blocks.
        index: the blocks, numbered.
        page: the page of each block.
        first: the first block of its page, for each block.
        end: the block behind the last one of its page, for each block.

    What is summed is summed page by page: to the last bit no page changes what another gives.
    """

    def __init__(self, sizes: Sequence[int] | np.ndarray) -> None:
        self.bounds = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
        self.index = np.arange(self.bounds[-1])
        self.page = np.repeat(np.arange(len(sizes)), sizes)
        self.first = self.bounds[self.page]
        self.end = self.bounds[self.page + 1]

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def pages(self) -> Iterator[slice]:
        """The blocks of each page."""
        bounds = self.bounds.tolist()
        return map(slice, bounds[:-1], bounds[1:])

    def beside(self, values: np.ndarray, step: int) -> np.ndarray:
        """Values (along the last axis) of the blocks `step` further down, 0 beyond a page's ends."""
        other = self.index + step
        inside = (other < self.end) if step > 0 else (other >= self.first)
        return np.where(inside, values.take(other, axis=-1, mode="clip"), 0)

    def running(self, values: np.ndarray) -> np.ndarray:
        """The sums of values (along the last axis) over the blocks of the page above each block,
        and over all of them: at `above(index)` that above a block, one place further with the block.
        """
        if _compiled:
            sums = _compiled.running(_in_rows(values), self.bounds)
            return sums.reshape(*values.shape[:-1], sums.shape[-1])
        sums = np.zeros((*values.shape[:-1], values.shape[-1] + len(self)))
        for number, page in enumerate(self.pages()):
            start = page.start + number + 1
            part = sums[..., start : start + page.stop - page.start]
            np.cumsum(values[..., page], axis=-1, dtype=float, out=part)
        return sums

    def above(self, index: np.ndarray) -> np.ndarray:
        """Where in running sums that above each block stands; `index` has a place for every block,
        which may be moved inside its page.
        """
        return index + self.page

    def windows(self, sums: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray]:
        """From running sums those over the `width` blocks above each, and over those below."""
        if _compiled:
            above, below = _compiled.windows(_in_rows(sums), self.bounds, width)
            shape = (*sums.shape[:-1], above.shape[-1])
            return above.reshape(shape), below.reshape(shape)
        here = self.above(self.index)
        low = self.above(np.maximum(self.index - width, self.first))
        high = self.above(np.minimum(self.index + width + 1, self.end))
        above = sums.take(here, axis=-1) - sums.take(low, axis=-1)
        return above, sums.take(high, axis=-1) - sums.take(here + 1, axis=-1)

    def totals(self, values: np.ndarray) -> np.ndarray:
        """The sums of values (along the last axis) over each page."""
        return np.stack([values[..., page].sum(axis=-1) for page in self.pages()], axis=-1)

    def first_where(self, chosen: np.ndarray) -> np.ndarray:
        """The first chosen block of each page; the end of the page where there is none."""
        places = np.where(chosen, self.index, self.end)
        return np.minimum.reduceat(places, self.bounds[:-1])

    def last_where(self, chosen: np.ndarray) -> np.ndarray:
        """The last chosen block of each page; the one before its first where there is none."""
        places = np.where(chosen, self.index, self.first - 1)
        return np.maximum.reduceat(places, self.bounds[:-1])


def _in_rows(values: np.ndarray) -> np.ndarray:
    """Values along the last axis in rows, one below the other, as the compiled twins read them."""
    return np.ascontiguousarray(values, float).reshape(-1, values.shape[-1])
