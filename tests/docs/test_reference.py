"""The generated part of the handbook: nothing is left out, and what is written once stays right."""

import importlib.util
import re
from enum import StrEnum
from functools import cache
from pathlib import Path

import pytest

from onrecord import errors
from onrecord.checks import CHECKS
from onrecord.cli import COMMANDS
from onrecord.dataset.contract import RECORDS
from onrecord.records import (
    Attitude,
    EntityLabel,
    MentionForm,
    Phenomenon,
    QuoteKind,
    Reason,
    Rights,
    Role,
    Status,
)
from tests.docs.running import DOCS


def _load() -> object:
    spec = importlib.util.spec_from_file_location("handbook", DOCS / "_ext" / "handbook.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


handbook = _load()


@cache
def page(docname: str) -> str:
    """A page as the site shows it, still in Markdown."""
    return handbook.page(docname, (DOCS / f"{docname}.md").read_text(encoding="utf-8"))


def test_the_table_of_commands_is_that_of_the_commands() -> None:
    written = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert written == handbook.commands_page(), "python docs/_ext/handbook.py"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_has_its_arguments_and_example(command: str) -> None:
    _, _, section = page("commands").partition(f"\n## {command}\n")
    section = section.partition("\n## ")[0]
    assert f"usage: onrecord {command}" in section
    assert f"$ onrecord {command}" in section or f"| onrecord {command}" in section
    assert "Example:" not in section


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_has_an_example_of_what_it_finds(check: str) -> None:
    shown = page("reference/checks")
    assert f"| [`{check}`](#{check}) |" in shown
    _, _, section = shown.partition(f"\n### `{check}`\n")
    change = re.search(r"```diff\n(.*?)```", section, re.DOTALL)[1]
    assert change.strip()
    assert all(line[:2] in ("- ", "+ ") for line in change.splitlines())


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_is_described(record: str) -> None:
    assert f"\n## `{record}`\n" in page("reference/records")


def test_the_types_of_fields_are_linked_to_where_they_are_described() -> None:
    shown = page("reference/records")
    assert "| `spans` | list of [Span](#span) |" in shown
    assert shown.count("\n# ") == 0


@pytest.mark.parametrize(
    ("docname", "kind"),
    [
        ("reference/roles", Role),
        ("reference/roles", Reason),
        *(("reference/labels", kind) for kind in (QuoteKind, Attitude, EntityLabel, MentionForm)),
        *(("reference/labels", kind) for kind in (Phenomenon, Status, Rights)),
    ],
)
def test_every_value_of_a_closed_list_is_explained(docname: str, kind: type[StrEnum]) -> None:
    cells = re.findall(r"^\| (`.+?) \|", page(docname), re.MULTILINE)
    explained = {value for cell in cells for value in re.findall(r"`(\w+)`", cell)}
    assert {str(value) for value in kind} <= explained


def test_every_error_is_in_the_tree() -> None:
    shown = page("reference/errors")
    names = [n for n, e in vars(errors).items() if isinstance(e, type) and issubclass(e, Exception)]
    assert all(name in shown for name in names)


def test_every_model_has_its_card_on_the_site() -> None:
    shown = page("reference/models")
    assert handbook.CARDS
    assert all(handbook._title(path) in shown for path in handbook.CARDS)


def test_an_unknown_marker_is_an_error() -> None:
    with pytest.raises(KeyError):
        handbook.page("index", "<!-- generated: nothing -->\n")


@pytest.mark.parametrize(
    ("written", "base", "folder", "wanted"),
    [
        ("[a](CHANGELOG.md)", ".", "docs", "[a](project/changelog.md)"),
        ("[a](../schema/CHECKS.md#b)", "docs", "docs/how-to", "[a](../reference/checks.md#b)"),
        ("[a](https://example.org/x)", ".", "docs", "[a](https://example.org/x)"),
        ("[a](#b)", ".", "docs", "[a](#b)"),
        ("[`a`](LICENSE)", ".", "docs", "[`a`](../LICENSE)"),
        ("`[a](CHANGELOG.md)`", ".", "docs", "`[a](CHANGELOG.md)`"),
        ("see [tests/](tests/)", ".", "docs", "see tests/"),
        ("```\n[a](CHANGELOG.md)\n```\n", ".", "docs", "```\n[a](CHANGELOG.md)\n```\n"),
    ],
)
def test_links_lead_to_the_site(written: str, base: str, folder: str, wanted: str) -> None:
    assert handbook.relinked(written, Path(base), Path(folder)) == wanted
