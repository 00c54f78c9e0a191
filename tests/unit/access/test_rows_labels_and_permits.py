"""The steps in the middle and at the end: the rows that hold, labels, what is hidden, what a permit obliges."""

from dataclasses import FrozenInstanceError, replace
from datetime import timedelta

import pytest

from coordination.access import Actor, Deny, decide, permits, system
from coordination.access.policy import Permit
from tests.unit.access.access_world import (
    A_THIRD,
    CHILD,
    ELSEWHERE,
    NOW,
    OTHER_AUTHORITY,
    TODAY,
    agency_of,
    agreement,
    grant,
    named,
    post,
    relationship,
    somebody,
    stranger,
    thing,
)

PLAN = thing("support_plan")


def denied(actor, verb="read", about=PLAN, now=NOW):
    """The denial's rule and step; fails on a permit."""
    answer = decide(actor, verb, about.section, about, now)
    assert isinstance(answer, Deny), answer
    return answer.rule, answer.step


def reads(actor, about=PLAN, now=NOW):
    return permits(actor, "read", about.section, about, now)


class TestRows:
    def test_several_roles_add_up_to_the_widest(self):
        both = somebody(
            "SW",
            relationship("SW"),
            relationship("HLT", person_id=named("SW"), agency_id=agency_of("HLT")),
            roles=(post("SW"), post("HLT")),
            agreements=(agreement("HLT"),),
        )
        answer = decide(both, "read", "health", thing("health"), NOW)
        assert (answer.extent, answer.role, answer.fields) == ("full", "HLT", None)
        assert answer.extents == {"full", "limited"}

    def test_two_limited_views_show_the_fields_of_both(self):
        both = somebody(
            "SEN",
            relationship("SEN"),
            relationship("HLT", person_id=named("SEN")),
            roles=(post("SEN"), post("HLT")),
            agreements=(agreement("SEN"), agreement("HLT")),
        )
        assert decide(somebody("SEN"), "read", "identifiers", thing("identifiers"), NOW).fields == {"upn", "uln"}
        answer = decide(both, "read", "identifiers", thing("identifiers"), NOW)
        assert answer.fields == {"upn", "uln", "nhs_number", "consistent_identifier"}

    def test_own_is_the_author_s_the_owner_s_and_the_organisation_s(self):
        provider = somebody("PRV")
        assert reads(provider, thing("actions", author_id=named("PRV")))
        assert reads(provider, thing("actions", owner_person_id=named("PRV")))
        assert reads(provider, thing("actions", agency_id=agency_of("PRV")))
        assert denied(provider, about=thing("actions")) == ("not-own", 4)

    def test_family_have_no_organisation_s_own(self):
        carer = somebody("FC", relationship("FC", agency_id=ELSEWHERE))
        assert denied(carer, about=thing("carer_record", agency_id=ELSEWHERE)) == ("not-own", 4)

    def test_a_message_is_its_participants_own_not_their_organisations(self):
        message = thing("messages", agency_id=agency_of("SEN"), named_people=frozenset({named("YP"), named("SW")}))
        assert reads(somebody("YP"), message)
        assert reads(somebody("SW"), message)
        assert denied(somebody("SEN"), about=message) == ("not-own", 4)

    def test_published_is_to_an_audience(self):
        to_parents = thing("support_plan", published=True, audiences=frozenset({"parent"}))
        assert reads(somebody("PAR"), to_parents)
        assert denied(somebody("YP"), about=to_parents) == ("not-published", 4)
        assert denied(somebody("PAR"), about=replace(to_parents, published=False)) == ("not-published", 4)
        assert denied(somebody("LP"), about=thing("own_words", published=True, audiences=frozenset({"parent"}))) == (
            "not-published",
            4,
        )

    def test_an_advocate_sees_what_the_young_person_agrees_to_document_by_document(self):
        published = thing("support_plan", published=True, audiences=frozenset({"young_person"}))
        assert denied(somebody("ADV"), about=published) == ("not-published", 4)
        assert reads(somebody("ADV"), replace(published, facts={"advocates_agreed": {named("ADV")}}))
        assert not reads(somebody("ADV"), replace(published, facts={"advocates_agreed": {A_THIRD}}))

    def test_aggregates_name_no_child_and_need_no_relationship(self):
        figures = thing("support_plan", child_id=None)
        assert decide(stranger("ANL"), "read", "support_plan", figures, NOW).extent == "aggregate"
        assert denied(stranger("SW"), about=figures) == ("names-no-child", 4)
        on_a_team = somebody("ANL")
        assert denied(on_a_team) == ("aggregate", 4)

    def test_an_analyst_s_figures_are_of_their_own_authority(self):
        assert denied(stranger("ANL"), about=thing("support_plan", child_id=None, authority_id=OTHER_AUTHORITY)) == (
            "agreement",
            1,
        )
        assert denied(stranger("ANL"), about=thing("support_plan", child_id=None, authority_id=None)) == (
            "agreement",
            1,
        )
        regional = stranger("ANL", agreements=(agreement("ANL", authority_id=OTHER_AUTHORITY),))
        assert reads(regional, thing("support_plan", child_id=None, authority_id=OTHER_AUTHORITY))

    def test_nor_of_no_authority_for_a_post_with_none(self):
        nowhere = stranger("ANL", roles=(post("ANL", authority_id=None),), agreements=())
        assert denied(nowhere, about=thing("support_plan", child_id=None, authority_id=None)) == ("agreement", 1)

    def test_a_new_record_may_be_opened_by_those_who_open_records(self):
        new = thing("core_identity", child_id=None, id=None, author_id=None)
        assert decide(stranger("SW"), "create", "core_identity", new, NOW)
        assert decide(stranger("EDT"), "create", "core_identity", new, NOW)
        assert not decide(stranger("SEN"), "create", "core_identity", new, NOW)
        assert not decide(somebody("PAR"), "create", "core_identity", new, NOW)

    def test_a_concern_may_be_raised_about_a_child_nobody_can_name(self):
        concern = thing("enquiries", child_id=None, id=None, author_id=None)
        for actor in (stranger("SEN"), stranger("DSL"), somebody("PAR"), somebody("YP"), somebody("FC")):
            assert decide(actor, "create", "enquiries", concern, NOW), actor.kind
        assert not decide(stranger("PAR"), "create", "enquiries", concern, NOW)
        # Of no child in particular a place on a team gives that and no more: neither reading them, nor anything else.
        assert not decide(
            somebody("PAR"), "create", "protection_plan", replace(concern, section="protection_plan"), NOW
        )
        assert not decide(somebody("SW"), "read", "enquiries", concern, NOW)
        assert not decide(somebody("PAR", relationship("PAR", to_on=TODAY)), "create", "enquiries", concern, NOW)
        somebody_s = somebody("PAR", relationship("PAR", person_id=A_THIRD))
        assert not decide(somebody_s, "create", "enquiries", concern, NOW)

    def test_of_two_reasons_the_first_is_given(self):
        both = somebody("SW", relationship("SW", case_kind="early_help"), grant("SW", "support_plan"))
        assert denied(both, "update", thing("support_plan", case_kind="looked_after")) == ("case-kind", 4)

    def test_of_two_ways_the_one_that_asks_less_is_taken(self):
        both = somebody(
            "SW",
            relationship("SW"),
            grant("IRO", "protected_location", person_id=named("SW")),
            roles=(post("SW"), post("IRO")),
        )
        answer = decide(both, "read", "protected_location", thing("protected_location"), NOW)
        assert (answer.via, answer.obligations) == ("grant", {"audit", "no_print"})

    def test_people_read_across_cases_and_act_in_their_own(self):
        early_help = somebody("LP", relationship("LP", case_kind="early_help"))
        other_case = thing("support_plan", case_kind="looked_after")
        assert reads(early_help, other_case)
        assert denied(early_help, "approve", other_case) == ("case-kind", 4)
        assert decide(early_help, "approve", "support_plan", replace(other_case, case_kind="early_help"), NOW)
        assert decide(early_help, "approve", "support_plan", PLAN, NOW)

    def test_administration_is_the_administrator_s_in_their_authority(self):
        screen = thing("administration", child_id=None, whole=True)
        assert reads(stranger("ADM"), screen)
        assert reads(stranger("ADM"), replace(screen, authority_id=None))
        assert denied(stranger("ADM"), about=replace(screen, authority_id=OTHER_AUTHORITY)) == ("no-row", 4)
        assert denied(stranger("SW"), about=screen) == ("no-row", 4)

    def test_a_return_names_nobody_and_is_the_manager_s_to_check(self):
        assert reads(stranger("TM"), thing("statutory_return", child_id=None))
        assert not reads(stranger("SW"), thing("statutory_return", child_id=None))


