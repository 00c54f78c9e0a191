"""The first three steps of the policy: the account and its agreement, exclusion, and a live relationship."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from coordination.access import Agreement, Deny, UnknownQuestion, anonymous, decide, permits
from tests.unit.access.access_world import (
    A_THIRD,
    AUTHORITY,
    CHILD,
    COUNCIL,
    ELSEWHERE,
    LONG_AGO,
    NOW,
    OTHER_AUTHORITY,
    OTHER_CHILD,
    SOMEBODY_ELSE,
    THING,
    TODAY,
    TOMORROW,
    YESTERDAY,
    agency_of,
    agreement,
    break_glass,
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


class TestTheAccount:
    def test_nobody_signed_in_reads_nothing(self):
        assert denied(anonymous()) == ("not-signed-in", 1)

    def test_an_account_that_was_closed_reads_nothing(self):
        assert denied(somebody("SW", active=False)) == ("inactive", 1)

    def test_staff_without_their_second_factor_are_asked_for_it(self):
        answer = decide(somebody("SW", second_factor=False), "read", "support_plan", PLAN, NOW)
        assert (answer.rule, answer.step, answer.remedy, answer.hidden) == ("second-factor", 1, "second_factor", False)

    def test_none_of_this_is_hidden_from_them(self):
        for actor in (anonymous(), somebody("SW", active=False), somebody("SW", second_factor=False)):
            assert decide(actor, "read", "support_plan", PLAN, NOW).hidden is False

    def test_those_who_need_none_are_not(self):
        assert reads(somebody("SW", second_factor=False, second_factor_needed=False))

    def test_a_question_about_nothing_we_know_is_a_mistake_in_the_code(self):
        for verb, section, about in (
            ("peruse", "support_plan", PLAN),
            ("read", "diary", PLAN),
            ("read", "health", PLAN),
        ):
            with pytest.raises(UnknownQuestion):
                decide(somebody("SW"), verb, section, about, NOW)


class TestTheSharingAgreement:
    def test_a_school_reads_while_its_agreement_is_in_date(self):
        assert reads(somebody("SEN"))

    def test_and_not_from_the_day_it_ends(self):
        assert denied(somebody("SEN", agreements=(agreement("SEN", to_on=TODAY),))) == ("agreement", 1)
        assert reads(somebody("SEN", agreements=(agreement("SEN", to_on=TOMORROW),)))

    def test_nor_before_it_begins(self):
        assert denied(somebody("SEN", agreements=(agreement("SEN", from_on=TOMORROW),))) == ("agreement", 1)
        assert reads(somebody("SEN", agreements=(agreement("SEN", from_on=TODAY),)))

    def test_nor_without_one(self):
        assert denied(somebody("SEN", agreements=())) == ("agreement", 1)

    def test_nor_with_another_organisation_s_or_another_authority_s(self):
        for wrong in (agreement("HLT"), agreement("SEN", authority_id=OTHER_AUTHORITY)):
            assert denied(somebody("SEN", agreements=(wrong,))) == ("agreement", 1)

    def test_it_covers_the_sections_it_names(self):
        covered = somebody("SEN", agreements=(agreement("SEN", sections=frozenset({"support_plan"})),))
        assert reads(covered)
        assert denied(covered, about=thing("education")) == ("agreement", 1)

    def test_two_agreements_add_up(self):
        both = somebody(
            "SEN",
            agreements=(
                agreement("SEN", sections=frozenset({"support_plan"})),
                agreement("SEN", sections=frozenset({"education"})),
            ),
        )
        assert reads(both)
        assert reads(both, thing("education"))

    def test_an_agreement_about_nothing_covers_nothing(self):
        assert denied(somebody("SEN", agreements=(agreement("SEN", sections=frozenset()),))) == ("agreement", 1)

    def test_the_authority_s_own_staff_need_none(self):
        assert reads(somebody("SW", agreements=()))

    def test_but_its_post_does_not_make_a_school_the_authority_s_own(self):
        lent = somebody("SEN", roles=(post("SEN", authority_id=AUTHORITY),), agreements=())
        assert denied(lent) == ("agreement", 1)

    def test_and_another_authority_s_social_worker_needs_one(self):
        abroad = somebody("SW", roles=(post("SW", authority_id=OTHER_AUTHORITY),), agreements=())
        assert denied(abroad) == ("agreement", 1)
        agreed = replace(abroad, agreements=(Agreement(agency_id=COUNCIL, authority_id=AUTHORITY, from_on=LONG_AGO),))
        assert reads(agreed)

    def test_families_and_carers_rest_on_no_organisation(self):
        assert reads(somebody("FC", agreements=()))

    def test_a_concern_is_taken_from_anybody_whatever_became_of_the_agreement(self):
        lapsed = somebody("DSL", agreements=())
        concern = thing("enquiries", author_id=named("DSL"))
        assert decide(lapsed, "create", "enquiries", concern, NOW)
        assert not decide(lapsed, "read", "enquiries", concern, NOW)

    def test_a_lapsed_agreement_is_said_plainly_but_not_to_somebody_excluded(self):
        lapsed = somebody("SEN", agreements=())
        assert decide(lapsed, "read", "support_plan", PLAN, NOW).hidden is False
        excluded = replace(PLAN, excluded_people=frozenset({named("SEN")}))
        assert decide(lapsed, "read", "support_plan", excluded, NOW).hidden is True


class TestExclusion:
    def test_beats_membership_and_is_hidden(self):
        answer = decide(
            somebody("SW"), "read", "support_plan", replace(PLAN, excluded_people=frozenset({named("SW")})), NOW
        )
        assert (answer.rule, answer.step, answer.hidden) == ("excluded", 2, True)

    def test_beats_break_glass_a_grant_and_management_together(self):
        everything = somebody(
            "TM", relationship("TM"), break_glass("TM"), grant("TM", "support_plan"), relationship("TM", "management")
        )
        assert reads(everything)
        assert denied(everything, about=replace(PLAN, excluded_people=frozenset({named("TM")}))) == ("excluded", 2)

    def test_is_of_that_person_only(self):
        assert reads(somebody("SW"), replace(PLAN, excluded_people=frozenset({SOMEBODY_ELSE})))

    def test_holds_where_no_child_is_named(self):
        figures = thing("support_plan", child_id=None, excluded_people=frozenset({named("ANL")}))
        assert denied(stranger("ANL"), about=figures) == ("excluded", 2)


class TestARelationship:
    def test_a_stranger_finds_nothing_there(self):
        answer = decide(stranger("SW"), "read", "support_plan", PLAN, NOW)
        assert (answer.rule, answer.step, answer.hidden) == ("no-relationship", 3, True)

    def test_membership_ends_on_its_last_day_and_begins_on_its_first(self):
        assert denied(somebody("SW", relationship("SW", to_on=TODAY))) == ("no-relationship", 3)
        assert reads(somebody("SW", relationship("SW", to_on=TOMORROW)))
        assert denied(somebody("SW", relationship("SW", from_on=TOMORROW))) == ("no-relationship", 3)
        assert reads(somebody("SW", relationship("SW", from_on=TODAY)))

    def test_the_day_is_london_s(self):
        midnight = datetime(2026, 7, 1, 23, 0, tzinfo=UTC)  # 2 July in London
        until_july_2 = somebody("SW", relationship("SW", to_on=datetime(2026, 7, 2).date()))
        assert denied(until_july_2, now=midnight) == ("no-relationship", 3)
        assert reads(until_july_2, now=midnight - timedelta(seconds=1))

    def test_an_ended_membership_adds_nothing_to_a_live_one(self):
        was_manager = somebody(
            "SEN",
            relationship("SEN"),
            relationship("TM", person_id=named("SEN"), agency_id=COUNCIL, to_on=YESTERDAY),
            roles=(post("SEN"), post("TM")),
        )
        assert denied(was_manager, about=thing("supervision")) == ("no-row", 4)

    def test_is_with_that_child_and_that_authority_only(self):
        assert denied(somebody("SW", relationship("SW", child_id=OTHER_CHILD))) == ("no-relationship", 3)
        assert denied(somebody("SW", relationship("SW", authority_id=OTHER_AUTHORITY))) == ("no-relationship", 3)

    def test_is_that_person_s_own(self):
        assert denied(somebody("SW", relationship("SW", person_id=SOMEBODY_ELSE))) == ("no-relationship", 3)

    def test_rests_on_the_post_it_is_held_from(self):
        assert denied(somebody("SW", roles=())) == ("no-relationship", 3)
        assert denied(somebody("SW", roles=(post("SW", to_on=TODAY),))) == ("no-relationship", 3)
        assert denied(somebody("SW", roles=(post("SW", from_on=TOMORROW),))) == ("no-relationship", 3)
        assert denied(somebody("SW", roles=(post("SW", agency_id=ELSEWHERE),))) == ("no-relationship", 3)
        assert denied(somebody("SW", roles=(post("SEN", agency_id=COUNCIL),))) == ("no-relationship", 3)

    def test_names_no_organisation_and_any_such_post_will_do(self):
        assert reads(somebody("SW", relationship("SW", agency_id=None)))

    @pytest.mark.parametrize("role", ["LP", "SEN", "DSL", "VSH", "HLT", "EHC", "PA", "PRV", "SSW"])
    def test_these_may_lead_from_their_own_post(self, role):
        leading = relationship("LP", person_id=named(role), agency_id=agency_of(role))
        assert permits(somebody(role, leading), "update", "support_plan", PLAN, NOW)

    @pytest.mark.parametrize("role", ["SW", "TM", "IRO", "CPC", "CMS", "ADV", "IGO", "ADM", "ANL"])
    def test_and_these_may_not_be_a_lead_practitioner(self, role):
        leading = relationship("LP", person_id=named(role), agency_id=agency_of(role))
        assert not permits(somebody(role, leading), "update", "support_plan", PLAN, NOW)

    def test_a_senco_may_lead_but_not_be_the_social_worker(self):
        leading = relationship("LP", person_id=named("SEN"), agency_id=agency_of("SEN"))
        assert decide(somebody("SEN", leading), "approve", "support_plan", PLAN, NOW)
        posing = relationship("SW", person_id=named("SEN"), agency_id=agency_of("SEN"))
        assert denied(somebody("SEN", posing)) == ("no-relationship", 3)

    def test_an_administrator_may_not_lead(self):
        leading = relationship("LP", person_id=named("ADM"), agency_id=agency_of("ADM"))
        assert denied(somebody("ADM", leading)) == ("no-relationship", 3)

    def test_a_family_account_carries_no_professional_role_nor_the_other_way_round(self):
        pretending = somebody("PAR", relationship("SW", person_id=named("PAR"), agency_id=None))
        assert denied(pretending) == ("no-relationship", 3)
        as_parent = somebody("SW", relationship("PAR", person_id=named("SW")))
        assert denied(as_parent) == ("no-relationship", 3)

    def test_a_young_person_may_be_a_parent_of_another_child(self):
        mother = somebody("YP", relationship("PAR", person_id=named("YP"), child_id=OTHER_CHILD))
        assert reads(mother, thing("education", child_id=OTHER_CHILD))
        assert denied(mother, about=thing("education")) == ("no-relationship", 3)


class TestAGrant:
    def test_opens_the_section_it_names_for_reading(self):
        holder = somebody("SEN", grant("SEN", "social_care"))
        assert reads(holder, thing("social_care"))
        assert denied(holder) == ("no-relationship", 3)

    def test_opens_nothing_where_it_names_nothing(self):
        assert denied(somebody("SEN", grant("SEN", "social_care", sections=None)), about=thing("social_care")) == (
            "no-relationship",
            3,
        )

    def test_changes_nothing(self):
        holder = somebody("SW", grant("SW", "support_plan"))
        assert reads(holder)
        for verb in ("create", "update", "approve", "disclose"):
            assert denied(holder, verb) == ("read-only", 4)

    def test_expires(self):
        assert denied(somebody("SEN", grant("SEN", "social_care", to_on=TODAY)), about=thing("social_care")) == (
            "no-relationship",
            3,
        )

    def test_is_not_what_refuses_where_there_is_no_row_at_all(self):
        assert denied(somebody("SW", grant("SW", "supervision")), "approve", thing("supervision")) == ("no-row", 4)

    def test_gives_a_role_no_more_than_the_rules_do(self):
        assert denied(somebody("PRV", grant("PRV", "social_care")), about=thing("social_care")) == ("no-row", 4)

    def test_opens_a_label_above_the_section_s_own(self):
        sealed_item = thing("reviews", label="S4")
        assert reads(somebody("SEN", grant("SEN", "reviews")), sealed_item)
        assert denied(somebody("SW"), about=sealed_item) == ("label", 5)

    def test_the_privacy_officer_reads_by_one_only(self):
        assert reads(somebody("IGO", grant("IGO", "social_care")), thing("social_care"))
        assert denied(somebody("IGO"), about=thing("social_care")) == ("grant", 4)


class TestAnInvitation:
    def invited(self, **changes):
        held = relationship("EHC", "invitation", **({"sections": frozenset({"core_identity", "ehc_plan"})} | changes))
        return somebody(
            "EHC", held, roles=(), agreements=(Agreement(agency_id=COUNCIL, authority_id=AUTHORITY, from_on=LONG_AGO),)
        )

    def test_shows_the_adviser_whose_advice_is_asked(self):
        assert reads(self.invited(), thing("core_identity"))

    def test_lets_them_write_their_own_advice_and_read_no_other(self):
        own = thing("ehc_plan", author_id=named("EHC"))
        assert decide(self.invited(), "create", "ehc_plan", own, NOW).extent == "own"
        assert decide(self.invited(), "read", "ehc_plan", own, NOW).extent == "own"
        assert denied(self.invited(), about=thing("ehc_plan")) == ("not-own", 4)

    def test_does_not_make_their_own_what_belongs_to_no_organisation(self):
        alone = replace(self.invited(agency_id=None), agreements=())
        assert denied(alone, about=thing("ehc_plan", agency_id=None)) == ("not-own", 4)

    def test_opens_the_page_of_the_section_for_their_own_only(self):
        page = thing("ehc_plan", id=None, whole=True)
        assert decide(self.invited(), "read", "ehc_plan", page, NOW).extents == {"own"}

    def test_decides_and_gives_away_nothing(self):
        own = thing("ehc_plan", author_id=named("EHC"))
        assert denied(self.invited(), "approve", own) == ("invitation", 4)
        assert denied(self.invited(), "disclose", own) == ("invitation", 4)

    def test_to_one_thing_is_to_that_thing_and_what_is_in_it(self):
        guest = self.invited(things=frozenset({THING}))
        assert reads(guest, thing("ehc_plan"))
        assert reads(guest, thing("ehc_plan", id=A_THIRD, part_of=frozenset({THING})))
        assert reads(guest, thing("core_identity", id=CHILD))
        assert denied(guest, about=thing("ehc_plan", id=A_THIRD)) == ("no-relationship", 3)
        assert denied(guest, about=thing("ehc_plan", id=None)) == ("no-relationship", 3)

    def test_to_one_thing_opens_its_page_and_no_other(self):
        guest = self.invited(things=frozenset({THING}))
        assert reads(guest, thing("ehc_plan", id=THING, whole=True))
        assert reads(guest, thing("ehc_plan", id=A_THIRD, part_of=frozenset({THING}), whole=True))
        for page in (None, CHILD, A_THIRD):
            assert denied(guest, about=thing("ehc_plan", id=page, whole=True)) == ("no-relationship", 3)

    def test_of_the_authority_s_own_adviser_needs_no_agreement(self):
        held = relationship("EHC", "invitation", sections=frozenset({"core_identity"}))
        assert reads(somebody("EHC", held, agreements=()), thing("core_identity"))

    def test_does_not_make_the_adviser_one_of_the_authority_s_own(self):
        from_the_police = thing("core_identity", caveats=frozenset({"originator"}))
        assert denied(self.invited(), about=from_the_police) == ("originator", 6)
        assert reads(somebody("EHC"), from_the_police)

    def test_lets_an_adviser_raise_a_concern(self):
        concern = thing("enquiries", child_id=None, id=None, author_id=named("EHC"))
        assert decide(self.invited(), "create", "enquiries", concern, NOW)

    def test_opens_no_section_that_it_does_not_name(self):
        assert denied(self.invited(), about=thing("health")) == ("no-relationship", 3)
        assert denied(self.invited(sections=None), about=thing("ehc_plan")) == ("no-relationship", 3)

    def test_of_an_organisation_rests_on_its_agreement_and_of_a_person_alone_on_itself(self):
        lapsed = replace(self.invited(), agreements=())
        assert denied(lapsed, about=thing("core_identity")) == ("agreement", 1)
        assert reads(replace(self.invited(agency_id=None), agreements=()), thing("core_identity"))


class TestBreakGlass:
    def test_reads_the_record_for_four_hours(self):
        opened = somebody("SW", break_glass("SW"))
        answer = decide(opened, "read", "protection_plan", thing("protection_plan"), NOW)
        assert answer.via == "break_glass"
        assert {"audit", "reason", "no_print"} <= answer.obligations
        later = NOW + timedelta(hours=4)
        assert reads(opened, now=later - timedelta(seconds=1))
        assert denied(opened, now=later) == ("no-relationship", 3)

    def test_never_without_an_end_nor_with_one_too_far_away(self):
        assert denied(somebody("SW", break_glass("SW", ends_at=None))) == ("no-relationship", 3)
        assert denied(somebody("SW", break_glass("SW", ends_at=NOW + timedelta(hours=4, seconds=1)))) == (
            "no-relationship",
            3,
        )

    def test_changes_and_gives_away_nothing(self):
        for verb in ("create", "update", "approve", "disclose"):
            assert denied(somebody("SW", break_glass("SW")), verb) == ("read-only", 4)

    def test_opens_nothing_sealed_or_commercial(self):
        opened = somebody("SW", break_glass("SW"))
        assert denied(opened, about=thing("protected_location")) == ("label", 5)
        assert denied(opened, about=thing("prices")) == ("label", 5)
        assert denied(opened, about=thing("reviews", label="S4", author_id=named("SW"))) == ("label", 5)
        assert reads(opened, thing("reviews", label="S3"))

    def test_gives_way_to_membership_where_there_is_one(self):
        both = somebody("SW", break_glass("SW"), relationship("SW"))
        answer = decide(both, "read", "support_plan", PLAN, NOW)
        assert (answer.via, answer.obligations) == ("membership", {"audit"})

    def test_any_relationship_of_hours_ends_on_the_minute(self):
        covering = somebody("EDT", relationship("EDT", "duty", ends_at=NOW + timedelta(hours=9)))
        assert reads(covering)
        assert denied(covering, now=NOW + timedelta(hours=9)) == ("no-relationship", 3)
