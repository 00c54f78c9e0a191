"""Writing one theme of a plan, and adding an action for it to the support plan."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor
from coordination.access.policy import Permit
from coordination.cases import queries as cases
from coordination.db import RuleBroken
from coordination.plans import operations as plan_operations
from coordination.plans import queries as plans
from coordination.plans import telling
from coordination.plans.models import Action, Plan
from coordination.plans.routes.shared import owner_choices, owner_of
from coordination.statutory_plans import forms, operations, queries, writing
from coordination.statutory_plans.models import StatutoryPlan
from coordination.statutory_plans.routes.shared import (
    blueprint,
    its_section,
    of_a_theme,
    plan_url,
    record,
    refuse,
    theme_of,
)
from coordination.web import drafts
from coordination.web.forms import Form, SelectChoice, page

_LONGEST = 120


@blueprint.route("/statutory-plans/<uuid:statutory_id>/themes/<theme>", methods=["GET", "POST"])
@guard.requires(its_section, "update", on=of_a_theme, whole=False)
def theme(row: StatutoryPlan) -> ResponseReturnValue:
    """Write a theme. Two who write it at once are both heard."""
    held = theme_of(row)
    if row.state != "draft":
        flash("This was agreed already. Begin the next version to change it.", "information")
        return redirect(plan_url(row), 303)
    support = plans.current_plan(row.child_id)
    offered = _offered(support)
    tied = {tie.statement_id for tie in queries.ties(row.id) if tie.theme == held.code}
    form: Any = forms.theme_form(held)(
        data={**writing.answers_now(row.entries, held, held.questions), "tied": [str(key) for key in tied]}
    )
    form.tied.offer(SelectChoice(str(key), words) for key, words in offered.items())
    if not offered:
        del form.tied
    if not form.is_submitted():
        form.before.data = form.before.typed = writing.seen(row.entries, held, held.questions)
    name = f"statutory-{held.code.replace('_', '-')}"
    draft = drafts.put_back(form, name, row.child_id, row.id)
    theirs: list[tuple[str, str]] = []
    if form.validate_on_submit():
        facts = form.facts()
        carried, ticked = facts.pop("before"), facts.pop("tied", [])
        try:
            clashes = writing.save(row, held, held.questions, facts, carried=carried, by=actor())
            if not clashes:
                operations.tie(row, held, ticked, among=offered, by=actor())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            if not clashes:
                drafts.drop(name, row.child_id, row.id)
                flash("Saved.", "success")
                return redirect(plan_url(row, held.code), 303)
            theirs = _crossed(form, row, held, clashes, carried)
    return page(
        "statutory_plans/theme.html",
        form=form,
        row=row,
        theme=held,
        title=operations.called(row),
        theirs=theirs,
        draft=draft,
        draft_url=drafts.url(name, row.child_id, row.id),
        record=record(row.child),
        may_act=support is not None and bool(guard.may("create", "actions", support, whole=True)),
        back_url=plan_url(row, held.code),
    )


def _crossed(form: Form, row: StatutoryPlan, held: Any, clashes: list[Any], carried: str) -> list[tuple[str, str]]:
    """Say that somebody else wrote in the meantime, and what they wrote."""
    now = queries.entries([row.id])
    form.refuse(
        "Somebody else has written here since you opened it. Look at what is recorded now, then send yours again to"
        " replace it."
    )
    form["before"].data = form["before"].typed = writing.seen_again(now, held, clashes, carried)
    said = {entry.question: entry for entry in now if entry.theme == held.code}
    return [
        (
            question.label,
            str(writing.answers_now(now, held, [question])[question.code]) if question.code in said else "",
        )
        for question in clashes
    ]


def _offered(support: Plan | None) -> dict[UUID, str]:
    """The outcomes and open actions of the support plan that the writer may read, in words."""
    if support is None:
        return {}
    rows = [row for row in plans.statements(support.id) if row.kind in {"outcome", "action"}]
    shown = guard.readable(rows, lambda row: row.section)
    return {row.id: _short(row) for row in shown if not isinstance(row, Action) or row.status not in plans.CLOSED}


def _short(row: Any) -> str:
    text = row.text if len(row.text) <= _LONGEST else f"{row.text[:_LONGEST]}…"
    return f"{'Action' if row.kind == 'action' else 'Outcome'}: {text}"


@blueprint.route("/statutory-plans/<uuid:statutory_id>/themes/<theme>/action", methods=["GET", "POST"])
@guard.requires(its_section, "update", on=of_a_theme, whole=False)
def add_action(row: StatutoryPlan) -> ResponseReturnValue:
    """Add an action to the support plan, and name it in this theme."""
    held = theme_of(row)
    support = plans.current_plan(row.child_id)
    if support is None or row.state != "draft":
        abort(404)
    permit = guard.demand("create", "actions", support, whole=True)
    form: Any = forms.ThemeActionForm()
    own_only = not isinstance(permit, Permit) or "full" not in permit.extents
    only = actor().agencies(clock.today()) if own_only else None
    form.owner_id.offer(owner_choices(cases.team(support.case_id), only))
    if form.validate_on_submit():
        facts = form.facts()
        owner_id, agency_id = owner_of(facts.pop("owner_id"))
        guard.demand("create", "actions", support, agency_id=agency_id, owner_person_id=owner_id, author_id=None)
        try:
            made = plan_operations.add_action(
                support,
                owner_id=owner_id,
                agency_id=agency_id,
                audiences=["young_person"] if facts["young_text"] else [],
                by=actor(),
                **facts,
            )
            tied = {tie.statement_id for tie in queries.ties(row.id) if tie.theme == held.code}
            operations.tie(row, held, {*tied, made.id}, among=[made.id], by=actor())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            telling.given(made, by=actor())
            flash("The action stands in the support plan, and is named here.", "success")
            return redirect(plan_url(row, held.code), 303)
    return page(
        "statutory_plans/action.html",
        form=form,
        theme=held,
        title=operations.called(row),
        record=record(row.child),
        back_url=plan_url(row, held.code),
    )