class TestAPageAsAWhole:
    def test_opens_for_whoever_may_see_some_of_it(self):
        assert decide(somebody("YP"), "read", "actions", thing("actions", id=None, whole=True), NOW).extents == {
            "published",
            "own",
        }
        assert reads(somebody("PRV"), thing("actions", id=CHILD, whole=True))

    def test_but_an_entry_answers_for_itself_whether_it_is_published(self):
        review = thing("reviews", whole=True)
        assert denied(somebody("FC"), about=review) == ("not-published", 4)
        assert reads(somebody("FC"), replace(review, published=True, audiences=frozenset({"carer"})))

    def test_and_nothing_is_changed_on_the_strength_of_its_page(self):
        somebody_s_action = thing("actions", whole=True)
        assert denied(somebody("SEN"), "update", somebody_s_action) == ("not-own", 4)
        assert decide(somebody("SEN"), "update", "actions", replace(somebody_s_action, id=None), NOW)

    def test_a_form_for_something_new_opens(self):
        assert decide(somebody("SEN"), "create", "actions", thing("actions", whole=True), NOW)

    def test_is_closed_to_strangers_all_the_same(self):
        assert denied(stranger("SW"), about=thing("actions", id=None, whole=True)) == ("no-relationship", 3)


class TestLabels:
    def test_an_item_above_its_section_is_seen_by_those_cleared_for_it(self):
        item = thing("reviews", label="S3")
        for role in ("SW", "TM", "IRO", "CPC"):
            assert reads(somebody(role), item), role
        for role in ("LP", "PA", "SEN", "DSL", "VSH", "HLT", "EHC", "SSW"):
            assert denied(somebody(role), about=item) == ("label", 5), role

    def test_members_of_the_core_group_are_cleared_for_safeguarding(self):
        for role in ("SEN", "DSL", "HLT"):
            assert reads(
                somebody(role, relationship(role, functions=frozenset({"core_group"}))), thing("reviews", label="S3")
            )
        assert not reads(
            somebody("LP", relationship("LP", functions=frozenset({"core_group"}))), thing("reviews", label="S3")
        )

    def test_being_told_of_an_alert_is_no_clearance(self):
        assert reads(somebody("SSW"), thing("alerts"))
        assert not reads(somebody("SSW"), thing("reviews", label="S3"))

    def test_authors_owners_and_those_named_do_not_lose_sight_of_it(self):
        assert reads(somebody("SEN"), thing("reviews", label="S4", author_id=named("SEN")))
        assert reads(somebody("SEN"), thing("actions", label="S3", owner_person_id=named("SEN")))
        assert reads(somebody("SEN"), thing("reviews", label="S4", named_people=frozenset({named("SEN")})))

    def test_their_organisation_does(self):
        assert not reads(somebody("SEN"), thing("actions", label="S3", agency_id=agency_of("SEN")))

    def test_a_lower_label_widens_nothing(self):
        assert not reads(somebody("SEN"), thing("social_care", label="S0"))
        assert reads(somebody("SW"), thing("social_care", label="S0"))

    def test_commercial_is_an_axis_of_its_own(self):
        cost = thing("placement", label="C")
        assert reads(somebody("CMS"), cost)
        assert denied(somebody("SW"), about=cost) == ("label", 5)
        assert denied(somebody("TM"), about=cost) == ("label", 5)

    def test_a_label_nobody_knows_shows_nothing(self):
        assert denied(somebody("SW"), about=thing("support_plan", label="S9")) == ("label", 5)

    def test_sealed_is_opened_by_no_role(self):
        assert denied(somebody("SW"), about=thing("legal", label="S4")) == ("label", 5)


