"""The blocks of pages as arrays: classes of characters, hashed words, runs of words."""

import functools
import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import chain

import numpy as np

from onrecord.cleaning import compiled
from onrecord.cleaning.blocks import Block, contents
from onrecord.cleaning.stack import Stack

# How many characters of one block, and of one page, are looked at: bounds time and memory.
LONGEST_BLOCK = 3_000
LONGEST_PAGE = 2_000_000
# So many characters, or words, and a block more are looked at together: more than a group of usual
# pages has.
CHARACTERS_AT_ONCE, WORDS_AT_ONCE = 1_000_000, 400_000

# Classes of characters.
(
    SPACE,
    LOWER,
    UPPER,
    LETTER,
    IDEOGRAPH,
    DIGIT,
    MARK,
    STOP,
    COMMA,
    COLON,
    QUOTE,
    OPEN,
    CLOSE,
    DASH,
    APOSTROPHE,
    BAR,
    SYMBOL,
) = range(17)
CLASSES = 17

# By class: whether blocks that end in it end as sentences do; whether it is one of letters.
ENDS_SENTENCE = np.isin(range(CLASSES), (STOP, QUOTE, CLOSE))
IS_LETTER = np.isin(range(CLASSES), (LOWER, UPPER, LETTER))

_NAMED = {
    STOP: ".!?…。！？।۔؟｡։።။។",
    COMMA: ",;、，،؛；",
    COLON: ":：",
    QUOTE: '"“”„«»「」『』‟″',
    OPEN: "([{（【<〈《",
    CLOSE: ")]}）】>〉》",
    DASH: "-‐‑‒–—―−",
    APOSTROPHE: "'’‘‚‛`´",
    BAR: "|/\\·•►▶›‹→○●■▪◦＞｜",
}
# Thai, Lao, Burmese and Khmer part no words either: their letters are counted one by one, too.
_IDEOGRAPHS = (
    (0x0E01, 0x0E4F),
    (0x0E81, 0x0ED0),
    (0x1000, 0x1040),
    (0x1780, 0x17D4),
    (0x2E80, 0x2FE0),
    (0x3040, 0x3100),
    (0x31F0, 0x3200),
    (0x3400, 0x4DC0),
    (0x4E00, 0xA000),
    (0xF900, 0xFB00),
)
# Thai and Lao end a sentence with no mark: so many letters, and a line of theirs is one.
_UNMARKED, _LONG_UNMARKED = (0x0E01, 0x0ED0), 80

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_FACTOR_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
WORD_FACTOR = np.uint64(0xD6E8FEB86659FD93)
_WORD_FACTOR_INVERSE = np.uint64(pow(0xD6E8FEB86659FD93, -1, 2**64))
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(31)
_KEPT_POWERS = 1 << 18
_LAST_BITS = np.uint64(0xFFFF)

_compiled = compiled.load("words")


