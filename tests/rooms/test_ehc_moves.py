"""A plan that goes to another council or comes from one: what is recorded, and by when the rest must follow."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from coordination import clock
from coordination.db import RuleBroken, db, new_id
from coordination.deadlines.models import Clock
from coordination.ehc.letters import sending as letters
from coordination.ehc.models import Letter
from coordination.ehc.plan_models import FormalPlan
from coordination.ehc.rights import moves
from coordination.events.models import Event
from tests.rooms.ehcing import Office

TODAY = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def office(app, owner_app, world):
    """The EHC officer at work."""
    return Office(app, owner_app, world)


def plan_of(key):
    return db.session.get_one(FormalPlan, key)


def clocks(office):
    with office.owner_app.app_context():
        rows = db.session.scalars(select(Clock).where(Clock.child_id == office.world.child_id))
        return {row.rule: row.due_on for row in rows}


def kinds(office):
    with office.owner_app.app_context():
        return [row.kind for row in db.session.scalars(select(Event).where(Event.child_id == office.world.child_id))]


class TestGoing:
    def test_late_knowledge_gives_15_working_days_beginning_with_its_day(self, office):
        with clock.frozen(TODAY):
            key = office.plan()
            with office.at_work() as by:
                moves.known(
                    plan_of(key), moves_on=date(2027, 3, 5), council="Northshire", known_on=clock.today(), by=by
                )
            assert clocks(office)["A12"] == date(2027, 3, 19)

    def test_hands_over_and_ends_here(self, office):
        key = office.plan()
        with office.at_work() as by:
            moves.transfer_out(
                plan_of(key), on=clock.today(), council="Northshire", handed=["plan", "advice", "nonsense"], by=by
            )
            held = plan_of(key)
            assert (held.state, held.cease_reason, held.ceased_on) == ("ceased", "moved", clock.today())
            assert held.front["handed_over"] == ["plan", "advice"]
        assert kinds(office)[-2:] == ["ehc_plan_transferred", "ehc_plan_ceased"]

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"council": " "}, "council"),
            ({"handed": ["advice"]}, "handed"),
            ({"on": date(2999, 1, 1)}, "on"),
        ],
    )
    def test_what_is_refused(self, office, facts, field):
        key = office.plan()
        said = {"on": clock.today(), "council": "Northshire", "handed": ["plan"]} | facts
        with office.at_work() as by, pytest.raises(RuleBroken) as broken:
            moves.transfer_out(plan_of(key), **said, by=by)
        assert broken.value.field == field

    def test_a_draft_does_not_go(self, office):
        key = office.plan(state="draft", first_issued_on=None, issued_on=None)
        with office.at_work() as by, pytest.raises(RuleBroken):
            moves.transfer_out(plan_of(key), on=clock.today(), council="Northshire", handed=["plan"], by=by)


class TestComing:
    def came(self, office, **more):
        key = new_id()
        facts = {
            "on": date(2027, 3, 1), "council": "Southshire", "made_on": date(2025, 9, 1),
            "last_review_on": date(2026, 9, 1),
        } | more  # fmt: skip
        with office.at_work() as by:
            moves.transfer_in(office.child, id=key, **facts, by=by)
        return key

    def test_is_told_within_6_weeks_and_reviewed_by_the_later_day(self, office):
        with clock.frozen(TODAY):
            key = self.came(office)
            found = clocks(office)
            assert found["A13"] == date(2027, 4, 12)
            with office.at_work():
                assert moves.review_by(plan_of(key)) == found["A14"] > date(2027, 8, 1)

    def test_three_months_where_the_year_is_over_before(self, office):
        with clock.frozen(TODAY):
            key = self.came(office, last_review_on=date(2026, 3, 20))
            with office.at_work():
                assert date(2027, 5, 28) <= moves.review_by(plan_of(key)) <= date(2027, 6, 1)

    def test_the_letter_says_what_we_do_and_when_and_meets_the_time(self, office):
        with clock.frozen(TODAY):
            key = self.came(office)
            with office.at_work() as by:
                made = moves.tell(plan_of(key), assess_again=False, by=by)
                letters.send_all(made, by)
                until = moves.review_by(plan_of(key))
                words = db.session.get_one(Letter, made[0].id).words
                assert "We will not assess again at this time. We will review the plan by" in words
                assert f"{until.day} {until:%B} {until.year}" in words
            assert kinds(office).count("ehc_transfer_told") == 1

    def test_twice_is_once_and_a_second_plan_is_refused(self, office):
        with clock.frozen(TODAY):
            key = self.came(office)
            with office.at_work() as by:
                same = moves.transfer_in(
                    office.child, id=key, on=date(2027, 3, 1), council="Southshire", made_on=date(2025, 9, 1),
                    last_review_on=None, by=by,
                )  # fmt: skip
                assert same.id == key
            with pytest.raises(RuleBroken, match="already"):
                self.came(office)

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"council": ""}, "council"),
            ({"made_on": date(2027, 3, 2)}, "made_on"),
            ({"last_review_on": date(2025, 8, 1)}, "last_review_on"),
            ({"on": date(2027, 3, 2)}, "on"),
        ],
    )
    def test_what_is_refused(self, office, facts, field):
        with clock.frozen(TODAY), pytest.raises(RuleBroken) as broken:
            self.came(office, **facts)
        assert broken.value.field == field
