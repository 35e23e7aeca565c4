"""What the blocks around a block say of it: context for the later stages, and the best path."""

import numpy as np

from onrecord.cleaning import words as w
from onrecord.cleaning.features import by_column, running_sums, shift, window_sums
from onrecord.cleaning.trees import softmax
from onrecord.cleaning.words import Words

STEPS = (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5)
SMOOTH = (2, 6)
SCORE_WINDOW = 6
SURE, LIKELY = 0.7, 0.5
STEPS_AT_ONCE = 1_024


def log_odds(probability: np.ndarray) -> np.ndarray:
    """The logarithm of the odds, bounded."""
    safe = np.clip(probability, 1e-4, 1 - 1e-4)
    return np.log(safe / (1 - safe))


def around_scores(scores: np.ndarray, text_classes: int) -> np.ndarray:
    """The n-gram scores of each block with those of its neighbours, one row a block.

    The first `text_classes` columns are the classes of kept text.
    """
    shares = softmax(scores).T
    classes, count = shares.shape
    sums = np.zeros((classes, count + 1 + 2 * SCORE_WINDOW))
    here, behind = SCORE_WINDOW, SCORE_WINDOW + 1
    sums[:, behind : behind + count] = np.cumsum(shares, axis=1)
    sums[:, behind + count :] = sums[:, here + count, None]
    beside = np.zeros((classes, count + 2), dtype=np.float32)
    beside[:, 1:-1] = shares
    text = shares[:text_classes].sum(axis=0)
    return by_column(
        [
            scores.T,
            *(shift(text, step) for step in (-3, -2, -1, 1, 2, 3)),
            beside[:, :-2],
            beside[:, 2:],
            sums[:, here : here + count] - sums[:, :count],
            sums[:, behind + SCORE_WINDOW :] - sums[:, behind : behind + count],
        ]
    )


def around_kept(kept: np.ndarray, words: Words, blank_lines: np.ndarray) -> np.ndarray:
    """What a first estimate of `kept` (probability of each block) says of the blocks around it.

    Stacked sequential learning: Cohen and Carvalho, 2005.
    """
    counts = words.counts.astype(float)
    count, reach = len(kept), max(STEPS)
    beside = np.zeros(count + 2 * reach)
    beside[reach : reach + count] = kept
    columns = [log_odds(kept)]
    columns += [beside[reach + step : reach + step + count] for step in STEPS]
    weighted = kept * counts
    columns.append(_windows(weighted, counts))
    total = np.cumsum(weighted)
    columns += [
        np.log1p(total - weighted),
        np.log1p(total[-1] - total),
        total / max(total[-1], 1e-6),
    ]
    columns += _segment(kept, counts)
    columns += _runs(kept, counts)
    columns += _cohesion(kept, words)
    columns += _likeness(kept, words, counts, blank_lines)
    return by_column(columns)


def steady(kept: np.ndarray, cost: float) -> np.ndarray:
    """Which blocks are kept, where a change between kept and stripped costs `cost` in log odds:
    the most probable sequence by the Viterbi algorithm.
    """
    gains = log_odds(kept).tolist()
    out, inside = 0.0, -cost
    came_from = []
    for gain in gains:
        leaves, stays = inside - cost > out, inside >= out - cost
        came_from.append((leaves, stays))
        out, inside = inside - cost if leaves else out, (inside if stays else out - cost) + gain
    state = inside > out
    path = []
    for from_inside_out, from_inside_in in reversed(came_from):
        path.append(state)
        state = from_inside_in if state else from_inside_out
    return np.array(path[::-1], dtype=bool)


def best_path(emissions: np.ndarray, transitions: np.ndarray, start: np.ndarray) -> np.ndarray:
    """The most probable sequence of states (Viterbi), from log probabilities."""
    length, states = emissions.shape
    # From both ends at once to the middle, in half as many steps. The state before stands along the
    # first axis of the options: the greatest of each column is found by whole rows.
    half = (length + 1) // 2
    seen = np.stack([emissions[:half], emissions[: -half - 1 : -1]], axis=1)
    ways = np.stack([transitions, transitions.T]).astype(float)
    best = np.empty((half, 2, states))
    best[0] = seen[0]
    best[0, 0] += start
    options = np.empty((2, states, states))
    for before, after, emission in zip(best[:-1, :, :, None], best[1:], seen[1:], strict=True):
        np.add(ways, before, options)
        np.maximum.reduce(options, 1, None, after)
        np.add(after, emission, after)
    if length == 1:
        return best[0, 0].argmax(keepdims=True)
    meeting = best[half - 1, 0, :, None] + transitions + best[length - half - 1, 1]
    left, right = divmod(int(meeting.argmax()), states)
    into = np.ascontiguousarray(ways.swapaxes(1, 2))
    came_from = np.concatenate(
        [np.empty((0, 2, states), dtype=np.int8)]
        + [
            (into + best[low : min(low + STEPS_AT_ONCE, half - 1), :, None]).argmax(axis=3).astype(np.int8)
            for low in range(0, half - 1, STEPS_AT_ONCE)
        ]
    )
    above = _path_back(left, came_from[:, 0])
    below = _path_back(right, came_from[: length - half - 1, 1])
    return np.array(above[::-1] + below)


