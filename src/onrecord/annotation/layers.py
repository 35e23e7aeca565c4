"""The tags of the tagger's layers, shared by training and run time."""

from enum import IntEnum

# The order fixes the columns of the trained model; a change needs new weights.
NAME_LABELS = (
    "PERSON",
    "ORG",
    "GPE",
    "LOC",
    "NORP",
    "EVENT",
    "LAW",
    "WORK",
    "PRODUCT",
    "DATE",
)


class Place(IntEnum):
    """Where in a span a word stands (the BIOES scheme)."""

    OUTSIDE = 0
    BEGIN = 1
    INSIDE = 2
    END = 3
    SINGLE = 4


SPAN_TAGS = len(Place)
NAME_TAGS = 1 + 4 * len(NAME_LABELS)
LINK_WIDTH = 64
