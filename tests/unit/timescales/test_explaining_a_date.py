"""A due date accounts for itself: in sentences, in JSON, and in errors a person can act on."""

import json
from datetime import UTC, date, datetime

import pytest

from coordination import timescales
from coordination.timescales import (
    BadDate,
    BadFact,
    BadSetting,
    SchoolTerms,
    Term,
    TermsNotSet,
    UnknownRule,
    describe,
    england,
    explain,
    read_date,
    rules,
)
from coordination.timescales.engine import explain_rule

DATED = [each.id for each in rules() if each.is_limit]


def said(explanation) -> str:
    return "\n".join(explanation.explanation)


def counted(rule_id: str, start: date, **more):
    """Any rule, with ordinary terms to count with."""
    return explain(rule_id, start, calendar=timescales.calendar_for(None, start), **more)


class TestTheStory:
    def test_it_tells_the_start_the_limit_the_convention_and_the_end(self):
        story = said(explain("L3", date(2026, 3, 27)))
        assert "The clock starts on Friday 27 March 2026, the day the child became looked after." in story
        assert "The limit is 20 working days to hold the first review" in story
        assert "The first day is not counted. The next working day is day 1." in story
        assert "So it must be done by the end of Tuesday 28 April 2026." in story

    def test_it_names_the_bank_holidays_and_counts_the_weekends(self):
        found = explain("L3", date(2026, 3, 27))
        assert "Weekends are not counted: 5 passed over." in found.explanation
        assert (
            "Bank holidays are not counted: Good Friday (Friday 3 April 2026) "
            "and Easter Monday (Monday 6 April 2026)." in found.explanation
        )
        assert [each.reason for each in found.skipped if each.on.weekday() < 5] == [
            "Good Friday",
            "Easter Monday",
        ]

    def test_it_says_when_a_month_was_clipped(self):
        assert "There is no 31 April, so the last day of the month is used: Thursday 30 April 2026." in said(
            explain("L4", date(2026, 1, 31))
        )
        assert "There is no 29 February in that year" in said(explain("A1", date(2024, 2, 29)))

    def test_it_gives_the_working_day_before_a_date_at_a_weekend(self):
        story = said(explain("L4", date(2026, 5, 1)))
        assert "by the end of Saturday 1 August 2026." in story
        assert "The last working day before that is Friday 31 July 2026." in story

    def test_it_says_that_school_holidays_stop_nothing(self):
        assert "school holidays included" in said(explain("E8", date(2026, 6, 15)))
        assert "School holidays are counted" in said(explain("C2", date(2026, 6, 15)))

    def test_it_lists_the_exemptions_and_what_brings_a_review_forward(self):
        assert [each[:3] for each in explain("E8", date(2026, 6, 15)).exemptions] == [
            "(a)",
            "(b)",
            "(c)",
            "(d)",
        ]
        assert "It must happen sooner if the independent reviewing officer asks for it" in said(
            explain("L5", date(2026, 6, 15))
        )

    def test_a_long_closure_is_worked_into_the_exemption(self):
        facts = {"school_closed_from": date(2026, 7, 22), "school_closed_to": date(2026, 9, 1)}
        assert "closed for 42 days" in said(explain("E8", date(2026, 6, 15), facts=facts))
        assert "from Wednesday 15 July 2026 to Wednesday 26 August 2026" in said(
            explain("E8", date(2026, 6, 15), facts=facts)
        )
        assert "closed for" not in said(explain("L3", date(2026, 6, 15), facts=facts))

    def test_a_short_closure_gives_no_ground(self):
        facts = {"school_closed_from": date(2026, 5, 25), "school_closed_to": date(2026, 5, 29)}
        assert "that gives no ground (a) or (b)" in said(explain("E8", date(2026, 5, 1), facts=facts))

    def test_half_a_closure_is_refused(self):
        with pytest.raises(BadFact, match="must both be dates"):
            explain("E8", date(2026, 5, 1), facts={"school_closed_from": date(2026, 7, 22)})

    def test_it_says_when_a_clock_does_not_run_on_what_is_recorded(self):
        found = explain("L8", date(2026, 5, 1), facts={"placement_year": 1})
        assert found.applies is False
        assert "On what is recorded this clock does not run" in said(found)

    def test_without_facts_it_says_when_the_clock_runs(self):
        found = explain("L8", date(2026, 5, 1))
        assert found.applies is None
        assert "It applies when the child was seen at the visit and the child has lived there" in said(found)

    def test_a_start_before_the_law_is_counted_and_said(self):
        found = explain("E8", date(2013, 5, 1))
        assert not found.in_force
        assert "has effect from Monday 1 September 2014" in said(found)
        assert explain("E8", date(2014, 9, 1)).in_force

    def test_the_people_to_tell_are_dated(self):
        steps = explain("L3", date(2026, 3, 27)).escalation
        assert [(step.on.isoformat(), step.tell) for step in steps] == [
            ("2026-04-14", "SW"),
            ("2026-04-21", "IRO"),
            ("2026-04-29", "TM"),
        ]


