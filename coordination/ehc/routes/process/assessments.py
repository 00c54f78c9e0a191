"""A child's EHC process as the team sees it: where it stands, recording a request, one assessment, taking it, taking it
back.
"""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Permit
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.children.routes.blueprint import workers_page
from coordination.db import RuleBroken
from coordination.deadlines import queries as deadlines
from coordination.deadlines.presenters import readable as readable_clocks
from coordination.ehc import holders, queries, words
from coordination.ehc.models import Assessment, Decision
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan import view as plan_view
from coordination.ehc.process import caseload, deciding, forms, progress, requesting
from coordination.ehc.process.views import assessment_view, decision_view, tracker
from coordination.ehc.routes.process.next_step import next_step
from coordination.ehc.routes.shared import blueprint, may, record, refuse
from coordination.web import drafts
from coordination.web.forms import SelectChoice, offered, page

# Pages of other parts of this room: words, endpoint, what it is asked with, and what the reader must be allowed to do.
PARTS = (
    ("The plan, section by section", "ehc.plan", "plan_id", "read"),
    ("Schools and colleges asked", "ehc.settings", "plan_id", "read"),
    ("Annual reviews", "ehc.reviews_of_plan", "plan_id", "read"),
    ("Letters", "ehc.letters", "child_id", "read"),
    ("Who holds the rights", "ehc.rights", "child_id", "read"),
    ("A plan that came from another council", "ehc.plan_came", "child_id", "update"),
    ("Every date of the timetable", "deadlines.of_child", "child_id", "read"),
)
# Who asks, by the role somebody records a request in. The SEND service records anybody's.
_SOURCE_OF = {"SEN": "school", "VSH": "school", "HLT": "health", "SW": "social_care"}


@blueprint.get("/children/<uuid:child_id>/ehc")
@requires("ehc_plan", "read", on=child_of)
@workers_page
def of_child(child: Child) -> ResponseReturnValue:
    """Where the EHC process stands: its steps, the next date and why, who waits for whom, and what there is to open."""
    permit = guard.may("read", "ehc_plan", child, whole=True)
    fields = permit.fields if isinstance(permit, Permit) else frozenset()
    whole = fields is None
    holders.know([child.id])
    held = guard.readable(queries.assessments(child.id), "ehc_plan")
    plan = next(iter(guard.readable([kept] if (kept := queries.current_plan(child.id)) else [], "ehc_plan")), None)
    standing = progress.plan_standing([plan] if plan is not None else [])
    made = guard.readable(queries.decisions(child.id), "ehc_plan") if whole else []
    running = _running(child)
    newest = held[0] if held else None
    due = queries.advice_due(row.id for row in newest.advice) if newest is not None else {}
    of_plan = standing.get(plan.id) if plan is not None else None
    return render_template(
        "ehc/of_child.html",
        record=record(child),
        child=child,
        sees_dates=whole or "dates" in (fields or ()),
        whole=whole,
        step=next_step(newest, made, plan) if whole else None,
        next=progress.next_of(running[0]) if running else None,
        later=[progress.next_of(one) for one in running[1:6]],
        steps=_steps(newest, made, due, of_plan, running) if newest is not None else [],
        shapes=progress.SHAPES,
        waiting=progress.waiting(newest, newest.advice if newest is not None else (), due, of_plan) if whole else [],
        assessments=[assessment_view(row) for row in held],
        decisions=[decision_view(row) for row in made],
        plan=plan,
        plan_states={"draft": "Being written", "final": "Kept"},
        issued_on=of_plan.final_on if of_plan is not None else None,
        parts=_parts(child, plan) if whole else _their_part(child),
        may_request=may("create", child, whole=True) and queries.open_assessment(child.id) is None,
    )


def _running(child: Child) -> list[Any]:
    """The running clocks of the EHC process that the reader may see, the next first."""
    held = [row for row in deadlines.of_child(child.authority_id, child.id) if row.state == "running"]
    return readable_clocks([row for row in held if row.rule in caseload.rules()])


def _steps(newest: Assessment, made: list[Decision], due: Any, plan: Any, running: list[Any]) -> list[progress.Step]:
    today = clock.today()
    late = frozenset(row.rule for row in running if row.due_on < today and row.severity == "statutory")
    return progress.steps(newest, made, due, plan, late)


def _their_part(child: Child) -> list[tuple[str, str]]:
    """The plan, for a reader of some of its sections alone: the page shows those, and no other."""
    current = queries.current_plan(child.id)
    plan = plan_queries.plan(current.id) if current is not None else None
    if plan is None or not any(plan_view.seen(plan).places):
        return []
    return [("The plan: the sections you may read", url_for("ehc.plan", plan_id=plan.id))]


def _parts(child: Child, plan: Any) -> list[tuple[str, str]]:
    about: dict[str, Any] = {"child_id": child, "plan_id": plan}
    parts = [
        (label, url_for(endpoint, **{name: about[name].id}))
        for label, endpoint, name, verb in PARTS
        if about[name] is not None and (verb == "read" or may(verb, about[name]))
    ]
    if plan is not None and plan.front.get("came_from") and may("update", plan):
        parts.append(("Tell the family that the plan came to you", url_for("ehc.tell_transfer", plan_id=plan.id)))
    return parts


