"""Words, capitals, mark states and windows."""

import pytest

from onrecord.annotation.features import Case, case_of, cut_windows, describe


def states(text: str) -> str:
    """One letter a word: o(utside), ( opening, i(nside), ) closing, ? stray."""
    return "".join("o(i)?"[state] for state in describe(text).marks)


def test_words_carry_their_offsets():
    text = "Ana Okoro’s plan — “no”…\n¿Qué? 東京 ______ ======"
    words = describe(text)
    assert [text[s:e] for s, e in zip(words.starts, words.ends, strict=True)] == words.texts
    assert "".join(words.texts) == "".join(text.split())


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("word", Case.LOWER),
        ("Word", Case.TITLE),
        ("A", Case.UPPER),
        ("NATO", Case.UPPER),
        ("McKay", Case.MIXED),
        ("iPhone", Case.MIXED),
        ("2016", Case.OTHER),
        ("東京", Case.MIXED),
        ("“", Case.OTHER),
    ],
)
def test_case(word, case):
    assert case_of(word) == case


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Go," she said.', "(ii)ooo"),
        ("“Go,” she said.", "(ii)ooo"),
        ("„Geh“, sagte er", "(i)ooo"),
        ("«Va», dit-il", "(i)oooo"),
        ("‘Go,’ she said of the workers’ plan.", "(ii)oooooooo"),
        ('"I said \'go\' twice"', "(ii(i)i)"),
        ("“It’s the dogs’ bowl”", "(iiiiiii)"),
        ('He is 6\'2" tall. "Yes," he said', "ooooo?oo(ii)oo"),
        ('an odd " mark\n"Go," she said', "oo?o(ii)oo"),
        ('"First paragraph.\n"Second one."', "(iii(iii)"),
    ],
)
def test_mark_states(text, expected):
    assert states(text) == expected


def test_an_odd_mark_spoils_its_own_line_only():
    text = 'One " odd.\n"Whole," she said.\nThe end.'
    assert states(text)[4:] == "(ii)oooooo"


def lines(count: int) -> str:
    return "\n".join(f"Line {number} has a few words." for number in range(count))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one",
        lines(60),
        "word " * 500,
        "A sentence stands here. " * 80,
        "A sentence stands here. " * 12 + "\n" + lines(5) + "\n" + "x y " * 90,
    ],
)
def test_windows_answer_for_each_word_once_within_the_budget(text):
    words = describe(text)
    pieces = [1 + index % 3 for index in range(len(words))]
    windows = cut_windows(words, pieces, budget=60, context=12)
    assert [at for window in windows for at in range(window.start, window.end)] == list(
        range(len(words))
    )
    for window in windows:
        assert window.left <= window.start < window.end <= window.right
        assert sum(pieces[window.left : window.right]) <= 60


def test_windows_end_with_lines_where_they_can():
    words = describe(lines(60))
    windows = cut_windows(words, [1] * len(words), budget=60, context=12)
    assert all(words.line_starts[window.start] for window in windows)
    assert all(window.right == window.end for window in windows)


def test_a_cut_line_is_seen_on_both_sides_of_the_cut():
    words = describe("A sentence stands here. " * 80)
    first, second, *_ = cut_windows(words, [1] * len(words), budget=60, context=12)
    assert second.left < second.start == first.end < first.right
    assert words.texts[second.start] == "A"
