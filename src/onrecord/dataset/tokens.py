"""Paragraphs as words with tags, ready for token classification."""

import bisect
import re
from collections import defaultdict
from collections.abc import Sequence

from onrecord.records import Article, BioTag, Mention, MentionForm, NameTag, Quote, QuoteTag, Span, TokenRow

_WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")


def token_rows(articles: Sequence[Article], quotes: Sequence[Quote], mentions: Sequence[Mention]) -> list[TokenRow]:
    """The rows of every article that has text, a row for each paragraph that has words."""
    quotes_of: dict[str, list[Quote]] = defaultdict(list)
    mentions_of: dict[str, list[Mention]] = defaultdict(list)
    for quote in quotes:
        quotes_of[quote.article_id].append(quote)
    for mention in mentions:
        mentions_of[mention.article_id].append(mention)
    return [
        row
        for article in articles
        if article.text is not None
        for row in _rows(article, quotes_of[article.id], mentions_of[article.id])
    ]


def _rows(article: Article, quotes: list[Quote], mentions: list[Mention]) -> list[TokenRow]:
    starts, ends, words, first_words = [], [], [], []
    for paragraph in article.paragraphs:
        first_words.append(len(words))
        for word in _WORD.finditer(article.text, paragraph.start, paragraph.end):
            starts.append(word.start())
            ends.append(word.end())
            words.append(word.group())
    quote_tags: list[str] = ["O"] * len(words)
    cue_tags: list[str] = ["O"] * len(words)
    speaker_tags: list[str] = ["O"] * len(words)
    name_tags: list[str] = ["O"] * len(words)

    def tag(tags: list[str], span: Span, suffix: str) -> None:
        inside = _overlapping(starts, ends, span)
        if inside and all(tags[i] == "O" for i in inside):
            for i in inside:
                tags[i] = ("B" if i == inside[0] else "I") + suffix

    for quote in sorted(quotes, key=lambda q: (q.parent is not None, q.spans[0].start)):
        for span in quote.spans:
            tag(quote_tags, span, f"-{quote.kind}")
        for part, tags in ((quote.cue, cue_tags), (quote.speaker, speaker_tags)):
            if part is not None:
                tag(tags, part, "")
    for mention in sorted(mentions, key=lambda m: (m.span.start - m.span.end, m.span.start)):
        if mention.form is MentionForm.name:
            tag(name_tags, mention.span, f"-{mention.label}")
    rows = []
    for index, (first, last) in enumerate(zip(first_words, [*first_words[1:], len(words)])):
        if first < last:
            rows.append(
                TokenRow(
                    id=f"{article.id}.p{index + 1:03d}",
                    article_id=article.id,
                    paragraph=index,
                    words=words[first:last],
                    quote=[QuoteTag(t) for t in quote_tags[first:last]],
                    cue=[BioTag(t) for t in cue_tags[first:last]],
                    speaker=[BioTag(t) for t in speaker_tags[first:last]],
                    name=[NameTag(t) for t in name_tags[first:last]],
                )
            )
    return rows


def _overlapping(starts: list[int], ends: list[int], span: Span) -> list[int]:
    first = bisect.bisect_right(ends, span.start)
    last = bisect.bisect_left(starts, span.end)
    return list(range(first, last))
