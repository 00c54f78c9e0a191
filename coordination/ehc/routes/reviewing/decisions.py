"""After the meeting of an EHC review: the council's decision, and when everybody was told."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.db import RuleBroken
from coordination.ehc import telling
from coordination.ehc import words as ehc_words
from coordination.ehc.models import AnnualReview
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan_models import FormalPlan
from coordination.ehc.reviewing import answers, words
from coordination.ehc.reviewing import (
    decision as reviewing_decision,
)
from coordination.ehc.reviewing import (
    forms as reviewing_forms,
)
from coordination.ehc.reviewing import queries as asking
from coordination.ehc.reviewing import (
    view as reviewing_view,
)
from coordination.ehc.routes.shared import blueprint, may, record, refuse
from coordination.web import drafts
from coordination.web.forms import page

DRAFT = "ehc-review-decision"


@blueprint.get("/ehc-plans/<uuid:plan_id>/reviews")
@requires("ehc_plan", "read", on=plan_queries.plan)
def reviews_of_plan(held: FormalPlan) -> ResponseReturnValue:
    """Every review of a plan, and when the next one is due."""
    guard.workers_only()
    reviewing_view.whole_or_refuse(asking.Prospect(held))
    rows = guard.readable(asking.of_plan(held.id), "ehc_plan")
    return render_template(
        "ehc_review/of_plan.html",
        record=record(held.child),
        plan=held,
        due=reviewing_view.due_rows(asking.clocks(held.authority_id, [held.child_id]).get(held.child_id, [])),
        rows=[
            {
                "url": url_for("ehc.annual_review", annual_review_id=one.id),
                "what": words.TYPES[one.type],
                "met_on": one.met_on,
                "state": words.STATES[one.state],
                "decision": ehc_words.DECISIONS[one.decision] if one.decision else "",
            }
            for one in rows
        ],
        may_begin=held.state == "final"
        and may("create", asking.Prospect(held))
        and all(one.state not in words.OPEN or one.review_id is None for one in rows),
    )


@blueprint.route("/ehc-reviews/<uuid:annual_review_id>/decide", methods=["GET", "POST"])
@requires("ehc_plan", "approve", on=asking.one, whole=False)
def decide_review(annual: AnnualReview) -> ResponseReturnValue:
    """Decide: the plan stays, is changed or ends. A change goes with the notice of what is changed."""
    guard.workers_only()
    back_url = url_for("ehc.annual_review", annual_review_id=annual.id)
    if annual.decision is not None:
        flash("The council decided about this review already.", "information")
        return redirect(back_url, 303)
    form = reviewing_forms.DecideForm()
    if not form.is_submitted():
        form.decided_on.process(None, clock.today())
    draft = drafts.put_back(form, DRAFT, annual.child_id, annual.id)
    if form.validate_on_submit():
        try:
            reviewing_decision.decide(annual, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            drafts.drop(DRAFT, annual.child_id, annual.id)
            flash("The decision is recorded.", "success")
            return redirect(back_url, 303)
    plan = plan_queries.plan(annual.plan_id)
    shown = reviewing_view.sheet(plan) if plan is not None else reviewing_view.Sheet([], [])
    said = reviewing_view.said(answers.of_review(annual), shown.outcomes, shown.provision, adulthood=True)
    return page(
        "ehc_review/decide.html",
        form=form,
        record=record(annual.child),
        annual=annual,
        plan=plan,
        recommended=[part for part in said if part.key == "recommendation"],
        notice=asking.notice_since(annual),
        due=reviewing_view.due_rows(asking.clocks(annual.authority_id, [annual.child_id]).get(annual.child_id, [])),
        draft=draft,
        draft_url=drafts.url(DRAFT, annual.child_id, annual.id),
        back_url=back_url,
    )


@blueprint.route("/ehc-reviews/<uuid:annual_review_id>/told", methods=["GET", "POST"])
@requires("ehc_plan", "approve", on=asking.one, whole=False)
def review_told(annual: AnnualReview) -> ResponseReturnValue:
    """Say on what day everybody was written to: the review is finished with the letter, not before."""
    guard.workers_only()
    back_url = url_for("ehc.annual_review", annual_review_id=annual.id)
    made = asking.decision_of(annual)
    if made is None or made.told_on is not None:
        return redirect(back_url, 303)
    form = reviewing_forms.ToldForm()
    if form.validate_on_submit():
        try:
            telling.tell(made, on=form.told_on.fact(), by=actor().person_id)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("The review is finished. The next twelve months begin on that day.", "success")
            return redirect(back_url, 303)
    return page("ehc_review/told.html", form=form, record=record(annual.child), annual=annual, back_url=back_url)
