"""Measuring the machine alone on reviewed scrapes."""

import sys

import bench_seeds
import pytest

from onrecord.corpus.folder import Folder


@pytest.mark.parametrize("options", [[], ["--given-text", "--each"]])
def test_the_machine_is_measured_on_its_own_text_and_on_the_reviewed_one(
    options: list[str],
    small_corpus: Folder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    monkeypatch.setattr(bench_seeds, "ROOT", small_corpus.root)
    monkeypatch.setattr(sys, "argv", ["bench_seeds.py", *options])
    bench_seeds.main()
    said = capsys.readouterr().out
    assert "fictional scrapes, machine alone" in said and "CPU seconds" in said
    assert ("eels.txt" in said) is ("--each" in options)
    if "--given-text" in options:
        # Nobody has to find what is given.
        lines = [line for line in said.splitlines() if line.startswith("text lines")]
        assert {tuple(line.split()[2:5]) for line in lines} == {("1.000", "1.000", "1.000")}
