"""The Actor: a frozen value that knows what is in force on a day."""

from dataclasses import FrozenInstanceError, replace
from datetime import timedelta

import pytest

from coordination.access import Agreement, Relationship, RoleHeld, anonymous, system
from tests.unit.access.access_world import (
    A_THIRD,
    AUTHORITY,
    CHILD,
    COUNCIL,
    LONG_AGO,
    NOW,
    OTHER_CHILD,
    TODAY,
    TOMORROW,
    YESTERDAY,
    agreement,
    named,
    post,
    relationship,
    somebody,
)


class TestWhatIsInForce:
    @pytest.mark.parametrize(
        ("from_on", "to_on", "holds"),
        [
            (TODAY, None, True),
            (TODAY, TOMORROW, True),
            (LONG_AGO, TODAY, False),
            (TODAY, TODAY, False),
            (TOMORROW, None, False),
            (LONG_AGO, YESTERDAY, False),
        ],
    )
    def test_from_the_first_day_until_the_day_it_ends(self, from_on, to_on, holds):
        for value in (
            RoleHeld(role="SW", agency_id=COUNCIL, from_on=from_on, to_on=to_on),
            Agreement(agency_id=COUNCIL, authority_id=AUTHORITY, from_on=from_on, to_on=to_on),
            relationship("SW", from_on=from_on, to_on=to_on),
        ):
            assert value.in_force(TODAY) is holds

    def test_relationships_with_one_child(self):
        live, ended = relationship("SW"), relationship("SW", to_on=YESTERDAY)
        elsewhere = relationship("SW", child_id=OTHER_CHILD)
        somebody_s = relationship("SW", person_id=A_THIRD)
        actor = somebody("SW", live, ended, elsewhere, somebody_s)
        assert actor.relationships_with(CHILD, TODAY) == (live,)
        assert actor.relationships_with(A_THIRD, TODAY) == ()

    def test_the_roles_and_organisations_of_a_day(self):
        actor = somebody("SW", roles=(post("SW"), post("SEN", to_on=TODAY)))
        assert [role.role for role in actor.roles_on(TODAY)] == ["SW"]
        assert actor.agencies(TODAY) == {COUNCIL}
        assert len(actor.agencies(YESTERDAY)) == 2

    def test_a_proof_of_identity_lasts_ten_minutes(self):
        assert somebody("SW", stepped_up_at=NOW).stepped_up(NOW)
        assert not somebody("SW", stepped_up_at=NOW - timedelta(minutes=10)).stepped_up(NOW)
        assert not somebody("SW", stepped_up_at=None).stepped_up(NOW)


class TestTheValue:
    def test_does_not_change(self):
        with pytest.raises(FrozenInstanceError):
            somebody("SW").active = False
        with pytest.raises(FrozenInstanceError):
            relationship("SW").role = "TM"

    def test_turns_towards_other_children_without_what_was_worked_out_before(self):
        actor = somebody("SW")
        assert actor.by_child.keys() == {CHILD}
        turned = actor.towards([relationship("SW", child_id=OTHER_CHILD)])
        assert turned.by_child.keys() == {OTHER_CHILD}
        assert actor.by_child.keys() == {CHILD}
        assert turned.person_id == actor.person_id

    def test_can_be_kept_in_a_set(self):
        assert len({somebody("SW"), somebody("SW"), somebody("TM")}) == 2
        assert replace(somebody("SW")) == somebody("SW")

    def test_nobody_is_anonymous_with_a_language(self):
        nobody = anonymous("pl")
        assert (nobody.is_signed_in, nobody.active, nobody.language) == (False, False, "pl")
        assert somebody("SW").is_signed_in

    def test_a_process_has_a_name_and_no_person(self):
        process = system("retention", [("health", "read")])
        assert (process.process, process.person_id, process.is_signed_in) == ("retention", None, False)
        assert process.may == {("health", "read")}


class TestIndependence:
    """Care Planning, Placement and Case Review (England) Regulations 2010, reg. 46."""

    def test_nobody_who_manages_prepares_or_funds_the_case(self):
        for role in ("SW", "LP", "TM", "PA", "SSW", "CMS"):
            assert not somebody(role).is_independent_of(CHILD, TODAY), role

    def test_others_may_review(self):
        assert somebody("IRO").is_independent_of(CHILD, TODAY)
        assert somebody("SW").is_independent_of(OTHER_CHILD, TODAY)
        assert somebody("SW", relationship("SW", to_on=TODAY)).is_independent_of(CHILD, TODAY)


def test_a_relationship_names_whose_it_is():
    held = Relationship(
        child_id=CHILD, authority_id=AUTHORITY, person_id=named("SW"), role="SW", via="membership", from_on=LONG_AGO
    )
    assert (held.functions, held.sections, held.things, held.ends_at) == (frozenset(), None, None, None)
    assert agreement("SEN").sections is None
