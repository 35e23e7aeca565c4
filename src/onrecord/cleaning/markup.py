"""What the markup around each block says of it: evidence for the role model, and in words for readers."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from onrecord.cleaning import words as w
from onrecord.cleaning.blocks import Block
from onrecord.cleaning.features import by_column
from onrecord.cleaning.html import BLOCK, NO_PARENT, Rendered
from onrecord.cleaning.wording import blanked
from onrecord.cleaning.words import Words

HIGHEST = 24
"""How many elements around a block are looked at."""
FAR = 30
LEVELS = 4
PROSE_WORDS = 6

_KINDS = (
    ("p",),
    ("div",),
    ("li",),
    ("h1",),
    ("h2",),
    ("h3",),
    ("h4", "h5", "h6"),
    ("blockquote", "q"),
    ("td", "th", "tr", "caption"),
    ("figcaption",),
    ("pre",),
    ("dd", "dt"),
    ("button", "label", "legend", "summary"),
    ("article", "main"),
    ("section",),
    ("header", "hgroup"),
    ("footer",),
    ("nav",),
    ("aside",),
    ("form", "fieldset"),
    ("figure",),
    ("ul", "ol", "dl", "menu"),
    ("table", "tbody"),
    ("a",),
    ("time",),
    ("span",),
    ("strong", "b"),
    ("em", "i"),
    ("small", "cite", "address"),
    ("body", "html"),
)
_KIND_OF = {tag: number for number, tags in enumerate(_KINDS, 1) for tag in tags}
_WATCHED = (
    "article main aside nav header footer figure figcaption ul,ol li table blockquote form section "
    "button a body h1,h2,h3,h4,h5,h6 p address,cite,small time strong,b em,i"
).split()
# Words in classes, ids, roles and item properties: what they were found to mark on pages anywhere.
_GROUPS = (
    "article story post entry",
    "content body text copy prose richtext",
    "paragraph",
    "articlebody storybody entrycontent postcontent articlecontent articletext storycontent "
    "bodytext bodycopy postbody contentbody articlecopy",
    "main",
    "caption figcaption credit legend credits",
    "comment comments disqus respond reply replies",
    "newsletter newsletters signup subscribe subscription mailchimp optin",
    "paywall regwall premium metered",
    "share sharing social socials sns follow addtoany",
    "author authors bio biography",
    "byline writer contributor contributors autor auteur",
    "date time published timestamp pubdate updated datetime datum fecha modified",
    "tag tags topic topics keywords tagged",
    "ad ads advert advertisement advertising sponsored sponsor promo promotion outbrain taboola",
    "related recirc recirculation recommended recommendations recommendation trending popular "
    "teaser teasers card cards carousel latest headlines readmore readnext upnext more",
    "sidebar widget rail",
    "player video audio podcast gallery slideshow",
    "footer colophon copyright legal cookie cookies gdpr consent privacy",
    "breadcrumb breadcrumbs kicker eyebrow category categories rubric overline section",
    "nav navbar navigation menu header masthead topbar search login skip dropdown submenu",
    "headline title heading",
    "deck dek standfirst summary description lede lead intro excerpt chapo subtitle subhead "
    "subheadline strapline bajada sapo",
    "quote pullquote blockquote callout",
    "correction disclaimer note footnote",
    "list items item",
    "modal popup overlay dialog banner toast",
    "visually hidden sr screenreader offscreen invisible",
)
_GROUP_BITS = {
    word: 1 << (len(_WATCHED) + number)
    for number, words in enumerate(_GROUPS)
    for word in words.split()
}
_TOLD = re.compile(
    r"(?:^|\s)(?:class|id|role|itemprop|rel|property"
    r"|data-(?:component|testid|test|qa|type|module|block|name|role|element)[\w-]*)"
    r"\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))",
    re.IGNORECASE,
)
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NO_LETTERS = re.compile(r"[\W_]+")
_HIDDEN = re.compile(
    r"(?:^|\s)hidden(?:\s|=|/|$)|display\s*:\s*none|visibility\s*:\s*hidden|aria-hidden=[\"']?true", re.I
)
_MOST_WORDS = 12
# Elements one, two, or more steps above a block say different things by the same name.
_NEARNESS = (1, 2, 3, 3, 4, 4, 4)
_BUCKET_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Tree:
    """The elements of a page and the blocks inside them.

    Element i has the `parent[i]`, is marked by the watched tags and groups of words of which
    `flags[i]` has the bits, is marked up like all elements of the same `likeness[i]`, and holds the
    blocks `first[i]` to `end[i]`. The last entry of each is what is around all elements: it has no
    parent and holds every block. Block j stands in element `leaf[j]` and in block-level element
    `owner[j]`; `title` is the block with the article's title, or -1.
    """

    parent: np.ndarray
    flags: np.ndarray
    likeness: np.ndarray
    first: np.ndarray
    end: np.ndarray
    leaf: np.ndarray
    owner: np.ndarray
    title: int = -1

    def above(self, element: np.ndarray) -> np.ndarray:
        """The elements around `element`, one for each."""
        return np.where(element >= 0, self.parent[element], NO_PARENT)


@dataclass(frozen=True, slots=True)
class Markup:
    """The markup of the blocks of one page.

    Row i of `evidence` (float32) belongs to block i. `item_block` and `item` are hashes of the
    words around each block (tags, classes, ids), by how far from it they stand. `tree` are the
    elements themselves.
    """

    evidence: np.ndarray
    item_block: np.ndarray
    item: np.ndarray
    tree: Tree


def line_of(rendered: Rendered, blocks: Sequence[Block]) -> np.ndarray:
    """The line of the layer that each block stands in."""
    starts = np.array(rendered.lines.start, dtype=np.int64)
    content = np.array([block.content_start for block in blocks], dtype=np.int64)
    return np.maximum(np.searchsorted(starts, content, "right") - 1, 0)


def measure(
    rendered: Rendered, blocks: Sequence[Block], words: Words, body: str = "", titles: Sequence[str] = ()
) -> Markup:
    """The markup around `blocks` of a rendered page.

    Args:
        rendered: the page.
        blocks: its text layer, cut.
        words: what was counted in the blocks.
        body: the article's text as the page's own data gives it, if they do.
        titles: the article's title as the page's own data give it.
    """
    count = len(blocks)
    line = line_of(rendered, blocks)
    lines, elements = rendered.lines, rendered.elements
    parent = np.array([*elements.parent, NO_PARENT], dtype=np.int64)
    told = _read_elements(rendered)
    kind = np.array([*(t[0] for t in told), 0], dtype=np.int64)
    flags = np.array([*(t[1] for t in told), 0], dtype=np.int64)
    is_block = np.array([*(tag in BLOCK for tag in elements.tag), True])
    leaf = np.array(lines.element, dtype=np.int64)[line]

    characters = np.maximum(np.array(lines.characters, dtype=float), 1)
    linked = np.array(lines.linked, dtype=float) / characters
    bold = np.array(lines.bold, dtype=float) / characters
    links = np.array(lines.links, dtype=float)

    ends = w.ENDS_SENTENCE[words.last]
    counts = words.counts
    prose = np.where(ends & (counts >= PROSE_WORDS) & (linked[line] < 0.4), counts, 0).astype(float)

    owner = _nearest(leaf, parent, is_block)
    first = np.searchsorted(line, np.array([*elements.first_line, 0]))
    end = np.searchsorted(line, np.array([*elements.end_line, int(line[-1]) + 1]))
    names: dict[tuple, int] = {}
    likeness = np.array([*(names.setdefault(t, len(names)) for t in told), -1], dtype=np.int64)
    says = _page_says(rendered, line, count, body, titles)
    title = _title(rendered, line, says[1] > 0, kind, leaf, parent, titles)
    tree = Tree(parent, flags, likeness, first, np.maximum(end, first), leaf, owner, title)
    container = _nearest(parent[owner], parent, is_block)
    outer = _nearest(parent[container], parent, is_block)
    columns: list[np.ndarray] = [linked[line], bold[line], np.log1p(links[line])]
    columns += [kind[leaf], kind[owner], kind[container], kind[outer]]
    columns += list(_distances(leaf, parent, flags).T)
    columns += [words.stack.beside(linked[line], step) for step in (-2, -1, 1, 2)]
    columns += [words.stack.beside(kind[owner], step) for step in (-2, -1, 1, 2)]
    columns += _stretches(tree, container, counts, prose, linked[line])
    columns += _likeness(tree, container, counts, prose, linked[line])
    columns += says
    evidence = by_column(columns)
    return Markup(evidence, *_items(leaf, parent, told), tree)


def _read_elements(rendered: Rendered) -> list[tuple[int, int, tuple[int, ...]]]:
    """What is read of each element that stands around some line, nothing of the others."""
    elements = rendered.elements
    parent = elements.parent
    told: list[tuple[int, int, tuple[int, ...]]] = [_NOTHING] * len(parent)
    for element in rendered.lines.element:
        while element >= 0 and told[element] is _NOTHING:
            told[element] = _read(elements.tag[element], elements.attributes[element])
            element = parent[element]
    return told


@lru_cache(maxsize=1 << 14)
def _read(tag: str, written: str) -> tuple[int, int, tuple[int, ...]]:
    """Of a start tag: its kind, the watched tags and groups of words as bits, hashes of its words."""
    bits = _WATCHED_BITS.get(tag, 0)
    hashes = {_hash(tag): None}
    if "=" in written:
        for double, single, bare in _TOLD.findall(written):
            more, found = _words_of(double or single or bare)
            bits |= more
            hashes.update(found)
    if ("hidden" in written or "none" in written) and _HIDDEN.search(written):
        bits |= 1 << (len(_WATCHED) + len(_GROUPS))
    return _KIND_OF.get(tag, 0), bits, tuple(hashes)[:_MOST_WORDS]


@lru_cache(maxsize=1 << 14)
def _words_of(value: str) -> tuple[int, dict[int, None]]:
    """The groups and the hashes of the words in the value of an attribute."""
    parts = [part.lower() for part in _PART.findall(value)]
    # "article-body" and "articleBody" are one word to those who name things.
    parts += [first + second for first, second in zip(parts, parts[1:], strict=False)]
    bits, hashes = 0, {}
    for part in parts:
        bits |= _GROUP_BITS.get(part, 0)
        if 1 < len(part) <= 24:
            hashes[_hash(part)] = None
    return bits, hashes


@lru_cache(maxsize=1 << 14)
def _hash(word: str) -> int:
    return zlib.crc32(word.encode())


_NOTHING = (0, 0, ())
_HEADING_KINDS = tuple(_KIND_OF[tag] for tag in ("h1", "h2", "h3", "h4"))
_TITLE_WITHIN, _TITLE_LETTERS = 5, 12
FLAGS = len(_WATCHED) + len(_GROUPS) + 1
"""How many flags an element can bear: watched tags, groups of words, hidden."""
_WATCHED_BITS = {tag: 1 << number for number, tags in enumerate(_WATCHED) for tag in tags.split(",")}


def flags_of(tag: str = "", word: str = "") -> int:
    """The flags that a tag, and a word in a class or id, give an element."""
    return _WATCHED_BITS.get(tag, 0) | (_words_of(word)[0] if word else 0)


def _nearest(start: np.ndarray, parent: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The nearest element at or above `start` that is wanted, -1 where there is none."""
    current = start.copy()
    for _ in range(HIGHEST):
        missing = ~wanted[current]
        if not missing.any():
            break
        current = np.where(missing, parent[current], current)
    return current


