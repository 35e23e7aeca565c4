"""Which words of a sentence attribute what to whom, by rules.

Anything else that gives `Attribution`s (a trained tagger) can take the place of `attributions`.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.annotation import speakers
from onrecord.annotation.cues import Cue, Form, Takes, lexicon
from onrecord.annotation.grammar import (
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    DETERMINERS,
    HAVE,
    OBJECTS,
    PREPOSITIONS,
    PRONOUNS,
    TIMES,
    Slice,
    Unit,
    Units,
    is_adverb,
    looks_like_verb,
    phrase_after,
    unit_of,
)
from onrecord.annotation.marks import Quotation
from onrecord.annotation.result import Range
from onrecord.annotation.sentences import Layout, Sentence
from onrecord.records import Attitude

WORDS = re.compile(r"\w+(?:['’]\w+)*")
_NAMING = frozenset(("call", "dub", "label", "brand", "term"))
_SHOWING = frozenset(("read", "show", "declare", "proclaim", "announce", "report"))
# Before a quotation these say that it is a name, a sign or a phrase and nobody's words.
_MENTIONING = frozenset(
    "words word phrase slogan slogans motto title titled entitled headlined headed called "
    "nicknamed named "
    "term terms dubbed banner sign placard known".split()
)
# Speech as it is told among friends: "and she goes, 'No'".
_TELLING = frozenset(("go", "goes", "went", "going", "like"))
_LONGEST_ADDRESSEE = 3
_WH = frozenset("whether if what why how who when where which".split())
_MODALS = frozenset(
    "will would can could may might must shall should did does do to didn't don't doesn't "
    "won't wouldn't couldn't can't cannot 'll".split()
)
_MANNER = frozenset("in on at during to after before from through via by while as when for".split())


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


@dataclass(slots=True)
class _Found:
    """A cue in a sentence: the slice of its words and that of its subject, in units."""

    first: int
    verb: int
    end: int
    cue: Cue
    form: Form
    subject: Slice | None
    inverted: bool = False
    attitude: Attitude | None = None


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
    cues = [one for one in _cues(units) if one.subject is not None]
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


def sentence_units(
    layout: Layout, sentence: Sentence, quotations: Sequence[Quotation]
) -> list[Unit]:
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
            inner = _inner(layout.text, one)
            if one.spoken:
                units.append(Unit(one.start, one.end, '"', '"', at, inner[-1:]))
            else:
                units.append(Unit(one.start, one.end, inner, inner.lower()))
            until = one.end
            at += 1
        else:
            following = words[k + 1] if k + 1 < len(words) else None
            inside = bool(units) and following is not None and following.is_capitalised
            units.append(unit_of(word, inside))
    return units


# --- cues of a sentence ---------------------------------------------------------------------------


def _cues(units: Units) -> list[_Found]:
    verbs, nouns = lexicon().verbs, lexicon().nouns
    found: list[_Found] = []
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
                found.append(_Found(at, at, at + 1, cue, Form.BASE, speakers.possessor(units, at)))
    return found


def _verb(units: Units, at: int, end: int, cue: Cue, found: Sequence[_Found]) -> _Found | None:
    """The cue at `at` if it is a verb with a subject there; None if it is something else."""
    first = speakers.verb_group_start(units, at)
    helpers = {units[k].lower for k in range(first, at)}
    before = units[at - 1] if at else None
    if before is not None and before.text == "-":
        return None
    inverted = _inverted(units, at, end)
    if inverted is not None:
        return _Found(at, at, end, cue, Form.PAST, inverted, inverted=True)
    if helpers & BE and Form.GERUND not in cue.forms:
        if end < len(units) and units[end].lower == "by":
            agent = phrase_after(units, end + 1)
            if agent is not None and Takes.NOUN in cue.takes:
                return _Found(first, at, agent[1], cue, Form.PAST, agent)
        return None
    if Form.GERUND in cue.forms:
        return _gerund(units, first, at, end, cue, helpers)
    if helpers & HAVE and not Form.PARTICIPLE & cue.forms:
        return None
    if Form.BASE in cue.forms and Form.PAST not in cue.forms and not helpers & _MODALS:
        if before is not None and before.lower == "to":
            return _infinitive(units, at, end, cue)
        subject = speakers.subject_before(units, first)
        if subject is None or not _plural(units, subject):
            return None
        return _Found(first, at, end, cue, Form.BASE, subject)
    if before is not None and before.lower == "to":
        return None
    subject = speakers.subject_before(units, first)
    if subject is None:
        if (
            first > 0
            and units[first - 1].lower in ("and", "but", "then")
            and not Form.BASE & cue.forms
        ):
            shared = _shared_subject(units, first - 1, found)
            if shared is not None:
                return _Found(first, at, end, cue, Form.PAST, shared)
        return None
    if (
        Form.PAST not in cue.forms
        and not helpers
        and _nominal_context(units, subject, at, end, cue)
    ):
        return None
    subject = _after_quotation(units, subject, end)
    return _Found(first, at, end, cue, Form.PAST, subject)


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
    if (
        after is not None
        and after.lower in lexicon().verbs
        and not units[subject[1] - 1].is_name_like
    ):
        return None
    return subject


def _gerund(
    units: Units, first: int, at: int, end: int, cue: Cue, helpers: set[str]
) -> _Found | None:
    if helpers & BE:
        subject = speakers.subject_before(units, first)
        return _Found(first, at, end, cue, Form.GERUND, subject) if subject else None
    if at == 0:
        return None
    before = units[at - 1]
    if (
        before.text == ","
        or before.quotation is not None
        or before.lower in ("by", "while", "before", "after", "without", "in")
    ):
        subject = speakers.main_subject(units, at)
        return _Found(at, at, end, cue, Form.GERUND, subject) if subject else None
    subject = speakers.subject_before(units, at)
    if (
        subject is None
        or Takes.CLAUSE not in cue.takes
        or units[end : end + 1]
        and units[end].lower != "that"
    ):
        return None
    return _Found(at, at, end, cue, Form.GERUND, subject)


def _infinitive(units: Units, at: int, end: int, cue: Cue) -> _Found | None:
    """ "declined to say", "went on to say": the cue is the whole, its subject that of the first verb."""
    governor = at - 2
    if governor < 0 or units[governor].lower not in (
        "declined",
        "refused",
        "went",
        "continued",
        "failed",
        "rushed",
        "seemed",
        "appeared",
        "on",
        "declines",
        "refuses",
        "used",
    ):
        return None
    if units[governor].lower == "on":
        governor -= 1
        if governor < 0 or units[governor].lower not in ("went", "goes", "gone"):
            return None
    first = speakers.verb_group_start(units, governor)
    subject = speakers.subject_before(units, first)
    return _Found(first, at, end, cue, Form.PAST, subject) if subject else None


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


def _shared_subject(units: Units, before: int, found: Sequence[_Found]) -> Slice | None:
    """The subject of the verb that a conjunction at `before` joins to the next."""
    for at in range(before - 1, max(-1, before - 4), -1):
        if looks_like_verb(units[at]) and units[at].lower not in AUXILIARIES:
            near = speakers.subject_before(units, speakers.verb_group_start(units, at))
            if near is not None and (near[1] - near[0] == 1 or units[near[0]].is_name_like):
                return near
    earlier = next((one for one in reversed(found) if one.form is Form.PAST and one.subject), None)
    return earlier.subject if earlier else speakers.main_subject(units, before)


# --- contents -------------------------------------------------------------------------------------


def _of_sentence(
    units: list[Unit], text: str, quotations: Sequence[Quotation]
) -> list[Attribution]:
    found = _cues(units)
    results = _according_to(units)
    taken: list[Slice] = [_unit_slice(units, span) for one in results for span in one.spans]
    claimed: set[int] = {k for s in taken for k in range(*s) if units[k].quotation is not None}
    # What stands before a cue and its comma is attributed by it, whatever cues are inside.
    for one in sorted(found, key=lambda one: (not _follows(units, one), one.verb)):
        # A cue inside what another attributes is nested there; PolNeAR and we keep the outer.
        if any(s[0] <= one.verb < s[1] for s in taken):
            continue
        contents = _contents(units, one, found, text, quotations, claimed)
        if not contents:
            continue
        taken += contents
        claimed |= {k for s in contents for k in range(*s) if units[k].quotation is not None}
        results.append(
            Attribution(
                [(units[a].start, units[b - 1].end) for a, b in contents],
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


def _follows(units: Units, one: _Found) -> bool:
    """Whether the cue and its subject come right after a quotation or its comma."""
    begin = min(one.first, one.subject[0]) if one.subject else one.first
    before = begin - 1
    if before > 0 and units[before].text == "," and units[before].quotation is None:
        before -= 1
    return before >= 0 and units[before].quotation is not None


def slice_range(units: Units, piece: Slice | None) -> Range | None:
    return None if piece is None else (units[piece[0]].start, units[piece[1] - 1].end)


def _unit_slice(units: Units, span: Range) -> Slice:
    starts = [unit.start for unit in units]
    return bisect_left(starts, span[0]), bisect_left(starts, span[1])


def _inner(text: str, quotation: Quotation) -> str:
    return text[quotation.inner_start : quotation.inner_end].strip()


def word_count(text: str, quotation: Quotation) -> int:
    """Number of words inside the quotation."""
    return len(WORDS.findall(text, quotation.inner_start, quotation.inner_end))


def _contents(
    units: list[Unit],
    one: _Found,
    found: Sequence[_Found],
    text: str,
    quotations: Sequence[Quotation],
    claimed: set[int],
) -> list[Slice]:
    """What the cue attributes, as slices of the sentence."""
    begin = min(one.first, one.subject[0]) if one.subject else one.first
    finish = max(one.end, one.subject[1]) if one.inverted and one.subject else one.end
    before = _before(units, begin, text, quotations, claimed)
    speech = Takes.CLAUSE in one.cue.takes
    if before is not None and before[1] - before[0] > 1 and not one.inverted:
        after = _after(units, one, found, text, quotations)
        clause = units[before[1] - 1].quotation is None
        if after and (clause or units[after[0]].quotation is None):
            return [after]
    if before is not None and speech:
        after = _interrupted(units, finish, found, text, quotations)
        return [before] + ([after] if after else [])
    if one.inverted:
        return []
    after = _after(units, one, found, text, quotations)
    return [after] if after else []


def _before(
    units: list[Unit], begin: int, text: str, quotations: Sequence[Quotation], claimed: set[int]
) -> Slice | None:
    """Content before a cue whose subject begins at `begin`: a quotation, or a clause and a comma."""
    at = begin - 1
    while (
        at >= 0
        and (units[at].lower in CONJUNCTIONS or is_adverb(units[at]))
        and units[at].quotation is None
    ):
        at -= 1
    if at < 0:
        return None
    comma = units[at].text in (",", "—", "–") and units[at].quotation is None
    if comma:
        at -= 1
    if at < 0 or at in claimed:
        return None
    if units[at].quotation is not None:
        quotation = quotations[units[at].quotation]
        inner = _inner(text, quotation)
        if not inner or not (comma or inner[-1] in ",?!…—-."):
            return None
        first = at
        if (
            first > 0
            and units[first - 1].text not in ",:;—"
            and units[first - 1].lower not in CONJUNCTIONS
        ):
            first = _clause_start(units, at)
        return first, at + 1
    if not comma or not units[at + 1].text == ",":
        return None
    first = _clause_start(units, at)
    if at + 1 - first < 4 or not _has_verb(units, first, at + 1):
        return None
    return first, at + 1


def _clause_start(units: Units, at: int) -> int:
    """Start of the sentence's clause that ends with `at`, without an opening "But" or "And"."""
    first = 0
    for k in range(at, -1, -1):
        if units[k].text in (";", ":") or (
            units[k].quotation is not None and k < at - 1 and units[k + 1].text == ","
        ):
            first = k + 1
            break
    while first < at and (units[first].lower in CONJUNCTIONS or units[first].text in ",—"):
        first += 1
    return first


