"""Asking about clocks: one, a child's, and what was recorded about their dates."""

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from coordination import clock as the_clock
from coordination import timescales
from coordination.db import db
from coordination.deadlines.models import Clock, ClockException, ExceptionKind
from coordination.events.kinds import KINDS


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


def asks_something() -> ColumnElement[bool]:
    """Whether a running clock still asks something of somebody: a time left to the family that has passed does not."""
    return or_(Clock.severity != "right", Clock.due_on >= the_clock.today())


def presses() -> ColumnElement[bool]:
    """Of running clocks, those whose date counts: it stands, and neither may pass on a ground nor stands still."""
    return and_(Clock.state == "running", Clock.later_ground.is_(None), Clock.paused_on.is_(None), asks_something())


def exceptions(clocks: Iterable[UUID]) -> list[ClockException]:
    """Everything that was recorded about the dates of these clocks, in order. One query, and none for none."""
    keys = list(clocks)
    if not keys:
        return []
    return list(
        db.session.scalars(
            select(ClockException)
            .options(joinedload(ClockException.file))
            .where(ClockException.clock_id.in_(keys))
            .order_by(ClockException.recorded_at, ClockException.id)
        )
    )


def exception(exception_id: UUID) -> ClockException | None:
    """One thing that was recorded about a clock's date."""
    return db.session.get(ClockException, exception_id)


def exempted(held: Clock) -> bool:
    """Whether a ground on which the law allows a later date stands for this clock: it is counted "with exceptions".

    The SEN2 collection asks this of the final plan (``week20``). One that was recorded by mistake counts for nothing.
    """
    ended = aliased(ClockException)
    return bool(
        db.session.scalar(
            select(
                exists()
                .where(ClockException.clock_id == held.id, ClockException.kind == ExceptionKind.LATER.value)
                .where(~exists().where(ended.ends_id == ClockException.id))
            )
        )
    )
