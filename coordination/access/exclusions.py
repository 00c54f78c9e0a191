"""Who is excluded from a record on a day: one question, for whoever asks about people other than the actor.

The actor themself is kept out by the database: the function ``reach()`` leaves such a record out.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from coordination import clock
from coordination.access.models import Exclusion


def standing(on: date | None = None) -> ColumnElement[bool]:
    """The condition that an exclusion is in force on a day, today where none is said."""
    day = on or clock.today()
    return and_(Exclusion.from_on <= day, Exclusion.to_on.is_(None) | (Exclusion.to_on > day))


def excluded_people(child_id: UUID, people: Iterable[UUID] | None = None, on: date | None = None) -> Select[Any]:
    """Which people (of these, or all there are) are excluded from a child's record, as a question to be asked."""
    asked = select(Exclusion.person_id).where(Exclusion.child_id == child_id, standing(on))
    return asked if people is None else asked.where(Exclusion.person_id.in_(list(people)))


def is_excluded(session: Session, child_id: UUID, person_id: UUID) -> bool:
    """Whether one person is excluded from a child's record today."""
    return session.scalar(excluded_people(child_id, [person_id]).limit(1)) is not None
