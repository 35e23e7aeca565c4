"""The tagger's evidence and the rules', made one: which stretch is attributed, by which cue, to whom.

The tagger knows meaning, the rules know the structure of quotation marks. The tagger's stretches are
fitted to the marks; what the rules found inside marks and the tagger missed is added; a cue or speaker that
one lacks is taken from the other.
"""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from onrecord.annotation.attribution import Attribution
from onrecord.annotation.cues import Takes, lexicon
from onrecord.annotation.decode import NameSpan, RawQuote, Span
from onrecord.annotation.marks import Quotation
from onrecord.annotation.result import Mention, Range, meets
from onrecord.annotation.sentences import Layout
from onrecord.annotation.units import word_count
from onrecord.records import Attitude, EntityLabel
from onrecord.text import WORDS, length, shared_length

_SPOKEN_WORDS = 4
"""Quotation marks around fewer words are more often no quote than one."""
_CLOSE = 8
# The end of a sentence in marks and the beginning of another.
_MARKED_SENTENCE = re.compile(r"[.!?…].[ \u00a0]+[A-Z]")
_SENTENCE_END = re.compile(r"[.!?…]\s{1,4}")
# What stands before another verb of the same subject: "said it would pay, but refused to say when".
_COORDINATED = re.compile(r",\s(?:and|but|yet)\s(?:also\s|then\s|later\s)?$")


def attributions(
    layout: Layout, quotations: Sequence[Quotation], ruled: Sequence[Attribution], tagged: Sequence[RawQuote]
) -> list[Attribution]:
    """Attributions by both, in order of the text.

    Args:
        layout: the text.
        quotations: its quotation marks in pairs.
        ruled: what the rules found.
        tagged: what the tagger found.
    """
    outer = [one for one in quotations if one.parent is None]
    quoted = frozenset((one.start, one.end) for one in outer if one.spoken)
    found = _apart([one for raw in tagged for one in _fitted(layout, outer, quoted, raw)])
    by_place = _Places(found)
    if behind := _cut_at_coordinated(layout.text, by_place, ruled):
        found += behind
        by_place = _Places(found)
    joined: set[int] = set()
    for rule in ruled:
        near = [one for one in by_place.touching(rule.spans) if id(one) not in joined]
        partners = [one for one in near if 2 * shared_length(one.spans, rule.spans) >= length(one.spans)]
        if len(near) == 1 and _has_its_own_cue(near[0], rule):
            near[0].spans = [span for span in near[0].spans if span not in rule.spans]
            found.append(rule)
        elif partners:
            joined |= {id(one) for one in _complete(partners, rule, outer)}
        elif not near and _is_marked(layout.text, outer, rule):
            found.append(rule)
    found = [one for one in found if id(one) not in joined]
    for one in found:
        one.sentence = layout.sentence_at(one.spans[0][0])
    return sorted(found, key=lambda one: one.spans[0])


def _cut_at_coordinated(text: str, by_place: "_Places", ruled: Sequence[Attribution]) -> list[Attribution]:
    """Cut reports where their speaker goes on to another: "said it would pay, but refused to say when".

    Returns:
        What the rules found behind the cuts, which the tagger took for the end of the report.
    """
    behind = []
    for rule in ruled:
        if rule.cue is None or rule.speaker is None:
            continue
        for one in by_place.touching([rule.cue]):
            last = one.spans[-1]
            place = _COORDINATED.search(text, last[0], rule.cue[0]) if last[0] < rule.cue[0] else None
            own = one.speaker is not None and shared_length([one.speaker], [rule.speaker])
            before = one.cue is not None and one.cue[1] <= last[0]
            if place and own and before and all(last[0] < start for start, _ in rule.spans):
                one.spans[-1] = (last[0], place.start())
                behind.append(rule)
                break
    return behind


class _Places:
    """Attributions by where they stand, none overlapping another."""

    def __init__(self, found: Sequence[Attribution]) -> None:
        self._parts = sorted((span, k) for k, one in enumerate(found) for span in one.spans)
        self._ends = [span[1] for span, _ in self._parts]
        self._found = list(found)

    def touching(self, spans: Sequence[Range]) -> list[Attribution]:
        """Those that share a character with any of the spans, in order."""
        touched: dict[int, None] = {}
        for start, end in spans:
            at = bisect_right(self._ends, start)
            while at < len(self._parts) and self._parts[at][0][0] < end:
                touched[self._parts[at][1]] = None
                at += 1
        return [self._found[k] for k in touched]


