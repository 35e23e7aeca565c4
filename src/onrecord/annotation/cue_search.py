"""The cues of a sentence: verbs that have a subject there, and nouns before "that"."""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.annotation import speakers
from onrecord.annotation.cues import Cue, Form, Takes, lexicon
from onrecord.annotation.grammar import (
    AUXILIARIES,
    BE,
    HAVE,
    OBJECTS,
    PRONOUNS,
    TIMES,
    Slice,
    Units,
    looks_like_verb,
    phrase_after,
)
from onrecord.records import Attitude

_MODALS = frozenset(
    "will would can could may might must shall should did does do didn't don't doesn't "
    "won't wouldn't couldn't can't cannot 'll".split()
)
_JOINING = frozenset(("and", "but", "then"))
_GOING = frozenset(("went", "goes", "gone"))
# Verbs that with an infinitive of saying make one cue: "declined to say", "used to say".
_GOVERNORS = frozenset(
    "declined declines refused refuses went continued failed rushed seemed appeared used likes liked loves "
    "loved tried began".split()
)


@dataclass(slots=True)
class FoundCue:
    """A cue in a sentence: the slice of its words and that of its subject, in units."""

    first: int
    verb: int
    end: int
    cue: Cue
    form: Form
    subject: Slice | None
    inverted: bool = False
    attitude: Attitude | None = None


def find(units: Units) -> list[FoundCue]:
    """The cues of a sentence, in order."""
    verbs, nouns = lexicon().verbs, lexicon().nouns
    found: list[FoundCue] = []
    for at, unit in enumerate(units):
        if not unit.is_word:
            continue
        if unit.lower in verbs:
            for cue in verbs[unit.lower]:
                end = at + 1 + len(cue.particle)
                if all(
                    at + 1 + k < len(units) and units[at + 1 + k].lower == word
                    for k, word in enumerate(cue.particle)
                ):
                    one = _verb(units, at, end, cue, found)
                    if one is not None:
                        found.append(one)
                        break
        if unit.lower in nouns and (not found or found[-1].verb != at):
            following = units[at + 1].lower if at + 1 < len(units) else ""
            if following == "that" and at > 0:
                cue = Cue(unit.lower, Form.BASE, Takes.CLAUSE, {Takes.CLAUSE: nouns[unit.lower]})
                found.append(FoundCue(at, at, at + 1, cue, Form.BASE, speakers.possessor(units, at)))
    return found


def _verb(units: Units, at: int, end: int, cue: Cue, found: Sequence[FoundCue]) -> FoundCue | None:
    """The cue at `at` if it is a verb with a subject there; None if it is something else."""
    first = speakers.verb_group_start(units, at)
    helpers = {units[k].lower for k in range(first, at)}
    before = units[at - 1] if at else None
    if before is not None and before.text == "-":
        return None
    inverted = _inverted(units, at, end)
    if inverted is not None:
        return FoundCue(at, at, end, cue, Form.PAST, inverted, inverted=True)
    if helpers & BE and Form.GERUND not in cue.forms:
        if end < len(units) and units[end].lower == "by":
            agent = phrase_after(units, end + 1)
            if agent is not None and Takes.NOUN in cue.takes:
                return FoundCue(first, at, agent[1], cue, Form.PAST, agent)
        return None
    if Form.GERUND in cue.forms:
        return _gerund(units, first, at, end, cue, helpers)
    if helpers & HAVE and not Form.PARTICIPLE & cue.forms:
        return None
    if before is not None and before.lower == "to":
        return _infinitive(units, at, end, cue, found) if Form.BASE in cue.forms else None
    if Form.BASE in cue.forms and Form.PAST not in cue.forms and not helpers & _MODALS:
        subject = speakers.subject_before(units, first)
        if subject is None or not _plural(units, subject):
            return None
        return FoundCue(first, at, end, cue, Form.BASE, subject)
    subject = speakers.subject_before(units, first)
    if subject is None:
        if first > 0 and units[first - 1].lower in _JOINING and not Form.BASE & cue.forms:
            shared = _shared_subject(units, first - 1, found, cue.forms)
            if shared is not None:
                return FoundCue(first, at, end, cue, Form.PAST, shared)
        return None
    if Form.PAST not in cue.forms and not helpers and _nominal_context(units, subject, at, end, cue):
        return None
    subject = _after_quotation(units, subject, end)
    return FoundCue(first, at, end, cue, Form.PAST, subject)


def _after_quotation(units: Units, subject: Slice, end: int) -> Slice:
    """The whole subject where a sentence is a quotation, its source, and a verb that ends it:
    `"…" the sign nailed to the gate reads.`
    """
    ends = end == len(units) or units[end].text in ".;"
    if ends and units[0].quotation and all(unit.is_word for unit in units[1 : subject[0]]):
        return min(1, subject[0]), subject[1]
    return subject


