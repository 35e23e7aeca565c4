"""Say of every block of a page what it is, and of the stripped ones why they were stripped."""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np

from onrecord.cleaning import features, repeats, trees, words
from onrecord.cleaning.blocks import Block
from onrecord.records import Reason, Role

_NEWLINE = re.compile(r"\r\n|[\n\r\f\u2028\u2029]")
_DATE = re.compile(
    r"\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}"
    r"|\d{1,2}(?:st|nd|rd|th|\.|º|er)?,?\s(?:de\s)?[^\W\d_]{3,12}\.?,?\s(?:de\s)?\d{4}"
    r"|[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}|\d{4}\s?[年년]"
)
_TIME_ONLY = re.compile(r"(?:-?\d{1,2}:)?\d{1,2}:\d{2}(?:\s?/\s?(?:\d{1,2}:)?\d{1,2}:\d{2})?")
_CONTRIBUTED = re.compile(r"\bcontributed to (?:this|the)\b|\breport(?:ing|ed)? by\b", re.IGNORECASE)
_PHOTO = re.compile(
    r"\((?:[^()]*/[^()]*|(?:photo|image|picture|foto|file)\b[^()]*)\)$"
    r"|\b(?:getty images|shutterstock|via ap|afp|reuters|epa|unsplash|alamy)\)?$"
    r"|^(?:photo|image|picture|foto|credit|legende|bild)\b.{0,60}[:/©]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Label:
    """What a block is: its role; for stripped blocks the reason, for duplicates the index of the
    block they repeat; how sure the model is that the block belongs to the text, or None.
    """

    role: Role
    reason: Reason | None = None
    duplicate_of: int | None = None
    probability: float | None = None


def label(text: str, blocks: Sequence[Block]) -> list[Label]:
    """Give each of `blocks` of `text` its role. The same page always gets the same labels."""
    if not blocks:
        return []
    lines = [text[block.content_start : block.content_end] for block in blocks]
    if not any(lines):
        return [Label(Role.navigation, Reason.empty) for _ in lines]
    counted = words.read_words(text, list(blocks))
    repeated = repeats.find(counted)
    evidence = features.measure(counted, repeated, _blank_lines(text, blocks))
    kept_probability = trees.probabilities(_kept_forest().score(evidence))[:, 0]
    kept = kept_probability > 0.5
    return _assign(lines, counted, repeated, kept, kept_probability)


def _assign(lines, counted, repeated, kept, probability):
    count = len(lines)
    places = np.flatnonzero(kept)
    first, last = (places[0], places[-1]) if len(places) else (count, -1)
    roles: list[Label | None] = [None] * count
    sizes = counted.counts
    headline = _headline(lines, sizes, repeated, first)
    for i, line in enumerate(lines):
        p = round(float(probability[i]), 3)
        origin = int(repeated.first[i])
        if i == headline:
            roles[i] = Label(Role.headline, None, None, p)
        elif headline is not None and repeated.first[i] == repeated.first[headline] and i > headline:
            roles[i] = Label(Role.duplicate, Reason.repeat, headline, p)
        elif kept[i] and _CONTRIBUTED.search(line) and sizes[i] < 30:
            roles[i] = Label(Role.credit, None, None, p)
        elif first <= i <= last and (_PHOTO.search(line) and sizes[i] < 80) or (
            i < first and _PHOTO.search(line) and sizes[i] > 5 and sizes[i] < 80
        ):
            if origin < i and roles[origin] and roles[origin].role is Role.caption:
                roles[i] = Label(Role.duplicate, Reason.repeat, origin, p)
            else:
                roles[i] = Label(Role.caption, None, None, p)
        elif kept[i]:
            roles[i] = Label(_kept_role(line, sizes[i]), None, None, p)
        elif _TIME_ONLY.fullmatch(line):
            roles[i] = Label(Role.player, Reason.player_control, None, p)
        elif headline is not None and headline < i < first:
            roles[i] = _between(line, sizes[i], p)
        elif i < first:
            roles[i] = Label(Role.navigation, Reason.menu, None, p)
        elif i < last:
            roles[i] = Label(Role.related, Reason.related_link, None, p)
        else:
            roles[i] = Label(
                Role.footer if line.lstrip().startswith(("©", "Copyright")) else Role.related,
                Reason.after_article, None, p,
            )
    return roles


def _kept_role(line, size):
    if line[:1] in "•●■▪*–" and size > 1:
        return Role.list_item
    if size <= 14 and line[-1] not in ".!。…\"”’»:;,)":
        return Role.heading
    return Role.paragraph


def _headline(lines, sizes, repeated, first):
    best, best_score = None, 0.0
    for i in range(min(first, len(lines))):
        if not 3 <= sizes[i] <= 35 or _DATE.search(lines[i]):
            continue
        score = min(sizes[i], 10) / 10 + (repeated.times[i] > 1) * 0.5 - (first - i) / 60
        score -= 0.5 * (lines[i][-1] in ".:")
        if score > best_score:
            best, best_score = i, score
    if best is None:
        return None
    return int(repeated.first[best])


def _between(line, size, p):
    if _DATE.search(line) and size <= 16:
        return Label(Role.dateline, None, None, p)
    if line.lower().startswith(("by ", "von ", "par ", "por ")) and size <= 12:
        return Label(Role.byline, None, None, p)
    if size >= 7:
        return Label(Role.deck, None, None, p)
    return Label(Role.share, Reason.share_button, None, p)


def _blank_lines(text: str, blocks: Sequence[Block]) -> list[int]:
    """How many empty lines stand before each block, and after the last one."""
    edges = [0, *(block.content_end for block in blocks)]
    starts = [*(block.content_start for block in blocks), len(text)]
    gaps = [
        len(_NEWLINE.findall(text, edge, start))
        for edge, start in zip(edges, starts, strict=True)
    ]
    return [gaps[0], *(max(0, gap - 1) for gap in gaps[1:])]


@functools.cache
def _kept_forest() -> trees.Forest:
    path = resources.files("onrecord.models.roles") / "kept.npz"
    with path.open("rb") as stream:
        arrays = np.load(stream, allow_pickle=False)
        return trees.Forest(**{name: arrays[name] for name in arrays.files})
