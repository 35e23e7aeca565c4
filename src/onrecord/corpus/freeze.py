"""Freezing: write down what the machine made of each scrape, and allot ids, stories and splits for good."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.corpus import annotations as store
from onrecord.corpus import decisions as decided
from onrecord.corpus import ledger as ledgers
from onrecord.corpus.annotations import Annotation, AnnotationLayer
from onrecord.corpus.corpus import Corpus, assemble
from onrecord.corpus.folder import Folder
from onrecord.corpus.gather import Gathered, Progress, gather
from onrecord.corpus.ledger import LedgerArticle
from onrecord.records import Provenance


@dataclass(frozen=True)
class Frozen:
    """What freezing did.

    Attributes:
        corpus: the records as anyone may have them: of reserved articles no words.
        gathered: what was read, with its problems.
        written: ids of the articles whose annotation was written.
    """

    corpus: Corpus
    gathered: Gathered
    written: list[str]


def freeze(
    folder: Folder, machine: Provenance, *, jobs: int = 1, progress: Progress | None = None
) -> Frozen:
    """Write an annotation for each article that has none or lacks a layer, and bring the ledger up to date.

    What was reviewed is never touched, and what is in the ledger keeps its ids, story and split. Reviewers'
    decisions about entities are carried out in the ledger.

    Raises:
        LedgerError: the ledger or a decision does not hold; nothing is written.
    """
    ledger = ledgers.read(folder.ledger)
    decisions = decided.read(folder.decisions)
    decided.applied(decisions, ledger)
    gathered = gather(folder, machine, jobs=jobs, progress=progress)
    written = []
    for i, item in enumerate(gathered.items):
        if item.annotation_path and set(item.annotation.layers) == set(AnnotationLayer):
            continue
        annotation = item.annotation.model_copy(update={"layers": list(AnnotationLayer)})
        annotation = keep_ids(annotation, (), ledger.articles.get(annotation.id))
        store.write(annotation, folder.annotation_path(annotation.id))
        gathered.items[i] = type(item)(
            annotation, item.layer, item.path, folder.annotation_path(annotation.id)
        )
        written.append(annotation.id)
    corpus, allotted = assemble(
        gathered.items, ledger, machine, words_of_reserved=False, decisions=decisions
    )
    ledgers.write(allotted, folder.ledger)
    return Frozen(corpus, gathered, written)


def keep_ids(
    annotation: Annotation,
    before: Sequence[Annotation],
    allotted: LedgerArticle | None,
    members: Iterable[str] = (),
) -> Annotation:
    """Give quotes, mentions and entities the ids they had; to new ones, numbers never used in this article.

    A quote is the one it was if it has the same spans, a mention if it has the same span, an entity if it has
    most of its mentions in common with an earlier one.

    Args:
        annotation: the new annotation.
        before: earlier annotations of the same article, if any.
        allotted: what the ledger says of the article.
        members: the entities of this article that the ledger holds.
    """
    annotation = _keep_entity_ids(annotation, before, members)
    quote_ids = {_quote_key(q): q.id for old in before for q in old.quotes}
    mention_ids = {(m.start, m.end): m.id for old in before for m in old.mentions}
    highest_quote = max([allotted.quotes if allotted else 0, *map(_number, quote_ids.values())])
    highest_mention = max([allotted.mentions if allotted else 0, *map(_number, mention_ids.values())])
    if not highest_quote and not highest_mention:
        return annotation
    new_mentions: dict[str, str] = {}
    for mention in annotation.mentions:
        identifier = mention_ids.pop((mention.start, mention.end), None)
        if identifier is None:
            highest_mention += 1
            identifier = f"{annotation.id}.m{highest_mention:03d}"
        new_mentions[mention.id] = identifier
    new_quotes: dict[str, str] = {}
    for quote in annotation.quotes:
        identifier = quote_ids.pop(_quote_key(quote), None)
        if identifier is None:
            highest_quote += 1
            identifier = f"{annotation.id}.q{highest_quote:03d}"
        new_quotes[quote.id] = identifier
    return annotation.model_copy(
        update={
            "mentions": [m.model_copy(update={"id": new_mentions[m.id]}) for m in annotation.mentions],
            "quotes": [
                q.model_copy(
                    update={
                        "id": new_quotes[q.id],
                        "parent": q.parent and new_quotes[q.parent],
                        "speaker_mention": q.speaker_mention and new_mentions[q.speaker_mention],
                    }
                )
                for q in annotation.quotes
            ],
        }
    )


def _keep_entity_ids(
    annotation: Annotation, before: Sequence[Annotation], members: Iterable[str]
) -> Annotation:
    """The ledger knows an entity by its id in the article, so that id may not come to mean another."""
    if not before:
        return annotation
    were = {(m.start, m.end): m.entity for old in before for m in old.mentions if m.entity}
    used = {e.id for old in before for e in old.entities} | {m.rpartition("#")[2] for m in members}
    shared = Counter(
        (m.entity, were[m.start, m.end])
        for m in annotation.mentions
        if m.entity and (m.start, m.end) in were
    )
    new_ids: dict[str, str] = {}
    for (new, old), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if new not in new_ids and old not in new_ids.values():
            new_ids[new] = old
    highest = max((int(identifier[1:]) for identifier in used), default=0)
    for entity in annotation.entities:
        if entity.id not in new_ids:
            highest += 1
            new_ids[entity.id] = f"e{highest}"
    return annotation.model_copy(
        update={
            "entities": [e.model_copy(update={"id": new_ids[e.id]}) for e in annotation.entities],
            "mentions": [
                m.model_copy(update={"entity": m.entity and new_ids[m.entity]})
                for m in annotation.mentions
            ],
            "quotes": [
                q.model_copy(
                    update={
                        "speaker_ids": [new_ids[e] for e in q.speaker_ids],
                        "on_behalf_of": q.on_behalf_of and new_ids[q.on_behalf_of],
                    }
                )
                for q in annotation.quotes
            ],
        }
    )


def unfrozen(gathered: Gathered) -> list[str]:
    """Ids of the articles that a release could not take yet."""
    return [
        item.annotation.id
        for item in gathered.items
        if item.annotation_path is None or set(item.annotation.layers) != set(AnnotationLayer)
    ]


def _quote_key(quote: store.AnchoredQuote) -> tuple[tuple[int, int], ...]:
    return tuple((span.start, span.end) for span in quote.spans)


def _number(identifier: str) -> int:
    return int(identifier.rpartition(".")[2][1:])