def _fitted(
    layout: Layout, outer: Sequence[Quotation], quoted: AbstractSet[Range], raw: RawQuote
) -> list[Attribution]:
    """A tagged quote as attributions, its stretches fitted to quotation marks and paragraphs.

    It is several where sentences of quotation stand before or after what its cue reports: these have no
    cue of their own, nor has what stands in marks inside another paragraph.
    """
    spans = [
        fitted
        for span in raw.spans
        for part in _within_paragraphs(layout, (span.start, span.end))
        if (fitted := _to_marks(outer, part)) is not None
    ]
    cue = _in_one_paragraph(layout, raw.cue)
    apart = quoted if cue is not None and _takes_clause(layout.text, cue) else frozenset()
    speaker = _in_one_paragraph(layout, raw.speaker)
    spans = _merged(spans)
    elsewhere = [] if cue is None else _elsewhere(layout, quoted, spans, cue)
    spans = [span for span in spans if span not in elsewhere]
    found = [Attribution([span], None, None, probability=raw.probability) for span in elsewhere]
    groups = _by_sentence(layout.text, _cut_sentences(layout.text, spans, quoted), apart)
    for group in groups:
        # The cue is that of the group next to it.
        own = cue if group is groups[-1 if cue is not None and cue[0] >= spans[-1][1] else 0] else None
        found.append(
            Attribution(
                spans=_unbroken(layout.text, group),
                cue=own,
                speaker=speaker,
                attitude=attitude(layout.text, own, group[0]),
                probability=raw.probability,
            )
        )
    return found


def _elsewhere(
    layout: Layout, quoted: AbstractSet[Range], spans: Sequence[Range], cue: Range
) -> list[Range]:
    """The spans that are quotations of another paragraph than their cue's, behind other words of it."""
    own = layout.paragraph_at(cue[0])
    return [
        span
        for span in spans
        if span in quoted
        and (there := layout.paragraph_at(span[0])) != own
        and span[0] > layout.paragraphs[there][0]
    ]


def _cut_sentences(text: str, spans: Sequence[Range], quoted: AbstractSet[Range]) -> list[Range]:
    """The spans, those cut that begin with a whole sentence in marks and go on without."""
    ends = {start: end for start, end in quoted}
    cut: list[Range] = []
    for start, end in spans:
        first = ends.get(start, end)
        if first < end and _MARKED_SENTENCE.match(text, first - 2):
            following = first + len(text[first:end]) - len(text[first:end].lstrip())
            cut += [(start, first), (following, end)]
        else:
            cut.append((start, end))
    return cut


def _takes_clause(text: str, cue: Range) -> bool:
    """Whether whole sentences may follow the cue: what "called him" so needs its object."""
    verbs = lexicon().verbs
    words = (word.lower() for word in WORDS.findall(text, *cue))
    return any(Takes.CLAUSE in verb.takes for word in words for verb in verbs.get(word, ()))


def _by_sentence(text: str, spans: list[Range], quoted: AbstractSet[Range]) -> list[list[Range]]:
    """The spans in groups: one that is a quotation and a sentence, after one that is none, begins another."""
    groups: list[list[Range]] = []
    for span in spans:
        before = groups[-1][-1] if groups else None
        if before is None:
            groups.append([span])
            continue
        between = before[1], span[0]
        follows = span in quoted and before not in quoted and _SENTENCE_END.fullmatch(text, *between)
        precedes = before in quoted and span not in quoted and _is_next_sentence(text, *between)
        if follows or precedes:
            groups.append([span])
        else:
            groups[-1].append(span)
    return groups


def _is_next_sentence(text: str, end: int, start: int) -> bool:
    """Whether a sentence in marks ends at `end` and another begins at `start`."""
    return bool(_MARKED_SENTENCE.match(text, end - 2)) and not text[end:start].strip()


def _in_one_paragraph(layout: Layout, span: Span | None) -> Range | None:
    if span is None or len(_within_paragraphs(layout, (span.start, span.end))) != 1:
        return None
    return span.start, span.end


def _within_paragraphs(layout: Layout, span: Range) -> list[Range]:
    last = bisect_left(layout.paragraphs, span[1], key=lambda one: one[0])
    parts = [
        (max(span[0], a), min(span[1], b)) for a, b in layout.paragraphs[layout.paragraph_at(span[0]) : last]
    ]
    return [(a, b) for a, b in parts if a < b and layout.text[a:b].strip()]


def _to_marks(outer: Sequence[Quotation], span: Range) -> Range | None:
    """The span with no quotation cut in two: one that is mostly inside is taken whole, else left out."""
    start, end = span
    first = max(0, bisect_right(outer, start, key=lambda one: one.start) - 1)
    for one in outer[first : bisect_left(outer, end, key=lambda one: one.start)]:
        if one.end <= start or one.start >= end or one.start >= start and one.end <= end:
            continue
        covered = min(end, one.end) - max(start, one.start)
        inside = start >= one.start and end <= one.end
        if inside and 2 * covered < one.end - one.start:
            return span
        if 2 * covered >= one.end - one.start:
            start, end = min(start, one.start), max(end, one.end)
        elif start < one.start:
            end = one.start
        else:
            start = one.end
    return (start, end) if start < end else None