@blueprint.route("/children/<uuid:child_id>/ehc/request", methods=["GET", "POST"])
@requires("ehc_plan", "create", on=child_of)
@workers_page
def request_assessment(child: Child) -> ResponseReturnValue:
    """Record a request for an EHC needs assessment, or make one for a school, health or social care."""
    open_one = queries.open_assessment(child.id)
    sources = _sources(child)
    form = forms.RequestForm(data={"received_on": clock.today(), "source": next(iter(sources))})
    form.source.offer(offered(sources))
    draft = drafts.put_back(form, "ehc-request", child.id, child.id)
    if form.validate_on_submit():
        try:
            made = requesting.receive(child, by=actor(), **form.facts())
        except requesting.AlreadyOpen as broken:
            open_one = broken.open_one
            form.refuse(broken.sentence)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            drafts.drop("ehc-request", child.id, child.id)
            flash("The request is recorded. Its dates run from the day it came.", "success")
            return redirect(url_for("ehc.assessment", assessment_id=made.id), 303)
    plan = queries.current_plan(child.id)
    return page(
        "ehc/request.html",
        form=form,
        record=record(child),
        open_one=assessment_view(open_one) if open_one is not None else None,
        again=plan is not None and plan.state == "final",
        draft=draft,
        draft_url=drafts.url("ehc-request", child.id, child.id),
        back_url=url_for("ehc.of_child", child_id=child.id),
    )


def _sources(child: Child) -> dict[str, str]:
    """Whose request somebody may record: the SEND service anybody's, everybody else their own kind's."""
    if may("update", child):
        return words.SOURCES
    roles = {held.role for held in guard.know([child.id]).relationships_with(child.id, clock.today())}
    own = {_SOURCE_OF[role] for role in roles if role in _SOURCE_OF} or {"brought_to_attention"}
    return {code: said for code, said in words.SOURCES.items() if code in own}


@blueprint.get("/ehc/assessments/<uuid:assessment_id>")
@requires("ehc_plan", "read", on=queries.assessment, whole=False)
@workers_page
def assessment(row: Assessment) -> ResponseReturnValue:
    """One assessment: the request, the advice tracker, the panel, what was decided, and what comes next."""
    permit = guard.may("read", "ehc_plan", row)
    whole = isinstance(permit, Permit) and permit.fields is None
    advice = queries.advice_of(row.id) if whole else []
    due = queries.advice_due(one.id for one in advice)
    made = [one for one in guard.readable(queries.decisions(row.child_id), "ehc_plan") if one.assessment_id == row.id]
    works = may("update", row)
    posts = requesting.service(row.authority_id) if works else []
    form = forms.TakeForm(data={"officer": str(row.officer_id) if row.officer_id else None})
    form.officer.offer([SelectChoice(str(post.person_id), post.person.name) for post in posts])
    return render_template(
        "ehc/assessment.html",
        record=record(row.child),
        row=row,
        view=assessment_view(row),
        whole=whole,
        tracker=tracker(advice, due),
        decisions=[decision_view(one) for one in made] if whole else [],
        works=works,
        take_form=form if posts else None,
        may_decide=works and row.state == "requested",
        may_ask=works and row.state == "assessing",
        may_withdraw=works and row.state in queries.OPEN,
        rights=deciding.RIGHTS,
        back_url=url_for("ehc.of_child", child_id=row.child_id),
    )


@blueprint.post("/ehc/assessments/<uuid:assessment_id>/take")
@requires("ehc_plan", "update", on=queries.assessment, whole=False)
@workers_page
def take(row: Assessment) -> ResponseReturnValue:
    """Give the assessment to a caseworker of the SEND service."""
    posts = requesting.service(row.authority_id)
    form = forms.TakeForm()
    form.officer.offer([SelectChoice(str(post.person_id), post.person.name) for post in posts])
    if not form.validate_on_submit():
        flash("Choose a caseworker of the SEND service.", "information")
        return redirect(url_for("ehc.assessment", assessment_id=row.id), 303)
    chosen = next(post for post in posts if str(post.person_id) == form.officer.fact())
    requesting.take(row, officer_id=chosen.person_id, by=actor())
    flash(f"{chosen.person.name} has this assessment now.", "success")
    return redirect(url_for("ehc.assessment", assessment_id=row.id), 303)


@blueprint.route("/ehc/assessments/<uuid:assessment_id>/withdraw", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=queries.assessment, whole=False)
@workers_page
def withdraw(row: Assessment) -> ResponseReturnValue:
    """Take a request back, with the reason."""
    form = forms.WithdrawForm(data={"on": clock.today()})
    if form.validate_on_submit():
        try:
            requesting.withdraw(row, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("The request is withdrawn. Nobody waits for anything any more.", "success")
            return redirect(url_for("ehc.assessment", assessment_id=row.id), 303)
    return page(
        "ehc/withdraw.html",
        form=form,
        record=record(row.child),
        view=assessment_view(row),
        back_url=url_for("ehc.assessment", assessment_id=row.id),
    )
