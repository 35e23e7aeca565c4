"""One mention as coreference sees it: its words, its head, its form, and what it is called."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from onrecord.annotation.gazetteer import Gender
from onrecord.annotation.grammar import DETERMINERS, PREPOSITIONS, RELATIVES
from onrecord.annotation.mentions import ORGANISATIONS, TITLES
from onrecord.records import EntityLabel, MentionForm

TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’\-‐‑.](?!s\b)[^\W_]+)*\.?|&")
_POSSESSIVE = re.compile(r"\s*['’]s?$")
CONNECTORS = frozenset(["of", "and", "the", "for", "de", "da", "del", "la", "le", "&", "in", "on"])
# Pronouns, and words that stand for someone as they do, by what they tell.
_KINDS = {
    "he": "he him his himself",
    "she": "she her hers herself",
    "it": "it its itself",
    "they": "they them their theirs themselves themself",
    "i": "i me my mine myself i'm i've i'd i'll",
    "we": "we us our ours ourselves 's we're we've",
    "you": "you your yours yourself yourselves y'all ya thou thee thy you're",
    "relative": "who which that whom whose",
    "this": "this these those",
    "here": "here there where elsewhere everywhere nowhere somewhere anywhere",
    "someone": "someone somebody anyone anybody everyone everybody nobody whoever none everything",
    "other": "each both all others another many some several few most one ones",
    "each other": "each other|one another",
}
PRONOUN_KINDS = {
    word: kind
    for kind, words in _KINDS.items()
    for word in (words.split("|") if "|" in words else words.split())
}
POSSESSIVES = frozenset(["his", "her", "its", "their", "my", "our", "your", "whose"])
REFLEXIVES = frozenset(
    [
        "himself",
        "herself",
        "itself",
        "themselves",
        "themself",
        "myself",
        "ourselves",
        "yourself",
        "yourselves",
    ]
)
HE_NOUNS = frozenset(
    [
        "man",
        "father",
        "husband",
        "son",
        "brother",
        "boy",
        "uncle",
        "grandfather",
        "king",
        "businessman",
        "actor",
        "gentleman",
        "guy",
        "grandson",
        "nephew",
    ]
)
SHE_NOUNS = frozenset(
    [
        "woman",
        "mother",
        "wife",
        "daughter",
        "sister",
        "girl",
        "aunt",
        "grandmother",
        "queen",
        "businesswoman",
        "actress",
        "lady",
        "granddaughter",
        "niece",
        "widow",
    ]
)
PERSON_NOUNS = (
    HE_NOUNS
    | SHE_NOUNS
    | TITLES
    | frozenset(
        [
            "spokesman",
            "spokeswoman",
            "spokesperson",
            "leader",
            "official",
            "lawyer",
            "attorney",
            "candidate",
            "politician",
            "reporter",
            "journalist",
            "writer",
            "scientist",
            "researcher",
            "teacher",
            "student",
            "doctor",
            "worker",
            "manager",
            "owner",
            "founder",
            "executive",
            "expert",
            "critic",
            "activist",
            "victim",
            "suspect",
            "defendant",
            "witness",
            "resident",
            "neighbor",
            "neighbour",
            "friend",
            "colleague",
            "player",
            "star",
            "artist",
            "composer",
            "engineer",
            "soldier",
            "veteran",
            "historian",
            "philosopher",
            "farmer",
            "child",
            "baby",
            "kid",
            "person",
            "adviser",
            "aide",
            "host",
            "editor",
            "novelist",
            "poet",
            "pilot",
            "driver",
            "fisherman",
            "captain",
            "boss",
            "chairwoman",
            "lawmaker",
            "nominee",
            "incumbent",
            "rival",
            "predecessor",
            "successor",
            "billionaire",
        ]
    )
)


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

    entity: int | None
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
    plural: bool = False
    named: int = 0


def plain(tokens: Iterable[str]) -> str:
    folded = unicodedata.normalize("NFKD", " ".join(tokens)).replace(".", "").replace("’", "'")
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    return letters.replace("-", " ").replace("‐", " ").replace("‑", " ").casefold()


def item_of(text: str, mention: Given) -> Item:
    surface = _POSSESSIVE.sub("", text[mention.start : mention.end]).strip()
    tokens = TOKEN.findall(surface)
    while len(tokens) > 1 and tokens[0].lower() in ("the", "a", "an"):
        tokens = tokens[1:]
    titles = []
    # "Foreign Secretary Roe" has titles, "Foreign Ministry" has none.
    titled = (
        mention.label in (None, EntityLabel.PERSON)
        and tokens[-1:]
        and tokens[-1].lower() not in ORGANISATIONS
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
    form = mention.form or form_of(surface, tokens, mention.label)
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
            return tokens[at - 1]
    return tokens[-1] if tokens else ""


def is_plural(head: str, lower: str) -> bool:
    return (
        head.endswith("s")
        and not head.endswith(("ss", "us", "is"))
        or head in ("people", "men", "women", "children", "police")
        or lower.startswith(("two ", "three ", "both ", "many ", "several ", "some "))
    )
