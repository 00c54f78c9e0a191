"""Somebody's private calendar address: making one, taking it back, and whose a token is. What is in it is read above.

Whoever knows the address reads the calendar, so the token is shown once and kept as a digest, and a new one ends the
one before. Family may have one only where an authority whose child it is about has switched that on.
"""

import hashlib
import secrets
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update

from coordination import clock
from coordination.access.models import Reach
from coordination.accounts.models import CalendarFeed
from coordination.agencies.models import Authority, Person, PersonKind
from coordination.db import RuleBroken, db


def live(person_id: UUID) -> CalendarFeed | None:
    """The address somebody has now."""
    return db.session.scalar(
        select(CalendarFeed).where(CalendarFeed.person_id == person_id, CalendarFeed.ended_at.is_(None))
    )


def places(person: Person) -> list[UUID]:
    """The authorities whose children may be in somebody's calendar: for family, those that have switched it on.

    One query, as the person.
    """
    today = clock.today()
    theirs = select(Reach.authority_id).where(
        Reach.person_id == person.id, Reach.from_on <= today, or_(Reach.to_on.is_(None), Reach.to_on > today)
    )
    asked = select(Authority.id).where(Authority.id.in_(theirs))
    if person.kind != PersonKind.WORKFORCE.value:
        asked = asked.where(_family_may())
    return list(db.session.scalars(asked))


def _family_may() -> ColumnElement[bool]:
    switched: ColumnElement[bool] = Authority.settings["deadlines"]["family_calendar"].as_boolean()
    return switched.is_(True)


def offered(person: Person) -> bool:
    """Whether somebody may have a calendar address: whoever works here, and family where it is switched on."""
    return person.kind == PersonKind.WORKFORCE.value or bool(places(person))


def make(person: Person) -> str:
    """A new address for somebody; the one before opens nothing any more. Returns the token, kept nowhere else."""
    if not offered(person):
        raise RuleBroken("Calendars of this kind are not switched on here.")
    end(person.id)
    token = secrets.token_urlsafe(32)
    db.session.add(CalendarFeed(person_id=person.id, token_digest=_digest(token)))
    db.session.flush()
    return token


def end(person_id: UUID) -> bool:
    """Take somebody's address back: it opens nothing from now on. Whether there was one."""
    ended = db.session.execute(
        update(CalendarFeed)
        .where(CalendarFeed.person_id == person_id, CalendarFeed.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    return bool(ended.rowcount)  # type: ignore[attr-defined]


def by_token(token: str) -> CalendarFeed | None:
    """The address a token belongs to, unless it has ended."""
    return db.session.scalar(
        select(CalendarFeed).where(CalendarFeed.token_digest == _digest(token), CalendarFeed.ended_at.is_(None))
    )


def _digest(token: str) -> str:
    return hashlib.sha256(b"calendar " + token.encode()).hexdigest()
