"""All records of a corpus: articles with their stories and splits, quotes, mentions, entities."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.corpus import decisions as decided
from onrecord.corpus import entities as entity_links
from onrecord.corpus import splits, stories
from onrecord.corpus.annotations import Annotation, LocalEntity
from onrecord.corpus.compose import compose
from onrecord.corpus.decisions import NONE, Decisions
from onrecord.corpus.entities import LocalEntityEvidence
from onrecord.corpus.gather import Item
from onrecord.corpus.ledger import Ledger, LedgerArticle
from onrecord.corpus.names import folded
from onrecord.corpus.phrases import role_phrases
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
    short_hash,
)
from onrecord.text import shouted


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
    items: Sequence[Item],
    ledger: Ledger,
    machine: Provenance,
    *,
    words_of_reserved: bool = True,
    decisions: Decisions = NONE,
) -> tuple[Corpus, Ledger]:
    """The records of a corpus, and the ledger with everything in it allotted.

    Args:
        items: its articles.
        ledger: what was allotted before.
        machine: how the machine signs.
        words_of_reserved: whether reserved articles carry their words where the scrape is at hand.
        decisions: what reviewers decided about entities.

    Raises:
        LedgerError: a decision does not hold.
    """
    ledger = decided.applied(decisions, ledger)
    story_of = stories.group(
        [story_evidence(item) for item in items], {a.id: a.story for a in ledger.articles.values()}
    )
    split_of_story = splits.assign(story_of, {a.story: a.split for a in ledger.articles.values()})
    locals_ = [
        evidence for item in items for evidence in _entity_evidence(item.annotation, story_of[item.annotation.id])
    ]
    ids = entity_links.link(locals_, ledger)
    moved = {part: holder for part, holder in ledger.entity_of().items() if "#" not in part}
    corpus = Corpus()
    for item in sorted(items, key=lambda item: item.annotation.id):
        annotation = item.annotation
        whole = words_of_reserved or annotation.rights is Rights.open
        article, quotes, mentions = compose(
            annotation,
            item.layer if whole else None,
            story=story_of[annotation.id],
            entity_ids={e.id: ids[member(annotation.id, e.id)] for e in annotation.entities}
            | {m.id: moved[m.id] for m in annotation.mentions if m.id in moved},
            machine=machine,
        )
        corpus.articles.append(article)
        corpus.quotes += quotes
        corpus.mentions += mentions
        corpus.split_of[annotation.id] = split_of_story[story_of[annotation.id]]
    corpus.quotes.sort(key=lambda q: q.id)
    corpus.mentions.sort(key=lambda m: m.id)
    corpus.entities = _entities(items, ids, moved, ledger, decisions, corpus)
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
        if m.entity and m.form is MentionForm.name and label_and_name[m.entity][0] in stories.TELLING_LABELS
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


@dataclass
class _Parts:
    """What the articles hold of one entity.

    Attributes:
        articles: the annotations that speak of it.
        local: what it is in each of them, where it is all of a local entity.
        names: every name found for it.
    """

    articles: list[Annotation] = field(default_factory=list)
    local: list[LocalEntity] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


def _parts(
    items: Sequence[Item], ids: Mapping[str, str], moved: Mapping[str, str]
) -> dict[str, _Parts]:
    """What there is of each entity, by id."""
    parts: dict[str, _Parts] = defaultdict(_Parts)
    for item in items:
        annotation = item.annotation
        for local in annotation.entities:
            part = parts[ids[member(annotation.id, local.id)]]
            part.articles.append(annotation)
            part.local.append(local)
            mentions = [m for m in annotation.mentions if m.entity == local.id]
            gone = [m for m in mentions if m.id in moved]
            kept = {m.hash for m in mentions if m.id not in moved}
            for name in (local.name, *local.aliases):
                # A name goes with the mentions that bear it; hashes tell, also where the words are withheld.
                owners = [moved[m.id] for m in gone if m.hash == short_hash(name)]
                if not owners or short_hash(name) in kept:
                    part.names.add(name)
                for owner in owners:
                    parts[owner].names.add(name)
            for mention in gone:
                parts[moved[mention.id]].articles.append(annotation)
    return parts


def _entities(
    items: Sequence[Item],
    ids: Mapping[str, str],
    moved: Mapping[str, str],
    ledger: Ledger,
    decisions: Decisions,
    corpus: Corpus,
) -> list[Entity]:
    parts = _parts(items, ids, moved)
    articles = {a.id: a for a in corpus.articles}
    layers = {i.annotation.id: i.layer for i in items if i.annotation.rights is Rights.open}
    mentioned: dict[str, list[Mention]] = defaultdict(list)
    for mention in corpus.mentions:
        if mention.entity_id:
            mentioned[mention.entity_id].append(mention)
    spoken = Counter(e for q in corpus.quotes for e in dict.fromkeys(q.speaker_ids))
    former = ledger.former_ids()
    deciders = decided.deciders(decisions, ledger)
    items_of = {ledger.follow(i): said.item for i, said in decisions.wikidata.items()}
    entities = []
    for identifier in sorted(parts):
        part, row = parts[identifier], ledger.entities.get(identifier)
        preferred = row.name if row else _preferred([local.name for local in part.local])
        where = {m.article_id for m in mentioned[identifier]} | {a.id for a in part.articles}
        days = sorted(day for a in where if (day := articles[a].published))
        reviewed = [a for a in part.articles if a.status is Status.reviewed]
        decider = deciders.get(identifier)
        entities.append(
            Entity(
                id=identifier,
                name=preferred,
                label=row.label if row else part.local[0].label,
                aliases=sorted(part.names - {preferred}),
                former_ids=former.get(identifier, []),
                wikidata_id=items_of.get(
                    identifier, next((e.wikidata_id for e in part.local if e.wikidata_id), None)
                ),
                fictional=all(a.fictional for a in part.articles),
                role_phrases=_role_phrases(mentioned[identifier], articles, layers),
                first_seen=days[0] if days else None,
                last_seen=days[-1] if days else None,
                counts=EntityCounts(
                    articles=len(where), mentions=len(mentioned[identifier]), quotes=spoken[identifier]
                ),
                status=Status.reviewed if decider or reviewed else Status.machine,
                provenance=reviewed[0].provenance if reviewed else decider or part.articles[0].provenance,
            )
        )
    return entities


def _role_phrases(
    mentions: Sequence[Mention], articles: Mapping[str, Article], layers: Mapping[str, str | None]
) -> list[str]:
    """How open articles describe a person, as found; each phrase once."""
    found = {
        phrase.casefold(): phrase
        for mention in mentions
        if mention.label is EntityLabel.PERSON and (layer := layers.get(mention.article_id))
        for phrase in _phrases_of(mention, articles[mention.article_id], layer)
    }
    return sorted(found.values())


def _phrases_of(mention: Mention, article: Article, layer: str) -> list[str]:
    span = mention.span
    unit = next(p for p in article.paragraphs if p.start <= span.start < p.end)
    text = layer[unit.source_start : unit.source_end]
    start = span.source_start - unit.source_start
    return role_phrases(text, start, start + span.end - span.start, mention.form)


def _preferred(names: list[str]) -> str:
    """The fullest name; of equally full ones the most frequent, then the first in the alphabet.

    One all in capitals, as datelines write it, only if none has the same letters otherwise.
    """
    often = Counter(names)
    loud = shouted(often)
    return min(often, key=lambda name: (-len(name.split()), name in loud, -often[name], name))


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
