# cython: wraparound=False, cdivision=True
"""The twins of the loops of `markup`: over the characters of lines, and over the elements around blocks.

Every index is checked: what does not fit together raises IndexError.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport (
    PyUnicode_DATA, PyUnicode_Find, PyUnicode_KIND, PyUnicode_READ, Py_UNICODE_ISALNUM, Py_UNICODE_TOLOWER
)
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memset

import numpy as np

cdef extern from "Python.h":
    object PyUnicode_FromKindAndData(int kind, const void *buffer, Py_ssize_t size)

cdef enum:
    NARROW = 0x100
    # So many characters of a line at once are looked for among those of a text.
    PIECE = 4
    # What is kept of all of them: for each number of 16 bits, whether any has it.
    BYTES = 0x2000

# The small letter or the digit that stands for each character of one byte, 0 for all other signs.
cdef uint8_t _PLAIN[NARROW]
cdef int _code
for _code in range(NARROW):
    _PLAIN[_code] = Py_UNICODE_TOLOWER(_code) if Py_UNICODE_ISALNUM(_code) else 0


def plain(str text not None):
    """Only the letters and digits of a text, in lower case."""
    return "".join(plain_parts(text, False))


def plain_lines(str text not None):
    """The lines of a text that are not empty, each with only its letters and digits, in lower case."""
    return plain_parts(text, True)


cdef list plain_parts(str text, bint by_lines):
    """A text, whole or line by line, with only its letters and digits; parts that are empty are left out."""
    cdef Py_ssize_t size = len(text), place, begin = 0, used = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef const void *data = PyUnicode_DATA(text)
    cdef uint32_t code
    cdef bint is_wide = False
    cdef uint8_t letter
    cdef list lines = []
    cdef uint8_t *letters = <uint8_t *> PyMem_Malloc(size + 1)
    if letters == NULL:
        raise MemoryError
    try:
        for place in range(size + 1):
            code = PyUnicode_READ(kind, data, place) if place < size else 0
            if place == size or (by_lines and code == c"\n"):
                if is_wide:
                    lines.append(plain_wide(kind, data, begin, place))
                elif place > begin:
                    lines.append(PyUnicode_FromKindAndData(1, letters, used))
                begin, used, is_wide = place + 1, 0, False
            elif code < NARROW:
                letter = _PLAIN[code]
                letters[used] = letter
                used += letter != 0
            elif not is_wide:
                is_wide = Py_UNICODE_ISALNUM(code)
    finally:
        PyMem_Free(letters)
    return lines


cdef str plain_wide(int kind, const void *data, Py_ssize_t begin, Py_ssize_t end):
    """The letters and digits between two places of a text, in lower case as the language has it."""
    cdef Py_ssize_t place, used = 0
    cdef Py_UCS4 code
    cdef Py_UCS4 *letters = <Py_UCS4 *> PyMem_Malloc((end - begin) * sizeof(Py_UCS4))
    if letters == NULL:
        raise MemoryError
    try:
        for place in range(begin, end):
            code = PyUnicode_READ(kind, data, place)
            if Py_UNICODE_ISALNUM(code):
                letters[used] = code
                used += 1
        return (<str> PyUnicode_FromKindAndData(4, letters, used)).lower()
    finally:
        PyMem_Free(letters)


def given(list lines not None, str body not None, Py_ssize_t long_line, Py_ssize_t begin, Py_ssize_t end):
    """Whether a body holds each line, or of a longer line than `long_line` what stands from `begin` to `end`.

    Most lines hold some characters beside each other that no place of the body has: those are found first.

    Raises TypeError where a line is no string.
    """
    cdef uint8_t[BYTES] pieces
    cdef Py_ssize_t place, last = 0
    cdef uint32_t piece
    cdef int kind = PyUnicode_KIND(body)
    cdef const void *data = PyUnicode_DATA(body)
    cdef str line
    memset(pieces, 0, sizeof(pieces))
    for place in range(len(body) - PIECE + 1):
        piece = piece_at(kind, data, place)
        pieces[piece >> 3] |= 1 << (piece & 7)
    found = []
    for line in lines:
        if line is None:
            raise TypeError("a line is no string")
        if not line:
            found.append(False)
        elif is_held(line, body, pieces, &last):
            found.append(True)
        else:
            found.append(len(line) > long_line and is_held(line[begin:end], body, pieces, &last))
    return found


cdef bint is_held(str line, str body, const uint8_t *pieces, Py_ssize_t *last) except -1:
    """Whether a body holds a line; `last` is where the last one was that it held, behind which most are."""
    cdef Py_ssize_t place, found
    cdef uint32_t piece
    cdef int kind = PyUnicode_KIND(line)
    cdef const void *data = PyUnicode_DATA(line)
    for place in range(len(line) - PIECE + 1):
        piece = piece_at(kind, data, place)
        if not pieces[piece >> 3] >> (piece & 7) & 1:
            return False
    found = PyUnicode_Find(body, line, last[0], len(body), 1)
    if found == -1 and last[0]:
        found = PyUnicode_Find(body, line, 0, min(last[0] + len(line), len(body)), 1)
    if found < 0:
        return False
    last[0] = found
    return True


cdef inline uint32_t piece_at(int kind, const void *data, Py_ssize_t place) noexcept:
    """A number of 16 bits for the characters at a place."""
    cdef uint32_t number = 0
    cdef Py_ssize_t other
    for other in range(place, place + PIECE):
        number = number * 31 + <uint32_t> PyUnicode_READ(kind, data, other)
    return (number * <uint32_t> 0x9E3779B1) >> 16


def joined(lists, int64_t last):
    """The numbers of lists, one list after the other, behind each `last`.

    Raises TypeError or OverflowError for what is no number of 64 bits.
    """
    cdef Py_ssize_t place = 0
    numbers = np.empty(sum([len(part) + 1 for part in lists]), dtype=np.int64)
    cdef int64_t[::1] out = numbers
    cdef int64_t number
    for part in lists:
        for number in part:
            out[place] = number
            place += 1
        out[place] = last
        place += 1
    return numbers


def distances(
    const int64_t[::1] leaf, const int64_t[::1] parent, const int64_t[::1] flags, int highest, int far, int count
):
    """How many elements up from each block the nearest one with each of `count` flags is, and the depth.

    Of the elements around a block, the first of which is its `leaf`, the `highest` nearest are looked at; where
    none of them has a flag, that is `far`.
    """
    cdef Py_ssize_t blocks = leaf.shape[0], block, element
    cdef int step, flag
    cdef uint64_t seen, fresh
    numbers = np.full((count + 1, blocks), far, dtype=np.int32)
    cdef int32_t[:, ::1] out = numbers
    for block in range(blocks):
        element, seen, step = leaf[block], 0, 0
        while step < highest and parent[element] != element:
            fresh = <uint64_t> flags[element] & ~seen
            seen |= fresh
            flag = 0
            while fresh:
                if not fresh & 0xFF:
                    fresh >>= 8
                    flag += 8
                    continue
                if fresh & 1:
                    out[flag, block] = step
                fresh >>= 1
                flag += 1
            element = parent[element]
            step += 1
        out[count, block] = step
    return numbers


def items(
    const int64_t[::1] leaf,
    const int64_t[::1] parent,
    const int64_t[::1] number,
    const int64_t[::1] offset,
    const int64_t[::1] size,
    const uint64_t[::1] hashes,
    nearness,
    uint64_t factor,
):
    """Block and hash of each word of the elements around it, the nearest of all blocks first.

    Element i has the start tag `number[i]`, and start tag j the `size[j]` hashes from `offset[j]` on. To a hash
    of the element so many steps above a block its `nearness` is added, then it is multiplied.
    """
    cdef Py_ssize_t blocks = leaf.shape[0], block, element, tag, place, used = 0, total = 0
    cdef uint64_t near
    cdef int64_t[::1] current = np.array(leaf)
    for near in nearness:
        for block in range(blocks):
            element = current[block]
            total += max(size[number[element]], 0)
            current[block] = parent[element]
    current[:] = leaf
    owners, values = np.empty(total, dtype=np.int64), np.empty(total, dtype=np.uint64)
    cdef int64_t[::1] owner = owners
    cdef uint64_t[::1] value = values
    for near in nearness:
        for block in range(blocks):
            element = current[block]
            tag = number[element]
            for place in range(offset[tag], offset[tag] + size[tag]):
                owner[used] = block
                value[used] = (hashes[place] + near) * factor
                used += 1
            current[block] = parent[element]
    return owners, values
