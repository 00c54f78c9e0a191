"""Opening a record and help, and who reaches the child from then on."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.cases import operations, queries
from coordination.children import operations as children
from coordination.children.models import Child
from coordination.db import RuleBroken, db, identify, new_id
from coordination.deadlines.models import Clock
from coordination.events.models import Event


def open_record(world, by, **more):
    """A record opened by somebody of the cast, with its key."""
    key = new_id()
    return children.create_child(
        id=key,
        authority_id=world.authority_id,
        given_names="Tomasz",
        family_name="Łukaszewski",
        born_on=clock.today() - timedelta(days=3000),
        by=by,
        role="SW",
        agency_id=world.agencies["services"],
        **more,
    )


def open_help(world, child, by, lead="lead", **more):
    """A case led by somebody of the cast."""
    facts = {
        "id": new_id(),
        "kind": "early_help",
        "reason": "The family asked for help with mornings",
        "opened_on": clock.today(),
        "team_id": world.team_id,
        "lead_id": world.people[lead],
        "lead_role": "SW",
        "lead_agency_id": world.agencies["services"],
    }
    return operations.open_case(child, by=by, **(facts | more))


def sees(app, person_id, child_id):
    """Whether the database shows somebody the child's record."""
    with app.app_context():
        identify(db.session(), person_id)
        return db.session.get(Child, child_id) is not None


class TestOpeningARecord:
    def test_whoever_opens_it_reaches_it_and_nobody_else(self, app, world):
        with app.app_context():
            by = world.actor("stranger")
            identify(db.session(), by.person_id)
            key = open_record(world, by).id
            db.session.commit()
        assert sees(app, world.people["stranger"], key)
        assert not sees(app, world.people["lead"], key)

    def test_the_manager_of_its_team_reaches_it_too(self, app, world):
        with app.app_context():
            by = world.actor("stranger")
            identify(db.session(), by.person_id)
            key = open_record(world, by, team_id=world.team_id).id
            db.session.commit()
        assert sees(app, world.people["manager"], key)

    def test_sending_it_twice_is_one_record(self, app, world):
        with app.app_context():
            by = world.actor("lead")
            identify(db.session(), by.person_id)
            child = open_record(world, by)
            again = children.create_child(
                id=child.id, authority_id=world.authority_id, given_names="Other", family_name="Name", by=by,
                role="SW", agency_id=None,
            )  # fmt: skip
            assert again is child
            db.session.commit()

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"born_on": clock.today() + timedelta(days=2)}, "born_on"),
            ({"born_on": clock.today() - timedelta(days=40 * 366)}, "born_on"),
            ({"born_on": None, "expected_on": clock.today() + timedelta(days=400)}, "expected_on"),
        ],
    )
    def test_dates_that_cannot_be_are_refused(self, app, world, facts, field):
        with app.app_context():
            by = world.actor("lead")
            identify(db.session(), by.person_id)
            with pytest.raises(RuleBroken) as broken:
                children.create_child(
                    id=new_id(), authority_id=world.authority_id, given_names="A", family_name="B", by=by, role="SW",
                    agency_id=None, **facts,
                )  # fmt: skip
        assert broken.value.field == field


class TestOpeningHelp:
    def test_the_lead_and_the_manager_reach_it_and_who_opened_it_no_longer(self, app, world):
        with app.app_context():
            by = world.actor("stranger")
            identify(db.session(), by.person_id)
            child = open_record(world, by)
            key = child.id
            open_help(world, child, by)
            db.session.commit()
        assert sees(app, world.people["lead"], key)
        assert sees(app, world.people["manager"], key)
        assert not sees(app, world.people["stranger"], key)

    def test_its_clock_starts_on_the_teams_timetable(self, app, world):
        with app.app_context():
            by = world.actor("lead")
            identify(db.session(), by.person_id)
            child = open_record(world, by)
            case = open_help(world, child, by)
            db.session.commit()
            clocks = db.session.query(Clock).filter_by(child_id=child.id).all()
            assert [(held.rule, held.team_id) for held in clocks] == [("T1", world.team_id)]
            assert queries.current_case(child.id).id == case.id
            assert [held.function for held in queries.team(case.id)] == ["lead"]

    def test_one_event_says_so(self, app, world):
        with app.app_context():
            by = world.actor("lead")
            identify(db.session(), by.person_id)
            child = open_record(world, by)
            open_help(world, child, by)
            db.session.commit()
            kinds = [held.kind for held in db.session.query(Event).filter_by(child_id=child.id).order_by(Event.id)]
        assert kinds == ["record_created", "case_opened"]

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"reason": "  "}, "reason"),
            ({"opened_on": clock.today() + timedelta(days=2)}, "opened_on"),
            ({"opened_on": clock.today() - timedelta(days=4000)}, "opened_on"),
        ],
    )
    def test_what_cannot_be_is_refused(self, app, world, facts, field):
        with app.app_context():
            by = world.actor("lead")
            identify(db.session(), by.person_id)
            child = open_record(world, by)
            with pytest.raises(RuleBroken) as broken:
                open_help(world, child, by, **facts)
        assert broken.value.field == field
