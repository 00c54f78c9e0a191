"""Requests to see a record, item by item; what holds records, and the destroying of them.

What is about a request belongs to the child and goes with the record. Holds and erasures name a record by its key
alone, and outlast it.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.agencies.models import one_of
from coordination.db import Base, OfChild, Recorded, child_table, new_id, new_reference
from coordination.documents.models import IssuedDocument


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

    One record that is held is in the state "hold" of the access rules (``access/reach.py``): nothing on it is changed.
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


class RetentionPeriod(Recorded, Base):
    """How many years a council keeps one kind of record, and why. Never changed: the newest of a rule stands.

    ``under_law``: why it is shorter than what the law sets, where it is.
    """

    __tablename__ = "retention_period"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    rule: Mapped[str]
    years: Mapped[int]
    reason: Mapped[str]
    under_law: Mapped[str | None]

    __table_args__ = (
        Index("ix_retention_period_rule", "authority_id", "rule"),
        CheckConstraint("years between 1 and 150", name="years"),
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


class RequestState(StrEnum):
    """Where a request is: being worked on, answered, or taken back by whoever made it."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class AccessRequest(OfChild, Base):
    """Somebody asked to see what is held: UK GDPR article 15.

    ``proof_on``: the day it was known who asks, where that had to be asked first: the month begins then.
    ``paused_from`` and ``paused_to``: while something was asked back, so many days do not count. ``done`` of ``of``:
    how far the gathering is, table by table.
    """

    __tablename__ = "access_request"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(unique=True, default=new_reference)
    capacity: Mapped[str]
    asker_name: Mapped[str]
    authority_shown: Mapped[str | None]
    identity_how: Mapped[str]
    identity_on: Mapped[date | None]
    scope: Mapped[str | None]
    received_on: Mapped[date]
    proof_on: Mapped[date | None]
    paused_from: Mapped[date | None]
    paused_to: Mapped[date | None]
    paused_why: Mapped[str | None]
    extended_on: Mapped[date | None]
    extended_why: Mapped[str | None]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(default=RequestState.OPEN)
    done: Mapped[int] = mapped_column(default=0)
    of: Mapped[int] = mapped_column(default=0)
    gathered_at: Mapped[datetime | None]
    answered_on: Mapped[date | None]
    ended_why: Mapped[str | None]
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("issued_document.id"))
    data_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    version: Mapped[int] = mapped_column(default=1)

    document: Mapped[IssuedDocument | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = child_table(
        "access_request",
        CheckConstraint(one_of("state", RequestState), name="state"),
        CheckConstraint(
            "capacity in ('young_person', 'former_child', 'parental_responsibility', 'agent')", name="capacity"
        ),
    )


class AccessItem(OfChild, Base):
    """One thing that is held, as it was gathered for a request: what is proposed, and what a person decided.

    ``words`` are pairs of what a thing is called and what it says. ``cuts``: the words that are cut out of them.
    ``weighed``: what the policy weighs of the row it was gathered from (asking/weighing.py).
    """

    __tablename__ = "access_item"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("access_request.id", ondelete="CASCADE"), index=True)
    source: Mapped[str]
    source_id: Mapped[UUID]
    title: Mapped[str]
    section: Mapped[str]
    label: Mapped[str]
    on: Mapped[date | None]
    words: Mapped[list[Any]] = mapped_column(JSONB)
    weighed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    proposed: Mapped[str]
    exemption: Mapped[str]
    why: Mapped[str]
    decision: Mapped[str | None]
    decided_exemption: Mapped[str | None]
    decided_why: Mapped[str | None]
    cuts: Mapped[list[str]] = mapped_column(default=list)
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    second_by: Mapped[UUID | None]
    second_at: Mapped[datetime | None]

    __table_args__ = child_table(
        "access_item",
        CheckConstraint("proposed in ('release', 'redact', 'withhold')", name="proposed"),
        CheckConstraint("decision is null or decision in ('release', 'redact', 'withhold')", name="decision"),
        CheckConstraint("second_by is null or second_by <> decided_by", name="two_people"),
        Index("ix_access_item_request", "request_id", "section", "on"),
    )


class CorrectionState(StrEnum):
    """Where a request for a correction is."""

    WAITING = "waiting"
    CORRECTED = "corrected"
    DECLINED = "declined"


class Correction(OfChild, Base):
    """Somebody says that something held is wrong: UK GDPR article 16. Their words stay as they wrote them.

    ``statement_id``: the statement of the plan it is about, where it is about one. Declined, what they say stands
    beside it as a disagreement (``disagreement_id``).
    """

    __tablename__ = "correction"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    asker_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asker_name: Mapped[str]
    statement_id: Mapped[UUID | None] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    about_what: Mapped[str]
    wrong: Mapped[str]
    right: Mapped[str | None]
    asked_on: Mapped[date]
    state: Mapped[str] = mapped_column(default=CorrectionState.WAITING)
    answer: Mapped[str | None]
    decided_by: Mapped[UUID | None]
    decided_on: Mapped[date | None]
    disagreement_id: Mapped[UUID | None]

    __table_args__ = child_table(
        "correction",
        CheckConstraint(one_of("state", CorrectionState), name="state"),
    )
