"""The plans that the law asks for: each version a row, what it says, what of the support plan carries it out."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.care.models import Placement
from coordination.children.models import Child
from coordination.children.statements import Statement, StatementVersion
from coordination.db import Base, OfChild, child_table, new_id
from coordination.statutory_plans.kinds import Regime, regime


class StatutoryPlan(OfChild, Base):
    """One version of a plan the law asks for (``kind``: kinds.py). Once agreed the database refuses any change of it
    but that a later version has taken its place.

    ``placement_id``: of a placement plan, which placement; ``term``: of a personal education plan, the school term and
    its last day. ``agreed_with``: who agreed, by name; ``child_agrees``: "yes", "part", "no" or that they were not
    asked, and their words. ``elsewhere``: the plan of before is kept there, and only its day is recorded here.
    ``look_on``: when it is looked at again at the latest.
    """

    __tablename__ = "statutory_plan"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    section: Mapped[str]
    placement_id: Mapped[UUID | None] = mapped_column(ForeignKey("placement.id", ondelete="CASCADE"), index=True)
    term: Mapped[str | None]
    term_ends_on: Mapped[date | None]
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default="draft")
    started_on: Mapped[date]
    agreed_on: Mapped[date | None]
    agreed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    agreed_with: Mapped[list[str]] = mapped_column(default=list)
    child_agrees: Mapped[str | None]
    child_words: Mapped[str | None]
    look_on: Mapped[date | None]
    elsewhere: Mapped[str | None]
    audiences: Mapped[list[str]] = mapped_column(default=list)
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    child: Mapped[Child] = relationship(viewonly=True)
    placement: Mapped[Placement | None] = relationship(viewonly=True, lazy="joined")
    entries: Mapped[list["StatutoryEntry"]] = relationship(viewonly=True, order_by="StatutoryEntry.id")

    @property
    def regime(self) -> Regime:
        """Which kind of plan it is."""
        return regime(self.kind)

    def about(self, section: str) -> dict[str, Any]:
        """A placement plan is the carer's own who looks after the child in that placement."""
        carer = self.placement.carer_id if self.placement is not None else None
        return {"owner_person_id": carer} if carer is not None else {}

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = child_table(
        "statutory_plan",
        CheckConstraint("kind in ('care', 'placement', 'pep', 'pathway')", name="kind"),
        CheckConstraint("state in ('draft', 'agreed', 'superseded')", name="state"),
        CheckConstraint("(kind = 'placement') = (placement_id is not null)", name="placement"),
        CheckConstraint("(kind = 'pep') = (term is not null and term_ends_on is not null)", name="term"),
        CheckConstraint("state = 'draft' or agreed_on is not null", name="agreed_on"),
        CheckConstraint("child_agrees in ('yes', 'part', 'no', 'not_asked')", name="child_agrees"),
        UniqueConstraint("child_id", "kind", "number"),
        # The next version begins when this one is agreed.
        Index("uq_statutory_plan_draft", "child_id", "kind", unique=True, postgresql_where=text("state = 'draft'")),
    )


class StatutoryEntry(OfChild, Base):
    """What a version of a plan says to one question of one theme: words, a number, or both.

    ``carried``: it stands as it was in the version before, and nobody has looked at it since. ``recorded_by`` wrote it:
    the young person themself, or somebody for them.
    """

    __tablename__ = "statutory_entry"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    statutory_id: Mapped[UUID] = mapped_column(ForeignKey("statutory_plan.id", ondelete="CASCADE"))
    section: Mapped[str]
    theme: Mapped[str]
    question: Mapped[str]
    whose: Mapped[str] = mapped_column(default="worker")
    words: Mapped[str | None]
    amount: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    carried: Mapped[bool] = mapped_column(default=False)

    __table_args__ = child_table(
        "statutory_entry",
        UniqueConstraint("statutory_id", "theme", "question"),
        CheckConstraint("whose in ('worker', 'child')", name="whose"),
    )


class StatutoryTie(OfChild, Base):
    """An outcome or action of the one support plan by which a theme is carried out. It is written there, once.

    ``version_id``: what it said when the plan was agreed; none while the plan is a draft.
    """

    __tablename__ = "statutory_tie"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    statutory_id: Mapped[UUID] = mapped_column(ForeignKey("statutory_plan.id", ondelete="CASCADE"))
    theme: Mapped[str]
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("statement_version.id", ondelete="CASCADE"))

    statement: Mapped[Statement] = relationship(viewonly=True)
    statement_version: Mapped[StatementVersion | None] = relationship(viewonly=True)

    __table_args__ = child_table("statutory_tie", UniqueConstraint("statutory_id", "theme", "statement_id"))


class PepCheck(OfChild, Base):
    """A look of the virtual school head at the quality of one personal education plan. Never changed; the newest
    counts.

    ``findings``: for each criterion its colour (``rag``) and what is to be done (``do``). ``rag``: the colour of the
    whole, the worst of them.
    """

    __tablename__ = "pep_check"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    statutory_id: Mapped[UUID] = mapped_column(ForeignKey("statutory_plan.id", ondelete="CASCADE"), index=True)
    checked_on: Mapped[date]
    rag: Mapped[str]
    findings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str | None]

    __table_args__ = child_table("pep_check", CheckConstraint("rag in ('green', 'amber', 'red')", name="rag"))


class LeavingCare(OfChild, Base):
    """What a young person is by the law of leaving care (``status``: leaving.py), since when, what it rests on, and the
    assessment of what they will need: its day and what was found.
    """

    __tablename__ = "leaving_care"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    status: Mapped[str]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    why: Mapped[str]
    assessed_on: Mapped[date | None]
    found: Mapped[str | None]

    __table_args__ = child_table(
        "leaving_care",
        CheckConstraint("status in ('eligible', 'relevant', 'former_relevant', 'qualifying', 'none')", name="status"),
        CheckConstraint("to_on is null or to_on >= from_on", name="dates"),
        CheckConstraint("(assessed_on is null) = (found is null)", name="assessed_on"),
        Index("uq_leaving_care_standing", "child_id", unique=True, postgresql_where=text("to_on is null")),
    )
