"""Asking what the child and those who love them have said."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination.db import db
from coordination.voice.models import View


def view(view_id: UUID) -> View | None:
    """One view by its key."""
    return db.session.get(View, view_id)


def views_of(child_id: UUID) -> list[View]:
    """Everything said about or by a child, newest first, with what has not been taken back."""
    return list(
        db.session.scalars(
            select(View)
            .where(View.child_id == child_id, View.ended_on.is_(None))
            .options(joinedload(View.wish_owner))
            .order_by(View.said_on.desc(), View.id.desc())
        )
    )


def has_spoken(child_id: UUID) -> bool:
    """Whether the team has any words of the child's own: what is kept for one worker does not count."""
    said = select(View.id).where(
        View.child_id == child_id, View.speaker == "child", View.ended_on.is_(None), View.only_my_worker.is_(False)
    )
    return db.session.scalar(said.limit(1)) is not None


def unanswered_wishes(*children: UUID) -> list[View]:
    """The wishes of these children that have no answer yet, oldest first. One query."""
    return list(
        db.session.scalars(
            select(View)
            .where(View.child_id.in_(children), View.wish, View.answer.is_(None), View.ended_on.is_(None))
            .order_by(View.said_on, View.id)
        )
    )
