"""Which clocks an event starts, meets and stops, on the facts of the case."""

from datetime import date

import pytest

from coordination.timescales import (
    BadFact,
    event_kinds,
    explain,
    is_met,
    is_stopped,
    meets,
    rule,
    rules,
    rules_met_by,
    rules_triggered_by,
    starts,
    stops,
)


def started(kind: str, facts: dict[str, object] | None = None) -> list[str]:
    return [each.id for each in starts(kind, facts)]


class TestEveryRuleIsReachable:
    @pytest.mark.parametrize("found", rules(), ids=lambda found: found.id)
    def test_its_triggers_and_what_meets_it_find_it(self, found):
        for kind in found.triggers:
            assert (found in rules_triggered_by(kind)) is found.runs
        for kind in found.met_by:
            assert (found in rules_met_by(kind)) is found.runs
        assert {*found.triggers, *found.met_by, *found.stopped_by} <= event_kinds()

    def test_an_event_no_rule_knows_starts_and_meets_nothing(self):
        assert starts("birthday_cake_eaten") == []
        assert meets("birthday_cake_eaten") == []
        assert stops("birthday_cake_eaten") == []


class TestLookedAfterReviews:
    def test_becoming_looked_after_starts_the_first_and_the_checks_of_health(self):
        assert started("became_looked_after") == ["L1", "L3", "L12", "L15", "L17", "L18"]

    @pytest.mark.parametrize(("number", "next_rule"), [(1, "L4"), (2, "L5"), (3, "L5"), (9, "L5")])
    def test_the_first_starts_three_months_and_every_later_one_six(self, number, next_rule):
        assert started("looked_after_review_held", {"review_number": number}) == [next_rule]

    def test_when_nobody_says_which_it_was_the_shorter_clock_runs(self):
        assert started("looked_after_review_held") == ["L4"]

    def test_a_review_meets_whichever_was_open(self):
        assert set(meets("looked_after_review_held")) == {"L3", "L4", "L5", "T2"}

    def test_a_review_held_early_brings_the_next_one_forward(self):
        """The chain hangs on the day the review was held, not on the day it was due."""
        first_due = explain("L3", date(2026, 5, 1)).due_on
        held = date(2026, 5, 15)
        (following,) = starts("looked_after_review_held", {"review_number": 1, "occurred_on": held})
        assert explain(following.id, following.starts_from(held, first_due)).due_on == date(2026, 8, 15)

    def test_leaving_care_stops_reviews_visits_and_checks(self):
        visits = ["L6", "L7", "L8", "L8.2", "L9", "L9.2", "L10", "L10.2", "L11", "L11.2"]
        checks = ["L12", "L13", "L14", "L15", "L16", "L17", "L18", "L28", "L28.2"]
        assert stops("ceased_being_looked_after") == ["L1", "L2", "L3", "L4", "L5", *visits, *checks]

    def test_a_number_that_is_not_one_is_refused(self):
        with pytest.raises(BadFact, match="review_number must be a whole number"):
            starts("looked_after_review_held", {"review_number": "second"})


