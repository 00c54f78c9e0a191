"""Asking about records whose time is over, what holds them, and what was destroyed: references and counts only."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import select, text

from coordination import clock
from coordination.db import db
from coordination.rights.models import Erasure, ErasureState, RetentionHold, RetentionPeriod
from coordination.rights.retention import schedule

MOST = 500

_FACTS = text("select * from retention_facts(:authority, :subject, :before, :most)")


def facts_of(authority_id: UUID, subject_id: UUID) -> schedule.Facts | None:
    """What the schedule asks about one record; None for one that is not there, or not this person's to ask about."""
    row = db.session.execute(
        _FACTS, {"authority": authority_id, "subject": subject_id, "before": None, "most": 1}
    ).one_or_none()
    return schedule.Facts(**row._mapping, periods=periods(authority_id)) if row is not None else None


def time_over(authority_id: UUID, on: date | None = None) -> list[schedule.Facts]:
    """The records of an authority whose time is over, those that something holds included, the oldest child first."""
    day = on or clock.today()
    own = periods(authority_id)
    # What was worked on since the shortest time of the schedule cannot be due.
    shortest = min(held.years for held in schedule.rules(own) if held.anchor == "end")
    before = date(day.year - shortest, day.month, min(day.day, 28))
    rows = db.session.execute(_FACTS, {"authority": authority_id, "subject": None, "before": before, "most": MOST})
    found = [schedule.Facts(**row._mapping, periods=own) for row in rows]
    return [held for held in found if (due := schedule.longest(held).due_on) is not None and due <= day]


def periods(authority_id: UUID) -> dict[str, int]:
    """The council's own periods that stand, in years, by the code of the rule."""
    return {held.rule: held.years for held in reversed(periods_set(authority_id))}


def periods_set(authority_id: UUID, rule: str | None = None) -> list[RetentionPeriod]:
    """Every period a council has set, of one rule or of all, the newest first."""
    asked = select(RetentionPeriod).where(RetentionPeriod.authority_id == authority_id)
    if rule is not None:
        asked = asked.where(RetentionPeriod.rule == rule)
    return list(db.session.scalars(asked.order_by(RetentionPeriod.recorded_at.desc(), RetentionPeriod.id.desc())))


def holds(authority_ids: Collection[UUID]) -> list[RetentionHold]:
    """What holds records of these authorities today, the general ones first."""
    today = clock.today()
    return [
        held
        for held in db.session.scalars(
            select(RetentionHold)
            .where(RetentionHold.authority_id.in_(authority_ids), RetentionHold.ended_on.is_(None))
            .order_by(RetentionHold.subject_id.is_not(None), RetentionHold.from_on, RetentionHold.id)
        )
        if held.stands(today)
    ]


def hold(hold_id: UUID, authority_ids: Collection[UUID]) -> RetentionHold | None:
    """One hold of these authorities."""
    return db.session.scalar(
        select(RetentionHold).where(RetentionHold.id == hold_id, RetentionHold.authority_id.in_(authority_ids))
    )


def erasures(authority_ids: Collection[UUID]) -> list[Erasure]:
    """What was proposed, refused and done, the newest first."""
    return list(
        db.session.scalars(
            select(Erasure)
            .where(Erasure.authority_id.in_(authority_ids))
            .order_by(Erasure.proposed_at.desc(), Erasure.id.desc())
            .limit(MOST)
        )
    )


def erasure(erasure_id: UUID, authority_ids: Collection[UUID]) -> Erasure | None:
    """One of them."""
    return db.session.scalar(select(Erasure).where(Erasure.id == erasure_id, Erasure.authority_id.in_(authority_ids)))


def standing(subject_id: UUID) -> Erasure | None:
    """What was proposed or done about one record, unless it was refused."""
    return db.session.scalar(
        select(Erasure).where(Erasure.subject_id == subject_id, Erasure.state != ErasureState.REFUSED)
    )
