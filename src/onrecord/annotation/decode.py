"""From the tagger's probabilities to spans: quotations with cue and speaker, and names."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.annotation import name_evidence, name_kinds, name_words
from onrecord.annotation.features import Words
from onrecord.annotation.layers import NAME_LABELS, SPAN_TAGS, Place
from onrecord.annotation.name_evidence import Stretch, Surface
from onrecord.annotation.name_kinds import Kind
from onrecord.annotation.tagger import Tags

# Word stretches that are outside with more than this probability are not searched at all.
_SURELY_OUTSIDE = 0.99

# How much is taken from the log probability to be outside before the best reading is sought. A cue
# or speaker that a link chooses may be doubtful by itself; doubtful content or names are judged as
# whole spans.
_CONTENT_LEAN = 0.5
_NAME_LEAN = 0.5
_TARGET_LEAN = 2.0
_TINY = 1e-6

# A name found with at least the first probability is looked for wherever at least the second is
# left for a name; a full name makes its parts a person's from the third on.
_SURELY_A_NAME = 0.9
_PERHAPS_A_NAME = 0.1
_RATHER_A_PERSON = 0.4
# How often a short form of an organisation's name counts as a name: in 58 of 89 places in the
# training sets.
_SHORT_FORM = 0.65
# What is no name with more than this probability is left out.
_HARDLY_A_NAME = 0.45

_GPE, _LOC = NAME_LABELS.index("GPE"), NAME_LABELS.index("LOC")


@dataclass(frozen=True)
class Span:
    """A stretch of the text in code points, half-open, with its probability."""

    start: int
    end: int
    probability: float


@dataclass(frozen=True)
class NameSpan:
    """A name with its label (one of `records.EntityLabel`) and the probability of both."""

    start: int
    end: int
    label: str
    probability: float


@dataclass(frozen=True)
class RawQuote:
    """What the tagger takes for one quotation: content in one or more spans, cue and speaker.

    `probability` is that of its surest span.
    """

    spans: tuple[Span, ...]
    cue: Span | None
    speaker: Span | None
    probability: float


def names(tags: Tags, threshold: float = 0.35) -> list[NameSpan]:
    """The names in the text, in order, none inside another.

    What a name is, is read from all places where the text has the same name, since one of them
    often tells (Krishnan and Manning, ACL 2006), and from what `name_kinds` knows of it. What is
    hardly a name, and names whose label is less probable than `threshold`, are left out.
    """
    places, shares, leanings = possible_names(tags)
    if not places:
        return []
    found = []
    rows = name_kinds.probabilities(tags.words, places, shares, leanings)
    for (surface, stretches), row in zip(places.items(), rows, strict=True):
        kind = kind_of(row, threshold)
        if kind is None or (kind == Kind.OTHER and _is_no_title(surface)):
            continue
        mean = np.mean([shares[first : last + 1] for first, last in stretches], axis=0)
        label = name_kinds.label(kind, _leant(mean, leanings[surface]))
        for first, last in stretches:
            start, end = tags.words.starts[first], tags.words.ends[last]
            found.append(NameSpan(start, end, label, float(row[kind])))
    return sorted(found, key=lambda one: one.start)


def _is_no_title(surface: Surface) -> bool:
    """Whether a name can be no law's or prize's: it has no capital, or is a day of the week.

    People and places may be written small in posts.
    """
    is_day = len(surface) == 1 and surface[0] in name_evidence.WEEKDAYS
    return is_day or not any(map(has_capital, surface))


def has_capital(name: str) -> bool:
    """Whether any letter of a name, or of one of its words, is a capital."""
    return any(letter.isupper() for letter in name)


def kind_of(probabilities: np.ndarray, threshold: float = 0.35) -> int | None:
    """The likeliest `Kind` of a name by its probabilities; None where it is too doubtful."""
    kind = int(probabilities[: Kind.NONE].argmax())
    doubtful = probabilities[Kind.NONE] > _HARDLY_A_NAME or probabilities[kind] < threshold
    return None if doubtful else kind


def possible_names(
    tags: Tags, second: name_words.Model | None = None
) -> tuple[dict[Surface, list[Stretch]], np.ndarray, dict[Surface, np.ndarray]]:
    """What may be a name: where each stands, all words' shares of labels, each name's leanings.

    Where a name stands is read from its own words, twice (`name_words`, with the weights `second`);
    what is surely a name in one place is one wherever the two do not exclude it.
    """
    names = name_words.reread(tags.words, tags.names, second)
    labels = names[:, 1:].reshape(-1, len(NAME_LABELS), 4)
    places = np.concatenate([names[:, :1], labels.sum(axis=1)], axis=1)
    # No name goes on over the end of a line.
    places[np.ix_(np.flatnonzero(tags.words.line_starts), [Place.INSIDE, Place.END])] = 0
    shares = labels.sum(axis=2)
    tagged = _best_spans(places, _NAME_LEAN)
    stretches = name_evidence.fitted(
        tags.words, tagged, lambda first, last: _best_label(shares[first : last + 1])[0]
    )
    _complete(shares, tagged, stretches)
    mean = {
        surface: np.mean([shares[first : last + 1] for first, last in each], axis=0)
        for surface, each in _by_surface(tags, stretches).items()
    }
    sure = [name for name, share in mean.items() if share.sum(axis=1).min() >= _SURELY_A_NAME]
    free = shares.sum(axis=1) >= _PERHAPS_A_NAME
    stretches = sorted(stretches + name_evidence.repeated(tags.words, sure, stretches, free))
    known = {name: mean[name] for name in sure}
    stretches = _with_short_forms(tags.words, shares, stretches, known)
    people = [name for name, share in mean.items() if len(name) > 1 and _is_person(share)]
    alike = _by_surface(tags, stretches)
    return alike, shares, name_evidence.leanings(tags.words, alike, people)


def _complete(
    shares: np.ndarray, tagged: Sequence[tuple[int, int]], stretches: Sequence[tuple[int, int]]
) -> None:
    """Let words that were added to names be what the tagged words of these are."""
    seen = np.zeros(len(shares), bool)
    for first, last in tagged:
        seen[first : last + 1] = True
    for first, last in stretches:
        own = seen[first : last + 1]
        if not own.all():
            rows = shares[first : last + 1]
            rows[~own] = rows[own].mean(axis=0)


def _with_short_forms(
    words: Words, shares: np.ndarray, stretches: list[Stretch], sure: Mapping[Surface, np.ndarray]
) -> list[Stretch]:
    """The stretches with short forms of organisations' names, whose words' shares grow."""
    full = [name for name, share in sure.items() if len(name) > 1 and _best_label(share)[0] == "ORG"]
    short = name_evidence.ShortForms(words, full)
    stretches = [short.owner(*one) or one for one in stretches]
    for at, name in list(short.found(stretches)):
        shares[at] += _SHORT_FORM * (1 - float(shares[at].sum())) * sure[name][-1]
        stretches.append((at, at))
    return sorted(stretches)


def _by_surface(
    tags: Tags, stretches: Sequence[tuple[int, int]]
) -> dict[tuple[str, ...], list[tuple[int, int]]]:
    """Where each name stands, by its words."""
    alike: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for first, last in stretches:
        alike[tuple(tags.words.texts[first : last + 1])].append((first, last))
    return alike


def _is_person(shares: np.ndarray) -> bool:
    label, probability = _best_label(shares)
    return label == "PERSON" and probability >= _RATHER_A_PERSON


def _leant(shares: np.ndarray, leaning: np.ndarray) -> np.ndarray:
    """Shares of labels moved by log odds; how much of a word is a name at all stays."""
    moved = shares * np.exp(leaning)
    return moved * (shares.sum(axis=1) / np.maximum(moved.sum(axis=1), _TINY**2))[:, None]


def _best_label(shares: np.ndarray) -> tuple[str, float]:
    """The label of a name from its words' shares (words x labels), with its probability.

    Countries and other places are told apart last, since few training sets do so: what is surely
    a place is found whichever it is.
    """
    families = shares.copy()
    families[:, _GPE] += families[:, _LOC]
    families[:, _LOC] = 0
    best = int(np.log(families + _TINY).sum(axis=0).argmax())
    label = NAME_LABELS[best]
    if best == _GPE and shares[:, _LOC].sum() > shares[:, _GPE].sum():
        label = NAME_LABELS[_LOC]
    return label, float(families[:, best].min())


def quotes(tags: Tags, threshold: float = 0.45) -> list[RawQuote]:
    """The quotations in the text, in the order of their first spans.

    Spans that point at the same cue are one quotation; spans less probable than `threshold`
    are left out.
    """
    cues = _best_spans(tags.cue, _TARGET_LEAN)
    speakers = _best_spans(tags.speaker, _TARGET_LEAN)
    groups: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    cue_of: dict[tuple[int, int], tuple[int, int] | None] = {}
    for content in _best_spans(tags.content, _CONTENT_LEAN):
        if _content_probability(tags, content) < threshold:
            continue
        cue, share = _pointed_at(tags, [content], "cue").best(cues)
        # Two spans are one quotation only by a cue that both are sure of.
        key = cue if cue is not None and share > 0.5 else content
        groups[key].append(content)
        cue_of.setdefault(key, cue)
    found = []
    for key, contents in groups.items():
        cue = cue_of[key]
        pointed = _pointed_at(tags, contents, "speaker")
        speaker, share = pointed.best(speakers)
        if share < pointed.nowhere:
            speaker = None
        spans = [_span(tags, content, _content_probability(tags, content)) for content in contents]
        found.append(
            RawQuote(
                tuple(spans),
                None if cue is None else _span(tags, cue, 1 - _outside(tags.cue, cue)),
                None if speaker is None else _span(tags, speaker, share),
                max(span.probability for span in spans),
            )
        )
    return found


@dataclass(frozen=True)
class _Pointed:
    """How much of some words' links falls on each word from `left` on."""

    left: int
    shares: np.ndarray

    @property
    def nowhere(self) -> float:
        return 1 - float(self.shares.sum())

    def best(
        self, candidates: list[tuple[int, int]]
    ) -> tuple[tuple[int, int] | None, float]:
        """The candidate (in order, as first and last words) with the largest share, if any."""
        sums = np.concatenate([[0.0], np.cumsum(self.shares)])
        best, largest = None, 0.0
        at = bisect_left(candidates, (self.left, self.left))
        while at < len(candidates) and candidates[at][1] < self.left + len(self.shares):
            first, last = candidates[at]
            share = float(sums[last + 1 - self.left] - sums[first - self.left])
            if share > largest:
                best, largest = candidates[at], share
            at += 1
        return best, largest


