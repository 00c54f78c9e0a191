"""The care plan and the placement plan: their dates, who writes, who agrees, who reads, and a second home."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.care import operations as care
from coordination.db import new_id
from tests.rooms.statutory_plans import StatutoryPlans, on


@pytest.fixture
def child(app, world, browsing):
    return StatutoryPlans(app, world, browsing)


def agree(child, plan, who="manager", **more):
    child.agrees(plan, who=who, look_on=clock.today() + timedelta(days=100), audiences=["young_person"], **more)


class TestTheDates:
    def test_run_from_becoming_looked_after_and_from_the_placement(self, child):
        child.looked_after()
        assert child.clocks("L1", "L2") == [("L1", "running"), ("L2", "running")]
        words = child.as_("lead").words(child.address)
        assert "Care plan" in words and "Placement plan" in words and "In this placement since" in words

    def test_are_met_once_it_is_agreed_and_not_before(self, child):
        child.looked_after()
        for kind, rule, theme, said in (
            ("care", "L1", "long_term", {"plan": "Home by Easter"}),
            ("placement", "L2", "contact", {"arrangements": "Saturdays"}),
        ):
            plan = child.begins(kind, "lead")
            child.writes(plan, theme, who="lead", **said)
            assert child.clocks(rule) == [(rule, "running")]
            agree(child, plan)
            assert child.clocks(rule) == [(rule, "met")]

    def test_are_met_by_a_plan_that_is_kept_in_another_place(self, child):
        child.looked_after()
        day = clock.today() - timedelta(days=1)
        sent = {"where": "elsewhere", "elsewhere": "The paper file", **on("agreed_on", day)}
        for kind in ("care", "placement"):
            assert child.as_("lead").send(f"{child.address}/{kind}/begin", sent).status_code == 303
        assert child.clocks("L1", "L2") == [("L1", "met"), ("L2", "met")]

    def test_a_second_home_asks_for_its_own(self, child):
        child.looked_after()
        first = child.begins("placement", "lead")
        child.writes(first, "contact", who="lead", arrangements="Saturdays at two")
        agree(child, first)

        def moves(row, by):
            care.start_placement(row, id=new_id(), code="U4", from_on=clock.today(), last_ended="CARPL", by=by)

        child.does(moves)
        assert child.clocks("L2") == [("L2", "met"), ("L2", "running")]
        words = child.as_("lead").words(child.address)
        assert "Earlier versions" in words
        second = child.begins("placement", "lead")
        assert "Saturdays at two" not in child.reads(second)
        child.writes(second, "contact", who="lead", arrangements="Sundays")
        agree(child, second)
        assert child.clocks("L2") == [("L2", "met"), ("L2", "met")]


class TestWho:
    @pytest.mark.parametrize("who", ["senco", "virtualschool", "health", "dsl", "provider", "ehc"])
    def test_whoever_sees_a_part_of_the_placement_sees_no_plan_of_it(self, child, who):
        child.looked_after()
        plan = child.begins("care", "lead")
        assert child.as_(who).get(f"/statutory-plans/{plan}").status_code in {403, 404}
        answer = child.as_(who).get(child.address)
        assert answer.status_code == 403 or "Placement plan" not in answer.text

    @pytest.mark.parametrize("who", ["lead", "manager", "iro", "supervisor"])
    def test_whoever_sees_the_whole_of_it_reads_them(self, child, who):
        child.looked_after()
        plan = child.begins("care", "lead")
        child.writes(plan, "long_term", who="lead", plan="Home by Easter")
        assert "Home by Easter" in child.reads(plan, who)

    def test_the_manager_agrees_and_the_social_worker_does_not(self, child):
        child.looked_after()
        plan = child.begins("care", "lead")
        child.writes(plan, "long_term", who="lead", plan="Home by Easter")
        assert child.as_("lead").get(f"/statutory-plans/{plan}/agree").status_code == 403
        assert "Agree this plan" not in child.reads(plan)
        manager = child.as_("manager")
        assert "Who is given it?" in manager.words(f"/statutory-plans/{plan}/agree")
        answer = manager.send(
            f"/statutory-plans/{plan}/agree",
            {
                "agreed_with": ["Manager Person"],
                "child_agrees": "no",
                "child_words": "I want to go home now",
                **on("look_on", clock.today() + timedelta(days=90)),
            },
        )
        assert answer.status_code == 303, answer.text[:4000]
        assert "I want to go home now" in child.reads(plan)

    def test_the_manager_does_not_write(self, child):
        child.looked_after()
        plan = child.begins("care", "lead")
        assert child.as_("manager").get(f"/statutory-plans/{plan}/themes/health").status_code == 403

    def test_a_placement_plan_needs_a_placement(self, child):
        def begin(row, by):
            care.become_looked_after(row, id=new_id(), from_on=clock.today(), legal_status="C2", need_code="N1", by=by)

        child.does(begin)
        assert child.as_("lead").get(f"{child.address}/placement/begin").status_code == 404
        assert "No placement is recorded" in child.as_("lead").words(child.address)
