"""Dates and times as people read them."""

from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from flask_babel import force_locale

from coordination.web import filters


@pytest.fixture(autouse=True)
def on_a_page(app: Flask) -> object:
    with app.test_request_context("/"):
        yield


class TestADay:
    def test_is_told_in_full(self) -> None:
        assert filters.day(date(2026, 3, 12)) == "12 March 2026"

    def test_of_an_instant_is_its_london_day(self) -> None:
        assert filters.day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"

    def test_of_this_year_is_told_with_its_weekday_only(self) -> None:
        assert filters.day_with_weekday(date(2026, 3, 13)) == "Friday 13 March"

    def test_of_another_year_says_which(self) -> None:
        assert filters.day_with_weekday(date(2027, 3, 12)) == "Friday 12 March 2027"

    def test_is_told_in_the_language_of_the_page(self) -> None:
        with force_locale("cy"):
            assert filters.day(date(2026, 3, 12)) == "12 Mawrth 2026"


class TestATime:
    @pytest.mark.parametrize(
        ("at", "words"),
        [
            (time(9), "9am"),
            (time(14, 30), "2:30pm"),
            (time(0), "midnight"),
            (time(12), "midday"),
            (time(12, 5), "12:05pm"),
            (time(0, 5), "12:05am"),
        ],
    )
    def test_is_told_as_people_say_it(self, at: time, words: str) -> None:
        assert filters.time_of_day(at) == words

    def test_of_an_instant_follows_the_clocks_of_london(self) -> None:
        assert filters.when(datetime(2026, 7, 1, 9, 30, tzinfo=UTC)) == "1 July 2026 at 10:30am"
        assert filters.when(datetime(2026, 1, 5, 9, 30, tzinfo=UTC)) == "5 January 2026 at 9:30am"
        assert filters.when(datetime(2026, 3, 29, 1, 0, tzinfo=UTC)) == "29 March 2026 at 2am"


class TestHowFarOff:
    @pytest.mark.parametrize(
        ("due", "words"),
        [
            (date(2026, 3, 12), "due today"),
            (date(2026, 3, 13), "due tomorrow"),
            (date(2026, 3, 15), "due in 3 days"),
            (date(2026, 4, 9), "due in 28 days"),
            (date(2026, 4, 10), "due in 4 weeks"),
            (date(2026, 4, 23), "due in 6 weeks"),
            (date(2026, 3, 11), "1 day overdue"),
            (date(2026, 3, 10), "2 days overdue"),
            (date(2025, 3, 12), "365 days overdue"),
        ],
    )
    def test_is_told_from_today_in_london(self, due: date, words: str) -> None:
        assert filters.words_until(due) == words

    def test_only_what_has_gone_by_is_past(self) -> None:
        assert filters.is_past(date(2026, 3, 11))
        assert not filters.is_past(date(2026, 3, 12))
