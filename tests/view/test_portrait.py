"""What a corpus holds of one entity, in words."""

import io

import pytest
from rich.console import Console

from onrecord.records import Entity, EntityCounts, Quote, Span
from onrecord.view.entities import table
from onrecord.view.portrait import Said

TEXT = "“It leaks,” said Ada Vole. It will be mended, according to Ms. Oak. Tim Elm said so."


def span(words: str) -> Span:
    """Where these words first stand in the text."""
    start = TEXT.index(words)
    return Span.model_construct(start=start, end=start + len(words), surface=words)


@pytest.mark.parametrize(
    ("speaker", "cue", "told"),
    [
        ("Ada Vole", "said", "said Ada Vole"),
        ("Ms. Oak", "according to", "according to Ms. Oak"),
        ("Tim Elm", "said so", "Tim Elm said so"),
        ("Tim Elm", None, "Tim Elm"),
        (None, None, ""),
    ],
)
def test_attribution_is_told_in_the_order_of_the_article(
    speaker: str | None, cue: str | None, told: str
) -> None:
    quote = Quote.model_construct(speaker=speaker and span(speaker), cue=cue and span(cue))
    assert Said(quote, None).told() == told


def test_attribution_is_empty_where_words_are_withheld() -> None:
    withheld = Span.model_construct(start=3, end=9, surface=None)
    assert Said(Quote.model_construct(speaker=withheld, cue=withheld), None).told() == ""


def test_a_narrow_table_cuts_no_name() -> None:
    entity = Entity.model_construct(
        id="e-0123456789",
        name="Ada Perpetua Vole of the Upper Tarn",
        label="PERSON",
        aliases=["Perpetua Vole of the Tarn", "Mayor Vole"],
        counts=EntityCounts.model_construct(articles=1, mentions=2, quotes=3),
    )
    console = Console(file=io.StringIO(), width=80)
    console.print(table([entity]))
    printed = console.file.getvalue().split()
    assert {"Perpetua", "Mayor", "Upper"} <= set(printed)
