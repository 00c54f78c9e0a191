"""A move of home before it happens: chosen with reasons, told to the child, and the child's goodbye and hello."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.events.models import Event
from coordination.stability.move_models import MoveWords, PlannedMove
from tests.rooms.history import Kept, ago, on


@pytest.fixture
def child(app, world, browsing):
    return Kept(app, world, browsing)


MOVE = {
    "needs": "A quiet room of her own",
    "child_view": "I want to stay near Gran",
    "options": "The Hills: too far. The Smiths: near school",
    "home": "The house with the pear tree",
    "why": "She keeps her school",
    "before": "You have tea there twice",
    "on_the_day": "Priya drives you",
    "carers_know": "She hides when people shout",
    "carers_read": "y",
}


def plans(child, **more):
    child.writes("moves/add", **{**MOVE, **on("moves_on", clock.today() + timedelta(days=20)), **more})
    return child.rows(PlannedMove)[-1]


def tells(child, move):
    child.writes(f"moves/{move.id}/told", told_how="Priya, at the table", **on("told_on", ago(0)))


def reads(child, who="lead"):
    return child.as_(who).words(f"{child.record}/moves")


class TestPlanning:
    def test_says_what_was_needed_considered_and_chosen(self, child):
        plans(child)
        words = reads(child)
        assert "A quiet room of her own" in words and "The Hills: too far" in words and "She keeps her school" in words
        assert "The child does not know yet" in words

    def test_one_at_a_time(self, child):
        plans(child)
        assert "A move is planned already" in child.refused("moves/add", **MOVE)

    def test_what_is_missing_is_said_and_nothing_is_lost(self, child):
        answer = child.refused("moves/add", **(MOVE | {"child_view": ""}))
        assert "Write what the child wants, or why they have not been asked" in answer and "pear tree" in answer

    def test_is_changed_and_ends_with_a_reason(self, child):
        move = plans(child)
        child.writes(f"moves/{move.id}/change", why="It is near Gran")
        assert "It is near Gran" in reads(child)
        over = {"over": "called_off", **on("over_on", ago(0))}
        assert "Say why it was called off" in child.refused(f"moves/{move.id}/over", **over)
        child.writes(f"moves/{move.id}/over", **over, over_why="They moved away")
        assert "The move was called off" in reads(child) and "They moved away" in reads(child)
        assert {event.kind for event in child.rows(Event)} >= {"move_planned", "move_changed", "move_over"}

    @pytest.mark.parametrize("who", ["senco", "health", "provider", "carer", "parent", "youngperson"])
    def test_is_not_for_whoever_reads_less_of_where_a_child_lives(self, child, who):
        plans(child)
        assert child.as_(who).get(f"{child.record}/moves").status_code in (403, 404)


class TestTheChild:
    def test_finds_nothing_of_it_anywhere_before_they_are_told(self, child):
        plans(child)
        young = child.as_("youngperson")
        home = f"/my-plan/{child.world.child_id}"
        assert young.get(f"{home}/moving").status_code == 404
        for page in ("/my-plan", f"{home}/family-time", f"{home}/people"):
            words = young.get(page).text
            assert "moving" not in words.lower() and "pear tree" not in words and "tea there" not in words

    def test_reads_the_day_and_the_steps_once_told_and_not_what_was_weighed(self, child):
        tells(child, plans(child))
        young = child.as_("youngperson")
        assert "I am moving" in young.words("/my-plan")
        words = young.words(f"/my-plan/{child.world.child_id}/moving")
        assert "You have tea there twice" in words and "Priya drives you" in words
        assert "The Hills" not in words and "hides when people shout" not in words

    def test_writes_a_goodbye_and_a_hello_that_their_worker_reads(self, child):
        tells(child, plans(child))
        at = f"/my-plan/{child.world.child_id}/moving"
        answer = child.as_("youngperson").send(at, {"goodbye": "My teacher, with a card", "first_night": "Light on"})
        assert answer.status_code == 303, answer.text[:2000]
        assert "My teacher, with a card" in child.as_("youngperson").get(at).text
        assert "My teacher, with a card" in reads(child) and "Light on" in reads(child)
        # The supervisor reads where the child lives, and of the child's own words what was let to them.
        assert "My teacher" not in reads(child, "supervisor")
        assert len(child.rows(MoveWords)) == 1

    def test_finds_nothing_any_more_when_it_was_called_off(self, child):
        move = plans(child)
        tells(child, move)
        child.writes(f"moves/{move.id}/over", over="called_off", over_why="Full", **on("over_on", ago(0)))
        assert child.as_("youngperson").get(f"/my-plan/{child.world.child_id}/moving").status_code == 404
        assert "I am moving" not in child.as_("youngperson").words("/my-plan")


class TestTheCarer:
    def test_reads_what_to_know_and_that_the_child_does_not_know_yet(self, child):
        move = plans(child)
        at = f"/caring/{child.world.child_id}/moving"
        words = child.as_("carer").words(at)
        assert "She hides when people shout" in words and "has not been told yet" in words and "The Hills" not in words
        tells(child, move)
        assert "has not been told yet" not in child.as_("carer").words(at)

    def test_reads_the_childs_words_only_where_they_let_them(self, child):
        tells(child, plans(child))
        young, at = f"/my-plan/{child.world.child_id}/moving", f"/caring/{child.world.child_id}/moving"
        child.as_("youngperson").send(young, {"hello": "The dog first"})
        assert "The dog first" not in child.as_("carer").words(at)
        child.as_("youngperson").send(young, {"hello": "The dog first", "for_carers": "y"})
        assert "The dog first" in child.as_("carer").words(at)

    def test_reads_nothing_that_was_not_given_to_them(self, child):
        plans(child, carers_read=None)
        assert child.as_("carer").get(f"/caring/{child.world.child_id}/moving").status_code == 404
        assert "Before the move" not in child.as_("carer").words("/caring")
