"""`onrecord sites`, what `validate` says of profiles, and `clean --sites`."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import onrecord
from tests.corpus.test_sites import PROFILE, TIDE, echo, page


def text(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command and read what it prints."""
    done = onrecord(*arguments)
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A corpus of three pages of one outlet."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "corpus/sites").mkdir(parents=True)
    from onrecord.corpus.seeds import dump_provenance, provenance_path

    for scrape, layer in echo("Ostwick", "Pell", "Marrow"):
        path = tmp_path / "seeds" / scrape.path
        path.write_text(layer)
        provenance_path(path).write_text(dump_provenance(scrape.provenance))
    return tmp_path


def profile(house: Path, *changes: tuple[str, str]) -> Path:
    path = house / "corpus/sites/tarrinecho.example.toml"
    text = PROFILE.replace("ferry.txt", "Pell.txt")
    for change in changes:
        text = text.replace(*change)
    path.write_text(text)
    return path


def test_learns_once_and_lists(house: Path) -> None:
    assert "nothing is known" in text("sites", "--root", house).stdout
    first = text("sites", "learn", "--root", house, "--json")
    [row] = [json.loads(line) for line in first.stdout.splitlines()]
    assert row == {
        "site": "tarrinecho.example",
        "rules": 0,
        "memory": 1,
        "pages": 3,
        "articles": 3,
        "lines": 3,
    }
    memory = house / "corpus/sites/tarrinecho.example.memory.json"
    before = memory.read_bytes()
    assert text("sites", "learn", "--root", house, "--json").stdout == first.stdout
    assert memory.read_bytes() == before
    assert "tarrinecho.example" in text("sites", "--root", house).stdout


@pytest.mark.parametrize("damage", ["", "{", '{"version": 3}'])
def test_a_damaged_memory_is_learned_again(house: Path, damage: str) -> None:
    text("sites", "learn", "--root", house)
    memory = house / "corpus/sites/tarrinecho.example.memory.json"
    before = memory.read_bytes()
    memory.write_text(damage)
    listed = text("sites", "--root", house)
    assert listed.returncode == 1 and "onrecord sites learn" in listed.stderr
    assert text("sites", "learn", "--root", house).returncode == 0
    assert memory.read_bytes() == before


def test_what_cannot_be_read_is_told_and_the_rest_learned(house: Path) -> None:
    (house / "seeds/empty.txt").write_text("")
    (house / "corpus/sites/other.toml").write_text("page = 7\n")
    done = text("sites", "learn", "--root", house, "--json")
    assert done.returncode == 1
    assert "empty.txt: the scrape is empty" in done.stderr and "other.toml:1:page" in done.stderr
    assert [json.loads(line)["articles"] for line in done.stdout.splitlines()] == [3]


def test_learning_nothing_says_why(house: Path) -> None:
    for path in (house / "seeds").glob("[MP]*.toml"):
        path.unlink()
    done = text("sites", "learn", "--root", house)
    assert done.returncode == 0
    assert "two articles" in done.stderr and "of 3 scrapes 1 say" in done.stderr


def test_a_fitting_profile_is_valid(house: Path) -> None:
    profile(house)
    done = text("validate", house)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("change", "check", "place", "code"),
    [
        (("Tide watch", "Moon watch"), "site-page", ":5:rule[0].line", 1),
        (('role = "player"', 'role = "player"\nmatches = 3'), "site-page", ":5:rule[0].line", 1),
        (("Pell.txt", "Dunn.txt"), "site-page", ":2:page", 1),
        (("Pell.txt", "*.txt"), "site-page", ":2:page", 1),
        (("Pell.txt", "/seeds/Pell.txt"), "site-page", ":2:page", 1),
        (("tarrinecho.example", "other.example"), "site-page", ":2:page", 1),
        (('role = "player"', 'role = "tide"'), "site-shape", ":6:rule[0].role", 1),
        (("Tide watch: .*", "Pell keeps .*"), "site-rule-idle", ":5:rule[0].line", 0),
    ],
)
def test_validate_says_when_a_profile_does_not_fit(
    house: Path, change: tuple[str, str], check: str, place: str, code: int
) -> None:
    path = profile(house, change)
    done = text("validate", house)
    found = [line for line in done.stdout.splitlines() if f"[{check}]" in line]
    assert len(found) == 1 and f"{path.name}{place}" in found[0], done.stdout
    assert done.returncode == code


def test_clean_uses_sites_only_when_told(house: Path) -> None:
    text("sites", "learn", "--root", house)
    lines = "".join(
        json.dumps({"id": i, "text": page("Dunn", 9), "url": url}) + "\n"
        for i, url in enumerate(["https://tarrinecho.example/9", "https://other.example/9", None])
    )
    source = house / "pages.jsonl"
    source.write_text(lines)
    plain = text("clean", "--jsonl", source)
    told = text("clean", "--jsonl", source, "--sites", house / "corpus/sites")
    kept = [[TIDE in json.loads(a)["text"] for a in d.stdout.splitlines()] for d in (plain, told)]
    assert kept == [[True] * 3, [False, True, True]]


def test_clean_learns_from_provenance_whose_page_a_file_is(house: Path) -> None:
    text("sites", "learn", "--root", house)
    pages, known = house / "seeds", house / "corpus/sites"
    (pages / "Pell.txt.provenance.toml").unlink()
    told = text("clean", pages, "--sites", known)
    kept = {(one := json.loads(line))["id"]: TIDE in one["text"] for line in told.stdout.splitlines()}
    assert kept == {"Marrow.txt": False, "Ostwick.txt": False, "Pell.txt": True}
    (pages / "Pell.txt.provenance.toml").write_text("url = 7")
    wrong = text("clean", pages / "Pell.txt", "--sites", known)
    assert wrong.returncode == 1 and "error" in json.loads(wrong.stdout)
    assert text("clean", pages / "Pell.txt").returncode == 0


def test_clean_without_that_folder_is_refused(house: Path) -> None:
    done = text("clean", house / "seeds", "--sites", house / "nowhere")
    assert done.returncode == 2 and "is no folder" in done.stderr


def test_a_profile_is_validated_by_its_path(house: Path) -> None:
    path = profile(house)
    assert text("validate", path).returncode == 0
    done = text("validate", profile(house, ("Tide watch", "Moon watch")))
    assert "[site-page]" in done.stdout and done.returncode == 1
