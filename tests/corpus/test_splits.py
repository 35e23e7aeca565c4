"""Splits: by story, for good, and none empty where there are stories enough."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus.splits import assign
from onrecord.records import Split

STORIES = st.sets(st.integers(0, 10**6), min_size=3, max_size=40).map(
    lambda numbers: {f"a{n}": f"s-{n:010x}" for n in numbers}
)


@given(STORIES)
def test_three_stories_or_more_leave_no_split_empty(stories):
    assert set(assign(stories, {}).values()) == set(Split)


@given(STORIES, st.randoms())
def test_what_the_ledger_says_stays(stories, random):
    known = {s: random.choice(list(Split)) for s in stories.values() if random.random() < 0.5}
    splits = assign(stories, known)
    assert all(splits[s] is known[s] for s in known)


@given(STORIES)
def test_a_build_on_a_build_moves_nothing(stories):
    first = assign(stories, {})
    assert assign(stories, first) == first


@given(st.integers(0, 10**6))
def test_one_story_is_for_training(number):
    assert list(assign({"a1": f"s-{number:010x}"}, {}).values()) == [Split.train]


def test_shares_are_about_what_they_should_be():
    splits = list(assign({str(n): f"s-{n:010x}" for n in range(5000)}, {}).values())
    assert 400 < splits.count(Split.test) < 600
    assert 400 < splits.count(Split.validation) < 600