class TestVisits:
    def test_a_new_home_starts_the_first_week(self):
        assert started("placement_started") == ["L2", "L6"]

    def test_a_visit_meets_the_open_one_and_starts_the_next(self):
        assert meets("statutory_visit_made")[:3] == ["L6", "L7", "L8"]
        assert started("statutory_visit_made") == ["L7"]

    @pytest.mark.parametrize(
        ("day", "settled", "next_rule"),
        [
            ("2026-03-09", True, "L7"),
            ("2026-03-10", True, "L8"),
            ("2026-03-10", False, "L7"),
            ("2026-03-10", None, "L7"),
        ],
    )
    def test_three_months_only_after_a_year_in_a_home_meant_to_last(self, day, settled, next_rule):
        facts = {
            "occurred_on": date.fromisoformat(day),
            "placement_started_on": date(2025, 3, 10),
            "placement_intended_to_18": settled,
        }
        assert started("statutory_visit_made", facts) == [next_rule]

    def test_the_year_may_be_given_as_a_number(self):
        assert started("statutory_visit_made", {"placement_year": 2, "placement_intended_to_18": True}) == ["L8"]
        assert started("statutory_visit_made", {"placement_year": 1, "placement_intended_to_18": True}) == ["L7"]

    def test_a_home_begun_on_29_february_is_a_year_old_on_1_march(self):
        facts = {"placement_started_on": date(2024, 2, 29), "placement_intended_to_18": True}
        assert started("statutory_visit_made", {**facts, "occurred_on": date(2025, 2, 28)}) == ["L7"]
        assert started("statutory_visit_made", {**facts, "occurred_on": date(2025, 3, 1)}) == ["L8"]

    def test_a_call_where_nobody_was_seen_is_no_visit(self):
        assert meets("statutory_visit_made", {"child_seen": False}) == []
        assert started("statutory_visit_made", {"child_seen": False}) == []

    def test_a_move_stops_the_visits_to_the_old_home(self):
        assert stops("placement_ended")[:4] == ["L2", "L6", "L7", "L8"]

    def test_a_child_in_a_long_term_foster_home_who_agrees_is_visited_less_often(self):
        facts = {"placement_year": 2, "placement_intended_to_18": True, "long_term_foster": True}
        assert started("statutory_visit_made", facts) == ["L8"]
        assert started("statutory_visit_made", {**facts, "child_agrees_fewer_visits": True}) == ["L8.2"]

    @pytest.mark.parametrize(
        ("lives_with", "until_review", "after"),
        [
            ("parent_before_assessment", "L9.2", "L9"),
            ("connected_person_temporary", "L10.2", "L10"),
            ("parent_interim_order", "L10.2", "L10"),
            ("parent_care_order", "L11", "L11"),
        ],
    )
    def test_some_homes_are_visited_by_a_rule_of_their_own(self, lives_with, until_review, after):
        facts = {"lives_with": lives_with, "placement_year": 2, "placement_intended_to_18": True}
        assert started("statutory_visit_made", facts) == [until_review]
        assert started("statutory_visit_made", {**facts, "first_review_held": True}) == [after]

    def test_a_care_order_on_a_child_at_home_starts_a_week(self):
        assert started("legal_status_changed", {"lives_with": "parent_care_order"}) == ["L11.2"]
        assert started("legal_status_changed") == []

    @pytest.mark.parametrize(
        "facts",
        [
            {"placement_intended_to_18": "yes", "placement_year": 2},
            {"placement_started_on": "last spring", "occurred_on": date(2026, 3, 10)},
            {"child_seen": 1},
        ],
    )
    def test_facts_of_the_wrong_kind_are_refused(self, facts):
        with pytest.raises(BadFact, match="must be"):
            starts("statutory_visit_made", facts)


class TestTheEhcPlan:
    FROM_A_REQUEST = ["E1", "E4", "E5", "E8"]

    def test_a_request_starts_every_limit_of_the_twenty_weeks(self):
        assert started("ehc_request_received") == self.FROM_A_REQUEST
        assert started("ehc_responsibility_began") == self.FROM_A_REQUEST
        assert started("ehc_considered") == []

    def test_each_step_meets_its_own_limit(self):
        assert meets("ehc_assessment_agreed") == ["E1", "E9"]
        assert meets("ehc_assessment_refused") == ["E1"]
        assert meets("ehc_plan_refused") == ["E4", "E9.2"]
        assert meets("ehc_draft_sent") == ["E5", "E10"]

    def test_a_draft_ends_the_wait_for_a_refusal_and_starts_the_fifteen_days(self):
        assert "E4" in stops("ehc_draft_sent")
        assert started("ehc_draft_sent") == ["E6"]
        assert "E6" in stops("ehc_draft_sent")

    def test_the_first_plan_ends_them_and_starts_the_year(self):
        assert "E8" in meets("ehc_plan_issued")
        assert started("ehc_plan_issued") == ["A1"]

    def test_an_amended_plan_does_neither(self):
        assert "E8" not in meets("ehc_plan_issued", {"amended_plan": True})
        assert "A7" in meets("ehc_plan_issued", {"amended_plan": True})
        assert started("ehc_plan_issued", {"amended_plan": True}) == []

    def test_a_finished_review_meets_the_year_and_starts_another(self):
        assert meets("ehc_review_completed") == ["A1", "A5", "A14"]
        assert started("ehc_review_completed") == ["A1"]

    @pytest.mark.parametrize("kind", ["ehc_request_withdrawn", "ehc_assessment_refused", "ehc_plan_refused"])
    def test_a_request_that_ends_without_a_plan_stops_the_clock_unmet(self, kind):
        assert "E8" in stops(kind)
        assert "E8" not in meets(kind)

    def test_before_the_law_began_there_was_no_clock(self):
        assert started("ehc_request_received", {"occurred_on": date(2014, 8, 31)}) == []
        assert started("ehc_request_received", {"occurred_on": date(2014, 9, 1)}) == self.FROM_A_REQUEST

    @pytest.mark.parametrize(
        ("order", "clocks"),
        [
            ("assess", ["E9", "E9.2", "E9.3"]),
            ("make_plan", ["E10", "E10.2"]),
            ("amend_plan", ["E11"]),
            ("name_school", ["E11.2"]),
            ("something_else", []),
        ],
    )
    def test_an_order_starts_what_it_orders(self, order, clocks):
        assert started("ehc_order_made", {"order": order}) == clocks

    def test_asked_to_assess_again_and_agreed(self):
        assert started("ehc_reassessment_requested") == ["E12"]
        assert meets("ehc_reassessment_decided") == ["E12"]
        assert started("ehc_reassessment_decided", {"agreed": True}) == ["E13"]
        assert started("ehc_reassessment_decided", {"agreed": False}) == []


