"""Two people changed the same thing: both versions side by side with what they started from, and a decision."""

from functools import partial
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import requires
from coordination.plans import operations, queries
from coordination.plans.models import Crossing
from coordination.plans.routes.deciding import crossing_page
from coordination.plans.routes.shared import blueprint, called, found, record


@blueprint.route("/plans/crossings/<uuid:crossing_id>", methods=["GET", "POST"])
@requires("support_plan", "read", on=queries.crossed_statement)
def crossing(row: Any) -> ResponseReturnValue:
    """Compare and decide. Until somebody does, the first save stands and the second is kept here."""
    held: Crossing = row.crossed
    plan = found(queries.plan_around(row))
    guard.demand("update", row.section, row)
    endpoint, key = ("plans.action", "action_id") if row.kind == "action" else ("plans.statement", "statement_id")
    return crossing_page(
        row,
        held,
        decide=partial(operations.decide_crossing, held, row),
        called=called,
        endpoint="plans.crossing",
        back_url=url_for(endpoint, **{key: row.id}),
        record=record(plan.child),
    )
