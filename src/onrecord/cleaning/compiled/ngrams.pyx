# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The twin of `ngrams.score`: the rows of weights of each block's items, summed to the same bits."""

from libc.math cimport sqrt
from libc.stdint cimport int64_t, uint64_t

import numpy as np

cdef enum:
    MOST_CLASSES = 96
    # So many rows are summed eight by eight, as numpy does; more in halves.
    ROWS_AT_ONCE = 128


def score(
    const uint64_t[::1] word,
    const int64_t[::1] offset,
    const int64_t[::1] other_block,
    const uint64_t[::1] other_hash,
    const float[:, ::1] weights,
    const float[::1] bias,
    int longest_whole,
    factors,
):
    """Scores of each block for each class: see the twin. The words of block i are `offset[i]` to
    `offset[i + 1]`; what block each of `other_hash` belongs to is in `other_block`; `factors` are those of
    pairs, of first, last and whole words, and the one by which the places of the latter count.

    Raises ValueError where these do not fit together.
    """
    cdef uint64_t of_pair, of_first, of_last, of_whole, of_place
    of_pair, of_first, of_last, of_whole, of_place = factors
    cdef Py_ssize_t count = offset.shape[0] - 1, others = other_hash.shape[0]
    cdef Py_ssize_t classes = weights.shape[1], block, place, begin, end, number, most = 0
    cdef uint64_t last_bits = weights.shape[0] - 1, whole
    if weights.shape[0] < 1 or weights.shape[0] & last_bits:
        raise ValueError("the number of buckets is no power of two")
    if not 1 <= classes <= MOST_CLASSES or bias.shape[0] != classes:
        raise ValueError("too many classes, or another number of biases")
    if other_block.shape[0] != others or count < 0 or offset[0] != 0 or offset[count] != word.shape[0]:
        raise ValueError("arrays that belong together differ in length")
    # Where the other items of each block begin, among all in the order of the blocks.
    starts = np.zeros(count + 2, dtype=np.int64)
    cdef int64_t[::1] start = starts
    for place in range(others):
        if not 0 <= other_block[place] < count:
            raise ValueError("an item of a block that is not there")
        start[other_block[place] + 2] += 1
    for block in range(count):
        if offset[block] > offset[block + 1]:
            raise ValueError("a block that ends before it begins")
        most = max(most, 2 * (offset[block + 1] - offset[block]) + 3 + start[block + 2])
        start[block + 2] += start[block + 1]
    cdef uint64_t[::1] other = np.empty(others, dtype=np.uint64)
    for place in range(others):
        block = other_block[place]
        other[start[block + 1]] = other_hash[place]
        start[block + 1] += 1
    cdef uint64_t[::1] buckets = np.empty(most, dtype=np.uint64)
    scores = np.empty((count, classes))
    cdef double[:, ::1] out = scores
    cdef float[MOST_CLASSES] total
    cdef double root
    cdef int column
    for block in range(count):
        begin, end, number = offset[block], offset[block + 1], 0
        for place in range(begin, end):
            buckets[number] = word[place]
            number += 1
        for place in range(begin, end - 1):
            buckets[number] = (word[place] * of_pair) ^ word[place + 1]
            number += 1
        if end > begin:
            buckets[number] = word[begin] * of_first
            buckets[number + 1] = word[end - 1] * of_last
            number += 2
            if end - begin <= longest_whole:
                whole = 0
                for place in range(end - 1, begin - 1, -1):
                    whole = whole * of_place + word[place]
                buckets[number] = whole * of_whole
                number += 1
        for place in range(start[block], start[block + 1]):
            buckets[number] = other[place]
            number += 1
        for place in range(number):
            buckets[place] = mixed(buckets[place]) & last_bits
        for column in range(classes):
            total[column] = 0
        if number:
            total_of(&buckets[0], number, &weights[0, 0], classes, total)
        root = sqrt(<double> max(number, 1))
        for column in range(classes):
            out[block, column] = total[column] / root + bias[column]
    return scores


cdef inline uint64_t mixed(uint64_t value) noexcept:
    value = (value ^ (value >> 31)) * <uint64_t> 0xBF58476D1CE4E5B9
    return value ^ (value >> 31)


cdef void total_of(
    const uint64_t *rows, Py_ssize_t number, const float *weights, Py_ssize_t classes, float *total
) noexcept:
    """The sum of rows of weights in the order of `numpy.add.reduceat`: the first, and the others in pairs."""
    cdef const float *first = weights + rows[0] * classes
    cdef float[MOST_CLASSES] rest
    cdef Py_ssize_t column
    for column in range(classes):
        total[column] = first[column]
    if number > 1:
        pairwise(rows + 1, number - 1, weights, classes, rest)
        for column in range(classes):
            total[column] += rest[column]


cdef void pairwise(
    const uint64_t *rows, Py_ssize_t number, const float *weights, Py_ssize_t classes, float *total
) noexcept:
    cdef float[8][MOST_CLASSES] parts
    cdef const float *row
    cdef Py_ssize_t place, column, part, half
    if number > ROWS_AT_ONCE:
        half = number // 2
        half -= half % 8
        pairwise(rows, half, weights, classes, total)
        pairwise(rows + half, number - half, weights, classes, parts[0])
        for column in range(classes):
            total[column] += parts[0][column]
        return
    if number < 8:
        for column in range(classes):
            total[column] = 0
        place = 0
    else:
        for part in range(8):
            row = weights + rows[part] * classes
            for column in range(classes):
                parts[part][column] = row[column]
        for place in range(8, number - number % 8, 8):
            for part in range(8):
                row = weights + rows[place + part] * classes
                for column in range(classes):
                    parts[part][column] += row[column]
        for column in range(classes):
            total[column] = (
                (parts[0][column] + parts[1][column]) + (parts[2][column] + parts[3][column])
            ) + ((parts[4][column] + parts[5][column]) + (parts[6][column] + parts[7][column]))
        place = number - number % 8
    for place in range(place, number):
        row = weights + rows[place] * classes
        for column in range(classes):
            total[column] += row[column]
