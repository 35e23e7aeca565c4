"""The corpus of this repository: what it promises of itself."""

import dataclasses
import itertools
from collections import Counter
from pathlib import Path

import pytest

from onrecord.corpus import annotations as store
from onrecord.corpus import ledger as ledgers
from onrecord.corpus.corpus import story_evidence
from onrecord.corpus.folder import Folder
from onrecord.corpus.gather import Item
from onrecord.corpus.stories import group
from onrecord.records import Attitude, Phenomenon, QuoteKind, Rights, Split, Status

FOLDER = Folder(Path(__file__).parent.parent)


@pytest.fixture(scope="module")
def annotations():
    return [store.read(path) for path in FOLDER.annotation_paths()]


@pytest.fixture(scope="module")
def ledger():
    return ledgers.read(FOLDER.ledger)


def test_it_holds_enough_fiction_of_our_own(annotations):
    fictional = [a for a in annotations if a.fictional]
    assert len(fictional) >= 24
    assert sum(len(a.quotes) for a in fictional) >= 250
    assert all(a.rights is Rights.open and a.license == "CC0-1.0" for a in fictional)


def test_every_kind_attitude_and_phenomenon_is_in_each_split_five_times(annotations, ledger):
    counts = {split: Counter() for split in Split}
    for annotation in annotations:
        if annotation.fictional:
            for quote in annotation.quotes:
                counts[ledger.articles[annotation.id].split].update(
                    [quote.kind, quote.attitude, *quote.phenomena]
                )
    for split in Split:
        rare = {str(x) for x in [*QuoteKind, *Attitude, *Phenomenon] if counts[split][x] < 5}
        assert not rare, f"{split}: {rare}"


def test_stories_are_found_without_a_reviewers_word(annotations):
    evidence = [
        dataclasses.replace(story_evidence(Item(a, None, None, None)), key=None) for a in annotations
    ]
    found = group(evidence, {})
    pairs = list(itertools.combinations(annotations, 2))
    together = {(a.id, b.id) for a, b in pairs if a.story == b.story}
    assert {(a.id, b.id) for a, b in pairs if found[a.id] == found[b.id]} == together
    assert len(together) >= 4


def test_all_of_it_is_reviewed_and_says_by_whom(annotations):
    assert all(a.status is Status.reviewed and a.provenance.name for a in annotations)


def test_every_article_is_in_the_ledger_and_nothing_else_is(annotations, ledger):
    assert {a.id for a in annotations} == set(ledger.articles)


def test_no_story_is_in_two_splits(ledger):
    splits = {}
    for article in ledger.articles.values():
        assert splits.setdefault(article.story, article.split) is article.split


def test_the_real_pages_are_one_story_told_apart_from_fiction(annotations, ledger):
    real = {ledger.articles[a.id].story for a in annotations if not a.fictional}
    assert len(real) == 1
    assert real.isdisjoint(ledger.articles[a.id].story for a in annotations if a.fictional)
