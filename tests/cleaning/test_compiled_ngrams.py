"""What words say of roles comes out of both twins the same, to the last bit. All lines are invented."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cleaning import compiled, ngrams
from onrecord.cleaning.words import Words, read_pages

if not compiled.load("ngrams"):
    pytest.skip("ngrams is not compiled here: there is only one way", allow_module_level=True)

RANDOM = np.random.default_rng(5)
WEIGHTS = (3 * RANDOM.standard_normal((ngrams.BUCKETS, 22))).astype(np.float32)
BIAS = RANDOM.standard_normal(22).astype(np.float32)
WORDS = st.sampled_from(["the", "Ferry", "sank", "9", "東", "", "."])
LINES = st.lists(WORDS, max_size=20).map(" ".join) | st.text(max_size=12)
HASHES = st.integers(0, 2**64 - 1)
NO_FURTHER = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64)


def scores(
    words: Words,
    further: tuple[np.ndarray, np.ndarray] | None,
    weights: np.ndarray = WEIGHTS,
    bias: np.ndarray = BIAS,
) -> np.ndarray:
    """What both twins give, which is the same."""
    found = ngrams.score(words, weights, bias, further)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ngrams, "_compiled", None)
        twin = ngrams.score(words, weights, bias, further)
    assert found.dtype == twin.dtype
    assert found.tobytes() == twin.tobytes()
    return found


@given(st.lists(st.lists(LINES, min_size=1, max_size=5), min_size=1, max_size=4), st.data())
def test_any_blocks_have_the_same_scores(pages, data):
    words = read_pages(pages)
    items = data.draw(st.lists(st.tuples(st.integers(0, len(words.counts) - 1), HASHES), max_size=40))
    block = np.array([block for block, _ in items], dtype=np.int64)
    hashes = np.array([hash_ for _, hash_ in items], dtype=np.uint64)
    scores(words, None)
    scores(words, (block, hashes))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 8, 9, 63, 64, 65, 66, 128, 129, 256, 260, 511, 1300])
def test_blocks_of_any_length_have_the_same_scores(count: int):
    words = read_pages([["A ferry", " ".join(f"w{n}" for n in range(count)), ""]])
    block = np.arange(7 * count)[::-1] % 3
    scores(words, (block, RANDOM.integers(0, 2**64, len(block), dtype=np.uint64)))


@pytest.mark.parametrize("classes", [1, 2, 7, 32])
def test_any_number_of_classes_has_the_same_scores(classes: int):
    words = read_pages([["The ferry sank on Monday, said Ida Vale." * 9, "x"]])
    weights, bias = WEIGHTS[:, :10].repeat(4, axis=1)[:, :classes].copy(), np.ones(classes, dtype=np.float32)
    scores(words, None, weights, bias)


def test_what_does_not_fit_together_is_refused():
    words = read_pages([["The ferry sank", "at noon"]])
    one = np.zeros(1, dtype=np.uint64)
    for block in (-1, 2):
        with pytest.raises(ValueError, match="not there"):
            ngrams.score(words, WEIGHTS, BIAS, (np.array([block]), one))
    with pytest.raises(ValueError, match="length"):
        ngrams.score(words, WEIGHTS, BIAS, (np.zeros(2, dtype=np.int64), one))
    with pytest.raises(ValueError, match="power"):
        ngrams.score(words, WEIGHTS[:-1], BIAS, NO_FURTHER)
    with pytest.raises(ValueError, match="bias"):
        ngrams.score(words, WEIGHTS, BIAS[:-1], NO_FURTHER)
    for offset in ([0, 4, 6], [0, 6, 5], [-1, 3, 5]):
        with pytest.raises(ValueError, match=r"length|ends before"):
            ngrams._compiled.score(
                words.word, np.array(offset), *NO_FURTHER, WEIGHTS, BIAS, ngrams.WHOLE, ngrams._FACTORS
            )