class TestHowBindingItIs:
    @pytest.mark.parametrize("rule", ["T1", "T2", "T3"])
    def test_local_practice_is_never_a_breach(self, rule):
        found = explain(rule, date(2026, 5, 1))
        assert not found.may_be_breached
        assert "This is local practice, not law: a later date is not a breach." in found.explanation
        assert "must" not in said(found)

    @pytest.mark.parametrize("rule", ["L3", "L4", "L5", "L6", "L7", "L8", "E8", "A1", "C2"])
    def test_a_limit_of_the_law_may_be_breached(self, rule):
        assert explain(rule, date(2026, 5, 1)).may_be_breached

    def test_guidance_is_never_a_breach(self, a_rule):
        found = explain_rule(a_rule(severity="guidance", n=16, unit="week"), date(2026, 5, 1))
        assert not found.may_be_breached
        assert "This is guidance: a later date is not a breach of the law." in found.explanation
        assert "So it should be done by the end of Friday 21 August 2026." in found.explanation

    def test_a_rule_from_memory_is_to_be_confirmed_locally(self, a_rule):
        assert "to be confirmed locally" in said(explain_rule(a_rule(confidence="M"), date(2026, 5, 1)))
        assert "to be confirmed locally" not in said(explain_rule(a_rule(), date(2026, 5, 1)))

    def test_a_secondary_source_is_owned_up_to(self):
        assert "checked in a secondary source" in said(explain("A1", date(2026, 5, 1)))


class TestLocalNumbers:
    def test_a_council_sets_its_own(self):
        found = explain("T2", date(2026, 5, 1), settings={"T2": 13})
        assert found.due_on == date(2026, 7, 31)
        assert "This council has set 13 weeks; the usual number is 6 and the most is 13 weeks." in said(found)

    def test_the_usual_number_is_used_otherwise(self):
        assert explain("T2", date(2026, 5, 1), settings={"T1": 4}).n == 6

    @pytest.mark.parametrize("chosen", [0, 14, -1, True, "8", 6.5, None])
    def test_a_number_out_of_bounds_is_refused(self, chosen):
        with pytest.raises(BadSetting, match="T2 must be between 1 and 13 weeks"):
            explain("T2", date(2026, 5, 1), settings={"T2": chosen})

    def test_the_law_is_not_a_councils_to_set(self):
        with pytest.raises(BadSetting, match="L3 is not a council's to set"):
            explain("L3", date(2026, 5, 1), settings={"L3": 30})


