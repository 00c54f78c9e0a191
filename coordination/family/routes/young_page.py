"""How a young person's page looks: their picture, colours and larger words; and the photo itself."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.children.models import Child
from coordination.db import RuleBroken
from coordination.family import young, young_forms
from coordination.family.routes.opening import blueprint, place_of
from coordination.voice import looks as choosing
from coordination.voice import own
from coordination.voice.models import YoungPage
from coordination.web import files_out
from coordination.web.forms import Form, page
from coordination.web.languages import gettext as _


def drawn_for(child: Child, held: YoungPage | None) -> dict[str, Any]:
    """What every page of a young person's own is given: how it looks."""
    looks = young.looks(child, held)
    return {"looks": looks, "theme": looks.colours}


def young_page(template: str, child: Child, form: Form, **context: Any) -> ResponseReturnValue:
    """A page of a young person's own with a form on it, in their colours. One query."""
    context.setdefault("back_url", url_for("family.my_plan", child_id=child.id))
    return page(template, form=form, child=child, **drawn_for(child, own.looks_of(child.id)), **context)


@blueprint.route("/my-plan/<uuid:child_id>/page", methods=["GET", "POST"])
@guard.signed_in("young_person")
def looks(child_id: UUID) -> ResponseReturnValue:
    """The young person chooses how their page looks."""
    child = place_of("YP", child_id).child
    guard.demand("read", "profile", child, whole=True)
    held = own.looks_of(child.id)
    form = young_forms.LooksForm(data=_now(child, held))
    has_photo = held is not None and held.photo_id is not None
    young_forms.offer(
        form.picture, {**({"photo": _("My photo")} if has_photo else {}), **young.drawing_names(), "": _("My initial")}
    )
    young_forms.offer(form.colours, young.colour_names())
    if form.validate_on_submit() and _chosen(form, child):
        flash(_("Your page looks the way you chose."), "success")
        return redirect(url_for("family.my_plan", child_id=child.id), 303)
    return young_page("family/my_page.html", child, form)


def _now(child: Child, held: YoungPage | None) -> dict[str, Any]:
    if held is None:
        younger = young.is_younger(child)
        return {"colours": "river", "picture": "", "large_text": younger, "symbols": younger}
    return {
        "colours": held.colours,
        "picture": "photo" if held.photo_id else held.picture,
        "large_text": held.large_text,
        "symbols": held.symbols,
    }


def _chosen(form: Form, child: Child) -> bool:
    facts = form.facts()
    sent = facts.pop("photo")
    try:
        if sent is not None:
            choosing.keep_photo(child, sent.read(), by=guard.actor())
            facts["picture"] = "photo"
        choosing.choose_looks(child, by=guard.actor(), **{**facts, "picture": facts["picture"] or ""})
    except RuleBroken:
        form.refuse(_("This file is not a picture we can show. Try another one."), "photo")
        return False
    return True


@blueprint.post("/my-plan/<uuid:child_id>/larger")
@guard.signed_in("young_person")
def larger(child_id: UUID) -> ResponseReturnValue:
    """Larger words on one's own page, or ordinary ones again."""
    child = place_of("YP", child_id).child
    guard.demand("read", "profile", child, whole=True)
    now = young.looks(child, own.looks_of(child.id)).large
    choosing.large_words(child, not now, by=guard.actor())
    return redirect(url_for("family.my_plan", child_id=child.id), 303)


@blueprint.get("/my-plan/<uuid:child_id>/photo")
@guard.signed_in("young_person")
def photo(child_id: UUID) -> ResponseReturnValue:
    """The photo a young person chose for their page."""
    child = place_of("YP", child_id).child
    guard.demand("read", "profile", child, whole=True)
    held = own.photo_of(child.id)
    if held is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    return files_out.attached(held, "photo", inline=True)
