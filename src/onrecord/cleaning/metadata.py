"""What a page says about its article: title, authors, dates, captions and the rest.

Everything on the page counts as evidence, what the roles stripped too. What the page leaves open
stays open: null, and named in `ambiguous`.
"""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.cleaning import bylines, captions, dates, headlines, publishers
from onrecord.cleaning.blocks import Block
from onrecord.cleaning.dates import WrittenDate
from onrecord.cleaning.page import LONGEST_LINE, SEARCHED, Found, Labelled, Page, mixed_case
from onrecord.cleaning.wording import folded, openings, pattern, tokens, words
from onrecord.labels import Reason, Role


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
    """What a page says about its article. `ambiguous` names the fields that it leaves open.

    `read_from` says of the blocks that it was read from, by their index, what they turned out to be.
    """

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
    read_from: Mapping[int, Role] = field(default_factory=dict, repr=False)


def read(
    text: str, blocks: Sequence[Block], labels: Sequence[Labelled], url: str | None = None
) -> Metadata:
    """The metadata of the page `text`, cut into `blocks` with one label each."""
    page = Page(text, blocks, labels, url)
    return read_below(page, headlines.find(page))


def read_below(page: Page, headline: int | None, language: str | None = None) -> Metadata:
    """The metadata of a page whose title stands in block `headline`, if anywhere, and whose data say
    what `language` it is in, if they do.
    """
    if headline is not None:
        page.read_from[headline] = Role.headline
    published, updated, ambiguous = _dates(page, headline)
    publisher = publishers.name_of(page)
    authors = [_as_written(page, name) for name in _authors(page, headline, publisher)]
    return Metadata(
        headline=None if headline is None else page.found(headline),
        deck=_deck(page, headline),
        section=_section(page, headline),
        keywords=_keywords(page),
        captions=_captions(page, headline),
        authors=tuple(authors),
        contributors=tuple(_contributors(page, authors)),
        published=published,
        updated=updated,
        publisher=publisher,
        url=page.url,
        language=language or page.language,
        ambiguous=tuple(ambiguous),
        read_from=page.read_from,
    )


# --- deck --------------------------------------------------------------------------------------


_DECK_WORDS = range(5, 61)
_DECK_REACH = 4


def _deck(page: Page, headline: int | None) -> Found | None:
    """The standfirst: the first block labelled so, with those that follow it directly.

    Where none is labelled, a sentence that stands between the title and who signs it.
    """
    decks = page.with_role(Role.deck)
    if not decks:
        return None if headline is None else _sentence_below(page, headline)
    last = decks[0]
    while last + 1 in decks:
        last += 1
    return page.stretch(page.blocks[decks[0]].content_start, page.blocks[last].content_end)


def _sentence_below(page: Page, headline: int) -> Found | None:
    for i in range(headline + 1, min(headline + 1 + _DECK_REACH, page.first)):
        line, role = page.lines[i], page.roles[i]
        if page.dates(i) or page.announced(i) or bylines.announces(line):
            return None
        if len(page.said(i).split()) not in _DECK_WORDS or role is Role.duplicate:
            continue
        if role in _STRIPPED_FOR_SURE or page.said(i) in page.own_titles(headline):
            continue
        if not captions.has_credit(line) and not bylines.people(line):
            page.read_from[i] = Role.deck
            return page.found(i)
    return None


# --- dates ---------------------------------------------------------------------------------------

