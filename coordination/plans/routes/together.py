"""Several actions of the list on one page: how each goes and a note, one save."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, signed_in
from coordination.access.policy import Permit
from coordination.children import queries as children
from coordination.plans import forms, listing, presenters, together
from coordination.plans.models import Action
from coordination.plans.routes.agency import DRAFT, inside, key_in, name_of
from coordination.plans.routes.shared import blueprint, may
from coordination.web import boundary, drafts
from coordination.web.forms import Form, page

# So many stand on one page that somebody can still read it.
MOST = 30


@blueprint.post("/actions/choose")
@signed_in("workforce")
def choose_together() -> ResponseReturnValue:
    """The ticked actions, on a page of their own."""
    here = inside(request.form.get("here", ""))
    keys = [key for key in map(key_in, request.form.getlist("done")) if key is not None][:MOST]
    if not Form().validate_on_submit() or not keys:
        flash("Tick at least one action first.", "note")
        return redirect(url_for("plans.agency_actions") + here, 303)
    return redirect(url_for("plans.update_together", action=[str(key) for key in keys]), 303)


@blueprint.route("/actions/together", methods=["GET", "POST"])
@signed_in("workforce")
def update_together() -> ResponseReturnValue:
    """Say how several go, in one save. What is refused stays on the page with what was typed; the others are saved."""
    form = forms.TogetherForm()
    if request.method == "GET":
        held = _mine(key for key in map(key_in, request.args.getlist("action")) if key is not None)
        form = forms.TogetherForm(
            data={"actions": [{"id": row.id, "version": row.version, "status": row.status} for row in held]}
        )
        return _page(form, held)
    held = _mine(entry.form.id.data for entry in form.actions.entries)
    if not form.validate_on_submit():
        return _page(form, held)
    told = {row["id"]: row for row in form.facts()["actions"]}
    result = together.update_together([row for row in held if row.id in told], told, by=actor())
    for row in held:
        if row.id not in result.refused:
            drafts.drop(DRAFT, row.child_id, row.id)
    if result.refused:
        boundary.kept_in_part()
        form.actions.keep(result.refused)
        for entry in form.actions.entries:
            entry.form.note.errors = [*entry.form.note.errors, result.refused[entry.form.id.data].sentence]
        form.refuse(_saved_words(result.saved, len(result.refused)))
        return _page(form, [row for row in held if row.id in result.refused])
    if result.crossed:
        flash("Somebody else changed one of these at the same time. Both are kept: compare and decide.", "note")
        return redirect(url_for("plans.crossing", crossing_id=result.crossed[0]), 303)
    flash(f"{result.saved} {'action was' if result.saved == 1 else 'actions were'} updated.", "success")
    return redirect(url_for("plans.agency_actions"), 303)


def _saved_words(saved: int, refused: int) -> str:
    kept = f"{saved} {'was' if saved == 1 else 'were'} saved. " if saved else ""
    return f"{kept}{refused} {'needs' if refused == 1 else 'need'} something more"


def _mine(keys: Any) -> list[Action]:
    """Those of these actions the actor may update, in the order of the keys; anything else is as if it were not."""
    wanted: list[UUID] = list(dict.fromkeys(keys))[:MOST]
    held = {row.id: row for row in listing.by_keys(wanted)}
    guard.know({row.child_id for row in held.values()})
    mine = [row for row in held.values() if may("update", "actions", row, whole=False)]
    readable = {row.id for row in guard.readable(mine, "actions")}
    return [held[key] for key in wanted if key in readable]


def _page(form: forms.TogetherForm, held: list[Action]) -> ResponseReturnValue:
    around = {child.id: child for child in children.children({row.child_id for row in held})}
    by_key = {row.id: row for row in held}
    lines = []
    for entry in form.actions.entries:
        row = by_key.get(entry.form.id.data)
        if row is None:
            continue
        permit = guard.may("read", "actions", row)
        assert isinstance(permit, Permit)
        view = presenters.action_view(row, permit, today=clock.today())
        lines.append((name_of(around[row.child_id]), view, entry.form))
    return page("plans/together.html", form=form, lines=lines, back_url=url_for("plans.agency_actions"))
