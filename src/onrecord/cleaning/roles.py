"""Say of every block of a page what it is, and of the stripped ones why they were stripped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain
from typing import NamedTuple

import numpy as np

from onrecord.cleaning import asides, html_model, markup, model, paths, repeats, replies, words
from onrecord.cleaning.blocks import OTHER_LINE_ENDS, Block, contents
from onrecord.cleaning.markup import Marked
from onrecord.cleaning.model import CLASSES, TEXT_CLASSES
from onrecord.cleaning.repeats import Repeats
from onrecord.cleaning.rows import Rows, column
from onrecord.cleaning.words import Words
from onrecord.labels import CONTENT_ROLES, Reason, Role

# What a change between kept and stripped costs, in log odds: found by cross-validation.
CHANGE_COST = 0.4
# Subheads have fewer words.
SUBHEAD_WORDS = 8
# What so many stripped blocks part from the likeliest stretch needs to be likelier, by its words.
FAR, KEPT_FAR = 6, 0.75
# A page of so few blocks and sentences is a small one.
SMALL_BLOCKS, SMALL_SENTENCES, SENTENCE_WORDS = 24, 8, 5
ALL_LINKED = 0.95
# No title is a sentence of so many words, or has so many at all.
PROSE_WORDS, MOST_TITLE_WORDS = 12, 25
# Above the text of such a page stand a title, who wrote it, and when.
ABOVE_SMALL_TEXT = 3
FURNITURE = ("advertisement", "newsletter", "paywall", "footer", "cookie", "photo")
CUES_OF_NO_TITLE = (*FURNITURE, "interface", "related", "year")
# Below this probability a stripped block's role is a guess, and its reason says only where it is.
SURE_OF_ROLE = 0.35
HEADLINE_AT_LEAST = 0.08
# How many blocks above the headline the section stands, and around the text date and authors.
ABOVE_HEADLINE, BELOW_TEXT = 12, 4
# How many blocks above the text its first sentence may stand, or a headline that is not known.
ABOVE_TEXT = 8
# No article has so many lines; a page that has takes 400 MB.
MOST_BLOCKS = 100_000
# Shorter repeats happen by chance.
TITLE_WORDS, PARAGRAPH_WORDS, CAPTION_WORDS = 3, 25, 4
PULLED_WORDS, PULLED_WITHIN = 5, 3
# So many blocks away from a caption the same words in the text are no copy of it.
NEAR_CAPTION = 6

# Bylines of so many words or more are names to at least this share.
NAME_WORDS, NAMES_AT_LEAST = 4, 0.34
ABOVE_BIOGRAPHY = 4
# Longer blocks are none; of these so few end in a letter where headings stand out by it.
HEADING_WORDS, ENDS_IN_LETTER = 14, 0.2
# Captions have so many words or more; lines that announce other stories so many or fewer.
SHORTEST_CAPTION, ANNOUNCING_WORDS = 5, 16
# Unless the markup leaves little doubt: so likely.
SURE_OF_CAPTION = 0.8
SITE_NAME_WORDS = 6

_NEWLINES = "\n" + OTHER_LINE_ENDS
_TEXT = len(TEXT_CLASSES)
# Roles by their numbers: those that the model knows, and that which is found by comparing.
_ROLES = (*CLASSES, Role.duplicate)
_NUMBER = {role: number for number, role in enumerate(_ROLES)}
_NO_TITLES = [_NUMBER[role] for role in (Role.byline, Role.share, Role.newsletter, Role.paywall)]
_IS_CONTENT = np.array([role in CONTENT_ROLES for role in _ROLES])
# Why blocks of a stripped role are stripped; of navigation there are several sorts.
REASONS = {
    Role.share: Reason.share_button,
    Role.advertisement: Reason.advertisement,
    Role.related: Reason.related_link,
    Role.author_box: Reason.author_biography,
    Role.newsletter: Reason.newsletter_signup,
    Role.paywall: Reason.paywall_notice,
    Role.comments: Reason.reader_comment,
    Role.player: Reason.player_control,
    Role.topics: Reason.topic_list,
    Role.footer: Reason.footer_notice,
    Role.duplicate: Reason.repeat,
}


# Why a block is stripped, by number: none for those that are kept.
_REASONS = (None, *Reason)
_NUMBER_OF_REASON = {reason: number for number, reason in enumerate(_REASONS)}
_REASON_OF_ROLE = np.array([_NUMBER_OF_REASON[REASONS.get(role)] for role in _ROLES])


class Label(NamedTuple):
    """What a block is: its role; for stripped blocks the reason, for duplicates the index of the
    block they repeat; how sure the model is that the block belongs to the text, or None.
    """

    role: Role
    reason: Reason | None = None
    duplicate_of: int | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """How likely blocks need to be, where that is not what they need to be anywhere.

    Attributes:
        inside: a subhead or a sentence between the first and the last block of the text.
        above: a sentence above the first, where captions and lines about the article part it from the text.
        below: a sentence that stands alone among the next `near` blocks below the last.
        sure: likelier ones are text, whatever they say of themselves.
        joined: whether lines belong together that no blank line parts. What elements hold together the
            forests for HTML know.
    """

    inside: float
    above: float
    below: float
    near: int
    sure: float
    joined: bool


# Found by cross-validation; what is sure is what has odds of fifty before the model is believed only so far.
IN_TEXT = Wanted(inside=0.4, above=0.3, below=0.35, near=2, sure=0.96, joined=True)
IN_HTML = Wanted(inside=0.35, above=0.4, below=0.35, near=4, sure=0.91, joined=False)


@dataclass(frozen=True)
class Unlabelled:
    """A page whose blocks want their roles.

    Attributes:
        text: its text layer.
        blocks: all of that, cut.
        marked: for HTML what stands behind: evidence beside that of the words.
        weigh: corrects how likely each block is kept by what is known from elsewhere.
    """

    text: str
    blocks: Sequence[Block]
    marked: Marked | None = None
    weigh: Callable[[np.ndarray], np.ndarray] | None = None

    @cached_property
    def lines(self) -> list[str]:
        """What stands in each block."""
        return contents(self.text, self.blocks)

    def beginning(self) -> "Unlabelled":
        """The page with the blocks alone that are read."""
        unread = len(self.blocks) - MOST_BLOCKS
        if unread <= 0:
            return self
        blocks, weigh_all = self.blocks[:MOST_BLOCKS], self.weigh

        def weigh(kept: np.ndarray) -> np.ndarray:
            return weigh_all(np.concatenate([kept, np.zeros(unread)]))[:MOST_BLOCKS]

        return Unlabelled(
            self.text,
            blocks,
            self.marked and replace(self.marked, blocks=blocks),
            weigh_all and weigh,
        )


def label(text: str, blocks: Sequence[Block]) -> Sequence[Label]:
    """Give each of `blocks` of `text` its role. The same page always gets the same labels."""
    return label_pages([Unlabelled(text, blocks)])[0]


def label_pages(pages: Sequence[Unlabelled]) -> list[Sequence[Label]]:
    """Give each block of each page its role.

    Many small pages at once take a good part less time than one after the other. None changes what
    another gets. What stands behind the first `MOST_BLOCKS` of a page is stripped unread.
    """
    rest = [max(0, len(page.blocks) - MOST_BLOCKS) for page in pages]
    if any(rest):
        read = label_pages([page.beginning() for page in pages])
        unread = Label(Role.navigation, Reason.after_article)
        return [[*own, *[unread] * count] for own, count in zip(read, rest, strict=True)]
    labels: list[Sequence[Label]] = [[] for _ in pages]
    alike: dict[bool, list[int]] = {False: [], True: []}
    for place, page in enumerate(pages):
        if any(block.content_start < block.content_end for block in page.blocks):
            alike[page.marked is not None].append(place)
        else:
            labels[place] = [Label(Role.navigation, Reason.empty) for _ in page.blocks]
    for in_html, places in alike.items():
        if places:
            found = _label_alike([pages[place] for place in places], in_html)
            for place, own in zip(places, found, strict=True):
                labels[place] = own
    return labels


def _label_alike(pages: Sequence[Unlabelled], in_html: bool) -> list[Sequence[Label]]:
    counted = words.read_pages([page.lines for page in pages])
    stack = counted.stack
    repeated = repeats.find(counted)
    gaps = np.array([*chain.from_iterable(blank_lines(page.text, page.blocks) for page in pages)])
    if in_html:
        trained = html_model.load()
        looked = markup.measure_pages([page.marked for page in pages], counted)
        kept, shares = html_model.estimate(counted, repeated, gaps, looked)
        wanted = IN_HTML
    else:
        trained = model.load()
        kept, shares = trained.estimate(counted, repeated, gaps)
        wanted = IN_TEXT
    surely = small_page_sentences(counted) & ~model.is_furniture(shares)
    if in_html:
        surely &= looked.linked < ALL_LINKED
    if any(page.weigh for page in pages):
        weighed = kept.copy()
        for page, own in zip(pages, stack.pages(), strict=True):
            if page.weigh is not None:
                weighed[own] = page.weigh(kept[own])
        surely &= weighed >= kept
        kept = weighed

    def line(index: int) -> str:
        page = stack.page[index]
        return pages[page].lines[index - stack.bounds[page]]

    text, told = text_and_asides(counted, gaps, kept, surely, line, wanted)
    quoted = markup.is_quoted(looked.tree) if in_html else np.zeros(len(kept), dtype=bool)
    decided = _Pages(counted, repeated, text, shares, told, quoted)
    chosen = decided.decode(trained.transitions)
    decided.mark_authors(chosen)
    origins = decided.mark_repeats(chosen)
    labels = Rows(
        Label,
        [_ROLES[number] for number in chosen.tolist()],
        [_REASONS[number] for number in decided.reasons(chosen).tolist()],
        [None if origin < 0 else origin for origin in (origins - stack.first).tolist()],
        np.round(kept.astype(float), 4).tolist(),
    )
    return [labels[own] for own in stack.pages()]


def blank_lines(text: str, blocks: Sequence[Block]) -> list[int]:
    """How many empty lines stand before each block, and after the last one."""
    if any(end in text for end in OTHER_LINE_ENDS):

        def line_ends(start: int, end: int) -> int:
            ends = sum(text.count(sign, start, end) for sign in _NEWLINES)
            return ends - text.count("\r\n", start, end)
    else:
        line_ends = partial(text.count, "\n")
    edges = [0, *column(blocks, "content_end")]
    starts = [*column(blocks, "content_start"), len(text)]
    # Most stand directly below each other: there is nothing to count.
    below = [
        max(0, line_ends(edge, start) - 1) if start > edge + 1 else 0
        for edge, start in zip(edges[1:], starts[1:], strict=True)
    ]
    return [line_ends(0, starts[0]), *below]


def text_and_asides(
    counted: Words,
    blank_lines: Sequence[int],
    probability: np.ndarray,
    surely: np.ndarray,
    line: Callable[[int], str],
    wanted: Wanted,
) -> tuple[np.ndarray, dict[int, Role]]:
    """Which blocks belong to the text, and the roles of those of them that would, did they not say
    themselves that they are something else; `line` tells what stands in a block, `blank_lines` counts
    the empty lines before each block, with one more entry for those at the end of each page. A date
    alone is no text.
    """
    kept = is_kept(counted, probability, surely, wanted)
    written_below = replies.find(counted, kept, probability, wanted.sure)
    kept[written_below] = surely[written_below]
    kept &= ~words.is_date(counted) | (probability >= wanted.sure)
    joined_by = blank_lines if wanted.joined else None
    told = asides.find(counted, joined_by, kept & (probability < wanted.sure), line)
    kept[list(told)] = False
    return kept, told


def is_kept(counted: Words, probability: np.ndarray, surely: np.ndarray, wanted: Wanted) -> np.ndarray:
    """Which blocks belong to the text; those of `surely` whatever their probability."""
    stack, page = counted.stack, counted.stack.page
    kept = np.concatenate([_steady(probability[own]) for own in stack.pages()])
    kept |= surely
    first, last = stack.first_where(kept)[page], stack.last_where(kept)[page]
    sentence = words.ENDS_SENTENCE[counted.last]
    subhead = (counted.counts > 0) & ((counted.counts < SUBHEAD_WORDS) | sentence)
    inside = (stack.index >= first) & (stack.index < last)
    below = (stack.index >= last) & (stack.index <= last + wanted.near) & (first <= last)
    above = (stack.index >= first - ABOVE_TEXT) & (stack.index < first) & (first <= last)
    kept |= inside & subhead & (probability >= wanted.inside)
    kept |= below & sentence & (probability >= wanted.below)
    kept |= above & sentence & (probability >= wanted.above)
    kept[_is_apart(counted, probability, kept)] = False
    return kept | surely


def _is_apart(counted: Words, probability: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """The kept blocks that stand far from the likeliest of their page and are not sure: teasers and
    comments by the dozen, whose single odds say the same thing over and over.
    """
    index, page = np.flatnonzero(kept), counted.stack.page
    if not len(index):
        return index
    begins = np.ones(len(index), dtype=bool)
    begins[1:] = (np.diff(index) > FAR) | (np.diff(page[index]) > 0)
    starts, stretch = np.flatnonzero(begins), np.cumsum(begins) - 1
    words_each = counted.counts[index]
    own = probability[index]
    gains = np.add.reduceat(words_each * np.maximum(own - 0.5, 0), starts)
    likely = np.add.reduceat(words_each * own, starts)
    likely = likely >= KEPT_FAR * np.add.reduceat(words_each, starts)
    first = np.flatnonzero(np.diff(page[index[starts]], prepend=-1))
    most = np.maximum.reduceat(gains, first)
    is_most = gains == np.repeat(most, np.diff(first, append=len(starts)))
    return index[~(likely | is_most)[stretch]]


def _steady(probability: np.ndarray) -> np.ndarray:
    """Which blocks of a page are text, where changes between text and others cost something; where
    that leaves none, those that are likelier text than not: no page is cheaper without any.
    """
    kept = paths.steady(probability, CHANGE_COST)
    return kept if kept.any() else probability > 0.5


def small_page_sentences(counted: Words) -> np.ndarray:
    """The sentences of a page that holds few: the model has learned from pages that hold many, and
    takes a lone sentence for a teaser. Sentences with a word of furniture are left to it.
    """
    stack = counted.stack
    sentence = words.ENDS_SENTENCE[counted.last]
    sentence &= counted.counts >= SENTENCE_WORDS
    is_small = (np.diff(stack.bounds) <= SMALL_BLOCKS) & (stack.totals(sentence) <= SMALL_SENTENCES)
    sentence &= is_small[stack.page]
    if sentence.any():
        cues = counted.cues
        sentence &= ~np.logical_or.reduce([cues[name] > 0 for name in FURNITURE])
    return sentence


class _Pages:
    """Some pages while their roles are decided. Where a page has no text, that is none below it."""

    def __init__(
        self,
        counted: Words,
        repeated: Repeats,
        kept: np.ndarray,
        shares: np.ndarray,
        told: dict[int, Role],
        quoted: np.ndarray,
    ) -> None:
        self.words = counted
        self.told = told
        self.quoted = quoted
        self.stack = counted.stack
        self.repeats = repeated
        self.kept = kept
        self.shares = shares
        self.cues = counted.cues
        self.clock = self._is_clock()
        stack = self.stack
        first, last = stack.first_where(kept), stack.last_where(kept)
        last = np.where(first > last, stack.bounds[1:] - 1, last)
        self.headlines = self._find_headlines(last)
        found = self.headlines >= 0
        top = np.where(found, self.headlines, np.maximum(stack.bounds[:-1], first - ABOVE_TEXT))
        high = np.minimum(np.where(found, self.headlines, first), first)
        # Of the page of each block: its first and last block of text, the headline or a place above
        # the text where it could stand, the first of headline and text.
        self.first, self.last = first[stack.page], last[stack.page]
        self.top, self.high = top[stack.page], high[stack.page]
        self.headline = self.headlines[stack.page]

    def _find_headlines(self, last: np.ndarray) -> np.ndarray:
        """The likeliest headline of each page, one at most, not below the text, -1 for none: the
        first of its repeats, which speak for each other.
        """
        share = self.shares[:, _NUMBER[Role.headline]] * (1 - 0.5 * self.kept)
        share[self.stack.index > last[self.stack.page]] = 0
        share[self._is_all_text()] = 0
        same = self.repeats.first
        together = np.bincount(same, weights=share)[same]
        headlines = []
        for own, end in zip(self.stack.pages(), (last + 1).tolist(), strict=True):
            near = slice(own.start, end)
            found = -1
            if end > own.start and share[near].max() >= HEADLINE_AT_LEAST:
                best = own.start + int(together[near].argmax())
                again = own.start + np.flatnonzero(same[near] == same[best])
                found = int(again[share[again] >= share[again].max() / 10][0])
            headlines.append(found)
        found = np.array(headlines)
        return np.where(found < 0, self._first_lines(), found)

    def _first_lines(self) -> np.ndarray:
        """The first block of each page that begins with its text but for a few lines, where that can
        be its title; -1 for the others. The model has learned from pages that begin otherwise.
        """
        counted, bounds = self.words, self.stack.bounds
        first = bounds[:-1]
        above = self.stack.first_where(self.kept) - first
        may_be = (above > 0) & (above <= ABOVE_SMALL_TEXT) & (np.diff(bounds) <= SMALL_BLOCKS)
        may_be &= self.stack.last_where(self.kept) >= first
        first = np.where(may_be, first, 0)
        classes, counts = counted.classes[first], counted.counts[first]
        cased = classes[:, words.LOWER] + classes[:, words.UPPER] > 0
        may_be &= (counts > cased) & (counts <= MOST_TITLE_WORDS)
        may_be &= ~words.ENDS_SENTENCE[counted.last[first]]
        may_be &= ~np.logical_or.reduce([self.cues[name][first] > 0 for name in CUES_OF_NO_TITLE])
        may_be &= ~np.isin(self.shares[first].argmax(axis=1), _NO_TITLES)
        return np.where(may_be, first, -1)

    def decode(self, transitions: np.ndarray) -> np.ndarray:
        """The numbers of the most probable roles, given what is kept and where on the page a role
        can stand.
        """
        allowed = np.ones_like(self.shares)
        allowed[self.kept, _TEXT:] = 1e-6
        allowed[~self.kept, :_TEXT] = 1e-6
        index, top = self.stack.index, self.top
        near = (index >= top - ABOVE_HEADLINE) & (index <= self.last + BELOW_TEXT)
        zones = {
            Role.byline: near & ~((index > self.first + BELOW_TEXT) & (index < self.last)),
            Role.dateline: near,
            Role.section: near & (index < self.first),
            Role.deck: (index > top) & (index <= self.first),
            Role.credit: (index >= top) & (index <= self.last + BELOW_TEXT),
        }
        for role, zone in zones.items():
            allowed[~zone, _NUMBER[role]] *= 0.01
        for role, fits in self._shapes().items():
            allowed[~fits, _NUMBER[role]] *= 0.01
        allowed[:, _NUMBER[Role.headline]] = 1e-6
        emissions = np.log(self._without_false_captions() + 1e-6) + np.log(allowed)
        emissions[self.clock & ~self.kept, _NUMBER[Role.player]] = 0
        for block, role in self.told.items():
            emissions[block] = np.log(1e-12)
            emissions[block, _NUMBER[role]] = 0
        headlines = self.headlines[self.headlines >= 0]
        emissions[headlines] = np.log(1e-12)
        emissions[headlines, _NUMBER[Role.headline]] = 0
        return paths.best_paths(emissions, transitions, self.stack)

    def _shapes(self) -> dict[Role, np.ndarray]:
        """What a block must look like to be a byline, a date, a player's clock."""
        counted = self.words
        counts, classes = np.maximum(counted.counts, 1), counted.classes
        cased = classes[:, words.LOWER] + classes[:, words.UPPER] > 0
        names = (self._capitals() / counts >= NAMES_AT_LEAST) | (counts < NAME_WORDS) | ~cased
        dated = (classes[:, words.DIGIT] + self.cues["calendar"] + self.cues["dated"]) > 0
        return {
            Role.byline: names,
            Role.dateline: dated & ~self.clock,
            Role.paragraph: ~self._is_set_off(),
        }

    def _is_all_text(self) -> np.ndarray:
        """Whether a block is a long sentence and all the text of its page."""
        counted, kept = self.words, self.kept
        long_sentence = words.ENDS_SENTENCE[counted.last] & (counted.counts >= PROSE_WORDS)
        return kept & long_sentence & (self.stack.totals(kept) == 1)[self.stack.page]

    def _without_false_captions(self) -> np.ndarray:
        """The shares of the classes, with those of captions given to others where a block cannot be
        one: it announces another story, or holds hardly a word, if any but a name.
        """
        counts, classes, cues = self.words.counts, self.words.classes, self.cues
        caption = _NUMBER[Role.caption]
        announces = (cues["related"] > 0) & (counts <= ANNOUNCING_WORDS)
        cased = classes[:, words.LOWER] + classes[:, words.UPPER] > 0
        short = (counts < SHORTEST_CAPTION) & (cues["photo"] == 0) & cased & ~announces
        short &= self.shares[:, caption] < SURE_OF_CAPTION
        named = short & (counts > 1) & (self._capitals() == counts)
        shares = self.shares.copy()
        others = {Role.related: announces, Role.credit: named, Role.navigation: short & ~named}
        for instead, fits in others.items():
            shares[fits, _NUMBER[instead]] += shares[fits, caption]
            shares[fits, caption] = 0
        return shares

    def _capitals(self) -> np.ndarray:
        """How many words of each block begin with a capital."""
        counted = self.words
        return np.bincount(counted.word_block, weights=counted.word_upper, minlength=len(counted.counts))

    def _is_set_off(self) -> np.ndarray:
        """Whether a short block ends in a letter where the text ends its blocks with full stops."""
        in_letter = words.IS_LETTER[self.words.last]
        short = self.words.counts <= HEADING_WORDS
        long, ends_in_letter = self.stack.totals(
            np.array([self.kept & ~short, self.kept & ~short & in_letter])
        )
        usual = (long > 0) & (ends_in_letter / np.maximum(long, 1) < ENDS_IN_LETTER)
        return in_letter & short & usual[self.stack.page]

    def _is_clock(self) -> np.ndarray:
        """Whether a block is the clock of a player that stands at its beginning: `0:00 / 3:12`."""
        counted = self.words
        if not counted.clock_times.any():
            return np.zeros(len(counted.counts), dtype=bool)
        letters = counted.classes[:, [words.LOWER, words.UPPER, words.LETTER, words.IDEOGRAPH]]
        only_numbers = (counted.clock_times > 0) & (letters.sum(axis=1) == 0)
        starts = counted.offset[:-1]
        zero, double = words.hash_words(["0", "00"])
        found = np.zeros(len(starts), dtype=bool)
        # `np.isin` may import numpy.ma, which nothing else needs.
        first = counted.word[starts[only_numbers]]
        found[only_numbers] = (first == zero) | (first == double)
        return found

    def mark_authors(self, chosen: np.ndarray) -> None:
        """Give the names above an author's biography the role of the biography, in place."""
        biography = _NUMBER[Role.author_box]
        if biography not in chosen:
            return
        counted, stack = self.words, self.stack
        in_byline = (chosen == _NUMBER[Role.byline])[counted.word_block]
        names = np.zeros(counted.kinds, dtype=bool)
        names[counted.kind[in_byline]] = True
        named = np.bincount(counted.word_block, weights=names[counted.kind], minlength=len(chosen))
        may_be = (named == counted.counts) & (counted.counts > 0) & (stack.index > self.last)
        for index in np.flatnonzero(may_be):
            below = chosen[index + 1 : min(index + 1 + ABOVE_BIOGRAPHY, stack.end[index])]
            if biography in below and not _IS_CONTENT[chosen[index]]:
                chosen[index] = biography

    def mark_repeats(self, chosen: np.ndarray) -> np.ndarray:
        """Turn repeats of the headline, of captions and of text into duplicates, in place.

        Returns for each block the index of the block that it repeats, -1 for the others. What
        repeats inside a list of links or a menu stays what the list is.
        """
        # Single elements of lists are many times as fast to look at.
        inside, counts = self.repeats.inside.tolist(), self.words.counts.tolist()
        is_caption, kept = (chosen == _NUMBER[Role.caption]).tolist(), self.kept.tolist()
        in_marks = (self.words.first == words.QUOTE) & (self.words.last == words.QUOTE)
        quoted = (self.quoted | in_marks).tolist()
        origins = [-1] * len(chosen)
        groups: dict[int, list[int]] = {}
        again = np.flatnonzero((self.repeats.times > 1) & (self.words.counts >= TITLE_WORDS))
        for index, first in zip(again.tolist(), self.repeats.first[again].tolist(), strict=True):
            groups.setdefault(first, []).append(index)
        for members in groups.values():
            size = counts[members[0]]
            origin = self._origin(members, size, is_caption, kept)
            if origin is None:
                continue
            captions = [index for index in members if is_caption[index]] if is_caption[origin] else []
            for index in members:
                own = kept[index] and captions and _is_no_copy(index, size, captions)
                origins[index] = -1 if index == origin or own else origin
        for index in np.flatnonzero(self.repeats.inside >= 0).tolist():
            other = inside[index]
            if origins[index] >= 0 or origins[other] >= 0:
                continue
            if is_caption[other]:
                own = kept[index] and _is_no_copy(index, counts[index], [other])
                if not own and counts[index] >= CAPTION_WORDS and self._is_near_text(index):
                    origins[index] = other
            elif kept[other] and (kept[index] or quoted[index]) and self._is_pull_quote(index, other):
                origins[index] = other
        found = np.array(origins)
        chosen[found >= 0] = _NUMBER[Role.duplicate]
        return found

    def _origin(self, members: list[int], size: int, is_caption: list[bool], kept: list[bool]) -> int | None:
        """Which of the blocks with the same words the others repeat, if it matters."""
        headline = int(self.headline[members[0]])
        if headline in members and size >= TITLE_WORDS:
            return headline
        texts = [index for index in members if kept[index]]
        if texts and size >= PARAGRAPH_WORDS:
            return texts[0]
        captions = [index for index in members if is_caption[index]]
        if captions and size >= TITLE_WORDS:
            return captions[0]
        return None

    def _is_pull_quote(self, index: int, other: int) -> bool:
        """Whether a block shows again what a paragraph says: a heading announces what is to come, a
        pull quote follows it as a sentence, is marked up as a quote, or is a whole one in its marks.
        """
        counted = self.words
        if counted.counts[index] < PULLED_WORDS:
            return False
        sentence = counted.first[index] == words.QUOTE and counted.before_last[index] == words.STOP
        follows = 0 < index - other <= PULLED_WITHIN
        return sentence or self.quoted[index] or (follows and words.ENDS_SENTENCE[counted.last[index]])

    def _is_near_text(self, index: int) -> bool:
        return self.high[index] <= index <= self.last[index] + BELOW_TEXT

    def reasons(self, chosen: np.ndarray) -> np.ndarray:
        """The numbers of the reasons why blocks were stripped."""
        counts, cues, index = self.words.counts, self.cues, self.stack.index
        reasons = _REASON_OF_ROLE[chosen]
        menu = np.select(
            [
                cues["cookie"] > 0,
                cues["interface"] > 0,
                (self.repeats.times > 1) & (counts <= SITE_NAME_WORDS),
                cues["dated"] > 0,
            ],
            [
                _NUMBER_OF_REASON[reason]
                for reason in (
                    Reason.cookie_notice,
                    Reason.interface,
                    Reason.site_name,
                    Reason.metadata_label,
                )
            ],
            _NUMBER_OF_REASON[Reason.menu],
        )
        is_content, in_menu = _IS_CONTENT[chosen], chosen == _NUMBER[Role.navigation]
        reasons[in_menu] = menu[in_menu]
        guessed = ~is_content & ~in_menu & (chosen != _NUMBER[Role.duplicate])
        guessed &= self.shares.max(axis=1) < SURE_OF_ROLE
        first, last = self.stack.first_where(is_content), self.stack.last_where(is_content)
        reasons[guessed & (index < first[self.stack.page])] = _NUMBER_OF_REASON[Reason.before_article]
        reasons[guessed & (index > last[self.stack.page])] = _NUMBER_OF_REASON[Reason.after_article]
        reasons[~is_content & (counts == 0)] = _NUMBER_OF_REASON[Reason.empty]
        return reasons


def _is_no_copy(index: int, size: int, captions: Sequence[int]) -> bool:
    """Whether a block of the text with the words of captions is more than a copy of one: a whole
    paragraph, which teasers show above it, or far from them all, as a subhead from a list of such.
    """
    far = min(abs(index - caption) for caption in captions) > NEAR_CAPTION
    return far or size >= PARAGRAPH_WORDS
