"""The quotes benchmark: its figures, its tables, and what happens where a system does not run."""

import json
import sys
from collections import Counter
from pathlib import Path

import bench_quotes
import hard_quotes
import pytest
from bench_quotes import Report, Run

TEXT = "“We will mend the pier in May,” said Ola Brandt. She wants a longer one."
GOLD = [
    {
        "id": f"a{n}",
        "source": f"Invented v1 {name} 2031-05-0{n}",
        "text": TEXT,
        "quotes": [
            {"start": 0, "end": 31, "speaker": [37, 47], "type": "direct"},
            {"start": 59, "end": 71, "speaker": [49, 52], "type": "indirect"},
        ],
    }
    for n, name in enumerate(["harbour-post", "harbour-post", "the-echo"], 1)
]
# The shape of the real scorer's answer, with the count of exact spans as its only figure.
SCORER = """
def speaker_ok(text, gold, found):
    return gold == found

def quote_mask(text):
    return None

def qtype(text, mask, start, end):
    return "direct" if text[start] == "“" else "indirect"

def match(gold, found):
    return [(gold.index(one), at) for at, one in enumerate(found) if one in gold]

def score(gold, predictions):
    found = {one["id"]: {(q["start"], q["end"]) for q in one["quotes"]} for one in predictions}
    wanted = [(r["id"], (q["start"], q["end"])) for r in gold for q in r["quotes"]]
    hits = sum(place in found.get(id, ()) for id, place in wanted)
    count = sum(map(len, found.values()))
    f1 = 200.0 * hits / (count + len(wanted))
    figures = {"f1": f1, "tp": hits, "pred": count, "gold": len(wanted)}
    view = {"iou50": figures, "exact": figures}
    views = {name: view for name in ("direct", "mixed", "indirect", "all")}
    return {"quotes": views, "attribution": {"all": {"accuracy": None, "end_to_end": figures}}}
"""
BASELINE = "marks, nearest “X said”"


@pytest.fixture(scope="module")
def scorer(tmp_path_factory):
    path = tmp_path_factory.mktemp("scorer") / "score.py"
    path.write_text(SCORER, encoding="utf-8")
    return bench_quotes.load_scorer(path)


def predicting(*quotes: tuple[int, int, tuple[int, int] | None]) -> Run:
    """A run that found the same in every invented article."""
    found = [{"start": a, "end": b, "speaker": speaker} for a, b, speaker in quotes]
    return Run({}, [{"id": one["id"], "quotes": found} for one in GOLD], 1.0, 1.0, {}, [])


def run_of(answers: dict[str, list[list[tuple[int, int]]]]) -> Run:
    quotes = {key: [{"spans": spans} for spans in value] for key, value in answers.items()}
    return Run(quotes, [], 1.0, 1.0, {}, [])


@pytest.fixture
def invented(tmp_path: Path) -> Path:
    """An invented set with a scorer beside it."""
    (tmp_path / "score.py").write_text(SCORER, encoding="utf-8")
    lines = "".join(json.dumps(record) + "\n" for record in GOLD)
    (tmp_path / "set.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path / "set.jsonl"


def interpreter(folder: Path, body: str) -> str:
    """A program that is called as an interpreter of peers is, and does `body` instead."""
    path = folder / "python-of-peers"
    path.write_text(
        f"#!{sys.executable}\nimport json, sys\nname, source, target = sys.argv[2:]\n{body}"
    )
    path.chmod(0o755)
    return str(path)


PEER = """
records = json.load(open(source))
quotes = [{"id": "q1", "spans": [[59, 71]], "kind": None, "cue": None, "speaker": None, "parent": None}]
answers = [{"id": r["id"], "quotes": quotes, "mentions": []} for r in records]
told = {"answers": answers, "failures": [{"id": "a2", "error": "ValueError: odd"}],
        "seconds": 2.0, "megabytes": 99.0, "versions": {"peer": "1.2"}}
json.dump(told, open(target, "w"))
"""


def test_a_peer_runs_in_its_own_interpreter(tmp_path):
    report = Report()
    python = interpreter(tmp_path, PEER)
    run = bench_quotes.run_system("textacy, by paragraph", GOLD, python, report)
    assert [(q["start"], q["end"]) for q in run.predictions[0]["quotes"]] == [(59, 71)]
    assert (run.seconds, report.versions, report.troubles) == (2.0, {"peer": "1.2"}, [])


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        ("print('no spaCy here', file=sys.stderr); sys.exit(3)", "is not installed: no spaCy here"),
        ("print('out of luck', file=sys.stderr); sys.exit(1)", "failed: out of luck"),
        ("import os; os.kill(os.getpid(), 9)", "failed: it said nothing"),
    ],
    ids=["not installed", "fails", "is killed"],
)
def test_a_peer_that_cannot_run_is_told(tmp_path, body, trouble):
    report = Report()
    python = interpreter(tmp_path, body)
    assert bench_quotes.run_system("textacy, by paragraph", GOLD, python, report) is None
    assert report.troubles == [f"textacy, by paragraph {trouble}"]


