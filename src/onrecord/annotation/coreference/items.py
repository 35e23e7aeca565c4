"""One mention as coreference sees it: its words, its head, its form, and what it is called."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from onrecord.annotation.coreference.bare import TAIL, core_of, is_office, may_be_person
from onrecord.annotation.coreference.words import CONNECTORS, PERSON_NOUNS, POSSESSIVES, PRONOUN_KINDS, TOKEN
from onrecord.annotation.gazetteer import Gender
from onrecord.annotation.grammar import DETERMINERS, PREPOSITIONS, RELATIVES
from onrecord.annotation.mentions import ORGANISATIONS, TITLES
from onrecord.records import EntityLabel, MentionForm

_POSSESSIVE = re.compile(r"\s*['’]s?$")
_COUNTED = DETERMINERS - POSSESSIVES - {"the", "a", "an"}
_NOUNS_IN_ED = frozenset(["bed", "seed", "shed", "need", "breed", "speed", "feed", "weed"])
_LOWER_WORD = re.compile(r"\b[a-z]{3,}\b")
_SENTENCE_END = re.compile(r"(?:^|[.!?:…\n][”’\"')\]]*\s*)[“‘\"'(\[]*$")


@dataclass(frozen=True, slots=True)
class Given:
    """A mention to resolve: its place, and its label and form where they are known."""

    start: int
    end: int
    label: EntityLabel | None = None
    form: MentionForm | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Where a mention belongs: the number of its entity, why, and how sure that is."""

    entity: int
    reason: str
    probability: float


@dataclass(slots=True)
class Item:
    """One mention as the rules see it."""

    start: int
    end: int
    surface: str
    tokens: tuple[str, ...]
    titles: tuple[str, ...]
    label: EntityLabel | None
    form: MentionForm
    head: str
    entity: int | None = None
    reason: str = ""
    probability: float = 1.0

    @property
    def key(self) -> str:
        """The name without titles, articles, dots and case."""
        return plain(self.tokens)


@dataclass(slots=True)
class Entity:
    """What is known of one entity so far."""

    person: bool | None
    tokens: tuple[str, ...]
    label: EntityLabel | None
    first: int
    gender: Gender | None = None
    roles: set[str] = field(default_factory=set)
    named: int = 0


def plain(tokens: Iterable[str]) -> str:
    """Words as one text, to compare: in lower case, without accents and dots, a blank for each hyphen."""
    joined = " ".join(tokens)
    if not joined.isascii():
        folded = unicodedata.normalize("NFKD", joined).replace("’", "'")
        letters = "".join(c for c in folded if not unicodedata.combining(c))
        joined = letters.replace("‐", " ").replace("‑", " ")
    return joined.replace(".", "").replace("-", " ").casefold()


def items_of(text: str, mentions: Sequence[Given]) -> list[Item]:
    """The mentions of a text as items, in the order they are given."""
    common = frozenset(_LOWER_WORD.findall(text)) if any(m.label is None for m in mentions) else frozenset()
    return [item_of(text, mention, common) for mention in mentions]


