"""What the child, and the people who love them, say: views, wishes and the answers to them."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.agencies.models import Person
from coordination.children.statements import OfStatement, Statement, StatementKind


class View(OfStatement, Statement):
    """Something said, in the speaker's own words. A wish needs an owner, an answer and a reason in plain words."""

    __tablename__ = "view"
    facts_kept: ClassVar[tuple[str, ...]] = (
        "speaker",
        "speaker_name",
        "speaker_id",
        "said_on",
        "how",
        "gathered_by",
        "topic",
        "wish",
        "wish_owner_id",
        "answer",
        "answer_reason",
        "told_on",
        "only_my_worker",
    )

    speaker: Mapped[str] = mapped_column(default="child")
    speaker_name: Mapped[str | None]
    speaker_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    said_on: Mapped[date]
    how: Mapped[str]
    gathered_by: Mapped[str | None]
    topic: Mapped[str | None] = mapped_column("about")
    wish: Mapped[bool] = mapped_column(default=False)
    wish_owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str | None]
    answer_reason: Mapped[str | None]
    told_on: Mapped[date | None]
    only_my_worker: Mapped[bool] = mapped_column(default=False)

    wish_owner: Mapped[Person | None] = relationship(foreign_keys=[wish_owner_id], viewonly=True)

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: whether the young person kept it for their worker."""
        return {"facts": {"only_my_worker": self.only_my_worker}}

    __mapper_args__ = {"polymorphic_identity": StatementKind.VIEW.value}
