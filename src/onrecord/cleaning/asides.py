"""Tell lines that say themselves that they are no text, wherever they stand: captions with their
credit, captions that say who is where in the picture, invitations to read something else and what
stands right below them, labels of advertisements, questions whether content from elsewhere may be shown.
"""

import functools
import re
from collections.abc import Callable, Sequence

import numpy as np

from onrecord.cleaning import captions, wording
from onrecord.cleaning.wording import openings, pattern
from onrecord.cleaning.words import CLOSE, SYMBOL, Words, hash_words
from onrecord.labels import Role

# Longer blocks hold more than a caption or a link.
MOST_WORDS = 80
# So long are the labels of `see_below` at most.
LABEL_OF_STORIES_WORDS = 6

_IN_PICTURE = re.compile(
    r"[,(（]\s?(?:(?:far|second|third|at|from|on|the|à) ){0,3}"
    rf"{pattern('in_picture')}\s?(?:[,)）]|$)"
)
_QUOTE = re.compile(r"[\"“”„«»]|''|(?<!\w)['‘]")
_OF_PICTURE = re.compile(
    r"(?:pictured|im bild|auf dem (?:bild|foto)|en la (?:foto|imagen)|na (?:foto|imagem)"
    r"|nella foto|sur la photo|op de foto)\b[^.!?]{0,20}?[:,]",
    re.IGNORECASE,
)
_FROM_ELSEWHERE = re.compile(
    r"\b(?:third[- ]party content|externe[nmrs]? inhalte?|redaktionelle[nmr]? inhalt"
    r"|einverstanden, dass mir [^.]{0,40}inhalte?|contenus? (?:externes?|tiers)"
    r"|contenidos? (?:externos?|de terceros)|conteúdos? externos?|contenut[oi] estern[oi]"
    r"|externe inhoud)\b",
    re.IGNORECASE,
)
# Who asks something of the reader says so; a report of such content does not.
_ADDRESSED = re.compile(
    r"\b(?:you|your|mir|mich|dir|du|deine?[mnrs]?|sie|ihnen|ihre?[mnrs]?|vous|votre|vos|usted|tu|tus|sus"
    r"|lei|tuo|tua|você|seu|sua|jij|jouw|uw)\b",
    re.IGNORECASE,
)
_LABEL_WORDS = 4
_INVITATION = re.compile(rf"\W{{0,4}}{pattern('see_also')}\s?[:：]\s*\w", re.IGNORECASE)


def find(
    words: Words, blank_lines: Sequence[int] | None, chosen: np.ndarray, line: Callable[[int], str]
) -> dict[int, Role]:
    """The roles of those of the `chosen` blocks that say what they are; `line` tells the text of a
    block, `blank_lines` counts the empty lines before each block, and at the end of each page: None
    where these say nothing of what belongs together.
    """
    short = chosen & (words.counts <= MOST_WORDS) & (words.counts > 0)
    inside = np.flatnonzero(short[words.word_block])
    telling, inviting, _ = _telling_words()
    may_be = (words.last == CLOSE) | (words.before_last == CLOSE)
    may_be[words.word_block[inside[_is_any(words.word[inside], telling)]]] = True
    blocks = np.flatnonzero(short)
    may_be[blocks] |= _is_any(words.word[words.offset[blocks]], inviting)
    told = dict.fromkeys(_announced(words, blank_lines, blocks, line), Role.related)
    signs = words.classes[blocks, SYMBOL] > 0
    blocks = blocks[may_be[blocks] | signs]
    for block, likely in zip(blocks.tolist(), may_be[blocks].tolist(), strict=True):
        own = line(block)
        found = role(own) if likely or "©" in own else None
        if found is not None:
            told[block] = found
    return told


def _announced(
    words: Words, blank_lines: Sequence[int] | None, blocks: np.ndarray, line: Callable[[int], str]
) -> list[int]:
    """Which of the blocks stand right below a label that announces other stories, or below that as the
    second of two lines that no blank line parts from it: a title and its teaser, or another title.
    """
    stack = words.stack
    title = blocks[blocks > stack.first[blocks]]
    teaser = blocks[:0]
    if blank_lines is not None:
        joined = np.asarray(blank_lines)[stack.above(stack.index)] == 0
        teaser = blocks[blocks > stack.first[blocks] + 1]
        teaser = teaser[joined[teaser] & joined[teaser - 1]]
    below, label = np.concatenate([title, teaser]), np.concatenate([title - 1, teaser - 2])
    may_be = (words.counts[label] > 0) & (words.counts[label] <= LABEL_OF_STORIES_WORDS)
    below, label = below[may_be], label[may_be]
    may_be = _is_any(words.word[words.offset[label]], _telling_words()[2])
    announcing = wording.words("see_below")
    found = zip(below[may_be].tolist(), label[may_be].tolist(), strict=True)
    return [block for block, above in found if wording.folded(line(above)) in announcing]


def role(line: str) -> Role | None:
    """What a line says itself to be: a caption, a link to something related, the label of an
    advertisement, part of what shows content from elsewhere; None for most.
    """
    if captions.announces_credit(line):
        return Role.caption
    if _IN_PICTURE.search(line) and not _QUOTE.search(line):
        return Role.caption
    if _OF_PICTURE.match(line):
        return Role.caption
    if _FROM_ELSEWHERE.search(line) and (len(line.split()) <= _LABEL_WORDS or _ADDRESSED.search(line)):
        return Role.player
    if wording.folded(line) in wording.words("advertisement"):
        return Role.advertisement
    return Role.related if _INVITATION.match(line) else None


@functools.cache
def _telling_words() -> tuple[np.ndarray, ...]:
    """Hashes of the words one of which each caption holds that says what it is, of those with which
    invitations and labels of advertisements begin, and of those with which labels of other stories do.
    """
    places = {word for place in wording.words("in_picture") for word in re.findall(r"\w+", place)}
    # What is called a video is more often a heading, or a measure of a camera, than a caption.
    telling = (places | captions.ANNOUNCING | wording.words("of_pictures_and_elsewhere")) - {"video"}
    inviting = openings("see_also", "advertisement")
    # Of ideographs each is a word.
    inviting |= {word[0] for word in inviting if "\u3040" <= word[0] <= "\u9fff"}
    return tuple(np.sort(hash_words(sorted(kind))) for kind in (telling, inviting, openings("see_below")))


def _is_any(hashes: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Which of the hashes are among those of a sorted array."""
    return of[np.minimum(np.searchsorted(of, hashes), len(of) - 1)] == hashes
