"""What the markup around each block says of it: evidence for the role model, and in words for readers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from onrecord.cleaning import compiled
from onrecord.cleaning import words as w
from onrecord.cleaning.blocks import Block
from onrecord.cleaning.features import by_column
from onrecord.cleaning.html import NO_PARENT, Rendered
from onrecord.cleaning.rows import column
from onrecord.cleaning.stack import Stack
from onrecord.cleaning.start_tags import FLAGS, KIND_OF, KINDS, TOLD, StartTags, flags_of, ranges
from onrecord.cleaning.wording import blanked
from onrecord.cleaning.words import Words

HIGHEST = 24
"""How many elements around a block are looked at."""
FAR = 30
LEVELS = 4
PROSE_WORDS = 6

_NO_LETTERS = re.compile(r"[\W_]+")
# Elements one, two, or more steps above a block say different things by the same name.
_NEARNESS = (1, 2, 3, 3, 4, 4, 4)
_BUCKET_FACTOR = np.uint64(0x9E3779B97F4A7C15)
# What stands in the middle of a line longer than that tells it apart.
_LONG_LINE, _MIDDLE = 80, (10, 60)
_compiled = compiled.load("markup")


@dataclass(frozen=True, slots=True)
class Tree:
    """The elements of pages and the blocks inside them.

    Element i has the `parent[i]`, is marked by the watched tags and groups of words of which
    `flags[i]` has the bits, is marked up like all elements of the same `likeness[i]`, and holds the
    blocks `first[i]` to `end[i]`. The last element of each page, its `root`, is what is around all
    others: it is its own parent and holds every block. Block j stands in element `leaf[j]` and in
    block-level element `owner[j]`, around which are the elements `around[j]`, itself and outwards;
    `title` is for each page the block with the article's title, or -1.
    """

    blocks: Stack
    elements: Stack
    parent: np.ndarray
    flags: np.ndarray
    likeness: np.ndarray
    first: np.ndarray
    end: np.ndarray
    leaf: np.ndarray
    owner: np.ndarray
    around: np.ndarray
    title: np.ndarray

    @property
    def root(self) -> np.ndarray:
        """What is around all elements of each page."""
        return self.elements.bounds[1:] - 1

    @property
    def is_root(self) -> np.ndarray:
        """Whether an element is what is around all others."""
        return self.elements.index == self.elements.end - 1

    def held(self, values: np.ndarray) -> np.ndarray:
        """The sum of the values (along the last axis) of the blocks in each element."""
        sums, page = self.blocks.running(values), self.elements.page
        return sums.take(self.end + page, axis=-1) - sums.take(self.first + page, axis=-1)

    def smallest(self, wanted: np.ndarray) -> np.ndarray:
        """The last wanted element of each page, its root where there is none."""
        last = self.elements.last_where(wanted & ~self.is_root)
        return np.where(last < self.elements.bounds[:-1], self.root, last)

    def greatest(self, worth: np.ndarray) -> np.ndarray:
        """The element of each page that is worth most, its root only where that is all there is."""
        return np.array(
            [
                page.start + int(worth[page][:-1].argmax() if page.stop - page.start > 1 else 0)
                for page in self.elements.pages()
            ]
        )


@dataclass(frozen=True, slots=True)
class Marked:
    """A rendered page.

    Attributes:
        rendered: the page.
        blocks: its text layer, cut.
        body: the article's text as the page's own data gives it, if they do.
        titles: the article's title as the page's own data give it.
    """

    rendered: Rendered
    blocks: Sequence[Block]
    body: str = ""
    titles: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Markup:
    """The markup of the blocks of pages.

    Row i of `evidence` (float32) belongs to block i. `item_block` and `item` are hashes of the
    words around each block (tags, classes, ids), by how far from it they stand. `tree` are the
    elements themselves.
    """

    evidence: np.ndarray
    item_block: np.ndarray
    item: np.ndarray
    tree: Tree

    @property
    def linked(self) -> np.ndarray:
        """The share of each block's characters that stand in links."""
        return self.evidence[:, 0]


