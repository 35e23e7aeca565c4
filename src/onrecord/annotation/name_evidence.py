"""What tells the extent and the kind of a name beside the tagger: its words, other places, lists."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np

from onrecord.annotation.features import Words
from onrecord.annotation.gazetteer import gazetteer
from onrecord.annotation.layers import NAME_LABELS
from onrecord.annotation.mentions import GROUPS, ORGANISATIONS, TITLES

Stretch = tuple[int, int]
"""The first and the last word of a name."""

Surface = tuple[str, ...]
"""The words of a name."""

_PERSON, _GPE = NAME_LABELS.index("PERSON"), NAME_LABELS.index("GPE")
_PLACES = ("GPE", "LOC")

# Log odds that a kind gains or loses by what the text or a list says, chosen on world news among
# whole and half numbers; half or twice as much changes no set of names by more than 0.6 points.
_UNINTRODUCED = 1.0
_PART_OF_FULL_NAME = 1.0
_LISTED_COUNTRY = 1.5
_CALLED_SO = 3.0

# What a name is that follows one of these words: "Cyclone Oda", "the brewer Oda".
_CALLED = {
    word: NAME_LABELS.index(label)
    for label, listed in {
        "EVENT": "cyclone hurricane typhoon tsunami",
        "ORG": "drugmaker carmaker automaker chipmaker planemaker steelmaker shipbuilder airline insurer "
        "retailer wholesaler brewer lender broadcaster supermarket conglomerate utility startup",
        "PRODUCT": "ferry trawler vessel ship yacht tanker freighter frigate destroyer submarine boat tug "
        "schooner lifeboat catamaran dinghy mv hms uss rms",
    }.items()
    for word in listed.split()
}
# What a name of several words is that ends in one of these.
_HEADS = {
    word: NAME_LABELS.index(label)
    for label, listed in {
        "LAW": "act law bill treaty constitution code ordinance charter accord accords",
    }.items()
    for word in listed.split()
}

WEEKDAYS = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
# What stands before or behind a word that is part of a longer name or begins a sentence.
_TIED_BEFORE = frozenset("of for and & - – (".split())
_ENDS_A_SENTENCE = frozenset('. ! ? : " “ ”'.split())
_TIED_BEHIND = frozenset("of for & - –".split())

_DIRECTIONS = frozenset(
    a + b + c
    for a in ("north", "south", "east", "west", "central")
    for b in ("", "east", "west")
    for c in ("", "ern", "ernmost")
) | {"upper", "lower", "mid", "mainland", "downtown", "rural"}
_AFTER_NAMES = frozenset("KC QC MP MBE OBE CBE DBE PhD MD".split())
_COMPANY_FORMS = frozenset("Inc Corp Ltd LLC PLC Plc".split())
_SHORTENED = _COMPANY_FORMS | {"Co", "Bros"}
_CHAMBER = ["Chamber", "of", "Commerce"]
_HYPHENS = frozenset("-‐‑")
# Longer words after a hyphen make adjectives of names ("Oslo-based"), not given names.
_LONGEST_SYLLABLE = 6
_LONGEST_ACRONYM = 6
_MAKE_ADJECTIVES = frozenset(
    "led era style like backed run owned born based linked type wide".split()
)


def fitted(
    words: Words, stretches: Iterable[Stretch], label_of: Callable[[int, int], str]
) -> list[Stretch]:
    """The names of a text as our guidelines bound them, in order.

    "Oslo, Norway" is two names, "northern Norway" and "Oda river" are names without their lower-case
    words, people's stand without titles, companies' with their form, "Roe-Berg" is one.

    Args:
        words: the words of the text.
        stretches: the names as the tagger bounds them, in order.
        label_of: the likeliest label of a stretch.
    """
    parts = [
        part
        for first, last in stretches
        for part in _parts(words, first, last, label_of(first, last))
    ]
    whole = []
    for first, last in _joined(words, parts, label_of):
        label = label_of(first, last)
        if label == "PERSON":
            first, last = _person(words, first, last)
        elif label == "ORG":
            last = _company(words, last)
        if not (first == last and _is_behind_a_person(words, first, whole, label_of)):
            whole.append(_without_lower_case(words, first, last, label))
    return _apart(whole)


def _is_behind_a_person(
    words: Words, at: int, before: Sequence[Stretch], label_of: Callable[[int, int], str]
) -> bool:
    """Whether a word is letters behind a person's name: "Ana Okoro, KC"."""
    follows = words.texts[at] in _AFTER_NAMES and words.texts[at - 1] == ","
    return bool(follows and before and before[-1][1] == at - 2 and label_of(*before[-1]) == "PERSON")


