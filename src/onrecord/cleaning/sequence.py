"""What the blocks around a block say of it: context for the later stages."""

import numpy as np

from onrecord.cleaning import words as w
from onrecord.cleaning.features import by_column, window_sums
from onrecord.cleaning.stack import Stack
from onrecord.cleaning.words import Words

STEPS = (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5)
SMOOTH = (2, 6)
SCORE_WINDOW = 6
SURE, LIKELY = 0.7, 0.5


def log_odds(probability: np.ndarray) -> np.ndarray:
    """The logarithm of the odds, bounded."""
    safe = np.clip(probability, 1e-4, 1 - 1e-4)
    return np.log(safe / (1 - safe))


def around_scores(
    scores: np.ndarray, shares: np.ndarray, stack: Stack, text_classes: int
) -> np.ndarray:
    """The n-gram scores of each block with `shares`, their softmax, of its neighbours, one row a block.

    The first `text_classes` columns are the classes of kept text.
    """
    shares = shares.T
    text = shares[:text_classes].sum(axis=0)
    above, below = stack.windows(stack.running(shares), SCORE_WINDOW)
    return by_column(
        [
            scores.T,
            *(stack.beside(text, step) for step in (-3, -2, -1, 1, 2, 3)),
            stack.beside(shares, -1),
            stack.beside(shares, 1),
            above,
            below,
        ]
    )


def around_kept(kept: np.ndarray, words: Words, blank_lines: np.ndarray) -> np.ndarray:
    """What a first estimate of `kept` (probability of each block) says of the blocks around it.

    Stacked sequential learning: Cohen and Carvalho, 2005.
    """
    counts, stack = words.counts.astype(float), words.stack
    columns = [log_odds(kept)]
    columns += [stack.beside(kept, step) for step in STEPS]
    weighted = kept * counts
    columns.append(_windows(weighted, counts, stack))
    sums = stack.running(weighted)
    through = sums[stack.above(stack.index) + 1]
    total = sums[stack.above(stack.end)]
    columns += [
        np.log1p(through - weighted),
        np.log1p(total - through),
        through / np.maximum(total, 1e-6),
    ]
    columns += _segment(kept, counts, stack)
    columns += _runs(kept, counts, stack)
    columns += _cohesion(kept, words)
    columns += _likeness(kept, words, counts, blank_lines)
    return by_column(columns)


def passed(
    shares: np.ndarray, kept: np.ndarray, stack: Stack, text_classes: int
) -> np.ndarray:
    """What has been passed since the text began, down to each block: of each class but the first
    `text_classes` how much of it stands there and how like it the likeliest block is, by `shares`, the
    softmax of the n-gram scores. Behind author boxes, topics or comments what reads like the text seldom
    goes on with it.

    `kept` is a first estimate of the probability of each block.
    """
    shares = shares.T[text_classes:]
    begun = stack.index >= stack.first_where(kept > SURE)[stack.page]
    shares = np.where(begun & (kept < LIKELY), shares, 0)
    amount = stack.running(shares).take(stack.above(stack.index) + 1, axis=-1)
    likeliest = np.empty_like(shares)
    for page in stack.pages():
        np.maximum.accumulate(shares[:, page], axis=-1, out=likeliest[:, page])
    return by_column([np.log1p(amount), likeliest])


def _windows(weighted: np.ndarray, counts: np.ndarray, stack: Stack) -> np.ndarray:
    """The share of kept words, and their number, in windows above and below, one a row."""
    above, below = window_sums(np.array([weighted, counts]), stack)
    kept = np.stack([above[:, 0], below[:, 0]], axis=1)
    shares = kept / (np.stack([above[:, 1], below[:, 1]], axis=1) + 5)
    numbers = np.log1p(np.maximum(kept, 0))
    return np.concatenate([shares, numbers], axis=1).reshape(-1, len(counts))


