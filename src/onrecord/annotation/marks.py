"""Quotation marks: which ones are marks at all, which belong together, and what is inside what.

Marks are paired paragraph by paragraph by what they look like and by the blanks around them. A mark
without a partner is left alone, so that one odd mark never spoils what follows it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from onrecord.annotation.result import Range


class _Lean(Enum):
    """What a mark does by its shape alone."""

    OPENS = "opens"
    CLOSES = "closes"
    EITHER = "either"


class _Family(Enum):
    """Marks of one family close each other."""

    DOUBLE = "double"
    GUILLEMET = "guillemet"
    SINGLE = "single"


# Sequences that stand for one mark after a wrong conversion, in TeX and treebanks, and in HTML.
# Longer ones come first where one begins another.
_SHAPES: dict[str, tuple[_Family, _Lean]] = {
    "Ã¢â‚¬Å“": (_Family.DOUBLE, _Lean.OPENS),
    "Ã¢â‚¬Â\x9d": (_Family.DOUBLE, _Lean.CLOSES),
    "Ã¢â‚¬\x9d": (_Family.DOUBLE, _Lean.CLOSES),
    "Ã¢â‚¬Ëœ": (_Family.SINGLE, _Lean.OPENS),
    "Ã¢â‚¬â„¢": (_Family.SINGLE, _Lean.CLOSES),
    "â€œ": (_Family.DOUBLE, _Lean.OPENS),
    "â€ž": (_Family.DOUBLE, _Lean.OPENS),
    "â€\x9d": (_Family.DOUBLE, _Lean.CLOSES),
    "â€\ufffd": (_Family.DOUBLE, _Lean.CLOSES),
    "â€˜": (_Family.SINGLE, _Lean.OPENS),
    "â€™": (_Family.SINGLE, _Lean.CLOSES),
    "&ldquo;": (_Family.DOUBLE, _Lean.OPENS),
    "&rdquo;": (_Family.DOUBLE, _Lean.CLOSES),
    "&quot;": (_Family.DOUBLE, _Lean.EITHER),
    "&#8220;": (_Family.DOUBLE, _Lean.OPENS),
    "&#8221;": (_Family.DOUBLE, _Lean.CLOSES),
    "&#34;": (_Family.DOUBLE, _Lean.EITHER),
    "&laquo;": (_Family.GUILLEMET, _Lean.OPENS),
    "&raquo;": (_Family.GUILLEMET, _Lean.CLOSES),
    "&lsquo;": (_Family.SINGLE, _Lean.OPENS),
    "&rsquo;": (_Family.SINGLE, _Lean.CLOSES),
    "&#8216;": (_Family.SINGLE, _Lean.OPENS),
    "&#8217;": (_Family.SINGLE, _Lean.CLOSES),
    "&#39;": (_Family.SINGLE, _Lean.EITHER),
    "&apos;": (_Family.SINGLE, _Lean.EITHER),
    "``": (_Family.DOUBLE, _Lean.OPENS),
    "''": (_Family.DOUBLE, _Lean.EITHER),
    "’’": (_Family.DOUBLE, _Lean.CLOSES),
    "‘‘": (_Family.DOUBLE, _Lean.OPENS),
    '"': (_Family.DOUBLE, _Lean.EITHER),
    "＂": (_Family.DOUBLE, _Lean.EITHER),
    "“": (_Family.DOUBLE, _Lean.OPENS),
    "”": (_Family.DOUBLE, _Lean.CLOSES),
    "„": (_Family.DOUBLE, _Lean.OPENS),
    "‟": (_Family.DOUBLE, _Lean.OPENS),
    "〝": (_Family.DOUBLE, _Lean.OPENS),
    "〞": (_Family.DOUBLE, _Lean.CLOSES),
    "「": (_Family.DOUBLE, _Lean.OPENS),
    "」": (_Family.DOUBLE, _Lean.CLOSES),
    "『": (_Family.DOUBLE, _Lean.OPENS),
    "』": (_Family.DOUBLE, _Lean.CLOSES),
    "\x93": (_Family.DOUBLE, _Lean.OPENS),
    "\x94": (_Family.DOUBLE, _Lean.CLOSES),
    "\ufffd": (_Family.DOUBLE, _Lean.EITHER),
    "«": (_Family.GUILLEMET, _Lean.OPENS),
    "»": (_Family.GUILLEMET, _Lean.CLOSES),
    "‘": (_Family.SINGLE, _Lean.OPENS),
    "‚": (_Family.SINGLE, _Lean.OPENS),
    "‛": (_Family.SINGLE, _Lean.OPENS),
    "’": (_Family.SINGLE, _Lean.CLOSES),
    "‹": (_Family.SINGLE, _Lean.OPENS),
    "›": (_Family.SINGLE, _Lean.CLOSES),
    "'": (_Family.SINGLE, _Lean.EITHER),
    "`": (_Family.SINGLE, _Lean.OPENS),
    "\x91": (_Family.SINGLE, _Lean.OPENS),
    "\x92": (_Family.SINGLE, _Lean.CLOSES),
}
_MARK = re.compile("|".join(re.escape(shape) for shape in _SHAPES))
# What closes a mark by rights; another double mark closes it only where this one is missing.
_PARTNERS = {
    "“": "”",
    "„": "“”",
    "‟": "”",
    '"': '"',
    "＂": "＂",
    "``": "''",
    "''": "''",
    "\x93": "\x94",
    "「": "」",
    "『": "』",
}
_DIRECTED = frozenset("„‟‚〝「『")
_BRACKETS_OPEN = frozenset("([{")
_JOINERS = frozenset("-–—―/…\\")
_PUNCTUATION = frozenset(".,;:!?)]}-–—―/…\\")
_ENDS = frozenset(",.;:!?)]")
_QUOTE_CHARACTERS = frozenset("\"“”„‟«»‘’‚‹›'`")
_INVISIBLE = frozenset("\ufeff\u200b\u200e\u200f\u2060\u202a\u202b\u202c\u2066\u2067\u2068\u2069")
_ELISION = re.compile(r"(?:\d0s?\b|\d\ds\b|(?:em|til|tis|twas|cause|bout|round|n)\b)", re.IGNORECASE)
# A pair of single marks further apart than this is taken for two apostrophes.
_LONGEST_SINGLE = 1500
_STACK_SEARCH = 4
_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between one opening mark and where it ends, in code points, half-open.

    Attributes:
        start, end: with its marks.
        inner_start, inner_end: without them.
        closed: False where the closing mark is missing and the paragraph's end stands for it.
        single: whether its marks are single ones.
        parent: index of the quotation around this one.
        continues: index of the unclosed quotation of the paragraph before that goes on here.
        spoken: False where the words are nobody's: a name, a title, a sign (`mentioned.find`).
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool = True
    single: bool = False
    parent: int | None = None
    continues: int | None = None
    spoken: bool = True


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    shape: str
    family: _Family
    lean: _Lean
    looks_open: bool
    looks_closed: bool


def find(text: str, paragraphs: Sequence[Range]) -> list[Quotation]:
    """All quotations of `text`, by start; no quotation leaves its paragraph.

    Args:
        text: any text.
        paragraphs: half-open ranges of it in code points, in order, not overlapping.
    """
    found: list[Quotation] = []
    open_before: int | None = None
    for index, (start, end) in enumerate(paragraphs):
        marks = _marks(text, start, end)
        following = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
        goes_on = _opens_paragraph(text, *following) if following else None
        here = _paragraph(text, start, end, marks, goes_on)
        here = _nested(here, len(found))
        if open_before is not None and here and _first_in(text, start, here[0]):
            here[0] = replace(here[0], continues=open_before)
        open_before = None
        if goes_on is not None:
            unclosed = [n for n, one in enumerate(here) if not one.closed and one.parent is None]
            open_before = len(found) + unclosed[-1] if unclosed else None
        found += here
    return found


def _marks(text: str, start: int, end: int) -> list[_Mark]:
    marks = []
    for match in _MARK.finditer(text, start, end):
        shape = match.group()
        family, lean = _SHAPES[shape]
        before = _neighbour(text, match.start() - 1, -1, start, end)
        after = _neighbour(text, match.end(), 1, start, end)
        if family is not _Family.GUILLEMET and before.isalnum() and after.isalnum():
            # Apostrophes and inches stand between letters; `said“Go` is a lost blank.
            if family is _Family.SINGLE or lean is _Lean.EITHER:
                continue
        blank_before, blank_after = _blank(before), _blank(after)
        looks_open = not blank_after and (
            blank_before or before in _BRACKETS_OPEN | _JOINERS | _QUOTE_CHARACTERS
        )
        looks_closed = (
            not blank_before
            and before not in _BRACKETS_OPEN
            and (blank_after or after in _PUNCTUATION | _QUOTE_CHARACTERS)
        )
        if family is _Family.GUILLEMET and blank_before and after in _ENDS:
            # French sets a blank inside its marks: "« so », he said".
            looks_open = False
        if looks_open and looks_closed:
            looks_open = looks_closed = False
        marks.append(
            _Mark(match.start(), match.end(), shape, family, lean, looks_open, looks_closed)
        )
    return marks


def _neighbour(text: str, at: int, step: int, start: int, end: int) -> str:
    """The next visible character from `at` on; empty at the paragraph's edge."""
    for _ in range(3):
        if not start <= at < end:
            return ""
        if text[at] not in _INVISIBLE:
            return text[at]
        at += step
    return ""


