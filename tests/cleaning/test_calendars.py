"""Dates by the years of other calendars: the same day in each of them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cleaning import calendars, dates

DAY = datetime.date(2031, 3, 5)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("令和13年3月5日（水）", "令和13年3月5日"),
        ("公開：令和１３年３月５日", "令和１３年３月５日"),
        ("民國120年3月5日", "民國120年3月5日"),
        ("5 มี.ค. 2574", "5 มี.ค. 2574"),
        ("เผยแพร่ 5 มี.ค. 74", "5 มี.ค. 74"),
        ("چهارشنبه ۱۴ اسفند ۱۴۰۹", "۱۴ اسفند ۱۴۰۹"),
        ("14 اسفند ماه 1409", "14 اسفند ماه 1409"),
        ("۱۴۰۹/۱۲/۱۴", "۱۴۰۹/۱۲/۱۴"),
        ("انتشار: 1409/12/14", "1409/12/14"),
    ],
)
def test_a_day_in_other_calendars(line: str, date: str) -> None:
    (found,) = dates.find(line)
    assert (found.date, line[found.start : found.end]) == (DAY, date)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("令和元年5月1日", "2019-05-01"),
        ("平成31年4月30日", "2019-04-30"),
        ("昭和64年1月7日", "1989-01-07"),
        ("1 فروردین 1400", "2021-03-21"),
        ("1 فروردین 1403", "2024-03-20"),
        ("30 اسفند 1403", "2025-03-20"),
        ("1 مهر 1402", "2023-09-23"),
    ],
)
def test_where_years_and_eras_begin(line: str, day: str) -> None:
    assert [found.date for found in dates.find(line)] == [datetime.date.fromisoformat(day)]


@pytest.mark.parametrize(
    "line",
    [
        "30 اسفند 1402",  # No leap year.
        "31 مهر 1402",
        "令和6年2月30日",
        "35 มี.ค. 67",
        "Königs Urkunde 1402/12/15",
        "第113年3月5日",
    ],
)
def test_what_is_no_day(line: str) -> None:
    assert dates.find(line) == []


def test_the_time_beside_such_a_day_is_read() -> None:
    (found,) = dates.find("เผยแพร่: 5 มี.ค. 74 - 10:11 น.")
    assert (found.date, found.time) == (DAY, "10:11")


@given(st.integers(1360, 1409), st.integers(1, 12), st.integers(1, 31))
def test_the_day_after_each_persian_day_is_the_next(year: int, month: int, day: int) -> None:
    def read(*parts: int) -> datetime.date | None:
        written = "تاریخ {}/{}/{}".format(*parts)
        return next((found for *_, found in calendars.find(written, written)), None)

    today = read(year, month, day)
    if today:
        following = read(year, month, day + 1) or read(year, month + 1, 1) or read(year + 1, 1, 1)
        assert following is None or following == today + datetime.timedelta(days=1)


@given(st.text(alphabet="令和元年月日 0123456789/مهرมี.ค5", max_size=30))
def test_any_text_is_read_without_failing(text: str) -> None:
    for start, end, _ in calendars.find(text, text):
        assert 0 <= start < end <= len(text)


@given(st.text("0135۵元令和年月日 คพย.ม /-،\n三", max_size=24))
def test_the_cheap_look_passes_over_no_day(line: str) -> None:
    if any(calendars.find(line, line)):
        assert calendars.may_hold(line)
