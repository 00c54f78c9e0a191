"""Asking somebody, their answer, what became of it; and what the case shows about it."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.cases.models import Case
from coordination.db import RuleBroken, db, new_id
from coordination.events.models import Event
from coordination.plans import operations, queries
from tests.rooms.planning import Planning


@pytest.fixture
def plan(app, world):
    """The lead at work on the plan."""
    return Planning(app, world)


def later(days):
    return clock.today() + timedelta(days=days)


class TestAskingSomebody:
    def test_it_waits_for_their_answer_and_ones_own_is_accepted(self, plan):
        asked = plan.reads(plan.asks("Ring the school", "senco"))
        own = plan.reads(plan.asks("Visit the flat", "lead"))
        assert (asked.acceptance, own.acceptance) == ("offered", "accepted")

    def test_numbers_count_on_for_the_child(self, plan):
        keys = [plan.asks(f"Ring {n}", "senco") for n in range(3)]
        assert [plan.reads(key).number for key in keys] == [1, 2, 3]

    def test_their_organisation_is_known_from_the_team(self, plan, world):
        assert plan.reads(plan.asks("Ring", "senco")).agency_id == world.agencies["school"]

    def test_only_the_team_is_asked(self, plan, world):
        with pytest.raises(RuleBroken) as refused:
            plan.asks("Ring", "stranger")
        assert refused.value.field == "owner_id"

    def test_only_for_the_organisation_they_are_there_for(self, plan, world):
        with pytest.raises(RuleBroken) as refused:
            plan.asks("Ring", "senco", agency_id=world.agencies["health"])
        assert refused.value.field == "agency_id"

    def test_family_can_read_what_they_are_asked(self, plan):
        assert plan.reads(plan.asks("Ring", "carer")).audiences == ["carer"]
        assert plan.reads(plan.asks("Ring", "youngperson", "school")).audiences == ["school", "young_person"]
        assert plan.reads(plan.asks("Ring", "senco")).audiences == []

    def test_another_childs_outcome_is_refused(self, plan):
        with pytest.raises(RuleBroken) as refused:
            plan.asks("Ring", "senco", outcome_id=new_id())
        assert refused.value.field == "outcome_id"

    def test_sent_twice_it_is_one_action_and_other_words_are_kept(self, plan, world):
        key = new_id()
        plan.asks("Ring the school", "senco", id=key, due_on=later(5))
        plan.asks("Ring the school", "senco", id=key, due_on=later(5))
        plan.asks("Ring the head teacher", "senco", id=key, due_on=later(9))
        with plan.at_work():
            held = queries.actions(world.plan_id)
            assert [(row.text, row.due_on) for row in held] == [("Ring the head teacher", later(9))]
            assert len(queries.history(key)) == 2

    def test_sent_again_after_somebody_else_changed_it_both_are_kept(self, plan):
        key = new_id()
        plan.asks("Ring the school", "senco", id=key)
        plan.changes(key, who="deputy", text="Ring the tutor")
        plan.asks("Ring the head teacher", "senco", id=key)
        assert plan.reads(key).text == "Ring the tutor"
        assert [held.mine["text"] for held in plan.crossings(key)] == ["Ring the head teacher"]


class TestTheirAnswer:
    def answers(self, plan, key, who, accept, reason=""):
        with plan.at_work(who) as by:
            operations.answer_action(queries.action(key), accept=accept, reason=reason, by=by)

    def test_yes(self, plan):
        key = plan.asks("Ring", "senco")
        self.answers(plan, key, "senco", True)
        held = plan.reads(key)
        assert (held.acceptance, held.status) == ("accepted", "not_started")

    def test_no_says_why_and_waits_for_somebody_else(self, plan):
        key = plan.asks("Ring", "senco")
        with pytest.raises(RuleBroken):
            self.answers(plan, key, "senco", False, " ")
        self.answers(plan, key, "senco", False, "I leave in May")
        held = plan.reads(key)
        assert (held.acceptance, held.status, held.declined_reason) == ("declined", "not_accepted", "I leave in May")

    def test_nobody_answers_for_another(self, plan):
        key = plan.asks("Ring", "senco")
        for who in ("dsl", "lead", "health"):
            with pytest.raises(RuleBroken):
                self.answers(plan, key, who, True)

    def test_given_to_somebody_else_it_is_asked_anew(self, plan, world):
        key = plan.asks("Ring", "senco")
        self.answers(plan, key, "senco", False, "I leave in May")
        plan.changes(key, owner_id=world.people["health"])
        held = plan.reads(key)
        assert (held.acceptance, held.status, held.declined_reason) == ("offered", "not_started", None)
        assert held.agency_id == world.agencies["health"]

    def test_whoever_begins_has_accepted(self, plan):
        key = plan.asks("Ring", "senco")
        plan.updates(key, "in_progress", who="senco")
        assert plan.reads(key).acceptance == "accepted"


class TestHowItGoes:
    def test_blocked_says_what_is_in_the_way_and_since_when(self, plan):
        key = plan.asks("Ring", "senco")
        with pytest.raises(RuleBroken) as refused:
            plan.updates(key, "blocked")
        assert refused.value.field == "blocker"
        plan.updates(key, "blocked", blocker="No answer")
        held = plan.reads(key)
        assert (held.blocker, held.blocked_on) == ("No answer", clock.today())
        plan.updates(key, "in_progress")
        held = plan.reads(key)
        assert (held.blocker, held.blocked_on) == (None, None)

    def test_done_has_its_day(self, plan):
        key = plan.asks("Ring", "senco")
        with pytest.raises(RuleBroken) as refused:
            plan.updates(key, "done", done_on=later(1))
        assert refused.value.field == "done_on"
        plan.updates(key, "done", done_on=later(-2), evidence="The letter")
        held = plan.reads(key)
        assert (held.status, held.done_on, held.evidence) == ("done", later(-2), "The letter")

    def test_opened_again_it_has_none(self, plan):
        key = plan.asks("Ring", "senco")
        plan.updates(key, "done")
        plan.updates(key, "in_progress")
        assert plan.reads(key).done_on is None

    def test_an_empty_note_leaves_the_last_one(self, plan):
        key = plan.asks("Ring", "senco")
        plan.updates(key, "in_progress", note="Rang twice")
        plan.updates(key, "in_progress")
        assert plan.reads(key).note == "Rang twice"

    def test_two_notes_at_once_are_both_kept(self, plan):
        key = plan.asks("Ring", "senco")
        plan.updates(key, "in_progress", who="senco", seen=1, note="No answer")
        with plan.at_work("dsl") as by, pytest.raises(operations.Crossed):
            operations.update_action(queries.action(key), seen=1, status="in_progress", note="Spoke to her", by=by)
        assert plan.reads(key).note == "No answer"
        assert [held.mine["note"] for held in plan.crossings(key)] == ["Spoke to her"]

    def test_called_off_with_a_reason_it_stays_in_the_plan(self, plan, world):
        key = plan.asks("Ring", "senco")
        with plan.at_work() as by:
            with pytest.raises(RuleBroken):
                operations.cancel_action(queries.action(key), why="", by=by)
            operations.cancel_action(queries.action(key), why="The school closed", by=by)
        with plan.at_work():
            held = queries.actions(world.plan_id)
            assert [(row.status, row.note) for row in held] == [("cancelled", "The school closed")]
            assert queries.open_actions(world.child_id) == []


class TestSeveralAtOnce:
    def test_each_is_done_and_tells_its_own_event(self, plan, world):
        keys = [plan.asks(f"Ring {n}", "senco") for n in range(3)]
        plan.updates(keys[0], "done")
        with plan.at_work("senco") as by:
            rows = [queries.action(key) for key in keys]
            assert operations.mark_done(rows, done_on=clock.today(), by=by) == 2
        assert {plan.reads(key).status for key in keys} == {"done"}
        with plan.at_work():
            told = db.session.query(Event).filter_by(child_id=world.child_id, kind="action_done").count()
        assert told == 3


class TestWhatTheCaseShows:
    def case(self, plan, world):
        with plan.at_work():
            held = db.session.get(Case, world.case_id)
            return held.open_actions, held.next_due_on

    def test_open_actions_and_the_next_date_follow_every_change(self, plan, world):
        assert self.case(plan, world) == (0, None)
        one = plan.asks("Ring", "senco", due_on=later(9))
        two = plan.asks("Book", "health", due_on=later(3))
        assert self.case(plan, world) == (2, later(3))
        plan.changes(two, due_on=later(20))
        assert self.case(plan, world) == (2, later(9))
        plan.updates(one, "done")
        assert self.case(plan, world) == (1, later(20))
        with plan.at_work() as by:
            operations.cancel_action(queries.action(two), why="Not needed", by=by)
        assert self.case(plan, world) == (0, None)

    def test_nothing_is_added_once_help_has_ended(self, plan, world, owner_app):
        with owner_app.app_context():
            db.session.get(Case, world.case_id).state = "closed"
            db.session.commit()
        with pytest.raises(RuleBroken):
            plan.asks("Ring", "senco")
