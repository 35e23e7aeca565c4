"""Say of every block of a page what it is, and of the stripped ones why they were stripped."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.cleaning import features, html_model, model, repeats, sequence, words
from onrecord.cleaning.blocks import Block
from onrecord.cleaning.markup import Markup
from onrecord.cleaning.model import CLASSES, TEXT_CLASSES
from onrecord.cleaning.repeats import Repeats
from onrecord.cleaning.words import Words
from onrecord.records import CONTENT_ROLES, Reason, Role

# What a change between kept and stripped costs, in log odds: found by cross-validation.
CHANGE_COST = 0.4
# Between the first and the last kept block a subhead or a sentence needs to be less likely.
KEPT_INSIDE, SUBHEAD_WORDS = 0.35, 8
# Just below the last kept block a sentence that stands alone needs to be likelier than not.
KEPT_BELOW = 0.5
# A page of so few blocks and sentences is a small one.
SMALL_BLOCKS, SMALL_SENTENCES, SENTENCE_WORDS = 24, 8, 5
FURNITURE = ("advertisement", "newsletter", "paywall", "footer", "cookie", "photo")
# Below this probability a stripped block's role is a guess, and its reason says only where it is.
SURE_OF_ROLE = 0.35
HEADLINE_AT_LEAST = 0.08
# How many blocks above the headline the section stands, and around the text date and authors.
ABOVE_HEADLINE, BELOW_TEXT = 12, 4
# Shorter repeats happen by chance.
TITLE_WORDS, PARAGRAPH_WORDS, CAPTION_WORDS = 3, 25, 4
PULLED_WORDS, PULLED_WITHIN = 5, 3

# Bylines of so many words or more are names to at least this share.
NAME_WORDS, NAMES_AT_LEAST = 4, 0.34
ABOVE_BIOGRAPHY = 4
HEADING_WORDS = 14

_NEWLINE = re.compile(r"\r\n|[\n\r\f\u2028\u2029]")
_TEXT = len(TEXT_CLASSES)
_INDEX = {role: index for index, role in enumerate(CLASSES)}
_ABOUT_THE_ARTICLE = (Role.headline, Role.deck, Role.byline, Role.dateline, Role.section)
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


@dataclass(frozen=True, slots=True)
class Label:
    """What a block is: its role; for stripped blocks the reason, for duplicates the index of the
    block they repeat; how sure the model is that the block belongs to the text, or None.
    """

    role: Role
    reason: Reason | None = None
    duplicate_of: int | None = None
    probability: float | None = None


def label(
    text: str,
    blocks: Sequence[Block],
    look: Callable[[Words], Markup] | None = None,
    weigh: Callable[[np.ndarray], np.ndarray] | None = None,
) -> list[Label]:
    """Give each of `blocks` of `text` its role. The same page always gets the same labels.

    For HTML, `look` measures the markup around the blocks: evidence beside that of their words.
    `weigh` corrects how likely each block is kept by what is known from elsewhere.
    """
    if not any(block.content_start < block.content_end for block in blocks):
        return [Label(Role.navigation, Reason.empty) for _ in blocks]
    counted = words.read_words(text, list(blocks))
    repeated = repeats.find(counted)
    gaps = np.array(blank_lines(text, blocks))
    if look is None:
        trained = model.load()
        kept, shares = trained.estimate(counted, repeated, gaps)
    else:
        trained = html_model.load()
        kept, shares = html_model.estimate(counted, repeated, gaps, look(counted))
    surely = small_page_sentences(counted)
    if weigh is not None:
        weighed = weigh(kept)
        surely &= weighed >= kept
        kept = weighed
    page = _Page(counted, repeated, is_kept(counted, kept, surely), shares)
    chosen = page.decode(trained.transitions)
    page.mark_authors(chosen)
    origins = page.mark_repeats(chosen)
    reasons = _Reasons(page, chosen)
    return [
        Label(
            role,
            None if role in CONTENT_ROLES else reasons.of(index),
            origin if role is Role.duplicate else None,
            round(probability, 4),
        )
        for index, (role, origin, probability) in enumerate(
            zip(chosen, origins.tolist(), kept.tolist(), strict=True)
        )
    ]


def blank_lines(text: str, blocks: Sequence[Block]) -> list[int]:
    """How many empty lines stand before each block, and after the last one."""
    edges = [0, *(block.content_end for block in blocks)]
    starts = [*(block.content_start for block in blocks), len(text)]
    # Between most blocks stands nothing but one line end.
    gaps = [
        1
        if start - edge == 1 and text[edge] == "\n"
        else len(_NEWLINE.findall(text, edge, start))
        for edge, start in zip(edges, starts, strict=True)
    ]
    return [gaps[0], *(max(0, gap - 1) for gap in gaps[1:])]


def is_kept(counted: Words, probability: np.ndarray, surely: np.ndarray) -> np.ndarray:
    """Which blocks belong to the text; those of `surely` whatever their probability."""
    kept = sequence.steady(probability, CHANGE_COST) | surely
    places = np.flatnonzero(kept)
    if len(places):
        inside = slice(places[0], places[-1])
        sentence = words.ENDS_SENTENCE[counted.last]
        eligible = (counted.counts > 0) & ((counted.counts < SUBHEAD_WORDS) | sentence)
        kept[inside] |= (eligible & (probability >= KEPT_INSIDE))[inside]
        below = slice(places[-1], places[-1] + 1 + BELOW_TEXT)
        kept[below] |= (sentence & (probability >= KEPT_BELOW))[below]
    return kept


def small_page_sentences(counted: Words) -> np.ndarray:
    """The sentences of a page that holds few: the model has learned from pages that hold many, and
    takes a lone sentence for a teaser. Sentences with a word of furniture are left to it.
    """
    if len(counted.last) > SMALL_BLOCKS:
        return np.zeros(len(counted.last), bool)
    sentence = words.ENDS_SENTENCE[counted.last]
    sentence &= counted.counts >= SENTENCE_WORDS
    if not 0 < sentence.sum() <= SMALL_SENTENCES:
        return np.zeros(len(sentence), bool)
    cues = features.cue_counts(counted)
    return sentence & ~np.logical_or.reduce([cues[name] > 0 for name in FURNITURE])


class _Page:
    """One page while its roles are decided."""

    def __init__(self, counted: Words, repeated: Repeats, kept: np.ndarray, shares: np.ndarray):
        self.words = counted
        self.repeats = repeated
        self.kept = kept
        self.shares = shares
        places = np.flatnonzero(kept)
        count = len(kept)
        self.first, self.last = (places[0], places[-1]) if len(places) else (count, count - 1)
        self.cues = features.cue_counts(counted)
        self.clock = self._is_clock()
        self.headline = self._find_headline()

    def _find_headline(self) -> int | None:
        """The likeliest headline, one at most, not below the text: the first of its repeats, which
        speak for each other.
        """
        share = self.shares[: self.last + 1, _INDEX[Role.headline]]
        share = share * (1 - 0.5 * self.kept[: self.last + 1])
        if not len(share) or share.max() < HEADLINE_AT_LEAST:
            return None
        same = self.repeats.first[: self.last + 1]
        together = np.bincount(same, weights=share)[same]
        best = int(together.argmax())
        again = np.flatnonzero(same == same[best])
        return int(again[share[again] >= share[again].max() / 10][0])

    def decode(self, transitions: np.ndarray) -> list[Role]:
        """The most probable roles, given what is kept and where on the page a role can stand."""
        allowed = np.ones_like(self.shares)
        allowed[self.kept, _TEXT:] = 1e-6
        allowed[~self.kept, :_TEXT] = 1e-6
        index = np.arange(len(self.kept))
        top = self.headline if self.headline is not None else max(0, self.first - 8)
        near = (index >= top - ABOVE_HEADLINE) & (index <= self.last + BELOW_TEXT)
        zones = {
            Role.byline: near,
            Role.dateline: near,
            Role.section: near & (index < self.first),
            Role.deck: (index > top) & (index <= self.first),
            Role.credit: (index >= top) & (index <= self.last + BELOW_TEXT),
        }
        for role, zone in zones.items():
            allowed[~zone, _INDEX[role]] *= 0.01
        for role, fits in self._shapes().items():
            allowed[~fits, _INDEX[role]] *= 0.01
        allowed[:, _INDEX[Role.headline]] = 1e-6
        emissions = np.log(self.shares + 1e-6) + np.log(allowed)
        emissions[self.clock & ~self.kept, _INDEX[Role.player]] = 0
        if self.headline is not None:
            emissions[self.headline] = np.log(1e-12)
            emissions[self.headline, _INDEX[Role.headline]] = 0
        path = sequence.best_path(emissions, transitions, np.zeros(len(CLASSES)))
        return [CLASSES[state] for state in path]

    def _shapes(self) -> dict[Role, np.ndarray]:
        """What a block must look like to be a byline, a date, a player's clock."""
        counted = self.words
        counts, classes = np.maximum(counted.counts, 1), counted.classes
        capitals = np.bincount(
            counted.word_block, weights=counted.word_upper, minlength=len(counts)
        )
        cased = classes[:, words.LOWER] + classes[:, words.UPPER] > 0
        names = (capitals / counts >= NAMES_AT_LEAST) | (counts < NAME_WORDS) | ~cased
        dated = (classes[:, words.DIGIT] + self.cues["calendar"] + self.cues["dated"]) > 0
        return {
            Role.byline: names,
            Role.dateline: dated & ~self.clock,
            Role.paragraph: ~self._is_set_off(),
        }

    def _is_set_off(self) -> np.ndarray:
        """Whether a short block ends in a letter where the text ends its blocks with full stops."""
        counted = self.words
        in_letter = words.IS_LETTER[counted.last]
        long = self.kept & (counted.counts > HEADING_WORDS)
        usual = long.any() and in_letter[long].mean() < 0.2
        return in_letter & (counted.counts <= HEADING_WORDS) & usual

    def _is_clock(self) -> np.ndarray:
        """Whether a block is the clock of a player that stands at its beginning: `0:00 / 3:12`."""
        counted = self.words
        if not counted.clock_times.any():
            return np.zeros(len(counted.counts), dtype=bool)
        letters = counted.classes[:, [words.LOWER, words.UPPER, words.LETTER, words.IDEOGRAPH]]
        only_numbers = (counted.clock_times > 0) & (letters.sum(axis=1) == 0)
        starts = counted.offset[:-1]
        zero = np.zeros(len(starts), dtype=bool)
        zero[only_numbers] = np.isin(
            counted.word[starts[only_numbers]], words.hash_words(["0", "00"])
        )
        return zero

    def mark_authors(self, chosen: list[Role]) -> None:
        """Give the names above an author's biography the role of the biography, in place."""
        if Role.author_box not in chosen:
            return
        counted = self.words
        by = [i for i, role in enumerate(chosen) if role is Role.byline]
        known = np.isin(counted.word, counted.word[np.isin(counted.word_block, by)])
        named = np.bincount(counted.word_block, weights=known, minlength=len(chosen))
        all_named = (named == counted.counts) & (counted.counts > 0)
        for index in np.flatnonzero(all_named):
            below = chosen[index + 1 : index + 1 + ABOVE_BIOGRAPHY]
            if index > self.last and Role.author_box in below and not chosen[index].is_content:
                chosen[index] = Role.author_box

    def mark_repeats(self, chosen: list[Role]) -> np.ndarray:
        """Turn repeats of the headline, of captions and of text into duplicates, in place.

        Returns for each block the index of the block that it repeats, -1 for the others. What
        repeats inside a list of links or a menu stays what the list is.
        """
        origins = np.full(len(chosen), -1)
        counts, inside = self.words.counts.tolist(), self.repeats.inside
        groups: dict[int, list[int]] = {}
        for index in np.flatnonzero(self.repeats.times > 1):
            groups.setdefault(int(self.repeats.first[index]), []).append(int(index))
        for members in groups.values():
            origin = self._origin(members, chosen)
            if origin is not None:
                origins[[i for i in members if i != origin]] = origin
        for index in np.flatnonzero(inside >= 0):
            other = int(inside[index])
            if origins[index] >= 0 or origins[other] >= 0:
                continue
            if chosen[other] is Role.caption:
                if counts[index] >= CAPTION_WORDS and self._is_near_text(index):
                    origins[index] = other
            elif self.kept[index] and self.kept[other] and self._is_pull_quote(index, other):
                origins[index] = other
        for index in np.flatnonzero(origins >= 0):
            chosen[index] = Role.duplicate
        return origins

    def _origin(self, members: list[int], chosen: list[Role]) -> int | None:
        """Which of the blocks with the same words the others repeat, if it matters."""
        size = self.words.counts[members[0]]
        if self.headline in members and size >= TITLE_WORDS:
            return self.headline
        captions = [i for i in members if chosen[i] is Role.caption]
        if captions and size >= TITLE_WORDS:
            return captions[0]
        texts = [i for i in members if self.kept[i]]
        if texts and size >= PARAGRAPH_WORDS:
            return texts[0]
        return None

    def _is_pull_quote(self, index: int, other: int) -> bool:
        """Whether a block shows again what a paragraph says: a heading announces a quote, a pull
        quote follows it, or is a whole sentence in quotation marks.
        """
        counted = self.words
        if counted.counts[index] < PULLED_WORDS:
            return False
        sentence = counted.first[index] == words.QUOTE and counted.before_last[index] == words.STOP
        return sentence or 0 < index - other <= PULLED_WITHIN

    def _is_near_text(self, index: int) -> bool:
        top = self.headline if self.headline is not None else self.first
        return min(top, self.first) <= index <= self.last + BELOW_TEXT


