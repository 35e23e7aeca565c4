"""What the tagger is shown of a text besides its letters: words, capitals, quotation-mark states.

Training and run time both call `describe`, so that the model never sees two versions of a feature.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate, pairwise

from tokenizers import Tokenizer

# A word is a run of letters and digits, or one mark, or a ruler of the same mark over and over.
_WORD = re.compile(r"""[^\W_]+|([^\w\s"'“”„«»‘’‹›])\1{3,}|[^\w\s]|_""")

# So much of an endless word is shown to the encoder.
_SHOWN_LETTERS = 32

_OPENING = {"“": "”", "„": "“”", "«": "»", "‘": "’", "‹": "›"}
_STRAIGHT = frozenset("\"'")
_DOUBLE = frozenset('"“”„«»')
_SINGLE = frozenset("'‘’‹›")

# A pair of single marks further apart than this is taken for two apostrophes.
_LONGEST_SINGLE_PAIR = 120


class Case(IntEnum):
    """The shape of a word's letters, which an uncased encoder cannot see."""

    LOWER = 0
    TITLE = 1
    UPPER = 2
    MIXED = 3
    OTHER = 4


class Mark(IntEnum):
    """Where a word stands with respect to quotation marks."""

    OUTSIDE = 0
    OPENING = 1
    INSIDE = 2
    CLOSING = 3
    STRAY = 4


@dataclass(frozen=True)
class Words:
    """The words of one text, as parallel lists.

    `starts` and `ends` are code points into the text, half-open; `line_starts` is true for the
    first word of each line.
    """

    texts: list[str]
    starts: list[int]
    ends: list[int]
    cases: list[int]
    marks: list[int]
    line_starts: list[bool]

    def __len__(self) -> int:
        return len(self.texts)


def describe(text: str) -> Words:
    """Cut `text` into words and give each its case, its mark state and whether it opens a line."""
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _WORD.finditer(text):
        texts.append(match.group())
        starts.append(match.start())
        ends.append(match.end())
    line_starts = _line_starts(text, starts)
    marks = _mark_states(text, texts, starts, ends, line_starts)
    return Words(texts, starts, ends, [case_of(word) for word in texts], marks, line_starts)


def case_of(word: str) -> int:
    """The case class of one word; a single capital counts as upper case, as in initials."""
    if word.islower():
        return Case.LOWER
    if word.isupper():
        return Case.UPPER
    if word.istitle():
        return Case.TITLE
    if any(letter.isalpha() for letter in word):
        return Case.MIXED
    return Case.OTHER


def _line_starts(text: str, starts: list[int]) -> list[bool]:
    """Whether a line break stands between each word and the one before it."""
    flags: list[bool] = []
    next_break = -1
    for start in starts:
        flags.append(not flags or next_break < start)
        if next_break < start:
            found = text.find("\n", start)
            next_break = len(text) if found < 0 else found
    return flags


def _mark_states(
    text: str, texts: list[str], starts: list[int], ends: list[int], line_starts: list[bool]
) -> list[int]:
    """Pair quotation marks line by line; a quotation left open at the end of a line reaches to
    that end only if the next line opens with a mark, as a quotation over paragraphs does."""
    pairing = _MarkPairing(text, texts, starts, ends)
    lines = [index for index, first in enumerate(line_starts) if first] + [len(texts)]
    for first, last in pairwise(lines):
        continues = last < len(texts) and texts[last] in _OPENING.keys() | _STRAIGHT
        pairing.pair_double(first, last, continues)
        pairing.pair_single(first, last)
    return pairing.states


class _MarkPairing:
    """The mark states of one text, found line by line."""

    def __init__(self, text: str, texts: list[str], starts: list[int], ends: list[int]) -> None:
        self._text = text
        self._texts = texts
        self._starts = starts
        self._ends = ends
        self.states: list[int] = [Mark.OUTSIDE] * len(texts)

    def pair_double(self, first: int, last: int, continues: bool) -> None:
        opened: int | None = None
        for index in range(first, last):
            mark = self._texts[index]
            if mark not in _DOUBLE:
                continue
            if opened is not None and self._closes(opened, index):
                self._fill(opened, index)
                self.states[index] = Mark.CLOSING
                opened = None
            elif self._may_open(index):
                if opened is not None:
                    self.states[opened] = Mark.STRAY
                opened = index
            else:
                self.states[index] = Mark.STRAY
        if opened is not None and continues:
            self._fill(opened, last)
        elif opened is not None:
            self.states[opened] = Mark.STRAY

    def pair_single(self, first: int, last: int) -> None:
        """Pair single marks, of which one that finds no partner is an apostrophe."""
        opened: int | None = None
        for index in range(first, last):
            if self._texts[index] not in _SINGLE or self._stands_in_a_word(index):
                continue
            near = opened is not None and index - opened <= _LONGEST_SINGLE_PAIR
            if near and self._closes(opened, index):
                self._fill(opened, index)
                self.states[index] = Mark.CLOSING
                opened = None
            elif self._may_open(index):
                opened = index

    def _neighbours(self, index: int) -> tuple[str, str]:
        """The characters before and behind a mark, empty at the ends of the text."""
        start, end = self._starts[index], self._ends[index]
        return self._text[max(start - 1, 0) : start], self._text[end : end + 1]

    def _stands_in_a_word(self, index: int) -> bool:
        before, after = self._neighbours(index)
        return before.isalnum() and after.isalnum()

    def _may_open(self, index: int) -> bool:
        before, after = self._neighbours(index)
        shaped = self._texts[index] in _OPENING or self._texts[index] in _STRAIGHT
        return shaped and not before.isalnum() and after != "" and not after.isspace()

    def _closes(self, opening: int, index: int) -> bool:
        before, _ = self._neighbours(index)
        first, mark = self._texts[opening], self._texts[index]
        if before == "" or before.isspace():
            return False
        if first in _STRAIGHT:
            return mark == first and not (before in "([" and self._may_open(index))
        # Wrong conversions close a curly quotation with a straight mark.
        return mark in _OPENING[first] or (mark == '"' and first in "“„")

    def _fill(self, opening: int, end: int) -> None:
        """Mark one quotation up to `end`; what was marked before keeps its state."""
        self.states[opening] = Mark.OPENING
        for index in range(opening + 1, end):
            if self.states[index] == Mark.OUTSIDE:
                self.states[index] = Mark.INSIDE


def word_pieces(tokenizer: Tokenizer, words: Words) -> list[list[int]]:
    """The piece ids of each word, at least one each; `tokenizer` must neither cut nor pad."""
    pieces: list[list[int]] = [[] for _ in words.texts]
    if pieces:
        shown = [word[:_SHOWN_LETTERS] for word in words.texts]
        coded = tokenizer.encode(shown, is_pretokenized=True, add_special_tokens=False)
        for piece, word in zip(coded.ids, coded.word_ids, strict=True):
            pieces[word].append(piece)
    unknown = tokenizer.token_to_id("[UNK]")
    return [ids or [unknown] for ids in pieces]


@dataclass(frozen=True)
class Window:
    """A stretch of words shown to the encoder at once.

    It sees the words from `left` to `right` and answers for those from `start` to `end` (word
    indices, half-open).
    """

    left: int
    start: int
    end: int
    right: int


def cut_windows(words: Words, pieces: list[int], budget: int, context: int) -> list[Window]:
    """Cut a text into windows of at most `budget` word pieces.

    `pieces` holds each word's number of pieces, none above `budget`. Windows end where a line
    ends if they can, else where a sentence ends, else anywhere; each word is answered for by
    exactly one window and sees up to `context` pieces of what stands before the window, and as
    much of what stands behind it where a line had to be cut.
    """
    total = [0, *accumulate(pieces)]
    windows: list[Window] = []
    start = 0
    while start < len(words):
        left = bisect_left(total, total[start] - context)
        left = _next_sentence(words, left, start)
        furthest = bisect_right(total, total[left] + budget) - 1
        end = right = _last_line_start(words, start, furthest)
        if end == start:
            inner = max(bisect_right(total, total[left] + budget - context) - 1, start + 1)
            end = _last_sentence(words, start, inner)
            right = _next_line_start(words, end, furthest)
        windows.append(Window(left, start, end, right))
        start = end
    return windows


def _last_line_start(words: Words, start: int, furthest: int) -> int:
    """The last line start (or end of text) in (start, furthest], or `start` if there is none."""
    if furthest == len(words):
        return furthest
    return next((at for at in range(furthest, start, -1) if words.line_starts[at]), start)


def _next_line_start(words: Words, start: int, furthest: int) -> int:
    return next((at for at in range(start, furthest) if words.line_starts[at]), furthest)


def _last_sentence(words: Words, start: int, furthest: int) -> int:
    return next(
        (at for at in range(furthest, start, -1) if _starts_sentence(words, at)), furthest
    )


def _next_sentence(words: Words, start: int, furthest: int) -> int:
    return next((at for at in range(start, furthest) if _starts_sentence(words, at)), furthest)


def _starts_sentence(words: Words, at: int) -> bool:
    if at == 0 or at == len(words) or words.line_starts[at]:
        return True
    before = at - 1
    if words.marks[before] == Mark.CLOSING and before > 0:
        before -= 1
    return words.texts[before] in ".!?" and words.cases[at] in (Case.TITLE, Case.UPPER, Case.OTHER)
