"""From attributions to quotes: joined over cues and paragraphs, each with its kind and speaker."""

from bisect import bisect_left
from collections.abc import Sequence

from onrecord.annotation import speakers
from onrecord.annotation.attribution import Attribution, announcer
from onrecord.annotation.marks import Quotation
from onrecord.annotation.result import Quote, Range
from onrecord.annotation.sentences import Layout
from onrecord.annotation.turns import Turn
from onrecord.annotation.units import sentence_units, slice_range, word_count
from onrecord.records import QuoteKind
from onrecord.text import WORDS


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


def quote_of(text: str, one: Attribution, covered: Sequence[Quotation], parent: int | None = None) -> Quote:
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
        quote = quote_of(text, one, covered)
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
            if before.kind is QuoteKind.mixed:
                before.verbatim += _pieces(text, covered)
            ends[-1] = one.sentence
            continue
        quotes.append(quote)
        ends.append(one.sentence)
    _give_speakers(layout, quotes, quotations)
    return quotes


def _kind(text: str, spans: Sequence[Range], covered: Sequence[Quotation]) -> tuple[QuoteKind, list[Range]]:
    """Direct where every word is inside quotation marks, indirect where none is."""
    pieces = _pieces(text, covered)
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


def _pieces(text: str, covered: Sequence[Quotation]) -> list[Range]:
    """The quotations that quote words, marks included."""
    return [(one.start, one.end) for one in covered if one.spoken and word_count(text, one)]


def _single(text: str, span: Range) -> bool:
    return text[span[0]] in "'‘‚‹`"


def _announced(text: str, at: int) -> bool:
    """Whether a colon stands before `at`, with nothing but a few blanks between."""
    return text[max(0, at - 4) : at].rstrip().endswith(":")


def _give_speakers(layout: Layout, quotes: list[Quote], quotations: Sequence[Quotation]) -> None:
    """A quote that names nobody takes the speaker of the sentence that announces it with a colon, or
    of the quote just before it."""
    for at, quote in enumerate(quotes):
        if quote.speaker is not None or quote.cue is not None:
            continue
        number = layout.sentence_at(quote.spans[0][0]) - 1
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
