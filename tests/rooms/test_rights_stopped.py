"""What was stopped on its way out, as the privacy officer reads it: by reference, and never what it names."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from coordination import clock
from coordination.access.models import Exclusion
from coordination.db import db, identify, new_id
from coordination.protected.papers import WAITS
from coordination.schools import operations as schooling_operations
from coordination.schools import queries as school_queries
from tests.rooms.protecting import Protecting
from tests.rooms.schooling import Schooling

PAGE = "/privacy/stopped-files"
NAMED = "Bring her home to 12 Orchard Way"


@pytest.fixture
def office(app, owner_app, world):
    return Protecting(app, owner_app, world)


@pytest.fixture
def stopped(app, world, office, browsing):
    """The school asks for its provision map as a file, and it names a place."""
    school = Schooling(app, world)
    cycle_id, _ = school.starts()
    with school.at_work() as by:
        schooling_operations.add_line(
            school_queries.cycle(cycle_id), kind="provision", id=new_id(), text=NAMED, who="Mr X", by=by
        )
    office.protects()
    answer = browsing.as_(world.people["senco"], just_proved=True).get("/school/provision?as=csv")
    assert WAITS in answer.text
    return office.raw("select reference from child where id = :c", c=world.child_id)[0].reference


def shown(browsing, world, who="privacy", purpose="routine"):
    return browsing.as_(world.people[who]).send(PAGE, {"purpose": purpose})


class TestWhatWasStopped:
    def test_asks_why_before_it_shows_anything(self, stopped, browsing, world):
        visitor = browsing.as_(world.people["privacy"])
        assert "Files that were stopped" in visitor.words("/privacy")
        assert stopped not in visitor.words(PAGE)
        answer = visitor.send(PAGE, {})
        assert answer.status_code == 422 and "Say why you look" in answer.text and stopped not in answer.text

    def test_says_what_for_whom_and_why_and_nothing_of_the_place_or_the_child(self, stopped, browsing, world):
        page = shown(browsing, world).text
        assert stopped in page and "A list, a letter or a calendar as a file" in page
        assert "It names an address that is protected" in page and "Senco Person" in page
        assert not any(said in page for said in ("Orchard", "TS1", "Ama", "Okafor", "provision-map"))

    def test_why_they_looked_and_at_which_record_is_in_the_audit(self, stopped, browsing, world, owner_engine):
        shown(browsing, world, purpose="incident")
        with owner_engine.connect() as connection:
            rows = connection.execute(
                text("select details from audit_row where verb = 'oversight' and :c = any(children)"),
                {"c": world.child_id},
            ).scalars()
            assert [row["purpose"] for row in rows] == ["incident"]

    def test_says_what_was_decided(self, stopped, browsing, world, office):
        [held] = office.raw("select id from held_text where child_id = :c", c=world.child_id)
        office.proved(browsing, world.people["lead"]).press(f"/held-words/{held.id}/release")
        page = shown(browsing, world).text
        assert "Given out after a look" in page and "Decided by Lead Person" in page

    @pytest.mark.parametrize("who", ["lead", "manager", "admin", "stranger", "duty", "iro", "parent"])
    def test_is_for_privacy_officers(self, stopped, browsing, world, who):
        visitor = browsing.as_(world.people[who])
        assert visitor.get(PAGE).status_code == 403
        assert visitor.press(PAGE, purpose="routine").status_code == 403

    def test_nothing_of_a_record_that_is_kept_from_them(self, stopped, browsing, world, owner_app):
        with owner_app.app_context():
            db.session.add(
                Exclusion(
                    authority_id=world.authority_id, child_id=world.child_id, person_id=world.people["privacy"],
                    kind="connection", why="A neighbour", from_on=clock.today() - timedelta(days=1),
                )
            )  # fmt: skip
            db.session.commit()
        assert "Nothing was stopped" in shown(browsing, world).text

    def test_the_database_answers_nobody_else(self, stopped, app, world):
        for who in ("lead", "admin", "senco"):
            with app.app_context():
                identify(db.session(), world.people[who])
                asked = text("select * from files_stopped(:a)")
                assert db.session.execute(asked, {"a": world.authority_id}).all() == [], who