_BEFORE_HEADLINE = 10
_AFTER_END = 12
_FOREIGN = frozenset({Role.related, Role.comments, Role.advertisement})
_WORDS_IN_DATE_LINE = 9
_FIRST_PAGES = 1991
_FEW_WORDS = 3
_INTO_TEXT = 3
_LONGEST_STAMP = 160
_PART = re.compile(r"\s*[|/·•–—]|\s-\s")
_WORDS_BESIDE_STAMP = 6
_LABEL_BEFORE = re.compile(
    rf"(?<!\w)(?:(?P<updated>{pattern('updated')})|(?P<published>{pattern('published')}))(?!\w)",
    re.I,
)
_LABEL_WITHOUT_BLANKS = re.compile(
    r"(?P<updated>更新|修改|수정)|(?P<published>公開|发布|發布|掲載|配信|입력|등록)"
)
# "Dieser Artikel wurde am 3. Mai 2031 von Ida Vale veröffentlicht": the verb stands behind.
_VERB_TO_COME = re.compile(r"\b(?:wurde|werd)\b")
_TO_VERB = 80
_DATED_BY = openings("published", "updated")
_NOT_OF_THIS_PAGE = re.compile(
    r"©|\bcopyright\b|all rights reserved|\bexpires\b|\bprinted\b", re.IGNORECASE
)
# Who wrote an embedded post, before its date: "— Ada Brandt (@adabrandt) May 3, 2031".
_SIGNS_POST = re.compile(r"\(@\w+\)")
_OF_OTHER_PAGES = frozenset({"copyright", "rights", "expires", "printed"})


def _dates(page: Page, headline: int | None) -> tuple[Moment | None, Moment | None, list[str]]:
    first: dict[str, tuple[int, WrittenDate]] = {}
    bare: list[tuple[int, WrittenDate]] = []

    def look_at(lines: list[int], may_stand_bare: Callable[[Page, int], bool]) -> None:
        for i in lines:
            for kind, date in _labelled_dates(page, i):
                if kind is not None:
                    first.setdefault(kind, (i, date))
                elif may_stand_bare(page, i):
                    bare.append((i, date))

    look_at(_date_lines(page, headline), _may_stand_bare)
    for lines, may_stand_bare in _FARTHER:
        if "published" not in first and not bare:
            look_at(lines(page, headline), may_stand_bare)
    fitting = next((found for found in bare if _fits_address(page.url, found[1])), None)
    if fitting is None and _in_address(page.url):
        # The address is more to be trusted than the first of the comments.
        bare = [found for found in bare if page.roles[found[0]] not in _FOREIGN]
    if "published" not in first and bare:
        first["published"] = fitting or bare[0]
    for i in {first[kind][0] for kind in ("published", "updated") if kind in first}:
        page.read_from.setdefault(i, Role.dateline)
    published, updated = (
        first[kind][1] if kind in first else None for kind in ("published", "updated")
    )
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


def _date_lines(page: Page, headline: int | None) -> list[int]:
    """The lines with the dates that may be the article's own, the likeliest first."""
    count = len(page.lines)
    top = page.first if headline is None else headline
    labelled = [i for i in page.with_role(Role.dateline) if i < page.first + 40]
    above = range(min(top, count) - 1, max(-1, top - 1 - _BEFORE_HEADLINE), -1)
    below = dict.fromkeys(_below_title(page, headline))
    # What stands above a title is often the day of the visit, or of other stories.
    labelled.sort(key=lambda i: i not in below or not _is_stamp(page, i))
    places = list(dict.fromkeys([*labelled, *below, *above, *_behind_text(page)]))
    own = [i for i in places if page.dates(i) and not _is_of_other_pages(page.lines[i])]
    return [i for i in own if page.roles[i] not in _FOREIGN or i in below]


def _behind_text(page: Page) -> range:
    """The lines behind the text among which its own dates may stand."""
    return range(page.last + 1, min(page.last + 1 + _AFTER_END, len(page.lines)))


def _stamped_lines(page: Page, headline: int | None) -> list[int]:
    """The first line between the title and the text's beginning that is a date by its form, whatever
    it was taken for: "Ida Vale | May 3, 2031", "2031-05-03 10:22 (14 comments)".
    """
    if headline is None:
        return []
    near = range(headline + 1, min(page.first + _INTO_TEXT, page.last + 1))
    return next(([i] for i in near if _is_stamp(page, i)), [])


def _is_stamp(page: Page, i: int) -> bool:
    """Whether a line holds little but a date, or begins with one that its time of day or a sign
    sets apart.
    """
    line = page.lines[i]
    if len(line) > _LONGEST_STAMP or not page.dates(i) or _is_of_other_pages(line):
        return False
    first = page.dates(i)[0]
    if first.start == 0 and (first.time or _PART.match(line, first.end)):
        return True
    rest = dates.without_date(line)
    if rest.strip()[-1:] in (".", "?") or _tells_of_the_past(page, i):
        return False
    return len(folded(rest).split()) <= _WORDS_BESIDE_STAMP