def line_of(rendered: Rendered, blocks: Sequence[Block]) -> np.ndarray:
    """The line of the layer that each block stands in."""
    starts = np.array(rendered.lines.start, dtype=np.int64)
    content = np.array(column(blocks, "content_start"), dtype=np.int64)
    return np.maximum(np.searchsorted(starts, content, "right") - 1, 0)


def measure(
    rendered: Rendered, blocks: Sequence[Block], words: Words, body: str = "", titles: Sequence[str] = ()
) -> Markup:
    """The markup around `blocks` of a rendered page in which `words` were counted."""
    return measure_pages([Marked(rendered, blocks, body, titles)], words)


def measure_pages(pages: Sequence[Marked], words: Words) -> Markup:
    """The markup around the blocks of rendered pages in which `words` were counted."""
    stack = words.stack
    elements = Stack([len(page.rendered.elements.tag) + 1 for page in pages])
    line = [line_of(page.rendered, page.blocks) for page in pages]
    linked, bold, links = _shares(pages, line)
    parent, leaf, first, end = _outline(pages, line, elements)
    told = StartTags.of([page.rendered.elements for page in pages], _is_around(leaf, parent))
    kind, is_block = told.kind[told.number], told.is_block[told.number]

    owner = _nearest(leaf, parent, is_block)
    container = _nearest(parent[owner], parent, is_block)
    outer = _nearest(parent[container], parent, is_block)
    in_body, is_title, title = _said(pages, line, _heading_level(kind, leaf, parent), stack)
    around = _above(owner, parent)
    flags, likeness = told.flags[told.number], told.likeness(elements.page)
    tree = Tree(stack, elements, parent, flags, likeness, first, end, leaf, owner, around, title)

    ends = w.ENDS_SENTENCE[words.last]
    counts = words.counts
    prose = np.where(ends & (counts >= PROSE_WORDS) & (linked < 0.4), counts, 0).astype(float)
    columns: list[np.ndarray] = [linked, bold, np.log1p(links)]
    columns += [kind[leaf], kind[owner], kind[container], kind[outer]]
    columns.append(_distances(tree))
    columns += [stack.beside(linked, step) for step in (-2, -1, 1, 2)]
    columns += [stack.beside(kind[owner], step) for step in (-2, -1, 1, 2)]
    columns += _stretches(tree, container, counts, prose, linked)
    columns += _likeness(tree, container, counts, prose, linked)
    columns += [in_body, is_title]
    return Markup(by_column(columns), *_items(tree, told), tree)


