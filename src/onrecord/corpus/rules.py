"""The rules that one article keeps, whether it comes from an annotation file or from a dataset.

Each rule is one small function over a `Sheet` that yields what breaks it. Its name in `RULES` is its
stable id, its docstring its explanation.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from onrecord.corpus.places import Location
from onrecord.corpus.sheet import Place, Sheet
from onrecord.records import EntityLabel, QuoteKind, Role


class Level(StrEnum):
    """How far one has to look to see that a rule is broken."""

    shape = "shape"
    spans = "spans"
    references = "references"
    corpus = "corpus"


@dataclass(frozen=True, slots=True)
class Violation:
    """Where a rule is broken, and how."""

    at: Location
    message: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its id, level, one line of explanation, and what to do where it is broken."""

    id: str
    level: Level
    explanation: str
    hint: str
    broken: Callable[[Sheet], Iterator[Violation]]


RULES: dict[str, Rule] = {}
"""Every rule by its id, in the order in which they are looked at."""


def _rule(identifier: str, level: Level, hint: str) -> Callable:
    def register(function: Callable[[Sheet], Iterator[Violation]]) -> Callable:
        RULES[identifier] = Rule(identifier, level, function.__doc__, hint, function)
        return function

    return register


# --- spans ----------------------------------------------------------------------------------------


@_rule("blocks-cover", Level.spans, "give every character of the text layer to one block, in order")
def blocks_cover(sheet: Sheet) -> Iterator[Violation]:
    """The blocks follow each other without gap or overlap and cover the text layer to its last character."""
    position = 0
    for i, block in enumerate(sheet.blocks):
        if block.start != position:
            yield Violation(
                ("blocks", i, "start"), f"the block begins at {block.start}, not at {position}"
            )
            return
        position = block.end
    if position != sheet.layer_length:
        yield Violation(
            ("blocks",), f"the blocks end at {position}, the text layer at {sheet.layer_length}"
        )


@_rule("paragraph-order", Level.spans, "list the units of the clean text in the order of the page")
def paragraph_order(sheet: Sheet) -> Iterator[Violation]:
    """Paragraphs stand in the order of the page, do not overlap, and end within the text layer."""
    end = 0
    for paragraph in sheet.paragraphs:
        place = paragraph.place
        if place.start < end:
            yield Violation(
                place.at, f"begins at {place.start}, before the one above it ends ({end})"
            )
        end = place.end
    if end > sheet.layer_length:
        yield Violation(place.at, f"ends at {end}, the text layer at {sheet.layer_length}")


@_rule(
    "paragraph-in-block",
    Level.spans,
    "give the block the paragraph's role, or leave the paragraph out",
)
def paragraph_in_block(sheet: Sheet) -> Iterator[Violation]:
    """Every paragraph stands in blocks of its own role, so that the text is what the roles say."""
    starts = [block.start for block in sheet.blocks]
    for paragraph in sheet.paragraphs:
        place = paragraph.place
        for block in sheet.blocks[max(0, bisect_right(starts, place.start) - 1) :]:
            if block.start >= place.end:
                break
            if block.role is not paragraph.role:
                yield Violation(
                    place.at, f"is a {paragraph.role}, but stands in a block of role {block.role}"
                )
                break


@_rule("paragraph-missing", Level.spans, "list every unit of the clean text among the paragraphs")
def paragraph_missing(sheet: Sheet) -> Iterator[Violation]:
    """Every block whose role makes text holds a paragraph: what is kept is not dropped from the text."""
    starts = [paragraph.place.start for paragraph in sheet.paragraphs]
    for i, block in enumerate(sheet.blocks):
        if not block.role.is_text:
            continue
        before = bisect_right(starts, block.end - 1) - 1
        if before < 0 or sheet.paragraphs[before].place.end <= block.start:
            yield Violation(("blocks", i), f"is a {block.role}, but no paragraph stands in it")


@_rule("field-in-layer", Level.spans, "point at the words of the field in the text layer")
def field_in_layer(sheet: Sheet) -> Iterator[Violation]:
    """The words of headline, deck, section, keywords and captions stand within the text layer."""
    for place in sheet.fields:
        if place.end > sheet.layer_length:
            yield Violation(
                place.at, f"ends at {place.end}, the text layer at {sheet.layer_length}"
            )


