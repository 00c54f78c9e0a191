"""The timetable: what must happen by when, for a person, a team, an organisation and a child; and why that day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock as the_clock
from coordination import timescales
from coordination.access import guard
from coordination.access.actor import Actor
from coordination.access.policy import Deny
from coordination.children import queries as children
from coordination.children.header import record_header
from coordination.children.models import Child
from coordination.children.routes.blueprint import workers_page
from coordination.deadlines import excepting, listing, presenters, queries, sight
from coordination.deadlines.listing import Asked, Due
from coordination.deadlines.models import Clock
from coordination.deadlines.routes import exceptions
from coordination.deadlines.routes.blueprint import blueprint, key, may_record
from coordination.events import queries as events
from coordination.events.presenters import words

A_PAGE = 50
# What is fetched at once: a full page, and one to know whether there are more. Asked again so often at most.
MOST_FETCHES = 3


class Within(NamedTuple):
    """How soon a list's dates are: its words, and the last day, for one that has one."""

    words: str
    days: int | None = None


WITHIN = {
    "28": Within("Past the date, and the next 28 days", 28),
    "14": Within("Past the date, and the next 14 days", 14),
    "7": Within("Past the date, and the next 7 days", 7),
    "overdue": Within("Past the date"),
    "likely": Within("Likely to pass at the present pace"),
    "all": Within("Everything"),
}


@blueprint.get("/timetable")
@guard.signed_in("workforce")
def timetable() -> ResponseReturnValue:
    """Running clocks by due date: mine, my team's, my organisation's; narrowed to whoever leads."""
    who = guard.actor()
    choices = _whose(who)
    whose = request.args.get("whose", "mine")
    whose = whose if whose in choices else "mine"
    within = request.args.get("within", "28")
    within = within if within in WITHIN else "28"
    seen = sight.of(who)
    asked = Asked(seen, _condition(who, whose), listing.paces(seen.authorities), key(request.args.get("lead", "")))
    counts = listing.counted(asked)
    shown, more = _readable(asked, within, request.args.get("after", ""))
    kept: dict[str, Any] = {"whose": whose, "within": within}
    if asked.lead_id is not None:
        kept["lead"] = asked.lead_id
    return render_template(
        "deadlines/timetable.html",
        groups=presenters.grouped(shown, asked.paces),
        counts=_counted(counts, kept),
        whose=whose,
        whose_choices=list(choices.items()),
        within=within,
        within_choices=[(code, held.words) for code, held in WITHIN.items()],
        lead=str(asked.lead_id or ""),
        leads=[("", "Anybody"), *counts.leads] if len(counts.leads) > 1 or asked.lead_id else [],
        here=url_for("deadlines.timetable"),
        first_url=url_for("deadlines.timetable", **kept) if request.args.get("after") else None,
        next_url=url_for("deadlines.timetable", **kept, after=shown[-1].clock.id) if more and shown else None,
    )


def _counted(counts: listing.Counts, kept: dict[str, Any]) -> list[tuple[int, str, str | None]]:
    """Each number in words, and the address of its list."""
    of_days = "with a date in the next 7 days", "in 8 to 14 days", "in 15 to 28 days"
    said = [
        (counts.past, "past the date", "overdue"),
        *[(counts.within[days], words, str(days)) for days, words in zip(listing.BANDS, of_days, strict=True)],
        (counts.likely, "likely to pass at the present pace", "likely"),
    ]
    return [
        (number, words, url_for("deadlines.timetable", **{**kept, "within": code}) if number else None)
        for number, words, code in said
    ]


def _whose(who: Actor) -> dict[str, str]:
    """Whose timetable somebody may ask for."""
    roles = who.roles_on(the_clock.today())
    choices = {"mine": "Children I work with"}
    if any(role.team_id or role.role == "TM" for role in roles):
        choices["team"] = "My team"
        choices["agency"] = "My organisation"
    return choices


