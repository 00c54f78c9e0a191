"""The clocks that run for a child, what moves or excuses their dates, and who was told of them."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.agencies.models import one_of
from coordination.db import Base, OfChild, child_table, new_id
from coordination.documents.models import StoredFile


class Clock(OfChild, Base):
    """One running or ended clock: its rule, the event that started it, when it is due and how it ended.

    Nothing is ever deleted: a clock whose starting event was corrected becomes ``void`` and a new one starts.
    ``later_ground`` and ``paused_on`` say what the standing rows of :class:`ClockException` come to: the ground on
    which a later date is allowed, and since when the clock stands still. A clock that was met after its day on such a
    ground ends ``exempt``, not ``late``.
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
    later_ground: Mapped[str | None]
    paused_on: Mapped[date | None]
    explanation: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = child_table(
        "clock",
        CheckConstraint("state in ('running', 'met', 'late', 'exempt', 'void')", name="state"),
        UniqueConstraint("child_id", "rule", "started_by"),
        Index("ix_clock_due", "authority_id", "state", "due_on"),
        Index("ix_clock_team_due", "authority_id", "team_id", "state", "due_on"),
        Index("ix_clock_pace", "authority_id", "rule", "met_on", postgresql_where="state in ('met', 'late')"),
    )


class ExceptionKind(StrEnum):
    """A later date is allowed; the clock stands still; or one of these two has ended."""

    LATER = "later"
    PAUSE = "pause"
    END = "end"


class ClockException(OfChild, Base):
    """Why a clock's date may pass, or why it stood still: the ground in the law, the days, and the evidence.

    A row never changes and is never deleted. What was recorded ends by a row of kind ``end`` that names it in
    ``ends_id``; its ``to_on`` is the last day, or none where it was recorded by mistake and counts for nothing.
    ``carried_from_id``: the same, of a clock whose starting event was corrected since.
    """

    __tablename__ = "clock_exception"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    clock_id: Mapped[UUID] = mapped_column(ForeignKey("clock.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    ground: Mapped[str | None]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    said: Mapped[list[str]] = mapped_column(default=list)
    words: Mapped[str]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    file_name: Mapped[str | None]
    ends_id: Mapped[UUID | None] = mapped_column(ForeignKey("clock_exception.id", ondelete="CASCADE"))
    carried_from_id: Mapped[UUID | None]

    file: Mapped[StoredFile | None] = relationship(viewonly=True)

    __table_args__ = child_table(
        "clock_exception",
        CheckConstraint(one_of("kind", ExceptionKind), name="kind"),
        CheckConstraint("(kind = 'later') = (ground is not null)", name="ground"),
        CheckConstraint("(kind = 'end') = (ends_id is not null)", name="ends"),
        CheckConstraint("to_on is null or from_on is null or to_on >= from_on", name="dates"),
        UniqueConstraint("ends_id"),
    )


class ClockTold(OfChild, Base):
    """That somebody was told by mail of one step of a clock: ``days`` from its due date, in the role of ``tell``."""

    __tablename__ = "clock_told"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    clock_id: Mapped[UUID] = mapped_column(ForeignKey("clock.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    tell: Mapped[str]
    days: Mapped[int]

    __table_args__ = child_table("clock_told", UniqueConstraint("clock_id", "person_id", "tell", "days"))


class DatesMail(Base):
    """The London day on which somebody was last told by mail that dates need them: once a day at most."""

    __tablename__ = "dates_mail"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    told_on: Mapped[date | None]
