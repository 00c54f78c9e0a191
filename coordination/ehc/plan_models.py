"""Plans in sections: the EHC plan, and whatever other plan of the same elements an authority sets up as data.

What a plan says is statements, each standing in a section; the same statement may stand in the support plan, so an
action done once is evidence for both. What was sent to anybody is an issue: immutable, a manifest of versions.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Date

from coordination.agencies.models import Agency, Person, one_of
from coordination.children.models import Child
from coordination.children.statements import OfStatement, Statement, StatementKind, StatementVersion
from coordination.db import Base, OfChild, child_table, new_id, new_reference
from coordination.ehc.holders import LABEL, holder_of, not_told


class Aspiration(OfStatement, Statement):
    """Section A: what the child, the young person or their parents say, hope and want known.

    ``about`` is a code of ``words.PROMPTS``; ``said_by``: child, parent, carer or other.
    """

    __tablename__ = "aspiration"
    facts_kept: ClassVar[tuple[str, ...]] = ("prompt", "said_by", "gathered_how", "gathered_on", "helped_by")

    prompt: Mapped[str | None]
    said_by: Mapped[str | None]
    gathered_how: Mapped[str | None]
    gathered_on: Mapped[date | None]
    helped_by: Mapped[str | None]

    __mapper_args__ = {"polymorphic_identity": StatementKind.ASPIRATION.value}


class IssueKind(StrEnum):
    """What was sent: a draft, a notice of proposed amendments, or a final plan, first or amended."""

    DRAFT = "draft"
    AMENDMENT = "amendment"
    FINAL = "final"
    AMENDED = "amended"


FINALS = frozenset({IssueKind.FINAL.value, IssueKind.AMENDED.value})


class FormalPlan(OfChild, Base):
    """A plan in sections, of one type. ``placement`` is section I: empty of name and type until it is final.

    ``front`` holds what stands before section A beside the child's own details.
    """

    __tablename__ = "formal_plan"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(unique=True, default=new_reference)
    type: Mapped[str] = mapped_column(default="ehc")
    layer: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="draft")
    started_on: Mapped[date]
    first_issued_on: Mapped[date | None]
    issued_on: Mapped[date | None]
    reviewed_on: Mapped[date | None]
    ceased_on: Mapped[date | None]
    cease_reason: Mapped[str | None]
    front: Mapped[dict[str, Any]] = mapped_column(default=dict)
    placement: Mapped[dict[str, Any]] = mapped_column(default=dict)
    setting_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    officer_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    from_plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("formal_plan.id"))
    label: Mapped[str] = mapped_column(default=LABEL)
    version: Mapped[int] = mapped_column(default=1)
    source_key: Mapped[str | None]

    child: Mapped[Child] = relationship(viewonly=True)
    officer: Mapped[Person | None] = relationship(foreign_keys=[officer_id], viewonly=True)
    setting: Mapped[Agency | None] = relationship(viewonly=True)
    places: Mapped[list["PlanPlace"]] = relationship(
        back_populates="plan", order_by="PlanPlace.section, PlanPlace.position", passive_deletes=True
    )
    issues: Mapped[list["PlanIssue"]] = relationship(order_by="PlanIssue.number", passive_deletes=True)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = child_table(
        "formal_plan",
        CheckConstraint("state in ('draft', 'final', 'ceased')", name="state"),
        Index("ix_formal_plan_state", "authority_id", "type", "state", "issued_on"),
        Index("ix_formal_plan_source", "child_id", "source_key", unique=True),
    )


class PlanPlace(OfChild, Base):
    """A statement's place in a section of a plan. ``from_place_id``: the place in another plan it was carried from."""

    __tablename__ = "formal_plan_place"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("formal_plan.id", ondelete="CASCADE"))
    section: Mapped[str]
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    from_place_id: Mapped[UUID | None]
    label: Mapped[str] = mapped_column(default=LABEL)

    plan: Mapped[FormalPlan] = relationship(back_populates="places")
    statement: Mapped[Statement] = relationship()

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: the section it stands in, and whose service gives it."""
        return {
            "parts": frozenset({self.section}),
            "part_of": frozenset({self.plan_id}),
            "agency_id": getattr(self.statement, "agency_id", None) or self.statement.originator_agency_id,
            "author_id": self.statement.originator_id,
            "caveats": frozenset(self.statement.caveats or ()),
        }

    __table_args__ = child_table(
        "formal_plan_place",
        UniqueConstraint("plan_id", "section", "statement_id"),
        Index("ix_formal_plan_place_section", "plan_id", "section"),
    )


class Thread(OfChild, Base):
    """The golden thread: what a statement answers. An outcome answers needs and aspirations, provision outcomes and
    needs, an action whatever it serves.
    """

    __tablename__ = "statement_thread"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    from_id: Mapped[UUID] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    to_id: Mapped[UUID] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), index=True)

    __table_args__ = child_table("statement_thread", UniqueConstraint("from_id", "to_id"))


class PlanIssue(OfChild, Base):
    """A version of a plan that was sent. Immutable. ``content`` holds what is not a statement: the front, section I
    (empty in a draft: Children and Families Act 2014, section 38(5)), J, and K as it stood.
    """

    __tablename__ = "formal_plan_issue"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("formal_plan.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[str]
    issued_on: Mapped[date]
    why: Mapped[str | None]
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    signed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    audiences: Mapped[list[str]] = mapped_column(default=list)
    published_at: Mapped[datetime | None]
    label: Mapped[str] = mapped_column(default=LABEL)

    lines: Mapped[list["PlanIssueLine"]] = relationship(
        order_by="PlanIssueLine.section, PlanIssueLine.position", passive_deletes=True
    )
    sent: Mapped[list["PlanSent"]] = relationship(order_by="PlanSent.id", passive_deletes=True)
    child: Mapped[Child] = relationship(viewonly=True)

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: whether it is final, and to whom it was sent. A child who is given
        a page of their own is published that page; the plan is, once they hold the rights.
        """
        holder = holder_of(self.child_id)
        mine = {"young_person"} if holder == "young_person" else set()
        return {
            "part_of": frozenset({self.plan_id}),
            "excluded_people": not_told(self.child_id) - {sent.person_id for sent in self.sent},
            "audiences": frozenset(set(self.audiences) - {"young_person"} | (mine & set(self.audiences))),
            "facts": {
                "final": self.kind in FINALS,
                "sent_to": {sent.person_id for sent in self.sent if sent.person_id},
                "right_holder": holder,
            },
        }

    __table_args__ = child_table(
        "formal_plan_issue",
        UniqueConstraint("plan_id", "number"),
        CheckConstraint(one_of("kind", IssueKind), name="kind"),
    )


