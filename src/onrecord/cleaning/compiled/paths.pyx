# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The twins of `paths.steady` and `paths.best_paths`: page by page, block by block."""

from libc.stdint cimport int64_t

import numpy as np


def steady(const double[::1] gains, double cost):
    """Which blocks of a page are kept, by the log odds of each, where a change costs `cost`."""
    cdef Py_ssize_t count = gains.shape[0], place
    path = np.empty(count, dtype=bool)
    cdef unsigned char[::1] kept = path.view(np.uint8)
    # Of each block whether the best way out, and the best way in, come from a kept one.
    cdef unsigned char[:, ::1] came_from = np.empty((count, 2), dtype=np.uint8)
    cdef double out = 0, inside = -cost, leaving, entering
    cdef bint state
    for place in range(count):
        leaving, entering = inside - cost, out - cost
        came_from[place, 0] = leaving > out
        came_from[place, 1] = inside >= entering
        if leaving > out:
            out = leaving
        inside = (inside if inside >= entering else entering) + gains[place]
    state = inside > out
    for place in range(count - 1, -1, -1):
        kept[place] = state
        state = came_from[place, state]
    return path


def best_paths(
    const double[:, ::1] emissions, const double[:, ::1] transitions, const int64_t[::1] bounds
):
    """The state of each block on the best path through its page; `bounds` are those of the pages.

    Raises ValueError where these do not fit together.
    """
    cdef Py_ssize_t count = emissions.shape[0], states = emissions.shape[1], page, place
    cdef Py_ssize_t first, middle, end, state, opposite
    if states < 1 or transitions.shape[0] != states or transitions.shape[1] != states:
        raise ValueError("no states, or other transitions than between them")
    if bounds.shape[0] < 1 or bounds[0] != 0 or bounds[bounds.shape[0] - 1] != count:
        raise ValueError("pages with other blocks")
    for page in range(bounds.shape[0] - 1):
        if bounds[page] >= bounds[page + 1]:
            raise ValueError("a page without blocks")
    path = np.empty(count, dtype=np.int64)
    cdef int64_t[::1] chosen = path
    cdef double[:, ::1] best = np.array(emissions)
    # By the state before and the one after it: on the way down, and on the way up.
    cdef const double[:, ::1] down = transitions
    cdef const double[:, ::1] up = np.ascontiguousarray(transitions.T)
    cdef double[::1] most = np.empty(states)
    for page in range(bounds.shape[0] - 1):
        first, end = bounds[page], bounds[page + 1]
        middle = first + (end - first + 1) // 2
        for place in range(first + 1, middle):
            advance(&best[place - 1, 0], &down[0, 0], states, &most[0], &best[place, 0])
        for place in range(end - 2, middle - 1, -1):
            advance(&best[place + 1, 0], &up[0, 0], states, &most[0], &best[place, 0])
        if middle == end:
            state = greatest(&best[first, 0], NULL, states)
        else:
            meet(&best[middle - 1, 0], &down[0, 0], &best[middle, 0], states, &state, &opposite)
            chosen[middle] = opposite
            for place in range(middle + 1, end):
                opposite = greatest(&best[place, 0], &down[opposite, 0], states)
                chosen[place] = opposite
        chosen[middle - 1] = state
        for place in range(middle - 2, first - 1, -1):
            state = greatest(&best[place, 0], &up[state, 0], states)
            chosen[place] = state
    return path


cdef void advance(
    const double *before, const double *ways, Py_ssize_t states, double *most, double *now
) noexcept:
    """Add to what states are worth by themselves what the best way into each is worth."""
    cdef Py_ssize_t state, source
    cdef double worth, so_far
    cdef const double *way
    so_far = before[0]
    for state in range(states):
        most[state] = ways[state] + so_far
    for source in range(1, states):
        way = ways + source * states
        so_far = before[source]
        for state in range(states):
            worth = way[state] + so_far
            most[state] = worth if worth > most[state] else most[state]
    for state in range(states):
        now[state] = most[state] + now[state]


cdef void meet(
    const double *down, const double *ways, const double *up, Py_ssize_t states,
    Py_ssize_t *last_down, Py_ssize_t *last_up,
) noexcept:
    """The two states of neighbours that are worth most together."""
    cdef Py_ssize_t above, below
    cdef double worth, most = down[0] + ways[0] + up[0]
    last_down[0] = last_up[0] = 0
    for above in range(states):
        for below in range(states):
            worth = down[above] + ways[above * states + below] + up[below]
            if worth > most:
                most = worth
                last_down[0], last_up[0] = above, below


cdef Py_ssize_t greatest(const double *values, const double *further, Py_ssize_t states) noexcept:
    """The first state of which the values, and further ones where there are some, come to most."""
    cdef Py_ssize_t state, found = 0
    cdef double worth, most = 0
    for state in range(states):
        worth = further[state] + values[state] if further is not NULL else values[state]
        if state == 0 or worth > most:
            most, found = worth, state
    return found
