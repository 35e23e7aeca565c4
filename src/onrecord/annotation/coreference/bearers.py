"""The people of a text by the parts of their names."""

import re
from collections.abc import Iterable, Sequence

from onrecord.annotation.coreference.bare import PARTICLES
from onrecord.annotation.coreference.items import plain
from onrecord.annotation.coreference.likeness import FAMILY_FIRST, acronyms, full_given, surname
from onrecord.annotation.coreference.words import CONNECTORS, TOKEN
from onrecord.annotation.gazetteer import gazetteer

# Within a person's name: "Kim “Reed” Roe".
_NICKNAME = re.compile(r"(?<!\w)[“\"‘'(]([^“”\"‘’'()]{2,30})[”\"’')]")


class Bearers:
    """Who bears a name; people are the numbers of their entities."""

    def __init__(self) -> None:
        self._surnames: dict[str, list[int]] = {}
        self._given: dict[str, list[int]] = {}
        self._beginnings: dict[str, list[int]] = {}
        self._within: dict[str, list[int]] = {}
        self._initials: dict[str, list[int]] = {}
        self._nicknames: dict[str, list[int]] = {}

    def add(self, number: int, tokens: Sequence[str], surfaces: Iterable[str]) -> None:
        """Somebody by a full name.

        Args:
            surfaces: how it is written, nicknames in quotation marks with it.
        """
        last = surname(tokens)
        self.add_surname(number, last)
        _put(self._given, plain(tokens[:1]), number)
        for count in range(2, list(tokens).index(last) + 1):
            _put(self._beginnings, plain(tokens[:count]), number)
        for token in tokens[1:]:
            for part in plain([token]).split() if token == last else [plain([token])]:
                if part != plain([last]) and _may_be_surname(part):
                    _put(self._within, part, number)
        for letters in acronyms(tokens):
            _put(self._initials, letters, number)
        for surface in surfaces:
            for nickname in _NICKNAME.findall(surface):
                _put(self._nicknames, plain(TOKEN.findall(nickname)), number)

    def add_surname(self, number: int, name: str) -> None:
        """Somebody by a surname, or by the only name that the text gives."""
        _put(self._surnames, plain([name]), number)

    def by_surname(self, name: str) -> list[int]:
        """Who is known by this surname, or by this name alone."""
        return self._surnames.get(plain([name]), [])

    def by_given(self, name: str) -> list[int]:
        """Whose full name begins with this word."""
        return self._given.get(plain([name]), [])

    def by_beginning(self, tokens: Sequence[str]) -> list[int]:
        """Whose full name begins with these words and has its surname behind them."""
        return self._beginnings.get(plain(tokens), [])

    def by_short_given(self, name: str) -> list[int]:
        """Whose full name begins with what this is a short form of: "Tom" of "Thomas"."""
        return [number for full in sorted(full_given(plain([name]))) for number in self._given.get(full, ())]

    def by_initials(self, letters: str) -> list[int]:
        """Whose full name has these initials."""
        return self._initials.get(plain([letters]), [])

    def by_nickname(self, tokens: Sequence[str]) -> list[int]:
        """Whose full name has this nickname in quotation marks or brackets."""
        return self._nicknames.get(plain(tokens), [])

    def by_inner_name(self, name: str) -> list[int]:
        """Who bears a surname that stands within the full name: "Roe" of "Ana Roe Oda" and "Ana Al-Roe"."""
        return self._within.get(plain([name]), [])

    def by_any_part(self, name: str) -> set[int]:
        """Whoever this name alone can refer to."""
        return {
            *self.by_surname(name),
            *self.by_given(name),
            *self.by_short_given(name),
            *self.by_initials(name),
            *self.by_nickname([name]),
            *self.by_inner_name(name),
        }


def _may_be_surname(word: str) -> bool:
    known_given = word.title() in gazetteer().given and word.title() not in FAMILY_FIRST
    return len(word) > 1 and not known_given and word not in PARTICLES | CONNECTORS


def _put(people: dict[str, list[int]], name: str, number: int) -> None:
    bearers = people.setdefault(name, [])
    if number not in bearers:
        bearers.append(number)
