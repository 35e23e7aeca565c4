"""Whom the pronoun of a known speaker stands for: "she said" looks for who was spoken of last."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from onrecord.annotation.coreference.candidates import Candidate, View
from onrecord.annotation.gazetteer import Gender
from onrecord.records import EntityLabel

_SENTENCES_BACK = 12
_MENTIONS_BACK = 300
_REASONS = {
    "he": "pronoun, nearest person before it",
    "she": "pronoun, nearest person before it",
    "they": "pronoun, nearest group before it",
    "it": "pronoun, nearest organisation or place before it",
}


def antecedent(
    view: View, seen: Sequence[View], candidates: Mapping[int, Candidate], speakers: AbstractSet[int]
) -> tuple[int, str, float] | None:
    """The fitting entity of the nearest sentence before a speaker's pronoun: who speaks, then subjects.

    What stands in another quotation is passed over: who speaks refers to others there.

    Args:
        seen: the mentions before, in order.
        speakers: where mentions that speak begin.
    """
    if view.kind not in _REASONS:
        return None
    found: list[View] = []
    for other in reversed(seen[-_MENTIONS_BACK:]):
        if view.sentence - other.sentence > _SENTENCES_BACK:
            break
        if found and other.sentence != found[0].sentence:
            break
        if other.item.end > view.item.start or other.quotation not in (-1, view.quotation):
            continue
        if _fits(view, candidates[other.item.entity]):
            found.append(other)
    if not found:
        return None
    best = min(found, key=lambda one: (one.item.start not in speakers, one.item.start))
    gender = candidates[best.item.entity].gender
    sure = 0.55 if view.kind in ("it", "they") else 0.75 if gender is not None else 0.6
    return best.item.entity, _REASONS[view.kind], sure


def _fits(view: View, one: Candidate) -> bool:
    if view.kind == "they":
        return one.plural * 2 > one.sized or "they" in one.pronouns
    person = EntityLabel.PERSON in one.labels or "he" in one.pronouns or "she" in one.pronouns
    if view.kind == "it":
        return not person and bool(one.labels) and EntityLabel.NORP not in one.labels
    plural = one.sized > 0 and one.plural == one.sized
    return person and not plural and one.gender in (Gender(view.kind), None, Gender.either)
