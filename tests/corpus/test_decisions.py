"""Reviewers' decisions: what they do to the corpus, that they win for good, and which of them cannot be."""

import datetime
import json
from dataclasses import asdict

import pytest

import onrecord
from onrecord.corpus import corpus
from onrecord.corpus import decisions as decided
from onrecord.corpus import ledger as ledgers
from onrecord.corpus.compose import DECIDED, machine_provenance
from onrecord.corpus.corpus import Corpus, assemble
from onrecord.corpus.decisions import Decisions, Merge, Split, WikidataItem
from onrecord.corpus.freeze import freeze
from onrecord.corpus.gather import gather
from onrecord.corpus.ledger import Ledger, LedgerArticle, LedgerEntity
from onrecord.errors import LedgerError
from onrecord.records import Entity, Provenance, Status
from tests.corpus.pages import PAGE, folder_with
from tests.small import Page, add

READER = Provenance(kind="person", name="Ida Stern")
DAY = datetime.date(2031, 6, 7)
MACHINE = machine_provenance(onrecord.__version__)
A, B, C, D, NEW, OTHER = (f"e-{letter * 10}" for letter in "abcdef")
ARTICLE = "a-111111111111"


def merge(into: str, *others: str) -> Merge:
    return Merge(
        decision="merge",
        into=into,
        entities=list(others),
        date=DAY,
        by=READER,
        why="the text says so",
    )


def split(entity: str, into: str, *parts: str, name: str = "Ida Wren the younger") -> Split:
    return Split(
        decision="split",
        entity=entity,
        into=into,
        name=name,
        label="PERSON",
        members=[p for p in parts if "#" in p],
        mentions=[p for p in parts if "#" not in p],
        date=DAY,
        by=READER,
        why="mother and daughter",
    )


def said(*decisions: Merge | Split, wikidata: dict | None = None) -> Decisions:
    return Decisions(list(enumerate(decisions, 1)), wikidata or {})


def ledger() -> Ledger:
    """Three people and a place, in one article."""
    rows = {
        i: LedgerEntity(id=i, label="PERSON", name=f"Person {i[-1]}", members=[f"{ARTICLE}#e{n}"])
        for n, i in enumerate((A, B, C, D), 1)
    }
    article = LedgerArticle(
        id=ARTICLE, sha256="1" * 64, story="s-1111111111", split="train", quotes=2, mentions=9
    )
    return Ledger({ARTICLE: article}, rows)


def kinds(decisions: Decisions, known: Ledger | None = None) -> list[tuple[int | None, str]]:
    return [(p.line, p.kind) for p in decided.problems(decisions, known or ledger())]


def built(folder) -> Corpus:
    """The corpus as a build makes it."""
    return assemble(
        gather(folder, MACHINE, run_models=False).items,
        ledgers.read(folder.ledger),
        MACHINE,
        decisions=decided.read(folder.decisions),
    )[0]


def named(corpus: Corpus, name: str) -> list[Entity]:
    return sorted((e for e in corpus.entities if e.name == name), key=lambda e: e.id)


# --- what they do ---------------------------------------------------------------------------------


def test_a_merge_moves_everything_and_leaves_a_redirect(small_corpus):
    keep, gone = named(built(small_corpus), "Ida Wren")
    decided.append(merge(keep.id, gone.id), small_corpus.decisions)
    after = built(small_corpus)
    (one,) = named(after, "Ida Wren")
    assert (one.id, one.former_ids) == (keep.id, [gone.id])
    assert (one.counts.articles, one.counts.quotes, one.counts.mentions) == (2, 2, 2)
    assert (one.first_seen, one.last_seen) == (datetime.date(2024, 3, 1), datetime.date(2024, 6, 2))
    assert (one.status, one.provenance.name) == (Status.reviewed, "a test")
    assert not any(gone.id in (m.entity_id,) for m in after.mentions)
    assert not any(gone.id in q.speaker_ids for q in after.quotes)


def test_what_the_machine_found_and_a_reader_decided_about_is_the_readers(tmp_path):
    folder = folder_with(tmp_path, {"harbour.txt": PAGE})
    frozen = freeze(folder, MACHINE).corpus
    first, second, *_ = (e for e in frozen.entities)
    assert first.provenance == MACHINE
    decided.append(merge(first.id, second.id), folder.decisions)
    one = next(e for e in built(folder).entities if e.id == first.id)
    assert (one.status, one.provenance) == (Status.reviewed, READER)


def test_freezing_carries_it_out_for_good_and_once(small_corpus):
    keep, gone = named(built(small_corpus), "Ida Wren")
    decided.append(merge(keep.id, gone.id), small_corpus.decisions)
    frozen = freeze(small_corpus, MACHINE).corpus
    first = (small_corpus.ledger / "entities.jsonl").read_bytes()
    assert ledgers.read(small_corpus.ledger).entities[gone.id].redirect == keep.id
    assert asdict(freeze(small_corpus, MACHINE).corpus) == asdict(frozen)
    assert (small_corpus.ledger / "entities.jsonl").read_bytes() == first
    # Ids never change meaning: without its line the redirect stays.
    (small_corpus.decisions / decided.ENTITIES).unlink()
    assert [e.former_ids for e in named(built(small_corpus), "Ida Wren")] == [[gone.id]]


