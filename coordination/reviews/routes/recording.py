"""The one page on which a review is recorded: opened, saved as a draft, put together when two people saved."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access.guard import actor, demand, requires
from coordination.cases import words
from coordination.cases.strip import record_strip
from coordination.children import reading
from coordination.children.naming import short_name
from coordination.db import RuleBroken
from coordination.plans.operations import STATUS_WORDS
from coordination.reviews import operations, presenters, queries, saves, sheet, suggesting
from coordination.reviews.models import Review
from coordination.reviews.operations import StaleReview
from coordination.reviews.papers.review_record import latest_lawful
from coordination.reviews.routes.blueprint import being_recorded, blueprint, refuse
from coordination.reviews.said import Said
from coordination.web import boundary, drafts
from coordination.web.forms import page
from coordination.wording.beside import asked_to_look

DRAFT = "review-record"


@blueprint.route("/reviews/<uuid:review_id>/record", methods=["GET", "POST"])
@requires("reviews", "update", on=queries.review)
def record(review: Review) -> ResponseReturnValue:
    """Record the review. Saving keeps a draft; nothing on the page has to be filled in to save it but the day."""
    if not being_recorded(review):
        flash("This record is closed. A correction is added to the next review.", "info")
        return redirect(url_for("reviews.review", review_id=review.id), 303)
    at_hand = sheet.AtHand(review, [reading.values_of("draft", drafts.asked(DRAFT, review.child_id, review.id))])
    form = sheet.form_for(at_hand)
    draft = drafts.put_back(form, DRAFT, review.child_id, review.id, at_hand.rows.get("draft", []))
    if draft is not None:
        sheet.offer(form, at_hand)
    if "everybody" in request.form:
        sheet.everybody_came(form)
        return _page(form, at_hand, draft)
    if asked_to_look() or _suggestion_decided(form, review) or form.rows_changed():
        return _page(form, at_hand, draft)
    if form.validate_on_submit():
        said = sheet.said(form, at_hand)
        _demand(review, said)
        try:
            operations.record_review(review, said, by=actor(), seen=form["version"].fact())
        except RuleBroken as broken:
            refuse(form, broken)
        except StaleReview:
            return _put_together(form, review)
        else:
            drafts.drop(DRAFT, review.child_id, review.id)
            flash("The draft is saved.", "success")
            return redirect(url_for("reviews.review", review_id=review.id), 303)
    return _page(form, at_hand, draft)


def _suggestion_decided(form: Any, review: Review) -> bool:
    """Whether a suggestion was taken into the sheet or set aside: the page comes back with all that is typed."""
    for name, taken in (("take", True), ("set-aside", False)):
        found = suggesting.suggestion_of(review, request.form.get(name, ""))
        if found is None:
            continue
        if taken and found.state == "waiting":
            sheet.take(form, found)
        suggesting.decide(found, taken=taken, by=actor())
        return True
    return False


@blueprint.get("/reviews/<uuid:review_id>/suggestions")
@requires("reviews", "update", on=queries.review)
def suggestions(review: Review) -> ResponseReturnValue:
    """What waits for whoever takes the minutes, alone: a script puts it on the sheet."""
    boundary.quiet()
    return render_template("reviews/suggested.html", suggested=sheet.AtHand(review).suggested, parts=saves.PARTS)


def _put_together(form: Any, review: Review) -> ResponseReturnValue:
    """Somebody else saved first: what they saved stands beside what was sent, and the form takes both."""
    at_hand = sheet.AtHand(review)
    crossed = sheet.crossed(form, at_hand)
    if not crossed:
        drafts.drop(DRAFT, review.child_id, review.id)
        return redirect(url_for("reviews.review", review_id=review.id), 303)
    body, _ = _page(form, at_hand, None, crossed=crossed)
    return body, 409


def _page(form: Any, at_hand: sheet.AtHand, draft: Any, **more: Any) -> tuple[str, int]:
    review = at_hand.review
    sheet.offer(form, at_hand)
    return page(
        "reviews/record.html",
        form=form,
        review=review,
        child=review.child,
        name=short_name(review.child),
        role_words=words.role,
        status_words=STATUS_WORDS,
        record=record_strip(review.child, "reviews", at_hand.rows),
        at_hand=at_hand,
        draft=draft,
        draft_url=drafts.url(DRAFT, review.child_id, review.id),
        back_url=url_for("reviews.review", review_id=review.id),
        parts=saves.PARTS,
        must=presenters.must_answer(at_hand.meeting),
        latest=latest_lawful(review),
        summary=presenters.closing_summary(at_hand.outcomes),
        **({"crossed": []} | more),
    )


def _demand(review: Review, said: Said) -> None:
    """Whoever records a review may ask people to do things: asked about what was sent."""
    if said.actions:
        demand(
            "create",
            "actions",
            review,
            label=None,
            author_id=actor().person_id,
            agency_id=None,
            owner_person_id=None,
        )
