"""Cut the text layer of a scrape into blocks: its lines, and the parts of lines that were glued."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from onrecord.cleaning import compiled
from onrecord.cleaning.rows import Rows, column

# White space, and the characters that show nothing: controls, zero-width marks, byte-order mark.
INVISIBLE = "".join(
    [chr(code) for code in range(0x21)]
    + [chr(code) for code in range(0x7F, 0xA1)]
    + ["\u00ad", "\u1680", *map(chr, range(0x2000, 0x2010)), *map(chr, range(0x2028, 0x2030))]
    + ["\u205f", *map(chr, range(0x2060, 0x206A)), "\u3000", "\ufeff", "\ufffc"]
)

_INVISIBLE = frozenset(INVISIBLE)

LONGEST_GLUED_LINE = 200
LONGEST_TRAIL = 60
# For each line that may be a path the page is searched: so many characters at most in all.
_MOST_SEARCHED = 50_000_000

_MONTH = r"[^\W\d_]{3,12}\.?"
_TIME = r"(?:,?\s(?:[^\W\d_]{1,3}\s)?\d{1,2}[:.]\d{2}(?:\s?[AaPp]\.?[Mm]\b\.?|\s?[AP]M(?=[A-Z]))?)?"
_DATE = re.compile(
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{4}}|\d{{4}}[./-]\d{{1,2}}[./-]\d{{1,2}}"
    rf"|{_MONTH}\s\d{{1,2}},?\s\d{{4}}|\d{{1,2}}\.?\s{_MONTH}\s\d{{4}})(?!\d){_TIME}"
)
_LABEL = re.compile(r"[^\W\d_]{3,24}(?: [^\W\d_]{2,10}){0,2} ?: ?$")
OTHER_LINE_ENDS = "\r\f\u2028\u2029"
_LINE_END = re.compile(rf"[\n{OTHER_LINE_ENDS}]")
_YEAR = re.compile(r"\d\d\d\d")
_SMALL, _CAPITAL = "a-zß-öø-ÿά-ώа-џ", "A-ZÀ-ÖØ-ÞΑ-ΫЀ-Я"
_SEAM = re.compile(f"(?<=[{_SMALL}])(?=[{_CAPITAL}])")
# The same for a first look: the engine skips to small letters.
_RUN_TOGETHER = re.compile(f"[{_SMALL}][{_CAPITAL}]")
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN_STEPS = "&-–/"
_compiled = compiled.load("blocks")


class Block(NamedTuple):
    """One line of the text layer, or one part of a line, with its place.

    Offsets are Unicode code points, half-open. `start` to `end` tile the layer; `content_start` to
    `content_end` leave out the white space around the words.
    """

    start: int
    end: int
    content_start: int
    content_end: int


def split(text: str) -> Rows[Block]:
    """Cut `text` into blocks that tile it to the last character.

    A block is one line with the blank lines that follow it; blank lines at the top belong to the
    first block. A line in which two things were run together without a blank (a date and the label
    of the next date, two entries of a section path) becomes several blocks.
    """
    starts, content_starts, content_ends = _pieces(text)
    if starts:
        starts[0] = 0
    elif text:
        starts, content_starts, content_ends = [0], [len(text)], [len(text)]
    ends = [*starts, len(text)][1:] if starts else []
    return Rows(Block, starts, ends, content_starts, content_ends)


def contents(text: str, blocks: Sequence[Block]) -> list[str]:
    """What stands in each of `blocks` of `text`, without the white space around it."""
    edges = zip(column(blocks, "content_start"), column(blocks, "content_end"), strict=True)
    return [text[start:end] for start, end in edges]


def _pieces(text: str) -> tuple[list[int], list[int], list[int]]:
    """The starts, starts of content and ends of content of the blocks, in order."""
    searches = _MOST_SEARCHED // (len(text) + 1)
    if _compiled:
        return _compiled.pieces(text, LONGEST_GLUED_LINE, LONGEST_TRAIL, searches, _date_seams, _trail_seams)
    starts: list[int] = []
    content_starts: list[int] = []
    content_ends: list[int] = []
    prose_seen = False
    is_plain = not any(end in text for end in OTHER_LINE_ENDS)
    end = -1
    for line in text.split("\n") if is_plain else _LINE_END.split(text):
        start, end = end + 1, end + 1 + len(line)
        content = line.strip()
        if content and (content[0] in _INVISIBLE or content[-1] in _INVISIBLE):
            content = content.strip(INVISIBLE)
        if not content:
            continue
        size = len(content)
        low = start if size == len(line) else start + line.index(content)
        starts.append(start)
        content_starts.append(low)
        content_ends.append(low + size)
        if size > LONGEST_GLUED_LINE:
            prose_seen = True
            continue
        seams: Collection[int] = ()
        if _YEAR.search(content):
            seams = set(_date_seams(content))
        may_be_path = searches and not seams and not prose_seen and size <= LONGEST_TRAIL
        if may_be_path and _may_be_glued(content):
            searches -= 1
            seams = set(_trail_seams(content, text))
        if seams:
            cuts = [low + seam for seam in sorted(seams)]
            starts += cuts
            content_starts += cuts
            content_ends[-1:] = [*cuts, low + size]
    return starts, content_starts, content_ends


def _may_be_glued(line: str) -> bool:
    """Whether a short line may be a path in which steps, which begin with capitals, run together."""
    begins_so = line[0].isupper() or line[0] in _BETWEEN_STEPS
    return begins_so and _RUN_TOGETHER.search(line) is not None


def _date_seams(line: str) -> Iterator[int]:
    """Cuts before and after a date that touches a word: `3/4/2031Updated: 3/5/2031`."""
    for date in _DATE.finditer(line):
        after = line[date.end() : date.end() + 2]
        if len(after) == 2 and after[0].isupper() and after[1].islower():
            yield date.end()
        start = _seam_in_month(line, date)
        if start is None:
            start = date.start()
            label = _LABEL.search(line, max(0, start - 40), start)
            if label:
                start = _last_capital_seam(line, label.start(), start)
        if start and (line[start - 1].islower() or line[start - 1] == ")"):
            if line[start].isupper() or line[start].isdigit():
                yield start


def _seam_in_month(line: str, date: re.Match[str]) -> int | None:
    """Where a surname was run into the month of the date behind it: `LarkApril 3, 2031`."""
    month = _WORD.match(line, date.start())
    if not month:
        return None
    for index in range(month.end() - 3, month.start(), -1):
        if line[index].isupper() and line[index - 1].islower():
            return index
    return None


def _last_capital_seam(line: str, low: int, high: int) -> int:
    """The last place in a label where a small letter is followed directly by a capital."""
    for index in range(high - 1, max(low, 1) - 1, -1):
        if line[index].isupper() and line[index - 1].islower():
            return index
    return high


def _trail_seams(line: str, text: str) -> Iterator[int]:
    """Cuts in a section path whose entries were run together: `Local NewsCity Council`.

    Only where every word is capitalised, the glued word stands nowhere else, and both of its parts
    stand elsewhere as words: brand names written in camel case stay whole.
    """
    words = line.split()
    if len(words) < 2 or not all(word[0].isupper() or word[0] in _BETWEEN_STEPS for word in words):
        return
    for word in _WORD.finditer(line):
        for seam in _SEAM.finditer(line, word.start() + 1, word.end() - 1):
            left, right = line[word.start() : seam.start()], line[seam.start() : word.end()]
            if len(left) < 3 or len(right) < 3 or not right[1:].islower():
                continue
            if text.count(word.group()) > 1:
                continue
            if _stands_alone(left, text) and _stands_alone(right, text):
                yield seam.start()


def _stands_alone(word: str, text: str) -> bool:
    """Whether letters stand anywhere in a text as a whole word."""
    place = text.find(word)
    while place >= 0:
        before, behind = text[max(0, place - 1) : place], text[place + len(word) : place + len(word) + 1]
        if not any(beside.isalnum() or beside == "_" for beside in (before, behind)):
            return True
        place = text.find(word, place + 1)
    return False
