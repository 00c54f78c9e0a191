"""An invitation to one thing opens that thing and nothing else; a relationship of hours ends at its instant."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from coordination import clock
from coordination.access import reach
from coordination.access.models import Reach
from coordination.db import db, identify, new_id, psycopg_url
from coordination.web.routes_table import routes_table
from tests.rooms.planning import Planning
from tests.rooms.reviewing import Reviewing


@pytest.fixture
def invite(app, world):
    """Opens the child's record to the stranger for one thing."""

    def opened(things, *sections, via="invitation", **more):
        with app.app_context():
            identify(db.session(), world.people["lead"])
            key = reach.open_reach(
                db.session(),
                authority_id=world.authority_id,
                child_id=world.child_id,
                person_id=world.people["stranger"],
                role="EHC",
                via=via,
                sections=sections,
                things=things,
                by=world.people["lead"],
                **more,
            )
            db.session.commit()
            return key

    return opened


def children_seen(app, person_id, **session):
    """How many children the database itself shows somebody."""
    with app.app_context():
        identify(db.session(), person_id, **session)
        return db.session.execute(text("select count(*) from child")).scalar_one()


class TestAnInvitationToOneReview:
    @pytest.fixture
    def work(self, app, world):
        return Reviewing(app, world)

    def test_opens_that_review(self, work, invite, browsing, world):
        key = work.plans(reason="Only about the club")
        invite([key], "reviews")
        assert "Only about the club" in browsing.as_(world.people["stranger"]).words(f"/reviews/{key}")

    def test_and_no_other_page_there_is(self, app, work, invite, browsing, world):
        plan = Planning(app, world)
        need, action = plan.says("need", "Quite another thing"), plan.asks("Something else", "senco")
        other = work.plans(reason="Another meeting")
        key = work.plans(reason="Only about the club")
        invite([key], "reviews", "actions", "support_plan")
        keys = {
            "child_id": world.child_id,
            "case_id": world.case_id,
            "plan_id": world.plan_id,
            "action_id": action,
            "statement_id": need,
            "membership_id": world.memberships["senco"],
        }
        guest = browsing.as_(world.people["stranger"])
        opened = []
        for review in (key, other):
            for row in routes_table(app):
                if "GET" not in row["methods"].split(",") or row["asks"].startswith("public"):
                    continue
                address = re.sub(
                    r"<(?:\w+:)?(\w+)>",
                    lambda part, review=review: str({**keys, "review_id": review}.get(part.group(1), new_id())),
                    row["rule"],
                )
                answer = guest.get(address)
                page = answer.get_data(as_text=True)
                assert not re.search("Quite another thing|Something else|Another meeting", page), address
                if answer.status_code == 200 and (str(world.child_id) in page or "Only about the club" in page):
                    opened.append(address)
        assert set(opened) == {f"/reviews/{key}"}

    def test_does_not_put_the_child_on_their_list(self, work, invite, browsing, world):
        invite([work.plans()], "reviews")
        guest = browsing.as_(world.people["stranger"])
        for address in ("/children", "/actions", "/timetable"):
            assert "Ama" not in guest.words(address)

    def test_is_over_when_it_is_ended(self, app, work, invite, browsing, world):
        key, source = work.plans(), new_id()
        invite([key], "reviews", source_id=source)
        guest = browsing.as_(world.people["stranger"])
        assert guest.get(f"/reviews/{key}").status_code == 200
        with work.at_work():
            reach.end_reach(db.session(), source)
        assert guest.get(f"/reviews/{key}").status_code == 404


class TestHours:
    def test_both_locks_close_at_the_instant(self, app, invite, world):
        now = clock.now()
        thing = new_id()
        invite([thing], "reviews", ends_at=now + timedelta(hours=1))
        stranger = world.people["stranger"]
        with clock.frozen(now + timedelta(minutes=59)):
            assert children_seen(app, stranger) == 1
        with clock.frozen(now + timedelta(hours=1)):
            assert children_seen(app, stranger) == 0

    def test_the_policy_is_told_the_same(self, app, invite, world):
        thing, ends = new_id(), clock.now() + timedelta(hours=1)
        invite([thing], "reviews", ends_at=ends)
        with app.app_context():
            identify(db.session(), world.people["stranger"])
            held = reach.relationships(db.session(), world.people["stranger"], [world.child_id])
        assert [(one.things, one.ends_at, one.via) for one in held] == [(frozenset({thing}), ends, "invitation")]


class TestWhatALinkOpened:
    def test_counts_in_a_session_that_came_by_it_and_in_no_other(self, app, invite, world):
        link = new_id()
        invite([new_id()], "reviews", via="link", source_id=link)
        stranger = world.people["stranger"]
        assert children_seen(app, stranger) == 0
        assert children_seen(app, stranger, through=new_id()) == 0
        assert children_seen(app, stranger, through=link) == 1
        with app.app_context():
            identify(db.session(), stranger)
            assert reach.relationships(db.session(), stranger, [world.child_id]) == []

    def test_is_all_that_counts_there_whatever_else_the_person_holds(self, app, world):
        assert children_seen(app, world.people["senco"]) == 1
        assert children_seen(app, world.people["senco"], through=new_id()) == 0

    def test_lets_nobody_be_asked_in(self, app, invite, world):
        link = new_id()
        invite([new_id()], "reviews", via="link", source_id=link)
        with app.app_context():
            identify(db.session(), world.people["stranger"], through=link)
            with pytest.raises(Exception, match="nobody who came by a link"):
                reach.open_reach(
                    db.session(),
                    authority_id=world.authority_id,
                    child_id=world.child_id,
                    person_id=world.people["othersenco"],
                    role="SEN",
                    via="membership",
                    by=world.people["stranger"],
                )
            db.session.rollback()

    def test_an_exclusion_beats_it(self, app, invite, owner_engine, world):
        link = new_id()
        invite([new_id()], "reviews", via="link", source_id=link)
        with owner_engine.begin() as connection:
            connection.execute(
                text(
                    "insert into exclusion (id, authority_id, child_id, person_id, kind, from_on, recorded_at)"
                    " values (:id, :a, :c, :p, 'personal connection', current_date - 1, now())"
                ),
                {"id": new_id(), "a": world.authority_id, "c": world.child_id, "p": world.people["stranger"]},
            )
        assert children_seen(app, world.people["stranger"], through=link) == 0


class TestARelationshipOfThings:
    def test_cannot_be_widened_by_the_application(self, settings, invite, world):
        invite([new_id()], "reviews")
        engine = create_engine(psycopg_url(settings.database_urls["app"]))
        for change in ("things = null", "sections = null", "ends_at = null"):
            with engine.connect() as connection, pytest.raises(Exception, match="permission denied"):
                connection.execute(text(f"update reach set {change}"))
        engine.dispose()

    def test_without_things_is_not_for_everything(self):
        row = Reach(via="link", things=None, functions=[], sections=["reviews"])
        assert reach._value(row, "open", False).things == frozenset()
