"""What an authority sets up about plans in sections: types of its own, and the words that say nothing in provision."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coordination.db import Base, Recorded, new_id


class OwnPlanType(Recorded, Base):
    """A type of plan in sections that an authority switched on. ``sections``: ``element`` and ``title``, in order."""

    __tablename__ = "plan_type"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    key: Mapped[str]
    name: Mapped[str]
    is_on: Mapped[bool] = mapped_column(default=True)
    layers: Mapped[list[str]] = mapped_column(default=list)
    sections: Mapped[dict[str, Any]] = mapped_column(default=dict)
    signatories: Mapped[list[str]] = mapped_column(default=list)
    review_months: Mapped[int] = mapped_column(default=12)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("authority_id", "key"),
        CheckConstraint("key <> 'ehc'", name="not_the_law"),
        CheckConstraint("review_months between 1 and 12", name="review_months"),
    )


class VagueWord(Recorded, Base):
    """Words in provision that promise nothing that can be counted, in lower case, and what to say instead.

    A row for words of the product's own list stands in the place of that; ``left_out``: the coach says nothing of it.
    """

    __tablename__ = "vague_word"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    words: Mapped[str]
    instead: Mapped[str] = mapped_column(default="")
    left_out: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("authority_id", "words"),
        CheckConstraint("left_out or instead <> ''", name="says_what"),
        CheckConstraint("words = lower(words)", name="lower_case"),
    )
