"""The timetable as a list: the running clocks of a person, a team or an organisation, counted and by page.

However many clocks there are, a page asks for its own rows only, and each count is that of the list behind it: what
the actor may not see is in neither.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from coordination import clock as the_clock
from coordination import timescales
from coordination.access.models import Reach
from coordination.agencies.models import Agency, Person, Team
from coordination.children import reading
from coordination.children.models import Child
from coordination.db import Base, db
from coordination.deadlines import pace
from coordination.deadlines.models import Clock
from coordination.deadlines.queries import asks_something, presses, section_of
from coordination.deadlines.sight import Sight, reached
from coordination.events.models import Event

# How soon: the days of each band after those that have passed.
BANDS = (7, 14, 28)
_PACE = text("select authority_id, rule, took from pace_of_rules(:authorities, :rules, :most)")


class Due(NamedTuple):
    """A clock with its child, who leads the child's team, and whose answer it waits for where it names somebody."""

    clock: Clock
    child: Child
    lead: str | None
    awaited: str | None


class Counts(NamedTuple):
    """How many clocks have passed their day, are due within each band, and are likely to pass; and who leads."""

    past: int
    within: dict[int, int]
    likely: int
    leads: list[tuple[str, str]]


Paces = Mapping[tuple[UUID, str], list[pace.Step]]


@dataclass(frozen=True)
class Asked:
    """Whose clocks are asked for, and what is known of the pace at which they are met."""

    sight: Sight
    whose: ColumnElement[bool]
    paces: Paces = field(default_factory=dict)
    lead_id: UUID | None = None


def mine(person_id: UUID) -> ColumnElement[bool]:
    """Clocks of the children on whose teams somebody is."""
    return Clock.child_id.in_(select(Reach.child_id).where(*reached(person_id), Reach.via != "management"))


def of_teams(person_id: UUID, teams: Iterable[UUID]) -> ColumnElement[bool]:
    """Clocks of the teams somebody is in or manages."""
    return Clock.team_id.in_(select(Team.id).where(or_(Team.manager_id == person_id, Team.id.in_(list(teams)))))


def of_agencies(agencies: Iterable[UUID]) -> ColumnElement[bool]:
    """Clocks of the teams of these organisations."""
    return Clock.team_id.in_(select(Team.id).where(Team.agency_id.in_(list(agencies))))


def forecast_rules() -> list[str]:
    """The rules whose pace is looked at: limits of the law in the EHC process."""
    found = [each for each in timescales.rules() if each.runs and each.may_be_breached and each.bound == "at_most"]
    return sorted({each.id for each in found if section_of(each.id) == "ehc_plan"})


def paces(authorities: list[UUID]) -> Paces:
    """How long the last finished steps took in these authorities, by rule. One query."""
    if not authorities:
        return {}
    rows = db.session.execute(_PACE, {"authorities": authorities, "rules": forecast_rules(), "most": pace.LAST})
    return {(row.authority_id, row.rule): pace.steps(row.took) for row in rows}


def counted(asked: Asked) -> Counts:
    """How many there are of each, of everything asked for; and the people to narrow it by. One query."""
    today = the_clock.today()
    bands: list[Any] = [func.count().filter(presses(), Clock.due_on < today).label("past")]
    start = today
    for days in BANDS:
        end = today + timedelta(days=days)
        bands.append(func.count().filter(presses(), Clock.due_on >= start, Clock.due_on <= end).label(f"within_{days}"))
        start = end + timedelta(days=1)
    likely = _likely(asked, today)
    bands.append(func.count().filter(presses(), likely).label("likely"))
    narrowed = _running(asked, select(*bands).select_from(Clock))
    case = _cases()
    theirs = select(Clock.child_id).select_from(Clock)
    open_ones = select(case.c.lead_id).where(
        case.c.authority_id.in_(asked.sight.authorities),
        case.c.state == "open",
        case.c.child_id.in_(_running(Asked(asked.sight, asked.whose), theirs)),
    )
    leads = select(Person.id, Person.name, Person.sort_name).where(Person.id.in_(open_ones))
    found = reading.together(reading.values_of("counts", narrowed), reading.values_of("leads", leads))
    row = found["counts"][0]
    people = sorted(found.get("leads", []), key=lambda held: (held["sort_name"], held["id"]))
    return Counts(
        past=row["past"],
        within={days: row[f"within_{days}"] for days in BANDS},
        likely=row["likely"],
        leads=[(held["id"], held["name"]) for held in people],
    )


