"""From attributions to quotes: joined over cues and paragraphs, nested, each with its kind."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from onrecord.annotation import speakers
from onrecord.annotation.attribution import (
    Attribution,
    announcer,
    attributions,
    introduced,
)
from onrecord.annotation.cues import unreported_verbs
from onrecord.annotation.marks import Quotation
from onrecord.annotation.result import Quote, Range
from onrecord.annotation.sentences import Layout, lay_out
from onrecord.annotation.turns import Turn
from onrecord.annotation.units import WORDS, sentence_units, slice_range, word_count
from onrecord.records import QuoteKind

_NEGATIONS = frozenset(("not", "never", "cannot"))
_NOBODY = frozenset(("nobody", "no one", "you", "people"))
_OPENING = frozenset("“\"„«‘'`‹")


def by_layout(layout: Layout, quotations: Sequence[Quotation], turns: Sequence[Turn]) -> list[Attribution]:
    """What `turns` attribute; a passage set apart is said by whom the paragraph before announces."""
    found = []
    last = {sentence.paragraph: number for number, sentence in enumerate(layout.sentences)}
    first = {layout.sentences[n].paragraph: n for n in reversed(range(len(layout.sentences)))}
    for turn in turns:
        one = Attribution(
            [turn.span],
            turn.colon,
            turn.label,
            sentence=first[turn.paragraph],
            shown_by_layout=True,
        )
        if turn.announcement is not None and turn.announcement in last:
            one.cue, one.speaker = announcer(layout, last[turn.announcement], quotations)
        found.append(one)
    return found


def nested(layout: Layout, quotations: Sequence[Quotation], said: Sequence[Quote]) -> list[Quote]:
    """Quotes inside quotes: a quotation inside another's words that a cue there attributes."""
    starts = [quote.spans[0][0] for quote in said]
    children: dict[int, list[Quotation]] = {}
    for one in quotations:
        if one.spoken and one.parent is not None and quotations[one.parent].parent is None:
            children.setdefault(one.parent, []).append(replace(one, parent=None))
    found: list[Quote] = []
    for outer, inner in children.items():
        parent = _around(said, starts, quotations[outer])
        if parent is None:
            continue
        words = [(quotations[outer].inner_start, quotations[outer].inner_end)]
        within = lay_out(layout.text, words, inner)
        said_inside = introduced(within, inner)
        told = {one.spans[0] for one in said_inside}
        rest = [one for one in attributions(within, inner) if not told.intersection(_marked(one, inner))]
        for one in said_inside + rest:
            covered = [q for q in inner if one.spans[0][0] <= q.start and q.end <= one.spans[-1][1]]
            if not covered or one.cue is None:
                continue
            found.append(_quote(layout.text, one, covered, parent))
    return found


def _marked(one: Attribution, quotations: Sequence[Quotation]) -> list[Range]:
    """The quotations that an attribution's content holds."""
    held = [
        q
        for start, end in one.spans
        for q in quotations[
            bisect_left(quotations, start, key=lambda q: q.start) : bisect_left(
                quotations, end, key=lambda q: q.start
            )
        ]
    ]
    return [(q.start, q.end) for q in held if q.end <= one.spans[-1][1]]


def _quote(text: str, one: Attribution, covered: Sequence[Quotation], parent: int | None = None) -> Quote:
    """The quote that an attribution makes, given the quotations that it covers."""
    kind, verbatim = _kind(text, one.spans, covered)
    if one.shown_by_layout:
        kind, verbatim = QuoteKind.direct, []
    return Quote(
        list(one.spans),
        kind,
        one.cue,
        one.speaker,
        verbatim,
        one.attitude,
        parent=parent,
        probability=one.probability,
    )


def reported(layout: Layout, quotations: Sequence[Quotation], said: Sequence[Quote]) -> list[Quote]:
    """Quotes without marks inside quotes: what a source says that somebody says, thinks or means to do."""
    outer = [one for one in quotations if one.parent is None]
    taken = {quote.parent for quote in said}
    found: list[Quote] = []
    for number, quote in enumerate(said):
        if quote.parent is not None or number in taken:
            continue
        for start, end in quote.spans:
            first = bisect_left(outer, start, key=lambda one: one.start)
            last = bisect_left(outer, end, key=lambda one: one.start)
            marks = outer[first:last]
            # A quotation that is the whole span is looked into; one that is a piece of it is one unit.
            if len(marks) == 1 and (marks[0].start, marks[0].end) == (start, end):
                start, end, marks = marks[0].inner_start, marks[0].inner_end, []
            within = lay_out(layout.text, [(start, end)], marks)
            for one in attributions(within, marks):
                if _is_reported(layout.text, one, quote.kind):
                    found.append(_quote(layout.text, one, marks, number))
    return found


