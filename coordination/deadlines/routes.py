"""The timetable: what must happen by when, for a person, a team, an organisation and a child; and why that day."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock as the_clock
from coordination.access import guard
from coordination.access.actor import Actor
from coordination.access.policy import Deny
from coordination.children import queries as children
from coordination.children.header import record_header
from coordination.children.models import Child
from coordination.children.routes.blueprint import workers_page
from coordination.deadlines import presenters, queries
from coordination.deadlines.models import Clock
from coordination.events import queries as events
from coordination.events.presenters import words

blueprint = Blueprint("deadlines", __name__)

A_PAGE = 50
WITHIN = {
    "28": "Past the date, and the next 28 days",
    "14": "Past the date, and the next 14 days",
    "7": "Past the date, and the next 7 days",
    "overdue": "Past the date",
    "all": "Everything",
}


@blueprint.get("/timetable")
@guard.signed_in("workforce")
def timetable() -> ResponseReturnValue:
    """Running clocks by due date: mine, my team's, my organisation's."""
    who = guard.actor()
    choices = _whose(who)
    whose = request.args.get("whose", "mine")
    whose = whose if whose in choices else "mine"
    within = request.args.get("within", "28")
    within = within if within in WITHIN else "28"
    shown, more = _readable(who, whose, within, _key(request.args.get("after", "")))
    kept: dict[str, Any] = {"whose": whose, "within": within}
    return render_template(
        "deadlines/timetable.html",
        groups=presenters.grouped(shown),
        whose=whose,
        whose_choices=list(choices.items()),
        within=within,
        within_choices=list(WITHIN.items()),
        here=url_for("deadlines.timetable"),
        first_url=url_for("deadlines.timetable", **kept) if request.args.get("after") else None,
        next_url=url_for("deadlines.timetable", **kept, after=shown[-1].clock.id) if more and shown else None,
    )


def _whose(who: Actor) -> dict[str, str]:
    """Whose timetable somebody may ask for."""
    roles = who.roles_on(the_clock.today())
    choices = {"mine": "Children I work with"}
    if any(role.team_id or role.role == "TM" for role in roles):
        choices["team"] = "My team"
        choices["agency"] = "My organisation"
    return choices


def _readable(who: Actor, whose: str, within: str, after: UUID | None) -> tuple[list[queries.Due], bool]:
    """A full page of the clocks this actor may see, and whether there are more."""
    today = the_clock.today()
    roles = who.roles_on(today)
    assert who.person_id is not None
    me = who.person_id
    asked: Any = {
        "mine": lambda: queries.mine(me),
        "team": lambda: queries.of_teams(me, [role.team_id for role in roles if role.team_id]),
        "agency": lambda: queries.of_agencies([role.agency_id for role in roles]),
    }[whose]()
    before = today if within == "overdue" else None
    until = today + timedelta(days=int(within)) if within.isdigit() else None
    places = children.authorities_of(who)
    shown: list[queries.Due] = []
    while len(shown) <= A_PAGE:
        held = queries.timetable(places, asked, before=before, until=until, after=after, most=A_PAGE * 2)
        shown.extend(presenters.readable(held, lambda due: due.clock))
        if len(held) < A_PAGE * 2:
            break
        after = held[-1].clock.id
    return shown[:A_PAGE], len(shown) > A_PAGE


@blueprint.get("/children/<uuid:child_id>/timetable")
@guard.requires("core_identity", "read", on=children.child)
@workers_page
def of_child(child: Child) -> ResponseReturnValue:
    """A child's clocks: those that run, and those that ended."""
    shown = presenters.readable(queries.of_child(child.authority_id, child.id))
    return render_template(
        "deadlines/of_child.html",
        record=record_header(child, "timetable"),
        child=child,
        running=[presenters.row(held) for held in shown if held.state == "running"],
        ended=[presenters.row(held) for held in shown if held.state != "running"],
    )


@blueprint.get("/clocks/<uuid:clock_id>")
@guard.requires("core_identity", "read", on=queries.clock)
@workers_page
def explained(held: Clock) -> ResponseReturnValue:
    """One clock: when it is due, how the day was counted, and from what source."""
    guard.demand("read", queries.section_of(held.rule), held)
    if not presenters.may_see(held):
        raise guard.Refused(Deny("limited", 4, True))
    child = children.child(held.child_id)
    assert child is not None
    started = events.event(held.started_by) if held.started_by else None
    seen = guard.readable([started], started.section) if started else []
    return render_template(
        "deadlines/explained.html",
        record=record_header(child, "timetable"),
        child=child,
        clock=held,
        line=presenters.row(held),
        sentences=held.explanation.get("explanation", []),
        skipped=[(date.fromisoformat(each["on"]), each["reason"]) for each in held.explanation.get("skipped", [])],
        source=held.explanation.get("source", ""),
        to_confirm=held.explanation.get("confidence") == "M",
        started=words(seen[0]) if seen else "",
        ended=presenters.ended_words(held),
        back_url=url_for("deadlines.of_child", child_id=child.id),
    )


def _key(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return None
