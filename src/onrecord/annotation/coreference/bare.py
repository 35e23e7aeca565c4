"""Names that nobody labelled: what in such a mention is the name, and what stands around it.

Whoever draws mentions may draw the whole phrase: "the former coach Kim Roe of Port Herald". What a
person, an organisation or a place is called lies within it.
"""

import re
from collections.abc import Sequence

from onrecord.annotation.coreference.words import CONNECTORS, PERSON_NOUNS, TOKEN
from onrecord.annotation.gazetteer import gazetteer
from onrecord.annotation.grammar import AUXILIARIES, CONJUNCTIONS, PREPOSITIONS, RELATIVES, VERBS, word_set
from onrecord.annotation.mentions import ORGANISATIONS, TITLES

PARTICLES = frozenset(["van", "von", "der", "den", "di", "du", "dos", "bin", "ibn", "al", "el", "y", "e"])
_NO_ROLE = CONNECTORS | PREPOSITIONS | RELATIVES | CONJUNCTIONS | VERBS | AUXILIARIES | PARTICLES
# Titles that begin the names of offices and bodies as well.
_SOFT_TITLES = frozenset(["general", "foreign", "former", "finance", "interior", "defence", "defense"])
TAIL = re.compile(r"\s?[,(;:–—]")
# What is said about a name behind it: ", who rows", "(born in Velta)".
_REMARK = re.compile(r"\s?[,(;–—]\s?(?!and\b|or\b)(?=[a-z\d])")
_POSSESSIVE_BEFORE = re.compile(r".*\w['’]s?\s(?=\S)")
_NO_PERSON = word_set(
    "street avenue road boulevard highway park mosque temple island islands province county river lake "
    "mountain mount hotel bridge square airport station palace plaza lodge castle bay beach valley hall "
    "building tower state cup games award prize war act day festival series show university city town "
    "village region district harbor harbour port fort cathedral library theatre "
    "theater gallery cave coast sea ocean desert forest garden gardens market mall stadium company "
    "programme program project agreement treaty bill law constitution"
)


def core_of(tokens: Sequence[str]) -> list[str]:
    """A name without the roles and determiners before it: "Port coach Kim Roe" is Kim Roe."""
    start = 0
    for at, token in enumerate(tokens[:-1]):
        if token in ("and", "or") and any(word[0].isupper() for word in tokens[1:at]):
            break
        follows = tokens[at + 1][0].isupper()
        role = token.islower() and len(token) > 2 and token not in _NO_ROLE and not token.endswith("ed")
        title = at > 0 and token.lower() in TITLES - _SOFT_TITLES and may_be_person(tokens[at + 1 :])
        first = at == 0 and len(tokens) > 2 and token.lower() in PERSON_NOUNS - TITLES
        if follows and (role or title or first):
            start = at + 1
    return list(tokens[start:])


def is_office(tokens: Sequence[str]) -> bool:
    """Whether capitalised words say what somebody is, not who: "Prime Minister", "Professor of Law"."""
    for at, token in enumerate(tokens):
        if at and token.islower() and token in PREPOSITIONS | RELATIVES:
            tokens = tokens[:at]
            break
    surname = len(tokens) > 1 and tokens[0] in gazetteer().given
    return tokens[-1].lower() in TITLES | PERSON_NOUNS and not surname


def shorter_forms(surface: str, tokens: Sequence[str]) -> list[tuple[str, ...]]:
    """The words of a name without what follows it (its place, its party) or whose it is said to be.

    Args:
        tokens: those of its core.
    """
    surface = surface[max(0, surface.find(tokens[0])) :]
    if is_coordination(surface):
        return []
    found = []
    head = TAIL.split(surface, maxsplit=1)[0]
    if head != surface:
        found.append(TOKEN.findall(head))
    words = TOKEN.findall(head)
    for at, token in enumerate(words):
        if at and token.islower() and token in PREPOSITIONS | RELATIVES:
            found.append(words[:at])
            break
    owned = _POSSESSIVE_BEFORE.match(head)
    if owned:
        found.append(TOKEN.findall(head[owned.end() :]))
    return [tuple(core) for core in map(core_of, filter(None, found)) if core[-1][0].isupper()]


def is_coordination(surface: str) -> bool:
    """Whether a mention lists several: "Kim and Lee Roe", "Roe, Doe, and Poe"."""
    words = _REMARK.split(surface, maxsplit=1)[0].split()
    for at, word in enumerate(words):
        if at and word in PREPOSITIONS - {"and"}:
            return False
        if at and word in ("and", "&", "or"):
            return not any(other.lower() in ORGANISATIONS for other in words)
    return False


def looks_like_person(surface: str, tokens: Sequence[str]) -> bool:
    """Whether nothing in a full name says that it is not a person's."""
    acronym = tokens[0].isupper() and len(tokens[0]) > 2 and not surface.isupper()
    return 2 <= len(tokens) <= 4 and surface[:4].lower() != "the " and may_be_person(tokens) and not acronym


def may_be_person(tokens: Sequence[str]) -> bool:
    """Whether each word can be part of a person's name."""
    lower = [token.lower() for token in tokens]
    return (
        all(token[0].isupper() or token in PARTICLES | CONNECTORS - {"and", "&", "of"} for token in tokens)
        and not any(word in ORGANISATIONS or word in _NO_PERSON or word == "of" for word in lower)
        and not any(letter.isdigit() for word in lower for letter in word)
    )