def _parts(words: Words, first: int, last: int, label: str) -> Iterator[Stretch]:
    """A place cut at its commas, though "Washington, D.C." is one; the country of "U.S. ABC" apart."""
    commas = [at for at in range(first + 1, last) if words.texts[at] == ","]
    for comma in commas if label in _PLACES else ():
        if "".join(words.texts[comma + 1 : last + 1]).rstrip(".") not in ("DC", "D.C"):
            if first < comma:
                yield first, comma - 1
            first = comma + 1
    final = words.texts[last]
    if first < last and final.isupper() and 1 < len(final) <= _LONGEST_ACRONYM:
        if _written(words, (first, last - 1)) in gazetteer().countries:
            yield first, last - 1
            first = last
    yield first, last


def _joined(
    words: Words, parts: Sequence[Stretch], label_of: Callable[[int, int], str]
) -> list[Stretch]:
    """Names with those of one label made one that a hyphen joins, unless both are on the lists; and
    "Chamber of Commerce in Norway", since chambers abroad are called so.
    """
    known = gazetteer().labels
    whole: list[Stretch] = []
    for first, last in parts:
        before = whole[-1] if whole else None
        if (
            before
            and before[1] + 2 == first
            and _is_hyphenated(words, before[1] + 1)
            and not (_written(words, before) in known and _written(words, (first, last)) in known)
            and label_of(*before) == label_of(first, last) != "NORP"
        ):
            whole[-1] = before[0], last
        elif before and label_of(first, last) in _PLACES and _is_abroad(words, before[1], first):
            whole[-1] = before[0], last
        else:
            whole.append((first, last))
    return whole


def _is_abroad(words: Words, last: int, first: int) -> bool:
    """Whether a chamber's name ends in one word and the place that it is in begins with the other."""
    chamber = words.texts[max(0, last - 2) : last + 1] == _CHAMBER
    return chamber and words.texts[last + 1 : first] == ["in"]


def _is_hyphenated(words: Words, at: int) -> bool:
    """Whether a word is a hyphen that touches both its neighbours."""
    return (
        words.texts[at] in _HYPHENS
        and at + 1 < len(words)
        and words.ends[at - 1] == words.starts[at]
        and words.ends[at] == words.starts[at + 1]
    )


def _written(words: Words, stretch: Stretch) -> str:
    """The name with single blanks where blanks stand: "U.S." has none."""
    first, last = stretch
    name = words.texts[first]
    for at in range(first + 1, last + 1):
        name += " " * (words.ends[at - 1] < words.starts[at]) + words.texts[at]
    return name


def _person(words: Words, first: int, last: int) -> Stretch:
    """A person's name without titles before and letters behind, with the second half of "Ji-woo"."""
    while first < last and (_is_title(words, first) or words.texts[first] == "."):
        first += 1
    while first < last and words.texts[last] in _AFTER_NAMES:
        last -= 1
    if first < last and last + 2 < len(words) and _is_hyphenated(words, last + 1):
        syllable = words.texts[last + 2]
        short = len(syllable) <= _LONGEST_SYLLABLE and syllable not in _MAKE_ADJECTIVES
        if syllable.islower() and short:
            last += 2
    return first, last


def _is_title(words: Words, at: int) -> bool:
    """Whether a word before a name is a title; "MS" before a name in small letters is initials."""
    word, following = words.texts[at], words.texts[at + 1]
    initials = len(word) > 1 and word.isupper() and not following.isupper() and following[0].isalpha()
    return word.lower() in TITLES and not initials


def _company(words: Words, last: int) -> int:
    """The last word of a company's name with its form: "Roe, Inc."."""
    form = last + 1
    if form < len(words) and words.texts[form] == ",":
        form += 1
    if form < len(words) and words.texts[form] in _COMPANY_FORMS and not words.line_starts[form]:
        last = form
    dot = last + 1
    if dot < len(words) and words.texts[dot] == "." and words.texts[last] in _SHORTENED:
        last = dot if words.ends[last] == words.starts[dot] else last
    return last


def _without_lower_case(words: Words, first: int, last: int, label: str) -> Stretch:
    """A name without the directions before it; a place without the lower-case words behind it."""
    start, end = first, last
    if words.texts[start] in _DIRECTIONS:
        while start < last and words.texts[start].islower():
            start += 1
    while start < last and not words.texts[start][0].isalnum():
        start += 1
    if label in _PLACES:
        while end > start and words.texts[end].islower():
            end -= 1
    named = words.texts[start][0].isupper() and words.texts[end][0].isupper()
    return (start, end) if named else (first, last)


