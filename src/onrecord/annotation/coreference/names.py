"""Names that refer to the same entity: rules from the sure to the doubtful, fullest names first."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from onrecord.annotation.coreference import roles
from onrecord.annotation.coreference.bare import is_coordination, looks_like_person, shorter_forms
from onrecord.annotation.coreference.bearers import Bearers
from onrecord.annotation.coreference.items import Entity, Item, is_plural, plain
from onrecord.annotation.coreference.likeness import (
    FAMILY_FIRST,
    GENERIC,
    STREETS,
    acronyms,
    country_first,
    initial_fits,
    is_acronym,
    same_person,
    short_given,
    spelling_keys,
    spelt_alike,
    surname,
)
from onrecord.annotation.coreference.things import PLACES, Things
from onrecord.annotation.coreference.words import PERSON_NOUNS
from onrecord.annotation.gazetteer import Gender, gazetteer
from onrecord.annotation.mentions import HE_TITLES, ORGANISATIONS, SHE_TITLES
from onrecord.records import EntityLabel, MentionForm

# What stands between a name and another name of the same, as the text says.
_ALIAS = re.compile(
    r"\s?(?:[,(]|\.(?=\s?Also)|\([^()\n]{1,30},)?\s?"
    r"(?:(?:[Aa]lso|formerly|previously|originally|now|better|sometimes|commonly|who is)\s)?"
    r"(?:known as|called|a\.?k\.?a\.?|formerly|née|born)\s[“\"‘']?"
)
# What joins two names that share their end.
_JOINT = re.compile(r"\s(?:and|or)\s|\s?[/-]\s?")
# What begins a bracket with the acronym of a name, and one with its code: "(IATA: PHE)".
_BRACKET = re.compile(r"\s?[(\[]\s?")
_CODE = re.compile(r"\s?\([A-Z]{3,6}:\s?")
_BRACKET_END = re.compile(r"\.?[)\],;]")
_ALIAS_WINDOW = 50


def canonical_name(surface: str, label: EntityLabel | None) -> str:
    """A name as the gazetteer prefers it, where it is another name of a country; else as it stands.

    An adjective of nationality that is said to be a place means the country, and a place is named without the
    larger one behind its comma.
    """
    if label is EntityLabel.PERSON:
        return surface
    lists = gazetteer()
    bare = surface.removeprefix("the ").removeprefix("The ")
    if label in PLACES:
        bare = bare.partition(",")[0]
        bare = lists.peoples.get(bare, bare)
        bare = lists.states.get(bare, bare)
    return lists.countries.get(bare) or lists.countries.get(bare.replace(".", ""), bare)


class Names:
    """The names of one text and the entities they make.

    Attributes:
        entities: what is known of each entity, by its number.
        persons: whether each name is a person's, by its index.
    """

    def __init__(self, text: str, items: list[Item]) -> None:
        self.text = text
        self.items = items
        self.entities: list[Entity] = []
        self.persons: dict[int, bool] = {}
        order = sorted(range(len(items)), key=lambda k: (items[k].start, -items[k].end))
        self._names = [k for k in order if items[k].form is MentionForm.name and items[k].tokens]
        self._starts = [items[k].start for k in self._names]
        self._furthest = list(itertools.accumulate((items[k].end for k in self._names), max))
        self._states = gazetteer().state_names & {" ".join(items[k].tokens) for k in self._names}
        self._lists = self._coordinations()
        self._forms = {k: self._forms_of(k) for k in self._names}
        self._people = Bearers()
        self._things = Things(self.entities)
        self._by_form: dict[str, set[int]] = {}
        self._by_full: dict[str, set[int]] = {}
        self._by_key: dict[str, set[int]] = {}
        self._by_role: dict[str, list[int]] = {}

    def run(self) -> None:
        """Give each name its entity, and each entity the roles that the text tells."""
        self.persons = self._persons()
        defined = self._defined()
        self._group(defined)
        self._aliases(defined)
        self._misspelt()
        self._nicknames()
        self._halves()
        self._bodies()
        for k in self._names:
            if self.persons[k]:
                self._by_key.setdefault(self.items[k].key, set()).add(self.items[k].entity)
            roles.learn(self.entities[self.items[k].entity], self.items[k], self.text)
        for number, entity in enumerate(self.entities):
            for role in entity.roles:
                self._by_role.setdefault(role, []).append(number)

    def _forms_of(self, k: int) -> list[tuple[str, ...]]:
        """A name that nobody labelled in full, then without what may stand around it."""
        item = self.items[k]
        if item.label is not None:
            return []
        return [item.tokens, *([] if k in self._lists else shorter_forms(item.surface, item.tokens))]

    def _core(self, k: int) -> tuple[str, ...]:
        """The shortest form of a name."""
        return min(self._forms[k], key=len, default=self.items[k].tokens)

    def foremost(self) -> int | None:
        """The person with most full names in the text."""
        people = [n for n, entity in enumerate(self.entities) if entity.person and entity.named]
        return self._main(people) if people else None

    def person_in(self, item: Item) -> int | None:
        """The person whose name is the head of a description: "rower Kim Roe, who came late"."""
        if item.form is not MentionForm.nominal or not item.head[:1].isupper():
            return None
        end = item.tokens.index(item.head) + 1
        start = end - 1
        while start and item.tokens[start - 1][0].isupper():
            start -= 1
        if start and item.tokens[start - 1] in ("and", "or", "&"):
            return None
        bearers = self._by_key.get(plain(item.tokens[start:end]), set())
        return next(iter(bearers)) if len(bearers) == 1 else None

    def only_bearer(self, item: Item) -> int | None:
        """The only person introduced before with the role that a description names ("the mayor")."""
        head = item.head.casefold()
        definite = item.surface.lower().startswith(("the ", "this ", "that ", "its ", "their "))
        if not definite or len(item.tokens) > 5 or head not in PERSON_NOUNS or is_plural(head, ""):
            return None
        bearers = [n for n in self._by_role.get(head, ()) if self.entities[n].first < item.start]
        return bearers[0] if len(bearers) == 1 else None

    def _group(self, defined: dict[int, int]) -> None:
        """Names by groups of the same spelling, fullest first."""
        groups: dict[tuple[bool, str], list[int]] = {}
        for k in self._names:
            groups.setdefault((self.persons[k], self._canonical(self.items[k])), []).append(k)
        for (person, key), members in sorted(
            groups.items(),
            key=lambda group: (-len(self._core(group[1][0])), self.items[group[1][0]].start),
        ):
            if not self._known_form(members):
                if person:
                    self._person(members)
                else:
                    self._thing(key, members, defined)
            self._learn_forms(members)

    def _known_form(self, members: list[int]) -> bool:
        """Link names that are a longer name, or it, but for what stands around one of them."""
        forms = [form for k in members for form in self._forms[k][:1]]
        shorter = [form for k in members for form in self._forms[k][1:]]
        people = [form for form in shorter if looks_like_person("", form)]
        known = set().union(
            *(self._by_form.get(plain(form), ()) for form in forms + people),
            *(self._by_full.get(plain(form), ()) for form in shorter),
        )
        number = known.pop() if len(known) == 1 else None
        if number is None or self._any_nested(members, number):
            return False
        if not all(self._fits_title(number, self.items[k]) for k in members):
            return False
        self._link_all(members, number, "name without what stands around it", 0.9)
        return True

    def _learn_forms(self, members: list[int]) -> None:
        for k in members:
            number = self.items[k].entity
            for form in self._forms[k]:
                self._by_form.setdefault(plain(form), set()).add(number)
            for form in self._forms[k][:1]:
                self._by_full.setdefault(plain(form), set()).add(number)

    def _any_nested(self, members: list[int], number: int) -> bool:
        """Whether one of the names lies in one of the entity's or the other way round."""
        return any(self.items[n].entity == number for k in members for n in self._overlapping(k))

    def _overlapping(self, k: int) -> Iterator[int]:
        """The names that share text with a name, and itself."""
        item = self.items[k]
        at = bisect_left(self._starts, item.end)
        while at and self._furthest[at - 1] > item.start:
            at -= 1
            if self.items[self._names[at]].end > item.start:
                yield self._names[at]

    def _coordinations(self) -> set[int]:
        """Names that list several, as others of them show: "Kim Roe of X and Lee Poe of Y"."""
        last: dict[int, int] = {}
        for k in self._names:
            item = self.items[k]
            if self.text.endswith(("and ", "or ", "& "), 0, item.start):
                last[item.end] = item.start
        return {
            k
            for k in self._names
            for item in [self.items[k]]
            if item.label is None and last.get(item.end, item.start) > item.start
        }

    def _members(self) -> dict[int, list[int]]:
        """The names of each entity."""
        members: dict[int, list[int]] = {}
        for k in self._names:
            members.setdefault(self.items[k].entity, []).append(k)
        return members

    def _aliases(self, defined: dict[int, int]) -> None:
        """Names that the text says are names of one thing, which nothing else has brought together."""
        members = self._members()
        for k, before in defined.items():
            ours, theirs = self.items[k].entity, self.items[before].entity
            alone = "first mention" in self.items[k].reason
            if ours != theirs and alone and self.entities[ours].person == self.entities[theirs].person:
                moved = members.pop(ours)
                self._link_all(moved, theirs, "another name, as the text says", 0.9)
                members[theirs] += moved

    def _misspelt(self) -> None:
        """Names that are one letter from another: a slip, or a second way to spell a foreign name."""
        members = self._members()
        alike: dict[tuple[str, str], set[int]] = {}
        for number, ours in members.items():
            for core in {self._core(k) for k in ours}:
                for key in spelling_keys(core) | spelling_keys(core[-1:]):
                    alike.setdefault(key, set()).add(number)
        for number, ours in sorted(members.items(), key=lambda pair: (len(pair[1]), -pair[0])):
            slip, tokens = self.entities[number], self._core(ours[0])
            if len({self._core(k) for k in ours}) > 1:
                continue
            near = set().union(*(alike[key] for key in spelling_keys(tokens)))
            right = [
                other
                for other in near & members.keys() - {number}
                if len(members[other]) >= len(ours)
                and self._one_sort(slip, self.entities[other])
                and any(
                    spelt_alike(tokens, full, bool(slip.person))
                    for full in {self._core(k) for k in members[other]}
                )
            ]
            if len(right) == 1 and not self._any_nested(ours, right[0]):
                self._link_all(ours, right[0], "spelt nearly the same", 0.7)
                members[right[0]] += members.pop(number)

    def _nicknames(self) -> None:
        """People known by a given name alone and, elsewhere in the text, by another form of it."""
        members = self._members()
        people = [(n, one.tokens) for n, one in enumerate(self.entities) if one.person and n in members]
        bearers: dict[str, set[int]] = {}
        for number, tokens in people:
            for short in short_given(tokens[0]):
                bearers.setdefault(short, set()).add(number)
        for number, tokens in people:
            others = bearers.get(tokens[0].casefold(), set())
            if len(tokens) == 1 and len(others) == 1 and others <= members.keys():
                (other,) = others
                self._link_all(members[number], other, "short form of the given name", 0.8)
                members[other] += members.pop(number)

    def _halves(self) -> None:
        """Names whose end stands behind the next one only: "North and South Velta"."""
        full = {self.items[k].key: self.items[k].entity for k in self._names}
        first_at = {self.items[k].start: k for k in reversed(self._names)}
        for k in self._names:
            half = self.items[k]
            joint = _JOINT.match(self.text, half.end)
            following = first_at.get(joint.end()) if joint else None
            if following is None or len(half.tokens) > 1:
                continue
            whole = full.get(plain([*half.tokens, *self.items[following].tokens[1:]]))
            if whole is not None and len(self.items[following].tokens) > 1:
                self._link(k, whole, "shares the end of the next name", 0.9)

    def _bodies(self) -> None:
        """Teams and schools that are called by their place: "Velta" for "Velta Rowers"."""
        lists = gazetteer()
        placed = {self.items[k].entity for k in self._names if self.items[k].label in PLACES}
        for k in self._names:
            item = self.items[k]
            name = " ".join(item.tokens)
            place = lists.labels.get(name) is EntityLabel.GPE and name not in lists.countries
            named_so = item.label is EntityLabel.ORG and (place or item.entity in placed)
            body = self._things.by_place(item) if named_so else None
            if body is not None:
                self._link(k, body, "called by its place", 0.85)

    @staticmethod
    def _one_sort(one: Entity, other: Entity) -> bool:
        return one.person == other.person and (one.label in PLACES) == (other.label in PLACES)

    def _canonical(self, item: Item) -> str:
        if item.label is EntityLabel.PERSON:
            return item.key
        name = " ".join(item.tokens)
        state = gazetteer().states.get(name) if item.label is None else None
        if state in self._states:
            return plain([state])
        words = plain([country_first(canonical_name(name, item.label))]).split()
        return " ".join([*words[:1], *(STREETS.get(word, word) for word in words[1:])])

    def _persons(self) -> dict[int, bool]:
        """Which names are people's: by label, else by title, given name, or a full name with that surname."""
        lists = gazetteer()
        decided: dict[int, bool] = {}
        surnames: set[str] = set()
        unlabelled = [k for k in self._names if self.items[k].label is None]
        located = {self.items[k].tokens[0] for k in unlabelled if self._located(self.items[k])}
        alone = {self.items[k].tokens[0] for k in unlabelled if len(self.items[k].tokens) == 1}
        alone -= lists.labels.keys() | located
        for k in self._names:
            item = self.items[k]
            if item.label is not None:
                decided[k] = item.label is EntityLabel.PERSON
            elif k in self._lists or is_coordination(self._from_core(item)):
                decided[k] = False
            elif item.titles and item.tokens[-1].lower() not in ORGANISATIONS:
                decided[k] = True
            elif len(self._core(k)) > 1:
                decided[k] = self._full_person(item, self._core(k), alone)
            if decided.get(k):
                surnames |= {self._core(k)[0], surname(self._core(k))}
        # "Santa Oda" is no given name and surname, but the end of "Ana de Santa Oda".
        full = [self._core(k) for k in self._names if decided.get(k)]
        ends = {plain(core[at:]) for core in full for at in range(1, len(core) - 1)}
        for k in unlabelled:
            if decided.get(k) is False and k not in self._lists and plain(self._core(k)) in ends:
                decided[k] = True
        # A surname may be a place's name as well, unless the text is in that place.
        bearers = {
            surname(self._core(k)) for k in unlabelled if decided.get(k) and len(self._core(k)) > 1
        } - located
        for k in self._names:
            if k not in decided:
                surface = " ".join(self._core(k))
                known = surface in surnames or surface in lists.given
                decided[k] = known and (surface not in lists.labels or surface in bearers)
        return decided

    def _located(self, item: Item) -> bool:
        """Whether a name stands where a place would: "in York", but not "in Roe's house"."""
        before = self.text[max(0, item.start - 5) : item.start]
        owns = "'s" in self.text[item.end - 2 : item.end + 2].replace("’", "'")
        return before.endswith((" in ", " at ", "near ")) and not owns

    @staticmethod
    def _from_core(item: Item) -> str:
        return item.surface[max(0, item.surface.find(item.tokens[0])) :]

    @staticmethod
    def _full_person(item: Item, core: tuple[str, ...], alone: AbstractSet[str]) -> bool:
        """Whether several words without a label are a person's name.

        Args:
            alone: words that are names by themselves, such as surnames.
        """
        lists = gazetteer()
        first, last = core[0], surname(core)
        if first in lists.given:
            return not any(word.lower() in ORGANISATIONS or word == "of" for word in core)
        if " ".join(core) in lists.labels or {first, last} & lists.labels.keys():
            return False
        if first.lower() in GENERIC or not looks_like_person(item.surface, core):
            return False
        return first in alone or last in alone or bool(item.titles)

    def _defined(self) -> dict[int, int]:
        """Names that the text gives beside another name of the same: in brackets, or "also known as"."""
        outermost, end = [], 0
        for k in self._names:
            if self.items[k].end > end:
                outermost.append(k)
                end = self.items[k].end
        pairs: dict[int, int] = {}
        for before, k in dict.fromkeys([*itertools.pairwise(self._names), *itertools.pairwise(outermost)]):
            long, short = self.items[before], self.items[k]
            between = self.text[long.end : short.start]
            if len(between) > _ALIAS_WINDOW:
                continue
            if _ALIAS.fullmatch(between) or between == " or " and before in pairs:
                if not self._is_only_one_a_person(long, short):
                    pairs[k] = before
            elif _BRACKET_END.match(self.text, short.end):
                full, brief = (before, k) if len(long.surface) > len(short.surface) else (k, before)
                if self._abbreviates(brief, full, between):
                    pairs[brief] = full
        return pairs

    @staticmethod
    def _is_only_one_a_person(one: Item, other: Item) -> bool:
        """Whether labels say that one is a person and the other is none: "Kim Roe, born Velta"."""
        return None not in (one.label, other.label) and EntityLabel.PERSON in {one.label} ^ {other.label}

    def _abbreviates(self, brief: int, full: int, between: str) -> bool:
        """Whether a name, beside a longer one but for a bracket, is its acronym or its code."""
        one, other = self.items[full], self.items[brief]
        if not is_acronym(other.surface):
            return False
        if _CODE.fullmatch(between):
            return (one.label in PLACES) == (other.label in PLACES)
        if self.persons[full]:
            # In "Kim Roe (KRF)" stands Roe's party, but what is taken for a person may be the "Roe Fund (RF)".
            fits = other.key in acronyms(one.tokens)
        else:
            fits = initial_fits(one.tokens, other.surface)
        return fits and _BRACKET.fullmatch(between) is not None

    def _new(self, members: list[int], person: bool, tokens: tuple[str, ...] = ()) -> int:
        item = self.items[members[0]]
        number = len(self.entities)
        self.entities.append(Entity(person, tokens or item.tokens, item.label, item.start))
        self._link(members[0], number, "first mention of the name", 1.0)
        self._link_all(members[1:], number, "same name", 0.97)
        return number

    def _link(self, k: int, number: int, reason: str, probability: float) -> None:
        item = self.items[k]
        item.entity, item.reason, item.probability = number, reason, probability
        self.entities[number].named += item.form is MentionForm.name and len(item.tokens) > 1
        self._learn_gender(number, item)

    def _link_all(self, members: list[int], number: int, reason: str, probability: float) -> None:
        for k in members:
            self._link(k, number, reason, probability)

    def _learn_gender(self, number: int, item: Item) -> None:
        entity = self.entities[number]
        if not entity.person:
            return
        if any(title in HE_TITLES for title in item.titles):
            entity.gender = Gender.he
        elif any(title in SHE_TITLES for title in item.titles):
            entity.gender = Gender.she
        elif entity.gender is None and len(item.tokens) > 1 and item.form is MentionForm.name:
            given = gazetteer().given.get(item.tokens[0])
            if given in (Gender.he, Gender.she):
                entity.gender = given

    def _person(self, members: list[int]) -> None:
        tokens = self._core(members[0])
        spelt_out = all(len(word) == 1 for word in plain(tokens).split())
        if len(tokens) > 1 and not spelt_out:
            self._full_name(tokens, members)
            return
        alone = "".join(tokens)
        # Who is named within a longer name is not what that names: "Roe" and "Roe Street".
        around = {n for n in self._people.by_any_part(alone) if self._any_nested(members, n)}
        # One after the other: "Mrs. Roe" shows that the next one, "Mr. Roe", is somebody else.
        for k in members:
            number, reason, probability = self._bearer(alone, self.items[k], self.items[members[0]].start)
            if number is not None and number not in around:
                self._link(k, number, reason, probability)
        left = [k for k in members if self.items[k].entity is None]
        women = [k for k in left if any(title in SHE_TITLES for title in self.items[k].titles)]
        men = [k for k in left if any(title in HE_TITLES for title in self.items[k].titles)]
        apart = [men, [k for k in left if k not in men]] if women and men else [left]
        for same in filter(None, apart):
            self._people.add_surname(self._new(same, True), alone)

    def _full_name(self, tokens: tuple[str, ...], members: list[int]) -> None:
        """Link a name of several words to the person who bears it already, or to a new one."""
        number, reason, probability = self._bearer_in_full(tokens, members)
        if number is None:
            number = self._new(members, True, tokens=tokens)
            self._people.add(number, tokens, [self.items[k].surface for k in members])
            return
        self._link_all(members, number, reason, probability)
        self._people.add_surname(number, surname(tokens))

    def _bearer_in_full(self, tokens: tuple[str, ...], members: list[int]) -> tuple[int | None, str, float]:
        """Whom a name of several words refers to, of the people with longer names or as long ones."""
        known = self._people
        name = plain(tokens)
        reversed_name = known.by_surname(tokens[0]) if len(tokens) == 2 else []
        for number in (*known.by_surname(surname(tokens)), *reversed_name):
            other = self.entities[number].tokens
            turned = len(other) == 2 and plain(other[::-1]) == name
            double = len(other) > len(tokens) and plain(other[-len(tokens) :]) == name
            if double and self._any_nested(members, number):
                continue
            if turned or double or same_person(other, tokens):
                return number, "variant of the full name", 0.9
        for numbers, reason in (
            (known.by_beginning(tokens), "beginning of the full name"),
            (known.by_nickname(tokens), "nickname within the full name"),
        ):
            if len(numbers) == 1 and not self._any_nested(members, numbers[0]):
                return numbers[0], reason, 0.85
        return None, "", 0.0

    def _bearer(self, alone: str, item: Item, first: int) -> tuple[int | None, str, float]:
        """Whom a surname or a given name alone refers to.

        Args:
            first: where the text has this name first.
        """
        known = self._people
        family = [n for n in known.by_surname(alone) if self._fits_title(n, item)]
        if len(family) > 1:
            before = [n for n in family if self.entities[n].first < item.start]
            return self._main(before or family), "surname, foremost of several people who bear it", 0.6
        if family:
            return family[0], "surname", 0.95
        given = [n for n in known.by_given(alone) if self._fits_title(n, item)]
        if len(given) == 1:
            family_first = self.entities[given[0]].tokens[0] in FAMILY_FIRST
            return given[0], "family name written first" if family_first else "given name", 0.9
        if given:
            before = [n for n in given if self.entities[n].first < item.start]
            return self._main(before or given), "given name, foremost of several", 0.55
        inner = [n for n in known.by_inner_name(alone) if self.entities[n].first < first]
        for numbers, reason, probability in (
            (known.by_nickname([alone]), "nickname within the full name", 0.9),
            (known.by_short_given(alone), "short form of the given name", 0.85),
            (known.by_initials(alone) if is_acronym(alone) else [], "initials", 0.85),
            (inner, "surname within the full name", 0.8),
        ):
            fitting = [n for n in numbers if self._fits_title(n, item)]
            if len(fitting) == 1:
                return fitting[0], reason, probability
        return None, "", 0.0

    def _fits_title(self, number: int, item: Item) -> bool:
        gender = self.entities[number].gender
        if gender is Gender.he:
            return not any(title in SHE_TITLES for title in item.titles)
        if gender is Gender.she:
            return not any(title in HE_TITLES for title in item.titles)
        return True

    def _main(self, numbers: list[int]) -> int:
        """The one of `numbers` with most full names in the text, the first introduced of equals."""
        return min(numbers, key=lambda n: (-self.entities[n].named, self.entities[n].first))

    def _thing(self, key: str, members: list[int], defined: dict[int, int]) -> None:
        item = self.items[members[0]]
        number: int | None = None
        reason, probability = "", 0.0
        for k in members:
            if k in defined and self.items[defined[k]].entity is not None:
                number, probability = self.items[defined[k]].entity, 0.95
                acronym = is_acronym(self.items[k].surface)
                reason = "acronym defined in brackets" if acronym else "another name, as the text says"
        if number is None and is_acronym(item.surface):
            number = self._things.by_acronym(key)
            reason, probability = "acronym of the name", 0.9
        if number is None:
            number = self._things.by_short_form(item)
            reason, probability = "short form of the name", 0.85
            if number is not None and item.label is None and self._any_nested(members, number):
                number = None
        if number is not None:
            self._link_all(members, number, reason, probability)
            return
        tokens = item.tokens if item.label is not None else self._core(members[0])
        number = self._new(members, False, tokens=tokens)
        if item.label is not EntityLabel.NORP:
            self._things.add(number, item, tokens)