def _path_back(state: int, came_from: np.ndarray) -> list[int]:
    """The states from `state` back to where it began."""
    path = [state]
    for before in came_from[::-1].tolist():
        state = before[state]
        path.append(state)
    return path


def _windows(weighted: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The share of kept words, and their number, in windows above and below, one a row."""
    above, below = window_sums(np.array([weighted, counts]))
    kept = np.stack([above[:, 0], below[:, 0]], axis=1)
    shares = kept / (np.stack([above[:, 1], below[:, 1]], axis=1) + 5)
    numbers = np.log1p(np.maximum(kept, 0))
    return np.concatenate([shares, numbers], axis=1).reshape(-1, len(counts))


def _segment(kept: np.ndarray, counts: np.ndarray) -> list[np.ndarray]:
    """The stretch of the page with the greatest balance of kept over other words, and the place of
    each block in it.
    """
    count = len(kept)
    gain = (kept - 0.5) * np.sqrt(counts + 1)
    sums = np.concatenate(([0.0], np.cumsum(gain)))
    lowest = np.minimum.accumulate(sums[:-1])
    end = int((sums[1:] - lowest).argmax())
    start = int(sums[: end + 1].argmin())
    index = np.arange(count)
    return [
        (index >= start) & (index <= end),
        np.clip(index - start, -40, 40),
        np.clip(index - end, -40, 40),
        np.clip(sums[start] - sums[:-1], -60, 60),
        np.clip(sums[1:] - sums[end + 1], -60, 60),
    ]


def _runs(kept: np.ndarray, counts: np.ndarray) -> list[np.ndarray]:
    """The run of likely (or unlikely) blocks that a block stands in, and the runs beside it."""
    likely = kept > LIKELY
    change = np.flatnonzero(likely[1:] != likely[:-1]) + 1
    run = np.zeros(len(kept), dtype=np.int64)
    run[change] = 1
    run = np.cumsum(run)
    size = np.bincount(run)
    words = np.log1p(np.bincount(run, weights=counts))
    mean = np.bincount(run, weights=kept) / size
    most = np.zeros(len(size))
    np.maximum.at(most, run, kept)
    start = np.concatenate(([0], change))
    return [
        np.log1p(size)[run],
        words[run],
        mean[run],
        most[run],
        shift(words, -1)[run],
        shift(words, 1)[run],
        np.log1p(shift(size, -1))[run],
        np.log1p(shift(size, 1))[run],
        shift(words, -2)[run],
        shift(words, 2)[run],
        np.arange(len(kept)) - start[run],
    ]


def _cohesion(kept: np.ndarray, words: Words) -> list[np.ndarray]:
    """How many of a block's words, the rare ones counting more, the surest blocks share; also for
    the blocks around it together, as a second article on the page differs as a whole.
    """
    count = len(kept)
    kind, index = words.kind, words.pairs
    sure = (kept > SURE).astype(float)[words.word_block]
    blocks_with = np.bincount(kind[index], minlength=words.kinds)
    sure_with = np.bincount(kind[index], weights=sure[index], minlength=words.kinds)
    weight = ((words.word_length >= 4) | words.word_upper) / np.log2(2.0 + blocks_with[kind])
    shared = weight * ((sure_with[kind] - sure) > 0)
    weights = np.bincount(words.word_block, weights=weight, minlength=count)
    shares = np.bincount(words.word_block, weights=shared, minlength=count)
    columns = [shares / (weights + 1e-6), np.log1p(shares)]
    reach = max(SMOOTH)
    sums = running_sums(np.array([shares, weights]), reach)
    for width in SMOOTH:
        end = sums[:, reach + 1 + width : reach + 1 + width + count]
        around = end - sums[:, reach - width : reach - width + count]
        columns.append(around[0] / (around[1] + 1e-6))
    return columns


def _likeness(
    kept: np.ndarray, words: Words, counts: np.ndarray, blank_lines: np.ndarray
) -> list[np.ndarray]:
    """How like the surest blocks a block is in length, ending and spacing."""
    weight = np.where(kept > SURE, kept, 0)
    total = weight.sum() + 1e-6
    ends = w.ENDS_SENTENCE[words.last]
    blanks = np.minimum(blank_lines[:-1], 5)
    mean_length = (weight * np.log1p(counts)).sum() / total
    usual_end = (weight * ends).sum() / total
    usual_blanks = np.bincount(blanks, weights=weight, minlength=6) / total
    upper = np.bincount(words.word_block, weights=words.word_upper, minlength=len(kept))
    upper = upper / np.maximum(counts, 1)
    usual_upper = (weight * upper).sum() / total
    return [
        np.log1p(counts) - mean_length,
        np.where(ends, usual_end, 1 - usual_end),
        usual_blanks[blanks],
        upper - usual_upper,
        np.full(len(kept), usual_end),
        np.full(len(kept), np.log1p(weight.sum())),
    ]