def _apart(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches of which none begins within the one before."""
    kept: list[Stretch] = []
    for first, last in stretches:
        if not kept or first > kept[-1][1]:
            kept.append((first, last))
    return kept


def repeated(
    words: Words, known: Collection[Surface], taken: Sequence[Stretch], free: np.ndarray
) -> list[Stretch]:
    """Other places where the words of known names stand, in order, the longest name first.

    Args:
        words: the words of the text.
        known: names that are sure; those that begin with a small letter or one letter are no evidence.
        taken: the places of names that are found already, in order.
        free: for each word whether it may be part of a name at all.
    """
    names = set(known)
    sizes: dict[str, set[int]] = defaultdict(set)
    for surface in names:
        if surface[0][0].isupper() and len(surface[0]) > 1:
            sizes[surface[0]].add(len(surface))
    found: list[Stretch] = []
    for at in np.flatnonzero(free).tolist():
        for size in sorted(sizes.get(words.texts[at], ()), reverse=True):
            end = at + size
            if (
                tuple(words.texts[at:end]) in names
                and free[at:end].all()
                and not any(words.line_starts[at + 1 : end])
                and not _meets(taken, at, end - 1)
                and not _meets(found, at, end - 1)
            ):
                found.append((at, end - 1))
                break
    return found


class ShortForms:
    """Words that may stand for an organisation whose longer name ends in them.

    "the Party" where the text names the Harbour Party: with a capital, within a sentence, alone, and
    written small nowhere. Where it stands so once, it is one at the beginning of a sentence too.
    """

    def __init__(self, words: Words, organisations: Collection[Surface]) -> None:
        self._words = words
        self._full = {
            name[-1]: name
            for name in organisations
            if name[-1].istitle() and name[-1].lower() in ORGANISATIONS
        }

    def owner(self, first: int, last: int) -> Stretch | None:
        """The rest of a name that begins with a short form and its possessive, if it does."""
        possessive = "".join(self._words.texts[first + 1 : first + 3]) in ("'s", "’s")
        owned = possessive and self._words.texts[first] in self._full and first + 2 < last
        return (first + 3, last) if owned else None

    def found(self, taken: Sequence[Stretch]) -> list[tuple[int, Surface]]:
        """Places of short forms, with the full name; none in `taken`, which is in order."""
        texts = self._words.texts
        written = set(texts)
        names = {word for word in self._full if word.lower() not in written}
        alone = [
            at
            for at, word in enumerate(texts)
            if word in names and not _meets(taken, at, at) and self._is_alone(at)
        ]
        capitals = {texts[at] for at in alone if not self._begins(at)}
        return [(at, self._full[texts[at]]) for at in alone if texts[at] in capitals]

    def _begins(self, at: int) -> bool:
        """Whether a word begins a line or a sentence, where a capital tells nothing."""
        return self._words.line_starts[at] or self._words.texts[at - 1] in _ENDS_A_SENTENCE

    def _is_alone(self, at: int) -> bool:
        words = self._words
        before = "." if self._begins(at) else words.texts[at - 1]
        ends = at + 1 == len(words) or words.line_starts[at + 1]
        behind = "." if ends else words.texts[at + 1]
        tied = before in _TIED_BEFORE or behind in _TIED_BEHIND
        return not (tied or before[0].isupper() or behind[0].isupper())


def _meets(stretches: Sequence[Stretch], first: int, last: int) -> bool:
    """Whether one of the stretches, in order, shares a word with these."""
    at = bisect_left(stretches, first, key=lambda one: one[1])
    return at < len(stretches) and stretches[at][0] <= last


def leanings(
    words: Words, places: Mapping[Surface, Sequence[Stretch]], people: Collection[Surface]
) -> dict[Surface, np.ndarray]:
    """What speaks for each label of each name, in log odds added to its own, by surface.

    News introduces people by full name or title: a single word that it does neither for, and that is
    no given name either, is rather an organisation's or a place's name.

    Args:
        words: the words of the text.
        places: where each name stands.
        people: the names of several words that are people's.
    """
    lists = gazetteer()
    parts = {part for person in people for part in person}
    surnames = {person[-1] for person in people}
    leaning: dict[Surface, np.ndarray] = {}
    for surface, stretches in places.items():
        lean = np.zeros(len(NAME_LABELS))
        before = [_before(words, first) for first, _ in stretches]
        called = {_CALLED[word] for word in [*before, surface[0].lower()] if word in _CALLED}
        for label in called:
            lean[label] += _CALLED_SO
        head = surface[-1].lower()
        if len(surface) > 1 and head in _HEADS:
            lean[_HEADS[head]] += _CALLED_SO
        if len(surface) == 1:
            (name,) = surface
            if name in surnames:
                lean[_PERSON] += _PART_OF_FULL_NAME
            elif not (name in parts or name in lists.given or TITLES.intersection(before)):
                lean[_PERSON] -= _UNINTRODUCED
        name = _written(words, stretches[0])
        if name in lists.countries and name not in lists.given:
            lean[_GPE] += _LISTED_COUNTRY
        elif surface[-1] in lists.countries and surface[0].lower() in GROUPS:
            lean[_GPE] += _CALLED_SO  # "Communist China"
        leaning[surface] = lean
    return leaning


def _before(words: Words, first: int) -> str:
    """The word before a name on its line, in small letters, without the dot of "Mr."."""
    at = first - 1
    if at > 0 and words.texts[at] == "." and not words.line_starts[at]:
        at -= 1
    return words.texts[at].lower() if at >= 0 and not words.line_starts[at + 1] else ""