def test_a_split_of_an_article_moves_its_mentions_and_quotes(small_corpus):
    (place,) = named(built(small_corpus), "Ostrow")
    bakery = next(a.id for a in built(small_corpus).articles if "bread" in a.text)
    part = f"{bakery}#e1"
    decided.append(split(place.id, NEW, part, name="Ostrow on the lake"), small_corpus.decisions)
    after = built(small_corpus)
    new = next(e for e in after.entities if e.id == NEW)
    assert (new.name, new.aliases, new.counts.articles) == ("Ostrow on the lake", ["Ostrow"], 1)
    assert named(after, "Ostrow")[0].counts.articles == 1
    assert {m.entity_id for m in after.mentions if m.article_id == bakery} >= {NEW}


def test_a_split_of_one_mention_takes_the_quote_that_it_speaks(small_corpus):
    before = built(small_corpus)
    eels = next(a.id for a in before.articles if "eels" in a.text)
    quote = next(q for q in before.quotes if q.article_id == eels and "counting" in q.text)
    old = quote.speaker_ids[0]
    decided.append(split(old, NEW, quote.speaker_mention_id), small_corpus.decisions)
    after = {q.id: q for q in built(small_corpus).quotes}
    assert after[quote.id].speaker_ids == [NEW]
    mention = next(m for m in built(small_corpus).mentions if m.id == quote.speaker_mention_id)
    assert (mention.entity_id, mention.link_reason) == (NEW, DECIDED)
    new = next(e for e in built(small_corpus).entities if e.id == NEW)
    # The name goes with the mention that bears it.
    assert new.aliases == ["Ida Wren"]
    assert freeze(small_corpus, MACHINE).corpus.quotes
    assert {q.id: q for q in built(small_corpus).quotes}[quote.id].speaker_ids == [NEW]


def test_a_new_article_joins_what_was_merged_but_not_what_namesakes_could_claim(small_corpus):
    (place,) = named(built(small_corpus), "Ostrow")
    bakery = next(a.id for a in built(small_corpus).articles if "bread" in a.text)
    decided.append(split(place.id, NEW, f"{bakery}#e1", name="Ostrow"), small_corpus.decisions)
    freeze(small_corpus, MACHINE)
    add(
        small_corpus,
        Page("mill", "Mill opens", "Rufus Oake", "2025-05-05", "Ostrow", [("Una Bly", "It turns")]),
    )
    places = named(built(small_corpus), "Ostrow")
    assert len(places) == 3
    assert {e.counts.articles for e in places} == {1}


def test_a_wikidata_item_follows_its_entity_through_a_merge(small_corpus):
    keep, gone = named(built(small_corpus), "Ida Wren")
    (small_corpus.decisions).mkdir()
    (small_corpus.decisions / decided.WIKIDATA).write_text(
        f'{gone.id} = {{ name = "Ida Wren", label = "PERSON", item = "Q4115189" }}\n'
    )
    assert {e.id: e.wikidata_id for e in named(built(small_corpus), "Ida Wren")}[
        gone.id
    ] == "Q4115189"
    decided.append(merge(keep.id, gone.id), small_corpus.decisions)
    assert [e.wikidata_id for e in named(built(small_corpus), "Ida Wren")] == ["Q4115189"]


# --- which cannot be ------------------------------------------------------------------------------

ONE, TWO = f"{ARTICLE}#e1", f"{ARTICLE}#e2"


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([merge(A, B)], []),
        ([merge(A, B), merge(A, C), merge(D, A)], []),
        ([merge(A, OTHER)], [(1, decided.KNOWN)]),
        ([merge(OTHER, B)], [(1, decided.KNOWN)]),
        ([merge(A, B), merge(A, B)], [(2, decided.REPEAT)]),
        ([merge(A, B), merge(C, B)], [(2, decided.CONTRADICTION)]),
        ([merge(A, B), merge(B, A)], [(2, decided.CONTRADICTION)]),
        ([merge(A, B), merge(B, C), merge(C, A)], [(2, decided.CONTRADICTION)]),
        ([split(A, NEW, ONE)], []),
        ([split(A, NEW, f"{ARTICLE}.m009")], []),
        ([split(A, NEW, f"{ARTICLE}.m010")], [(1, decided.KNOWN)]),
        ([split(A, NEW, f"{ARTICLE}#e7")], [(1, decided.KNOWN)]),
        ([split(A, NEW, TWO)], [(1, decided.KNOWN)]),
        ([merge(A, B), split(A, NEW, TWO)], []),
        ([merge(A, B), split(B, NEW, TWO)], [(2, decided.CONTRADICTION)]),
        ([split(A, NEW, ONE), merge(A, NEW)], [(2, decided.CONTRADICTION)]),
        ([split(A, NEW, ONE), merge(B, A), merge(NEW, B)], [(3, decided.CONTRADICTION)]),
        ([split(A, NEW, ONE), merge(B, NEW)], []),
        ([split(A, NEW, ONE), split(A, OTHER, ONE)], [(2, decided.CONTRADICTION)]),
        ([split(A, NEW, ONE), split(B, NEW, TWO)], [(2, decided.CONTRADICTION)]),
        ([split(A, NEW, ONE), split(A, NEW, ONE)], [(2, decided.REPEAT)]),
        ([split(A, NEW, ONE), split(NEW, OTHER, ONE)], []),
    ],
)  # fmt: skip
def test_contradictions_repeats_and_what_speaks_of_nothing(decisions, expected):
    assert kinds(said(*decisions)) == expected


