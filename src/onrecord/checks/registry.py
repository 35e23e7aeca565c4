"""Every check by its stable id: what it looks at, one line of explanation, what to do.

There are three sorts. A file that cannot be taken in is *refused* where it is read; its check is known
by the kind of the error. The *rules* of one article (`corpus/rules.py`) hold for an annotation file and for
records alike. The others are functions over a whole corpus or over the files in `seeds/`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from onrecord.corpus.rules import RULES, Level, Violation


class Severity(StrEnum):
    """Whether a finding makes a corpus invalid or only asks to look."""

    error = "error"
    warning = "warning"


class Subject(StrEnum):
    """What a check looks at."""

    file = "file"
    article = "article"
    annotation = "annotation"
    corpus = "corpus"
    seeds = "seeds"


@dataclass(frozen=True, slots=True)
class Check:
    """A check.

    Attributes:
        id: stable; never given to another check.
        function: yields violations; None for what is refused where it is read.
    """

    id: str
    level: Level
    subject: Subject
    explanation: str
    hint: str
    severity: Severity = Severity.error
    function: Callable[[Any], Iterator[Violation]] | None = None


CHECKS: dict[str, Check] = {
    rule.id: Check(
        rule.id, rule.level, Subject.article, rule.explanation, rule.hint, function=rule.broken
    )
    for rule in RULES.values()
}
"""Every check by id."""

_OF_KIND: dict[str, str] = {}


def refused(
    identifier: str,
    level: Level,
    explanation: str,
    hint: str,
    kinds: Iterable[str] = (),
    severity: Severity = Severity.error,
) -> None:
    """Register a check that a reader makes itself, known by the kinds of its errors."""
    _add(Check(identifier, level, Subject.file, explanation, hint, severity))
    for kind in (identifier, *kinds):
        _OF_KIND[kind] = identifier


def check(
    identifier: str, level: Level, subject: Subject, hint: str, severity: Severity = Severity.error
) -> Callable:
    """Register a function as a check; its docstring is the explanation."""

    def register(function: Callable[[Any], Iterator[Violation]]) -> Callable:
        _add(Check(identifier, level, subject, function.__doc__, hint, severity, function))
        return function

    return register


def of_kind(kind: str | None) -> str | None:
    """The id of the check that an error of this kind stands for; None if it does not say."""
    if kind is None:
        return None
    if kind in CHECKS:
        return kind
    return _OF_KIND.get(kind, "shape-type")


def of_subject(subject: Subject) -> list[Check]:
    """The checks that look at something of this sort."""
    return [c for c in CHECKS.values() if c.subject is subject]


def _add(new: Check) -> None:
    if new.id in CHECKS:
        raise ValueError(f"the check {new.id} is registered twice")
    CHECKS[new.id] = new