def _blank(character: str) -> bool:
    return character == "" or character.isspace()


def _opens_paragraph(text: str, start: int, end: int) -> _Family | None:
    """The family of the mark that the paragraph begins with, if it begins with one."""
    while start < end and (text[start].isspace() or text[start] in _INVISIBLE):
        start += 1
    match = _MARK.match(text, start, end)
    if match is None or _blank(_neighbour(text, match.end(), 1, start, end)):
        return None
    return _SHAPES[match.group()][0]


def _first_in(text: str, start: int, quotation: Quotation) -> bool:
    return not any(c.isalnum() for c in text[start : quotation.start])


def _paragraph(
    text: str, start: int, end: int, marks: list[_Mark], goes_on: _Family | None
) -> list[Quotation]:
    while end > start and text[end - 1].isspace():
        end -= 1
    found: list[Quotation] = []
    for family in (_Family.DOUBLE, _Family.GUILLEMET):
        own = [mark for mark in marks if mark.family is family]
        found += _by_stack(own, end, goes_on is family)
    singles = [mark for mark in marks if mark.family is _Family.SINGLE]
    found += _singles(text, end, singles, goes_on is _Family.SINGLE)
    found = [one for one in found if _LETTER.search(text, one.inner_start, one.inner_end)]
    return sorted(found, key=lambda one: (one.start, -one.end))


