"""What the words of a sentence say about two mentions in it: what is said to be what, what parts them."""

from itertools import accumulate

from onrecord.annotation.grammar import ADVERBS, AUXILIARIES, BE, CONJUNCTIONS, RELATIVES, VERBS
from onrecord.annotation.sentences import Layout

COPULAS = BE | frozenset(["become", "became", "becomes", "remain", "remains", "remained"])
_BEFORE_COPULA = frozenset("has have had would will who which that later also".split())
_STOPS = frozenset(",;:-–—()")
_LINKS = CONJUNCTIONS | RELATIVES | frozenset("because when while if as so after before".split())
_LONGEST_BRACKET = 30


class Clauses:
    """The words of one text, counted for questions about stretches of them."""

    def __init__(self, layout: Layout) -> None:
        self._words = [word.lower for word in layout.words]
        tests = (_is_verb, _STOPS.__contains__, _LINKS.__contains__)
        self._counts = [list(accumulate(map(test, self._words), initial=0)) for test in tests]

    def between(self, first: int, last: int) -> list[float]:
        """How many verbs, stops within a sentence and linking words are in words[first:last]."""
        return [float(counts[last] - counts[first]) for counts in self._counts]

    def subject_end(self, first: int) -> int | None:
        """The word behind the subject, where a form of "be" stands before the word `first`.

        "Kim Roe (born 1950) has also been | a coach": what ends before the bracket is the subject.
        """
        at = first - 1
        while at > 0 and self._words[at] in ADVERBS:
            at -= 1
        if at < 1 or self._words[at] not in COPULAS:
            return None
        while at > 1 and self._words[at - 1] in _BEFORE_COPULA:
            at -= 1
        if self._words[at - 1] == ",":
            return at - 1
        if self._words[at - 1] == ")":
            opened = range(at - 2, max(0, at - _LONGEST_BRACKET), -1)
            return next((n for n in opened if self._words[n] == "("), at)
        return at

    def joins(self, first: int, last: int) -> bool:
        """Whether words[first:last] add one thing to another: a comma, "and"."""
        return self._words[first:last] in ([","], ["and"], [",", "and"], ["or"])


def _is_verb(word: str) -> bool:
    return word in VERBS or word in AUXILIARIES or word.endswith("ed")
