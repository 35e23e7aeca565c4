"""A page with its blocks and roles, as the readers of metadata look at it."""

import re
from collections import Counter
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, Self

from onrecord.cleaning import bylines, dates, language
from onrecord.cleaning.blocks import Block, contents
from onrecord.cleaning.dates import WrittenDate
from onrecord.cleaning.rows import column
from onrecord.cleaning.wording import blanked, folded
from onrecord.labels import TEXT_ROLES, Reason, Role
from onrecord.text import trimmed

# Characters of a page in which other spellings of a name are looked for.
SEARCHED = 60_000
# Words by which articles speak of an outlet, each read by itself: a search for fixed letters is
# many times as fast as one for alternatives.
_NAMED = r"\s?(?:[Tt]he\s)?(?=([A-ZÀ-Þ].{0,50}))"
_SPEAKS_TO = [
    (said, re.compile(said + limit + _NAMED))
    for said, limit in (
        *((said, rf"(?<!\w{said})") for said in ("told", "tells", "for")),
        *((said, "") for said in ("seen by", "obtained by", "reach by", "reached by", "/")),
        *((f"{who} at", "") for who in (
            "reporter", "correspondent", "editor", "writer", "columnist", "contributor"
        )),
    )
]  # fmt: skip


_BETWEEN_WORDS = re.compile(r"(?:[^\w\n]|_)+")
# The capitals of letters that have two, as regular expressions see it.
_CAPITALS = {"i": "[I\u0130]", "k": "[K\u212a]"}


class Labelled(Protocol):
    """What the roles say of one block."""

    role: Role
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Found:
    """Words of the page: `[start, end)` of the text layer, in code points."""

    start: int
    end: int
    text: str


# Lines longer than this hold no byline, date line, title or menu.
LONGEST_LINE = 300


@dataclass
class Page:
    """A page with its lines and roles, and what is read from them once."""

    text: str
    blocks: Sequence[Block]
    labels: Sequence[Labelled]
    url: str | None
    lines: list[str] = field(default_factory=list)
    """What stands in each block; read from the text where it is not given."""
    read_from: dict[int, Role] = field(init=False, default_factory=dict)
    """What the blocks turned out to be that metadata was read from."""

    def __post_init__(self) -> None:
        self.lines = self.lines or contents(self.text, self.blocks)

    def relabelled(self, labels: Sequence[Labelled]) -> Self:
        """The page with other labels; what was read of its lines stays read. The page itself, if the
        labels are its own.
        """
        if labels is self.labels:
            return self
        other = copy(self)
        other.labels = labels
        for of_labels in ("roles", "reasons", "body", "first", "last"):
            other.__dict__.pop(of_labels, None)
        return other

    def found(self, index: int) -> Found:
        block = self.blocks[index]
        return self.stretch(block.content_start, block.content_end)

    def stretch(self, start: int, end: int) -> Found:
        start, end = trimmed(self.text, start, end)
        return Found(start, end, " ".join(self.text[start:end].split()))

    def with_role(self, role: Role) -> list[int]:
        return [i for i, own in enumerate(self.roles) if own is role and self.lines[i]]

    @cached_property
    def roles(self) -> Sequence[Role]:
        """What each block is."""
        return column(self.labels, "role")

    @cached_property
    def reasons(self) -> Sequence[Reason | None]:
        """Why each block was stripped."""
        return column(self.labels, "reason")

    @cached_property
    def body(self) -> list[int]:
        """The blocks of the article's text."""
        return [i for i, role in enumerate(self.roles) if role in TEXT_ROLES and self.lines[i]]

    @cached_property
    def first(self) -> int:
        """The first block of the text; the end of the page where there is none."""
        return self.body[0] if self.body else len(self.lines)

    @cached_property
    def last(self) -> int:
        return self.body[-1] if self.body else -1

    @cached_property
    def language(self) -> str | None:
        known = language.of("\n".join(self.lines[i][:1000] for i in self.body[:12]))
        return known or language.of(self.text[: 4 * language.SAMPLE])

    @cached_property
    def times(self) -> Counter[str]:
        """How often each short line stands on the page."""
        keys = zip(self.lines, self.folded, strict=True)
        return Counter([key for line, key in keys if len(line) <= LONGEST_LINE])

    @cached_property
    def folded(self) -> list[str]:
        """The lines as they are compared, nothing of those too long to be titles or names."""
        return as_compared(self.lines)

    def said(self, index: int) -> str:
        """A line as it is compared, however long."""
        return folded(self.lines[index])

    @cached_property
    def order(self) -> dates.Order | None:
        """The order of day and month in the page's dates."""
        return dates.page_order(
            (d for i in range(len(self.lines)) for d in self.dates(i)), self.url, self.language
        )

    def in_body(self, name: str) -> int:
        """How often the article's text has these words."""
        return sum(self.lines[i].count(name) for i in self.body)

    @cached_property
    def spoken_to(self) -> list[str]:
        """What follows words by which articles speak of their own outlet ("told the …")."""
        text = self.text[:SEARCHED]
        names = [name for said, naming in _SPEAKS_TO if said in text for name in naming.findall(text)]
        return [name + " " for name in as_compared(names)]

    def own_titles(self, headline: int | None) -> set[str]:
        """The title, as a line is compared."""
        return set() if headline is None else {self.said(headline)}

    def announced(self, index: int) -> list[str]:
        """The authors that a line announces ("By …")."""
        if index not in self._announced:
            self._announced[index] = bylines.announced(self.lines[index])
        return self._announced[index]

    @cached_property
    def _announced(self) -> dict[int, list[str]]:
        return {}

    def signed(self, index: int) -> bool:
        """Whether a line holds a date or a byline."""
        if index not in self._signed:
            self._signed[index] = bool(self.dates(index) or self.announced(index))
        return self._signed[index]

    @cached_property
    def _signed(self) -> dict[int, bool]:
        return {}

    def dates(self, index: int) -> list[WrittenDate]:
        if index not in self._dates:
            line = self.lines[index]
            self._dates[index] = (
                dates.find(line, lambda: self.language) if len(line) <= LONGEST_LINE else []
            )
        return self._dates[index]

    @cached_property
    def _dates(self) -> dict[int, list[WrittenDate]]:
        return {}


def as_compared(lines: Sequence[str]) -> list[str]:
    """What `folded` makes of each line, nothing of those too long to be titles or names."""
    short = [line if len(line) <= LONGEST_LINE else "" for line in lines]
    joined = "\n".join(short)
    all_at_once = blanked(joined, kept="\n", case=str.casefold)
    if all_at_once is None:
        all_at_once = _BETWEEN_WORDS.sub(" ", joined.casefold())
    return [" ".join(line.split()) for line in all_at_once.split("\n")][: len(short)]


def mixed_case(page: Page, name: str) -> str | None:
    """A name as the page writes it elsewhere, with capitals where they belong."""
    text = page.text[:SEARCHED]
    wanted = r"\s+".join(map(re.escape, name.split()))
    first = wanted[:1]
    if first.isascii() and first.isalpha():
        # The engine skips to a letter, if the first part alone does not ignore case.
        first = _CAPITALS.get(first.lower(), first.upper())
        wanted = rf"{first}(?<!\w{first})(?i:{wanted[1:]})"
    else:
        wanted = rf"(?<!\w)(?i:{wanted})"
    for spelled in re.finditer(rf"{wanted}(?!\w)", text):
        if not spelled.group().isupper() and spelled.group()[0].isupper():
            return " ".join(spelled.group().split())
    return None
