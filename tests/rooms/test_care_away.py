"""Stays away from home, and the checks of a children's home: what is recorded, and the clocks that follow."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.care.models import HomeCheck, StayAway
from tests.rooms.history import Kept, ago, on


@pytest.fixture
def child(app, world, browsing):
    return Kept(app, world, browsing)


class TestPrivateFostering:
    def test_is_visited_within_seven_working_days_then_every_six_weeks(self, child):
        child.writes(
            "care/away/private-fostering/add", **on("told_on", ago(20)), **on("from_on", ago(20)), with_whom="A friend"
        )
        [(_, first, state)] = child.clocks("L29")
        assert state == "running" and first > ago(20) + timedelta(days=7)
        child.visited(days=12, kind="private_fostering")
        assert [row[2] for row in child.clocks("L29")] == ["met" if ago(12) <= first else "late"]
        assert child.clocks("L30", "L30.2") == [("L30", ago(12) + timedelta(weeks=6), "running")]

    def test_after_a_year_every_twelve_weeks(self, child):
        child.writes(
            "care/away/private-fostering/add",
            **on("told_on", ago(500)),
            **on("from_on", ago(600)),
            with_whom="A friend",
        )
        child.visited(days=3, kind="private_fostering")
        assert child.clocks("L30", "L30.2") == [("L30.2", ago(3) + timedelta(weeks=12), "running")]

    def test_ends_with_its_clocks(self, child):
        child.writes(
            "care/away/private-fostering/add", **on("told_on", ago(20)), **on("from_on", ago(20)), with_whom="A friend"
        )
        [row] = child.rows(StayAway)
        child.writes(f"care/away/{row.id}/change", **on("to_on", ago(1)))
        assert [state for _, _, state in child.clocks("L29")] == ["void"]

    def test_says_when_the_council_was_told_too_late_for_the_notice(self, child):
        child.writes(
            "care/away/private-fostering/add", **on("told_on", ago(2)), **on("from_on", ago(1)), with_whom="A friend"
        )
        assert "less than six weeks before it began" in child.as_("lead").words(f"{child.address}/away")

    def test_twice_at_once_is_refused_and_loses_nothing(self, child):
        fields = {**on("told_on", ago(20)), **on("from_on", ago(20)), "with_whom": "A friend of the family"}
        child.writes("care/away/private-fostering/add", **fields)
        page = child.refused("care/away/private-fostering/add", **fields)
        assert "Another stay of the same kind" in page and "A friend of the family" in page


class TestALongStay:
    def test_is_told_and_visited(self, child):
        child.writes("care/away/long-stay/add", kind="hospital", **on("from_on", ago(60)))
        assert [(rule, state) for rule, _, state in child.clocks("L26", "L26.2")] == [("L26", "running")]
        assert "The council has not been told yet" in child.as_("lead").words(f"{child.address}/away")
        [row] = child.rows(StayAway)
        child.writes(f"care/away/{row.id}/change", **on("told_on", ago(5)))
        assert [(rule, state) for rule, _, state in child.clocks("L26", "L26.2")] == [
            ("L26", "met"),
            ("L26.2", "running"),
        ]
        child.visited(days=1, kind="long_stay")
        assert ("L26.2", "met") in [(rule, state) for rule, _, state in child.clocks("L26.2")]


class TestShortBreaks:
    def add(self, child, start, end):
        child.writes("care/away/short-break/add", **on("from_on", ago(start)), **on("to_on", ago(end)), with_whom="Jo")

    def test_are_counted_by_their_longest_and_over_any_twelve_months(self, child):
        self.add(child, 500, 490)
        self.add(child, 100, 90)
        self.add(child, 50, 34)
        words = child.as_("lead").words(f"{child.address}/away")
        assert "17 of 17" in words and "28 of 75" in words and "Over the limit" not in words

    def test_one_day_more_is_over_the_limit(self, child):
        self.add(child, 50, 33)
        words = child.as_("lead").words(f"{child.address}/away")
        assert "18 of 17" in words and "the whole of the regulations applies" in words

    def test_a_stay_that_ends_before_it_begins_is_refused(self, child):
        page = child.refused(
            "care/away/short-break/add", **on("from_on", ago(5)), **on("to_on", ago(9)), with_whom="Somebody"
        )
        assert "The end must be on or after the day it began" in page and "Somebody" in page


class TestAChildrensHome:
    def test_is_visited_every_month_and_reviews_itself_every_six(self, child):
        child.looked_after(days=40).placed(days=40, code="K2")
        assert [row[0] for row in child.clocks("L28", "L28.2")] == ["L28", "L28.2"]
        child.writes("care/home/add", kind="independent_visit", **on("held_on", ago(15)), found="A calm house")
        held = child.clocks("L28")
        assert [state for _, _, state in held] == ["met", "running"]
        words = child.as_("lead").words(f"{child.address}/home")
        assert "Visit of the independent person" in words and "A calm house" in words and "Not here yet" in words

    def test_a_day_put_right_moves_the_next_one(self, child):
        child.looked_after(days=40).placed(days=40, code="K2")
        child.writes("care/home/add", kind="independent_visit", **on("held_on", ago(15)))
        [row] = child.rows(HomeCheck)
        child.writes(f"care/home/{row.id}/change", **on("held_on", ago(10)))
        running = [due for _, due, state in child.clocks("L28") if state == "running"]
        assert len(running) == 1 and running[0] > clock.today() + timedelta(days=17)

    def test_a_foster_home_starts_no_such_clock_and_takes_no_check(self, child):
        child.looked_after(days=40).placed(days=40, code="U6")
        assert child.clocks("L28", "L28.2") == []
        page = child.refused("care/home/add", kind="independent_visit", **on("held_on", ago(15)))
        assert "did not live in a children’s home" in page

    def test_a_move_ends_them(self, child):
        child.looked_after(days=40).placed(days=40, code="K2").placed(days=5, code="U6", last_ended="CARPL")
        assert {state for _, _, state in child.clocks("L28", "L28.2")} == {"void"}


class TestWho:
    @pytest.mark.parametrize("page", ["away", "home"])
    def test_workers_who_read_care_whole_and_no_family(self, child, page):
        child.looked_after(days=40).placed(days=40, code="K2")
        for who in ("lead", "manager"):
            assert child.as_(who).get(f"{child.address}/{page}").status_code == 200, who
        for who in ("carer", "parent", "youngperson", "senco", "stranger"):
            assert child.as_(who).get(f"{child.address}/{page}").status_code in {403, 404}, who
