"""How a text describes the people it names: "senior analyst at the port", as it stands there.

Three places are looked at: between commas after a name, right before a name, and a description that stands
for one. A phrase counts only if its head is a word for a person, so that lists and asides are left out.
"""

import re

from onrecord.annotation.grammar import (
    AUXILIARIES,
    CONJUNCTIONS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    TIMES,
    VERBS,
)
from onrecord.annotation.mentions import TITLES
from onrecord.records import MentionForm

_HONORIFICS = frozenset("mr mrs ms miss mx dr prof sir dame lord lady st saint".split())
_DETERMINERS = frozenset("the a an this that his her its their our my your whose".split())
_ROLES = TITLES | frozenset(
    "academic activist adviser advisor agent aide artist astronomer attorney author baker banker billionaire "
    "boss builder butcher campaigner candidate captain chair champion chef chief clerk colleague columnist "
    "composer critic defendant doctor driver economist editor engineer executive expert farmer fellow "
    "fisherman founder graduate guest head historian host incumbent inventor journalist keeper lawmaker lawyer "
    "leader lead librarian lieutenant magistrate manager member migrant model monk negotiator nominee novelist "
    "nun nurse official operator opponent owner painter partner patient philosopher photographer pilot poet "
    "politician predecessor president producer professor prosecutor rector reporter researcher resident "
    "rival scholar scientist secretary soldier spokesman spokesperson spokeswoman student successor surgeon "
    "survivor teacher tenant treasurer trustee veteran victim volunteer warden welder widow widower winner "
    "witness worker writer father mother husband wife son daughter brother sister neighbour neighbor friend "
    "man woman boy girl mum dad pensioner prefect harbourmaster harbormaster roofer".split()
)
_ENDINGS = (
    "ist",
    "ian",
    "man",
    "woman",
    "keeper",
    "maker",
    "master",
    "monger",
    "wright",
    "ologist",
)
_STOPS = (
    PREPOSITIONS | RELATIVES | CONJUNCTIONS | VERBS | AUXILIARIES | PRONOUNS
    | frozenset("said says added told".split())
)  # fmt: skip
_WORD = re.compile(r"\w[\w’'.\-&]*")
_ASIDE = re.compile(r",\s+([^,.;:!?()\[\]—–“”„\"«»\n]{3,120})(?=[,.;:!?—–](?!\d)|$)")
_BEFORE = re.compile(r"([^,.;:!?()\[\]—–“”„\"«»\n]{0,80})(,?\s+)$")
_VERBAL = re.compile(r"(?<!retir)ed$")
_LONGEST = 14


def role_phrases(text: str, start: int, end: int, form: MentionForm) -> list[str]:
    """The descriptions of a person at one mention, without their article, in the order in which they stand.

    Args:
        text: the paragraph.
        start: where the mention begins in it.
        end: where the mention ends in it.
        form: a pronoun has none; a nominal is one itself, if its head is a word for a person.
    """
    if form is MentionForm.pronoun:
        return []
    if form is MentionForm.nominal:
        words = text[start:end].split()
        return [_bare(words)] if _is_role(words) else []
    found = [_before(text[:start]), _after(text[end:])]
    return [phrase for phrase in found if phrase]


def _before(text: str) -> str | None:
    """The words right before a name: "former harbour pilot Ada Vole", "the mayor, Ada Vole"."""
    match = _BEFORE.search(text[-90:])
    if match is None:
        return None
    words, comma = _WORD.findall(match[1]), "," in match[2]
    first = len(words)
    while first > 0 and words[first - 1].lower() not in _DETERMINERS | _STOPS:
        first -= 1
    bounded = first > 0 and words[first - 1].lower() in _DETERMINERS
    # "They asked former pilot Ada Vole": what an unbounded phrase begins with may be a verb.
    while not bounded and first < len(words) and _VERBAL.search(words[first]):
        first += 1
    # Before a comma only a phrase with its article is one with the name: "the mayor, Ada Vole".
    if comma and not bounded or len(words) - first > 6:
        return None
    phrase = words[first:]
    return _bare(phrase) if _is_role(phrase) else None


def _after(text: str) -> str | None:
    """The words between commas after a name: "Ada Vole, who …" is none, "Ada Vole, a ferry captain," is."""
    match = _ASIDE.match(text)
    if match is None:
        return None
    words = match[1].split()
    clause = next((i for i, word in enumerate(words) if word in RELATIVES), len(words))
    return _bare(words[:clause]) if clause <= _LONGEST and _is_role(words[:clause]) else None


def _is_role(words: list[str]) -> bool:
    """Whether the head of a noun phrase is a word for a person."""
    bare = [w.lower().strip("’'.,") for w in words]
    if bare and bare[0] in _DETERMINERS:
        bare = bare[1:]
    head = None
    for i, word in enumerate(bare):
        if head and word in _STOPS - VERBS:
            break
        if word in (_STOPS | TIMES) - _ROLES or i == 0 and word.endswith("ing"):
            return False
        head = word
    if head is None or bare[-1].strip(".") in _HONORIFICS:
        return False
    return (
        head in _ROLES
        or head.endswith(_ENDINGS)
        and len(head) > 5
        or head.rpartition("-")[2] in _ROLES
    )


def _bare(words: list[str]) -> str:
    """A phrase on one line without its article or possessive."""
    if words[0].lower() in _DETERMINERS:
        words = words[1:]
    return " ".join(words)
