"""The best path through the roles of each page is the best of all paths."""

from itertools import pairwise, product

import numpy as np
import pytest

from onrecord.cleaning import paths
from onrecord.cleaning.stack import Stack


def test_no_other_path_is_as_good() -> None:
    sizes = (3, 1, 6, 2, 5, 4, 1)
    random = np.random.default_rng(1)
    emissions, transitions = random.normal(size=(sum(sizes), 3)), random.normal(size=(3, 3))

    def worth(path: tuple[int, ...], own: np.ndarray) -> float:
        passed = sum(transitions[a, b] for a, b in pairwise(path))
        return sum(own[range(len(path)), path]) + passed

    stack = Stack(sizes)
    found = paths.best_paths(emissions, transitions, stack)
    for page in stack.pages():
        own = emissions[page]
        assert tuple(found[page]) == max(
            product(range(3), repeat=len(own)), key=lambda path, own=own: worth(path, own)
        )


@pytest.mark.parametrize("cost", [0.0, 0.4, 3.0])
def test_what_is_kept_is_the_best_of_all_choices(cost: float) -> None:
    kept = np.random.default_rng(2).random(9)
    gains = np.log(kept / (1 - kept))

    def worth(path: tuple[bool, ...]) -> float:
        changes = sum(a != b for a, b in pairwise((False, *path)))
        return gains[list(path)].sum() - cost * changes

    best = max(product((False, True), repeat=len(kept)), key=worth)
    assert tuple(paths.steady(kept, cost)) == best