class TestWhatIsHidden:
    def test_an_entry_that_may_not_be_seen_looks_absent(self):
        for about in (
            thing("support_plan", published=True, audiences=frozenset({"carer"})),
            thing("support_plan", published=True, audiences=frozenset({"parent"}), label="S4"),
            thing("support_plan", published=True, audiences=frozenset({"parent"}), caveats=frozenset({"not-parent"})),
            thing("enquiries"),
        ):
            assert decide(somebody("PAR"), "read", about.section, about, NOW).hidden is True

    def test_changing_what_may_not_be_seen_looks_absent_too(self):
        assert decide(somebody("SEN"), "update", "enquiries", thing("enquiries"), NOW).hidden is True

    def test_changing_what_may_be_seen_is_refused_openly(self):
        answer = decide(somebody("IRO"), "approve", "support_plan", PLAN, NOW)
        assert (answer.rule, answer.hidden) == ("no-row", False)

    def test_a_section_s_page_is_refused_openly(self):
        assert (
            decide(somebody("SEN"), "read", "supervision", thing("supervision", id=None, whole=True), NOW).hidden
            is False
        )

    def test_an_entry_without_a_key_is_an_entry(self):
        assert decide(somebody("PAR"), "read", "enquiries", thing("enquiries", id=None), NOW).hidden is True

    def test_adding_is_refused_openly(self):
        assert decide(somebody("SEN"), "create", "supervision", thing("supervision"), NOW).hidden is False
        assert decide(somebody("IRO"), "create", "support_plan", PLAN, NOW).hidden is False

    def test_so_are_screens_about_no_child(self):
        assert (
            decide(
                stranger("SW"), "read", "administration", thing("administration", child_id=None, id=None), NOW
            ).hidden
            is False
        )

    def test_but_not_one_entry_of_somebody_else_s(self):
        offer = thing("prices", child_id=None)
        assert decide(stranger("PRV"), "read", "prices", offer, NOW).hidden is True

    def test_what_waits_for_a_proof_of_identity_is_not_hidden(self):
        unproved = somebody("SW", stepped_up_at=None)
        answer = decide(unproved, "read", "protected_location", thing("protected_location"), NOW)
        assert (answer.rule, answer.step, answer.hidden, answer.remedy) == ("step-up", 9, False, "step_up")
        refused = decide(unproved, "approve", "protected_location", thing("protected_location"), NOW)
        assert (refused.rule, refused.hidden) == ("no-row", False)


