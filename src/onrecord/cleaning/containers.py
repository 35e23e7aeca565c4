"""What the elements around a block hold, by a first estimate of what is kept: an article stands
together in the tree of a page, and so does what is none of it.
"""

from collections.abc import Iterator

import numpy as np

from onrecord.cleaning.markup import FAR, HIGHEST, Tree, place_to
from onrecord.cleaning.repeats import Repeats
from onrecord.cleaning.sequence import log_odds
from onrecord.cleaning.stack import Stack
from onrecord.cleaning.start_tags import FLAGS, HIDDEN, flags_of

LEVELS = 7
COLUMNS = 49 + 2 * (FLAGS + 1)
# Elements that hold so much of what is kept, from half of it to nearly all.
SHARES = (0.5, 0.75, 0.92)
STEPS_TO_SHARES = ((0.3, FAR), (0.8, FAR))
STEPS = 16
LIKELY = 0.3
# Elements of these tags or names, and hidden ones, hold no article where they stand apart from the
# surest text.
COMMENTS = flags_of("", "comment")
APART = flags_of("nav") | flags_of("form") | flags_of("figcaption", "caption") | COMMENTS | HIDDEN
UNLIKELY = 0.05
# In advertisements, teasers, footers, dialogs and what is not for the eye it is less likely: the
# odds are divided by so much.
ASIDE = flags_of("footer", "footer") | flags_of("", "modal") | flags_of("", "visually")
ASIDE |= flags_of("", "ad") | flags_of("", "related")
LESS_LIKELY = 4
# An element outside of comments that is worth so much of the best one in them is the article's.
OUTSIDE_COMMENTS = 0.3
HEADING, ARTICLE = flags_of("h1"), flags_of("article")
# What stands above the title is no text where the likely text below has so many words.
WORDS_BELOW_TITLE = 20
# A long block that says again what so much of it is made of elsewhere is a copy for machines.
COPY_WORDS, SEEN_ELSEWHERE, COPIED, COPIED_LIKELY = 60, 0.85, 0.5, 0.15
# A page may have no article, but not one that tells others from its own.
LOWEST_THRESHOLD, LOWEST_BESIDE_OTHERS, HIGHEST_THRESHOLD = 0.25, 0.1, 0.5


def measure(kept: np.ndarray, counts: np.ndarray, tree: Tree) -> np.ndarray:
    """What `kept` (probability of each block of `counts` words) says of the elements around each
    block, one row a block, float32.
    """
    beside = np.empty((COLUMNS, len(kept)), dtype=np.float32)
    # As they come: all of them as wide as they are worked out would be the most that a great page takes.
    for place, column in enumerate(_columns(kept, counts, tree)):
        beside[place] = column
    return beside.T


def _columns(kept: np.ndarray, counts: np.ndarray, tree: Tree) -> Iterator[np.ndarray]:
    """The columns of `measure`, one after the other."""
    blocks, page = tree.blocks, tree.blocks.page
    words = kept * counts
    page_total = np.maximum(blocks.totals(words), 1e-6)
    total = page_total[page]
    held, sizes = tree.held(words), tree.held(counts)
    is_root = tree.is_root
    steps = [np.full(len(kept), FAR) for _ in STEPS_TO_SHARES]
    for step in range(STEPS):
        current = tree.around[:, step]
        if step < LEVELS:
            inside = ~is_root[current]
            others = held[current] - np.where(inside, words, 0)
            size = sizes[current] - np.where(inside, counts, 0)
            yield others / (size + 3)
            yield others / total
        for at, (share, far) in zip(steps, STEPS_TO_SHARES, strict=True):
            at[(held[current] >= share * total) & (at == far)] = step
    yield from _alike(kept, words, counts, total, tree)
    element_total = page_total[tree.elements.page]
    for share in SHARES:
        yield from place_to(tree.smallest(held >= share * element_total), tree)
    worth = _worth(kept, counts, tree)
    best = tree.greatest(worth)
    yield worth[tree.around[:, 1]] / total
    yield from place_to(best, tree)
    yield from steps
    start = blocks.bounds[:-1]
    title = np.maximum(tree.title, start)
    above_title = blocks.running(words)[title + np.arange(len(blocks))]
    yield from ((part / page_total)[page] for part in (above_title, page_total - above_title))
    for low, high in (_surest(best, tree), (title, title + 1)):
        flags, apart = _apart(tree, low, high)
        yield from ((flags >> bit) & 1 for bit in range(FLAGS))
        yield apart


