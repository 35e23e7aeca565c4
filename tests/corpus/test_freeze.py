"""Freezing writes down what the machine made, once, and allots ids for good."""

import dataclasses

from onrecord.cleaning.read import Layer
from onrecord.corpus import annotations as store
from onrecord.corpus import ledger as ledgers
from onrecord.corpus.annotations import AnnotationLayer
from onrecord.corpus.compose import machine_provenance
from onrecord.corpus.freeze import freeze, keep_ids
from onrecord.corpus.ledger import LedgerArticle
from onrecord.corpus.reading import compile_reading
from onrecord.records import Status
from tests.corpus.pages import PAGE, folder_with, reading

MACHINE = machine_provenance("1")


def test_freezing_twice_writes_once_and_changes_nothing(tmp_path):
    folder = folder_with(tmp_path, {"harbour.txt": PAGE})
    first = freeze(folder, MACHINE)
    assert len(first.written) == 1
    path = folder.annotation_path(first.written[0])
    before, ledger = path.read_bytes(), ledgers.read(folder.ledger)
    assert store.read(path).status is Status.machine
    assert freeze(folder, MACHINE).written == []
    assert path.read_bytes() == before
    assert ledgers.read(folder.ledger) == ledger


def test_the_ledger_and_the_figures_do_not_depend_on_which_scrapes_are_at_hand(tmp_path):
    folder = folder_with(tmp_path, {"harbour.txt": PAGE, "second.txt": PAGE.replace("Tuesday", "Monday")})
    with_scrapes = freeze(folder, MACHINE).corpus
    ledger = ledgers.read(folder.ledger)
    (tmp_path / "seeds" / "harbour.txt").unlink()
    without = freeze(folder, MACHINE).corpus
    assert ledgers.read(folder.ledger) == ledger
    assert dataclasses.asdict(without) == dataclasses.asdict(with_scrapes)


def test_a_review_is_never_overwritten(tmp_path):
    folder = folder_with(tmp_path, {"harbour.txt": PAGE})
    annotation = compile_reading(reading(), PAGE.encode(), Layer(PAGE, "utf-8"))
    store.write(annotation, folder.annotation_path(annotation.id))
    assert freeze(folder, MACHINE).written == []
    assert store.read(folder.annotation_path(annotation.id)) == annotation


def test_what_a_version_completed_stays_signed_by_it(tmp_path):
    folder = folder_with(tmp_path, {"harbour.txt": PAGE})
    annotation = compile_reading(reading(), PAGE.encode(), Layer(PAGE, "utf-8"))
    bare = annotation.model_copy(
        update={"layers": [AnnotationLayer.roles, AnnotationLayer.metadata], "quotes": [], "mentions": []}
    )
    store.write(bare, folder.annotation_path(bare.id))
    assert freeze(folder, MACHINE).written == [bare.id]
    later = freeze(folder, machine_provenance("2")).corpus
    (article,) = later.articles
    assert article.provenance == annotation.provenance
    assert later.quotes and later.mentions
    assert {r.provenance for r in [*later.quotes, *later.mentions]} == {MACHINE}


def test_what_a_version_has_not_frozen_is_signed_by_the_one_that_makes_it(tmp_path):
    folder = folder_with(tmp_path, {"harbour.txt": PAGE})
    freeze(folder, MACHINE)
    (path,) = folder.annotation_paths()
    value = store.read(path).model_copy(update={"layers": [AnnotationLayer.roles, AnnotationLayer.metadata]})
    store.write(value, path)
    later = machine_provenance("2")
    corpus = freeze(folder, later).corpus
    assert corpus.articles[0].provenance == MACHINE
    assert {r.provenance for r in [*corpus.quotes, *corpus.mentions]} == {later}


def allotted(annotation, quotes, mentions):
    return LedgerArticle(
        id=annotation.id,
        sha256=annotation.source.sha256,
        story="s-0000000001",
        split="train",
        quotes=quotes,
        mentions=mentions,
    )


def test_what_was_there_keeps_its_id_and_new_ids_were_never_used():
    before = compile_reading(reading(), PAGE.encode(), Layer(PAGE, "utf-8"))
    value = reading()
    value["quotes"] = value["quotes"][1:]
    value["quotes"][0]["id"] = "q1"
    value["mentions"].append({"at": [6, "board"], "label": "ORG", "form": "nominal", "entity": None})
    after = compile_reading(value, PAGE.encode(), Layer(PAGE, "utf-8"))
    kept = keep_ids(after, [before], allotted(before, quotes=7, mentions=9))
    assert kept.quotes[0].id == before.quotes[1].id
    old = {(m.start, m.end): m.id for m in before.mentions}
    fresh = [m for m in kept.mentions if (m.start, m.end) not in old]
    assert all(m.id == old[m.start, m.end] for m in kept.mentions if m not in fresh)
    assert [m.id.rpartition(".")[2] for m in fresh] == ["m010"]
    assert kept.quotes[0].speaker_mention in {m.id for m in kept.mentions}


def test_an_entity_of_an_article_keeps_its_id_whatever_a_second_reader_calls_it():
    before = compile_reading(reading(), PAGE.encode(), Layer(PAGE, "utf-8"))
    value = reading()
    value["entities"] = [
        {"id": "e1", "name": "Tarnmouth", "label": "GPE", "aliases": []},
        {"id": "e2", "name": "board", "label": "ORG", "aliases": []},
        {"id": "e3", "name": "Mara Venn", "label": "PERSON", "aliases": ["Venn"]},
    ]
    for mention in value["mentions"]:
        mention["entity"] = "e1" if mention["label"] == "GPE" else "e3"
    value["mentions"].append({"at": [6, "board"], "label": "ORG", "form": "nominal", "entity": "e2"})
    for quote in value["quotes"]:
        quote.update(speaker_ids=["e3"], on_behalf_of="e2")
    after = compile_reading(value, PAGE.encode(), Layer(PAGE, "utf-8"))
    kept = keep_ids(after, [before], allotted(before, quotes=2, mentions=3), [f"{before.id}#e7"])
    assert {e.name: e.id for e in kept.entities} == {"Mara Venn": "e1", "Tarnmouth": "e2", "board": "e8"}
    assert {(q.speaker_ids[0], q.on_behalf_of) for q in kept.quotes} == {("e1", "e8")}
    assert {m.entity for m in kept.mentions if m.label == "PERSON"} == {"e1"}