def _is_reported(text: str, one: Attribution, around: QuoteKind) -> bool:
    """Whether somebody in a quote tells what somebody says, thinks or plans.

    In a person's own words much is known, wanted, asked and thanked for that is no report.
    """
    if one.cue is None or one.speaker is None:
        return False
    cue = {word.lower() for word in WORDS.findall(text[slice(*one.cue)])}
    if not cue or text[: one.spans[0][0]].rstrip().endswith(":") and text[one.spans[0][0]] not in _OPENING:
        return False
    if around is not QuoteKind.direct:
        return True
    who = text[slice(*one.speaker)].lower()
    negated = any(word in _NEGATIONS or word.endswith(("n't", "n’t")) for word in cue)
    return not negated and who not in _NOBODY and not cue & unreported_verbs()


def inside(
    layout: Layout,
    quotations: Sequence[Quotation],
    said: Sequence[Quote],
    found: Sequence[Attribution],
) -> list[Quote]:
    """Quotes that cues attribute inside what is itself a quote by layout."""
    kept = [
        one
        for one in found
        if one.cue is not None
        and (_marked(one, quotations) or _is_reported(layout.text, one, QuoteKind.direct))
    ]
    inner = assemble(layout, quotations, kept)
    order = sorted(range(len(said)), key=lambda k: said[k].spans[0])
    starts = [said[k].spans[0][0] for k in order]
    for quote in inner:
        at = bisect_right(starts, quote.spans[0][0]) - 1
        quote.parent = order[at] if at >= 0 else None
    return inner


def _around(said: Sequence[Quote], starts: Sequence[int], quotation: Quotation) -> int | None:
    """Index of the quote that holds `quotation`."""
    at = bisect_right(starts, quotation.start) - 1
    for k in range(at, max(-1, at - 3), -1):
        if any(a <= quotation.start and quotation.end <= b for a, b in said[k].spans):
            return k
    return None


# --- quotes ---------------------------------------------------------------------------------------


def assemble(layout: Layout, quotations: Sequence[Quotation], found: Sequence[Attribution]) -> list[Quote]:
    """Quotes of `layout`: attributions with their kind, joined over cues and paragraphs."""
    text = layout.text
    outer = [one for one in quotations if one.parent is None]
    starts = [one.start for one in outer]
    quotes: list[Quote] = []
    ends: list[int] = []
    for one in found:
        covered = [
            outer[k] for a, b in one.spans for k in range(bisect_left(starts, a), bisect_left(starts, b))
        ]
        quote = _quote(text, one, covered)
        before = quotes[-1] if quotes else None
        alone = quote.kind is QuoteKind.direct and one.cue is None and one.speaker is None
        if (
            alone
            and before is not None
            and before.kind is not QuoteKind.indirect
            and one.sentence - ends[-1] <= 1
            and not _announced(text, one.spans[0][0])
        ):
            if _single(text, before.spans[0]) != _single(text, one.spans[0]):
                # Marks of another sort between paragraphs: a subhead, or nobody's words.
                continue
            before.spans += one.spans
            ends[-1] = one.sentence
            continue
        quotes.append(quote)
        ends.append(one.sentence)
    _give_speakers(layout, quotes, quotations)
    return quotes


def _kind(text: str, spans: Sequence[Range], covered: Sequence[Quotation]) -> tuple[QuoteKind, list[Range]]:
    """Direct where every word is inside quotation marks, indirect where none is."""
    pieces = [(one.start, one.end) for one in covered if one.spoken and word_count(text, one)]
    if not pieces:
        return QuoteKind.indirect, []
    words = [match.start() for a, b in spans for match in WORDS.finditer(text, a, b)]
    inside = 0
    at = 0
    for word in words:
        while at < len(pieces) and pieces[at][1] <= word:
            at += 1
        inside += at < len(pieces) and pieces[at][0] <= word
    if inside == len(words):
        return QuoteKind.direct, []
    return QuoteKind.mixed, pieces


def _single(text: str, span: Range) -> bool:
    return text[span[0]] in "'‘‚‹`"


def _announced(text: str, at: int) -> bool:
    """Whether a colon stands before `at`, with nothing but a few blanks between."""
    return text[max(0, at - 4) : at].rstrip().endswith(":")


def _give_speakers(layout: Layout, quotes: list[Quote], quotations: Sequence[Quotation]) -> None:
    """A quote that names nobody takes the speaker of the sentence that announces it with a colon, or
    of the quote just before it."""
    starts = [layout.words[sentence.first].start for sentence in layout.sentences]
    for at, quote in enumerate(quotes):
        if quote.speaker is not None or quote.cue is not None:
            continue
        number = bisect_right(starts, quote.spans[0][0]) - 2
        if number >= 0:
            sentence = layout.sentences[number]
            if layout.words[sentence.last - 1].text == ":":
                quote.cue, quote.speaker = announcer(layout, number, quotations)
            elif sentence.paragraph == layout.sentences[number + 1].paragraph:
                units = sentence_units(layout, sentence, quotations)
                subject = speakers.main_subject(units, len(units))
                if subject is not None and units[subject[0]].is_name_like:
                    end = subject[0] + 1
                    while end < subject[1] and units[end].is_name_like:
                        end += 1
                    quote.speaker = slice_range(units, (subject[0], end))
        if quote.speaker is None and at > 0:
            quote.speaker = quotes[at - 1].speaker
