"""The plan's page, starting one, agreeing it, and seeing it as somebody else does."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access.catalogue import FAMILY_ROLES, audience_of
from coordination.access.guard import actor, requires
from coordination.cases import queries as case_queries
from coordination.children import queries as children
from coordination.children.models import Child
from coordination.db import RuleBroken
from coordination.plans import faces, forms, operations, plain, presenters, queries, telling, words
from coordination.plans.models import Plan
from coordination.plans.routes.shared import blueprint, may, permitted, record, sees_whole, to_decide, whole_reader
from coordination.voice import queries as voice
from coordination.web.filters import day
from coordination.web.forms import Form, page


@blueprint.get("/children/<uuid:child_id>/plan")
@requires("support_plan", "read", on=children.child)
def of_child(child: Child) -> ResponseReturnValue:
    """Take the reader to the child's plan, or say that there is none yet."""
    plan = queries.current_plan(child.id)
    if plan is not None:
        return redirect(url_for("plans.plan", plan_id=plan.id), 303)
    case = case_queries.current_case(child.id)
    return render_template(
        "plans/none.html",
        record=record(child),
        child=child,
        case=case,
        form=Form(),
        may_start=case is not None and may("create", "support_plan", child),
    )


@blueprint.post("/children/<uuid:child_id>/plan")
@requires("support_plan", "create", on=children.child)
def start(child: Child) -> ResponseReturnValue:
    """Start the plan of the child's open case."""
    case = case_queries.current_case(child.id)
    if case is None:
        raise RuleBroken("Open a case before starting a plan.")
    plan = operations.start_plan(case, by=actor())
    return redirect(url_for("plans.plan", plan_id=plan.id), 303)


@blueprint.get("/plans/<uuid:plan_id>")
@requires("support_plan", "read", on=queries.plan)
def plan(plan: Plan) -> ResponseReturnValue:
    """One plan: everything it says that the reader may see."""
    rows = permitted(queries.statements(plan.id))
    whole = {row.id for row, permit in rows if permit.fields is None and permit.extent == "full"}
    disagreements, crossings = queries.beside(whole)
    crossings = to_decide(crossings, [row for row, _ in rows])
    # Once help has ended a plan is for reading; actions that go on are still updated by whoever has them.
    may_update = may("update", "support_plan", plan) and plan.case.state == "open"
    view = presenters.plan_view(
        plan,
        rows,
        today=clock.today(),
        day=day,
        disagreements=disagreements,
        crossings=crossings,
        coach=may_update,
        heard=not may_update or voice.has_spoken(plan.child_id),
    )
    return render_template(
        "plans/plan.html",
        plan=plan,
        view=view,
        record=record(plan.child),
        kinds=words.KINDS,
        audiences=faces.AUDIENCE_WORDS,
        may_add=may("create", "support_plan", plan) and plan.case.state == "open",
        may_update=may_update,
        may_add_action=may("create", "actions", plan) and plan.case.state == "open",
        may_agree=may("approve", "support_plan", plan) and plan.case.state == "open",
        sees_all=sees_whole(plan),
    )


@blueprint.route("/plans/<uuid:plan_id>/agree", methods=["GET", "POST"])
@requires("support_plan", "approve", on=queries.plan)
def agree(plan: Plan) -> ResponseReturnValue:
    """Look at what would be agreed and shared, and agree it."""
    rows = permitted(queries.statements(plan.id))
    form = forms.AgreeForm()
    hard = plain.harder_than_agreed(plan, [row for row, _ in rows])
    form.asks_why = bool(hard)
    if form.validate_on_submit():
        if not rows:
            form.refuse("There is nothing in this plan to agree yet")
        else:
            facts = form.facts()
            version = operations.agree_plan(
                plan, note=facts["note"], hard_words_why=facts["hard_words_why"] or "", by=actor()
            )
            telling.agreed(plan, by=actor())
            flash(f"The plan was agreed: version {version.number}. Its people can read it now.", "success")
            return redirect(url_for("plans.plan", plan_id=plan.id), 303)
    fresh = {
        audience: [
            row
            for row, _ in rows
            if audience in row.audiences and row.published_at is None and faces.in_their_words(row, audience)
        ]
        for audience in faces.AUDIENCE_WORDS
    }
    return page(
        "plans/agree.html",
        form=form,
        plan=plan,
        record=record(plan.child),
        fresh=[(audience, words.AUDIENCES[audience], held) for audience, held in fresh.items() if held],
        unchanged=[(audience, words.AUDIENCES[audience]) for audience, held in fresh.items() if not held],
        kinds=words.KINDS,
        is_empty=not rows,
        hard=hard,
        back_url=url_for("plans.plan", plan_id=plan.id),
    )


@blueprint.get("/plans/<uuid:plan_id>/as/<audience>")
@requires("support_plan", "read", on=lambda plan_id, audience: queries.plan(plan_id))
def see_as(plan: Plan) -> ResponseReturnValue:
    """The plan exactly as one audience sees it, now or once it is agreed; of parents and carers, as each of
    them.
    """
    whole_reader(plan)
    audience = str((request.view_args or {}).get("audience"))
    if audience not in faces.AUDIENCE_WORDS:
        abort(404)
    people = [
        (place.person_id, place.person.name)
        for place in case_queries.team(plan.case_id)
        if place.role in FAMILY_ROLES and audience_of(place.role) == audience
    ]
    reader = _one_of(request.args.get("person", ""), [key for key, _ in people])
    once_agreed = request.args.get("when") == "agreed"
    face = faces.of_plan(plan, audience, reader=reader, once_agreed=once_agreed)
    return render_template(
        "plans/see_as.html",
        plan=plan,
        face=face,
        record=record(plan.child),
        audience=audience,
        audiences=faces.AUDIENCE_WORDS,
        people=people,
        reader=reader,
        once_agreed=once_agreed,
        family=faces.family_words(audience),
        words=words,
        back_url=url_for("plans.plan", plan_id=plan.id),
    )


def _one_of(typed: str, keys: list[UUID]) -> UUID | None:
    return next((key for key in keys if str(key) == typed), None)