def _pointed_at(tags: Tags, spans: list[tuple[int, int]], relation: str) -> _Pointed:
    """The mean of what the words of some spans say."""
    links = [
        tags.links[word]
        for first, last in spans
        for word in range(first, last + 1)
        if word in tags.links
    ]
    if not links:
        return _Pointed(0, np.zeros(0, np.float32))
    left = min(link.left for link in links)
    rows = [(link.left - left, getattr(link, relation)) for link in links]
    shares = np.zeros(max(offset + len(row) for offset, row in rows), np.float32)
    for offset, row in rows:
        shares[offset : offset + len(row)] += row
    return _Pointed(left, shares / len(rows))


def _span(tags: Tags, words: tuple[int, int], probability: float) -> Span:
    return Span(tags.words.starts[words[0]], tags.words.ends[words[1]], probability)


def _outside(layer: np.ndarray, words: tuple[int, int]) -> float:
    """The largest probability among these words to stand outside."""
    return float(layer[words[0] : words[1] + 1, 0].max())


def log_odds(probabilities: np.ndarray) -> np.ndarray:
    """The log odds of some probabilities, kept finite."""
    return np.log((probabilities + _TINY) / (1 - probabilities + _TINY))


def calibrated(probabilities: np.ndarray, calibration: tuple[float, float]) -> np.ndarray:
    """Probabilities moved by an intercept and a slope on their log odds (Platt, 1999)."""
    intercept, slope = calibration
    return 1 / (1 + np.exp(-(intercept + slope * log_odds(probabilities))))


