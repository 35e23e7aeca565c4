"""Dates are read as they are written, and never guessed."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cleaning import dates
from onrecord.cleaning.dates import Order

DAY = datetime.date(2031, 8, 7)

FORMS = {
    "2031-08-07": None,
    "2031-08-07T14:05": "14:05",
    "2031-08-07T14:05:09Z": "14:05:09Z",
    "2031-08-07T14:05:09.250+05:30": "14:05:09+05:30",
    "2031/8/7": None,
    "07.08.2031": None,
    "7. 8. 2031": None,
    "07.08.31": None,
    "Do 07.08.31 | 14:07 Uhr": "14:07",
    "7 August 2031": None,
    "07-Aug-2031": None,
    "August 7, 2031": None,
    "Aug. 7, 2031": None,
    "AUG 7, 2031": None,
    "August 7th 2031": None,
    "7th of August, 2031": None,
    "Thu 7 Aug 2031 14.05 BST": "14:05+01:00",
    "Thu, 07 Aug 2031 14:05:00 +0200": "14:05:00+02:00",
    "14:05 GMT, 7 August 2031": "14:05+00:00",
    "August 7, 2031 at 3:09 p.m. ET": "15:09-04:00",
    "August 7, 2031 12:01 AM PST": "00:01-08:00",
    "2 PM, 7 August 2031": "14:00",
    "7 August 2031, 14:05 UTC+8": "14:05+08:00",
    "2031年8月7日 14時05分": "14:05",
    "2031年8月7日(木) 14時05分": "14:05",
    "2031年8月7日 下午2:05": "14:05",
    "2031년 8월 7일 오후 2:05": "14:05",
    "2031. 8. 7. 14:05": "14:05",
    "7. August 2031": None,
    "7 août 2031 à 14h05": "14:05",
    "7 de agosto de 2031": None,
    "7 agosto 2031 alle 14:05": "14:05",
    "7 d'agost de 2031": None,
    "7 augustus 2031": None,
    "7 augusti 2031 kl. 14.05": "14:05",
    "7. elokuuta 2031 klo 14.05": "14:05",
    "7 sierpnia 2031": None,
    "7. srpna 2031": None,
    "7. kolovoza 2031.": None,
    "7. avgusta 2031": None,
    "2031. augusztus 7.": None,
    "2031 m. rugpjūčio 7 d.": None,
    "2031. gada 7. augusts": None,
    "2031ko abuztuaren 7a": None,
    "7 august 2031": None,
    "7 августа 2031 г. в 14:05": "14:05",
    "7 серпня 2031": None,
    "7 август 2031": None,
    "7 Αυγούστου 2031": None,
    "7 Ağustos 2031 Perşembe, 14:05": "14:05",
    "7 AĞUSTOS 2031": None,
    "7 Agustus 2031": None,
    "7 tháng 8 năm 2031": None,
    "٧ أغسطس ٢٠٣١": None,
    "7 آب / أغسطس 2031": None,
    "7 באוגוסט 2031": None,
    "७ अगस्त 2031": None,
    "7 สิงหาคม 2574": None,
    "NewsAugust 7, 2031": None,
    "Ida Vale2031年8月7日": None,
}


@pytest.mark.parametrize("written", FORMS)
def test_each_form_is_read(written: str) -> None:
    (found,) = dates.find(f"Published: {written}")
    assert (found.date, found.time) == (DAY, FORMS[written])


def test_a_month_in_each_of_forty_languages() -> None:
    calendar, _ = dates._calendar()
    languages = {language for meanings in calendar.values() for language in meanings}
    assert len(languages) >= 40
    for name, meanings in calendar.items():
        for language, month in meanings.items():
            assert dates._month(name, language)[0] == {month}


@pytest.mark.parametrize(
    "text",
    ["2 hours ago", "Friday", "yesterday, 14:05", "31 April 2031", "30/30/2031", "29 February 2031",
     "Copyright © 2029 - 2031", "Vol. 12, 2031", "8 of 12 2031 runners", "1.2.3", "2031"],
)  # fmt: skip
def test_what_names_no_day_is_no_date(text: str) -> None:
    assert dates.find(text) == []


def test_the_range_covers_date_and_time() -> None:
    line = "Updated August 7, 2031 / 12:51 PM EST / Quill News"
    (found,) = dates.find(line)
    assert line[found.start : found.end] == "August 7, 2031 / 12:51 PM EST"


def test_dates_run_together() -> None:
    first, second = dates.find("8/7/2031Updated: 8/22/2031")
    assert first.readings == (datetime.date(2031, 7, 8), DAY)
    assert second.date == datetime.date(2031, 8, 22)
    assert second.shows is Order.month_first


def test_two_dates_keep_their_own_times() -> None:
    first, second = dates.find("August 7, 2031 at 5:00 a.m. EST · Corrected August 9, 2031")
    assert (first.time, second.time) == ("05:00-05:00", None)
    first, second = dates.find("12:43, 7 Aug 2031Updated 12:44, 8 Aug 2031")
    assert (first.time, second.time) == ("12:43", "12:44")


def test_day_and_month_that_could_be_swapped_stay_open() -> None:
    (found,) = dates.find("3/4/2031")
    assert found.date is None
    assert found.settled(Order.day_first) == datetime.date(2031, 4, 3)
    assert found.settled(Order.month_first) == datetime.date(2031, 3, 4)
    assert dates.page_order([found], None, "en") is None


def test_points_stand_behind_days_unless_no_month_has_the_number() -> None:
    (found,) = dates.find("03.05.31")
    assert found.date == datetime.date(2031, 5, 3)
    assert found.settled(Order.month_first) == datetime.date(2031, 3, 5)
    (found,) = dates.find("07.17.31 at 6:10 PM")
    assert (found.date, found.shows) == (datetime.date(2031, 7, 17), Order.month_first)
    assert dates.find("07.17.2031") == dates.find("7.17.31") == []
    assert dates.find("03.05.2031")[0].settled(Order.month_first) == datetime.date(2031, 5, 3)


def test_equal_day_and_month_leave_no_doubt() -> None:
    assert dates.find("4/4/2031")[0].date == datetime.date(2031, 4, 4)


def test_a_weekday_settles_the_order() -> None:
    # 3 April 2031 is a Thursday, 4 March 2031 a Tuesday.
    assert dates.find("Thursday, 3/4/2031")[0].date == datetime.date(2031, 4, 3)
    assert dates.find("3/4/2031 (Tuesday)")[0].date == datetime.date(2031, 3, 4)
    assert dates.find("Monday, 3/4/2031")[0].date is None


@pytest.mark.parametrize(
    ("page", "url", "language", "order"),
    [
        (["3/4/2031", "13/4/2031"], None, "en", Order.day_first),
        (["3/4/2031", "4/13/2031"], None, "en", Order.month_first),
        (["3/4/2031", "13/4/2031", "4/13/2031"], None, "en", None),
        (["3/4/2031"], None, "fr", Order.day_first),
        (["3/4/2031"], "https://quill.example.co.uk/a", "en", Order.day_first),
        (["3/4/2031 2:05 PM EST"], None, "en", Order.month_first),
        (["3/4/2031 14:05 BST"], None, "en", Order.day_first),
        (["3/4/2031 2:05 PM"], None, "en", None),
    ],
)
def test_the_order_follows_from_the_page(
    page: list[str], url: str | None, language: str, order: Order | None
) -> None:
    found = [date for line in page for date in dates.find(line)]
    assert dates.page_order(found, url, language) is order


def test_a_month_name_of_two_meanings_needs_the_language() -> None:
    assert dates.find("7 listopada 2031")[0].date is None
    assert dates.find("7 listopada 2031", "pl")[0].date == datetime.date(2031, 11, 7)
    assert dates.find("7 listopada 2031", "hr")[0].date == datetime.date(2031, 10, 7)


def test_summer_time_of_generic_zones() -> None:
    assert dates.find("July 1, 2031 1:00 PM ET")[0].time == "13:00-04:00"
    assert dates.find("March 8, 2031 1:00 PM ET")[0].time == "13:00-05:00"
    assert dates.find("March 9, 2031 1:00 PM ET")[0].time == "13:00-04:00"
    assert dates.find("November 2, 2031 1:00 PM PT")[0].time == "13:00-08:00"


def test_the_day_in_an_address() -> None:
    assert dates.in_address("https://quill.example/2031/08/07/fog") == (2031, 8, 7)
    assert dates.in_address("https://quill.example/2031/8/7/fog") == (2031, 8, 7)
    assert dates.in_address("https://quill.example/2031/12/7/") == (2031, 12, 7)
    assert dates.in_address("https://quill.example/2031/8/fog") is None
    assert dates.in_address("https://quill.example/2031-08/fog") == (2031, 8, None)
    assert dates.in_address("https://quill.example/fog-20318") is None
    assert dates.in_address(None) is None


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)))
def test_any_day_written_out_is_read_back(day: datetime.date) -> None:
    for written in (day.isoformat(), f"{day:%B} {day.day}, {day.year}", f"{day:%d.%m.%Y}"):
        assert dates.find(written)[0].date == day


@given(st.text(alphabet="0123456789./-: ,aApPmMTZGjuly年月日 "))
def test_no_text_makes_it_fail_and_ranges_are_in_order(text: str) -> None:
    end = 0
    for found in dates.find(text):
        assert end <= found.start < found.end <= len(text)
        assert len(found.readings) <= 2
        end = found.end


@pytest.mark.parametrize("piece", ["1aaaa", "2031 ", "1 a ", "12.", "May 1 ", "a" * 100])
def test_dates_of_a_long_line_stand_in_it(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert all(0 <= found.start < found.end <= len(text) for found in dates.find(text))
