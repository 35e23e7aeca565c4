"""What the elements around a block hold, by a first estimate of what is kept: an article stands
together in the tree of a page, and so does what is none of it.
"""

import numpy as np

from onrecord.cleaning.features import by_column
from onrecord.cleaning.markup import FAR, FLAGS, HIGHEST, NO_PARENT, Tree, flags_of, place_to
from onrecord.cleaning.repeats import Repeats
from onrecord.cleaning.sequence import log_odds

LEVELS = 7
COLUMNS = 49 + 2 * (FLAGS + 1)
# Elements that hold so much of what is kept, from half of it to nearly all.
SHARES = (0.5, 0.75, 0.92)
STEPS_TO_SHARES = ((0.3, FAR), (0.8, FAR))
STEPS = 16
LIKELY = 0.3
# Elements of these tags or names hold no article where they stand apart from the surest text.
APART = flags_of("nav") | flags_of("form") | flags_of("figcaption", "caption") | flags_of("", "comment")
UNLIKELY = 0.05
# What stands above the title is no text where the likely text below has so many words.
WORDS_BELOW_TITLE = 40
# A long block that says again what so much of it is made of elsewhere is a copy for machines.
COPY_WORDS, SEEN_ELSEWHERE, COPIED, COPIED_LIKELY = 60, 0.85, 0.5, 0.15
LOWEST_THRESHOLD, HIGHEST_THRESHOLD = 0.3, 0.5


def measure(kept: np.ndarray, counts: np.ndarray, tree: Tree) -> np.ndarray:
    """What `kept` (probability of each block of `counts` words) says of the elements around each
    block, one row a block, float32.
    """
    words = kept * counts
    total = max(words.sum(), 1e-6)
    kept_sums = np.concatenate(([0.0], np.cumsum(words)))
    sums = np.concatenate(([0.0], np.cumsum(counts)))
    held = kept_sums[tree.end] - kept_sums[tree.first]
    columns: list[np.ndarray] = []
    steps = [np.full(len(kept), FAR) for _ in STEPS_TO_SHARES]
    current = tree.owner
    for step in range(STEPS):
        if step < LEVELS:
            inside = current >= 0
            others = held[current] - np.where(inside, words, 0)
            size = sums[tree.end[current]] - sums[tree.first[current]] - np.where(inside, counts, 0)
            columns += [others / (size + 3), others / total]
        for at, (share, far) in zip(steps, STEPS_TO_SHARES, strict=True):
            at[(held[current] >= share * total) & (at == far)] = step
        current = tree.above(current)
    columns += _alike(kept, words, counts, total, tree)
    for share in SHARES:
        holders = np.flatnonzero(held[:-1] >= share * total)
        columns += place_to(int(holders[-1]) if len(holders) else NO_PARENT, tree)
    worth = _worth(kept, counts, tree)
    best = _best(worth)
    columns.append(worth[tree.above(tree.owner) + 1] / total)
    columns += place_to(best, tree)
    columns += steps
    above_title = kept_sums[max(tree.title, 0)]
    columns += [np.full(len(kept), share / total) for share in (above_title, total - above_title)]
    for low, high in (_surest(best, tree), (tree.title, tree.title + 1)):
        flags, apart = _apart(tree, max(low, 0), max(high, 1))
        columns += [*((flags[:, None] >> np.arange(FLAGS)) & 1).T, apart]
    return by_column(columns)


def settle(kept: np.ndarray, counts: np.ndarray, repeats: Repeats, tree: Tree) -> np.ndarray:
    """The probabilities, corrected by what holds on any page: comments, menus, forms and captions
    apart from the article are none of it; it stands below its title, and is told once.
    """
    flags, _ = _apart(tree, *_surest(_best(_worth(kept, counts, tree)), tree))
    settled = np.where(flags & APART, np.minimum(kept, UNLIKELY), kept)
    if tree.title >= 0:
        likely = np.maximum(settled - LIKELY, 0) * counts
        if likely[tree.title :].sum() > WORDS_BELOW_TITLE:
            settled[: tree.title] = np.minimum(settled[: tree.title], UNLIKELY)
    seen = np.maximum(repeats.seen_before, repeats.seen_after) > SEEN_ELSEWHERE
    for block in np.flatnonzero(seen & (counts >= COPY_WORDS) & (settled > LIKELY)):
        parts = (repeats.inside == block) & (settled > COPIED_LIKELY)
        if counts[parts].sum() > COPIED * counts[block]:
            settled[block] = min(settled[block], UNLIKELY)
    return settled


