"""Quotes inside quotes: whom a source quotes, and what a source tells that somebody says or thinks."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from onrecord.annotation import combine, cue_search
from onrecord.annotation.attribution import Attribution, attributions, introduced
from onrecord.annotation.contents import QUESTION_WORDS, begins_clause
from onrecord.annotation.cues import Cue, Form, Takes, lexicon, unreported_verbs
from onrecord.annotation.decode import RawQuote, Span
from onrecord.annotation.grammar import BE, unit_of
from onrecord.annotation.marks import Quotation
from onrecord.annotation.quotes import quote_of
from onrecord.annotation.result import Quote, Range, meets
from onrecord.annotation.sentences import Layout, lay_out
from onrecord.annotation.units import sentence_units
from onrecord.records import Attitude, QuoteKind
from onrecord.text import WORDS, length

# A quote of fewer words holds no report.
_FEWEST_WORDS = 4
_NEGATIONS = frozenset(("not", "never", "cannot", "nor"))
# Who tells nothing: "nobody said", "you think", "people want", "anyone who believes".
_ANYBODY = frozenset(("nobody", "none", "anyone", "anybody", "everyone", "everybody"))
_NOBODY = _ANYBODY | {"no", "you", "people", "who", "which", "what", "that", "whoever"}
_SELF = frozenset(("i", "we"))
_MODALS = frozenset(("will", "would", "could", "can", "may", "might", "must", "should", "shall", "ll", "d"))
# Before a subject these make a question or a condition of what it says.
_UNREAL = frozenset(("do", "does", "did", "if", "unless", "whatever", "whenever"))
_NUMBERS = frozenset(
    ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
)
# What may be said of somebody or something "to" do: "they want us to leave".
_WISH = frozenset(
    "want wants wanted expect expects expected ask asks asked tell tells told urge urges urged".split()
)
_SAY = frozenset(("say", "says", "said"))
# How many words after the first an infinitive may begin: "the number to double".
_FURTHEST_INFINITIVE = 6
_OPENING = frozenset("“\"„«‘'`‹")
# So much stands between a cue and the marks right after it at most, in code points.
_CLOSE = 2
# How far before a cue the form of "be" may stand that makes it passive, before content its colon, in
# code points; and the words before a speaker that deny what he says.
_NEAR = 24
_NEAR_SPEAKER = 60

_REPORTING = Takes.CLAUSE | Takes.ADDRESSEE | Takes.INFINITIVE | Takes.REQUEST

Tag = Callable[[str], Sequence[RawQuote]]


@dataclass(frozen=True, slots=True)
class _Inside:
    """A stretch of a quote that may hold others, with the quotations in it."""

    range: Range
    quotations: list[Quotation]
    around: QuoteKind


def find(
    layout: Layout, quotations: Sequence[Quotation], said: Sequence[Quote], tag: Tag, tagged_end: int
) -> list[Quote]:
    """Quotes inside those of `said`, each with the index of the one around it as its parent.

    Args:
        layout: the text.
        quotations: its quotation marks in pairs.
        said: its quotes, none inside another.
        tag: what the tagger takes for quotes in a text.
        tagged_end: where the part of the text ends that the tagger reads; behind it rules stand alone.
    """
    children: dict[int, list[Quotation]] = defaultdict(list)
    for one in quotations:
        if one.parent is not None and quotations[one.parent].parent is None:
            children[one.parent].append(replace(one, parent=None))
    found: list[Quote] = []
    for number, quote in enumerate(said):
        for inside in _insides(quotations, children, quote):
            found += _of(layout, inside, number, tag if inside.range[1] <= tagged_end else None)
    return found


def _insides(
    quotations: Sequence[Quotation], children: dict[int, list[Quotation]], quote: Quote
) -> Iterator[_Inside]:
    """The stretches of a quote: what is in its marks, else the whole; and what is in marks there."""
    for start, end in quote.spans:
        first = bisect_left(quotations, start, key=lambda one: one.start)
        last = bisect_left(quotations, end, key=lambda one: one.start)
        outer = [k for k in range(first, last) if quotations[k].parent is None]
        if len(outer) != 1 or (quotations[outer[0]].start, quotations[outer[0]].end) != (start, end):
            yield _Inside((start, end), [quotations[k] for k in outer], quote.kind)
            outer = [k for k in outer if k in children]
        for k in outer:
            words = (quotations[k].inner_start, quotations[k].inner_end)
            yield _Inside(words, children.get(k, []), QuoteKind.direct)


def _of(layout: Layout, inside: _Inside, parent: int, tag: Tag | None) -> list[Quote]:
    """The quotes of one stretch: first those that a verb introduces right before their marks."""
    # The comma before the closing mark belongs to the quote around.
    start = inside.range[0]
    end = start + len(layout.text[slice(*inside.range)].rstrip(" ,\u00a0"))
    within = lay_out(layout.text, [(start, end)], inside.quotations)
    if len(within.words) < _FEWEST_WORDS:
        return []
    spoken = [one for one in inside.quotations if one.spoken]
    ruled = attributions(within, inside.quotations)
    if tag is not None and _may_report(within, inside.quotations):
        raw = [_moved(one, start) for one in tag(layout.text[start:end])]
        ruled = combine.attributions(within, inside.quotations, ruled, raw)
    told = introduced(within, spoken) if inside.around is QuoteKind.direct else []
    taken = sorted(span for one in told for span in one.spans)
    quotes = [quote_of(layout.text, one, _covered(one, spoken), parent) for one in told]
    for one in ruled:
        if any(meets(taken, span) for span in one.spans):
            continue
        covered = _covered(one, spoken)
        shown = one if _is_marked(one, covered, inside.around) else _reported(within, one, inside.around)
        if shown is not None:
            for span in shown.spans:
                insort(taken, span)
            quotes.append(quote_of(layout.text, shown, covered, parent))
    return quotes


def _covered(one: Attribution, quotations: Sequence[Quotation]) -> list[Quotation]:
    """The quotations, in order, that the content of an attribution holds."""
    held = []
    for start, end in sorted(one.spans):
        first = bisect_left(quotations, start, key=lambda q: q.start)
        last = bisect_left(quotations, end, key=lambda q: q.start)
        held += [q for q in quotations[first:last] if q.end <= end]
    return held


def _is_marked(one: Attribution, covered: Sequence[Quotation], around: QuoteKind) -> bool:
    """Whether marks show that the content is a quote; in a paraphrase they hold most of it and its cue
    is right before it."""
    if one.cue is None or not covered:
        return False
    if around is QuoteKind.direct:
        return True
    in_marks = sum(q.end - q.start for q in covered)
    return (
        2 * in_marks > length(one.spans) and one.spans[0][0] - one.cue[1] <= _CLOSE
    )


def _moved(raw: RawQuote, by: int) -> RawQuote:
    """A quote of a part of the text as one of the text."""

    def moved(span: Span) -> Span:
        return replace(span, start=span.start + by, end=span.end + by)

    return RawQuote(
        tuple(moved(span) for span in raw.spans),
        raw.cue and moved(raw.cue),
        raw.speaker and moved(raw.speaker),
        raw.probability,
    )


def _may_report(within: Layout, quotations: Sequence[Quotation]) -> bool:
    """Whether a report may be in it, so that it is worth the tagger's time: a past form of a verb of
    saying or thinking, or any other form that has a subject."""
    verbs = lexicon().verbs
    if any(
        verb.takes & (Takes.CLAUSE | Takes.ADDRESSEE) and verb.forms & Form.PAST
        for word in within.words
        if word.lower not in unreported_verbs()
        for verb in verbs.get(word.lower, ())
    ):
        return True
    return any(
        one.cue.takes & _REPORTING and units[one.verb].lower not in unreported_verbs()
        for sentence in within.sentences
        for units in [sentence_units(within, sentence, quotations)]
        for one in cue_search.find(units)
    )


# --- reports without marks --------------------------------------------------------------------------


class _Content(Enum):
    """What a cue attributes, by its form."""

    CLAUSE = auto()
    INFINITIVE = auto()
    OBJECT = auto()


def _reported(within: Layout, one: Attribution, around: QuoteKind) -> Attribution | None:
    """The attribution if somebody in a quote tells by it what somebody says, thinks or plans.

    Of one who "was told" something the source is not named: such an attribution has no speaker.
    """
    text = within.text
    if one.cue is None or _has_no_mark_after_its_colon(text, one.spans[0][0]):
        return None
    cue = _words(text, one.cue)
    verbs = [verb for word in cue for verb in lexicon().verbs.get(word, ())]
    if not verbs and not lexicon().nouns.keys() & cue:
        return None
    content = _content(within, one, cue)
    if _is_passive(text, one.cue, verbs):
        return replace(one, speaker=None) if content is _Content.CLAUSE else None
    if one.speaker is None:
        return None
    if around is not QuoteKind.direct:
        told = content is not _Content.OBJECT or one.attitude is Attitude.thought
    else:
        told = content is not _Content.OBJECT and _is_told(within, one, cue, verbs, content)
    return one if told else None


def _is_told(
    within: Layout, one: Attribution, cue: Sequence[str], verbs: Sequence[Cue], content: _Content
) -> bool:
    """Whether it is a report in a person's own words, where much is known, wanted, asked and thanked for.

    Args:
        one: what has a cue and a speaker.
        cue: the words of its cue, in lower case.
        verbs: what verbs they can be.
        content: the form of what it attributes: a clause or an infinitive.
    """
    if unreported_verbs().intersection(cue):
        return False
    text = within.text
    who = _words(text, one.speaker)
    group = _words(text, (min(one.speaker[1], one.cue[0]), one.cue[1]))
    near = max(within.paragraphs[0][0], one.speaker[0] - _NEAR_SPEAKER)
    before = _words(text, (near, one.speaker[0]))[-2:]
    if not who or who[0] in _NOBODY or _ANYBODY.intersection(before[:-1]):
        return False
    if _UNREAL.intersection(before[-1:]) or _MODALS.intersection(group):
        return False
    if any(word in _NEGATIONS or word.endswith(("n't", "n’t")) for word in group):
        return False
    if who[0] not in _SELF:
        return True
    if content is _Content.INFINITIVE:
        return not _WISH.intersection(cue)
    told = any(verb.forms & (Form.PAST | Form.PARTICIPLE) for verb in verbs)
    return told or one.attitude is Attitude.thought


def _words(text: str, span: Range) -> list[str]:
    return [word.lower() for word in WORDS.findall(text, *span)]


def _has_no_mark_after_its_colon(text: str, at: int) -> bool:
    return text[max(0, at - _NEAR) : at].rstrip().endswith(":") and text[at] not in _OPENING


def _is_passive(text: str, cue: Range, verbs: Sequence[Cue]) -> bool:
    """Whether the cue tells who was told, not who told: "we were assured"."""
    if not any(Takes.ADDRESSEE in verb.takes and Form.PARTICIPLE in verb.forms for verb in verbs):
        return False
    near = _words(text, (max(0, cue[0] - _NEAR), cue[1]))
    return any(word in BE for word in near[-3:-1])


def _content(within: Layout, one: Attribution, cue: Sequence[str]) -> _Content:
    """The form of what is attributed: a clause, an infinitive, or the mere object of a verb."""
    start, end = one.spans[0]
    first = bisect_left(within.words, start, key=lambda word: word.start)
    last = bisect_left(within.words, end, key=lambda word: word.start)
    units = [unit_of(word) for word in within.words[first:last]]
    words = [unit.lower for unit in units]
    if words[:1] == ["to"] or words[:2] == ["not", "to"]:
        return _Content.INFINITIVE
    opening = words[0] if words else ""
    if opening == "that" or opening in QUESTION_WORDS or _SAY.intersection(cue) and _is_number(opening):
        return _Content.CLAUSE
    if "to" in words[1:_FURTHEST_INFINITIVE] and _WISH.intersection(cue):
        return _Content.INFINITIVE
    return _Content.CLAUSE if units and begins_clause(units, 0) else _Content.OBJECT


def _is_number(word: str) -> bool:
    return word[:1].isdigit() or word in _NUMBERS
