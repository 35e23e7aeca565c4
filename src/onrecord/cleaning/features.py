"""What can be counted of each block: the evidence of the role model.

Most of it needs no knowledge of any language. Lists of cue words in some twenty languages
(`data/cues.json`) and of month names are evidence among other evidence, none of which decides.
"""

from collections.abc import Sequence

import numpy as np

from onrecord.cleaning import compiled
from onrecord.cleaning import words as w
from onrecord.cleaning.repeats import Repeats
from onrecord.cleaning.stack import Stack
from onrecord.cleaning.words import Words

PROSE_WORDS = 20
NEIGHBOURS = (-4, -3, -2, -1, 1, 2, 3, 4)
WINDOWS = (3, 8, 20)
FAR = 60

# Kinds of cue words that say most as the first word, and those that open a part of a page.
FIRST_WORDS = ("by", "photo", "dated", "related", "share")
NOT_COUNTED = ("year", "calendar", "cookie")
OPENERS = ("related", "newsletter", "comments", "author", "topics", "share", "advertisement")

_compiled = compiled.load("features")


def measure(words: Words, repeats: Repeats, blank_lines: Sequence[int]) -> np.ndarray:
    """Evidence of each block of the pages, one row a block, float32.

    `blank_lines` counts the empty lines before each block, with one more entry for those at the
    end of each page.
    """
    own = _own(words, blank_lines)
    prose = _prose(words)
    cues = words.cues
    columns = own + _dates(words, cues)
    columns += _cues(words, cues)
    columns += _repeats(words, repeats)
    columns += _vocabulary(words, prose)
    columns += _place(words, prose)
    columns += _around(words, prose, own)
    columns += _page(words, prose)
    return by_column(columns)


def by_column(columns: list[np.ndarray]) -> np.ndarray:
    """The columns beside each other as float32, each in one piece of memory: so forests read them.

    An array of two dimensions gives several columns, one for each of its rows. The list is emptied:
    of a great page there is not room for all of it and the copy.
    """
    numbers = [1 if column.ndim == 1 else len(column) for column in columns]
    beside = np.empty((sum(numbers), columns[0].shape[-1]), dtype=np.float32)
    place = len(beside)
    for number in reversed(numbers):
        place -= number
        beside[place : place + number] = columns.pop()
    return beside.T


def _prose(words: Words) -> np.ndarray:
    """The number of words of blocks that end as sentences do, none for the others."""
    ends = w.ENDS_SENTENCE[words.last] | (
        (words.last == w.SPACE) & (words.before_last == w.STOP)
    )
    counts = words.counts
    return np.where(ends & (counts >= 6), counts, 0)


def _own(words: Words, blank_lines: Sequence[int]) -> list[np.ndarray]:
    """What stands in the block itself."""
    counts, classes = words.counts, words.classes
    letters = classes[:, [w.LOWER, w.UPPER, w.LETTER, w.IDEOGRAPH]].sum(axis=1)
    shown = np.maximum(classes.sum(axis=1), 1)
    some_words = np.maximum(counts, 1)
    blanks = np.minimum(np.asarray(blank_lines), 30)
    before = words.stack.above(words.stack.index)
    per_block = words.per_block(words.word_upper)
    long_words = words.per_block(words.word_length >= 7)
    short_words = words.per_block(words.word_length <= 3)
    starts = words.offset[:-1]
    some = counts > 0
    first_upper = np.zeros(len(counts))
    first_upper[some] = words.word_upper[starts[some]]
    return [
        np.log1p(words.length),
        np.log1p(counts),
        words.length / some_words,
        classes[:, w.UPPER] / shown,
        classes[:, w.DIGIT] / shown,
        classes[:, w.DIGIT],
        (classes[:, w.LETTER] + classes[:, w.IDEOGRAPH]) / shown,
        classes[:, w.IDEOGRAPH] / shown,
        letters / shown,
        per_block / some_words,
        (per_block - first_upper) / np.maximum(counts - 1, 1),
        long_words / some_words,
        short_words / some_words,
        classes[:, w.STOP],
        classes[:, w.STOP] / some_words,
        classes[:, w.COMMA],
        classes[:, w.COMMA] / some_words,
        classes[:, w.COLON],
        classes[:, w.QUOTE],
        classes[:, w.OPEN] + classes[:, w.CLOSE],
        classes[:, w.DASH],
        classes[:, w.BAR],
        classes[:, w.SYMBOL],
        classes[:, w.APOSTROPHE],
        words.first,
        words.last,
        words.before_last,
        blanks[before],
        blanks[before + 1],
    ]


