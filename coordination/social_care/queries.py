"""Asking about children in need and child protection."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from coordination.db import db
from coordination.reviews.models import Review, ReviewKind
from coordination.social_care.models import (
    Conference,
    Enquiry,
    FamilyAssessment,
    NeedPlan,
    ProtectionPlan,
    Referral,
)

Row = TypeVar("Row", Referral, FamilyAssessment, Enquiry, Conference, ProtectionPlan, NeedPlan)


def referrals(child_id: UUID) -> list[Referral]:
    """Referrals, newest first."""
    return _of(Referral, child_id, Referral.received_on)


def assessments(child_id: UUID) -> list[FamilyAssessment]:
    """Assessments, newest first."""
    return _of(FamilyAssessment, child_id, FamilyAssessment.started_on)


def enquiries(child_id: UUID) -> list[Enquiry]:
    """Strategy discussions and enquiries, newest first."""
    return _of(Enquiry, child_id, Enquiry.discussed_on)


def conferences(child_id: UUID) -> list[Conference]:
    """Conferences, newest first."""
    return _of(Conference, child_id, Conference.held_on)


def protection_plans(child_id: UUID) -> list[ProtectionPlan]:
    """Child protection plans, newest first."""
    return _of(ProtectionPlan, child_id, ProtectionPlan.from_on)


def need_plans(child_id: UUID) -> list[NeedPlan]:
    """Child in need plans, newest first."""
    return _of(NeedPlan, child_id, NeedPlan.from_on)


def running(rows: list[Any]) -> Any:
    """The plan of today, of plans in any order; None without one."""
    return next((row for row in rows if row.to_on is None), None)


def row(model: type[Row], row_id: UUID) -> Row | None:
    """One row, where it is in reach."""
    return db.session.get(model, row_id)


def meetings(child_id: UUID) -> list[Review]:
    """Conferences that were held in the review room, newest first."""
    return list(
        db.session.scalars(
            select(Review)
            .where(Review.child_id == child_id, Review.kind == ReviewKind.CONFERENCE.value, Review.held_on.is_not(None))
            .order_by(Review.held_on.desc(), Review.id.desc())
        )
    )


def _of(model: type[Row], child_id: UUID, day: Any) -> list[Row]:
    return list(
        db.session.scalars(select(model).where(model.child_id == child_id).order_by(day.desc(), model.id.desc()))
    )
