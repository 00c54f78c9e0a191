"""The meetings somebody is asked to, for their own calendar: when, and nothing else."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from coordination import clock
from coordination.access import guard
from coordination.db import db
from coordination.messages.calendars import Entry
from coordination.reviews.models import Review, ReviewPerson, ReviewState

BEHIND = timedelta(days=28)
MOST = 200
NOT_COMING = ("declined", "not_asked")


def meetings(person_id: UUID, places: Collection[UUID]) -> list[Entry]:
    """The planned meetings a person is asked to and has not declined, each asked about by itself.

    Several children's reviews that are one meeting are one entry.
    """
    rows = db.session.scalars(
        select(ReviewPerson)
        .join(ReviewPerson.review)
        .options(contains_eager(ReviewPerson.review).selectinload(Review.people))
        .where(
            ReviewPerson.person_id == person_id,
            ReviewPerson.authority_id.in_(list(places)),
            ReviewPerson.response.is_(None) | ReviewPerson.response.not_in(NOT_COMING),
            Review.state == ReviewState.PLANNED.value,
            Review.starts_at >= clock.now() - BEHIND,
        )
        .order_by(Review.starts_at, Review.id)
        .limit(MOST)
    )
    found: dict[tuple[UUID, object], Entry] = {}
    for place in guard.readable(list(rows), "reviews"):
        review = place.review
        key = review.together_id or review.id
        found.setdefault((key, review.starts_at), Entry(key, review.starts_at, review.minutes))
    return list(found.values())
