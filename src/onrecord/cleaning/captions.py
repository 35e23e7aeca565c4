"""Part a photo's caption from its credit."""

import re

from onrecord.cleaning.wording import folded, openings, pattern, tokens, words
from onrecord.text import trimmed

Range = tuple[int, int]

# Words one of which every credit that is announced by a word holds; "c" is that of "(c)".
ANNOUNCING = openings("photo") | {
    "photo", "photos", "photograph", "photographs", "image", "images", "picture", "illustration",
    "foto", "fotos", "courtesy", "c",
}  # fmt: skip

LONGEST_CREDIT = 120
# Shorter lines with a name in brackets are titles and entries of lists as often as captions.
CAPTION_WORDS = 8
_BRACKETS = {")": "(", "]": "[", "）": "（", "】": "【", "］": "［", "」": "「"}
_BY = r"(?:\s+(?:by|von|par|por|de|di|av|af|door|via|courtesy\s+of|to|from))?"
_ANNOUNCED = re.compile(
    rf"(?:©|\(c\)\s|(?<![\w'’-])(?!(?<=/)\w+/){pattern('photo')}\.?{_BY}\s?[:：/]|"
    rf"(?<![\w'’-])(?:photo|photos|photograph|photographs|image|images|picture|illustration"
    rf"|foto|fotos)"
    rf"\s+(?:by|von|via|courtesy(?:\s+of)?|credit)\b|(?<![\w'’-])(?:photo "
    rf"|image )?courtesy\s+(?:of\s)?)\s*[:：]?\s*",
    re.IGNORECASE,
)
_LEADING_WORDS = re.compile(
    rf"(?:(?:©|\(c\)\s|{pattern('photo')}(?!\w)\.?{_BY}|courtesy\s+of\s)\s*(?:\.\.\.|…)?\s*[:：/"
    rf"|–—-]?\s*)+(?:by\s+)?",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»“)]*(?=\s|[^\W\d_a-z])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|St|Mt|Mr|Mrs|Ms|Dr|Jr|Sr|Gen|Sen|Rep|Gov|Col|Capt|Sgt|Lt|Maj|Prof|Rev|Hon"
    r"|No|vs|Ft|Inc|Co|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec))\.$"
)
# Possessive, so that no run of capitals is read as several names: time would grow with its power.
_NAME_WORD = r"[^\W\d_a-zß-öø-ÿ][\w'’.&-]*+"
# "(Supplied: Ida Vale)", "(Outlet Name: Ida Vale)"
_SOURCE = re.compile(rf"(?:{_NAME_WORD}\s?){{1,4}}:\s+(?={_NAME_WORD})")
_SMALL = (
    r"(?:de|da|do|dos|di|del|della|van|von|der|den|ter|ten|la|le|du|el|al|bin|y|e|and|und|et"
    r"|via|for|für|pour|of|the|i|og|och|&|handout|file|pool|staff)"
)
_NAMES = re.compile(rf"{_NAME_WORD}(?:[\s/|,+]+(?:{_NAME_WORD}|{_SMALL}))*\.?", re.UNICODE)


def split(text: str, start: int, end: int) -> tuple[Range | None, Range | None]:
    """The ranges of caption and credit in `text[start:end]`, one of them None where it is missing.

    The credit leaves out brackets and the words that announce it ("Photo:", "Image by").
    """
    start, end = trimmed(text, start, end)
    if start == end:
        return None, None
    return (
        _in_brackets(text, start, end)
        or _announced(text, start, end)
        or _after_sentence(text, start, end)
        or ((None, (start, end)) if _reads_as_credit(text[start:end], alone=True) else None)
        or ((start, end), None)
    )


def is_credit(line: str) -> bool:
    """Whether a whole line is nothing but a photo's credit."""
    caption, credit = split(line, 0, len(line))
    return caption is None and credit is not None


def has_credit(line: str) -> bool:
    """Whether a line is a caption that ends in its credit."""
    caption, credit = split(line, 0, len(line))
    return caption is not None and credit is not None


def announces_credit(line: str) -> bool:
    """Whether a line ends in a credit beyond doubt: behind a word that announces one, or in
    brackets an agency, or several holders behind a caption that is more than a title.
    """
    start, end = trimmed(line, 0, len(line))
    if start == end:
        return False
    if found := _in_brackets(line, start, end):
        caption, credit = (line[slice(*part)] if part else "" for part in found)
        several = "/" in credit and len(caption.split()) >= CAPTION_WORDS
        if several or _names_agency(credit):
            return True
        if not caption:
            return False
    return _announced(line, start, end) is not None


