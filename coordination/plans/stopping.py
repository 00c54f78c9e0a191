"""What happens to waiting actions when help ends and they stop: each is cancelled, with the reason."""

from coordination.access.actor import Actor
from coordination.cases.models import Case
from coordination.plans import queries
from coordination.plans.actions import cancel_action


def stop_waiting(case: Case, why: str, by: Actor) -> None:
    """Cancel every action of the case's plan that waits for somebody."""
    plan = queries.plan_of_case(case.id)
    if plan is None:
        return
    for action in queries.actions(plan.id):
        if action.status not in queries.CLOSED and action.ended_on is None:
            cancel_action(action, why=why, by=by)
