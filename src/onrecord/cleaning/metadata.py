"""What a page says about its article: title, authors, dates, captions and the rest.

Everything on the page counts as evidence, what the roles stripped too. What the page leaves open
stays open: null, and named in `ambiguous`.
"""

import datetime
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from onrecord.cleaning import bylines, captions, dates, language
from onrecord.cleaning.blocks import Block
from onrecord.cleaning.dates import WrittenDate
from onrecord.cleaning.wording import folded, pattern, words
from onrecord.records import Reason, Role
from onrecord.text import trimmed


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


@dataclass(frozen=True, slots=True)
class Photo:
    """A caption and its credit, either None where the page has none."""

    text: Found | None
    credit: Found | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, with the time of day (and its offset from UTC) where the page states one."""

    date: datetime.date
    time: str | None = None

    @property
    def iso(self) -> str:
        """The moment as ISO 8601 writes it."""
        return f"{self.date.isoformat()}T{self.time}" if self.time else self.date.isoformat()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about its article. `ambiguous` names the fields that it leaves open."""

    headline: Found | None = None
    deck: Found | None = None
    section: tuple[Found, ...] = ()
    keywords: tuple[Found, ...] = ()
    captions: tuple[Photo, ...] = ()
    authors: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    published: Moment | None = None
    updated: Moment | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    ambiguous: tuple[str, ...] = ()


def read(
    text: str, blocks: Sequence[Block], labels: Sequence[Labelled], url: str | None = None
) -> Metadata:
    """The metadata of the page `text`, cut into `blocks` with one label each."""
    page = _Page(text, blocks, labels, url)
    headline = _headline(page)
    published, updated, ambiguous = _dates(page, headline)
    publisher = _publisher(page, headline)
    return Metadata(
        headline=None if headline is None else page.found(headline),
        deck=_deck(page, headline),
        section=_section(page),
        keywords=_keywords(page),
        captions=_captions(page),
        authors=tuple(_authors(page, headline, publisher)),
        contributors=tuple(_contributors(page)),
        published=published,
        updated=updated,
        publisher=publisher,
        url=url,
        language=page.language,
        ambiguous=tuple(ambiguous),
    )


# --- the page ------------------------------------------------------------------------------------

# Lines longer than this hold no byline, date line, title or menu.
LONGEST_LINE = 300


@dataclass
class _Page:
    text: str
    blocks: Sequence[Block]
    labels: Sequence[Labelled]
    url: str | None
    lines: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = [self.text[b.content_start : b.content_end] for b in self.blocks]

    def found(self, index: int) -> Found:
        block = self.blocks[index]
        return self.stretch(block.content_start, block.content_end)

    def stretch(self, start: int, end: int) -> Found:
        start, end = trimmed(self.text, start, end)
        return Found(start, end, " ".join(self.text[start:end].split()))

    def with_role(self, *roles: Role) -> list[int]:
        return [i for i, label in enumerate(self.labels) if label.role in roles and self.lines[i]]

    @cached_property
    def body(self) -> list[int]:
        """The blocks of the article's text."""
        return [i for i, label in enumerate(self.labels) if label.role.is_text and self.lines[i]]

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
        return Counter(folded(line) for line in self.lines if len(line) <= LONGEST_LINE)

    @cached_property
    def order(self) -> dates.Order | None:
        """The order of day and month in the page's dates."""
        return dates.page_order(
            (d for i in range(len(self.lines)) for d in self.dates(i)), self.url, self.language
        )

    def dates(self, index: int) -> list[WrittenDate]:
        if index not in self._dates:
            line = self.lines[index]
            self._dates[index] = dates.find(line, self.language) if len(line) <= LONGEST_LINE else []
        return self._dates[index]

    @cached_property
    def _dates(self) -> dict[int, list[WrittenDate]]:
        return {}


# --- headline and deck ---------------------------------------------------------------------------

_LOOK_BACK = 60
_NEVER_A_TITLE = frozenset({Role.caption, Role.credit, Role.byline, Role.list_item, Role.dateline})
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def _headline(page: _Page) -> int | None:
    slug = _slug_words(page.url)
    opening = {
        word for i in page.body[:8] for word in _content_words(page.lines[i][:1500])
    }
    low, high = max(0, page.first - _LOOK_BACK), min(len(page.lines), page.first + 3)
    scores = {
        i: _headline_score(page, i, slug, opening)
        for i in sorted({*range(low, high), *page.with_role(Role.headline)})
    }
    best, best_score = None, 0.0
    for i, score in scores.items():
        # What stands just below a title, and reads like one, is its deck.
        below = max((scores.get(i - step, 0.0) for step in range(1, 5)), default=0.0)
        score -= 0.5 * max(0.0, min(below, 1.5))
        if score > best_score:
            best, best_score = i, score
    return best


