# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The twins of `Stack.running` and `Stack.windows`: sums over the blocks of each page."""

from libc.stdint cimport int64_t

import numpy as np


def running(const double[:, ::1] values, const int64_t[::1] bounds):
    """The sums of each row of values over the blocks of the page above each block, and over all of them;
    `bounds` are those of the pages.

    Raises ValueError where these are not the bounds of the values.
    """
    cdef Py_ssize_t rows = values.shape[0], pages = check(bounds, values.shape[1]), row, page, block
    sums = np.zeros((rows, values.shape[1] + pages))
    cdef double[:, ::1] out = sums
    cdef double total
    for row in range(rows):
        for page in range(pages):
            # Nothing is added to the first: it stays as it is, even if it is -0.
            if bounds[page] < bounds[page + 1]:
                total = values[row, bounds[page]]
                out[row, bounds[page] + page + 1] = total
                for block in range(bounds[page] + 1, bounds[page + 1]):
                    total = total + values[row, block]
                    out[row, block + page + 1] = total
    return sums


def windows(const double[:, ::1] sums, const int64_t[::1] bounds, Py_ssize_t width):
    """From such sums those of each row over the `width` blocks above each block, and over those below.

    Raises ValueError where the sums are not those of pages with these bounds.
    """
    cdef Py_ssize_t pages = bounds.shape[0] - 1, rows = sums.shape[0], row, page, block, low, high
    cdef Py_ssize_t count = sums.shape[1] - pages
    check(bounds, count)
    if width < 0:
        raise ValueError("a window of less than nothing")
    over, under = np.empty((rows, count)), np.empty((rows, count))
    cdef double[:, ::1] above = over, below = under
    for row in range(rows):
        for page in range(pages):
            for block in range(bounds[page], bounds[page + 1]):
                low = max(block - width, bounds[page]) + page
                high = min(block + 1 + width, bounds[page + 1]) + page
                above[row, block] = sums[row, block + page] - sums[row, low]
                below[row, block] = sums[row, high] - sums[row, block + page + 1]
    return over, under


cdef Py_ssize_t check(const int64_t[::1] bounds, Py_ssize_t count) except -1:
    """The number of pages with these bounds, of so many blocks together."""
    cdef Py_ssize_t pages = bounds.shape[0] - 1, page
    if pages < 0 or bounds[0] != 0 or bounds[pages] != count:
        raise ValueError("pages of other blocks")
    for page in range(pages):
        if bounds[page] > bounds[page + 1]:
            raise ValueError("a page that ends before it begins")
    return pages
