"""The overview of the children somebody answers for, and the list behind each of its numbers."""

from typing import Any
from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.cases import caseload
from coordination.cases import presenters as cases
from coordination.insight import overview, presenters, scope, sources
from coordination.insight.routes.blueprint import blueprint
from coordination.web import files_out, first_page

# How many of the children who press most the overview shows; the rest is the caseload.
PRESSING = 8


def key_of(name: str) -> UUID | None:
    """A key in the address; None for anything else."""
    try:
        return UUID(request.args[name]) if request.args.get(name) else None
    except ValueError:
        return None


def kept() -> dict[str, Any]:
    """What of the address goes on to the next page."""
    return {name: str(key) for name in ("team", "lead") if (key := key_of(name)) is not None}


@blueprint.get("/team")
@guard.signed_in("workforce")
def team() -> ResponseReturnValue:
    """How it stands with the children somebody answers for: what waits, for whom, and what is nobody's job."""
    who = guard.actor()
    team_id, lead_id = key_of("team"), key_of("lead")
    held = scope.mine()
    scope.ask_drafts(held)
    found = overview.counted(overview.asked_today(held, team_id, lead_id), who, first_page.asked())
    pressing = caseload.page(who, team_id=team_id, lead_id=lead_id).lines[:PRESSING]
    seen = {child.id for child in guard.readable([line.child for line in pressing], "core_identity")}
    guard.note_children([key for keys in held.children.values() for key in keys])
    carried = kept()
    return render_template(
        "insight/team.html",
        found=found,
        first=first_page.told(found.rest),
        waiting=presenters.tiles(sources.OTHERS, found.counts, held, carried),
        gaps=presenters.tiles(sources.GAPS, found.counts, held, carried),
        people=presenters.bars("late-people", "Overdue actions, by person", found.people, overview.MOST_BARS),
        agencies=presenters.bars(
            "late-agencies", "Overdue actions, by organisation", found.agencies, overview.MOST_BARS
        ),
        reviews=presenters.reviews(found.reviews) if held.sees("reviews") else [],
        rows=[cases.caseload_row(line) for line in pressing if line.child.id in seen],
        teams=[("", "All"), *found.teams] if len(found.teams) > 1 or team_id else [],
        leads=[("", "All"), *found.leads] if len(found.leads) > 1 or lead_id else [],
        team=carried.get("team", ""),
        lead=carried.get("lead", ""),
        kept=carried,
        here=url_for("insight.team"),
        manages=any(role.role == "TM" for role in who.roles_on(clock.today())),
        nobody=not any(held.children.values()),
    )


@blueprint.get("/team/<what>")
@guard.signed_in("workforce")
def listed(what: str) -> ResponseReturnValue:
    """The rows behind one number, each with where to mend it."""
    asked = _asked(what)
    found = overview.page(what, asked, after=key_of("after"), before=key_of("before"))
    lines = _lines(what, found)
    carried = kept()
    teams, leads = caseload.choices(guard.actor())
    return render_template(
        "insight/listed.html",
        what=what,
        title=presenters.title(what),
        why=presenters.why(what, asked.scope),
        lines=lines,
        teams=[("", "All"), *teams] if len(teams) > 1 or "team" in carried else [],
        leads=[("", "All"), *leads] if len(leads) > 1 or "lead" in carried else [],
        team=carried.get("team", ""),
        lead=carried.get("lead", ""),
        kept=carried,
        here=url_for("insight.listed", what=what),
        previous_url=url_for("insight.listed", what=what, **carried, before=found.rows[0].id)
        if found.earlier and found.rows
        else None,
        next_url=url_for("insight.listed", what=what, **carried, after=found.rows[-1].id)
        if found.later and found.rows
        else None,
    )


@blueprint.get("/team/<what>/download")
@guard.signed_in("workforce")
@guard.fresh_proof
def taken(what: str) -> ResponseReturnValue:
    """The rows behind one number, as a table to take away."""
    asked = _asked(what)
    lines = _lines(what, overview.page(what, asked, most=overview.MOST_TAKEN))
    return files_out.table(
        what.replace("_", "-"),
        ("Child", "What", "Who", "Day"),
        [(line.child, line.text, line.who, line.on) for line in lines],
    )


def _asked(what: str) -> sources.Asked:
    if what not in sources.WHATS:
        abort(404)
    held = scope.mine()
    if what == "signatures":
        scope.ask_drafts(held)
    return overview.asked_today(held, key_of("team"), key_of("lead"))


def _lines(what: str, found: overview.Page) -> list[presenters.Line]:
    """The rows of a page whose child the actor may see; each child is noted for the audit."""
    seen = {child.id for child in guard.readable([row.child for row in found.rows if row.child], "core_identity")}
    return [presenters.line(what, row) for row in found.rows if row.child is not None and row.child.id in seen]
