"""Asking about reviews."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from coordination.children.statements import Statement
from coordination.db import db
from coordination.plans.models import Action
from coordination.reviews.models import Decision, Review, ReviewItem, ReviewState
from coordination.voice.models import View


def review(review_id: UUID) -> Review | None:
    """One review with its child, case and the people asked to it."""
    return db.session.scalar(
        select(Review)
        .options(joinedload(Review.child), joinedload(Review.case), selectinload(Review.people))
        .where(Review.id == review_id)
    )


def reviews_of(child_id: UUID) -> list[Review]:
    """A child's reviews, the newest first."""
    return list(
        db.session.scalars(
            select(Review)
            .options(selectinload(Review.people))
            .where(Review.child_id == child_id)
            .order_by(func.coalesce(Review.held_on, func.date(Review.starts_at)).desc(), Review.id.desc())
        )
    )


def next_number(child_id: UUID) -> int:
    """The number the child's next review will have."""
    return 1 + int(db.session.scalar(select(func.max(Review.number)).where(Review.child_id == child_id)) or 0)


def items(review_id: UUID) -> list[ReviewItem]:
    """What stood in a review, in its order, each with its statement. One query and one for each kind's table."""
    return list(
        db.session.scalars(
            select(ReviewItem)
            .options(joinedload(ReviewItem.statement.of_type(_whole())))
            .where(ReviewItem.review_id == review_id)
            .order_by(ReviewItem.position, ReviewItem.id)
        )
    )


def last_signed(child_id: UUID) -> Review | None:
    """The newest review of a child whose record is signed."""
    return db.session.scalar(
        select(Review)
        .options(selectinload(Review.people))
        .where(Review.child_id == child_id, Review.state == ReviewState.SIGNED.value)
        .order_by(Review.held_on.desc(), Review.id.desc())
        .limit(1)
    )


def next_planned(child_id: UUID) -> Review | None:
    """The next review of a child that is planned."""
    return db.session.scalar(
        select(Review)
        .where(Review.child_id == child_id, Review.state == ReviewState.PLANNED.value)
        .order_by(Review.starts_at, Review.id)
        .limit(1)
    )


def _whole() -> type[Statement]:
    from sqlalchemy.orm import with_polymorphic

    return with_polymorphic(Statement, [View, Decision, Action], flat=True)
