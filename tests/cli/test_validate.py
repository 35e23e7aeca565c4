"""`onrecord validate`: bad input of every sort gets one clear line, the rest is looked at all the same."""

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from onrecord.checks import CHECKS
from onrecord.cli import main
from onrecord.corpus.folder import Folder
from onrecord.dataset.examples import BRIDGE, bridge_reading
from tests.small import PAGES, RESERVED, UNREAD, Page, add, corpus_of, make_small


@pytest.fixture(scope="module")
def _frozen(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return make_small(tmp_path_factory.mktemp("frozen") / "house")


@pytest.fixture
def house(_frozen: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A sound corpus of the test's own, which is the current folder."""
    root = tmp_path / "house"
    shutil.copytree(_frozen.root, root)
    monkeypatch.chdir(root)
    return Folder(root)


def validate(capsys: Any, *arguments: object) -> tuple[int, list[dict[str, Any]]]:
    """Exit code and findings of `onrecord validate --json`."""
    code = main(["validate", "--json", *map(str, arguments)])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def annotation_of(house: Folder, page: Page) -> Path:
    for path in house.annotation_paths():
        if json.loads(path.read_text(encoding="utf-8"))["file"] == f"{page.name}.txt":
            return path
    raise AssertionError(f"no annotation of {page.name}")


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- bad input ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bad:
    """Something wrong with a corpus.

    Attributes:
        spoil: makes it so, and gives the file that is to be named.
        line: a text that stands on the line that is to be named; None for no line.
    """

    check: str
    spoil: Callable[[Folder], Path]
    field: str | None = None
    line: str | None = None


def _scrape(content: bytes) -> Callable[[Folder], Path]:
    def spoil(house: Folder) -> Path:
        path = house.seeds / "added.txt"
        path.write_bytes(content)
        return path

    return spoil


def _provenance(old: str, new: str) -> Callable[[Folder], Path]:
    def spoil(house: Folder) -> Path:
        path = house.seeds / f"{RESERVED.name}.txt.provenance.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(old, new, text, count=1), encoding="utf-8")
        return path

    return spoil


def _annotation(old: str, new: str, page: Page = PAGES[0]) -> Callable[[Folder], Path]:
    def spoil(house: Folder) -> Path:
        path = annotation_of(house, page)
        rewrite(path, old, new)
        return path

    return spoil


def _link(name: str) -> Callable[[Folder], Path]:
    def spoil(house: Folder) -> Path:
        path = house.root / name
        path.symlink_to(path.name)
        return path

    return spoil


def _directory(name: str) -> Callable[[Folder], Path]:
    def spoil(house: Folder) -> Path:
        path = house.root / name
        path.unlink(missing_ok=True)
        path.mkdir()
        return path

    return spoil


def _pipe(house: Folder) -> Path:
    os.mkfifo(house.seeds / "pipe.txt")
    return house.seeds / "pipe.txt"


def _cut_annotation(house: Folder) -> Path:
    path = annotation_of(house, PAGES[0])
    path.write_text(path.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    return path


def _moved_anchor(house: Folder) -> Path:
    path = annotation_of(house, PAGES[0])
    value = json.loads(path.read_text(encoding="utf-8"))
    mention = value["mentions"][1]
    old = f'{{"start": {mention["start"]}, "end": {mention["end"]}'
    rewrite(path, old, f'{{"start": {mention["start"] + 1}, "end": {mention["end"]}')
    return path


def _changed_scrape(house: Folder) -> Path:
    rewrite(house.seeds / f"{RESERVED.name}.txt", "cornfield", "wheatfield")
    (house.seeds / f"{RESERVED.name}.txt.provenance.toml").unlink()
    return annotation_of(house, RESERVED)


def _second_quote_id(house: Folder) -> Path:
    path = annotation_of(house, PAGES[0])
    rewrite(path, ".q002", ".q001")
    return path


def _second_file(house: Folder) -> Path:
    path = annotation_of(house, PAGES[0])
    copy = path.with_name("a-0123456789ab.json")
    shutil.copy(path, copy)
    return copy


def _second_scrape(house: Folder) -> Path:
    shutil.copy(house.seeds / "open" / f"{PAGES[0].name}.txt", house.seeds / "zz.txt")
    return house.seeds / "zz.txt"


ERROR_PAGE = (
    b"<!DOCTYPE html><html><head><title>404 Not Found</title></head><body>Not Found</body></html>"
)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"

BAD: dict[str, Bad] = {
    "empty scrape": Bad("scrape-readable", _scrape(b"")),
    "blank scrape": Bad("scrape-readable", _scrape(b" \r\n\t\n\x00")),
    "binary scrape": Bad("scrape-readable", _scrape(bytes(range(256)) * 40)),
    "PDF": Bad("scrape-readable", _scrape(PDF)),
    "error page": Bad("scrape-readable", _scrape(ERROR_PAGE)),
    "plain error page": Bad("scrape-readable", _scrape(b"Error 503\nService Unavailable\n")),
    "unreadable encoding": Bad(
        "scrape-readable", _scrape(bytes([0x81, 0x8D, 0xFF, 0x05, 0x9D]) * 400)
    ),
    "scrape linked to itself": Bad("file-readable", _link("seeds/loop.txt")),
    "scrape linked to nothing": Bad("file-readable", lambda h: _nowhere(h.seeds / "gone.txt")),
    "pipe for a scrape": Bad("file-readable", _pipe),
    "wrong hash": Bad(
        "provenance-hash", _provenance("[0-9a-f]{64}", "0" * 64), "sha256", "sha256 ="
    ),
    "short hash": Bad("shape-pattern", _provenance("[0-9a-f]{64}", "0" * 63), "sha256", "sha256 ="),
    "broken TOML": Bad("toml-valid", _provenance("rights =", "rights"), None, "rights"),
    "TOML not UTF-8": Bad(
        "toml-valid",
        lambda h: _latin(h.seeds / f"{RESERVED.name}.txt.provenance.toml"),
        line="LAST",
    ),
    "unknown TOML field": Bad(
        "shape-unknown-field", _provenance(r"\Z", "owner = 'x'\n"), "owner", "owner"
    ),
    "wrong rights": Bad("shape-choice", _provenance('"reserved"', '"mine"'), "rights", "rights ="),
    "impossible day in TOML": Bad(
        "shape-date", _provenance(r"\Z", 'retrieved = "2031-02-30"\n'), "retrieved", "retrieved"
    ),
    "TOML without rights": Bad("shape-missing-field", _provenance("rights =.*\n", ""), "rights"),
    "directory for provenance": Bad("file-readable", _directory("seeds/ferry.txt.provenance.toml")),
    "broken JSON": Bad("json-valid", _cut_annotation, None, "LAST"),
    "JSON not UTF-8": Bad("json-valid", lambda h: _latin(annotation_of(h, PAGES[0]))),
    "unknown field": Bad(
        "shape-unknown-field",
        _annotation('"fictional"', '"fiction": true,\n "fictional"'),
        "fiction",
        '"fiction":',
    ),
    "wrong kind": Bad(
        "shape-choice",
        _annotation('"kind": "direct"', '"kind": "said"'),
        "quotes[0].kind",
        '"said"',
    ),
    "impossible day": Bad(
        "shape-date", _annotation("2024-03-01", "2024-02-30"), "metadata.published", "2024-02-30"
    ),
    "malformed id": Bad("shape-pattern", _annotation('"id": "a-', '"id": "b-'), "id", '"id": "b-'),
    "moved words": Bad("anchor-hash", _moved_anchor, "mentions[1]", ".m002"),
    "changed scrape": Bad("scrape-hash", _changed_scrape, "source.sha256", '"source"'),
    "two quotes of one id": Bad("id-unique", _second_quote_id, "quotes[1].id", "LAST .q001"),
    "one annotation twice": Bad("annotation-name", _second_file, "id", '"id"'),
    "one scrape twice": Bad("duplicate-scrape", _second_scrape),
    "directory for an annotation": Bad(
        "file-readable", _directory("corpus/annotations/a-000000000000.json")
    ),
    "annotation linked to itself": Bad(
        "file-readable", _link("corpus/annotations/a-000000000000.json")
    ),
}


def _nowhere(path: Path) -> Path:
    path.symlink_to("nowhere")
    return path


def _latin(path: Path) -> Path:
    path.write_bytes(path.read_bytes() + b"\xe9")
    return path


def line_in(path: Path, text: str | None) -> int | None:
    """The line of a file on which a text stands, first or last."""
    if text is None:
        return None
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    if text == "LAST":
        return len(lines)
    wanted = text.removeprefix("LAST ")
    numbers = [number for number, line in enumerate(lines, 1) if wanted in line]
    return numbers[-1] if wanted != text else numbers[0]


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_clear_line(name: str, house: Folder, capsys: Any) -> None:
    bad = BAD[name]
    path = bad.spoil(house)
    code, findings = validate(capsys)
    assert code == 1
    (finding,) = [f for f in findings if CHECKS[f["check"]].severity == "error"]
    assert finding["check"] == bad.check
    assert finding["file"] == path.relative_to(house.root).as_posix()
    assert finding["field"] == bad.field
    assert finding["line"] == (line_in(path, bad.line) if bad.line else None)
    assert finding["message"] and finding["hint"]


@pytest.mark.parametrize("name", BAD)
def test_a_build_names_bad_input_and_builds_the_rest(name: str, house: Folder, capsys: Any) -> None:
    whole = len(corpus_of(house).articles)
    path = BAD[name].spoil(house)
    assert main(["build"]) == 1
    told = capsys.readouterr()
    (line,) = told.err.splitlines()
    assert line.startswith(path.relative_to(house.root).as_posix())
    assert f"[{BAD[name].check}]" in line
    manifest = json.loads((house.corpus / "manifest.json").read_text(encoding="utf-8"))
    assert whole - 1 <= sum(manifest["counts"]["articles"].values()) <= whole
    assert not list(house.root.rglob(".*.part"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
@pytest.mark.parametrize("name", ["seeds/ferry.txt", "seeds/ferry.txt.provenance.toml"])
def test_an_unreadable_file_is_named(name: str, house: Folder, capsys: Any) -> None:
    (house.root / name).chmod(0)
    code, (finding,) = validate(capsys)
    assert (code, finding["check"], finding["file"]) == (1, "file-readable", name)


def test_a_file_that_may_not_be_read_is_named(house: Folder, capsys: Any, monkeypatch: Any) -> None:
    """As root no file is out of reach, so that the system's refusal is played."""
    refused = house.seeds / "ferry.txt"
    read_bytes = Path.read_bytes

    def refusing(path: Path) -> bytes:
        if path == refused:
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refusing)
    code, (finding,) = validate(capsys)
    assert (code, finding["check"], finding["file"]) == (1, "file-readable", "seeds/ferry.txt")
    assert "Permission denied" in finding["message"]


def test_a_damaged_ledger_stops_the_build_with_its_line(house: Folder, capsys: Any) -> None:
    ledger = house.ledger / "articles.jsonl"
    lines = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    ledger.write_text("".join([*lines, lines[0]]), encoding="utf-8")
    code, findings = validate(capsys)
    assert code == 1
    assert [(f["check"], f["file"], f["line"]) for f in findings] == [
        ("ledger-unique", "corpus/ledger/articles.jsonl", len(lines) + 1)
    ]
    before = sorted(house.corpus.iterdir())
    assert main(["build"]) == 1
    assert f"articles.jsonl:{len(lines) + 1}" in capsys.readouterr().err
    assert sorted(house.corpus.iterdir()) == before


def test_a_copy_is_told_as_one_and_described_no_further(house: Folder, capsys: Any) -> None:
    copy = _second_scrape(house)
    original = house.seeds / "open" / f"{PAGES[0].name}.txt"
    assert main(["validate", str(copy)]) == 1
    told = capsys.readouterr().out
    assert f"seeds/zz.txt: [duplicate-scrape] the same bytes as seeds/open/{original.name}" in told
    assert "rights" not in told and "nobody described it" not in told
    assert validate(capsys, original) == (0, [])
    # Whatever its name, a copy that nobody described does not push out the page that is described.
    copy.rename(house.seeds / "aa.txt")
    for paths in ([], [house.seeds / "aa.txt"]):
        code, (finding,) = validate(capsys, *paths)
        assert (code, finding["check"]) == (1, "duplicate-scrape")
        assert finding["file"] == "seeds/aa.txt"


def test_a_lost_description_is_to_be_written_as_the_annotation_says(
    house: Folder, capsys: Any
) -> None:
    page = house.seeds / "open" / f"{PAGES[0].name}.txt"
    page.with_name(f"{page.name}.provenance.toml").unlink()
    main(["validate", str(page)])
    told = capsys.readouterr().out
    assert "nobody described it, but its annotation says open" in told
    assert "so it is reserved" not in told
    assert "    fictional = true" in told.splitlines()


def test_a_date_with_two_meanings_is_told_with_both_and_a_way_out(
    house: Folder, capsys: Any
) -> None:
    page = house.seeds / "unsure.txt"
    page.write_text(UNREAD.replace("June 14, 2025", "3/4/2025"), encoding="utf-8")
    assert main(["validate", str(page)]) == 0
    told = capsys.readouterr().out
    assert "published  left open: “3/4/2025” is 2025-03-04 or 2025-04-03\n" in told
    assert "url in its provenance" in told and "docs/how-to/review.md" in told
    assert main(["add", str(page), "--url", "https://lantern.example/2025/04/03/weir"]) == 0
    told = capsys.readouterr().out
    assert "published  2025-04-03\n" in told and "left open" not in told


def test_several_mistakes_in_one_file_are_all_told(house: Folder, capsys: Any) -> None:
    path = annotation_of(house, PAGES[0])
    rewrite(path, '"kind": "direct"', '"kind": "said"')
    rewrite(path, '"label": "GPE"', '"label": "TOWN"')
    rewrite(path, "2024-03-01", "2024-13-01")
    _, findings = validate(capsys, path)
    assert [f["check"] for f in findings] == ["shape-date", "shape-choice", "shape-choice"]
    assert [f["line"] for f in findings] == sorted(f["line"] for f in findings)


# --- what may be handed in ------------------------------------------------------------------------


def test_a_sound_corpus_is_valid(house: Folder, capsys: Any) -> None:
    assert main(["validate"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[-1].startswith(
        "valid: scrapes 6, provenance files 6, annotations 6, articles 6, quotes 9"
    )
    assert validate(capsys) == (0, [])


def test_a_corpus_is_found_from_a_folder_inside(
    house: Folder, capsys: Any, monkeypatch: Any
) -> None:
    monkeypatch.chdir(house.annotations)
    assert main(["validate"]) == 0
    assert capsys.readouterr().out.startswith("valid: ")


def test_without_a_corpus_there_is_nothing_to_validate(
    tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["validate"]) == 1
    assert "no corpus here" in capsys.readouterr().err


def test_a_path_that_is_not_there_is_wrong_use(house: Folder, capsys: Any) -> None:
    assert main(["validate", "seeds/nothing.txt"]) == 2
    assert "there is no seeds/nothing.txt" in capsys.readouterr().err


def test_a_scrape_is_shown_as_it_was_understood(house: Folder, capsys: Any) -> None:
    assert main(["validate", "seeds/open/eels.txt"]) == 0
    told = capsys.readouterr().out
    for shown in (
        "Eels return to the mill race",
        "Perpetua Nance",
        "2024-03-01",
        "2 (2 direct)",
        "3 paragraphs",
    ):
        assert shown in told
    assert "nobody described it" not in told


def test_of_a_scrape_nobody_described_it_is_said_how(house: Folder, capsys: Any) -> None:
    (house.seeds / "ferry.txt.provenance.toml").unlink()
    assert main(["validate", "seeds/ferry.txt"]) == 0
    told = capsys.readouterr().out
    assert "write seeds/ferry.txt.provenance.toml:" in told
    # What it says to write is valid as it stands.
    template = told.partition(".provenance.toml:\n")[2].partition("\nvalid")[0]
    lines = [line.strip() for line in template.splitlines()]
    (house.seeds / "ferry.txt.provenance.toml").write_text("\n".join(lines) + "\n")
    assert main(["validate"]) == 0


def test_a_scrape_outside_any_corpus_is_read_by_the_machine(
    tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    page = "\n".join(PAGES[0].lines())
    (tmp_path / "page.txt").write_text(page, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code = main(["validate", "page.txt"])
    told = capsys.readouterr().out
    assert code in (0, 1)
    assert "onrecord (machine)" in told if code == 0 else "no article text" in told


@pytest.mark.parametrize("ending", [".provenance.toml", ""])
def test_a_wrong_hash_is_told_of_either_file(house: Folder, capsys: Any, ending: str) -> None:
    BAD["wrong hash"].spoil(house)
    code, (finding,) = validate(capsys, f"seeds/ferry.txt{ending}")
    assert (code, finding["check"], finding["line"]) == (1, "provenance-hash", 1)


@pytest.mark.parametrize(
    "name", ["scrape linked to itself", "scrape linked to nothing", "pipe for a scrape"]
)
def test_what_is_no_file_is_told_of_itself(name: str, house: Folder, capsys: Any) -> None:
    code, (finding,) = validate(capsys, BAD[name].spoil(house))
    assert (code, finding["check"]) == (1, "file-readable")


def test_a_byte_order_mark_does_no_harm(house: Folder, capsys: Any) -> None:
    for path in (house.seeds / "ferry.txt.provenance.toml", annotation_of(house, PAGES[0])):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert validate(capsys) == (0, [])


def test_an_annotation_is_checked_against_its_scrape(house: Folder, capsys: Any) -> None:
    path = annotation_of(house, PAGES[0])
    assert validate(capsys, path) == (0, [])
    _moved_anchor(house)
    code, (finding,) = validate(capsys, path)
    assert (code, finding["check"], finding["field"]) == (1, "anchor-hash", "mentions[1]")


def test_a_reading_is_checked_against_its_scrape(tmp_path: Path, capsys: Any) -> None:
    reading = bridge_reading()
    path = tmp_path / "bridge.reading.json"
    path.write_text(json.dumps(reading, indent=1), encoding="utf-8")
    assert main(["validate", str(path)]) == 0
    assert "not at hand" in capsys.readouterr().out
    (tmp_path / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    assert validate(capsys, path) == (0, [])
    reading["quotes"][1]["cue"] = [7, "explained"]
    path.write_text(json.dumps(reading, indent=1), encoding="utf-8")
    code, (finding,) = validate(capsys, path)
    assert (code, finding["check"], finding["field"]) == (1, "reading-place", "quotes[1].cue")
    assert (
        finding["line"]
        == path.read_text().split('"explained"')[0].rpartition('"cue"')[0].count("\n") + 1
    )


@pytest.mark.parametrize(
    ("change", "check", "field"),
    [
        (lambda r: r.update(quotes="none"), "shape-type", "quotes"),
        (lambda r: r["mentions"][0].pop("label"), "shape-missing-field", "mentions[0].label"),
        (lambda r: r["quotes"][0].update(speeker=None), "shape-unknown-field", "quotes[0].speeker"),
        (lambda r: r["quotes"][0].update(kind="said"), "shape-choice", "quotes[0].kind"),
        (
            lambda r: r["metadata"].update(published="2031-02-30"),
            "shape-rule",
            "metadata.published",
        ),
        (lambda r: r["roles"].pop(), "reading-place", "roles"),
        (lambda r: r["roles"].append([99, 99, "paragraph"]), "reading-place", "roles[7]"),
        (lambda r: r["roles"].append([9, "9", "paragraph"]), "reading-place", "roles[7]"),
        (lambda r: r["roles"][5].__setitem__(2, "body"), "reading-place", "roles[5]"),
        (lambda r: r["roles"][2].__setitem__(4, 99), "reading-place", "roles[2]"),
        (lambda r: r["roles"].append(["split", 9, ["Share"]]), "reading-place", "roles[7]"),
        (lambda r: r["mentions"][0].update(at=[6, ""]), "reading-place", "mentions[0].at"),
        (
            lambda r: r["mentions"][0].update(at=[6, "the", "second"]),
            "reading-place",
            "mentions[0].at",
        ),
        (lambda r: r["quotes"][2].update(parent="q9"), "reading-place", "quotes[2].parent"),
        (lambda r: r["quotes"][2].update(id="q2"), "reading-place", "quotes"),
        (lambda r: r["quotes"][2].update(parent="q1"), "parent-around", None),
        (lambda r: r["mentions"][0].update(entity="e9"), "entity-exists", None),
    ],
)
def test_a_wrong_reading_says_where(change, check, field, tmp_path: Path, capsys: Any) -> None:
    reading = bridge_reading()
    change(reading)
    path = tmp_path / "bridge.reading.json"
    path.write_text(json.dumps(reading), encoding="utf-8")
    (tmp_path / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    code, (finding,) = validate(capsys, path)
    assert (code, finding["check"]) == (1, check)
    assert field is None or finding["field"] == field


def test_a_built_dataset_is_valid_until_a_byte_changes(house: Folder, capsys: Any) -> None:
    assert main(["build", "--out", "out"]) == 0
    capsys.readouterr()
    assert main(["validate", "out"]) == 0
    assert "articles 6, quotes 9" in capsys.readouterr().out
    path = next((house.root / "out" / "data" / "quotes").glob("*.parquet"))
    assert validate(capsys, path) == (0, [])
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    code, findings = validate(capsys, "out")
    assert code == 1
    assert {f["check"] for f in findings} == {"dataset-bytes", "dataset-features"}
    assert {f["file"] for f in findings} == {path.relative_to(house.root).as_posix()}


def test_a_release_and_what_is_kept_of_it_are_valid_as_they_are(house: Folder, capsys: Any) -> None:
    """Manifests, hashes and citations are neither annotations nor scrapes."""
    assert main(["release", "--no-tag"]) == 0
    assert main(["build"]) == 0
    capsys.readouterr()
    assert main(["validate", "dist/onrecord-0.1.0"]) == 0
    told = capsys.readouterr().out
    assert "datasets 1, articles 6" in told and "scrapes" not in told and "annotations" not in told
    annotation = annotation_of(house, PAGES[0])
    (house.corpus / "readings").mkdir()
    second = house.corpus / "readings" / f"{annotation.stem}.b.json"
    shutil.copy(annotation, second)
    (house.corpus / "about.toml").write_text('name = "lantern"\n', encoding="utf-8")
    assert main(["validate", "corpus"]) == 0
    told = capsys.readouterr().out
    assert "release files 2" in told and "annotations 7" in told and "scrapes" not in told
    for name, check in (
        ("releases/0.1.0.json", "dataset-bytes"),
        ("releases/0.1.0.records.tsv", "shape-rule"),
        ("about.toml", "shape-unknown-field"),
        (f"readings/{second.name}", "shape-unknown-field"),
    ):
        path = house.corpus / name
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("{", '{"mood": 1, ', 1) if "{" in text else f"mood = 1\n{text}")
        code, found = validate(capsys, "corpus")
        assert (code, {(f["file"], f["check"]) for f in found}) == (1, {(f"corpus/{name}", check)})
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", ["decisions", "sites", "releases", "readings"])
def test_a_scrape_may_lie_in_a_folder_of_any_name(name: str, house: Folder, capsys: Any) -> None:
    page = house.seeds / "open" / f"{PAGES[0].name}.txt"
    target = house.seeds / "open" / name / "page.json"
    target.parent.mkdir()
    for ending in ("", ".provenance.toml"):
        shutil.move(f"{page}{ending}", f"{target}{ending}")
    assert main(["validate", str(target.relative_to(house.root))]) == 0
    assert capsys.readouterr().out.endswith("valid: scrapes 1\n")


def test_a_folder_of_files_is_validated_file_by_file(house: Folder, capsys: Any) -> None:
    assert main(["validate", "seeds/open", "corpus/annotations"]) == 0
    assert capsys.readouterr().out == "valid: scrapes 5, provenance files 5, annotations 6\n"
    BAD["empty scrape"].spoil(house)
    code, (finding,) = validate(capsys, "seeds")
    assert (code, finding["file"], finding["check"]) == (1, "seeds/added.txt", "scrape-readable")


def test_a_line_for_people_has_place_check_message_and_hint(house: Folder, capsys: Any) -> None:
    path = BAD["wrong kind"].spoil(house)
    assert main(["validate"]) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert re.fullmatch(
        rf"{re.escape(path.relative_to(house.root).as_posix())}:\d+:quotes\[0\]\.kind: \[shape-choice\] .+ \(.+\)",
        first,
    )
    assert last.startswith("invalid: problems 1, in ")


def test_json_lines_have_the_promised_keys(house: Folder, capsys: Any) -> None:
    BAD["wrong kind"].spoil(house)
    _, (finding,) = validate(capsys)
    assert list(finding) == ["file", "line", "field", "check", "message", "hint"]


def test_a_warning_leaves_the_input_valid(house: Folder, capsys: Any) -> None:
    path = annotation_of(house, PAGES[0])
    rewrite(
        path,
        '"entities": [\n',
        '"entities": [\n  {"id": "e9", "name": "Mill Board", "label": "ORG"},\n',
    )
    assert main(["validate"]) == 0
    assert "warning: [entity-unused] 'Mill Board'" in capsys.readouterr().out
    assert main(["build"]) == 0


def test_a_scrape_in_the_wrong_place_is_told_of_itself(house: Folder, capsys: Any) -> None:
    (house.seeds / "open" / "eels.txt.provenance.toml").unlink()
    code, findings = validate(capsys, "seeds/open/eels.txt")
    assert (code, [f["check"] for f in findings]) == (1, ["open-described"])


def test_added_pages_are_valid_before_anyone_annotates_them(house: Folder, capsys: Any) -> None:
    page = Page(
        "lamp",
        "Lamp is lit",
        "Zelda Quine",
        "2025-06-01",
        "Ostrow",
        [("Maud Ferris", "It is lit again")],
    )
    add(house, page, annotated=False)
    code, findings = validate(capsys)
    assert all(CHECKS[f["check"]].level != "spans" for f in findings), (code, findings)


def test_the_script_is_the_command(house: Folder) -> None:
    import subprocess
    import sys

    script = Path(__file__).parent.parent.parent / "scripts" / "validate.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("valid: ")
