"""Which words of a sentence attribute what to whom, by rules.

Anything else that gives `Attribution`s (a trained tagger) can take the place of `attributions`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.annotation import contents, cue_search, speakers
from onrecord.annotation.cue_search import FoundCue
from onrecord.annotation.cues import Cue, Takes, lexicon
from onrecord.annotation.grammar import Slice, Units, phrase_after
from onrecord.annotation.marks import Quotation
from onrecord.annotation.result import Range
from onrecord.annotation.sentences import Layout
from onrecord.annotation.units import sentence_units, slice_range, unit_slice, word_count, words_inside
from onrecord.records import Attitude
from onrecord.text import WORDS

# Speech as it is told among friends: "and she goes, 'No'".
_TELLING = frozenset(("go", "goes", "went", "going", "like"))
_LONGEST_ADDRESSEE = 3


@dataclass(slots=True)
class Attribution:
    """One cue with what it attributes; `shown_by_layout` where no marks are needed to show it."""

    spans: list[Range]
    cue: Range | None
    speaker: Range | None
    attitude: Attitude = Attitude.speech
    probability: float = 0.8
    sentence: int = -1
    shown_by_layout: bool = False


def attributions(layout: Layout, quotations: Sequence[Quotation]) -> list[Attribution]:
    """What the sentences of `layout` attribute to whom, by rules, in order of the text."""
    found: list[Attribution] = []
    for number, sentence in enumerate(layout.sentences):
        units = sentence_units(layout, sentence, quotations)
        for one in _of_sentence(units, layout.text, quotations):
            one.sentence = number
            found.append(one)
    return found


def announcer(
    layout: Layout, number: int, quotations: Sequence[Quotation]
) -> tuple[Range | None, Range | None]:
    """The cue and the speaker in the sentence that announces what comes after it."""
    units = sentence_units(layout, layout.sentences[number], quotations)
    cues = [one for one in cue_search.find(units) if one.subject is not None]
    if cues:
        return (units[cues[-1].first].start, units[cues[-1].end - 1].end), slice_range(
            units, cues[-1].subject
        )
    colon = units[-1]
    if colon.text != ":":
        return None, None
    return (colon.start, colon.end), slice_range(units, speakers.main_subject(units, len(units)))


def introduced(layout: Layout, quotations: Sequence[Quotation]) -> list[Attribution]:
    """The quotations that a verb of saying introduces right before them: `and he goes, "Wait"`."""
    verbs = lexicon().verbs
    found = []
    for number, sentence in enumerate(layout.sentences):
        units = sentence_units(layout, sentence, quotations)
        for at, unit in enumerate(units):
            if unit.quotation is None:
                continue
            verb = at - 2 if at > 0 and units[at - 1].text in (",", ":") else at - 1
            nearest = max(-1, verb - 1 - _LONGEST_ADDRESSEE)
            while verb > nearest and units[verb].is_word and not _says(units[verb].lower, verbs):
                verb -= 1
            if verb <= nearest or not units[verb].is_word:
                continue
            first = speakers.verb_group_start(units, verb)
            subject = speakers.subject_before(units, first) or speakers.main_subject(units, verb)
            found.append(
                Attribution(
                    [(unit.start, unit.end)],
                    (units[first].start, units[verb].end),
                    slice_range(units, subject),
                    sentence=number,
                )
            )
    return found


def _says(word: str, verbs: Mapping[str, Sequence[Cue]]) -> bool:
    return word in _TELLING or any(
        not cue.particle and Takes.CLAUSE in cue.takes and cue.attitude(Takes.CLAUSE) is Attitude.speech
        for cue in verbs.get(word, ())
    )


def _of_sentence(units: Units, text: str, quotations: Sequence[Quotation]) -> list[Attribution]:
    found = cue_search.find(units)
    results = _according_to(units)
    taken: list[Slice] = [unit_slice(units, span) for one in results for span in one.spans]
    claimed: set[int] = {k for s in taken for k in range(*s) if units[k].quotation is not None}
    # What stands before a cue and its comma is attributed by it, whatever cues are inside.
    for one in sorted(found, key=lambda one: (not _follows(units, one), one.verb)):
        # A cue inside what another attributes is nested there; PolNeAR and we keep the outer.
        if any(s[0] <= one.verb < s[1] for s in taken):
            continue
        slices = contents.find(units, one, found, text, quotations, claimed)
        if not slices:
            continue
        taken += slices
        claimed |= {k for s in slices for k in range(*s) if units[k].quotation is not None}
        results.append(
            Attribution(
                [(units[a].start, units[b - 1].end) for a, b in slices],
                (units[one.first].start, units[one.end - 1].end),
                slice_range(units, one.subject),
                one.attitude or one.cue.attitude(Takes.CLAUSE),
            )
        )
    for at, unit in enumerate(units):
        if unit.quotation is None or at in claimed:
            continue
        left = _left_over(units, at, found, text, quotations[unit.quotation])
        if left is not None:
            results.append(left)
    return sorted(results, key=lambda one: one.spans[0])


def _follows(units: Units, one: FoundCue) -> bool:
    """Whether the cue and its subject come right after a quotation or its comma."""
    begin = min(one.first, one.subject[0]) if one.subject else one.first
    before = begin - 1
    if before > 0 and units[before].text == "," and units[before].quotation is None:
        before -= 1
    return before >= 0 and units[before].quotation is not None


def _according_to(units: Units) -> list[Attribution]:
    results = []
    for at in range(len(units) - 2):
        if units[at].lower != "according" or units[at + 1].lower != "to":
            continue
        speaker = phrase_after(units, at + 2)
        if speaker is None:
            continue
        end = next((k for k in range(speaker[1], len(units)) if units[k].text in ",.;:—"), len(units))
        end = end if end - at < 30 else speaker[1]
        spans: list[Slice] = []
        if at > 3:
            before = at - 1 if units[at - 1].text == "," else at
            first = contents.clause_start(units, before - 1)
            if before > first:
                spans.append((first, before))
        if at <= 3 or (units[at - 1].text == "," and end < len(units) and units[end].text == ","):
            after = contents.trimmed(units, end + 1, len(units))
            if after:
                spans.append(after)
        if spans:
            results.append(
                Attribution(
                    [(units[a].start, units[b - 1].end) for a, b in spans],
                    (units[at].start, units[at + 1].end),
                    slice_range(units, speaker),
                    probability=0.9,
                )
            )
    return results


def _left_over(
    units: Units, at: int, found: Sequence[FoundCue], text: str, quotation: Quotation
) -> Attribution | None:
    """A quotation that no cue claimed: one that a cue far before announces, one that stands alone,
    or one long enough to be somebody's words all the same; anything else is no quote."""
    span = (quotation.start, quotation.end)
    count = word_count(text, quotation)
    alone = not any(unit.is_word for unit in units[:at]) and not any(unit.is_word for unit in units[at + 1 :])
    inner = words_inside(text, quotation)
    announced = at > 0 and units[at - 1].quotation is None and units[at - 1].text in (",", ":", "—")
    previous = [one for one in found if one.end <= at and one.subject is not None]
    if announced and previous and (count >= 3 or inner[-1:] in ".?!,"):
        cue = previous[-1]
        return Attribution(
            [span],
            (units[cue.first].start, units[cue.end - 1].end),
            slice_range(units, cue.subject),
            probability=0.8,
        )
    if announced and units[at - 1].text == ":" and count >= 3:
        return Attribution(
            [span],
            (units[at - 1].start, units[at - 1].end),
            slice_range(units, speakers.main_subject(units, at)),
            probability=0.7,
        )
    if alone and (count >= 4 or inner[-1:] in ".?!"):
        return Attribution([span], None, None, probability=0.7)
    if _is_title(inner) or inner.isupper() or count < 4:
        return None
    cue = previous[-1] if previous else None
    if cue is None or at - cue.end > 25:
        speaker = cue.subject if cue else speakers.main_subject(units, at)
        if at > 0 and units[at - 1].lower == "that":
            span = (units[at - 1].start, span[1])
        return Attribution([span], None, slice_range(units, speaker), probability=0.5)
    content = contents.until_end(units, cue.end, found) or (at, at + 1)
    return Attribution(
        [(units[content[0]].start, units[max(content[1] - 1, at)].end)],
        (units[cue.first].start, units[cue.end - 1].end),
        slice_range(units, cue.subject),
        probability=0.5,
    )


def _is_title(inner: str) -> bool:
    """Whether most words are capitalised, as in the title of a book or a song."""
    words = [word for word in WORDS.findall(inner) if len(word) > 3]
    return len(words) > 0 and all(word[0].isupper() for word in words)
