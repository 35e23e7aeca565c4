"""Article to quotes, mentions and entities."""

from collections.abc import Sequence

from onrecord.annotation import marks, quotes, sentences
from onrecord.annotation.result import Annotations
from onrecord.records import Role

__all__ = ["annotate"]


def annotate(text: str, paragraphs: Sequence[tuple[int, int, Role]] | None = None) -> Annotations:
    """Quotes, mentions and entities of a clean text.

    Args:
        text: the clean text.
        paragraphs: its units with their roles, as half-open ranges in code points; by default its
            lines. No span leaves its unit.
    """
    units = sentences.paragraphs_of(text) if paragraphs is None else [(s, e) for s, e, _ in paragraphs]
    quotations = marks.find(text, units)
    layout = sentences.lay_out(text, units, quotations)
    found = quotes.attributions(layout, quotations)
    return Annotations(quotes=quotes.assemble(layout, quotations, found))
