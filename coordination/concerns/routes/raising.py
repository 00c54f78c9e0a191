"""Somebody who works with a child raises a concern, and reads what came of it: never the words again."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.agencies import queries as agencies
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.naming import short_name
from coordination.children.queries import child as child_of
from coordination.concerns import forms, operations, presenters, queries
from coordination.concerns.models import SECTION, Concern
from coordination.concerns.routes.blueprint import blueprint
from coordination.db import db
from coordination.web import drafts
from coordination.web.forms import page


@blueprint.route("/children/<uuid:child_id>/concern", methods=["GET", "POST"])
@requires(SECTION, "create", on=child_of)
def raise_one(child: Child) -> ResponseReturnValue:
    """What somebody saw or heard. It is saved whatever else is left out."""
    permit = guard.demand("create", SECTION, child, whole=True)
    authority = agencies.authority(child.authority_id)
    readers = presenters.readers(child.id, actor().person_id)
    form = forms.ConcernForm()
    form.about.offer(presenters.choices(readers))
    draft = drafts.put_back(form, "concern", child.id, child.id)
    if form.validate_on_submit():
        held = operations.raise_concern(
            child,
            by=actor(),
            role=permit.role or "",
            agency_id=presenters.organisation(actor(), permit.role),
            **presenters.facts_of(form),
        )
        drafts.drop("concern", child.id, child.id)
        flash("It is saved, and those who must read it are told.", "success")
        return redirect(url_for("concerns.receipt", concern_id=held.id), 303)
    return page(
        "concerns/raise.html",
        form=form,
        **_of(child),
        authority=authority,
        readers=readers,
        before=queries.of_teller(child.id, actor().person_id),
        draft=draft,
        draft_url=drafts.url("concern", child.id, child.id),
    )


def _of(child: Child) -> dict[str, Any]:
    """Whose record it is, for somebody who may read that. Giving needs no agreement to be told anything: whoever has
    none any more raises a concern on a page that says nothing of the child."""
    if not guard.may("read", "core_identity", child):
        return {"layout": "layouts/worker.html", "name": "this child", "back_url": url_for("home.start")}
    return {
        "layout": "layouts/record.html",
        "record": record_strip(child, "concerns"),
        "name": short_name(child),
        "back_url": url_for("children.record", child_id=child.id),
    }


def own_concern(concern_id: UUID) -> Concern | None:
    """What whoever is here raised themself."""
    held = queries.concern(concern_id)
    return held if held is not None and held.raised_by == actor().person_id else None


@blueprint.get("/concerns/<uuid:concern_id>/receipt")
@requires(SECTION, "create", on=own_concern, whole=False)
def receipt(held: Concern) -> ResponseReturnValue:
    """Whom it goes to, who read it and when, and what we tell whoever raised it."""
    child = db.session.get_one(Child, held.child_id)
    return render_template(
        "concerns/receipt.html",
        **_of(child),
        told=presenters.receipt(held),
        authority=agencies.authority(held.authority_id),
    )
