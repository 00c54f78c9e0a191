"""A parent, a carer or the young person says that a child is not safe, and reads whom it goes to and who read it."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.children.naming import short_name
from coordination.concerns import forms, operations, presenters, queries
from coordination.concerns.models import SECTION
from coordination.family.routes.opening import HOME, blueprint, place_of, role_of_reader
from coordination.family.routes.young_page import drawn_for
from coordination.voice import own
from coordination.web import drafts
from coordination.web.forms import page
from coordination.web.languages import gettext as _


@blueprint.route("/family/<uuid:child_id>/concern", methods=["GET", "POST"])
@guard.signed_in("family", "young_person")
def concern(child_id: UUID) -> ResponseReturnValue:
    """Say what happened. It is saved whatever else is left out."""
    role = role_of_reader()
    place = place_of(role, child_id)
    guard.demand("create", SECTION, place.child, whole=True)
    who = guard.actor()
    readers = presenters.readers(child_id, who.person_id)
    form = forms.YoungConcernForm() if role == "YP" else forms.ConcernForm()
    form.about.offer(presenters.choices(readers))
    draft = drafts.put_back(form, "concern", child_id, child_id)
    if form.validate_on_submit():
        held = operations.raise_concern(
            place.child,
            by=who,
            role=role,
            agency_id=presenters.organisation(who, role),
            **presenters.facts_of(form),
        )
        drafts.drop("concern", child_id, child_id)
        flash(_("It is saved, and those who must read it are told."), "success")
        return redirect(url_for("family.concern_receipt", concern_id=held.id), 303)
    return page(
        "family/concern.html",
        form=form,
        name=short_name(place.child),
        is_own=role == "YP",
        authority=place.authority,
        readers=[person.name for person in readers],
        before=queries.of_teller(child_id, who.person_id),
        draft=draft,
        draft_url=drafts.url("concern", child_id, child_id),
        back_url=url_for(HOME[role], child_id=child_id),
        **drawn_for(place.child, own.looks_of(child_id) if role == "YP" else None),
    )


@blueprint.get("/family/concerns/<uuid:concern_id>")
@guard.signed_in("family", "young_person")
def concern_receipt(concern_id: UUID) -> ResponseReturnValue:
    """Whom it goes to, who read it and when, and what we tell them. Never what they wrote."""
    role = role_of_reader()
    held = queries.concern(concern_id)
    if held is None or held.raised_by != guard.actor().person_id:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    place = place_of(role, held.child_id)
    guard.demand("create", SECTION, held)
    return render_template(
        "family/concern_receipt.html",
        told=presenters.receipt(held),
        is_own=role == "YP",
        authority=place.authority,
        back_url=url_for(HOME[role], child_id=place.child.id),
        **drawn_for(place.child, own.looks_of(place.child.id) if role == "YP" else None),
    )
