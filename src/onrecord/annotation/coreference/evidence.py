"""What speaks for and against a mention's referring to an entity that was mentioned before it."""

import math
import os.path
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from onrecord.annotation.coreference.candidates import SPOKEN, Candidate, View
from onrecord.annotation.coreference.clauses import COPULAS, Clauses
from onrecord.annotation.coreference.dialogue import Dialogue
from onrecord.annotation.coreference.items import Item
from onrecord.annotation.coreference.kinds import (
    PLACE_NOUNS,
    gender_of,
    kinds_of,
    label_group,
    singular,
    speaks_of_several,
)
from onrecord.annotation.coreference.words import (
    HE_NOUNS,
    POSSESSIVES,
    PRONOUN_KINDS,
    REFLEXIVES,
    SHE_NOUNS,
)
from onrecord.annotation.cues import lexicon
from onrecord.annotation.gazetteer import Gender
from onrecord.annotation.grammar import AUXILIARIES, PREPOSITIONS, RELATIVES, VERBS
from onrecord.annotation.marks import Quotation
from onrecord.annotation.sentences import Layout
from onrecord.records import MentionForm

KINDS = tuple(dict.fromkeys(PRONOUN_KINDS.values()))
_PERSONAL = ("he", "she", "it", "they", "i", "we", "you")
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
_CALLED = frozenset(["named", "called", "as", "like", "namely"])
OWN = (
    "name nominal pronoun "
    + " ".join(f"kind_{kind.replace(' ', '_')}" for kind in KINDS)
    + " possessive reflexive bare the this a poss quantifier number other plural words person org place "
    "capital_inside sentence_initial after_preposition after_verb after_be after_and after_comma "
    "after_called before_comma before_relative before_verb before_of possessive_ending quoted "
    "heading order sentence sentence_place inside contains labelled titled common_head definite_name "
    "text_i text_you text_we text_third text_turns speaks asks asked answers text_quoted text_many_turns "
    "after_head quoted_speaker"
).split()
PAIR = [
    "none",
    "mentions_since",
    "sentences_since",
    "paragraphs_since",
    "entities_since",
    "size",
    "share",
    "recent",
    "names",
    "nominals",
    "pronouns",
    "first_sentence",
    "last_name",
    "last_nominal",
    "last_same_kind",
    "last_subject",
    "same_sentence",
    "same_quotation",
    "other_quotation",
    "gap_empty",
    "gap_comma",
    "gap_be",
    "gap_bracket",
    "gap_and",
    "gap_called",
    "gap_words",
    "last_contains",
    "contains_last",
    "overlaps",
    "subjects",
    "last_plural",
    "plural_share",
    "he",
    "she",
    "it",
    "they",
    "i",
    "we",
    "you",
    "same_kind_share",
    "fits_gender",
    "against_gender",
    "known_gender",
    "person",
    "org",
    "place",
    "person_gap",
    "org_gap",
    "place_gap",
    "same_surface",
    "same_last_surface",
    "same_head",
    "same_last_head",
    "same_nominal_head",
    "shared",
    "new",
    "missing",
    "name_has_head",
    "name_within",
    "same_possessor",
    "possesses",
    "role_match",
    "both_names",
    "name_conflict",
    "kin_noun",
    "same_owner_head",
    "shared_last",
    "nominal_since",
    "sentences_since_naming",
    "i_since",
    "you_since",
    "we_since",
    "i_here",
    "you_here",
    "i_quoted",
    "you_quoted",
    "last_speaks",
    "spoke_share",
    "speakers_since",
    "shared_before_head",
    "new_before_head",
    "same_number",
    "since_same_head",
    "near_be",
    "near_comma",
    "says_it",
    "told_here",
    "i_one_back",
    "i_two_back",
    "you_one_back",
    "you_two_back",
    "share_of_i",
    "share_of_you",
    "share_of_we",
    "i_outside",
    "i_said",
    "last_after_preposition",
    "last_before_verb",
    "last_nested",
    "last_place",
    "predicated",
    "sort_fits",
    "verbs_between",
    "stops_between",
    "links_between",
    "twins",
    "twin_determiner",
    "twin_number",
    "twin_new",
    "twin_missing",
    "twin_before_head",
    "twin_same_text",
    "twin_paragraphs",
    "twin_mentions",
    "twin_words",
    "name_begins",
    "name_prefix",
    "name_apart",
]
AROUND = [
    "candidates",
    "fitting",
    "any_surface",
    "any_head",
    "any_head_near",
    "with_head",
    "fitting_near",
    "fits",
    "rank_among_fitting",
    "rank_by_size",
    "nearest_fitting",
    "best_head_rank",
    "nearest_subject",
]
COLUMNS = (*OWN, *PAIR, *AROUND)
PAIR_COLUMN = {name: len(OWN) + k for k, name in enumerate(PAIR)}
_SAYER = OWN.index("quoted_speaker")
_AT = {name: k for k, name in enumerate(PAIR)}
# How many mentions before one may be its subject, and how many sentences before a pronoun are near.
_NEAR_SUBJECT = 12
_NEAR = 2
# How many mentions before a name may begin a description that ends beside it; what ends an
# apposition; and from which difference on one of the two is a person and the other none: sooner
# behind a preposition ("at the mill, Kim Roe, 43, left").
_BESIDE = 6
_ENDS_APPOSITION = frozenset(",.);:—–!?") | {"who", "’s", "'s"}
_OTHER_KIND, _OTHER_KIND_BEHIND_PREPOSITION = 0.7, 0.5
_BEFORE_VERB = OWN.index("before_verb")
_INSIDE = OWN.index("inside")
_SENTENCE_PLACE = OWN.index("sentence_place")
_AFTER_PREPOSITION = OWN.index("after_preposition")
# Whom "I", "you" and "we" stand for hangs on who talks, not on where a mention stands in its sentence.
_NO_GRAMMAR = [-1.0] * len(PAIR[_AT["last_after_preposition"] :])


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
            float(before in _CALLED),
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
            initial or before in ("and", "but", ",", "that") and own[OWN.index("before_verb")] > 0,
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

    def rows(self, view: View, candidates: Sequence[Candidate], total: int) -> list[list[float]]:
        """A row of evidence for each candidate, and a last one for none of them.

        Args:
            candidates: by their last mention, the latest first.
            total: how many mentions came before.
        """
        sayer = self.sayers.get(view.quotation)
        view.own[_SAYER] = float(sayer is not None)
        pairs, speakers = [], 0
        for n, one in enumerate(candidates):
            pairs.append(
                [
                    *self._pair(view, one, n, total, speakers),
                    *self._told(view, one, sayer),
                    *(self._grammar(view, one) if view.kind not in SPOKEN else _NO_GRAMMAR),
                ]
            )
            speakers += one.views[-1].speaks
        fits = [_fits(pair) for pair in pairs]
        fitting = sum(fits)
        heads = [pair[_AT["same_head"]] for pair in pairs]
        surfaces = [pair[_AT["same_surface"]] for pair in pairs]
        near = [
            fit and view.sentence - one.views[-1].sentence <= _NEAR
            for one, fit in zip(candidates, fits, strict=True)
        ]
        leading = next((n for n, one in enumerate(candidates) if fits[n] and _leads(one.views[-1])), -1)
        best_head = next((n for n, head in enumerate(heads) if head), -1)
        sizes = sorted((-len(one.views) for one, fit in zip(candidates, fits, strict=True) if fit))
        summary = [
            math.log1p(len(candidates)),
            float(min(fitting, 20)),
            float(any(surfaces)),
            float(any(heads)),
            float(any(heads[:5])),
            float(sum(heads)),
            float(min(sum(near), 10)),
        ]
        rows = []
        rank = 0
        for n, (one, pair, fit) in enumerate(zip(candidates, pairs, fits, strict=True)):
            by_size = bisect_left(sizes, -len(one.views))
            rows.append(
                [
                    *view.own,
                    *pair,
                    *summary,
                    float(fit),
                    float(min(rank, 20)),
                    float(min(by_size, 20)),
                    float(fit and rank == 0),
                    float(n - best_head if heads[n] else -1),
                    float(n == leading),
                ]
            )
            rank += fit
        nothing = [1.0] + [-1.0] * (len(PAIR) - 1)
        rows.append([*view.own, *nothing, *summary, *[-1.0] * 6])
        return rows

    def _pair(self, view: View, one: Candidate, rank: int, total: int, speakers_since: int) -> list[float]:
        last = one.views[-1]
        item = view.item
        size = len(one.views)
        same_sentence = last.sentence == view.sentence
        gap = [0.0] * 7
        if same_sentence and last.last <= view.first:
            gap = self._gap(last, view)
        recent = sum(1 for other in one.views[-8:] if view.sentence - other.sentence <= 3)
        pronoun = view.kind in _PERSONAL
        counted = sum(one.pronouns.values())
        gender = view.gender
        fits_gender = one.gender is not None and gender is not None and one.gender is gender
        against = (
            one.gender in (Gender.he, Gender.she)
            and gender in (Gender.he, Gender.she)
            and one.gender is not gender
        )
        if (
            view.kind in ("he", "she")
            and one.pronouns.get("it", 0)
            or (view.kind == "it" and (one.pronouns.get("he", 0) or one.pronouns.get("she", 0)))
        ):
            against = True
        weight = max(1, one.weighed)
        kinds = [value / weight for value in one.kinds] if one.weighed else [-1.0] * 3
        apart = [abs(a - b) if one.weighed else -1.0 for a, b in zip(kinds, view.kinds, strict=True)]
        key = view.key
        named = item.form is MentionForm.name
        word = item.form is not MentionForm.pronoun
        inside = [
            other for other in one.views[-6:] if other.item.start < item.end and item.start < other.item.end
        ]
        possessor = view.owner.item.entity if view.owner is not None else None
        same_owner = possessor is not None and (possessor, view.head) in one.owners
        possesses = possessor is not None and possessor == one.entity
        name_words = one.named.content if one.named else frozenset()
        described = one.described
        return [
            0.0,
            math.log1p(view.order - last.order),
            float(min(view.sentence - last.sentence, 30)),
            float(min(view.paragraph - last.paragraph, 10)),
            float(min(rank, 40)),
            math.log1p(size),
            size / max(1, total),
            float(recent),
            float(min(one.forms.get(MentionForm.name, 0), 10)),
            float(min(one.forms.get(MentionForm.nominal, 0), 10)),
            float(min(one.forms.get(MentionForm.pronoun, 0), 10)),
            float(min(one.views[0].sentence, 20)),
            float(last.item.form is MentionForm.name),
            float(last.item.form is MentionForm.nominal),
            float(bool(view.kind) and last.kind == view.kind),
            float(last.subject),
            float(same_sentence),
            float(view.quotation >= 0 and last.quotation == view.quotation),
            float(last.quotation != view.quotation),
            *gap,
            float(last.item.end >= item.end and last.item.start <= item.start),
            float(item.end >= last.item.end and item.start <= last.item.start),
            float(bool(inside)),
            float(view.subject and last.subject),
            float(last.plural),
            one.plural / one.sized if one.sized else -1.0,
            *(one.pronouns.get(kind, 0) / counted if counted else -1.0 for kind in _PERSONAL),
            one.pronouns.get(view.kind, 0) / counted if counted and pronoun else -1.0,
            float(fits_gender),
            float(against),
            float(one.gender is not None),
            *kinds,
            *apart,
            float(word and key in one.surfaces),
            float(word and key == last.key),
            float(word and view.head in one.heads),
            float(word and last.head == view.head),
            float(word and view.head in one.nominal_heads),
            float(len(view.content & one.words)) if word else -1.0,
            float(len(view.content - one.words)) if word else -1.0,
            float(len(one.modifiers - view.content)) if word and one.modifiers else -1.0,
            float(word and not named and view.head in name_words),
            float(named and any(view.content <= words or words <= view.content for words in one.names)),
            float(same_owner),
            float(possesses),
            float(word and not named and (view.head in one.roles or item.head.casefold() in one.roles)),
            float(named and bool(one.names)),
            float(named and any(not (view.content & words) for words in one.names)),
            float(view.head in HE_NOUNS or view.head in SHE_NOUNS),
            float(same_owner and view.head in one.heads),
            float(len(view.content & last.content)) if word else -1.0,
            math.log1p(view.order - described.order) if described else -1.0,
            float(min(view.sentence - one.named.sentence, 30)) if one.named else -1.0,
            *(_turns_since(view, one.spoken.get(kind)) for kind in SPOKEN),
            float(any(v.kind == "i" and v.paragraph == view.paragraph for v in one.views[-8:])),
            float(any(v.kind == "you" and v.paragraph == view.paragraph for v in one.views[-8:])),
            _same_quotation(view, one.spoken.get("i")),
            _same_quotation(view, one.spoken.get("you")),
            float(last.speaks),
            sum(other.speaks for other in one.views[-4:]) / min(size, 4),
            float(speakers_since),
        ]

    def _told(self, view: View, one: Candidate, sayer: View | None) -> list[float]:
        """The rest of a pair's evidence: the words before the head, who says a quotation, turns."""
        word = view.item.form is not MentionForm.pronoun
        twins = one.headed.get(view.head, ()) if word else ()
        near = [
            self._gap(v, view) for v in one.views[-3:] if v.sentence == view.sentence and v.last <= view.first
        ]
        back = [(v.kind, view.paragraph - v.paragraph) for v in one.views[-12:]]
        counted = one.pronouns
        return [
            float(len(view.before_head & one.before_heads)) if word else -1.0,
            float(len(view.before_head - one.words)) if word else -1.0,
            float(one.sized > 0 and view.plural == (one.plural * 2 > one.sized)),
            float(min(view.sentence - twins[-1].sentence, 40)) if twins else -1.0,
            float(any(gap[2] for gap in near)),
            float(any(gap[1] for gap in near)),
            -1.0 if sayer is None else float(sayer.rule in one.rules or any(v is sayer for v in one.views)),
            float(sayer is not None and view.quotation == one.views[-1].quotation),
            float(("i", 1) in back),
            float(("i", 2) in back),
            float(("you", 1) in back),
            float(("you", 2) in back),
            *(counted.get(kind, 0) / max(1, self.spoken[kind]) for kind in SPOKEN),
            one.i_outside / counted["i"] if counted.get("i") else -1.0,
            float(any(self.sayers.get(v.quotation) is sayer for v in one.views[-8:] if v.kind == "i"))
            if sayer is not None
            else -1.0,
        ]

    def _grammar(self, view: View, one: Candidate) -> list[float]:
        return [*self._standing(view, one), *_twin(view, one), *_likeness(view, one)]

    def _standing(self, view: View, one: Candidate) -> list[float]:
        """How the last mention of the entity stands in its sentence, and what the text says of both."""
        last = one.views[-1]
        subject = self.subjects.get(view.order)
        together = last.sentence == view.sentence and last.last <= view.first
        return [
            last.own[_AFTER_PREPOSITION],
            last.own[_BEFORE_VERB],
            last.own[_INSIDE],
            last.own[_SENTENCE_PLACE],
            float(any(other is subject for other in one.views[-6:])),
            float(view.item.form is MentionForm.nominal and PLACE_NOUNS.get(view.head) in one.sorts),
            *(self.clauses.between(last.last, view.first) if together else [-1.0] * 3),
        ]

    def _gap(self, last: View, view: View) -> list[float]:
        words = [word.lower for word in self.layout.words[last.last : min(view.first, last.last + 8)]]
        bare = [word for word in words if word not in ("'s", "’s")]
        return [
            float(not bare),
            float(bare[:1] == [","] and len(bare) == 1),
            float(any(word in COPULAS for word in bare) and len(bare) <= 3),
            float(bare[-1:] == ["("]),
            float(bare[-1:] in (["and"], ["or"]) and len(bare) <= 2),
            float(bool(bare) and bare[-1] in _CALLED),
            float(view.first - last.last),
        ]


