"""Asking what happened to a child: the chronology, and what is new since somebody last looked."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from coordination import clock
from coordination.db import db, new_id
from coordination.events.models import Event, LastLooked

# Looking again within this time is the same visit: what was new when it began stays new until it ends.
SAME_VISIT = timedelta(minutes=30)


def chronology(
    authority_id: UUID,
    child_id: UUID,
    *,
    sections: Iterable[str] | None = None,
    agency_id: UUID | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    after: UUID | None = None,
    most: int = 100,
) -> list[Event]:
    """What happened to a child, the newest first. ``after`` is the key of the last event already read.

    An event that was corrected is left out: its correction stands in its place.
    """
    asked = _of(authority_id, child_id)
    if sections is not None:
        asked = asked.where(Event.section.in_(list(sections)))
    if agency_id is not None:
        asked = asked.where(Event.agency_id == agency_id)
    if from_on is not None:
        asked = asked.where(Event.occurred_on >= from_on)
    if to_on is not None:
        asked = asked.where(Event.occurred_on <= to_on)
    if after is not None:
        last = aliased(Event)
        place = select(last.occurred_on, last.id).where(last.id == after, last.child_id == child_id).subquery()
        asked = asked.join(place, tuple_(Event.occurred_on, Event.id) < tuple_(place.c.occurred_on, place.c.id))
    return list(db.session.scalars(asked.order_by(Event.occurred_on.desc(), Event.id.desc()).limit(most)))


def event(event_id: UUID) -> Event | None:
    """One event."""
    return db.session.get(Event, event_id)


def standing(about: Any, kinds: Iterable[str]) -> UUID | None:
    """The newest event of these kinds about a row that nothing has corrected: what a correction of it names."""
    return db.session.scalar(
        _of(about.authority_id, about.child_id)
        .where(Event.about_id == about.id, Event.kind.in_(list(kinds)))
        .order_by(Event.id.desc())
        .limit(1)
        .with_only_columns(Event.id)
    )


def _of(authority_id: UUID, child_id: UUID) -> Select[Any]:
    correction = aliased(Event)
    corrected = select(correction.id).where(
        correction.authority_id == authority_id,
        correction.child_id == child_id,
        correction.corrects_id == Event.id,
    )
    return select(Event).where(Event.authority_id == authority_id, Event.child_id == child_id, ~corrected.exists())


def look(authority_id: UUID, child_id: UUID, person_id: UUID) -> datetime | None:
    """Note that somebody looks at a child's record now, and answer when they looked before; None the first time.

    One statement. Pages of the same visit all answer alike.
    """
    now = clock.now()
    looked = LastLooked.__table__.c
    written = (
        insert(LastLooked)
        .values(
            id=new_id(),
            authority_id=authority_id,
            child_id=child_id,
            person_id=person_id,
            at=now,
            recorded_at=now,
        )
        .on_conflict_do_update(
            index_elements=["person_id", "child_id"],
            set_={"at": now, "before_at": case((looked.at > now - SAME_VISIT, looked.before_at), else_=looked.at)},
        )
        .returning(LastLooked.before_at)
    )
    return db.session.execute(written).scalar_one()


def mark_seen(authority_id: UUID, child_id: UUID, person_id: UUID) -> None:
    """Note that somebody has seen all that changed for a child until now. One statement; twice is once."""
    now = clock.now()
    written = (
        insert(LastLooked)
        .values(
            id=new_id(),
            authority_id=authority_id,
            child_id=child_id,
            person_id=person_id,
            at=now,
            before_at=now,
            recorded_at=now,
        )
        .on_conflict_do_update(index_elements=["person_id", "child_id"], set_={"at": now, "before_at": now})
    )
    db.session.execute(written)


def news(before_at: datetime, but: UUID | None) -> list[Any]:
    """What makes an event news to somebody who looked ``before_at``: recorded since, by anybody else."""
    conditions: list[Any] = [Event.recorded_at > before_at]
    if but is not None:
        conditions.append(Event.recorded_by.is_distinct_from(but))
    return conditions
