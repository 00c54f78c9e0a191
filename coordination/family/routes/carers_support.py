"""A carer's planned times away and their training: asked for, answered, kept. Neither counts against them."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.agencies import queries as agencies
from coordination.db import RuleBroken
from coordination.family import carer_forms as forms
from coordination.family import carer_operations as operations
from coordination.family.routes.carer import supporters
from coordination.family.routes.opening import blueprint, place_of, shown_to_reader
from coordination.household import supporting, telling
from coordination.web.forms import offered, page
from coordination.web.languages import gettext as _


@blueprint.route("/caring/<uuid:child_id>/away", methods=["GET", "POST"])
@guard.signed_in("family")
def times_away(child_id: UUID) -> ResponseReturnValue:
    """The carer asks for time away, and reads what was answered."""
    place = place_of("FC", child_id)
    guard.demand("create", "carer_record", place.child, whole=True)
    form = forms.TimeAwayForm()
    if form.validate_on_submit():
        try:
            tell = supporters(shown_to_reader(place, "FC"))
            operations.ask_time_away(place.child, tell=tell, by=guard.actor(), **form.facts())
        except RuleBroken:
            form.refuse(_("It ends on or after the day it begins."), "to_on")
        else:
            flash(_("It is asked for. Whoever supports you answers here."), "success")
            return redirect(url_for("family.times_away", child_id=child_id), 303)
    rows = guard.readable(supporting.times_away(child_id), "carer_record")
    return page(
        "family/times_away.html",
        form=form,
        rows=rows,
        answers=telling.away_answers(),
        names={key: held.name for key, held in agencies.people(row.answered_by for row in rows).items()},
        back_url=url_for("family.caring", child_id=child_id) + "#me",
    )


@blueprint.route("/caring/<uuid:child_id>/training", methods=["GET", "POST"])
@guard.signed_in("family")
def training(child_id: UUID) -> ResponseReturnValue:
    """The training a carer wants, has booked or did: their own record."""
    place = place_of("FC", child_id)
    guard.demand("create", "carer_record", place.child, whole=True)
    form = forms.TrainingForm()
    form.state.offer(offered(telling.training_states()))
    if form.validate_on_submit():
        try:
            supporting.keep_training(place.child, by=guard.actor(), **form.facts())
        except RuleBroken as broken:
            sentence = _("Enter the day. What was done was done today or earlier.")
            form.refuse(sentence, broken.field if broken.field in form else None)
        else:
            flash(_("It is kept."), "success")
            return redirect(url_for("family.training", child_id=child_id), 303)
    return page(
        "family/training.html",
        form=form,
        rows=guard.readable(supporting.trainings(child_id), "carer_record"),
        states=telling.training_states(),
        back_url=url_for("family.caring", child_id=child_id) + "#me",
    )