class PlanIssueLine(OfChild, Base):
    """One line of an issue's manifest."""

    __tablename__ = "formal_plan_issue_line"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    issue_id: Mapped[UUID] = mapped_column(ForeignKey("formal_plan_issue.id", ondelete="CASCADE"))
    section: Mapped[str]
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    statement_version_id: Mapped[UUID] = mapped_column(ForeignKey("statement_version.id", ondelete="CASCADE"))
    position: Mapped[int]
    answers: Mapped[list[UUID]] = mapped_column(default=list)

    statement_version: Mapped[StatementVersion] = relationship()

    __table_args__ = child_table(
        "formal_plan_issue_line", UniqueConstraint("issue_id", "section", "statement_version_id")
    )


class PlanSent(OfChild, Base):
    """To whom an issue was sent, how, and what came back. What was sent stays theirs to read, whatever changes."""

    __tablename__ = "formal_plan_sent"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    issue_id: Mapped[UUID] = mapped_column(ForeignKey("formal_plan_issue.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str]
    audience: Mapped[str]
    sent_on: Mapped[date]
    read_on: Mapped[date | None]
    answer: Mapped[str | None]
    answer_words: Mapped[str | None]
    school_asked: Mapped[str | None]
    meeting_wanted: Mapped[bool | None]
    answered_on: Mapped[date | None]
    reply: Mapped[str | None]
    replied_on: Mapped[date | None]
    # Theirs is a copy with the place left out: they are not told where the child lives.
    withheld: Mapped[bool] = mapped_column(default=False, server_default=false())
    label: Mapped[str] = mapped_column(default=LABEL)

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: it is the person's it was sent to."""
        return {
            "owner_person_id": self.person_id,
            "facts": {
                "sent_to": {self.person_id} if self.person_id else set(),
                "right_holder": holder_of(self.child_id),
            },
        }

    __table_args__ = child_table("formal_plan_sent", UniqueConstraint("issue_id", "person_id"))


class Consultation(OfChild, Base):
    """A school or other setting asked whether it should be named in section I, and what it answered (Children and
    Families Act 2014, sections 38 to 40). ``path``: how it came to be asked, a code of ``words.PATHS``.
    """

    __tablename__ = "ehc_consultation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("formal_plan.id", ondelete="CASCADE"), index=True)
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str]
    setting_type: Mapped[str | None]
    # An independent setting the Secretary of State approved under section 41: only then may a family request it.
    section_41: Mapped[bool] = mapped_column(default=False, server_default=false())
    path: Mapped[str]
    asked_for_by: Mapped[str | None]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    sent_on: Mapped[date]
    chased_on: Mapped[list[date]] = mapped_column(ARRAY(Date), default=list, server_default="{}")
    withdrawn_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    answer: Mapped[str | None]
    reasons: Mapped[str | None]
    # What the setting says itself: a ground of section 39(4), and what it would provide. ``ground`` is the council's.
    says_ground: Mapped[str | None]
    would_provide: Mapped[str | None]
    ground: Mapped[str | None]
    evidence: Mapped[str | None]
    places_left: Mapped[int | None]
    decided: Mapped[str | None]
    decided_why: Mapped[str | None]
    label: Mapped[str] = mapped_column(default=LABEL)
    version: Mapped[int] = mapped_column(default=1)

    agency: Mapped[Agency | None] = relationship(viewonly=True)
    person: Mapped[Person | None] = relationship(viewonly=True)
    child: Mapped[Child] = relationship(viewonly=True)

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: section I, and the setting that was asked."""
        return {"parts": frozenset({"I"}), "part_of": frozenset({self.plan_id}), "owner_person_id": self.person_id}

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = child_table(
        "ehc_consultation",
        CheckConstraint("answer is null or answer in ('yes', 'no', 'conditions')", name="answer"),
        CheckConstraint("decided is null or decided in ('named', 'not_named')", name="decided"),
    )


class Budget(OfChild, Base):
    """Section J: a personal budget or direct payment, the outcome it serves and when it is looked at again."""

    __tablename__ = "ehc_budget"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("formal_plan.id", ondelete="CASCADE"), index=True)
    outcome_id: Mapped[UUID | None] = mapped_column(ForeignKey("statement.id", ondelete="SET NULL"))
    what: Mapped[str]
    arrangement: Mapped[str]
    pence_per_year: Mapped[int | None]
    agreed_on: Mapped[date | None]
    review_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    label: Mapped[str] = mapped_column(default=LABEL)

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: section J."""
        return {"parts": frozenset({"J"}), "part_of": frozenset({self.plan_id})}

    __table_args__ = child_table(
        "ehc_budget",
        CheckConstraint("arrangement in ('direct_payment', 'notional', 'third_party', 'mixed')", name="arrangement"),
    )
