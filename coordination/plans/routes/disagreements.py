"""Disagreeing with what a plan says, and answering: anybody on the team may write down that somebody
disagrees.
"""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.cases import queries as case_queries
from coordination.cases.words import ROLES
from coordination.db import RuleBroken
from coordination.plans import forms, operations, queries, words
from coordination.plans.models import Plan
from coordination.plans.operations import ROUTES
from coordination.plans.routes.shared import blueprint, found, record, refuse, whole_reader
from coordination.plans.routes.statements import only_statement
from coordination.web import drafts
from coordination.web.forms import SelectChoice, page


@blueprint.route("/plans/statements/<uuid:statement_id>/disagree", methods=["GET", "POST"])
@requires("support_plan", "read", on=only_statement, whole=False)
def disagree(row: Any) -> ResponseReturnValue:
    """Write down that somebody disagrees with a statement."""
    return _disagree(row, url_for("plans.statement", statement_id=row.id))


@blueprint.route("/actions/<uuid:action_id>/disagree", methods=["GET", "POST"])
@requires("actions", "read", on=queries.action, whole=False)
def disagree_with_action(row: Any) -> ResponseReturnValue:
    """Write down that somebody disagrees with an action."""
    return _disagree(row, url_for("plans.action", action_id=row.id))


def _disagree(row: Any, back_url: str) -> ResponseReturnValue:
    plan = found(queries.plan_around(row))
    whole_reader(plan)
    form = forms.DisagreeForm()
    if request.method == "GET":
        form.on.process(None, clock.today())
    team = case_queries.team(plan.case_id)
    form.person.offer(
        [
            *(
                SelectChoice(str(place.person_id), f"{place.person.name}, {ROLES.get(place.role, place.role)}")
                for place in team
            ),
        ]
    )
    form.route.offer([SelectChoice(*pair) for pair in ROUTES.items()])
    draft = drafts.put_back(form, "disagree", row.child_id, row.id)
    if form.validate_on_submit():
        facts = form.facts()
        facts["person_id"] = facts.pop("person")
        try:
            operations.disagree(row, by=actor(), **facts)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            drafts.drop("disagree", row.child_id, row.id)
            flash("The disagreement was recorded. It stands beside what it is about.", "success")
            return redirect(f"{back_url}#disagreements", 303)
    return page(
        "plans/disagree.html",
        form=form,
        plan=plan,
        row=row,
        called=words.KINDS[row.kind],
        record=record(plan.child),
        draft=draft,
        draft_url=drafts.url("disagree", row.child_id, row.id),
        back_url=back_url,
    )


@blueprint.route("/plans/disagreements/<uuid:disagreement_id>/answer", methods=["GET", "POST"])
@requires("support_plan", "update", on=queries.plan_of_disagreement)
def answer_disagreement(plan: Plan) -> ResponseReturnValue:
    """Answer a disagreement. What was answered before stays; this is added to it."""
    held = found(queries.disagreement((request.view_args or {})["disagreement_id"]))
    row = found(queries.statement(held.statement_id))
    guard.demand("read", row.section, row)
    form = forms.AnswerDisagreementForm(data={"route": held.route, "outcome": held.outcome})
    form.route.offer([SelectChoice(*pair) for pair in ROUTES.items()])
    draft = drafts.put_back(form, "answer", held.child_id, held.id)
    endpoint, key = ("plans.action", "action_id") if row.kind == "action" else ("plans.statement", "statement_id")
    back_url = url_for(endpoint, **{key: row.id})
    if form.validate_on_submit():
        try:
            operations.answer_disagreement(held, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            drafts.drop("answer", held.child_id, held.id)
            flash("The answer was saved.", "success")
            return redirect(f"{back_url}#disagreements", 303)
    return page(
        "plans/answer_disagreement.html",
        form=form,
        plan=plan,
        row=row,
        held=held,
        called=words.KINDS[row.kind],
        record=record(plan.child),
        draft=draft,
        draft_url=drafts.url("answer", held.child_id, held.id),
        back_url=back_url,
    )