def _dates(words: Words, cues: dict[str, np.ndarray]) -> list[np.ndarray]:
    """What dates and times are written with: numbers of a year, of a day, month names, colons."""
    number = words.word_digit
    year, month = cues["year"], cues["calendar"]
    small = words.per_block(number & (words.word_length <= 2))
    total = np.maximum(words.counts, 1)
    dated = (year + month > 0) & (words.counts <= 15)
    return [
        year,
        month,
        small,
        words.clock_times,
        (year + month + small) / total,
        words.per_block(number) / total,
        words.stack.beside(dated, -1),
        words.stack.beside(dated, 1),
    ]


def _cues(words: Words, cues: dict[str, np.ndarray]) -> list[np.ndarray]:
    """How many cue words of each kind a block holds, and how far above the last short one is."""
    names = list(cues)
    some = words.counts > 0
    first_bits = np.zeros(len(some), dtype=np.int64)
    first_bits[some] = words.cue[words.offset[:-1][some]]
    numbers = np.array([cues[name] for name in names])
    shares = numbers / np.maximum(words.counts, 1)
    numbers = np.minimum(numbers, 5)
    openers = [index for index, name in enumerate(names) if name in OPENERS]
    above = dict(
        zip(
            openers,
            _up_to((shares[openers] >= 0.34) & (words.counts <= 6), words.stack),
            strict=True,
        )
    )
    columns = []
    for index, name in enumerate(names):
        if name in NOT_COUNTED:
            continue
        columns += [shares[index], numbers[index]]
        if name in FIRST_WORDS:
            columns.append(first_bits >> index & 1)
        if name in OPENERS:
            columns.append(above[index])
    return columns


def _repeats(words: Words, repeats: Repeats) -> list[np.ndarray]:
    index = np.arange(len(repeats.first))
    return [
        np.minimum(repeats.times, 20),
        repeats.first < index,
        np.where(repeats.first < index, np.minimum(index - repeats.first, 200), 0),
        repeats.inside >= 0,
        np.where(repeats.inside >= 0, np.clip(repeats.inside - index, -50, 50), 0),
        repeats.seen_before,
        repeats.seen_after,
    ]


def _vocabulary(words: Words, prose: np.ndarray) -> list[np.ndarray]:
    """How the words of a block are spread over the page, above all over its prose."""
    stack, kind = words.stack, words.kind
    is_prose = prose >= PROSE_WORDS
    times = np.bincount(kind, minlength=words.kinds)
    prose_times = np.bincount(kind[is_prose[words.word_block]], minlength=words.kinds)
    divisor = np.log2(2 + times)
    words_in_prose = np.where(is_prose, words.counts, 0)
    usual = np.maximum(3, 0.008 * np.bincount(stack.page, weights=words_in_prose))[stack.page]
    given = words.times, times, prose_times, divisor, usual, is_prose
    if _compiled:
        sums = _compiled.vocabulary(kind, words.offset, *given[:-1], is_prose.view(np.uint8))
    else:
        parts = [_word_sums(words, part, *given) for part in words.parts()]
        sums = np.concatenate(parts, axis=-1)
    common, rare, known_rare, known_weight, weight, alone, elsewhere = sums
    total = np.maximum(words.counts, 1)
    return [
        common / total,
        common,
        known_rare / np.maximum(rare, 1),
        known_rare,
        known_weight / np.maximum(weight, 1e-6),
        alone / total,
        np.log1p(elsewhere / total),
    ]


def _word_sums(
    words: Words,
    part: slice,
    times_in_block: np.ndarray,
    times: np.ndarray,
    prose_times: np.ndarray,
    divisor: np.ndarray,
    usual: np.ndarray,
    is_prose: np.ndarray,
) -> np.ndarray:
    """Over the words of each block of a part: how many are common, rare, rare and known from prose
    elsewhere; how much the latter weigh, and all rare ones; how many stand nowhere else, and how many
    times all others do.
    """
    own = slice(*words.offset[[part.start, part.stop]].tolist())
    kind, block, in_block = words.kind[own], words.word_block[own], times_in_block[own]
    prose_count = prose_times[kind]
    rare = prose_count < usual[block]
    known = prose_count > np.where(is_prose[block], in_block, 0)
    weight = rare / divisor[kind]
    elsewhere = times[kind] - in_block
    values = (~rare, rare, rare & known, weight * known, weight, elsewhere == 0, elsewhere)
    count = part.stop - part.start
    return np.array([np.bincount(block - part.start, weights=value, minlength=count) for value in values])


