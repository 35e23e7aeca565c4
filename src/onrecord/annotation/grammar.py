"""Closed word classes of English and the noun phrases that can be told by them alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.annotation.sentences import Word


def word_set(text: str) -> frozenset[str]:
    """The words of a list written as one text."""
    return frozenset(text.split())


DETERMINERS = word_set(
    "the a an this that these those his her its their our my your some any many several most all "
    "both each every no one two three four five six seven eight nine ten dozens hundreds another "
    "other few"
)
PRONOUNS = word_set(
    "he she they it we i you who someone somebody everyone nobody many some others one"
)
OBJECTS = word_set("him her them it us me you reporters journalists lawmakers investigators")
AUXILIARIES = word_set(
    "has have had having is was were are be been being am do does did will would can could may "
    "might must shall should ought hasn't haven't hadn't isn't wasn't weren't aren't don't doesn't "
    "didn't won't wouldn't can't cannot couldn't shouldn't mustn't 'd 've 'll 's he's she's "
    "they've he'd she'd they'd i've we've"
)
BE = word_set("is was were are be been being am isn't wasn't weren't aren't")
HAVE = word_set("has have had having hasn't haven't hadn't")
ADVERBS = word_set(
    "not never also then later once still just now again already recently previously repeatedly "
    "often sometimes always even only first further reportedly publicly privately immediately "
    "initially so too instead however meanwhile earlier long soon actually all both subsequently "
    "famously"
)
PREPOSITIONS = word_set(
    "of for at in on to from with by about against after before during since until under over "
    "between among through into onto near as than like despite without within outside inside "
    "around across behind beyond via per toward towards including regarding amid upon off because "
    "while when where if although though unless whether how why what that which up down out"
)
CONJUNCTIONS = word_set("and but or nor yet so")
TIMES = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january jan. february feb. march "
    "mar. april apr. may june jun. july jul. august aug. september sept. sep. october oct. "
    "november nov. december dec. today yesterday tomorrow tonight morning afternoon evening night "
    "weekend week month year recently earlier later last this next late early afterward afterwards "
    "then"
)
RELATIVES = word_set("who which that whom whose")
# Prepositions that tie a further noun to the one before it inside a source's description.
_LINKS = word_set("of for at from in with on to")
_CLOSED = (
    DETERMINERS
    | PRONOUNS
    | AUXILIARIES
    | ADVERBS
    | PREPOSITIONS
    | CONJUNCTIONS
    | word_set("there here")
)
VERBS = word_set(
    "went go goes got get gets made make makes took take takes gave give gives came come comes "
    "left leave leaves lost lose loses won win wins ran run runs saw see sees kept keep keeps held "
    "hold holds put puts let lets set sets knew know knows felt feel feels thought think thinks "
    "said say says told tell tells wrote write writes became become becomes began begin begins "
    "brought bring brings built build builds bought cut cuts did drew fell fall falls found find "
    "finds fought fight fights grew grow grows heard hear hit led lead leads met meet meets meant "
    "mean means need needs paid pay pays rose rise rises sent send shot show showed shows spent "
    "spend stood stand stands struck taught threw understood want wants wore work works look looks "
    "seem seems deserve deserves remain remains believe believes expect expects hope hopes plan "
    "plans continue continues includes include appears appear"
)
_BREAKS = word_set("said says told asked added wrote")


@dataclass(frozen=True, slots=True)
class Unit:
    """A word of a sentence, or a whole quotation in it.

    Attributes:
        quotation: the quotation's index.
        closing: the last character inside the quotation.
    """

    start: int
    end: int
    text: str
    lower: str
    quotation: int | None = None
    closing: str = ""

    @property
    def is_word(self) -> bool:
        """Whether it is a word and not a mark or a quotation."""
        return self.quotation is None and self.text[0].isalnum()

    @property
    def is_capitalised(self) -> bool:
        """Whether it is a word with a capital first letter."""
        return self.quotation is None and self.text[0].isupper()

    @property
    def is_content_word(self) -> bool:
        """Whether it is a word of an open class (by exclusion)."""
        return self.is_word and (self.lower not in _CLOSED or self.is_name_like)

    @property
    def is_name_like(self) -> bool:
        """Whether it is written as a name and is no time word."""
        return self.is_capitalised and self.lower not in TIMES and self.lower not in _CLOSED


Units = Sequence[Unit]
Slice = tuple[int, int]


def unit_of(word: Word, inside: bool = False) -> Unit:
    """The unit of one word; `inside` a name, a word such as "Will" or "May" is no function word."""
    lower = word.text if inside and word.is_capitalised and word.lower in _CLOSED else word.lower
    return Unit(word.start, word.end, word.text, lower)


def is_adverb(unit: Unit) -> bool:
    """Whether the word may stand between a subject and its verb."""
    return unit.lower in ADVERBS or (
        unit.lower.endswith("ly") and not unit.is_capitalised and len(unit.lower) > 4
    )


def looks_like_verb(unit: Unit) -> bool:
    """Whether the word is a verb by its class, its ending or a list of common ones."""
    if not unit.is_word or unit.is_capitalised:
        return False
    return unit.lower in AUXILIARIES or unit.lower in VERBS or unit.lower.endswith("ed")


def phrase_before(units: Units, end: int) -> Slice | None:
    """The noun phrase whose last word is just before `end`, as a slice of `units`.

    Its further nouns ("a spokesman for the port of X") belong to it.
    """
    last = end - 1
    if last < 0 or not units[last].is_word:
        return None
    if units[last].lower in TIMES and units[last].lower not in ("may",):
        return phrase_before(units, last)
    head = units[last]
    if head.lower in PRONOUNS and not head.is_name_like:
        return last, end
    if not head.is_content_word:
        return None
    first = _phrase_start(units, last)
    while first >= 2 and first > end - 40:
        link, before = units[first - 1], units[first - 2]
        if link.lower not in _LINKS | {"and", "&"} or not before.is_content_word:
            break
        if link.lower in ("and", "&") and before.is_name_like != units[first].is_name_like:
            break
        further = _phrase_start(units, first - 2)
        if not _can_carry(units, further, first - 2, link.lower):
            break
        first = further
    return first, end


def _can_carry(units: Units, first: int, head: int, link: str) -> bool:
    """Whether the phrase `[first, head]` may have a further noun tied to it by `link`."""
    if units[head].lower.endswith(("ed", "ing")) or units[head].lower in _BREAKS:
        return False
    if link in ("and", "&"):
        return True
    introduced = units[first].lower in DETERMINERS or first == 0 or units[first].is_name_like
    return introduced or (units[head].lower.endswith("s") and not units[first - 1].is_word)


def _phrase_start(units: Units, last: int) -> int:
    """Where the simple noun phrase that ends with `last` begins."""
    first = last
    while first > 0 and last - first < 12:
        before = units[first - 1]
        if before.lower in DETERMINERS and not (before.lower == "that" and first > 1):
            first -= 1
            if before.lower in ("the", "his", "her", "their", "its", "these", "those", "a", "an"):
                if first > 0 and units[first - 1].lower in ("all", "both", "many", "most", "one"):
                    first -= 1
                return first
            continue
        if before.lower in ("'s", "'") and first > 1 and units[first - 2].is_content_word:
            return _phrase_start(units, first - 2)
        if before.text == "." or not before.is_content_word or before.lower in TIMES:
            break
        # A lower-case word before a name is a description ("spokesman Kim Roe") or another verb.
        if before.lower in _BREAKS or (
            not before.is_capitalised
            and before.lower.endswith(("ed", "ing"))
            and units[first].is_capitalised
        ):
            break
        if is_adverb(before):
            break
        first -= 1
    return first


def phrase_after(units: Units, first: int) -> Slice | None:
    """The noun phrase that begins at `first`, with the nouns tied to it by "of", "for" and so on."""
    end = _simple_phrase_end(units, first)
    if end is None:
        return None
    while end + 1 < len(units) and end - first < 40:
        link = units[end]
        if link.lower in ("of", "for", "and", "&") or (
            link.lower in ("at", "from", "with", "in") and not units[end - 1].is_name_like
        ):
            further = _simple_phrase_end(units, end + 1)
            if further is None or units[end + 1].lower in TIMES:
                break
            if link.lower == "and" and units[end + 1].is_name_like != units[end - 1].is_name_like:
                break
            end = further
        else:
            break
    return first, end


def _simple_phrase_end(units: Units, first: int) -> int | None:
    if first >= len(units) or not units[first].is_word:
        return None
    at = first
    if units[at].lower in PRONOUNS | OBJECTS and not units[at].is_name_like:
        following = units[at + 1] if at + 1 < len(units) else None
        if units[at].lower not in DETERMINERS or following is None or not following.is_content_word:
            return at + 1
    while at < len(units) and units[at].lower in DETERMINERS and not units[at].is_name_like:
        at += 1
    head = at
    while at < len(units) and at - first < 14:
        unit = units[at]
        if unit.lower in ("'s", "'") and at > head:
            at += 1
            continue
        if not unit.is_content_word or unit.lower in TIMES or unit.lower in _BREAKS:
            break
        if at > head and units[at - 1].is_name_like and looks_like_verb(unit):
            break
        at += 1
    return at if at > head else None
