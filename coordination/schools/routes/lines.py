"""One line of a cycle: add it, change it, compare two changes, take it out."""

from functools import partial
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access.guard import actor, requires
from coordination.db import RuleBroken
from coordination.plans import changes
from coordination.plans import queries as plan_queries
from coordination.plans.crossings import Crossed
from coordination.plans.models import Crossing
from coordination.plans.routes.deciding import crossing_page
from coordination.schools import forms, operations, presenters, queries, words
from coordination.schools.models import SenCycle
from coordination.schools.routes.shared import blueprint, record, refuse
from coordination.web import drafts
from coordination.web.filters import day
from coordination.web.forms import page


@blueprint.route("/sen/cycles/<uuid:cycle_id>/add/<kind>", methods=["GET", "POST"])
@requires("sen_support", "create", on=lambda cycle_id, kind: queries.cycle(cycle_id))
def add_line(cycle: SenCycle) -> ResponseReturnValue:
    """Add a need, something that works, an outcome or provision."""
    kind = str((request.view_args or {}).get("kind"))
    if kind not in forms.ADDING:
        abort(404)
    form = forms.ADDING[kind]()
    name = f"sen-add-{kind}"
    draft = drafts.put_back(form, name, cycle.child_id, cycle.id)
    if form.validate_on_submit():
        try:
            said = operations.add_line(cycle, kind=kind, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        except Crossed as crossed:
            return redirect(url_for("schools.crossing", crossing_id=crossed.crossing.id), 303)
        else:
            drafts.drop(name, cycle.child_id, cycle.id)
            flash("It was added.", "success")
            return redirect(url_for("schools.of_child", child_id=cycle.child_id, _anchor=f"s-{said.id}"), 303)
    return page(
        "schools/line_form.html",
        form=form,
        title=words.LINES[kind].add,
        button_text="Add it",
        record=record(cycle.child),
        steps=[],
        draft=draft,
        draft_url=drafts.url(name, cycle.child_id, cycle.id),
        back_url=url_for("schools.of_child", child_id=cycle.child_id),
    )


@blueprint.route("/sen/lines/<uuid:statement_id>/change", methods=["GET", "POST"])
@requires("sen_support", "update", on=queries.line, whole=False)
def change_line(row: Any) -> ResponseReturnValue:
    """Change a line. What it said before stays in its history."""
    cycle: SenCycle = row.in_cycle
    kind = presenters.kind_of(row)
    held = {name: getattr(row, name) for name in row.facts_kept}
    form: Any = forms.CHANGING[kind](data={"text": row.text, "version": row.version, **held})
    name = "sen-line"
    draft = drafts.put_back(form, name, row.child_id, row.id)
    if form.validate_on_submit():
        facts = form.facts()
        seen, why = facts.pop("version"), facts.pop("why")
        try:
            operations.change_line(cycle, row, seen=seen, why=why, by=actor(), **facts)
        except RuleBroken as broken:
            refuse(form, broken)
        except Crossed as crossed:
            drafts.drop(name, row.child_id, row.id)
            return redirect(url_for("schools.crossing", crossing_id=crossed.crossing.id), 303)
        else:
            drafts.drop(name, row.child_id, row.id)
            flash("Saved.", "success")
            return redirect(url_for("schools.of_child", child_id=row.child_id, _anchor=f"s-{row.id}"), 303)
    versions = plan_queries.history(row.id)
    return page(
        "schools/line_form.html",
        form=form,
        title=f"Change: {words.LINES[kind].heading.lower()}",
        button_text="Save the change",
        record=record(cycle.child),
        steps=changes.history(row.kind, versions, plan_queries.names(changes.keys_in(versions)), day),
        draft=draft,
        draft_url=drafts.url(name, row.child_id, row.id),
        back_url=url_for("schools.of_child", child_id=row.child_id),
    )


@blueprint.route("/sen/lines/<uuid:statement_id>/end", methods=["GET", "POST"])
@requires("sen_support", "update", on=queries.line, whole=False)
def end_line(row: Any) -> ResponseReturnValue:
    """Take a line out, with the reason."""
    form = forms.EndForm()
    back = url_for("schools.of_child", child_id=row.child_id)
    if form.validate_on_submit():
        try:
            operations.end_line(row.in_cycle, row, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("It was taken out. It stays in the history.", "success")
            return redirect(back, 303)
    return page(
        "schools/end.html",
        form=form,
        title="Take this out",
        what=row.text,
        button_text="Take it out",
        record=record(row.in_cycle.child),
        back_url=back,
    )


@blueprint.route("/sen/crossings/<uuid:crossing_id>", methods=["GET", "POST"])
@requires("sen_support", "update", on=queries.crossed_line, whole=False)
def crossing(row: Any) -> ResponseReturnValue:
    """Two people changed the same line: compare and decide. Until then the first save stands and both are kept."""
    held: Crossing = row.crossed
    return crossing_page(
        row,
        held,
        decide=partial(operations.decide_line, row.in_cycle, held, row),
        called=plan_queries.names,
        endpoint="schools.crossing",
        back_url=url_for("schools.of_child", child_id=row.child_id, _anchor=f"s-{row.id}"),
        record=record(row.in_cycle.child),
    )
