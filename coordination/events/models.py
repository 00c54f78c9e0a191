"""What happened to a child, once. Chronology, clocks and "since you last looked" are made from these rows."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coordination import clock
from coordination.db import Base, OfChild, child_table, new_id


class Event(OfChild, Base):
    """One thing that happened. A correction is a new event that names the one it corrects."""

    __tablename__ = "event"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    occurred_on: Mapped[date]
    about_kind: Mapped[str | None]
    about_id: Mapped[UUID | None]
    section: Mapped[str]
    label: Mapped[str]
    agency_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    source: Mapped[str] = mapped_column(default="entered")
    source_key: Mapped[str | None]
    corrects_id: Mapped[UUID | None]

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: who joined or left is news of the team to all who are on it."""
        known: dict[str, Any] = {}
        if self.section == "memberships":
            known["parts"] = frozenset({"team"})
        if self.facts.get("only_my_worker") is True:
            known["facts"] = {"only_my_worker": True}
        return known

    __table_args__ = child_table(
        "event",
        Index("ix_event_chronology", "authority_id", "child_id", "occurred_on", "id"),
        Index("ix_event_recorded", "authority_id", "child_id", "recorded_at"),
        UniqueConstraint("child_id", "source_key"),
    )


class LastLooked(OfChild, Base):
    """When a person last looked at a child's page, so that it can say what has changed since."""

    __tablename__ = "last_looked"
    written_by_reading = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    before_at: Mapped[datetime | None]

    __table_args__ = child_table("last_looked", UniqueConstraint("person_id", "child_id"))
