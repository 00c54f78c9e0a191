"""One holistic plan: needs, strengths, worries, outcomes, actions owned per agency, and its agreed versions."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.agencies.models import Agency, Person, one_of
from coordination.cases.models import Case
from coordination.children.models import Child
from coordination.children.statements import (
    OfStatement,
    Statement,
    StatementKind,
    StatementVersion,
    statement_table,
)
from coordination.db import Base, OfChild, child_table, new_id
from coordination.documents.models import StoredFile


class Domain(StrEnum):
    """Parts of a child's life an outcome or need may belong to."""

    HEALTH = "health"
    EDUCATION = "education"
    EMOTIONAL = "emotional"
    FAMILY = "family"
    IDENTITY = "identity"
    INDEPENDENCE = "independence"
    SAFETY = "safety"
    STABILITY = "stability"
    ADULTHOOD = "adulthood"
    PARTICIPATION = "participation"


class Area(StrEnum):
    """The four broad areas of special educational need (SEND Code of Practice 2015, 6.28 to 6.35)."""

    COMMUNICATION = "communication"
    LEARNING = "learning"
    FEELINGS = "feelings"
    SENSES = "senses"


class ActionStatus(StrEnum):
    """Where an action stands."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    BLOCKED = "blocked"
    NOT_ACCEPTED = "not_accepted"
    CANCELLED = "cancelled"


class Plan(OfChild, Base):
    """A child's plan within a case. What it says is statements; what was agreed is its versions."""

    __tablename__ = "plan"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_episode.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(default="support")
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    agreed_version: Mapped[int] = mapped_column(default=0)
    agreed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    case: Mapped[Case] = relationship(foreign_keys=[case_id])
    child: Mapped[Child] = relationship(viewonly=True)

    __mapper_args__ = {"version_id_col": version}


class PlanStatement(OfChild, Base):
    """A statement's place in a plan. One statement may stand in several: that is the golden thread."""

    __tablename__ = "plan_statement"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)

    __table_args__ = child_table("plan_statement", UniqueConstraint("plan_id", "statement_id"))


class PlanVersion(OfChild, Base):
    """An agreed version of a plan: a manifest of statement versions. Immutable."""

    __tablename__ = "plan_version"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    number: Mapped[int]
    agreed_at: Mapped[datetime]
    agreed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str | None]
    # Why words for the young person had to be harder to read than was chosen for them.
    hard_words_why: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="agreed")

    lines: Mapped[list["PlanVersionLine"]] = relationship(order_by="PlanVersionLine.position", passive_deletes=True)

    __table_args__ = child_table("plan_version", UniqueConstraint("plan_id", "number"))


class PlanVersionLine(OfChild, Base):
    """One line of a plan version's manifest."""

    __tablename__ = "plan_version_line"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    plan_version_id: Mapped[UUID] = mapped_column(ForeignKey("plan_version.id", ondelete="CASCADE"))
    statement_version_id: Mapped[UUID] = mapped_column(ForeignKey("statement_version.id", ondelete="CASCADE"))
    position: Mapped[int]

    statement_version: Mapped[StatementVersion] = relationship()

    __table_args__ = child_table("plan_version_line", UniqueConstraint("plan_version_id", "statement_version_id"))


class Need(OfStatement, Statement):
    """Something the child needs help with. What stands after the area is asked for in plans in sections only."""

    __tablename__ = "need"
    facts_kept: ClassVar[tuple[str, ...]] = (
        "domain",
        "area",
        "strength",
        "evidence",
        "baseline",
        "diagnosis",
        "impact",
        "linked_to_sen",
    )

    domain: Mapped[str | None]
    area: Mapped[str | None]
    strength: Mapped[str | None]
    evidence: Mapped[str | None]
    baseline: Mapped[str | None]
    diagnosis: Mapped[str | None]
    impact: Mapped[str | None]
    linked_to_sen: Mapped[bool | None]

    __mapper_args__ = {"polymorphic_identity": StatementKind.NEED.value}


class Strength(OfStatement, Statement):
    """Something that is going well, and what keeps it going."""

    __tablename__ = "strength"
    facts_kept: ClassVar[tuple[str, ...]] = ("domain", "keeps_going")

    domain: Mapped[str | None]
    keeps_going: Mapped[str | None]

    __mapper_args__ = {"polymorphic_identity": StatementKind.STRENGTH.value}


class Worry(OfStatement, Statement):
    """What somebody is worried about: what happened, its effect on the child, and what needs to happen."""

    __tablename__ = "worry"
    facts_kept: ClassVar[tuple[str, ...]] = ("domain", "goal")

    domain: Mapped[str | None]
    goal: Mapped[str | None]

    __mapper_args__ = {"polymorphic_identity": StatementKind.WORRY.value}


class Outcome(OfStatement, Statement):
    """A change the team works for, with where it starts, how it is measured and what is aimed at."""

    __tablename__ = "outcome"
    facts_kept: ClassVar[tuple[str, ...]] = (
        "need_id",
        "domain",
        "baseline",
        "measure",
        "target",
        "target_on",
        "status",
        "progress",
        "progress_at_start",
        "agreed_with_child_on",
        "agreed_with_parent_on",
        "strand",
        "steps",
        "monitored_by",
    )

    need_id: Mapped[UUID | None] = mapped_column(ForeignKey("need.id", ondelete="SET NULL"))
    domain: Mapped[str | None]
    baseline: Mapped[str | None]
    measure: Mapped[str | None]
    target: Mapped[str | None]
    target_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(default="on_track")
    progress: Mapped[int | None]
    progress_at_start: Mapped[int | None]
    agreed_with_child_on: Mapped[date | None]
    agreed_with_parent_on: Mapped[date | None]
    # Which part of preparing for adulthood it serves, the smaller steps on the way, and who watches over it.
    strand: Mapped[str | None]
    steps: Mapped[str | None]
    monitored_by: Mapped[str | None]

    __mapper_args__ = {"polymorphic_identity": StatementKind.OUTCOME.value}


