"""Level references: what a record refers to is there, across all records of a corpus."""

from collections import Counter
from collections.abc import Iterator

from onrecord.checks.registry import Severity, Subject, check, refused
from onrecord.checks.world import World
from onrecord.corpus.rules import Level, Violation

_REBUILD = "build the dataset again: onrecord build"

refused(
    "redirect-known",
    Level.references,
    "An entity id that was merged into another leads to one that is there.",
    "restore corpus/ledger/ from git",
)
refused(
    "redirect-cycle",
    Level.references,
    "No entity id leads back to itself through those it was merged into.",
    "restore corpus/ledger/ from git",
)
refused(
    "decision-known",
    Level.references,
    "A reviewer's decision speaks of entities, articles and mentions that are there.",
    "take ids that onrecord entities shows",
)
refused(
    "decision-contradiction",
    Level.references,
    "No decision contradicts an earlier one: what was split is not merged, what was merged away is not named.",
    "remove the line that does not hold; git keeps it",
)
refused(
    "decision-repeat",
    Level.references,
    "No decision says again what an earlier one said.",
    "remove the line",
    severity=Severity.warning,
)
refused(
    "wikidata-entity",
    Level.references,
    "A Wikidata item is given to an entity that is there, under its name and label.",
    "correct the id, or the name and label beside it",
)
refused(
    "wikidata-unique",
    Level.references,
    "One entity is one Wikidata item, and no two entities are the same.",
    "correct one of them, or merge the two entities: onrecord entities merge",
)


@check(
    "record-unique",
    Level.references,
    Subject.corpus,
    "ids are allotted once: remove or renumber one",
)
def record_unique(world: World) -> Iterator[Violation]:
    """No two articles, and no two entities, have one id."""
    for config, records in (
        ("articles", world.corpus.articles),
        ("entities", world.corpus.entities),
    ):
        for identifier, times in sorted(Counter(record.id for record in records).items()):
            if times > 1:
                yield Violation((config, identifier, "id"), f"occurs {times} times")


@check(
    "former-ids",
    Level.references,
    Subject.corpus,
    _REBUILD,
)
def former_ids(world: World) -> Iterator[Violation]:
    """An id that was merged away means one entity, and is none itself."""
    bearer: dict[str, str] = {entity.id: entity.id for entity in world.corpus.entities}
    for entity in world.corpus.entities:
        for i, former in enumerate(entity.former_ids):
            if bearer.setdefault(former, entity.id) != entity.id:
                yield Violation(
                    ("entities", entity.id, "former_ids", i), f"{former} is {bearer[former]} too"
                )


@check(
    "article-exists",
    Level.references,
    Subject.corpus,
    "add the article, or remove what stands in it",
)
def article_exists(world: World) -> Iterator[Violation]:
    """The article of every quote and mention is there."""
    for config, records in (("quotes", world.corpus.quotes), ("mentions", world.corpus.mentions)):
        for record in records:
            if record.article_id not in world.articles:
                yield Violation(
                    (config, record.id, "article_id"), f"there is no article {record.article_id}"
                )


@check("withheld-agrees", Level.references, Subject.corpus, _REBUILD)
def withheld_agrees(world: World) -> Iterator[Violation]:
    """Quotes and mentions are withheld if their article is, and only then."""
    for config, records in (("quotes", world.corpus.quotes), ("mentions", world.corpus.mentions)):
        for record in records:
            article = world.articles.get(record.article_id)
            if article and article.withheld != record.withheld:
                yield Violation(
                    (config, record.id, "withheld"),
                    f"is {record.withheld}, of its article {article.withheld}",
                )


@check("counts-agree", Level.references, Subject.corpus, _REBUILD)
def counts_agree(world: World) -> Iterator[Violation]:
    """The derived counts of an article are how many there are."""
    for article in world.corpus.articles:
        found = {
            "paragraphs": len(article.paragraphs),
            "quotes": len(world.quotes_of.get(article.id, [])),
            "mentions": len(world.mentions_of.get(article.id, [])),
        }
        for name, number in found.items():
            if getattr(article.counts, name) != number:
                yield Violation(
                    ("articles", article.id, "counts", name),
                    f"says {getattr(article.counts, name)}, there are {number}",
                )
