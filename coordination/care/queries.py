"""Asking about a looked-after child's history."""

from uuid import UUID

from sqlalchemy import select

from coordination.care.models import CarePeriod, LegalStatus, Placement, Visit
from coordination.db import db


def periods(child_id: UUID) -> list[CarePeriod]:
    """Periods of being looked after, newest first."""
    return list(
        db.session.scalars(
            select(CarePeriod).where(CarePeriod.child_id == child_id).order_by(CarePeriod.from_on.desc())
        )
    )


def legal_statuses(child_id: UUID) -> list[LegalStatus]:
    """Legal statuses, newest first."""
    return list(
        db.session.scalars(
            select(LegalStatus).where(LegalStatus.child_id == child_id).order_by(LegalStatus.from_on.desc())
        )
    )


def placements(child_id: UUID) -> list[Placement]:
    """Placements, newest first."""
    return list(
        db.session.scalars(select(Placement).where(Placement.child_id == child_id).order_by(Placement.from_on.desc()))
    )


def visits(child_id: UUID) -> list[Visit]:
    """Visits, newest first."""
    return list(db.session.scalars(select(Visit).where(Visit.child_id == child_id).order_by(Visit.visited_on.desc())))


def is_looked_after(child_id: UUID) -> bool:
    """Whether the child is looked after today."""
    return any(period.to_on is None for period in periods(child_id))
