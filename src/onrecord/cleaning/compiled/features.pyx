# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The twin of what `features` sums up over the words of blocks."""

from libc.stdint cimport int32_t, int64_t

import numpy as np


def vocabulary(
    const int64_t[::1] kind,
    const int64_t[::1] offset,
    const int32_t[::1] times_in_block,
    const int64_t[::1] times,
    const int64_t[::1] prose_times,
    const double[::1] divisor,
    const double[::1] usual,
    const unsigned char[::1] is_prose,
):
    """What `features._word_sums` gives: over the words of each block, one row a sum. The words of block
    i are `offset[i]` to `offset[i + 1]`; `times`, `prose_times` and `divisor` are those of kinds of
    words, `usual` and `is_prose` of blocks.

    Raises ValueError where these do not fit together.
    """
    cdef Py_ssize_t count = offset.shape[0] - 1, kinds = times.shape[0], block, place, own
    if count < 0 or offset[0] != 0 or offset[count] != kind.shape[0]:
        raise ValueError("blocks of other words")
    if not kind.shape[0] == times_in_block.shape[0] or not count == usual.shape[0] == is_prose.shape[0]:
        raise ValueError("arrays that belong together differ in length")
    if not kinds == prose_times.shape[0] == divisor.shape[0]:
        raise ValueError("kinds that differ in number")
    for block in range(count):
        if offset[block] > offset[block + 1]:
            raise ValueError("a block that ends before it begins")
    sums = np.empty((7, count))
    cdef double[:, ::1] out = sums
    cdef int64_t common, rare, known_rare, alone, elsewhere
    cdef double weight, known_weight, weights
    cdef bint known
    for block in range(count):
        common = rare = known_rare = alone = elsewhere = 0
        known_weight = weights = 0
        for place in range(offset[block], offset[block + 1]):
            own = kind[place]
            if not 0 <= own < kinds:
                raise ValueError("a word of a kind that is not there")
            known = prose_times[own] > (times_in_block[place] if is_prose[block] else 0)
            if prose_times[own] >= usual[block]:
                common += 1
            else:
                rare += 1
                known_rare += known
                weight = 1 / divisor[own]
                weights += weight
                if known:
                    known_weight += weight
            alone += times[own] == times_in_block[place]
            elsewhere += times[own] - times_in_block[place]
        out[0, block], out[1, block], out[2, block] = common, rare, known_rare
        out[3, block], out[4, block] = known_weight, weights
        out[5, block], out[6, block] = alone, elsewhere
    return sums
