"""The commands in README and CONTRIBUTING name the virtualenv that `make build` makes."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def commands(text: str) -> list[str]:
    """The lines of shell blocks, and what stands in code within a sentence."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.S)
    sentences = re.sub(r"```.*?```", "", text, flags=re.S)
    return [line for block in blocks for line in block.splitlines()] + re.findall(
        r"`([^`\n]+)`", sentences
    )


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_no_command_counts_on_an_active_virtualenv(name: str) -> None:
    found = commands((ROOT / name).read_text(encoding="utf-8"))
    assert any(command.startswith(".venv/bin/onrecord ") for command in found)
    assert [c for c in found if re.search(r"(^|[;&|] *)(onrecord|python3?|pip) \S", c)] == []


def test_readme_says_which_python_and_what_labels_are() -> None:
    load = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Load")[2]
    assert load.index(".venv/bin/python") < load.index("```python")
    assert "whole numbers" in load and "int2str" in load
