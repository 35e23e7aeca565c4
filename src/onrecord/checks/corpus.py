"""Level corpus: duplicates, splits, stories and the ledger."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from onrecord.checks.registry import Severity, Subject, check
from onrecord.checks.world import World
from onrecord.corpus.rules import Level, Violation
from onrecord.records import Split

SHORT_PARAGRAPH = 40
"""Paragraphs below this many code points are too common to tell two articles alike."""
_COMMON = 50
_ENOUGH_STORIES = 3
_RESTORE = "restore corpus/ledger/ from git"


@check("duplicate-article", Level.corpus, Subject.corpus, "keep one of the two scrapes")
def duplicate_article(world: World) -> Iterator[Violation]:
    """No two articles come from scrapes with the same text layer, in whatever encoding."""
    seen: dict[str, str] = {}
    for article in world.corpus.articles:
        layer = article.source.layer_sha256
        if layer in seen:
            yield Violation(
                ("articles", article.id, "source", "layer_sha256"),
                f"is the text layer of {seen[layer]} too",
            )
        seen.setdefault(layer, article.id)


@check(
    "near-duplicate",
    Level.corpus,
    Subject.corpus,
    "give both one story, or remove one",
    Severity.warning,
)
def near_duplicate(world: World) -> Iterator[Violation]:
    """Articles that share half of their longer paragraphs are one story."""
    holders: dict[str, set[str]] = defaultdict(set)
    lengths: dict[str, int] = {}
    for article in world.corpus.articles:
        long = {p.hash for p in article.paragraphs if p.end - p.start >= SHORT_PARAGRAPH}
        lengths[article.id] = len(long)
        for paragraph in long:
            holders[paragraph].add(article.id)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for articles in holders.values():
        if len(articles) <= _COMMON:
            for pair in combinations(sorted(articles), 2):
                shared[pair] += 1
    for (a, b), number in sorted(shared.items()):
        if world.articles[a].story != world.articles[b].story and 2 * number >= min(
            lengths[a], lengths[b]
        ):
            yield Violation(
                ("articles", b, "story"), f"shares {number} paragraphs with {a} of another story"
            )


@check("split-missing", Level.corpus, Subject.corpus, "build the dataset again: onrecord build")
def split_missing(world: World) -> Iterator[Violation]:
    """Every article is in a split, and every split assignment is of an article."""
    for identifier in world.articles.keys() - world.corpus.split_of.keys():
        yield Violation(("articles", identifier), "is in no split")
    for identifier in world.corpus.split_of.keys() - world.articles.keys():
        yield Violation(("articles", identifier), "has a split, but is not there")


@check("split-empty", Level.corpus, Subject.corpus, "add articles about other events")
def split_empty(world: World) -> Iterator[Violation]:
    """With three stories or more, no split is empty."""
    if len({article.story for article in world.corpus.articles}) < _ENOUGH_STORIES:
        return
    for split in Split:
        if split not in world.corpus.split_of.values():
            yield Violation(("splits", split.value), "has no article")


@check("story-leak", Level.corpus, Subject.corpus, "put all articles of a story into one split")
def story_leak(world: World) -> Iterator[Violation]:
    """No story is in two splits: what a model is tested on, it has not been trained on."""
    splits: dict[str, set[str]] = defaultdict(set)
    for article in world.corpus.articles:
        if article.story is not None and article.id in world.corpus.split_of:
            splits[article.story].add(world.corpus.split_of[article.id].value)
    for story, found in sorted(splits.items()):
        if len(found) > 1:
            yield Violation(("stories", story), f"is in {' and in '.join(sorted(found))}")


@check("story-missing", Level.corpus, Subject.corpus, "build the dataset again: onrecord build")
def story_missing(world: World) -> Iterator[Violation]:
    """Every article belongs to a story, since splits are made by story."""
    for article in world.corpus.articles:
        if article.story is None:
            yield Violation(("articles", article.id, "story"), "is empty")


@check(
    "entity-unused",
    Level.corpus,
    Subject.corpus,
    "remove the entity, or refer to it",
    Severity.warning,
)
def entity_unused(world: World) -> Iterator[Violation]:
    """Every entity is mentioned, or speaks, or is spoken for."""
    used = {mention.entity_id for mention in world.corpus.mentions}
    for quote in world.corpus.quotes:
        used |= {*quote.speaker_ids, quote.on_behalf_of}
    for entity in world.corpus.entities:
        if entity.id not in used:
            yield Violation(("entities", entity.id), f"{entity.name!r} is referred to by nothing")


@check("ledger-article", Level.corpus, Subject.corpus, _RESTORE)
def ledger_article(world: World) -> Iterator[Violation]:
    """An article has the scrape, the story and the split that the ledger allotted to it."""
    for identifier, row in world.ledger.articles.items():
        article = world.articles.get(identifier)
        if article is None:
            continue
        found = {
            "sha256": article.source.sha256,
            "story": article.story,
            "split": world.corpus.split_of.get(identifier),
        }
        for name, value in found.items():
            if value != getattr(row, name):
                yield Violation(
                    ("articles", identifier, name),
                    f"is {value}, the ledger says {getattr(row, name)}",
                )


@check("ledger-entity", Level.corpus, Subject.corpus, _RESTORE)
def ledger_entity(world: World) -> Iterator[Violation]:
    """An entity has the label that the ledger allotted its id with: ids are never reused."""
    for entity in world.corpus.entities:
        row = world.ledger.entities.get(entity.id)
        if row is not None and row.label is not entity.label:
            yield Violation(
                ("entities", entity.id, "label"), f"is {entity.label}, the ledger says {row.label}"
            )
