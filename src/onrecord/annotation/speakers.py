"""Who speaks: the words that name the source of a cue, or of a quotation that has no cue."""

from onrecord.annotation.grammar import (
    AUXILIARIES,
    DETERMINERS,
    PRONOUNS,
    RELATIVES,
    Slice,
    Units,
    is_adverb,
    phrase_after,
    phrase_before,
)

_FURTHEST = 45
_PARENTHESES = frozenset(",(—–-")


def verb_group_start(units: Units, verb: int) -> int:
    """Where the auxiliaries and adverbs that belong to the verb at `verb` begin."""
    first = verb
    while first > 0 and (units[first - 1].lower in AUXILIARIES or is_adverb(units[first - 1])):
        first -= 1
    if first > 1 and units[first - 1].lower == "to" and units[first - 2].lower == "used":
        first -= 2
    return first


def subject_before(units: Units, verb: int) -> Slice | None:
    """The subject of the verb group that begins at `verb`, standing before it.

    Relative clauses give their antecedent; an apposition between commas is passed over.
    """
    if verb <= 0:
        return None
    last = units[verb - 1]
    if last.lower in RELATIVES:
        before = verb - 1
        if before > 0 and units[before - 1].text == ",":
            before -= 1
        return _full(units, before)
    if last.text in (",", "—", "–", ")", "-"):
        return _before_apposition(units, verb - 1)
    return _full(units, verb)


def _full(units: Units, end: int) -> Slice | None:
    phrase = phrase_before(units, end)
    if phrase is None:
        return None
    first, last = phrase
    if last - first == 1 and units[first].lower in DETERMINERS - PRONOUNS - {
        "this",
        "that",
        "others",
    }:
        return None
    return phrase


def _before_apposition(units: Units, closing: int) -> Slice | None:
    """The phrase before the apposition that the mark at `closing` ends.

    What opens the clause is the likeliest subject: `"…," Kim Roe, 30, of Oslo, said`.
    """
    begin = closing
    while begin > 0 and closing - begin < _FURTHEST:
        before = units[begin - 1]
        if before.quotation is not None or before.text in ";:":
            break
        begin -= 1
    while begin < closing and (
        units[begin].text == "," or units[begin].lower in ("but", "and", "still")
    ):
        begin += 1
    opening = phrase_after(units, begin)
    if opening is not None and opening[1] < closing and units[opening[1]].text in _PARENTHESES:
        return opening
    mark = {")": "("}.get(units[closing].text, units[closing].text)
    for at in range(closing - 1, begin, -1):
        if units[at].text == mark:
            phrase = _full(units, at)
            if phrase is not None or mark == "(":
                return phrase
    return None


def subject_after(units: Units, after: int) -> Slice | None:
    """The subject of a verb that it follows ("said the mayor"), beginning at `after`."""
    if after < len(units) and units[after].lower in ("that", "so", "to", "it"):
        return None
    return phrase_after(units, after)


def possessor(units: Units, noun: int) -> Slice | None:
    """Whose claim the noun at `noun` is, by the possessive before it: "his", "the mayor's"."""
    first = noun
    while first > 0 and noun - first < 4 and units[first - 1].is_content_word:
        first -= 1
    if first == 0:
        return None
    before = units[first - 1]
    if before.lower in ("his", "her", "their", "its", "my", "our"):
        return first - 1, first
    if before.lower in ("'s", "'") and first > 1:
        return phrase_before(units, first - 1)
    return None


def main_subject(units: Units, before: int) -> Slice | None:
    """The first noun phrase of the sentence: the likely subject of its participles."""
    at = 0
    while at < before:
        if (
            units[at].is_content_word
            or units[at].lower in PRONOUNS
            or units[at].lower in DETERMINERS
        ):
            # An introducing phrase ("On Monday, ...") is passed over up to its comma.
            if (
                at > 0
                and units[at - 1].is_word
                and units[at - 1].lower not in ("but", "and", "yet")
            ):
                comma = next((k for k in range(at, before) if units[k].text == ","), None)
                if comma is None:
                    return None
                at = comma + 1
                continue
            phrase = phrase_after(units, at)
            if phrase is not None:
                return phrase
        at += 1
    return None
