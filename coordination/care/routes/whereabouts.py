"""A manager decides that one parent is not told where a looked-after child lives, and ends such a decision."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.care import forms, queries, whereabouts
from coordination.care.models import WhereaboutsKept
from coordination.care.routes.history import blueprint
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken, db
from coordination.web.forms import SelectChoice, page


@blueprint.route("/children/<uuid:child_id>/care/not-told", methods=["GET", "POST"])
@guard.requires("placement", "approve", on=child_of)
def keep_from(child: Child) -> ResponseReturnValue:
    """Decide that one parent is not told where the child lives."""
    guard.workers_only()
    owed = {held.key: held for held in whereabouts.parents(child)}
    form = forms.WhereaboutsForm()
    free = {held.key for held in whereabouts.undecided(child)}
    # A page that was opened before somebody else decided still says what it asks about.
    form.parent.offer(
        SelectChoice(held.key, f"{held.name} ({held.words})")
        for held in owed.values()
        if held.key in free or held.key == form.parent.data
    )
    if form.validate_on_submit():
        facts = form.facts()
        try:
            whereabouts.keep_from(
                child,
                id=facts["id"],
                parent=owed[facts["parent"]],
                why=facts["why"],
                advice_from=facts["advice_from"],
                advice_on=facts["advice_on"],
                by=guard.actor(),
            )
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field in form else None)
        else:
            flash("The decision is recorded. Each looked-after review asks whether it is still right.", "success")
            return redirect(url_for("care.of_child", child_id=child.id) + "#not-told", 303)
    return page(
        "care/not_told.html",
        form=form,
        decided=[held.name for held in owed.values() if held.key not in free],
        looked_after=queries.is_looked_after(child.id),
        needs_advice=whereabouts.needs_advice(child),
        child=child,
        record=record_strip(child, current="care"),
        back_url=url_for("care.of_child", child_id=child.id),
    )


def _standing(child_id: UUID, kept_id: UUID) -> WhereaboutsKept | None:
    return whereabouts.decision(child_id, kept_id)


@blueprint.route("/children/<uuid:child_id>/care/not-told/<uuid:kept_id>/end", methods=["GET", "POST"])
@guard.requires("placement", "approve", on=_standing)
def tell_again(held: WhereaboutsKept) -> ResponseReturnValue:
    """End such a decision: the parent is told again."""
    guard.workers_only()
    if not guard.readable([held], "legal"):
        raise guard.Refused(Deny("no-row", 4, True))
    child = db.session.get_one(Child, held.child_id)
    form = forms.TellAgainForm()
    if form.validate_on_submit():
        try:
            whereabouts.tell_again(held, why=form.facts()["why"], by=guard.actor())
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field in form else None)
        else:
            flash("The decision is ended: they are told again.", "success")
            return redirect(url_for("care.of_child", child_id=child.id) + "#not-told", 303)
    return page(
        "care/tell_again.html",
        form=form,
        held=held,
        record=record_strip(child, current="care"),
        back_url=url_for("care.of_child", child_id=child.id),
    )
