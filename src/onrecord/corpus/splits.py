"""Splits: each story to train, validation or test, for good."""

import hashlib
from collections import Counter
from collections.abc import Mapping

from onrecord.records import Split

VALIDATION_SHARE = 0.1
TEST_SHARE = 0.1


def assign(story_of: Mapping[str, str], known: Mapping[str, Split]) -> dict[str, Split]:
    """The split of each story.

    A story in the ledger stays where it is. A new one goes where the hash of its id says. Where that leaves
    a split empty and there are stories enough, the new stories that were nearest to it go there; a single
    new story is for training.

    Args:
        story_of: story of each article.
        known: split of each story in the ledger.
    """
    splits = {story: known[story] for story in story_of.values() if story in known}
    new = sorted({story for story in story_of.values() if story not in known}, key=_place, reverse=True)
    for story in new:
        splits[story] = _by_place(_place(story))
    for wanted in Split:
        if wanted in splits.values():
            continue
        often = Counter(splits.values())
        # Highest places lie nearest to test, so that the low end goes to train and the high end to the others.
        ordered = new[::-1] if wanted is Split.train else new
        donor = next((story for story in ordered if often[splits[story]] > 1), None)
        if donor is None and wanted is Split.train:
            donor = next(iter(ordered), None)
        if donor is not None:
            splits[donor] = wanted
    return splits


def _place(story: str) -> float:
    return int(hashlib.sha256(story.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF


def _by_place(place: float) -> Split:
    if place >= 1 - TEST_SHARE:
        return Split.test
    return Split.validation if place >= 1 - TEST_SHARE - VALIDATION_SHARE else Split.train
