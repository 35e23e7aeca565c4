"""The best path through a page's roles is the best of all paths."""

from itertools import product

import numpy as np
import pytest

from onrecord.cleaning import sequence


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
