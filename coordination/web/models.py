"""Drafts: what somebody was typing, kept until it is saved. One row per person, form and child."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coordination import clock
from coordination.db import Base, OfChild, child_table, new_id


class Draft(OfChild, Base):
    """Unsaved words of one person about one child, by form. Survives sign-out, expiry and restart."""

    __tablename__ = "draft"
    written_by_reading = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID]
    form: Mapped[str]
    thing_id: Mapped[UUID]
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = child_table("draft", UniqueConstraint("person_id", "child_id", "form", "thing_id"))
