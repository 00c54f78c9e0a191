"""One action: asking somebody, their answer, how it goes, changing what was asked, calling it off, its history."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny, Permit
from coordination.cases import queries as case_queries
from coordination.cases import strip
from coordination.children import reading, siblings
from coordination.children.naming import display_name
from coordination.db import RuleBroken
from coordination.plans import changes, forms, operations, plain, presenters, queries, telling, words
from coordination.plans.models import Action, Plan
from coordination.plans.operations import Crossed
from coordination.plans.routes.shared import (
    audience_choices,
    authors_of,
    blueprint,
    called,
    found,
    late_draft,
    may,
    owner_choices,
    owner_of,
    owner_value,
    permitted,
    record,
    refuse,
    sees_whole,
    statement_choices,
    to_decide,
)
from coordination.plans.routes.sharing import other_plans, stands_in
from coordination.web import drafts
from coordination.web.filters import day
from coordination.web.forms import Form, SelectChoice, page
from coordination.wording import beside


def _offer(form: Form, plan: Plan, *, own_only: bool, now: Action | None = None) -> None:
    """Tell an action's form whom it may be asked of, what it may be for and who may see it."""
    team = case_queries.team(plan.case_id)
    only = actor().agencies(clock.today()) if own_only else None
    people = owner_choices(team, only)
    if now is not None and now.owner is not None:
        value = owner_value(now.owner_id, now.agency_id)
        if value not in {choice.value for choice in people}:
            people.append(SelectChoice(value, f"{now.owner.name} (not on the team any more)"))
    form["owner_id"].offer(people)
    form["audiences"].offer(audience_choices(team))
    rows = [row for row, _ in permitted(queries.statements(plan.id))]
    form["outcome_id"].offer(statement_choices(rows, "outcome"))


@blueprint.route("/plans/<uuid:plan_id>/actions", methods=["GET", "POST"])
@requires("actions", "create", on=queries.plan)
def add_action(plan: Plan) -> ResponseReturnValue:
    """Ask one person of the team to do something."""
    permit = guard.demand("create", "actions", plan, whole=True)
    form = forms.AddActionForm()
    if request.method == "GET":
        form.outcome_id.process(None, _key_in(request.args.get("outcome", "")))
    _offer(form, plan, own_only="full" not in permit.extents)
    asked = reading.together(*strip.asked(plan.child), siblings.asked(plan.child))
    others = other_plans(siblings.records(asked)) if "full" in permit.extents else []
    form.siblings.offer(SelectChoice(other.plan.id, display_name(other.child)) for other in others)
    draft = drafts.put_back(form, "add-action", plan.child_id, plan.id)
    if draft is not None and late_draft(form, queries.action(form.id.data)):
        drafts.drop("add-action", plan.child_id, plan.id)
        return redirect(request.full_path.rstrip("?"), 303)
    if not beside.asked_to_look() and form.validate_on_submit():
        facts = form.facts()
        facts["owner_id"], facts["agency_id"] = owner_of(facts["owner_id"])
        # Their own organisation's actions only, where the rules say so: asked about what was sent.
        guard.demand(
            "create",
            "actions",
            plan,
            agency_id=facts["agency_id"],
            owner_person_id=facts["owner_id"],
            author_id=None,
        )
        try:
            chosen = facts.pop("siblings")
            theirs = [other.plan for other in others if other.plan.id in chosen]
            action = operations.add_shared_action(plan, theirs, by=actor(), **facts)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            telling.given(action, by=actor())
            drafts.drop("add-action", plan.child_id, plan.id)
            flash("The action was added.", "success")
            return redirect(url_for("plans.plan", plan_id=plan.id, _anchor=f"s-{action.id}"), 303)
    return page(
        "plans/action_form.html",
        form=form,
        plan=plan,
        action=None,
        record=strip.record_strip(plan.child, "plan", asked),
        coach=beside.a_field(plan, form.young_text.data),
        draft=draft,
        draft_url=drafts.url("add-action", plan.child_id, plan.id),
        back_url=url_for("plans.plan", plan_id=plan.id),
    )


