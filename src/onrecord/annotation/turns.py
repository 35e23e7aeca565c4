"""Quotes shown by layout alone: the turns of an interview, and passages set apart after a colon."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.annotation.result import Range
from onrecord.annotation.sentences import Layout
from onrecord.records import Role

# "Q: ", "Kim Roe: ", "K. ROE: " at the start of a paragraph; no sentence has its colon there.
_LABEL = re.compile(
    r"(?:[QA]|[A-Z][\w.’'-]{0,30}(?: [A-Z][\w.’'-]{0,30}){0,3}(?: (?:from|of|in) [A-Z][\w-]{1,30})?)(?=[:.]\s)"
)
_INTRODUCES = frozenset(
    "said says wrote writes posted tweeted read reads stated announced replied responded answered "
    "added explained declared continued follows letter statement message email note post tweet "
    "quoted".split()
)
# "— Kim Roe, Sandholm" under a passage, and the time stamp of a post.
_SIGNATURE = re.compile(r"[—–-]{1,2}\s?(?P<name>[A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*){0,4})")
_STAMP = re.compile(r"[\d:.,·\s/]*(?:[AP]M\b)?[\d:.,·\s/]*(?:[A-Z][a-z]{2,8}\.?\s\d{1,2})?[\d:.,·\s/]*$")
# The same under a post where no role is known: "— Kim Roe (@kimroe) May 4, 2031", "— Kim Roe on Warble, May 4".
_POSTED = re.compile(
    r"[—–-]{1,2}\s?[A-Z][^\n]{0,60}?(?:\s\(?@\w{1,30}\)?(?!\w)|\son\s[A-Z]\w{1,30},\s)[^\n]{0,60}"
)
_FEWEST_TURNS = 3
_FEWEST_QUESTIONS = 2
_LONGEST_QUESTION = 240
_LONGEST_REMARK = 120
# In code points; a longer line of digits and stops is no time, and would be tried in too many ways.
_LONGEST_STAMP = 60


@dataclass(frozen=True, slots=True)
class Turn:
    """A paragraph, or the rest of it after its label, that somebody says.

    Attributes:
        paragraph: its index.
        announcement: index of the paragraph whose last sentence says who, for a passage set apart.
        label: the words before the colon that say who, for a turn of an interview.
        colon: the colon.
    """

    span: Range
    paragraph: int
    label: Range | None = None
    colon: Range | None = None
    announcement: int | None = None


def find(layout: Layout, roles: Sequence[Role | None], quoted: frozenset[int]) -> list[Turn]:
    """The turns of `layout` in order.

    Args:
        roles: the role of each paragraph, None where it is not known.
        quoted: paragraphs that begin with a quotation mark, which need no layout to show it.
    """
    roles = _with_posts(layout, roles)
    turns = {turn.paragraph: turn for turn in _labelled(layout, roles) or _answers(layout, roles, quoted)}
    for index, (start, end) in enumerate(layout.paragraphs):
        if index in turns or index in quoted or roles[index] in (Role.heading, Role.list_item):
            continue
        before = index - 1
        if roles[index] is Role.blockquote:
            signature = _SIGNATURE.match(layout.text, start, end)
            if signature and before in turns:
                turns[before] = replace(turns[before], label=signature.span("name"), announcement=None)
            if signature or _is_stamp(layout.text, start, end):
                continue
            opened = before >= 0 and roles[before] is not Role.blockquote
            turns[index] = Turn(
                (start, end), index, announcement=before if opened and before not in turns else None
            )
        elif before >= 0 and roles[index] is None and before not in turns and _introduces(layout, before):
            turns[index] = Turn((start, end), index, announcement=before)
    return [turns[index] for index in sorted(turns)]


def _with_posts(layout: Layout, roles: Sequence[Role | None]) -> list[Role | None]:
    """The roles, with posts shown whole for block quotes where a signature tells them and no role does."""
    told = list(roles)
    for index, (start, end) in enumerate(layout.paragraphs[1:], 1):
        if roles[index - 1] is roles[index] is None and _POSTED.fullmatch(layout.text, start, end):
            told[index - 1] = told[index] = Role.blockquote
    return told


def _is_stamp(text: str, start: int, end: int) -> bool:
    return end - start <= _LONGEST_STAMP and _STAMP.fullmatch(text, start, end) is not None


def without_interviewer(text: str, turns: Sequence[Turn], people: Sequence[Range]) -> list[Turn]:
    """The turns without the outlet's own questions, which are not attributed to anyone.

    The interviewer is "Q", or a label that does nothing but ask and is no person's name.
    """
    named = {text[start:end] for start, end in people}
    asks: dict[str, bool] = {}
    for turn in turns:
        if turn.label is not None:
            label = text[slice(*turn.label)]
            asks[label] = asks.get(label, True) and text[slice(*turn.span)].rstrip().endswith("?")
    return [
        turn
        for turn in turns
        if turn.label is None
        or (label := text[slice(*turn.label)]) != "Q"
        and (not asks[label] or any(label in name or name in label for name in named))
    ]


def _labelled(layout: Layout, roles: Sequence[Role | None]) -> list[Turn]:
    """Paragraphs that open with a speaker's label, where several labels come again."""
    text = layout.text
    found: list[Turn] = []
    for index, (start, end) in enumerate(layout.paragraphs):
        match = _LABEL.match(text, start, end)
        if match is None or roles[index] in (Role.heading, Role.list_item):
            continue
        mark = text[match.end()]
        if mark == "." and match.group() not in ("Q", "A"):
            continue
        first = match.end() + 1
        while first < end and text[first].isspace():
            first += 1
        if first < end:
            found.append(Turn((first, end), index, match.span(), (match.end(), match.end() + 1)))
    labels = [text[turn.label[0] : turn.label[1]] for turn in found if turn.label]
    repeated = {label for label, count in Counter(labels).items() if count > 1}
    if len(found) < _FEWEST_TURNS or not repeated:
        return []
    kept = {turn.paragraph for turn, label in zip(found, labels, strict=True) if label in repeated}
    # A label that comes once is one between two that come again.
    return [
        turn for turn in found if turn.paragraph in kept or {turn.paragraph - 1, turn.paragraph + 1} & kept
    ]


