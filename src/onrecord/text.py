"""Spans, views, and maps between the clean text and the scrape's text layer.

A view is some ranges of a text joined by a separator; each range is taken as it stands, so a place
in it and its source differ by a constant and every span inside one range is a simple range in both.
"""

import bisect
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

PARAGRAPH_BREAK = "\n\n"
_RUN = 5


def counted(number: int, thing: str) -> str:
    """A number of things in words: 1 quote, 2 quotes, 2 entities."""
    if number != 1:
        thing = f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
    return f"{number} {thing}"


def shouted(names: Collection[str]) -> set[str]:
    """Those of some names that stand all in capitals where another has the same letters in small:
    datelines write "OSTERMOOR" for "Ostermoor".
    """
    said = {name.casefold() for name in names if not name.isupper()}
    return {name for name in names if name.isupper() and name.casefold() in said}


@dataclass(frozen=True, slots=True)
class Piece:
    """One range of a view: `[start, end)` of the view stands at `source_start` in the source."""

    start: int
    end: int
    source_start: int

    @property
    def source_end(self) -> int:
        """End in the source, exclusive."""
        return self.source_start + self.end - self.start


class View:
    """Some ranges of a source text, in order, with separators between them that map to nowhere.

    Args:
        ranges: half-open ranges of the source in code points, in order, not overlapping, not empty.
        separator_length: code points between two ranges in the view.
    """

    def __init__(self, ranges: Iterable[tuple[int, int]], separator_length: int = len(PARAGRAPH_BREAK)) -> None:
        self.pieces: list[Piece] = []
        position = 0
        for source_start, source_end in ranges:
            length = source_end - source_start
            if self.pieces:
                position += separator_length
            self.pieces.append(Piece(position, position + length, source_start))
            position += length
        self._starts = [piece.start for piece in self.pieces]
        self._source_starts = [piece.source_start for piece in self.pieces]

    @property
    def length(self) -> int:
        """Length of the view in code points."""
        return self.pieces[-1].end if self.pieces else 0

    def text(self, source: str, separator: str = PARAGRAPH_BREAK) -> str:
        """The view's text, taken from the source."""
        return separator.join(source[p.source_start : p.source_end] for p in self.pieces)

    def piece_at(self, start: int, end: int) -> int | None:
        """Index of the piece that holds all of `[start, end)` of the view, or None."""
        i = bisect.bisect_right(self._starts, start) - 1
        return i if i >= 0 and start < end <= self.pieces[i].end else None

    def to_source(self, start: int, end: int) -> tuple[int, int] | None:
        """Where `[start, end)` of the view stands in the source; None if it leaves its piece."""
        i = self.piece_at(start, end)
        if i is None:
            return None
        shift = self.pieces[i].source_start - self.pieces[i].start
        return start + shift, end + shift

    def from_source(self, start: int, end: int) -> tuple[int, int] | None:
        """Where `[start, end)` of the source stands in the view; None if it is not all in one piece."""
        i = bisect.bisect_right(self._source_starts, start) - 1
        if i < 0 or not start < end <= self.pieces[i].source_end:
            return None
        shift = self.pieces[i].start - self.pieces[i].source_start
        return start + shift, end + shift


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """`[start, end)` of `text` without the white space at its ends (empty if there is nothing else)."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


WORDS = re.compile(r"\w+(?:['’]\w+)*")
"""Runs of letters and digits, apostrophes inside counted in."""


def word_runs(text: str) -> Iterator[str]:
    """Each run of five words of a text, case and punctuation left out."""
    words = [word.casefold() for word in re.findall(r"\w+", text)]
    for i in range(len(words) - _RUN + 1):
        yield " ".join(words[i : i + _RUN])


def length(spans: Iterable[tuple[int, int]]) -> int:
    """How much ranges hold together, in code points."""
    return sum(end - start for start, end in spans)


def shared_length(a: Collection[tuple[int, int]], b: Collection[tuple[int, int]]) -> int:
    """How much two sets of ranges, each of which are apart, have in common, in code points."""
    return sum(max(0, min(e, y) - max(s, x)) for s, e in a for x, y in b)


def count_words(text: str) -> int:
    """Number of `WORDS`."""
    return sum(1 for _ in WORDS.finditer(text))
