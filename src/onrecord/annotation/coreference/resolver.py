"""Who is who in one article: names by rules, descriptions and pronouns by a learned ranking."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from onrecord.annotation import marks, sentences
from onrecord.annotation.coreference import antecedents, ranking
from onrecord.annotation.coreference import speakers as speaking
from onrecord.annotation.coreference.candidates import Candidate, View, within_reach
from onrecord.annotation.coreference.columns import PAIR_COLUMN
from onrecord.annotation.coreference.evidence import Evidence
from onrecord.annotation.coreference.items import Given, Item, Link, items_of
from onrecord.annotation.coreference.names import Names
from onrecord.annotation.coreference.ranking import Ranker
from onrecord.annotation.marks import Quotation
from onrecord.annotation.sentences import Layout
from onrecord.records import MentionForm

# A name joins what was only described before it from this probability on.
_NAME_JOINS = 0.5
# What is described by the role that the text gave someone is that one from this probability on.
_BEARER_FROM = 0.25
# Below this probability a description goes to the only one whose role it names.
_DOUBTFUL = 0.6
# Which numbers of the evidence tell a link's reason, the most telling first.
_DESCRIPTION_REASONS = (
    ("same_surface", "same description"),
    ("gap_comma", "apposition"),
    ("gap_be", "said to be the same"),
    ("predicated", "said to be the same"),
    ("role_match", "role of the one named before"),
    ("name_has_head", "kind of thing in the name"),
    ("sort_fits", "kind of place the name is known for"),
    ("same_head", "description with the same noun"),
)
_PRONOUN_REASONS = (
    ("last_same_kind", "same pronoun as before"),
    ("same_sentence", "pronoun, likeliest entity of its sentence"),
)


def resolve(
    text: str,
    mentions: Sequence[Given],
    layout: Layout | None = None,
    quotations: Sequence[Quotation] | None = None,
    speakers: AbstractSet[int] = frozenset(),
    ranker: Ranker | None = None,
) -> list[Link]:
    """The entity of each mention of `text`; mentions are linked, never redrawn.

    Args:
        text: the article.
        mentions: in any order, overlapping or not.
        layout, quotations: of the same text, where the caller has them.
        speakers: indices of the mentions that speak; a pronoun prefers them.
        ranker: what decides on descriptions and pronouns (by default the one that ships).

    Raises:
        ModelError: the ranker's file is missing, damaged or of another version.
    """
    if layout is None or quotations is None:
        paragraphs = sentences.paragraphs_of(text)
        quotations = marks.find(text, paragraphs)
        layout = sentences.lay_out(text, paragraphs, quotations)
    items = items_of(text, mentions)
    names = Names(text, items)
    names.run()
    if all(item.entity is not None for item in items) and all(item.label is not None for item in items):
        return [Link(item.entity, item.reason, item.probability) for item in items]
    ranker = ranker or ranking.load()
    return _Resolver(items, names, layout, quotations, speakers, ranker).run()


class _Resolver:
    """Goes through the mentions in their order and gives each its entity."""

    def __init__(
        self,
        items: list[Item],
        names: Names,
        layout: Layout,
        quotations: Sequence[Quotation],
        speakers: AbstractSet[int],
        ranker: Ranker,
    ) -> None:
        self.items = items
        self.names = names
        self.by_name = [(item.entity, item.reason, item.probability) for item in items]
        self.ranker = ranker
        rules = [item.entity for item in items]
        for k, item in enumerate(items):
            person = names.person_in(item) if item.entity is None else None
            if person is not None:
                self.by_name[k] = (person, "description with the name in it", 0.9)
        self.evidence = Evidence(layout, quotations, items, names.persons, ranker.nouns, speakers, rules)
        self.speakers = speakers
        self.speaking = {items[k].start for k in speakers}
        self.seen: list[View] = []
        self.candidates: dict[int, Candidate] = {}  # the latest mentioned last
        self.of_name: dict[int, int] = {}
        for item in items:
            item.entity = None

    def run(self) -> list[Link]:
        """The link of each mention, in the order they were given."""
        links: list[Link | None] = [None] * len(self.items)
        for view in sorted(self.evidence.views, key=self.evidence.turn):
            k = self.evidence.order[view.order]
            links[k] = self._link(k, view, view.order)
            self._learn(k, view, links[k].entity)
        return links

    def _link(self, k: int, view: View, before: int) -> Link:
        name, reason, probability = self.by_name[k]
        if name in self.of_name:
            return Link(self.of_name[name], reason, probability)
        if view.item.surface == "A" and view.item.form is MentionForm.nominal:
            answering = self.of_name.get(self.names.foremost())
            if answering is not None:
                return Link(answering, "answers in an interview", 0.6)
        beside = self._beside(view)
        if beside is not None:
            return Link(beside, "apposition", 0.9)
        sayer = self.evidence.sayer_of(view)
        if sayer is not None:
            return Link(sayer.item.entity, "who says the quotation", 0.95)
        voice = self.evidence.same_voice(view)
        if voice is not None:
            return Link(voice, "the same voice as before", 0.8 if view.voice[0] == "side" else 0.97)
        if k in self.speakers:
            told = speaking.antecedent(view, self.seen, self.candidates, self.speaking)
            if told is not None:
                return Link(*told)
        chosen, why, sure = self._choose(k, view, before)
        if sure < _DOUBTFUL or (chosen is None and k in self.speakers):
            bearer = self.of_name.get(self.names.only_bearer(view.item))
            if bearer is not None:
                return Link(bearer, "role of the only one who has it", 0.7)
        if chosen is not None:
            return Link(chosen, why, sure)
        fallback = "first mention of the description"
        if view.item.form is MentionForm.pronoun:
            fallback = "no antecedent"
        return Link(before, reason or fallback, sure if name is None else max(sure, probability))

    def _beside(self, view: View) -> int | None:
        """The entity of a name known before that stands beside a description, or of a description
        that nothing has named beside a new name."""
        other = self.evidence.named.get(view.order)
        if other is None:
            return None
        if other.order > view.order:
            return self.of_name.get(self.by_name[self.evidence.order[other.order]][0])
        entity = other.item.entity
        return None if entity is None or self.candidates[entity].names else entity

    def _choose(self, k: int, view: View, before: int) -> tuple[int | None, str, float]:
        """The likeliest entity for a mention that no name decides, or none; why, and how sure."""
        other = self.evidence.other_side(view)
        reach = [one for one in within_reach(view, self.candidates) if one.entity != other]
        if not reach:
            return None, "", 1.0
        rows = antecedents.rows(self.evidence, view, reach, before)
        chances = self.ranker.rank(rows)
        best = int(chances[:-1].argmax())
        sure = float(chances[best])
        bearer = rows[best][PAIR_COLUMN["role_match"]] > 0 and sure >= _BEARER_FROM
        if (sure < chances[-1] and not bearer) or (view.item.form is MentionForm.name and sure < _NAME_JOINS):
            return None, "", float(chances[-1])
        return reach[best].entity, _reason(view, rows[best]), sure

    def _learn(self, k: int, view: View, entity: int) -> None:
        name = self.by_name[k][0]
        view.item.entity = entity
        candidate = self.candidates.pop(entity, None) or Candidate(entity)
        if name is not None and name not in self.of_name:
            self.of_name[name] = entity
            known = self.names.entities[name]
            candidate.gender = candidate.gender or known.gender
            candidate.roles |= known.roles
        candidate.add(view)
        self.evidence.learn(view)
        self.candidates[entity] = candidate
        self.seen.append(view)


def _reason(view: View, row: Sequence[float]) -> str:
    if view.item.form is MentionForm.name:
        return "name of what was described before"
    if view.item.form is MentionForm.pronoun:
        for column, reason in _PRONOUN_REASONS:
            if row[PAIR_COLUMN[column]] > 0:
                return reason
        return "pronoun, likeliest entity before it"
    for column, reason in _DESCRIPTION_REASONS:
        if row[PAIR_COLUMN[column]] > 0:
            return reason
    return "description, likeliest entity before it"
