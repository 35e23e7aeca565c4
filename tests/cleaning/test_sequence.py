"""The best path through a page's roles is the best of all paths."""

from itertools import product

import numpy as np
import pytest

from onrecord.cleaning import sequence
from onrecord.cleaning.features import running_sums, window_sums


@pytest.mark.parametrize("length", range(1, 7))
def test_no_other_path_is_as_good(length: int) -> None:
    random = np.random.default_rng(length)
    emissions, transitions = random.normal(size=(length, 3)), random.normal(size=(3, 3))
    start = random.normal(size=3)

    def worth(path: tuple[int, ...]) -> float:
        passed = sum(transitions[a, b] for a, b in zip(path, path[1:], strict=False))
        return start[path[0]] + sum(emissions[range(length), path]) + passed

    found = sequence.best_path(emissions, transitions, start)
    assert tuple(found) == max(product(range(3), repeat=length), key=worth)


@pytest.mark.parametrize("count", [1, 2, 5, 30])
def test_windows_end_with_the_page(count: int) -> None:
    values = np.arange(1.0, count + 1)[None]
    above, below = window_sums(values)
    for place, width in enumerate((3, 8, 20)):
        assert above[place, 0].tolist() == [values[0, max(0, i - width) : i].sum() for i in range(count)]
        assert below[place, 0].tolist() == [values[0, i + 1 : i + 1 + width].sum() for i in range(count)]
    assert running_sums(values, 2)[0, 2 : count + 3].tolist() == [values[0, :i].sum() for i in range(count + 1)]
