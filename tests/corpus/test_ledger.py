"""The ledger is read as it was written, and refuses to contradict itself."""

import pytest

from onrecord.corpus import ledger as ledgers
from onrecord.corpus.ledger import Ledger, LedgerArticle, LedgerEntity, new_entity_id, new_story_id
from onrecord.errors import LedgerError


def an_article(number=1, **changes):
    values = {
        "id": f"a-{number:012x}",
        "sha256": f"{number:064x}",
        "story": "s-0000000001",
        "split": "train",
        "quotes": 3,
        "mentions": 9,
    }
    return LedgerArticle(**(values | changes))


def an_entity(number=1, members=("a-000000000001#e1",)):
    return LedgerEntity(id=f"e-{number:010x}", label="ORG", name="Harbour Board", members=list(members))


def test_what_is_written_is_read_back(tmp_path):
    ledger = Ledger({a.id: a for a in (an_article(2), an_article(1))}, {e.id: e for e in (an_entity(),)})
    ledgers.write(ledger, tmp_path)
    assert ledgers.read(tmp_path) == ledger
    lines = (tmp_path / "articles.jsonl").read_text().splitlines()
    assert lines == sorted(lines)


def test_an_absent_ledger_is_empty(tmp_path):
    assert ledgers.read(tmp_path) == Ledger()


def test_an_id_that_occurs_twice_is_refused_with_its_line(tmp_path):
    line = an_article().model_dump_json()
    (tmp_path / "articles.jsonl").write_text(f"{line}\n{line}\n")
    with pytest.raises(LedgerError, match="occurs twice") as caught:
        ledgers.read(tmp_path)
    assert caught.value.line == 2


def test_an_entity_of_an_article_belongs_to_one_entity_of_the_corpus(tmp_path):
    rows = [an_entity(1).model_dump_json(), an_entity(2).model_dump_json()]
    (tmp_path / "entities.jsonl").write_text("\n".join(rows) + "\n")
    with pytest.raises(LedgerError, match="belongs to"):
        ledgers.read(tmp_path)


def test_a_redirect_that_leads_nowhere_is_refused_with_its_line_whatever_blank_lines_there_are(tmp_path):
    merged = an_entity(2, ()).model_copy(update={"redirect": "e-0000000009"})
    rows = [an_entity(1).model_dump_json(), "", "", merged.model_dump_json(exclude_none=True)]
    (tmp_path / "entities.jsonl").write_text("\n".join(rows) + "\n")
    with pytest.raises(LedgerError, match="which is not there") as caught:
        ledgers.read(tmp_path)
    assert (caught.value.line, caught.value.field) == (4, "redirect")


def test_an_id_is_looked_up_among_the_taken_ones_which_are_not_gone_through():
    class Taken:
        def __contains__(self, identifier: str) -> bool:
            return identifier == "e-0000000001"

    assert new_entity_id("a-1#e1", Taken()) == new_entity_id("a-1#e1", ())


def test_a_damaged_line_is_refused_with_its_field(tmp_path):
    (tmp_path / "articles.jsonl").write_text(an_article().model_dump_json().replace("train", "tarin") + "\n")
    with pytest.raises(LedgerError) as caught:
        ledgers.read(tmp_path)
    assert (caught.value.line, caught.value.field) == (1, "split")


def test_a_taken_id_is_not_given_again():
    first = new_entity_id("a-1#e1", ())
    assert new_entity_id("a-1#e1", ()) == first
    assert new_entity_id("a-1#e1", {first}) != first
    assert new_story_id("a-1", ()).startswith("s-")
