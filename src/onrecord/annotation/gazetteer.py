"""Small lists of names everybody knows: countries with their peoples, places, given names."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from onrecord.records import EntityLabel


class Gender(StrEnum):
    """The pronoun most often used for who bears a given name."""

    he = "he"
    she = "she"
    either = "either"


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Lookups by the name as it is written.

    Attributes:
        labels: label of each place, country, people.
        countries: preferred name of each country by each of its names.
        peoples: country of each adjective of nationality.
        states: state of each of its abbreviations.
        state_names: the states themselves.
        given: gender of each given name.
    """

    labels: dict[str, EntityLabel]
    countries: dict[str, str]
    peoples: dict[str, str]
    states: dict[str, str]
    state_names: frozenset[str]
    given: dict[str, Gender]


@cache
def gazetteer() -> Gazetteer:
    """The lists that ship with the package."""
    labels: dict[str, EntityLabel] = {}
    countries: dict[str, str] = {}
    peoples: dict[str, str] = {}
    for line in _lines("countries.txt"):
        name, people, others = (part.strip() for part in line.split("|"))
        for other in [name, *(x.strip() for x in others.split(",") if x.strip())]:
            countries[other] = name
            labels[other] = EntityLabel.GPE
        for word in (x.strip() for x in people.split(",") if x.strip()):
            peoples[word] = name
            labels[word] = EntityLabel.NORP
    label = EntityLabel.GPE
    for line in _lines("places.txt"):
        if line == "LOC":
            label = EntityLabel.LOC
            continue
        for place in line.split():
            labels.setdefault(place.replace("_", " "), label)
    states: dict[str, str] = {}
    for line in _lines("states.txt"):
        state, short = line.split(" | ")
        states |= dict.fromkeys(short.split(", "), state)
    given: dict[str, Gender] = {}
    for line in _lines("first_names.txt"):
        gender, names = line.split(":")
        for name in names.split():
            # A name on two lists is borne by both.
            known = given.get(name)
            given[name] = Gender(gender) if known in (None, Gender(gender)) else Gender.either
    return Gazetteer(labels, countries, peoples, states, frozenset(states.values()), given)


def _lines(name: str) -> Iterator[str]:
    text = files("onrecord.annotation").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
