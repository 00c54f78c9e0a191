"""Leaving care: what a young person is by law, its dates, and the pathway plan that follows."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from coordination import clock
from coordination.db import RuleBroken, new_id
from coordination.statutory_plans import leaving
from tests.rooms.statutory_plans import StatutoryPlans, on

BORN = date(2008, 6, 1)


def looked_after(start, end=None):
    return SimpleNamespace(from_on=start, to_on=end)


def worked_out(periods, day):
    found = leaving.work_out(SimpleNamespace(born_on=BORN), periods, day)
    return found.status, found.from_on


class TestWhatTheLawSays:
    def test_sixteen_and_thirteen_weeks_is_eligible_from_the_day_both_hold(self):
        assert worked_out([looked_after(date(2023, 1, 1))], date(2024, 7, 1)) == ("eligible", date(2024, 6, 1))
        assert worked_out([looked_after(date(2024, 5, 1))], date(2024, 9, 1)) == ("eligible", date(2024, 7, 31))

    def test_the_weeks_may_be_of_several_times(self):
        periods = [looked_after(date(2023, 1, 1), date(2023, 3, 1)), looked_after(date(2024, 5, 25))]
        assert worked_out(periods, date(2024, 6, 20)) == ("none", None)
        assert worked_out(periods, date(2024, 7, 1)) == ("eligible", date(2024, 6, 26))

    def test_what_was_before_fourteen_does_not_count(self):
        assert worked_out([looked_after(date(2010, 1, 1), date(2022, 5, 1))], date(2024, 7, 1)) == ("none", None)

    def test_not_before_sixteen(self):
        assert worked_out([looked_after(date(2023, 1, 1))], date(2024, 5, 31)) == ("none", None)

    def test_who_left_at_seventeen_is_relevant_from_that_day(self):
        held = [looked_after(date(2023, 1, 1), date(2025, 6, 10))]
        assert worked_out(held, date(2025, 7, 1)) == ("relevant", date(2025, 6, 10))

    def test_at_eighteen_they_are_former_relevant_until_twenty_five(self):
        held = [looked_after(date(2023, 1, 1), date(2026, 6, 1))]
        assert worked_out(held, date(2026, 6, 1)) == ("former_relevant", date(2026, 6, 1))
        assert worked_out(held, date(2033, 6, 1)) == ("none", None)

    def test_a_short_time_after_sixteen_is_qualifying_once_it_is_over(self):
        held = [looked_after(date(2024, 8, 1), date(2024, 9, 1))]
        assert worked_out(held, date(2024, 10, 1)) == ("qualifying", date(2024, 9, 1))

    def test_without_a_date_of_birth_nothing_is_said(self):
        assert leaving.work_out(SimpleNamespace(born_on=None), [], date(2024, 1, 1)).status == "none"


@pytest.fixture
def child(app, world, browsing):
    return StatutoryPlans(app, world, browsing).looked_after(days=40)


def confirms(child, status, days=30, why="16, and 13 weeks since 14"):
    day = clock.today() - timedelta(days=days)
    child.does(lambda row, by: leaving.confirm(row, id=new_id(), status=status, from_on=day, why=why, by=by))


class TestTheDates:
    def test_a_person_confirms_it_and_the_assessment_is_due(self, child, world):
        address = f"/children/{world.child_id}/care/leaving"
        lead = child.as_("lead")
        assert "By days and ages: None of these" in lead.words(address)
        sent = {"status": "eligible", "why": "Papers seen", **on("from_on", clock.today() - timedelta(days=9))}
        assert lead.send(address, sent).status_code == 303
        assert child.clocks("L20") == [("L20", "running")]
        words = lead.words(child.address)
        assert "Eligible child since" in words and "Papers seen" in words and "Not completed yet" in words

    def test_the_assessment_meets_it(self, child, world):
        confirms(child, "eligible")
        answer = child.as_("lead").send(f"/children/{world.child_id}/care/leaving/assessed", {"found": "Money worries"})
        assert answer.status_code == 303, answer.text[:3000]
        assert child.clocks("L20") == [("L20", "met")]
        assert "Money worries" in child.as_("lead").words(child.address)

    def test_who_leaves_care_has_another(self, child):
        confirms(child, "eligible")
        confirms(child, "relevant", days=3)
        assert child.clocks("L20", "L21") == [("L20", "void"), ("L21", "running")]

    def test_the_plan_starts_the_date_of_its_review(self, child):
        confirms(child, "eligible")
        plan = child.begins("pathway", "lead")
        child.writes(plan, "home", who="lead", goal="Staying put")
        assert child.clocks("L22") == []
        child.agrees(plan, who="lead")
        assert child.clocks("L22") == [("L22", "running")]
        second = child.begins("pathway", "lead")
        child.agrees(second, who="lead")
        assert child.clocks("L22") == [("L22", "running")]

    def test_it_rests_on_something(self, child):
        with pytest.raises(RuleBroken, match="what it rests on"):
            confirms(child, "eligible", why=" ")

    def test_it_never_begins_before_the_last(self, child):
        confirms(child, "eligible", days=5)
        with pytest.raises(RuleBroken, match="on or after"):
            confirms(child, "relevant", days=9)


class TestWho:
    @pytest.mark.parametrize("who", ["senco", "virtualschool", "health", "iro", "stranger", "carer", "youngperson"])
    def test_nobody_else_confirms(self, child, world, who):
        assert child.as_(who).get(f"/children/{world.child_id}/care/leaving").status_code in {403, 404}

    def test_the_school_sees_learning_and_work_only(self, child):
        plan = child.begins("pathway", "lead")
        child.writes(plan, "education_training", who="lead", goal="Finishes the course")
        child.writes(plan, "money", who="lead", goal="A bank account")
        words = child.reads(plan, "senco")
        assert "Finishes the course" in words and "A bank account" not in words

    def test_the_school_does_not_see_what_the_status_rests_on(self, child):
        confirms(child, "eligible", why="Papers seen")
        assert "Papers seen" not in child.as_("senco").words(child.address)

    def test_whoever_reads_all_of_it_reads_how_sure_each_is(self, child):
        plan = child.begins("pathway", "lead")
        child.writes(plan, "money", who="lead", sure_me="3", sure_adviser="6")
        words = child.reads(plan, "iro")
        assert "3 of 10" in words and "6 of 10" in words