def _lone_date_line(page: Page, headline: int | None) -> list[int]:
    """The only line with a date behind the text, if it is taken for one of a list of other stories:
    such lists date each of them.
    """
    dated = [i for i in _behind_text(page) if page.dates(i) and not _is_of_other_pages(page.lines[i])]
    return dated if len(dated) == 1 and page.roles[dated[0]] is Role.related else []


def _telling_line(page: Page, headline: int | None) -> list[int]:
    """The line of the page that says of a date that something was published then, or by whom, if
    no other line says so of another day.
    """
    telling = [
        i
        for i, role in enumerate(page.roles)
        if page.dates(i)
        and (not role.is_text or _is_stamp(page, i))
        and not _is_of_other_pages(page.lines[i])
        and (_begins_a_byline(page, i) or "published" in dict(_labelled_dates(page, i)))
    ]
    days = {date.readings for i in telling for date in page.dates(i)}
    return telling[:1] if len(days) == 1 else []


def _begins_a_byline(page: Page, i: int) -> bool:
    return bylines.begins_so(page.lines[i])


def _fits_address(url: str | None, date: WrittenDate) -> bool:
    """Whether a date can be the day, or of the month, that an address names."""
    year, month, day = dates.in_address(url) or (None, None, None)
    return any((d.year, d.month) == (year, month) and day in (None, d.day) for d in date.readings)


def _is_of_other_pages(line: str) -> bool:
    if _SIGNS_POST.search(line):
        return True
    may_be = "©" in line or not _OF_OTHER_PAGES.isdisjoint(tokens(line))
    return may_be and _NOT_OF_THIS_PAGE.search(line) is not None


def _may_stand_bare(page: Page, i: int) -> bool:
    """Whether a date without a word that says what it is may be the day of publication.

    It may on a line that holds little else, so that no sentence's date is taken; behind the
    article only if no other date stands there, as it does in lists of other stories.
    """
    if page.roles[i] in (Role.dateline, Role.byline):
        return True
    behind = _behind_text(page)
    if i in behind and sum(bool(page.dates(k)) for k in behind) > 1:
        return False
    rest = folded(dates.without_date(page.lines[i])).split()
    told = page.roles[i].is_text or _tells_of_the_past(page, i)
    return len(rest) <= _WORDS_IN_DATE_LINE and not told


# Where else dates are looked for, one place after the other, and which of them need no label there.
_FARTHER = (
    (_stamped_lines, _is_stamp),
    (_lone_date_line, _may_stand_bare),
    (_telling_line, _begins_a_byline),
)


def _tells_of_the_past(page: Page, i: int) -> bool:
    """Whether a line says something of a day before there were pages."""
    days = [day for date in page.dates(i) for day in date.readings]
    past = any(day.year < _FIRST_PAGES for day in days)
    return past and len(folded(dates.without_date(page.lines[i])).split()) > _FEW_WORDS


def _labelled_dates(page: Page, i: int) -> list[tuple[str | None, WrittenDate]]:
    """The dates of a line, each with what the words before it call it."""
    line, found, position = page.lines[i], [], 0
    before = (
        page.lines[i - 1] if i and len(page.lines[i - 1]) <= 40 and not page.dates(i - 1) else ""
    )
    for date in page.dates(i):
        lead = line[position : date.start]
        kind = _kind(lead)
        if kind is None and not re.search(r"\w", lead) and position == 0:
            kind = _kind(before)
        if kind is None:
            tail = line[date.end :][:24].split("(")[0]
            kind = _kind(tail) if re.match(r"\W{0,3}[\u3040-\u9fff\uac00-\ud7a3]", tail) else None
        if kind is None and _VERB_TO_COME.search(lead):
            kind = _kind(line[date.end :].split(". ")[0][:_TO_VERB])
        found.append((kind, date))
        position = date.end
    return found


def _kind(lead: str) -> str | None:
    """What the words before a date call it: "published", "updated", or nothing."""
    named = not _DATED_BY.isdisjoint(tokens(lead))
    labels = list(_LABEL_BEFORE.finditer(lead)) if named else []
    last = labels[-1] if labels else _LABEL_WITHOUT_BLANKS.search(lead)
    return last.lastgroup if last else None