def _answers(layout: Layout, roles: Sequence[Role | None], quoted: frozenset[int]) -> list[Turn]:
    """Paragraphs that answer where question and answer take turns without a label."""
    text, paragraphs = layout.text, layout.paragraphs

    def asks(index: int) -> bool:
        start, end = paragraphs[index]
        return text[end - 1] == "?" and end - start <= _LONGEST_QUESTION and plain(index)

    def plain(index: int) -> bool:
        return index not in quoted and roles[index] in (None, Role.paragraph, Role.heading)

    def remarks(index: int) -> bool:
        """Whether a short statement stands for a question: a question and an answer follow it."""
        start, end = paragraphs[index]
        return (
            end - start <= _LONGEST_REMARK
            and plain(index)
            and index + 3 < len(paragraphs)
            and asks(index + 2)
        )

    found: list[Turn] = []
    index = 0
    while index + 1 < len(paragraphs):
        pairs = []
        while (
            index + 1 < len(paragraphs)
            and (asks(index) or pairs and remarks(index))
            and not asks(index + 1)
            and plain(index + 1)
        ):
            pairs.append(index + 1)
            index += 2
        if len(pairs) >= _FEWEST_QUESTIONS:
            found += [Turn(paragraphs[at], at) for at in pairs]
        if not pairs:
            index += 1
    return found


def _introduces(layout: Layout, paragraph: int) -> bool:
    """Whether the paragraph ends with a colon and a word of saying in its last sentence."""
    start, end = layout.paragraphs[paragraph]
    if layout.text[end - 1] != ":":
        return False
    words = layout.text[max(start, end - 200) : end - 1].lower().split()
    return any(word.strip(',.“”"') in _INTRODUCES for word in words)
