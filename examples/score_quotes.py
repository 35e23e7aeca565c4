"""Score systems that find quotes and speakers on the test split, all by the same measure.

    python examples/score_quotes.py [SOURCE]

To score your own, add a function to SYSTEMS that gives the quotes of an article. Only articles with
reviewed records count: a machine's records would praise the machine. onrecord's own figure flatters
it even so, since its makers had these articles in sight.
"""

import argparse
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

import onrecord
from onrecord.annotation import annotate
from onrecord.dataset.features import record
from onrecord.records import Article, Status
from onrecord.records import Quote as QuoteRecord

Range = tuple[int, int]
MARKED = re.compile(r'[“”„"][^“”„"\n]+[“”"]')


class Quote(NamedTuple):
    """A stretch of an article's text and who says it, both as half-open ranges of code points."""

    span: Range
    speaker: Range | None = None


def quotation_marks(article: Article) -> list[Quote]:
    """The simplest system: whatever stands between double quotation marks, said by nobody."""
    return [Quote(match.span()) for match in MARKED.finditer(article.text)]


def onrecord_itself(article: Article) -> list[Quote]:
    """What this version of onrecord finds when it is given the text and its paragraphs."""
    units = [(unit.start, unit.end, unit.role) for unit in article.paragraphs]
    found = annotate(article.text, units).quotes
    return [
        Quote(span, quote.speaker)
        for quote in found
        if quote.parent is None
        for span in quote.spans
    ]


SYSTEMS: dict[str, Callable[[Article], list[Quote]]] = {
    "quotation marks": quotation_marks,
    "onrecord": onrecord_itself,
}


def gold(source: str) -> Iterable[tuple[Article, list[Quote]]]:
    """The reviewed articles of the test split with their outermost quotes."""
    rows = onrecord.load("quotes", split="test", source=source, withheld=False)
    quotes: dict[str, list[QuoteRecord]] = defaultdict(list)
    for row in rows:
        quotes[row["article_id"]].append(record(QuoteRecord, row))
    for row in onrecord.load("articles", split="test", source=source, withheld=False):
        article = record(Article, row)
        if all(one.status is Status.reviewed for one in [article, *quotes[article.id]]):
            yield (
                article,
                [
                    Quote(
                        (span.start, span.end), one.speaker and (one.speaker.start, one.speaker.end)
                    )
                    for one in quotes[article.id]
                    if one.parent is None
                    for span in one.spans
                ],
            )


def shared(one: Range, other: Range) -> int:
    """How many characters two ranges share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def alike(one: Range, other: Range) -> bool:
    """Whether two ranges share more than half of what they cover: none has two such partners."""
    both = shared(one, other)
    return 2 * both > one[1] - one[0] + other[1] - other[0] - both


def score(pairs: Iterable[tuple[list[Quote], list[Quote]]]) -> dict[str, float]:
    """F1 of spans that are exact and that are alike, and how many speakers of the latter are right.

    Args:
        pairs: for each article what is true and what a system says.
    """
    exact = near = true = said = heard = right = 0
    for truth, guesses in pairs:
        matched = [(t, g) for t in truth for g in guesses if alike(t.span, g.span)]
        exact += sum(t.span == g.span for t, g in matched)
        near += len(matched)
        true, said = true + len(truth), said + len(guesses)
        named = [(t.speaker, g.speaker) for t, g in matched if t.speaker]
        heard += len(named)
        right += sum(g is not None and shared(t, g) > 0 for t, g in named)
    return {
        "exact F1": 2 * exact / (true + said),
        "overlap F1": 2 * near / (true + said),
        "speaker right": right / heard if heard else 0.0,
    }


def main() -> None:
    """Print one line for each system."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", nargs="?", default="corpus", help="a built dataset or a release")
    articles = list(gold(parser.parse_args().source))
    print(f"{sum(len(truth) for _, truth in articles)} quote spans in {len(articles)} articles")
    for name, system in SYSTEMS.items():
        scores = score((truth, system(article)) for article, truth in articles)
        print(f"{name:16}", *(f"{what} {value:.3f}" for what, value in scores.items()), sep="  ")


if __name__ == "__main__":
    main()
