# cython: boundscheck=False, wraparound=False, cdivision=True
"""The twin of `blocks._pieces`: the lines of a text layer, and what stands in each."""

from cpython.unicode cimport (
    Py_UNICODE_ISDECIMAL, Py_UNICODE_ISUPPER, PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ, PyUnicode_Substring
)
from libc.stdint cimport uint32_t


cdef struct Text:
    # A string, however many bytes its characters take.
    int kind
    const void *data


def pieces(
    str text not None,
    Py_ssize_t longest_glued_line,
    Py_ssize_t longest_trail,
    Py_ssize_t searches,
    date_seams,
    trail_seams,
):
    """The starts, starts of content and ends of content of the blocks, in order: see the twin.

    `date_seams` gives the cuts in a line that holds a year, `trail_seams` those in one that may be a path,
    for which the text is searched: for so many lines at most.
    """
    cdef Py_ssize_t size = len(text), start = 0, end, low, high
    cdef Text of = Text(PyUnicode_KIND(text), PyUnicode_DATA(text))
    cdef bint prose_seen = False
    cdef list starts = [], content_starts = [], content_ends = [], seams
    while start <= size:
        end = start
        while end < size and not ends_line(at(of, end)):
            end += 1
        low, high = start, end
        while low < high and is_invisible(at(of, low)):
            low += 1
        while low < high and is_invisible(at(of, high - 1)):
            high -= 1
        if low < high:
            starts.append(start)
            content_starts.append(low)
            content_ends.append(high)
            if high - low > longest_glued_line:
                prose_seen = True
            else:
                seams = []
                if holds_year(of, low, high):
                    seams = sorted(set(date_seams(PyUnicode_Substring(text, low, high))))
                if not seams and searches and not prose_seen and high - low <= longest_trail:
                    if may_be_glued(of, low, high):
                        searches -= 1
                        seams = sorted(set(trail_seams(PyUnicode_Substring(text, low, high), text)))
                if seams:
                    seams = [low + <Py_ssize_t> seam for seam in seams]
                    starts += seams
                    content_starts += seams
                    content_ends[len(content_ends) - 1] = seams[0]
                    content_ends += [*seams[1:], high]
        start = end + 1
    return starts, content_starts, content_ends


cdef inline uint32_t at(Text of, Py_ssize_t place) noexcept:
    return PyUnicode_READ(of.kind, of.data, place)


cdef inline bint ends_line(uint32_t code) noexcept:
    if code > 0x0D:
        return code == 0x2028 or code == 0x2029
    return code == 0x0A or code == 0x0D or code == 0x0C


cdef inline bint is_invisible(uint32_t code) noexcept:
    if code < 0x7F:
        return code <= 0x20
    if code < 0x1680:
        return code <= 0xA0 or code == 0xAD
    return (
        code == 0x1680
        or 0x2000 <= code < 0x2010
        or 0x2028 <= code < 0x2030
        or code == 0x205F
        or 0x2060 <= code < 0x206A
        or code == 0x3000
        or code == 0xFEFF
        or code == 0xFFFC
    )


cdef bint holds_year(Text of, Py_ssize_t low, Py_ssize_t high) noexcept:
    """Whether four digits stand beside each other."""
    cdef int digits = 0
    cdef Py_ssize_t place
    for place in range(low, high):
        digits = digits + 1 if Py_UNICODE_ISDECIMAL(at(of, place)) else 0
        if digits == 4:
            return True
    return False


cdef bint may_be_glued(Text of, Py_ssize_t low, Py_ssize_t high) noexcept:
    cdef uint32_t code = at(of, low)
    cdef Py_ssize_t place
    if not (Py_UNICODE_ISUPPER(code) or code == c"&" or code == c"-" or code == 0x2013 or code == c"/"):
        return False
    for place in range(low + 1, high):
        if is_capital(at(of, place)) and is_small(at(of, place - 1)):
            return True
    return False


cdef inline bint is_small(uint32_t code) noexcept:
    if code < 0x80:
        return c"a" <= code <= c"z"
    return 0xDF <= code <= 0xF6 or 0xF8 <= code <= 0xFF or 0x3AC <= code <= 0x3CE or 0x430 <= code <= 0x45F


cdef inline bint is_capital(uint32_t code) noexcept:
    if code < 0x80:
        return c"A" <= code <= c"Z"
    return 0xC0 <= code <= 0xD6 or 0xD8 <= code <= 0xDE or 0x391 <= code <= 0x3AB or 0x400 <= code <= 0x42F
