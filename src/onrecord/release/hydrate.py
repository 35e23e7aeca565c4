"""Hydrate: give the withheld records of a dataset their words back, for whoever holds the scrapes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.cleaning.read import decode
from onrecord.corpus.annotations import layer_hash
from onrecord.corpus.compose import content, field_words, surface
from onrecord.corpus.corpus import Corpus
from onrecord.corpus.seeds import Scrape, read_scrape, scrape_paths
from onrecord.dataset import files as built_files
from onrecord.dataset import manifest as manifests
from onrecord.dataset.stored import Stored, read_parquet
from onrecord.errors import LoadError, OnrecordError, ScrapeError
from onrecord.records import Article, Mention, Quote, Span
from onrecord.text import View


@dataclass
class Hydrated:
    """What hydrating gave.

    Attributes:
        corpus: the records, with words wherever a scrape was found.
        restored: ids of the articles that got their words.
        missing: SHA-256 of the scrape of each article that stayed withheld, by article id.
        unusable: the scrapes that are there and give other words than were annotated, by SHA-256.
        problems: scrapes that could not be used, and why.
    """

    corpus: Corpus
    restored: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    unusable: dict[str, Path] = field(default_factory=dict)
    problems: list[OnrecordError] = field(default_factory=list)


def hydrate(dataset: Path, seeds: Path) -> Hydrated:
    """The records of a built dataset with the words of every scrape that lies in `seeds`.

    A scrape is known by its SHA-256 alone: one that differs by a byte is another scrape, and its article
    stays withheld.

    Raises:
        LoadError: the dataset is damaged or of another version.
    """
    built_files.finish(dataset)
    manifest = manifests.read(dataset / manifests.NAME)
    if wrong := manifests.differences(dataset, manifest):
        raise LoadError("; ".join(wrong), file=dataset, hint="get the dataset again")
    corpus = _records(dataset, manifest["files"])
    result = Hydrated(corpus)
    scrapes = _scrapes(seeds, result)
    layers: dict[str, str] = {}
    for article in corpus.articles:
        if not article.withheld:
            continue
        scrape = scrapes.get(article.source.sha256)
        if scrape is None:
            result.missing[article.id] = article.source.sha256
            continue
        try:
            layers[article.id] = _layer(article, scrape)
        except ScrapeError as error:
            result.problems.append(error)
            result.missing[article.id] = article.source.sha256
            result.unusable[article.source.sha256] = scrape.path
            continue
        result.restored.append(article.id)
    views = {
        a.id: View((p.source_start, p.source_end) for p in a.paragraphs) for a in corpus.articles
    }
    corpus.articles = [_article(a, layers.get(a.id), views[a.id]) for a in corpus.articles]
    corpus.quotes = [
        _quote(q, layers.get(q.article_id), views[q.article_id]) for q in corpus.quotes
    ]
    corpus.mentions = [_mention(m, layers.get(m.article_id)) for m in corpus.mentions]
    return result


def _records(dataset: Path, files: Iterable[str]) -> Corpus:
    stored = Stored()
    for name in sorted(files):
        if name.endswith(".parquet"):
            read_parquet(dataset / name, stored)
    if stored.findings:
        first = stored.findings[0]
        raise LoadError(
            first.message,
            file=first.file,
            field=first.field,
            hint="use the version of onrecord that made the dataset",
        )
    corpus = stored.corpus
    for records in (corpus.articles, corpus.quotes, corpus.mentions, corpus.entities):
        records.sort(key=lambda one: one.id)
    return corpus


def _layer(article: Article, scrape: Scrape) -> str:
    """The text layer of an article's scrape.

    Raises:
        ScrapeError: it has none, or is decoded to another text than when the dataset was made.
    """
    layer = decode(scrape.data, scrape.path).text
    if layer_hash(layer) != article.source.layer_sha256:
        raise ScrapeError(
            f"its text layer is not that of {article.id}",
            file=scrape.path,
            hint="use the version of onrecord that made the dataset",
        )
    return layer


def _scrapes(seeds: Path, result: Hydrated) -> Mapping[str, Scrape]:
    found = {}
    for path in scrape_paths(seeds):
        try:
            scrape = read_scrape(path)
        except OnrecordError as error:
            result.problems.append(error)
            continue
        found[scrape.sha256] = scrape
    return found


def _article(article: Article, layer: str | None, view: View) -> Article:
    if layer is None:
        return article
    words = {"text": view.text(layer), "withheld": False, **field_words(article.anchors, layer)}
    return Article.model_validate(article.model_dump() | words)


def _span(span: Span | None, layer: str) -> Span | None:
    if span is None:
        return None
    return Span.model_validate(
        span.model_dump() | {"surface": layer[span.source_start : span.source_end]}
    )


def _quote(quote: Quote, layer: str | None, view: View) -> Quote:
    if layer is None:
        return quote
    ranges = [(s.source_start, s.source_end) for s in quote.spans]
    words = {
        "withheld": False,
        "text": content(layer, ranges, view),
        "surface": surface(layer, ranges, view),
        "spans": [_span(s, layer) for s in quote.spans],
        "verbatim": [_span(s, layer) for s in quote.verbatim],
        "cue": _span(quote.cue, layer),
        "speaker": _span(quote.speaker, layer),
    }
    return Quote.model_validate(quote.model_dump() | words)


def _mention(mention: Mention, layer: str | None) -> Mention:
    if layer is None:
        return mention
    return Mention.model_validate(
        mention.model_dump() | {"withheld": False, "span": _span(mention.span, layer)}
    )
