"""Working days, months, ages and school years of England."""

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from coordination import clock
from coordination.timescales import BadDate, SchoolTerms, Term, TermsNotSet, england
from coordination.timescales.calendar import (
    academic_year_end,
    academic_year_start,
    add_months,
    advice_exemption_window,
    age_on,
    birthday,
    compulsory_school_age_ends,
    days_between,
    days_in_month,
    last_day_of_months_beginning_with,
    school_year,
)

SHARED = Path(os.environ.get("COORDINATION_SHARED") or Path(__file__).parents[4] / "shared")
GOVUK = SHARED / "data" / "refdata" / "govuk-bank-holidays.json"


class TestWorkingDays:
    @pytest.mark.parametrize(
        ("day", "why"),
        [
            ("2026-04-03", "Good Friday"),
            ("2026-04-04", "Saturday"),
            ("2026-04-05", "Sunday"),
            ("2026-04-06", "Easter Monday"),
            ("2026-05-04", "Early May bank holiday"),
            ("2026-08-31", "Summer bank holiday"),
            ("2026-12-25", "Christmas Day"),
            ("2026-12-28", "Boxing Day (substitute day)"),
            ("2028-01-03", "New Year's Day (substitute day)"),
            ("2023-05-08", "Coronation of Charles III"),
        ],
    )
    def test_a_day_off_has_its_reason(self, day, why):
        assert england().why_not_working(date.fromisoformat(day)) == why

    def test_holidays_of_scotland_and_northern_ireland_are_ordinary_days(self):
        for day in ("2026-01-02", "2026-03-17", "2026-07-13", "2026-11-30"):
            assert england().is_working_day(date.fromisoformat(day))

    def test_christmas_eve_is_a_working_day(self):
        assert england().is_working_day(date(2026, 12, 24))

    def test_a_day_proclaimed_later_can_be_added_and_leaves_england_alone(self):
        with_one_more = england().adding({date(2026, 6, 19): "A day of thanks"})
        assert with_one_more.why_not_working(date(2026, 6, 19)) == "A day of thanks"
        assert england().is_working_day(date(2026, 6, 19))

    def test_the_nearest_working_days_around_easter(self):
        assert england().next_working_day(date(2026, 4, 3)) == date(2026, 4, 7)
        assert england().previous_working_day(date(2026, 4, 6)) == date(2026, 4, 2)
        assert england().next_working_day(date(2026, 4, 7)) == date(2026, 4, 7)

    def test_working_days_between_two_dates_leave_out_the_first(self):
        assert england().working_days_between(date(2026, 4, 2), date(2026, 4, 7)) == 1
        assert england().working_days_between(date(2026, 4, 7), date(2026, 4, 2)) == 0

    def test_a_year_nobody_can_count_is_refused_in_a_sentence(self):
        with pytest.raises(BadDate, match="between 1970 and 2099"):
            england().is_working_day(date(2100, 3, 1))


class TestBankHolidayData:
    def test_it_reaches_twelve_months_ahead(self):
        """A year has New Year, Good Friday, Easter Monday, two in May, one in August and two at Christmas."""
        today = clock.today()
        ahead = [
            england().bank_holiday(day)
            for day in days_between(today, today + timedelta(days=366))
            if day.weekday() < 5 and england().bank_holiday(day)
        ]
        assert len(ahead) >= 8
        for name in ("Good Friday", "Easter Monday", "Early May", "Spring", "Summer", "Christmas", "Boxing"):
            assert any(name in found for found in ahead), name

    def test_it_agrees_with_gov_uk_on_every_weekday(self):
        if not GOVUK.exists():
            pytest.skip(f"the GOV.UK list of bank holidays is not at {GOVUK}")
        england_and_wales = json.loads(GOVUK.read_text())["divisions"]["common.nations.england-and-wales_slug"]
        years = sorted(int(year) for year in england_and_wales if year.isdigit())
        published = {
            date(*(int(part) for part in reversed(event["date"].split("/"))))
            for year in years
            for event in england_and_wales[str(year)]
        }
        ours = {
            day
            for day in days_between(date(years[0], 1, 1), date(years[-1], 12, 31))
            if day.weekday() < 5 and not england().is_working_day(day)
        }
        assert len(published) > 70
        assert ours == {day for day in published if day.weekday() < 5}


