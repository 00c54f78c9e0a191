"""Looked after: periods of care, legal status, placements and visits, as dated history."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coordination.db import Base, OfChild, child_table, new_id


class CarePeriod(OfChild, Base):
    """A period of being looked after, from its start to its end, with the reason it ended."""

    __tablename__ = "care_period"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    need_code: Mapped[str | None]
    end_reason: Mapped[str | None]
    doubt: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="entered")
    source_key: Mapped[str | None]

    __table_args__ = child_table(
        "care_period",
        UniqueConstraint("child_id", "source_key"),
        CheckConstraint("to_on is null or to_on >= from_on", name="dates"),
    )


class LegalStatus(OfChild, Base):
    """The legal ground on which a child is looked after (SSDA903 codes), with dates."""

    __tablename__ = "legal_status"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    doubt: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="entered")
    source_key: Mapped[str | None]

    __table_args__ = child_table(
        "legal_status",
        UniqueConstraint("child_id", "source_key"),
        CheckConstraint("to_on is null or to_on >= from_on", name="dates"),
    )


class Placement(OfChild, Base):
    """Where a looked-after child lives, with dates. The location itself follows its own label and is not here."""

    __tablename__ = "placement"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str]
    provider_code: Mapped[str | None]
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    urn: Mapped[str | None]
    carer_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    lasts_to_adulthood: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    change_reason: Mapped[str | None]
    doubt: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="entered")
    source_key: Mapped[str | None]

    __table_args__ = child_table(
        "placement",
        UniqueConstraint("child_id", "source_key"),
        CheckConstraint("to_on is null or to_on >= from_on", name="dates"),
    )


class Visit(OfChild, Base):
    """A visit to the child by the authority's worker (CPPCR 2010 reg 28), and whether they were seen alone."""

    __tablename__ = "visit"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    visited_on: Mapped[date]
    visitor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    seen_alone: Mapped[bool]
    why_not_alone: Mapped[str | None]
    source_key: Mapped[str | None]

    __table_args__ = child_table("visit", UniqueConstraint("child_id", "source_key"))