def _by_stack(marks: list[_Mark], end: int, goes_on: bool) -> list[Quotation]:
    """Pair marks of one family; a clear opening inside an open quotation opens an inner one."""
    stack: list[_Mark] = []
    found: list[Quotation] = []
    for mark in marks:
        if _is_closing(mark, stack):
            opening = _pop_partner(stack, mark)
            if mark.start > opening.end:
                found.append(Quotation(opening.start, mark.end, opening.end, mark.start))
        elif _is_opening(mark):
            stack.append(mark)
    # An opening mark after which others were paired is the odd one out, unless the next paragraph
    # goes on with an opening mark.
    if stack and stack[-1].end < end:
        last = stack[-1]
        if goes_on or not any(one.start > last.start for one in found):
            found.append(Quotation(last.start, end, last.end, end, closed=False))
    return found


def _is_opening(mark: _Mark) -> bool:
    if mark.lean is _Lean.OPENS:
        return not mark.looks_closed
    if mark.lean is _Lean.CLOSES:
        return mark.looks_open
    return not mark.looks_closed


def _is_closing(mark: _Mark, stack: list[_Mark]) -> bool:
    if not stack:
        return False
    if mark.lean is _Lean.CLOSES:
        return not (mark.looks_open and mark.family is _Family.GUILLEMET)
    if mark.lean is _Lean.OPENS:
        if mark.shape in _DIRECTED:
            return False
        low = mark.shape in _PARTNERS.get(stack[-1].shape, "") and not mark.looks_open
        return low or mark.looks_closed
    return not mark.looks_open


def _pop_partner(stack: list[_Mark], closing: _Mark) -> _Mark:
    """The open mark that `closing` closes; unclosed ones opened after it are given up."""
    for back in range(1, min(len(stack), _STACK_SEARCH) + 1):
        if closing.shape in _PARTNERS.get(stack[-back].shape, ""):
            opening = stack[-back]
            del stack[-back:]
            return opening
    return stack.pop()


def _singles(text: str, end: int, marks: list[_Mark], goes_on: bool) -> list[Quotation]:
    """Pair single marks, of which most are apostrophes: an opening takes the first closing mark
    that is no plural possessive, before the next opening. What is left open goes on only where the
    next paragraph opens with a single mark too."""
    found: list[Quotation] = []
    opening: _Mark | None = None
    doubtful: _Mark | None = None
    for mark in marks:
        opens = mark.looks_open and mark.shape not in "’›" and not _ELISION.match(text, mark.end)
        if opening is not None and mark.start - opening.end > _LONGEST_SINGLE:
            opening, doubtful = _settle(found, opening, doubtful)
        if opens:
            opening, doubtful = _settle(found, opening, doubtful)
            opening = mark
        elif opening is not None and not _blank(text[mark.start - 1]):
            if mark.start == opening.end:
                continue
            after = text[mark.end : mark.end + 1]
            if text[mark.start - 1] in "sS" and after == " " and mark.end + 1 < end:
                doubtful = doubtful or mark
            elif mark.looks_closed or not after.isalnum():
                found.append(
                    Quotation(opening.start, mark.end, opening.end, mark.start, single=True)
                )
                opening = doubtful = None
    if opening is not None and doubtful is None and goes_on and opening.end < end:
        found.append(Quotation(opening.start, end, opening.end, end, closed=False, single=True))
    _settle(found, opening, doubtful)
    return found


def _settle(
    found: list[Quotation], opening: _Mark | None, doubtful: _Mark | None
) -> tuple[None, None]:
    if opening is not None and doubtful is not None:
        found.append(
            Quotation(opening.start, doubtful.end, opening.end, doubtful.start, single=True)
        )
    return None, None


def _nested(quotations: list[Quotation], offset: int) -> list[Quotation]:
    """Give each quotation its parent; one that crosses the end of another is left out."""
    kept: list[Quotation] = []
    around: list[int] = []
    for one in quotations:
        while around and kept[around[-1]].end <= one.start:
            around.pop()
        if around and one.end > kept[around[-1]].end:
            continue
        kept.append(replace(one, parent=offset + around[-1] if around else None))
        around.append(len(kept) - 1)
    return kept
