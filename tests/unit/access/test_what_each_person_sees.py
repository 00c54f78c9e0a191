"""Each person around the child, in the words they would use: what they can do, and what never reaches them."""

from dataclasses import replace

from coordination.access import decide, permits
from tests.unit.access.access_world import (
    CHILD,
    EVERY_AUDIENCE,
    NOW,
    OTHER_CHILD,
    agency_of,
    break_glass,
    named,
    relationship,
    somebody,
    stranger,
    thing,
)
from tests.unit.access.situations import SECTIONS, VERBS


def may(actor, verb, section, **about):
    return permits(actor, verb, section, thing(section, **about), NOW)


def opens(actor):
    """The sections whose page opens."""
    return {section for section in SECTIONS if may(actor, "read", section, id=None, whole=True)}


class TestTheSocialWorker:
    worker = somebody("SW")

    def test_keeps_the_plan_and_gives_it_out(self):
        for verb in ("read", "create", "update", "approve"):
            assert may(self.worker, verb, "support_plan")

    def test_has_no_other_child_s_record(self):
        for section in SECTIONS:
            for verb in VERBS:
                assert not may(self.worker, verb, section, child_id=OTHER_CHILD), (section, verb)

    def test_reads_health_in_outline_and_sees_no_clinical_notes(self):
        answer = decide(self.worker, "read", "health", thing("health"), NOW)
        assert "appointments" in answer.fields
        assert "clinical_notes" not in answer.fields

    def test_supervision_is_theirs_to_read_and_the_manager_s_to_write(self):
        assert may(self.worker, "read", "supervision")
        assert not may(self.worker, "update", "supervision")
        assert may(somebody("TM"), "update", "supervision")


class TestTheReviewingOfficer:
    officer = somebody("IRO")

    def test_reads_the_whole_case(self):
        assert {"support_plan", "social_care", "protection_plan", "legal", "placement", "own_words"} <= opens(
            self.officer
        )

    def test_approves_no_plan_placement_grant_or_membership(self):
        for section in ("support_plan", "placement", "protected_location", "memberships", "pathway", "ehc_plan"):
            assert not may(self.officer, "approve", section), section

    def test_signs_looked_after_reviews_and_no_other(self):
        assert may(self.officer, "approve", "reviews", meeting_kind="looked_after")
        for kind in ("conference", "tac_review", "pep", "ehc_annual", None):
            assert not may(self.officer, "approve", "reviews", meeting_kind=kind), kind


class TestTheSchool:
    senco = somebody("SEN")

    def test_runs_sen_support_and_updates_its_own_actions(self):
        assert may(self.senco, "approve", "sen_support")
        assert may(self.senco, "update", "actions", agency_id=agency_of("SEN"))
        assert not may(self.senco, "update", "actions")

    def test_knows_what_keeps_the_child_safe_today(self):
        assert may(self.senco, "read", "health", parts=frozenset({"daily_safety"}))
        assert not may(self.senco, "read", "health", parts=frozenset({"diagnosis"}))
        assert may(self.senco, "read", "legal", parts=frozenset({"collection"}))

    def test_never_reads_case_notes_supervision_carers_or_prices(self):
        assert opens(self.senco).isdisjoint(
            {
                "social_care",
                "supervision",
                "carer_record",
                "prices",
                "protected_location",
                "access_log",
                "administration",
            }
        )

    def test_raises_a_concern_and_cannot_read_it_back(self):
        concern = {"author_id": named("SEN")}
        assert may(self.senco, "create", "enquiries", **concern)
        assert not may(self.senco, "read", "enquiries", **concern)


class TestTheLeadFromAnotherAgency:
    lead = somebody("LP")

    def test_coordinates(self):
        assert {"core_identity", "family_network", "support_plan", "actions", "reviews", "ehc_plan"} <= opens(self.lead)
        assert may(self.lead, "approve", "support_plan")

    def test_knows_that_a_protection_plan_exists_and_whom_to_ring(self):
        flag = decide(
            self.lead, "read", "protection_plan", thing("protection_plan", parts=frozenset({"plan_exists"})), NOW
        )
        assert flag.fields == {"plan_exists", "who_to_ring", "phone_to_ring"}
        assert not may(self.lead, "read", "protection_plan")

    def test_reads_no_social_care_record_but_their_own(self):
        assert not may(self.lead, "read", "social_care")
        assert may(self.lead, "read", "social_care", agency_id=agency_of("LP"))


class TestTheProvider:
    worker = somebody("PRV")

    def test_sees_the_outcomes_it_is_commissioned_for_and_its_own_actions_and_prices(self):
        ours = {"facts": {"commissioned_agencies": {agency_of("PRV")}}}
        assert may(self.worker, "read", "support_plan", **ours)
        assert may(self.worker, "read", "prices", agency_id=agency_of("PRV"))

    def test_sees_no_other_provider_s(self):
        other = {"agency_id": named("organisation of another provider")}
        for section in ("prices", "actions", "placement", "needs_brief"):
            assert not may(self.worker, "read", section, **other), section

    def test_learns_where_the_child_lives_only_to_work_there(self):
        assert not may(self.worker, "read", "contact_details")
        at_home = somebody("PRV", relationship("PRV", functions=frozenset({"delivers_at_home"})))
        assert may(at_home, "read", "contact_details")
        assert not may(at_home, "read", "protected_location")


