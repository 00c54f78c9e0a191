"""What a stability meeting began from, and whether it was so; the plan for where a child grows up; and how they see
their family."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.agencies.models import one_of
from coordination.children.models import NetworkMember
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


class Way(StrEnum):
    """How a child and somebody of the family see or hear each other."""

    IN_PERSON = "in_person"
    SUPERVISED = "supervised"
    PHONE = "phone"
    LETTERS = "letters"
    NONE = "none"


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


class FamilyTime(OfChild, Base):
    """How a child sees somebody of the family, as a history: whom, how, how often and where, in words.

    ``section``: of the family, or of brothers and sisters. ``called``: what the child calls them.
    ``rests_on``: an order or what was agreed. ``child_reads``:
    it stands on the child's own page. ``both_agree``: whoever answers for the brother's or sister's record agrees to
    that; without it nothing of them stands there.
    """

    __tablename__ = "family_time"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("network_member.id"), index=True)
    section: Mapped[str]
    called: Mapped[str]
    how: Mapped[str]
    how_often: Mapped[str]
    place: Mapped[str | None]
    rests_on: Mapped[str]
    order_words: Mapped[str | None]
    child_wish: Mapped[str | None]
    why: Mapped[str | None]
    both_agree: Mapped[bool] = mapped_column(default=False)
    child_reads: Mapped[bool] = mapped_column(default=False)
    audiences: Mapped[list[str]] = mapped_column(default=list)
    published_at: Mapped[datetime | None]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    ended_why: Mapped[str | None]

    member: Mapped[NetworkMember] = relationship(viewonly=True, lazy="joined")

    def about(self, section: str) -> dict[str, Any]:
        """Whose it is: who sees the child. Nobody else of the family is told."""
        return {"owner_person_id": self.member.person_id}

    __table_args__ = child_table(
        "family_time",
        CheckConstraint("section in ('family_network', 'sibling_links')", name="section"),
        CheckConstraint(one_of("how", Way), name="how"),
        CheckConstraint("rests_on in ('order', 'agreement', 'plan')", name="rests_on"),
        CheckConstraint("to_on is null or to_on >= from_on", name="dates"),
        Index("uq_family_time_standing", "member_id", "how", unique=True, postgresql_where=text("to_on is null")),
    )


class FamilyTimeHeld(OfChild, Base):
    """One time that a child was to see somebody of the family: whether it happened, why not, and how the child was."""

    __tablename__ = "family_time_held"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    family_time_id: Mapped[UUID] = mapped_column(ForeignKey("family_time.id", ondelete="CASCADE"), index=True)
    section: Mapped[str]
    was_on: Mapped[date]
    happened: Mapped[bool]
    why_not: Mapped[str | None]
    after: Mapped[str | None]

    __table_args__ = child_table("family_time_held", CheckConstraint("happened or why_not is not null", name="why_not"))