def settle(kept: np.ndarray, counts: np.ndarray, repeats: Repeats, tree: Tree) -> np.ndarray:
    """The probabilities, corrected by what holds on any page: comments, menus, forms, captions and
    what is hidden, apart from the article, are none of it, other things around it hardly; it stands
    below its title, is told once, and others may stand below it.
    """
    best = _outside_comments(kept, counts, tree)
    low, high = _surest(best, tree)
    flags, _ = _apart(tree, low, high)
    settled = np.where(flags & ASIDE, kept / (kept + LESS_LIKELY * (1 - kept)), kept)
    settled = np.where(flags & APART, np.minimum(settled, UNLIKELY), settled)
    likely = np.maximum(settled - LIKELY, 0) * counts
    held = tree.held(likely)
    places = zip(tree.blocks.pages(), *(at.tolist() for at in (tree.title, low, high)), strict=True)
    for page, title, first, end in places:
        if title >= 0 and likely[title : page.stop].sum() > WORDS_BELOW_TITLE:
            # What is titled within the surest text is a part of it, like a recipe in its story.
            above = slice(page.start, first if first <= title < end else title)
            settled[above] = np.minimum(settled[above], UNLIKELY)
            for other in _other_articles(title, page.stop, held, repeats, tree):
                settled[other] = np.minimum(settled[other], UNLIKELY)
    seen = np.maximum(repeats.seen_before, repeats.seen_after) > SEEN_ELSEWHERE
    for block in np.flatnonzero(seen & (counts >= COPY_WORDS) & (settled > LIKELY)):
        parts = (repeats.inside == repeats.first[block]) & (settled > COPIED_LIKELY)
        if counts[parts].sum() > COPIED * counts[block]:
            settled[block] = min(settled[block], UNLIKELY)
    return settled


def in_other_articles(counts: np.ndarray, tree: Tree) -> np.ndarray:
    """Which blocks stand in an `article` element below the one that holds their page's title: each is
    complete in itself (HTML Standard, 4.3.2), so it is another article. Where the longest block is theirs
    the one with the title may be no more than the head of what they are parts of.
    """
    is_article = tree.flags & ARTICLE > 0
    found = np.zeros(len(counts), dtype=bool)
    for title, page in zip(tree.title.tolist(), tree.blocks.pages(), strict=True):
        around = tree.around[title]
        if title < 0 or not is_article[around].any():
            continue
        own = around[is_article[around].argmax()]
        is_article[around] = False
        below = slice(tree.end[own], page.stop)
        others = is_article[tree.around[below]].any(axis=1)
        longest = counts[below][others].max(initial=WORDS_BELOW_TITLE)
        if counts[tree.first[own] : tree.end[own]].max() > longest:
            found[below] = others
    return found


def _other_articles(title: int, stop: int, held: np.ndarray, repeats: Repeats, tree: Tree) -> list[slice]:
    """The blocks from the heading `title` to `stop` that stand under another heading like it, in an
    element that is marked up like one around the first, and in which likely words are `held` too:
    pages go on with other articles.
    """
    heading = tree.owner[title]
    if not tree.flags[heading] & HEADING:
        return []
    below = np.arange(title + 1, stop)
    is_title = tree.likeness[tree.owner[below]] == tree.likeness[heading]
    is_title &= repeats.first[below] != repeats.first[title]
    if not is_title.any():
        return []
    around, others = tree.around[title], tree.around[below[is_title]]
    alike = tree.likeness[others] == tree.likeness[around]
    # Of the elements around either heading alone the outermost may differ: it names the article.
    steps = np.arange(len(around))
    outermost = (others == around).argmax(axis=1)[:, None] - 1
    may_be = (steps == outermost) | (alike & (steps < outermost))
    may_be[:, 1:] &= np.logical_and.accumulate(alike[:, :-1], axis=1)
    may_be &= (held[around] > WORDS_BELOW_TITLE) & (held[others] > WORDS_BELOW_TITLE)
    may_be &= tree.first[others] >= tree.end[around]
    found = may_be.any(axis=1)
    articles = np.unique(others[found, may_be[found].argmax(axis=1)])
    return [*map(slice, tree.first[articles].tolist(), tree.end[articles].tolist())]