def _has_verb(units: Units, first: int, last: int) -> bool:
    """Whether the words look like a clause: an auxiliary, or a word that ends like a verb."""
    if units[first].lower in (
        "in",
        "on",
        "at",
        "after",
        "during",
        "as",
        "when",
        "while",
        "if",
        "by",
        "for",
        "with",
        "since",
        "to",
        "before",
        "from",
        "according",
        "despite",
    ):
        return False
    return any(
        looks_like_verb(unit) or (unit.lower in lexicon().verbs and not unit.is_capitalised)
        for unit in units[first:last]
    )


def _interrupted(
    units: list[Unit],
    finish: int,
    found: Sequence[_Found],
    text: str,
    quotations: Sequence[Quotation],
) -> Slice | None:
    """What goes on after a cue in the middle: `"We," he said, "go."` or `It is, he said, late.`"""
    at = _skip_manner(units, finish)
    for k in range(at, min(len(units), at + 30)):
        if units[k].quotation is not None:
            if units[k - 1].text in (",", ":", "—", ".") or k == at:
                return k, k + 1
            return None
        if any(one.verb == k for one in found):
            return None
    return None


def _skip_manner(units: Units, at: int) -> int:
    """Past "on Monday", "in a statement", "at a rally in Oslo" and the like."""
    for _ in range(6):
        if at >= len(units):
            return at
        unit = units[at]
        if unit.lower in TIMES or is_adverb(unit):
            at += 1
            while at < len(units) and (units[at].lower in TIMES or units[at].text[0].isdigit()):
                at += 1
            continue
        if unit.lower in _MANNER and at + 1 < len(units):
            phrase = phrase_after(units, at + 1)
            if phrase is None:
                if units[at + 1].lower in TIMES:
                    at += 2
                    while at < len(units) and (
                        units[at].lower in TIMES or units[at].text[0].isdigit()
                    ):
                        at += 1
                    continue
                return at
            if (
                units[at].lower in ("as", "when", "while", "for", "if")
                or phrase[1] < len(units)
                and (units[phrase[1]].lower in AUXILIARIES)
            ):
                return at
            at = phrase[1]
            continue
        return at
    return at