def _said(
    pages: Sequence[Marked], line: Sequence[np.ndarray], level: np.ndarray, blocks: Stack
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whether a page's own data give each block as part of the article's text, and as its title; and
    the block with the title of each page, -1 where there is none.
    """
    in_body, is_title, titles = [], [], []
    for page, own, part in zip(pages, line, blocks.pages(), strict=True):
        shown = _plain_lines(page.rendered)
        lines = [shown[number] for number in own.tolist()]
        body, named = _page_says(page, lines)
        title = _title(page, lines, named > 0, level[part])
        in_body.append(body)
        is_title.append(named)
        titles.append(title if title < 0 else part.start + title)
    return np.concatenate(in_body), np.concatenate(is_title), np.array(titles)


def _shares(pages: Sequence[Marked], line: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The shares of each block's line that are linked and bold, and the line's number of links."""
    lines = [page.rendered.lines for page in pages]
    block_line = _block_lines(line, _stacked_lines(pages))
    characters = np.maximum(_joined([one.characters for one in lines], 0)[block_line], 1)
    linked = _joined([one.linked for one in lines], 0)[block_line]
    bold = _joined([one.bold for one in lines], 0)[block_line]
    links = _joined([one.links for one in lines], 0)[block_line]
    return linked / characters, bold / characters, links.astype(float)


def _stacked_lines(pages: Sequence[Marked]) -> Stack:
    """The lines of pages; each has one more, in which no block stands: that behind its last one."""
    return Stack([len(page.rendered.lines.start) + 1 for page in pages])


def _block_lines(line: Sequence[np.ndarray], lines: Stack) -> np.ndarray:
    """The line of each block among those of all pages."""
    return np.concatenate([own + start for own, start in zip(line, lines.bounds[:-1], strict=True)])


def _outline(
    pages: Sequence[Marked], line: Sequence[np.ndarray], elements: Stack
) -> tuple[np.ndarray, ...]:
    """The parents of elements, the elements of blocks, the first and the end of the blocks in each
    element.
    """
    listed = [page.rendered.elements for page in pages]
    lines = _stacked_lines(pages)
    first_line, block_line = lines.bounds[:-1], _block_lines(line, lines)
    blocks_above = np.searchsorted(block_line, np.arange(lines.bounds[-1]))
    root = elements.end - 1
    above = _joined([one.parent for one in listed], NO_PARENT)
    parent = np.where(above < 0, root, above + elements.first)
    inside = _joined([page.rendered.lines.element for page in pages], NO_PARENT)[block_line]
    page = lines.page[block_line]
    leaf = np.where(inside < 0, elements.bounds[1:][page] - 1, inside + elements.bounds[page])
    begun = _joined([one.first_line for one in listed], 0) + first_line[elements.page]
    ended = _joined([one.end_line for one in listed], 0) + first_line[elements.page]
    ended[elements.bounds[1:] - 1] = lines.bounds[1:] - 1
    first = blocks_above[begun]
    return parent, leaf, first, np.maximum(blocks_above[ended], first)


def _joined(lists: Sequence[Sequence[int]], last: int) -> np.ndarray:
    """The numbers of lists, one list after the other, behind each `last`."""
    if _compiled:
        return _compiled.joined(lists, last)
    return np.fromiter(chain.from_iterable(chain(numbers, (last,)) for numbers in lists), np.int64)


def _is_around(leaf: np.ndarray, parent: np.ndarray) -> np.ndarray:
    """Whether each element is around any block."""
    found = np.zeros(len(parent), dtype=bool)
    current = leaf
    while len(current):
        found[current] = True
        current = parent[current]
        current = current[~found[current]]
    return found


_IS_HEADING = np.isin(
    range(len(KINDS) + 1), [KIND_OF[tag] for tag in ("h1", "h2", "h3", "h4")]
)
_TITLE_WITHIN, _TITLE_LETTERS = 5, 12
_QUOTED = flags_of("blockquote", "quote")
# So far out, and of so many blocks.
_NEAR_QUOTE, _LONGEST_QUOTE = 3, 4


def is_quoted(tree: Tree) -> np.ndarray:
    """Which blocks stand in an element of few blocks that sets quotes off from the text."""
    sets_off = ((tree.flags & _QUOTED) > 0) & (tree.end - tree.first <= _LONGEST_QUOTE)
    return sets_off[tree.around[:, :_NEAR_QUOTE]].any(axis=1)


def _nearest(start: np.ndarray, parent: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The nearest element at or above `start` that is wanted, -1 where there is none."""
    current = start.copy()
    for _ in range(HIGHEST):
        missing = ~wanted[current]
        if not missing.any():
            break
        current = np.where(missing, parent[current], current)
    return current


def _above(element: np.ndarray, parent: np.ndarray) -> np.ndarray:
    """In the row of each element itself and those around it, outwards; at last the root again."""
    rows = np.empty((HIGHEST, len(element)), dtype=np.int32)
    for row in rows:
        row[:] = element
        element = parent[element]
    return np.ascontiguousarray(rows.T)


def _distances(tree: Tree) -> np.ndarray:
    """How many elements up from each block the nearest one with each flag is, and the depth."""
    if _compiled:
        return _compiled.distances(tree.leaf, tree.parent, tree.flags, HIGHEST, FAR, FLAGS)
    values, value = np.unique(tree.flags, return_inverse=True)
    bits = np.int64(1) << np.arange(FLAGS, dtype=np.int64)
    owner, flag = np.nonzero(values[:, None] & bits)
    size = np.bincount(owner, minlength=len(values))
    start = np.cumsum(size) - size
    around = _above(tree.leaf, tree.parent)
    distance = np.full((FLAGS + 1, len(around)), FAR, dtype=np.int32)
    distance[-1] = (~tree.is_root[around]).sum(axis=1)
    # From afar inwards: the nearest has the last word.
    for step in reversed(range(distance[-1].max())):
        own = value[around[:, step]]
        block, place = ranges(start[own], size[own])
        distance[flag[place], block] = step
    return distance


def _heading_level(kind: np.ndarray, leaf: np.ndarray, parent: np.ndarray) -> np.ndarray:
    """The kind of the greatest heading around each block, as many as there are kinds for none."""
    level = np.full(len(leaf), len(KINDS))
    current = leaf
    for _ in range(_TITLE_WITHIN):
        own = kind[current]
        np.minimum(level, own, out=level, where=_IS_HEADING[own])
        current = parent[current]
    return level


def _title(page: Marked, shown: Sequence[str], named: np.ndarray, level: np.ndarray) -> int:
    """The block with the article's title, -1 where there is none: a heading that a title of the
    page's data holds, else one that the title of the document holds; of these a main heading (by
    `level`), else the first. Where no heading is held, a block `named` so, else the only main one.
    What is `shown` are the plain lines of the blocks.
    """
    told = [plain(title) for title in page.titles]
    known = [*told, plain(page.rendered.head.title or "")]
    is_heading = level < len(KINDS)
    place = np.where(named, 0, 3)
    for block in np.flatnonzero(is_heading & ~named).tolist():
        line = shown[block]
        if len(line) >= _TITLE_LETTERS and any(line in title for title in known):
            place[block] = 0 if any(line in title for title in told) else 1
    place[named & ~is_heading] = 2
    best = int(np.lexsort((level, place))[0]) if len(place) else -1
    if best >= 0 and place[best] < 3:
        return best
    main = np.flatnonzero(level == level.min(initial=len(KINDS))) if is_heading.any() else []
    return int(main[0]) if len(main) == 1 else -1


def _stretches(
    tree: Tree, container: np.ndarray, counts: np.ndarray, prose: np.ndarray, linked: np.ndarray
) -> list[np.ndarray]:
    """How much prose and how many links the elements around a block hold, level by level; and where
    it stands to the element that directly holds most of the page's prose.
    """
    page, index = tree.blocks.page, tree.blocks.index
    held = tree.held(np.array([counts, prose, counts * linked, prose > 0]))
    all_prose = tree.blocks.totals(prose)
    total = np.maximum(all_prose, 1.0)[page]
    columns: list[np.ndarray] = []
    current = tree.owner
    for _ in range(LEVELS):
        low, high = tree.first[current], tree.end[current]
        words, in_prose, in_links, pieces = held[:, current]
        columns += [
            np.log1p(words),
            in_prose / total,
            in_links / (words + 1),
            np.log1p(pieces),
            np.log1p(high - low),
            (index - low) / np.maximum(high - low, 1),
        ]
        current = tree.parent[current]
    # Readability's idea: an element is worth the prose of its children, and half that of theirs.
    worth = np.bincount(container, weights=prose, minlength=len(tree.parent))
    worth += 0.5 * np.bincount(tree.parent[container], weights=prose, minlength=len(tree.parent))
    columns.append(worth[container] / total)
    columns += place_to(tree.greatest(worth), tree)
    at_least = np.where(all_prose > 0, np.maximum(all_prose, 1.0), np.inf)[tree.elements.page]
    for share in (0.5, 0.8):
        columns += place_to(tree.smallest(held[1] >= share * at_least), tree)
    return columns


def place_to(target: np.ndarray, tree: Tree) -> list[np.ndarray]:
    """Whether a block is in the target element of its page, how deep, how far before or behind it."""
    page, index = tree.blocks.page, tree.blocks.index
    low, high = tree.first[target][page], tree.end[target][page]
    target = target.astype(np.int32)[page]
    steps = (tree.around == target[:, None]).argmax(axis=1)
    inside = (index >= low) & (index < high)
    return [
        np.where(inside & (tree.around[index, steps] == target), steps, FAR),
        np.clip(np.where(index < low, index - low, np.where(index >= high, index - high + 1, 0)), -40, 40),
        np.where(inside, np.minimum(index - low, 60), -1),
        np.where(inside, np.minimum(high - index, 60), -1),
    ]


def _likeness(
    tree: Tree, container: np.ndarray, counts: np.ndarray, prose: np.ndarray, linked: np.ndarray
) -> list[np.ndarray]:
    """The blocks of the page that are marked up in the same way: how many, how much of its prose."""
    own, around = tree.likeness[tree.owner], tree.likeness[container]
    total = np.maximum(tree.blocks.totals(prose), 1.0)[tree.blocks.page]
    columns: list[np.ndarray] = []
    for signature in (own, own * len(tree.parent) + around):
        _, kind = np.unique(signature, return_inverse=True)
        size = np.bincount(kind)
        others = np.bincount(kind, weights=prose)[kind] - prose
        all_words = np.bincount(kind, weights=counts)
        same = kind[1:] == kind[:-1]
        columns += [
            np.log1p(size)[kind],
            others / total,
            np.log1p(all_words / size)[kind],
            (np.bincount(kind, weights=counts * linked) / (all_words + 1))[kind],
            np.concatenate(([False], same)),
            np.concatenate((same, [False])),
        ]
    return columns


def plain(text: str) -> str:
    """Only the letters and digits of a text, in lower case."""
    if _compiled:
        return _compiled.plain(text)
    parted = blanked(text)
    return (_NO_LETTERS.sub("", text) if parted is None else parted.replace(" ", "")).lower()


def _plain_lines(rendered: Rendered) -> list[str]:
    """The lines of a layer, plain."""
    if _compiled:
        return _compiled.plain_lines(rendered.text)
    # Between the lines of a layer stand empty ones.
    shown = "\n".join(filter(None, rendered.text.split("\n")))
    parted = blanked(shown, kept="\n")
    if parted is None:
        return list(map(plain, shown.split("\n")))
    return parted.replace(" ", "").lower().split("\n")


def _page_says(page: Marked, lines: Sequence[str]) -> np.ndarray:
    """Whether the page's own data give a plain line as part of the article's text, or as its title;
    in two rows.
    """
    says = np.array([np.full(len(lines), -1.0), np.zeros(len(lines))])
    if body := plain(page.body):
        says[0] = _given(lines, body)
    if titles := {plain(title) for title in page.titles} - {""}:
        says[1] = [line in titles for line in lines]
    return says


def _given(lines: Sequence[str], body: str) -> list[bool]:
    """Whether a plain body holds each of some plain lines, of long ones at least their middle."""
    if _compiled:
        return _compiled.given(lines, body, _LONG_LINE, *_MIDDLE)
    middle = slice(*_MIDDLE)
    return [
        bool(line) and (line in body or (len(line) > _LONG_LINE and line[middle] in body)) for line in lines
    ]


def _items(tree: Tree, told: StartTags) -> tuple[np.ndarray, np.ndarray]:
    """Block and hash of each word around it, with its distance in steps of growing size."""
    if _compiled:
        arrays = told.number, told.offset, told.size, told.hashes
        return _compiled.items(tree.leaf, tree.parent, *arrays, _NEARNESS, _BUCKET_FACTOR)
    blocks, found = [], []
    current = tree.leaf
    for nearness in _NEARNESS:
        number = told.number[current]
        block, place = ranges(told.offset[number], told.size[number])
        blocks.append(block)
        found.append((told.hashes[place] + np.uint64(nearness)) * _BUCKET_FACTOR)
        current = tree.parent[current]
    return np.concatenate(blocks), np.concatenate(found)


def path(rendered: Rendered, line: int, most: int = 4) -> str:
    """The elements around a line as a reader would write them, the outermost first."""
    steps: list[str] = []
    element = rendered.lines.element[line]
    while element >= 0 and len(steps) < most:
        name = rendered.elements.tag[element]
        classes = TOLD.search(rendered.elements.attributes[element])
        first = classes.group(1).strip("\"'").split() if classes else []
        steps.append(f"{name}.{first[0]}" if first else name)
        element = rendered.elements.parent[element]
    return " > ".join(reversed(steps))
