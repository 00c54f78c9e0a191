"""Concerns to act on: the queue, with the duty workers' part of it; one concern; what was decided about it."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import access, actor, requires
from coordination.access.policy import Deny
from coordination.cases.strip import record_strip
from coordination.children import queries as children
from coordination.children.models import Child
from coordination.concerns import forms, operations, presenters, queries
from coordination.concerns.kinds import OWN
from coordination.concerns.models import SECTION, Concern
from coordination.concerns.routes.blueprint import blueprint
from coordination.db import RuleBroken, db
from coordination.sharing import opening
from coordination.web.forms import Form, page
from coordination.wording import beside


@blueprint.get("/concerns")
@guard.signed_in("workforce")
def to_act_on() -> ResponseReturnValue:
    """What waits for whoever is here: of children they lead, manage or cover, and for duty workers of the others."""
    mine = [row for row in guard.readable(queries.undecided(), SECTION) if queries.may_act(row)]
    posts = queries.duty_posts(actor())
    known = {row.id for row in mine}
    others = [row for row in queries.waiting_on_duty(place for _, place in posts) if row.id not in known]
    if others:
        access().sections.add(SECTION)
        guard.note_children([row.child_id for row in others])
    names = children.children(row.child_id for row in mine)
    return page(
        "concerns/to_act_on.html",
        form=Form(),
        mine=presenters.waiting(mine, {child.id: child for child in names}),
        others=presenters.on_duty(others),
        is_on_duty=bool(posts),
    )


@blueprint.post("/concerns/<uuid:concern_id>/open")
@guard.signed_in("workforce")
@guard.fresh_proof
def open_on_duty(concern_id: UUID) -> ResponseReturnValue:
    """A duty worker opens the record of a child about whom a concern waits, for their shift."""
    posts = queries.duty_posts(actor())
    kept = access()
    kept.verb = "break_glass"
    kept.sections.add("core_identity")
    for agency_id, authority_id in posts:
        post = opening.Post(queries.DUTY, agency_id, authority_id)
        held = opening.open_for_concern(post, concern_id, reason="A concern waits to be read", by=actor())
        if held is not None:
            kept.children.add(held.child_id)
            kept.object_kind, kept.object_id = "OwnAccess", held.id
            kept.details["via"] = held.kind
            return redirect(url_for("concerns.concern", concern_id=concern_id), 303)
    raise guard.Refused(Deny("no-such-thing", 3, True))


@blueprint.get("/children/<uuid:child_id>/concerns")
@requires(SECTION, "read", on=children.child)
def of_child(child: Child) -> ResponseReturnValue:
    """Every concern about a child that whoever is here may read."""
    rows = guard.readable(queries.of_child(child.id), SECTION)
    return render_template(
        "concerns/of_child.html",
        record=record_strip(child, "concerns"),
        child=child,
        rows=presenters.listed(rows),
        may_raise=bool(guard.may("create", SECTION, child, whole=True)),
    )


@blueprint.route("/concerns/<uuid:concern_id>", methods=["GET", "POST"])
@requires(SECTION, "read", on=queries.concern, whole=False)
def concern(held: Concern) -> ResponseReturnValue:
    """One concern as it was told. Whoever acts on it has read it from here on; and what was decided."""
    child = db.session.get_one(Child, held.child_id)
    acts = queries.may_act(held)
    if acts:
        operations.opened(held, by=actor())
    form = forms.AnswerForm() if held.kind in OWN else forms.DecideForm()
    form.offer_outcomes(held.kind)
    if held.raised_as == "YP" and form.is_submitted():
        form.weigh(held, form.told.data)
    if form.is_submitted() and not acts:
        raise guard.Refused(Deny("no-row", 4, False))
    if not beside.asked_to_look() and form.validate_on_submit():
        try:
            facts = form.facts()
            operations.decide(held, by=actor(), **(facts | {"hard_words_why": facts["hard_words_why"] or ""}))
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field and broken.field in form else None)
        else:
            access().details["outcome"] = held.outcome
            flash("It is written down, and whoever raised it is told that there is news.", "success")
            return redirect(url_for("concerns.concern", concern_id=held.id), 303)
    return page(
        "concerns/concern.html",
        form=form,
        record=record_strip(child, "concerns"),
        held=presenters.concern(held),
        coach=beside.a_field(held, form.told.data) if held.raised_as == "YP" else None,
        decides=acts and held.decided_at is None and held.raised_by != actor().person_id,
        waits_for_another=acts and held.decided_at is None and held.raised_by == actor().person_id,
        back_url=url_for("concerns.of_child", child_id=child.id),
    )
