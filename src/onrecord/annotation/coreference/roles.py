"""What the words beside a name say of who or what bears it: "harbour master Kim Roe", "Kim Roe, the mayor"."""

import re

from onrecord.annotation.coreference.items import Entity, Item, head_of
from onrecord.annotation.coreference.words import HE_NOUNS, PERSON_NOUNS, SHE_NOUNS
from onrecord.annotation.gazetteer import Gender

# How far before and behind a name its bearer is described, in code points.
_NEAR = 90
_ROLE_BEFORE = re.compile(r"([a-z][\w-]*)(?:\s[A-Z][\w.]*)?,?\s$")
_AGE = re.compile(r",\s(\d{1,3}),")
_APPOSITION = re.compile(
    r"(?:\s\([^)]{1,30}\))?,\s(?:\d+,\s)?"
    r"(?:(?:the|a|an|its|his|her|their|who\s(?:is|was)\s\w+)\s)?([^,.;:“\"]{3,80})"
)
_PREDICATE = re.compile(r"\s(?:is|was)\s(?:a|an|the)\s([^,.;:“\"]*)")


def learn(entity: Entity, item: Item, text: str) -> None:
    """Add to an entity the roles, the age and the gender that the text tells beside one of its names."""
    before = text[max(0, item.start - _NEAR) : item.start]
    after = text[item.end : item.end + _NEAR]
    if entity.person:
        entity.roles |= set(item.titles)
        role = _ROLE_BEFORE.search(before)
        if role and role[1] in PERSON_NOUNS:
            entity.roles.add(role[1])
    age = _AGE.match(after)
    if age:
        entity.roles.add(age[1])
    apposition = _APPOSITION.match(after)
    described = apposition or _PREDICATE.match(after)
    head = head_of(described[1].split()) if described else ""
    if head.islower():
        entity.roles.add(head)
    if apposition and entity.person and entity.gender is None:
        if head in HE_NOUNS:
            entity.gender = Gender.he
        elif head in SHE_NOUNS:
            entity.gender = Gender.she
