"""What speaks for and against each entity that a mention may refer to: numbers for the ranker."""

import math
import os.path
from bisect import bisect_left
from collections.abc import Sequence

from onrecord.annotation.coreference.candidates import SPOKEN, Candidate, View
from onrecord.annotation.coreference.clauses import COPULAS
from onrecord.annotation.coreference.columns import OWN, PAIR, PERSONAL
from onrecord.annotation.coreference.evidence import Evidence
from onrecord.annotation.coreference.kinds import PLACE_NOUNS
from onrecord.annotation.coreference.words import CALLED, HE_NOUNS, SHE_NOUNS
from onrecord.annotation.gazetteer import Gender
from onrecord.records import MentionForm

_SAYER = OWN.index("quoted_speaker")
_BEFORE_VERB = OWN.index("before_verb")
_INSIDE = OWN.index("inside")
_SENTENCE_PLACE = OWN.index("sentence_place")
_AFTER_PREPOSITION = OWN.index("after_preposition")
_AT = {name: k for k, name in enumerate(PAIR)}
# How many sentences before a mention are near.
_NEAR = 2
# Whom "I", "you" and "we" stand for hangs on who talks, not on where a mention stands in its sentence.
_NO_GRAMMAR = [-1.0] * len(PAIR[_AT["last_after_preposition"] :])


def rows(text: Evidence, view: View, candidates: Sequence[Candidate], total: int) -> list[list[float]]:
    """A row of evidence for each candidate, and a last one for none of them.

    Args:
        text: what it says of its mentions.
        view: the mention.
        candidates: by their last mention, the latest first.
        total: how many mentions came before.
    """
    sayer = text.sayers.get(view.quotation)
    view.own[_SAYER] = float(sayer is not None)
    pairs, speakers = [], 0
    for n, one in enumerate(candidates):
        pairs.append(
            [
                *_pair(text, view, one, n, total, speakers),
                *_told(text, view, one, sayer),
                *(_grammar(text, view, one) if view.kind not in SPOKEN else _NO_GRAMMAR),
            ]
        )
        speakers += one.views[-1].speaks
    fits = [_fits(pair) for pair in pairs]
    fitting = sum(fits)
    heads = [pair[_AT["same_head"]] for pair in pairs]
    surfaces = [pair[_AT["same_surface"]] for pair in pairs]
    near = [
        fit and view.sentence - one.views[-1].sentence <= _NEAR
        for one, fit in zip(candidates, fits, strict=True)
    ]
    leading = next((n for n, one in enumerate(candidates) if fits[n] and _leads(one.views[-1])), -1)
    best_head = next((n for n, head in enumerate(heads) if head), -1)
    sizes = sorted((-len(one.views) for one, fit in zip(candidates, fits, strict=True) if fit))
    summary = [
        math.log1p(len(candidates)),
        float(min(fitting, 20)),
        float(any(surfaces)),
        float(any(heads)),
        float(any(heads[:5])),
        float(sum(heads)),
        float(min(sum(near), 10)),
    ]
    found = []
    rank = 0
    for n, (one, pair, fit) in enumerate(zip(candidates, pairs, fits, strict=True)):
        by_size = bisect_left(sizes, -len(one.views))
        found.append(
            [
                *view.own,
                *pair,
                *summary,
                float(fit),
                float(min(rank, 20)),
                float(min(by_size, 20)),
                float(fit and rank == 0),
                float(n - best_head if heads[n] else -1),
                float(n == leading),
            ]
        )
        rank += fit
    nothing = [1.0] + [-1.0] * (len(PAIR) - 1)
    found.append([*view.own, *nothing, *summary, *[-1.0] * 6])
    return found