def _key_in(typed: str) -> Any:
    try:
        return UUID(typed)
    except ValueError:
        return None


@blueprint.get("/actions/<uuid:action_id>")
@requires("actions", "read", on=queries.action, whole=False)
def action(row: Action) -> ResponseReturnValue:
    """One action: what, who, by when, how it goes, and everything that was said about it."""
    return render_template("plans/action.html", **_shown(row))


def _shown(row: Action, **more: Any) -> dict[str, Any]:
    permit = guard.demand("read", "actions", row)
    plan = found(queries.plan_around(row))
    versions = queries.history(row.id)
    disagreements, crossed = queries.beside([row.id], decided=True)
    crossings = to_decide([held for held in crossed if held.decided_at is None], [row])
    decided = [held for held in reversed(crossed) if held.decided_at is not None]
    keys = changes.keys_in(versions)
    keys |= authors_of(disagreements, crossed) | {held.decided_by for held in decided if held.decided_by}
    names = called(keys)
    context = {
        "row": row,
        "plan": plan,
        "view": presenters.action_view(row, permit, today=clock.today(), coach=may_change(row)),
        "outcome": names.get(row.outcome_id) if row.outcome_id else None,
        "record": record(plan.child),
        "steps": changes.history("action", versions, names, day),
        "set_aside_rows": changes.set_aside("action", decided, names, day),
        "disagreements": disagreements,
        "crossings": crossings,
        "stands_in": stands_in(row) if row.shared_id is not None else [],
        "names": names,
        "routes": operations.ROUTES,
        "words": words,
        "may_update": may("update", "actions", row, whole=False) and row.status != "cancelled",
        "may_change": may_change(row),
        "may_answer": row.owner_id == actor().person_id
        and row.acceptance != "accepted"
        and row.status not in queries.CLOSED
        and may("update", "actions", row, whole=False),
        "may_disagree": sees_whole(plan),
        "may_answer_disagreement": may("update", "support_plan", plan),
        "answer_form": forms.AnswerActionForm(formdata=None),
        "back_url": url_for("plans.plan", plan_id=plan.id, _anchor=f"s-{row.id}")
        if may("read", "support_plan", plan)
        else url_for("plans.agency_actions"),
    }
    return context | more


def may_change(row: Action) -> bool:
    """Whether the actor may change what is asked: who may change any action, or wrote this one themself."""
    permit = guard.may("update", "actions", row)
    return isinstance(permit, Permit) and (permit.extent == "full" or row.originator_id == actor().person_id)


def _demand_change(row: Action) -> None:
    if not may_change(row):
        raise guard.Refused(Deny("not-own", 4, False))


@blueprint.post("/actions/<uuid:action_id>/answer")
@requires("actions", "update", on=queries.action, whole=False)
def answer_action(row: Action) -> ResponseReturnValue:
    """The person who was asked says yes, or why not."""
    form = forms.AnswerActionForm()
    if form.validate_on_submit():
        facts = form.facts()
        accept = facts["answer"] == "yes"
        try:
            operations.answer_action(row, accept=accept, reason=facts["reason"], by=actor())
            telling.answered(row, by=actor())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash(
                "You have taken this on." if accept else "The lead will find somebody else. Thank you for saying.",
                "success",
            )
            return redirect(url_for("plans.action", action_id=row.id), 303)
    return page("plans/action.html", form=form, **_shown(row, answer_form=form))


