"""Level spans: every span of the records stands where it says, with the words it says."""

from collections.abc import Iterator

from onrecord.checks.registry import Subject, check
from onrecord.checks.world import World
from onrecord.corpus.rules import Level, Violation
from onrecord.text import PARAGRAPH_BREAK

_REBUILD = "build the dataset again: onrecord build"


@check("text-is-paragraphs", Level.spans, Subject.corpus, _REBUILD)
def text_is_paragraphs(world: World) -> Iterator[Violation]:
    """The text of an article is its paragraphs with a blank line between, and nothing else."""
    for article in world.corpus.articles:
        if article.text is None:
            continue
        units = [article.text[p.start : p.end] for p in article.paragraphs]
        if PARAGRAPH_BREAK.join(units) != article.text:
            yield Violation(
                ("articles", article.id, "text"), "holds more or less than its paragraphs"
            )


@check("span-maps", Level.spans, Subject.corpus, _REBUILD)
def span_maps(world: World) -> Iterator[Violation]:
    """The two ranges of a span, in the clean text and in the text layer, are one place."""
    for article in world.corpus.articles:
        for i, (piece, paragraph) in enumerate(zip(world.views[article.id].pieces, article.paragraphs)):
            if (piece.start, piece.end) != (paragraph.start, paragraph.end):
                yield Violation(
                    ("articles", article.id, "paragraphs", i),
                    f"is at {paragraph.start}–{paragraph.end} of the text, and should be at {piece.start}",
                )
    for article, at, span in world.spans():
        placed = world.views[article.id].from_source(span.source_start, span.source_end)
        if placed is not None and placed != (span.start, span.end):
            yield Violation(
                at, f"{span.start} in the text is not {span.source_start} in the text layer"
            )


@check("span-surface", Level.spans, Subject.corpus, "correct the offsets, or annotate again")
def span_surface(world: World) -> Iterator[Violation]:
    """The surface of a span is the article's text from its start to its end."""
    for article, at, span in world.spans():
        if article.text is not None and span.surface is not None:
            if article.text[span.start : span.end] != span.surface:
                yield Violation((*at, "surface"), f"is not what stands at {span.start}–{span.end}")


@check("span-trimmed", Level.spans, Subject.corpus, "leave the white space out of the span")
def span_trimmed(world: World) -> Iterator[Violation]:
    """No span begins or ends with white space."""
    for _, at, span in world.spans():
        if span.surface is not None and span.surface != span.surface.strip():
            yield Violation((*at, "surface"), "begins or ends with white space")


@check("quote-surface", Level.spans, Subject.corpus, _REBUILD)
def quote_surface(world: World) -> Iterator[Violation]:
    """The surface of a quote is its spans, joined by a blank, or by a line break where a paragraph ends."""
    for quote in world.corpus.quotes:
        view = world.views.get(quote.article_id)
        if view is None or quote.surface is None:
            continue
        joined, last = "", None
        for span in quote.spans:
            piece = view.piece_at(span.start, span.end)
            joined += ("" if last is None else " " if piece == last else "\n") + (
                span.surface or ""
            )
            last = piece
        if joined != quote.surface:
            yield Violation(("quotes", quote.id, "surface"), "is not what its spans say")
