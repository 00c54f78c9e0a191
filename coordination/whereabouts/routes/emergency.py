"""An emergency in the night: a duty worker asks, a second one confirms, and it is shown for an hour."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import access, actor, requires
from coordination.access.policy import Deny
from coordination.children.models import Child
from coordination.children.naming import display_name
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken, db
from coordination.protected import store
from coordination.protected.models import SECTION, Reveal
from coordination.web.forms import Form, page
from coordination.whereabouts import forms, operations, queries, words
from coordination.whereabouts.routes.blueprint import answers_for, blueprint, on_duty, record, refuse, shown


@blueprint.route("/children/<uuid:child_id>/emergency-reveal", methods=["GET", "POST"], endpoint="ask")
@requires("core_identity", "read", on=child_of)
def ask_to_see(child: Child) -> ResponseReturnValue:
    """A duty worker asks to be shown what is protected of one child. The page is the same where nothing is."""
    on_duty(child)
    form = forms.EmergencyForm()
    if form.validate_on_submit():
        held = operations.ask(child, by=actor(), **form.facts())
        return redirect(url_for("whereabouts.emergency", reveal_id=held.id), 303)
    return page(
        "whereabouts/form.html",
        form=form,
        record=record(child),
        title="Ask to see what is protected",
        button_text="Ask",
        intro="For one child and one hour, in an emergency. A second duty person confirms it in their own sign-in."
        " The lead and the manager are told at once, and it is looked at on the next working day.",
        back_url=url_for("children.record", child_id=child.id),
        also=("Confirm what another duty worker asked for", url_for("whereabouts.to_confirm")),
    )


def _reveal(reveal_id: UUID) -> Reveal | None:
    held = queries.reveal(reveal_id)
    return held if held is not None and held.emergency else None


@blueprint.get("/emergency-reveals/<uuid:reveal_id>", endpoint="emergency")
@guard.signed_in("workforce")
def shown_for_an_hour(reveal_id: UUID) -> ResponseReturnValue:
    """Whether it is confirmed yet; once it is, the values, until the hour is over."""
    held = _reveal(reveal_id)
    if held is None or held.person_id != actor().person_id:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    child = db.session.get_one(Child, held.child_id)
    on_duty(child)
    over = held.until is not None and held.until <= clock.now()
    places: list[tuple[str, list[tuple[str, str]]]] = []
    if held.confirmed_by is not None and not over:
        guard.demand("read", SECTION, child, facts=held.facts())
        access().verb = "reveal"
        access().details["reveal"] = str(held.id)
        places = [(words.KINDS[one.kind], shown(one)) for one in store.standing(child.id)]
    return page(
        "whereabouts/emergency.html",
        form=Form(),
        record=record(child),
        reveal=held,
        places=places,
        over=over,
        names=queries.names([held.confirmed_by]),
    )


@blueprint.get("/emergency-reveals")
@guard.signed_in("workforce")
def to_confirm() -> ResponseReturnValue:
    """What other duty workers asked for in the last hour, of children this one covers."""
    rows = []
    for held in queries.unconfirmed():
        child = db.session.get_one(Child, held.child_id)
        if held.person_id != actor().person_id and _on_duty(child):
            guard.note_children([child.id])
            rows.append((held, display_name(child)))
    return page(
        "whereabouts/to_confirm.html", form=Form(), rows=rows, names=queries.names(held.person_id for held, _ in rows)
    )


def _on_duty(child: Child) -> bool:
    try:
        on_duty(child)
    except guard.Refused:
        return False
    return True


@blueprint.post("/emergency-reveals/<uuid:reveal_id>/confirm")
@guard.signed_in("workforce")
def confirm(reveal_id: UUID) -> ResponseReturnValue:
    """A second duty person confirms, in their own sign-in."""
    held = _reveal(reveal_id)
    if held is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    on_duty(db.session.get_one(Child, held.child_id))
    try:
        operations.confirm(held, by=actor())
    except RuleBroken as broken:
        flash(broken.sentence, "notice")
    else:
        flash("It is confirmed. The lead and the manager are told.", "success")
    return redirect(url_for("whereabouts.to_confirm"), 303)


@blueprint.route("/emergency-reveals/<uuid:reveal_id>/review", methods=["GET", "POST"])
@requires(SECTION, "read", on=_reveal, whole=False)
def review(held: Reveal) -> ResponseReturnValue:
    """Somebody who answers for the child looks at an emergency reveal."""
    answers_for(held)
    child = db.session.get_one(Child, held.child_id)
    form = forms.WordsForm()
    if form.validate_on_submit():
        try:
            operations.review(held, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("It is recorded that you looked at it.", "success")
            return redirect(url_for("whereabouts.places", child_id=child.id), 303)
    return page(
        "whereabouts/review.html",
        form=form,
        record=record(child),
        reveal=held,
        names=queries.names([held.person_id, held.confirmed_by, held.reviewed_by]),
        back_url=url_for("whereabouts.places", child_id=child.id),
    )
