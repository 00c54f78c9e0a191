"""Every condition of the access rules, holding and not: what each footnote gives, and what it keeps back."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import coordination.access
from coordination.access import decide
from coordination.access.conditions import CONDITIONS
from coordination.access.facts import FACTS, age_on
from coordination.access.standing import towards_child
from tests.unit.access.access_world import AUTHORITY, CHILD, NOW, TODAY, somebody, thing
from tests.unit.access.condition_cases import CASES

RULES = Path(coordination.access.__file__).with_name("rules.csv")

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
        denials = [
            decide(actor, verb, about.section, about, NOW) for verb, actor, about, given in CASES[name] if not given
        ]
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
        against = {"parts": frozenset({"location", "role_grant"}), "facts": {"only_my_worker": True}}
        page = thing(section, whole=True, id=None, **against)
        if role in ("ADM",):
            page = replace(page, child_id=None)
        assert decide(somebody(role), verb, section, page, NOW)

    def test_each_is_explained(self):
        assert all(len(condition.__doc__ or "") > 15 for condition in CONDITIONS.values())

    def test_every_fact_asked_for_is_in_the_list_of_facts(self):
        given = {fact for cases in CASES.values() for _, _, about, _ in cases for fact in about.facts}
        assert given <= set(FACTS)


class TestTheRightHolder:
    """SEND regulations 2014, regs 63 to 65."""

    def holds(self, role, **about):
        actor = somebody(role)
        (held,) = towards_child(actor, CHILD, AUTHORITY, TODAY)
        return CONDITIONS["right_holder"](actor, held, thing("ehc_plan", **about), NOW)

    def test_is_the_young_person_where_they_have_capacity(self):
        assert self.holds("YP", facts={"right_holder": "young_person"})
        assert not self.holds("YP", facts={"right_holder": "parent"})
        assert not self.holds("YP")

    def test_or_was_sent_what_was_published_to_them(self):
        to_them = {"published": True, "audiences": frozenset({"young_person"})}
        assert self.holds("YP", **to_them)
        assert not self.holds("YP", **(to_them | {"published": False}))
        assert not self.holds("YP", **(to_them | {"audiences": frozenset({"parent"})}))

    def test_is_nobody_until_somebody_is_named(self):
        assert not self.holds("PAR", facts={"right_holder": None})


class TestAges:
    def test_a_birthday_counts_from_its_morning(self):
        assert age_on(date(2010, 11, 2), date(2026, 11, 1)) == 15
        assert age_on(date(2010, 11, 2), date(2026, 11, 2)) == 16

    def test_somebody_born_on_29_february_turns_sixteen_on_1_march(self):
        assert age_on(date(2008, 2, 29), date(2023, 2, 28)) == 14
        assert age_on(date(2008, 2, 29), date(2023, 3, 1)) == 15
        assert age_on(date(2008, 2, 29), date(2024, 2, 29)) == 16
