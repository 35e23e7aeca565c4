"""Who talks where a text is the talk of two people and its layout is all that tells them apart."""

from collections.abc import Sequence

from onrecord.annotation.sentences import Layout

Side = tuple[str, int]
"""Whom "I" or "you" stands for in a dialogue: 0 or 1."""

# With fewer turns, questions or answers, chance can look like a dialogue.
_LEAST_TURNS = 8
_LEAST_QUESTIONS = 3
_LEAST_ANSWERS = 8
_LONG_TURN = 120
# Who asks is one of the two, and who answers says more.
_ASKED_BY_ONE = 0.8
_SAID_BY_ONE = 0.6
# Who asks says "you" to the one who answers, who says "I".
_ANSWERS_SAY_I = 0.9
_QUESTIONS_SAY_YOU = 0.4


class Dialogue:
    """The sides of a text's paragraphs, if it is a dialogue of two.

    Either the two take turns, paragraph by paragraph: then the questions are on one side, and most
    words on one. Or one asks, and the paragraphs up to the next question are the answer.

    Args:
        spoken: paragraph and kind ("i" or "you") of each of these pronouns outside quotations.

    Attributes:
        asking: whether each paragraph ends with a question.
    """

    def __init__(self, layout: Layout, spoken: Sequence[tuple[int, str]]) -> None:
        text = layout.text
        self.asking = ["?" in text[max(start, end - len("?”)")) : end] for start, end in layout.paragraphs]
        lengths = [end - start for start, end in layout.paragraphs]
        enough = len(lengths) >= _LEAST_TURNS and sum(self.asking) >= _LEAST_QUESTIONS
        self.turns = enough and _take_turns(self.asking, lengths)
        self.answers = enough and not self.turns and _is_interview(self.asking, lengths, spoken)

    def side(self, kind: str, paragraph: int) -> Side | None:
        """Whom the pronoun stands for, as far as the layout tells."""
        if kind not in ("i", "you"):
            return None
        if self.turns:
            return "side", (paragraph + (kind == "you")) % 2
        if self.answers and self.asking[paragraph] == (kind == "you"):
            return "side", 0
        return None


def _take_turns(asking: Sequence[bool], lengths: Sequence[int]) -> bool:
    questions, said = [0, 0], [0, 0]
    for number, (asks, length) in enumerate(zip(asking, lengths, strict=True)):
        questions[number % 2] += asks
        said[number % 2] += length
    return max(questions) >= _ASKED_BY_ONE * sum(questions) and max(said) >= _SAID_BY_ONE * sum(said)


def _is_interview(asking: Sequence[bool], lengths: Sequence[int], spoken: Sequence[tuple[int, str]]) -> bool:
    mine = [asking[paragraph] for paragraph, kind in spoken if kind == "i"]
    yours = [asking[paragraph] for paragraph, kind in spoken if kind == "you"]
    return (
        len(mine) >= _LEAST_ANSWERS
        and sum(lengths) >= _LONG_TURN * len(lengths)
        and sum(mine) <= (1 - _ANSWERS_SAY_I) * len(mine)
        and sum(yours) >= max(1, _QUESTIONS_SAY_YOU * len(yours))
    )