@_rule(
    "span-in-paragraph",
    Level.spans,
    "split the span at the paragraph's end, or correct its offsets",
)
def span_in_paragraph(sheet: Sheet) -> Iterator[Violation]:
    """No span of a quote or mention crosses a paragraph or leaves the clean text."""
    paragraphs = [paragraph.place for paragraph in sheet.paragraphs]
    starts = [paragraph.start for paragraph in paragraphs]
    for place in _places(sheet):
        i = bisect_right(starts, place.start) - 1
        if i < 0 or not paragraphs[i].holds(place):
            yield Violation(place.at, f"{place.start}–{place.end} is not within one paragraph")


@_rule("span-order", Level.spans, "list the spans of a quote in the order of the text")
def span_order(sheet: Sheet) -> Iterator[Violation]:
    """The spans of a quote stand in order and do not overlap; its verbatim pieces likewise."""
    for quote in sheet.quotes:
        for places in (quote.spans, quote.verbatim):
            for before, after in pairwise(places):
                if after.start < before.end:
                    yield Violation(after.at, f"begins at {after.start}, before {before.end}")


@_rule(
    "verbatim-in-spans",
    Level.spans,
    "give the quoted pieces of a mixed quote, each inside one of its spans",
)
def verbatim_in_spans(sheet: Sheet) -> Iterator[Violation]:
    """Only mixed quotes list verbatim pieces, and each lies inside one of the quote's spans."""
    for quote in sheet.quotes:
        if quote.verbatim and quote.kind is not QuoteKind.mixed:
            yield Violation(
                (*quote.at, "verbatim"), f"a {quote.kind} quote lists no verbatim pieces"
            )
        for piece in quote.verbatim:
            if not any(span.holds(piece) for span in quote.spans):
                yield Violation(
                    piece.at, f"{piece.start}–{piece.end} lies outside the quote's spans"
                )


# --- references -----------------------------------------------------------------------------------


@_rule("id-of-article", Level.references, "begin the id with the id of the article it belongs to")
def id_of_article(sheet: Sheet) -> Iterator[Violation]:
    """The id of an article comes from its scrape's hash, those of quotes and mentions from the article's."""
    if sheet.id != f"a-{sheet.sha256[:12]}":
        yield Violation(("id",), f"{sheet.id} is not the id of the scrape {sheet.sha256[:12]}…")
    for identifier, at in [(q.id, q.at) for q in sheet.quotes] + [
        (m.id, m.place.at[:2]) for m in sheet.mentions
    ]:
        if not identifier.startswith(f"{sheet.id}."):
            yield Violation((*at, "id"), f"{identifier} is not an id of {sheet.id}")


@_rule("id-unique", Level.references, "give each its own id; ids are never reused")
def id_unique(sheet: Sheet) -> Iterator[Violation]:
    """No two quotes, mentions or entities have one id."""
    named = [(q.id, (*q.at, "id")) for q in sheet.quotes]
    named += [(m.id, (*m.place.at[:2], "id")) for m in sheet.mentions]
    named += [(e, ("entities", i, "id")) for i, e in enumerate(sheet.own_entities)]
    seen: set[str] = set()
    for identifier, at in named:
        if identifier in seen:
            yield Violation(at, f"{identifier} occurs twice")
        seen.add(identifier)


@_rule("duplicate-of-block", Level.references, "name the start of the block that is repeated")
def duplicate_of_block(sheet: Sheet) -> Iterator[Violation]:
    """A duplicate repeats another block, which is no duplicate itself."""
    role_at = {block.start: block.role for block in sheet.blocks}
    for i, block in enumerate(sheet.blocks):
        if block.duplicate_of is None:
            continue
        at = ("blocks", i, "duplicate_of")
        if block.duplicate_of not in role_at:
            yield Violation(at, f"no block begins at {block.duplicate_of}")
        elif role_at[block.duplicate_of] is Role.duplicate:
            yield Violation(at, f"the block at {block.duplicate_of} is a duplicate itself")


