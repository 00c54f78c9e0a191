"""The outbox: every message the product will send or has sent. No personal data of a child is ever in one."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from coordination import clock
from coordination.db import Base, new_id


class State(StrEnum):
    """Where a message is on its way.

    ``held``: a crash left open whether it was sent, and it tells somebody that something was shared with them; a
    person decides. ``shown``: this deployment sends nothing, the demo's page shows it. ``dropped``: not wanted now.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    SHOWN = "shown"
    HELD = "held"
    FAILED = "failed"
    DROPPED = "dropped"


class OutboxMessage(Base):
    """One mail to one address, claimed with a lease before it is sent so that it is sent once."""

    __tablename__ = "outbox_message"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID | None]
    address: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    template: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    invitation: Mapped[str | None]
    method: Mapped[str | None]
    about_id: Mapped[UUID | None]
    # Whose record it leads to, or tells of: it goes with that record.
    subject_id: Mapped[UUID | None] = mapped_column(index=True)
    disclosure: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default=State.QUEUED)
    queued_at: Mapped[datetime] = mapped_column(default=clock.now)
    claimed_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    decided_by: Mapped[UUID | None]

    __table_args__ = (
        CheckConstraint("state in ({})".format(", ".join(f"'{state}'" for state in State)), name="state"),
        Index("ix_outbox_message_state", "state", "queued_at"),
    )
