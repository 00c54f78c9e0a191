"""Dates worked out by hand and by two other methods, for five starts around the awkward holidays."""

from datetime import date

import pytest

from coordination.timescales import explain
from coordination.timescales.engine import explain_rule

# start: +1, +5, +10, +15, +20, +45 working days, +6, +16, +20 weeks, 15 days beginning with the start
WORKED = {
    "2025-12-19": "2025-12-22 2025-12-30 2026-01-07 2026-01-14 2026-01-21 2026-02-25 "
    "2026-01-30 2026-04-10 2026-05-08 2026-01-02",
    "2026-03-27": "2026-03-30 2026-04-07 2026-04-14 2026-04-21 2026-04-28 2026-06-04 "
    "2026-05-08 2026-07-17 2026-08-14 2026-04-10",
    "2026-05-01": "2026-05-05 2026-05-11 2026-05-18 2026-05-26 2026-06-02 2026-07-07 "
    "2026-06-12 2026-08-21 2026-09-18 2026-05-15",
    "2026-12-18": "2026-12-21 2026-12-29 2027-01-06 2027-01-13 2027-01-20 2027-02-24 "
    "2027-01-29 2027-04-09 2027-05-07 2027-01-01",
    "2027-12-20": "2027-12-21 2027-12-29 2028-01-06 2028-01-13 2028-01-20 2028-02-24 "
    "2028-01-31 2028-04-10 2028-05-08 2028-01-03",
}
COUNTS = (
    [{"n": n, "unit": "working_day"} for n in (1, 5, 10, 15, 20, 45)]
    + [{"n": n, "unit": "week"} for n in (6, 16, 20)]
    + [{"n": 15, "unit": "calendar_day", "inclusive_start": True}]
)
COLUMN_OF = {
    "C1": 0,
    "T3": 1,
    "L2": 1,
    "X4": 1,
    "L1": 2,
    "C4": 2,
    "C8": 2,
    "L15": 2,
    "C3": 3,
    "L3": 4,
    "L12": 4,
    "C2": 5,
    "E1": 6,
    "E3": 6,
    "A13": 6,
    "L7": 6,
    "L9": 6,
    "T1": 6,
    "T2": 6,
    "E4": 7,
    "E5": 7,
    "E8": 8,
    "E6": 9,
    "A6": 9,
}


def expected(start: str) -> list[date]:
    return [date.fromisoformat(day) for day in WORKED[start].split()]


class TestWorkedDates:
    @pytest.mark.parametrize("start", WORKED)
    def test_every_way_of_counting_arrives_where_it_should(self, start, a_rule):
        found = [explain_rule(a_rule(**each), date.fromisoformat(start)).due_on for each in COUNTS]
        assert found == expected(start)

    @pytest.mark.parametrize("start", WORKED)
    def test_the_rules_of_the_law_use_those_ways(self, start):
        found = {rule: explain(rule, date.fromisoformat(start)).due_on for rule in COLUMN_OF}
        assert found == {rule: expected(start)[column] for rule, column in COLUMN_OF.items()}


class TestMonths:
    @pytest.mark.parametrize(
        ("rule", "start", "due"),
        [
            ("L4", "2026-01-31", "2026-04-30"),
            ("L4", "2026-11-30", "2027-02-28"),
            ("L4", "2027-11-30", "2028-02-29"),
            ("L5", "2026-08-31", "2027-02-28"),
            ("L5", "2025-12-19", "2026-06-19"),
            ("L8", "2026-05-31", "2026-08-31"),
            ("L6", "2026-12-28", "2027-01-04"),
        ],
    )
    def test_a_month_keeps_its_day_or_ends_with_the_month(self, rule, start, due):
        assert explain(rule, date.fromisoformat(start)).due_on == date.fromisoformat(due)

    @pytest.mark.parametrize(
        ("start", "due"),
        [
            ("2026-05-01", "2027-04-30"),
            ("2025-03-01", "2026-02-28"),
            ("2027-03-01", "2028-02-29"),
            ("2024-02-29", "2025-02-28"),
            ("2026-01-01", "2026-12-31"),
        ],
    )
    def test_twelve_months_starting_with_the_plan_end_the_day_before_its_anniversary(self, start, due):
        """Children and Families Act 2014, section 44(1): "the period of 12 months starting with the date"."""
        assert explain("A1", date.fromisoformat(start)).due_on == date.fromisoformat(due)


class TestTheCensusCountsOtherwise:
    def test_a_referral_on_the_day_the_open_check_flags_is_still_within_ours(self):
        """That check counts the first day: for 31 March 2026 it flags 27 January and passes the 28th."""
        assert explain("C2", date(2026, 1, 27)).due_on == date(2026, 3, 31)
        assert explain("C2", date(2026, 1, 28)).due_on == date(2026, 4, 1)

    def test_and_the_explanation_says_so(self):
        assert any("one working day sooner" in sentence for sentence in explain("C2", date(2026, 1, 27)).explanation)