@dataclass(frozen=True)
class Words:
    """What can be counted in the blocks of a page, or of several that `stack` keeps apart. Row i of
    an array is block i or word i.

    `classes` counts the characters of each class in each block, `first` and `last` are the classes
    of a block's first and last characters, `length` its length in code points. `word` are 64-bit
    hashes of the lower-cased words, `word_block` the block of each, `word_upper` if
    it begins with a capital, `word_digit` with a digit, `cue` the kinds of cue words (`cue_names`) it
    is one of, as bits; `clock_times` counts colons between digits in each block. The words of block i are `offset[i]` to `offset[i + 1]`, `counts[i]` of them.
    `kind` numbers the different words of each page, of all pages from 0 to `kinds`; `times` is how
    often a word stands in its block; `pairs` are the words, one of each kind in each block.
    """

    stack: Stack
    classes: np.ndarray
    first: np.ndarray
    last: np.ndarray
    before_last: np.ndarray
    length: np.ndarray
    word: np.ndarray
    word_block: np.ndarray
    word_upper: np.ndarray
    word_length: np.ndarray
    word_digit: np.ndarray
    cue: np.ndarray
    clock_times: np.ndarray
    offset: np.ndarray
    counts: np.ndarray
    prefix: np.ndarray
    kind: np.ndarray
    kinds: int
    times: np.ndarray
    pairs: np.ndarray

    @functools.cached_property
    def cues(self) -> dict[str, np.ndarray]:
        """For each kind of cue, how many of its words each block holds."""
        names = cue_names()
        places = np.flatnonzero(self.cue)
        count = len(self.counts)
        which, kind = np.nonzero(self.cue[places, None] & (1 << np.arange(len(names))))
        cell = kind * count + self.word_block[places[which]]
        numbers = np.bincount(cell, minlength=len(names) * count).reshape(len(names), count)
        return dict(zip(names, numbers, strict=True))

    @functools.cached_property
    def weight(self) -> np.ndarray:
        """How much each word tells: the less, the more blocks hold it; short ones in small letters nothing."""
        blocks_with = np.bincount(self.kind[self.pairs], minlength=self.kinds)
        return ((self.word_length >= 4) | self.word_upper) / np.log2(2.0 + blocks_with)[self.kind]

    @functools.cached_property
    def weight_each(self) -> np.ndarray:
        """How much the words of each block tell."""
        return np.bincount(self.word_block, weights=self.weight, minlength=len(self.counts))

    def parts(self) -> list[slice]:
        """The blocks in parts of so few words that what is worked out for each of these stays small."""
        steps = np.arange(WORDS_AT_ONCE, len(self.word), WORDS_AT_ONCE)
        bounds = np.unique([0, *np.searchsorted(self.offset, steps), len(self.counts)]).tolist()
        return [*map(slice, bounds[:-1], bounds[1:])]

    def per_block(self, chosen: np.ndarray) -> np.ndarray:
        """How many of the words of each block are chosen, as floats."""
        # What is chosen before each block, and before the next, in a third of the time of a count by block.
        above = np.zeros(len(chosen) + 1, dtype=np.int64)
        np.cumsum(chosen, out=above[1:])
        return np.diff(above[self.offset]).astype(float)

    def run(self, start: np.ndarray, length: np.ndarray) -> np.ndarray:
        """Hashes of runs of words: equal for equal runs, wherever they stand."""
        return (self.prefix[start + length] - self.prefix[start]) * _powers(
            _WORD_FACTOR_INVERSE, len(self.word) + 1
        )[start]


def read_words(text: str, blocks: Sequence[Block]) -> Words:
    """Count and hash what stands in `blocks` of `text`. Time and memory grow with the text only."""
    return read_pages([contents(text, blocks)])


def read_pages(pages: Sequence[Sequence[str]]) -> Words:
    """Count and hash what stands in the blocks of several pages."""
    stack = Stack([len(page) for page in pages])
    lines = list(chain.from_iterable(pages))
    length = np.fromiter(map(len, lines), np.int64, len(lines))
    shown = _shown(lines, length, stack)
    parts = [_Counted.of(blocks) for blocks in in_parts(shown)]
    counted = parts[0] if len(parts) == 1 else _Counted.joined(parts)
    word, counts = counted.word, counted.counts
    word_block = np.repeat(stack.index, counts)
    kind, times, pairs = _kinds(apart(word, stack.page[word_block]), word_block)
    return Words(
        stack=stack,
        classes=counted.classes,
        first=counted.first,
        last=counted.last,
        before_last=counted.before_last,
        length=length,
        word=word,
        word_block=word_block,
        word_upper=counted.word_upper,
        word_length=counted.word_length,
        word_digit=counted.word_digit,
        cue=_cue_kinds(word),
        clock_times=counted.clock_times,
        offset=np.concatenate(([0], np.cumsum(counts))),
        counts=counts,
        prefix=_prefix(word),
        kind=kind,
        kinds=int(kind.max(initial=-1)) + 1,
        times=times,
        pairs=pairs,
    )


