"""The systems that are compared: the baseline, what peers are given, how one is run."""

import json
import sys

import pytest
import quote_systems
from hypothesis import given
from hypothesis import strategies as st


def baseline(text):
    found = quote_systems.marks_and_nearest()({"text": text})
    return [
        (text[slice(*one["spans"][0])], one["speaker"] and text[slice(*one["speaker"])])
        for one in found
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We mend it in May,” Ola Brandt said.", [("“We mend it in May,”", "Ola Brandt")]),
        ('"We mend it in May," said Brandt.', [('"We mend it in May,"', "Brandt")]),
        ("„We mend it in May“, she said.", [("„We mend it in May“", "she")]),
        ("The “night mayor of Velden” left, Ruiz said.", [("“night mayor of Velden”", "Ruiz")]),
        ("The “night mayor” left, Ruiz said.", []),
        ("“Nobody ever wrote to me.”", [("“Nobody ever wrote to me.”", None)]),
        ("“I know what Pell said about it.”", [("“I know what Pell said about it.”", None)]),
        ("", []),
    ],
    ids=["after", "before", "low-high", "four-words", "two-words", "nobody", "inside", "empty"],
)
def test_the_baseline_takes_four_words_in_marks_and_the_nearest_said(text, expected):
    assert baseline(text) == expected


def test_the_baseline_takes_the_nearest_of_two():
    text = "Haber said no. “It was never mine to sell,” she added. Later Pell said more."
    assert baseline(text) == [("“It was never mine to sell,”", "she")]


@given(st.lists(st.sampled_from(["Ola ", "said", "''", "'", "\n", "\n\n", "  ", "“go”", "\t"])))
def test_prepared_text_leads_back_to_the_same_words(parts):
    text = "".join(parts)
    lines = quote_systems.Lines(text)
    assert "''" not in lines.text.replace("'\"", "")
    assert "\n\n" not in lines.text
    for start in range(len(lines.text)):
        if lines.text[start] not in '\n"':
            a, b = lines.back(start, start + 1)
            assert text[a:b] == lines.text[start]


def test_a_failure_is_told_and_the_others_go_on():
    def system(record):
        if record["id"] == "bad":
            raise ValueError("too many marks")
        return [quote_systems.quote([(0, 1)])]

    report = quote_systems.work(system, [{"id": "a"}, {"id": "bad"}, {"id": "b"}])
    assert [len(answer["quotes"]) for answer in report["answers"]] == [1, 0, 1]
    assert report["failures"] == [{"id": "bad", "error": "ValueError: too many marks"}]
    assert report["megabytes"] > 1


def test_what_is_not_installed_says_so_by_its_exit_code(tmp_path, monkeypatch, capsys):
    def load():
        raise ImportError("No module named 'peer'")

    monkeypatch.setitem(quote_systems.SYSTEMS, "peer", quote_systems.Entry(load))
    code = quote_systems.main("peer", str(tmp_path / "in"), str(tmp_path / "out"))
    assert code == quote_systems.NOT_INSTALLED
    assert "No module named 'peer'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name", ["onrecord", "onrecord, rules alone", "onrecord, tagger alone", "onrecord, roles given"]
)
def test_ours_find_a_plain_quotation(name, tmp_path):
    text = "“We will mend the pier before winter,” said Ola Brandt."
    source, target = tmp_path / "in.json", tmp_path / "out.json"
    units = [[0, len(text), "paragraph"]]
    source.write_text(json.dumps([{"id": "a", "text": text, "units": units}]), encoding="utf-8")
    assert quote_systems.main(name, str(source), str(target)) == 0
    report = json.loads(target.read_text(encoding="utf-8"))
    (found,) = report["answers"][0]["quotes"]
    assert text[slice(*found["spans"][0])] == "“We will mend the pier before winter,”"
    assert text[slice(*found["speaker"])] == "Ola Brandt"
    assert report["versions"]["onrecord"]


def test_peers_need_no_onrecord():
    loaded = set(sys.modules)
    assert "quote_systems" in loaded
    source = quote_systems.__file__
    with open(source, encoding="utf-8") as lines:
        top = [line for line in lines if line.startswith(("import ", "from "))]
    assert not [line for line in top if "onrecord" in line or "spacy" in line]