def _after(
    units: list[Unit],
    one: _Found,
    found: Sequence[_Found],
    text: str,
    quotations: Sequence[Quotation],
) -> Slice | None:
    takes, at = one.cue.takes, one.end
    if at >= len(units):
        return None
    by_agent = one.subject is not None and one.subject[0] > one.verb
    if one.cue.base in _NAMING and not by_agent and _names(units, at, text, quotations):
        return None
    if one.cue.base in _SHOWING and _is_shouted(units, at, text, quotations):
        return None
    if units[at].text == ":" or (units[at].quotation is not None):
        return _quoted_from(units, at, found, text, quotations)
    addressed = False
    if takes & (Takes.ADDRESSEE | Takes.REQUEST) and units[at].lower not in ("that", "to"):
        phrase = phrase_after(units, at)
        if phrase is not None:
            following = units[phrase[1]] if phrase[1] < len(units) else None
            clause_verb = following is not None and following.lower in AUXILIARIES
            if not clause_verb:
                addressed = True
                at = phrase[1]
    resumed = _skip_manner(units, at)
    that = next(
        (k for k in range(at, min(resumed + 12, len(units))) if units[k].lower == "that"), None
    )
    if at < len(units) and units[at].text == "," and takes & Takes.CLAUSE:
        # "said, without giving details, that"
        closing = next(
            (k for k in range(at + 1, min(at + 14, len(units))) if units[k].text == ","), None
        )
        if closing is not None and closing + 1 < len(units) and units[closing + 1].lower == "that":
            return _until_end(units, closing + 1, found)
    quoted = next(
        (k for k in range(at, min(resumed + 3, len(units))) if units[k].quotation is not None), None
    )
    if (
        quoted is not None
        and (units[quoted - 1].text in ",:—" or quoted == resumed)
        and takes & (Takes.CLAUSE | Takes.ADDRESSEE)
    ):
        return _quoted_from(units, quoted, found, text, quotations)
    if resumed < len(units):
        unit = units[resumed]
        if takes & (Takes.CLAUSE | Takes.ADDRESSEE):
            if that is not None and that <= resumed and (that == at or that == resumed):
                return _until_end(units, that, found)
            if unit.text == ":":
                return _quoted_from(units, resumed, found, text, quotations)
            if unit.lower in _WH or _begins_clause(units, resumed):
                if takes & Takes.CLAUSE or addressed:
                    return _until_end(units, resumed, found)
        if unit.lower == "to" and (
            (takes & Takes.INFINITIVE and not addressed) or (takes & Takes.REQUEST and addressed)
        ):
            one.attitude = one.cue.attitude(Takes.REQUEST if addressed else Takes.INFINITIVE)
            return _until_end(units, resumed, found)
    if at < len(units) and units[at].lower == "to" and takes & (Takes.INFINITIVE | Takes.REQUEST):
        if addressed or takes & Takes.INFINITIVE:
            one.attitude = one.cue.attitude(Takes.REQUEST if addressed else Takes.INFINITIVE)
            return _until_end(units, at, found)
    if takes & Takes.NOUN and units[one.end].lower not in ("that", "so"):
        phrase = phrase_after(units, one.end)
        if (
            phrase is not None
            or units[one.end].lower in DETERMINERS
            or units[one.end].lower == "as"
        ):
            one.attitude = one.cue.attitude(Takes.NOUN)
            return _until_end(units, one.end, found)
    return None