def in_parts(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """The texts in parts of so few characters that what is worked out for each of these stays small."""
    size = begin = 0
    for end, text in enumerate(texts):
        if size > CHARACTERS_AT_ONCE:
            yield texts[begin:end]
            size, begin = 0, end
        size += len(text)
    yield texts[begin:]


@dataclass(frozen=True, slots=True)
class _Counted:
    """What can be counted of some blocks by themselves; the fields are those of `Words`."""

    classes: np.ndarray
    first: np.ndarray
    last: np.ndarray
    before_last: np.ndarray
    clock_times: np.ndarray
    counts: np.ndarray
    word: np.ndarray
    word_upper: np.ndarray
    word_length: np.ndarray
    word_digit: np.ndarray

    @classmethod
    def of(cls, shown: Sequence[str]) -> "_Counted":
        """Count what is shown of blocks."""
        if _compiled:
            return cls(*_compiled.count(shown, *_tables(), CLASSES, int(_FACTOR), _UNMARKED, _LONG_UNMARKED))
        codes = np.frombuffer(
            ("\n".join(shown) + "\n").encode("utf-32-le", "surrogatepass"), dtype="<u4"
        )
        codes = _within_table(codes)
        class_of, lower_of = _tables()
        classes = class_of.take(codes)
        count = len(shown)
        lengths = np.fromiter(map(len, shown), np.int64, count) + 1
        ends = np.cumsum(lengths)
        starts = ends - lengths
        cell = np.repeat(np.arange(0, count * CLASSES, CLASSES), lengths) + classes
        of_classes = np.bincount(cell, minlength=count * CLASSES).reshape(count, CLASSES)
        del cell
        of_classes[:, SPACE] -= 1

        begins, finishes = _word_edges(classes)
        word = _word_hashes(lower_of.take(codes), begins, finishes)
        counts = np.diff(np.searchsorted(begins, ends), prepend=0)
        empty = lengths <= 1
        last = np.maximum(ends - 2, starts)
        low, high = _UNMARKED
        unmarked = (low <= codes[last]) & (codes[last] < high) & (counts >= _LONG_UNMARKED)
        last_class = np.where(unmarked, STOP, classes[last])
        before_last = classes[np.maximum(last - 1, starts)]
        return cls(
            classes=of_classes,
            first=np.where(empty, SPACE, classes[starts]),
            last=np.where(empty, SPACE, last_class),
            before_last=np.where(lengths <= 2, SPACE, before_last),
            clock_times=_colons_in_numbers(classes, ends),
            counts=counts,
            word=word,
            word_upper=classes[begins] == UPPER,
            word_length=(finishes - begins).astype(np.int32),
            word_digit=classes[begins] == DIGIT,
        )

    @classmethod
    def joined(cls, parts: Sequence["_Counted"]) -> "_Counted":
        """What was counted of blocks in several parts."""
        names = cls.__dataclass_fields__
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _prefix(word: np.ndarray) -> np.ndarray:
    """The sums of which differences are hashes of runs of words."""
    prefix = np.zeros(len(word) + 1, dtype=np.uint64)
    np.multiply(word, _powers(WORD_FACTOR, len(word)), out=prefix[1:])
    return np.cumsum(prefix, out=prefix)


def _shown(lines: list[str], length: np.ndarray, stack: Stack) -> list[str]:
    """What is looked at of each block: its beginning and its end, where it is long for its page."""
    limit = np.clip(LONGEST_PAGE // np.maximum(1, np.diff(stack.bounds)), 200, LONGEST_BLOCK)[stack.page]
    shown = lines.copy()
    for place in np.flatnonzero(length > limit).tolist():
        line, most = lines[place], int(limit[place])
        shown[place] = line[: most * 2 // 3] + " " + line[-most // 3 :]
    return shown


def apart(hashes: np.ndarray, page: np.ndarray) -> np.ndarray:
    """The hashes, of which those of different pages are never equal but by chance."""
    return hashes ^ mix(np.arange(page.max(initial=-1) + 1, dtype=np.uint64))[page]


def _within_table(codes: np.ndarray) -> np.ndarray:
    """The code points as places in the tables; those above stand for symbols and ideographs."""
    if len(codes) and codes.max() >= 0x10000:
        codes = np.where(codes < 0x10000, codes, np.where(codes < 0x20000, 0x2600, 0x4E00))
    return codes.astype(np.intp)


def _word_edges(classes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where words begin and end: runs of letters and digits; each ideograph is one."""
    inside = np.zeros(len(classes) + 2, dtype=bool)
    inside[1:-1] = (classes >= LOWER) & (classes <= MARK)
    ideograph = np.zeros(len(classes) + 2, dtype=bool)
    ideograph[1:-1] = classes == IDEOGRAPH
    if not ideograph.any():
        edges = np.flatnonzero(inside[1:] != inside[:-1])
        return edges[::2], edges[1::2]
    edge = (inside[1:] != inside[:-1]) | ideograph[1:] | ideograph[:-1]
    return np.flatnonzero(edge & inside[1:]), np.flatnonzero(edge & inside[:-1])


def _kinds(word: np.ndarray, block: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The number of each word among the different ones, in the order of their hashes, how many
    times each stands in its block, and the places of the first word of each in each block.
    """
    order, number = grouped(word)
    # Words of a kind stay in the order of the page, so those of a block together.
    owner = block[order]
    new = np.ones(len(word), dtype=bool)
    new[1:] = (number[1:] != number[:-1]) | (owner[1:] != owner[:-1])
    first = np.flatnonzero(new)
    size = np.diff(first, append=len(word)).astype(np.int32)
    del owner, new
    kind, times = np.empty(len(word), dtype=np.int64), np.empty(len(word), dtype=np.int32)
    kind[order] = number
    times[order] = np.repeat(size, size)
    return kind, times, order[first]


def grouped(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The order that sorts values, in which equal ones stay in theirs, and in that order the number
    of each among the different ones.
    """
    # Several times as fast as a stable sort: any sort, and then the places of equal values.
    order = np.argsort(values)
    in_order = values[order]
    number = np.zeros(len(values), dtype=np.int64)
    np.cumsum(in_order[1:] != in_order[:-1], out=number[1:])
    del in_order
    groups = number * len(values)
    order += groups
    order.sort()
    order -= groups
    return order, number


def mix(values: np.ndarray) -> np.ndarray:
    """Spread 64-bit hashes, so that their low bits can choose a bucket."""
    values = (values ^ (values >> _SHIFT)) * _MIX
    return values ^ (values >> _SHIFT)


def hash_words(listed: list[str]) -> np.ndarray:
    """The hashes that `Words` holds for the `listed` words."""
    codes = np.frombuffer(" ".join(listed).encode("utf-32-le"), dtype="<u4")
    lengths = np.array([len(word) for word in listed], dtype=np.int64)
    ends = np.cumsum(lengths + 1) - 1
    return _word_hashes(_tables()[1][np.minimum(codes, 0xFFFF)], ends - lengths, ends)


def _colons_in_numbers(classes: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """How many colons stand between digits in each of the blocks with these ends."""
    colon = np.flatnonzero(classes[1:-1] == COLON) + 1
    colon = colon[(classes[colon - 1] == DIGIT) & (classes[colon + 1] == DIGIT)]
    return np.bincount(np.searchsorted(ends, colon, "right"), minlength=len(ends))


def _word_hashes(codes: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
    prefix = np.zeros(len(codes) + 1, dtype=np.uint64)
    values = codes + np.uint64(1)
    values *= _powers(_FACTOR, len(codes))
    np.cumsum(values, out=prefix[1:])
    inverse = _powers(_FACTOR_INVERSE, len(codes) + 1)
    return mix((prefix[ends] - prefix[begins]) * inverse[begins])


def _powers(factor: np.uint64, count: int) -> np.ndarray:
    if count <= _KEPT_POWERS:
        return _first_powers(factor)[:count]
    powers = np.full(count, factor, dtype=np.uint64)
    powers[:1] = 1
    return np.cumprod(powers, dtype=np.uint64)


@functools.cache
def _first_powers(factor: np.uint64) -> np.ndarray:
    powers = np.full(_KEPT_POWERS, factor, dtype=np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


@functools.cache
def _tables() -> tuple[np.ndarray, np.ndarray]:
    """The class and the lower-case form of each code point below 0x10000."""
    class_of = np.full(0x10000, LETTER, dtype=np.uint8)
    lower_of = np.arange(0x10000, dtype=np.uint64)
    for code in [*range(0x3100), *range(0xFE00, 0x10000)]:
        class_of[code] = _class_of(chr(code))
        lower = chr(code).lower()
        if len(lower) == 1:
            lower_of[code] = ord(lower)
    for low, high in _IDEOGRAPHS:
        class_of[low:high] = IDEOGRAPH
    class_of[0xD800:0xF900] = SYMBOL
    for name, characters in _NAMED.items():
        for character in characters:
            class_of[ord(character)] = name
    return class_of, lower_of


def _class_of(character: str) -> int:
    category = unicodedata.category(character)
    if category in ("Lu", "Lt"):
        return UPPER
    if category == "Ll":
        return LOWER
    if category[0] == "L":
        return LETTER
    if category[0] == "N":
        return DIGIT
    if category[0] == "M":
        return MARK
    return SPACE if category[0] in "ZC" else SYMBOL


def is_date(words: Words) -> np.ndarray:
    """Which blocks are a date and nothing else: a year with a month's name or small numbers."""
    cues = words.cues
    small = words.word_digit & (words.word_length <= 2)
    numbers = np.bincount(words.word_block[small], minlength=len(words.counts))
    rest = cues["calendar"] + numbers
    return (cues["year"] == 1) & (rest > 0) & (rest + 1 >= words.counts)


def cue_names() -> list[str]:
    """The kinds of cue words, in the order of their bits."""
    return _cues()[1]


def _cue_kinds(word: np.ndarray) -> np.ndarray:
    """For hashed words the kinds of cue words that each is one of, as bits."""
    place, bits = _cues()[0].find(word)
    kinds = np.zeros(len(word), dtype=np.int32)
    kinds[place] = bits
    return kinds


class Lexicon:
    """Words, as different hashes, and a number for each.

    Attributes:
        hashes: those of the words, in order.
        numbers: that of each.
        is_end: for all that the last bits of a hash can be, whether those of any word are so.
    """

    def __init__(self, hashes: np.ndarray, numbers: np.ndarray) -> None:
        order = np.argsort(hashes)
        self.hashes, self.numbers = hashes[order], numbers[order]
        self.is_end = np.zeros(int(_LAST_BITS) + 1, dtype=bool)
        self.is_end[hashes & _LAST_BITS] = True

    def find(self, hashes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The places of hashes that are those of words, and the numbers of the words."""
        # Most are of none: their last bits say so sooner than a search does.
        likely = np.flatnonzero(self.is_end[hashes & _LAST_BITS])
        wanted = hashes[likely]
        place = np.minimum(np.searchsorted(self.hashes, wanted), len(self.hashes) - 1)
        found = self.hashes[place] == wanted
        return likely[found], self.numbers[place[found]]


@functools.cache
def _cues() -> tuple[Lexicon, list[str]]:
    """The kinds of all cue words as bits; the names of the kinds."""
    folder = resources.files("onrecord.cleaning") / "data"
    cues = {
        name: " ".join(lines).split()
        for name, lines in json.loads((folder / "cues.json").read_text(encoding="utf-8")).items()
    }
    calendar = json.loads((folder / "calendar.json").read_text(encoding="utf-8"))
    forms = "|".join(month for months in calendar["months"].values() for month in months).split("|")
    cues["calendar"] = [
        form.strip(".").lower() for form in forms if len(form) > 2 and " " not in form
    ]
    cues["year"] = [str(year) for year in range(1990, 2040)]
    bit = np.repeat(1 << np.arange(len(cues)), [len(listed) for listed in cues.values()])
    hashes = hash_words([word for listed in cues.values() for word in listed])
    table, place = np.unique(hashes, return_inverse=True)
    bits = np.zeros(len(table), dtype=np.int64)
    np.bitwise_or.at(bits, place, bit)
    return Lexicon(table, bits), list(cues)