class TestReviewsMovesAndDisagreement:
    def test_a_meeting_planned_starts_notice_and_papers_and_a_moved_one_starts_them_again(self):
        assert started("ehc_review_planned") == ["A2", "A3"]
        assert {"A2", "A3"} <= set(stops("ehc_review_planned"))
        assert meets("ehc_review_invited") == ["A2"]
        assert meets("ehc_review_papers_sent") == ["A3"]

    def test_the_meeting_starts_the_report_and_the_decision(self):
        assert started("ehc_review_meeting_held") == ["A4", "A5"]
        assert meets("ehc_review_report_sent") == ["A4"]

    def test_a_notice_of_changes_starts_the_fifteen_days_and_the_eight_weeks(self):
        assert started("ehc_amendment_notice_sent") == ["A6", "A7"]
        assert meets("ehc_representations_received") == ["E6", "A6"]
        assert meets("ehc_amendment_decided") == ["A7"]

    @pytest.mark.parametrize(
        ("transfer", "rule"),
        [
            ("early_years_to_school", "A8"),
            ("infant_to_junior", "A8"),
            ("primary_to_middle", "A8"),
            ("primary_to_secondary", "A8"),
            ("middle_to_secondary", "A8"),
            ("secondary_to_post_16", "A9"),
            ("between_post_16", "A10"),
        ],
    )
    def test_a_move_starts_the_date_of_its_own_phase(self, transfer, rule):
        assert started("ehc_phase_transfer_due", {"transfer": transfer}) == [rule]
        assert meets("ehc_plan_issued", {"amended_plan": True, "names_next_placement": True})[-3:] == [
            "A8",
            "A9",
            "A10",
        ]
        assert "A8" not in meets("ehc_plan_issued", {"amended_plan": True})

    def test_a_move_known_late_gives_fifteen_working_days_and_one_known_in_time_the_day_itself(self):
        facts = {"occurred_on": date(2026, 6, 1)}
        assert started("ehc_transfer_known", facts) == ["A12"]
        assert started("ehc_transfer_known", {**facts, "moves_on": date(2026, 6, 19)}) == ["A12"]
        assert started("ehc_transfer_known", {**facts, "moves_on": date(2026, 6, 22)}) == ["A12.2"]

    def test_a_plan_that_came_starts_what_the_new_council_owes_and_one_that_left_does_not(self):
        assert started("ehc_plan_transferred", {"transferred": "in"}) == ["A13", "A14"]
        assert started("ehc_plan_transferred", {"transferred": "out"}) == []
        assert "A1" in stops("ehc_plan_transferred")

    def test_a_decision_letter_starts_mediation_and_appeal(self):
        assert started("ehc_decision_letter_sent", {"decision": "refuse_plan"}) == ["A15", "A18"]
        assert started("ehc_decision_letter_sent", {"decides": "cease"}) == ["A15", "A18", "X7"]

    def test_a_certificate_begins_the_other_time_to_appeal(self):
        assert "A18" in stops("ehc_mediation_certificate")
        assert started("ehc_mediation_certificate") == ["A18.2"]
        assert meets("ehc_appeal_lodged") == ["A18", "A18.2"]

    def test_mediation_about_health_has_the_health_board_told(self):
        assert started("ehc_mediation_wanted") == ["A17"]
        assert started("ehc_mediation_wanted", {"health": True}) == ["A17", "A19"]

    def test_each_decision_has_its_own(self):
        ours, another = {"decision": "refuse_plan"}, {"decision": "cease"}
        for each in ("A15", "A17", "A18"):
            assert is_met(each, ours, _meets(each), ours)
            assert not is_met(each, ours, _meets(each), another)

    def test_the_rights_pass_once_and_only_before_school_age_ends(self):
        young = {"born_on": date(2012, 3, 1), "occurred_on": date(2026, 5, 1)}
        grown = {"born_on": date(2006, 3, 1), "occurred_on": date(2026, 5, 1)}
        assert started("ehc_review_completed", young) == ["A1", "A21", "X10"]
        assert started("ehc_review_completed", grown) == ["A1"]
        assert all(rule(each).once for each in ("A21", "X10"))


