"""What a text says of each of its mentions: words around it, who talks, what it stands beside."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from onrecord.annotation.coreference.candidates import SPOKEN, View
from onrecord.annotation.coreference.clauses import COPULAS, Clauses
from onrecord.annotation.coreference.columns import KINDS, OWN
from onrecord.annotation.coreference.dialogue import Dialogue
from onrecord.annotation.coreference.items import Item
from onrecord.annotation.coreference.kinds import (
    gender_of,
    kinds_of,
    label_group,
    singular,
    speaks_of_several,
)
from onrecord.annotation.coreference.words import CALLED, POSSESSIVES, PRONOUN_KINDS, REFLEXIVES
from onrecord.annotation.cues import lexicon
from onrecord.annotation.grammar import AUXILIARIES, PREPOSITIONS, RELATIVES, VERBS
from onrecord.annotation.marks import Quotation
from onrecord.annotation.sentences import Layout
from onrecord.records import MentionForm

_DETERMINERS = {
    "the": 1,
    "this": 2,
    "that": 2,
    "these": 2,
    "those": 2,
    "a": 3,
    "an": 3,
    **dict.fromkeys(POSSESSIVES, 4),
    **dict.fromkeys(
        ["some", "any", "no", "every", "each", "many", "most", "few", "several", "all", "both"], 5
    ),
    **dict.fromkeys(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "dozens", "hundreds"],
        6,
    ),
    **dict.fromkeys(["another", "other", "others"], 7),
}
_NO_CONTENT = frozenset(_DETERMINERS) | frozenset(["of", "and", "in", "for", "on", "at", "to", "'s", "s"])
_AFTER_PREPOSITION = OWN.index("after_preposition")
_BEFORE_VERB = OWN.index("before_verb")
# How many mentions before one may be its subject.
_NEAR_SUBJECT = 12
# How many mentions before a name may begin a description that ends beside it; what ends an
# apposition; and from which difference on one of the two is a person and the other none: sooner
# behind a preposition ("at the mill, Kim Roe, 43, left").
_BESIDE = 6
_ENDS_APPOSITION = frozenset(",.);:—–!?") | {"who", "’s", "'s"}
_OTHER_KIND, _OTHER_KIND_BEHIND_PREPOSITION = 0.7, 0.5


class Evidence:
    """The measured mentions of one text.

    Args:
        nouns: for each common noun how often it heads a description of a person, an organisation
            and a place, and how often at all.
        speakers: indices of the items that are known to speak.
        rules: the entity that the rules on names gave each item, if any.
    """

    def __init__(
        self,
        layout: Layout,
        quotations: Sequence[Quotation],
        items: Sequence[Item],
        persons: Mapping[int, bool],
        nouns: Mapping[str, Sequence[float]],
        speakers: AbstractSet[int] = frozenset(),
        rules: Sequence[int | None] = (),
    ) -> None:
        self.speakers = speakers
        self.rules = rules
        self.cues = lexicon().verbs
        self.layout = layout
        self.nouns = nouns
        self.starts = [word.start for word in layout.words]
        self.sentence_starts = [layout.words[s.first].start for s in layout.sentences]
        self.quotations = [q for q in quotations if q.parent is None]
        self.quotation_starts = [q.start for q in self.quotations]
        order = sorted(range(len(items)), key=lambda k: (items[k].start, items[k].end))
        self.nested, self.nesting = _nesting(items, order)
        self.manner = self._manner(items)
        self.texture = self._texture()
        self.dialogue = Dialogue(layout, list(self._spoken(items)))
        self.asking = self.dialogue.asking
        self.spoken = {kind: 0 for kind in SPOKEN}
        self.voices: dict[tuple[str, int], int | None] = {}
        self.views: list[View] = [self._view(items[k], n, persons.get(k), k) for n, k in enumerate(order)]
        self.order = order
        by_item = {k: view for k, view in zip(order, self.views, strict=True)}
        for k, view in by_item.items():
            for inner in self.nested.get(k, ()):
                other = by_item[inner]
                if other.item.start == view.item.start and (
                    other.item.surface.lower() in POSSESSIVES
                    or layout.text[other.item.end - 2 : other.item.end] in ("'s", "’s", "s'", "s’")
                    or layout.text[other.item.end : other.item.end + 2] in ("'s", "’s")
                ):
                    view.owner = other
        self.clauses = Clauses(layout)
        self.subjects = self._subjects()
        self.sayers = self._sayers()
        self.named = self._appositions()

    def _view(self, item: Item, order: int, person: bool | None, k: int) -> View:
        words = self.layout.words
        first = max(0, bisect_right(self.starts, item.start) - 1)
        last = max(first + 1, bisect_left(self.starts, item.end))
        sentence = max(0, bisect_right(self.sentence_starts, item.start) - 1)
        bounds = self.layout.sentences[sentence] if self.layout.sentences else None
        at = bisect_right(self.quotation_starts, item.start) - 1
        quotation = at if at >= 0 and item.start < self.quotations[at].end else -1

        def word(n: int) -> str:
            return words[n].lower if bounds and bounds.first <= n < bounds.last else ""

        before, after = word(first - 1), word(last)
        lower = [w.lower for w in words[first:last]]
        text = item.surface.lower().replace("’", "'")
        pronoun = item.form is MentionForm.pronoun
        kind = PRONOUN_KINDS.get(text, "") if pronoun else ""
        head = item.head.casefold().rstrip(".")
        if head.endswith(("'s", "’s")):
            head = head[:-2]
        plural = speaks_of_several(item, head, text, kind)
        known = self.nouns.get(head) or self.nouns.get(singular(head))
        kinds = kinds_of(item, head, kind, person, known)
        gender = gender_of(item, head, kind, person)
        content = frozenset(
            token.casefold().rstrip(".").removesuffix("'s").removesuffix("’s")
            for token in item.tokens
            if token.casefold() not in _NO_CONTENT
        )
        determiner = _DETERMINERS.get(lower[0] if lower else "", 0)
        initial = (
            bounds is not None
            and first - bounds.first <= 1
            and (first == bounds.first or not words[bounds.first].is_word)
        )
        paragraph = bounds.paragraph if bounds else 0
        asked = paragraph > 0 and self.asking[paragraph - 1]
        at_head = next((n for n, token in enumerate(item.tokens) if token == item.head), 0)
        before_head = frozenset(token.casefold() for token in item.tokens[:at_head]) - _NO_CONTENT
        speaks = k in self.speakers or after in self.cues or before in self.cues
        own = [
            float(item.form is MentionForm.name),
            float(item.form is MentionForm.nominal),
            float(pronoun),
            *(float(kind == one) for one in KINDS),
            float(text in POSSESSIVES),
            float(text in REFLEXIVES),
            *(float(determiner == n) for n in range(8)),
            float(plural),
            float(len(lower)),
            *kinds,
            float(any(w.is_capitalised for w in words[first + 1 : last])),
            float(initial),
            float(before in PREPOSITIONS),
            float(before in VERBS or before.endswith(("ed", "ing"))),
            float(before in COPULAS),
            float(before in ("and", "or", "&")),
            float(before == ","),
            float(before in CALLED),
            float(after == ","),
            float(after in RELATIVES),
            float(after in AUXILIARIES or after in VERBS or after.endswith("ed")),
            float(after == "of"),
            float(after in ("'s", "’s") or bool(lower) and lower[-1] in ("'s", "’s")),
            float(quotation >= 0),
            float(bounds is not None and words[bounds.last - 1].text not in '.!?"”’…:;'),
            math.log1p(order),
            math.log1p(sentence),
            float(first - bounds.first) if bounds else 0.0,
            float(k in self.nesting),
            float(k in self.nested),
            float(label_group(item) is not None),
            float(bool(item.titles)),
            math.log1p(known[3]) if known else 0.0,
            float(item.form is MentionForm.name and determiner == 1),
            *self.manner,
            float(speaks),
            float(bool(self.asking) and self.asking[paragraph]),
            float(asked),
            float(paragraph > 1 and self.asking[paragraph - 2]),
            *self.texture,
            float(at_head + 1 < len(item.tokens)),
            0.0,
        ]
        return View(
            item,
            order,
            sentence,
            bounds.paragraph if bounds else 0,
            quotation,
            first,
            last,
            kind,
            plural,
            gender,
            singular(head),
            item.key,
            content,
            kinds,
            own,
            initial or before in ("and", "but", ",", "that") and own[_BEFORE_VERB] > 0,
            speaks=speaks,
            before_head=before_head,
            rule=self.rules[k] if self.rules else None,
            voice=self._voice(kind, quotation, paragraph),
            determiner=determiner,
        )

    def _texture(self) -> list[float]:
        """How much of the text is quoted, and how many paragraphs it has."""
        quoted = sum(q.end - q.start for q in self.quotations) / max(1, len(self.layout.text))
        return [quoted, math.log1p(len(self.layout.paragraphs))]

    def _appositions(self) -> dict[int, View]:
        """The description that a name stands beside, by the name's order and the other way round.

        "The harbour master, Kim Roe," and "harbour master Kim Roe": 19 of 20 are one.
        """
        found: dict[int, View] = {}
        for name in self.views:
            if name.item.form is not MentionForm.name:
                continue
            before = self.views[max(0, name.order - _BESIDE) : name.order]
            beside = next((one for one in before if self._stands_beside(one, name)), None)
            if beside is not None:
                found[name.order], found[beside.order] = beside, name
        return found

    def _subjects(self) -> dict[int, View]:
        """Whom or what each mention behind a form of "be" is said of: the widest that ends before it."""
        found: dict[int, View] = {}
        for view in self.views:
            before = self.views[max(0, view.order - _NEAR_SUBJECT) : view.order]
            end = self.clauses.subject_end(view.first)
            subject = next((one for one in before if one.last == end and one.sentence == view.sentence), None)
            if subject is None and before and before[-1].order in found:
                joined = self.clauses.joins(before[-1].last, view.first)
                subject = found[before[-1].order] if joined else None
            if subject is not None:
                found[view.order] = subject
        return found

    def _stands_beside(self, one: View, name: View) -> bool:
        words = self.layout.words
        apart = _OTHER_KIND_BEHIND_PREPOSITION if one.own[_AFTER_PREPOSITION] else _OTHER_KIND
        if (
            one.item.form is not MentionForm.nominal
            or one.plural
            or name.plural
            or one.sentence != name.sentence
            or not 0 <= name.first - one.last <= 1
            or abs(one.kinds[0] - name.kinds[0]) > apart
        ):
            return False
        begins = words[one.first].lower
        if name.first == one.last:
            bare = words[name.first].lower not in _DETERMINERS
            return bare and _DETERMINERS.get(begins, 0) in (0, 1, 4)
        after = [word.lower for word in words[name.last : name.last + 2]]
        definite = begins == "the" or begins in POSSESSIVES
        ends = not after or after[0] in _ENDS_APPOSITION and after[-1] not in ("and", "or", "&")
        return words[one.last].lower == "," and definite and ends

    def _sayers(self) -> dict[int, View]:
        """Who says each quotation, where a mention beside it in its paragraph goes with a verb of saying."""
        said: dict[int, View] = {}
        distance: dict[int, int] = {}
        for view in self.views:
            if view.quotation >= 0 or not view.speaks:
                continue
            at = bisect_right(self.quotation_starts, view.item.start)
            for near in (at - 1, at):
                if not 0 <= near < len(self.quotations):
                    continue
                one = self.quotations[near]
                gap = one.start - view.item.end if near == at else view.item.start - one.end
                between = self.layout.text[min(one.end, view.item.end) : max(one.start, view.item.start)]
                if gap < 60 and "\n" not in between and gap < distance.get(near, 60):
                    said[near], distance[near] = view, gap
        return said

    def _manner(self, items: Sequence[Item]) -> list[float]:
        """How much the text speaks in the first, second and third person, and how long its turns are."""
        kinds = [
            PRONOUN_KINDS.get(item.surface.lower(), "") for item in items if item.form is MentionForm.pronoun
        ]
        mentions = max(1, len(items))
        third = sum(kind in ("he", "she", "they") for kind in kinds)
        words = len(self.layout.words) / max(1, len(self.layout.paragraphs))
        return [*(kinds.count(kind) / mentions for kind in SPOKEN), third / mentions, math.log1p(words)]

    def learn(self, view: View) -> None:
        """Count a mention whose entity is now known."""
        if view.kind in self.spoken:
            self.spoken[view.kind] += 1
        if view.voice is not None:
            self.voices.setdefault(view.voice, view.item.entity)

    def same_voice(self, view: View) -> int | None:
        """Whom "I" or "you" stands for, where the same voice has said it before."""
        return self.voices.get(view.voice) if view.voice is not None else None

    def sayer_of(self, view: View) -> View | None:
        """The mention beside a quotation that says it, where the view is an "I" in the quotation."""
        return self.sayers.get(view.quotation) if view.kind == "i" else None

    def turn(self, view: View) -> tuple[int, bool, int]:
        """When a mention is decided: in its place, or, if another behind it says it, right after that."""
        sayer = self.sayer_of(view)
        behind = sayer is not None and sayer.order > view.order
        return sayer.order if behind else view.order, behind, view.order

    def other_side(self, view: View) -> int | None:
        """With whom the one meant by "I" or "you" talks in a dialogue of two, where that is known."""
        if view.voice is None or view.voice[0] != "side":
            return None
        return self.voices.get(("side", 1 - view.voice[1]))

    def _spoken(self, items: Iterable[Item]) -> Iterator[tuple[int, str]]:
        """The paragraph and kind of each "I" and "you" outside quotations."""
        starts = [start for start, _ in self.layout.paragraphs]
        for item in items:
            kind = PRONOUN_KINDS.get(item.surface.lower().replace("’", "'"))
            at = bisect_right(self.quotation_starts, item.start) - 1
            quoted = at >= 0 and item.start < self.quotations[at].end
            if kind in ("i", "you") and item.form is MentionForm.pronoun and not quoted:
                yield max(0, bisect_right(starts, item.start) - 1), kind

    def _voice(self, kind: str, quotation: int, paragraph: int) -> tuple[str, int] | None:
        side = self.dialogue.side(kind, paragraph) if quotation < 0 else None
        if side is not None:
            return side
        if kind != "i":
            return None
        return ("quotation", quotation) if quotation >= 0 else ("paragraph", paragraph)

def _nesting(items: Sequence[Item], order: Sequence[int]) -> tuple[dict[int, list[int]], set[int]]:
    """Which mentions lie within each mention, and all that lie within one."""
    inner: dict[int, list[int]] = {}
    within: set[int] = set()
    open_: list[int] = []
    for k in sorted(order, key=lambda n: (items[n].start, -items[n].end)):
        open_ = [n for n in open_ if items[n].end > items[k].start]
        for n in open_:
            if items[n].end >= items[k].end:
                inner.setdefault(n, []).append(k)
                within.add(k)
        open_.append(k)
    return inner, within
