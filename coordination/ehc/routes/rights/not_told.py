"""What a parent who is not told where the child lives is sent of the EHC papers."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination.access.guard import actor, requires
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken
from coordination.ehc import recipients as rights
from coordination.ehc import withholding
from coordination.ehc.letters import forms as letter_forms
from coordination.ehc.plan import late
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan_models import PlanIssue
from coordination.ehc.routes.plan.issues import give
from coordination.ehc.routes.shared import blueprint, done_or_why_not, record, refuse
from coordination.web.forms import SelectChoice, page


@blueprint.route("/children/<uuid:child_id>/ehc/not-told", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=child_of)
def not_told(child: Child) -> ResponseReturnValue:
    """Who is not told, what was decided about their papers, and recording what a manager decides."""
    people = {to.key: to for to in withholding.concerned(child, rights.weigh(child))}
    form = letter_forms.NotToldForm()
    form.key.offer(SelectChoice(to.key, to.name) for to in people.values())
    if form.validate_on_submit():
        facts = form.facts()
        try:
            withholding.decide(child, to=people[facts.pop("key")], by=actor(), **facts)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("It is recorded. What was not sent can be sent from the page of the plan.", "success")
            return redirect(url_for("ehc.not_told", child_id=child.id), 303)
    return page(
        "ehc_letters/not_told.html",
        form=form,
        record=record(child),
        people=list(people.values()),
        rows=withholding.decisions(child.id),
        answers=withholding.ANSWERS,
        sentence=withholding.SENTENCE,
        back_url=url_for("ehc.rights", child_id=child.id),
    )


@blueprint.post("/ehc-issues/<uuid:issue_id>/send-late")
@requires("ehc_plan", "update", on=plan_queries.issue, whole=False)
def send_late(held: PlanIssue) -> ResponseReturnValue:
    """Send what everybody else was sent to a parent who waited until a manager had decided what they are sent."""

    def send() -> None:
        give(late.send(held, rights.recipients(held.child), by=actor()))

    return done_or_why_not(send, "It is sent.", url_for("ehc.issue", issue_id=held.id))
