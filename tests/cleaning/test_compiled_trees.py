"""What forests say comes out of both twins the same, to the last bit."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cleaning import compiled, trees
from onrecord.cleaning.trees import Forest

if not compiled.load("trees"):
    pytest.skip("trees is not compiled here: there is only one way", allow_module_level=True)

SPECIAL = np.array([0, -0.0, 1, -1, np.inf, -np.inf, np.nan, 1e-45, 3.5], dtype=np.float32)


def forest(columns: int, depth: int, classes: int, count: int = 30, seed: int = 1) -> Forest:
    random = np.random.default_rng(seed)
    questions = 3 * columns
    return Forest(
        random.integers(0, columns, questions, dtype=np.int32),
        random.choice([*SPECIAL, *random.standard_normal(9)], questions).astype(np.float32),
        random.integers(0, questions, (count, depth), dtype=np.int32),
        random.standard_normal((count, 1 << depth, classes)).astype(np.float32),
        random.standard_normal(classes).astype(np.float32),
    )


def rows(count: int, columns: int, seed: int = 2) -> np.ndarray:
    random = np.random.default_rng(seed)
    values = random.standard_normal((columns, count)).astype(np.float32)
    return np.where(random.random(values.shape) < 0.3, random.choice(SPECIAL, values.shape), values).T


def scores(trained: Forest, *evidence: np.ndarray) -> np.ndarray:
    """What both twins give, which is the same."""
    found = trained.score(*evidence)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trees, "_compiled", None)
        twin = trained.score(*evidence)
    assert found.dtype == twin.dtype
    assert found.shape == twin.shape
    assert found.tobytes() == twin.tobytes()
    return found


@given(
    st.integers(0, 140),
    st.integers(1, 6),
    st.integers(1, 8),
    st.sampled_from([1, 2, 22]),
    st.integers(1, 9),
    st.booleans(),
)
def test_any_forest_says_the_same(count, columns, depth, classes, seed, in_rows):
    evidence = rows(count, columns, seed)
    if in_rows:
        evidence = np.ascontiguousarray(evidence)
    scores(forest(columns, depth, classes, seed=seed), evidence)


@pytest.mark.parametrize("count", [1, 2, 511, 512, 513, 1025])
def test_no_row_changes_what_another_gets(count: int):
    trained, evidence = forest(9, 6, 22), rows(count, 9)
    together = scores(trained, evidence[:, :4], evidence[:, 4:5], np.ascontiguousarray(evidence[:, 5:]))
    assert np.array_equal(together, scores(trained, evidence))
    assert np.array_equal(together[:1], scores(trained, evidence[:1]))


def test_what_does_not_fit_together_is_refused():
    trained, evidence = forest(3, 4, 2), rows(5, 3)
    with pytest.raises(ValueError, match="other rows"):
        trained.score(evidence, evidence[:4])
    with pytest.raises(ValueError, match="column"):
        trained.score(evidence[:, :2])
    wrong = {
        "column": {"columns": trained.columns - 1},
        "question": {"splits": trained.splits + 5},
        "leaves": {"leaves": trained.leaves[:, :-1].copy()},
        "length": {"bias": trained.bias[:1]},
    }
    for said, fields in wrong.items():
        with pytest.raises(ValueError, match=said):
            replace(trained, **fields).score(evidence)
