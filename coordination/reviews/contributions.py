"""Asking about contributions: what was sent before a review, who was asked, and what waits for somebody."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from coordination import clock
from coordination.access import guard
from coordination.access.catalogue import FAMILY_ROLES
from coordination.access.policy import Permit
from coordination.agencies.models import Authority
from coordination.children import reading
from coordination.children.models import Child
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


def asked_waiting_for(person_id: UUID, most: int = 20) -> Select[Any]:
    """Places of somebody on reviews still to be held for which they have sent nothing, as a part of
    ``reading.together``.
    """
    places = (
        select(ReviewPerson.id)
        .join(Review, Review.id == ReviewPerson.review_id)
        .where(ReviewPerson.person_id == person_id, ReviewPerson.report.is_(None))
        .where(ReviewPerson.role.not_in(sorted(FAMILY_ROLES)))
        .where(Review.state == ReviewState.PLANNED.value, Review.held_on.is_(None))
        .where(Review.starts_at > clock.now() - timedelta(days=1))
        .order_by(Review.starts_at, ReviewPerson.id)
        .limit(most)
    )
    return (
        reading.rows_beside("waiting", ReviewPerson, Review, Child, Authority)
        .join(Review, Review.id == ReviewPerson.review_id)
        .join(Child, Child.id == ReviewPerson.child_id)
        .join(Authority, Authority.id == ReviewPerson.authority_id)
        .where(ReviewPerson.id.in_(places))
    )


def waiting(found: Mapping[str, list[dict[str, Any]]]) -> list[ReviewPerson]:
    """The answers to :func:`asked_waiting_for`, each with its review and child, the soonest first."""
    places = []
    rows = reading.revived_beside(found.get("waiting", []), ReviewPerson, Review, Child, Authority)
    for place, review, child, authority in rows:
        set_committed_value(review, "child", child)
        set_committed_value(review, "authority", authority)
        set_committed_value(place, "review", review)
        places.append(place)
    return sorted(places, key=lambda place: (place.review.starts_at, place.id))


def own_actions(place: ReviewPerson) -> list[Action]:
    """The open actions that the person of a place on a review has for this child. One query."""
    return [held for held in plans.open_actions(place.child_id) if held.owner_id == place.person_id]


def several(keys: Collection[UUID]) -> list[Contribution]:
    """Contributions by their keys, with their reviews. One query."""
    return list(
        db.session.scalars(
            select(Contribution).options(joinedload(Contribution.review)).where(Contribution.id.in_(keys))
        )
    )


def visible(rows: Iterable[Contribution]) -> list[Contribution]:
    """Those the reader may see: their own and their organisation's, and all of them for whoever runs the review."""
    me = guard.actor()
    agencies = me.agencies(clock.today())
    return [
        row
        for row in guard.readable(rows, "reviews")
        if row.recorded_by == me.person_id
        or row.agency_id in agencies
        or (row.review.chair_id is not None and row.review.chair_id == me.person_id)
        or isinstance(guard.may("update", "reviews", row), Permit)
    ]
