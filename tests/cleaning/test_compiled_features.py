"""What is summed up over the words of blocks comes out of both twins the same. All lines are invented."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cleaning import compiled, features, repeats, words

if not compiled.load("features"):
    pytest.skip("features are not compiled here: there is only one way", allow_module_level=True)

SIGNS = st.sampled_from(["the", "Ferry", "sank", "9", "2031", "東", "", ".", "said Ida Vale,"])
LINES = st.lists(SIGNS, max_size=30).map(" ".join) | st.text(max_size=12)


def measure(pages: list[list[str]]) -> np.ndarray:
    """What both twins give, which is the same."""
    counted = words.read_pages(pages)
    given_ = counted, repeats.find(counted), np.zeros(len(counted.counts) + len(pages), dtype=int)
    found = features.measure(*given_)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(features, "_compiled", None)
        twin = features.measure(*given_)
        patch.setattr(words, "WORDS_AT_ONCE", 7)
        in_parts = features.measure(*given_)
    assert found.dtype == twin.dtype
    assert found.tobytes() == twin.tobytes() == in_parts.tobytes()
    return found


@given(st.lists(st.lists(LINES, min_size=1), min_size=1, max_size=4))
def test_any_pages_are_measured_the_same(pages):
    measure(pages)


def test_a_page_changes_nothing_in_others():
    sentence = (
        "The ferry to Askerdale sank at noon, said harbour master Jo Lind, and all were saved by nine crews."
    )
    pages = [[f"{sentence} {n}" for n in range(20)], ["Home", "", "Sea"], ["Ferry", sentence * 9, sentence]]
    together = measure(pages)
    assert np.array_equal(together, np.concatenate([measure([page]) for page in pages]))


def test_what_does_not_fit_together_is_refused():
    kind, offset, times = np.array([0, 1, 0]), np.array([0, 2, 3]), np.ones(3, dtype=np.int32)
    of_kinds = np.ones(2, dtype=np.int64), np.ones(2, dtype=np.int64), np.ones(2)
    of_blocks = np.ones(2), np.ones(2, dtype=np.uint8)
    sum_up = features._compiled.vocabulary
    assert sum_up(kind, offset, times, *of_kinds, *of_blocks).shape == (7, 2)
    for wrong in ([0, 4], [0, 5, 3], [1, 2, 3], []):
        with pytest.raises(ValueError, match=r"block|length"):
            sum_up(kind, np.array(wrong, dtype=np.int64), times, *of_kinds, *of_blocks)
    for number in (-1, 2):
        with pytest.raises(ValueError, match="kind"):
            sum_up(np.array([0, number, 0]), offset, times, *of_kinds, *of_blocks)
    with pytest.raises(ValueError, match="kinds"):
        sum_up(kind, offset, times, *of_kinds[:2], np.ones(3), *of_blocks)
    with pytest.raises(ValueError, match="length"):
        sum_up(kind, offset, times[:2], *of_kinds, *of_blocks)
