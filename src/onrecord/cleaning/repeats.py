"""Find what a page says twice: lines, captions, titles, pull quotes."""

from dataclasses import dataclass

import numpy as np

from onrecord.cleaning.words import Words

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
    """Find the repeats among the blocks of a page, by hashes, in time linear in its words.

    Case, punctuation, brackets and white space do not count.
    """
    count = len(words.offset) - 1
    lengths = words.counts
    whole = words.run(words.offset[:-1], lengths)
    _, first, inverse, times = np.unique(
        whole, return_index=True, return_inverse=True, return_counts=True
    )
    wordless = lengths == 0
    first = np.where(wordless, np.arange(count), first[inverse])
    times = np.where(wordless, 1, times[inverse])
    inside = np.full(count, -1)
    seen_before, seen_after = np.zeros(count), np.zeros(count)
    starts = np.flatnonzero(words.word_block[ANCHOR - 1 :] == words.word_block[: 1 - ANCHOR])
    if len(starts):
        runs = words.run(starts, np.full(len(starts), ANCHOR))
        order = np.argsort(runs, kind="stable")
        _containers(words, whole, starts[order], runs[order], inside)
        _seen(words.word_block[starts], runs, count, seen_before, seen_after)
    return Repeats(first, times, inside, seen_before, seen_after)


def _seen(
    block: np.ndarray, runs: np.ndarray, count: int, before: np.ndarray, after: np.ndarray
) -> None:
    _, first, inverse = np.unique(runs, return_index=True, return_inverse=True)
    last = np.zeros(len(first), dtype=np.int64)
    np.maximum.at(last, inverse, block)
    total = np.maximum(np.bincount(block, minlength=count), 1)
    before += np.bincount(block, weights=block[first][inverse] < block, minlength=count) / total
    after += np.bincount(block, weights=last[inverse] > block, minlength=count) / total


def _containers(
    words: Words, whole: np.ndarray, starts: np.ndarray, runs: np.ndarray, inside: np.ndarray
) -> None:
    """Fill in, for each block, a longer block that holds its words as one run."""
    lengths = words.counts
    short = np.flatnonzero(lengths >= ANCHOR)
    wanted = words.run(words.offset[short], np.full(len(short), ANCHOR))
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
        same = words.run(place, lengths[block]) == whole[block]
        inside[block[same]] = other[same]