def _nominal_context(units: Units, subject: Slice, at: int, end: int, cue: Cue) -> bool:
    """Whether a third person ("claims", "calls") is a plural noun rather than a verb there."""
    if units[at].lower not in lexicon().nouns and units[at].lower not in (
        "calls",
        "reports",
        "notes",
        "states",
        "shows",
        "finds",
        "reads",
        "posts",
        "questions",
        "attacks",
        "texts",
    ):
        return False
    head = units[subject[1] - 1]
    if head.lower in ("he", "she", "it", "who"):
        return False
    following = units[end] if end < len(units) else None
    if following is None or following.text in ".;)":
        # After a quotation the words to the end of the sentence say whose it is.
        return units[0].quotation is None
    return not (
        following.lower in ("that", "to", "the", "a", "an", "it", "he", "she", "they")
        or following.is_capitalised
        or not following.is_word
    )


def _inverted(units: Units, at: int, end: int) -> Slice | None:
    """The subject after the verb, as in `"…," said Kim Roe` or `…, said Kim Roe.`"""
    if at == 0 or at + 1 >= len(units):
        return None
    before = units[at - 1]
    if before.quotation is None and before.text not in (",", "—"):
        return None
    if before.text == "," and (at < 2 or units[at - 2].quotation is None):
        # Without a quotation before it, only a plain "said Name" at the end is safe.
        if units[at].lower not in ("said", "says", "according"):
            return None
    following = units[at + 1]
    if following.lower in OBJECTS - PRONOUNS or following.lower in TIMES:
        return None
    subject = speakers.subject_after(units, end)
    if subject is None:
        return None
    after = units[subject[1]] if subject[1] < len(units) else None
    if after is not None and after.lower in AUXILIARIES:
        return None
    if after is not None and after.lower in lexicon().verbs and not units[subject[1] - 1].is_name_like:
        return None
    return subject


def _gerund(units: Units, first: int, at: int, end: int, cue: Cue, helpers: set[str]) -> FoundCue | None:
    if helpers & BE:
        subject = speakers.subject_before(units, first)
        return FoundCue(first, at, end, cue, Form.GERUND, subject) if subject else None
    if at == 0:
        return None
    before = units[at - 1]
    if (
        before.text == ","
        or before.quotation is not None
        or before.lower in ("by", "while", "before", "after", "without", "in")
    ):
        subject = speakers.main_subject(units, at)
        return FoundCue(at, at, end, cue, Form.GERUND, subject) if subject else None
    subject = speakers.subject_before(units, at)
    if (
        subject is None
        or Takes.CLAUSE not in cue.takes
        or units[end : end + 1]
        and units[end].lower != "that"
    ):
        return None
    return FoundCue(at, at, end, cue, Form.GERUND, subject)


def _infinitive(units: Units, at: int, end: int, cue: Cue, found: Sequence[FoundCue]) -> FoundCue | None:
    """ "declined to say", "went on to say": the cue is the whole, its subject that of the first verb."""
    governor = at - 2
    if governor > 0 and units[governor].lower == "on" and units[governor - 1].lower in _GOING:
        governor -= 1
    elif governor < 0 or units[governor].lower not in _GOVERNORS:
        return None
    first = speakers.verb_group_start(units, governor)
    subject = speakers.subject_before(units, first)
    if subject is None and first > 0 and units[first - 1].lower in _JOINING:
        subject = _shared_subject(units, first - 1, found, Form.PAST)
    return FoundCue(first, at, end, cue, Form.PAST, subject) if subject else None


def _plural(units: Units, subject: Slice) -> bool:
    head = units[subject[1] - 1]
    if head.lower in (
        "they",
        "we",
        "i",
        "you",
        "many",
        "some",
        "who",
        "others",
        "both",
        "people",
        "most",
        "women",
        "men",
        "police",
    ):
        return True
    return (
        head.lower.endswith("s")
        and not head.lower.endswith(("ss", "'s"))
        or "and" in (units[k].lower for k in range(*subject))
    )


def _shared_subject(units: Units, before: int, found: Sequence[FoundCue], forms: Form) -> Slice | None:
    """The subject of the verb that a conjunction at `before` joins to the next.

    After a comma that is the subject of the cue before; else that of the nearest verb, if its number
    is that of the next.
    """
    earlier = next((one for one in reversed(found) if one.form is Form.PAST and one.subject), None)
    if earlier is not None and units[before - 1].text == ",":
        return earlier.subject
    for at in range(before - 1, max(-1, before - 4), -1):
        if looks_like_verb(units[at]) and units[at].lower not in AUXILIARIES:
            near = speakers.subject_before(units, speakers.verb_group_start(units, at))
            if near is None or (forms is Form.PRESENT and _plural(units, near)):
                continue
            if near[1] - near[0] == 1 or units[near[0]].is_name_like:
                return near
    return earlier.subject if earlier else speakers.main_subject(units, before)