def page(
    asked: Asked,
    *,
    before: date | None = None,
    until: date | None = None,
    likely: bool = False,
    after: UUID | None = None,
    most: int,
) -> list[Due]:
    """Running clocks by due date: those past their day ``before`` a day, due ``until`` a day, ``likely`` to pass, or
    all; from ``after`` on. One query.
    """
    rows: Select[Any] = _running(asked, select(Clock.id, Clock.due_on).select_from(Clock))
    if before is not None:
        rows = rows.where(presses(), Clock.due_on < before)
    if until is not None:
        rows = rows.where(Clock.due_on <= until)
    if likely:
        rows = rows.where(presses(), _likely(asked, the_clock.today()))
    if after is not None:
        last = aliased(Clock)
        place = select(last.due_on, last.id).where(last.id == after).subquery()
        rows = rows.join(place, tuple_(Clock.due_on, Clock.id) > tuple_(place.c.due_on, place.c.id))
    # The page of keys first, then what it shows: late joins keep a page of many as quick as one of few.
    keys = rows.order_by(Clock.due_on, Clock.id).limit(most).subquery("page")
    lead, agency = aliased(Person), aliased(Agency)
    found = db.session.execute(
        select(Clock, Child, lead.name, agency.name)
        .join(keys, keys.c.id == Clock.id)
        .join(Child, and_(Child.authority_id == Clock.authority_id, Child.id == Clock.child_id))
        .outerjoin(lead, lead.id == _lead_id())
        .outerjoin(Event, and_(Event.id == Clock.started_by, Clock.rule.in_(_paired())))
        .outerjoin(agency, agency.id == Event.agency_id)
        .order_by(keys.c.due_on, keys.c.id)
    )
    return [Due(*row) for row in found]


def of_child(child: Child, running: Iterable[Clock]) -> list[Due]:
    """These clocks of one child as a timetable shows them. One query, for whose answer each waits."""
    held = list(running)
    started = [one.started_by for one in held if one.started_by is not None and one.rule in set(_paired())]
    awaited: dict[UUID, str] = {}
    if started:
        rows = db.session.execute(
            select(Event.id, Agency.name).join(Agency, Agency.id == Event.agency_id).where(Event.id.in_(started))
        )
        awaited = {row[0]: row[1] for row in rows}
    return [Due(one, child, None, awaited.get(one.started_by) if one.started_by else None) for one in held]


def _paired() -> list[str]:
    """The rules of which several run beside each other, each waiting for somebody of its own."""
    return sorted({each.id for each in timescales.rules() if each.pairs_on})


def _running(asked: Asked, rows: Any) -> Any:
    """Whoever asks names the authorities: their keys lead the index."""
    rows = rows.where(
        Clock.authority_id.in_(asked.sight.authorities),
        Clock.state == "running",
        asks_something(),
        asked.whose,
        asked.sight.visible,
    )
    if asked.lead_id is None:
        return rows
    case = _cases()
    led = select(case.c.child_id).where(
        case.c.authority_id.in_(asked.sight.authorities), case.c.state == "open", case.c.lead_id == asked.lead_id
    )
    return rows.where(Clock.child_id.in_(led))


def _cases() -> Any:
    # Cases stand above deadlines: their table is asked by name, and nothing of theirs is imported here.
    return Base.metadata.tables["case_episode"]


def _lead_id() -> Any:
    """Who leads the newest open case of a clock's child."""
    case = _cases()
    return (
        select(case.c.lead_id)
        .where(
            case.c.authority_id == Clock.authority_id,
            case.c.child_id == Clock.child_id,
            case.c.state == "open",
        )
        .order_by(case.c.opened_on.desc(), case.c.id.desc())
        .limit(1)
        .correlate(Clock)
        .scalar_subquery()
    )


def _likely(asked: Asked, today: date) -> ColumnElement[bool]:
    """Whether a clock's date has not passed and is likely to, at the present pace (:func:`pace.forecast`)."""
    known = [
        {
            "authority_id": str(authority),
            "rule": rule,
            "from_day": step.from_day,
            "to_day": step.to_day,
            "median": step.median,
        }
        for (authority, rule), steps in asked.paces.items()
        for step in steps
    ]
    if not known:
        return literal(False)
    # As one parameter, so that the statement is made once however many paces there are.
    table = (
        func.jsonb_to_recordset(literal(known, JSONB))
        .table_valued(
            column("authority_id", Uuid),
            column("rule", Text),
            column("from_day", Integer),
            column("to_day", Integer),
            column("median", Integer),
            name="pace",
        )
        .render_derived(with_types=True)
    )
    elapsed = literal(today) - Clock.from_on
    return and_(
        Clock.due_on >= today,
        exists(
            select(literal(1))
            .select_from(table)
            .where(
                table.c.authority_id == Clock.authority_id,
                table.c.rule == Clock.rule,
                elapsed >= table.c.from_day,
                elapsed < table.c.to_day,
                Clock.from_on + table.c.median > Clock.due_on,
            )
            .correlate(Clock)
        ),
    )
