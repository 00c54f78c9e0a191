"""Clocks as a timetable shows them. Only the law is ever overdue: guidance and local aims are not breaches."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from flask import url_for

from coordination import clock as the_clock
from coordination import timescales
from coordination.access import guard
from coordination.access.policy import Permit
from coordination.children.presenters import name_for
from coordination.deadlines.models import Clock
from coordination.deadlines.queries import Due, section_of
from coordination.timescales.table import ROLES
from coordination.web.filters import day, words_until

KINDS_OF_RULE = {"statutory": "Law", "guidance": "Guidance", "local": "Local aim"}
STATES = {
    "running": "Running",
    "met": "Done in time",
    "late": "Done late",
    "exempt": "A later date was allowed",
    "void": "No longer needed",
}


class Row(NamedTuple):
    """One clock as a line."""

    title: str
    url: str
    due_on: date
    words: str
    late: bool
    kind: str
    answers_for: str
    state: str
    ended_on: date | None
    child: str
    child_url: str
    lead: str


def may_see(held: Clock) -> bool:
    """Whether this actor may see a clock: its section whole, not a limited part of it."""
    permit = guard.may("read", section_of(held.rule), held)
    return isinstance(permit, Permit) and permit.extent in {"full", "own"}


def readable(rows: list[Any], clock_of: Any = lambda held: held) -> list[Any]:
    """Those rows whose clock this actor may see; their children are noted for the audit."""
    rows = list(rows)
    noted = guard.readable([clock_of(row) for row in rows], lambda held: section_of(held.rule))
    seen = {held.id for held in noted if may_see(held)}
    return [row for row in rows if clock_of(row).id in seen]


def title(held: Clock) -> str:
    """What the clock is for."""
    return str(held.explanation.get("title") or timescales.rule(held.rule).title)


def when_words(held: Clock, today: date) -> str:
    """How a clock stands, in words: "due in 3 days", "2 days overdue", "2 days past our own aim"."""
    if held.state != "running":
        return STATES[held.state]
    past = (today - held.due_on).days
    if past <= 0 or held.severity == "statutory":
        return words_until(held.due_on)
    counted = "1 day" if past == 1 else f"{past} days"
    return f"{counted} past {'the date in guidance' if held.severity == 'guidance' else 'our own aim'}"


def is_late(held: Clock, today: date) -> bool:
    """Whether a limit of the law has passed."""
    return held.state == "running" and held.severity == "statutory" and held.due_on < today


def row(held: Clock, *, child: str = "", lead: str = "") -> Row:
    """A clock as a line."""
    today = the_clock.today()
    return Row(
        title=title(held),
        url=url_for("deadlines.explained", clock_id=held.id),
        due_on=held.due_on,
        words=when_words(held, today),
        late=is_late(held, today),
        kind=KINDS_OF_RULE[held.severity],
        answers_for=ROLES.get(held.answers_for, held.answers_for),
        state=held.state,
        ended_on=held.met_on,
        child=child,
        child_url=url_for("deadlines.of_child", child_id=held.child_id),
        lead=lead,
    )


def grouped(rows: list[Due]) -> list[tuple[str, list[Row]]]:
    """Clocks by how soon they are due."""
    today = the_clock.today()
    ends = [
        ("Past the date", today - timedelta(days=1)),
        ("In the next 7 days", today + timedelta(days=7)),
        ("In 8 to 14 days", today + timedelta(days=14)),
        ("In 15 to 28 days", today + timedelta(days=28)),
        ("Later", date.max),
    ]
    groups: dict[str, list[Row]] = {}
    for held in rows:
        words = next(label for label, last in ends if held.clock.due_on <= last)
        line = row(held.clock, child=name_for(held.child), lead=held.lead or "")
        groups.setdefault(words, []).append(line)
    return list(groups.items())


def ended_words(held: Clock) -> str:
    """How a clock ended, in a sentence; empty while it runs."""
    if held.state == "running":
        return ""
    on = f" on {day(held.met_on)}" if held.met_on else ""
    if held.state == "void":
        return f"This clock no longer runs: what it was for fell away{on}."
    return f"{STATES[held.state]}{on}."
