"""Bringing annotations into the scorers' form."""

import gzip
import json
import sys

import pytest
import to_gold_form


def annotated(**changes):
    quote = {
        "id": "q1",
        "spans": [[0, 4]],
        "kind": "direct",
        "cue": [5, 9],
        "speaker": None,
        "parent": None,
    }
    return {"id": "a", "quotes": [quote | changes], "mentions": []}


@pytest.mark.parametrize(
    ("text", "spans", "whole"),
    [
        ("“Go,” – “now.”", [[0, 5], [8, 14]], [[0, 14]]),
        ("“Go,” Ola said, “now.”", [[0, 5], [16, 22]], [[0, 5], [16, 22]]),
        ("“Go,          “now.”", [[0, 4], [14, 20]], [[0, 4], [14, 20]]),
        ("“Go.\n\n“Now.”", [[0, 4], [6, 12]], [[0, 12]]),
        ("a b c d", [[0, 1], [1, 2], [2, 7]], [[0, 7]]),
    ],
    ids=["marks and a dash", "a word", "nine blanks", "a new paragraph", "touching"],
)
def test_spans_are_one_where_only_a_few_marks_part_them(text, spans, whole):
    assert to_gold_form.unbroken(text, spans) == whole


def test_each_span_is_a_prediction_of_the_same_group():
    record = annotated(spans=[[0, 5], [16, 22]])
    quotes = to_gold_form.gold_form(record, "“Go,” Ola said, “now.”")["quotes"]
    assert [(q["start"], q["end"], q["group"]) for q in quotes] == [(0, 5, "q1"), (16, 22, "q1")]


def test_a_quote_inside_a_quote_is_no_prediction():
    assert to_gold_form.gold_form(annotated(parent="q0"), "“Go”")["quotes"] == []


def test_every_attitude_counts():
    record = annotated(attitude="intention")
    assert len(to_gold_form.gold_form(record, "“Go”")["quotes"]) == 1


def test_only_names_are_entities():
    record = annotated()
    record["mentions"] = [
        {"start": 0, "end": 3, "label": "PERSON", "form": "name"},
        {"start": 4, "end": 6, "label": "PERSON", "form": "pronoun"},
    ]
    found = to_gold_form.gold_form(record, "Ola he")["entities"]
    assert found == [{"start": 0, "end": 3, "type": "PERSON"}]


def test_the_command_writes_a_line_for_each_article(tmp_path, monkeypatch):
    source, target, texts = (tmp_path / name for name in ("a.jsonl", "p.jsonl", "g.jsonl.gz"))
    source.write_text(json.dumps(annotated()) + "\n\n", encoding="utf-8")
    with gzip.open(texts, "wt", encoding="utf-8") as out:
        out.write(json.dumps({"id": "a", "text": "“Go”"}) + "\n")
    monkeypatch.setattr(sys, "argv", ["x", str(source), str(target), "--texts", str(texts)])
    to_gold_form.main()
    (line,) = target.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["id"] == "a"
