"""One-time links: what each is to, whose it is, and what became of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.agencies.models import Agency, Person, one_of
from coordination.children.models import Child
from coordination.db import Base, OfChild, child_table, new_id


class Purpose(StrEnum):
    """What a link is for: contributing to a review, saying how one action is going, giving advice for an EHC
    assessment, or answering whether a setting can take a child.
    """

    CONTRIBUTION = "contribution"
    ACTION = "action"
    ADVICE = "advice"
    CONSULTATION = "consultation"


class OneTimeLink(OfChild, Base):
    """A link one person was sent to do one thing. Here are only digests of its token and of the code that opens it.

    ``thing_id``: the place on a review, or the action. ``opened_at``: the first time a code was right. ``used_at``:
    when the thing was done, which spends it. ``ended_at``: when somebody took it back or sent another.
    """

    __tablename__ = "one_time_link"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    purpose: Mapped[str]
    thing_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    role: Mapped[str]
    token_digest: Mapped[str] = mapped_column(unique=True)
    ends_at: Mapped[datetime]
    code_digest: Mapped[str | None]
    code_ends_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]

    person: Mapped[Person] = relationship(viewonly=True)
    agency: Mapped[Agency | None] = relationship(viewonly=True)
    child: Mapped[Child] = relationship(viewonly=True)

    __table_args__ = child_table(
        "one_time_link",
        CheckConstraint(one_of("purpose", Purpose), name="purpose"),
        Index("ix_one_time_link_thing", "thing_id"),
    )
