"""Find dates as pages write them, and read them without guessing.

Month and weekday names come from `data/calendar.json`, in more than sixty languages. What is
relative to a day that the text does not name ("2 hours ago", "Friday") is no date here.
"""

import datetime
import functools
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from onrecord.cleaning import calendars


class Order(StrEnum):
    """Which of the two small numbers of a date comes first."""

    day_first = "day_first"
    month_first = "month_first"


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date in a text: where it stands and what it can mean.

    Attributes:
        start, end: its range in the text, in code points, half-open; the time of day included.
        readings: the one day it names; or two, day first and month first, where these could be
            swapped; or none, where the month's name means different months in different languages.
        usual: the order of the two that its signs are written in nearly everywhere.
        time: time of that day as ISO 8601 writes it, with an offset where the text states a zone.
        shows: the order that a date in numbers shows because only that one is possible.
        hints: the order that the time zone beside it speaks for.
    """

    start: int
    end: int
    readings: tuple[datetime.date, ...]
    time: str | None = None
    shows: Order | None = None
    hints: Order | None = None
    usual: Order | None = None

    @property
    def date(self) -> datetime.date | None:
        """The day, if there is no doubt about it, or none by what is usual."""
        if len(self.readings) == 1:
            return self.readings[0]
        return self.readings[self.usual is Order.month_first] if self.readings and self.usual else None

    def settled(self, order: Order | None) -> datetime.date | None:
        """The day, if need be as `order` says; None if it stays in doubt."""
        if len(self.readings) == 2 and order is not None:
            return self.readings[order is Order.month_first]
        return self.date


# Languages (and scripts) in which dates in numbers are also written month first.
MONTH_FIRST_LANGUAGES = frozenset({"en", "fil"})

_YEAR = r"(?:19|20|25)\d\d"
# Possessive, so that no pattern can read one word in two ways: time stays linear in the text.
_NAME = r"[^\W\d_][^\s\d.,;:/|()\[\]<>–—•·-]{0,30}+"
# Each of these begins at the first of some digits.
_FROM_DIGITS = [
    # 2031-04-03, 2031/4/3, 2031.04.03, 2031年4月3日, 2031년 4월 3일
    re.compile(
        rf"(?<!\d)(?P<year>{_YEAR})\s?[./年년-]\s?(?P<month>\d\d?)\s?[./月월-]\s?(?P<day>\d\d?)(?!\d)\s?[日일]?"
    ),
    # 3/4/2031, 03.04.2031, 3. 4. 2031, 03-04-2031, 03.04.31
    re.compile(
        r"(?<![\d./])(?<!\d-)(?P<first>\d\d?)(?P<mark>\.\s?|/|-|\s/\s)(?P<second>\d\d?)(?P=mark)"
        rf"(?P<year>{_YEAR}(?!\d)|(?<=[./])\d\d(?![\d./-]))"
    ),
    # 3 tháng 4 năm 2031, 3 tháng 4, 2031
    re.compile(
        rf"(?<!\d)(?P<day>\d\d?)\s*tháng\s*(?P<month>\d\d?),?\s*(?:năm\s*)?(?P<year>{_YEAR})", re.I
    ),
    # 3 April 2031, 3. April 2031, 3rd of April, 2031, 3 de abril de 2031, 03-Apr-2031
    re.compile(
        rf"(?<![\d.])(?P<day>\d\d?)[.,º°ª/-]*\s*(?P<names>(?:{_NAME}\s?[.,/-]*\s*){{1,4}})(?P<year>{_YEAR})"
    ),
    # 2031. április 3., 2031 m. balandžio 3 d., 2031ko apirilaren 3a
    re.compile(
        rf"(?<!\d)(?P<year>{_YEAR})(?:ko)?[.,]?\s*(?P<names>(?:{_NAME}[.,]*\s*){{1,2}})(?P<day>\d\d?)(?![\d:.]\d)"
    ),
    # 2031. gada 3. aprīlis
    re.compile(rf"(?<!\d)(?P<year>{_YEAR})\.?\s*gada\s*(?P<day>\d\d?)\.?\s*(?P<names>{_NAME})"),
]

_DIGITS = re.compile(r"\d+")
# April 3, 2031, Apr. 3rd 2031, abril 3 de 2031
_BEHIND_NAME = re.compile(
    rf"(?P<day>\d\d?)(?:st|nd|rd|th)?[\s.,-]\s*(?:(?:de|of|del)\s)?(?P<year>{_YEAR})"
)
_FROM_NAME = re.compile(rf"(?P<names>{_NAME})[.-]?\s*{_BEHIND_NAME.pattern}")

# Begins with one class of characters, which the engine skips to: tried on every short line.
_MAYBE = re.compile(r"\d(?:\d\d\d|[./]\d\d(?!\d))")
# Digits of other scripts, one for one.
_ASCII_DIGITS = {
    zero + i: str(i)
    for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xE50, 0xFF10)
    for i in range(10)
}

_CLOCK = (
    r"(?:(?P<early>오전|오후|午前|午後|上午|下午)\s?)?"
    r"(?:(?P<hour>\d{1,2})(?:[:.h]|\s?[時时시点點]\s?)(?P<minute>\d\d)(?!\d)"
    r"(?::(?P<second>\d\d)(?:\.\d+)?)?\s?[分분]?|(?P<full>\d{1,2})(?=\s?[AaPp]\.?[Mm]\b))"
    r"(?:\s?(?P<half>[AaPp])\.?[Mm]\b\.?)?"
)
_ZONE = (
    r"(?:\s?\(?(?P<zone>(?:UTC|GMT)\s?[+\u2212-]\s?\d{1,2}(?::?\d\d)?|Z\b"
    r"|[+\u2212-]\d\d:?\d\d(?!\d)"
    r"|[A-Z]{2,5}\b)\)?)?"
)
_GAP = rf"(?:\s?[(（][^\W\d_][)）])?[\s.,;|/·•–—\-(]*(?:{_NAME},\s)?(?:[^\W\d_]{{1,5}}\.?\s){{0,2}}?\s*"
_TIME_AFTER = re.compile(rf"(?:T|{_GAP}){_CLOCK}{_ZONE}")
_TIME_BEFORE = re.compile(
    rf"(?<![\d:.]){_CLOCK}(?:\s?(?:Uhr|uhr))?{_ZONE}[\s,;|/·•–—-]*(?:(?:on|am|den|le|el|of)\s)?"
    rf"(?:(?P<weekday>{_NAME})[.,]?\s)?$"
)
_LONGEST_TIME_BEFORE = 40
_LONGEST_REMEMBERED = 300
_WEEKDAY_BEFORE = re.compile(rf"({_NAME})[.,]?\s*(?:,|den|dnia|the)?\s*$")
_WEEKDAY_AFTER = re.compile(rf"[.,]?\s*\(?\s*({_NAME})")

_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 60, "WEST": 60, "WAT": 60, "CET": 60, "MEZ": 60,
    "CEST": 120, "MESZ": 120, "EET": 120, "CAT": 120, "SAST": 120, "EEST": 180, "EAT": 180,
    "MSK": 180, "TRT": 180, "GST": 240, "PKT": 300, "NPT": 345, "WIB": 420, "ICT": 420,
    "HKT": 480, "SGT": 480, "PHT": 480, "MYT": 480, "AWST": 480, "WITA": 480, "JST": 540,
    "KST": 540, "WIT": 540, "ACST": 570, "AEST": 600, "ACDT": 630, "AEDT": 660, "NZST": 720,
    "NZDT": 780, "BRT": -180, "ART": -180, "NST": -210, "NDT": -150, "AST": -240, "ADT": -180,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480,
    "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600,
}  # fmt: skip
# Zones of the United States that leave summer time to the calendar: hours behind UTC in winter.
_US_ZONES = {"ET": 5, "CT": 6, "MT": 7, "PT": 8}
_US_SUMMER_TIME_KNOWN_SINCE = 2007
_AMERICAN = frozenset({*_US_ZONES, "EST", "EDT", "CDT", "MST", "MDT", "PST", "PDT", "AKST", "HST"})
_DAY_FIRST_ZONES = frozenset(
    {"GMT", "BST", "IST", "CET", "CEST", "MEZ", "MESZ", "AEST", "AEDT", "AWST", "ACST", "NZST",
     "NZDT", "SAST", "WAT", "EAT", "CAT", "PKT", "SGT", "WIB"}
)  # fmt: skip
# English-language countries that write the day first, by the last part of their host names.
_DAY_FIRST_COUNTRIES = frozenset(
    {"uk", "au", "nz", "ie", "in", "za", "ng", "ke", "gh", "pk", "bd", "lk", "sg", "my", "mt", "jm",
     "tt", "zw", "ug", "tz", "zm", "bw", "na", "ls"}
)  # fmt: skip


def find(text: str, language: str | Callable[[], str | None] | None = None) -> list[WrittenDate]:
    """The dates written out in `text`, in order, not overlapping.

    Impossible days (31 April) are none. `language` (a BCP 47 tag, or what gives it where it is
    needed) settles the few names that mean different months in different languages.
    """
    if not _MAYBE.search(text) and not calendars.may_hold(text):
        return []
    written = _written if len(text) <= _LONGEST_REMEMBERED else _written.__wrapped__
    found, in_doubt = written(text, None)
    if in_doubt:
        told = language() if callable(language) else language
        found, _ = written(text, told)
    return list(found)


@functools.lru_cache(maxsize=1024)
def _written(text: str, language: str | None) -> tuple[tuple[WrittenDate, ...], bool]:
    """The dates in a text, and whether any could have been another one in another language."""
    written = text
    if not text.isascii():
        text = text.translate(_ASCII_DIGITS)
    candidates = list(_candidates(text, language))
    if calendars.may_hold(written):
        candidates += [WrittenDate(*found[:2], (found[2],)) for found in calendars.find(text, written)]
    found: list[WrittenDate] = []
    for candidate in sorted(candidates, key=lambda c: (c.start, -c.end)):
        if not found or candidate.start >= found[-1].end:
            found.append(candidate)
    timed: list[WrittenDate] = []
    for date in found:
        timed.append(_with_time(date, text, timed[-1].end if timed else 0))
    return tuple(timed), any(not candidate.readings for candidate in candidates)


def page_order(dates: Iterable[WrittenDate], url: str | None, language: str | None) -> Order | None:
    """The order of day and month in the numeric dates of a page, as far as the page shows it.

    Dates that only fit one order decide; then the language, the country in the address, and the
    time zones stated. None where nothing speaks, or the page contradicts itself.
    """
    dates = list(dates)
    shown = {date.shows for date in dates} - {None}
    if shown:
        return shown.pop() if len(shown) == 1 else None
    if language is not None and language.split("-")[0] not in MONTH_FIRST_LANGUAGES:
        return Order.day_first
    host = re.match(r"(?:\w+:)?//[^/?#]*?\.([a-z]{2})(?::\d+)?(?:[/?#]|$)", url or "")
    hinted = {date.hints for date in dates} - {None}
    if host and host.group(1) in _DAY_FIRST_COUNTRIES:
        hinted.add(Order.day_first)
    return hinted.pop() if len(hinted) == 1 else None


def in_address(url: str | None) -> tuple[int, int, int | None] | None:
    """Year, month and, where it is there, day in the path of an address (`/2031/04/03/`)."""
    url = url or ""
    written = re.search(rf"/({_YEAR})/(1[0-2]|0?[1-9])/([12]\d|3[01]|0?[1-9])(?=/|$)", url)
    written = written or re.search(
        rf"[/=_-]({_YEAR})[/-]?(0[1-9]|1[0-2])(?:[/-]?([0-2]\d|3[01]))?(?=[/_.?&-]|$)", url
    )
    if not written:
        return None
    year, month, day = written.groups()
    return int(year), int(month), int(day) if day else None


def without_date(text: str) -> str:
    """The text with its dates blanked out."""
    for date in find(text):
        text = text[: date.start] + " " * (date.end - date.start) + text[date.end :]
    return text


def is_weekday(name: str) -> bool:
    """Whether `name` is the name of a weekday, or its abbreviation, in some language."""
    return bool(_calendar()[1].get(_key(name)))


def is_month(name: str) -> bool:
    """Whether `name` is the name of a month, or its abbreviation, in some language."""
    return bool(_calendar()[0].get(_key(name)))


def _candidates(text: str, language: str | None) -> Iterator[WrittenDate]:
    # A stretch that is no date may hide the start of one that is.
    starts = [digits.start() for digits in _DIGITS.finditer(text)]
    for pattern in _FROM_DIGITS:
        at = 0
        for start in starts:
            match = pattern.match(text, start) if start >= at else None
            if match and (date := _read(match, text, language)):
                at = match.end()
                yield date
    at = 0 if _BEHIND_NAME.search(text) else len(text)
    while match := _FROM_NAME.search(text, at):
        date = _read(match, text, language)
        at = match.end() if date else match.start() + 1
        if date:
            yield date


def _read(match: re.Match[str], text: str, language: str | None) -> WrittenDate | None:
    parts = match.groupdict()
    start, end = match.span()
    year = _full_year(parts["year"])
    if "first" in parts:
        return _read_numbers(match, text, year)
    if "month" in parts:
        readings = _days((year, int(parts["month"]), int(parts["day"])))
    else:
        months, name_start = _months_in(parts["names"], language)
        if parts["names"] and match.start("names") == start:
            start += name_start
        readings = _days(*((year, month, int(parts["day"])) for month in sorted(months)))
        if len(months) > 1:
            return WrittenDate(start, end, ()) if readings else None
    return WrittenDate(start, end, readings) if readings else None


def _read_numbers(match: re.Match[str], text: str, year: int) -> WrittenDate | None:
    first, second = int(match["first"]), int(match["second"])
    day_first, month_first = _days((year, second, first)), _days((year, first, second))
    pointed = match["mark"].startswith(".")
    # Points stand between days and months, but in America: "07.17.31", not "7.17.2031".
    if pointed and not (len(match["first"]) == len(match["second"]) == len(match["year"]) == 2):
        month_first = ()
    if match["mark"] == "-" and len(match["year"]) == 2:
        return None
    readings = tuple(dict.fromkeys(day_first + month_first))
    if not readings:
        return None
    shows = None
    if len(readings) == 1 and first != second and not (pointed and day_first):
        shows = Order.day_first if day_first else Order.month_first
    if len(readings) == 2:
        weekday = _weekday_beside(text, *match.span())
        fitting = tuple(day for day in readings if day.weekday() == weekday)
        if len(fitting) == 1:
            shows = Order.day_first if fitting == day_first else Order.month_first
            readings = fitting
    usual = Order.day_first if pointed and len(readings) == 2 else None
    return WrittenDate(*match.span(), readings, shows=shows, usual=usual)


def _full_year(digits: str) -> int:
    year = int(digits)
    if year < 100:
        return 2000 + year
    # The Buddhist era, by which Thai pages count, is 543 years ahead.
    return year - 543 if year >= 2500 else year


def _days(*candidates: tuple[int, int, int]) -> tuple[datetime.date, ...]:
    days = []
    for year, month, day in candidates:
        try:
            days.append(datetime.date(year, month, day))
        except ValueError:
            continue
    return tuple(days)


def _months_in(names: str, language: str | None) -> tuple[set[int], int]:
    """The months that a run of words can name, and where in it the name begins.

    All other words must be short (articles, ordinal endings, "year"): else it names none.
    """
    months: set[int] = set()
    name_start = 0
    for word in re.finditer(_NAME, names):
        found, offset = _month(word.group(), language)
        if found:
            if months and months != found:
                return set(), 0
            months, name_start = found, word.start() + offset
        elif len(word.group()) > 4:
            return set(), 0
    return months, name_start


@functools.lru_cache(maxsize=4096)
def _month(name: str, language: str | None) -> tuple[frozenset[int], int]:
    """The months that `name` can mean, and how many characters before it were run into it."""
    table = _calendar()[0]
    # Hebrew and Arabic put "in" or "of" into the word; Romance languages an elided "of" before it.
    starts = [0]
    starts += [i for i in range(1, len(name)) if name[i].isupper() and name[i - 1].islower()]
    starts += [i + 1 for i in range(min(2, len(name))) if name[i] in "'’בל"]
    if name.isupper():
        starts += range(1, len(name) - 2)
    for start in starts:
        by_language = table.get(_key(name[start:]))
        if by_language:
            own = by_language.get((language or "").split("-")[0])
            return frozenset([own] if own else by_language.values()), start
    return frozenset(), 0


def _weekday_beside(text: str, start: int, end: int) -> int | None:
    weekdays = _calendar()[1]
    before = _WEEKDAY_BEFORE.search(text, max(0, start - 30), start)
    after = _WEEKDAY_AFTER.match(text, end, end + 30)
    for word in (before, after):
        meanings = set(weekdays.get(_key(word[1]), {}).values()) if word else set()
        if len(meanings) == 1:
            return meanings.pop()
    return None


def _key(name: str) -> str:
    """A name as it is looked up: without case, accents and full stop."""
    return _without_accents(name).rstrip(".")


def _without_accents(text: str) -> str:
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.casefold())
    accents = filter(unicodedata.combining, set(text))
    return text.translate(dict.fromkeys(map(ord, accents))).replace("ı", "i")


@functools.cache
def _calendar() -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
    """For each month name, and each weekday name, what it means in which language."""
    source = resources.files("onrecord.cleaning").joinpath("data/calendar.json")
    # All at once: one by one the names take many times as long.
    calendar = json.loads(_without_accents(source.read_text(encoding="utf-8")))
    tables: list[dict[str, dict[str, int]]] = [{}, {}]
    # Weekdays are listed from Monday, which Python counts as 0; months count from 1.
    for table, kind, first in zip(tables, ("months", "weekdays"), (1, 0), strict=True):
        for language, names in calendar[kind].items():
            for number, variants in enumerate(names, first):
                for variant in filter(None, variants.split("|")):
                    table.setdefault(variant.rstrip("."), {})[language] = number
    return tables[0], tables[1]


def _with_time(date: WrittenDate, text: str, earliest: int) -> WrittenDate:
    """The date with the time of day that stands beside it, if one does."""
    start, end = date.start, date.end
    clock = _TIME_AFTER.match(text, end, end + 60)
    if clock:
        end = clock.end()
    else:
        low = max(earliest, start - _LONGEST_TIME_BEFORE)
        clock = _TIME_BEFORE.search(text, low, start) if _DIGITS.search(text, low, start) else None
        if clock and clock["weekday"] and not is_weekday(clock["weekday"]):
            clock = None
        if clock:
            start = clock.start()
    if not clock:
        return date
    time = _time_of_day(clock)
    if time is None:
        return date
    zone = (clock["zone"] or "").strip()
    offset = _offset(zone, date.readings[0] if len(date.readings) == 1 else None)
    if zone and offset is None and zone not in _AMERICAN | _DAY_FIRST_ZONES:
        # Capitals after the time that are no zone are not part of it.
        end = end if start < date.start else clock.start("zone")
    hints = None
    if zone in _AMERICAN:
        hints = Order.month_first
    elif zone in _DAY_FIRST_ZONES:
        hints = Order.day_first
    end = date.start + len(text[date.start : end].rstrip(" ("))
    return WrittenDate(start, end, date.readings, time + (offset or ""), date.shows, hints, date.usual)


def _time_of_day(clock: re.Match[str]) -> str | None:
    hour, minute = int(clock["hour"] or clock["full"]), int(clock["minute"] or 0)
    half = (clock["half"] or "").lower()
    half = half or {
        "오전": "a",
        "午前": "a",
        "上午": "a",
        "오후": "p",
        "午後": "p",
        "下午": "p",
    }.get(clock["early"] or "", "")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        return None
    seconds = f":{clock['second']}" if clock["second"] and int(clock["second"]) < 60 else ""
    return f"{hour:02d}:{minute:02d}{seconds}"


def _offset(zone: str, day: datetime.date | None) -> str | None:
    """A time zone as an offset from UTC, as ISO 8601 writes it; None for what is no known zone."""
    stated = re.fullmatch(r"(?:UTC|GMT)?\s?([+\u2212-])\s?(\d{1,2}?):?(\d\d)?", zone)
    if stated and zone:
        minutes = int(stated[2]) * 60 + int(stated[3] or 0)
        minutes = minutes if stated[1] == "+" else -minutes
    elif zone in _US_ZONES and day and day.year >= _US_SUMMER_TIME_KNOWN_SINCE:
        minutes = 60 * (_is_us_summer(day) - _US_ZONES[zone])
    elif zone in _ZONES:
        minutes = _ZONES[zone]
    else:
        return None
    if abs(minutes) > 14 * 60:
        return None
    if minutes == 0:
        return "Z" if zone in ("Z", "UTC") else "+00:00"
    sign = "+" if minutes > 0 else "-"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _is_us_summer(day: datetime.date) -> bool:
    """From the second Sunday of March until the first Sunday of November."""
    march = datetime.date(day.year, 3, 8)
    november = datetime.date(day.year, 11, 1)
    start = march + datetime.timedelta(days=(6 - march.weekday()) % 7)
    end = november + datetime.timedelta(days=(6 - november.weekday()) % 7)
    return start <= day < end
