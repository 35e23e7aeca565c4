"""The most probable sequences of states through the blocks of pages, by the Viterbi algorithm."""

from itertools import pairwise

import numpy as np

from onrecord.cleaning import compiled
from onrecord.cleaning.sequence import log_odds
from onrecord.cleaning.stack import Stack

_compiled = compiled.load("paths")


def steady(kept: np.ndarray, cost: float) -> np.ndarray:
    """Which blocks of a page are kept, where a change between kept and stripped costs `cost` in log
    odds.
    """
    if _compiled:
        return _compiled.steady(log_odds(kept).astype(float), cost)
    gains = log_odds(kept).tolist()
    out, inside = 0.0, -cost
    came_from = []
    for gain in gains:
        leaves, stays = inside - cost > out, inside >= out - cost
        came_from.append((leaves, stays))
        out, inside = inside - cost if leaves else out, (inside if stays else out - cost) + gain
    state = inside > out
    path = []
    for from_inside_out, from_inside_in in reversed(came_from):
        path.append(state)
        state = from_inside_in if state else from_inside_out
    return np.array(path[::-1], dtype=bool)


def best_paths(emissions: np.ndarray, transitions: np.ndarray, stack: Stack) -> np.ndarray:
    """The state of each block on the most probable path through its page, from log probabilities.

    Each page is walked from its first and from its last block to its middle, in half as many steps,
    and all pages at once.
    """
    if _compiled:
        return _compiled.best_paths(
            np.ascontiguousarray(emissions, float), transitions.astype(float), stack.bounds
        )
    walks = _Walks(stack)
    both_ways = np.stack([transitions, transitions.T]).astype(float)
    ways = both_ways[walks.upward].swapaxes(0, 1).copy()
    seen = np.empty(emissions.shape)
    seen[walks.place] = emissions
    best = seen.copy()
    options = np.empty(ways.shape)
    for before, now in pairwise(walks.steps):
        # The state before stands along the first axis of the options, so that the greatest is found
        # for all walks and states at once.
        live = now.stop - now.start
        after = best[now]
        np.add(ways[:, :live], best[before][:live].T[:, :, None], options[:, :live])
        np.maximum.reduce(options[:, :live], 0, None, after)
        np.add(after, seen[now], after)
    state = _meet(best, transitions, walks)
    return _walked_back(best, both_ways[1 - walks.upward], state, walks)[walks.place]


class _Walks:
    """Two walks a page, downward from its first block and upward from its last one.

    Walks stand in the order of their lengths, so that those that go on after a step are the first
    ones. Blocks are numbered by the step in which they are reached, and in a step by their walks.

    Attributes:
        upward: of each walk 1 where it goes up, else 0.
        place: the number of each block.
        steps: the numbers of the blocks that are reached in each step.
        of_page: the walk down and the walk up of each page.
        alone: whether a page has one block, so that its walk up has none.
        last: the numbers of the last blocks of the walk down and the walk up of each page.
    """

    def __init__(self, stack: Stack) -> None:
        sizes = np.diff(stack.bounds)
        pages = len(sizes)
        lengths = np.concatenate([(sizes + 1) // 2, sizes // 2])
        in_order = np.argsort(-lengths, kind="stable")
        rank = np.empty_like(in_order)
        rank[in_order] = np.arange(2 * pages)
        self.upward = (in_order >= pages).astype(np.int64)
        live = np.searchsorted(-lengths[in_order], -np.arange(lengths.max()))
        ends = np.cumsum(live)
        begins = ends - live
        self.steps = list(map(slice, begins.tolist(), ends.tolist()))
        down, up = stack.index - stack.first, stack.end - 1 - stack.index
        self.place = begins[np.minimum(down, up)] + rank[stack.page + pages * (up < down)]
        self.of_page = rank.reshape(2, pages)
        self.alone = sizes == 1
        self.last = (begins[lengths - 1] + rank).reshape(2, pages)
        self.last[1, self.alone] = self.last[0, self.alone]


def _meet(best: np.ndarray, transitions: np.ndarray, walks: _Walks) -> np.ndarray:
    """The state in which each walk ends, so that the two of a page are the best together."""
    down, up = best[walks.last]
    together = down[:, :, None] + transitions + up[:, None]
    ends = divmod(together.reshape(len(down), -1).argmax(axis=1), best.shape[1])
    state = np.empty(len(walks.upward), dtype=np.int64)
    state[walks.of_page] = ends
    # Nobody comes towards who walks on a single block.
    state[walks.of_page[0, walks.alone]] = down[walks.alone].argmax(axis=1)
    return state


def _walked_back(
    best: np.ndarray, ways_back: np.ndarray, state: np.ndarray, walks: _Walks
) -> np.ndarray:
    """The states of all blocks, in the order in which they were walked, from the last `state` on."""
    path = np.empty(len(best), dtype=np.int64)
    into = ways_back.reshape(-1, best.shape[1])
    row = np.arange(len(state)) * best.shape[1]
    for now, before in pairwise([*reversed(walks.steps), slice(0, 0)]):
        live = now.stop - now.start
        path[now] = state[:live]
        if before.stop:
            options = into.take(row[:live] + state[:live], axis=0)
            options += best[before][:live]
            options.argmax(axis=1, out=state[:live])
    return path
