"""Lines that say in another dress what another line of the page says: a caption with its credit, a
pull quote with its speaker. `repeats` finds those of the same words, `titled` those of the title.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from onrecord.cleaning import captions
from onrecord.cleaning.page import LONGEST_LINE, Page, as_compared
from onrecord.cleaning.roles import Label
from onrecord.cleaning.rows import changeable, column
from onrecord.cleaning.wording import folded
from onrecord.labels import TEXT_ROLES, Reason, Role

# Shorter lines begin alike by chance.
CAPTION_WORDS, QUOTED_WORDS = 4, 5
# So many characters have `CAPTION_WORDS` words at least.
_BEGINNING = 2 * CAPTION_WORDS - 1
_READ = 4 * _BEGINNING
# So near stand a caption and the same with its credit, or with it and without it.
NEAR = 3
# How many blocks of the text away the paragraph stands that a quote is pulled from.
PULLED_FROM = 30
# A quote of so many words is no heading even if it stands before the paragraph that holds it.
LONG_QUOTE = 10

# Possessive, so that no run of letters is read as several names: time would grow with its power.
_NAME = r"[^\W\d_][\w'’.-]*+"
_MARKS = "\"“”„«»‘‚'"
_PULLED = re.compile(
    rf"[{_MARKS}](?P<words>[^\"“”„«»]+)[\"“”«»’']\s*[–—-]?\s*(?P<speaker>(?:{_NAME}\s*){{1,5}})?"
)


def mark(page: Page, labels: Sequence[Label]) -> Sequence[Label]:
    """The labels with such lines as duplicates of the line whose words they repeat.

    Two captions that differ in a word stay two, and a heading in quotation marks stays a heading.
    """
    marked = changeable(labels)
    # What one pair of lines turned out to be is known to those that are looked at after it.
    for longer, shorter in _credited(page, marked):
        marked[longer] = marked[longer]._replace(role=Role.caption, reason=None, duplicate_of=None)
        marked[shorter] = duplicate(marked[shorter], longer)
    for again, origin in _same_caption(page, marked):
        marked[again] = duplicate(marked[again], origin)
    for again, origin in _in_capitals(page, marked).items():
        marked[origin] = marked[again]._replace(duplicate_of=None)
        marked[again] = duplicate(marked[again], origin)
    return mark_pulled(page.relabelled(marked))


def mark_pulled(page: Page) -> Sequence[Label]:
    """The labels of a page with the quotes that are pulled from a paragraph as duplicates of it."""
    pulled = dict(_pulled(page))
    if not pulled:
        return page.labels
    labels = changeable(page.labels)
    for i, origin in pulled.items():
        labels[i] = duplicate(labels[i], origin)
    return labels


def of_origins(labels: Sequence[Label]) -> Sequence[Label]:
    """The labels with no duplicate of a duplicate: each is one of the block that stays."""
    origins = list(column(labels, "duplicate_of"))
    settled = changeable(labels)
    for i, origin in enumerate(origins):
        while origin is not None and origins[origin] is not None:
            origins[i] = origin = origins[origin]
            settled[i] = labels[i]._replace(duplicate_of=origin)
    return settled


def has_credited_text(page: Page) -> bool:
    """Whether a line of the text, or near it, and one near that are the same with a credit and without."""
    low = max(0, page.first - NEAR)
    begun = _beginnings(page.lines[low : page.last + NEAR + 1])
    return any(
        _is_with_credit(page, low + i, low + k) or _is_with_credit(page, low + k, low + i)
        for i, k in _alike(begun)
    )


def _beginnings(lines: Sequence[str]) -> list[str]:
    """How lines begin, as they are compared; nothing of those too long to be captions."""
    short = [line if len(line) <= LONGEST_LINE else "" for line in lines]
    # Nearly always enough, and a quarter of what there is to compare.
    read = as_compared([line[:_READ] for line in short])
    for i, (line, own) in enumerate(zip(short, read, strict=True)):
        if len(own) < _BEGINNING and len(line) > _READ:
            read[i] = folded(line)
    return [own[:_BEGINNING] for own in read]


def _alike(begun: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The pairs of lines near each other that begin alike."""
    for step in range(1, NEAR + 1):
        for i, (own, other) in enumerate(zip(begun, begun[step:])):
            if own == other and own:
                yield i, i + step