class TestTheCarer:
    carer = somebody("FC")

    def test_sees_the_plan_the_school_and_alerts_with_their_reason(self):
        for section in ("support_plan", "education", "sen_support", "profile", "alerts", "contact_details"):
            assert may(self.carer, "read", section), section
        assert decide(self.carer, "read", "alerts", thing("alerts"), NOW).fields is None

    def test_keeps_their_own_diary(self):
        own = {"author_id": named("FC")}
        for verb in ("read", "create", "update"):
            assert may(self.carer, verb, "carer_record", **own), verb
        assert not may(self.carer, "read", "carer_record")

    def test_does_not_see_the_social_work_record_or_supervision(self):
        assert opens(self.carer).isdisjoint({"social_care", "supervision", "sharing_decisions", "access_log"})

    def test_has_nothing_once_they_no_longer_care_for_the_child(self):
        former = somebody("FC", relationship("FC", to_on=NOW.date()))
        for section in SECTIONS:
            for verb in VERBS:
                assert not permits(former, verb, section, thing(section, author_id=named("FC")), NOW), (section, verb)


class TestTheYoungPerson:
    me = somebody("YP")

    def test_sees_what_is_published_to_them_and_all_they_said(self):
        published = {"published": True, "audiences": frozenset({"young_person"})}
        for section in ("support_plan", "reviews", "actions", "social_care", "protection_plan", "legal", "placement"):
            assert may(self.me, "read", section, **published), section
            assert not may(self.me, "read", section), section
        assert may(self.me, "read", "own_words")
        assert may(self.me, "update", "own_words", author_id=named("YP"))

    def test_sees_who_looked_but_no_row_that_would_reveal_a_danger(self):
        assert may(self.me, "read", "access_log", facts={"reveals_danger": False})
        assert not may(self.me, "read", "access_log", facts={"reveals_danger": True})

    def test_has_their_own_words_read_by_their_worker_only_if_they_choose(self):
        private = {"facts": {"only_my_worker": True}, "author_id": named("YP")}
        mine = somebody("SW", relationship("SW", functions=frozenset({"allocated"})))
        assert may(mine, "read", "own_words", **private)
        for actor in (somebody("SW"), somebody("IRO"), somebody("PA"), somebody("TM"), somebody("LP"), somebody("PAR")):
            assert not may(actor, "read", "own_words", **private), actor.roles

    def test_keeps_from_a_school_what_one_of_its_staff_wrote_down_for_the_worker_alone(self):
        told = {"agency_id": agency_of("SEN")}
        assert may(somebody("SEN"), "read", "own_words", **told)
        assert not may(somebody("SEN"), "read", "own_words", facts={"only_my_worker": True}, **told)

    def test_reads_nothing_of_a_brother_or_sister(self):
        assert not may(self.me, "read", "own_words", child_id=OTHER_CHILD)


class TestTheParents:
    def test_each_sees_what_is_published_to_them_and_their_own_words(self):
        parent = somebody("PAR")
        assert may(parent, "read", "support_plan", published=True, audiences=frozenset({"parent"}))
        assert not may(parent, "read", "support_plan", published=True, audiences=frozenset({"carer"}))
        assert may(parent, "read", "reviews", author_id=named("PAR"))

    def test_one_s_details_are_not_the_other_s_to_read(self):
        assert may(somebody("PAR"), "read", "contact_details", owner_person_id=named("PAR"))
        assert not may(somebody("PAR"), "read", "contact_details", owner_person_id=named("the other parent"))

    def test_one_can_be_told_what_the_other_is_not(self):
        told = thing("support_plan", published=True, audiences=frozenset({"parent"}))
        other = somebody(
            "PAR", relationship("PAR", person_id=named("the other parent")), person_id=named("the other parent")
        )
        kept = replace(told, caveats=frozenset({f"not-to:{named('the other parent')}"}))
        assert decide(other, "read", "support_plan", told, NOW)
        assert not decide(other, "read", "support_plan", kept, NOW)
        assert decide(somebody("PAR"), "read", "support_plan", kept, NOW)

    def test_no_protected_place_reaches_a_parent(self):
        place = {"published": True, "audiences": EVERY_AUDIENCE, "facts": {"known_to": {named("PAR")}}}
        assert not may(somebody("PAR"), "read", "protected_location", **place)
        assert not may(somebody("PAR"), "read", "placement", label="S4", **place)


class TestThoseWhoseWorkIsNotTheChild:
    def test_administrators_open_no_child_s_section(self):
        assert opens(stranger("ADM")) == set()
        assert opens(somebody("ADM")) == {"administration"}

    def test_analysts_see_figures_and_never_a_child(self):
        analyst = stranger("ANL")
        assert may(analyst, "read", "support_plan", child_id=None)
        for section in SECTIONS:
            assert not may(analyst, "read", section, author_id=named("ANL")), section

    def test_the_privacy_officer_reads_who_looked_and_needs_a_grant_for_content(self):
        officer = somebody("IGO")
        assert {"access_log", "memberships", "sharing_decisions"} <= opens(officer)
        assert not may(officer, "read", "support_plan")

    def test_a_commissioner_seeks_a_home_for_nobody_they_could_name(self):
        answer = decide(somebody("CMS"), "read", "core_identity", thing("core_identity"), NOW)
        assert answer.fields == {"reference", "age_band"}


class TestAllegations:
    def test_are_read_by_those_named_on_them_and_not_by_their_subject(self):
        about = thing(
            "allegations", named_people=frozenset({named("TM"), named("SW")}), excluded_people=frozenset({named("SW")})
        )
        assert decide(somebody("TM"), "read", "allegations", about, NOW)
        answer = decide(somebody("SW", relationship("SW"), break_glass("SW")), "read", "allegations", about, NOW)
        assert (answer.rule, answer.hidden) == ("excluded", True)

    def test_are_not_opened_by_break_glass(self):
        about = thing("allegations", named_people=frozenset({named("TM")}))
        assert not decide(somebody("TM", break_glass("TM")), "read", "allegations", about, NOW)


def test_the_child_s_own_key_is_the_key_of_its_pages():
    assert may(somebody("SEN"), "read", "actions", id=CHILD, whole=True)
