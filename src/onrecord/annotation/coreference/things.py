"""The organisations, places and other things of a text by the short forms of their names."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onrecord.annotation.coreference.items import Entity, Item, plain
from onrecord.annotation.coreference.likeness import (
    GENERIC,
    LEFT_OUT,
    PLACE_LEFT_OUT,
    SCHOOLS,
    acronyms,
    has_a_city_named_so,
    is_body_of,
    without_place,
)
from onrecord.annotation.coreference.words import TOKEN
from onrecord.annotation.gazetteer import gazetteer
from onrecord.annotation.mentions import ORGANISATIONS
from onrecord.records import EntityLabel

PLACES = (EntityLabel.GPE, EntityLabel.LOC)
_OFFICES = frozenset(["church", "division", "department", "office", "school", "college"])
# A short form has no more words than this.
_LONGEST_SHORT_FORM = 12


@dataclass(frozen=True, slots=True)
class _Named:
    """An entity by one of its names: the words as they are written, and as they are compared."""

    number: int
    tokens: Sequence[str]
    words: Sequence[str]


class Things:
    """Who or what a short form stands for; things are the numbers of their entities.

    Args:
        entities: all of the text, as far as they are known.
    """

    def __init__(self, entities: Sequence[Entity]) -> None:
        self._entities = entities
        self._by_beginning: dict[str, list[_Named]] = {}
        self._by_end: dict[str, list[_Named]] = {}
        self._by_acronym: dict[str, list[int]] = {}
        self._by_office: dict[str, list[int]] = {}
        self._by_town: dict[str, list[int]] = {}

    def add(self, number: int, item: Item, core: Sequence[str]) -> None:
        """Something by its name.

        Args:
            core: the name without what stands around it.
        """
        for acronym in acronyms(core) | acronyms(item.tokens):
            self._by_acronym.setdefault(acronym, []).append(number)
        words = plain(core).split()
        named = _Named(number, core, words)
        for count in range(1, min(len(words) - 1, _LONGEST_SHORT_FORM) + 1):
            self._by_beginning.setdefault(" ".join(words[:count]), []).append(named)
            self._by_end.setdefault(" ".join(words[-count:]), []).append(named)
        office, _, whose = plain(item.tokens).partition(" of ")
        if office in _OFFICES:
            self._by_office.setdefault(whose, []).append(number)
        town, comma, _ = item.surface.partition(",")
        if comma and item.label in PLACES:
            self._by_town.setdefault(plain(TOKEN.findall(town)), []).append(number)

    def by_acronym(self, letters: str) -> int | None:
        """The only thing whose name has this acronym, written in lower case."""
        return _only(self._by_acronym.get(letters, ()))

    def by_short_form(self, item: Item) -> int | None:
        """The only longer name of which this one is the telling part: "Astra" of "Astra Pharma"."""
        words = plain(item.tokens).split()
        if item.label in (EntityLabel.NORP, EntityLabel.DATE) or not words:
            return None
        name = " ".join(item.tokens)
        place, known = item.label in PLACES, name in gazetteer().labels
        if len(words) == 1 and (words[0] in GENERIC | ORGANISATIONS or known and not place):
            return _only(self._by_kind(item, words[0]))
        found = list(self._begun_by(item, words))
        if not place:
            # "Church of Astrology" is "Astrology" too.
            offices = (
                self._by_office.get(" ".join(words), []) if item.label in (None, EntityLabel.ORG) else []
            )
            found += offices or self._ended_by(item, words)
        elif name not in gazetteer().countries:
            found += self._by_town.get(" ".join(words), [])
        return _only(found)

    def by_place(self, item: Item) -> int | None:
        """The only team or school that is called by this place."""
        words = plain(item.tokens).split()
        place = " ".join(words)
        return _only(
            one.number
            for one in (*self._by_beginning.get(place, ()), *self._by_end.get(place, ()))
            if self._is_organisation(one.number) and is_body_of(one.words, words)
        )

    def _begun_by(self, item: Item, words: list[str]) -> Iterator[int]:
        """Longer names that begin so and go on with nothing telling."""
        place, name = item.label in PLACES, " ".join(item.tokens)
        left_out = PLACE_LEFT_OUT if place else LEFT_OUT if item.label else LEFT_OUT | PLACE_LEFT_OUT
        if place and name in gazetteer().labels:
            left_out = frozenset() if has_a_city_named_so(name) else frozenset(["city"])
        for one in self._by_beginning.get(" ".join(words), ()):
            label = self._entities[one.number].label
            if None not in (item.label, label) and place != (label in PLACES):
                continue
            rest = one.words[len(words) :]
            told = rest if place else without_place(rest)
            school = not place and len(told) == 1 and told[0] in SCHOOLS
            if school or all(word in left_out for word in told):
                yield one.number

    def _ended_by(self, item: Item, words: list[str]) -> Iterator[int]:
        """Longer names that end so behind a place, or behind anything where nobody labelled them."""
        plural = words[-1].endswith("s") and len(words[-1]) > 3
        if len(words) < 2 and not plural or item.tokens[0] in gazetteer().labels:
            return
        for one in self._by_end.get(" ".join(words), ()):
            before = " ".join(one.tokens[: len(one.tokens) - len(item.tokens)])
            if before and (before in gazetteer().labels or item.label is None):
                yield one.number

    def _by_kind(self, item: Item, word: str) -> Iterator[int]:
        """What was named before with this word: "the Times" of "Port Herald Times"."""
        if word not in ORGANISATIONS:
            return
        named = list(self._by_end.get(word, ()))
        named += [one for one in self._by_beginning.get(word, ()) if one.words[1] in ("of", "for")]
        if word == "university":
            # An organisation that is called "Velta State" is a university.
            named += [one for one in self._by_end.get("state", ()) if self._is_organisation(one.number)]
        for one in named:
            entity = self._entities[one.number]
            if entity.first < item.start and entity.label not in PLACES:
                yield one.number

    def _is_organisation(self, number: int) -> bool:
        return self._entities[number].label is EntityLabel.ORG


def _only(numbers: Iterable[int]) -> int | None:
    different = set(numbers)
    return different.pop() if len(different) == 1 else None
