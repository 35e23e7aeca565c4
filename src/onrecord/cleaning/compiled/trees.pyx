# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The twin of `trees.Forest.score`: all questions to a few rows, then tree after tree their leaves."""

import numpy as np

cdef enum:
    # So few that the answers to some hundred questions stay near the processor.
    ROWS_AT_ONCE = 64
    # As many as `add_leaves` names.
    TREES_AT_ONCE = 4
    # Of so many questions the numbers of leaves fit a byte.
    DEEPEST = 8


def score(
    evidence,
    const int[::1] columns,
    const float[::1] borders,
    const int[:, ::1] splits,
    const float[:, :, ::1] leaves,
    const float[::1] bias,
):
    """Raw scores of each row of `evidence`, arrays of float32 beside each other: see the twin.

    Raises ValueError where these do not fit together.
    """
    cdef Py_ssize_t questions = columns.shape[0], depth = splits.shape[1], classes = leaves.shape[2]
    cdef Py_ssize_t trees = splits.shape[0], leaves_each = leaves.shape[1], rows = len(evidence[0])
    cdef Py_ssize_t asked, tree, level, begin, live, place, row, column, first = 0
    if borders.shape[0] != questions or leaves.shape[0] != trees or bias.shape[0] != classes:
        raise ValueError("arrays that belong together differ in length")
    if depth > DEEPEST or leaves_each < 1 << depth:
        raise ValueError("trees too deep, or with too few leaves")
    for tree in range(trees):
        for level in range(depth):
            if not 0 <= splits[tree, level] < questions:
                raise ValueError("a question that nobody asks")
    scores = np.zeros((rows, classes), dtype=np.float32)
    if not rows or not classes:
        return scores
    # Where the first number of the column of each question stands, and how far apart the numbers are.
    cdef size_t[::1] start = np.zeros(questions, dtype=np.uintp)
    cdef Py_ssize_t[::1] step = np.zeros(questions, dtype=np.intp)
    cdef const float[:, :] part
    for part in evidence:
        if part.shape[0] != rows:
            raise ValueError("evidence of other rows")
        for asked in range(questions):
            column = columns[asked] - first
            if 0 <= column < part.shape[1]:
                start[asked] = <size_t> &part[0, column]
                step[asked] = part.strides[0]
        first += part.shape[1]
    for asked in range(questions):
        if not 0 <= columns[asked] < first:
            raise ValueError("a question about a column that is not there")
    # Numbers of neighbouring columns are fetched together.
    cdef Py_ssize_t[::1] in_order = np.argsort(columns, kind="stable").astype(np.intp)
    cdef float[:, ::1] out = scores
    # In the last row no answer is yes: so the questions are answered that shallow trees do not ask.
    cdef unsigned char[:, ::1] answers = np.zeros((questions + 1, ROWS_AT_ONCE), dtype=np.uint8)
    cdef unsigned char[TREES_AT_ONCE][ROWS_AT_ONCE] leaf
    cdef unsigned char *of_level[DEEPEST]
    cdef unsigned char *answer
    cdef const char *number
    cdef const float *said
    cdef float *own
    for begin in range(0, rows, ROWS_AT_ONCE):
        live = min(ROWS_AT_ONCE, rows - begin)
        for place in range(questions):
            asked = in_order[place]
            number = <const char *> start[asked] + begin * step[asked]
            answer = &answers[asked, 0]
            if live == ROWS_AT_ONCE and step[asked] == sizeof(float):
                compare(<const float *> number, borders[asked], answer)
            else:
                for row in range(live):
                    answer[row] = (<const float *> (number + row * step[asked]))[0] > borders[asked]
        own = &out[begin, 0]
        for tree in range(trees):
            for level in range(DEEPEST):
                of_level[level] = &answers[splits[tree, level] if level < depth else questions, 0]
            if classes == 1:
                # What some trees say is added at once, in their order.
                find_leaves(of_level, leaf[tree % TREES_AT_ONCE])
                if tree % TREES_AT_ONCE == TREES_AT_ONCE - 1:
                    add_leaves(&leaves[tree - TREES_AT_ONCE + 1, 0, 0], leaves_each, leaf, own, live)
                elif tree >= trees - trees % TREES_AT_ONCE:
                    said = &leaves[tree, 0, 0]
                    for row in range(live):
                        own[row] += said[leaf[tree % TREES_AT_ONCE][row]]
            else:
                find_leaves(of_level, leaf[0])
                said = &leaves[tree, 0, 0]
                for row in range(live):
                    for column in range(classes):
                        own[row * classes + column] += said[leaf[0][row] * classes + column]
        for row in range(live):
            for column in range(classes):
                own[row * classes + column] += bias[column]
    return scores


cdef void compare(const float *numbers, float border, unsigned char *answers) noexcept:
    """Which of the numbers are greater than the border."""
    cdef Py_ssize_t row
    for row in range(ROWS_AT_ONCE):
        answers[row] = numbers[row] > border


cdef void find_leaves(unsigned char **answers, unsigned char *leaf) noexcept:
    """The leaf of each row by the answers at each depth, the first of which counts one."""
    cdef Py_ssize_t row
    cdef unsigned char *a = answers[0]
    cdef unsigned char *b = answers[1]
    cdef unsigned char *c = answers[2]
    cdef unsigned char *d = answers[3]
    cdef unsigned char *e = answers[4]
    cdef unsigned char *f = answers[5]
    cdef unsigned char *g = answers[6]
    cdef unsigned char *h = answers[7]
    cdef unsigned char number
    for row in range(ROWS_AT_ONCE):
        number = h[row]
        number = number + number + g[row]
        number = number + number + f[row]
        number = number + number + e[row]
        number = number + number + d[row]
        number = number + number + c[row]
        number = number + number + b[row]
        leaf[row] = number + number + a[row]


cdef void add_leaves(
    const float *said,
    Py_ssize_t leaves_each,
    unsigned char[TREES_AT_ONCE][ROWS_AT_ONCE] leaf,
    float *own,
    Py_ssize_t live,
) noexcept:
    """What `TREES_AT_ONCE` trees say of each row, added to what others did."""
    cdef const float *second = said + leaves_each
    cdef const float *third = second + leaves_each
    cdef const float *fourth = third + leaves_each
    cdef Py_ssize_t row
    for row in range(live):
        own[row] = (
            ((own[row] + said[leaf[0][row]]) + second[leaf[1][row]]) + third[leaf[2][row]]
        ) + fourth[leaf[3][row]]
