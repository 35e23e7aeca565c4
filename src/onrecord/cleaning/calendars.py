"""Find days that are written by the years of other calendars: of Japan, Taiwan, Iran and Thailand."""

import datetime
import re
from collections.abc import Iterator

# Of the year before the first of each era. The years of Taiwan are counted from the Republic.
_ERAS = {"昭和": 1925, "平成": 1988, "令和": 2018, "民國": 1911, "民国": 1911}
_IN_ERA = re.compile(
    rf"(?P<era>{'|'.join(_ERAS)})\s?(?P<year>\d{{1,3}}|元)\s?年\s?(?P<month>\d\d?)\s?月\s?(?P<day>\d\d?)\s?日"
)
_PERSIAN_MONTHS = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()
_PERSIAN = re.compile(
    rf"(?<!\d)(?P<day>\d\d?)\s+(?P<name>{'|'.join(_PERSIAN_MONTHS)})(?:\s+ماه)?[\s،,]+(?P<year>1[34]\d\d)(?!\d)"
)
_PERSIAN_IN_NUMBERS = re.compile(
    r"(?<![\d/-])(?P<year>13[6-9]\d|140\d)(?P<mark>[/-])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?![\d/-])"
)
_THAI_MONTHS = "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.".split()
_THAI = re.compile(
    rf"(?<!\d)(?P<day>\d\d?)\s?(?P<name>{'|'.join(map(re.escape, _THAI_MONTHS))})\s?(?P<year>(?:20|25)\d\d|[5-9]\d)(?!\d)"
)
# Begins with one class of characters, which the engine skips to: tried on most lines.
_MAYBE = re.compile(
    r"[\d元คพย](?:(?<=[\d元])\s?年|(?<=[คพย])\.\s?\d\d|(?<=\d)(?:\s+\w+){1,2}[\s،,]+\d{4}"
    r"|(?<=\d{4})[/-]\d)"
)
_ARABIC_SCRIPT = re.compile(r"[\u0600-\u06ff]")
_BUDDHIST_ERA = 543
# Of 33 years of Iran these are leap years, today and for centuries around.
_PERSIAN_LEAP_YEARS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
_FIRST_OF_1300 = datetime.date(1921, 3, 21)


def may_hold(text: str) -> bool:
    """Whether `find` could find anything: a cheap look, sometimes wrong where it says yes."""
    return not text.isascii() and _MAYBE.search(text) is not None


def find(text: str, written: str) -> Iterator[tuple[int, int, datetime.date]]:
    """The range of each such date in a text, and its day.

    The digits of `text` are ASCII; `written` is the same text with its own digits.
    """
    readers = [(_IN_ERA, _of_era), (_THAI, _of_thailand)]
    if _ARABIC_SCRIPT.search(written):
        readers += [(_PERSIAN, _of_iran), (_PERSIAN_IN_NUMBERS, _of_iran)]
    for pattern, read in readers:
        for match in pattern.finditer(text):
            if day := read(match.groupdict()):
                yield *match.span(), day


def _of_era(parts: dict[str, str]) -> datetime.date | None:
    year = 1 if parts["year"] == "元" else int(parts["year"])
    return _day(_ERAS[parts["era"]] + year, int(parts["month"]), int(parts["day"]))


def _of_thailand(parts: dict[str, str]) -> datetime.date | None:
    year = int(parts["year"])
    if year < 100:
        year += 2500
    if year >= 2500:
        year -= _BUDDHIST_ERA
    return _day(year, _THAI_MONTHS.index(parts["name"]) + 1, int(parts["day"]))


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _of_iran(parts: dict[str, str]) -> datetime.date | None:
    month = int(parts["month"]) if "month" in parts else _PERSIAN_MONTHS.index(parts["name"]) + 1
    year, day = int(parts["year"]), int(parts["day"])
    if not 1 <= month <= 12 or not 1 <= day <= _days_of_persian(year, month):
        return None
    days = sum(_days_of_persian(y, m) for y in range(1300, year) for m in range(1, 13))
    days += sum(_days_of_persian(year, m) for m in range(1, month)) + day - 1
    return _FIRST_OF_1300 + datetime.timedelta(days)


def _days_of_persian(year: int, month: int) -> int:
    if month <= 6:
        return 31
    return 29 if month == 12 and year % 33 not in _PERSIAN_LEAP_YEARS else 30
