"""What each page of a plan costs: at most eight questions of the database, however much the plan holds."""

import pytest

from coordination import clock
from coordination.db import new_id
from coordination.plans import operations, queries
from tests.rooms.planning import Planning, asked_of


@pytest.fixture
def full_plan(app, world):
    """A plan with something of everything: versions, history, disagreements and a crossed change."""
    plan = Planning(app, world)
    need = plan.says("need", "Need", "parent", family_text="Words for family")
    outcome = plan.says("outcome", "Outcome", "parent", need_id=need)
    action = plan.asks("Ring the school", "senco", "parent", outcome_id=outcome)
    for number in range(6):
        plan.asks(f"Ring {number}", "health", outcome_id=outcome)
        plan.says("provision", f"Help {number}", agency_id=world.agencies["school"], outcome_id=outcome)
    plan.asks("Keep a diary", "parent")
    plan.agrees()
    plan.changes(need, text="Need, later")
    plan.changes(outcome, progress=4)
    plan.updates(action, "in_progress", who="senco")
    plan.agrees()
    with plan.at_work() as by:
        operations.disagree(queries.statement(need), id=new_id(), who="Mum", words="No", by=by)
        with pytest.raises(operations.Crossed) as crossed:
            operations.change_statement(queries.statement(need), seen=1, text="Mine", by=by)
        crossing = crossed.value.crossing.id
    today = clock.today()
    start = f"/plans/{world.plan_id}"
    return [
        start,
        f"/children/{world.child_id}/plan",
        f"{start}/agree",
        f"{start}/as/parent",
        f"{start}/as/parent?person={world.people['parent']}&when=agreed",
        f"{start}/as/school",
        f"{start}/versions",
        f"{start}/versions/1",
        f"{start}/difference?one=1&other=2",
        f"{start}/known-on",
        f"{start}/known-on?on-day={today.day}&on-month={today.month}&on-year={today.year}",
        *(f"{start}/add/{kind}" for kind in ("need", "strength", "worry", "outcome", "provision", "contingency")),
        f"{start}/actions",
        f"/plans/statements/{need}",
        f"/plans/statements/{need}/change",
        f"/plans/statements/{outcome}/change",
        f"/plans/statements/{need}/end",
        f"/plans/statements/{need}/disagree",
        f"/plans/crossings/{crossing}",
        f"/actions/{action}",
        f"/actions/{action}/update",
        f"/actions/{action}/change",
        f"/actions/{action}/cancel",
        f"/actions/{action}/disagree",
        "/actions",
        "/actions?view=briefing",
    ]


class TestEveryPage:
    def test_asks_at_most_eight_questions(self, app, browsing, world, full_plan):
        visitor = browsing.as_(world.people["lead"])
        dear = {}
        for address in full_plan:
            with asked_of(app) as asked:
                answer = visitor.get(address)
            assert answer.status_code in {200, 303}, (address, answer.status_code)
            if len(asked) > 8:
                dear[address] = asked
        assert not dear, "\n".join(
            f"{address}: {len(asked)}\n  " + "\n  ".join(asked) for address, asked in dear.items()
        )

    def test_writes_nothing_but_that_somebody_looked(self, app, browsing, world, full_plan):
        visitor = browsing.as_(world.people["lead"])
        for address in full_plan:
            with asked_of(app) as asked:
                visitor.get(address)
            wrote = [said for said in asked if said.split()[0].lower() in {"insert", "update", "delete"}]
            assert not [said for said in wrote if "login_session" not in said], (address, wrote)
