"""`onrecord build`: what it says, its exit codes, and that bad pages do not stop the good ones."""

import json
import os
import shutil
import subprocess
import sys

from onrecord.cli import main
from onrecord.dataset import make
from tests.cli.running import onrecord
from tests.small import UNREAD, hashes


def test_build_says_what_it_made_and_how_to_load_it(small_corpus) -> None:
    done = onrecord("build", cwd=small_corpus.root)
    assert done.returncode == 0, done.stderr
    assert b"load_dataset(" in done.stdout
    assert (small_corpus.corpus / "README.md").is_file()


def test_build_in_json_is_one_object(small_corpus, capsys) -> None:
    assert main(["build", "--root", str(small_corpus.root), "--json"]) == 0
    assert isinstance(json.loads(capsys.readouterr().out), dict)


def test_a_bad_page_costs_one_line_and_exit_code_1(small_corpus) -> None:
    (small_corpus.seeds / "hollow.txt").write_bytes(b"")
    done = onrecord("build", "--root", small_corpus.root)
    (line,) = [line for line in done.stderr.decode().splitlines() if "hollow.txt" in line]
    assert done.returncode == 1
    assert "is empty" in line
    assert b"load_dataset(" in done.stdout


def test_it_counts_in_proper_words_and_advises_only_what_helps(tmp_path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "blank.txt").write_bytes(b"\n")
    (seeds / "weir.txt").write_text(UNREAD, encoding="utf-8")
    done = onrecord("build", cwd=tmp_path)
    told = done.stdout.decode()
    assert "1 article (" in told and "1 problem: " in told
    assert "1 scrape nobody described is reserved" in told
    assert "write seeds/weir.txt.provenance.toml" in told and "blank.txt" not in told


def test_what_loads_it_runs_as_it_is_printed(small_corpus) -> None:
    done = onrecord("build", cwd=small_corpus.root, env=os.environ | {"PATH": os.defpath})
    command = done.stdout.decode().splitlines()[-1].removeprefix("load it: ")
    assert command.startswith(f"{sys.executable} -c ")
    loaded = subprocess.run(
        command, shell=True, cwd=small_corpus.root, capture_output=True, text=True, check=True
    )
    assert "num_rows" in loaded.stdout


def test_the_interpreter_is_named_as_short_as_it_can_be(tmp_path, monkeypatch) -> None:
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch(mode=0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setenv("PATH", os.defpath)
    assert make.interpreter() == ".venv/bin/python"
    monkeypatch.setenv("PATH", str(python.parent))
    assert make.interpreter() == "python"


def test_building_twice_gives_the_same_bytes(small_corpus, tmp_path) -> None:
    for jobs in (1, 2):
        assert main(["build", "--root", str(small_corpus.root), "--jobs", str(jobs)]) == 0
        shutil.copytree(small_corpus.corpus, tmp_path / str(jobs))
    assert hashes(tmp_path / "1") == hashes(tmp_path / "2")