def _headline_score(page: _Page, i: int, slug: set[str], opening: set[str]) -> float:
    line, label = page.lines[i], page.labels[i]
    tokens = _WORD.findall(line)
    dense = sum(not token.isascii() and len(token) == 1 for token in tokens) > len(tokens) / 2
    count = len(tokens) / 2.5 if dense else len(tokens)
    if count < 2 or count > 45 or label.role in _NEVER_A_TITLE:
        return 0.0
    if page.dates(i) or bylines.announced(line) or captions.is_credit(line):
        return 0.0
    own = set(_content_words(line))
    score = 0.6 if 4 <= count <= 20 else -0.3
    score += 3.0 * (label.role is Role.headline) - 1.0 * (label.role is Role.deck)
    score -= 1.5 * label.role.is_text + 0.5 * (count > 25)
    if slug and own:
        common = len(own & slug)
        score += 5.0 * common / max(len(slug), len(own)) if common > 1 else 0.0
    if own:
        score += 1.6 * len(own & opening) / max(4, len(own))
    score += 0.6 * (page.times[folded(line)] > 1)
    score -= 1.2 * line.endswith((".", "…", ":", "。")) + 0.3 * line.endswith(",")
    score -= 0.02 * abs(page.first - i) if i < page.first else 0.3 * (i - page.first + 1)
    score += 0.5 * _is_followed_by_credits(page, i)
    return score


def _is_followed_by_credits(page: _Page, i: int) -> bool:
    """Whether a date or a byline stands among the next lines."""
    following = range(i + 1, min(i + 6, len(page.lines)))
    return any(page.dates(k) or bylines.announced(page.lines[k]) for k in following)


def _content_words(line: str) -> list[str]:
    return [w for w in _WORD.findall(line.casefold()) if len(w) > 3 or not w.isascii() or w.isdigit()]


def _slug_words(url: str | None) -> set[str]:
    """The words of the longest part of an address's path."""
    path = re.sub(r"^\w+://[^/]*|[?#].*$", "", url or "")
    parts = [re.sub(r"\.\w{2,5}$", "", part) for part in path.split("/")]
    slug = max(parts, key=lambda part: len(re.findall(r"[a-z]{2,}", part.casefold())), default="")
    found = {w for w in re.split(r"[^\w]+|_", slug.casefold()) if len(w) > 3 and not w.isdigit()}
    return found if len(found) > 1 else set()


def _deck(page: _Page, headline: int | None) -> Found | None:
    for i in page.with_role(Role.deck):
        return page.found(i)
    return None


# --- dates ---------------------------------------------------------------------------------------

_BEFORE_HEADLINE = 6
_AFTER_START = 3
_AFTER_END = 12
_LABEL_BEFORE = re.compile(
    rf"(?<!\w)(?:(?P<updated>{pattern('updated')})|(?P<published>{pattern('published')}))(?!\w)", re.I
)
_NOT_OF_THIS_PAGE = re.compile(r"©|\bcopyright\b|all rights reserved|\bexpires\b|\bprinted\b", re.I)


def _dates(
    page: _Page, headline: int | None
) -> tuple[Moment | None, Moment | None, list[str]]:
    published = updated = None
    for i in _date_lines(page, headline):
        for kind, date in _labelled_dates(page, i):
            if kind == "updated":
                updated = updated or date
            elif published is None and (kind == "published" or _may_stand_bare(page, i, headline)):
                published = date
        if published and updated:
            break
    ambiguous = []
    moments: list[Moment | None] = []
    for name, date in (("published", published), ("updated", updated)):
        moment = _moment(page, date) if date else None
        if date and moment is None:
            ambiguous.append(name)
        moments.append(moment)
    if published and updated:
        moments, ambiguous = _settled_by_each_other(published, updated, moments, ambiguous)
    if moments[0] is None and "published" not in ambiguous:
        moments[0] = _in_address(page.url)
    return moments[0], moments[1], ambiguous