def _distances(leaf: np.ndarray, parent: np.ndarray, flags: np.ndarray) -> np.ndarray:
    """How many elements up from each block the nearest one with each flag is, and the depth."""
    bits = np.int64(1) << np.arange(FLAGS, dtype=np.int64)
    distance = np.full((len(leaf), FLAGS), FAR)
    current, seen = leaf.copy(), np.zeros(len(leaf), dtype=np.int64)
    depth = np.zeros(len(leaf))
    for step in range(HIGHEST):
        alive = current >= 0
        if not alive.any():
            break
        fresh = flags[current] & ~seen
        rows = np.flatnonzero(fresh)
        if len(rows):
            where, which = np.nonzero(fresh[rows, None] & bits)
            distance[rows[where], which] = step
        seen |= fresh
        depth += alive
        current = np.where(alive, parent[current], NO_PARENT)
    return np.column_stack([distance, depth])


def _title(
    rendered: Rendered,
    line: np.ndarray,
    named: np.ndarray,
    kind: np.ndarray,
    leaf: np.ndarray,
    parent: np.ndarray,
    titles: Sequence[str],
) -> int:
    """The block with the article's title, -1 where there is none: a block `named` so, or a heading
    that a title holds; of these a main heading, else any heading, else the first.
    """
    level = np.full(len(leaf), len(_KINDS))
    current = leaf
    for _ in range(_TITLE_WITHIN):
        level = np.where(np.isin(kind[current], _HEADING_KINDS), np.minimum(level, kind[current]), level)
        current = np.where(current >= 0, parent[current], NO_PARENT)
    known = [plain(title) for title in (*titles, rendered.head.title or "")]
    found = named.copy()
    starts = [*rendered.lines.start, len(rendered.text)]
    for block in np.flatnonzero((level < len(_KINDS)) & ~named):
        shown = plain(rendered.text[starts[line[block]] : starts[line[block] + 1]])
        found[block] = len(shown) >= _TITLE_LETTERS and any(shown in title for title in known)
    places = np.flatnonzero(found)
    return int(places[level[places].argmin()]) if len(places) else -1


