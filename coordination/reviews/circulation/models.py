"""Lines of sending out: one paper for one person, how they get it, or why not."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.agencies.models import one_of
from coordination.db import Base, OfChild, child_table, new_id
from coordination.documents.models import DocumentCopy
from coordination.reviews.models import Review


class Channel(StrEnum):
    """How somebody gets their version of a record: in their account, on paper by hand, or not at all, for a reason."""

    ACCOUNT = "account"
    PAPER = "paper"
    WITHHELD = "withheld"


class CirculationLine(OfChild, Base):
    """One paper for one person, as somebody chose to send a review's record out: how, or why not.

    ``batch_id`` is the press of the button. ``refused`` is why the job that sent it decided against it (a key of
    ``words.REFUSALS``). ``told_at`` is when an account was told or the paper was handed over.
    """

    __tablename__ = "circulation_line"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    batch_id: Mapped[UUID] = mapped_column(index=True)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    role: Mapped[str]
    kind: Mapped[str]
    audience: Mapped[str]
    standing: Mapped[str]
    channel: Mapped[str]
    reason: Mapped[str | None]
    refused: Mapped[str | None]
    copy_id: Mapped[UUID | None] = mapped_column(ForeignKey("document_copy.id"), index=True)
    queued_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    # Of a safeguarding record: it goes nowhere until somebody else has looked at what goes to whom.
    needs_second: Mapped[bool] = mapped_column(default=False, server_default=false())
    second_by: Mapped[UUID | None]
    second_at: Mapped[datetime | None]

    copy: Mapped[DocumentCopy | None] = relationship()
    review: Mapped[Review] = relationship()

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: that of the review."""
        return self.review.about(section)

    __table_args__ = child_table(
        "circulation_line",
        CheckConstraint(one_of("channel", Channel), name="channel"),
        CheckConstraint("channel <> 'withheld' or reason is not null", name="reason"),
        CheckConstraint("second_by <> recorded_by", name="second_person"),
        UniqueConstraint(
            "batch_id",
            "person_id",
            "name",
            "kind",
            name="uq_circulation_line_batch",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_circulation_line_review", "authority_id", "review_id"),
    )