def _segment(kept: np.ndarray, counts: np.ndarray, stack: Stack) -> list[np.ndarray]:
    """The stretch of the page with the greatest balance of kept over other words, and the place of
    each block in it.
    """
    sums = stack.running((kept - 0.5) * np.sqrt(counts + 1))
    above = stack.above(stack.index)
    starts, ends = [], []
    for number, page in enumerate(stack.pages()):
        own = sums[page.start + number : page.stop + number + 1]
        end = int((own[1:] - np.minimum.accumulate(own[:-1])).argmax())
        starts.append(page.start + int(own[: end + 1].argmin()))
        ends.append(page.start + end)
    start, end = np.array(starts)[stack.page], np.array(ends)[stack.page]
    return [
        (stack.index >= start) & (stack.index <= end),
        np.clip(stack.index - start, -40, 40),
        np.clip(stack.index - end, -40, 40),
        np.clip(sums[stack.above(start)] - sums[above], -60, 60),
        np.clip(sums[above + 1] - sums[stack.above(end) + 1], -60, 60),
    ]


def _runs(kept: np.ndarray, counts: np.ndarray, stack: Stack) -> list[np.ndarray]:
    """The run of likely (or unlikely) blocks that a block stands in, and the runs beside it."""
    likely = kept > LIKELY
    begins = stack.index == stack.first
    begins[1:] |= likely[1:] != likely[:-1]
    start = np.flatnonzero(begins)
    run = np.cumsum(begins) - 1
    runs = Stack(np.bincount(stack.page[start]))
    size = np.bincount(run)
    words = np.log1p(np.bincount(run, weights=counts))
    mean = np.bincount(run, weights=kept) / size
    most = np.maximum.reduceat(kept, start)
    return [
        np.log1p(size)[run],
        words[run],
        mean[run],
        most[run],
        runs.beside(words, -1)[run],
        runs.beside(words, 1)[run],
        np.log1p(runs.beside(size, -1))[run],
        np.log1p(runs.beside(size, 1))[run],
        runs.beside(words, -2)[run],
        runs.beside(words, 2)[run],
        stack.index - start[run],
    ]


def _cohesion(kept: np.ndarray, words: Words) -> list[np.ndarray]:
    """How many of a block's words, the rare ones counting more, the surest blocks share; also for
    the blocks around it together, as a second article on the page differs as a whole.
    """
    kind, index = words.kind, words.pairs
    sure = (kept > SURE).astype(float)[words.word_block]
    sure_with = np.bincount(kind[index], weights=sure[index], minlength=words.kinds)
    shared = words.weight * ((sure_with[kind] - sure) > 0)
    weights = words.weight_each
    shares = np.bincount(words.word_block, weights=shared, minlength=len(kept))
    columns = [shares / (weights + 1e-6), np.log1p(shares)]
    sums = words.stack.running(np.array([shares, weights]))
    own = np.array([shares, weights])
    for width in SMOOTH:
        above, below = words.stack.windows(sums, width)
        around = above + own + below
        columns.append(around[0] / (around[1] + 1e-6))
    return columns


def _likeness(
    kept: np.ndarray, words: Words, counts: np.ndarray, blank_lines: np.ndarray
) -> list[np.ndarray]:
    """How like the surest blocks a block is in length, ending and spacing."""
    stack = words.stack
    page = stack.page
    weight = np.where(kept > SURE, kept, 0)
    ends = w.ENDS_SENTENCE[words.last]
    length = np.log1p(counts)
    upper = words.per_block(words.word_upper)
    upper = upper / np.maximum(counts, 1)
    weights, ending = stack.totals(np.array([weight, weight * ends]))
    total = weights + np.float32(1e-6)
    usual_end = (ending / total)[page]
    usual_length, usual_upper = (stack.totals(weight * np.array([length, upper])) / total)[:, page]
    most_blanks = 5
    spacing = page * (most_blanks + 1)
    spacing += np.minimum(blank_lines[stack.above(stack.index)], most_blanks)
    usual_blanks = np.bincount(spacing, weights=weight)[spacing] / total[page]
    return [
        length - usual_length,
        np.where(ends, usual_end, 1 - usual_end),
        usual_blanks,
        upper - usual_upper,
        usual_end,
        np.log1p(weights)[page],
    ]
