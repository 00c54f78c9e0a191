"""Care leavers: a move with its check, the visits and the review that follow, and the adviser until 25."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.db import new_id
from coordination.events import operations as events
from coordination.events.models import Event
from coordination.transitions.models import LeaverHome
from tests.rooms.history import ago, on
from tests.rooms.transitions import Growing

CHECK = {
    "code": "D",
    "safety": "The lock was changed",
    "repair": "Dry and warm",
    "cost": "Housing benefit covers it",
    "location": "Two stops from college",
    "support": "A worker on weekdays",
    "young_view": "It is all right. The stairs smell.",
    "suitable": "yes",
}


@pytest.fixture
def leaver(app, world, browsing, owner_app):
    return Growing(app, world, browsing).aged(18, 3).confirmed("former_relevant", days=80).advised(owner_app)


def moves(leaver, days, who="adviser", **fields):
    return leaver.writes("runway/moves/add", who, **{**CHECK, **fields}, **on("moved_on", ago(days)))


def visits(leaver, days, **fields):
    return leaver.writes(
        "care/visits/add?kind=adviser",
        "adviser",
        **{"kind": "adviser", "place": "home", "seen": "alone", "found": "Settled in", **fields},
        **on("visited_on", ago(days)),
    )


def reviewed(child, by):
    """The event that a pathway review leaves when it is signed."""
    events.record(
        authority_id=child.authority_id,
        child_id=child.id,
        kind="pathway_review_held",
        occurred_on=clock.today(),
        about=child,
        by=by.person_id,
    )


class TestAMove:
    def test_an_adviser_records_it_with_its_check(self, leaver):
        moves(leaver, 3)
        words = leaver.reads("adviser")
        assert "Semi-independent or transitional accommodation" in words and "Suitable" in words
        assert "The lock was changed" in words and "The stairs smell." in words

    def test_each_question_is_asked(self, leaver):
        refused = leaver.refused("runway/moves/add", "adviser", **on("moved_on", ago(3)))
        for asked in ("Say whether it is safe", "Say whether they can pay for it", "Say whether it is suitable"):
            assert asked in refused

    def test_not_of_a_child_who_is_looked_after(self, app, world, browsing):
        child = Growing(app, world, browsing).aged(16, 8).confirmed("eligible")
        refused = child.refused("runway/moves/add", **CHECK, **on("moved_on", ago(3)))
        assert "Confirm first that the young person has left care" in refused
        assert "Record a move" not in child.reads()

    def test_once_a_day(self, leaver):
        moves(leaver, 3)
        assert "A move on that day is recorded already" in leaver.refused(
            "runway/moves/add", "adviser", **CHECK, **on("moved_on", ago(3))
        )

    def test_it_is_put_right_by_an_event_that_names_the_other(self, leaver):
        moves(leaver, 3)
        (held,) = leaver.rows(LeaverHome)
        again = CHECK | {"suitable": "no"} | on("moved_on", ago(5))
        leaver.writes(f"runway/moves/{held.id}/change", "adviser", **again)
        assert "Not suitable" in leaver.reads("adviser")
        first, second = [event for event in leaver.rows(Event) if event.kind == "care_leaver_moved"]
        assert second.corrects_id == first.id
        running = [held for held in leaver.clocks("L23") if held[2] == "running"]
        assert running == [("L23", ago(5) + timedelta(days=7), "running")]

    def test_another_childs_is_not_there(self, leaver):
        assert leaver.as_("adviser").get(f"{leaver.runway}/moves/{new_id()}/change").status_code == 404

    @pytest.mark.parametrize("who", ["senco", "health", "manager", "iro", "stranger", "youngperson", "carer"])
    def test_nobody_else_records_one(self, leaver, who):
        assert leaver.as_(who).get(f"{leaver.runway}/moves/add").status_code in {403, 404}

    def test_the_school_reads_nothing_of_it(self, leaver):
        moves(leaver, 3)
        words = leaver.reads("senco")
        assert "The lock was changed" not in words and "Leaving care" not in words


class TestTheDates:
    def test_a_visit_within_seven_days_of_the_move(self, leaver):
        moves(leaver, 3)
        assert leaver.clocks("L23") == [("L23", ago(3) + timedelta(days=7), "running")]
        assert "First visit after a care leaver moves" in leaver.reads("adviser")
        visits(leaver, 1)
        assert leaver.clocks("L23") == [("L23", ago(3) + timedelta(days=7), "met")]

    def test_a_visit_at_which_they_were_not_seen_meets_nothing(self, leaver):
        moves(leaver, 3)
        visits(leaver, 1, seen="no", why_not_alone="Nobody came to the door")
        assert leaver.clocks("L23") == [("L23", ago(3) + timedelta(days=7), "running")]
        assert leaver.clocks("L23.3") == []

    def test_a_late_visit_is_late(self, leaver):
        moves(leaver, 20)
        visits(leaver, 1)
        assert leaver.clocks("L23") == [("L23", ago(20) + timedelta(days=7), "late")]

    def test_the_next_visit_within_two_months(self, leaver):
        moves(leaver, 10)
        visits(leaver, 8)
        (first,) = leaver.clocks("L23.3")
        assert first[2] == "running" and first[1] >= ago(8) + timedelta(days=59)
        visits(leaver, 1)
        assert sorted(held[2] for held in leaver.clocks("L23.3")) == ["met", "running"]

    def test_the_pathway_plan_is_reviewed_within_28_days(self, leaver):
        moves(leaver, 3)
        assert leaver.clocks("L23.2") == [("L23.2", ago(3) + timedelta(days=28), "running")]
        leaver.does(reviewed)
        assert leaver.clocks("L23.2") == [("L23.2", ago(3) + timedelta(days=28), "met")]

    def test_they_stop_when_support_ends(self, leaver):
        moves(leaver, 3)
        leaver.confirmed("none", days=0)
        assert {held[2] for held in leaver.clocks("L23", "L23.2")} == {"void"}


class TestUntil25:
    def test_the_right_is_said_to_whoever_has_it(self, leaver):
        assert "They may have one until the day they turn 25" in leaver.reads("adviser")
        words = leaver.as_("youngperson").words(f"/my-plan/{leaver.world.child_id}/growing-up")
        assert "You can have a personal adviser until the day you are 25" in words

    def test_and_not_to_others(self, leaver):
        leaver.confirmed("qualifying", days=0)
        assert "They may have one until" not in leaver.reads("adviser")
        words = leaver.as_("youngperson").words(f"/my-plan/{leaver.world.child_id}/growing-up")
        assert "until the day you are 25" not in words


class TestAnAdvisersPages:
    def test_they_lead_back_to_the_road(self, leaver):
        answer = visits(leaver, 1)
        assert answer.headers["Location"].endswith("/runway")
        assert "None is recorded" not in leaver.reads("adviser")

    def test_they_find_their_young_people_on_the_list(self, leaver):
        words = leaver.as_("adviser").words("/transitions?show=after")
        assert "Ama" in words and "No home from 18" in words.split("Why they are named")[1]
        moves(leaver, 3)
        words = leaver.as_("adviser").words("/transitions?show=after")
        assert "No home from 18" not in words.split("Why they are named")[1]
