"""Words that attribute: which forms they take, what may follow them, what attitude they show."""

import tomllib
from dataclasses import dataclass
from enum import Flag, auto
from functools import cache
from importlib.resources import files
from typing import Any

from onrecord.records import Attitude

_VOWELS = "aeiou"


class Takes(Flag):
    """What may follow a cue as its content."""

    NOTHING = 0
    CLAUSE = auto()
    ADDRESSEE = auto()
    INFINITIVE = auto()
    REQUEST = auto()
    NOUN = auto()


class Form(Flag):
    """The forms of a verb that a spelling may be."""

    BASE = auto()
    PRESENT = auto()
    PAST = auto()
    PARTICIPLE = auto()
    GERUND = auto()


@dataclass(frozen=True, slots=True)
class Cue:
    """What one spelling may do: `forms` of the verb, `takes` what, with which attitude by content.

    Attributes:
        particle: the words that follow the verb in a phrase such as "pointed out".
    """

    base: str
    forms: Form
    takes: Takes
    attitudes: dict[Takes, Attitude]
    particle: tuple[str, ...] = ()

    def attitude(self, content: Takes) -> Attitude:
        """Attitude shown where `content` follows; speech where the cue takes no such content."""
        return self.attitudes.get(content, next(iter(self.attitudes.values())))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All cues: verbs by spelling (those with the longest particle first), nouns by spelling."""

    verbs: dict[str, tuple[Cue, ...]]
    nouns: dict[str, Attitude]


_KINDS = {
    "clause": Takes.CLAUSE,
    "addressee": Takes.ADDRESSEE,
    "infinitive": Takes.INFINITIVE,
    "request": Takes.REQUEST,
    "noun": Takes.NOUN,
    "phrases": Takes.NOUN,
}


@cache
def _data() -> dict[str, Any]:
    shipped = files("onrecord.annotation").joinpath("data/cues.toml")
    return tomllib.loads(shipped.read_text(encoding="utf-8"))


def mention_words() -> dict[str, list[str]]:
    """Words around quotation marks that hold nobody's words, by what they tell."""
    return _data()["mentioned"]


@cache
def unreported_verbs() -> frozenset[str]:
    """Forms of the verbs that report nothing inside what somebody says in person."""
    data = _data()
    forms = (_forms(verb, data["irregular"].get(verb)) for verb in data["unreported"]["verbs"])
    return frozenset(data["unreported"]["present"]).union(*forms)


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with the package."""
    data = _data()
    entries: dict[str, dict[Takes, Attitude]] = {}
    for attitude in Attitude:
        for kind, takes in _KINDS.items():
            for verb in data[attitude.value].get(kind, []):
                entries.setdefault(verb, {}).setdefault(takes, attitude)
    verbs: dict[str, list[Cue]] = {}
    for entry, attitudes in entries.items():
        base, *particle = entry.split()
        takes = Takes.NOTHING
        for kind in attitudes:
            takes |= kind
        for spelling, forms in _forms(base, data["irregular"].get(base)).items():
            verbs.setdefault(spelling, []).append(
                Cue(base, forms, takes, attitudes, tuple(particle))
            )
    nouns = {
        spelling: attitude
        for attitude in Attitude
        for noun in data["nouns"][attitude.value]
        for spelling in (noun, _third_person(noun))
    }
    return Lexicon(
        {s: tuple(sorted(found, key=lambda cue: -len(cue.particle))) for s, found in verbs.items()},
        nouns,
    )


def _forms(base: str, irregular: list[str] | None) -> dict[str, Form]:
    third, past, participle, gerund = irregular or [
        _third_person(base),
        _past(base),
        _past(base),
        _gerund(base),
    ]
    forms: dict[str, Form] = {}
    for spelling, form in (
        (base, Form.BASE),
        (third, Form.PRESENT),
        (past, Form.PAST),
        (participle, Form.PARTICIPLE),
        (gerund, Form.GERUND),
    ):
        forms[spelling] = forms[spelling] | form if spelling in forms else form
    return forms


def _third_person(base: str) -> str:
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return base + "ed"


def _gerund(base: str) -> str:
    return base[:-1] + "ing" if base.endswith("e") and not base.endswith("ee") else base + "ing"
