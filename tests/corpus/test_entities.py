"""Entities of the corpus: one id for one thing, people never by name alone, the ledger first."""

from onrecord.corpus.entities import LocalEntityEvidence, link
from onrecord.corpus.ledger import Ledger, LedgerEntity
from onrecord.records import EntityLabel


def entity(article, local, name, label="ORG", aliases=(), story="s-1", fictional=True, company=()):
    return LocalEntityEvidence(
        member=f"a-{article}#e{local}",
        article_id=f"a-{article}",
        name=name,
        label=EntityLabel(label),
        aliases=tuple(aliases),
        story=story,
        fictional=fictional,
        company=frozenset(company),
    )


def same(a, b, ledger=None):
    ids = link([a, b], ledger or Ledger())
    return ids[a.member] == ids[b.member]


def test_a_thing_of_one_name_is_one():
    assert same(entity(1, 1, "The Harbour Board", story="s-1"), entity(2, 1, "Harbour Board", story="s-2"))


def test_a_full_name_among_the_aliases_joins():
    assert same(entity(1, 1, "Astral Pharma Group", aliases=["Astral Pharma"]), entity(2, 1, "Astral Pharma"))


def test_a_single_word_alias_does_not_join():
    assert not same(entity(1, 1, "Astral Pharma", aliases=["Astral"]), entity(2, 1, "Astral Motors", aliases=["Astral"]))


def test_people_need_more_than_their_name():
    alone = entity(1, 1, "Mara Venn", "PERSON", story="s-1"), entity(2, 1, "Mara Venn", "PERSON", story="s-2")
    assert not same(*alone)
    assert same(entity(1, 1, "Mara Venn", "PERSON"), entity(2, 1, "Mara Venn", "PERSON"))
    company = ("harbour board", "tarnmouth")
    assert same(
        entity(1, 1, "Mara Venn", "PERSON", story="s-1", company=company),
        entity(2, 1, "Mara Venn", "PERSON", story="s-2", company=company),
    )


def test_a_surname_is_not_enough_even_in_one_story():
    assert not same(entity(1, 1, "Venn", "PERSON"), entity(2, 1, "Venn", "PERSON"))


def test_fiction_shares_places_with_the_world_but_no_organisation():
    assert same(entity(1, 1, "Norway", "GPE"), entity(2, 1, "Norway", "GPE", fictional=False))
    assert not same(entity(1, 1, "Ministry of Fish"), entity(2, 1, "Ministry of Fish", fictional=False))


def test_the_ledger_keeps_apart_and_together():
    a, b = entity(1, 1, "Harbour Board"), entity(2, 1, "Harbour Board")
    apart = Ledger(
        entities={
            "e-0000000001": LedgerEntity(id="e-0000000001", label="ORG", name="x", members=[a.member]),
            "e-0000000002": LedgerEntity(id="e-0000000002", label="ORG", name="x", members=[b.member]),
        }
    )
    assert not same(a, b, apart)
    c = entity(3, 1, "Something Else")
    together = Ledger(
        entities={"e-0000000001": LedgerEntity(id="e-0000000001", label="ORG", name="x", members=[a.member, c.member])}
    )
    assert link([a, c], together) == {a.member: "e-0000000001", c.member: "e-0000000001"}


def test_a_new_member_joins_what_the_ledger_has():
    a, b = entity(1, 1, "Harbour Board"), entity(2, 1, "Harbour Board")
    ledger = Ledger(
        entities={"e-0000000001": LedgerEntity(id="e-0000000001", label="ORG", name="x", members=[a.member])}
    )
    assert link([a, b], ledger)[b.member] == "e-0000000001"


def test_the_order_does_not_matter():
    entities = [entity(n, 1, "Harbour Board") for n in range(1, 5)]
    assert link(entities, Ledger()) == link(entities[::-1], Ledger())


def test_of_two_namesakes_that_were_told_apart_neither_gets_a_newcomer_unless_of_its_story():
    a, b = entity(1, 1, "Harbour Board", story="s-1"), entity(2, 1, "Harbour Board", story="s-2")
    apart = Ledger(
        entities={
            "e-0000000001": LedgerEntity(id="e-0000000001", label="ORG", name="x", members=[a.member]),
            "e-0000000002": LedgerEntity(id="e-0000000002", label="ORG", name="x", members=[b.member]),
        }
    )
    stranger, neighbour = (entity(3, 1, "Harbour Board", story=story) for story in ("s-3", "s-2"))
    assert link([a, b, stranger], apart)[stranger.member] not in apart.entities
    assert link([a, b, neighbour], apart)[neighbour.member] == "e-0000000002"
    assert link([a, neighbour], apart)[neighbour.member] == "e-0000000001"


def test_one_of_another_sort_between_two_does_not_keep_them_apart():
    a, b, c = entity(1, 1, "Chirrup"), entity(2, 1, "Chirrup", "PRODUCT"), entity(3, 1, "Chirrup")
    real = entity(2, 2, "Chirrup", fictional=False)
    ids = link([a, b, c, real], Ledger())
    assert ids[a.member] == ids[c.member]
    assert len(set(ids.values())) == 3
