"""Before a review: the list, planning one, recording one that was held, moving, asking more people, calling off."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.catalogue import FAMILY_ROLES
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny
from coordination.cases import queries as cases
from coordination.cases.models import Membership
from coordination.children.models import Child
from coordination.children.naming import display_name
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken
from coordination.reviews import forms, inviting, operations, presenters, queries
from coordination.reviews.models import Review, ReviewKind, ReviewState
from coordination.reviews.routes.blueprint import (
    blueprint,
    case_for,
    demand_kind,
    kinds_for,
    may,
    refuse,
    strip,
    team_of,
)
from coordination.reviews.routes.together import brothers_and_sisters, readable_beside
from coordination.reviews.together import Part, plan_together
from coordination.voice import queries as voice
from coordination.web.forms import SelectChoice, offered, page


@blueprint.get("/children/<uuid:child_id>/reviews")
@requires("reviews", "read", on=child_of)
def of_child(child: Child) -> ResponseReturnValue:
    """A child's reviews: what is planned, what was held, and wishes that wait for an answer."""
    held = guard.readable(queries.reviews_of(child.id), "reviews")
    wishes = guard.readable(voice.unanswered_wishes(child.id), "own_words")
    return render_template(
        "reviews/of_child.html",
        record=strip(child),
        child=child,
        planned=[presenters.row(review) for review in reversed(held) if review.state == ReviewState.PLANNED.value],
        held=[presenters.row(review) for review in held if review.state != ReviewState.PLANNED.value],
        wishes=wishes,
        may_plan=may("create", "reviews", child),
    )


@blueprint.route("/children/<uuid:child_id>/reviews/plan", methods=["GET", "POST"])
@requires("reviews", "create", on=child_of)
def plan(child: Child) -> ResponseReturnValue:
    """Plan a review and ask people to it. A page that asks for one of its own kind names it."""
    wanted = request.args.get("kind", "")
    return plan_page(child, kind=wanted if wanted in {kind.value for kind in ReviewKind} else None)


def plan_page(
    child: Child, *, kind: str | None = None, reason: str = "", planned: Callable[[Review], object] | None = None
) -> ResponseReturnValue:
    """The page that plans a review. ``kind`` and ``reason`` are what it begins with, to be changed like all else;
    ``planned`` is called with the child's review where it is of that kind still.
    """
    case = case_for(child)
    if case is None:
        return _no_help(child)
    team = team_of(case)
    form = forms.PlanForm()
    form.kind.offer(kinds_for(case))
    form.chair_id.offer(_chairs(team))
    if not form.is_submitted():
        form.chair_id.data = actor().person_id
        if kind is not None:
            form.kind.data, form.reason.data = kind, reason
    form.offer_team(team)
    others = brothers_and_sisters(child)
    form.siblings.offer(SelectChoice(held.child.id, display_name(held.child)) for held in others)
    if form.rows_changed():
        return page("reviews/plan.html", form=form, **_frame(child))
    if form.validate_on_submit():
        demand_kind(case, form.kind.fact())
        try:
            mine = Part(case, form.id.fact(), form.kind.fact(), form.chair_id.fact(), form.invitees(team))
            not_asked = {who.person_id for who in team if who.id not in form.people.fact()}
            chosen = [other for other in others if other.child.id in form.siblings.fact()]
            review, *_ = plan_together(
                [mine, *[other.part(mine, not_asked) for other in chosen]],
                starts_at=form.starts_at(),
                minutes=form.minutes.fact(),
                place=form.place.fact(),
                access_needs=form.access_needs.fact(),
                reason=form.reason.fact(),
                by=actor(),
            )
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            if planned is not None and review.kind == kind:
                planned(review)
            flash("The review is planned, and everybody with an account has been asked.", "success")
            return redirect(url_for("reviews.review", review_id=review.id), 303)
    return page("reviews/plan.html", form=form, **_frame(child))


@blueprint.route("/children/<uuid:child_id>/reviews/record", methods=["GET", "POST"])
@requires("reviews", "create", on=child_of)
def held(child: Child) -> ResponseReturnValue:
    """Begin the record of a review that was held without being planned here."""
    case = case_for(child)
    if case is None:
        return _no_help(child)
    team = team_of(case)
    form = forms.HeldForm()
    form.kind.offer(kinds_for(case))
    if not form.is_submitted():
        form.held_on.process(None, clock.today())
    form.offer_team(team)
    if form.rows_changed():
        return page("reviews/held.html", form=form, **_frame(child))
    if form.validate_on_submit():
        demand_kind(case, form.kind.fact())
        try:
            review = operations.begin_record(
                case,
                id=form.id.fact(),
                kind=form.kind.fact(),
                held_on=form.held_on.fact(),
                invitees=form.invitees(team),
                by=actor(),
            )
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            return redirect(url_for("reviews.record", review_id=review.id), 303)
    return page("reviews/held.html", form=form, **_frame(child))