def _moment(page: Page, date: WrittenDate) -> Moment | None:
    day = date.date
    if len(date.readings) == 2:
        by_order = page.order and date.settled(page.order)
        day = by_order or _the_one_written_out(page, date.readings) or day
    return Moment(day, date.time) if day else None


def _the_one_written_out(page: Page, readings: tuple[datetime.date, ...]) -> datetime.date | None:
    """The reading that the page, or its address, also gives in a way that leaves no doubt."""
    dated = [date for i in range(len(page.lines)) for date in page.dates(i)]
    sure = {date.readings[0] for date in dated if len(date.readings) == 1}
    if address := dates.in_address(page.url):
        year, month, day = address
        fitting = {
            r for r in readings if (r.year, r.month) == (year, month) and day in (None, r.day)
        }
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
_CREDITS_REACH = 18
_LEAST_FOR_AUTHOR = 0.7
# Farther from the title the distance outweighs all that can speak for a name.
_FARTHEST_NAME = 120
_READING_TIME = re.compile(r"\b\d+\s?(?:min|мин|λεπτ|dk)|\d\s?[分분]", re.I)


def _authors(page: Page, headline: int | None, publisher: str | None) -> list[str]:
    outlets = {folded(publisher or "")} | publishers.host_names(page.url)
    signed: list[str] = []
    for i in _byline_places(page, headline):
        names = [bylines.without_outlet(name, publisher) for name in _byline(page, i, publisher)]
        names = [name for name in names if folded(name) not in page.own_titles(headline)]
        names = names[:1] + [name for name in names[1:] if page.in_body(name) < 2]
        own = [
            n for n in names if folded(n) not in outlets and publishers.squeezed(n) not in outlets
        ]
        if own:
            page.read_from.setdefault(i, Role.byline)
            return own
        signed = signed or names
    return _bare_names(page, headline) or signed


def _as_written(page: Page, name: str) -> str:
    """A name in capitals as the page writes it elsewhere, or as names are written."""
    if not name.isupper() or len(name) < 6:
        return name
    return mixed_case(page, name) or name.title()


def _byline(page: Page, i: int, publisher: str | None) -> list[str]:
    """The authors named in a byline that starts in block `i`, by itself or over several lines."""
    line = page.lines[i]
    if page.roles[i] in (Role.caption, Role.related) or len(line) > bylines.LONGEST_BYLINE:
        return []
    if not bylines.announces(line):
        names = page.announced(i)
        if names or page.roles[i] is not Role.byline:
            return names
        return bylines.people(line) or bylines.people(bylines.without_outlet(line, publisher))
    named: list[str] = []
    for k in range(i + 1, min(i + 9, len(page.lines))):
        if bylines.joins(page.lines[k]):
            continue
        names = bylines.announced(f"By {page.lines[k]}") if k == i + 1 else []
        names = names or bylines.people(page.lines[k])
        if not names or (k > i + 1 and not bylines.joins(page.lines[k - 1])):
            break
        named += names
    return list(dict.fromkeys(named))


def _byline_places(page: Page, headline: int | None) -> list[int]:
    """Where bylines stand, the likeliest first: below the title, just above it, after the text."""
    count = len(page.lines)
    top = page.first if headline is None else headline
    labelled = page.with_role(Role.byline)
    after = range(page.last + 1, min(page.last + 1 + _AUTHOR_LOOK_ON, count))
    before = range(top - 1, max(-1, top - 1 - _AUTHOR_LOOK_BACK), -1)
    return list(dict.fromkeys([*labelled, *_below_title(page, headline), *before, *after]))


def _below_title(page: Page, headline: int | None) -> list[int]:
    """The short lines between the title and the text, and among its first paragraphs."""
    top = page.first if headline is None else headline
    end = min(
        max(page.first + 3, top + _CREDITS_REACH), page.last + 1 if page.body else len(page.lines)
    )
    return [
        i
        for i in range(max(0, top), end)
        if not (page.roles[i].is_text and len(page.lines[i]) > 120)
    ]