def _pair(
    text: Evidence, view: View, one: Candidate, rank: int, total: int, speakers_since: int
) -> list[float]:
    last = one.views[-1]
    item = view.item
    size = len(one.views)
    same_sentence = last.sentence == view.sentence
    gap = [0.0] * 7
    if same_sentence and last.last <= view.first:
        gap = _gap(text, last, view)
    recent = sum(1 for other in one.views[-8:] if view.sentence - other.sentence <= 3)
    pronoun = view.kind in PERSONAL
    counted = sum(one.pronouns.values())
    gender = view.gender
    fits_gender = one.gender is not None and gender is not None and one.gender is gender
    against = (
        one.gender in (Gender.he, Gender.she)
        and gender in (Gender.he, Gender.she)
        and one.gender is not gender
    )
    if (
        view.kind in ("he", "she")
        and one.pronouns.get("it", 0)
        or (view.kind == "it" and (one.pronouns.get("he", 0) or one.pronouns.get("she", 0)))
    ):
        against = True
    weight = max(1, one.weighed)
    kinds = [value / weight for value in one.kinds] if one.weighed else [-1.0] * 3
    apart = [abs(a - b) if one.weighed else -1.0 for a, b in zip(kinds, view.kinds, strict=True)]
    key = view.key
    named = item.form is MentionForm.name
    word = item.form is not MentionForm.pronoun
    inside = [
        other for other in one.views[-6:] if other.item.start < item.end and item.start < other.item.end
    ]
    possessor = view.owner.item.entity if view.owner is not None else None
    same_owner = possessor is not None and (possessor, view.head) in one.owners
    possesses = possessor is not None and possessor == one.entity
    name_words = one.named.content if one.named else frozenset()
    described = one.described
    return [
        0.0,
        math.log1p(view.order - last.order),
        float(min(view.sentence - last.sentence, 30)),
        float(min(view.paragraph - last.paragraph, 10)),
        float(min(rank, 40)),
        math.log1p(size),
        size / max(1, total),
        float(recent),
        float(min(one.forms.get(MentionForm.name, 0), 10)),
        float(min(one.forms.get(MentionForm.nominal, 0), 10)),
        float(min(one.forms.get(MentionForm.pronoun, 0), 10)),
        float(min(one.views[0].sentence, 20)),
        float(last.item.form is MentionForm.name),
        float(last.item.form is MentionForm.nominal),
        float(bool(view.kind) and last.kind == view.kind),
        float(last.subject),
        float(same_sentence),
        float(view.quotation >= 0 and last.quotation == view.quotation),
        float(last.quotation != view.quotation),
        *gap,
        float(last.item.end >= item.end and last.item.start <= item.start),
        float(item.end >= last.item.end and item.start <= last.item.start),
        float(bool(inside)),
        float(view.subject and last.subject),
        float(last.plural),
        one.plural / one.sized if one.sized else -1.0,
        *(one.pronouns.get(kind, 0) / counted if counted else -1.0 for kind in PERSONAL),
        one.pronouns.get(view.kind, 0) / counted if counted and pronoun else -1.0,
        float(fits_gender),
        float(against),
        float(one.gender is not None),
        *kinds,
        *apart,
        float(word and key in one.surfaces),
        float(word and key == last.key),
        float(word and view.head in one.heads),
        float(word and last.head == view.head),
        float(word and view.head in one.nominal_heads),
        float(len(view.content & one.words)) if word else -1.0,
        float(len(view.content - one.words)) if word else -1.0,
        float(len(one.modifiers - view.content)) if word and one.modifiers else -1.0,
        float(word and not named and view.head in name_words),
        float(named and any(view.content <= words or words <= view.content for words in one.names)),
        float(same_owner),
        float(possesses),
        float(word and not named and (view.head in one.roles or item.head.casefold() in one.roles)),
        float(named and bool(one.names)),
        float(named and any(not (view.content & words) for words in one.names)),
        float(view.head in HE_NOUNS or view.head in SHE_NOUNS),
        float(same_owner and view.head in one.heads),
        float(len(view.content & last.content)) if word else -1.0,
        math.log1p(view.order - described.order) if described else -1.0,
        float(min(view.sentence - one.named.sentence, 30)) if one.named else -1.0,
        *(_turns_since(view, one.spoken.get(kind)) for kind in SPOKEN),
        float(any(v.kind == "i" and v.paragraph == view.paragraph for v in one.views[-8:])),
        float(any(v.kind == "you" and v.paragraph == view.paragraph for v in one.views[-8:])),
        _same_quotation(view, one.spoken.get("i")),
        _same_quotation(view, one.spoken.get("you")),
        float(last.speaks),
        sum(other.speaks for other in one.views[-4:]) / min(size, 4),
        float(speakers_since),
    ]


