"""Asking about contributions: what was sent before a review, who was asked, and what waits for somebody."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from coordination import clock
from coordination.access.catalogue import FAMILY_ROLES
from coordination.db import db
from coordination.plans import queries as plans
from coordination.plans.models import Action
from coordination.reviews.models import Contribution, Review, ReviewPerson, ReviewState


def contributions_of(review_id: UUID) -> list[Contribution]:
    """What was sent before a review: of each person the newest, in the order people were asked. One query."""
    newest = (
        select(Contribution.review_person_id, func.max(Contribution.number).label("number"))
        .where(Contribution.review_id == review_id)
        .group_by(Contribution.review_person_id)
        .subquery()
    )
    return list(
        db.session.scalars(
            select(Contribution)
            .join(
                newest,
                (newest.c.review_person_id == Contribution.review_person_id) & (newest.c.number == Contribution.number),
            )
            .join(ReviewPerson, ReviewPerson.id == Contribution.review_person_id)
            .options(
                contains_eager(Contribution.place),
                joinedload(Contribution.review),
                joinedload(Contribution.agency),
                joinedload(Contribution.file),
            )
            .order_by(ReviewPerson.position, ReviewPerson.id)
        )
    )


def contribution(contribution_id: UUID) -> Contribution | None:
    """One contribution with its place, organisation and file. One query."""
    return db.session.scalar(
        select(Contribution)
        .options(
            joinedload(Contribution.place),
            joinedload(Contribution.review),
            joinedload(Contribution.agency),
            joinedload(Contribution.file),
        )
        .where(Contribution.id == contribution_id)
    )


def versions_of(place: ReviewPerson) -> list[Contribution]:
    """Everything that was sent from one place on a review, the newest first. One query."""
    return list(
        db.session.scalars(
            select(Contribution)
            .options(joinedload(Contribution.review), joinedload(Contribution.agency), joinedload(Contribution.file))
            .where(Contribution.review_person_id == place.id)
            .order_by(Contribution.number.desc())
        )
    )


def place_of(review_id: UUID, person_id: UUID | None) -> ReviewPerson | None:
    """Somebody's place on a review, with the review, its child and everybody asked; none where they were not asked.

    One query.
    """
    if person_id is None:
        return None
    asked = _places().options(joinedload(ReviewPerson.review).joinedload(Review.people))
    return (
        db.session.scalars(asked.where(ReviewPerson.review_id == review_id, ReviewPerson.person_id == person_id))
        .unique()
        .one_or_none()
    )


def place(review_person_id: UUID) -> ReviewPerson | None:
    """One place on a review, with the review and its child. One query."""
    return db.session.scalar(_places().where(ReviewPerson.id == review_person_id))


def _places() -> Select[ReviewPerson]:
    return select(ReviewPerson).options(
        joinedload(ReviewPerson.review).joinedload(Review.child),
        joinedload(ReviewPerson.review).joinedload(Review.authority),
        joinedload(ReviewPerson.review).joinedload(Review.chair),
        joinedload(ReviewPerson.agency),
        joinedload(ReviewPerson.person),
    )


def waiting_for(person_id: UUID, most: int = 20) -> list[ReviewPerson]:
    """Places of somebody on reviews still to be held for which they have sent nothing, the soonest first. One query."""
    return list(
        db.session.scalars(
            select(ReviewPerson)
            .join(Review, Review.id == ReviewPerson.review_id)
            .options(
                contains_eager(ReviewPerson.review).joinedload(Review.child),
                contains_eager(ReviewPerson.review).joinedload(Review.authority),
            )
            .where(ReviewPerson.person_id == person_id, ReviewPerson.report.is_(None))
            .where(ReviewPerson.role.not_in(sorted(FAMILY_ROLES)))
            .where(Review.state == ReviewState.PLANNED.value, Review.held_on.is_(None))
            .where(Review.starts_at > clock.now() - timedelta(days=1))
            .order_by(Review.starts_at, ReviewPerson.id)
            .limit(most)
        )
    )


def own_actions(place: ReviewPerson) -> list[Action]:
    """The open actions that the person of a place on a review has for this child. One query."""
    return [held for held in plans.open_actions(place.child_id) if held.owner_id == place.person_id]
