"""The rules of one article hold for whatever is sound, and notice whatever is moved."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.checks import corpus_findings
from onrecord.corpus import annotations as store
from onrecord.corpus import rules, sheet
from onrecord.corpus.annotations import Annotation
from onrecord.corpus.compose import compose, machine_provenance
from onrecord.corpus.ledger import Ledger
from onrecord.errors import AnnotationError
from onrecord.records import short_hash
from tests.strategies import annotated, corpora

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(annotated())
@QUICK
def test_a_sound_annotation_breaks_no_rule_and_fits_its_scrape(page) -> None:
    annotation, layer = page
    assert list(rules.violations(sheet.of_annotation(annotation))) == []
    assert list(store.drift(annotation, layer.encode(), layer)) == []


@given(annotated())
@QUICK
def test_an_annotation_is_read_back_as_it_was_written(page) -> None:
    annotation, _ = page
    assert Annotation.model_validate(json.loads(store.dumps(annotation))) == annotation


@given(annotated())
@QUICK
def test_annotation_and_records_are_one_sheet(page) -> None:
    """The rules see the same places whether they are given the file or the records made from it."""
    annotation, layer = page
    ids = {e.id: f"e-{i:010x}" for i, e in enumerate(annotation.entities)}
    story = "s-0123456789"
    records = compose(
        annotation, layer, story=story, entity_ids=ids, machine=machine_provenance("1.0.0")
    )
    ours, theirs = sheet.of_annotation(annotation), sheet.of_records(*records, set(ids.values()))

    def places(one: sheet.Sheet) -> list[object]:
        return [
            [(p.place.start, p.place.end, p.role) for p in one.paragraphs],
            sorted((m.id, m.place.start, m.place.end) for m in one.mentions),
            [(q.id, q.parent, [(p.start, p.end) for p in q.places()]) for q in one.quotes],
            [(f.start, f.end) for f in one.fields],
        ]

    assert places(ours) == places(theirs)


@given(corpora())
@QUICK
def test_sound_corpora_have_no_findings_but_of_splits(corpus) -> None:
    found = {f.check for f in corpus_findings(corpus, Ledger()) if f.is_error}
    assert found <= {"split-empty"}


@given(annotated(), st.data())
@QUICK
def test_a_moved_anchor_is_noticed(page, data) -> None:
    annotation, layer = page
    location, anchor = data.draw(st.sampled_from(annotation.anchors()))
    by = data.draw(st.integers(-anchor.start, 5).filter(bool))
    moved = layer[anchor.start + by : anchor.end + by]
    if short_hash(moved) == anchor.hash:
        return
    value = json.loads(store.dumps(annotation))
    inner = value
    for part in location:
        inner = inner[part]
    inner["start"] += by
    inner["end"] += by
    try:
        changed = Annotation.model_validate(value)
    except ValueError:
        return
    with pytest.raises(AnnotationError) as caught:
        store.check_against(changed, layer.encode(), layer, "page.json")
    assert caught.value.kind == "anchor-hash"


@given(annotated(), st.integers(0, 3))
@QUICK
def test_a_gap_between_blocks_is_noticed(page, which) -> None:
    annotation, _ = page
    value = json.loads(store.dumps(annotation))
    del value["blocks"][which % len(value["blocks"])]
    with pytest.raises(ValueError, match="the block begins at|the blocks end at"):
        Annotation.model_validate(value)
