"""The demo's children as a return sees them: numbers that hold, no gap that the demo could have filled; and its stories
of a foster carer who asks and of a refused request.
"""

import pytest
from sqlalchemy import select

from coordination import clock, create_app
from coordination.agencies.models import Person, Setting
from coordination.children.identifiers import check
from coordination.children.models import Child, ChildIdentifier
from coordination.db import db
from coordination.demo.ehc_more import CARER
from coordination.demo.particulars import FIRST_YEAR, LAST_YEAR
from coordination.ehc.models import Advice, Assessment, Decision, Dispute, Letter
from coordination.ehc.recipients import recipients


@pytest.fixture
def owner(demo):
    """The demo as its owner reads it."""
    with create_app(demo.settings, login="owner").app_context():
        yield demo
        db.session.rollback()
        db.engine.dispose()


class TestEveryChild:
    def test_has_a_sex_an_ethnicity_and_where_they_are_of_school_age_a_number_that_holds(self, owner):
        numbers = {
            row.child_id: row.value
            for row in db.session.scalars(select(ChildIdentifier).where(ChildIdentifier.kind == "upn"))
        }
        assert len(set(numbers.values())) == len(numbers)
        assert [value for value in numbers.values() if check("upn", value).sentence] == []
        # Journeys of the same run may have opened records of their own.
        asked = select(Child).where(
            Child.authority_id == owner.authority_id, Child.id.in_(owner.children.values()), Child.born_on.is_not(None)
        )
        for child in db.session.scalars(asked):
            assert child.sex and child.ethnicity
            years = (clock.today() - child.born_on).days // 365
            if FIRST_YEAR <= years <= LAST_YEAR:
                assert child.id in numbers

    def test_goes_to_schools_with_a_number_of_six_figures(self, owner):
        urns = set(db.session.scalars(select(Setting.urn).where(Setting.urn.is_not(None))))
        assert len(urns) == 2 and all(len(urn) == 6 and urn.isdecimal() for urn in urns)


class TestTheFosterCarer:
    def test_asked_and_was_heard_as_a_parent_is(self, owner):
        carer = db.session.scalars(select(Person).where(Person.email == CARER[1])).one()
        asked = db.session.scalars(
            select(Assessment).where(Assessment.child_id == owner.children["ehc_fostered"])
        ).one()
        assert (asked.source, asked.requester_id) == ("parent", carer.id)
        child = db.session.get_one(Child, asked.child_id)
        assert carer.id in {to.person_id for to in recipients(child)}
        advice = {row.source: row for row in db.session.scalars(select(Advice).where(Advice.child_id == child.id))}
        assert (advice["family"].person_id, advice["family"].role) == (carer.id, "FC")
        assert (advice["family"].state, advice["health"].state) == ("received", "asked")


class TestTheRefusedRequest:
    def test_was_told_with_its_rights_mediated_and_is_appealed(self, owner):
        made = db.session.scalars(select(Decision).where(Decision.child_id == owner.children["ehc_refused"])).one()
        assert made.kind == "not_assess" and made.told_on is not None
        letter = db.session.scalars(select(Letter).where(Letter.decision_id == made.id)).one()
        assert letter.kind == "not_assess" and letter.sent_on == made.told_on
        held = {row.kind: row for row in db.session.scalars(select(Dispute).where(Dispute.decision_id == made.id))}
        assert held["mediation"].outcome == "not_agreed" and held["mediation"].certificate_on is not None
        assert held["appeal"].closed_on is None
