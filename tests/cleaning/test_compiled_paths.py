"""The best paths come out of both twins the same, and where several are as good the same of them."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cleaning import compiled, paths
from onrecord.cleaning.stack import Stack

if not compiled.load("paths"):
    pytest.skip("paths are not compiled here: there is only one way", allow_module_level=True)


def both(find: Callable, *given_: object) -> np.ndarray:
    """What both twins give, which is the same."""
    found = find(*given_)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "_compiled", None)
        twin = find(*given_)
    assert found.dtype == twin.dtype
    assert found.tolist() == twin.tolist()
    return found


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=6),
    st.integers(1, 23),
    st.sampled_from([1, 3, 1000]),
    st.integers(0, 99),
    st.sampled_from([np.float32, np.float64]),
)
def test_any_pages_have_the_same_paths(sizes, states, steps, seed, kind):
    # In few steps many paths are as good as each other.
    random = np.random.default_rng(seed)
    emissions = (random.integers(-steps, steps, (sum(sizes), states)) / 7).astype(kind)
    transitions = (random.integers(-steps, steps, (states, states)) / 7).astype(np.float32)
    both(paths.best_paths, emissions, transitions, Stack(sizes))


@given(st.lists(st.sampled_from([0.0, 0.2, 0.4, 0.5, 0.6, 0.8, 1.0]) | st.floats(0, 1)), st.floats(0, 4))
def test_any_page_is_kept_the_same(kept, cost):
    both(paths.steady, np.array(kept), cost)
    both(paths.steady, np.array(kept, dtype=np.float32), cost)


def test_a_page_changes_nothing_in_others():
    random = np.random.default_rng(3)
    sizes = [1, 2, 3, 50, 1, 7]
    emissions, transitions = random.normal(size=(sum(sizes), 5)), random.normal(size=(5, 5))
    stack = Stack(sizes)
    together = both(paths.best_paths, emissions, transitions, stack)
    for size, own in zip(sizes, stack.pages(), strict=True):
        alone = both(paths.best_paths, emissions[own], transitions, Stack([size]))
        assert alone.tolist() == together[own].tolist()


def test_what_does_not_fit_together_is_refused():
    find, emissions, transitions = paths._compiled.best_paths, np.zeros((4, 3)), np.zeros((3, 3))
    for bounds in ([], [0], [0, 5], [1, 4], [0, 5, 4], [0, 0, 4]):
        with pytest.raises(ValueError, match="page"):
            find(emissions, transitions, np.array(bounds, dtype=np.int64))
    for wrong in (transitions[:2], transitions[:, :2].copy()):
        with pytest.raises(ValueError, match="transitions"):
            find(emissions, wrong, np.array([0, 4]))
