"""`onrecord build`: what it says, its exit codes, and that bad pages do not stop the good ones."""

import json
import shutil

from onrecord.cli import main
from tests.cli.running import onrecord
from tests.small import hashes


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


def test_building_twice_gives_the_same_bytes(small_corpus, tmp_path) -> None:
    for jobs in (1, 2):
        assert main(["build", "--root", str(small_corpus.root), "--jobs", str(jobs)]) == 0
        shutil.copytree(small_corpus.corpus, tmp_path / str(jobs))
    assert hashes(tmp_path / "1") == hashes(tmp_path / "2")
