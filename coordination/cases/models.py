"""Episodes of help and the team around the child."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.agencies.models import Agency, Person, Team, one_of
from coordination.children.models import Child
from coordination.db import Base, OfChild, child_table, new_id, new_reference


class CaseKind(StrEnum):
    """Levels of help, from the lightest to the heaviest, and education-led work."""

    EARLY_HELP = "early_help"
    FAMILY_HELP = "family_help"
    CHILD_IN_NEED = "child_in_need"
    CHILD_PROTECTION = "child_protection"
    LOOKED_AFTER = "looked_after"
    CARE_LEAVER = "care_leaver"
    SEND = "send"


class Case(OfChild, Base):
    """An episode of help: opened for a reason, led by somebody, stepped up or down, closed with a reason.

    ``open_actions``, ``next_due_on`` and ``next_review_on`` are kept in the transaction that changes them, so a
    caseload page reads one row a case.
    """

    __tablename__ = "case_episode"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(unique=True, default=new_reference)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    reason: Mapped[str]
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    closed_reason: Mapped[str | None]
    closing_note: Mapped[str | None]
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    lead_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    agreed_to_take_part: Mapped[str | None]
    open_actions: Mapped[int] = mapped_column(default=0)
    next_due_on: Mapped[date | None]
    next_review_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    source_key: Mapped[str | None]

    child: Mapped[Child] = relationship()
    team: Mapped[Team | None] = relationship()
    lead: Mapped[Person | None] = relationship()
    members: Mapped[list["Membership"]] = relationship(
        back_populates="case", order_by="Membership.from_on, Membership.id", passive_deletes=True
    )

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: which kind of case it is."""
        return {"case_kind": self.kind}

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = child_table(
        "case_episode",
        CheckConstraint(one_of("kind", CaseKind), name="kind"),
        CheckConstraint("state in ('open', 'closed')", name="state"),
        Index("ix_case_episode_team", "authority_id", "team_id", "state"),
        Index("ix_case_episode_source", "child_id", "source_key", unique=True),
    )


class CaseStep(OfChild, Base):
    """A change of level, with its reason: step up, step down, close or reopen."""

    __tablename__ = "case_step"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_episode.id", ondelete="CASCADE"), index=True)
    direction: Mapped[str]
    from_kind: Mapped[str]
    to_kind: Mapped[str | None]
    on: Mapped[date]
    reason: Mapped[str]
    to_whom: Mapped[str | None]


class Membership(OfChild, Base):
    """Somebody's place on the team around the child, with dates and the recorded basis for sharing with them.

    A place is put forward ("proposed") by whoever leads and agreed by a manager; only an agreed one opens anything.
    """

    __tablename__ = "membership"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_episode.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)
    role: Mapped[str]
    job: Mapped[str | None]
    function: Mapped[str] = mapped_column(default="member")
    state: Mapped[str] = mapped_column(default="agreed")
    decided_by: Mapped[UUID | None]
    core_group: Mapped[bool] = mapped_column(default=False)
    delivers_at_home: Mapped[bool] = mapped_column(default=False)
    basis: Mapped[str]
    basis_note: Mapped[str | None]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    ended_why: Mapped[str | None]

    case: Mapped[Case] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()
    agency: Mapped[Agency | None] = relationship()

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: a place on a team, of which kind of case, put forward or not."""
        return {
            "parts": frozenset({"team"}),
            "case_kind": self.case.kind,
            "owner_person_id": self.person_id,
            "facts": {"proposed": self.state == "proposed"},
        }

    __table_args__ = child_table(
        "membership",
        CheckConstraint("function in ('lead', 'deputy', 'member')", name="function"),
        CheckConstraint("state in ('proposed', 'agreed', 'declined')", name="state"),
        CheckConstraint("to_on is null or to_on >= from_on", name="dates"),
        # One lead at a time: the case has exactly one person to ask.
        Index(
            "uq_membership_lead",
            "case_id",
            unique=True,
            postgresql_where="function = 'lead' and to_on is null",
        ),
    )
