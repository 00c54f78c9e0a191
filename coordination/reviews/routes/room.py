"""The review room: what is planned, what was recorded, what is still missing; sending drafts and signing."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny
from coordination.cases.strip import record_strip
from coordination.children.naming import short_name
from coordination.db import RuleBroken
from coordination.plans import queries as plans
from coordination.reviews import (
    contributing,
    contribution_views,
    contributions,
    forms,
    inviting,
    operations,
    plain,
    presenters,
    queries,
)
from coordination.reviews.circulation import pages as circulation
from coordination.reviews.models import Review, ReviewState
from coordination.reviews.routes.blueprint import being_recorded, blueprint, may
from coordination.reviews.routes.together import readable_beside, whole_meeting
from coordination.reviews.showing import Shown
from coordination.voice import queries as voice
from coordination.voice.models import View


@blueprint.get("/reviews/<uuid:review_id>")
@requires("reviews", "read", on=queries.review, whole=False)
def review(review: Review) -> ResponseReturnValue:
    """One review, from its planning to its signature."""
    me = actor().person_id
    draft, planned = review.state == ReviewState.DRAFT.value, review.state == ReviewState.PLANNED.value
    # Nothing stands in a review before its record is begun, and what was sent before it is then on a page of its own.
    items = [] if planned else queries.items(review.id)
    sent = contributions.contributions_of(review.id) if planned else []
    may_update = may("update", "reviews", review)
    may_sign = draft and may("approve", "reviews", review)
    sends_out = may_update and not planned
    shown = Shown(review, items, circulation.asked_about(review) if sends_out else ())
    mine = next((who for who in review.people if me is not None and who.person_id == me), None)
    beside = readable_beside(review)
    return render_template(
        "reviews/review.html",
        record=record_strip(review.child, "reviews", shown.rows),
        review=review,
        child=review.child,
        name=short_name(review.child),
        head=presenters.heading(review, shown.meeting),
        people=presenters.people(review, me),
        not_asked=presenters.not_asked(review),
        shown=shown,
        outcome=presenters.outcome(review),
        contributions=contribution_views.all_shown(sent),
        reports=not planned and any(who.report for who in review.people),
        may_contribute=mine is not None and contributing.is_open(mine) and may("create", "reviews", mine, whole=False),
        have_sent=mine is not None and mine.report is not None,
        answer_form=forms.AnswerForm(formdata=None),
        wishes=_wishes(review) if being_recorded(review) else [],
        wanted=presenters.wanted(review, operations.missing(review, items)) if draft and may_update else [],
        may_update=may_update,
        may_record=may_update and being_recorded(review),
        may_sign=may_sign,
        hard=plain.harder_than_agreed(review, items) if may_sign else [],
        may_change=may_update and planned,
        may_watch=being_recorded(review) and (draft or _today(review)),
        manager=operations.needs_manager(review) and not planned,
        may_answer=_is_manager(review),
        manager_form=forms.ManagerForm(formdata=None),
        circulation=circulation.panel(review, shown.rows) if sends_out else None,
        meeting=whole_meeting(review, beside) if beside else [],
        same_day=[presenters.row(other) for other in guard.readable(queries.same_day(review), "reviews")],
        back_url=url_for("reviews.of_child", child_id=review.child_id),
    )


def _today(review: Review) -> bool:
    return review.starts_at is not None and clock.london_date(review.starts_at) == clock.today()


def _is_manager(review: Review) -> bool:
    """Whether the actor answers for the team: the manager, who signs no looked-after review."""
    roles = {held.role for held in actor().relationships_with(review.child_id, clock.today())}
    return "TM" in roles


@blueprint.post("/reviews/<uuid:review_id>/manager")
@requires("reviews", "read", on=queries.review, whole=False)
def manager(review: Review) -> ResponseReturnValue:
    """The manager answers what was decided."""
    if not _is_manager(review):
        raise guard.Refused(Deny("not-own", 4, False))
    form = forms.ManagerForm()
    try:
        if form.validate_on_submit():
            operations.manager_answers(review, words=form.words.fact(), by=actor())
            flash("Your answer stands in the record.", "success")
        else:
            flash(form.problems[0].text if form.problems else "Write the answer.", "info")
    except RuleBroken as broken:
        flash(broken.sentence, "info")
    return redirect(url_for("reviews.review", review_id=review.id, _anchor="manager"), 303)


def _wishes(review: Review) -> list[View]:
    return guard.readable(voice.unanswered_wishes(review.child_id), "own_words")


@blueprint.post("/reviews/<uuid:review_id>/send-drafts")
@requires("reviews", "update", on=queries.review)
def send_drafts(review: Review) -> ResponseReturnValue:
    """The same day: tell everybody asked that the draft decisions and their actions are there to read."""
    sent = inviting.send_drafts(review, by=actor())
    flash(
        f"{sent} {'person has' if sent == 1 else 'people have'} been told that there is something to read. "
        "The mail says nothing of what it is.",
        "success",
    )
    return redirect(url_for("reviews.review", review_id=review.id), 303)


@blueprint.post("/reviews/<uuid:review_id>/sign")
@requires("reviews", "approve", on=queries.review)
def sign(review: Review) -> ResponseReturnValue:
    """The owner of this kind of meeting signs its record."""
    plan = plans.current_plan(review.child_id)
    why = request.form.get("hard_words_why", "").strip()[:2000]
    if not why and plain.harder_than_agreed(review, queries.items(review.id)):
        flash(
            "Some words for the young person read older than was chosen for them. Say why, or change them first.",
            "info",
        )
        return redirect(url_for("reviews.review", review_id=review.id), 303)
    try:
        operations.sign_review(
            review,
            by=actor(),
            agrees_plan=plan is not None and may("approve", "support_plan", plan),
            hard_words_why=why,
        )
    except RuleBroken as broken:
        flash(broken.sentence, "info")
        return redirect(url_for("reviews.review", review_id=review.id), 303)
    flash("The record is signed. It is final, and those it is for can read their part of it.", "success")
    return redirect(url_for("reviews.review", review_id=review.id), 303)
