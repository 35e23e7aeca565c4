"""Level corpus: an annotation file may be published, so it holds no words of a reserved scrape."""

from collections.abc import Iterator

from onrecord.checks.registry import Severity, Subject, check
from onrecord.corpus.annotations import Annotation
from onrecord.corpus.places import Location
from onrecord.corpus.rules import Level, Violation
from onrecord.corpus.stories import shingles
from onrecord.records import Rights
from onrecord.text import count_words

LONGEST_NAME = 8
"""Words of the longest name that is taken for one."""


@check(
    "reserved-words",
    Level.corpus,
    Subject.annotation,
    "use your own words: annotation files are published",
)
def reserved_words(annotated: tuple[Annotation, str]) -> Iterator[Violation]:
    """The annotation of a reserved scrape holds no run of five of its words, but in names and addresses."""
    annotation, layer = annotated
    if annotation.rights is not Rights.reserved:
        return
    words = shingles(layer)
    for at, value in _free_text(annotation):
        if shingles(value) & words:
            yield Violation(at, "holds five words of the scrape in a row")


@check(
    "long-name",
    Level.corpus,
    Subject.annotation,
    "shorten it to what people call it",
    Severity.warning,
)
def long_name(annotated: tuple[Annotation, str]) -> Iterator[Violation]:
    """No name in the annotation of a reserved scrape is as long as a sentence, since names are published."""
    annotation, _ = annotated
    if annotation.rights is not Rights.reserved:
        return
    for i, entity in enumerate(annotation.entities):
        named = [
            (("name",), entity.name),
            *((("aliases", k), a) for k, a in enumerate(entity.aliases)),
        ]
        for at, name in named:
            if count_words(name) > LONGEST_NAME:
                yield Violation(("entities", i, *at), f"has {count_words(name)} words")


def _free_text(annotation: Annotation) -> Iterator[tuple[Location, str]]:
    for name in ("story", "license"):
        if value := getattr(annotation, name):
            yield (name,), value
    yield ("provenance", "name"), annotation.provenance.name
    for i, value in enumerate(annotation.metadata.ambiguous):
        yield ("metadata", "ambiguous", i), value
    for i, mention in enumerate(annotation.mentions):
        if mention.link_reason:
            yield ("mentions", i, "link_reason"), mention.link_reason