class TestOtherWaysOfCounting:
    def test_a_time_that_must_be_left_says_when_the_next_step_may_come(self, a_rule):
        rule = a_rule(n=15, unit="calendar_day", inclusive_start=True, bound="at_least")
        found = explain_rule(rule, date(2026, 5, 1))
        assert (found.due_on, found.earliest_on, found.latest_on) == (
            date(2026, 5, 15),
            date(2026, 5, 16),
            None,
        )
        assert "At least 15 calendar days must be left" in said(found)

    def test_a_limit_has_a_latest_day_and_no_earliest(self):
        found = explain("E8", date(2026, 5, 1))
        assert (found.earliest_on, found.latest_on) == (None, found.due_on)

    def test_notice_counts_back_from_the_meeting(self, a_rule):
        found = explain_rule(a_rule(n=2, unit="week", direction="before"), date(2026, 5, 22))
        assert found.due_on == date(2026, 5, 8)
        assert "runs back from that day: at least 2 weeks before it" in said(found)

    def test_working_days_count_back_over_easter(self, a_rule):
        found = explain_rule(a_rule(n=2, unit="working_day", direction="before"), date(2026, 4, 8))
        assert found.due_on == date(2026, 4, 2)
        assert [each.on.day for each in found.skipped] == [3, 4, 5, 6]

    def test_months_count_back_and_clip(self, a_rule):
        found = explain_rule(a_rule(n=6, unit="month", direction="before"), date(2026, 8, 31))
        assert found.due_on == date(2026, 2, 28)

    def test_the_first_day_counts_only_if_it_is_a_working_day(self, a_rule):
        rule = a_rule(n=15, unit="working_day", inclusive_start=True)
        assert explain_rule(rule, date(2026, 6, 1)).due_on == date(2026, 6, 19)
        assert explain_rule(rule, date(2026, 5, 30)).due_on == date(2026, 6, 19)

    def test_a_month_ending_on_a_holiday_rolls_to_the_next_working_day(self, a_rule):
        found = explain_rule(a_rule(n=1, unit="month", roll="next_working_day"), date(2026, 3, 3))
        assert found.due_on == date(2026, 4, 7)
        assert "Friday 3 April 2026 is not a working day (Good Friday)" in said(found)

    def test_or_back_to_the_last_one(self, a_rule):
        found = explain_rule(a_rule(n=1, unit="month", roll="previous"), date(2026, 3, 3))
        assert found.due_on == date(2026, 4, 2)

    def test_a_working_day_does_not_roll(self, a_rule):
        found = explain_rule(a_rule(n=1, unit="month", roll="next_working_day"), date(2026, 3, 2))
        assert found.due_on == date(2026, 4, 2)

    def test_before_15_february_means_by_the_14th(self, a_rule):
        rule = a_rule(n=None, unit="fixed_date", point="02-15", strictly_before=True)
        assert explain_rule(rule, date(2025, 9, 1)).due_on == date(2026, 2, 14)
        assert explain_rule(rule, date(2026, 2, 14)).due_on == date(2026, 2, 14)
        assert explain_rule(rule, date(2026, 2, 15)).due_on == date(2027, 2, 14)

    def test_by_31_march_may_be_the_day_itself(self, a_rule):
        rule = a_rule(n=None, unit="fixed_date", point="03-31")
        assert explain_rule(rule, date(2026, 3, 31)).due_on == date(2026, 3, 31)
        assert explain_rule(rule, date(2026, 4, 1)).due_on == date(2027, 3, 31)

    @pytest.mark.parametrize(
        ("point", "start", "due"),
        [
            ("academic_year_end", "2026-09-01", "2027-08-31"),
            ("last_friday_of_june", "2026-06-26", "2026-06-26"),
            ("last_friday_of_june", "2026-06-27", "2027-06-25"),
        ],
    )
    def test_the_school_year_has_its_own_days(self, a_rule, point, start, due):
        rule = a_rule(n=None, unit="academic_anchor", point=point)
        assert explain_rule(rule, date.fromisoformat(start)).due_on == date.fromisoformat(due)

    def test_school_days_and_terms_come_from_the_calendar_given(self, a_rule):
        days = england().with_terms(
            SchoolTerms((Term("Summer", date(2026, 4, 13), date(2026, 7, 21)),), frozenset({date(2026, 6, 3)}))
        )
        counted = explain_rule(a_rule(n=3, unit="school_day"), date(2026, 6, 1), calendar=days)
        assert counted.due_on == date(2026, 6, 5)
        assert "Days the school is closed are not counted: 1 passed over." in said(counted)
        to_term = a_rule(n=None, unit="academic_anchor", point="end_of_term")
        assert explain_rule(to_term, date(2026, 6, 1), calendar=days).due_on == date(2026, 7, 21)

    def test_school_days_without_terms_are_refused(self, a_rule):
        with pytest.raises(TermsNotSet, match="Add them and try again"):
            explain_rule(a_rule(n=15, unit="school_day"), date(2026, 6, 1))
        with pytest.raises(TermsNotSet):
            explain_rule(a_rule(n=None, unit="academic_anchor", point="end_of_term"), date(2026, 6, 1))

    def test_a_chain_may_run_from_the_day_something_was_due(self, a_rule):
        held, due = date(2026, 5, 10), date(2026, 5, 1)
        assert a_rule().starts_from(held, due) == held
        assert a_rule(anchor="due").starts_from(held, due) == due
        assert a_rule(anchor="due").starts_from(held) == held


