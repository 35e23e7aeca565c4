"""The cleaning benchmark: its scores, what it says of wrong gold bodies, what memories of outlets add."""

import csv
import gzip
import json
import sys
from pathlib import Path

import bench_cleaning
import pytest

ROOT = Path(__file__).parent.parent.parent
BODY = "The ferry to Holm was cancelled on Monday after a storm had torn the landing stage away."
MENU = "Weather and tides for the whole of the Holm coast"


def record(name: str, text: str, body: str = BODY, source: str = "invented") -> dict:
    url = f"https://holm.example/{name}"
    return {"id": name, "source": source, "url": url, "text": text, "gold_body": body}


def store(folder: Path, records: list[dict]) -> None:
    with gzip.open(folder / "text.jsonl.gz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(one) + "\n" for one in records)


def write_errors(path: Path, *rows: tuple[str, str]) -> Path:
    lines = ["# What a rule says.", "id,kind,words", *(f"{name},{kind},9" for name, kind in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_perfect_and_empty_answers():
    gold = [record("a", BODY), record("b", BODY)]
    figures = bench_cleaning.score(gold, {"a": BODY})
    assert figures["precision"] == 1
    assert figures["recall"] == figures["mean"] == figures["exact"] == 0.5


def test_a_cleaner_answers_from_a_process_of_its_own(tmp_path):
    store(tmp_path, [record("a", BODY)])
    found, spent, megabytes, failures = bench_cleaning.measure("everything", "text", tmp_path, None)
    assert (found, failures) == ({"a": BODY}, 0)
    assert spent >= 0 and megabytes > 0


def test_a_cleaner_that_dies_is_not_waited_for(tmp_path):
    store(tmp_path, [record("a", BODY)])
    told = bench_cleaning.measure("nobody knows it", "text", tmp_path, None)
    assert told == "stopped before the end (exit code 1)"


def test_a_folder_without_the_pages_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["bench_cleaning.py", "--data", str(tmp_path), "--text"])
    with pytest.raises(SystemExit):
        bench_cleaning.main()
    assert f"there is no text.jsonl.gz in {tmp_path}" in capsys.readouterr().err


def test_pages_with_a_wrong_gold_body_are_counted_and_left_out():
    gold = [record("a", BODY), record("b", BODY), record("c", BODY, source="other")]
    errors = [
        {"id": "b", "kind": "cut_at_end"},
        {"id": "b", "kind": "repeated"},
        {"id": "elsewhere", "kind": "repeated"},
    ]
    told = bench_cleaning.with_and_without(gold, errors, {"ours": {"a": BODY, "c": BODY}})
    assert "1 of the 3 pages have a wrong gold body; 2 are left" in told
    assert "| pages by kind of error | invented | other | all |" in told
    assert "| cut_at_end | 1 | 0 | 1 |" in told
    assert "| ours | 0.800 | 1.000 | 0.667 | 1.000 |" in told


def test_errors_are_read_below_the_rule(tmp_path):
    path = write_errors(tmp_path / "errors.csv", ("a", "repeated"))
    assert bench_cleaning.read_errors(path) == [{"id": "a", "kind": "repeated", "words": "9"}]


def test_the_list_of_gold_errors_keeps_to_its_kinds():
    rows = bench_cleaning.read_errors(bench_cleaning.GOLD_ERRORS)
    rule = bench_cleaning.GOLD_ERRORS.read_text(encoding="utf-8").split("id,kind", 1)[0]
    assert {row["found"] for row in rows} == {"random", "worst", "skimmed"}
    for row in rows:
        assert row["kind"] in rule
        assert int(row["words"]) > 0
        assert row["measured"] in ("text html", "html")
    pairs = [(row["id"], row["kind"]) for row in rows]
    assert len(pairs) == len(set(pairs))


def test_every_listed_page_is_in_the_data():
    folder = ROOT.parent / "shared" / "data" / "cleaning"
    if not (folder / "html.jsonl.gz").exists():
        pytest.skip("the development data is not here")
    pages = {one["id"] for one in bench_cleaning.records(folder, "html", None)}
    assert {row["id"] for row in bench_cleaning.read_errors(bench_cleaning.GOLD_ERRORS)} <= pages


def test_the_command_prints_scores_with_and_without(tmp_path, monkeypatch, capsys):
    store(tmp_path, [record("a", BODY), record("b", BODY + "\n" + MENU)])
    found = tmp_path / "found.jsonl"
    found.write_text("".join(json.dumps({"id": name, "text": BODY}) + "\n" for name in "a"))
    errors = write_errors(tmp_path / "errors.csv", ("b", "furniture_kept"))
    asked = ["--data", str(tmp_path), "--text", "--only", "everything", "--without", str(errors)]
    asked += ["--predictions", f"given={found}"]
    monkeypatch.setattr(sys, "argv", ["bench_cleaning.py", *asked])
    bench_cleaning.main()
    shown = capsys.readouterr().out
    assert "| given | 0.667 | 1.000 | 0.500 | 1.000 |" in shown
    assert "| everything | 0.8" in shown
    assert "1.000 | 0.500 | 1.000 |" in shown.split("| everything |")[-1]


def test_memories_strip_what_recurs_on_other_pages_of_the_outlet(tmp_path, monkeypatch, capsys):
    bodies = {
        "a": BODY,
        "b": "Two hundred apple trees were planted along the road between Holm and the quarry.",
        "c": "The library of Holm opens on Sundays from October and lends out tools as well.",
    }
    pages = [record(name, f"{MENU}\n\n{body}\n", body) for name, body in bodies.items()]
    lonely = {**record("d", f"{MENU}\n\n{BODY}\n"), "url": "https://elsewhere.example/d"}
    store(tmp_path, [*pages, lonely])
    likely = tmp_path / "likely.jsonl"
    likely.write_text(
        "".join(json.dumps({"id": p["id"], "likely": [0.8, 0.9]}) + "\n" for p in [*pages, lonely])
    )
    monkeypatch.setattr(sys, "argv", ["bench_cleaning.py", "--data", str(tmp_path), "--sites", str(likely)])
    bench_cleaning.main()
    rows = list(csv.reader(capsys.readouterr().out.splitlines(), delimiter="|"))
    assert rows[0][1].strip() == "3 pages"
    without, known = ([float(cell) for cell in row[2:7]] for row in rows[2:])
    assert without[-1] == 0
    assert known == [1, 1, 1, 1, 1]
