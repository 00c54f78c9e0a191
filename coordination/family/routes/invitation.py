"""Somebody asked to a meeting says whether they will come, and what they need to be able to."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Deny
from coordination.db import RuleBroken
from coordination.family import forms, invitations, queries
from coordination.family.routes.opening import HOME, blueprint
from coordination.reviews import operations as reviews
from coordination.reviews import queries as review_queries
from coordination.web.forms import offered, page
from coordination.web.languages import gettext as _


@blueprint.route("/my-meetings/<uuid:invitation_id>", methods=["GET", "POST"])
@guard.signed_in("family", "young_person")
def answer(invitation_id: UUID) -> ResponseReturnValue:
    """One invitation of the reader's own. Another person's does not exist here."""
    me = guard.actor().person_id
    place = queries.invitation(invitation_id)
    if place is None or me is None or place.person_id != me:
        raise guard.Refused(Deny("not-own", 4, True))
    guard.demand("read", "reviews", place, owner_person_id=me)
    review = review_queries.review(place.review_id)
    if review is None or review.starts_at is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    form = forms.AnswerForm(response=place.response, reason=place.reason)
    form.response.offer(offered(invitations.answers()))
    roles = {held.role for held in guard.actor().relationships_with(review.child_id, clock.today())}
    role = next((role for role in ("YP", "FC", "PAR") if role in roles), "PAR")
    home = url_for(HOME[role], child_id=review.child_id)
    if form.validate_on_submit():
        try:
            reviews.answer_invitation(
                review,
                review_person_id=place.id,
                response=form.response.fact(),
                reason=form.reason.fact(),
                by=guard.actor(),
            )
        except RuleBroken:
            form.refuse(_("This meeting has been held or called off."))
        else:
            flash(_("Thank you. Your answer is kept."), "success")
            return redirect(home, 303)
    return page(
        "family/answer.html",
        form=form,
        starts_at=review.starts_at,
        place=review.place or "",
        back_url=home,
    )