def _names(units: Units, at: int, text: str, quotations: Sequence[Quotation]) -> bool:
    """Whether the quotation near `at` is a nickname: `crews call it "the Old Lady"`."""
    for k in range(at, min(at + 4, len(units))):
        if units[k].quotation is not None:
            inner = _inner(text, quotations[units[k].quotation]).rstrip(",.").split()
            titled = inner[0].lower() == "the" and all(word[0].isupper() for word in inner[1:])
            return len(inner) <= 4 and (titled or units[k - 1].lower == "the")
    return False


def _is_shouted(units: Units, at: int, text: str, quotations: Sequence[Quotation]) -> bool:
    """Whether the quotation at `at` is all capitals, as on a sign or a front page."""
    return (
        units[at].quotation is not None and _inner(text, quotations[units[at].quotation]).isupper()
    )


def _begins_clause(units: Units, at: int) -> bool:
    """Whether a clause may begin here: a subject that something follows."""
    unit = units[at]
    if unit.quotation is not None:
        return True
    if not unit.is_word:
        return False
    if unit.lower in PREPOSITIONS - {"for", "if"} and unit.lower not in (
        "as",
        "although",
        "because",
        "while",
        "when",
    ):
        return False
    if not any(
        looks_like_verb(units[k]) or units[k].lower in lexicon().verbs
        for k in range(at + 1, min(at + 14, len(units)))
    ):
        return False
    if unit.lower in PRONOUNS | DETERMINERS or unit.lower in ("there", "here") or unit.is_name_like:
        return True
    return unit.is_content_word and unit.lower.endswith("s")


