"""Findings say in one line and in one object what is wrong; every error that we raise is one."""

import json
import subprocess
import sys
from typing import get_args

import pytest
from pydantic_core.core_schema import ErrorType

from onrecord import errors
from onrecord.checks import CHECKS, Finding
from onrecord.checks.finding import distinct, from_error
from onrecord.checks.registry import Subject, check, of_kind, refused
from onrecord.corpus.rules import RULES, Level


def finding(**changes: object) -> Finding:
    values = {
        "file": "a.json",
        "line": 3,
        "field": "x.y",
        "check": "shape-type",
        "message": "m",
        "hint": "h",
    }
    return Finding(**values | changes)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "a.json:3:x.y: [shape-type] m (h)"),
        ({"line": None, "field": None}, "a.json: [shape-type] m (h)"),
        ({"file": None, "line": None}, "x.y: [shape-type] m (h)"),
        ({"hint": None, "message": "two\nlines"}, "a.json:3:x.y: [shape-type] two lines"),
        ({"severity": "warning"}, "a.json:3:x.y: warning: [shape-type] m (h)"),
    ],
)
def test_a_finding_is_one_line(changes, line) -> None:
    assert finding(**changes).line_of_text() == line


def test_a_finding_is_one_object() -> None:
    value = json.loads(finding(message="ü").json())
    assert value == {
        "file": "a.json", "line": 3, "field": "x.y", "check": "shape-type", "message": "ü", "hint": "h",
    }  # fmt: skip


def test_findings_of_one_place_by_one_check_are_one() -> None:
    same, other = finding(message="n", hint=None), finding(line=2)
    assert distinct([finding(), same, other, finding(file=None)]) == [
        finding(file=None),
        other,
        finding(),
    ]


@pytest.mark.parametrize("kind", get_args(ErrorType))
def test_whatever_pydantic_finds_has_a_check(kind: str) -> None:
    assert of_kind(kind) in CHECKS


def test_a_kind_of_error_has_the_check_that_says_so() -> None:
    assert of_kind("extra_forbidden") == "shape-unknown-field"
    assert of_kind("anchor-hash") == "anchor-hash"
    assert of_kind("int_parsing") == "shape-type"
    assert of_kind(None) is None


@pytest.mark.parametrize(
    "error", [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, Exception)]
)
def test_every_error_becomes_a_finding_of_a_known_check(error) -> None:
    found = from_error(error("wrong", file="/house/seeds/a.txt", line=2, hint="mend it"), "/house")
    assert found.check in CHECKS
    assert (found.file, found.line, found.message, found.hint) == (
        "seeds/a.txt",
        2,
        "wrong",
        "mend it",
    )


def test_ids_are_given_once() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        refused("story-leak", Level.shape, "Something else.", "nothing")
    with pytest.raises(ValueError, match="registered twice"):
        check("story-leak", Level.shape, Subject.corpus, "nothing")(lambda world: iter(()))


def test_the_rules_of_an_article_are_checks() -> None:
    assert set(RULES) < set(CHECKS)
    for rule in RULES.values():
        assert CHECKS[rule.id].explanation == rule.explanation


def test_checks_are_there_whichever_module_is_loaded_first() -> None:
    code = "import {0}; from onrecord.checks.registry import CHECKS; print(len(CHECKS))"
    counts = {
        subprocess.run(
            [sys.executable, "-c", code.format(module)], capture_output=True, text=True, check=True
        ).stdout
        for module in (
            "onrecord.checks.finding",
            "onrecord.checks.shape",
            "onrecord.checks.registry",
        )
    }
    assert counts == {f"{len(CHECKS)}\n"}
