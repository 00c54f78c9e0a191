"""Children in need and child protection: referrals, assessments, enquiries, conferences and the plans they make.

Sources: Children Act 1989 ss.17 and 47; Working Together to Safeguard Children 2023 (statutory guidance); the codes are
those of the children in need census.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from coordination.db import Base, OfChild, child_table, new_id


class Referral(OfChild, Base):
    """A request for help that children's social care received, its answer, and the end of what it began.

    ``source``, ``need_code`` and ``closure_code`` are codes of the census (who referred, the main need, why it was
    closed). ``answer`` and ``answered_on``: what was decided; ``told_on``: the day whoever referred was told.
    """

    __tablename__ = "referral"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    received_on: Mapped[date]
    source: Mapped[str | None]
    need_code: Mapped[str | None]
    why: Mapped[str | None]
    answer: Mapped[str | None]
    answered_on: Mapped[date | None]
    answer_why: Mapped[str | None]
    told_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    closure_code: Mapped[str | None]
    source_key: Mapped[str | None]

    __table_args__ = child_table(
        "referral",
        UniqueConstraint("child_id", "source_key"),
        CheckConstraint(
            "answer in ('assess', 'enquiry', 'early_help', 'other_service', 'no_further_action')", name="answer"
        ),
        CheckConstraint("(answer is null) = (answered_on is null)", name="answered"),
        CheckConstraint("answered_on >= received_on and told_on >= received_on", name="answered_on"),
        CheckConstraint("closed_on >= received_on", name="closed_on"),
        CheckConstraint("closure_code is null or closed_on is not null", name="closure"),
    )


class FamilyAssessment(OfChild, Base):
    """A child and family assessment (section 17): when, the factors that were found, and what follows.

    ``look_on`` is the day its manager looks at how it goes (the internal review of the census); ``finished_on`` the day
    it was authorised. ``factors`` are codes of the census.
    """

    __tablename__ = "family_assessment"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    started_on: Mapped[date]
    look_on: Mapped[date | None]
    finished_on: Mapped[date | None]
    child_seen: Mapped[bool | None]
    factors: Mapped[list[str]] = mapped_column(default=list)
    found: Mapped[str | None]
    outcome: Mapped[str | None]
    source_key: Mapped[str | None]

    __table_args__ = child_table(
        "family_assessment",
        UniqueConstraint("child_id", "source_key"),
        CheckConstraint(
            "outcome in ('child_in_need_plan', 'enquiry', 'looked_after', 'early_help', 'other_service',"
            " 'no_further_action')",
            name="outcome",
        ),
        CheckConstraint("finished_on >= started_on and look_on >= started_on", name="dates"),
        CheckConstraint("outcome is null or finished_on is not null", name="outcome_finished"),
        Index(
            "uq_family_assessment_running",
            "child_id",
            unique=True,
            postgresql_where=text("finished_on is null and source_key is null"),
        ),
    )


class Enquiry(OfChild, Base):
    """A strategy discussion, and the section 47 enquiry where it began one.

    ``outcome``: concerns borne out and a conference is needed, borne out but no conference, or not borne out.
    """

    __tablename__ = "enquiry"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    discussed_on: Mapped[date]
    who_took_part: Mapped[str | None]
    why: Mapped[str | None]
    started: Mapped[bool]
    finished_on: Mapped[date | None]
    outcome: Mapped[str | None]
    found: Mapped[str | None]
    source_key: Mapped[str | None]

    __table_args__ = child_table(
        "enquiry",
        UniqueConstraint("child_id", "source_key"),
        CheckConstraint("outcome in ('conference', 'no_conference', 'not_borne_out')", name="outcome"),
        CheckConstraint("finished_on >= discussed_on", name="finished_on"),
        CheckConstraint("finished_on is null or started", name="finished_started"),
        CheckConstraint("(outcome is null) = (finished_on is null)", name="outcome_finished"),
    )


class ProtectionPlan(OfChild, Base):
    """The time a child is the subject of a child protection plan, with the category of abuse at first and now."""

    __tablename__ = "protection_plan"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    first_category: Mapped[str | None]
    latest_category: Mapped[str | None]
    end_why: Mapped[str | None]
    source_key: Mapped[str | None]

    __table_args__ = child_table(
        "protection_plan",
        UniqueConstraint("child_id", "source_key"),
        CheckConstraint("to_on is null or to_on >= from_on", name="dates"),
        Index(
            "uq_protection_plan_running",
            "child_id",
            unique=True,
            postgresql_where=text("to_on is null and source_key is null"),
        ),
    )


class Conference(OfChild, Base):
    """What a child protection conference decided. The meeting itself is held in the review room: ``review_id``.

    ``kind``: initial, review, or of a child who moved here with a plan (``transfer_in``).
    """

    __tablename__ = "protection_conference"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    held_on: Mapped[date]
    review_id: Mapped[UUID | None] = mapped_column(ForeignKey("review.id", ondelete="SET NULL"))
    plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("protection_plan.id", ondelete="SET NULL"))
    decision: Mapped[str]
    category: Mapped[str | None]
    why: Mapped[str | None]
    source_key: Mapped[str | None]

    __table_args__ = child_table(
        "protection_conference",
        UniqueConstraint("child_id", "source_key"),
        CheckConstraint("kind in ('initial', 'review', 'transfer_in')", name="kind"),
        CheckConstraint("decision in ('plan', 'no_plan', 'goes_on', 'ends')", name="decision"),
        CheckConstraint("(kind = 'review') = (decision in ('goes_on', 'ends'))", name="decision_kind"),
    )


class NeedPlan(OfChild, Base):
    """The time a child has a child in need plan (section 17)."""

    __tablename__ = "child_in_need_plan"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    end_why: Mapped[str | None]
    source_key: Mapped[str | None]

    __table_args__ = child_table(
        "child_in_need_plan",
        UniqueConstraint("child_id", "source_key"),
        CheckConstraint("to_on is null or to_on >= from_on", name="dates"),
        Index(
            "uq_child_in_need_plan_running",
            "child_id",
            unique=True,
            postgresql_where=text("to_on is null and source_key is null"),
        ),
    )
