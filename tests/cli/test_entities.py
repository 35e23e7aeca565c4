"""`onrecord entities`: found by any name, shown with all they said, merged and split by those who decide."""

import json
import re

import pytest

from onrecord.cli import main
from onrecord.corpus import decisions as decided
from onrecord.corpus import ledger as ledgers
from tests.cli.running import objects, onrecord
from tests.small import RESERVED

WHY = ["--why", "one woman, as the bakery told us", "--by", "Ida Stern"]

BRIDGE = """Bridge opens to nobody

By Perpetua Nance

March 1, 2024

The mayor of Oakford, Ada Vole, opened the new bridge over the Tarn on Monday. Nobody came to see it.

“We will build another one next year,” Vole said. She was alone with a brass band and a dog.

“Nobody asked for this one,” said Tim Oak, a ferryman who has crossed the river there for forty years.

Oak plans to go on. According to the Oakford Ferry Company, a ride costs two dollars, and the bridge three.

Vole doubts that many will pay for a boat when the leaves have fallen and the river is cold and brown.
"""
"""An invented page."""


@pytest.fixture
def entities(small_corpus, capsys):
    """Runs the command on the small corpus; gives exit code, what was printed, and what was complained."""

    def run(action: str, *arguments: str) -> tuple[int, str, str]:
        code = main(["entities", action, "--root", str(small_corpus.root), *map(str, arguments)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def ids(listing: str, name: str) -> list[str]:
    return re.findall(rf"(e-[0-9a-f]{{10}})\s+{name}\s", listing)


def test_the_list_has_who_says_most_first_and_can_be_narrowed(entities):
    code, text, _ = entities("list")
    assert code == 0
    assert len(ids(text, "Ida Wren")) == 2
    assert "onrecord entities show e-" in text
    _, places, _ = entities("list", "--label", "gpe")
    assert "Ostrow" in places and "Ida Wren" not in places
    _, few, _ = entities("list", "--limit", "2")
    assert "2 of 14 entities; --limit 0 shows all" in few
    assert entities("list", "--label", "DATE")[0] == 2


def test_json_is_the_records_one_a_line(entities, small_corpus):
    _, text, _ = entities("list", "--json")
    rows = [json.loads(line) for line in text.splitlines()]
    assert {row["id"] for row in rows} == set(ledgers.read(small_corpus.ledger).entities)
    assert rows[0]["counts"]["quotes"] == max(row["counts"]["quotes"] for row in rows)


@pytest.mark.parametrize("words", ["wren", "IDA", "ida wren", "ída wre"])
def test_search_by_parts_of_a_name_without_case_and_accents(entities, words):
    code, text, _ = entities("search", words)
    assert code == 0
    assert len(ids(text, "Ida Wren")) == 2


def test_search_says_what_is_near(entities):
    code, text, error = entities("search", "Halliway")
    assert (code, text) == (1, "")
    assert entities("search", "Bram Haloway")[2].endswith("near: Bram Halloway\n")
    assert "no entity is called Halliway" in error


def test_show_tells_everything_one_said(entities):
    code, text, _ = entities("show", "maud ferris")
    assert code == 0
    for words in (
        "Maud Ferris  PERSON",
        "Said (1)",
        "Trains are stories that leave on time",
        "Mentioned (1)",
    ):
        assert words in text
    seen = json.loads(entities("show", "Maud Ferris", "--json")[1])
    assert [one["text"] for one in seen["said"]] == ["Trains are stories that leave on time,"]
    assert seen["mentioned"][0]["surface"] == "Maud Ferris"


def test_a_name_of_several_is_answered_by_their_ids(entities):
    code, _, error = entities("show", "Ida Wren")
    assert code == 2
    assert len(set(re.findall(r"e-[0-9a-f]{10}", error))) == 2
    assert entities("show", "Ida Wrenn")[2].endswith("(near: Ida Wren)\n")


@pytest.mark.parametrize("form", [(), ("--json",), ("--html",)])
def test_words_of_reserved_articles_are_never_shown(entities, tmp_path, form):
    page = tmp_path / "page.html"
    arguments = (*form, str(page)) if form == ("--html",) else form
    for action in (("list",), ("show", "Hester Vale"), ("show", "Odo Tench")):
        code, text, _ = entities(*action, *arguments)
        assert code == 0
        text += page.read_text(encoding="utf-8") if page.exists() else ""
        for words in (RESERVED.headline, *(said for _, said in RESERVED.said)):
            assert words not in text
    assert "withheld" in text


def test_a_dataset_shows_the_words_that_it_holds(entities, small_corpus, tmp_path):
    assert main(["build", "--root", str(small_corpus.root), "--out", str(tmp_path / "built")]) == 0
    code, text, _ = entities("show", "Hester Vale", "--dataset", str(tmp_path / "built"))
    assert code == 0
    assert RESERVED.said[0][1] in text
    assert entities("list", "--dataset", str(tmp_path))[0] == 2


def test_the_page_stands_alone_and_is_safe(entities, tmp_path):
    page = tmp_path / "all.html"
    assert "written" in entities("list", "--html", page)[1]
    text = page.read_text(encoding="utf-8")
    assert text.count("<details") == 14
    assert "Trains are stories" in text
    assert not re.search(r"""(src|href)=["'](?!https://www\.wikidata\.org/)|@import|url\(""", text)
    entities("show", "Maud Ferris", "--html", page)
    assert "<details" not in page.read_text(encoding="utf-8")


def test_no_build_and_no_annotation_is_needed(tmp_path):
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "page.txt").write_text(BRIDGE, encoding="utf-8")
    done = onrecord("entities", "list", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "freeze keeps" in onrecord("entities", "list", cwd=tmp_path).stdout.decode()
    # What nobody froze has no id for good yet.
    people = [row["id"] for row in objects(done.stdout) if row["label"] == "PERSON"]
    assert len(people) > 1
    refused = onrecord("entities", "merge", *people, *WHY, cwd=tmp_path)
    assert refused.returncode == 2
    assert b"after onrecord freeze" in refused.stderr
    empty = tmp_path / "empty"
    (empty / "seeds").mkdir(parents=True)
    assert b"nothing here yet" in onrecord("entities", "list", cwd=empty).stderr


def test_merged_they_are_one_everywhere_and_the_old_id_still_leads_there(entities, small_corpus):
    first, second = ids(entities("list")[1], "Ida Wren")
    code, text, _ = entities("merge", first, second, *WHY)
    assert code == 0
    assert f"{second} merged into {first}, by Ida Stern" in text
    assert main(["validate", str(small_corpus.root)]) == 0
    code, text, note = entities("show", second)
    assert code == 0 and f"{second} was merged into {first}" in note
    for words in ("Ida Wren  PERSON", "Said (2)", f"formerly  {second}", "as the bakery told us"):
        assert words in text
    assert entities("merge", first, second, *WHY)[0] == 2
    assert len(decided.read(small_corpus.decisions).entities) == 1


def test_a_file_of_decisions_can_be_validated_by_itself(entities, small_corpus, capsys):
    first, second = ids(entities("list")[1], "Ida Wren")
    entities("merge", first, second, *WHY)
    path = small_corpus.decisions / decided.ENTITIES
    assert main(["validate", str(path)]) == 0
    assert capsys.readouterr().out == "valid: decision files 1\n"
    path.write_text(path.read_text().replace(second, "e-0123456789"), encoding="utf-8")
    assert main(["validate", str(path)]) == 1
    told = capsys.readouterr().out
    assert (
        f"{decided.ENTITIES}:1:entities[0]: [decision-known] there is no entity e-0123456789"
        in told
    )
    (small_corpus.decisions / decided.WIKIDATA).write_text(
        f'{first} = {{ name = "x", label = "GPE", item = "Q1" }}\n'
    )
    assert main(["validate", str(small_corpus.decisions / decided.WIKIDATA)]) == 1
    assert f"1:{first}: [wikidata-entity]" in capsys.readouterr().out


def test_a_person_is_no_place(entities, small_corpus):
    code, _, error = entities("merge", "Maud Ferris", "Ostrow", *WHY)
    assert code == 2
    assert "Maud Ferris is PERSON and Ostrow is GPE" in error
    assert not small_corpus.decisions.exists()


def test_split_by_article_and_what_contradicts_it(entities, small_corpus):
    seen = json.loads(entities("show", "Ostrow", "--json")[1])
    first, second = (one["article"] for one in seen["mentioned"])
    split = ("split", "Ostrow", "--article", second, "--name", "Ostrow on the lake", *WHY)
    code, text, _ = entities(*split)
    assert code == 0
    new = re.match(r"e-[0-9a-f]{10}", text)[0]
    assert json.loads(entities("show", new, "--json")[1])["counts"]["articles"] == 1
    assert onrecord("freeze", "--root", small_corpus.root).returncode == 0
    assert json.loads(entities("show", new, "--json")[1])["name"] == "Ostrow on the lake"
    code, _, error = entities("merge", seen["id"], new, *WHY)
    assert code == 2 and f"line 1 took {new} out of {seen['id']}" in error
    code, _, error = entities("split", seen["id"], "--article", first, "--name", "x", *WHY)
    assert code == 2 and "nothing would be left" in error
    (small_corpus.decisions / decided.ENTITIES).write_text("")
    assert entities("merge", seen["id"], new, *WHY)[0] == 0
    assert onrecord("freeze", "--root", small_corpus.root).returncode == 0
    ledger = ledgers.read(small_corpus.ledger)
    assert ledger.follow(new) == seen["id"]
    assert len(ledger.entities[seen["id"]].members) == 2


def test_split_by_mention_names_only_what_is_there(entities):
    seen = json.loads(entities("show", "Maud Ferris", "--json")[1])
    mention = seen["mentioned"][0]["id"]
    other = json.loads(entities("show", "Sable Munro", "--json")[1])["mentioned"][0]["id"]
    assert entities("split", "Maud Ferris", "--mention", other, "--name", "x", *WHY)[0] == 2
    assert entities("split", "Maud Ferris", "--mention", mention, "--name", "x", *WHY)[0] == 2
    assert "say what is the other's" in entities("split", "Maud Ferris", "--name", "x", *WHY)[2]


def test_who_decides_is_said(entities, small_corpus, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    first, second = ids(entities("list")[1], "Ida Wren")
    code, _, error = entities("merge", first, second, "--why", "one woman")
    assert code == 2 and "--by NAME" in error
    assert (
        entities("merge", first, second, "--why", "one woman", "--by", "A reader", "--model")[0]
        == 0
    )
    ((_, decision),) = decided.read(small_corpus.decisions).entities
    assert (decision.by.kind, decision.by.name) == ("model", "A reader")


@pytest.mark.parametrize("empty", ["--why", "--by", "--name"])
def test_an_empty_argument_is_wrong_use(entities, small_corpus, empty):
    arguments = {"--why": "one woman", "--by": "Ida Stern", "--name": "x"} | {empty: "  "}
    given = [word for pair in arguments.items() for word in pair]
    code, _, error = entities("split", "Ostrow", "--article", "a-0123456789ab", *given)
    assert code == 2 and f"argument {empty}: is empty" in error
    assert not small_corpus.decisions.exists()


@pytest.mark.parametrize("limit", ["-1", "few"])
def test_a_limit_is_a_number(entities, limit):
    code, _, error = entities("list", f"--limit={limit}")
    assert code == 2 and "no whole number from 0 on" in error


def test_a_decision_is_taken_back_by_removing_its_line(entities, small_corpus):
    first, second = ids(entities("list")[1], "Ida Wren")
    small_corpus.decisions.mkdir()
    path = small_corpus.decisions / decided.ENTITIES
    path.write_text("\n\n")
    _, text, _ = entities("merge", first, second, *WHY)
    assert "entities.jsonl, line 3: builds follow it; to take it back, remove that line" in text
    path.write_text("\n\n")
    assert ids(entities("list")[1], "Ida Wren") == [first, second]
