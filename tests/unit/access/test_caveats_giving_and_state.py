"""What stops somebody whom the rules let through: a caveat, the recipient, the state of the record."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from coordination.access import Deny, decide, permits, system
from tests.unit.access.access_world import (
    A_THIRD,
    EVERY_AUDIENCE,
    NOW,
    OTHER_CHILD,
    SOMEBODY_ELSE,
    TOMORROW,
    YESTERDAY,
    agency_of,
    given_to,
    grant,
    named,
    relationship,
    somebody,
    stranger,
    thing,
)

PLAN = thing("support_plan", published=True, audiences=EVERY_AUDIENCE)
PACK = replace(PLAN, recipient=given_to("school", person_id=A_THIRD))


def denied(actor, verb="read", about=PLAN, now=NOW):
    answer = decide(actor, verb, about.section, about, now)
    assert isinstance(answer, Deny), answer
    return answer.rule, answer.step


def reads(actor, about=PLAN, now=NOW):
    return permits(actor, "read", about.section, about, now)


def gives(actor, about=PACK, now=NOW):
    return permits(actor, "disclose", about.section, about, now)


def with_caveat(*caveats, **changes):
    return replace(PLAN, caveats=frozenset(caveats), **changes)


class TestCaveats:
    @pytest.mark.parametrize(
        ("caveat", "kept_from", "shown_to"),
        [
            ("not-parent", {"PAR"}, {"FC", "YP", "SW"}),
            ("not-carer", {"FC"}, {"PAR", "YP", "SW"}),
            ("not-young-person", {"YP", "ADV"}, {"PAR", "FC", "SW"}),
            ("third-party", {"YP", "ADV", "PAR", "FC"}, {"SW", "SEN"}),
            (f"not-to:{named('SEN')}", {"SEN"}, {"SW", "HLT", "PAR"}),
        ],
    )
    def test_keep_it_from_those_they_name_and_nobody_else(self, caveat, kept_from, shown_to):
        about = with_caveat(caveat, facts={"advocates_agreed": {named("ADV")}})
        for role in kept_from:
            assert reads(somebody(role), replace(about, caveats=frozenset()))
            assert denied(somebody(role), about=about) == (caveat.partition(":")[0], 6), role
        for role in shown_to:
            assert reads(somebody(role), about), role

    def test_a_parent_whose_contact_has_ended_is_a_parent_still(self):
        once_parent = somebody("PAR", relationship("PAR", to_on=YESTERDAY), relationship("FC", person_id=named("PAR")))
        assert reads(once_parent)
        assert denied(once_parent, about=with_caveat("not-parent")) == ("not-parent", 6)

    def test_do_not_take_people_s_own_words_away(self):
        words = thing("reviews", author_id=named("PAR"), caveats=frozenset({"not-parent", "third-party"}))
        assert reads(somebody("PAR"), words)
        assert denied(somebody("YP"), about=thing("own_words", caveats=frozenset({"not-young-person"}))) == (
            "not-young-person",
            6,
        )
        assert reads(somebody("YP"), thing("own_words", author_id=named("YP"), caveats=frozenset({"not-young-person"})))

    def test_on_its_recipient_stop_no_reader(self):
        assert reads(somebody("SW"), with_caveat("not-parent", recipient=given_to("parent")))

    def test_reading_what_is_about_somebody_else_obliges_staff_to_nothing_more(self):
        answer = decide(somebody("SW"), "read", "support_plan", with_caveat("third-party"), NOW)
        assert answer.obligations == {"audit"}

    def test_not_to_a_person_holds_even_for_what_they_wrote(self):
        about = with_caveat(f"not-to:{named('SW')}", author_id=named("SW"))
        assert denied(somebody("SW"), about=about) == ("not-to", 6)

    def test_add_up(self):
        about = with_caveat("not-parent", "not-carer")
        assert [role for role in ("PAR", "FC", "YP", "SW") if reads(somebody(role), about)] == ["YP", "SW"]

    @pytest.mark.parametrize(
        "caveat", ["not-to:", "not-to:everybody", "embargo:", "embargo:soon", "not-uncle", "embargo", "x:1"]
    )
    def test_one_that_cannot_be_read_stops_everybody(self, caveat):
        assert not reads(somebody("SW"), with_caveat(caveat))
        assert not gives(somebody("SW"), replace(PACK, caveats=frozenset({caveat})))

    def test_what_came_with_a_condition_stays_with_its_source_and_the_authority(self):
        police = with_caveat("originator", agency_id=agency_of("HLT"))
        assert reads(somebody("SW"), police)
        assert reads(somebody("HLT"), police)
        assert denied(somebody("SEN"), about=police) == ("originator", 6)
        assert denied(somebody("PAR"), about=police) == ("originator", 6)
        agreed = replace(police, facts={"originator_agrees": True})
        assert reads(somebody("SEN"), agreed)
        assert reads(somebody("PAR"), agreed)

    def test_and_is_given_to_nobody_until_the_source_agrees(self):
        pack = replace(PACK, caveats=frozenset({"originator"}))
        assert denied(somebody("SW"), "disclose", pack) == ("originator", 6)
        assert gives(somebody("SW"), replace(pack, facts={"originator_agrees": True}))


class TestGivingToSomebody:
    def test_the_social_worker_gives_the_school_its_version(self):
        answer = decide(somebody("SW"), "disclose", "support_plan", PACK, NOW)
        assert answer.obligations == {"audit", "watermark"}

    def test_a_role_without_the_right_gives_nothing(self):
        assert denied(somebody("SEN"), "disclose", PACK) == ("no-row", 4)

    @pytest.mark.parametrize(
        ("changes", "rule"),
        [
            ({"recipient": None}, "no-recipient"),
            ({"audiences": frozenset({"team", "parent"})}, "audience"),
            ({"recipient": given_to("school", basis_recorded=False)}, "basis"),
            ({"recipient": given_to("school", agreement_covers=False)}, "recipient-agreement"),
            ({"recipient": given_to("school", excluded=True)}, "recipient-excluded"),
            ({"excluded_people": frozenset({A_THIRD})}, "recipient-excluded"),
        ],
    )
    def test_each_thing_that_must_be_in_order(self, changes, rule):
        answer = decide(somebody("SW"), "disclose", "support_plan", replace(PACK, **changes), NOW)
        assert (answer.rule, answer.step, answer.hidden) == (rule, 7, False)

    def test_families_have_no_agreement_to_check(self):
        for audience in ("carer", "parent", "young_person"):
            assert gives(somebody("SW"), replace(PLAN, recipient=given_to(audience, agreement_covers=False)))
        assert not gives(somebody("SW"), replace(PLAN, recipient=given_to("health", agreement_covers=False)))

    @pytest.mark.parametrize(
        ("caveat", "audience"),
        [("not-parent", "parent"), ("not-carer", "carer"), ("not-young-person", "young_person")],
    )
    def test_a_caveat_follows_it_to_its_recipient(self, caveat, audience):
        kept = with_caveat(caveat, recipient=given_to(audience))
        assert denied(somebody("SW"), "disclose", kept) == (caveat, 6)
        assert gives(somebody("SW"), replace(kept, recipient=given_to("health")))

    def test_nor_is_it_given_to_the_person_it_is_not_for(self):
        kept = with_caveat(f"not-to:{A_THIRD}")
        assert denied(somebody("SW"), "disclose", replace(kept, recipient=given_to("school", person_id=A_THIRD))) == (
            "not-to",
            6,
        )
        assert gives(somebody("SW"), replace(kept, recipient=given_to("school", person_id=SOMEBODY_ELSE)))

    def test_what_is_about_somebody_else_goes_to_no_family_and_redacted_to_others(self):
        kept = with_caveat("third-party")
        for audience in ("carer", "parent", "young_person"):
            assert denied(somebody("SW"), "disclose", replace(kept, recipient=given_to(audience))) == ("third-party", 6)
        answer = decide(somebody("SW"), "disclose", "support_plan", replace(kept, recipient=given_to("health")), NOW)
        assert answer.obligations == {"audit", "watermark", "redact"}

    def test_the_page_for_making_a_pack_opens_before_anybody_is_chosen(self):
        page = replace(PLAN, id=None, whole=True)
        assert gives(somebody("SW"), page)
        assert not gives(somebody("SW"), replace(page, recipient=given_to("school", basis_recorded=False)))
        assert not gives(somebody("SW"), replace(PLAN, whole=True))

    def test_a_protected_place_is_given_by_nobody(self):
        place = thing("protected_location", audiences=EVERY_AUDIENCE, recipient=given_to("carer"))
        assert denied(somebody("SW"), "disclose", place) == ("no-row", 4)


class TestProcessesThatGive:
    sender = system("circulation", {("support_plan", "disclose"), ("support_plan", "read")})

    def test_give_as_a_person_would(self):
        assert decide(self.sender, "disclose", "support_plan", PACK, NOW).obligations == {"audit", "watermark"}
        assert denied(self.sender, "disclose", replace(PACK, recipient=None)) == ("no-recipient", 7)
        assert denied(self.sender, "disclose", replace(PACK, recipient=given_to("school", basis_recorded=False))) == (
            "basis",
            7,
        )

    def test_give_nothing_whose_caveats_cannot_be_read(self):
        for caveat in ("not-to:everybody", "not-uncle", "embargo:soon"):
            assert denied(self.sender, "disclose", replace(PACK, caveats=frozenset({caveat})))[1] == 6
        nobody = with_caveat("not-parent", recipient=None)
        assert denied(self.sender, "disclose", nobody) == ("no-recipient", 7)

    def test_keep_to_the_caveats_on_the_recipient(self):
        kept = with_caveat("not-parent", recipient=given_to("parent"))
        assert denied(self.sender, "disclose", kept) == ("not-parent", 6)
        assert gives(self.sender, replace(kept, recipient=given_to("carer")))
        somebodys = with_caveat(f"not-to:{A_THIRD}", recipient=given_to("health", person_id=A_THIRD))
        assert denied(self.sender, "disclose", somebodys) == ("not-to", 6)
        originators = with_caveat("originator", recipient=given_to("health"))
        assert denied(self.sender, "disclose", originators) == ("originator", 6)
        assert gives(self.sender, replace(originators, facts={"originator_agrees": True}))

    def test_and_to_what_is_sealed_or_under_an_embargo(self):
        assert denied(self.sender, "disclose", replace(PACK, state="sealed")) == ("sealed", 8)
        assert decide(self.sender, "disclose", "support_plan", replace(PACK, state="sealed"), NOW).hidden is True
        embargoed = replace(PACK, caveats=frozenset({f"embargo:{TOMORROW}"}))
        assert decide(self.sender, "disclose", "support_plan", embargoed, NOW).hidden is False
        assert denied(self.sender, "disclose", replace(PACK, caveats=frozenset({f"embargo:{TOMORROW}"}))) == (
            "embargo",
            8,
        )

    def test_nothing_is_kept_from_them_to_read(self):
        sealed = with_caveat("originator", "third-party", label="S4", state="sealed")
        assert decide(self.sender, "read", "support_plan", sealed, NOW).obligations == {"audit", "no_print"}
        assert decide(self.sender, "read", "support_plan", PLAN, NOW).obligations == {"audit"}
        keeper = system("keeping", {("protected_location", "read")})
        place = decide(keeper, "read", "protected_location", thing("protected_location"), NOW)
        assert place.obligations == {"audit", "no_print"}
        about_others = with_caveat("third-party", recipient=given_to("health"))
        assert decide(self.sender, "disclose", "support_plan", about_others, NOW).obligations == {
            "audit", "watermark", "redact",
        }  # fmt: skip


class TestAClosedRecord:
    def closed(self, section, **changes):
        return thing(section, state="closed", **changes)

    def test_is_read_and_given_as_before(self):
        assert reads(somebody("SW"), replace(PLAN, state="closed"))
        assert gives(somebody("SW"), replace(PACK, state="closed"))

    def test_is_not_added_to_or_changed(self):
        for verb in ("create", "update", "approve"):
            answer = decide(somebody("SW"), verb, "support_plan", replace(PLAN, state="closed"), NOW)
            assert (answer.rule, answer.step, answer.hidden) == ("closed", 8, False)

    def test_still_takes_a_concern_and_what_is_decided_about_it(self):
        assert decide(somebody("PAR"), "create", "enquiries", self.closed("enquiries", author_id=named("PAR")), NOW)
        assert decide(somebody("SW"), "update", "enquiries", self.closed("enquiries"), NOW)
        assert decide(somebody("TM"), "approve", "enquiries", self.closed("enquiries"), NOW)
        assert not decide(somebody("PAR"), "update", "enquiries", self.closed("enquiries"), NOW)

    def test_still_takes_a_decision_to_share_and_the_care_of_its_team(self):
        assert decide(somebody("SW"), "create", "sharing_decisions", self.closed("sharing_decisions"), NOW)
        assert decide(somebody("TM"), "approve", "sharing_decisions", self.closed("sharing_decisions"), NOW)
        for verb in ("create", "update", "approve"):
            assert decide(somebody("TM"), verb, "memberships", self.closed("memberships"), NOW)


class TestASealedRecord:
    def test_is_found_by_nobody_on_the_old_team(self):
        answer = decide(somebody("SW"), "read", "support_plan", replace(PLAN, state="sealed"), NOW)
        assert (answer.rule, answer.step, answer.hidden) == ("sealed", 8, True)

    def test_and_every_refusal_looks_absent(self):
        for verb in ("create", "update", "approve"):
            assert decide(somebody("SW"), verb, "support_plan", replace(PLAN, state="sealed"), NOW).hidden is True
        page = replace(PLAN, id=None, whole=True, state="sealed")
        assert decide(somebody("SW"), "read", "support_plan", page, NOW).hidden is True

    def test_is_sealed_whole_whatever_of_it_is_asked_about(self):
        """A plan or an action does not say of itself that the record it belongs to is sealed: the relationship does."""
        was_on_the_team = somebody("SW", relationship("SW", state="sealed"))
        for state in ("open", "closed", "hold"):
            answer = decide(was_on_the_team, "read", "support_plan", replace(PLAN, state=state), NOW)
            assert (answer.rule, answer.step, answer.hidden) == ("sealed", 8, True)
        elsewhere = relationship("SW", child_id=OTHER_CHILD, state="sealed")
        assert reads(somebody("SW", relationship("SW"), elsewhere), PLAN)
        assert reads(somebody("SW", grant("SW", "support_plan", state="sealed")), PLAN)
        assert decide(was_on_the_team, "read", "administration", thing("administration", child_id=None), NOW).step == 4

    def test_opens_by_a_named_grant(self):
        assert reads(somebody("SW", relationship("SW"), grant("SW", "support_plan")), replace(PLAN, state="sealed"))

    def test_which_whoever_manages_it_can_make(self):
        manager = somebody("TM", relationship("TM", "management"))
        sealed = thing("memberships", state="sealed")
        assert decide(manager, "create", "memberships", sealed, NOW)
        assert decide(manager, "approve", "memberships", sealed, NOW)
        assert denied(manager, "read", sealed) == ("sealed", 8)
        assert denied(somebody("TM"), "create", sealed) == ("sealed", 8)


class TestALegalHold:
    def test_nothing_held_is_changed_and_all_else_goes_on(self):
        held = replace(PLAN, state="hold")
        assert denied(somebody("SW"), "update", held) == ("hold", 8)
        for verb in ("read", "create", "approve"):
            assert decide(somebody("SW"), verb, "support_plan", held, NOW), verb
        assert gives(somebody("SW"), replace(PACK, state="hold"))

    def test_somebody_is_let_out_of_the_team_all_the_same(self):
        assert decide(somebody("TM"), "update", "memberships", thing("memberships", state="hold"), NOW)

    def test_the_record_is_held_whole_and_what_is_closed_or_sealed_stays_so(self):
        held = somebody("SW", relationship("SW", state="hold"))
        assert denied(held, "update", PLAN) == ("hold", 8)
        assert denied(held, "create", replace(PLAN, state="closed")) == ("closed", 8)
        assert denied(held, "read", replace(PLAN, state="sealed")) == ("sealed", 8)
        closed = somebody("SW", relationship("SW", state="closed"))
        assert denied(closed, "create", PLAN) == ("closed", 8)
        assert reads(closed, PLAN)

    def test_a_state_nobody_knows_opens_nothing(self):
        assert denied(somebody("SW"), about=replace(PLAN, state="archived")) == ("unknown-state", 8)


class TestAnEmbargo:
    def test_until_its_day_only_its_source_and_the_authority_see_it(self):
        waiting = with_caveat(f"embargo:{TOMORROW}")
        assert reads(somebody("SW"), waiting)
        assert denied(somebody("SEN"), about=waiting) == ("embargo", 8)
        assert denied(somebody("YP"), about=waiting) == ("embargo", 8)
        assert reads(somebody("SEN"), replace(waiting, author_id=named("SEN")))

    def test_and_it_is_given_to_nobody(self):
        pack = replace(PACK, caveats=frozenset({f"embargo:{TOMORROW}"}))
        assert denied(somebody("SW"), "disclose", pack) == ("embargo", 8)
        assert gives(somebody("SW"), replace(pack, caveats=frozenset({f"embargo:{YESTERDAY}"})))

    def test_it_ends_when_its_day_begins_in_london(self):
        summer = with_caveat("embargo:2026-07-02")
        begins = datetime(2026, 7, 1, 23, 0, tzinfo=UTC)
        assert reads(somebody("YP"), summer, now=begins)
        assert not reads(somebody("YP"), summer, now=begins - timedelta(seconds=1))


class TestOffersSealedUntilADeadline:
    def offer(self, **changes):
        facts = {"offer": True, "deadline": NOW + timedelta(hours=1), "invited_agencies": {agency_of("PRV")}}
        return thing("needs_brief", child_id=None, **({"facts": facts, "agency_id": agency_of("PRV")} | changes))

    def test_are_read_by_whoever_made_them_only(self):
        assert reads(stranger("PRV"), self.offer())
        assert denied(stranger("CMS"), about=self.offer()) == ("sealed-until-deadline", 8)

    def test_until_the_deadline(self):
        assert reads(stranger("CMS"), self.offer(), now=NOW + timedelta(hours=1))
        assert not reads(stranger("CMS"), self.offer(), now=NOW + timedelta(minutes=59, seconds=59))

    def test_and_one_without_a_deadline_stays_sealed(self):
        assert not reads(stranger("CMS"), self.offer(facts={"offer": True}))
