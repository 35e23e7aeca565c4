"""What was written below a text: the times of comments and of other entries part it from the text."""

import numpy as np
import pytest

from onrecord.cleaning import replies
from onrecord.cleaning.blocks import split
from onrecord.cleaning.roles import Unlabelled, label_pages
from onrecord.cleaning.words import read_pages
from onrecord.labels import TEXT_ROLES
from tests.cleaning.test_copies import PARAGRAPHS

TEXT = PARAGRAPHS[:7]
COMMENTS = [
    "Wilma 3 March 2031 at 11:20",
    "I have taken this boat for forty years and never once did anybody ask me what I would pay for it.",
    "Oskar 3 March 2031 at 12:02",
    "My mother lives out there, and the doctor comes by boat only, so what is she to do from April on?",
    "Wilma 4 March 2031 at 08:15",
    "Then write to the council, as I did, instead of telling it to those who know it anyway.",
]
SURE, LIKELY = 0.99, 0.8
AS_TEXT, AS_COMMENTS = [SURE] * len(TEXT), [0.2, LIKELY] * 3


def kept(lines: list[str], likely: list[float]) -> list[str]:
    """The lines that the text keeps of blocks so likely."""
    text = "\n".join(lines)
    page = Unlabelled(text, split(text), weigh=lambda _: np.array(likely))
    return [
        line for line, label in zip(lines, label_pages([page])[0], strict=True) if label.role in TEXT_ROLES
    ]


def test_comments_are_no_text_however_many_there_are() -> None:
    assert kept(TEXT + COMMENTS * 4, AS_TEXT + AS_COMMENTS * 4) == TEXT


@pytest.mark.parametrize(
    "stamp",
    [
        "3.3.2031 11:2{}",
        "Heute, 11:2{} Uhr",
        "2031-03-03 11:2{}:07",
        "le 3 mars 2031 à 11:2{}",
        "1{} March 2031",
        "1{}.03.2031",
    ],
)
def test_times_are_told_in_any_form(stamp: str) -> None:
    comments = [line for n in range(3) for line in (stamp.format(n), COMMENTS[2 * n + 1])]
    assert kept(TEXT + comments, AS_TEXT + AS_COMMENTS) == TEXT


def test_two_times_or_one_that_is_said_again_are_not_enough() -> None:
    for stamps in (COMMENTS[:4], [COMMENTS[n] for n in (0, 1, 0, 3, 0, 5)]):
        likely = AS_TEXT + AS_COMMENTS[: len(stamps)]
        assert kept(TEXT + stamps, likely) == TEXT + stamps[1::2]


def test_sentences_that_name_days_are_no_times() -> None:
    said = [f"By {day} March 2031 the boat was sold." for day in (3, 4, 5)]
    lines = [line for pair in zip(said, COMMENTS[1::2], strict=True) for line in pair]
    assert kept(TEXT + lines, AS_TEXT + [LIKELY] * 6) == TEXT + lines


def test_an_account_by_the_hour_stays() -> None:
    assert kept(TEXT[:3] + COMMENTS, AS_TEXT[:3] + AS_COMMENTS) == TEXT[:3] + COMMENTS[1::2]


def test_a_text_that_shows_posts_with_their_times_stays() -> None:
    lines = [line for n in range(3) for line in (TEXT[n], COMMENTS[2 * n], COMMENTS[2 * n + 1])]
    likely = [p for n in range(3) for p in (SURE, 0.2, LIKELY)]
    shown = kept(TEXT + lines, AS_TEXT + likely)
    assert shown == TEXT + [line for line in lines if line not in COMMENTS[::2]]


def test_a_text_that_goes_on_behind_the_times_of_teasers_stays() -> None:
    teasers = ["3 March 2031 11:20", "3 March 2031 12:02", "4 March 2031 08:15"]
    lines = TEXT + teasers + COMMENTS[1::2]
    assert kept(lines, AS_TEXT + [0.2] * 3 + [LIKELY] * 3) == TEXT + COMMENTS[1::2]


def test_lines_of_a_log_stay() -> None:
    log = [f"2031-03-03 11:2{n}:07 the ferry left the northern pier of Inch again" for n in range(5)]
    assert kept(TEXT + log, AS_TEXT + [LIKELY] * 5) == TEXT + log


def test_pages_are_judged_each_for_itself() -> None:
    pages = [TEXT, TEXT + COMMENTS, ["One line."], TEXT[:2] + COMMENTS, []]
    words = read_pages(pages)
    probability = np.concatenate([np.full(len(page), LIKELY) for page in pages])
    probability[: len(TEXT)] = probability[len(TEXT) : 2 * len(TEXT)] = SURE
    found = replies.find(words, np.ones(len(probability), dtype=bool), probability, 0.98)
    assert found.tolist() == [2 * len(TEXT) + n for n in range(len(COMMENTS))]
    nothing = replies.find(words, np.zeros(len(probability), dtype=bool), probability, 0.98)
    assert not len(nothing)
