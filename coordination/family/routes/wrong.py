"""“Something is wrong here”: a parent, a carer or the young person asks for what is held to be put right."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.children.naming import short_name
from coordination.family import forms, ringing
from coordination.family.queries import Place
from coordination.family.routes.opening import HOME, blueprint, place_of, role_of_reader
from coordination.family.routes.parent import about_on_page
from coordination.rights import correcting
from coordination.web import drafts
from coordination.web.forms import page
from coordination.web.languages import gettext as _
from coordination.web.languages import language_now


@blueprint.route("/family/<uuid:child_id>/wrong", methods=["GET", "POST"])
@guard.signed_in("family", "young_person")
def wrong(child_id: UUID) -> ResponseReturnValue:
    """Say what is wrong, about one thing on a parent's page (``?about=``) or anything; and what came of it before."""
    role = role_of_reader()
    place: Place = place_of(role, child_id)
    guard.demand("read", "core_identity", place.child, whole=True)
    reader = guard.actor().person_id
    assert reader is not None
    statement = about_on_page(place) if role == "PAR" else None
    form = forms.WrongForm()
    draft = drafts.put_back(form, "wrong", child_id, child_id)
    if form.validate_on_submit():
        facts = form.facts()
        correcting.ask(
            place.child,
            id=facts["id"],
            about_what=facts["about_what"],
            wrong=facts["wrong"],
            right=facts["right"] or "",
            statement=statement,
            by=guard.actor(),
        )
        drafts.drop("wrong", child_id, child_id)
        flash(_("It is sent. You will get an answer within a month."), "success")
        return redirect(url_for("family.wrong", child_id=child_id), 303)
    return page(
        "family/wrong.html",
        form=form,
        name=short_name(place.child),
        words=statement.words_for("parent", language_now().code) if statement is not None else "",
        asked=correcting.of_asker(place.child.id, reader),
        about_words=forms.about_words(),
        numbers=ringing.numbers(place),
        draft=draft,
        draft_url=drafts.url("wrong", child_id, child_id),
        back_url=url_for(HOME[role], child_id=child_id),
    )
