"""What a cue of a sentence attributes: the words before, around or after it."""

from collections.abc import Sequence

from onrecord.annotation.cue_search import FoundCue
from onrecord.annotation.cues import Form, Takes, lexicon
from onrecord.annotation.grammar import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    TIMES,
    Slice,
    Units,
    is_adverb,
    looks_like_verb,
    phrase_after,
)
from onrecord.annotation.marks import Quotation
from onrecord.annotation.units import words_inside

_NAMING = frozenset(("call", "dub", "label", "brand", "term"))
_SHOWING = frozenset(("read", "show", "declare", "proclaim", "announce", "report"))
QUESTION_WORDS = frozenset("whether if what why how who when where which".split())
# Words beside pronouns and determiners with which a clause may begin.
_SUBJECTS = frozenset(
    "there here mine yours hers ours theirs nobody everybody anybody nothing everything anything something "
    "everyone".split()
)
_MANNER = frozenset("in on at during to after before from through via by while as when for".split())


def find(
    units: Units,
    one: FoundCue,
    found: Sequence[FoundCue],
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
    units: Units, begin: int, text: str, quotations: Sequence[Quotation], claimed: set[int]
) -> Slice | None:
    """Content before a cue whose subject begins at `begin`: a quotation, or a clause and a comma."""
    at = begin - 1
    while (
        at >= 0 and (units[at].lower in CONJUNCTIONS or is_adverb(units[at])) and units[at].quotation is None
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
        inner = words_inside(text, quotation)
        if not inner or not (comma or inner[-1] in ",?!…—-."):
            return None
        first = at
        if first > 0 and units[first - 1].text not in ",:;—" and units[first - 1].lower not in CONJUNCTIONS:
            first = clause_start(units, at)
        return first, at + 1
    if not comma or units[at + 1].text != ",":
        return None
    first = clause_start(units, at)
    if at + 1 - first < 4 or not _has_verb(units, first, at + 1):
        return None
    return first, at + 1


def clause_start(units: Units, at: int) -> int:
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
    units: Units,
    finish: int,
    found: Sequence[FoundCue],
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
                    while at < len(units) and (units[at].lower in TIMES or units[at].text[0].isdigit()):
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
    units: Units,
    one: FoundCue,
    found: Sequence[FoundCue],
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
    that = next((k for k in range(at, min(resumed + 12, len(units))) if units[k].lower == "that"), None)
    if at < len(units) and units[at].text == "," and takes & Takes.CLAUSE:
        # "said, without giving details, that"
        closing = next((k for k in range(at + 1, min(at + 14, len(units))) if units[k].text == ","), None)
        if closing is not None and closing + 1 < len(units) and units[closing + 1].lower == "that":
            return until_end(units, closing + 1, found)
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
                return until_end(units, that, found)
            if unit.text == ":":
                return _quoted_from(units, resumed, found, text, quotations)
            if unit.lower in QUESTION_WORDS or begins_clause(units, resumed):
                if takes & Takes.CLAUSE or addressed:
                    return until_end(units, resumed, found)
        if unit.lower == "to" and (
            (takes & Takes.INFINITIVE and not addressed) or (takes & Takes.REQUEST and addressed)
        ):
            one.attitude = one.cue.attitude(Takes.REQUEST if addressed else Takes.INFINITIVE)
            return until_end(units, resumed, found)
    if at < len(units) and units[at].lower == "to" and takes & (Takes.INFINITIVE | Takes.REQUEST):
        if addressed or takes & Takes.INFINITIVE:
            one.attitude = one.cue.attitude(Takes.REQUEST if addressed else Takes.INFINITIVE)
            return until_end(units, at, found)
    if takes & Takes.NOUN and units[one.end].lower not in ("that", "so"):
        phrase = phrase_after(units, one.end)
        if phrase is not None or units[one.end].lower in DETERMINERS or units[one.end].lower == "as":
            one.attitude = one.cue.attitude(Takes.NOUN)
            return until_end(units, one.end, found)
    return None


def _names(units: Units, at: int, text: str, quotations: Sequence[Quotation]) -> bool:
    """Whether the quotation near `at` is a nickname: `crews call it "the Old Lady"`."""
    for k in range(at, min(at + 4, len(units))):
        if units[k].quotation is not None:
            inner = words_inside(text, quotations[units[k].quotation]).rstrip(",.").split()
            titled = inner[0].lower() == "the" and all(word[0].isupper() for word in inner[1:])
            return len(inner) <= 4 and (titled or units[k - 1].lower == "the")
    return False


def _is_shouted(units: Units, at: int, text: str, quotations: Sequence[Quotation]) -> bool:
    """Whether the quotation at `at` is all capitals, as on a sign or a front page."""
    return units[at].quotation is not None and words_inside(text, quotations[units[at].quotation]).isupper()


def begins_clause(units: Units, at: int) -> bool:
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
    if unit.lower in PRONOUNS | DETERMINERS | _SUBJECTS or unit.is_name_like:
        return True
    return unit.is_content_word and unit.lower.endswith("s")


def _quoted_from(
    units: Units, at: int, found: Sequence[FoundCue], text: str, quotations: Sequence[Quotation]
) -> Slice | None:
    """Content that begins with a colon or a quotation at `at`."""
    first = at + 1 if units[at].text == ":" else at
    if first >= len(units):
        return None
    if units[first].quotation is None:
        return until_end(units, first, found)
    last = first + 1
    inner = words_inside(text, quotations[units[first].quotation])
    following = units[last] if last < len(units) else None
    goes_on = following is not None and following.is_name_like
    finished = inner[-1:] in ".?!" or (inner[-1:] == "," and not goes_on)
    if not finished and last < len(units) and units[last].is_word:
        return until_end(units, first, found)
    return first, last


def until_end(units: Units, first: int, found: Sequence[FoundCue]) -> Slice | None:
    """The clause from `first` to where the sentence ends or another attribution takes over."""
    starts: dict[int, FoundCue] = {}
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
            if o is not None and Takes.CLAUSE in o.cue.takes and _introduces_quotation(units, o.end):
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
            x.first == at + 1 and x.form is Form.PAST and x.subject and x.subject[0] < first for x in found
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


def trimmed(units: Units, first: int, last: int) -> Slice | None:
    """The slice without the marks at its end; None where no word is left."""
    while last > first and units[last - 1].quotation is None and not units[last - 1].is_word:
        last -= 1
    return (first, last) if last > first else None