def _leads(view: View) -> bool:
    """Whether a mention is likely the subject of its sentence."""
    return view.subject or view.own[_BEFORE_VERB] > 0


def _twin(view: View, one: Candidate) -> list[float]:
    """How the latest mention of the entity with the same noun differs from this one."""
    twins = one.headed.get(view.head) if view.item.form is not MentionForm.pronoun else None
    if not twins:
        return [0.0] + [-1.0] * 9
    twin = twins[-1]
    return [
        float(len(twins)),
        float(twin.determiner),
        float(twin.plural == view.plural),
        float(len(view.content - twin.content)),
        float(len(twin.content - view.content)),
        float(len(view.before_head - twin.before_head)),
        float(twin.item.surface.casefold() == view.item.surface.casefold()),
        float(min(view.paragraph - twin.paragraph, 20)),
        math.log1p(view.order - twin.order),
        float(twin.last - twin.first),
    ]


def _likeness(view: View, one: Candidate) -> list[float]:
    """How near a name is to the nearest name of the entity: first word, beginnings, words apart."""
    mine = view.key.split()
    others = one.spelled[-6:]
    if view.item.form is not MentionForm.name or not others or not mine:
        return [-1.0] * 3
    prefix = max(_shared_prefix(a, b) for other in others for a in mine for b in other)
    apart = min(len(set(mine) ^ set(other)) for other in others)
    return [float(any(other[0] == mine[0] for other in others)), prefix, float(apart)]


def _shared_prefix(one: str, other: str) -> float:
    """The length of the common beginning of two words as a share of the longer one."""
    return len(os.path.commonprefix((one, other))) / max(len(one), len(other))


def _turns_since(view: View, spoken: View | None) -> float:
    return float(min(view.paragraph - spoken.paragraph, 10)) if spoken is not None else -1.0


def _same_quotation(view: View, spoken: View | None) -> float:
    if spoken is None:
        return -1.0
    return float(view.quotation == spoken.quotation)


def _fits(pair: Sequence[float]) -> bool:
    """Whether nothing of gender or number speaks against it."""
    return (
        not pair[_AT["against_gender"]]
        and not pair[_AT["possesses"]]
        and not (pair[_AT["overlaps"]])
        and pair[_AT["person_gap"]] < 0.6
    )


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
