# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The twin of what `words` counts of blocks by themselves, in one pass over their characters."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ
from libc.stdint cimport int32_t, int64_t, uint64_t

import numpy as np

# Classes of characters, numbered as in the twin.
cdef enum:
    SPACE
    LOWER
    UPPER
    LETTER
    IDEOGRAPH
    DIGIT
    MARK
    STOP
    COMMA
    COLON

cdef enum:
    # Above these code points there are symbols, and behind them ideographs, for which these stand.
    TABLE = 0x10000
    IDEOGRAPHS = 0x20000
    A_SYMBOL = 0x2600
    AN_IDEOGRAPH = 0x4E00


def count(
    shown,
    const unsigned char[::1] class_of,
    const uint64_t[::1] lower_of,
    int classes,
    uint64_t factor,
    unmarked,
    Py_ssize_t long_unmarked,
):
    """What `words._Counted` holds of some blocks, in the order of its fields.

    `class_of` and `lower_of` are tables of the code points below 0x10000, `classes` the number of
    classes. `unmarked` are the first code point of writings without full stops and the one behind their
    last: a block of `long_unmarked` words that ends in one ends a sentence.

    Raises ValueError where a table is too small, TypeError for what is no string.
    """
    if len(class_of) < TABLE or len(lower_of) < TABLE or np.max(class_of) >= classes:
        raise ValueError("a table that is too small")
    cdef list texts = list(shown)
    cdef str text
    cdef Py_ssize_t count = len(texts), most = 0
    cdef Py_ssize_t block, place, begin, end, before, words = 0
    cdef Py_UCS4 low, high, code
    low, high = unmarked
    for text in texts:
        most += len(text)
    of_classes = np.zeros((count, classes), dtype=np.int64)
    of_blocks = [np.zeros(count, dtype=sort) for sort in (np.uint8, np.uint8, np.uint8, np.int64, np.int64)]
    # Of each character a word, at most.
    of_words = [np.empty(most, dtype=sort) for sort in (np.uint64, np.uint8, np.int32, np.uint8)]
    cdef int64_t[:, ::1] numbers = of_classes
    cdef unsigned char[::1] first = of_blocks[0], last = of_blocks[1], before_last = of_blocks[2]
    cdef int64_t[::1] clock_times = of_blocks[3], counts = of_blocks[4]
    cdef uint64_t[::1] word = of_words[0]
    cdef unsigned char[::1] word_upper = of_words[1], word_digit = of_words[3]
    cdef int32_t[::1] word_length = of_words[2]
    cdef const unsigned char *classed = &class_of[0]
    cdef const uint64_t *lowered = &lower_of[0]
    cdef int64_t *number
    cdef unsigned char kind
    cdef uint64_t hashed, power
    cdef int width
    cdef void *data
    for block in range(count):
        text = texts[block]
        width, data, end = PyUnicode_KIND(text), PyUnicode_DATA(text), len(text)
        if end == 0:
            continue
        number = &numbers[block, 0]
        before = words
        place = 0
        while place < end:
            code = code_at(width, data, place)
            kind = classed[code]
            number[kind] += 1
            if not LOWER <= kind <= MARK:
                if kind == COLON and 0 < place < end - 1:
                    clock_times[block] += (
                        classed[code_at(width, data, place - 1)] == DIGIT
                        and classed[code_at(width, data, place + 1)] == DIGIT
                    )
                place += 1
                continue
            begin, hashed, power = place, 0, 1
            word_upper[words], word_digit[words] = kind == UPPER, kind == DIGIT
            while True:
                hashed += (lowered[code] + 1) * power
                power *= factor
                place += 1
                if place == end or kind == IDEOGRAPH:
                    break
                code = code_at(width, data, place)
                kind = classed[code]
                if not LOWER <= kind <= MARK or kind == IDEOGRAPH:
                    break
                number[kind] += 1
            word[words], word_length[words] = mixed(hashed), place - begin
            words += 1
        counts[block] = words - before
        first[block] = classed[code_at(width, data, 0)]
        code = code_at(width, data, end - 1)
        last[block] = classed[code]
        if low <= code < high and words - before >= long_unmarked:
            last[block] = STOP
        if end > 1:
            before_last[block] = classed[code_at(width, data, end - 2)]
    return (
        of_classes,
        *of_blocks,
        of_words[0][:words].copy(),
        of_words[1][:words].astype(bool),
        of_words[2][:words].copy(),
        of_words[3][:words].astype(bool),
    )


cdef inline Py_UCS4 code_at(int width, void *data, Py_ssize_t place) noexcept:
    """The code point at a place, or the one that stands for it in the tables."""
    cdef Py_UCS4 code = PyUnicode_READ(width, data, place)
    if code < TABLE:
        return code
    return A_SYMBOL if code < IDEOGRAPHS else AN_IDEOGRAPH


cdef inline uint64_t mixed(uint64_t value) noexcept:
    value = (value ^ (value >> 31)) * <uint64_t> 0xBF58476D1CE4E5B9
    return value ^ (value >> 31)
