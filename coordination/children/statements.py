"""Statements: everything the team says about a child, stored once.

Needs, strengths, worries, outcomes, actions, views, decisions and provision lines are one supertype with a table of
their own each. What was said never changes: every save is a new, immutable version with its facts, its wording for
each audience and language, by whom, when, and from what source. Plans, reviews, pages and papers are all views of
the same statements, so one changed date changes everywhere.
"""

from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, column_property, declared_attr, mapped_column, relationship, with_polymorphic

from coordination import clock
from coordination.agencies.models import one_of
from coordination.db import Base, OfChild, child_table, new_id


class StatementKind(StrEnum):
    """The kinds of statement."""

    NEED = "need"
    STRENGTH = "strength"
    WORRY = "worry"
    OUTCOME = "outcome"
    ACTION = "action"
    VIEW = "view"
    DECISION = "decision"
    PROVISION = "provision"
    CONTINGENCY = "contingency"
    STRATEGY = "strategy"
    ASPIRATION = "aspiration"


# The section of the access rules each kind belongs to.
SECTION_OF = {
    StatementKind.NEED: "support_plan",
    StatementKind.STRENGTH: "support_plan",
    StatementKind.WORRY: "support_plan",
    StatementKind.OUTCOME: "support_plan",
    StatementKind.CONTINGENCY: "support_plan",
    StatementKind.PROVISION: "support_plan",
    StatementKind.STRATEGY: "sen_support",
    StatementKind.ASPIRATION: "ehc_plan",
    StatementKind.ACTION: "actions",
    StatementKind.VIEW: "own_words",
    StatementKind.DECISION: "reviews",
}


class Statement(OfChild, Base):
    """One thing said about a child. ``audiences`` says whom it is for beside the team; ``published_at`` since when.

    ``wording`` and ``facts`` of the newest version are repeated here so that a page reads one row; versions are the
    record.
    """

    __tablename__ = "statement"
    # The columns of the kind's own table that every version keeps.
    facts_kept: ClassVar[tuple[str, ...]] = ()

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    section: Mapped[str]
    label: Mapped[str] = mapped_column(default="S1")
    originator_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    originator_agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    audiences: Mapped[list[str]] = mapped_column(default=list)
    caveats: Mapped[list[str]] = mapped_column(default=list)
    wording: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)
    version_id: Mapped[UUID | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None]
    ended_on: Mapped[date | None]
    ended_why: Mapped[str | None]

    versions: Mapped[list["StatementVersion"]] = relationship(
        back_populates="statement", order_by="StatementVersion.number", passive_deletes=True
    )

    __mapper_args__ = {"polymorphic_on": "kind", "version_id_col": version}
    __table_args__ = child_table(
        "statement",
        UniqueConstraint("authority_id", "child_id", "id"),
        CheckConstraint(one_of("kind", StatementKind), name="kind"),
        Index("ix_statement_child_kind", "authority_id", "child_id", "kind"),
    )

    @property
    def text(self) -> str:
        """The professional wording, in English."""
        return str(self.wording.get("professional", {}).get("en", ""))

    def words_for(self, audience: str, language: str = "en") -> str:
        """The wording for an audience and language, falling back to English and to the professional wording."""
        for which in (audience, "family" if audience in {"parent", "carer", "young_person"} else "", "professional"):
            words = self.wording.get(which) or {}
            if words.get(language) or words.get("en"):
                return str(words.get(language) or words["en"])
        return ""


class StatementVersion(OfChild, Base):
    """What was said, at one instant, by one person. Immutable: the database refuses changes and deletes."""

    __tablename__ = "statement_version"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    number: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    wording: Mapped[dict[str, Any]] = mapped_column(default=dict)
    audiences: Mapped[list[str]] = mapped_column(default=list)
    caveats: Mapped[list[str]] = mapped_column(default=list)
    label: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="entered")
    why: Mapped[str | None]

    statement: Mapped[Statement] = relationship(back_populates="versions")

    __table_args__ = child_table(
        "statement_version",
        UniqueConstraint("statement_id", "number"),
        Index("ix_statement_version_at", "authority_id", "child_id", "at"),
    )


class Disagreement(OfChild, Base):
    """Somebody disagrees: their words, the answer, and where it was taken. It stands beside what it is about.

    That is a statement, the work of a meeting, or (``about_what``, children/disputes.py) a fact that is neither.
    """

    __tablename__ = "disagreement"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    statement_id: Mapped[UUID | None] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), index=True)
    review_id: Mapped[UUID | None]
    about_what: Mapped[str | None]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    who: Mapped[str]
    words: Mapped[str]
    on: Mapped[date]
    answer: Mapped[str | None]
    answered_on: Mapped[date | None]
    route: Mapped[str | None]
    outcome: Mapped[str | None]


class OfStatement:
    """Columns of a statement's own table: its key, and the authority and child it shares with the statement.

    The two columns are written by the statement itself: they let row-level security guard the table by the same
    single form, and the composite key keeps them equal to the statement's.
    """

    @declared_attr
    def id(cls) -> Mapped[UUID]:
        return mapped_column(primary_key=True)

    @declared_attr
    def authority_id(cls) -> Mapped[UUID]:
        return column_property(Column("authority_id", Uuid, nullable=False), Statement.__table__.c.authority_id)

    @declared_attr
    def child_id(cls) -> Mapped[UUID]:
        return column_property(Column("child_id", Uuid, nullable=False), Statement.__table__.c.child_id)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return statement_table(cls.__tablename__)  # type: ignore[attr-defined]


def statement_table(name: str, *more: Any) -> tuple[Any, ...]:
    """Table arguments of a statement's own table: the composite key to the statement, its index, and ``more``."""
    return (
        ForeignKeyConstraint(
            ["authority_id", "child_id", "id"],
            ["statement.authority_id", "statement.child_id", "statement.id"],
            name=f"fk_{name}_statement",
            ondelete="CASCADE",
        ),
        Index(f"ix_{name}_child", "authority_id", "child_id"),
        *more,
    )


@cache
def of_kinds(*kinds: type[Statement], flat: bool = False) -> Any:
    """Statements of these kinds as one thing to ask for, each row of its own kind.

    Made once for each set of kinds: making it takes longer than the question it is for. A question that needs it twice
    takes an alias of its own.
    """
    return with_polymorphic(Statement, list(kinds), flat=flat)