def _merged(spans: list[Range]) -> list[Range]:
    merged: list[Range] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _unbroken(text: str, spans: list[Range]) -> list[Range]:
    """Spans with those made one between which no word and no line end stands."""
    whole: list[Range] = []
    for start, end in spans:
        between = text[whole[-1][1] : start] if whole else "\n"
        if len(between) <= _CLOSE and not re.search(r"[\w\n]", between):
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


def _apart(found: list[Attribution]) -> list[Attribution]:
    """Attributions of which no two share a character: of two that do, the surer one stays."""
    kept: list[Attribution] = []
    taken: list[Range] = []
    for one in sorted(found, key=lambda one: -one.probability):
        if any(meets(taken, span) for span in one.spans):
            continue
        kept.append(one)
        for span in one.spans:
            insort(taken, span)
    return kept


def _complete(
    partners: list[Attribution], rule: Attribution, outer: Sequence[Quotation]
) -> list[Attribution]:
    """Let a rule give the cue and speaker that its partners lack, and join what it holds together.

    Returns:
        The partners that have become part of another.
    """
    first = min(partners, key=lambda one: one.spans[0])
    gone = []
    for other in partners:
        if other is not first and (other.cue in (None, first.cue) or first.cue is None):
            first.spans = _merged(first.spans + other.spans)
            first.cue, first.speaker = first.cue or other.cue, first.speaker or other.speaker
            gone.append(other)
    if first.cue is None or first.cue == rule.cue:
        first.cue = rule.cue
        first.attitude = rule.attitude if rule.cue else first.attitude
    beyond = first.cue == rule.cue and _is_beyond(outer, first.cue, first.speaker)
    if rule.speaker and (first.speaker is None or beyond or shared_length([first.speaker], [rule.speaker])):
        # Rules leave out appositions, as the guidelines do; the tagger has learned to keep them.
        first.speaker = rule.speaker
    return gone


def _is_beyond(outer: Sequence[Quotation], cue: Range | None, speaker: Range | None) -> bool:
    """Whether a whole quotation stands between a cue and a speaker after it: the speaker of another."""
    if cue is None or speaker is None:
        return False
    at = bisect_left(outer, cue[1], key=lambda one: one.start)
    return at < len(outer) and outer[at].end <= speaker[0]


def _has_its_own_cue(tagged: Attribution, rule: Attribution) -> bool:
    """Whether a rule found another cue for what the tagger took for a later part of a quote."""
    later = all(span in tagged.spans[1:] for span in rule.spans)
    return later and None not in (rule.cue, tagged.cue) and rule.cue != tagged.cue


def _is_marked(text: str, outer: Sequence[Quotation], rule: Attribution) -> bool:
    words = 0
    for start, end in rule.spans:
        first = bisect_left(outer, start, key=lambda one: one.start)
        last = bisect_left(outer, end, key=lambda one: one.start)
        words += sum(word_count(text, one) for one in outer[first:last] if one.spoken and one.end <= end)
    return words >= _SPOKEN_WORDS


def attitude(text: str, cue: Range | None, content: Range) -> Attitude:
    """Speech, thought or intention, as the cue and the form of its content tell."""
    if cue is None:
        return Attitude.speech
    known = lexicon()
    opening = WORDS.search(text, *content)
    infinitive = opening is not None and opening.group().lower() == "to"
    words = [word.lower() for word in WORDS.findall(text[cue[0] : cue[1]])]
    for at in range(len(words) - 1, -1, -1):
        for verb in known.verbs.get(words[at], ()):
            if tuple(words[at + 1 : at + 1 + len(verb.particle)]) == verb.particle:
                wanted = (Takes.INFINITIVE, Takes.REQUEST) if infinitive else (Takes.CLAUSE, Takes.NOUN)
                takes = next((kind for kind in wanted if kind in verb.takes), wanted[0])
                return verb.attitude(takes)
        if words[at] in known.nouns:
            return known.nouns[words[at]]
    return Attitude.speech


def names(
    layout: Layout, tagged: Sequence[NameSpan], works: Sequence[Mention], dates: Sequence[Mention]
) -> list[Mention]:
    """Titles of works, other names by the tagger, and the dates that it missed, in order.

    No name goes over the end of a paragraph; of two that overlap, the first named here stays.
    """
    found = [
        Mention(start, end, EntityLabel(one.label), probability=one.probability)
        for one in tagged
        for start, end in _within_paragraphs(layout, (one.start, one.end))
    ]
    return sorted(_without_overlaps([*works, *found, *dates]), key=lambda one: (one.start, one.end))


def _without_overlaps(mentions: Sequence[Mention]) -> list[Mention]:
    """Of mentions that share characters the one that came first in the list."""
    kept: list[Mention] = []
    taken: list[Range] = []
    for one in mentions:
        if not meets(taken, (one.start, one.end)):
            insort(taken, (one.start, one.end))
            kept.append(one)
    return kept

