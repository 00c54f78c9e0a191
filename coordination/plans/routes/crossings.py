"""Two people changed the same thing: both versions side by side with what they started from, and a decision."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.db import RuleBroken
from coordination.plans import changes, operations, queries, words
from coordination.plans.models import Crossing
from coordination.plans.routes.shared import blueprint, called, found, record
from coordination.web.filters import day
from coordination.web.forms import ChangingForm, Problem
from coordination.web.forms.text import several_lines


@blueprint.route("/plans/crossings/<uuid:crossing_id>", methods=["GET", "POST"])
@requires("support_plan", "read", on=queries.crossed_statement)
def crossing(row: Any) -> ResponseReturnValue:
    """Compare and decide. Until somebody does, the first save stands and the second is kept here."""
    held: Crossing = row.crossed
    plan = found(queries.plan_around(row))
    guard.demand("update", row.section, row)
    endpoint, key = ("plans.action", "action_id") if row.kind == "action" else ("plans.statement", "statement_id")
    back_url = url_for(endpoint, **{key: row.id})
    form = ChangingForm(data={"version": row.version})
    problems: list[Problem] = []
    chosen: dict[str, str] = {}
    written: dict[str, str] = {}
    if request.method == "POST":
        chosen = {name[7:]: value for name, value in request.form.items() if name.startswith("choice-")}
        written = {name[6:]: value for name, value in request.form.items() if name.startswith("words-")}
        try:
            problems = _decide(held, row, form, chosen, written)
        except operations.Crossed as crossed:
            flash("Somebody else decided first. What you decided is kept here, beside what it says now.", "note")
            return redirect(url_for("plans.crossing", crossing_id=crossed.crossing.id), 303)
        if not problems:
            flash("It was decided and saved. What was set aside stays in the history.", "success")
            return redirect(back_url, 303)
    if held.decided_at is not None:
        flash("This was decided already. The history shows what each of you wrote.", "note")
        return redirect(back_url, 303)
    keys = changes.keys_of_crossing(held, row)
    version = queries.history(row.id)[-1]
    names = called(keys | ({version.recorded_by} if version.recorded_by else set()))
    answer = render_template(
        "plans/crossing.html",
        form=ChangingForm(formdata=None, data={"version": row.version}),
        problems=problems,
        plan=plan,
        row=row,
        held=held,
        fields=changes.compared(held, row, names, day, written),
        chosen=chosen,
        written=written,
        mine_by=_whose(held.recorded_by, names),
        theirs_by=_whose(version.recorded_by, names),
        theirs_at=version.at,
        called=words.KINDS[row.kind],
        record=record(plan.child),
        back_url=back_url,
    )
    return answer, 422 if problems else 200


def _whose(person_id: UUID | None, names: dict[UUID, str]) -> str:
    if person_id is not None and person_id == actor().person_id:
        return "You"
    return names.get(person_id, "Somebody else") if person_id else "Somebody else"


def _decide(
    held: Crossing, row: Any, form: ChangingForm, chosen: dict[str, str], written: dict[str, str]
) -> list[Problem]:
    """What is wrong with a decision, or nothing: then it is saved."""
    if not form.validate_on_submit():
        return list(form.problems)
    try:
        operations.decide_crossing(
            held,
            row,
            seen=form.facts()["version"],
            choices=chosen,
            words={name: several_lines(value) for name, value in written.items()},
            by=actor(),
        )
    except RuleBroken as broken:
        where = f"#choice-{broken.field}" if broken.field else ""
        return [Problem(broken.sentence, where)]
    return []
