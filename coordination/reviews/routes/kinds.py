"""The page of an authority's own words for its kinds of meeting. No child's content is behind it."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access.guard import access, actor, administers
from coordination.agencies import administered
from coordination.agencies import queries as agencies
from coordination.agencies.models import Authority
from coordination.db import RuleBroken
from coordination.reviews import choosing, forms
from coordination.reviews.kinds import meeting
from coordination.reviews.models import ReviewKind
from coordination.reviews.routes.blueprint import blueprint, refuse
from coordination.web.forms import page


@blueprint.get("/kinds-of-meeting")
@administers("read")
def kinds_of_meeting() -> ResponseReturnValue:
    """Every kind of meeting as each authority holds it."""
    lists = [
        (authority, [meeting(kind.value, authority.settings) for kind in ReviewKind])
        for authority in agencies.authorities(administered.administered_authorities(actor()))
    ]
    return render_template("reviews/kinds.html", lists=lists, may_change=_may_change())


@blueprint.route("/kinds-of-meeting/<uuid:authority_id>/<kind>", methods=["GET", "POST"])
@administers("update")
def kind_of_meeting(authority_id: UUID, kind: str) -> ResponseReturnValue:
    """Change what a kind of meeting is called, its agenda, and its habits."""
    authority = _authority(authority_id)
    if authority is None or kind not in set(ReviewKind):
        abort(404)
    held = meeting(kind, authority.settings)
    form = forms.KindForm(
        data={
            "words": held.words,
            "agenda": "\n".join(held.agenda),
            "circulate_days": held.circulate_days,
            "weeks_from": held.weeks[0],
            "weeks_to": held.weeks[1],
        }
    )
    if form.validate_on_submit():
        try:
            choosing.change_kind(authority, kind, **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            kept = access()
            kept.verb, kept.object_kind, kept.object_id = "kind_of_meeting_changed", "Authority", authority.id
            kept.details["kind"] = kind
            flash("It is kept, and used from the next meeting.", "success")
            return redirect(url_for("reviews.kinds_of_meeting"), 303)
    return page("reviews/kind.html", form=form, held=held, back_url=url_for("reviews.kinds_of_meeting"))


def _authority(authority_id: UUID) -> Authority | None:
    if authority_id not in administered.administered_authorities(actor()):
        return None
    return agencies.authority(authority_id)


def _may_change() -> bool:
    return any(role.role == "ADM" for role in actor().roles_on(clock.today()))
