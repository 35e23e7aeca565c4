"""What the words of a block say of its role: a linear model over hashed words and their pairs."""

import numpy as np

from onrecord.cleaning import compiled
from onrecord.cleaning.words import WORD_FACTOR, Words, mix

BUCKETS = 1 << 15
_BITS = np.uint64(BUCKETS - 1)
WHOLE = 6
# So few that the weights of their items stay near the processor.
BLOCKS_AT_ONCE = 128

_PAIR = np.uint64(0xA24BAED4963EE407)
_FIRST = np.uint64(0x9FB21C651E98DF25)
_LAST = np.uint64(0xD1B54A32D192ED03)
_WHOLE = np.uint64(0x2545F4914F6CDD1D)
_FACTORS = tuple(map(int, (_PAIR, _FIRST, _LAST, _WHOLE, WORD_FACTOR)))

_compiled = compiled.load("ngrams")


def items(words: Words, part: slice | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The block and the bucket of each item: words, pairs, first and last words, short blocks; of a
    part of the blocks, or of all.

    The hashing trick: Weinberger et al., Feature Hashing for Large Scale Multitask Learning, 2009.
    """
    part = part or slice(0, len(words.counts))
    begin, end = words.offset[[part.start, part.stop]]
    word, block = words.word[begin:end], words.word_block[begin:end]
    pairs = np.flatnonzero(block[1:] == block[:-1])
    some = np.flatnonzero(words.counts[part]) + part.start
    short = some[words.counts[some] <= WHOLE]
    starts = words.offset[:-1]
    owners = [block, block[pairs], some, some, short]
    hashes = [
        word,
        (word[pairs] * _PAIR) ^ word[pairs + 1],
        words.word[starts[some]] * _FIRST,
        words.word[words.offset[1:][some] - 1] * _LAST,
        words.run(starts[short], words.counts[short]) * _WHOLE,
    ]
    return np.concatenate(owners), buckets(np.concatenate(hashes))


def buckets(hashes: np.ndarray) -> np.ndarray:
    """The bucket of each hash."""
    return (mix(hashes) & _BITS).astype(int)


def score(
    words: Words,
    weights: np.ndarray,
    bias: np.ndarray,
    further: tuple[np.ndarray, np.ndarray] | None = None,
) -> np.ndarray:
    """Scores of each block for each class, by the (`BUCKETS`, classes) `weights` of its items and of
    `further` ones, of which the blocks and the hashes are given.
    """
    if _compiled:
        others, hashes = further or (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64))
        return _compiled.score(words.word, words.offset, others, hashes, weights, bias, WHOLE, _FACTORS)
    scores = []
    parts = words.parts()
    for part in parts:
        owner, bucket = items(words, part)
        if further is not None:
            others, hashes = further
            # Usual pages have one part: nothing is to be sought out.
            is_all = len(parts) == 1
            own = slice(None) if is_all else (others >= part.start) & (others < part.stop)
            owner = np.concatenate([owner, others[own]])
            bucket = np.concatenate([bucket, buckets(hashes[own])])
        scores.append(score_items(owner - part.start, bucket, part.stop - part.start, weights, bias))
    return np.concatenate(scores)


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
