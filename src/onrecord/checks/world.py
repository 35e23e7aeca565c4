"""A corpus as its checks see it: the records with what they are looked up by."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from onrecord.corpus import sheet
from onrecord.corpus.corpus import Corpus
from onrecord.corpus.ledger import Ledger
from onrecord.corpus.sheet import Sheet
from onrecord.records import Article, Mention, Quote, Span
from onrecord.text import View


class World:
    """All records of a corpus and what was allotted before.

    Args:
        corpus: the records.
        ledger: the allotments.
    """

    def __init__(self, corpus: Corpus, ledger: Ledger) -> None:
        self.corpus = corpus
        self.ledger = ledger

    @cached_property
    def articles(self) -> dict[str, Article]:
        """Articles by id."""
        return {article.id: article for article in self.corpus.articles}

    @cached_property
    def quotes_of(self) -> dict[str, list[Quote]]:
        """Quotes by the id of their article."""
        found: dict[str, list[Quote]] = defaultdict(list)
        for quote in self.corpus.quotes:
            found[quote.article_id].append(quote)
        return found

    @cached_property
    def mentions_of(self) -> dict[str, list[Mention]]:
        """Mentions by the id of their article."""
        found: dict[str, list[Mention]] = defaultdict(list)
        for mention in self.corpus.mentions:
            found[mention.article_id].append(mention)
        return found

    @cached_property
    def views(self) -> dict[str, View]:
        """How the clean text of each article lies in its text layer, by article id."""
        return {
            article.id: View((p.source_start, p.source_end) for p in article.paragraphs)
            for article in self.corpus.articles
        }

    def sheets(self) -> Iterator[Sheet]:
        """Each article as its rules see it."""
        entities = {entity.id for entity in self.corpus.entities}
        for article in self.corpus.articles:
            yield sheet.of_records(
                article,
                self.quotes_of.get(article.id, []),
                self.mentions_of.get(article.id, []),
                entities,
            )

    def spans(self) -> Iterator[tuple[Article, tuple[str | int, ...], Span]]:
        """Every span whose article is there, with where it is written down."""
        for mention in self.corpus.mentions:
            if article := self.articles.get(mention.article_id):
                yield article, ("mentions", mention.id, "span"), mention.span
        for quote in self.corpus.quotes:
            article = self.articles.get(quote.article_id)
            if article is None:
                continue
            at = ("quotes", quote.id)
            for name in ("spans", "verbatim"):
                yield from (
                    (article, (*at, name, i), s) for i, s in enumerate(getattr(quote, name))
                )
            for name in ("cue", "speaker"):
                if span := getattr(quote, name):
                    yield article, (*at, name), span
