"""Forests and shares: no row changes what another gets."""

import numpy as np
import pytest

from onrecord.cleaning.trees import softmax


@pytest.mark.parametrize("classes", [12, 22])
def test_a_lone_row_has_the_shares_that_it_has_among_others(classes: int) -> None:
    random = np.random.default_rng(7)
    scores = (3 * random.standard_normal((200, classes))).astype(np.float32)
    together = softmax(scores)
    alone = np.concatenate([softmax(row[None]) for row in scores])
    assert np.array_equal(alone, together)
    assert together.sum(axis=1) == pytest.approx(np.ones(200), abs=1e-5)