def item_of(text: str, mention: Given, common: AbstractSet[str] = frozenset()) -> Item:
    """One mention as an item.

    Args:
        common: words that the text writes in lower case; a mention without a label that is but one of
            them at the beginning of a sentence is no name.
    """
    surface = _POSSESSIVE.sub("", text[mention.start : mention.end]).strip()
    tokens = TOKEN.findall(surface)
    article = tokens[0].lower() if len(tokens) > 1 and tokens[0].lower() in ("the", "a", "an") else ""
    while len(tokens) > 1 and tokens[0].lower() in ("the", "a", "an"):
        tokens = tokens[1:]
    form = mention.form or form_of(surface, tokens, mention.label)
    before_tail = TAIL.split(surface, maxsplit=1)[0].strip()
    if mention.form is None and mention.label is None and before_tail not in ("", surface):
        # "Kim Roe, who rowed for the port" is a name, whatever is said behind its comma.
        words = TOKEN.findall(before_tail)
        form = form_of(before_tail, words[bool(article) :] or words, None) if words else form
    if mention.form is None and mention.label is None and form is MentionForm.name:
        alone = len(tokens) == 1 and tokens[0].lower() in common and _begins_sentence(text, mention.start)
        if article in ("a", "an") or tokens[0].lower() in _COUNTED or alone or is_office(tokens):
            form = MentionForm.nominal
    core = tokens
    if mention.label is None and form is MentionForm.name:
        kept = len(tokens) - len(TOKEN.findall("".join(TAIL.split(surface, maxsplit=1)[1:])))
        core = [*core_of(tokens[:kept]), *tokens[kept:]]
    stripped = tokens[: len(tokens) - len(core)][-1:]
    titles = [word.lower().rstrip(".") for word in stripped if word.lower() in PERSON_NOUNS]
    tokens = core
    # "Foreign Secretary Roe" has titles, "Foreign Ministry" has none.
    titled = (
        mention.label in (None, EntityLabel.PERSON)
        and tokens[-1:]
        and tokens[-1].lower() not in ORGANISATIONS
        and (mention.label is not None or may_be_person(tokens))
    )
    while (
        titled
        and len(tokens) > 1
        and tokens[0].lower() in TITLES
        and tokens[0][0].isupper()
        and tokens[1][0].isupper()
    ):
        titles.append(tokens[0].lower().rstrip("."))
        tokens = tokens[1:]
    for before in reversed(TOKEN.findall(text[max(0, mention.start - 40) : mention.start])[-3:]):
        if before.lower() not in TITLES:
            break
        titles.insert(0, before.lower().rstrip("."))
    return Item(
        mention.start,
        mention.end,
        surface,
        tuple(tokens),
        tuple(titles),
        mention.label,
        form,
        head_of(tokens),
    )


def _begins_sentence(text: str, at: int) -> bool:
    return _SENTENCE_END.search(text[max(0, at - 12) : at]) is not None


def form_of(surface: str, tokens: Sequence[str], label: EntityLabel | None) -> MentionForm:
    lower = surface.lower().replace("’", "'")
    shouted = label is not None and surface.isupper() and len(surface) > 1
    if lower in PRONOUN_KINDS and surface != "US" and not shouted:
        return MentionForm.pronoun
    if label is not None:
        return MentionForm.name
    head = head_of(tokens)
    first = tokens[0] if tokens else surface
    if first.lower() in DETERMINERS and first[0].islower() or surface[:1].islower():
        return (
            MentionForm.name
            if head[:1].isupper()
            and all(t[0].isupper() or t in CONNECTORS or t.lower() in DETERMINERS for t in tokens)
            else MentionForm.nominal
        )
    named = [t for t in tokens if t[0].isupper()]
    if head[:1].isupper() and (len(tokens) == 1 or len(named) * 2 >= len(tokens)):
        return MentionForm.name
    return MentionForm.nominal


def head_of(tokens: Sequence[str]) -> str:
    """The last word before a preposition or relative pronoun; for a name its last word."""
    for at in range(1, len(tokens)):
        if tokens[at].lower() in PREPOSITIONS | RELATIVES and tokens[at][0].islower():
            # In "the area covered by" the noun stands before the participle.
            participle = at > 1 and tokens[at - 1].endswith("ed") and tokens[at - 1] not in _NOUNS_IN_ED
            before = at - 2 if participle and tokens[at - 2].lower() not in DETERMINERS else at - 1
            return tokens[before]
    return tokens[-1] if tokens else ""


def is_plural(head: str, lower: str) -> bool:
    return (
        head.endswith("s")
        and not head.endswith(("ss", "us", "is"))
        or head in ("people", "men", "women", "children", "police")
        or lower.startswith(("two ", "three ", "both ", "many ", "several ", "some "))
    )