def _bare_names(page: Page, headline: int | None) -> list[str]:
    """Authors named without a "By": a line of names near the title that the page vouches for."""
    if headline is None:
        return []
    titles = page.own_titles(headline)
    best: list[str] = []
    best_score, place = _LEAST_FOR_AUTHOR, headline
    places = [*_below_title(page, headline), *range(headline - 1, max(-1, headline - 4), -1)]
    for i in places:
        line = page.lines[i]
        if abs(i - headline) > _FARTHEST_NAME:
            continue
        if i == headline or page.roles[i] is Role.related or len(line) > 160:
            continue
        if page.roles[i] is Role.caption and not _ends_dated(page, i):
            continue
        if page.said(i) in titles:
            continue
        names = bylines.people(line) or [line] * (page.said(i) in words("agencies"))
        if names and not captions.is_credit(line) and not _are_words(page, names[0]):
            away = abs(i - headline)
            if _ends_dated(page, i):
                away = min(away, abs(i - page.first))
            score = _vouched(page, i, names[0]) - 0.1 * away - 1.5 * (i < headline)
            if score > best_score:
                best, best_score, place = names, score, i
    if best:
        page.read_from.setdefault(place, Role.byline)
    return best


def _ends_dated(page: Page, i: int) -> bool:
    """Whether a line ends with a day and its time, and has little before: no caption does."""
    found = page.dates(i)
    at_end = bool(found) and found[-1].end == len(page.lines[i].rstrip())
    return at_end and found[-1].time is not None and _is_stamp(page, i)


def _are_words(page: Page, name: str) -> bool:
    """Whether the page has all parts of what may be a name in small letters too: "Key Points"."""
    parts = [part.lower() for part in name.split() if part[0].isupper()]
    # Lists of topics write whole names so.
    text = page.text[:SEARCHED].replace(name.lower(), "")
    # Letters first, then what may not stand before them: the engine skips to the letters.
    apart = r"{0}(?<![\w@/.-]{0})(?![\w@/-])"
    # A pattern is made only of what stands there: that takes longer than to search for it.
    return bool(parts) and all(
        part in text and re.search(apart.format(re.escape(part)), text) for part in parts
    )


def _vouched(page: Page, i: int, name: str) -> float:
    """How much speaks for a name in block `i` being the author's."""
    line = page.lines[i]
    after = page.lines[i + 1] if i + 1 < len(page.lines) else ""
    before = page.lines[i - 1] if i else ""
    bare = folded(name)
    score = 2.0 * bool(page.dates(i) or _kind(line))
    score += 1.5 * bool(len(after) < 80 and (page.dates(i + 1) if after else False))
    score += 1.0 * bool(i + 2 < len(page.lines) and page.dates(i + 2))
    score += 1.0 * bool(_kind(after[:40])) + 1.0 * bool(before and page.dates(i - 1))
    biography = rf"(?:{re.escape(name)}|{re.escape(name.split()[0])})\s[a-zß-öø-ÿ]"
    begins_so = after.startswith(name.split()[0])
    score += 1.5 * bool(after.startswith("@") or (begins_so and re.match(biography, after)))
    places = range(len(page.lines)) if name + " " in page.text else ()
    score += 1.5 * any(
        page.lines[k].startswith(name + " ") and page.lines[k][len(name) + 1 :][:1].islower()
        for k in places
        if not page.roles[k].is_text
    )
    score += 0.8 * bool(_READING_TIME.search(line) or _READING_TIME.match(after))
    score += 1.0 * bool(set(folded(line + " " + after[:80]).split()) & words("roles"))
    score += 0.8 * (page.times[bare] > 1)
    score -= 2.0 * any(bare in page.said(k) for k in page.body[:6] if k != i)
    if not name.isascii() and " " not in name and not page.dates(i):
        score -= 1.5 * all(ord(character) > 0x3000 for character in name)
    return score