def _stretches(
    tree: Tree, container: np.ndarray, counts: np.ndarray, prose: np.ndarray, linked: np.ndarray
) -> list[np.ndarray]:
    """How much prose and how many links the elements around a block hold, level by level; and where
    it stands to the element that directly holds most of the page's prose.
    """
    first, end, parent, owner = tree.first, tree.end, tree.parent, tree.owner
    sums = [np.concatenate(([0.0], np.cumsum(v))) for v in (counts, prose, counts * linked, prose > 0)]
    total = max(sums[1][-1], 1.0)
    index = np.arange(len(owner))
    columns: list[np.ndarray] = []
    current = owner
    for _ in range(LEVELS):
        low, high = first[current], end[current]
        all_words, all_prose, all_linked, pieces = (s[high] - s[low] for s in sums)
        columns += [
            np.log1p(all_words),
            all_prose / total,
            all_linked / (all_words + 1),
            np.log1p(pieces),
            np.log1p(high - low),
            (index - low) / np.maximum(high - low, 1),
        ]
        current = np.where(current >= 0, parent[current], NO_PARENT)
    # Readability's idea: an element is worth the prose of its children, and half that of theirs.
    worth = np.bincount(container + 1, weights=prose, minlength=len(parent))
    above = np.where(container >= 0, parent[container], NO_PARENT)
    worth += 0.5 * np.bincount(above + 1, weights=prose, minlength=len(parent))
    columns.append(worth[container + 1] / total)
    best = int(worth[1:].argmax()) if len(worth) > 1 else NO_PARENT
    columns += place_to(best, tree)
    within = (sums[1][end] - sums[1][first])[:-1]
    for share in (0.5, 0.8):
        holders = np.flatnonzero(within >= share * total)
        smallest = int(holders[-1]) if len(holders) and sums[1][-1] else NO_PARENT
        columns += place_to(smallest, tree)
    return columns


