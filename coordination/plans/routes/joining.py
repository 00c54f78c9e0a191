"""Putting two actions that are one together."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny
from coordination.db import RuleBroken
from coordination.plans import forms, operations, queries, telling
from coordination.plans.models import Action
from coordination.plans.routes.actions import may_change
from coordination.plans.routes.shared import blueprint, found, record, refuse
from coordination.web.filters import day
from coordination.web.forms import SelectChoice, page


@blueprint.route("/actions/<uuid:action_id>/join", methods=["GET", "POST"])
@requires("actions", "update", on=queries.action, whole=False)
def join_actions(row: Action) -> ResponseReturnValue:
    """Choose which of two alike actions goes on; the other one is called off and its person helps."""
    other = found(_named(request.args.get("with", "")))
    guard.demand("update", "actions", other)
    if not (may_change(row) and may_change(other)):
        raise guard.Refused(Deny("not-own", 4, False))
    plan = found(queries.plan_around(row))
    form = forms.JoinForm()
    form.keep.offer([_choice(row), _choice(other)])
    if form.validate_on_submit():
        kept, ended = (row, other) if form.facts()["keep"] == str(row.id) else (other, row)
        try:
            operations.join_actions(kept, ended, by=actor())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            for told in (kept, ended):
                telling.changed(told, owner_before=told.owner_id, by=actor())
            flash("The two actions were put together.", "success")
            return redirect(url_for("plans.action", action_id=kept.id), 303)
    return page(
        "plans/join.html",
        form=form,
        plan=plan,
        record=record(plan.child),
        back_url=url_for("plans.plan", plan_id=plan.id),
    )


def _named(typed: str) -> Action | None:
    try:
        return queries.action(UUID(typed))
    except ValueError:
        return None


def _choice(action: Action) -> SelectChoice:
    who = ", ".join(
        filter(None, [action.owner.name if action.owner else "Nobody", action.agency.name if action.agency else ""])
    )
    date: Any = action.due_on or action.check_on
    return SelectChoice(
        str(action.id), action.text, {"hint": f"Action {action.number}: {who}{', by ' + day(date) if date else ''}"}
    )