@_rule("entity-exists", Level.references, "add the entity, or correct the reference")
def entity_exists(sheet: Sheet) -> Iterator[Violation]:
    """Every entity that a quote or mention refers to is there."""
    for mention in sheet.mentions:
        if mention.entity is not None and mention.entity not in sheet.entities:
            yield Violation(
                (*mention.place.at[:2], "entity"), f"there is no entity {mention.entity}"
            )
    for quote in sheet.quotes:
        for entity, at in quote.entities():
            if entity not in sheet.entities:
                yield Violation(at, f"there is no entity {entity}")


@_rule("date-has-no-entity", Level.references, "leave the entity of a DATE empty")
def date_has_no_entity(sheet: Sheet) -> Iterator[Violation]:
    """A mention of a date refers to no entity."""
    for mention in sheet.mentions:
        if mention.label is EntityLabel.DATE and mention.entity is not None:
            yield Violation(
                (*mention.place.at[:2], "entity"), f"a date has no entity, not {mention.entity}"
            )


@_rule("speaker-mention-exists", Level.references, "name a mention of the same article, or none")
def speaker_mention_exists(sheet: Sheet) -> Iterator[Violation]:
    """The mention that a quote names as its speaker is one of the same article."""
    mentions = {mention.id for mention in sheet.mentions}
    for quote in sheet.quotes:
        if quote.speaker_mention is not None and quote.speaker_mention not in mentions:
            yield Violation(
                (*quote.at, "speaker_mention"), f"there is no mention {quote.speaker_mention} here"
            )


@_rule(
    "speaker-mention-place", Level.references, "name the mention that stands where the speaker does"
)
def speaker_mention_place(sheet: Sheet) -> Iterator[Violation]:
    """The mention that a quote names as its speaker stands where its speaker span does."""
    places = {mention.id: mention.place for mention in sheet.mentions}
    for quote in sheet.quotes:
        mention = places.get(quote.speaker_mention)
        if mention is None:
            continue
        at = (*quote.at, "speaker_mention")
        if quote.speaker is None:
            yield Violation(
                at, f"names mention {quote.speaker_mention}, but there is no speaker span"
            )
        elif mention.end <= quote.speaker.start or quote.speaker.end <= mention.start:
            yield Violation(
                at, f"mention {quote.speaker_mention} stands elsewhere than the speaker"
            )


@_rule(
    "parent-exists",
    Level.references,
    "name the quote around this one, in the same article, or none",
)
def parent_exists(sheet: Sheet) -> Iterator[Violation]:
    """The parent of a quote is a quote of the same article."""
    quotes = {quote.id for quote in sheet.quotes}
    for quote in sheet.quotes:
        if quote.parent is not None and quote.parent not in quotes:
            yield Violation((*quote.at, "parent"), f"there is no quote {quote.parent} here")


@_rule("parent-cycle", Level.references, "leave the parent of the outermost quote empty")
def parent_cycle(sheet: Sheet) -> Iterator[Violation]:
    """No quote stands, over its parents, inside itself."""
    parents = {quote.id: quote.parent for quote in sheet.quotes}
    for quote in sheet.quotes:
        above, seen = quote.parent, set()
        while above is not None and above not in seen:
            if above == quote.id:
                yield Violation((*quote.at, "parent"), f"{quote.id} stands inside itself")
                break
            seen.add(above)
            above = parents.get(above)


@_rule("parent-around", Level.references, "name the quote in whose spans this one stands")
def parent_around(sheet: Sheet) -> Iterator[Violation]:
    """A quote with a parent stands inside the parent's spans."""
    quotes = {quote.id: quote for quote in sheet.quotes}
    for quote in sheet.quotes:
        parent = quotes.get(quote.parent)
        if parent is None or parent is quote:
            continue
        for span in quote.spans:
            if not any(around.holds(span) for around in parent.spans):
                yield Violation(
                    span.at, f"{span.start}–{span.end} is not inside the parent {parent.id}"
                )
                break


def violations(sheet: Sheet) -> Iterator[tuple[Rule, Violation]]:
    """Everything that breaks a rule, by rule."""
    for rule in RULES.values():
        for violation in rule.broken(sheet):
            yield rule, violation


def _places(sheet: Sheet) -> Iterator[Place]:
    for mention in sheet.mentions:
        yield mention.place
    for quote in sheet.quotes:
        yield from quote.places()