def _parts(text: str, caption: Range, credit: Range) -> tuple[Range | None, Range | None]:
    """Both ranges without white space, announcing words and separators around them."""
    start, end = trimmed(text, *caption)
    while end > start and text[end - 1] in "|/–—-([,;·":
        start, end = trimmed(text, start, end - 1)
    low, high = trimmed(text, *credit)
    if announcing := _LEADING_WORDS.match(text, low, high):
        low = announcing.end() if announcing.end() < high else low
    while (
        high > low and text[high - 1] in ")]）" and _BRACKETS[text[high - 1]] not in text[low:high]
    ):
        high -= 1
    if high - low > 1 and text[high - 1] == "." and text[low:high].count(".") == 1:
        high -= 1
    low, high = trimmed(text, low, high)
    return (start, end) if start < end else None, (low, high) if low < high else None


def _in_brackets(text: str, start: int, end: int) -> tuple[Range | None, Range | None] | None:
    """A credit in brackets at the end: `(Ida Vale/Agency)`."""
    close = end - 1
    while close > start and text[close] in ". ":
        close -= 1
    if text[close] not in _BRACKETS:
        return None
    opening = _opening(text, start, close)
    if opening is None or close - opening > LONGEST_CREDIT:
        return None
    if not _reads_as_credit(text[opening + 1 : close], bracketed=True):
        return None
    if opening > start and _announced_before(text, start, opening):
        return None
    source = _SOURCE.match(text, opening + 1, close)
    return _parts(text, (start, opening), (source.end() if source else opening + 1, close))


def _announced_before(text: str, start: int, end: int) -> bool:
    """Whether a credit already began before: `Photo: Ida Vale (Agency)`."""
    if not _may_announce(text[start:end]):
        return False
    announcing = list(_ANNOUNCED.finditer(text, start, end))
    return bool(announcing) and end - announcing[-1].end() <= LONGEST_CREDIT


def _opening(text: str, start: int, close: int) -> int | None:
    depth = 0
    for i in range(close, start - 1, -1):
        if text[i] == text[close]:
            depth += 1
        elif text[i] == _BRACKETS[text[close]]:
            depth -= 1
            if depth == 0:
                return i
    return None


def _may_announce(stretch: str) -> bool:
    """Whether a stretch holds any of the words, or the sign, that announce credits."""
    return "©" in stretch or not ANNOUNCING.isdisjoint(tokens(stretch))


def _announced(text: str, start: int, end: int) -> tuple[Range | None, Range | None] | None:
    """A credit behind a word that announces one: `Photo: Ida Vale`, `© Agency`."""
    low = max(start, end - 4 * LONGEST_CREDIT)
    if not _may_announce(text[low:end]):
        return None
    for found in _ANNOUNCED.finditer(text, low, end):
        rest = text[found.end() : end]
        if rest and len(rest) <= LONGEST_CREDIT and not _SENTENCE_END.search(rest[:-1]):
            if found.start() == start or rest[0].isupper() or not rest[0].isalpha():
                return _parts(text, (start, found.start()), (found.start(), end))
    return None


def _after_sentence(text: str, start: int, end: int) -> tuple[Range | None, Range | None] | None:
    """A credit that only follows the caption's last sentence: `… at dawn. Ida Vale/Agency`."""
    low = max(start, end - LONGEST_CREDIT)
    for stop in _SENTENCE_END.finditer(text, low, end):
        tail = text[stop.end() : end].strip()
        if not tail or _ABBREVIATED.search(text, max(start, stop.end() - 8), stop.end()):
            continue
        if _reads_as_credit(tail):
            return _parts(text, (start, stop.end()), (stop.end(), end))
    for bar in re.finditer(r"\s[|•–—]\s|\s{2,}", text[low:end]):
        tail = text[low + bar.end() : end]
        if _reads_as_credit(tail) and ("/" in tail or _names_agency(tail)):
            return _parts(text, (start, low + bar.start()), (low + bar.end(), end))
    return None


def _reads_as_credit(words_: str, bracketed: bool = False, alone: bool = False) -> bool:
    """Whether a stretch is a name, a name with an agency, or what announces one."""
    stretch = words_.strip(" .")
    if not stretch or len(stretch) > LONGEST_CREDIT:
        return False
    if _may_announce(stretch) and _LEADING_WORDS.match(stretch):
        return True
    named = _NAMES.fullmatch(stretch) is not None
    if _names_agency(stretch):
        return named or bracketed
    if alone:
        return named and "/" in stretch and len(stretch.split()) <= 8
    if bracketed and _SOURCE.match(stretch):
        return True
    if bracketed and re.search(rf"(?<!\w){pattern('photo')}(?!\w)", stretch, re.IGNORECASE):
        return True
    tokens = stretch.split()
    if not named or len(tokens) > 10:
        return False
    return "/" in stretch or 2 <= len(tokens) or (bracketed and stretch.isupper())


def _names_agency(stretch: str) -> bool:
    parts = re.split(r"[/|,]|\bvia\b", stretch)
    known = words("agencies")
    return any(folded(part) in known for part in parts)
