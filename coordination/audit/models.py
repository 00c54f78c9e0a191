"""The audit's tables as they are read: rows in 64 chains, and the head of each.

Nothing here is written through the ORM. The one way to add a row is the database function ``audit_append``, which
locks a chain, links the row to the one before it and moves the head; the application's login may do nothing else.
No row holds a personal value: references point to rows that can be destroyed, so a chain stays whole after erasure.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary, PrimaryKeyConstraint, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from coordination.db import Base

CHAINS = 64


class AuditRow(Base):
    """One row a request: who, what, which children, the outcome and the link to the row before."""

    __tablename__ = "audit_row"

    chain: Mapped[int] = mapped_column(SmallInteger)
    sequence: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    request_id: Mapped[UUID]
    actor_id: Mapped[UUID | None]
    process: Mapped[str | None]
    session_id: Mapped[UUID | None]
    role: Mapped[str | None]
    agency_id: Mapped[UUID | None]
    verb: Mapped[str]
    outcome: Mapped[str]
    rule: Mapped[str | None]
    children: Mapped[list[UUID]]
    sections: Mapped[list[str]]
    label: Mapped[str | None]
    object_kind: Mapped[str | None]
    object_id: Mapped[UUID | None]
    details: Mapped[dict[str, Any]]
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (
        PrimaryKeyConstraint("at", "chain", "sequence", name="pk_audit_row"),
        Index("ix_audit_row_chain", "chain", "sequence"),
        Index("ix_audit_row_children", "children", postgresql_using="gin"),
        Index("ix_audit_row_actor", "actor_id", "at"),
        {"postgresql_partition_by": "RANGE (at)"},
    )


class AuditChain(Base):
    """The head of one chain: its last sequence number and hash."""

    __tablename__ = "audit_chain"

    chain: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditOnce(Base):
    """A page somebody looked at a moment ago: looking again within 15 minutes adds no row."""

    __tablename__ = "audit_once"

    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    until: Mapped[datetime]