def _contributors(page: Page, authors: Sequence[str]) -> list[str]:
    """Who a credit line names beside the authors."""
    named: list[str] = []
    tail = range(max(0, page.last - 3), min(len(page.lines), page.last + 6))
    for i in dict.fromkeys([*page.with_role(Role.credit), *tail]):
        line, role = page.lines[i], page.roles[i]
        if len(line) > LONGEST_LINE or role is Role.comments:
            continue
        if role is not Role.credit and not bylines.is_credit_line(line):
            continue
        names = bylines.contributors(line, credit_line=role is Role.credit)
        if not names and role is Role.credit:
            names = bylines.listed(line) or _photographers(page, i)
        if names:
            page.read_from.setdefault(i, Role.credit)
        named += names
    known = {folded(author) for author in authors}
    return [name for name in dict.fromkeys(named) if folded(name) not in known]


def _photographers(page: Page, i: int) -> list[str]:
    """The names in a line that credits the pictures as a whole, not the photo above it."""
    if not captions.is_credit(page.lines[i]) or _completes_caption(page, i):
        return []
    block = page.blocks[i]
    credit = captions.split(page.text, block.content_start, block.content_end)[1]
    return bylines.people(page.text[slice(*credit)].split(". ")[0]) if credit else []


def _completes_caption(page: Page, i: int) -> bool:
    return i > 0 and page.roles[i - 1] is Role.caption


# --- captions, section, keywords, publisher -------------------------------------------------------


# Roles that say for sure that a block is no part of the article.
_STRIPPED_FOR_SURE = frozenset(
    {Role.share, Role.advertisement, Role.related, Role.author_box, Role.newsletter, Role.paywall,
     Role.comments, Role.player, Role.topics, Role.footer, Role.duplicate}
)  # fmt: skip
_LEAST_CAPTION_WORDS = 4


def _captions(page: Page, headline: int | None) -> tuple[Photo, ...]:
    """Each photo once, in the order of the page."""
    photos: list[Photo] = []
    known: set[str] = set()
    for i in _caption_places(page, headline):
        block = page.blocks[i]
        page.read_from.setdefault(i, Role.caption)
        caption, credit = captions.split(page.text, block.content_start, block.content_end)
        photo = Photo(
            page.stretch(*caption) if caption else None, page.stretch(*credit) if credit else None
        )
        if photo.text is None and photos and photos[-1].credit is None:
            photos[-1] = Photo(photos[-1].text, photo.credit)
        elif photo.text is None or folded(photo.text.text) not in known:
            photos.append(photo)
            known.update([folded(photo.text.text)] if photo.text else [])
    return tuple(photos)


def _caption_places(page: Page, headline: int | None) -> list[int]:
    """The blocks labelled as captions and the lines that complete them with a credit; on a page
    without labelled captions, lines that the text leaves out and that end in a photo's credit."""
    top = page.first if headline is None else headline
    labelled = page.with_role(Role.caption)
    places = []
    for i in labelled:
        places.append(i)
        below = page.roles[i + 1] if i + 1 < len(page.labels) else Role.caption
        if below not in (Role.caption, Role.duplicate) and not below.is_text:
            if captions.is_credit(page.lines[i + 1]):
                places.append(i + 1)
    for i in range(top + 1, page.last + 1) if not labelled else ():
        line, role = page.lines[i], page.roles[i]
        if role.is_text or role in _STRIPPED_FOR_SURE or role is Role.deck:
            continue
        if len(line) <= 2 * LONGEST_LINE and len(page.said(i).split()) >= _LEAST_CAPTION_WORDS:
            if captions.has_credit(line):
                places.append(i)
    return places


_PATH_STEP = re.compile(r"\s*(?:[>›»/|•·→]|\s-\s)\s*")
_SECTION_LOOK_BACK = 12
_LONGEST_PATH = 6


def _section(page: Page, headline: int | None) -> tuple[Found, ...]:
    """The section path: lines labelled so, or the breadcrumb above the title."""
    top = page.first if headline is None else headline
    above = range(max(0, top - _SECTION_LOOK_BACK), min(top, len(page.lines)))
    paths = [_steps(page, i) for i in above if _is_path(page, i)]
    paths += [_run_together(page, top)] if not page.with_role(Role.section) else []
    steps = [
        step
        for i in page.with_role(Role.section)
        if i not in above or not _is_path(page, i)
        for step in _steps(page, i)
    ]
    longest = max(paths, key=len, default=[])
    known = {folded(step.text) for step in longest}
    return (*longest, *(step for step in steps if folded(step.text) not in known))


