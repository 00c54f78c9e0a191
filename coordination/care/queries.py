"""Asking about a looked-after child's history, and about what the household that cares for them lives by."""

from datetime import date
from uuid import UUID

from sqlalchemy import select, text

from coordination.care.models import (
    CarePeriod,
    CarerStrain,
    DailyNeed,
    DelegatedDecision,
    DiaryEntry,
    LegalStatus,
    Placement,
    ToldBefore,
    Visit,
)
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


def delegated(placement_id: UUID) -> dict[str, DelegatedDecision]:
    """What stands agreed for a placement, by decision."""
    rows = db.session.scalars(
        select(DelegatedDecision).where(
            DelegatedDecision.placement_id == placement_id, DelegatedDecision.ended_at.is_(None)
        )
    )
    return {row.decision: row for row in rows}


def told_before(placement_id: UUID) -> list[ToldBefore]:
    """What stands said about what the carer was told before the move."""
    return list(
        db.session.scalars(
            select(ToldBefore).where(ToldBefore.placement_id == placement_id, ToldBefore.ended_at.is_(None))
        )
    )


def daily_needs(child_id: UUID) -> list[DailyNeed]:
    """What every day and night asks for, as it stands."""
    return list(
        db.session.scalars(select(DailyNeed).where(DailyNeed.child_id == child_id, DailyNeed.ended_at.is_(None)))
    )


def diaries(child_id: UUID) -> list[DiaryEntry]:
    """Every carer's diary of a child, as far as it is in reach, the newest first."""
    return list(
        db.session.scalars(
            select(DiaryEntry)
            .where(DiaryEntry.child_id == child_id)
            .order_by(DiaryEntry.happened_at.desc(), DiaryEntry.id.desc())
        )
    )


def own_diary() -> list[DiaryEntry]:
    """All that the acting person ever wrote in a diary, the newest first, whether or not they still care for the child.

    A record that is sealed, or that they are excluded from, gives nothing back.
    """
    rows = db.session.scalars(select(DiaryEntry).from_statement(text("select * from own_diary()")))
    return sorted(rows, key=lambda row: (row.happened_at, row.id), reverse=True)


def strains(child_id: UUID) -> list[CarerStrain]:
    """How carers of a child said they are, the newest first."""
    return list(
        db.session.scalars(
            select(CarerStrain)
            .where(CarerStrain.child_id == child_id)
            .order_by(CarerStrain.said_on.desc(), CarerStrain.id.desc())
        )
    )


def entry(entry_id: UUID) -> DiaryEntry | None:
    """One entry of a diary in reach."""
    return db.session.get(DiaryEntry, entry_id)


def placement(placement_id: UUID) -> Placement | None:
    """One placement."""
    return db.session.get(Placement, placement_id)
