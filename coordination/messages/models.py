"""The outbox: every message the product will send or has sent. No personal data of a child is ever in one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from coordination import clock
from coordination.db import Base, new_id


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
    disclosure: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="queued")
    queued_at: Mapped[datetime] = mapped_column(default=clock.now)
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    failure: Mapped[str | None]

    __table_args__ = (Index("ix_outbox_message_state", "state", "queued_at"),)
