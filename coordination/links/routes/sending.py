"""Sending one-time links, seeing what became of them, taking one back: for whoever runs the review or the plan."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny, Permit
from coordination.cases.strip import record_strip
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken
from coordination.links import forms, inviting, operations, presenters, queries
from coordination.links.models import OneTimeLink, Purpose
from coordination.links.routes.blueprint import LINK_SENT, blueprint
from coordination.plans import queries as plans
from coordination.plans.models import Action
from coordination.reviews import contributing, contributions
from coordination.reviews import queries as reviews
from coordination.reviews.kinds import meeting_of
from coordination.reviews.models import Review
from coordination.web.forms import page


@blueprint.route("/reviews/<uuid:review_id>/links", methods=["GET", "POST"])
@requires("reviews", "update", on=reviews.review)
def of_review(review: Review) -> ResponseReturnValue:
    """Who was asked, whose report has come, and the links they were sent; sending another."""
    form = forms.SendForm()
    if form.validate_on_submit():
        try:
            place = inviting.ask(review, form.place.fact(), email=form.email.fact(), by=actor())
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field and broken.field in form else None)
        else:
            flash(f"A link was sent to {place.name}. The mail says nothing of what it is about.", "success")
            return redirect(url_for("links.of_review", review_id=review.id), 303)
    people = [who for who in review.people if contributing.is_open(who) or who.person_id is None or who.report]
    return page(
        "links/of_review.html",
        form=form,
        review=review,
        title=meeting_of(review).words,
        places=presenters.places(people, queries.links_to(who.id for who in people)),
        may_send=review.state == "planned" and review.held_on is None,
        record=record_strip(review.child, current="reviews"),
        back_url=url_for("reviews.review", review_id=review.id),
    )


@blueprint.route("/actions/<uuid:action_id>/links", methods=["GET", "POST"])
@requires("actions", "update", on=plans.action, whole=False)
def of_action(row: Action) -> ResponseReturnValue:
    """Ask the owner of an action how it is going, by a link; the links they were sent."""
    _demand_all(row)
    form = forms.NothingForm()
    child = child_of(row.child_id)
    assert child is not None
    if form.validate_on_submit():
        try:
            operations.ask_about_action(row, child, by=actor())
        except RuleBroken as broken:
            form.refuse(broken.sentence)
        else:
            flash(LINK_SENT, "success")
            return redirect(url_for("links.of_action", action_id=row.id), 303)
    return page(
        "links/of_action.html",
        form=form,
        row=row,
        links=[presenters.row(held) for held in queries.links_to([row.id])],
        record=record_strip(child, current="plan"),
        back_url=url_for("plans.action", action_id=row.id),
    )


def _demand_all(row: Action) -> None:
    """Whoever may change any action of the plan, not only their own, asks others about theirs."""
    if "full" not in guard.demand("update", "actions", row).extents:
        raise guard.Refused(Deny("not-own", 4, False))


def _link(link_id: UUID) -> OneTimeLink | None:
    """A link whose sender, or somebody with the same right, asks; to anybody else there is none."""
    held = queries.link(link_id)
    if held is None:
        return None
    if held.purpose == Purpose.ACTION.value:
        row = plans.action(held.thing_id)
        found = guard.may("update", "actions", row) if row is not None else None
        return held if isinstance(found, Permit) and "full" in found.extents else None
    place = contributions.place(held.thing_id)
    allowed = place is not None and isinstance(guard.may("update", "reviews", place.review), Permit)
    return held if allowed else None


@blueprint.post("/links/<uuid:link_id>/end")
@requires("reviews", "read", on=_link)
def end(held: OneTimeLink) -> ResponseReturnValue:
    """Take a link back. It opens nothing from now on."""
    operations.end_link(held, by=actor())
    flash("The link opens nothing any more.", "success")
    if held.purpose == Purpose.ACTION.value:
        return redirect(url_for("links.of_action", action_id=held.thing_id), 303)
    place = contributions.place(held.thing_id)
    assert place is not None
    return redirect(url_for("links.of_review", review_id=place.review_id), 303)
