"""A handover: what of a record somebody new is to read when the child changes school, home, authority or service."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.agencies.models import Agency, Person
from coordination.children.models import Child
from coordination.db import Base, OfChild, child_table, new_id


class Handover(OfChild, Base):
    """One handover to one person of the team, with its receipts. Nothing leaves the record: they read it where it is.

    ``parts``: keys of ``words.PARTS``. ``received_at`` and ``read_at``: when they said so. ``accepted_at`` and
    ``responsible_from``: of a move to another authority, which has said from which day it answers for the child.
    """

    __tablename__ = "handover"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    reason: Mapped[str]
    moves_on: Mapped[date]
    to_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)
    office: Mapped[str]
    parts: Mapped[list[str]]
    note: Mapped[str | None]
    sent_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    responsible_from: Mapped[date | None]

    child: Mapped[Child] = relationship(viewonly=True)
    to: Mapped[Person] = relationship(viewonly=True)
    agency: Mapped[Agency | None] = relationship(viewonly=True)

    def about(self, section: str) -> dict[str, Any]:
        """It is the own of whoever it is for."""
        return {"owner_person_id": self.to_id}

    __table_args__ = child_table(
        "handover",
        CheckConstraint("reason in ('school', 'placement', 'authority', 'service')", name="reason"),
        CheckConstraint("read_at is null or received_at is not null", name="read_at"),
        CheckConstraint("(accepted_at is null) = (responsible_from is null)", name="accepted_at"),
        CheckConstraint("accepted_at is null or reason = 'authority'", name="reason_accepted"),
    )