def _run_together(page: Page, headline: int) -> list[Found]:
    """The steps of a path printed without blanks between them, in the line above the title."""
    first = headline - 1
    while first > 0 and page.blocks[first].start == page.blocks[first].content_start:
        if page.text[page.blocks[first].start - 1].isspace():
            break
        first -= 1
    if first >= headline - 1:
        return []
    page.read_from.update(dict.fromkeys(range(first, headline), Role.section))
    return [page.found(i) for i in range(first, headline)]


def _is_path(page: Page, i: int) -> bool:
    """Whether a line is a breadcrumb: labelled so, or steps that begin at the home page."""
    line = page.lines[i]
    if len(line) > 120 or not re.search(r"[>›»/→]", line):
        return False
    parts = [part.strip() for part in re.split(r"[>›»/→:]", line) if part.strip()]
    labelled = page.reasons[i] is Reason.breadcrumb or page.roles[i] is Role.section
    return 2 <= len(parts) <= _LONGEST_PATH and (labelled or folded(parts[0]) in words("home"))


def _steps(page: Page, i: int) -> list[Found]:
    steps = {}
    block = page.blocks[i]
    for part in _parts(page, block.content_start, block.content_end, _PATH_STEP):
        if ":" in part.text and folded(part.text.split(":")[0]) in words("home"):
            part = page.stretch(page.text.index(":", part.start) + 1, part.end)
        if folded(part.text) not in words("home") and len(part.text) <= 60:
            steps.setdefault(folded(part.text), part)
    return list(steps.values())


def _parts(page: Page, start: int, end: int, separator: re.Pattern[str]) -> list[Found]:
    """The stretches of `[start, end)` of the page between separators."""
    found = []
    for cut in [*separator.finditer(page.text, start, end), None]:
        part = page.stretch(start, cut.start() if cut else end)
        if folded(part.text):
            found.append(part)
        start = cut.end() if cut else end
    return found


_KEYWORD_BREAK = re.compile(r"\s*[,;|•·#]\s*")
_MOST_TOPICS = 8
_LONGEST_TOPIC = 4
_TOPICS_LABEL = re.compile(rf"{pattern('topics')}\s*(?:[:：]|$)\s*", re.IGNORECASE)


def _keywords(page: Page) -> tuple[Found, ...]:
    """The page's list of topics, without the words that announce it."""
    found: dict[str, Found] = {}
    for i in _sure_topics(page) or _topic_lines(page):
        block = page.blocks[i]
        page.read_from.setdefault(i, Role.topics)
        label = _TOPICS_LABEL.match(page.text, block.content_start, block.content_end)
        start = label.end() if label else block.content_start
        for part in _parts(page, start, block.content_end, _KEYWORD_BREAK):
            found.setdefault(folded(part.text), part)
    return tuple(found.values())


def _sure_topics(page: Page) -> list[int]:
    """The lines labelled as topics, but for those that are called so for want of a likelier role,
    unless they are announced or go on a list.
    """
    sure: list[int] = []
    for i in page.with_role(Role.topics):
        goes_on = bool(sure) and sure[-1] == i - 1
        guessed = page.reasons[i] in (Reason.before_article, Reason.after_article)
        if goes_on or not guessed or _TOPICS_LABEL.match(page.lines[i]):
            sure.append(i)
    return sure


def _topic_lines(page: Page) -> list[int]:
    """Where no line is labelled so: the first one behind the text that begins "Tags:", and if
    nothing else stands on it the short lines below that are no part of a menu."""
    for i in range(page.last + 1, len(page.lines)):
        line = page.lines[i]
        if len(line) > LONGEST_LINE or not _TOPICS_LABEL.match(line):
            continue
        if page.said(i) not in words("topics"):
            return [i]
        below = i + 1
        while below < min(i + 1 + _MOST_TOPICS, len(page.lines)):
            key = page.said(below)
            of_menu = page.times[key] > 1 or "©" in page.lines[below]
            if of_menu or len(key.split()) > _LONGEST_TOPIC:
                break
            below += 1
        return list(range(i + 1, below))
    return []
