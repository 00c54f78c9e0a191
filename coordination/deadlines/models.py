"""The clocks that run for a child."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coordination.db import Base, OfChild, child_table, new_id


class Clock(OfChild, Base):
    """One running or ended clock: its rule, the event that started it, when it is due and how it ended.

    Nothing is ever deleted: a clock whose starting event was corrected becomes ``void`` and a new one starts.
    """

    __tablename__ = "clock"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    rule: Mapped[str]
    started_by: Mapped[UUID | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    from_on: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(default="running")
    met_on: Mapped[date | None]
    met_by: Mapped[UUID | None]
    severity: Mapped[str]
    answers_for: Mapped[str]
    team_id: Mapped[UUID | None]
    explanation: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = child_table(
        "clock",
        CheckConstraint("state in ('running', 'met', 'late', 'exempt', 'void')", name="state"),
        UniqueConstraint("child_id", "rule", "started_by"),
        Index("ix_clock_due", "authority_id", "state", "due_on"),
        Index("ix_clock_team_due", "authority_id", "team_id", "state", "due_on"),
    )
