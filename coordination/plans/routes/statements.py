"""What a plan says, one statement at a time: add it, change it, take it out, its history, and who disagrees."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.cases import queries as case_queries
from coordination.children.statements import Statement
from coordination.db import RuleBroken
from coordination.plans import changes, forms, operations, plain, presenters, queries, words
from coordination.plans.models import Plan
from coordination.plans.operations import ROUTES, Crossed
from coordination.plans.routes.shared import (
    agency_choices,
    audience_choices,
    authors_of,
    blueprint,
    called,
    found,
    late_draft,
    may,
    permitted,
    record,
    refuse,
    statement_choices,
    to_decide,
    whole_reader,
)
from coordination.web import drafts
from coordination.web.filters import day
from coordination.web.forms import Form, page
from coordination.wording import beside


def only_statement(statement_id: UUID) -> Any | None:
    """A statement that is not an action: those have pages of their own."""
    row = queries.statement(statement_id)
    return row if row is not None and row.kind != "action" else None


def _offer(form: Form, plan: Plan, kind: str) -> None:
    """Tell a form its choices: the team's people and organisations, the plan's needs and outcomes."""
    team = case_queries.team(plan.case_id)
    form["audiences"].offer(audience_choices(team))
    if kind == "provision":
        form["agency_id"].offer(agency_choices(team))
    if kind in {"outcome", "provision"}:
        rows = [row for row, _ in permitted(queries.statements(plan.id))]
        if kind == "outcome":
            form["need_id"].offer(statement_choices(rows, "need"))
        else:
            form["outcome_id"].offer(statement_choices(rows, "outcome"))


@blueprint.route("/plans/<uuid:plan_id>/add/<kind>", methods=["GET", "POST"])
@requires("support_plan", "create", on=lambda plan_id, kind: queries.plan(plan_id))
def add_statement(plan: Plan) -> ResponseReturnValue:
    """Add something to the plan."""
    kind = str((request.view_args or {}).get("kind"))
    if kind not in forms.ADDING:
        abort(404)
    name = f"add-{kind}"
    form = forms.ADDING[kind]()
    _offer(form, plan, kind)
    draft = drafts.put_back(form, name, plan.child_id, plan.id)
    if draft is not None and late_draft(form, queries.statement(form.id.data)):
        drafts.drop(name, plan.child_id, plan.id)
        return redirect(request.full_path.rstrip("?"), 303)
    if not beside.asked_to_look() and form.validate_on_submit():
        try:
            said = operations.add_statement(plan, kind=kind, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        except Crossed as crossed:
            drafts.drop(name, plan.child_id, plan.id)
            return redirect(url_for("plans.crossing", crossing_id=crossed.crossing.id), 303)
        else:
            drafts.drop(name, plan.child_id, plan.id)
            flash("It was added to the plan.", "success")
            return redirect(url_for("plans.plan", plan_id=plan.id, _anchor=f"s-{said.id}"), 303)
    return page(
        "plans/statement_form.html",
        form=form,
        plan=plan,
        record=record(plan.child),
        kind=kind,
        called=words.KINDS[kind],
        statement=None,
        coach=beside.a_field(plan, form["young_text"].data),
        draft=draft,
        draft_url=drafts.url(name, plan.child_id, plan.id),
        back_url=url_for("plans.plan", plan_id=plan.id),
    )


@blueprint.get("/plans/statements/<uuid:statement_id>")
@requires("support_plan", "read", on=only_statement, whole=False)
def statement(row: Statement) -> ResponseReturnValue:
    """One statement: what it says, who can see it, who disagrees, and everything it has ever said."""
    plan = found(queries.plan_around(row))
    whole_reader(plan)
    return render_template("plans/statement.html", **_shown(row, plan))


def _shown(row: Any, plan: Plan) -> dict[str, Any]:
    versions = queries.history(row.id)
    keys = changes.keys_in(versions)
    disagreements, crossed = queries.beside([row.id], decided=True)
    crossings = to_decide([held for held in crossed if held.decided_at is None], [row])
    decided = [held for held in reversed(crossed) if held.decided_at is not None]
    keys |= authors_of(disagreements, crossed) | {held.decided_by for held in decided if held.decided_by}
    names = called(keys)
    permit = guard.demand("read", row.section, row)
    stands = row.ended_on is None and plan.case.state == "open"
    return {
        "plan": plan,
        "record": record(plan.child),
        "row": row,
        "view": presenters.statement_view(row, permit, names=names, day=day),
        "called": words.KINDS[row.kind],
        "steps": changes.history(row.kind, versions, names, day),
        "set_aside_rows": changes.set_aside(row.kind, decided, names, day),
        "disagreements": disagreements,
        "crossings": crossings,
        "names": names,
        "routes": ROUTES,
        "may_update": may("update", row.section, row, whole=False) and stands,
        "may_end": may("create", row.section, plan) and stands,
        "back_url": url_for("plans.plan", plan_id=plan.id, _anchor=f"s-{row.id}"),
    }


@blueprint.route("/plans/statements/<uuid:statement_id>/change", methods=["GET", "POST"])
@requires("support_plan", "update", on=only_statement, whole=False)
def change_statement(row: Any) -> ResponseReturnValue:
    """Change a statement. Where somebody else saved in between, both are kept and compared."""
    plan = found(queries.plan_around(row))
    if row.ended_on is not None and request.method == "GET":
        return redirect(url_for("plans.statement", statement_id=row.id), 303)
    name = f"change-{row.kind}"
    form = forms.CHANGING[row.kind](data=_values(row))
    _offer(form, plan, row.kind)
    draft = drafts.put_back(form, name, row.child_id, row.id)
    if not beside.asked_to_look() and form.validate_on_submit():
        facts = form.facts()
        seen, why = facts.pop("version"), facts.pop("why")
        try:
            plain.demand_why(plan, row, young_text=facts["young_text"], audiences=facts["audiences"], why=why)
            operations.change_statement(row, seen=seen, why=why, by=actor(), **facts)
        except RuleBroken as broken:
            refuse(form, broken)
        except Crossed as crossed:
            drafts.drop(name, row.child_id, row.id)
            return redirect(url_for("plans.crossing", crossing_id=crossed.crossing.id), 303)
        else:
            drafts.drop(name, row.child_id, row.id)
            flash("The change was saved.", "success")
            return redirect(url_for("plans.plan", plan_id=plan.id, _anchor=f"s-{row.id}"), 303)
    return page(
        "plans/statement_form.html",
        form=form,
        plan=plan,
        record=record(plan.child),
        kind=row.kind,
        called=words.KINDS[row.kind],
        statement=row,
        coach=beside.a_field(plan, form["young_text"].data),
        draft=draft,
        draft_url=drafts.url(name, row.child_id, row.id),
        back_url=url_for("plans.statement", statement_id=row.id),
    )


def _values(row: Any) -> dict[str, Any]:
    """What a form starts from."""
    wording = {which: (row.wording.get(which) or {}).get("en", "") for which in ("family", "young_person")}
    return {
        "text": row.text,
        "family_text": wording["family"],
        "young_text": wording["young_person"],
        "audiences": list(row.audiences),
        "version": row.version,
        **{name: getattr(row, name) for name in row.facts_kept},
    }


@blueprint.route("/plans/statements/<uuid:statement_id>/end", methods=["GET", "POST"])
@requires("support_plan", "create", on=only_statement, whole=False)
def end_statement(row: Any) -> ResponseReturnValue:
    """Take a statement out of the plan, with the reason."""
    plan = found(queries.plan_around(row))
    form = forms.EndForm()
    if form.validate_on_submit():
        try:
            operations.end_statement(row, why=form.facts()["why"], by=actor())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("It was taken out of the plan. It stays in the history.", "success")
            return redirect(url_for("plans.plan", plan_id=plan.id), 303)
    return page(
        "plans/end.html",
        form=form,
        plan=plan,
        record=record(plan.child),
        row=row,
        title=f"Take this {words.KINDS[row.kind].one} out of the plan",
        button_text="Take it out",
        back_url=url_for("plans.statement", statement_id=row.id),
    )