@blueprint.route("/reviews/<uuid:review_id>/move", methods=["GET", "POST"])
@requires("reviews", "update", on=queries.review)
def move(review: Review) -> ResponseReturnValue:
    """Change the day, the time or the place: everybody asked is told. A meeting of several children moves whole."""
    beside = [held for held in readable_beside(review) if held.state == ReviewState.PLANNED.value]
    moving = [held for held in beside if may("update", "reviews", held)]
    parts = presenters.parts_of_a_meeting(review, moving, beside, inviting.whom_to_ring(review, actor()))
    starts = clock.london(review.starts_at) if review.starts_at is not None else None
    form = forms.MoveForm(
        data={
            "version": review.version,
            "date": starts.date() if starts else None,
            "at": starts.time() if starts else None,
            "minutes": review.minutes,
            "place": review.place or "",
        }
    )
    if form.validate_on_submit():
        try:
            if form.version.fact() != review.version:
                raise RuleBroken("Somebody has changed this review since you opened it. Look again, then send it.")
            operations.move_review(
                review,
                starts_at=form.starts_at(),
                minutes=form.minutes.fact(),
                place=form.place.fact(),
                beside=moving,
                by=actor(),
            )
        except RuleBroken as broken:
            refuse(form, broken)
            form.version.data, form.version.raw_data = review.version, None
        else:
            flash(
                f"The review has moved, and everybody who was asked has been told. {parts['after']}".strip(), "success"
            )
            return redirect(url_for("reviews.review", review_id=review.id), 303)
    return page("reviews/move.html", form=form, review=review, parts=parts, **_frame(review.child, review))


@blueprint.route("/reviews/<uuid:review_id>/call-off", methods=["GET", "POST"])
@requires("reviews", "update", on=queries.review)
def call_off(review: Review) -> ResponseReturnValue:
    """Call a planned review off: everybody asked is told."""
    form = forms.CallOffForm()
    beside = [held for held in readable_beside(review) if held.state == ReviewState.PLANNED.value]
    parts = presenters.parts_of_a_meeting(review, [], beside, inviting.whom_to_ring(review, actor()))
    if form.validate_on_submit():
        try:
            if review.state != ReviewState.CANCELLED.value:
                operations.cancel_review(review, why=form.why.fact(), by=actor())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash(f"The review is off, and everybody who was asked has been told. {parts['after']}".strip(), "success")
            return redirect(url_for("reviews.of_child", child_id=review.child_id), 303)
    return page("reviews/call_off.html", form=form, review=review, parts=parts, **_frame(review.child, review))


@blueprint.route("/reviews/<uuid:review_id>/people", methods=["GET", "POST"])
@requires("reviews", "update", on=queries.review)
def ask_more(review: Review) -> ResponseReturnValue:
    """Ask more people to a planned review."""
    already = {who.person_id for who in review.people if who.person_id is not None}
    team = [held for held in _team(review) if held.person_id not in already]
    form = forms.AskMoreForm()
    form.offer_team(team, ticked=False)
    if form.rows_changed():
        return page("reviews/people.html", form=form, review=review, **_frame(review.child, review))
    if form.validate_on_submit():
        # Who is not ticked here was not asked before either: nothing new is said about them.
        wanted = [who for who in form.invitees(team) if who.get("response") != "not_asked"]
        try:
            if not wanted:
                raise RuleBroken("Choose or name at least one person.", "people")
            operations.invite_more(review, invitees=wanted, by=actor())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("They have been asked.", "success")
            return redirect(url_for("reviews.review", review_id=review.id), 303)
    return page("reviews/people.html", form=form, review=review, **_frame(review.child, review))


@blueprint.post("/reviews/<uuid:review_id>/answer")
@requires("reviews", "read", on=queries.review, whole=False)
def answer(review: Review) -> ResponseReturnValue:
    """Somebody says whether they come; whoever runs the review may note it for them."""
    form = forms.AnswerForm()
    place = next((who for who in review.people if str(who.id) == form.place.fact()), None)
    if place is None:
        abort(404)
    if place.person_id != actor().person_id and not may("update", "reviews", review):
        raise guard.Refused(Deny("not-own", 4, False))
    if form.validate_on_submit():
        try:
            operations.answer_invitation(
                review,
                review_person_id=place.id,
                response=form.response.fact(),
                reason=form.reason.fact(),
                by=actor(),
            )
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("The answer is kept.", "success")
            return redirect(url_for("reviews.review", review_id=review.id), 303)
    return page("reviews/answer.html", form=form, review=review, place=place, **_frame(review.child, review))


def _team(review: Review) -> list[Membership]:
    return cases.team(review.case_id) if review.case_id is not None else []


def _chairs(team: list[Membership]) -> list[SelectChoice]:
    """Who may chair: everybody on the team who works with the child, and whoever plans it."""
    found = {held.person_id: held.person.name for held in team if held.role not in FAMILY_ROLES}
    me = actor()
    if me.person_id is not None:
        found.setdefault(me.person_id, me.name)
    return offered(found)


def _frame(child: Child, review: Review | None = None) -> dict[str, Any]:
    back = (
        url_for("reviews.review", review_id=review.id)
        if review is not None
        else url_for("reviews.of_child", child_id=child.id)
    )
    return {"record": strip(child), "child": child, "back_url": back}


def _no_help(child: Child) -> ResponseReturnValue:
    flash("Open help for this child first: a review is a review of help.", "info")
    return redirect(url_for("reviews.of_child", child_id=child.id), 303)
