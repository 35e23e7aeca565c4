"""How far two annotations of one scrape agree: two readings, or the machine and a reading."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from onrecord.corpus.annotations import AnchoredQuote, Annotation
from onrecord.records import Attitude, MentionForm, QuoteKind
from onrecord.text import View, length, shared_length


@dataclass(frozen=True)
class Score:
    """How many items two sides share.

    Attributes:
        shared: items on both sides.
        found: items of the first side.
        gold: items of the second side.
    """

    shared: int
    found: int
    gold: int

    @property
    def precision(self) -> float:
        """Share of the first side's items that the second has; 1 if there are none."""
        return self.shared / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the second side's items that the first has; 1 if there are none."""
        return self.shared / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.shared / (self.found + self.gold) if self.found + self.gold else 1.0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.shared + other.shared, self.found + other.found, self.gold + other.gold)


def overlap(found: Iterable[Hashable], gold: Iterable[Hashable]) -> Score:
    """The score of two sets."""
    first, second = set(found), set(gold)
    return Score(len(first & second), len(first), len(second))


def compare(found: Annotation, gold: Annotation) -> dict[str, Score]:
    """Scores of everything two annotations of one scrape say.

    Text lines are units of the clean text; quotes count as shared where their spans overlap by half of their joint
    length or more, as PolNeAR's scorer has it, and `quotes, exact` where all spans are the same.
    """
    scores = {
        "text lines": overlap(*(((p.start, p.end) for p in a.paragraphs) for a in (found, gold))),
        "characters with the same role": _characters(found, gold),
    }
    for name in ("headline", "deck", "authors", "contributors", "published", "updated", "publisher"):
        values = [_value(a, name) for a in (found, gold)]
        scores[f"metadata: {name}"] = Score(int(values[0] == values[1]), 1, 1)
    scores["metadata: captions"] = overlap(*(_captions(a) for a in (found, gold)))
    pairs = _matched(found.quotes, gold.quotes)
    scores["quotes"] = Score(len(pairs), len(found.quotes), len(gold.quotes))
    scores["quotes, exact"] = overlap(*((_spans(q) for q in a.quotes) for a in (found, gold)))
    for kind in QuoteKind:
        scores[f"quotes: {kind}"] = _of_kind(found, gold, lambda q, kind=kind: q.kind is kind)
    scores["quotes: direct or mixed"] = _of_kind(found, gold, lambda q: q.kind is not QuoteKind.indirect)
    scores["quotes: speech"] = _of_kind(found, gold, lambda q: q.attitude is Attitude.speech)
    scores["cue of a shared quote"] = _agree(pairs, lambda q: _place(q.cue))
    scores["speaker of a shared quote"] = _agree(pairs, lambda q: _place(q.speaker))
    scores["kind of a shared quote"] = _agree(pairs, lambda q: q.kind)
    scores["attitude of a shared quote"] = _agree(pairs, lambda q: q.attitude)
    links = _entity_links(found, gold)
    marked = [(f, g) for f, g in pairs if g.kind is not QuoteKind.indirect]
    scores["speaker entity of a shared quote"] = _right_speakers(pairs, links)
    scores["the same, direct or mixed"] = _right_speakers(marked, links)
    for form in MentionForm:
        scores[f"mentions: {form}"] = overlap(
            *({(m.start, m.end) for m in a.mentions if m.form is form} for a in (found, gold))
        )
    scores["mentions: name and label"] = overlap(
        *({(m.start, m.end, m.label) for m in a.mentions if m.form is MentionForm.name} for a in (found, gold))
    )
    return scores


def _characters(found: Annotation, gold: Annotation) -> Score:
    ends = sorted({b.end for a in (found, gold) for b in a.blocks})
    roles = [_role_at(a) for a in (found, gold)]
    shared, start = 0, 0
    for end in ends:
        if roles[0](start) == roles[1](start):
            shared += end - start
        start = end
    return Score(shared, start, start)


def _role_at(annotation: Annotation) -> Callable[[int], str]:
    view = View(((b.start, b.end) for b in annotation.blocks), separator_length=0)

    def role(at: int) -> str:
        piece = view.piece_at(at, at + 1)
        return annotation.blocks[piece].role if piece is not None else ""

    return role


def _value(annotation: Annotation, name: str) -> object:
    value = getattr(annotation.metadata, name)
    return (value.start, value.end) if hasattr(value, "start") else value


def _captions(annotation: Annotation) -> set[tuple[object, ...]]:
    return {tuple(_place(part) for part in (c.text, c.credit)) for c in annotation.metadata.captions}


def _place(anchor: object) -> tuple[int, int] | None:
    return (anchor.start, anchor.end) if anchor else None


def _spans(quote: AnchoredQuote) -> tuple[tuple[int, int], ...]:
    return tuple((s.start, s.end) for s in quote.spans)


def _of_kind(found: Annotation, gold: Annotation, wanted: Callable[[AnchoredQuote], bool]) -> Score:
    sides = [[q for q in a.quotes if wanted(q)] for a in (found, gold)]
    return Score(len(_matched(*sides)), len(sides[0]), len(sides[1]))


def _matched(
    found: list[AnchoredQuote], gold: list[AnchoredQuote]
) -> list[tuple[AnchoredQuote, AnchoredQuote]]:
    """Quotes paired one to one, those of greatest overlap first."""
    candidates = []
    for i, f in enumerate(found):
        for k, g in enumerate(gold):
            shared = shared_length(_spans(f), _spans(g))
            joint = length(_spans(f)) + length(_spans(g)) - shared
            if 2 * shared >= joint:
                candidates.append((-shared / joint, i, k))
    pairs, used_found, used_gold = [], set(), set()
    for _, i, k in sorted(candidates):
        if i not in used_found and k not in used_gold:
            used_found.add(i)
            used_gold.add(k)
            pairs.append((found[i], gold[k]))
    return pairs



def _agree(pairs: list[tuple[AnchoredQuote, AnchoredQuote]], value: Callable[[AnchoredQuote], object]) -> Score:
    return Score(sum(value(f) == value(g) for f, g in pairs), len(pairs), len(pairs))


def _right_speakers(pairs: list[tuple[AnchoredQuote, AnchoredQuote]], links: dict[str, str]) -> Score:
    spoken = [(f, g) for f, g in pairs if g.speaker_ids]
    right = sum({links.get(e) for e in f.speaker_ids} == set(g.speaker_ids) for f, g in spoken)
    return Score(right, len(spoken), len(spoken))


def _entity_links(found: Annotation, gold: Annotation) -> dict[str, str]:
    """For each entity of the first side, the entity of the second it shares most mentions with."""
    entity_at = {(m.start, m.end): m.entity for m in gold.mentions if m.entity}
    votes: dict[str, dict[str, int]] = {}
    for mention in found.mentions:
        # A longer or shorter mention of the same thing still says which entity is meant.
        for (start, end), entity in entity_at.items():
            if mention.entity and mention.start < end and start < mention.end:
                votes.setdefault(mention.entity, {}).setdefault(entity, 0)
                votes[mention.entity][entity] += 1
    return {e: min(v, key=lambda g: (-v[g], g)) for e, v in votes.items()}