class TestWhatAPermitObliges:
    def test_every_permit_is_recorded(self):
        assert decide(somebody("SW"), "read", "support_plan", PLAN, NOW).obligations == {"audit"}

    def test_limited_and_published_views_are_redacted(self):
        assert "redact" in decide(somebody("SW"), "read", "health", thing("health"), NOW).obligations
        published = thing("support_plan", published=True, audiences=frozenset({"parent"}))
        assert "redact" in decide(somebody("PAR"), "read", "support_plan", published, NOW).obligations

    def test_a_protected_place_is_never_printed_and_was_proved_for(self):
        place = thing("protected_location", facts={"known_to": {named("YP")}})
        assert decide(somebody("SW"), "read", "protected_location", place, NOW).obligations == {
            "audit",
            "step_up",
            "no_print",
        }
        assert decide(somebody("YP"), "read", "protected_location", place, NOW).obligations == {"audit", "no_print"}

    def test_what_somebody_already_knows_is_never_printed_whatever_its_label(self):
        place = thing("protected_location", label="S2", facts={"known_to": {named("FC")}})
        assert decide(somebody("FC"), "read", "protected_location", place, NOW).obligations == {"audit", "no_print"}

    def test_nothing_sealed_is_printed_wherever_it_stands(self):
        item = thing("reviews", label="S4")
        assert decide(somebody("SEN", grant("SEN", "reviews")), "read", "reviews", item, NOW).obligations == {
            "audit", "no_print",
        }  # fmt: skip

    def test_does_not_change(self):
        with pytest.raises(FrozenInstanceError):
            decide(somebody("SW"), "read", "support_plan", PLAN, NOW).obligations = frozenset()
        with pytest.raises(FrozenInstanceError):
            decide(stranger("SW"), "read", "support_plan", PLAN, NOW).hidden = False

    def test_an_emergency_reveal_carries_its_reason(self):
        place = thing(
            "protected_location",
            facts={
                "emergency_reveal_by": named("EDT"),
                "emergency_reveal_with": A_THIRD,
                "emergency_reveal_until": NOW + timedelta(minutes=5),
            },
        )
        assert decide(somebody("EDT"), "read", "protected_location", place, NOW).obligations == {
            "audit",
            "reason",
            "no_print",
        }

    def test_says_which_relationship_and_which_conditions_gave_it(self):
        answer = decide(somebody("YP"), "read", "core_identity", thing("core_identity"), NOW)
        assert (answer.role, answer.via, answer.conditions) == ("YP", "self", {"may_request_correction"})

    def test_the_fields_of_a_commissioner_s_view_grow_with_the_placement(self):
        before = decide(somebody("CMS"), "read", "core_identity", thing("core_identity"), NOW)
        after = decide(
            somebody("CMS"), "read", "core_identity", thing("core_identity", facts={"placement_agreed": True}), NOW
        )
        assert before.fields == {"reference", "age_band"}
        assert {"given_names", "date_of_birth"} <= after.fields

    def test_a_denial_is_false_and_a_permit_true(self):
        assert bool(decide(somebody("SW"), "read", "support_plan", PLAN, NOW)) is True
        assert bool(decide(stranger("SW"), "read", "support_plan", PLAN, NOW)) is False


