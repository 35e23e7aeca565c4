"""What a corpus holds of one entity: its names, everything it said, every place that mentions it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from onrecord.corpus.corpus import Corpus
from onrecord.corpus.names import folded
from onrecord.records import Article, Entity, Mention, Quote

CONTEXT = 60
"""Characters shown before and after a mention."""


@dataclass(frozen=True)
class Said:
    """A quote and the article that it stands in."""

    quote: Quote
    article: Article

    def told(self) -> str:
        """Speaker and cue in the order of the article: "said Ada Vole"; empty where withheld."""
        parts = [part for part in (self.quote.speaker, self.quote.cue) if part and part.surface]
        return " ".join(part.surface for part in sorted(parts, key=lambda part: part.start))


@dataclass(frozen=True)
class Seen:
    """A mention and the article that it stands in.

    Attributes:
        before: the words before it in its paragraph, None where they are withheld.
        after: the words after it, likewise.
    """

    mention: Mention
    article: Article
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Portrait:
    """One entity with all that a corpus holds of it, by day, then by place.

    Attributes:
        said: the quotes that it speaks.
        for_it: the quotes that somebody else speaks on its behalf.
        seen: its mentions.
    """

    entity: Entity
    said: list[Said]
    for_it: list[Said]
    seen: list[Seen]

    def json(self) -> dict[str, Any]:
        """One JSON object: the entity's record with its quotes and mentions, offsets in the clean text."""
        return self.entity.model_dump(mode="json") | {
            "said": [_quote_json(one) for one in self.said],
            "said_on_its_behalf": [_quote_json(one) for one in self.for_it],
            "mentioned": [
                _article_json(one.article)
                | {
                    "id": one.mention.id,
                    "form": one.mention.form,
                    "start": one.mention.span.start,
                    "end": one.mention.span.end,
                    "surface": one.mention.span.surface,
                    "link_reason": one.mention.link_reason,
                }
                for one in self.seen
            ],
        }


def _article_json(article: Article) -> dict[str, Any]:
    published = article.published.isoformat() if article.published else None
    return {
        "article": article.id,
        "headline": article.headline,
        "publisher": article.publisher,
        "published": published,
        "withheld": article.withheld,
    }


def _quote_json(one: Said) -> dict[str, Any]:
    quote = one.quote
    return _article_json(one.article) | {
        "id": quote.id,
        "kind": quote.kind,
        "attitude": quote.attitude,
        "speaker": quote.speaker and quote.speaker.surface,
        "cue": quote.cue and quote.cue.surface,
        "spans": [[span.start, span.end] for span in quote.spans],
        "text": quote.text,
    }


def portraits(corpus: Corpus, entities: Iterable[Entity]) -> Iterator[Portrait]:
    """The portraits of some entities of a corpus, in the order given."""
    shown = list(entities)
    wanted = {entity.id for entity in shown}
    articles = {article.id: article for article in corpus.articles}
    said: dict[str, list[Said]] = defaultdict(list)
    for_it: dict[str, list[Said]] = defaultdict(list)
    for quote in corpus.quotes:
        one = Said(quote, articles[quote.article_id])
        for speaker in dict.fromkeys(quote.speaker_ids):
            said[speaker].append(one)
        if quote.on_behalf_of:
            for_it[quote.on_behalf_of].append(one)
    seen: dict[str, list[Seen]] = defaultdict(list)
    for mention in corpus.mentions:
        if mention.entity_id in wanted:
            seen[mention.entity_id].append(_seen(mention, articles[mention.article_id]))
    for entity in shown:
        yield Portrait(
            entity,
            sorted(said[entity.id], key=lambda s: _order(s.article, s.quote.spans[0].start)),
            sorted(for_it[entity.id], key=lambda s: _order(s.article, s.quote.spans[0].start)),
            sorted(seen[entity.id], key=lambda s: _order(s.article, s.mention.span.start)),
        )


def _order(article: Article, start: int) -> tuple[str, str, int]:
    return str(article.published or "9999"), article.id, start


def _seen(mention: Mention, article: Article) -> Seen:
    if article.text is None:
        return Seen(mention, article, None, None)
    span = mention.span
    units = article.paragraphs
    unit = units[bisect_right(units, span.start, key=lambda paragraph: paragraph.start) - 1]
    before = article.text[max(unit.start, span.start - CONTEXT) : span.start]
    after = article.text[span.end : min(unit.end, span.end + CONTEXT)]
    return Seen(
        mention,
        article,
        f"…{_from_word(before)}" if span.start - CONTEXT > unit.start else before,
        f"{_to_word(after)}…" if span.end + CONTEXT < unit.end else after,
    )


def _from_word(text: str) -> str:
    return text.partition(" ")[2] or text


def _to_word(text: str) -> str:
    return text.rpartition(" ")[0] or text


# --- finding --------------------------------------------------------------------------------------


def by_prominence(entities: Iterable[Entity]) -> list[Entity]:
    """Entities by how much they say, then by how often they are mentioned, then by name."""
    return sorted(entities, key=lambda e: (-e.counts.quotes, -e.counts.mentions, e.name, e.id))


def search(entities: Iterable[Entity], words: str) -> list[Entity]:
    """The entities one of whose names holds all words, or words that begin so; whole names first.

    Case, accents, punctuation and a leading article do not matter.
    """
    wanted = folded(words)
    ranked = []
    for entity in by_prominence(entities):
        names = [folded(name) for name in (entity.name, *entity.aliases)]
        if wanted in names:
            ranked.append((0, entity))
        elif any(_holds(name, wanted) for name in names):
            ranked.append((1, entity))
    return [entity for _, entity in sorted(ranked, key=lambda item: item[0])]


def _holds(name: str, wanted: str) -> bool:
    words = name.split()
    return bool(wanted) and all(
        any(word.startswith(part) for word in words) for part in wanted.split()
    )


def named(entities: Iterable[Entity], name: str) -> list[Entity]:
    """The entities that bear exactly this name, apart from case and the like."""
    wanted = folded(name)
    return [
        entity
        for entity in by_prominence(entities)
        if wanted in {folded(n) for n in (entity.name, *entity.aliases)}
    ]


def near(entities: Iterable[Entity], words: str) -> list[str]:
    """Names that are written much like these words, the nearest first."""
    names = {folded(name): name for e in entities for name in (e.name, *e.aliases)}
    return [names[match] for match in get_close_matches(folded(words), names, n=3, cutoff=0.7)]
