"""Protected places of a child: what there is, being shown it with a reason, keeping, changing and ending one."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import access, actor, requires
from coordination.access.policy import Deny, Permit
from coordination.children.models import Child
from coordination.children.naming import short_name
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken, db
from coordination.protected import store
from coordination.protected.models import SECTION, ProtectedPlace
from coordination.web.forms import SelectChoice, page
from coordination.web.languages import speaks_to_family
from coordination.whereabouts import forms, operations, queries, words
from coordination.whereabouts.routes.blueprint import ANSWERS_FOR, blueprint, record, refuse, shown


@blueprint.route("/children/<uuid:child_id>/protected-places", methods=["GET", "POST"], endpoint="places")
@speaks_to_family
@requires(SECTION, "read", on=child_of)
def places_of_child(child: Child) -> ResponseReturnValue:
    """What is protected of a child, by kind; with a reason, the values. A carer or young person: what they know."""
    if actor().kind in {"family", "young_person"}:
        return _known(child)
    held = guard.readable(store.standing(child.id), SECTION)
    form = forms.ReasonForm()
    revealed: dict[Any, list[tuple[str, str]]] = {}
    if form.validate_on_submit():
        try:
            noted = operations.show(child, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            access().verb = "reveal"
            access().details["reveal"] = str(noted.id)
            revealed = {one.id: shown(one) for one in held}
    past = queries.reveals(child.id)
    permit = guard.may("read", SECTION, child, whole=True)
    answers = isinstance(permit, Permit) and permit.role in ANSWERS_FOR
    keys = [*(key for one in held for key in one.known_to), *(one.person_id for one in past)]
    return page(
        "whereabouts/places.html",
        form=form,
        record=record(child),
        child=child,
        held=held,
        revealed=revealed,
        kinds=words.KINDS,
        names=queries.names([*keys, *(one.confirmed_by for one in past)]),
        past=past[:20] if answers else [],
        waiting=sum(one.state == "waiting" for one in queries.held_texts(child.id)) if answers else 0,
        answers=answers,
        may_add=isinstance(guard.may("create", SECTION, child, whole=True), Permit),
    )


def _known(child: Child) -> ResponseReturnValue:
    """What a carer or the young person knows already. Where they know none, there is no such page."""
    known = guard.readable(store.standing(child.id), SECTION)
    if not known:
        raise guard.Refused(Deny("nothing-known", 4, True))
    access().verb = "reveal"
    return render_template(
        "whereabouts/known.html",
        name=short_name(child),
        held=[shown(one, reason=False) for one in known],
        back_url=url_for("home.start"),
    )


@blueprint.route("/children/<uuid:child_id>/protected-places/add", methods=["GET", "POST"])
@requires(SECTION, "create", on=child_of)
def add(child: Child) -> ResponseReturnValue:
    """Protect a place."""
    form = _asking(child)
    if form.validate_on_submit():
        try:
            operations.keep(child, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("It is protected. Words that name it are held from now on.", "success")
            return redirect(url_for("whereabouts.places", child_id=child.id), 303)
    return _form_page(form, child, "Protect a place", "Protect it")


@blueprint.route("/protected-places/<uuid:place_id>/change", methods=["GET", "POST"])
@requires(SECTION, "update", on=store.place, whole=False)
def change(held: ProtectedPlace) -> ResponseReturnValue:
    """Protect other values in the place of these."""
    child = db.session.get_one(Child, held.child_id)
    said: Any = store.said(held)
    form = _asking(child, said | {"kind": held.kind, "known_to": held.known_to, "decided_by": held.decided_by})
    if form.validate_on_submit():
        try:
            operations.change(held, child, by=actor(), **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("It is changed. Words that name the new one are held from now on.", "success")
            return redirect(url_for("whereabouts.places", child_id=child.id), 303)
    access().verb = "reveal"
    return _form_page(form, child, "Change what is protected", "Save the change")


@blueprint.post("/protected-places/<uuid:place_id>/end")
@requires(SECTION, "update", on=store.place, whole=False)
def end(held: ProtectedPlace) -> ResponseReturnValue:
    """It is protected no longer."""
    store.end(held)
    flash("It is not protected any more. Words that were held stay held until you decide about them.", "success")
    return redirect(url_for("whereabouts.places", child_id=held.child_id), 303)


def _asking(child: Child, data: dict[str, Any] | None = None) -> forms.PlaceForm:
    form = forms.PlaceForm(data=data)
    form.known_to.offer(SelectChoice(one.id, one.name) for one in queries.who_may_know(child.id))
    return form


def _form_page(form: forms.PlaceForm, child: Child, title: str, button: str) -> ResponseReturnValue:
    return page(
        "whereabouts/form.html",
        form=form,
        record=record(child),
        title=title,
        button_text=button,
        intro="It is kept encrypted, apart from the record, and never printed. The team does not see that it exists.",
        back_url=url_for("whereabouts.places", child_id=child.id),
    )
