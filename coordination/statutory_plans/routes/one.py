"""One version of a plan: to read and to print."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.agencies import queries as agencies
from coordination.statutory_plans import operations, queries, showing
from coordination.statutory_plans.checking import COLOUR_WORDS
from coordination.statutory_plans.models import StatutoryPlan
from coordination.statutory_plans.routes.shared import blueprint, its_section, record


@blueprint.get("/statutory-plans/<uuid:statutory_id>")
@guard.requires(its_section, "read", on=queries.plan, whole=False)
def plan(row: StatutoryPlan) -> ResponseReturnValue:
    """What one version says, theme by theme, who agreed, and what carries each theme out."""
    permit = guard.may("read", row.section, row)
    views = showing.of_plan(row, permit)
    if not views:
        raise guard.Refused(Deny("limited", 4, False))
    checks = queries.checks([row.id]) if row.kind == "pep" else []
    wanted = [row.agreed_by, *(check.recorded_by for check in checks)]
    people = agencies.people(key for key in wanted if key is not None)
    may_write = row.state == "draft" and bool(guard.may("update", row.section, row))
    return render_template(
        "statutory_plans/plan.html",
        row=row,
        regime=row.regime,
        title=operations.called(row),
        child=row.child,
        record=record(row.child),
        views=views,
        carried=any(view.carried for view in views),
        state=(showing.STATE_WORDS[row.state], showing.STATE_COLOURS[row.state]),
        agreed_by=people[row.agreed_by].name if row.agreed_by in people else "",
        agreement=showing.agreement(row),
        checks=checks,
        colours=COLOUR_WORDS,
        names={key: person.name for key, person in people.items()},
        may_write=may_write,
        may_agree=row.state == "draft" and bool(guard.may(row.regime.agreed_by_verb, row.section, row)),
        may_check=row.kind == "pep"
        and row.state != "superseded"
        and not row.elsewhere
        and bool(guard.may("approve", row.section, row)),
        meeting_url=url_for("reviews.plan", child_id=row.child_id, kind=row.regime.reviewed_in)
        if row.state == "agreed" and guard.may("create", "reviews", row.child)
        else "",
        back_url=url_for("statutory_plans.of_child", child_id=row.child_id),
    )
