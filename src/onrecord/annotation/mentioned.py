"""Quotation marks that hold nobody's words: names, titles, signs, slogans, words spoken of as words."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from onrecord.annotation.attribution import Attribution
from onrecord.annotation.cues import mention_words
from onrecord.annotation.marks import Quotation
from onrecord.annotation.result import Range
from onrecord.text import WORDS

# How much of the text before and after a quotation is looked at, in code points.
_BEFORE = 160
_AFTER = 40
# A sign holds no more words than this, a name no more than that.
_LONGEST_SIGN = 14
_LONGEST_NAME = 7
# An attribution with no more beside a mention than this, in code points, is but the mention.
_LITTLE = 20
_ARTICLES = 5
# What is left of an attribution without its mention is one only from this many words on.
_FEWEST_WORDS = 4
_SMALL = frozenset("the a an of and in on for to at by with from or is de la le du der die das".split())
_EDGE = re.compile(r"[.;!?…](?=\s+[A-Z])|[\n“”\"«»„‹›]")
_JOINED = re.compile(r",?(?: and| or)? ?")
_CALL = re.compile(r"\bcall(?:s|ed)?(?: it| her| him| them)?$")
_IT_READ = re.compile(r",? (?:it|they|one|another) (?:reads?|said|says)\b", re.IGNORECASE)
_ARTICLE = r"(?: the| a| an)?"
_SUBJECT = r"(?:he|she|they|we|i|who|you)"
# Who "call" something what they think of it, and what "would call" it: no names.
_JUDGES = "".join(
    rf"(?<!{word} call)"
    for word in (
        *("critics", "opponents", "supporters", "activists", "advocates"),
        *("to", "would", "will", "could", "can", "not", "n't", "n’t"),
    )
)


def find(
    text: str, paragraphs: Sequence[Range], quotations: Sequence[Quotation]
) -> tuple[list[Quotation], list[Range]]:
    """Tell the quotations that mention from those that quote.

    Args:
        text: the text.
        paragraphs: its paragraphs; what tells so stands in the quotation's own.
        quotations: its quotation marks in pairs, by start.

    Returns:
        The quotations, `spoken` or not, and for each that is not, in order, the range from the words that
        tell so to its end.
    """
    marked: list[Quotation] = []
    mentions: list[Range] = []
    starts = [start for start, _ in paragraphs]
    for one in quotations:
        first, last = paragraphs[bisect_right(starts, one.start) - 1]
        words = WORDS.findall(text, one.inner_start, one.inner_end)
        begin = None
        if 0 < len(words) <= _LONGEST_SIGN:
            left, right = max(first, one.start - _BEFORE), min(last, one.end + _AFTER)
            begin = _begin(text, left, right, one, words)
        if begin is None and mentions and 0 < len(words) <= _LONGEST_NAME:
            # Known as "Big Drag" and "Small Drag".
            if first <= mentions[-1][1] and _JOINED.fullmatch(text, mentions[-1][1], one.start):
                begin = mentions[-1][0]
        if begin is not None:
            mentions.append((begin, one.end))
        marked.append(one if begin is None else replace(one, spoken=False))
    return marked, mentions


def without(text: str, found: Sequence[Attribution], mentions: Sequence[Range]) -> list[Attribution]:
    """The attributions without what of them is but a mention, or is told of as one by their cue."""
    ends = [end for _, end in mentions]
    kept = []
    for one in found:
        spans = [
            span
            for span in one.spans
            if not any(
                _is_but(span, one.cue, mention)
                for mention in mentions[bisect_right(ends, span[0]) : bisect_right(ends, span[1] + 1)]
            )
        ]
        words = sum(len(WORDS.findall(text, *span)) for span in spans)
        if len(spans) == len(one.spans) or words >= _FEWEST_WORDS:
            one.spans = spans
            kept.append(one)
    return kept


def _is_but(span: Range, cue: Range | None, mention: Range) -> bool:
    begin, end = mention
    if cue is not None and cue[0] < end and cue[1] > begin:
        return True
    outside = max(0, begin - span[0]) + max(0, span[1] - end)
    return outside <= (_LITTLE if span[0] >= begin else _ARTICLES)


def _begin(text: str, left: int, right: int, one: Quotation, words: Sequence[str]) -> int | None:
    """Where the words begin that tell that `one` is a mention; None where nothing does."""
    edges = [match.end() for match in _EDGE.finditer(text, left, one.start)]
    start = edges[-1] if edges else left
    while start < one.start and text[start].isspace():
        start += 1
    before = text[start : one.start].rstrip()
    after = text[one.end : right]
    for pattern, most in _before():
        match = pattern.search(before) if len(words) <= most else None
        if match is not None:
            return start + match.start()
    if _after().match(after):
        return one.start
    if _IT_READ.match(after) and _sign().search(text, left, one.start):
        return one.start
    if words[0].lower() == "the" and _is_titled(words[1:]) and (match := _CALL.search(before)):
        return start + match.start()
    if _is_titled(words) and (match := _work().search(before)):
        return start + match.start()
    return None


def _is_titled(words: Sequence[str]) -> bool:
    """Whether the words are written as a title is: all that matter with a capital."""
    return bool(words) and words[0][0].isupper() and all(w[0].isupper() or w.lower() in _SMALL for w in words)


def _few(most: int) -> str:
    return rf"(?: [\w'’-]+){{0,{most}}}"


def _any_of(*names: str) -> str:
    words = (word for name in names for word in mention_words()[name])
    return rf"\b(?:{'|'.join(map(re.escape, words))})"


@cache
def _before() -> list[tuple[re.Pattern[str], int]]:
    """What may stand right before the marks, each with the most words that the marks then hold."""
    plain = rf"\b(?:(?!\b{_SUBJECT}\b)[^.;:,]){{0,80}}?"
    wide = rf"\b(?:(?!\b{_SUBJECT}\b)[^.;:]){{0,100}}?"
    ink = r"\b(?: in [\w ]{1,30})?[,:]?$"
    signs, surfaces, words = _any_of("signs"), _any_of("surfaces"), _any_of("words")
    sources = [
        # known to all as "the Admiral"; nicknamed him "Boots"; titled "Low Water"
        (rf"\bknown{_few(6)} as{_ARTICLE}$", _LONGEST_NAME),
        (rf"\b(?:nicknamed|christened|codenamed|renamed){_few(3)}$", _LONGEST_NAME),
        (r"\bnamed (?:it|him|her|them)$", _LONGEST_NAME),
        (rf"{_any_of('naming')},?(?: simply| as)?{_ARTICLE}$", _LONGEST_SIGN),
        # crews call it the "Old Lady"; is called "the moon"; a cat called "Tom"
        (rf"(?-i:(?:^[A-Z]|\b[a-z])[\w'’-]*) call{_JUDGES}(?! (?:for|on|upon|off|to)\b){_few(7)}$", 4),
        (r"\bcalls(?: it| her| him| them)? the$", 4),
        (rf"\b(?:is|are|was|were|been|being)(?: \w+ly| also| now)? (?:called|termed){_ARTICLE}$", 4),
        (rf"(?-i:\b(?!{_SUBJECT}\b)[a-z]+) called$", _LONGEST_NAME),
        (r"\bauthor of$", _LONGEST_NAME),
        (r"\b(?:which|what|as) (?:the|its|his|her|their|local) [\w'’-]+ calls?(?: it| them)?$", 3),
        (rf"\brefer(?:s|red|ring)? to{_few(4)} as the$", 4),
        (rf"{_any_of('listing')}{_few(4)} as{_ARTICLE}$", 4),
        # the words "no way out"; under the slogan "Work First"; the name of it was "Spring"
        (rf"{words}(?: for| such as| like| reading| that reads?)?[,:]?$", _LONGEST_SIGN),
        (rf"{words} (?:for|of){_few(4)} (?:is|was)$", _LONGEST_NAME),
        (r"\b(?:slogans?|chants?|shouts|cries) (?:of|such as|like)$", _LONGEST_SIGN),
        (r"\b(?:meant? by|defines?|defined|spelled|spelt)$", 3),
        # a banner that says "Go home"; a hat with "Go"; a banner, on page three: "Go"; painted "Go"
        (rf"{signs}{plain}{_any_of('saying')}{ink}", _LONGEST_SIGN),
        (rf"{signs}{wide}{_any_of('showing', 'writing')}{ink}", _LONGEST_SIGN),
        (rf"{signs}(?:,? [\w ]{{1,40}},?:|[,:]?)$", _LONGEST_SIGN),
        (rf"{signs}{wide}\bwelcom\w+ [\w ]{{1,30}} to$", _LONGEST_SIGN),
        (rf"{surfaces}{wide}{_any_of('showing', 'writing')}{ink}", _LONGEST_SIGN),
        (rf"{_any_of('writing')}$", _LONGEST_SIGN),
    ]
    return [(re.compile(source, re.IGNORECASE), most) for source, most in sources]


@cache
def _after() -> re.Pattern[str]:
    """What may stand right after the marks of a sign or a name.

    "Go" is painted on; a "Go" sweatshirt; "the Boss" is what they call her.
    """
    written = rf"(?: (?:is|are|was|were|had been|has been))? {_any_of('writing')} (?:on|in|across|over)\b"
    called = r" (?:is|was|are|were) what (?:\w+ ){1,3}call(?:s|ed)? (?:it|him|her|them)\b"
    return re.compile(rf",?{written}|{called}| {_any_of('signs')}\b", re.IGNORECASE)


@cache
def _work() -> re.Pattern[str]:
    return re.compile(rf"{_any_of('works')}(?: is| was)?,?$", re.IGNORECASE)


@cache
def _sign() -> re.Pattern[str]:
    return re.compile(rf"{_any_of('signs', 'surfaces')}\b", re.IGNORECASE)