def _meets(rule_id):
    return rule(rule_id).met_by[0]


class TestReferralsAndTeams:
    def test_a_referral_to_social_care_starts_the_assessment(self):
        assert started("referral_received") == ["C1", "C2"]
        assert started("referral_received", {"referral_to": "social_care"}) == ["C1", "C2"]
        assert meets("referral_answered") == ["C1"]
        assert meets("assessment_completed") == ["C2"]

    def test_a_referral_elsewhere_does_not(self):
        assert started("referral_received", {"referral_to": "speech_and_language"}) == []

    def test_a_team_meets_again_and_again_until_it_closes(self):
        assert started("case_opened") == ["T1"]
        assert meets("review_held") == ["T1", "T2"]
        assert started("review_held") == ["T2"]
        assert stops("case_closed") == ["C2", "C7", "C7.2", "C7.3", "T1", "T2"]

    def test_a_referral_that_was_answered_before_the_file_came_asks_for_no_answer(self):
        assert started("referral_received", {"file_came_on": "2026-05-01", "occurred_on": "2026-04-20"}) == ["C1", "C2"]
        assert started("referral_received", {"file_came_on": "2026-05-01", "occurred_on": "2026-03-20"}) == ["C2"]

    def test_protection_from_the_discussion_to_the_end_of_the_plan(self):
        assert started("strategy_discussion_held", {"enquiry_started": True}) == ["C3"]
        assert started("strategy_discussion_held", {"enquiry_started": False}) == []
        assert meets("protection_conference_held") == stops("enquiry_ended") == ["C3"]
        assert started("protection_plan_started") == ["C4", "C5", "C8"]
        long_ago = {"file_came_on": "2026-05-01", "occurred_on": "2025-11-20"}
        assert started("protection_plan_started", long_ago) == ["C8"]
        assert meets("protection_review_held") == ["C5", "C6"]
        assert started("protection_review_held") == ["C6"]
        assert stops("protection_plan_ended") == ["C4", "C5", "C6", "C8"]

    def test_a_signed_record_is_sent_even_when_the_case_has_closed(self):
        assert started("review_signed") == ["T3"]
        assert meets("review_circulated") == ["T3"]
        assert "T3" not in stops("case_closed")


class TestClocksOfOneRuleBesideEachOther:
    def test_an_answer_meets_the_clock_of_whoever_answered(self):
        assert is_met("E3", {"adviser": "health"}, "ehc_advice_received", {"adviser": "health"})
        assert not is_met("E3", {"adviser": "health"}, "ehc_advice_received", {"adviser": "psychology"})

    def test_an_answer_without_a_name_meets_only_a_question_without_one(self):
        assert is_met("E3", {}, "ehc_advice_received", {})
        assert not is_met("E3", {"adviser": "health"}, "ehc_advice_received", {})

    def test_what_ends_them_all_names_nobody(self):
        assert is_stopped("E3", {"adviser": "health"}, "ehc_request_withdrawn", {})
        assert not is_stopped("E3", {"adviser": "health"}, "ehc_request_withdrawn", {"adviser": "psychology"})

    def test_a_rule_that_pairs_on_nothing_asks_for_no_names(self):
        assert is_met("C2", {"worker": "one"}, "assessment_completed", {"worker": "another"})
        assert not is_met("C2", {}, "case_closed", {})
