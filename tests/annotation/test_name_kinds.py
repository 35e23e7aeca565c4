"""What tells the kinds of names: letters, neighbours, cities, weights; all names are invented."""

import numpy as np
import pytest

from onrecord.annotation import name_evidence, name_kinds
from onrecord.annotation.features import describe
from onrecord.annotation.layers import NAME_LABELS
from onrecord.annotation.name_kinds import NAMED, SPELLED, Kind, Model, Terms
from onrecord.errors import ModelError

PERSON, ORG, GPE, LOC, LAW, WORK = (
    NAME_LABELS.index(label) for label in ("PERSON", "ORG", "GPE", "LOC", "LAW", "WORK")
)


def judged(text: str, *names: tuple[int, int], **shares: float) -> np.ndarray:
    """Probabilities of the kinds of names whose words have these shares of labels."""
    words = describe(text)
    by_word = np.zeros((len(words), len(NAME_LABELS)))
    for label, share in shares.items():
        by_word[:, NAME_LABELS.index(label)] = share
    places = {}
    for first, last in names:
        places.setdefault(tuple(words.texts[first : last + 1]), []).append((first, last))
    leanings = name_evidence.leanings(words, places, [])
    return name_kinds.probabilities(words, places, by_word, leanings)


def test_probabilities_sum_to_one_and_follow_the_tagger():
    (sure,) = judged("We saw Ana Okoro", (2, 3), PERSON=0.97)
    (none,) = judged("We saw Ana Okoro", (2, 3), PERSON=0.01)
    assert sure.sum() == pytest.approx(1)
    assert sure.argmax() == Kind.PERSON
    assert none.argmax() == Kind.NONE


def test_letters_and_neighbours_tell_what_the_tagger_leaves_open():
    cases = {
        Kind.ORGANISATION: ("said Ministry of Bridges", 1, 3),
        Kind.PERSON: ("said Professor Lotte Varga", 2, 3),
        Kind.PLACE: ("lives in Oberfeldburg, near here", 2, 2),
    }
    rows = {
        kind: judged(text, (first, last), PERSON=0.32, ORG=0.32, GPE=0.32)[0]
        for kind, (text, first, last) in cases.items()
    }
    for kind in cases:
        assert max(cases, key=lambda other: rows[other][kind]) == kind


@pytest.mark.parametrize(
    ("text", "first", "last", "kind"),
    [
        ("the brewer Perimex", 2, 2, Kind.ORGANISATION),
        ("in Communist China", 1, 2, Kind.PLACE),
    ],
)
def test_what_a_name_is_called_tells_its_kind(text, first, last, kind):
    (row,) = judged(text, (first, last), PERSON=0.5, ORG=0.25, GPE=0.2)
    assert row.argmax() == kind


def test_all_places_of_a_name_are_judged_together():
    rows = judged("Dr Perimex came. Then Perimex left.", (1, 1), (5, 5), PERSON=0.9)
    assert rows.shape == (1, len(Kind))


def test_neighbours_end_where_the_line_ends():
    words = describe("The end\nPerimex\nThe start")
    found = name_kinds._neighbours(words, [word.lower() for word in words.texts], (2, 2))
    assert found[:2] == ["p1=^", "p2=^"]
    assert "n1=$" in found


def test_only_so_many_places_of_a_name_are_read():
    words = describe("Perimex paid. " * 50)
    stretches = [(at, at) for at in range(0, 150, 3)]
    once, *_ = name_kinds.features(words, {("Perimex",): stretches[:8]}, {("Perimex",): 0})
    all_of_them, *_ = name_kinds.features(words, {("Perimex",): stretches}, {("Perimex",): 0})
    assert once.tolist() == all_of_them.tolist()


@pytest.mark.parametrize("other", ["SÃO PEDRO", "Sao Pedro", "São-Pedro"])
def test_a_city_is_known_however_it_is_written(other):
    known = name_kinds.place_key(describe("São Pedro").texts)
    assert name_kinds.place_key(describe(other).texts) == known


def test_a_city_is_looked_up_among_names_and_by_names():
    keys = [np.array([name_kinds.place_key([name])], np.uint32) for name in ("Sandholm", "Sandhome")]
    nothing = np.zeros(0)
    weights = Model(nothing, nothing, nothing, nothing, nothing, *keys)
    surfaces = [("Sandholm",), ("Sandhome",), ("Perimex",)]
    assert weights.on_map(surfaces) == {surfaces[0]: 2, surfaces[1]: 1, surfaces[2]: 0}


def test_weights_are_of_the_shapes_that_are_read():
    weights = name_kinds.model()
    assert weights.spelling.shape == (name_kinds.BUCKETS, SPELLED)
    assert weights.spelling.dtype == np.int8
    assert weights.own.shape[1] == NAMED
    assert (np.diff(weights.cities.astype(np.int64)) > 0).all()
    assert np.isfinite(weights.shared).all()


def test_terms_weigh_for_one_kind_or_for_all():
    shared = np.zeros((1, len(Kind), 1))
    shared[0, Kind.GROUP] = 2.0
    terms = Terms(shared, np.ones((1, 1)))
    alone = name_kinds.weighed(terms, np.array([1.0]), np.zeros((1, NAMED)))
    helped = name_kinds.weighed(terms, np.array([1.0]), np.eye(NAMED)[[Kind.DATE]] * 3)
    assert alone[0].argmax() == Kind.GROUP
    assert helped[0].argmax() == Kind.DATE


@pytest.mark.parametrize(
    ("kind", "shares", "label"),
    [
        (Kind.PLACE, {GPE: 0.5, LOC: 0.4}, "GPE"),
        (Kind.PLACE, {GPE: 0.3, LOC: 0.4}, "LOC"),
        (Kind.OTHER, {ORG: 0.9, LAW: 0.01, WORK: 0.05}, "WORK"),
        (Kind.PERSON, {ORG: 0.9}, "PERSON"),
    ],
)
def test_the_label_is_the_likeliest_of_its_kind(kind, shares, label):
    row = np.zeros((1, len(NAME_LABELS)))
    row[0, list(shares)] = list(shares.values())
    assert name_kinds.label(kind, row) == label


def test_weights_that_cannot_be_read_are_told(tmp_path):
    damaged = tmp_path / "weights.npz"
    with pytest.raises(ModelError, match="kinds of names"):
        Model.load(damaged)
    damaged.write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(ModelError, match="kinds of names"):
        Model.load(damaged)
    np.savez(damaged, step=np.float64(1))
    with pytest.raises(ModelError, match="kinds of names"):
        Model.load(damaged)
