"""Asking what a young person keeps on their own page: its looks, who matters, how they are doing, who is there."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from coordination import clock
from coordination.children import reading
from coordination.children.models import Child
from coordination.db import db
from coordination.documents.models import StoredFile
from coordination.voice.models import CirclePerson, Rating, TrustedAdult, YoungPage


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """What a young person keeps, before each row is asked about. ``ratings`` are the newest first, as are adults."""

    looks: YoungPage | None = None
    ratings: list[Rating] = field(default_factory=list)
    adults: list[TrustedAdult] = field(default_factory=list)


def parts(child: Child) -> list[Select[Any]]:
    """What to ask for of a young person's own page, as parts of :func:`coordination.children.reading.together`."""
    return [
        reading.rows_of(YoungPage, child),
        reading.rows_of(Rating, child),
        reading.rows_of(TrustedAdult, child, TrustedAdult.until_on.is_(None)),
    ]


def own_page(found: dict[str, list[dict[str, Any]]]) -> OwnPage:
    """A young person's own page from what ``parts`` asked for; rows are for showing and belong to no session."""
    looks = reading.revived(YoungPage, found.get("young_page", []))
    return OwnPage(
        looks=looks[0] if looks else None,
        ratings=sorted(
            reading.revived(Rating, found.get("rating", [])), key=lambda row: (row.rated_on, row.id), reverse=True
        ),
        adults=sorted(
            reading.revived(TrustedAdult, found.get("trusted_adult", [])),
            key=lambda row: (row.since_on or date.max, row.id),
        ),
    )


def looks_of(child_id: UUID) -> YoungPage | None:
    """How a young person's page looks, where they chose."""
    return db.session.scalar(select(YoungPage).where(YoungPage.child_id == child_id))


def photo_of(child_id: UUID) -> StoredFile | None:
    """The photo a young person chose for their page. One query."""
    return db.session.scalar(
        select(StoredFile).join(YoungPage, YoungPage.photo_id == StoredFile.id).where(YoungPage.child_id == child_id)
    )


def circles_of(child_id: UUID) -> list[CirclePerson]:
    """Everybody in a young person's circles today, in the order they were put there."""
    return list(
        db.session.scalars(
            select(CirclePerson)
            .where(CirclePerson.child_id == child_id, CirclePerson.ended_on.is_(None))
            .order_by(CirclePerson.id)
        )
    )


def circle_person(person_id: UUID) -> CirclePerson | None:
    """One person of somebody's circles, who has not been taken away."""
    return db.session.scalar(select(CirclePerson).where(CirclePerson.id == person_id, CirclePerson.ended_on.is_(None)))


def ratings_of(child_id: UUID) -> list[Rating]:
    """Every rating of a child with whoever gave it, the newest first. One query."""
    return list(
        db.session.scalars(
            select(Rating)
            .where(Rating.child_id == child_id)
            .options(joinedload(Rating.rater))
            .order_by(Rating.rated_on.desc(), Rating.id.desc())
        )
    )


def adults_of(child_id: UUID) -> list[TrustedAdult]:
    """Everybody a young person named as there for them, then and now, those who are there first."""
    return list(
        db.session.scalars(
            select(TrustedAdult)
            .where(TrustedAdult.child_id == child_id)
            .order_by(TrustedAdult.until_on.is_not(None), TrustedAdult.since_on, TrustedAdult.id)
        )
    )


def trusted_adult(adult_id: UUID) -> TrustedAdult | None:
    """One adult somebody named."""
    return db.session.get(TrustedAdult, adult_id)


def months_with_somebody(adults: list[TrustedAdult], today: date, *, months: int = 12) -> int:
    """In how many of the last whole calendar months one and the same adult was there from the first to the last day.

    Somebody whose beginning nobody knows counts from the day they were named.
    """
    last = today.replace(day=1) - timedelta(days=1)
    count = 0
    for _ in range(months):
        first = last.replace(day=1)
        if any(_began(held) <= first and (held.until_on is None or held.until_on > last) for held in adults):
            count += 1
        last = first - timedelta(days=1)
    return count


def _began(held: TrustedAdult) -> date:
    return held.since_on or clock.london_date(held.recorded_at)