def _quoted_from(
    units: list[Unit], at: int, found: Sequence[_Found], text: str, quotations: Sequence[Quotation]
) -> Slice | None:
    """Content that begins with a colon or a quotation at `at`."""
    first = at + 1 if units[at].text == ":" else at
    if first >= len(units):
        return None
    if units[first].quotation is None:
        return _until_end(units, first, found)
    last = first + 1
    inner = _inner(text, quotations[units[first].quotation])
    following = units[last] if last < len(units) else None
    goes_on = following is not None and following.is_name_like
    finished = inner[-1:] in ".?!" or (inner[-1:] == "," and not goes_on)
    if not finished and last < len(units) and units[last].is_word:
        return _until_end(units, first, found)
    return first, last


def _until_end(units: list[Unit], first: int, found: Sequence[_Found]) -> Slice | None:
    """The clause from `first` to where the sentence ends or another attribution takes over."""
    starts: dict[int, _Found] = {}
    for other in found:
        starts[min(other.first, other.subject[0]) if other.subject else other.first] = other
    while first < len(units) - 1 and units[first].quotation is None and not units[first].is_word:
        first += 1
    last = first + 1
    at = first + 1
    open_brackets = 0
    while at < len(units):
        unit = units[at]
        open_brackets += (unit.text in "([") - (unit.text in ")]")
        if unit.text == ";" or open_brackets < 0:
            break
        if units[at - 1].quotation is not None and unit.is_word and at > first + 1:
            # `it was “over,” citing …`: the quotation's own comma ends the content.
            if unit.lower.endswith("ing") and len(unit.lower) > 4 and units[at - 1].closing == ",":
                break
        if unit.text == "," and at + 1 < len(units):
            following = units[at + 1]
            if following.lower == "according":
                break
            if any(o.verb == at + 1 and o.form is Form.GERUND for o in found):
                break
            if any(o.first == at + 1 and o.subject and o.subject[0] < first for o in found):
                break
            k = at + 1
            if following.lower in ("and", "but", "while", "though", "although", "as"):
                k += 1
            o = starts.get(at + 1)
            if (
                o is not None
                and Takes.CLAUSE in o.cue.takes
                and _introduces_quotation(units, o.end)
            ):
                break
            o = starts.get(k)
            if (
                o is not None
                and k > at + 1
                and Takes.CLAUSE in o.cue.takes
                and o.subject
                and o.subject[0] == k
            ):
                break
            if k > at + 1 and any(
                k <= x.first <= k + 1 and x.form is Form.PAST and x.subject and x.subject[0] < first
                for x in found
            ):
                break
        if unit.lower == "according" and at + 1 < len(units) and units[at + 1].lower == "to":
            break
        if unit.lower in ("and", "but") and any(
            x.first == at + 1 and x.form is Form.PAST and x.subject and x.subject[0] < first
            for x in found
        ):
            break
        at += 1
        last = at
    while (
        last > first
        and units[last - 1].quotation is None
        and not units[last - 1].is_word
        and (units[last - 1].text not in "%)]’'")
    ):
        last -= 1
    return (first, last) if last > first else None