class _Reasons:
    """Why blocks were stripped."""

    def __init__(self, page: _Page, chosen: list[Role]) -> None:
        self.chosen = chosen
        self.sure = page.shares.max(axis=1).tolist()
        self.counts = page.words.counts.tolist()
        self.times = page.repeats.times.tolist()
        self.cues = {name: page.cues[name].tolist() for name in ("cookie", "interface", "dated")}
        text = [i for i, role in enumerate(chosen) if role in CONTENT_ROLES]
        self.first, self.last = (text[0], text[-1]) if text else (len(chosen), -1)

    def of(self, index: int) -> Reason:
        """The reason for a block that is stripped."""
        role = self.chosen[index]
        if self.counts[index] == 0:
            return Reason.empty
        if role is Role.navigation:
            return self._of_navigation(index)
        if role is not Role.duplicate and self.sure[index] < SURE_OF_ROLE:
            if index > self.last:
                return Reason.after_article
            if index < self.first:
                return Reason.before_article
        return REASONS[role]

    def _of_navigation(self, index: int) -> Reason:
        if self.cues["cookie"][index]:
            return Reason.cookie_notice
        if self.cues["interface"][index]:
            return Reason.interface
        if self.times[index] > 1 and self.counts[index] <= 6:
            return Reason.site_name
        if self.cues["dated"][index]:
            return Reason.metadata_label
        return Reason.menu
