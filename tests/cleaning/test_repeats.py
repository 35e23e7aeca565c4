"""What a page says twice is found whatever its case and punctuation, and nothing else is."""

from onrecord.cleaning import blocks, repeats, words
from onrecord.cleaning.repeats import Repeats


def found(*lines: str) -> Repeats:
    text = "\n".join(lines)
    return repeats.find(words.read_words(text, blocks.split(text)))


def test_lines_repeat_across_case_brackets_and_punctuation() -> None:
    page = found(
        "A ferry leaves the harbour of Dunmore. (Ada Lark/Dunmore Pictures)",
        "Something else",
        "A FERRY leaves the harbour of Dunmore. Ada Lark/Dunmore Pictures",
    )
    assert page.first.tolist() == [0, 1, 0]
    assert page.times.tolist() == [2, 1, 2]


def test_different_captions_do_not_repeat() -> None:
    page = found(
        "A ferry leaves the harbour of Dunmore on Monday",
        "A ferry leaves the harbour of Dunmore on Tuesday",
    )
    assert page.first.tolist() == [0, 1]
    assert page.inside.tolist() == [-1, -1]


def test_a_pull_quote_stands_inside_its_paragraph() -> None:
    page = found(
        "“We never sold a single boat”",
        "“We never sold a single boat,” said Ada Lark, who runs the yard in Dunmore.",
        "We never sold a boat",
    )
    assert page.inside.tolist() == [1, -1, -1]
    assert page.seen_after[0] == 1
    assert page.seen_before[1] > 0
    assert page.seen_before[2] < 1


def test_lines_without_words_never_repeat() -> None:
    assert found("*", "*", "…").first.tolist() == [0, 1, 2]


def test_two_lines_of_which_one_begins_the_other() -> None:
    page = found("The harbour of Dunmore opens", "The harbour of Dunmore opens again in May")
    assert page.inside.tolist() == [1, -1]
