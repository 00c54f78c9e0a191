"""Pages of reviews: planning, the room, the record on one page, signing; who may and who may not."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from coordination import clock
from coordination.cases import queries as cases
from coordination.db import db, identify, new_id
from coordination.reviews import operations, queries
from coordination.reviews.models import Review


@pytest.fixture
def lead(world, browsing):
    return browsing.as_(world.people["lead"])


def parts(name, when):
    return {f"{name}-day": when.day, f"{name}-month": when.month, f"{name}-year": when.year}


def planned(app, world, **more):
    """A review planned by the lead for next month."""
    with app.app_context():
        by = world.actor("lead")
        identify(db.session(), by.person_id)
        review = operations.plan_review(
            cases.current_case(world.child_id),
            id=new_id(),
            kind=more.pop("kind", "tac_review"),
            starts_at=clock.now() + timedelta(days=30),
            by=by,
            invitees=[
                {"person_id": world.people[who], "name": f"{who.title()} Person", "role": role, "agency_id": None}
                for who, role in (("lead", "SW"), ("senco", "SEN"), ("parent", "PAR"))
            ],
            **more,
        )
        db.session.commit()
        return review.id


class TestPlanningAReview:
    def test_the_lead_plans_one_and_everybody_ticked_is_asked(self, app, world, lead):
        when = clock.today() + timedelta(days=20)
        answer = lead.send(
            f"/children/{world.child_id}/reviews/plan",
            {"kind": "tac_review", "at": "10am", "place": "The hub", **parts("date", when)},
        )
        assert answer.status_code == 303
        words = lead.words(answer.location)
        assert "Team around the child review Planned" in words
        assert "at 10am" in words and "The hub" in words
        for who in ("Senco Person", "Parent Person", "Carer Person"):
            assert who in words


class TestTheRoom:
    def test_pages_open(self, app, world, lead):
        key = planned(app, world)
        lead.page(f"/children/{world.child_id}/reviews")
        lead.page(f"/reviews/{key}")
        lead.page(f"/reviews/{key}/record")
        lead.page(f"/reviews/{key}/move")
        lead.page(f"/reviews/{key}/people")
        lead.page(f"/reviews/{key}/call-off")
        lead.page(f"/children/{world.child_id}/reviews/record")
