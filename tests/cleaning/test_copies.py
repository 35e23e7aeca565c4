"""What stands twice on a page: which of the two the text keeps, whatever the model thinks of them."""

import numpy as np
import pytest

from onrecord.cleaning.blocks import split
from onrecord.cleaning.roles import NEAR_CAPTION, Label, Unlabelled, label_pages
from onrecord.records import Role

PARAGRAPHS = [
    "The ferry to Inch Island will sail for the last time on 31 March, the council said on Monday.",
    "About 140 people live on the island, and most of them work on the mainland, where the school is.",
    "The vote split the chamber, and a smaller boat for the summer was turned down by one voice.",
    "Islanders have until Friday to say what they think of it, in a hall that holds about ninety.",
    "A bridge was planned in 1974, in 1991 and in 2008, and each time the money went to roads.",
    "Nobody on the quay believed that the boat would be sold, until a buyer from the north came.",
    "The school will open an hour later in winter, when the tide leaves the causeway only at nine.",
    "A shop, a church and two farms would have to be reached by tractor from the first of April.",
]
LEFT = "Rolf Amberly, left, the harbour master"
LONG = (
    f"{LEFT} of Inch, told the council on Monday evening that nobody had asked the people who have to "
    "cross every day, and walked out of the meeting."
)


def labelled(lines: list[str], likely: list[float]) -> list[Label]:
    """The labels of a page whose blocks are so likely text."""
    text = "\n\n".join(lines)
    return [*label_pages([Unlabelled(text, split(text), weigh=lambda _: np.array(likely))])[0]]


def shown_twice(line: str, apart: int) -> tuple[Label, Label]:
    """The labels of a line that says itself to be a caption, and of its copy so many blocks below,
    of which the model is sure that it is text.
    """
    lines = [PARAGRAPHS[0], line, *PARAGRAPHS[1:apart], line, *PARAGRAPHS[apart:]]
    labels = labelled(lines, [0.9, 0.9, *[0.9] * (apart - 1), 0.99, *[0.9] * (len(PARAGRAPHS) - apart)])
    return labels[1], labels[1 + apart]


def test_a_paragraph_that_is_shown_above_it_too_stays_where_it_belongs() -> None:
    teaser, paragraph = shown_twice(LONG, 2)
    assert paragraph.role is Role.paragraph
    assert (teaser.role, teaser.duplicate_of) == (Role.duplicate, 3)


@pytest.mark.parametrize(("apart", "copy"), [(2, True), (NEAR_CAPTION + 1, False)])
def test_a_line_of_the_text_is_a_copy_of_a_caption_near_it_only(apart: int, copy: bool) -> None:
    caption, line = shown_twice(LEFT, apart)
    assert caption.role is Role.caption
    assert (line.duplicate_of == 1) is copy
    assert (line.role is Role.duplicate) is copy


def test_a_paragraph_that_begins_as_a_long_caption_does_stays() -> None:
    lines = [PARAGRAPHS[0], f"{LONG} The meeting went on.", LONG, *PARAGRAPHS[1:]]
    labels = labelled(lines, [0.9, 0.9, 0.99, *[0.9] * (len(PARAGRAPHS) - 1)])
    assert labels[1].role is Role.caption
    assert labels[2].role is Role.paragraph


@pytest.mark.parametrize(("stop", "copy"), [("", False), (".", True)])
def test_what_follows_its_paragraph_is_pulled_from_it_only_as_a_sentence(stop: str, copy: bool) -> None:
    again = f"Planned in 1974, in 1991 and in 2008{stop}"
    labels = labelled([*PARAGRAPHS[:5], again, *PARAGRAPHS[5:]], [0.9] * (len(PARAGRAPHS) + 1))
    assert (labels[5].duplicate_of == 4) is copy
    assert (labels[5].role is Role.duplicate) is copy