class TestWhatIsRefused:
    def test_an_unknown_rule_is_named_with_what_to_do(self):
        with pytest.raises(UnknownRule, match=r"There is no rule 'E99'. 'coordination timescales list'"):
            explain("E99", date(2026, 5, 1))

    def test_a_rule_may_be_typed_in_small_letters(self):
        assert explain(" e8 ", date(2026, 5, 1)).rule == "E8"

    @pytest.mark.parametrize("start", [None, "2026-05-01", datetime(2026, 5, 1, tzinfo=UTC), 20260501])
    def test_a_start_that_is_not_a_plain_date(self, start):
        with pytest.raises(BadDate, match="as a date, without a time"):
            explain("E8", start)

    @pytest.mark.parametrize("start", [date(1969, 12, 31), date(2100, 1, 1), date.min, date.max])
    def test_a_start_outside_the_years_that_can_be_counted(self, start):
        with pytest.raises(BadDate, match="between 1970 and 2099"):
            explain("L3", start)

    @pytest.mark.parametrize("rule", ["E8", "L3", "L4", "C2", "E6", "A1", "A8", "A20", "L27", "I1"])
    def test_a_count_that_runs_off_the_end_of_the_calendar(self, rule):
        with pytest.raises(BadDate, match="outside the years that can be counted"):
            explain(rule, date(2099, 12, 31))

    @pytest.mark.parametrize("rule", [each for each in DATED if str(timescales.rule(each).direction) == "before"])
    def test_or_off_its_beginning(self, rule):
        with pytest.raises(BadDate, match="outside the years that can be counted"):
            explain(rule, date(1970, 1, 1))

    @pytest.mark.parametrize("typed", ["", "1/5/2026", "2026-5-1", "20260501", "2026-W18-5", "２０２６-05-01"])
    def test_a_typed_date_in_another_form(self, typed):
        with pytest.raises(BadDate, match="for example 2026-05-01"):
            read_date(typed)

    def test_a_day_that_does_not_exist(self):
        with pytest.raises(BadDate, match="There is no such day as 2026-02-30"):
            read_date("2026-02-30")

    def test_a_typed_date_that_is_right(self):
        assert read_date(" 2026-05-01 ") == date(2026, 5, 1)


class TestForPeopleAndMachines:
    @pytest.mark.parametrize("rule", [each.id for each in rules()])
    def test_the_json_of_every_rule_can_be_read_back(self, rule):
        sent = json.loads(json.dumps(counted(rule, date(2026, 5, 1), facts={}).as_json()))
        assert sent["rule"] == rule
        assert sent["from"] == "2026-05-01"
        if timescales.rule(rule).is_limit:
            assert date.fromisoformat(sent["due_on"])
        else:
            assert sent["due_on"] is None
            assert sent["explanation"][0].startswith("This is not a limit in time: ")
        assert sent["source"]
        assert sent["explanation"]
        assert all(sentence.endswith(".") for sentence in sent["explanation"])

    def test_the_json_lists_the_days_passed_over(self):
        sent = explain("L3", date(2026, 3, 27)).as_json()
        assert {"on": "2026-04-03", "reason": "Good Friday"} in sent["skipped"]

    def test_the_text_opens_with_the_answer(self):
        lines = describe(explain("E8", date(2026, 5, 1))).splitlines()
        assert lines[0] == "E8  Final EHC plan"
        assert lines[3] == "Due:    Friday 18 September 2026 (2026-09-18)"
        assert "SEND caseworker" in lines[4]

    def test_the_text_fits_a_terminal(self):
        assert all(
            len(line) <= 100 for each in rules() for line in describe(counted(each.id, date(2026, 5, 1))).splitlines()
        )

    def test_the_list_has_every_rule(self):
        listed = [row for whole in timescales.listing() for row in (whole, *whole["also"])]
        assert [row["rule"] for row in listed] == [each.id for each in rules()]
        assert json.loads(json.dumps(timescales.listing()))
        for each in rules():
            assert any(
                line.startswith(each.id) and line.endswith(each.title)
                for line in timescales.listing_text().splitlines()
            )

    def test_the_list_shows_how_each_is_counted(self):
        lengths = {row["rule"]: row["length"] for row in timescales.listing()}
        assert lengths["L3"] == "20 working days"
        assert lengths["L6"] == "1 week"
        assert lengths["A1"] == "12 months, first day counted"
