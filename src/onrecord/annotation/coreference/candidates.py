"""A mention with its surroundings, and the entities mentioned before that it may refer to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from onrecord.annotation.coreference.items import Item
from onrecord.annotation.coreference.kinds import place_sorts
from onrecord.annotation.gazetteer import Gender
from onrecord.records import EntityLabel, MentionForm

SPOKEN = ("i", "you", "we")
"""Kinds of pronouns that stand for who talks or is talked to."""
_NEAREST = 16
_FURTHEST = 300
_FREQUENT = 10
_FREQUENT_TO_PRONOUNS = 8


@dataclass(slots=True)
class View:
    """A mention with its surroundings, measured once.

    Attributes:
        own: the numbers that depend on the mention alone, in the order of `columns.OWN`.
        kinds: how likely a person, an organisation, a place, by its words alone.
        before_head: the words between determiner and head.
        rule: the entity that the rules on names gave it.
        determiner: which sort of word it begins with, as in `evidence._DETERMINERS`.
        voice: who says "I", or to whom one says "you", is the same as far as this is: in a quotation, a
            paragraph, or in a dialogue of two in every other paragraph; nothing for other mentions.
    """

    item: Item
    order: int
    sentence: int
    paragraph: int
    quotation: int
    first: int
    last: int
    kind: str
    plural: bool
    gender: Gender | None
    head: str
    key: str
    content: frozenset[str]
    kinds: tuple[float, float, float]
    own: list[float]
    subject: bool
    owner: "View | None" = None
    speaks: bool = False
    before_head: frozenset[str] = frozenset()
    rule: int | None = None
    voice: tuple[str, int] | None = None
    determiner: int = 0


@dataclass(slots=True)
class Candidate:
    """An entity mentioned before, with what its mentions so far have shown.

    Attributes:
        names: the words of each of its names, in their order.
        named, described: its latest name; its latest name or description.
        sized, weighed: how many names and descriptions `plural` and `kinds` count.
        labels: what its names and descriptions are said to be.
        owners: whose it is said to be, with the noun: "her mayor".
        spoken: its latest "I", "you" and "we".
        rules: the entities that the rules on names gave its mentions.
        headed: its names and descriptions by their head.
        spelled: the words of each name in their order, to compare.
    """

    entity: int
    views: list[View] = field(default_factory=list)
    surfaces: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    nominal_heads: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    modifiers: set[str] = field(default_factory=set)
    pronouns: dict[str, int] = field(default_factory=dict)
    forms: dict[MentionForm, int] = field(default_factory=dict)
    names: dict[frozenset[str], None] = field(default_factory=dict)
    titled: bool = False
    labels: set[EntityLabel | None] = field(default_factory=set)
    named: View | None = None
    described: View | None = None
    plural: int = 0
    sized: int = 0
    kinds: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    weighed: int = 0
    gender: Gender | None = None
    roles: set[str] = field(default_factory=set)
    owners: set[tuple[int, str]] = field(default_factory=set)
    spoken: dict[str, View] = field(default_factory=dict)
    i_outside: int = 0
    rules: set[int] = field(default_factory=set)
    before_heads: set[str] = field(default_factory=set)
    headed: dict[str, list[View]] = field(default_factory=dict)
    sorts: set[str] = field(default_factory=set)
    spelled: list[list[str]] = field(default_factory=list)

    def add(self, view: View) -> None:
        """Learn what one more mention shows."""
        item = view.item
        self.views.append(view)
        self.forms[item.form] = self.forms.get(item.form, 0) + 1
        if view.rule is not None:
            self.rules.add(view.rule)
        if item.form is MentionForm.pronoun:
            self.pronouns[view.kind] = self.pronouns.get(view.kind, 0) + 1
            if view.kind in SPOKEN:
                self.spoken[view.kind] = view
                self.i_outside += view.kind == "i" and view.quotation < 0
            if self.gender is None and view.kind in ("he", "she"):
                self.gender = Gender(view.kind)
            return
        self.surfaces.add(view.key)
        self.heads.add(view.head)
        self.words |= view.content
        self.before_heads |= view.before_head
        self.headed.setdefault(view.head, []).append(view)
        self.sized += 1
        self.plural += view.plural
        self.titled = self.titled or bool(item.titles)
        self.labels.add(item.label)
        self.gender = self.gender or view.gender
        if item.form is MentionForm.name:
            self.named = view
            self.names[view.content] = None
            self.sorts |= place_sorts(item)
            if view.key:
                self.spelled.append(view.key.split())
        else:
            self.nominal_heads.add(view.head)
            self.modifiers |= view.content - {view.head}
            if view.owner is not None and view.owner.item.entity is not None:
                self.owners.add((view.owner.item.entity, view.head))
        self.described = view
        self.weighed += 1
        for k in range(3):
            self.kinds[k] += view.kinds[k]


def within_reach(view: View, candidates: Mapping[int, Candidate]) -> list[Candidate]:
    """The entities that the mention is compared with, the latest mentioned first.

    Args:
        candidates: the latest mentioned last.
    """
    latest = [one for one in islice(reversed(candidates.values()), _FURTHEST) if _may_join(view, one)]
    if view.item.form is MentionForm.pronoun:
        further = (
            one
            for one in latest[_NEAREST:]
            if view.kind in one.pronouns or len(one.views) >= _FREQUENT_TO_PRONOUNS
        )
    else:
        further = (
            one
            for one in latest[_NEAREST:]
            if view.head in one.heads
            or view.head in one.words
            or view.head in one.roles
            or view.key in one.surfaces
            or len(one.views) >= _FREQUENT
        )
    return [*latest[:_NEAREST], *islice(further, _NEAREST)]


def _may_join(view: View, one: Candidate) -> bool:
    """Whether no rule forbids it: what a label says is a name joins other names by rules alone."""
    if view.item.form is not MentionForm.name or not one.names:
        return True
    if view.item.label is not None:
        return False
    person = one.gender is not None or one.titled
    return not (person and len(view.content) > 1 and len(next(iter(one.names))) > 1)