class Action(OfStatement, Statement):
    """What one named person of one agency will do, by when. It is theirs once they accept it."""

    __tablename__ = "action"
    facts_kept: ClassVar[tuple[str, ...]] = (
        "number",
        "outcome_id",
        "owner_id",
        "agency_id",
        "supporting",
        "due_on",
        "check_on",
        "priority",
        "status",
        "acceptance",
        "declined_reason",
        "blocker",
        "blocked_on",
        "note",
        "done_on",
        "evidence",
        "carried",
        "from_review_id",
    )

    number: Mapped[int]
    outcome_id: Mapped[UUID | None] = mapped_column(ForeignKey("outcome.id", ondelete="SET NULL"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    supporting: Mapped[str | None]
    due_on: Mapped[date | None]
    check_on: Mapped[date | None]
    priority: Mapped[str] = mapped_column(default="normal")
    status: Mapped[str] = mapped_column(default=ActionStatus.NOT_STARTED.value)
    acceptance: Mapped[str] = mapped_column(default="offered")
    declined_reason: Mapped[str | None]
    blocker: Mapped[str | None]
    blocked_on: Mapped[date | None]
    note: Mapped[str | None]
    done_on: Mapped[date | None]
    evidence: Mapped[str | None]
    carried: Mapped[int] = mapped_column(default=0)
    from_review_id: Mapped[UUID | None]
    # The same for every action that is one and the same for several brothers and sisters.
    shared_id: Mapped[UUID | None] = mapped_column(index=True)

    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    agency: Mapped[Agency | None] = relationship(foreign_keys=[agency_id])

    __mapper_args__ = {"polymorphic_identity": StatementKind.ACTION.value}
    __table_args__ = statement_table(
        "action",
        CheckConstraint(one_of("status", ActionStatus), name="status"),
        CheckConstraint("acceptance in ('offered', 'accepted', 'declined')", name="acceptance"),
        Index("ix_action_agency_due", "agency_id", "status", "due_on"),
        Index("ix_action_owner_due", "owner_id", "status", "due_on"),
    )


class ActionFile(OfChild, Base):
    """A file somebody attached to an action when they said how it is going."""

    __tablename__ = "action_file"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    action_id: Mapped[UUID] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    name: Mapped[str]

    file: Mapped[StoredFile] = relationship(viewonly=True)


class ProvisionLine(OfStatement, Statement):
    """Help that is given regularly: what, by whom, how much and how often; at school in which area of need, and to how
    many together (1: alone).
    """

    __tablename__ = "provision_line"
    facts_kept: ClassVar[tuple[str, ...]] = (
        "agency_id",
        "who",
        "hours_per_week",
        "how_often",
        "from_on",
        "to_on",
        "outcome_id",
        "area",
        "group_size",
        "sessions_per_week",
        "session_minutes",
        "weeks_per_year",
        "setting",
        "expertise",
        "funding",
        "monitoring",
        "review_on",
        "commissioner",
        "commissioner_agreed_on",
    )

    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    who: Mapped[str | None]
    hours_per_week: Mapped[float | None]
    how_often: Mapped[str | None]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    outcome_id: Mapped[UUID | None] = mapped_column(ForeignKey("outcome.id", ondelete="SET NULL"))
    area: Mapped[str | None]
    group_size: Mapped[int | None]
    sessions_per_week: Mapped[float | None]
    session_minutes: Mapped[int | None]
    weeks_per_year: Mapped[int | None]
    setting: Mapped[str | None]
    expertise: Mapped[str | None]
    funding: Mapped[str | None]
    monitoring: Mapped[str | None]
    review_on: Mapped[date | None]
    commissioner: Mapped[str | None]
    commissioner_agreed_on: Mapped[date | None]

    agency: Mapped[Agency | None] = relationship(foreign_keys=[agency_id])

    __mapper_args__ = {"polymorphic_identity": StatementKind.PROVISION.value}


class Contingency(OfStatement, Statement):
    """What if things get worse: the sign, who does what, and whom to ring."""

    __tablename__ = "contingency"
    facts_kept: ClassVar[tuple[str, ...]] = ("who", "phone")

    who: Mapped[str | None]
    phone: Mapped[str | None]

    __mapper_args__ = {"polymorphic_identity": StatementKind.CONTINGENCY.value}


class Crossing(OfChild, Base):
    """A change that crossed with somebody else's: what both started from and what was sent second, kept word
    for word.

    The first one saved stands in the statement. Nothing of the second is lost or applied until somebody
    decides, and the row stays after that, so that what was set aside can still be read.
    """

    __tablename__ = "crossing"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), index=True)
    seen: Mapped[int]
    base: Mapped[dict[str, Any]] = mapped_column(default=dict)
    mine: Mapped[dict[str, Any]] = mapped_column(default=dict)
    why: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
