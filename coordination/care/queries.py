"""Asking about a looked-after child's history."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination.care.models import CarePeriod, HomeCheck, LegalStatus, Placement, StayAway, Visit
from coordination.children.models import NetworkMember
from coordination.db import db
from coordination.reviews.models import Review, ReviewKind


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


def visit(visit_id: UUID) -> Visit | None:
    """One visit, where it is in reach."""
    return db.session.get(Visit, visit_id)


def period_on(child_id: UUID, on: date | None) -> CarePeriod | None:
    """The period of being looked after that holds a day; without one, the period that has not ended."""
    return next(
        (
            period
            for period in periods(child_id)
            if (period.to_on is None or (on is not None and on < period.to_on)) and (on is None or period.from_on <= on)
        ),
        None,
    )


def is_looked_after(child_id: UUID) -> bool:
    """Whether the child is looked after today."""
    return period_on(child_id, None) is not None


def first_review_was_held(child_id: UUID, on: date) -> bool:
    """Whether a looked-after review was held in the period of care of a day, on that day or before."""
    period = period_on(child_id, on)
    if period is None:
        return False
    return (
        db.session.scalar(
            select(Review.id)
            .where(Review.child_id == child_id, Review.kind == ReviewKind.LOOKED_AFTER.value)
            .where(Review.held_on >= period.from_on, Review.held_on <= on)
            .limit(1)
        )
        is not None
    )


def running_placement(child_id: UUID) -> Placement | None:
    """The placement of today."""
    return db.session.scalar(
        select(Placement)
        .where(Placement.child_id == child_id, Placement.to_on.is_(None))
        .order_by(Placement.from_on.desc(), Placement.id.desc())
        .limit(1)
    )


def legal_code(statuses: list[LegalStatus], on: date) -> str | None:
    """The legal status that holds on a day: of several, the one that began last."""
    held = [row for row in statuses if row.from_on <= on and (row.to_on is None or row.to_on > on)]
    return max(held, key=lambda row: (row.from_on, row.id)).code if held else None


def holders(child_id: UUID, on: date) -> list[NetworkMember]:
    """Who holds parental responsibility on a day (Children Act 1989 ss.2-4A)."""
    return list(
        db.session.scalars(
            select(NetworkMember)
            .where(NetworkMember.child_id == child_id, NetworkMember.parental_responsibility)
            .where(NetworkMember.from_on.is_(None) | (NetworkMember.from_on <= on))
            .where(NetworkMember.to_on.is_(None) | (NetworkMember.to_on > on))
            .order_by(NetworkMember.id)
        )
    )


def placement(placement_id: UUID) -> Placement | None:
    """One placement."""
    return db.session.get(Placement, placement_id)


def stays_away(child_id: UUID) -> list[StayAway]:
    """Private fostering, long stays and short breaks, the newest first."""
    return list(
        db.session.scalars(
            select(StayAway).where(StayAway.child_id == child_id).order_by(StayAway.from_on.desc(), StayAway.id.desc())
        )
    )


def stay_away(stay_id: UUID) -> StayAway | None:
    """One of them, where it is in reach."""
    return db.session.get(StayAway, stay_id)


def arrangement_facts(child_id: UUID, on: date) -> dict[str, Any]:
    """What the rules of visits ask about the private fostering of a day. It counts from the day the council came to
    know of it, where that is later than its beginning (SI 2005/1533, reg. 8(6))."""
    held = next(
        (
            row
            for row in stays_away(child_id)
            if row.kind == "private_fostering" and row.told_on is not None and (row.to_on is None or row.to_on >= on)
        ),
        None,
    )
    return {} if held is None else arrangement_of(held)


def arrangement_of(held: StayAway) -> dict[str, Any]:
    """The fact of one arrangement."""
    return {"arrangement_started_on": max(held.from_on, held.told_on or held.from_on).isoformat()}


def home_checks(child_id: UUID) -> list[HomeCheck]:
    """Checks of the children's homes a child lived in, the newest first."""
    return list(
        db.session.scalars(
            select(HomeCheck)
            .where(HomeCheck.child_id == child_id)
            .order_by(HomeCheck.held_on.desc(), HomeCheck.id.desc())
        )
    )


def home_check(check_id: UUID) -> HomeCheck | None:
    """One check, where it is in reach."""
    return db.session.get(HomeCheck, check_id)