def _place(words: Words, prose: np.ndarray) -> list[np.ndarray]:
    """Where the block stands: from the top, from the end, from the prose."""
    stack = words.stack
    place, left = stack.index - stack.first, stack.end - stack.index
    through = stack.above(stack.index) + 1
    total, prose_total = stack.running(np.array([words.counts, prose])).take(through, axis=1)
    all_words, all_prose = stack.totals(np.array([words.counts, prose]))[:, stack.page]
    return [
        place / (place + left),
        np.log1p(place),
        np.log1p(left),
        total / np.maximum(all_words, 1),
        prose_total / np.maximum(all_prose, 1),
        np.log1p(prose_total - prose),
        np.log1p(all_prose - prose_total),
        *_distances(prose >= PROSE_WORDS, stack),
        *_distances(prose >= 8, stack),
    ]


def _distances(marked: np.ndarray, stack: Stack) -> list[np.ndarray]:
    """How many blocks up and down to the nearest marked one, 60 where there is none."""
    following = np.where(marked, stack.index, stack.index[-1] + 1)
    following = np.minimum.accumulate(following[::-1])[::-1]
    down = np.full(len(marked), FAR)
    np.minimum(following[1:] - stack.index[:-1], FAR, out=down[:-1])
    down[:-1][following[1:] >= stack.end[:-1]] = FAR
    return [_up_to(marked, stack), down]


def _up_to(marked: np.ndarray, stack: Stack) -> np.ndarray:
    """How many blocks up to the nearest marked one, for blocks along the last axis."""
    last = np.maximum.accumulate(np.where(marked, stack.index, -1), axis=-1)[..., :-1]
    up = np.full(marked.shape, FAR)
    near = np.minimum(stack.index[1:] - last, FAR)
    up[..., 1:] = np.where(last >= stack.first[1:], near, FAR)
    return up


def _around(words: Words, prose: np.ndarray, own: list[np.ndarray]) -> list[np.ndarray]:
    """The neighbours of a block, and its neighbourhood."""
    stack = words.stack
    near = np.array(
        [np.log1p(words.counts), prose > 0, own[9], words.first, words.last, own[5], own[27]]
    )
    columns = [
        stack.beside(near if abs(step) <= 2 else near[:2], step) for step in NEIGHBOURS
    ]
    columns.append(stack.beside(own[28], 1))
    columns.append(_windows(np.array([prose, words.counts]), stack))
    same_start = _same_start(words)
    columns += [same_start, stack.beside(same_start, 1)]
    return columns


def _windows(values: np.ndarray, stack: Stack) -> np.ndarray:
    """The logarithms of the sums of rows of values over the blocks above and below each, by
    `WINDOWS`: in the rows above and below for the first values, then for the others, then for wider
    windows.
    """
    sums = np.stack(window_sums(values, stack), axis=2)
    return np.log1p(np.maximum(sums, 0)).reshape(-1, sums.shape[-1])


def window_sums(values: np.ndarray, stack: Stack) -> tuple[np.ndarray, np.ndarray]:
    """The sums of rows of values over the blocks above each, and over those below, by `WINDOWS`."""
    sums = stack.running(values)
    above, below = zip(*(stack.windows(sums, width) for width in WINDOWS), strict=True)
    return np.array(above), np.array(below)


def _same_start(words: Words) -> np.ndarray:
    """Whether a block begins with the same word as the one before."""
    some = words.counts > 0
    start = np.zeros(len(some), dtype=np.uint64)
    start[some] = words.word[words.offset[:-1][some]]
    return some & (start == words.stack.beside(start, -1))


def _page(words: Words, prose: np.ndarray) -> list[np.ndarray]:
    """What the whole page is like, and how the block stands out in it."""
    stack, counts = words.stack, words.counts
    page = stack.page
    long = prose >= PROSE_WORDS
    usual = _medians(prose[long], page[long], len(stack))[page]
    all_words, all_prose, all_long = stack.totals(np.array([counts, prose, long]))
    return [
        np.log1p(np.diff(stack.bounds))[page],
        np.log1p(all_words)[page],
        np.log1p(all_prose)[page],
        (all_prose / np.maximum(all_words, 1))[page],
        all_long[page],
        usual,
        counts / np.maximum(usual, 1),
    ]


def _medians(values: np.ndarray, page: np.ndarray, pages: int) -> np.ndarray:
    """The median of the values of each page, 0 where there is none."""
    medians = np.zeros(pages)
    size = np.bincount(page, minlength=pages)
    some = np.flatnonzero(size)
    start = (np.cumsum(size) - size)[some]
    in_order = values[np.lexsort((values, page))]
    middle = in_order[start + (size[some] - 1) // 2] + in_order[start + size[some] // 2]
    medians[some] = middle / 2
    return medians
