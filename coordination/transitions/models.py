"""The road to adulthood: how each step stands, what the young person says of it, what is settled for the adult years,
and where a care leaver lives."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coordination.db import Base, OfChild, child_table, new_id


class RunwayStep(OfChild, Base):
    """How one step of the runway stands for one young person. ``step``: runway.py.

    ``responsible_id``: who of the team sees to it; ``why``: why it is not needed.
    """

    __tablename__ = "runway_step"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    step: Mapped[str]
    state: Mapped[str]
    why: Mapped[str | None]
    responsible_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    evidence: Mapped[str | None]
    done_on: Mapped[date | None]

    __table_args__ = child_table(
        "runway_step",
        UniqueConstraint("child_id", "step"),
        CheckConstraint("state in ('not_started', 'under_way', 'done', 'not_needed')", name="state"),
        CheckConstraint("(state = 'not_needed') = (why is not null)", name="why"),
        CheckConstraint("(state = 'done') = (done_on is not null)", name="done_on"),
    )


class RunwayAnswer(OfChild, Base):
    """What the young person says of one step: that it is right, that they want help with it, or that they disagree."""

    __tablename__ = "runway_answer"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    step: Mapped[str]
    answer: Mapped[str]
    words: Mapped[str | None]
    said_on: Mapped[date]

    __table_args__ = child_table(
        "runway_answer",
        UniqueConstraint("child_id", "step"),
        CheckConstraint("answer in ('right', 'help', 'disagree')", name="answer"),
        CheckConstraint("answer <> 'disagree' or words is not null", name="words"),
    )


class AdultArrangement(OfChild, Base):
    """What is settled for the years from 18: which adult service takes over, the home, or the income (``kind``).

    Of each kind the one decided last counts. ``sure``: whether it is certain or planned. It never says where a home is.
    """

    __tablename__ = "adult_arrangement"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    what: Mapped[str]
    sure: Mapped[bool | None]
    decided_by: Mapped[str | None]
    decided_on: Mapped[date]
    why: Mapped[str | None]

    __table_args__ = child_table(
        "adult_arrangement",
        CheckConstraint("kind in ('adult_side', 'home', 'income')", name="kind"),
        CheckConstraint("(kind = 'adult_side') = (decided_by is not null)", name="decided_by"),
        CheckConstraint("(kind = 'adult_side') = (sure is null)", name="sure"),
        CheckConstraint("kind <> 'adult_side' or why is not null", name="why"),
    )


class LeaverHome(OfChild, Base):
    """A care leaver moved to other accommodation: of which kind (code of ``care_leaver_accommodation``, SSDA903), and
    the check that it is suitable. Never where it is.

    Source: Care Leavers (England) Regulations 2010, regulations 8 and 9 and Schedule 2 (to be confirmed locally).
    """

    __tablename__ = "leaver_home"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str]
    moved_on: Mapped[date]
    suitable: Mapped[bool]
    safety: Mapped[str]
    repair: Mapped[str]
    cost: Mapped[str]
    location: Mapped[str]
    support: Mapped[str]
    young_view: Mapped[str | None]

    __table_args__ = child_table("leaver_home", UniqueConstraint("child_id", "moved_on"))