def _content_probability(tags: Tags, words: tuple[int, int]) -> float:
    """How often a span of such words is a quotation, judged by their mean probability."""
    mean = 1 - tags.content[words[0] : words[1] + 1, Place.OUTSIDE].mean(dtype=np.float64)
    return float(calibrated(mean, tags.calibration))


def _best_spans(layer: np.ndarray, lean: float = 0.0) -> list[tuple[int, int]]:
    """The spans (first and last words) of the likeliest well-formed sequence of tags."""
    inside = np.flatnonzero(layer[:, 0] < _SURELY_OUTSIDE)
    if not len(inside):
        return []
    breaks = np.flatnonzero(np.diff(inside) > 1) + 1
    found = []
    for stretch in np.split(inside, breaks):
        first = int(stretch[0])
        scores = np.log(layer[first : first + len(stretch)] + _TINY)
        scores[:, Place.OUTSIDE] -= lean
        path = _best_path(scores)
        found.extend((first + start, first + end) for start, end in _spans_of(path))
    return found


def _best_path(scores: np.ndarray) -> list[int]:
    """Viterbi's search for the sequence of tags with the highest sum of scores."""
    score = scores[0] + _MOVES[Place.OUTSIDE]
    before = np.empty(scores.shape, np.int64)
    for at in range(1, len(scores)):
        options = score[:, None] + _MOVES
        before[at] = options.argmax(axis=0)
        score = options[before[at], np.arange(len(score))] + scores[at]
    path = [int((score + _MOVES[:, Place.OUTSIDE]).argmax())]
    for at in range(len(scores) - 1, 0, -1):
        path.append(int(before[at, path[-1]]))
    return path[::-1]


def _spans_of(path: list[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for at, place in enumerate(path):
        if place in (Place.BEGIN, Place.SINGLE):
            start = at
        if place in (Place.END, Place.SINGLE):
            yield start, at


def _moves() -> np.ndarray:
    """Which place may follow which: 0 where it may, a large penalty where it may not."""
    within, without = [Place.INSIDE, Place.END], [Place.OUTSIDE, Place.BEGIN, Place.SINGLE]
    moves = np.full((SPAN_TAGS, SPAN_TAGS), -1e3, np.float32)
    moves[np.ix_([Place.BEGIN, Place.INSIDE], within)] = 0
    moves[np.ix_([Place.OUTSIDE, Place.END, Place.SINGLE], without)] = 0
    return moves


_MOVES = _moves()