@pytest.mark.parametrize(
    "decisions",
    [
        [merge(A, B), merge(A, C)],
        [merge(A, B), split(A, NEW, TWO)],
        [split(A, NEW, ONE), merge(B, NEW)],
        [split(A, NEW, ONE), merge(B, A)],
        [split(A, NEW, ONE), split(NEW, OTHER, ONE)],
        [merge(A, B), merge(D, A), split(D, NEW, TWO, f"{ARTICLE}.m003")],
    ],
)
def test_carried_out_they_hold_and_change_nothing_more(decisions):
    once = decided.applied(said(*decisions), ledger())
    assert kinds(said(*decisions), once) == []
    assert decided.applied(said(*decisions), once) == once
    parts = sorted(m for row in once.entities.values() for m in row.members if "#" in m)
    assert parts == sorted(m for row in ledger().entities.values() for m in row.members)


def test_a_merged_id_can_never_be_used_again_even_if_its_decision_is_removed():
    once = decided.applied(said(merge(A, B)), ledger())
    assert kinds(said(merge(C, B)), once) == [(1, decided.CONTRADICTION)]
    assert once.follow(B) == A and once.former_ids() == {A: [B]}


def test_what_does_not_hold_is_refused_with_file_and_line(small_corpus):
    decided.append(merge(A, B), small_corpus.decisions)
    with pytest.raises(LedgerError, match=r"entities\.jsonl:1:into: there is no entity e-a"):
        freeze(small_corpus, MACHINE)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "json_invalid"),
        ('{"decision": "rename"}', "literal_error"),
        (
            json.dumps(merge(A, B).model_dump(mode="json") | {"into": "e-1"}),
            "string_pattern_mismatch",
        ),
        (json.dumps(merge(A, B).model_dump(mode="json") | {"why": None}), "string_type"),
    ],
)
def test_a_line_of_another_shape_is_refused(tmp_path, line, told):
    (tmp_path / decided.ENTITIES).write_text(f"\n{line}\n")
    with pytest.raises(LedgerError) as caught:
        decided.read(tmp_path)
    assert (caught.value.line, caught.value.kind) == (2, told)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({A: ("Person a", "PERSON", "Q1"), B: ("Person b", "PERSON", "Q2")}, []),
        ({A: ("Person a", "ORG", "Q1")}, [decided.WIKIDATA_ENTITY]),
        ({A: ("Somebody", "PERSON", "Q1")}, [decided.WIKIDATA_ENTITY]),
        ({OTHER: ("Person a", "PERSON", "Q1")}, [decided.WIKIDATA_ENTITY]),
        ({A: ("Person a", "PERSON", "Q1"), B: ("Person b", "PERSON", "Q1")}, [decided.WIKIDATA_UNIQUE]),
    ],
)  # fmt: skip
def test_wikidata_items_are_given_once_and_under_the_right_name(table, told):
    items = {i: WikidataItem(name=n, label=label, item=q) for i, (n, label, q) in table.items()}
    assert [kind for _, kind in kinds(said(wikidata=items))] == told


@pytest.mark.parametrize("item", ["", "148", "Q0", "Q01", "q5", "P31"])
def test_a_wikidata_item_has_its_form(tmp_path, item):
    (tmp_path / decided.WIKIDATA).write_text(
        f'\n{A} = {{ name = "x", label = "GPE", item = "{item}" }}\n'
    )
    with pytest.raises(LedgerError, match=f"wikidata.toml:2:{A}.item"):
        decided.read(tmp_path)


def test_an_entity_is_called_as_texts_write_it_not_as_datelines_shout() -> None:
    assert corpus._preferred(["OSTERMOOR", "OSTERMOOR", "Ostermoor"]) == "Ostermoor"
    assert corpus._preferred(["UNESCO", "UNESCO"]) == "UNESCO"
