"""Every check has nothing against its valid example, and finds its invalid one, alone."""

import json
from pathlib import Path

import pytest

from onrecord.checks import CHECKS
from tests.checks.running import found_in

FOLDER = Path(__file__).parent.parent.parent / "schema" / "checks"


def test_every_check_has_examples_and_every_example_a_check() -> None:
    assert {path.name for path in FOLDER.iterdir() if path.is_dir()} == set(CHECKS)


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_the_valid_example_passes_every_check(check, tmp_path, capsys) -> None:
    example = json.loads((FOLDER / check / "valid.json").read_text(encoding="utf-8"))
    assert found_in(example, tmp_path, capsys) == set()


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_the_invalid_example_is_found_by_its_check_alone(check, tmp_path, capsys) -> None:
    example = json.loads((FOLDER / check / "invalid.json").read_text(encoding="utf-8"))
    assert found_in(example, tmp_path, capsys) == {check}


def test_ids_are_kebab_case_and_explained_in_one_line() -> None:
    for check in CHECKS.values():
        assert check.id == check.id.lower() and check.id.replace("-", "").isalpha()
        assert check.explanation.endswith(".") and "\n" not in check.explanation
        assert check.hint
