"""Find what a page says twice: lines, captions, titles, pull quotes."""

from dataclasses import dataclass

import numpy as np

from onrecord.cleaning.words import Words, apart, grouped

# A run of this many words found again is evidence of a repeat; shorter lines repeat by chance.
ANCHOR = 4
MOST_PLACES = 8


@dataclass(frozen=True, slots=True)
class Repeats:
    """Row i says of block i what else on the page says the same.

    `first` is the first block with the same words (itself where there is none before), `times` how
    many blocks have them. `inside` is a longer block in which the words of this one stand as one
    run, or -1. `seen_before` and `seen_after` are the shares of its four-word runs that stand in
    an earlier or a later block.
    """

    first: np.ndarray
    times: np.ndarray
    inside: np.ndarray
    seen_before: np.ndarray
    seen_after: np.ndarray


def find(words: Words) -> Repeats:
    """Find the repeats among the blocks of each page, by hashes, in time linear in its words.

    Case, punctuation, brackets and white space do not count.
    """
    count = len(words.counts)
    page = words.stack.page
    whole = apart(words.run(words.offset[:-1], words.counts), page)
    order, number = grouped(whole)
    size = np.bincount(number)
    first, times = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    first[order] = order[np.cumsum(size) - size][number]
    times[order] = size[number]
    wordless = words.counts == 0
    first[wordless] = np.flatnonzero(wordless)
    times[wordless] = 1
    inside = np.full(count, -1)
    seen_before, seen_after = np.zeros(count), np.zeros(count)
    starts = np.flatnonzero(words.word_block[ANCHOR - 1 :] == words.word_block[: 1 - ANCHOR])
    if len(starts):
        block = words.word_block[starts]
        runs = apart(words.run(starts, np.full(len(starts), ANCHOR)), page[block])
        order, number = grouped(runs)
        _containers(words, whole, starts[order], runs[order], inside)
        before, after = _elsewhere(block[order], number)
        each = np.maximum(np.bincount(block, minlength=count), 1)
        seen_before = np.bincount(block[order], weights=before, minlength=count) / each
        seen_after = np.bincount(block[order], weights=after, minlength=count) / each
    return Repeats(first, times, inside, seen_before, seen_after)


def _elsewhere(block: np.ndarray, number: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether a run of the same number, sorted by them, stands in an earlier, and in a later block."""
    size = np.bincount(number)
    end = np.cumsum(size)
    return block[end - size][number] < block, block[end - 1][number] > block


def _containers(
    words: Words, whole: np.ndarray, starts: np.ndarray, runs: np.ndarray, inside: np.ndarray
) -> None:
    """Fill in, for each block, a longer block that holds its words as one run."""
    lengths = words.counts
    short = np.flatnonzero(lengths >= ANCHOR)
    page = words.stack.page
    wanted = apart(words.run(words.offset[short], np.full(len(short), ANCHOR)), page[short])
    left, right = np.searchsorted(runs, wanted, "left"), np.searchsorted(runs, wanted, "right")
    for step in range(MOST_PLACES):
        open_ = np.flatnonzero((left + step < right) & (inside[short] < 0))
        if not len(open_):
            return
        block, place = short[open_], starts[left[open_] + step]
        other = words.word_block[place]
        fits = (place + lengths[block] <= words.offset[other + 1]) & (
            lengths[other] > lengths[block]
        )
        block, place, other = block[fits], place[fits], other[fits]
        same = apart(words.run(place, lengths[block]), page[block]) == whole[block]
        inside[block[same]] = other[same]
