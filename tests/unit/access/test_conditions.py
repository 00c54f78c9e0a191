"""Every condition of the access rules, once holding and once not: what each footnote gives, and what it keeps back."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from access_world import (
    A_THIRD,
    EVERY_AUDIENCE,
    NOW,
    SOMEBODY_ELSE,
    TEAM,
    TODAY,
    TOMORROW,
    YESTERDAY,
    agency_of,
    grant,
    named,
    relationship,
    somebody,
    stranger,
    thing,
)

import coordination.access
from coordination.access import decide
from coordination.access.conditions import CONDITIONS
from coordination.access.facts import FACTS, age_on

RULES = Path(coordination.access.__file__).with_name("rules.csv")

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def reveal(**changes):
    return {
        "emergency_reveal_by": named("EDT"),
        "emergency_reveal_with": SOMEBODY_ELSE,
        "emergency_reveal_until": NOW + HOUR,
    } | changes


def window(**changes):
    return {"return": "903", "window_opens_on": TODAY, "window_closes_on": TOMORROW} | changes


def at_home(*functions):
    member = relationship("PRV", functions=frozenset(functions))
    return somebody("PRV", member)


def no_child(section, **changes):
    return thing(section, child_id=None, **changes)


def by(role, **changes):
    return {"author_id": named(role)} | changes


# condition -> (verb, who and what it gives, who and what it keeps back), the second differing in what is asked only.
CASES = {
    "reference_and_age_band_until_placement_agreed": [
        ("read", somebody("CMS"), thing("core_identity", parts=frozenset({"reference"})), True),
        ("read", somebody("CMS"), thing("core_identity", parts=frozenset({"photo"})), False),
        ("read", somebody("CMS"), thing("core_identity", facts={"placement_agreed": False}), True),
        (
            "read",
            somebody("CMS"),
            thing("core_identity", parts=frozenset({"photo"}), facts={"placement_agreed": True}),
            True,
        ),
    ],
    "may_request_correction": [
        ("read", somebody("YP"), thing("contact_details", owner_person_id=named("YP")), True),
        ("read", somebody("YP"), thing("contact_details"), True),
        ("read", somebody("YP"), thing("contact_details", owner_person_id=named("PAR")), False),
    ],
    "service_delivered_at_home": [
        ("read", at_home("delivers_at_home"), thing("contact_details"), True),
        ("read", at_home(), thing("contact_details"), False),
        ("read", at_home("lead"), thing("contact_details"), False),
    ],
    "ward_only": [
        ("read", stranger("ANL"), no_child("contact_details", facts={"geography": "ward"}), True),
        ("read", stranger("ANL"), no_child("contact_details", facts={"geography": "region"}), True),
        ("read", stranger("ANL"), no_child("contact_details", facts={"geography": "postcode"}), False),
        ("read", stranger("ANL"), no_child("contact_details"), False),
    ],
    "never_own_grant": [
        ("approve", somebody("TM"), thing("protected_location", facts={"grant_for": SOMEBODY_ELSE}), True),
        ("approve", somebody("TM"), thing("protected_location", facts={"grant_for": named("TM")}), False),
        (
            "approve",
            somebody("TM"),
            thing("protected_location", author_id=named("TM"), facts={"grant_for": SOMEBODY_ELSE}),
            False,
        ),
        ("approve", somebody("TM"), thing("protected_location"), False),
    ],
    "emergency_reveal": [
        ("read", somebody("EDT"), thing("protected_location", facts=reveal()), True),
        ("read", somebody("EDT"), thing("protected_location", facts=reveal(emergency_reveal_until=NOW)), False),
        (
            "read",
            somebody("EDT"),
            thing("protected_location", facts=reveal(emergency_reveal_until=NOW + HOUR + SECOND)),
            False,
        ),
        (
            "read",
            somebody("EDT"),
            thing("protected_location", facts=reveal(emergency_reveal_with=named("EDT"))),
            False,
        ),
        ("read", somebody("EDT"), thing("protected_location", facts=reveal(emergency_reveal_with=None)), False),
        ("read", somebody("EDT"), thing("protected_location", facts=reveal(emergency_reveal_by=A_THIRD)), False),
        ("read", somebody("EDT"), thing("protected_location"), False),
    ],
    "already_known_never_printed": [
        ("read", somebody("FC"), thing("protected_location", facts={"known_to": {named("FC")}}), True),
        ("read", somebody("YP"), thing("protected_location", facts={"known_to": {named("FC")}}), False),
        ("read", somebody("FC"), thing("protected_location", author_id=named("FC")), False),
    ],
    "emergency_contact_only": [
        ("read", somebody("PRV"), thing("family_network", parts=frozenset({"emergency_contact"})), True),
        ("read", somebody("PRV"), thing("family_network"), False),
    ],
    "commissioned_outcomes": [
        ("read", somebody("PRV"), thing("support_plan", facts={"commissioned_agencies": {agency_of("PRV")}}), True),
        ("read", somebody("PRV"), thing("support_plan", facts={"commissioned_agencies": {agency_of("HLT")}}), False),
        ("read", somebody("PRV"), thing("support_plan"), False),
    ],
    "owns_this_kind_of_meeting": [
        ("approve", somebody("IRO"), thing("reviews", meeting_kind="looked_after"), True),
        ("approve", somebody("IRO"), thing("reviews", meeting_kind="conference"), False),
        ("approve", somebody("CPC"), thing("reviews", meeting_kind="conference"), True),
        ("approve", somebody("SW"), thing("reviews", meeting_kind="looked_after"), False),
        ("approve", somebody("SW"), thing("reviews"), False),
        (
            "approve",
            somebody("SEN"),
            thing("reviews", meeting_kind="tac_review", meeting_owners=frozenset({"SEN"})),
            True,
        ),
        (
            "approve",
            somebody("SW"),
            thing("reviews", meeting_kind="tac_review", meeting_owners=frozenset({"SEN"})),
            False,
        ),
        (
            "approve",
            somebody("SW"),
            thing("reviews", meeting_kind="looked_after", meeting_owners=frozenset({"SW"})),
            False,
        ),
        ("approve", somebody("LP"), thing("reviews", meeting_kind="tac_review"), True),
    ],
    "parent_in_law_finals_and_sent": [
        ("read", somebody("FC"), thing("ehc_plan", facts={"final": True}), True),
        ("read", somebody("FC"), thing("ehc_plan", facts={"sent_to": {named("FC")}}), True),
        ("read", somebody("FC"), thing("ehc_plan", facts={"sent_to": {named("PAR")}}), False),
        ("read", somebody("FC"), thing("ehc_plan"), False),
        ("read", somebody("FC"), thing("ehc_plan", **by("FC")), True),
    ],
    "right_holder": [
        ("read", somebody("PAR"), thing("ehc_plan", facts={"final": True, "right_holder": "parent"}), True),
        ("read", somebody("PAR"), thing("ehc_plan", facts={"final": True, "right_holder": "young_person"}), False),
        ("read", somebody("PAR"), thing("ehc_plan", facts={"final": True, "right_holder": A_THIRD}), False),
        ("read", somebody("PAR"), thing("ehc_plan", facts={"final": True, "right_holder": named("PAR")}), True),
        ("read", somebody("PAR"), thing("ehc_plan", facts={"final": True}), False),
        # Nobody loses what was already sent.
        (
            "read",
            somebody("PAR"),
            thing("ehc_plan", facts={"sent_to": {named("PAR")}, "right_holder": "young_person"}),
            True,
        ),
        (
            "read",
            somebody("YP"),
            thing("ehc_plan", published=True, audiences=EVERY_AUDIENCE, facts={"right_holder": "parent"}),
            True,
        ),
    ],
    "daily_safety_only": [
        ("read", somebody("SEN"), thing("health", parts=frozenset({"daily_safety", "diagnosis"})), True),
        ("read", somebody("SEN"), thing("health", parts=frozenset({"diagnosis"})), False),
    ],
    "health_plan_and_recommendations": [
        ("read", somebody("FC"), thing("health", parts=frozenset({"recommendation"})), True),
        ("read", somebody("FC"), thing("health", parts=frozenset({"daily_safety"})), False),
        ("read", somebody("FC"), thing("health"), False),
    ],
    "under_16_or_published_by_young_person": [
        (
            "read",
            somebody("PAR"),
            thing("health", published=True, audiences=EVERY_AUDIENCE, facts={"born_on": date(2010, 11, 3)}),
            True,
        ),
        (
            "read",
            somebody("PAR"),
            thing("health", published=True, audiences=EVERY_AUDIENCE, facts={"born_on": date(2010, 11, 2)}),
            False,
        ),
        (
            "read",
            somebody("PAR"),
            thing(
                "health",
                published=True,
                audiences=EVERY_AUDIENCE,
                facts={"born_on": date(2010, 11, 2), "published_by_young_person": True},
            ),
            True,
        ),
        ("read", somebody("PAR"), thing("health", published=True, audiences=EVERY_AUDIENCE), False),
    ],
    "worker_summary": [
        ("read", somebody("DSL"), thing("social_care", parts=frozenset({"summary"})), True),
        ("read", somebody("DSL"), thing("social_care", parts=frozenset({"case_notes"})), False),
    ],
    "plan_exists_flag": [
        ("read", somebody("VSH"), thing("protection_plan", parts=frozenset({"plan_exists"})), True),
        ("read", somebody("VSH"), thing("protection_plan"), False),
    ],
    "core_group_member": [
        ("read", somebody("SEN", relationship("SEN", functions=frozenset({"core_group"}))), thing("protection_plan"), True),
        ("read", somebody("SEN"), thing("protection_plan"), False),
    ],
    "own_record_or_named_attendee": [
        ("read", somebody("DSL"), thing("enquiries", agency_id=agency_of("DSL")), True),
        ("read", somebody("DSL"), thing("enquiries", named_people=frozenset({named("DSL")})), True),
        ("read", somebody("DSL"), thing("enquiries", named_people=frozenset({named("HLT")})), False),
    ],
    "order_and_consent_facts": [
        ("read", somebody("SEN"), thing("legal", parts=frozenset({"collection"})), True),
        ("read", somebody("SEN"), thing("legal", parts=frozenset({"court"})), False),
    ],
    "location_unless_lawfully_withheld": [
        (
            "read",
            somebody("PAR"),
            thing(
                "placement",
                published=True,
                audiences=EVERY_AUDIENCE,
                parts=frozenset({"location"}),
                facts={"location_withheld": False},
            ),
            True,
        ),
        (
            "read",
            somebody("PAR"),
            thing(
                "placement",
                published=True,
                audiences=EVERY_AUDIENCE,
                parts=frozenset({"location"}),
                facts={"location_withheld": True},
            ),
            False,
        ),
        (
            "read",
            somebody("PAR"),
            thing("placement", published=True, audiences=EVERY_AUDIENCE, parts=frozenset({"location"})),
            False,
        ),
        ("read", somebody("PAR"), thing("placement", published=True, audiences=EVERY_AUDIENCE), True),
    ],
    "own_parts": [
        ("update", somebody("YP"), thing("pathway", parts=frozenset({"young_person"})), True),
        ("update", somebody("YP"), thing("pathway", **by("YP")), True),
        ("update", somebody("YP"), thing("pathway"), False),
    ],
    "own_invitation_sealed_until_deadline": [
        ("read", stranger("PRV"), no_child("needs_brief", facts={"invited_agencies": {agency_of("PRV")}}), True),
        ("read", stranger("PRV"), no_child("needs_brief", facts={"invited_agencies": {A_THIRD}}), False),
        (
            "read",
            stranger("PRV"),
            no_child(
                "needs_brief",
                agency_id=agency_of("PRV"),
                facts={"offer": True, "deadline": NOW + HOUR, "invited_agencies": {agency_of("PRV")}},
            ),
            True,
        ),
        (
            "read",
            stranger("PRV"),
            no_child(
                "needs_brief",
                facts={"offer": True, "deadline": NOW - HOUR, "invited_agencies": {agency_of("PRV")}},
            ),
            False,
        ),
    ],
    "not_only_my_worker_unless_allocated_or_on_duty": [
        ("read", somebody("SW"), thing("own_words"), True),
        ("read", somebody("SW"), thing("own_words", facts={"only_my_worker": True}), False),
        (
            "read",
            somebody("SW", relationship("SW", functions=frozenset({"allocated"}))),
            thing("own_words", facts={"only_my_worker": True}),
            True,
        ),
        ("read", somebody("EDT", relationship("EDT", "duty")), thing("own_words", facts={"only_my_worker": True}), True),
        ("read", somebody("SW"), thing("own_words", facts={"only_my_worker": True}, **by("SW")), True),
        (
            "read",
            somebody("SW"),
            thing("own_words", agency_id=agency_of("SW"), facts={"only_my_worker": True}),
            False,
        ),
    ],
    "instruction_only": [
        ("read", somebody("LP"), thing("alerts"), True),
        ("read", somebody("LP"), thing("alerts", parts=frozenset({"reason"})), False),
    ],
    "with_reason": [
        ("read", somebody("FC"), thing("alerts", facts={"about": {named("PAR")}}), True),
        ("read", somebody("FC"), thing("alerts", facts={"about": {named("FC")}}), False),
    ],
    "filtered_log": [
        ("read", somebody("YP"), thing("access_log", facts={"reveals_danger": False}), True),
        ("read", somebody("YP"), thing("access_log", facts={"reveals_danger": True}), False),
        ("read", somebody("YP"), thing("access_log"), False),
    ],
    "published_kind_of_organisation": [
        (
            "read",
            somebody("PAR"),
            thing("sharing_decisions", published=True, audiences=EVERY_AUDIENCE, facts={"protected_place": False}),
            True,
        ),
        (
            "read",
            somebody("PAR"),
            thing("sharing_decisions", published=True, audiences=EVERY_AUDIENCE, facts={"protected_place": True}),
            False,
        ),
        (
            "read",
            somebody("PAR"),
            thing(
                "sharing_decisions",
                published=True,
                audiences=EVERY_AUDIENCE,
                facts={"protected_place": True, "published_by": named("SW")},
            ),
            True,
        ),
        ("read", somebody("PAR"), thing("sharing_decisions", published=True, audiences=EVERY_AUDIENCE), False),
    ],
    "return_and_window": [
        ("read", stranger("ANL"), no_child("statutory_return", facts=window()), True),
        ("read", stranger("ANL"), no_child("statutory_return", facts=window(window_closes_on=TODAY)), False),
        ("read", stranger("ANL"), no_child("statutory_return", facts=window(window_opens_on=TOMORROW)), False),
        ("read", stranger("ANL"), no_child("statutory_return", facts=window() | {"return": ""}), False),
        ("read", stranger("ANL"), no_child("statutory_return", facts=window(window_opens_on=None)), False),
        ("read", stranger("ANL"), no_child("statutory_return", facts=window(window_closes_on=None)), False),
        ("read", stranger("ANL"), no_child("statutory_return"), False),
    ],
    "second_administrator": [
        ("update", stranger("ADM"), no_child("administration"), True),
        (
            "update",
            stranger("ADM"),
            no_child(
                "administration",
                parts=frozenset({"role_grant"}),
                facts={"second_administrator": A_THIRD, "grant_for": SOMEBODY_ELSE},
            ),
            True,
        ),
        (
            "update",
            stranger("ADM"),
            no_child(
                "administration",
                parts=frozenset({"role_grant"}),
                facts={"second_administrator": named("ADM"), "grant_for": SOMEBODY_ELSE},
            ),
            False,
        ),
        (
            "update",
            stranger("ADM"),
            no_child(
                "administration",
                parts=frozenset({"role_grant"}),
                facts={"second_administrator": A_THIRD, "grant_for": named("ADM")},
            ),
            False,
        ),
        (
            "update",
            stranger("ADM"),
            no_child(
                "administration",
                parts=frozenset({"role_grant"}),
                facts={"second_administrator": A_THIRD, "grant_for": A_THIRD},
            ),
            False,
        ),
        ("update", stranger("ADM"), no_child("administration", parts=frozenset({"role_grant"})), False),
    ],
    "step_up": [
        ("read", somebody("SW", stepped_up_at=NOW), thing("protected_location"), True),
        ("read", somebody("SW", stepped_up_at=NOW - timedelta(minutes=9, seconds=59)), thing("protected_location"), True),
        ("read", somebody("SW", stepped_up_at=NOW - timedelta(minutes=10)), thing("protected_location"), False),
        ("read", somebody("SW", stepped_up_at=NOW + SECOND), thing("protected_location"), False),
        ("read", somebody("SW", stepped_up_at=None), thing("protected_location"), False),
    ],
    "grant": [
        ("read", somebody("SEN", relationship("SEN"), grant("SEN", "social_care")), thing("social_care"), True),
        ("read", somebody("SEN", relationship("SEN"), grant("SEN", "health")), thing("social_care"), False),
        ("read", somebody("SEN"), thing("social_care"), False),
    ],
    "named_person": [
        ("read", somebody("DSL"), thing("allegations", named_people=frozenset({named("DSL")})), True),
        ("read", somebody("DSL"), thing("allegations", named_people=frozenset({named("SW")})), False),
        ("read", somebody("DSL"), thing("allegations", whole=True), False),
    ],
    "cannot_read_back_others": [
        ("create", somebody("PAR"), thing("enquiries", **by("PAR")), True),
        ("create", somebody("PAR"), thing("enquiries", author_id=None), True),
        ("create", somebody("PAR"), thing("enquiries"), False),
    ],
    "only_d": [
        ("read", somebody("EHC"), thing("social_care", parts=frozenset({"D"})), True),
        ("read", somebody("EHC"), thing("social_care", parts=frozenset({"H1"})), False),
        ("read", somebody("EHC"), thing("social_care"), False),
    ],
    "only_d_h": [
        ("create", somebody("SW"), thing("ehc_plan", parts=frozenset({"D"})), True),
        ("create", somebody("SW"), thing("ehc_plan", parts=frozenset({"H1", "H2"})), True),
        ("create", somebody("SW"), thing("ehc_plan", parts=frozenset({"D", "B"})), False),
        ("create", somebody("SW"), thing("ehc_plan", parts=frozenset({"F"})), False),
        ("create", somebody("SW"), thing("ehc_plan"), False),
    ],
    "only_b_e_f": [
        ("create", somebody("SEN"), thing("ehc_plan", parts=frozenset({"B", "E", "F"})), True),
        ("create", somebody("SEN"), thing("ehc_plan", parts=frozenset({"G"})), False),
    ],
    "only_c_g": [
        ("create", somebody("HLT"), thing("ehc_plan", parts=frozenset({"G"})), True),
        ("create", somebody("HLT"), thing("ehc_plan", parts=frozenset({"F"})), False),
        ("read", somebody("EHC"), thing("health", parts=frozenset({"C", "diagnosis"})), True),
        ("read", somebody("EHC"), thing("health", parts=frozenset({"diagnosis"})), False),
    ],
    "only_f_g_h_own": [
        ("read", somebody("PRV"), thing("ehc_plan", parts=frozenset({"F"}), agency_id=agency_of("PRV")), True),
        ("read", somebody("PRV"), thing("ehc_plan", parts=frozenset({"F"})), False),
        ("read", somebody("PRV"), thing("ehc_plan", parts=frozenset({"B"}), agency_id=agency_of("PRV")), False),
    ],
    "only_total": [
        ("read", somebody("SW"), thing("prices"), True),
        ("read", somebody("SW"), thing("prices", facts={"offer": True, "deadline": NOW - HOUR}), False),
    ],
    "only_allowance": [
        ("read", somebody("FC"), thing("prices", parts=frozenset({"allowance"}), owner_person_id=named("FC")), True),
        ("read", somebody("FC"), thing("prices", owner_person_id=named("FC")), False),
    ],
    "only_team": [
        ("read", somebody("TM"), thing("access_log", facts={"team_id": TEAM}), True),
        ("read", somebody("TM"), thing("access_log", facts={"team_id": A_THIRD}), False),
        ("read", somebody("TM", relationship("TM", team_id=None)), thing("access_log", facts={"team_id": None}), False),
    ],
    "only_my_team": [
        ("read", somebody("HLT"), thing("memberships", parts=frozenset({"team"})), True),
        ("read", somebody("HLT"), thing("memberships", parts=frozenset({"exclusion"})), False),
        ("read", somebody("HLT"), thing("memberships", parts=frozenset({"team", "grant"})), False),
    ],
    "only_published": [
        ("read", somebody("PAR"), thing("memberships", published=True, audiences=frozenset({"parent"})), True),
        ("read", somebody("PAR"), thing("memberships", published=True, audiences=frozenset({"carer"})), False),
        ("read", somebody("PAR"), thing("memberships", audiences=frozenset({"parent"})), False),
    ],
    "only_ehc": [
        ("create", somebody("EHC"), thing("memberships", case_kind="send"), True),
        ("create", somebody("EHC"), thing("memberships", case_kind="looked_after"), False),
        ("create", somebody("EHC"), thing("memberships"), False),
    ],
    "only_propose": [
        ("create", somebody("SW"), thing("memberships", facts={"proposed": True}), True),
        ("create", somebody("SW"), thing("memberships", facts={"proposed": False}), False),
        ("create", somebody("SW"), thing("memberships"), False),
    ],
}  # fmt: skip

# What only an entry can answer does not close its page.
ANSWERED_BY_ENTRIES = {
    "already_known_never_printed": ("read", "FC", "protected_location"),
    "emergency_contact_only": ("read", "PRV", "family_network"),
    "commissioned_outcomes": ("read", "PRV", "sen_support"),
    "owns_this_kind_of_meeting": ("create", "CPC", "reviews"),
    "parent_in_law_finals_and_sent": ("read", "FC", "ehc_plan"),
    "right_holder": ("read", "YP", "ehc_plan"),
    "daily_safety_only": ("read", "SSW", "health"),
    "health_plan_and_recommendations": ("read", "FC", "health"),
    "under_16_or_published_by_young_person": ("read", "PAR", "health"),
    "worker_summary": ("read", "HLT", "social_care"),
    "plan_exists_flag": ("read", "SSW", "protection_plan"),
    "own_record_or_named_attendee": ("read", "HLT", "enquiries"),
    "order_and_consent_facts": ("read", "FC", "legal"),
    "location_unless_lawfully_withheld": ("read", "PAR", "placement"),
    "own_parts": ("update", "YP", "pathway"),
    "own_invitation_sealed_until_deadline": ("read", "PRV", "needs_brief"),
    "not_only_my_worker_unless_allocated_or_on_duty": ("read", "IRO", "own_words"),
    "filtered_log": ("read", "YP", "sharing_decisions"),
    "published_kind_of_organisation": ("read", "PAR", "sharing_decisions"),
    "cannot_read_back_others": ("create", "LP", "enquiries"),
    "only_d": ("read", "EHC", "social_care"),
    "only_d_h": ("create", "SW", "ehc_plan"),
    "only_b_e_f": ("create", "VSH", "ehc_plan"),
    "only_c_g": ("create", "HLT", "ehc_plan"),
    "only_f_g_h_own": ("read", "PRV", "ehc_plan"),
    "only_allowance": ("read", "FC", "prices"),
    "only_team": ("read", "TM", "access_log"),
    "only_my_team": ("read", "CPC", "memberships"),
    "only_published": ("read", "PAR", "memberships"),
    "only_ehc": ("create", "EHC", "memberships"),
    "only_propose": ("create", "LP", "memberships"),
    "second_administrator": ("create", "ADM", "administration"),
}


class TestEachCondition:
    @pytest.mark.parametrize("name", CASES)
    def test_gives_what_its_footnote_says_and_no_more(self, name):
        wrong = []
        for number, (verb, actor, about, given) in enumerate(CASES[name]):
            answer = decide(actor, verb, about.section, about, NOW)
            if answer.allowed is not given:
                wrong.append((number, given, answer))
        assert not wrong

    @pytest.mark.parametrize("name", CASES)
    def test_is_what_a_refusal_names(self, name):
        denials = [decide(actor, verb, about.section, about, NOW) for verb, actor, about, given in CASES[name] if not given]
        rule, step = ("step-up", 9) if name == "step_up" else (name, 4)
        assert (rule, step) in {(denial.rule, denial.step) for denial in denials}

    @pytest.mark.parametrize("name", CASES)
    def test_is_shown_both_ways(self, name):
        assert {given for *_, given in CASES[name]} == {True, False}

    def test_none_is_forgotten(self):
        with RULES.open(newline="", encoding="utf-8") as file:
            used = {name for row in csv.DictReader(file) for name in row["condition"].split()}
        assert used == set(CASES) == set(CONDITIONS)

    @pytest.mark.parametrize("name", ANSWERED_BY_ENTRIES)
    def test_what_an_entry_answers_does_not_close_its_page(self, name):
        verb, role, section = ANSWERED_BY_ENTRIES[name]
        page = thing(section, whole=True, id=None)
        if role in ("ADM",):
            page = replace(page, child_id=None)
        assert decide(somebody(role), verb, section, page, NOW)

    def test_each_is_explained(self):
        assert all(len(condition.__doc__ or "") > 15 for condition in CONDITIONS.values())

    def test_every_fact_asked_for_is_in_the_list_of_facts(self):
        given = {fact for cases in CASES.values() for _, _, about, _ in cases for fact in about.facts}
        assert given <= set(FACTS)


class TestAges:
    def test_a_birthday_counts_from_its_morning(self):
        assert age_on(date(2010, 11, 2), date(2026, 11, 1)) == 15
        assert age_on(date(2010, 11, 2), date(2026, 11, 2)) == 16

    def test_somebody_born_on_29_february_turns_sixteen_on_1_march(self):
        assert age_on(date(2008, 2, 29), date(2023, 2, 28)) == 14
        assert age_on(date(2008, 2, 29), date(2023, 3, 1)) == 15
        assert age_on(date(2008, 2, 29), date(2024, 2, 29)) == 16


def test_the_dates_are_in_order():
    assert YESTERDAY < TODAY < TOMORROW
