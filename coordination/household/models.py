"""What a household that cares for a child is told, may decide and writes down."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from coordination.agencies.models import one_of
from coordination.db import Base, OfChild, child_table, new_id

# Kinds of daily need that are about the body.
HEALTH_NEEDS = frozenset({"allergies", "medicines", "emergency_plan", "daily_care"})


class DelegatedDecision(OfChild, Base):
    """What was agreed about one decision of everyday life, for one placement: who decides, and whether to tell or ask.

    What was agreed before stays, with the instant it ended; a decision without a row that stands is "ask first".
    Source: Care Planning, Placement and Case Review (England) Regulations 2010, Sch. 2 para. 3 (the placement plan says
    what is delegated), and the Children Act 1989 s.33.
    """

    __tablename__ = "delegated_decision"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placement.id", ondelete="CASCADE"))
    decision: Mapped[str]
    decides: Mapped[str]
    tell: Mapped[str]
    note: Mapped[str | None]
    agreed_by: Mapped[list[str]] = mapped_column(default=list)
    agreed_on: Mapped[date]
    ended_at: Mapped[datetime | None]

    __table_args__ = child_table(
        "delegated_decision",
        CheckConstraint("decides in ('carer', 'child', 'social_worker', 'parent')", name="decides"),
        CheckConstraint("tell in ('no', 'notify', 'ask_first')", name="tell"),
        Index(
            "uq_delegated_decision_standing",
            "placement_id",
            "decision",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )


class ToldBefore(OfChild, Base):
    """One thing a carer is owed before a child comes: who says whether they were told, when, how and by whom.

    The worker's word and the carer's stand side by side: ``said_by`` is one of them, and neither changes the other's.
    Source: Care Planning, Placement and Case Review (England) Regulations 2010, reg. 9 and Sch. 2 (the placement plan).
    """

    __tablename__ = "told_before"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placement.id", ondelete="CASCADE"))
    item: Mapped[str]
    said_by: Mapped[str]
    told: Mapped[bool]
    told_on: Mapped[date | None]
    told_by: Mapped[str | None]
    how: Mapped[str | None]
    ended_at: Mapped[datetime | None]

    @property
    def section(self) -> str:
        """A worker's word belongs to the placement; a carer's to the carer's own record."""
        return "carer_record" if self.said_by == "carer" else "placement"

    __table_args__ = child_table(
        "told_before",
        CheckConstraint("said_by in ('carer', 'worker')", name="said_by"),
        CheckConstraint("told_on is null or told", name="told_on"),
        Index(
            "uq_told_before_standing",
            "placement_id",
            "item",
            "said_by",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )


class DailyNeed(OfChild, Base):
    """What every day and night asks for, of one kind: allergies, medicines, bedtime. One row of each kind stands."""

    __tablename__ = "daily_need"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    words: Mapped[str]
    ended_at: Mapped[datetime | None]

    @property
    def section(self) -> str:
        """What the body needs belongs to health; routines to the page about the child."""
        return "health" if self.kind in HEALTH_NEEDS else "profile"

    def about(self, section: str) -> dict[str, Any]:
        """What daily safety needs is part of the health plan a carer is given."""
        return {"parts": frozenset({"daily_safety", "health_plan"})} if section == "health" else {}

    __table_args__ = child_table(
        "daily_need",
        Index("uq_daily_need_standing", "child_id", "kind", unique=True, postgresql_where=text("ended_at is null")),
    )


class DiaryEntry(OfChild, Base):
    """What a carer wrote in their diary of a child. Never changed: ``corrects_id`` names the entry it adds to.

    It stays readable by its author for good, through ``own_diary()``, after the placement has ended too.
    """

    __tablename__ = "diary_entry"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    happened_at: Mapped[datetime]
    words: Mapped[str]
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("diary_entry.id", ondelete="CASCADE"))

    def about(self, section: str) -> dict[str, Any]:
        """Whose it is."""
        return {"author_id": self.author_id, "owner_person_id": self.author_id}


class CarerStrain(OfChild, Base):
    """How a carer says they are, from 0 to 10, and what would help. Never changed; the newest counts."""

    __tablename__ = "carer_strain"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    carer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    said_on: Mapped[date]
    score: Mapped[int]
    would_help: Mapped[str | None]

    def about(self, section: str) -> dict[str, Any]:
        """Whose it is."""
        return {"author_id": self.carer_id, "owner_person_id": self.carer_id}

    __table_args__ = child_table("carer_strain", CheckConstraint("score between 0 and 10", name="score"))


class TimeAwayAnswer(StrEnum):
    """What a carer is answered who asks for time away."""

    AGREED = "agreed"
    LATER = "later"
    NOT_POSSIBLE = "not_possible"


class TimeAway(OfChild, Base):
    """A time in which a carer plans to be away: who cares then and what they need to know. It never counts against
    them."""

    __tablename__ = "time_away"
    section: ClassVar[str] = "carer_record"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    carer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    who_cares: Mapped[str | None]
    to_know: Mapped[str | None]
    answer: Mapped[str | None]
    answer_words: Mapped[str | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_on: Mapped[date | None]

    def about(self, section: str) -> dict[str, Any]:
        """Whose it is."""
        return {"author_id": self.carer_id, "owner_person_id": self.carer_id}

    __table_args__ = child_table(
        "time_away",
        CheckConstraint("to_on >= from_on", name="dates"),
        CheckConstraint(f"answer is null or {one_of('answer', TimeAwayAnswer)}", name="answer"),
        CheckConstraint("(answer is null) = (answered_on is null)", name="answered"),
    )


class TrainingState(StrEnum):
    """How far a training has come."""

    WANTED = "wanted"
    BOOKED = "booked"
    DONE = "done"


class CarerTraining(OfChild, Base):
    """A training that a carer wants, has booked or did: their own record."""

    __tablename__ = "carer_training"
    section: ClassVar[str] = "carer_record"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    carer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    what: Mapped[str]
    state: Mapped[str]
    on: Mapped[date | None] = mapped_column("held_on")

    def about(self, section: str) -> dict[str, Any]:
        """Whose it is."""
        return {"author_id": self.carer_id, "owner_person_id": self.carer_id}

    __table_args__ = child_table(
        "carer_training",
        CheckConstraint(one_of("state", TrainingState), name="state"),
        CheckConstraint("state = 'wanted' or held_on is not null", name="day"),
    )