def by_threshold(kept: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The probabilities with their odds taken relative to the page's best threshold: half of the
    highest F1 to be expected (Lipton et al., Optimal thresholding of classifiers to maximize F1
    measure, 2014). Where a page leaves no doubt this changes nothing.
    """
    order = np.argsort(-kept, kind="stable")
    right = np.cumsum((kept * counts)[order])
    expected = 2 * right / (np.cumsum(counts[order]) + right[-1] + 1e-9)
    threshold = np.clip(expected.max() / 2, LOWEST_THRESHOLD, HIGHEST_THRESHOLD)
    return 1 / (1 + np.exp(np.log(threshold / (1 - threshold)) - log_odds(kept)))


def _alike(
    kept: np.ndarray, words: np.ndarray, counts: np.ndarray, total: float, tree: Tree
) -> list[np.ndarray]:
    """How far the other blocks that are marked up alike, or stand in the same element, are kept."""
    around = tree.above(tree.owner)
    outer = tree.above(around)
    # Numbers from 0 on, as the entry for no element is -1.
    own, of_around, of_outer = (tree.likeness[e] + 1 for e in (tree.owner, around, outer))
    most = int(tree.likeness.max()) + 2
    pair = np.unique(own * most + of_around, return_inverse=True)[1]
    triple = np.unique(pair * most + of_outer, return_inverse=True)[1]
    columns: list[np.ndarray] = []
    alike, together = (own, pair, triple), (around + 1, outer + 1)
    for kind in (*alike, *together):
        others = np.bincount(kind, weights=words)[kind] - words
        size = np.bincount(kind, weights=counts)[kind] - counts
        columns += [others / (size + 3), others / total]
        if len(columns) > 2 * len(alike):
            columns += _beside(kept, kind)
    return columns


def _beside(kept: np.ndarray, kind: np.ndarray) -> list[np.ndarray]:
    """The estimates of the blocks before and after that are of the same kind, -1 where none is."""
    order = np.argsort(kind, kind="stable")
    sorted_, ordered = kind[order], kept[order]
    same = sorted_[1:] == sorted_[:-1]
    before, after = np.full(len(kept), -1.0), np.full(len(kept), -1.0)
    before[order[1:]] = np.where(same, ordered[:-1], -1)
    after[order[:-1]] = np.where(same, ordered[1:], -1)
    return [before, after]


def _worth(kept: np.ndarray, counts: np.ndarray, tree: Tree) -> np.ndarray:
    """What each element (one row further down) is worth, as Readability has it: the likely words of
    its children, and half of those of their children.
    """
    likely = np.maximum(kept - LIKELY, 0) * counts
    around = tree.above(tree.owner)
    size = len(tree.parent)
    worth = np.bincount(around + 1, weights=likely, minlength=size)
    return worth + 0.5 * np.bincount(tree.above(around) + 1, weights=likely, minlength=size)


def _best(worth: np.ndarray) -> int:
    return int(worth[1:].argmax()) if len(worth) > 1 else NO_PARENT


def _surest(best: int, tree: Tree) -> tuple[int, int]:
    """The blocks in the element that is worth most."""
    low = int(tree.first[best])
    return low, max(int(tree.end[best]), low + 1)


def _apart(tree: Tree, low: int, high: int) -> tuple[np.ndarray, np.ndarray]:
    """The flags of the elements around each block that do not also hold the blocks from `low` to
    `high`, together, and how many these are.
    """
    flags = np.zeros(len(tree.leaf), dtype=np.int64)
    steps = np.zeros(len(tree.leaf))
    current = tree.leaf
    for _ in range(HIGHEST):
        apart = (current >= 0) & ~((tree.first[current] <= low) & (high <= tree.end[current]))
        if not apart.any():
            break
        flags |= np.where(apart, tree.flags[current], 0)
        steps += apart
        current = np.where(apart, tree.parent[current], current)
    return flags, steps