class TestMonthArithmetic:
    @pytest.mark.parametrize(
        ("day", "months", "arrives"),
        [
            ("2026-01-31", 1, "2026-02-28"),
            ("2028-01-31", 1, "2028-02-29"),
            ("2026-12-15", 1, "2027-01-15"),
            ("2026-12-31", 12, "2027-12-31"),
            ("2026-03-31", -1, "2026-02-28"),
            ("2026-01-15", -1, "2025-12-15"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", 48, "2028-02-29"),
        ],
    )
    def test_the_day_number_is_kept_or_clipped(self, day, months, arrives):
        assert add_months(date.fromisoformat(day), months) == date.fromisoformat(arrives)

    def test_a_period_beginning_with_a_clipped_day_ends_with_the_month(self):
        assert last_day_of_months_beginning_with(date(2026, 1, 31), 1) == date(2026, 2, 28)
        assert last_day_of_months_beginning_with(date(2026, 1, 1), 1) == date(2026, 1, 31)

    def test_december_has_31_days(self):
        assert [days_in_month(2028, month) for month in (2, 4, 12)] == [29, 30, 31]


class TestSchoolYears:
    def test_the_academic_year_turns_on_1_september(self):
        assert academic_year_end(date(2026, 8, 31)) == date(2026, 8, 31)
        assert academic_year_end(date(2026, 9, 1)) == date(2027, 8, 31)
        assert academic_year_start(date(2026, 9, 1)) == date(2026, 9, 1)
        assert academic_year_start(date(2026, 8, 31)) == date(2025, 9, 1)

    def test_year_9_is_the_academic_year_the_child_turns_14(self):
        assert school_year(date(2012, 8, 31), date(2025, 9, 1)) == 9
        assert school_year(date(2012, 9, 1), date(2025, 9, 1)) == 8
        assert school_year(date(2012, 9, 1), date(2026, 8, 31)) == 8
        assert school_year(date(2012, 9, 1), date(2026, 9, 1)) == 9

    def test_compulsory_school_age_ends_on_the_last_friday_of_june(self):
        assert compulsory_school_age_ends(date(2010, 8, 31)) == date(2026, 6, 26)
        assert compulsory_school_age_ends(date(2010, 9, 1)) == date(2027, 6, 25)


class TestAges:
    def test_the_fifth_birthday_is_the_day_it_changes(self):
        assert age_on(date(2021, 3, 10), date(2026, 3, 9)) == 4
        assert age_on(date(2021, 3, 10), date(2026, 3, 10)) == 5

    def test_a_child_born_on_29_february_is_a_year_older_on_1_march(self):
        assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
        assert birthday(date(2008, 2, 29), 20) == date(2028, 2, 29)
        assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
        assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18

    def test_nobody_has_an_age_before_birth(self):
        with pytest.raises(BadDate, match="before the date of birth"):
            age_on(date(2026, 3, 1), date(2026, 2, 28))


class TestSchoolTerms:
    TERMS = SchoolTerms(
        (
            Term("Summer", date(2026, 4, 13), date(2026, 7, 21)),
            Term("Autumn", date(2026, 9, 2), date(2026, 12, 18)),
        ),
        closed_on=frozenset(days_between(date(2026, 5, 25), date(2026, 5, 29))),
    )

    @pytest.mark.parametrize(
        ("day", "why"),
        [
            ("2026-07-21", None),
            ("2026-07-22", "school holidays"),
            ("2026-05-25", "Spring bank holiday"),
            ("2026-05-26", "school closed"),
            ("2026-09-05", "Saturday"),
        ],
    )
    def test_a_school_day_is_an_open_day_inside_a_term(self, day, why):
        assert england().with_terms(self.TERMS).why_not_school_day(date.fromisoformat(day)) == why

    def test_without_terms_nothing_is_guessed(self):
        with pytest.raises(TermsNotSet, match="needs the term dates"):
            england().why_not_school_day(date(2026, 5, 1))
        with pytest.raises(TermsNotSet):
            england().with_terms(self.TERMS).why_not_school_day(date(2026, 12, 21))

    def test_terms_out_of_order_are_refused(self):
        with pytest.raises(BadDate, match="before 'Summer' has ended"):
            SchoolTerms((self.TERMS.terms[0], Term("Late", date(2026, 7, 1), date(2026, 8, 1))))
        with pytest.raises(BadDate, match="ends before it starts"):
            Term("Back to front", date(2026, 7, 1), date(2026, 6, 1))


class TestALongSchoolClosure:
    def test_the_summer_of_2026_opens_a_window_for_the_exemption(self):
        """Closed 22 July to 1 September, both counted, opening on the 2nd."""
        window = advice_exemption_window(date(2026, 7, 22), date(2026, 9, 1))
        assert window == (date(2026, 7, 15), date(2026, 8, 26))

    def test_four_weeks_to_the_day_is_long_enough_and_a_day_less_is_not(self):
        assert advice_exemption_window(date(2026, 8, 1), date(2026, 8, 28)) is not None
        assert advice_exemption_window(date(2026, 8, 1), date(2026, 8, 27)) is None

    def test_dates_back_to_front_are_refused(self):
        with pytest.raises(BadDate, match="before it closes"):
            advice_exemption_window(date(2026, 9, 1), date(2026, 7, 22))
