"""One line of a cycle: add it, change it, compare two changes, take it out."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.db import RuleBroken
from coordination.plans import changes
from coordination.plans import queries as plan_queries
from coordination.plans.crossings import Crossed
from coordination.plans.models import Crossing
from coordination.schools import forms, operations, presenters, queries, words
from coordination.schools.models import SenCycle
from coordination.schools.routes.shared import blueprint, record, refuse
from coordination.web import drafts
from coordination.web.filters import day
from coordination.web.forms import ChangingForm, Problem, page
from coordination.web.forms.text import several_lines


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
    back_url = url_for("schools.of_child", child_id=row.child_id, _anchor=f"s-{row.id}")
    if held.decided_at is not None:
        flash("This was decided already. The history shows what each of you wrote.", "information")
        return redirect(back_url, 303)
    problems: list[Problem] = []
    chosen: dict[str, str] = {}
    written: dict[str, str] = {}
    form = ChangingForm(data={"version": row.version})
    if request.method == "POST":
        chosen = {name[7:]: value for name, value in request.form.items() if name.startswith("choice-")}
        written = {name[6:]: value for name, value in request.form.items() if name.startswith("words-")}
        problems = _decided(row, held, form, chosen, written)
        if not problems:
            flash("It was decided and saved. What was set aside stays in the history.", "success")
            return redirect(back_url, 303)
    version = plan_queries.history(row.id)[-1]
    keys = changes.keys_of_crossing(held, row) | ({version.recorded_by} if version.recorded_by else set())
    names = plan_queries.names(keys)
    answer = render_template(
        "plans/crossing.html",
        form=ChangingForm(formdata=None, data={"version": row.version}),
        problems=problems,
        row=row,
        held=held,
        fields=changes.compared(held, row, names, day),
        chosen=chosen,
        written=written,
        mine_by=_whose(held.recorded_by, names),
        theirs_by=_whose(version.recorded_by, names),
        theirs_at=version.at,
        record=record(row.in_cycle.child),
        back_url=back_url,
    )
    return answer, 422 if problems else 200


def _whose(person_id: Any, names: dict[Any, str]) -> str:
    if person_id is not None and person_id == guard.actor().person_id:
        return "You"
    return names.get(person_id, "Somebody else") if person_id else "Somebody else"


def _decided(
    row: Any, held: Crossing, form: ChangingForm, chosen: dict[str, str], written: dict[str, str]
) -> list[Problem]:
    """What is wrong with a decision, or nothing: then it is saved."""
    if not form.validate_on_submit():
        return list(form.problems)
    try:
        operations.decide_line(
            row.in_cycle,
            held,
            row,
            seen=form.facts()["version"],
            choices=chosen,
            words={name: several_lines(value) for name, value in written.items()},
            by=actor(),
        )
    except RuleBroken as broken:
        return [Problem(broken.sentence, f"#choice-{broken.field}" if broken.field else "")]
    return []