def _date_lines(page: _Page, headline: int | None) -> list[int]:
    """Where the article's own dates may stand, the likeliest lines first."""
    count = len(page.lines)
    top = page.first if headline is None else headline
    start = min(page.first, count)
    near = [*range(top + 1, min(start + _AFTER_START, count)), *range(top - 1, max(-1, top - 1 - _BEFORE_HEADLINE), -1)]
    end = range(page.last + 1, min(page.last + 1 + _AFTER_END, count))
    labelled = [i for i in page.with_role(Role.dateline) if i < start + 40]
    foreign = (Role.related, Role.comments, Role.advertisement)
    return [
        i
        for i in dict.fromkeys([*labelled, *near, *end])
        if page.labels[i].role not in foreign or i in near
        if not _NOT_OF_THIS_PAGE.search(page.lines[i])
        if not (page.labels[i].role.is_text and len(page.lines[i]) > 120)
    ]


def _may_stand_bare(page: _Page, i: int, headline: int | None) -> bool:
    """Whether a date without a word that says what it is may be the day of publication."""
    return i <= page.first + _AFTER_START or page.labels[i].role is Role.dateline


def _labelled_dates(page: _Page, i: int) -> list[tuple[str | None, WrittenDate]]:
    """The dates of a line, each with what the words before it call it."""
    line, found, position = page.lines[i], [], 0
    before = page.lines[i - 1] if i and len(page.lines[i - 1]) <= 40 and not page.dates(i - 1) else ""
    for date in page.dates(i):
        lead = line[position : date.start]
        kind = _kind(lead)
        if kind is None and not re.search(r"\w", lead) and position == 0:
            kind = _kind(before)
        if kind is None:
            tail = line[date.end :][:24].split("(")[0]
            kind = _kind(tail) if re.match(r"\W{0,3}[\u3040-\u9fff\uac00-\ud7a3]", tail) else None
        found.append((kind, date))
        position = date.end
    return found


def _kind(lead: str) -> str | None:
    last = None
    for last in _LABEL_BEFORE.finditer(lead):
        pass
    if last is None:
        last = re.search(r"(?P<updated>更新|修改|수정)|(?P<published>公開|发布|發布|掲載|配信|입력|등록)", lead)
    return last.lastgroup if last else None


def _moment(page: _Page, date: WrittenDate) -> Moment | None:
    day = date.date
    if day is None and len(date.readings) == 2:
        day = date.settled(page.order) or _the_one_written_out(page, date.readings)
    return Moment(day, date.time) if day else None


def _the_one_written_out(
    page: _Page, readings: tuple[datetime.date, ...]
) -> datetime.date | None:
    """The reading that the page, or its address, also gives in a way that leaves no doubt."""
    sure = {d.date for i in range(len(page.lines)) for d in page.dates(i) if d.date}
    if address := dates.in_address(page.url):
        year, month, day = address
        fitting = {r for r in readings if (r.year, r.month) == (year, month) and day in (None, r.day)}
        sure |= fitting
    both = [reading for reading in readings if reading in sure]
    return both[0] if len(both) == 1 else None


def _settled_by_each_other(
    published: WrittenDate,
    updated: WrittenDate,
    moments: list[Moment | None],
    ambiguous: list[str],
) -> tuple[list[Moment | None], list[str]]:
    """No page is updated before it is published: that may leave one reading only."""
    first, second = moments
    if first is None and second is not None:
        fitting = [day for day in published.readings if day <= second.date]
        if len(fitting) == 1:
            return [Moment(fitting[0], published.time), second], []
    if second is None and first is not None:
        fitting = [day for day in updated.readings if day >= first.date]
        if len(fitting) == 1:
            return [first, Moment(fitting[0], updated.time)], []
    return moments, ambiguous


def _in_address(url: str | None) -> Moment | None:
    written = dates.in_address(url)
    if not written or written[2] is None:
        return None
    try:
        return Moment(datetime.date(*written))
    except ValueError:
        return None


# --- people --------------------------------------------------------------------------------------

_AUTHOR_LOOK_BACK = 5
_AUTHOR_LOOK_ON = 6


