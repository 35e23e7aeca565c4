"""The benchmark of entities: its measures, its baselines and a quick run over an invented set."""

import gzip
import importlib.util
import json
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "scripts/bench_entities.py"


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("bench_entities", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_entities"] = module
    spec.loader.exec_module(module)
    return module


def record(text, *names, clusters=(), key="one"):
    """A record whose names and clusters are (surface, type, nth occurrence, qid) of its text."""

    def place(surface, kind, nth=0, qid=None):
        start = -1
        for _ in range(nth + 1):
            start = text.index(surface, start + 1)
        return {"start": start, "end": start + len(surface), "type": kind, "text": surface, "qid": qid}

    return {
        "id": key,
        "text": text,
        "entities": [place(*name) for name in names],
        "clusters": [[place(*mention) for mention in cluster] for cluster in clusters],
    }


def test_perfect_groups_have_all_points(bench):
    groups = [{1, 2, 3}, {4}]
    assert bench.b_cubed(groups, groups) == bench.lea(groups, groups) == 100


def test_what_is_left_apart_costs_recall(bench):
    gold, found = [{1, 2}], [{1}, {2}]
    assert bench.b_cubed(gold, found) == pytest.approx(200 * 0.5 / 1.5)
    assert bench.lea(gold, found) == 0


def test_mentions_of_one_side_alone_count_against_it(bench):
    assert bench.b_cubed([{1}], [{1}, {2}]) == pytest.approx(200 * 0.5 / 1.5)


def test_the_worst_text_is_left_out_and_draws_lie_around_the_whole(bench):
    text = "Kim Roe met Ola Dahl."
    records = [record(text, ("Kim Roe", "PERSON"), ("Ola Dahl", "PERSON"), key=key) for key in "abc"]
    right = [{"start": 0, "end": 7, "type": "PERSON"}, {"start": 12, "end": 20, "type": "PERSON"}]
    one = bench.Run({"a": right, "b": right, "c": []}, 1.0, "none")
    without, low, high = bench.spread(records, one)
    assert without == 100
    assert low == 0 and high == 100
    assert bench.name_scores(records, one)["all"] == pytest.approx(80)


def test_articles_and_possessives_are_no_part_of_names(bench):
    text = "the Roe’s"
    assert bench.trimmed(text, 0, len(text)) == (4, 7)


def test_descriptions_are_no_names_of_the_gold(bench):
    one = record("Roe met soldiers.", ("Roe", "PERSON"), ("soldiers", "PERSON"))
    assert bench.gold_names(one) == {(0, 3, "PERSON")}


def test_errors_by_cause(bench):
    one = record(
        "Kim Roe left Sandholm for Oda and Nord.",
        ("Kim Roe", "PERSON"),
        ("Sandholm", "GPE"),
        ("Oda", "GPE"),
        ("Nord", "ORG"),
    )
    found = [
        {"start": 4, "end": 7, "type": "PERSON"},
        {"start": 13, "end": 21, "type": "ORG"},
        {"start": 26, "end": 29, "type": "GPE"},
        {"start": 8, "end": 12, "type": "ORG"},
    ]
    causes = bench.name_errors([one], bench.Run({"one": found}))
    assert causes == {"right": 1, "boundary": 1, "type": 1, "missed": 1, "spurious": 1}


def test_errors_that_the_gold_makes_itself_are_counted(bench):
    text = "Tidewatch sued Sandholm. Tidewatch lost. Kim Roe left Sandholm, and Roe sang."
    one = record(text, ("Tidewatch", "ORG"), ("Sandholm", "LOC"), ("Sandholm", "ORG", 1), ("Kim Roe", "PERSON"))

    def found(*names):
        places = record(text, *names)["entities"]
        return bench.Run({"one": [{**place, "form": "name"} for place in places]})

    again = found(
        ("Tidewatch", "ORG"),
        ("Tidewatch", "ORG", 1),
        ("Sandholm", "LOC"),
        ("Sandholm", "LOC", 1),
        ("Kim Roe", "PERSON"),
        ("Roe", "PERSON", 1),
    )
    # Too much: the second Tidewatch, Sandholm as a place, Roe alone. Missed: Sandholm as an organisation.
    assert bench.contradicted([one], again) == (4, 3, pytest.approx(200 * 3 / 7))
    assert bench.contradicted([one], found(("Kim Roe", "PERSON"))) == (3, 1, pytest.approx(200 / 4))


def test_baselines_join_what_they_say_they_join(bench):
    one = record(
        "Kim Roe left. Roe is back. Sea Fog Office, SFO, and Oda.",
        ("Kim Roe", "PERSON"),
        ("Roe", "PERSON", 1),
        ("Sea Fog Office", "ORG"),
        ("SFO", "ORG"),
        clusters=[[("Kim Roe", "PERSON"), ("Roe", "PERSON", 1)], [("Sea Fog Office", "ORG"), ("SFO", "ORG")]],
    )
    given = bench.task([one], "names")
    gold = bench.gold_groups(given)
    assert len(bench.by_string(given)) == 4
    assert sorted(map(sorted, bench.by_simple_rules(given))) == sorted(map(sorted, gold))
    assert sorted(map(sorted, bench.by_onrecord(given))) == sorted(map(sorted, gold))


def test_wrong_merges_and_splits_are_told_apart(bench):
    one = record(
        "Kim Roe met Ola Roe. Roe left.",
        ("Kim Roe", "PERSON"),
        ("Ola Roe", "PERSON"),
        ("Roe", "PERSON", 2),
        clusters=[[("Kim Roe", "PERSON")], [("Ola Roe", "PERSON"), ("Roe", "PERSON", 2)]],
    )
    given = bench.task([one], "names")
    kim, ola, roe = ("one", 0, 7), ("one", 12, 19), ("one", 21, 24)
    assert bench.resolution_errors(given, [{kim, roe}, {ola}]) == {
        ("name", "right"): 2,
        ("name", "wrong merge"): 1,
    }
    assert bench.resolution_errors(given, [{kim}, {ola}, {roe}])["name", "split"] == 1


def test_a_quick_run_writes_the_report(bench, tmp_path):
    text = "Kim Roe of Astra Pharma said the fog was gone. Roe left Norway."
    one = record(
        text,
        ("Kim Roe", "PERSON", 0, "Q1"),
        ("Roe", "PERSON", 1, "Q1"),
        ("Norway", "GPE", 0, "Q2"),
        clusters=[[("Kim Roe", "PERSON"), ("Roe", "PERSON", 1)], [("Norway", "GPE")]],
    )
    for name in (*bench.NAME_SETS, *bench.LINKED_SETS):
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as out:
            out.write(json.dumps(one) + "\n")
    out = tmp_path / "report.md"
    assert bench.main([str(tmp_path), "--quick", "--out", str(out)]) == 0
    told = out.read_text(encoding="utf-8")
    assert "| GUM, names | 3 | onrecord | 100.0 | 100.0 |" in told
    assert "words per CPU second" in told and "wrong merge" in told