def place_to(target: int, tree: Tree) -> list[np.ndarray]:
    """Whether a block is in the target element, how deep, how far before or behind it."""
    low, high = int(tree.first[target]), int(tree.end[target])
    index = np.arange(len(tree.owner))
    steps = np.full(len(index), FAR)
    current = tree.owner
    for step in range(HIGHEST):
        steps = np.where((current == target) & (steps == FAR), step, steps)
        current = tree.above(current)
    inside = (index >= low) & (index < high)
    return [
        np.where(inside, steps, FAR),
        np.clip(np.where(index < low, index - low, np.where(index >= high, index - high + 1, 0)), -40, 40),
        np.where(inside, np.minimum(index - low, 60), -1),
        np.where(inside, np.minimum(high - index, 60), -1),
    ]


def _likeness(
    tree: Tree, container: np.ndarray, counts: np.ndarray, prose: np.ndarray, linked: np.ndarray
) -> list[np.ndarray]:
    """The blocks of the page that are marked up in the same way: how many, how much of its prose."""
    own, around = tree.likeness[tree.owner], tree.likeness[container]
    total = max(prose.sum(), 1.0)
    columns: list[np.ndarray] = []
    for signature in (own, own * (int(tree.likeness.max()) + 2) + around):
        _, kind = np.unique(signature, return_inverse=True)
        size = np.bincount(kind)
        others = np.bincount(kind, weights=prose)[kind] - prose
        all_words = np.bincount(kind, weights=counts)
        columns += [
            np.log1p(size[kind]),
            others / total,
            np.log1p(all_words / size)[kind],
            (np.bincount(kind, weights=counts * linked) / (all_words + 1))[kind],
            np.concatenate(([0], kind[1:] == kind[:-1])),
            np.concatenate((kind[1:] == kind[:-1], [0])),
        ]
    return columns