def _told(text: Evidence, view: View, one: Candidate, sayer: View | None) -> list[float]:
    """The rest of a pair's evidence: the words before the head, who says a quotation, turns."""
    word = view.item.form is not MentionForm.pronoun
    twins = one.headed.get(view.head, ()) if word else ()
    near = [
        _gap(text, v, view) for v in one.views[-3:] if v.sentence == view.sentence and v.last <= view.first
    ]
    back = [(v.kind, view.paragraph - v.paragraph) for v in one.views[-12:]]
    counted = one.pronouns
    return [
        float(len(view.before_head & one.before_heads)) if word else -1.0,
        float(len(view.before_head - one.words)) if word else -1.0,
        float(one.sized > 0 and view.plural == (one.plural * 2 > one.sized)),
        float(min(view.sentence - twins[-1].sentence, 40)) if twins else -1.0,
        float(any(gap[2] for gap in near)),
        float(any(gap[1] for gap in near)),
        -1.0 if sayer is None else float(sayer.rule in one.rules or any(v is sayer for v in one.views)),
        float(sayer is not None and view.quotation == one.views[-1].quotation),
        float(("i", 1) in back),
        float(("i", 2) in back),
        float(("you", 1) in back),
        float(("you", 2) in back),
        *(counted.get(kind, 0) / max(1, text.spoken[kind]) for kind in SPOKEN),
        one.i_outside / counted["i"] if counted.get("i") else -1.0,
        float(any(text.sayers.get(v.quotation) is sayer for v in one.views[-8:] if v.kind == "i"))
        if sayer is not None
        else -1.0,
    ]


def _grammar(text: Evidence, view: View, one: Candidate) -> list[float]:
    return [*_standing(text, view, one), *_twin(view, one), *_likeness(view, one)]


def _standing(text: Evidence, view: View, one: Candidate) -> list[float]:
    """How the last mention of the entity stands in its sentence, and what the text says of both."""
    last = one.views[-1]
    subject = text.subjects.get(view.order)
    together = last.sentence == view.sentence and last.last <= view.first
    return [
        last.own[_AFTER_PREPOSITION],
        last.own[_BEFORE_VERB],
        last.own[_INSIDE],
        last.own[_SENTENCE_PLACE],
        float(any(other is subject for other in one.views[-6:])),
        float(view.item.form is MentionForm.nominal and PLACE_NOUNS.get(view.head) in one.sorts),
        *(text.clauses.between(last.last, view.first) if together else [-1.0] * 3),
    ]


def _gap(text: Evidence, last: View, view: View) -> list[float]:
    words = [word.lower for word in text.layout.words[last.last : min(view.first, last.last + 8)]]
    bare = [word for word in words if word not in ("'s", "’s")]
    return [
        float(not bare),
        float(bare[:1] == [","] and len(bare) == 1),
        float(any(word in COPULAS for word in bare) and len(bare) <= 3),
        float(bare[-1:] == ["("]),
        float(bare[-1:] in (["and"], ["or"]) and len(bare) <= 2),
        float(bool(bare) and bare[-1] in CALLED),
        float(view.first - last.last),
    ]


def _leads(view: View) -> bool:
    """Whether a mention is likely the subject of its sentence."""
    return view.subject or view.own[_BEFORE_VERB] > 0


def _twin(view: View, one: Candidate) -> list[float]:
    """How the latest mention of the entity with the same noun differs from this one."""
    twins = one.headed.get(view.head) if view.item.form is not MentionForm.pronoun else None
    if not twins:
        return [0.0] + [-1.0] * 9
    twin = twins[-1]
    return [
        float(len(twins)),
        float(twin.determiner),
        float(twin.plural == view.plural),
        float(len(view.content - twin.content)),
        float(len(twin.content - view.content)),
        float(len(view.before_head - twin.before_head)),
        float(twin.item.surface.casefold() == view.item.surface.casefold()),
        float(min(view.paragraph - twin.paragraph, 20)),
        math.log1p(view.order - twin.order),
        float(twin.last - twin.first),
    ]


def _likeness(view: View, one: Candidate) -> list[float]:
    """How near a name is to the nearest name of the entity: first word, beginnings, words apart."""
    mine = view.key.split()
    others = one.spelled[-6:]
    if view.item.form is not MentionForm.name or not others or not mine:
        return [-1.0] * 3
    prefix = max(_shared_prefix(a, b) for other in others for a in mine for b in other)
    apart = min(len(set(mine) ^ set(other)) for other in others)
    return [float(any(other[0] == mine[0] for other in others)), prefix, float(apart)]


def _shared_prefix(one: str, other: str) -> float:
    """The length of the common beginning of two words as a share of the longer one."""
    return len(os.path.commonprefix((one, other))) / max(len(one), len(other))


def _turns_since(view: View, spoken: View | None) -> float:
    return float(min(view.paragraph - spoken.paragraph, 10)) if spoken is not None else -1.0


def _same_quotation(view: View, spoken: View | None) -> float:
    if spoken is None:
        return -1.0
    return float(view.quotation == spoken.quotation)


def _fits(pair: Sequence[float]) -> bool:
    """Whether nothing of gender or number speaks against it."""
    return (
        not pair[_AT["against_gender"]]
        and not pair[_AT["possesses"]]
        and not (pair[_AT["overlaps"]])
        and pair[_AT["person_gap"]] < 0.6
    )
