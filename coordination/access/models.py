"""Reach: who has a live relationship with which child, from when to when.

One table serves both locks. The policy reads a person's rows as relationships (step 3 of ``decide``), and the
database's own row-level security reads them through the function ``reach()``.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from coordination.db import Base, Recorded, new_id


class Reach(Recorded, Base):
    """One relationship between a person and a child. Written before the child: its foreign key is deferred.

    ``things`` are the keys of what an invitation is to, nothing else; ``ends_at`` the instant a relationship of hours
    ends. One opened by a one-time link (``via`` "link", ``source_id`` the link) holds in sessions that came by it only.
    """

    __tablename__ = "reach"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    authority_id: Mapped[UUID]
    child_id: Mapped[UUID]
    person_id: Mapped[UUID]
    role: Mapped[str]
    via: Mapped[str]
    agency_id: Mapped[UUID | None]
    team_id: Mapped[UUID | None]
    case_kind: Mapped[str | None]
    functions: Mapped[list[str]] = mapped_column(default=list)
    sections: Mapped[list[str] | None]
    things: Mapped[list[UUID] | None]
    source_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    ends_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_reach_child",
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        Index("ix_reach_person", "person_id", "child_id"),
        Index("ix_reach_child", "authority_id", "child_id"),
        Index("ix_reach_source", "source_id"),
    )


class Exclusion(Recorded, Base):
    """A named person who may not see this child's record: beats every relationship, break-glass included.

    ``kind``: "not_to_person" (somebody decided so), "connection" (they know the family, and said so) or "allegation".
    """

    __tablename__ = "exclusion"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    authority_id: Mapped[UUID]
    child_id: Mapped[UUID]
    person_id: Mapped[UUID]
    kind: Mapped[str]
    why: Mapped[str | None]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    ended_by: Mapped[UUID | None]
    ended_why: Mapped[str | None]

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: that it is an exclusion."""
        return {"parts": frozenset({"exclusion"})}

    __table_args__ = (
        ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name="fk_exclusion_child",
            ondelete="CASCADE",
        ),
        Index("ix_exclusion_child", "authority_id", "child_id"),
        Index("ix_exclusion_person", "person_id", "child_id"),
    )
