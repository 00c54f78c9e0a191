"""Saying that it is certain who a child is, or that it is in doubt again."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.children import identity, queries
from coordination.children.forms import ConfirmForm, DoubtForm
from coordination.children.header import record_header
from coordination.children.models import Child
from coordination.children.routes.blueprint import blueprint, workers_page
from coordination.db import RuleBroken
from coordination.web.forms import page


@blueprint.route("/children/<uuid:child_id>/identity/certain", methods=["GET", "POST"])
@guard.requires("core_identity", "update", on=queries.child)
@workers_page
def identity_certain(child: Child) -> ResponseReturnValue:
    """Confirm a provisional record on the ground of what was seen; put a confirmed one in doubt, with the reason."""
    form = ConfirmForm(data={"seen_on": clock.today()}) if child.provisional else DoubtForm()
    was = child.provisional
    back_url = url_for("children.record", child_id=child.id, _anchor="identity")
    if form.validate_on_submit():
        facts = form.facts()
        try:
            if was:
                identity.confirm(child, by=guard.actor(), **facts)
            else:
                identity.doubt(child, by=guard.actor(), **facts)
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field in form else None)
        else:
            guard.access().details |= {"identity": "confirmed" if was else "doubted", **_ground(facts)}
            flash("It is confirmed who they are." if was else "The record is provisional again.", "success")
            return redirect(back_url, 303)
    return page(
        "children/certain.html",
        form=form,
        child=child,
        record=record_header(child, "record"),
        provisional=was,
        back_url=back_url,
    )


def _ground(facts: dict[str, object]) -> dict[str, str]:
    return {name: str(facts[name]) for name in ("proof", "why") if name in facts}