def _authors(page: _Page, headline: int | None, publisher: str | None) -> list[str]:
    named: list[str] = []
    lines = _byline_places(page, headline)
    for i in lines:
        line = page.lines[i]
        if len(line) > bylines.LONGEST_BYLINE or page.labels[i].role is Role.caption:
            continue
        if i and bylines.announces(page.lines[i - 1]) and not bylines.announces(line):
            names = bylines.people(line)
        elif page.labels[i].role is Role.byline:
            names = bylines.announced(line) or bylines.people(line)
        else:
            names = bylines.announced(line)
        if names:
            named = names
            break
    if not named:
        named = _bare_names(page, headline)
    return [name for name in named if folded(name) != folded(publisher or "")] or named


def _byline_places(page: _Page, headline: int | None) -> list[int]:
    count = len(page.lines)
    top = page.first if headline is None else headline
    labelled = page.with_role(Role.byline)
    between = range(max(0, top), min(page.first + 2, count))
    before = range(top - 1, max(-1, top - 1 - _AUTHOR_LOOK_BACK), -1)
    after = range(page.last + 1, min(page.last + 1 + _AUTHOR_LOOK_ON, count))
    return list(dict.fromkeys([*labelled, *between, *before, *after]))


def _bare_names(page: _Page, headline: int | None) -> list[str]:
    """Authors named without a "By": a line of names near the title, with something to vouch for it."""
    if headline is None:
        return []
    for i in [*range(headline + 1, min(page.first + 1, len(page.lines))), *range(headline - 1, max(-1, headline - 3), -1)]:
        line = page.lines[i]
        if len(line) > 120 or page.labels[i].role in (Role.caption, Role.related, Role.share):
            continue
        if page.labels[i].role.is_text and len(line) > 60 or captions.is_credit(line):
            continue
        bare = dates.without_date(line)
        names = [n for n in bylines.people(bare, only_names=True) if bylines.is_name(n)]
        if not names:
            continue
        if folded(names[0]) == folded(page.lines[headline]):
            continue
        if _is_vouched_for(page, i, names[0]):
            return names
    return []


def _is_vouched_for(page: _Page, i: int, name: str) -> bool:
    if page.dates(i):
        return True
    near = [k for k in (i - 2, i - 1, i + 1, i + 2) if 0 <= k < len(page.lines)]
    if any(page.dates(k) for k in near):
        return True
    if page.times[folded(name)] > 1:
        return True
    after = page.lines[i + 1] if i + 1 < len(page.lines) else ""
    return bool(set(folded(after[:120]).split()) & words("roles")) or after.startswith(name.split()[0] + " ")


def _contributors(page: _Page) -> list[str]:
    named: list[str] = []
    tail = range(max(0, page.last - 3), min(len(page.lines), page.last + 6))
    for i in dict.fromkeys([*page.with_role(Role.credit), *tail]):
        line = page.lines[i]
        if len(line) <= LONGEST_LINE and not (i == page.first and i != page.last):
            if page.labels[i].role is Role.credit or not page.labels[i].role.is_text:
                named += bylines.contributors(line)
    return list(dict.fromkeys(named))


# --- captions, section, keywords, publisher -------------------------------------------------------


def _captions(page: _Page) -> tuple[Photo, ...]:
    photos: list[Photo] = []
    for i in page.with_role(Role.caption, Role.credit):
        block = page.blocks[i]
        if page.labels[i].role is Role.credit and not captions.is_credit(page.lines[i]):
            continue
        caption, credit = captions.split(page.text, block.content_start, block.content_end)
        photo = Photo(
            page.stretch(*caption) if caption else None, page.stretch(*credit) if credit else None
        )
        if photo.text is None and photos and photos[-1].credit is None:
            photos[-1] = Photo(photos[-1].text, photo.credit)
        elif not any(_is_same_photo(photo, other) for other in photos):
            photos.append(photo)
    return tuple(photos)


def _is_same_photo(one: Photo, other: Photo) -> bool:
    if one.text is None or other.text is None:
        return False
    return folded(one.text.text) == folded(other.text.text)


_PATH_STEP = re.compile(r"\s*(?:[>›»/|•·→]|\s-\s|\n)\s*")


def _section(page: _Page) -> tuple[Found, ...]:
    steps: list[Found] = []
    for i in page.with_role(Role.section):
        steps += _parts(page, i, _PATH_STEP)
    unique = {folded(step.text): step for step in reversed(steps)}
    kept = [step for step in steps if unique[folded(step.text)] is step]
    return tuple(step for step in kept if folded(step.text) not in words("home"))


