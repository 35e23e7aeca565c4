"""What kind of thing a mention is by its words: number, gender; a person, an organisation, a place."""

from collections.abc import Sequence

from onrecord.annotation.coreference.items import Item, is_plural
from onrecord.annotation.coreference.words import HE_NOUNS, PERSON_NOUNS, SHE_NOUNS
from onrecord.annotation.gazetteer import Gender, gazetteer
from onrecord.annotation.mentions import HE_TITLES, ORGANISATIONS, SHE_TITLES
from onrecord.records import EntityLabel, MentionForm

# What a description calls the places that the gazetteer knows.
PLACE_NOUNS = {
    **dict.fromkeys(["country", "nation", "homeland", "kingdom", "republic"], "country"),
    **dict.fromkeys(["state", "province"], "state"),
    **dict.fromkeys(["city", "town", "capital", "metropolis"], "city"),
}
_LABEL_GROUPS = {
    EntityLabel.PERSON: 0,
    EntityLabel.ORG: 1,
    EntityLabel.GPE: 2,
    EntityLabel.LOC: 2,
}


def singular(head: str) -> str:
    """A noun in lower case as one of it is called, by its ending."""
    if head.endswith("ies") and len(head) > 4:
        return head[:-3] + "y"
    if head.endswith("s") and not head.endswith(("ss", "us", "is")) and len(head) > 3:
        return head[:-1]
    return {"men": "man", "women": "woman", "children": "child", "people": "person"}.get(head, head)


def speaks_of_several(item: Item, head: str, text: str, kind: str) -> bool:
    """Whether a mention is of several.

    Args:
        head: its head, in lower case.
        text: the whole of it, in lower case.
        kind: the kind of pronoun that it is; nothing for other mentions.
    """
    if kind:
        return kind in ("they", "we", "each other", "other") or text in ("these", "those")
    if item.form is MentionForm.name:
        return " and " in text and item.label in (None, EntityLabel.PERSON)
    return is_plural(head, text) or " and " in text


def kinds_of(
    item: Item, head: str, kind: str, person: bool | None, known: Sequence[float] | None
) -> tuple[float, float, float]:
    """How likely a mention is a person, an organisation, a place, by its words alone.

    Args:
        head: its head, in lower case.
        kind: the kind of pronoun that it is; nothing for other mentions.
        person: whether it is a person's name, where that is known.
        known: how often the head was a person, an organisation, a place in what was learned from.
    """
    group = label_group(item)
    if group is not None:
        return (float(group == 0), float(group == 1), float(group == 2))
    if kind:
        if kind in ("he", "she", "i", "you", "someone", "each other"):
            return (1.0, 0.0, 0.0)
        if kind in ("we", "they"):
            return (0.8, 0.2, 0.0)
        if kind == "it":
            return (0.0, 0.5, 0.5)
        return (0.0, 0.0, 1.0) if kind == "here" else (0.5, 0.25, 0.25)
    if item.form is MentionForm.name:
        label = gazetteer().labels.get(" ".join(item.tokens))
        if label in (EntityLabel.GPE, EntityLabel.LOC):
            return (0.0, 0.1, 0.9)
        if person or item.titles:
            return (0.95, 0.05, 0.0)
        if head in ORGANISATIONS:
            return (0.0, 0.9, 0.1)
        return (0.4, 0.35, 0.25)
    if head in PERSON_NOUNS:
        return (0.97, 0.03, 0.0)
    if known:
        weight = known[0] + known[1] + known[2] + 1.5
        return tuple((value + 0.5) / weight for value in known[:3])
    if head in ORGANISATIONS:
        return (0.05, 0.8, 0.15)
    return (0.4, 0.3, 0.3)


def gender_of(item: Item, head: str, kind: str, person: bool | None) -> Gender | None:
    """Whether one says "he" or "she" of whom a mention is, as far as its words tell."""
    if kind in ("he", "she"):
        return Gender(kind)
    if head in HE_NOUNS or singular(head) in HE_NOUNS:
        return Gender.he
    if head in SHE_NOUNS or singular(head) in SHE_NOUNS:
        return Gender.she
    if item.form is MentionForm.name and item.tokens and person is not False:
        if not HE_TITLES.isdisjoint(item.titles):
            return Gender.he
        if not SHE_TITLES.isdisjoint(item.titles):
            return Gender.she
        given = gazetteer().given.get(item.tokens[0])
        if given in (Gender.he, Gender.she):
            return given
    return None


def place_sorts(item: Item) -> set[str]:
    """Which sort of place a name is known for: country, state or city."""
    name = " ".join(item.tokens)
    known = gazetteer()
    if name in known.countries:
        return {"country"}
    if name in known.state_names:
        return {"state"}
    return {"city"} if known.labels.get(name) is EntityLabel.GPE else set()


def label_group(item: Item) -> int | None:
    """Person, organisation or place as a name's label says; labels of other mentions are guesses."""
    return _LABEL_GROUPS.get(item.label) if item.form is MentionForm.name else None
