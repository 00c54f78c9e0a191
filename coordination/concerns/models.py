"""A safeguarding concern: what somebody saw or heard, who read it and when, and what was done about it."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from coordination.agencies.models import one_of
from coordination.concerns.kinds import Kind
from coordination.db import Base, OfChild, child_table, new_id

SECTION = "enquiries"


class Answer(StrEnum):
    """What somebody who raises a concern knows. Nobody has to say."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"
    UNSAID = ""


class Outcome(StrEnum):
    """What whoever acted on a concern decided."""

    STRATEGY = "strategy_discussion"
    REFERRAL = "referral"
    IN_PLAN = "in_the_plan"
    NOTHING = "no_further_action"
    ANSWERED = "answered"


class Concern(OfChild, Base):
    """What somebody told: it is saved whatever it says, and nothing of it is changed afterwards.

    ``kind``: a concern that a child is not safe, or a young person's own worry or question (``kinds.json``).
    ``caveats``: "not-to:<person>" for each person it is about who would otherwise read it: they are told nothing of it.
    ``tell_again_at``: when those who must read it are told again, as long as nobody has. ``teller_told_at``: when
    whoever raised it was last told that it was read or decided about. ``hard_words_why``: why the answer to a young
    person had to be harder to read than was chosen for them.
    """

    __tablename__ = "concern"
    section: ClassVar[str] = SECTION
    # Opening it says that it was read.
    written_by_reading = frozenset({"read_at", "read_by", "tell_again_at"})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(default=Kind.CONCERN.value)
    raised_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    raised_name: Mapped[str]
    raised_as: Mapped[str]
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    raised_at: Mapped[datetime]
    seen: Mapped[str]
    when_words: Mapped[str] = mapped_column(default="")
    present: Mapped[str] = mapped_column(default="")
    child_seen: Mapped[str] = mapped_column(default="")
    safe_now: Mapped[str] = mapped_column(default="")
    did: Mapped[str] = mapped_column(default="")
    reach_by: Mapped[str] = mapped_column(default="")
    caveats: Mapped[list[str]] = mapped_column(default=list)
    tell_again_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    read_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str | None]
    done: Mapped[str | None]
    asked_whom: Mapped[str | None]
    told: Mapped[str | None]
    hard_words_why: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    teller_told_at: Mapped[datetime | None]

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: who raised it."""
        return {"author_id": self.raised_by}

    __table_args__ = child_table(
        "concern",
        CheckConstraint(one_of("kind", Kind), name="kind"),
        CheckConstraint(one_of("child_seen", Answer), name="child_seen"),
        CheckConstraint(one_of("safe_now", Answer), name="safe_now"),
        CheckConstraint(f"outcome is null or {one_of('outcome', Outcome)}", name="outcome"),
        CheckConstraint("(decided_at is null) = (outcome is null)", name="decided"),
        CheckConstraint("(read_at is null) = (read_by is null)", name="read"),
        Index("ix_concern_open", "authority_id", "raised_at", postgresql_where="decided_at is null"),
    )