def test_one_command_writes_the_whole_report(invented, tmp_path):
    out = tmp_path / "report.md"
    code = bench_quotes.main(
        [
            *(str(invented), "--python", interpreter(tmp_path, PEER), "--out", str(out)),
            *("--only", BASELINE, "textacy, by paragraph", "sayswho's quote finder"),
            *("--corpus", str(tmp_path / "none"), "--rounds", "0"),
        ]
    )
    written = out.read_text(encoding="utf-8")
    assert code == 0
    row = next(line for line in written.splitlines() if line.startswith(f"| {BASELINE} "))
    # One of two found in each of three articles: 2 * 3 / (3 + 6).
    assert row.split("|")[2:6] == [" 66.7 "] * 4
    assert "| harbour-post (2) | 66.7 |" in written
    assert "| the-echo (1) | 66.7 |" in written
    assert "- textacy, by paragraph failed on 1 of 3 texts, first with ValueError: odd" in written
    assert "peer 1.2" in written
    for name in bench_quotes.PUBLISHED:
        assert f"| *{name}* (published) |" in written


def test_without_any_system_there_is_no_report(invented, tmp_path):
    python = interpreter(tmp_path, "sys.exit(3)")
    with pytest.raises(SystemExit, match="no system could be run"):
        bench_quotes.main([str(invented), "--python", python, "--only", "textacy, by paragraph"])


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Invented v1.0.0 the-echo 2031-05-01", "the-echo"),
        ("the-echo", "the-echo"),
        ("Invented 12:30", "Invented"),
        ("", "unknown"),
    ],
)
def test_the_publisher_is_the_last_word_that_is_no_date(source, name):
    assert bench_quotes.publisher({"source": source}) == name


@pytest.mark.parametrize(
    ("found", "gold", "pairs"),
    [
        ([[(0, 10)]], [[(0, 10)]], {0: 0}),
        ([[(0, 5)]], [[(0, 10)]], {0: 0}),
        ([[(0, 4)]], [[(0, 10)]], {}),
        ([[(0, 10), (20, 30)]], [[(0, 10), (20, 30)]], {0: 0}),
        ([[(0, 10)], [(20, 30)]], [[(0, 10), (20, 30)]], {0: 0}),
        ([[(0, 8)], [(0, 10)]], [[(0, 10)]], {0: 1}),
        ([[(0, 10)]], [[(0, 10)], [(0, 9)]], {0: 0}),
        ([[(10, 20)]], [[(0, 10)]], {}),
    ],
    ids=["same", "half", "less", "joined", "pieces", "best", "once", "apart"],
)
def test_quotes_are_paired_one_to_one_by_all_their_spans(found, gold, pairs):
    assert bench_quotes.matched(found, gold) == pairs


@pytest.mark.parametrize(
    ("quotes", "expected"),
    [
        ([], {("missed, nothing there", "direct"): 3, ("missed, nothing there", "indirect"): 3}),
        (
            [(0, 31, [37, 47]), (55, 71, None)],
            {("missed, other bounds", "indirect"): 3, ("false, other bounds", "indirect"): 3},
        ),
        (
            [(0, 31, None), (59, 71, [37, 47]), (37, 40, None)],
            {
                ("speaker missed", "direct"): 3,
                ("speaker wrong", "indirect"): 3,
                ("false, nothing there", "indirect"): 3,
            },
        ),
        ([(0, 31, [37, 47]), (59, 71, [49, 52])], {}),
    ],
    ids=["nothing", "bounds", "speakers", "all right"],
)
def test_errors_are_told_apart_by_cause(scorer, quotes, expected):
    assert bench_quotes.errors(scorer, GOLD, predicting(*quotes)) == expected


