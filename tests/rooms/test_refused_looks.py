"""A look that row-level security hides is a row of the audit like every refusal, and tells whoever looked nothing."""

import pytest
from sqlalchemy import select

from coordination.audit.models import AuditRow
from coordination.db import db, new_id
from tests.browsing import words_of


@pytest.fixture
def refusals(owner_app, world):
    """What the audit holds of somebody's refused looks: outcome, rule, children, what the address named."""

    def read(who):
        with owner_app.app_context():
            asked = select(AuditRow).where(AuditRow.actor_id == world.people[who], AuditRow.outcome == "refused")
            return [
                (row.rule, row.children, row.details.get("named"))
                for row in db.session.scalars(asked.order_by(AuditRow.at))
            ]

    return read


class TestALookAtAChildOutOfReach:
    @pytest.mark.parametrize("page", ["", "/timetable", "/views", "/held-words"])
    def test_is_a_row_that_names_the_child_and_the_page_is_that_of_no_child(self, browsing, world, refusals, page):
        visitor, nobody = browsing.as_(world.people["stranger"]), new_id()
        for child in (world.child_id, nobody):
            assert visitor.get(f"/children/{child}{page}").status_code == 404
        assert refusals("stranger") == [
            ("no-such-thing", [child], {"child_id": str(child)}) for child in (world.child_id, nobody)
        ]
        there, not_there = (visitor.get(f"/children/{child}{page}") for child in (world.child_id, nobody))
        assert set(there.headers.keys()) == set(not_there.headers.keys())
        there, not_there = (words_of(answer.text) for answer in (there, not_there))
        assert there == not_there

    def test_so_is_what_somebody_sends(self, browsing, world, refusals):
        visitor = browsing.as_(world.people["stranger"])
        assert visitor.press(f"/children/{world.child_id}/views/add", words="x").status_code == 404
        assert refusals("stranger") == [("no-such-thing", [world.child_id], {"child_id": str(world.child_id)})]

    def test_a_thing_of_the_child_is_kept_by_its_key(self, browsing, world, refusals):
        visitor = browsing.as_(world.people["stranger"])
        assert visitor.get(f"/plans/{world.plan_id}").status_code == 404
        assert refusals("stranger") == [("no-such-thing", [], {"plan_id": str(world.plan_id)})]

    def test_an_address_that_names_nothing_is_no_row(self, browsing, world, refusals):
        visitor = browsing.as_(world.people["stranger"])
        assert visitor.get("/no-such-page").status_code == 404
        assert refusals("stranger") == []

    def test_whoever_may_look_leaves_no_refusal(self, browsing, world, refusals):
        assert browsing.as_(world.people["lead"]).get(f"/children/{world.child_id}").status_code == 200
        assert refusals("lead") == []

    def test_the_young_person_is_not_told_of_it(self, browsing, world):
        mine = browsing.as_(world.people["youngperson"])
        before = mine.words(f"/my-plan/{world.child_id}/who-looked")
        browsing.as_(world.people["stranger"]).get(f"/children/{world.child_id}")
        assert mine.words(f"/my-plan/{world.child_id}/who-looked") == before
