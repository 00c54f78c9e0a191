"""The page on which a review's record is sent out, what each person would get, and a paper given by hand."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import access, actor, demand, know, requires
from coordination.access.policy import Deny
from coordination.cases import strip as strips
from coordination.cases import words as case_words
from coordination.children import reading
from coordination.children.naming import short_name
from coordination.db import RuleBroken
from coordination.reviews import issuing, queries
from coordination.reviews.circulation import leaving_out, pages, recipients, sending
from coordination.reviews.circulation.models import Channel, CirculationLine
from coordination.reviews.circulation.recipients import Whom
from coordination.reviews.circulation.words import VERSIONS
from coordination.reviews.models import Review, ReviewState
from coordination.reviews.papers import Record
from coordination.reviews.routes.blueprint import blueprint
from coordination.web import drafts
from coordination.web.forms import page

DRAFT = "circulate"


def _recorded(review: Review) -> bool:
    return review.state in {ReviewState.DRAFT.value, ReviewState.SIGNED.value}


def _everybody(review: Review, *, whole: bool = False) -> tuple[Record, list[Whom], dict[str, Any]]:
    """The record, everybody it may be sent to, and the strip; asked for in one statement with the team before it.

    ``whole``: with everything their papers are made from, in the same statement.
    """
    record = Record(review.child, review)
    asked = (*strips.asked(review.child), *recipients.asked_about(review, record))
    found = record.read(*asked) if whole else reading.together(*asked)
    people = recipients.everybody(review, record, know([review.child_id]), found)
    return record, people, strips.record_strip(review.child, "reviews", found)


@blueprint.route("/reviews/<uuid:review_id>/circulate", methods=["GET", "POST"])
@requires("reviews", "update", on=queries.review)
def circulate(review: Review) -> ResponseReturnValue:
    """Choose who gets which version of the record and how, and send it out."""
    if not _recorded(review):
        flash("There is no record to send out yet.", "info")
        return redirect(url_for("reviews.review", review_id=review.id), 303)
    record, people, strip = _everybody(review)
    form = pages.form_for(people)
    draft = drafts.put_back(form, DRAFT, review.child_id, review.id)
    if form.validate_on_submit():
        chosen = pages.choices(form, people)
        _demand(record, chosen)
        try:
            lines = sending.circulate(review, id=form["id"].fact(), choices=chosen, by=actor())
        except RuleBroken as broken:
            form.refuse(broken.sentence)
        else:
            drafts.drop(DRAFT, review.child_id, review.id)
            access().verb = "disclose"
            access().details |= {"recipients": sorted({str(line.person_id or "child") for line in lines})}
            flash(_said(lines), "success")
            return redirect(url_for("reviews.review", review_id=review.id, _anchor="circulation"), 303)
    return page(
        "reviews/circulate.html",
        form=form,
        rows=pages.rows(form, people, review),
        review=review,
        child=review.child,
        name=short_name(review.child),
        record=strip,
        draft=draft,
        draft_url=drafts.url(DRAFT, review.child_id, review.id),
        back_url=url_for("reviews.review", review_id=review.id),
    )


def _demand(record: Record, chosen: list[sending.Choice]) -> None:
    """Each paper is asked about by itself, with whom it goes to."""
    given = [choice for choice in chosen if choice.channel != Channel.WITHHELD.value]
    offers = [offer for choice in given for offer in choice.whom.offers]
    of = issuing.weigh(offers, record.child)
    for offer in offers:
        to = issuing.recipient(offer, record, of)
        demand("disclose", offer.section, record.child, **issuing.giving(record, offer, to))


def _said(lines: list[CirculationLine]) -> str:
    sent = {(line.person_id, line.name) for line in lines if line.channel != Channel.WITHHELD.value}
    if not sent:
        return "It is written down who gets nothing, and why."
    whom = "1 person" if len(sent) == 1 else f"{len(sent)} people"
    if any(line.needs_second for line in lines):
        return f"It goes to {whom} when a second person has looked at what goes to whom. They are asked now."
    return f"The record is on its way to {whom}. Each version is made now; they are told when theirs is ready."


@blueprint.get("/reviews/<uuid:review_id>/preview/<uuid:key>/<kind>")
@requires("reviews", "update", on=lambda review_id, **_: queries.review(review_id))
def preview(review: Review) -> ResponseReturnValue:
    """What one person would get, and how much is left out of it and why."""
    values: dict[str, Any] = request.view_args or {}
    record, people, strip = _everybody(review, whole=True)
    whom = pages.whom_of(people, values["key"])
    offer = next((held for held in whom.offers if held.kind == values["kind"]), None) if whom is not None else None
    if whom is None or offer is None or not _recorded(review):
        raise guard.Refused(Deny("no-such-thing", 3, True))
    access().verb = "disclose"
    return render_template(
        "reviews/preview.html",
        record=strip,
        review=review,
        whom=whom,
        version=VERSIONS.get(whom.audience, ""),
        paper=leaving_out.preview(record, review, offer),
        back_url=url_for("reviews.circulate", review_id=review.id),
    )


@blueprint.route("/reviews/<uuid:review_id>/second/<uuid:batch>", methods=["GET", "POST"])
@requires("reviews", "update", on=lambda review_id, **_: queries.review(review_id))
def second(review: Review) -> ResponseReturnValue:
    """A second person looks at what goes to whom of a safeguarding record, and lets it go or not."""
    values: dict[str, Any] = request.view_args or {}
    batch = values["batch"]
    waiting = sending.waiting_for_second(review, batch)
    if not waiting:
        flash("This was decided already.", "info")
        return redirect(url_for("reviews.review", review_id=review.id, _anchor="circulation"), 303)
    record, people, strip = _everybody(review)
    mine = any(line.recorded_by == actor().person_id for line in waiting)
    if request.method == "POST":
        lets_go = request.form.get("decision") == "send"
        if lets_go:
            chosen = {(line.person_id, line.name) for line in waiting}
            given = [whom for whom in people if (whom.person_id, whom.name) in chosen]
            _demand(record, [sending.Choice(whom, Channel.ACCOUNT.value) for whom in given])
        (sending.agree if lets_go else sending.decide_against)(review, batch, by=actor())
        access().verb = "disclose" if lets_go else "change"
        flash("It is on its way." if lets_go else "It is not sent. Whoever chose it sees why.", "success")
        return redirect(url_for("reviews.review", review_id=review.id, _anchor="circulation"), 303)
    by_key = {(whom.person_id, whom.name): whom for whom in people}
    return render_template(
        "reviews/second.html",
        record=strip,
        review=review,
        mine=mine,
        here=url_for("reviews.second", review_id=review.id, batch=batch),
        lines=[
            {
                "name": line.name,
                "role": case_words.role(line.role),
                "version": VERSIONS.get(line.audience, VERSIONS["team"]),
                "title": issuing.TITLES[line.kind],
                "url": url_for("reviews.preview", review_id=review.id, key=whom.key, kind=line.kind)
                if (whom := by_key.get((line.person_id, line.name))) is not None
                else None,
            }
            for line in waiting
        ],
        back_url=url_for("reviews.review", review_id=review.id),
    )


@blueprint.post("/reviews/circulation/<uuid:line_id>/handed-over")
@requires("reviews", "update", on=recipients.line)
def hand_over(line: CirculationLine) -> ResponseReturnValue:
    """A paper was given by hand."""
    try:
        sending.hand_over(line)
    except RuleBroken as broken:
        flash(broken.sentence, "info")
    else:
        flash("It is written down that they were given it.", "success")
    return redirect(url_for("reviews.review", review_id=line.review_id, _anchor="circulation"), 303)