def plain(text: str) -> str:
    """Only the letters and digits of a text, in lower case."""
    parted = blanked(text)
    return (_NO_LETTERS.sub("", text) if parted is None else parted.replace(" ", "")).lower()


def _page_says(
    rendered: Rendered, line: np.ndarray, count: int, body: str, titles: Sequence[str]
) -> list[np.ndarray]:
    """Whether the page's own data give a block as part of the article's text, or as its title."""
    text, starts = rendered.text, rendered.lines.start
    in_body = np.full(count, -1.0)
    if body := plain(body):
        keys = [plain(text[a:b]) for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
        told = [bool(key) and (key in body or (len(key) > 80 and key[10:60] in body)) for key in keys]
        in_body = np.array(told, dtype=float)[line]
    wanted = {plain(title) for title in titles} - {""}
    longest = max(map(len, wanted), default=0)
    is_title = np.zeros(len(starts))
    if longest:
        for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True)):
            if end - start <= 2 * longest + 20:
                is_title[number] = plain(text[start:end]) in wanted
    return [in_body, is_title[line]]


def _items(leaf: np.ndarray, parent: np.ndarray, told: list[tuple]) -> tuple[np.ndarray, np.ndarray]:
    """Block and hash of each word around it, with its distance in steps of growing size."""
    sizes = np.array([*(len(t[2]) for t in told), 0], dtype=np.int64)
    offset = np.concatenate(([0], np.cumsum(sizes)))[:-1]
    hashes = np.array([h for t in told for h in t[2]], dtype=np.uint64)
    blocks, found = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.uint64)]
    current = leaf.copy()
    for step in range(len(_NEARNESS)):
        rows = np.flatnonzero(current >= 0)
        if not len(rows):
            break
        element = current[rows]
        each = sizes[element]
        total = int(each.sum())
        block = np.repeat(rows, each)
        inner = np.arange(total) - np.repeat(np.cumsum(each) - each, each)
        place = np.repeat(offset[element], each) + inner
        near = np.uint64(_NEARNESS[step])
        blocks.append(block)
        found.append((hashes[place] + near) * _BUCKET_FACTOR)
        current = np.where(current >= 0, parent[current], NO_PARENT)
    return np.concatenate(blocks), np.concatenate(found)


def path(rendered: Rendered, line: int, most: int = 4) -> str:
    """The elements around a line as a reader would write them, the outermost first."""
    steps: list[str] = []
    element = rendered.lines.element[line]
    while element >= 0 and len(steps) < most:
        name = rendered.elements.tag[element]
        classes = _TOLD.search(rendered.elements.attributes[element])
        first = next(filter(None, classes.groups()), "").split() if classes else []
        steps.append(f"{name}.{first[0]}" if first else name)
        element = rendered.elements.parent[element]
    return " > ".join(reversed(steps))
