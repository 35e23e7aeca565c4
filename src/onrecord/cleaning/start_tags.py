"""What the start tags around blocks tell: their kinds, flags, and the hashed words of their classes."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, compress, count
from zlib import crc32

import numpy as np

from onrecord.cleaning import compiled
from onrecord.cleaning.html import BLOCK, Elements
from onrecord.cleaning.words import Lexicon, grouped, in_parts, mix

KINDS = (
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
KIND_OF = {tag: number for number, tags in enumerate(KINDS, 1) for tag in tags}
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
# What parts the start tags that are looked through together: no page holds this character.
_SEAM = "\0"
TOLD = re.compile(
    r"\s(?:class|id|role|itemprop|rel|property"
    r"|data-(?:component|testid|test|qa|type|module|block|name|role|element)[\w-]*)"
    rf"\s*=\s*(\"[^\"{_SEAM}]*\"|'[^'{_SEAM}]*'|[^\s\"'>{_SEAM}]+)",
    re.IGNORECASE,
)
_TOLD_OR_SEAM = re.compile(rf"[\s{_SEAM}](?:(?<={_SEAM})|{TOLD.pattern[2:]})", re.IGNORECASE)
_HIDDEN = re.compile(
    r"(?:^|\s)hidden(?:\s|=|/|$)|display\s*:\s*none|visibility\s*:\s*hidden|aria-hidden=[\"']?true", re.I
)
# What a reader unfolds is no less part of the text.
_FOLDED = re.compile(
    r"collaps|accordion|expand|toggle|tab-?pane|role=[\"']?(?:region|tabpanel)|aria-labelledby", re.I
)
# Of longer values the beginning is read: none of thousands of pages has one a third as long.
_LONGEST_VALUE = 10_000
_MOST_WORDS = 12
_LONGEST_WORD = 24
_LETTERS = b"abcdefghijklmnopqrstuvwxyz"
_SMALL, _CAPITAL = 1, 2
_CASE = np.zeros(0x80, dtype=np.uint8)
_CASE[[*_LETTERS]] = _SMALL
_CASE[[*_LETTERS.upper()]] = _CAPITAL
_CRC32 = np.uint64(0xFFFFFFFF)
_compiled = compiled.load("start_tags")

HIDDEN = 1 << (len(_WATCHED) + len(_GROUPS))
FLAGS = len(_WATCHED) + len(_GROUPS) + 1
"""How many flags an element can bear: watched tags, groups of words, hidden."""
_WATCHED_BITS = {tag: 1 << number for number, tags in enumerate(_WATCHED) for tag in tags.split(",")}


def flags_of(tag: str = "", word: str = "") -> int:
    """The flags that a tag, and a word in a class or id, give an element."""
    return _WATCHED_BITS.get(tag, 0) | _GROUP_BITS.get(word, 0)


@dataclass(frozen=True, slots=True)
class StartTags:
    """What the start tags around blocks tell; that of number 0 tells nothing.

    Element i has the start tag `number[i]`. Of start tag j `alike[j]` is a number that those have
    in common which tell the same, `hashes` holds those of its words from `offset[j]` on, `size[j]`
    of them.
    """

    number: np.ndarray
    kind: np.ndarray
    flags: np.ndarray
    is_block: np.ndarray
    alike: np.ndarray
    offset: np.ndarray
    size: np.ndarray
    hashes: np.ndarray

    @classmethod
    def of(cls, pages: Sequence[Elements], wanted: np.ndarray) -> "StartTags":
        """Read the start tags of the `wanted` elements, each of them once. Behind the elements of
        each page stands one more, which has none: what is around all others, wanted in any case.
        """
        name, names = _wanted([one.tag for one in pages], wanted)
        written, attributes = _wanted([one.attributes for one in pages], wanted)
        different, own = np.unique(written * len(names) + name, return_inverse=True)
        number = np.zeros(len(wanted), dtype=np.int64)
        number[wanted] = own
        written, name = np.divmod(different, len(names))

        kind = np.array([KIND_OF.get(tag, 0) for tag in names])[name]
        watched = np.array([_WATCHED_BITS.get(tag, 0) for tag in names])[name]
        is_block = np.array([tag in BLOCK or not tag for tag in names])[name]
        hashes = np.array([crc32(tag.encode(errors="surrogatepass")) for tag in names], dtype=np.uint64)[name]
        told = _Told.by_attributes(attributes)
        flags = watched | told.flags[written]
        hashes, size = _hashes_of_tags(hashes, written, told)
        offset = np.cumsum(size) - size
        alike = _alike(kind, flags, hashes, offset, size)
        return cls(number, kind, flags, is_block, alike, offset, size, hashes)

    def likeness(self, page: np.ndarray) -> np.ndarray:
        """A number for each element, the same for those of a page that are told the same."""
        alike = page * len(self.alike) + self.alike[self.number]
        return np.unique(alike, return_inverse=True)[1]


def _wanted(lists: Sequence[Sequence[str]], wanted: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """The numbers of the wanted texts of lists, each of which ends with an empty one more; the different
    texts by their numbers.
    """
    if _compiled:
        return _compiled.numbered(lists, wanted.view(np.uint8))
    texts = chain.from_iterable(chain(one, ("",)) for one in lists)
    return _numbered(compress(texts, wanted.tolist()))


def _numbered(texts: Iterable[str]) -> tuple[np.ndarray, list[str]]:
    """The numbers of texts, and the different texts by their numbers; the empty one has 0."""
    numbers = defaultdict(count(1).__next__, {"": 0})
    return np.array([*map(numbers.__getitem__, texts)], dtype=np.int64), [*numbers]


def _hashes_of_tags(names: np.ndarray, written: np.ndarray, told: "_Told") -> tuple[np.ndarray, np.ndarray]:
    """The first different hashes of the words of each start tag, and how many: that of its name, then those
    which its attributes, as they are `written`, tell. The first start tag has none.
    """
    if _compiled:
        arrays = told.offset, told.size, told.hashes
        return _compiled.first_different(names, written, *arrays, _MOST_WORDS)
    owner, place = ranges(told.offset[written], told.size[written])
    owner = np.concatenate((np.arange(1, len(names)), owner))
    hashes = np.concatenate((names[1:], told.hashes[place] & _CRC32))
    first = _first_different(owner, hashes)
    return hashes[first], np.bincount(owner[first], minlength=len(names))


def _first_different(owner: np.ndarray, hashes: np.ndarray) -> np.ndarray:
    """The places of the first different hashes of each owner, owner by owner."""
    order = np.argsort(owner, kind="stable")
    owner = owner[order]
    by_hash, number = grouped(owner.astype(np.uint64) << np.uint64(32) | hashes[order])
    is_new = np.diff(number, prepend=-1) > 0
    first = np.sort(by_hash[is_new])
    size = np.bincount(owner[first])
    rank = np.arange(len(first)) - np.repeat(np.cumsum(size) - size, size)
    return order[first[rank < _MOST_WORDS]]


def _alike(
    kind: np.ndarray, flags: np.ndarray, hashes: np.ndarray, offset: np.ndarray, size: np.ndarray
) -> np.ndarray:
    """A number for each start tag, the same for those with the same kind, flags and hashes."""
    owner, place = ranges(offset, size)
    rank = (place - offset[owner]).astype(np.uint64)
    sums = np.zeros(len(hashes) + 1, dtype=np.uint64)
    np.cumsum(mix(mix(hashes << np.uint64(32) | rank)), out=sums[1:])
    whole = mix((flags * (len(KINDS) + 1) + kind).astype(np.uint64))
    return np.unique(whole + sums[offset + size] - sums[offset], return_inverse=True)[1]


@dataclass(frozen=True, slots=True)
class _Told:
    """What texts tell: text i bears the `flags[i]`; the hashes of its words, `size[i]` of them, are
    those from `offset[i]` on.
    """

    flags: np.ndarray
    offset: np.ndarray
    size: np.ndarray
    hashes: np.ndarray

    @classmethod
    def by_attributes(cls, attributes: list[str]) -> "_Told":
        """What the attributes of start tags tell, as they are written."""
        if _compiled:
            known = _lexicon()
            arrays = (*_changes(), known.hashes, known.numbers, known.is_end.view(np.uint8))
            flags, size, hashes = _compiled.told(attributes, *arrays, _LONGEST_VALUE, HIDDEN)
            return cls(flags, np.cumsum(size) - size, size, hashes)
        value, values = _numbered(_TOLD_OR_SEAM.findall(_SEAM.join(attributes)))
        told = cls.by_values(values)
        # What is found at a seam is empty: there the values of the next start tag begin.
        owner = np.cumsum(value == 0)
        flags = np.zeros(len(attributes), dtype=np.int64)
        np.bitwise_or.at(flags, owner, told.flags[value])
        hidden = [place for place, written in enumerate(attributes) if _is_hidden(written)]
        flags[hidden] |= HIDDEN
        which, place = ranges(told.offset[value], told.size[value])
        size = np.bincount(owner[which], minlength=len(attributes))
        return cls(flags, np.cumsum(size) - size, size, told.hashes[place])

    @classmethod
    def by_values(cls, values: Sequence[str]) -> "_Told":
        """What the values of attributes tell.

        "article-body" and "articleBody" are one word to those who name things: behind the words of
        a value stand those that two of them make together.
        """
        if max(map(len, values), default=0) > _LONGEST_VALUE:
            values = [value[:_LONGEST_VALUE] for value in values]
        parts = [cls._by_few_values(part) for part in in_parts(values)]
        size = np.concatenate([part.size for part in parts])
        flags = np.concatenate([part.flags for part in parts])
        hashes = np.concatenate([part.hashes for part in parts])
        return cls(flags, np.cumsum(size) - size, size, hashes)

    @classmethod
    def _by_few_values(cls, values: Sequence[str]) -> "_Told":
        letters, start, end, owner = _words(values)
        followed = np.flatnonzero(owner[1:] == owner[:-1])
        start = np.concatenate((start, start[followed]))
        end = np.concatenate((end, end[followed + 1]))
        owner = np.concatenate((owner, owner[followed]))
        length = end - start
        told = np.flatnonzero((length > 1) & (length <= _LONGEST_WORD))
        told = told[np.argsort(owner[told], kind="stable")]
        owner = owner[told]
        hashes = _hashes(letters, end[told], length[told])
        marked, bits = _lexicon().find(hashes)
        flags = np.zeros(len(values), dtype=np.int64)
        np.bitwise_or.at(flags, owner[marked], bits)
        size = np.bincount(owner, minlength=len(values))
        return cls(flags, np.cumsum(size) - size, size, hashes)


def _is_hidden(attributes: str) -> bool:
    """Whether the attributes of a start tag hide the element for good."""
    if "hidden" not in attributes and "none" not in attributes:
        return False
    return _HIDDEN.search(attributes) is not None and not _FOLDED.search(attributes)


def _words(values: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """All western letters in values, numbered from a to z; where each word begins and ends among
    them; the value that it stands in. Words begin behind other signs and with capitals; of several
    capitals before a small letter the last one begins a word.
    """
    joined = "\n".join(values)
    codes = np.frombuffer(f"\n{joined}\n".encode("ascii", "replace"), dtype=np.uint8)
    case = _CASE[codes]
    before, case, behind = case[:-2], case[1:-1], case[2:]
    is_capital = (case == _CAPITAL) & ((before != _CAPITAL) | (behind == _SMALL))
    begins = is_capital | ((case == _SMALL) & (before == 0))
    places = np.flatnonzero(case)
    start = np.flatnonzero(begins[places])
    end = np.append(start[1:], len(places))
    ends = np.cumsum([len(value) + 1 for value in values])
    number = np.diff(np.searchsorted(places[start], ends), prepend=0)
    owner = np.repeat(np.arange(len(values)), number)
    return (codes[places + 1] | 0x20) - ord("a"), start, end, owner


def _hashes(letters: np.ndarray, end: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Hashes of the words of such a length that end at such places among the letters.

    A cyclic redundancy check is linear: what a letter changes in it depends only on the letter and
    how many stand behind it.
    """
    changes, hashes = _changes()
    hashes = hashes[length]
    longer = np.arange(len(length))
    for behind, change in enumerate(changes):
        hashes[longer] ^= change[letters[end[longer] - behind - 1]]
        longer = longer[length[longer] > behind + 1]
    return hashes


