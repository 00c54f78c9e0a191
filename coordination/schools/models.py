"""SEN Support cycles (assess, plan, do, review) and what happens to a pupil at school."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.agencies.models import Agency, one_of
from coordination.children.models import Child
from coordination.children.statements import OfStatement, Statement, StatementKind, statement_table
from coordination.db import Base, OfChild, child_table, new_id


class Place(StrEnum):
    """Where a strategy is used."""

    SCHOOL = "school"
    HOME = "home"


class Happening(StrEnum):
    """What a school tells about a pupil."""

    ATTENDANCE = "attendance"
    SUSPENSION = "suspension"
    EXCLUSION = "exclusion"
    PART_TIME = "part_time"
    MOVE = "move"


class Strategy(OfStatement, Statement):
    """Something that works for the child: what adults do at school, or what a family can do at home."""

    __tablename__ = "strategy"
    facts_kept: ClassVar[tuple[str, ...]] = ("place",)

    place: Mapped[str] = mapped_column(default=Place.SCHOOL.value)

    __mapper_args__ = {"polymorphic_identity": StatementKind.STRATEGY.value}
    __table_args__ = statement_table("strategy", CheckConstraint(one_of("place", Place), name="place"))


class SenCycle(OfChild, Base):
    """One cycle of SEN Support at one school: assessed, planned, being done, and reviewed (SEND Code of Practice 2015,
    6.44 to 6.56). What it says is statements, so that a plan or a request for an assessment can use them again.

    ``found`` is what the review said of each outcome, by its key: ``status`` and ``words``.
    """

    __tablename__ = "sen_cycle"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default="open")
    year_group: Mapped[str | None]
    class_teacher: Mapped[str | None]
    from_on: Mapped[date]
    review_on: Mapped[date]
    meeting_on: Mapped[date | None]
    meeting_words: Mapped[str | None]
    reviewed_on: Mapped[date | None]
    what_changed: Mapped[str | None]
    next_step: Mapped[str | None]
    found: Mapped[dict[str, Any]] = mapped_column(default=dict)
    shared_at: Mapped[datetime | None]
    label: Mapped[str] = mapped_column(default="S1")
    version: Mapped[int] = mapped_column(default=1)

    agency: Mapped[Agency] = relationship(foreign_keys=[agency_id])
    child: Mapped[Child] = relationship(viewonly=True)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = child_table(
        "sen_cycle",
        UniqueConstraint("child_id", "agency_id", "number"),
        CheckConstraint("state in ('open', 'reviewed')", name="state"),
        CheckConstraint("review_on > from_on", name="dates"),
        # One cycle at a time: the next one begins when this one is reviewed.
        Index("uq_sen_cycle_open", "child_id", "agency_id", unique=True, postgresql_where="state = 'open'"),
        Index("ix_sen_cycle_agency", "agency_id", "state", "review_on"),
    )


class SenLine(OfChild, Base):
    """A statement's place in a cycle. One that goes on stands in several cycles and is written once.

    ``version_id``: the version it had when the cycle was reviewed; none while the cycle is open.
    """

    __tablename__ = "sen_line"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    cycle_id: Mapped[UUID] = mapped_column(ForeignKey("sen_cycle.id", ondelete="CASCADE"))
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    version_id: Mapped[UUID | None]

    __table_args__ = child_table("sen_line", UniqueConstraint("cycle_id", "statement_id"))


class SchoolEvent(OfChild, Base):
    """What a school tells about a pupil: attendance, a suspension or exclusion, a part-time timetable, a move.

    ``days`` are school days, with halves. What was told by mistake is taken back with the reason; it stays readable.
    """

    __tablename__ = "school_event"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    kind: Mapped[str]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    days: Mapped[float | None]
    percent: Mapped[float | None]
    hours_per_week: Mapped[float | None]
    review_on: Mapped[date | None]
    reason: Mapped[str | None]
    words: Mapped[str | None]
    other_school: Mapped[str | None]
    parents_told_on: Mapped[date | None]
    taken_back_on: Mapped[date | None]
    taken_back_why: Mapped[str | None]
    label: Mapped[str] = mapped_column(default="S1")

    agency: Mapped[Agency] = relationship(foreign_keys=[agency_id])
    child: Mapped[Child] = relationship(viewonly=True)

    __table_args__ = child_table(
        "school_event",
        CheckConstraint(one_of("kind", Happening), name="kind"),
        CheckConstraint("to_on is null or to_on >= from_on", name="dates"),
    )


class SchoolNotice(OfChild, Base):
    """Somebody who has to know was told of a school event: when, and when they said that they have read it."""

    __tablename__ = "school_notice"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("school_event.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]
    told_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    event: Mapped[SchoolEvent] = relationship()

    __table_args__ = child_table(
        "school_notice",
        UniqueConstraint("event_id", "person_id"),
        Index("ix_school_notice_person", "person_id", "read_at"),
    )
