"""What a stability meeting began from, and whether it was so; and the plan for where a child grows up."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from coordination.agencies.models import one_of
from coordination.db import Base, OfChild, child_table, new_id


class Permanence(StrEnum):
    """The ways in which a looked-after child comes to a home that lasts."""

    HOME = "home"
    CONNECTED = "connected_person"
    FOSTER = "long_term_foster"
    GUARDIANSHIP = "guardianship"
    ADOPTION = "adoption"
    ADULTHOOD = "adulthood"
    OTHER = "other"


class StabilitySign(OfChild, Base):
    """A sign that was there when a stability meeting was planned, and whether it said something true.

    ``section``: what its evidence rests on. Who may not read that does not learn that there was such a sign.
    """

    __tablename__ = "stability_sign"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    code: Mapped[str]
    section: Mapped[str]
    seen_on: Mapped[date]
    judged: Mapped[str | None]
    judged_on: Mapped[date | None]
    judged_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = child_table(
        "stability_sign",
        UniqueConstraint("review_id", "code"),
        CheckConstraint("judged in ('yes', 'partly', 'no')", name="judged"),
        CheckConstraint("(judged is null) = (judged_on is null)", name="judged_on"),
    )


class StabilityOutcome(OfChild, Base):
    """What came of a stability meeting, in words, for whoever looks at the child's moves."""

    __tablename__ = "stability_outcome"
    section: ClassVar[str] = "placement"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), unique=True)
    words: Mapped[str]
    said_on: Mapped[date]
    said_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    __table_args__ = child_table("stability_outcome")


class PermanencePlan(OfChild, Base):
    """The plan for where a child grows up, as a history: one stands, and the next one ends it.

    ``parallel``: what is prepared beside it, where the first may not come about. ``review_id``: the looked-after review
    that decided it. ``answers_id``: who sees to it that it comes about.
    """

    __tablename__ = "permanence_plan"
    section: ClassVar[str] = "placement"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    review_id: Mapped[UUID | None] = mapped_column(ForeignKey("review.id", ondelete="SET NULL"))
    parallel: Mapped[str | None]
    in_the_way: Mapped[str | None]
    answers_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str | None]

    __table_args__ = child_table(
        "permanence_plan",
        CheckConstraint(one_of("kind", Permanence), name="kind"),
        CheckConstraint(one_of("parallel", Permanence), name="parallel"),
        CheckConstraint("parallel is null or parallel <> kind", name="parallel_differs"),
        CheckConstraint("to_on is null or to_on >= from_on", name="dates"),
        Index("uq_permanence_plan_standing", "child_id", unique=True, postgresql_where=text("to_on is null")),
    )
