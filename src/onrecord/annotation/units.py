"""A sentence as units: its words, and each outer quotation in it as one."""

from bisect import bisect_left
from collections.abc import Sequence

from onrecord.annotation.grammar import Slice, Unit, Units, unit_of
from onrecord.annotation.marks import Quotation
from onrecord.annotation.result import Range
from onrecord.annotation.sentences import Layout, Sentence
from onrecord.text import WORDS


def sentence_units(layout: Layout, sentence: Sentence, quotations: Sequence[Quotation]) -> list[Unit]:
    """The sentence's words, each outer quotation as one unit."""
    words = layout.words[sentence.first : sentence.last]
    if not words:
        return []
    at = bisect_left(quotations, words[0].start, key=lambda one: one.start)
    units: list[Unit] = []
    until = words[0].start
    for k, word in enumerate(words):
        if word.start < until:
            continue
        while at < len(quotations) and (
            quotations[at].parent is not None or quotations[at].end <= word.start
        ):
            at += 1
        if at < len(quotations) and quotations[at].start <= word.start:
            one = quotations[at]
            inside_marks = words_inside(layout.text, one)
            if one.spoken:
                units.append(Unit(one.start, one.end, '"', '"', at, inside_marks[-1:]))
            else:
                units.append(Unit(one.start, one.end, inside_marks, inside_marks.lower()))
            until = one.end
            at += 1
        else:
            following = words[k + 1] if k + 1 < len(words) else None
            inside = bool(units) and following is not None and following.is_capitalised
            units.append(unit_of(word, inside))
    return units


def slice_range(units: Units, piece: Slice | None) -> Range | None:
    """Where in the text a slice of units stands."""
    return None if piece is None else (units[piece[0]].start, units[piece[1] - 1].end)


def unit_slice(units: Units, span: Range) -> Slice:
    """The units that stand in a range of the text."""
    starts = [unit.start for unit in units]
    return bisect_left(starts, span[0]), bisect_left(starts, span[1])


def words_inside(text: str, quotation: Quotation) -> str:
    """What stands between the marks of the quotation."""
    return text[quotation.inner_start : quotation.inner_end].strip()


def word_count(text: str, quotation: Quotation) -> int:
    """Number of words inside the quotation."""
    return len(WORDS.findall(text, quotation.inner_start, quotation.inner_end))
