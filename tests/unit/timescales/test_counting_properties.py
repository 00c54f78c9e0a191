"""What must hold of every count, whatever the date."""

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from coordination.timescales import SchoolTerms, Term, england, explain, rule, rules
from coordination.timescales.calendar import (
    add_months,
    age_on,
    birthday,
    days_between,
    days_in_month,
    last_day_of_months_beginning_with,
    school_year,
)
from coordination.timescales.engine import explain_rule

DAYS = st.dates(date(2015, 1, 1), date(2060, 12, 31))
LIMITS = [each for each in rules() if each.is_limit]
AFTER = [each.id for each in LIMITS if str(each.direction) == "after" and each.point != "school_leaving_date"]
BEFORE = [each.id for each in LIMITS if str(each.direction) == "before" and each.from_point is None]
WORKING = [each.id for each in LIMITS if str(each.unit) == "working_day"]
TERMS = england().with_terms(
    SchoolTerms(
        tuple(
            Term(f"{name} {year}", date(year, *first), date(year, *last))
            for year in range(2014, 2063)
            for name, first, last in (
                ("Spring", (1, 5), (3, 27)),
                ("Summer", (4, 13), (7, 21)),
                ("Autumn", (9, 2), (12, 18)),
            )
        )
    )
)
RULE_IDS = st.sampled_from([each.id for each in LIMITS])
UNITS = st.sampled_from(["calendar_day", "week", "month", "working_day"])


class TestEveryRule:
    @given(st.sampled_from(AFTER), DAYS)
    def test_is_never_due_before_its_clock_starts(self, rule_id, start):
        assert explain(rule_id, start, calendar=TERMS).due_on >= start

    @given(st.sampled_from(BEFORE), DAYS)
    def test_that_runs_back_is_due_before_what_it_is_counted_from(self, rule_id, start):
        assert explain(rule_id, start).due_on < start

    @given(RULE_IDS, DAYS)
    def test_says_the_same_thing_twice(self, rule_id, start):
        assert explain(rule_id, start, calendar=TERMS) == explain(rule_id, start, calendar=TERMS)

    @given(RULE_IDS, DAYS)
    def test_a_later_start_is_never_due_sooner(self, rule_id, start):
        later = explain(rule_id, start + timedelta(days=1), calendar=TERMS)
        assert later.due_on >= explain(rule_id, start, calendar=TERMS).due_on

    @given(st.sampled_from([each.id for each in rules() if str(each.severity) != "statutory"]), DAYS)
    def test_of_guidance_or_local_practice_can_never_be_breached(self, rule_id, start):
        assert not explain(rule_id, start, calendar=TERMS).may_be_breached


class TestAnyUnit:
    @given(UNITS, st.integers(1, 60), st.booleans(), DAYS)
    def test_is_due_on_or_after_the_start(self, a_rule, unit, n, inclusive, start):
        made = a_rule(unit=unit, n=n, inclusive_start=inclusive)
        assert explain_rule(made, start).due_on >= start

    @given(UNITS, st.integers(1, 60), DAYS)
    def test_counting_the_first_day_is_never_later(self, a_rule, unit, n, start):
        counted = explain_rule(a_rule(unit=unit, n=n, inclusive_start=True), start).due_on
        assert counted <= explain_rule(a_rule(unit=unit, n=n), start).due_on

    @given(UNITS, st.integers(1, 60), DAYS)
    def test_running_back_is_due_before(self, a_rule, unit, n, start):
        assert explain_rule(a_rule(unit=unit, n=n, direction="before"), start).due_on < start


class TestWorkingDayClocks:
    @given(st.sampled_from(WORKING), DAYS, st.integers(0, 80))
    def test_another_bank_holiday_never_makes_one_due_sooner(self, rule_id, start, days_on):
        with_one_more = england().adding({start + timedelta(days=days_on): "A holiday proclaimed later"})
        before, after = explain(rule_id, start), explain(rule_id, start, calendar=with_one_more)
        assert after.due_on >= before.due_on
        assert with_one_more.is_working_day(after.due_on)

    @given(st.sampled_from([each for each in WORKING if not rule(each).inclusive_start]), DAYS)
    def test_every_day_is_counted_or_skipped_with_a_reason(self, rule_id, start):
        found = explain(rule_id, start)
        skipped = [each.on for each in found.skipped]
        counted = [day for day in days_between(start + timedelta(days=1), found.due_on) if day not in skipped]
        assert len(counted) == found.n
        assert all(england().is_working_day(day) for day in counted)
        assert all(each.reason == england().why_not_working(each.on) for each in found.skipped)

    @given(DAYS)
    def test_weeks_ignore_bank_holidays(self, start):
        with_many_more = england().adding(dict.fromkeys(days_between(start, start + timedelta(days=150)), "A holiday"))
        assert explain("E8", start, calendar=with_many_more).due_on == explain("E8", start).due_on


class TestWeeksAndMonths:
    @given(DAYS)
    def test_twenty_weeks_are_140_days(self, start):
        assert explain("E8", start).due_on == start + timedelta(days=140)

    @given(DAYS, st.integers(-30, 60))
    def test_a_month_keeps_its_day_or_is_the_last_of_the_month(self, start, months):
        arrived = add_months(start, months)
        assert (arrived.year * 12 + arrived.month) - (start.year * 12 + start.month) == months
        assert arrived.day == min(start.day, days_in_month(arrived.year, arrived.month))

    @given(DAYS, st.integers(1, 36))
    def test_a_period_beginning_with_a_day_is_at_most_one_day_shorter(self, start, months):
        last = last_day_of_months_beginning_with(start, months)
        assert (add_months(start, months) - last).days in (0, 1)

    @given(st.integers(1980, 2050), st.integers(0, 40))
    def test_a_birthday_on_29_february_never_fails(self, year, age):
        assume(days_in_month(year, 2) == 29)
        born_on = date(year, 2, 29)
        assert age_on(born_on, birthday(born_on, age)) == age
        assert birthday(born_on, age).month in (2, 3)


class TestGrowingUp:
    @given(st.dates(date(1995, 1, 1), date(2030, 12, 31)), st.integers(0, 25 * 365))
    def test_the_school_year_is_the_age_at_the_end_of_it_less_five(self, born_on, days):
        day = born_on + timedelta(days=days)
        assert school_year(born_on, day) - (age_on(born_on, day) - 5) in (0, 1)

    @given(st.dates(date(2000, 1, 1), date(2030, 12, 31)))
    def test_year_9_begins_on_1_september_before_the_fourteenth_birthday(self, born_on):
        turns_14 = birthday(born_on, 14)
        began = date(turns_14.year if turns_14.month >= 9 else turns_14.year - 1, 9, 1)
        assert school_year(born_on, began) == 9
        assert school_year(born_on, began - timedelta(days=1)) == 8
