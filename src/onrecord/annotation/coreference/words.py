"""Words that coreference knows: pronouns by what they tell, nouns for people, how a word is cut."""

import re

from onrecord.annotation.grammar import word_set
from onrecord.annotation.mentions import TITLES

TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’\-‐‑.](?!s\b)[^\W_]+)*\.?|&")
CALLED = frozenset(["named", "called", "as", "like", "namely"])
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
REFLEXIVES = word_set("himself herself itself themselves themself myself ourselves yourself yourselves")
HE_NOUNS = word_set(
    "man father husband son brother boy uncle grandfather king businessman actor gentleman guy "
    "grandson nephew"
)
SHE_NOUNS = word_set(
    "woman mother wife daughter sister girl aunt grandmother queen businesswoman actress lady "
    "granddaughter niece widow"
)
PERSON_NOUNS = (
    HE_NOUNS
    | SHE_NOUNS
    | TITLES
    | word_set(
        "spokesman spokeswoman spokesperson leader official lawyer attorney candidate politician "
        "reporter journalist writer scientist researcher teacher student doctor worker manager "
        "owner founder executive expert critic activist victim suspect defendant witness resident "
        "neighbor neighbour friend colleague player star artist composer engineer soldier veteran "
        "historian philosopher farmer child baby kid person adviser aide host editor novelist poet "
        "pilot driver fisherman captain boss chairwoman lawmaker nominee incumbent rival "
        "predecessor successor billionaire"
    )
)
