"""What holds a record, and the destroying of records: rows that name a record by its key alone, and outlast it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from coordination.agencies.models import one_of
from coordination.db import Base, Recorded, new_id, new_reference


class HoldGround(StrEnum):
    """Why records are kept although their time is over."""

    INQUIRY = "inquiry"
    CLAIM = "claim"
    COMPLAINT = "complaint"
    POLICE = "police"
    REVIEW = "review"
    ARCHIVE = "archive"


class RetentionHold(Recorded, Base):
    """Something that keeps one record, or (no ``subject_id``) every record of an authority, from being destroyed.

    It names the record by its key and says no word of what is in it: ``papers`` is where the reason is written down.
    """

    __tablename__ = "retention_hold"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    subject_id: Mapped[UUID | None]
    ground: Mapped[str]
    papers: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_by: Mapped[UUID | None]

    def stands(self, on: date) -> bool:
        """Whether it holds on the day ``on``."""
        return self.ended_on is None and self.from_on <= on and (self.until_on is None or on <= self.until_on)

    __table_args__ = (
        Index("ix_retention_hold_subject", "authority_id", "subject_id"),
        CheckConstraint(one_of("ground", HoldGround), name="ground"),
        CheckConstraint("until_on is null or until_on >= from_on", name="dates"),
    )


class ErasureState(StrEnum):
    """Where the destroying of a record is on its way.

    ``shredded``: the rows and the key are gone and nothing can be read; its files still have to be taken away.
    """

    PROPOSED = "proposed"
    REFUSED = "refused"
    APPROVED = "approved"
    SHREDDED = "shredded"
    DONE = "done"


class Erasure(Recorded, Base):
    """The destroying of one record: proposed by one person, approved by another, and what is left to show for it.

    When it is done it is the certificate: the rule, who said so, when, and how many rows of what there were. It holds
    no personal value of the child: ``subject_id`` is the key that the audit has, and leads to nothing any more.
    """

    __tablename__ = "erasure"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True, default=lambda: new_reference(9))
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    subject_id: Mapped[UUID]
    reference: Mapped[str | None]
    rule: Mapped[str]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(default=ErasureState.PROPOSED)
    proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    refused_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    refused_at: Mapped[datetime | None]
    stopped: Mapped[str | None]
    erased_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    files: Mapped[list[str]] = mapped_column(default=list)
    file_keys: Mapped[list[str]] = mapped_column(default=list)
    certificate: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = (
        CheckConstraint(one_of("state", ErasureState), name="state"),
        CheckConstraint("approved_by is null or approved_by <> proposed_by", name="two_people"),
        Index("ix_erasure_authority", "authority_id", "state"),
        Index(
            "uq_erasure_standing",
            "subject_id",
            unique=True,
            postgresql_where="state <> 'refused'",
        ),
    )