class TestProcesses:
    def test_do_what_they_name_and_no_more(self):
        clocks = system("deadlines", {("reviews", "read")})
        answer = decide(clocks, "read", "reviews", thing("reviews"), NOW)
        assert (answer.role, answer.via, answer.extent, answer.extents) == ("deadlines", "process", "full", {"full"})
        assert denied(clocks, "update", thing("reviews")) == ("process", 4)
        assert denied(clocks, about=thing("health")) == ("process", 4)

    def test_stop_when_switched_off(self):
        clocks = Actor(process="deadlines", kind="system", active=False, may=frozenset({("reviews", "read")}))
        assert denied(clocks, about=thing("reviews")) == ("inactive", 1)

    def test_a_person_s_account_cannot_be_a_process_as_well(self):
        with pytest.raises(ValueError, match="not both"):
            Actor(person_id=A_THIRD, process="deadlines", kind="system", active=True)
        with pytest.raises(ValueError, match="names its process"):
            Actor(process="deadlines", kind="workforce", active=True)
        with pytest.raises(ValueError, match="names its process"):
            Actor(person_id=A_THIRD, kind="system", active=True)


class TestWhatAPermitShows:
    """What a page asks of a decision before it shows a part of a section."""

    def test_all_of_it_where_nothing_limits_it(self):
        whole = Permit(obligations=frozenset({"audit"}), extent="full", role="SW")
        assert whole.is_whole and whole.shows("plan")

    def test_the_fields_of_a_limited_view_alone(self):
        part = Permit(obligations=frozenset(), extent="limited", role="VSH", fields=frozenset({"summary"}))
        assert part.shows("summary") and not part.shows("plan") and not part.is_whole

    def test_nothing_where_it_was_denied(self):
        no = Deny("no-row", 4, False)
        assert not no.is_whole and not no.shows("summary")
