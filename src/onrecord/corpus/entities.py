"""Entities of the corpus: which entities of different articles are one.

Precision first. People are never one by name alone: they need their full name and the same story,
or two further names in common. Things are one by full name or by an unmistakable alias. Where two
entities of the ledger could claim a new one equally, neither gets it, unless one is of its story.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.corpus.groups import Groups
from onrecord.corpus.ledger import Ledger, LedgerEntity, new_entity_id
from onrecord.corpus.names import folded
from onrecord.records import EntityLabel

SHARED_NAMES_FOR_PEOPLE = 2
_PEOPLE_COMPARED = 200
_PLACES = {EntityLabel.GPE, EntityLabel.LOC}
_WORLDLY = _PLACES | {EntityLabel.NORP}
"""What fictional and real articles may share."""


@dataclass(frozen=True)
class LocalEntityEvidence:
    """An entity of one article, with what tells who it is.

    Attributes:
        member: article id, `#`, local id.
        company: folded names of the article's other entities.
    """

    member: str
    article_id: str
    name: str
    label: EntityLabel
    aliases: tuple[str, ...]
    story: str | None
    fictional: bool
    company: frozenset[str]


def link(entities: Sequence[LocalEntityEvidence], ledger: Ledger) -> dict[str, str]:
    """Corpus-wide id of each entity of each article, by member.

    What the ledger says stays; a new member joins one entity of the ledger or makes a new one, and two
    entities of the ledger are never merged here.
    """
    known = ledger.entity_of()
    by_member = {e.member: e for e in entities}
    groups = Groups(by_member)
    for ledger_entity in ledger.entities.values():
        present = [m for m in ledger_entity.members if m in by_member]
        for member in present[1:]:
            groups.join(present[0], member)
    holders: dict[str, str | None] = {}
    for root, members in groups.all().items():
        holders[root] = next((known[m] for m in members if m in known), None)
    sharing = _by_name(by_member.values())
    contested = _contested(sharing, known)
    for a, b in _candidates(sharing):
        if not _same(a, b):
            continue
        left, right = groups.find(a.member), groups.find(b.member)
        if left == right or holders[left] and holders[right]:
            continue
        owner = holders[left] or holders[right]
        if owner and any(contested.get(e.member, owner) != owner for e in (a, b)):
            continue
        groups.join(left, right)
        holders[groups.find(left)] = owner
    ids: dict[str, str] = {}
    taken = set(ledger.entities)
    for root, members in groups.all().items():
        identifier = holders[root] or new_entity_id(root, taken)
        taken.add(identifier)
        ids.update(dict.fromkeys(members, identifier))
    return ids


def _by_name(entities: Iterable[LocalEntityEvidence]) -> list[list[LocalEntityEvidence]]:
    """The entities that share a folded name or alias, in a fixed order."""
    by_name: dict[str, list[LocalEntityEvidence]] = defaultdict(list)
    # Those that can be one stand together, so that looking at neighbours is enough.
    for entity in sorted(entities, key=lambda e: (_sort(e), e.member)):
        for name in sorted({folded(n) for n in (entity.name, *entity.aliases)} - {""}):
            by_name[name].append(entity)
    return [by_name[name] for name in sorted(by_name)]


def _contested(
    sharing: Sequence[Sequence[LocalEntityEvidence]], known: Mapping[str, str]
) -> dict[str, str | None]:
    """New members that several entities of the ledger could claim, with the one that may have each, if any."""
    found: dict[str, str | None] = {}
    for group in sharing:
        held = [e for e in group if e.member in known]
        if len({known[e.member] for e in held}) < 2:
            continue
        for new in (e for e in group if e.member not in known):
            claims = [e for e in held if e.article_id != new.article_id and _same(new, e)]
            near = {known[e.member] for e in claims if new.story and e.story == new.story}
            if len({known[e.member] for e in claims}) > 1:
                found[new.member] = next(iter(near)) if len(near) == 1 else None
    return found


def _candidates(
    sharing: Iterable[Sequence[LocalEntityEvidence]],
) -> Iterator[tuple[LocalEntityEvidence, LocalEntityEvidence]]:
    """Pairs from different articles that share a name, in a fixed order."""
    for group in sharing:
        # Sameness of things runs on from one to the next; only people need every pair looked at.
        for i, a in enumerate(group):
            reach = _PEOPLE_COMPARED if a.label is EntityLabel.PERSON else 2
            for b in group[i + 1 : i + reach]:
                if a.article_id != b.article_id:
                    yield a, b


def _sort(entity: LocalEntityEvidence) -> tuple[str, bool]:
    """Entities of different sorts are never one."""
    place = entity.label in _PLACES
    label = EntityLabel.GPE if place else entity.label
    return label.value, entity.fictional and entity.label not in _WORLDLY


def same_sort(a: EntityLabel, b: EntityLabel) -> bool:
    """Whether two labels can be of one thing: a country for one reader is a place for another."""
    return a is b or {a, b} <= _PLACES


def _same(a: LocalEntityEvidence, b: LocalEntityEvidence) -> bool:
    if not same_sort(a.label, b.label):
        return False
    if a.fictional != b.fictional and a.label not in _WORLDLY:
        return False
    name_a, name_b = folded(a.name), folded(b.name)
    if a.label is EntityLabel.PERSON:
        if name_a != name_b or len(name_a.split()) < 2:
            return False
        company = (a.company & b.company) - {name_a}
        return a.story is not None and a.story == b.story or len(company) >= SHARED_NAMES_FOR_PEOPLE
    if name_a == name_b:
        return True
    full_names = {name_a, name_b} & {folded(n) for e in (a, b) for n in e.aliases}
    return any(len(name.split()) > 1 for name in full_names)


def new_members(
    ids: Mapping[str, str], entities: Sequence[LocalEntityEvidence], ledger: Ledger
) -> dict[str, LedgerEntity]:
    """The ledger's entities with every member of `ids` in its place."""
    updated = dict(ledger.entities)
    for entity in sorted(entities, key=lambda e: e.member):
        identifier = ids[entity.member]
        row = updated.get(identifier)
        if row is None:
            updated[identifier] = LedgerEntity(
                id=identifier, label=entity.label, name=entity.name, members=[entity.member]
            )
        elif entity.member not in row.members:
            updated[identifier] = row.model_copy(update={"members": sorted([*row.members, entity.member])})
    return updated
