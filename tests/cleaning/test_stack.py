"""Pages laid one after the other give what each of them gives alone."""

import numpy as np
import pytest

from onrecord.cleaning.stack import Stack

SIZES = (1, 5, 2, 30)


@pytest.fixture
def values() -> np.ndarray:
    return np.random.default_rng(7).normal(size=(2, sum(SIZES)))


def test_each_block_knows_its_page() -> None:
    stack = Stack((2, 1))
    assert len(stack) == 2
    assert stack.page.tolist() == [0, 0, 1]
    assert stack.first.tolist() == [0, 0, 2]
    assert stack.end.tolist() == [2, 2, 3]
    assert [(page.start, page.stop) for page in stack.pages()] == [(0, 2), (2, 3)]


@pytest.mark.parametrize("step", [-7, -2, -1, 1, 3, 40])
def test_beside_a_block_stand_blocks_of_its_page_alone(values: np.ndarray, step: int) -> None:
    found = Stack(SIZES).beside(values, step)
    for page in Stack(SIZES).pages():
        own = values[:, page]
        size = own.shape[1]
        places = [i + step for i in range(size)]
        wanted = [own[:, i] if 0 <= i < size else np.zeros(2) for i in places]
        assert np.array_equal(found[:, page], np.transpose(wanted))


@pytest.mark.parametrize("width", [1, 3, 20])
def test_windows_end_with_the_page(width: int) -> None:
    stack = Stack(SIZES)
    values = np.arange(1.0, sum(SIZES) + 1)
    above, below = stack.windows(stack.running(values), width)
    for i, (first, end) in enumerate(zip(stack.first, stack.end, strict=True)):
        assert above[i] == values[max(first, i - width) : i].sum()
        assert below[i] == values[i + 1 : min(end, i + 1 + width)].sum()


def test_sums_of_a_page_are_the_same_to_the_last_bit_beside_others(values: np.ndarray) -> None:
    stack = Stack(SIZES)
    sums, totals = stack.running(values), stack.totals(values)
    for number, page in enumerate(stack.pages()):
        alone = Stack([page.stop - page.start])
        own = sums[:, page.start + number : page.stop + number + 1]
        assert np.array_equal(own, alone.running(values[:, page]))
        assert np.array_equal(totals[:, number], alone.totals(values[:, page])[:, 0])
