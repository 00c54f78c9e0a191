"""A caseload page: the children somebody works with, most pressing first."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.cases import caseload as cases
from coordination.cases import presenters
from coordination.children import queries as children
from coordination.children import reading
from coordination.children.routes.blueprint import blueprint
from coordination.web import first_page


def _key(name: str) -> UUID | None:
    try:
        return UUID(request.args[name]) if request.args.get(name) else None
    except ValueError:
        return None


@blueprint.get("/children")
@guard.signed_in("workforce")
def caseload() -> ResponseReturnValue:
    """My children: what is due next, open actions, the next review."""
    who = guard.actor()
    team_id, lead_id = _key("team"), _key("lead")
    ended = request.args.get("show") == "ended"
    after, before = _key("after"), _key("before")
    found = cases.page(who, team_id=team_id, lead_id=lead_id, ended=ended, after=after, before=before)
    seen = {child.id for child in guard.readable([line.child for line in found.lines], "core_identity")}
    rows = [presenters.caseload_row(line) for line in found.lines if line.child.id in seen]
    teams, leads = cases.choices(who)
    kept: dict[str, Any] = {name: request.args[name] for name in ("team", "lead", "show") if request.args.get(name)}
    return render_template(
        "children/caseload.html",
        rows=rows,
        teams=[("", "All"), *teams] if len(teams) > 1 or team_id else [],
        leads=[("", "All"), *leads] if len(leads) > 1 or lead_id else [],
        team=request.args.get("team", ""),
        lead=request.args.get("lead", ""),
        show="ended" if ended else "",
        filtered=bool(kept),
        here=url_for("children.caseload"),
        previous_url=url_for("children.caseload", **kept, before=found.lines[0].child.id)
        if found.earlier and found.lines
        else None,
        next_url=url_for("children.caseload", **kept, after=found.lines[-1].child.id)
        if found.later and found.lines
        else None,
        first=first_page.told(reading.together(*first_page.asked())),
        first_time=not (rows or kept or after or before),
        may_add=bool(children.may_open(who)),
    )
