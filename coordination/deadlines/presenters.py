"""Clocks as a timetable shows them. Only the law is ever overdue: guidance and local aims are not breaches."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from flask import url_for

from coordination import clock as the_clock
from coordination import timescales
from coordination.access import guard
from coordination.access.policy import Permit
from coordination.agencies import queries as agencies
from coordination.children.presenters import name_for
from coordination.deadlines import pace
from coordination.deadlines.listing import Due, Paces
from coordination.deadlines.models import Clock, ClockException, ExceptionKind
from coordination.deadlines.queries import section_of
from coordination.timescales import ROLES
from coordination.web.filters import day, words_until

# "right": a time the law gives the family, which runs out without anybody being late.
KINDS_OF_RULE = {"statutory": "Law", "guidance": "Guidance", "local": "Local aim", "right": "Time left to the family"}
COLOURS_OF_RULE = {"statutory": "blue", "guidance": "grey", "local": "grey", "right": "turquoise"}
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
    kind_colour: str
    answers_for: str
    state: str
    ended_on: date | None
    child: str
    child_url: str
    lead: str
    waits: str
    likely: str


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
        return _ended(held)
    if held.paused_on is not None:
        return f"stands still since {day(held.paused_on)}"
    if held.later_ground is not None:
        return f"a later date is allowed, ground ({held.later_ground})"
    past = (today - held.due_on).days
    if past <= 0 or held.severity == "statutory":
        return words_until(held.due_on)
    if held.severity == "right":
        return "the time has passed"
    counted = "1 day" if past == 1 else f"{past} days"
    return f"{counted} past {'the date in guidance' if held.severity == 'guidance' else 'our own aim'}"


def is_late(held: Clock, today: date) -> bool:
    """Whether a limit of the law has passed."""
    stands = held.later_ground is None and held.paused_on is None
    return held.state == "running" and held.severity == "statutory" and held.due_on < today and stands


# Who waits, by the section of the record; anywhere else it is the child.
WAITERS = {"ehc_plan": "The family", "sharing_decisions": "Whoever asked"}


def waits(held: Clock, awaited: str | None = None) -> str:
    """Who is waiting for whom. ``awaited``: whoever was asked for an answer, where the clock names them."""
    role = ROLES.get(held.answers_for, held.answers_for)
    if held.severity == "right":
        return "Nobody waits: this time is the family’s"
    if awaited or timescales.rule(held.rule).pairs_on:
        return f"The {role} waits for {awaited or 'whoever was asked'}"
    return f"{WAITERS.get(section_of(held.rule), 'The child')} waits for the {role}"


def forecast(held: Clock, paces: Paces) -> pace.Forecast | None:
    """What the present pace says of a running clock whose date counts; None where the date is not likely to pass."""
    if held.state != "running" or held.later_ground is not None or held.paused_on is not None:
        return None
    known = paces.get((held.authority_id, held.rule), [])
    return pace.forecast(known, held.from_on, held.due_on, the_clock.today())


def likely(found: pace.Forecast) -> str:
    """A forecast in one line."""
    return f"At the present pace about {day(found.expected_on)}: {_days(found.late_days)} late (from {found.n} cases)"


def likely_explained(found: pace.Forecast) -> list[str]:
    """How a forecast was made, in sentences."""
    return [
        f"This council’s last {found.of} finished steps of this kind were looked at.",
        f"This one has taken {_days(found.elapsed)} so far. {found.n} of the {found.of} had taken longer than that, "
        f"and half of those took {_days(found.median)} or fewer.",
        f"So at the present pace it may be done about {day(found.expected_on)}, {_days(found.late_days)} after its "
        "date. Nothing is decided by it: it says where to look first.",
        f"With fewer than {pace.LEAST} such cases nothing would be said.",
    ]


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def row(held: Clock, *, child: str = "", lead: str = "", awaited: str | None = None, paces: Paces | None = None) -> Row:
    """A clock as a line."""
    found = forecast(held, paces or {})
    today = the_clock.today()
    return Row(
        title=title(held),
        url=url_for("deadlines.explained", clock_id=held.id),
        due_on=held.due_on,
        words=when_words(held, today),
        late=is_late(held, today),
        kind=KINDS_OF_RULE[held.severity],
        kind_colour=COLOURS_OF_RULE[held.severity],
        answers_for=ROLES.get(held.answers_for, held.answers_for),
        state=held.state,
        ended_on=held.met_on,
        child=child,
        child_url=url_for("deadlines.of_child", child_id=held.child_id),
        lead=lead,
        waits=waits(held, awaited),
        likely=likely(found) if found is not None else "",
    )


def grouped(rows: Iterable[Due], paces: Paces) -> list[tuple[str, list[Row]]]:
    """Clocks by how soon they are due; those whose date does not count now stand by themselves at the end."""
    today = the_clock.today()
    ends = [
        ("Past the date", today - timedelta(days=1)),
        ("In the next 7 days", today + timedelta(days=7)),
        ("In 8 to 14 days", today + timedelta(days=14)),
        ("In 15 to 28 days", today + timedelta(days=28)),
        ("Later", date.max),
    ]
    apart = "A later date is allowed, or the clock stands still"
    groups: dict[str, list[Row]] = {words: [] for words in [*[label for label, _ in ends], apart]}
    for held in rows:
        counts = held.clock.later_ground is None and held.clock.paused_on is None
        words = next(label for label, last in ends if held.clock.due_on <= last) if counts else apart
        line = row(held.clock, child=name_for(held.child), lead=held.lead or "", awaited=held.awaited, paces=paces)
        groups[words].append(line)
    return [(words, lines) for words, lines in groups.items() if lines]


def ended_words(held: Clock) -> str:
    """How a clock ended, in a sentence; empty while it runs."""
    if held.state == "running":
        return ""
    on = f" on {day(held.met_on)}" if held.met_on else ""
    if held.state == "void":
        return f"This clock no longer runs: what it was for fell away{on}."
    return f"{_ended(held)}{on}."


def _ended(held: Clock) -> str:
    return "Answered" if held.severity == "right" and held.state == "met" else STATES[held.state]


class Exceptional(NamedTuple):
    """Something that was recorded about a date: what it is, its days, how it was weighed, the evidence, and its end."""

    id: UUID
    what: str
    days: list[tuple[str, date]]
    said: list[str]
    words: str
    by: str
    at: datetime
    file_name: str | None
    stands: bool
    end: str
    end_words: str
    kind: str


def exceptional(
    held: Clock, rows: Iterable[ClockException], ends: Mapping[UUID, ClockException | None]
) -> list[Exceptional]:
    """What was recorded about a clock's date, the newest last."""
    shown = [row for row in rows if row.kind != ExceptionKind.END.value]
    names = agencies.people({row.recorded_by for row in shown if row.recorded_by is not None})
    rule = timescales.rule(held.rule, held.from_on)
    grounds = {each.ground: each.words for each in rule.exemptions}
    found = []
    for row in shown:
        end = ends.get(row.id)
        later = row.kind == ExceptionKind.LATER.value
        what = f"Ground ({row.ground}): {grounds.get(row.ground or '', '')}" if later else "The clock stood still"
        days = [(timescales.FACTS.get(name, name), date.fromisoformat(on)) for name, on in row.facts.items()]
        if not later and row.from_on is not None:
            days = [("the day the council asked", row.from_on)]
            days += [("the day the answer came", end.to_on)] if end is not None and end.to_on is not None else []
        by = names.get(row.recorded_by) if row.recorded_by is not None else None
        found.append(
            Exceptional(
                id=row.id,
                what=what,
                days=days,
                said=list(row.said),
                words=row.words,
                by=by.name if by is not None else "",
                at=row.recorded_at,
                file_name=row.file_name,
                stands=end is None,
                end=""
                if end is None
                else "Ended"
                if end.to_on is not None
                else "Recorded by mistake: counts for nothing",
                end_words=end.words if end is not None else "",
                kind=row.kind,
            )
        )
    return found
