# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The twin of what `words` counts of blocks by themselves, in one pass over their characters."""

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
    cdef Py_ssize_t block, place, words = 0, before, begin = 0
    cdef Py_UCS4 low, high, code = 0
    low, high = unmarked
    for text in texts:
        most += len(text)
    of_classes = np.zeros((count, classes), dtype=np.int64)
    of_blocks = [np.zeros(count, dtype=sort) for sort in (np.uint8, np.uint8, np.uint8, np.int64, np.int64)]
    # Of each character a word, at most.
    of_words = [np.empty(most, dtype=sort) for sort in (np.uint64, np.uint8, np.int32, np.uint8)]
    cdef int64_t[:, ::1] number = of_classes
    cdef unsigned char[::1] first = of_blocks[0], last = of_blocks[1], before_last = of_blocks[2]
    cdef int64_t[::1] clock_times = of_blocks[3], counts = of_blocks[4]
    cdef uint64_t[::1] word = of_words[0]
    cdef unsigned char[::1] word_upper = of_words[1], word_digit = of_words[3]
    cdef int32_t[::1] word_length = of_words[2]
    cdef unsigned char kind, previous, one_before
    cdef uint64_t hashed = 0, power = 1
    cdef bint inside
    for block in range(count):
        text = texts[block]
        before = words
        place = 0
        previous = one_before = SPACE
        inside = False
        for code in text:
            if code >= TABLE:
                code = A_SYMBOL if code < IDEOGRAPHS else AN_IDEOGRAPH
            kind = class_of[code]
            number[block, kind] += 1
            if LOWER <= kind <= MARK:
                if not inside or kind == IDEOGRAPH or previous == IDEOGRAPH:
                    if inside:
                        word[words], word_length[words] = mixed(hashed), place - begin
                        words += 1
                    inside, begin, hashed, power = True, place, 0, 1
                    word_upper[words], word_digit[words] = kind == UPPER, kind == DIGIT
                hashed += (lower_of[code] + 1) * power
                power *= factor
                if kind == DIGIT and previous == COLON and one_before == DIGIT:
                    clock_times[block] += 1
            elif inside:
                word[words], word_length[words] = mixed(hashed), place - begin
                words += 1
                inside = False
            if place == 0:
                first[block] = kind
            one_before, previous = previous, kind
            place += 1
        if inside:
            word[words], word_length[words] = mixed(hashed), place - begin
            words += 1
        counts[block] = words - before
        if place:
            ends_unmarked = low <= code < high and words - before >= long_unmarked
            last[block], before_last[block] = STOP if ends_unmarked else previous, one_before
    return (
        of_classes,
        *of_blocks,
        of_words[0][:words].copy(),
        of_words[1][:words].astype(bool),
        of_words[2][:words].copy(),
        of_words[3][:words].astype(bool),
    )


cdef inline uint64_t mixed(uint64_t value) noexcept:
    value = (value ^ (value >> 31)) * <uint64_t> 0xBF58476D1CE4E5B9
    return value ^ (value >> 31)
