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
    shares = softmax(scores)
    text = shares[:, :text_classes].sum(axis=1)
    sums = np.vstack([np.zeros((1, shares.shape[1])), np.cumsum(shares, axis=0)])
    index = np.arange(len(scores))
    low = np.maximum(index - SCORE_WINDOW, 0)
    high = np.minimum(index + 1 + SCORE_WINDOW, len(scores))
    columns = [scores, *(shift(text, step)[:, None] for step in (-3, -2, -1, 1, 2, 3))]
    columns += [shift_rows(shares, -1), shift_rows(shares, 1)]
    columns += [(sums[index] - sums[low]), (sums[high] - sums[index + 1])]
    return np.hstack(columns).astype(np.float32)


def shift_rows(values: np.ndarray, step: int) -> np.ndarray:
    """Row i becomes row i + `step`, zeros beyond the ends."""
    shifted = np.zeros_like(values)
    if abs(step) < len(values):
        if step > 0:
            shifted[:-step] = values[step:]
        else:
            shifted[-step:] = values[:step]
    return shifted


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
    best = np.empty((length, states))
    best[0] = start + emissions[0]
    # The states come from along the first axis: the greatest of each column is found by whole rows.
    options = np.empty((states, states))
    for before, after, emission in zip(best[:-1, :, None], best[1:], emissions[1:], strict=True):
        np.add(transitions, before, options)
        np.maximum.reduce(options, 0, None, after)
        np.add(after, emission, after)
    into = np.ascontiguousarray(transitions.T)
    back = [
        (into + best[low : min(low + STEPS_AT_ONCE, length - 1), None]).argmax(axis=2)
        for low in range(0, length - 1, STEPS_AT_ONCE)
    ]
    state = int(best[-1].argmax())
    path = [state]
    for came_from in np.concatenate(back)[::-1].tolist() if back else []:
        state = came_from[state]
        path.append(state)
    return np.array(path[::-1])


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