@cache
def _changes() -> tuple[np.ndarray, np.ndarray]:
    """What each letter (in columns) changes in a hash, by how many stand behind it (in rows); the
    hashes of so many null bytes.

    The lower half of a hash is that of `zlib.crc32`; with the upper one it stands for one word only.
    """
    nulls = [crc32(bytes(length)) for length in range(_LONGEST_WORD + 1)]
    changes = [
        [crc32(bytes([letter]) + bytes(behind)) ^ nulls[behind + 1] for letter in _LETTERS]
        for behind in range(_LONGEST_WORD)
    ]
    lower = np.array(changes, dtype=np.uint64)
    upper = mix(mix(np.arange(1, lower.size + 1, dtype=np.uint64) << np.uint64(32)))
    return upper.reshape(lower.shape) & ~_CRC32 | lower, np.array(nulls, dtype=np.uint64)


@cache
def _lexicon() -> Lexicon:
    words = [*_GROUP_BITS]
    size = np.array([*map(len, words)])
    letters = np.frombuffer("".join(words).encode("ascii"), dtype=np.uint8) - ord("a")
    return Lexicon(_hashes(letters, np.cumsum(size), size), np.array([*_GROUP_BITS.values()]))


def ranges(start: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All whole numbers of ranges, one range after the other, behind the range that each is of."""
    owner = np.repeat(np.arange(len(size)), size)
    first = np.cumsum(size) - size
    return owner, np.arange(len(owner)) + (start - first)[owner]
