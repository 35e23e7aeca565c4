"""What the words of a block say of its role: a linear model over hashed words and their pairs."""

import numpy as np

from onrecord.cleaning.words import Words, mix

BUCKETS = 1 << 15
_BITS = np.uint64(BUCKETS - 1)
WHOLE = 6
# So few that the weights of their items stay near the processor.
BLOCKS_AT_ONCE = 128

_PAIR = np.uint64(0xA24BAED4963EE407)
_FIRST = np.uint64(0x9FB21C651E98DF25)
_LAST = np.uint64(0xD1B54A32D192ED03)
_WHOLE = np.uint64(0x2545F4914F6CDD1D)


def items(words: Words) -> tuple[np.ndarray, np.ndarray]:
    """The block and the bucket of each item: words, pairs, first and last words, short blocks.

    The hashing trick: Weinberger et al., Feature Hashing for Large Scale Multitask Learning, 2009.
    """
    word, block = words.word, words.word_block
    pairs = np.flatnonzero(block[1:] == block[:-1])
    counts = words.counts
    some = np.flatnonzero(counts)
    short = np.flatnonzero((counts > 0) & (counts <= WHOLE))
    starts = words.offset[:-1]
    owners = [block, block[pairs], some, some, short]
    hashes = [
        word,
        (word[pairs] * _PAIR) ^ word[pairs + 1],
        word[starts[some]] * _FIRST,
        word[words.offset[1:][some] - 1] * _LAST,
        words.run(starts[short], counts[short]) * _WHOLE,
    ]
    return np.concatenate(owners), buckets(np.concatenate(hashes))


def buckets(hashes: np.ndarray) -> np.ndarray:
    """The bucket of each hash."""
    return (mix(hashes) & _BITS).astype(int)


def score(words: Words, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Scores of each block for each class, by the (`BUCKETS`, classes) `weights` of its items."""
    return score_items(*items(words), len(words.offset) - 1, weights, bias)


def score_items(
    owner: np.ndarray, bucket: np.ndarray, count: int, weights: np.ndarray, bias: np.ndarray
) -> np.ndarray:
    """Scores of `count` blocks for each class, by the weights of the items that each owns."""
    order = np.argsort(owner, kind="stable")
    totals = np.zeros((count, weights.shape[1]), dtype=np.float32)
    numbers = np.bincount(owner, minlength=count)
    some = np.flatnonzero(numbers)
    ends = np.cumsum(numbers)
    bucket = bucket[order]
    for low in range(0, len(some), BLOCKS_AT_ONCE):
        blocks = some[low : low + BLOCKS_AT_ONCE]
        begins = ends[blocks] - numbers[blocks]
        found = weights.take(bucket[begins[0] : ends[blocks[-1]]], axis=0)
        totals[blocks] = np.add.reduceat(found, begins - begins[0], axis=0)
    return totals / np.sqrt(np.maximum(numbers, 1))[:, None] + bias