def test_a_speaker_where_the_text_names_none_is_an_error_of_its_own(scorer):
    gold = [{**GOLD[0], "quotes": [{"start": 0, "end": 31, "speaker": None}]}]
    counts = bench_quotes.errors(scorer, gold, predicting((0, 31, [37, 47])))
    assert counts == {("speaker given, the text names none", "direct"): 1}


def test_articles_that_are_all_alike_have_no_spread(scorer):
    run = predicting((0, 31, None))
    assert bench_quotes.spread(scorer, GOLD, run) == ("66.7 to 66.7", "66.7 to 66.7")


def test_articles_that_differ_have_a_spread(scorer):
    run = predicting((0, 31, None))
    run.predictions[0]["quotes"] = []
    low, high = bench_quotes.spread(scorer, GOLD, run)[0].split(" to ")
    assert float(low) < 50 < float(high)


def test_published_rows_fill_the_columns():
    assert {len(row) for row in bench_quotes.PUBLISHED.values()} == {len(bench_quotes.COLUMNS)}


def test_every_system_compared_exists():
    asked = {*bench_quotes.COMPARED, bench_quotes.ROLES_GIVEN, bench_quotes.MODEL}
    assert asked | {bench_quotes.YARDSTICK} == set(bench_quotes.SYSTEMS)


# --- our own articles -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def own():
    return bench_quotes.own_articles(bench_quotes.ROOT)


def test_our_articles_come_with_gold_phenomena_and_other_marks(own):
    assert len(own) >= 24
    assert all(record["groups"] and record["units"] for record in own)
    assert {record["split"] for record in own} == {"train", "validation", "test"}
    kinds = Counter(one["kind"] for record in own for one in record["marked"])
    assert set(kinds) == {
        "in headings",
        "titles of works",
        "nicknames and names",
        "scare quotes, terms, signs and slogans",
    }


def test_who_finds_the_gold_finds_all_of_it_and_no_other_marks(own):
    answers = {r["id"]: [group["spans"] for group in r["groups"]] for r in own}
    counts = bench_quotes.recalls(own, run_of(answers))
    assert counts["found"] == counts["gold"]
    assert bench_quotes.false_marks(own, run_of(answers)).total() == 0


def test_who_finds_every_mark_takes_them_all_for_quotes(own):
    answers = {r["id"]: [[one["place"]] for one in r["marked"]] for r in own}
    taken = bench_quotes.false_marks(own, run_of(answers))
    assert taken.total() == sum(len(record["marked"]) for record in own)
    assert bench_quotes.recalls(own, run_of(answers))["found"].total() == 0


def test_gold_spans_leave_quotes_inside_quotes_out(own):
    for record in own:
        outer = [s for group in record["groups"] if not group["nested"] for s in group["spans"]]
        assert 0 < len(record["quotes"]) <= len(outer)
        assert {q["start"] for q in record["quotes"]} <= {start for start, _ in outer}


# --- the card -------------------------------------------------------------------------------


def test_a_place_is_filled_and_stays_a_place():
    text = "a\n<!-- figures: kinds -->\nold\n<!-- end -->\nb\n"
    once = bench_quotes.fill(text, "kinds", "new \\1")
    assert once == "a\n<!-- figures: kinds -->\n\nnew \\1\n\n<!-- end -->\nb\n"
    assert bench_quotes.fill(once, "kinds", "new \\1") == once


def test_a_place_that_is_not_there_is_an_error():
    with pytest.raises(ValueError, match="0 times"):
        bench_quotes.fill("nothing", "kinds", "new")


def test_the_card_has_every_place():
    card = bench_quotes.CARD.read_text(encoding="utf-8")
    for name in ("kinds", "publishers", "phenomena", "names", "speed", "failures"):
        assert bench_quotes.fill(card, name, "figures") != card


def test_hard_examples_are_about_words_that_stand_there():
    for example in hard_quotes.EXAMPLES:
        for words, speaker in example.quotes:
            assert all(piece in example.text for piece in words.split(" … "))
            assert speaker is None or speaker in example.text


def test_only_what_is_misread_is_told(monkeypatch):
    right = hard_quotes.Example(
        "“We will mend the pier,” said Ola Brandt.", (("“We will mend the pier,”", "Ola Brandt"),)
    )
    wrong = hard_quotes.Example("“We will mend the pier,” said Ola Brandt.", ())
    monkeypatch.setattr(hard_quotes, "EXAMPLES", [right, wrong])
    told = hard_quotes.misread()
    assert told.startswith("1 of 2 ")
    assert told.count("Should be: no quote.") == 1
