"""Given mentions are linked in each article and across articles, and never redrawn."""

import json

import pytest

from onrecord.annotation.coreference import Given
from onrecord.cli import main
from onrecord.corpus.resolution import GivenArticle, resolve_across
from onrecord.records import EntityLabel


def article(text, **labels):
    """An article whose mentions are the keys of `labels` (underscores for blanks), in order."""
    mentions, at = [], 0
    for name, label in labels.items():
        surface = name.strip("_").replace("_", " ")
        at = text.index(surface, at)
        mentions.append(Given(at, at + len(surface), EntityLabel(label)))
        at += len(surface)
    return GivenArticle(text, mentions)


def test_a_name_and_its_short_form_are_one_in_an_article():
    (ids,) = resolve_across([article("Mara Venn spoke. Later Venn left.", Mara_Venn="PERSON", Venn="PERSON")])
    assert ids[0] == ids[1]


def test_two_people_of_one_surname_are_two():
    text = "Mara Venn spoke. Otto Venn, her brother, did not."
    (ids,) = resolve_across([article(text, Mara_Venn="PERSON", Otto_Venn="PERSON")])
    assert ids[0] != ids[1]


def test_a_country_is_one_across_articles_whatever_it_is_called():
    first = article("The talks were held in Germany.", Germany="GPE")
    second = article("The German delegation left.", German="GPE")
    (a,), (b,) = resolve_across([first, second])
    assert a == b


def test_an_adjective_that_is_a_people_is_not_the_country():
    first = article("The talks were held in Germany.", Germany="GPE")
    second = article("The German delegation left.", German="NORP")
    (a,), (b,) = resolve_across([first, second])
    assert a != b


def test_a_surname_alone_joins_nobody_across_articles():
    (a,), (b,) = resolve_across([article("Venn left.", Venn="PERSON"), article("Venn stayed.", Venn="PERSON")])
    assert a != b


def test_the_command_answers_the_same_lines_with_entities(tmp_path):
    lines = [
        {"id": "1", "text": "Mara Venn left. Venn is back.", "mentions": [{"start": s, "end": e, "label": "PERSON"} for s, e in ((0, 9), (16, 20))]},
        {"id": "2", "text": "short", "mentions": [{"start": 0, "end": 99}]},
        {"id": "3", "text": "nobody", "mentions": [], "kept": True},
    ]
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)))
    assert main(["resolve", "--jsonl", str(source), "--out", str(out)]) == 1
    first, second, third = map(json.loads, out.read_text().splitlines())
    assert first["mentions"][0]["entity"] == first["mentions"][1]["entity"]
    assert [m["start"] for m in first["mentions"]] == [0, 16]
    assert second["line"] == 2 and "no range" in second["error"]
    assert third == {"id": "3", "text": "nobody", "mentions": [], "kept": True}


def test_lines_that_fail_say_what_could_stand_there_and_are_counted(tmp_path, capsys):
    wrong = [{"label": "CAT"}, {"label": ["PERSON"]}, {"form": "noun"}]
    lines = [
        {"id": i, "text": "Mara", "mentions": [{"start": 0, "end": 4, **one}]} for i, one in enumerate(wrong)
    ]
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)))
    assert main(["resolve", "--jsonl", str(source), "--out", str(out)]) == 1
    assert "3 of 3 lines failed" in capsys.readouterr().err
    label, listed, form = (json.loads(line)["error"] for line in out.read_text().splitlines())
    assert label.startswith("mentions[0].label: 'CAT' is none of PERSON, ORG")
    assert listed.startswith("mentions[0].label: ['PERSON'] is none of")
    assert "name, nominal, pronoun" in form


def answers(tmp_path, *lines):
    """What the command makes of lines, each of which is read back as UTF-8."""
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)))
    main(["resolve", "--jsonl", str(source), "--out", str(out)])
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_a_lone_surrogate_leaves_the_output_readable(tmp_path):
    text = "Lone \ud800 Mara Venn"
    [answer] = answers(tmp_path, {"id": 1, "text": text, "mentions": [{"start": 7, "end": 16}]})
    assert answer["text"] == text and answer["mentions"][0]["entity"]


def test_mentions_of_html_are_refused(tmp_path):
    line = {"id": 1, "html": "<p>Mara Venn spoke.</p>", "mentions": [{"start": 0, "end": 9}]}
    [answer] = answers(tmp_path, line)
    assert answer["error"].startswith("`text` is missing")


def test_a_wrong_range_is_named(tmp_path):
    line = {"id": 1, "text": "Mara", "mentions": [{"start": 0.0, "end": 4}]}
    [answer] = answers(tmp_path, line)
    assert "start 0.0 and end 4 are no range of the text, which has 4" in answer["error"]


@pytest.mark.parametrize(("theirs", "ours", "one"), [("PER", "PERSON", False), ("FAC", "LOC", True)])
def test_labels_of_other_recognisers_mean_ours(tmp_path, theirs, ours, one):
    lines = [
        {"id": i, "text": "Mara Venn", "mentions": [{"start": 0, "end": 9, "label": label}]}
        for i, label in enumerate([theirs, ours, "WORK"])
    ]
    (a,), (b,), (other,) = (answer["mentions"] for answer in answers(tmp_path, *lines))
    assert a["label"] == theirs
    # A name alone joins places, and never people.
    assert (a["entity"] == b["entity"]) is one
    assert other["entity"] not in (a["entity"], b["entity"])