def duplicate(label: Label, origin: int) -> Label:
    """The label of a block that repeats another."""
    return label._replace(role=Role.duplicate, reason=Reason.repeat, duplicate_of=origin)


def _credited(page: Page, labels: Sequence[Label]) -> Iterator[tuple[int, int]]:
    """A line that is another one near it and a photo's credit, with that other one."""
    alike: dict[int, list[int]] = {}
    for i, k in _alike([line[:_BEGINNING] for line in page.folded]):
        alike.setdefault(i, []).append(k)
        alike.setdefault(k, []).append(i)
    for longer in sorted(alike):
        role = labels[longer].role
        if role is not Role.caption and role not in TEXT_ROLES:
            continue
        for shorter in sorted(alike[longer]):
            if _is_free(labels[shorter]) and _is_with_credit(page, longer, shorter):
                yield longer, shorter
                break


def _is_free(label: Label) -> bool:
    return label.role not in (Role.headline, Role.duplicate)


def _is_with_credit(page: Page, longer: int, shorter: int) -> bool:
    """Whether one line is the other, a caption, with a credit behind it."""
    said = page.said(shorter)
    if len(said.split()) < CAPTION_WORDS or not page.said(longer).startswith(said + " "):
        return False
    caption, credit = captions.split(page.lines[longer], 0, len(page.lines[longer]))
    return bool(caption and credit) and folded(page.lines[longer][slice(*caption)]) == said


def _same_caption(page: Page, labels: Sequence[Label]) -> Iterator[tuple[int, int]]:
    """Each caption that another one says with another credit, with the first that has a credit."""
    begun = {
        i: page.folded[i].split()[:CAPTION_WORDS]
        for i, role in enumerate(column(labels, "role"))
        if role is Role.caption and len(page.lines[i]) <= LONGEST_LINE
    }
    often = Counter(map(tuple, begun.values()))
    alike: dict[str, list[tuple[bool, int]]] = {}
    for i, beginning in begun.items():
        # Few captions begin as another does: no others have to be parted from their credits.
        if len(beginning) == CAPTION_WORDS and often[tuple(beginning)] > 1:
            caption, credit = captions.split(page.lines[i], 0, len(page.lines[i]))
            words = folded(page.lines[i][slice(*caption)]) if caption else ""
            if len(words.split()) >= CAPTION_WORDS:
                alike.setdefault(words, []).append((credit is None, i))
    for members in alike.values():
        _, origin = min(members)
        yield from ((i, origin) for _, i in members if i != origin)


def _in_capitals(page: Page, labels: Sequence[Label]) -> dict[int, int]:
    """Each caption in capitals that another line has in small letters, with the first such line."""
    found: dict[int, int] = {}
    for i, origin in enumerate(column(labels, "duplicate_of")):
        if origin is not None and labels[origin].role is Role.caption:
            if page.lines[origin].isupper() and not page.lines[i].isupper():
                found.setdefault(origin, i)
    return found


def _pulled(page: Page) -> Iterator[tuple[int, int]]:
    """The quotes that stand alone, or with who said it, and stand in a paragraph as well, with it."""
    text = page.body
    for i in range(text[0], text[-1] + 1) if text else ():
        line = page.lines[i]
        quote = line and line[0] in _MARKS and len(line) <= LONGEST_LINE and _PULLED.fullmatch(line)
        if not quote:
            continue
        said, speaker = folded(quote["words"]), quote["speaker"]
        is_pulled = speaker[:1].isupper() if speaker else page.roles[i] is not Role.heading
        if not is_pulled or len(said.split()) < (QUOTED_WORDS if speaker else LONG_QUOTE):
            continue
        place = bisect_left(text, i)
        for other in text[max(0, place - PULLED_FROM) : place + PULLED_FROM + 1]:
            if other != i and len(page.lines[other]) > len(line):
                if f" {said} " in f" {page.said(other)} ":
                    yield i, other
                    break
