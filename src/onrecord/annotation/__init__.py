"""Article to quotes, mentions and entities."""

from onrecord.annotation.article import annotate

__all__ = ["annotate"]