def _condition(who: Actor, whose: str) -> Any:
    roles = who.roles_on(the_clock.today())
    assert who.person_id is not None
    me = who.person_id
    asked: dict[str, Callable[[], Any]] = {
        "mine": lambda: listing.mine(me),
        "team": lambda: listing.of_teams(me, [role.team_id for role in roles if role.team_id]),
        "agency": lambda: listing.of_agencies([role.agency_id for role in roles]),
    }
    return asked[whose]()


def _readable(asked: Asked, within: str, after: str) -> tuple[list[Due], bool]:
    """A full page of clocks, each asked about by itself, and whether there are more."""
    today = the_clock.today()
    days = WITHIN[within].days
    last = key(after)
    shown: list[Due] = []
    for _ in range(MOST_FETCHES):
        held = listing.page(
            asked,
            before=today if within == "overdue" else None,
            until=today + timedelta(days=days) if days is not None else None,
            likely=within == "likely",
            after=last,
            most=A_PAGE + 1,
        )
        shown.extend(presenters.readable(held, lambda due: due.clock))
        if len(held) <= A_PAGE or len(shown) > A_PAGE:
            break
        last = held[-1].clock.id
    return shown[:A_PAGE], len(shown) > A_PAGE


@blueprint.get("/children/<uuid:child_id>/timetable")
@guard.requires("core_identity", "read", on=children.child)
@workers_page
def of_child(child: Child) -> ResponseReturnValue:
    """A child's clocks: those that run, and those that ended."""
    shown = presenters.readable(queries.of_child(child.authority_id, child.id))
    running = [held for held in shown if held.state == "running"]
    paces = (
        listing.paces([child.authority_id]) if any(held.rule in listing.forecast_rules() for held in running) else {}
    )
    return render_template(
        "deadlines/of_child.html",
        record=record_header(child, "timetable"),
        child=child,
        running=[
            presenters.row(due.clock, awaited=due.awaited, paces=paces) for due in listing.of_child(child, running)
        ],
        ended=[presenters.row(held) for held in shown if held.state != "running"],
    )


@blueprint.get("/clocks/<uuid:clock_id>")
@guard.requires("core_identity", "read", on=queries.clock)
@workers_page
def explained(held: Clock) -> ResponseReturnValue:
    """One clock: when it is due, how the day was counted, from what source, and why it may pass."""
    guard.demand("read", queries.section_of(held.rule), held)
    if not presenters.may_see(held):
        raise guard.Refused(Deny("limited", 4, True))
    child = children.child(held.child_id)
    assert child is not None
    started = events.event(held.started_by) if held.started_by else None
    seen = guard.readable([started], started.section) if started else []
    [due] = listing.of_child(child, [held])
    paces = listing.paces([held.authority_id]) if held.rule in listing.forecast_rules() else {}
    likely = presenters.forecast(held, paces)
    return render_template(
        "deadlines/explained.html",
        record=record_header(child, "timetable"),
        child=child,
        clock=held,
        line=presenters.row(held, awaited=due.awaited, paces=paces),
        likely=presenters.likely_explained(likely) if likely is not None else [],
        sentences=held.explanation.get("explanation", []),
        skipped=[(date.fromisoformat(each["on"]), each["reason"]) for each in held.explanation.get("skipped", [])],
        source=held.explanation.get("source", ""),
        to_confirm=held.explanation.get("confidence") == "M",
        started=words(seen[0]) if seen else "",
        ended=presenters.ended_words(held),
        exceptional=exceptions.of_clock(held),
        may_record=may_record(held),
        later_url=url_for("deadlines.later", clock_id=held.id) if _may_allow(held) else None,
        pause_url=url_for("deadlines.pause", clock_id=held.id) if _may_pause(held) else None,
        back_url=url_for("deadlines.of_child", child_id=child.id),
    )


def _may_allow(held: Clock) -> bool:
    """Whether the actor may record why this date may pass: the rule has grounds, and the clock is not done with."""
    rule = timescales.rule(held.rule, held.from_on)
    return bool(rule.exemptions) and held.state in excepting.OPEN and may_record(held)


def _may_pause(held: Clock) -> bool:
    """Whether the actor may record that this clock stands still."""
    stands = held.state == "running" and held.paused_on is None
    return stands and excepting.may_stand_still(held) and may_record(held)
