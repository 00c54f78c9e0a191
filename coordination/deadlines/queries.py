"""Asking about clocks: a child's, a person's, a team's, an organisation's."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_
from sqlalchemy.orm import aliased

from coordination import clock as the_clock
from coordination import timescales
from coordination.access.models import Reach
from coordination.agencies.models import Person, Team
from coordination.children.models import Child
from coordination.db import Base, db
from coordination.deadlines.models import Clock
from coordination.events.kinds import KINDS


class Due(NamedTuple):
    """A clock with its child and the name of who leads the child's team."""

    clock: Clock
    child: Child
    lead: str | None


@lru_cache
def section_of(rule: str) -> str:
    """The section of the record a clock belongs to: that of the event which meets it."""
    return KINDS[timescales.rule(rule).met_by[0]].section


def clock(clock_id: UUID) -> Clock | None:
    """One clock."""
    return db.session.get(Clock, clock_id)


def of_child(authority_id: UUID, child_id: UUID) -> list[Clock]:
    """Every clock of a child: running ones by due date, then those that ended, the last first."""
    found = list(
        db.session.scalars(select(Clock).where(Clock.authority_id == authority_id, Clock.child_id == child_id))
    )
    running = sorted((held for held in found if held.state == "running"), key=lambda held: (held.due_on, held.id))
    ended = sorted(
        (held for held in found if held.state != "running"),
        key=lambda held: (held.met_on or held.due_on, held.id),
        reverse=True,
    )
    return [*running, *ended]


def mine(person_id: UUID) -> ColumnElement[bool]:
    """Clocks of the children on whose teams somebody is."""
    today = the_clock.today()
    return Clock.child_id.in_(
        select(Reach.child_id).where(
            Reach.person_id == person_id,
            Reach.via != "management",
            Reach.from_on <= today,
            or_(Reach.to_on.is_(None), Reach.to_on > today),
            Reach.things.is_(None),
        )
    )


def of_teams(person_id: UUID, teams: Iterable[UUID]) -> ColumnElement[bool]:
    """Clocks of the teams somebody is in or manages."""
    return Clock.team_id.in_(select(Team.id).where(or_(Team.manager_id == person_id, Team.id.in_(list(teams)))))


def of_agencies(agencies: Iterable[UUID]) -> ColumnElement[bool]:
    """Clocks of the teams of these organisations."""
    return Clock.team_id.in_(select(Team.id).where(Team.agency_id.in_(list(agencies))))


def timetable(
    authorities: Iterable[UUID],
    whose: ColumnElement[bool],
    *,
    before: date | None = None,
    until: date | None = None,
    rules: Iterable[str] | None = None,
    after: UUID | None = None,
    most: int = 50,
) -> list[Due]:
    """Running clocks by due date: those due ``before`` a day, ``until`` a day, or all; from ``after`` on.

    Whoever asks names the authorities: their keys lead the index. One statement.
    """
    case, person = Base.metadata.tables["case_episode"], aliased(Person)
    lead = (
        select(person.name)
        .join(case, case.c.lead_id == person.id)
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
    asked: Select[Any] = (
        select(Clock, Child, lead)
        .join(Child, and_(Child.authority_id == Clock.authority_id, Child.id == Clock.child_id))
        .where(Clock.authority_id.in_(list(authorities)), Clock.state == "running", whose)
    )
    if before is not None:
        asked = asked.where(Clock.due_on < before)
    if until is not None:
        asked = asked.where(Clock.due_on <= until)
    if rules is not None:
        asked = asked.where(Clock.rule.in_(list(rules)))
    if after is not None:
        last = aliased(Clock)
        place = select(last.due_on, last.id).where(last.id == after).subquery()
        asked = asked.join(place, tuple_(Clock.due_on, Clock.id) > tuple_(place.c.due_on, place.c.id))
    rows = db.session.execute(asked.order_by(Clock.due_on, Clock.id).limit(most))
    return [Due(row[0], row[1], row[2]) for row in rows]