@blueprint.route("/actions/<uuid:action_id>/update", methods=["GET", "POST"])
@requires("actions", "update", on=queries.action, whole=False)
def update_action(row: Action) -> ResponseReturnValue:
    """Say how an action is going."""
    form = forms.UpdateActionForm(
        data={"status": row.status, "version": row.version, "blocker": row.blocker, "done_on": row.done_on}
    )
    draft = drafts.put_back(form, "update-action", row.child_id, row.id)
    if form.validate_on_submit():
        facts = form.facts()
        seen = facts.pop("version")
        try:
            operations.update_action(row, seen=seen, by=actor(), **facts)
        except RuleBroken as broken:
            refuse(form, broken)
        except Crossed as crossed:
            drafts.drop("update-action", row.child_id, row.id)
            return redirect(url_for("plans.crossing", crossing_id=crossed.crossing.id), 303)
        else:
            drafts.drop("update-action", row.child_id, row.id)
            flash("Saved.", "success")
            return redirect(url_for("plans.action", action_id=row.id), 303)
    plan = found(queries.plan_around(row))
    return page(
        "plans/update_action.html",
        form=form,
        row=row,
        plan=plan,
        record=record(plan.child),
        draft=draft,
        draft_url=drafts.url("update-action", row.child_id, row.id),
        back_url=url_for("plans.action", action_id=row.id),
    )


@blueprint.route("/actions/<uuid:action_id>/change", methods=["GET", "POST"])
@requires("actions", "update", on=queries.action, whole=False)
def change_action(row: Action) -> ResponseReturnValue:
    """Change what is asked, of whom or by when."""
    _demand_change(row)
    plan = found(queries.plan_around(row))
    permit = guard.demand("update", "actions", row)
    form = forms.ChangeActionForm(data=_values(row))
    _offer(form, plan, own_only=permit.extent != "full", now=row)
    draft = drafts.put_back(form, "change-action", row.child_id, row.id)
    if not beside.asked_to_look() and form.validate_on_submit():
        facts = form.facts()
        seen, why = facts.pop("version"), facts.pop("why")
        facts["owner_id"], facts["agency_id"] = owner_of(facts["owner_id"])
        try:
            plain.demand_why(plan, row, young_text=facts["young_text"], audiences=facts["audiences"], why=why)
            before = row.owner_id
            if operations.change_action(row, seen=seen, why=why, by=actor(), **facts).version != seen:
                telling.changed(row, owner_before=before, by=actor())
        except RuleBroken as broken:
            refuse(form, broken)
        except Crossed as crossed:
            drafts.drop("change-action", row.child_id, row.id)
            return redirect(url_for("plans.crossing", crossing_id=crossed.crossing.id), 303)
        else:
            drafts.drop("change-action", row.child_id, row.id)
            flash("The change was saved.", "success")
            return redirect(url_for("plans.action", action_id=row.id), 303)
    return page(
        "plans/action_form.html",
        form=form,
        plan=plan,
        action=row,
        record=record(plan.child),
        coach=beside.a_field(plan, form.young_text.data),
        draft=draft,
        draft_url=drafts.url("change-action", row.child_id, row.id),
        back_url=url_for("plans.action", action_id=row.id),
    )


def _values(row: Action) -> dict[str, Any]:
    """What the form of a change starts from."""
    return {
        "text": row.text,
        "family_text": (row.wording.get("family") or {}).get("en", ""),
        "young_text": (row.wording.get("young_person") or {}).get("en", ""),
        "owner_id": owner_value(row.owner_id, row.agency_id),
        "due_on": row.due_on,
        "check_on": row.check_on,
        "outcome_id": row.outcome_id,
        "priority": row.priority,
        "supporting": row.supporting,
        "audiences": list(row.audiences),
        "version": row.version,
    }


@blueprint.route("/actions/<uuid:action_id>/cancel", methods=["GET", "POST"])
@requires("actions", "update", on=queries.action, whole=False)
def cancel_action(row: Action) -> ResponseReturnValue:
    """Call an action off, with the reason."""
    _demand_change(row)
    plan = found(queries.plan_around(row))
    form = forms.EndForm()
    if form.validate_on_submit():
        try:
            operations.cancel_action(row, why=form.facts()["why"], by=actor())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("The action was called off.", "success")
            return redirect(url_for("plans.action", action_id=row.id), 303)
    return page(
        "plans/end.html",
        form=form,
        plan=plan,
        record=record(plan.child),
        row=row,
        title="Call this action off",
        button_text="Call it off",
        back_url=url_for("plans.action", action_id=row.id),
    )
