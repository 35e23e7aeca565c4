"""Splits: each story to train, validation or test, for good."""

import hashlib
from collections.abc import Mapping

from onrecord.records import Split

VALIDATION_SHARE = 0.1
TEST_SHARE = 0.1


def assign(story_of: Mapping[str, str], known: Mapping[str, Split]) -> dict[str, Split]:
    """The split of each story.

    A story in the ledger stays where it is. A new one goes where the hash of its id says. Where that leaves
    a split empty and there are stories enough, the new stories that were nearest to it go there.

    Args:
        story_of: story of each article.
        known: split of each story in the ledger.
    """
    splits = {story: known[story] for story in story_of.values() if story in known}
    new = sorted({story for story in story_of.values() if story not in known}, key=_place, reverse=True)
    for story in new:
        splits[story] = _by_place(_place(story))
    for wanted in (Split.test, Split.validation):
        free = [s for s in new if splits[s] is Split.train]
        if wanted not in splits.values() and len(splits) >= 3 and free:
            splits[free[0]] = wanted
    if Split.train not in splits.values() and new:
        splits[new[-1]] = Split.train
    return splits


def _place(story: str) -> float:
    return int(hashlib.sha256(story.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF


def _by_place(place: float) -> Split:
    if place >= 1 - TEST_SHARE:
        return Split.test
    return Split.validation if place >= 1 - TEST_SHARE - VALIDATION_SHARE else Split.train