def _introduces_quotation(units: Units, at: int) -> bool:
    """Whether a quotation stands at `at`, or behind the comma or colon there."""
    if at < len(units) and units[at].quotation is None and units[at].text in (",", ":"):
        at += 1
    return at < len(units) and units[at].quotation is not None


def _according_to(units: list[Unit]) -> list[Attribution]:
    results = []
    for at in range(len(units) - 2):
        if units[at].lower != "according" or units[at + 1].lower != "to":
            continue
        speaker = phrase_after(units, at + 2)
        if speaker is None:
            continue
        end = next(
            (k for k in range(speaker[1], len(units)) if units[k].text in ",.;:—"), len(units)
        )
        end = end if end - at < 30 else speaker[1]
        spans: list[Slice] = []
        if at > 3:
            before = at - 1 if units[at - 1].text == "," else at
            first = _clause_start(units, before - 1)
            if before > first:
                spans.append((first, before))
        if at <= 3 or (units[at - 1].text == "," and end < len(units) and units[end].text == ","):
            after = _trimmed(units, end + 1, len(units))
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


def _trimmed(units: Units, first: int, last: int) -> Slice | None:
    while last > first and units[last - 1].quotation is None and not units[last - 1].is_word:
        last -= 1
    return (first, last) if last > first else None


def _left_over(
    units: list[Unit], at: int, found: Sequence[_Found], text: str, quotation: Quotation
) -> Attribution | None:
    """A quotation that no cue claimed: one that a cue far before announces, one that stands alone,
    or one long enough to be somebody's words all the same; anything else is no quote."""
    span = (quotation.start, quotation.end)
    count = word_count(text, quotation)
    alone = not any(unit.is_word for unit in units[:at]) and not any(
        unit.is_word for unit in units[at + 1 :]
    )
    inner = _inner(text, quotation)
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
    mentioned = at > 0 and units[at - 1].lower in _MENTIONING
    if _is_title(inner) or mentioned or inner.isupper() or count < 4:
        return None
    cue = previous[-1] if previous else None
    if cue is None or at - cue.end > 25:
        speaker = cue.subject if cue else speakers.main_subject(units, at)
        if at > 0 and units[at - 1].lower == "that":
            span = (units[at - 1].start, span[1])
        return Attribution([span], None, slice_range(units, speaker), probability=0.5)
    content = _until_end(units, cue.end, found) or (at, at + 1)
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