def _parts(page: _Page, i: int, separator: re.Pattern[str]) -> list[Found]:
    block = page.blocks[i]
    found, start = [], block.content_start
    for cut in [*separator.finditer(page.text, block.content_start, block.content_end), None]:
        end = cut.start() if cut else block.content_end
        part = page.stretch(start, end)
        if folded(part.text):
            found.append(part)
        start = cut.end() if cut else end
    return found


_KEYWORD_BREAK = re.compile(r"\s*[,;|•·#]\s*")
_TOPICS_LABEL = re.compile(rf"{pattern('topics')}\s*(?:[:：]|$)\s*", re.IGNORECASE)


def _keywords(page: _Page) -> tuple[Found, ...]:
    found: list[Found] = []
    for i in page.with_role(Role.topics):
        for part in _parts(page, i, _KEYWORD_BREAK):
            label = _TOPICS_LABEL.match(part.text)
            if label:
                shift = page.text[part.start : part.end].find(part.text[label.end() :]) if label.end() < len(part.text) else -1
                if shift < 0:
                    continue
                part = page.stretch(part.start + shift, part.end)
            if folded(part.text) not in {folded(f.text) for f in found}:
                found.append(part)
    return tuple(found)


_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)[\s:©,]*(?:(?:19|20)\d\d)?(?:\s*[-–—]\s*(?:(?:19|20)\d\d|present))?[\s,.:|©–—-]*(?:by\s+)?"
    r"(?P<who>[^\W\d_][^|©\n•·]{1,80})",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"[\s,.:;–—-]*(?:all\s+rights?\s+reserved|alle\s+rechte|tous\s+droits|todos\s+los\s+derechos|todos\s+os\s+direitos|tutti\s+i\s+diritti|"
    r"(?:19|20)\d\d|is\s+a\s+registered|part\s+of|a\s+division|registered\s+in|terms\s+of|privacy|reproduction|published\s+by|unless|\.\s).*$",
    re.IGNORECASE,
)
_LEGAL_FORM = re.compile(
    r"[\s,]+(?:inc|llc|l\.l\.c|ltd|limited|plc|corp|corporation|co|company|gmbh|ag|s\.?a|s\.?l|s\.?r\.?l|s\.?p\.?a|b\.?v|ab|a/s|as|oy|kg|association inc|pty)\.?(?=\s*[,.]|\s*$).*$",
    re.IGNORECASE,
)


def _publisher(page: _Page, headline: int | None) -> str | None:
    """The outlet's name: what the copyright line says, as the page itself writes the site's name."""
    host = re.sub(r"^(?:\w+:)?//(?:www\.|m\.|edition\.)?|[/:?#].*$", "", page.url or "")
    site = _site_lines(page, host)
    for i in range(len(page.lines) - 1, -1, -1):
        owner = _COPYRIGHT.search(page.lines[i]) if len(page.lines[i]) <= 2 * LONGEST_LINE else None
        if owner and page.labels[i].role is not Role.caption:
            name = _LEGAL_FORM.sub("", _RIGHTS.sub("", owner["who"])).strip(" ,.;:–—-")
            for line in site:
                if folded(line) in folded(owner["who"]) or folded(name) == folded(line):
                    return line
            if i > page.last and 1 <= len(name.split()) <= 6 and name[:1].isupper():
                return name
    of_host = [line for line in site if _fits_host(line, host)]
    return of_host[0] if of_host else None


def _site_lines(page: _Page, host: str) -> list[str]:
    """Short lines that may be the site's name: said more than once, or like its address."""
    named: dict[str, str] = {}
    for i, line in enumerate(page.lines):
        if 2 < len(line) <= 50 and len(line.split()) <= 6 and not page.labels[i].role.is_text:
            if page.labels[i].reason is Reason.site_name or page.times[folded(line)] > 1 or _fits_host(line, host):
                named.setdefault(folded(line), line)
    return list(named.values())


def _fits_host(line: str, host: str) -> bool:
    squeezed = re.sub(r"[\W_]+", "", line.casefold())
    names = {host.replace(".", "").replace("-", ""), *re.split(r"[.]", host.replace("-", ""))}
    return len(squeezed) > 2 and squeezed.removeprefix("the") in {n.removeprefix("the") for n in names}
