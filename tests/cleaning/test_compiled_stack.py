"""Sums over the blocks of pages come out of both twins the same, to the last bit."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cleaning import compiled, stack
from onrecord.cleaning.stack import Stack

if not compiled.load("stack"):
    pytest.skip("stack is not compiled here: there is only one way", allow_module_level=True)


def both(sum_up: Callable, *given_: object) -> list[np.ndarray]:
    """What both twins give, which is the same."""
    found = sum_up(*given_)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stack, "_compiled", None)
        twin = sum_up(*given_)
    found, twin = (list(sums) if isinstance(sums, tuple) else [sums] for sums in (found, twin))
    for own, other in zip(found, twin, strict=True):
        assert own.dtype == other.dtype
        assert own.shape == other.shape
        assert own.tobytes() == other.tobytes()
    return found


@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=6),
    st.sampled_from([(), (1,), (3,), (2, 3)]),
    st.sampled_from([float, np.float32, bool, np.int64]),
    st.integers(0, 40),
    st.integers(0, 99),
)
def test_any_values_have_the_same_sums(sizes, shape, kind, width, seed):
    pages = Stack(sizes)
    values = np.random.default_rng(seed).normal(size=(*shape, sum(sizes)), scale=9).astype(kind)
    (sums,) = both(pages.running, values)
    both(pages.windows, sums, width)


def test_odd_numbers_have_the_same_sums():
    odd = np.array([-0.0, -0.0, 0.0, 1e300, -1e300, 5e-324, -0.0, 1e300, 1e16, -1.0])
    for values in (odd, odd[::-1], odd.reshape(5, 2).T.reshape(10), np.tile(odd[:, None], 10).T):
        (sums,) = both(Stack([1, 3, 6]).running, values)
        both(Stack([1, 3, 6]).windows, sums, 2)


@pytest.mark.parametrize("bounds", [[], [0, 3], [1, 2], [0, 5, 2]])
def test_other_pages_are_refused(bounds: list[int]):
    bounds = np.array(bounds, dtype=np.int64)
    with pytest.raises(ValueError, match="page"):
        stack._compiled.running(np.zeros((1, 2)), bounds)
    with pytest.raises(ValueError, match="page"):
        stack._compiled.windows(np.zeros((1, 2 + max(0, len(bounds) - 1))), bounds, 1)