def by_threshold(kept: np.ndarray, counts: np.ndarray, blocks: Stack, others: np.ndarray) -> np.ndarray:
    """The probabilities with their odds taken relative to the page's best threshold: half of the
    highest F1 to be expected (Lipton et al., Optimal thresholding of classifiers to maximize F1
    measure, 2014). Where a page leaves no doubt this changes nothing. It may be lower on pages where
    blocks of `others` stand, articles beside that of the page.
    """
    thresholds = []
    for page in blocks.pages():
        likely, size = kept[page], counts[page]
        order = np.argsort(-likely, kind="stable")
        right = np.cumsum((likely * size)[order])
        expected = 2 * right / (np.cumsum(size[order]) + right[-1] + 1e-9)
        thresholds.append(expected.max() / 2)
    lowest = np.where(blocks.totals(others), LOWEST_BESIDE_OTHERS, LOWEST_THRESHOLD)
    threshold = np.clip(thresholds, lowest, HIGHEST_THRESHOLD)[blocks.page]
    return 1 / (1 + np.exp(np.log(threshold / (1 - threshold)) - log_odds(kept)))


def _alike(
    kept: np.ndarray, words: np.ndarray, counts: np.ndarray, total: float, tree: Tree
) -> list[np.ndarray]:
    """How far the other blocks that are marked up alike, or stand in the same element, are kept."""
    around, outer = tree.around[:, 1], tree.around[:, 2]
    own, of_around, of_outer = (tree.likeness[e] for e in (tree.owner, around, outer))
    most = len(tree.parent)
    pair = np.unique(own * most + of_around, return_inverse=True)[1]
    triple = np.unique(pair * most + of_outer, return_inverse=True)[1]
    columns: list[np.ndarray] = []
    alike, together = (own, pair, triple), (around, outer)
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
    """What each element is worth, as Readability has it: the likely words of its children, and half
    of those of their children.
    """
    likely = np.maximum(kept - LIKELY, 0) * counts
    size = len(tree.parent)
    worth = np.bincount(tree.around[:, 1], weights=likely, minlength=size)
    return worth + 0.5 * np.bincount(tree.around[:, 2], weights=likely, minlength=size)


def _outside_comments(kept: np.ndarray, counts: np.ndarray, tree: Tree) -> np.ndarray:
    """The element of each page that is worth most, comments left out: there may be more of them
    than of the article above. Without its comments what is around them alone is worth nothing.
    """
    worth = _worth(kept, counts, tree)
    best = tree.greatest(worth)
    in_comments = np.array([_is_in(COMMENTS, element, tree) for element in best.tolist()])
    if not in_comments.any():
        return best
    inside = tree.flags & COMMENTS > 0
    while (deeper := inside[tree.parent] & ~inside).any():
        inside |= deeper
    outside = _worth(np.where(inside[tree.leaf], 0, kept), counts, tree)
    other = tree.greatest(outside)
    has_other = outside[other] >= OUTSIDE_COMMENTS * worth[best]
    return np.where(in_comments & has_other & (tree.first[other] < tree.first[best]), other, best)


def _is_in(flags: int, element: int, tree: Tree) -> bool:
    """Whether an element or one around it has one of the flags."""
    while not tree.flags[element] & flags:
        around = int(tree.parent[element])
        if around == element:
            return False
        element = around
    return True


def _surest(best: np.ndarray, tree: Tree) -> tuple[np.ndarray, np.ndarray]:
    """The blocks in the element of each page that is worth most."""
    low = tree.first[best]
    return low, np.maximum(tree.end[best], low + 1)


def _apart(tree: Tree, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The flags of the elements around each block that do not also hold the blocks of its page from
    `low` to `high`, together, and how many these are.
    """
    page = tree.elements.page
    is_apart = ~tree.is_root & ~((tree.first <= low[page]) & (high[page] <= tree.end))
    flags = np.zeros(len(tree.leaf), dtype=np.int64)
    steps = np.zeros(len(tree.leaf))
    blocks, current = tree.blocks.index, tree.leaf
    for _ in range(HIGHEST):
        apart = is_apart[current]
        blocks, current = blocks[apart], current[apart]
        if not len(blocks):
            break
        flags[blocks] |= tree.flags[current]
        steps[blocks] += 1
        current = tree.parent[current]
    return flags, steps
