"""All records of a corpus: articles with their stories and splits, quotes, mentions, entities."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.corpus import entities as entity_links
from onrecord.corpus import splits, stories
from onrecord.corpus.annotations import Annotation
from onrecord.corpus.compose import compose
from onrecord.corpus.entities import LocalEntityEvidence
from onrecord.corpus.gather import Item
from onrecord.corpus.ledger import Ledger, LedgerArticle
from onrecord.corpus.names import folded
from onrecord.records import (
    Article,
    Entity,
    EntityCounts,
    EntityLabel,
    Mention,
    MentionForm,
    Provenance,
    Quote,
    Rights,
    Split,
    Status,
)

_STORY_LABELS = {EntityLabel.PERSON, EntityLabel.ORG, EntityLabel.GPE, EntityLabel.LOC, EntityLabel.EVENT}


@dataclass
class Corpus:
    """The records of a corpus, each list sorted by id.

    Attributes:
        split_of: split of each article id.
    """

    articles: list[Article] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    split_of: dict[str, Split] = field(default_factory=dict)


def assemble(
    items: Sequence[Item], ledger: Ledger, machine: Provenance, *, words_of_reserved: bool = True
) -> tuple[Corpus, Ledger]:
    """The records of a corpus, and the ledger with everything in it allotted.

    Args:
        items: its articles.
        ledger: what was allotted before.
        machine: how the machine signs.
        words_of_reserved: whether reserved articles carry their words where the scrape is at hand.
    """
    story_of = stories.group(
        [story_evidence(item) for item in items], {a.id: a.story for a in ledger.articles.values()}
    )
    split_of_story = splits.assign(story_of, {a.story: a.split for a in ledger.articles.values()})
    locals_ = [
        evidence for item in items for evidence in _entity_evidence(item.annotation, story_of[item.annotation.id])
    ]
    ids = entity_links.link(locals_, ledger)
    corpus = Corpus()
    for item in sorted(items, key=lambda item: item.annotation.id):
        annotation = item.annotation
        whole = words_of_reserved or annotation.rights is Rights.open
        article, quotes, mentions = compose(
            annotation,
            item.layer if whole else None,
            story=story_of[annotation.id],
            entity_ids={e.id: ids[member(annotation.id, e.id)] for e in annotation.entities},
            machine=machine,
        )
        corpus.articles.append(article)
        corpus.quotes += quotes
        corpus.mentions += mentions
        corpus.split_of[annotation.id] = split_of_story[story_of[annotation.id]]
    corpus.quotes.sort(key=lambda q: q.id)
    corpus.mentions.sort(key=lambda m: m.id)
    corpus.entities = _entities(items, ids, ledger, corpus)
    return corpus, _allotted(items, ledger, story_of, split_of_story, ids, locals_)


def member(article_id: str, local_id: str) -> str:
    """How the ledger names an entity of an article."""
    return f"{article_id}#{local_id}"


def story_evidence(item: Item) -> stories.StoryEvidence:
    """What tells the story of an article."""
    annotation = item.annotation
    label_and_name = {e.id: (e.label, folded(e.name)) for e in annotation.entities}
    names = Counter(
        " ".join(label_and_name[m.entity])
        for m in annotation.mentions
        if m.entity and m.form is MentionForm.name and label_and_name[m.entity][0] in _STORY_LABELS
    )
    text = ""
    # A withheld text and a held one must give the same story, so only open texts are compared.
    if item.layer is not None and annotation.rights is Rights.open:
        text = "\n".join(item.layer[p.start : p.end] for p in annotation.paragraphs)
    return stories.StoryEvidence(
        id=annotation.id,
        names=names,
        day=annotation.metadata.published,
        fictional=annotation.fictional,
        key=annotation.story,
        shingles=stories.shingles(text),
    )


def _entity_evidence(annotation: Annotation, story: str) -> list[LocalEntityEvidence]:
    company = frozenset(folded(e.name) for e in annotation.entities)
    return [
        LocalEntityEvidence(
            member=member(annotation.id, e.id),
            article_id=annotation.id,
            name=e.name,
            label=e.label,
            aliases=tuple(e.aliases),
            story=story,
            fictional=annotation.fictional,
            company=company,
        )
        for e in annotation.entities
    ]


def _entities(items: Sequence[Item], ids: dict[str, str], ledger: Ledger, corpus: Corpus) -> list[Entity]:
    members = defaultdict(list)
    for item in items:
        for local in item.annotation.entities:
            members[ids[member(item.annotation.id, local.id)]].append((item.annotation, local))
    articles = {a.id: a for a in corpus.articles}
    mentioned = defaultdict(list)
    for mention in corpus.mentions:
        if mention.entity_id:
            mentioned[mention.entity_id].append(mention.article_id)
    spoken = Counter(e for q in corpus.quotes for e in dict.fromkeys(q.speaker_ids))
    entities = []
    for identifier in sorted(members):
        parts = members[identifier]
        names = Counter(name for _, local in parts for name in (local.name, *local.aliases))
        preferred = _preferred([local.name for _, local in parts])
        if identifier in ledger.entities:
            preferred = ledger.entities[identifier].name
        where = set(mentioned[identifier]) | {annotation.id for annotation, _ in parts}
        days = sorted(day for a in where if (day := articles[a].published))
        reviewed = [a for a, _ in parts if a.status is Status.reviewed]
        entities.append(
            Entity(
                id=identifier,
                name=preferred,
                label=ledger.entities[identifier].label if identifier in ledger.entities else parts[0][1].label,
                aliases=sorted(set(names) - {preferred}),
                wikidata_id=next((local.wikidata_id for _, local in parts if local.wikidata_id), None),
                fictional=all(a.fictional for a, _ in parts),
                role_phrases=[],
                first_seen=days[0] if days else None,
                last_seen=days[-1] if days else None,
                counts=EntityCounts(
                    articles=len(where), mentions=len(mentioned[identifier]), quotes=spoken[identifier]
                ),
                status=Status.reviewed if reviewed else Status.machine,
                provenance=(reviewed[0] if reviewed else parts[0][0]).provenance,
            )
        )
    return entities


def _preferred(names: list[str]) -> str:
    """The fullest name; of equally full ones the most frequent, then the first in the alphabet."""
    often = Counter(names)
    return min(often, key=lambda name: (-len(name.split()), -often[name], name))


def _allotted(
    items: Sequence[Item],
    ledger: Ledger,
    story_of: dict[str, str],
    split_of_story: dict[str, Split],
    ids: dict[str, str],
    locals_: list[LocalEntityEvidence],
) -> Ledger:
    articles = dict(ledger.articles)
    for item in items:
        annotation = item.annotation
        before = articles.get(annotation.id)
        story = story_of[annotation.id]
        articles[annotation.id] = LedgerArticle(
            id=annotation.id,
            sha256=annotation.source.sha256,
            story=story,
            split=split_of_story[story],
            quotes=max([before.quotes if before else 0, *(_number(q.id) for q in annotation.quotes)]),
            mentions=max([before.mentions if before else 0, *(_number(m.id) for m in annotation.mentions)]),
        )
    return Ledger(articles, entity_links.new_members(ids, locals_, ledger))


def _number(identifier: str) -> int:
    return int(identifier.rpartition(".")[2][1:])
