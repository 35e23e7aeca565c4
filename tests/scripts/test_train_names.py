"""The making of the weights that tell the kinds of names; all names are invented."""

import numpy as np
import pytest

pytest.importorskip("scipy", reason="what makes the weights is not installed")

import train_names

from onrecord.annotation import name_kinds, name_words
from onrecord.annotation.features import describe
from onrecord.annotation.layers import Place
from onrecord.annotation.name_kinds import Kind, Terms

TEXT = "The Perimex board met Ana Okoro near the harbour."


def entity(surface: str, kind: str, **more: bool) -> dict:
    start = TEXT.index(surface)
    return {"start": start, "end": start + len(surface), "type": kind, **more}


def test_gold_names_are_found_by_their_words():
    entities = [
        entity("The Perimex", "ORG"),
        entity("Ana Okoro", "PERSON"),
        entity("Okoro", "PERSON", nested=True),
        entity("harbour", "LOC"),
        entity("boar", "ORG"),
    ]
    places = train_names.gold_places({"text": TEXT, "entities": entities}, describe(TEXT))
    assert places == {
        ("Perimex",): [((1, 1), Kind.ORGANISATION)],
        ("Ana", "Okoro"): [((4, 5), Kind.PERSON)],
    }


def test_words_near_capitals_are_learned():
    words = describe("it was then that he saw Perimex as it grew and grew and grew")
    near = [words.texts[at] for at in train_names.near_capitals(words)]
    assert near == ["he", "saw", "Perimex", "as", "it"]


def test_words_are_tagged_by_their_place_and_the_kind():
    tags = train_names.word_tags(
        {
            "text": TEXT,
            "entities": [
                entity("The Perimex", "ORG"),
                entity("Ana Okoro", "PERSON"),
                entity("Okoro", "PLACE", nested=True),
            ],
        },
        describe(TEXT),
    )
    person, organisation = 4 * Kind.PERSON, 4 * Kind.ORGANISATION
    assert tags.tolist() == [
        0,
        organisation + Place.SINGLE,
        0,
        0,
        person + Place.BEGIN,
        person + Place.END,
        *[0] * 4,
    ]


def test_the_second_reader_learns_what_it_is_shown(monkeypatch):
    pytest.importorskip("sklearn", reason="what makes the weights is not installed")
    records = [{"text": TEXT, "entities": [entity("Ana Okoro", "PERSON")]}] * 20
    monkeypatch.setattr(train_names, "training_texts", lambda folder: iter(records))
    model = train_names.fit_words(None, name_kinds.model())
    words = describe("Then they met Ana Okoro again.")
    assert model.weights.shape == (name_words.BUCKETS, name_words.TAGS)
    tags = model.tags(words, [3, 4]).argmax(axis=1)
    assert tags.tolist() == [4 * Kind.PERSON + Place.BEGIN, 4 * Kind.PERSON + Place.END]


def made_up(texts: int) -> list[train_names.Text]:
    """Texts in which the first term alone tells the kind, and the second nothing."""
    random = np.random.default_rng(1)
    made = []
    for _ in range(texts):
        kinds = random.integers(len(Kind), size=12)
        shared = random.normal(size=(12, len(Kind), 2))
        shared[np.arange(12), kinds, 0] += 4
        counts = np.eye(len(Kind))[kinds]
        made.append(train_names.Text({}, Terms(shared, np.ones((12, 1))), counts, counts))
    return made


def test_the_fit_leans_on_the_term_that_tells():
    shared, own = train_names.fit(made_up(30))
    assert shared[0] > 5 * abs(shared[1])
    assert own.shape == (1, name_kinds.NAMED)


def test_each_text_is_judged_by_weights_of_others(monkeypatch):
    texts = made_up(11)
    seen = []

    def fit(others):
        seen.append({id(one) for one in others})
        return np.zeros(2), np.zeros((1, name_kinds.NAMED))

    monkeypatch.setattr(train_names, "fit", fit)
    found = train_names.cross_validated(texts, 3)
    assert len(found) == 11
    assert len(seen) == train_names.FOLDS
    left_out = [id(one) for others in seen for one in texts if id(one) not in others]
    assert sorted(left_out) == sorted(map(id, texts))
