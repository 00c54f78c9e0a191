"""Rules whose date hangs on more than one day: orders, moves, birthdays, certificates, pauses, terms."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination import timescales
from coordination.timescales import BadFact, explain, starts
from coordination.timescales.calendar import birthday, compulsory_school_age_ends


def due(rule_id, start, **facts):
    start = date.fromisoformat(start)
    found = explain(rule_id, start, facts=facts, calendar=timescales.calendar_for(None, start))
    return found.due_on.isoformat()


def said(rule_id, start, **facts):
    start = date.fromisoformat(start)
    return "\n".join(explain(rule_id, start, facts=facts, calendar=timescales.calendar_for(None, start)).explanation)


class TestOrdersOfTheTribunal:
    def test_an_order_to_assess_has_three_dates_in_one_answer(self):
        found = explain("E9", date(2026, 5, 1), facts={"order": "assess"})
        assert found.due_on == date(2026, 5, 15)
        assert [(each.rule, each.due_on.isoformat()) for each in found.also] == [
            ("E9.2", "2026-07-10"),
            ("E9.3", "2026-08-07"),
        ]
        assert "Also (E9.3): send the final plan if one is to be made, by Friday 7 August 2026" in said(
            "E9", "2026-05-01"
        )

    def test_a_part_can_be_asked_for_by_its_own_name(self):
        assert due("e10.2", "2026-05-01") == "2026-07-17"

    def test_another_order_does_not_start_it(self):
        assert explain("E9", date(2026, 5, 1), facts={"order": "make_plan"}).applies is False


class TestAmending:
    def test_eight_weeks_from_the_notice(self):
        assert due("A7", "2026-05-29") == "2026-07-24"

    def test_and_never_more_than_twelve_from_the_meeting(self):
        """R (L, M and P) v Devon County Council [2022] EWHC 493 (Admin): 4 weeks to the notice, 8 to the plan."""
        assert due("A7", "2026-05-29", meeting_on=date(2026, 5, 1)) == "2026-07-24"
        assert due("A7", "2026-06-12", meeting_on=date(2026, 5, 1)) == "2026-07-24"
        assert due("A7", "2026-05-15", meeting_on=date(2026, 5, 1)) == "2026-07-10"
        assert "The earlier of the two dates counts: Friday 24 July 2026." in said(
            "A7", "2026-06-12", meeting_on=date(2026, 5, 1)
        )


class TestMovesBetweenPhases:
    def test_the_date_lies_in_the_year_of_the_move_and_strictly_before_it(self):
        assert due("A8", "2026-05-01", transfer="primary_to_secondary", transfer_year=2028) == "2028-02-14"
        assert due("A9", "2026-05-01", transfer="secondary_to_post_16", transfer_year=2029) == "2029-03-30"
        assert "before Tuesday 15 February 2028" in said("A8", "2026-05-01", transfer_year=2028)

    def test_a_plan_made_in_the_spring_of_the_move_is_late_at_once(self):
        assert due("A8", "2027-03-01", transfer="primary_to_secondary", transfer_year=2027) == "2027-02-14"

    @pytest.mark.parametrize(
        ("transfer", "born_on", "year"),
        [
            ("early_years_to_school", date(2020, 8, 31), 2024),
            ("early_years_to_school", date(2020, 9, 1), 2025),
            ("infant_to_junior", date(2016, 3, 1), 2023),
            ("primary_to_secondary", date(2016, 8, 31), 2027),
            ("primary_to_secondary", date(2016, 9, 1), 2028),
            ("middle_to_secondary", date(2012, 2, 29), 2025),
            ("secondary_to_post_16", date(2010, 12, 25), 2027),
        ],
    )
    def test_without_the_year_it_is_worked_out_from_the_date_of_birth(self, transfer, born_on, year):
        rule = "A9" if transfer == "secondary_to_post_16" else "A8"
        assert due(rule, "2024-01-10", transfer=transfer, born_on=born_on)[:4] == str(year)
        assert "as most schools are cut" in said(rule, "2024-01-10", transfer=transfer, born_on=born_on)

    def test_between_two_post_16_places_five_months_before(self):
        assert due("A10", "2026-01-10", transfer="between_post_16", transfers_on=date(2026, 9, 1)) == "2026-04-01"
        assert due("A10", "2026-01-10", transfers_on=date(2026, 7, 31)) == "2026-02-28"

    def test_a_year_that_is_no_year_is_refused(self):
        with pytest.raises(BadFact, match="transfer_year must be a whole number"):
            due("A8", "2026-05-01", transfer_year="next year")


class TestMovesBetweenCouncils:
    def test_fifteen_working_days_begin_with_the_day_it_was_known(self):
        assert due("A12", "2026-05-01") == "2026-05-22"
        assert due("A12", "2026-05-02") == "2026-05-26"

    def test_known_in_time_it_goes_on_the_day_of_the_move(self):
        assert due("A12.2", "2026-05-01", moves_on=date(2026, 6, 15)) == "2026-06-15"

    def test_the_later_of_twelve_months_from_the_last_review_and_three_from_the_transfer(self):
        assert due("A14", "2026-05-01", last_review_on=date(2026, 3, 1)) == "2027-02-28"
        assert due("A14", "2026-05-01", last_review_on=date(2025, 6, 1)) == "2026-07-31"
        assert "The later of the two dates counts: Sunday 28 February 2027." in said(
            "A14", "2026-05-01", last_review_on=date(2026, 3, 1)
        )


class TestAppeals:
    def test_the_later_of_two_months_from_the_letter_and_one_from_the_certificate(self):
        assert due("A18", "2026-05-01") == "2026-07-01"
        assert due("A18", "2026-05-01", certificate_on=date(2026, 5, 20)) == "2026-07-01"
        assert due("A18", "2026-05-01", certificate_on=date(2026, 6, 20)) == "2026-07-20"

    def test_the_same_counted_from_the_certificate(self):
        assert due("A18.2", "2026-06-20", decision_letter_on=date(2026, 5, 1)) == "2026-07-20"
        assert due("A18.2", "2026-05-20", decision_letter_on=date(2026, 5, 1)) == "2026-07-01"

    def test_a_month_is_clipped_on_both_sides(self):
        assert due("A18", "2026-12-31", certificate_on=date(2027, 1, 31)) == "2027-02-28"


class TestGrowingUp:
    @pytest.mark.parametrize(
        ("born_on", "rights_pass"),
        [
            (date(2010, 3, 1), "2026-06-26"),
            (date(2010, 6, 26), "2026-06-26"),
            (date(2010, 6, 27), "2026-06-26"),
            (date(2010, 8, 31), "2026-06-26"),
            (date(2010, 9, 1), "2027-06-25"),
            (date(2008, 2, 29), "2024-06-28"),
        ],
    )
    def test_the_rights_pass_on_the_last_friday_of_june_of_the_year_they_turn_16(self, born_on, rights_pass):
        assert due("A21", "2024-01-10", born_on=born_on) == rights_pass
        assert due("A21", birthday(born_on, 16).isoformat()) == rights_pass

    def test_they_are_asked_six_months_before(self):
        assert due("X10", "2024-01-10", born_on=date(2010, 3, 1)) == "2025-12-26"

    def test_a_plan_may_run_to_the_end_of_the_school_year_of_the_25th_birthday(self):
        assert due("A20", "2024-01-10", born_on=date(2001, 8, 31)) == "2026-08-31"
        assert due("A20", "2024-01-10", born_on=date(2001, 9, 1)) == "2027-08-31"

    def test_preparing_for_adulthood_concerns_year_9_and_later(self):
        year_9 = explain("A11", date(2025, 9, 1), facts={"born_on": date(2012, 8, 31)})
        year_8 = explain("A11", date(2025, 8, 31), facts={"born_on": date(2012, 8, 31)})
        assert (year_9.applies, year_8.applies) == (True, False)

    @given(st.dates(date(2005, 1, 1), date(2030, 12, 31)))
    def test_the_rights_pass_on_a_friday_in_june_at_15_or_16(self, born_on):
        passes = explain("A21", date(2040, 1, 1), facts={"born_on": born_on}).due_on
        assert passes == compulsory_school_age_ends(born_on)
        assert (passes.month, passes.weekday()) == (6, 4)
        assert birthday(born_on, 15) <= passes < birthday(born_on, 17)


class TestHealthAssessments:
    """Regulation 7(3): before the fifth birthday every 6 months, from it every 12. The unit tests run both ways."""

    def next_after(self, born_on, held_on):
        # They start no clock yet, so the conditions are asked as an explanation asks them.
        facts = {"born_on": born_on}
        found = [explain(rule, held_on, facts=facts) for rule in ("L13", "L14")]
        return [each.rule for each in found if each.applies]

    @given(st.dates(date(2010, 1, 1), date(2030, 12, 31)))
    def test_the_interval_changes_on_the_fifth_birthday(self, born_on):
        fifth = birthday(born_on, 5)
        assert self.next_after(born_on, fifth - timedelta(days=1)) == ["L13"]
        assert self.next_after(born_on, fifth) == ["L14"]

    def test_someone_born_on_29_february_turns_five_on_1_march(self):
        assert self.next_after(date(2020, 2, 29), date(2025, 2, 28)) == ["L13"]
        assert self.next_after(date(2020, 2, 29), date(2025, 3, 1)) == ["L14"]

    def test_without_a_date_of_birth_the_shorter_runs(self):
        assert explain("L13", date(2026, 5, 1), facts={}).applies
        assert not explain("L14", date(2026, 5, 1), facts={}).applies


class TestTheQuestionnaire:
    @pytest.mark.parametrize(
        ("start", "by"),
        [("2025-03-31", "2026-03-31"), ("2025-04-01", "2027-03-31"), ("2026-03-31", "2027-03-31")],
    )
    def test_it_falls_on_the_first_31_march_after_twelve_months(self, start, by):
        assert due("L17", start) == by

    def test_for_children_from_4_to_16(self):
        ages = {born: explain("L17", date(2025, 3, 31), facts={"born_on": date(born, 4, 1)}).applies
                for born in (2008, 2009, 2021, 2022)}  # fmt: skip
        assert ages == {2008: False, 2009: True, 2021: True, 2022: False}


class TestShortBreaks:
    def test_the_caps_are_told_apart_from_a_limit_in_time(self):
        found = explain("L25", date(2026, 5, 1), facts={"stay_days": 18, "days_in_12_months": 75})
        assert found.due_on is None
        assert "18 days in one stay is more than the most there may be, which is 17." in found.explanation
        assert (
            "75 days of short breaks in any 12 months is within the most there may be, which is 75."
            in found.explanation
        )

    def test_a_number_that_is_none_is_refused(self):
        with pytest.raises(BadFact, match="stay_days must be a whole number"):
            explain("L25", date(2026, 5, 1), facts={"stay_days": "a fortnight"})


class TestHours:
    @pytest.mark.parametrize("rule", ["L27", "X2"])
    def test_seventy_two_hours_are_carried_as_three_days_and_say_so(self, rule):
        assert due(rule, "2026-05-01") == "2026-05-04"
        assert "72 hours run by the clock" in said(rule, "2026-05-01")
        assert "Counted in dates that is 3 calendar days" in said(rule, "2026-05-01")


class TestSeeingWhatIsHeld:
    @pytest.mark.parametrize(
        ("received", "by"),
        [
            ("2026-05-01", "2026-06-01"),
            ("2026-01-31", "2026-03-02"),
            ("2026-03-03", "2026-04-07"),
            ("2025-11-25", "2025-12-29"),
            ("2026-07-31", "2026-09-01"),
            ("2024-01-30", "2024-02-29"),
        ],
    )
    def test_a_month_to_the_same_date_or_its_end_or_the_next_working_day(self, received, by):
        assert due("I1", received) == by

    def test_extended_it_is_three_months_from_the_day_of_receipt(self):
        assert due("I2", "2026-05-20", received_on=date(2026, 5, 1)) == "2026-08-03"

    def test_the_days_the_clock_stood_still_are_added_before_it_rolls(self):
        paused = {"paused_from": date(2026, 5, 5), "paused_to": date(2026, 5, 10)}
        assert due("I1", "2026-05-01", **paused) == "2026-06-08"
        assert "The clock stood still from Tuesday 5 May 2026 to Sunday 10 May 2026" in said(
            "I1", "2026-05-01", **paused
        )

    def test_resumed_it_counts_from_the_day_of_receipt(self):
        facts = {"received_on": date(2026, 5, 1), "paused_from": date(2026, 5, 5), "paused_to": date(2026, 5, 10)}
        assert due("I1", "2026-05-10", **facts) == "2026-06-08"


class TestPrivateFostering:
    def test_six_weeks_in_the_first_year_and_twelve_after(self):
        facts = {"arrangement_started_on": date(2025, 5, 1)}
        first = explain("L30", date(2026, 4, 30), facts=facts), explain("L30.2", date(2026, 4, 30), facts=facts)
        later = explain("L30", date(2026, 5, 1), facts=facts), explain("L30.2", date(2026, 5, 1), facts=facts)
        assert [each.applies for each in (*first, *later)] == [True, False, False, True]


class TestFactsThatAreMissing:
    def test_no_clock_grows_longer_for_want_of_a_fact(self):
        """What is started without facts is never due later than what some fact could have started instead."""
        assert [each.id for each in starts("statutory_visit_made")] == ["L7"]
        assert [each.id for each in starts("looked_after_review_held")] == ["L4"]
        assert [each.id for each in starts("ehc_transfer_known")] == ["A12"]
