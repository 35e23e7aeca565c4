"""The second reading of words that may be names: its features, its weights; all names are invented."""

import numpy as np
import pytest

from onrecord.annotation import name_kinds, name_words
from onrecord.annotation.features import describe
from onrecord.annotation.layers import NAME_LABELS, NAME_TAGS, Place
from onrecord.annotation.name_words import BUCKETS, TAGS, Model
from onrecord.errors import ModelError


def buckets_of(text: str, at: int) -> set[int]:
    found, _, _ = name_words.features(describe(text), [at], name_kinds.model())
    return set(found.tolist())


def tagged(text: str, at: int, label: str, share: float) -> np.ndarray:
    """Tags of which one word is a name of a label with some probability."""
    names = np.zeros((len(describe(text)), NAME_TAGS), np.float32)
    names[:, 0] = 1
    column = 1 + 4 * NAME_LABELS.index(label) + Place.SINGLE - 1
    names[at, 0], names[at, column] = 1 - share, share
    return names


def blank(**bias: float) -> Model:
    """A second reader that says the same of all words."""
    says = np.zeros(TAGS)
    for tag, score in bias.items():
        says[int(tag.removeprefix("tag"))] = score
    return Model(np.zeros((BUCKETS, TAGS), np.int8), np.float64(1), says)


def test_values_of_a_part_do_not_grow_with_its_features():
    _, values, begins = name_words.features(describe("Perimex paid Okoro"), [0, 2], name_kinds.model())
    assert begins.tolist()[0] == 0
    # The squares of each part's values sum to the square of its weight.
    assert (values[: begins[1]] ** 2).sum() == pytest.approx(2.0**2 + 2.0**2 + 1.0**2)


def test_what_stands_over_the_end_of_the_line_is_not_seen():
    alone = buckets_of("Perimex", 0)
    below = buckets_of("The board met\nPerimex\nThe end", 3)
    assert alone == below


def test_other_places_of_the_word_are_seen():
    once = buckets_of("Perimex grew.", 0)
    again = buckets_of("Perimex grew.\nThe brewer Perimex said so.", 0)
    added = {name_words._bucket(one) for one in ("db=brewer", "da=said")}
    assert added <= again
    assert not added & once


def test_neighbours_of_a_word_are_counted_once_a_text(monkeypatch):
    """A name that stands beside ever other words took quadratic time."""
    counted = []
    most_common = name_words.Counter.most_common
    monkeypatch.setattr(
        name_words.Counter, "most_common", lambda *given: counted.append(1) or most_common(*given)
    )
    words = describe(" ".join(f"Perimex paid{number}" for number in range(50)))
    name_words.features(words, range(len(words)), name_kinds.model())
    assert len(counted) == 2


def test_the_whole_run_of_capitals_is_seen():
    seen = buckets_of("said Harbour Board of Sandholm yesterday", 1)
    assert {name_words._bucket("rl=sandholm"), name_words._bucket("rb=said")} <= seen


@pytest.mark.parametrize(
    ("line", "capitals"),
    [("HARBOUR BOARD MET", "all"), ("the board met there", "0"), ("Board Votes For Bridge", "4")],
)
def test_how_a_line_is_written(line, capitals):
    assert name_words._capitals(line.split()) == capitals


def test_two_readings_that_agree_are_surer_than_one():
    text = "Perimex paid."
    names = tagged(text, 0, "ORG", 0.6)
    single = 1 + 4 * name_kinds.Kind.ORGANISATION + Place.SINGLE - 1
    agreed = name_words.reread(describe(text), names, blank(**{f"tag{single}": 6.0}))
    denied = name_words.reread(describe(text), names, blank(tag0=6.0))
    assert agreed[0, 0] < names[0, 0] < denied[0, 0]


def test_labels_of_a_kind_share_what_it_gains():
    text = "Perimex paid."
    names = tagged(text, 0, "GPE", 0.3)
    names[0, 1 + 4 * NAME_LABELS.index("LOC") + Place.SINGLE - 1] = 0.1
    names[0, 0] = 0.6
    single = 1 + 4 * name_kinds.Kind.PLACE + Place.SINGLE - 1
    read = name_words.reread(describe(text), names, blank(**{f"tag{single}": 6.0}))
    places = [read[0, 1 + 4 * NAME_LABELS.index(one) + Place.SINGLE - 1] for one in ("GPE", "LOC")]
    assert places[0] == pytest.approx(3 * places[1], rel=1e-3)
    assert places[0] > 0.3


def test_probabilities_still_sum_to_one_and_the_tags_given_are_left_alone():
    text = "Perimex paid Okoro."
    names = tagged(text, 2, "PERSON", 0.7)
    given = names.copy()
    read = name_words.reread(describe(text), names)
    assert read.sum(axis=1) == pytest.approx(1)
    assert (names == given).all()


def test_what_is_surely_outside_is_not_read_again():
    text = "Perimex paid Okoro."
    names = tagged(text, 2, "PERSON", 0.005)
    assert name_words.reread(describe(text), names) is names


def test_an_endless_word_is_read_too():
    text = "A" * 200_000
    read = name_words.reread(describe(text), tagged(text, 0, "ORG", 0.5), blank(tag0=900.0))
    assert np.isfinite(read).all()
    assert read.sum(axis=1) == pytest.approx(1)


def test_a_text_without_words():
    nothing = np.zeros((0, NAME_TAGS), np.float32)
    assert name_words.reread(describe(""), nothing).shape == (0, NAME_TAGS)


def test_weights_are_of_the_shapes_that_are_read():
    weights = name_words.model()
    assert weights.weights.shape == (BUCKETS, TAGS)
    assert weights.weights.dtype == np.int8
    assert weights.bias.shape == (TAGS,)
    assert np.isfinite(weights.bias).all()


def test_weights_that_are_damaged_are_told_of(tmp_path):
    damaged = tmp_path / "words.npz"
    damaged.write_bytes(b"no archive")
    with pytest.raises(ModelError, match="reads words again"):
        Model.load(damaged)
