"""A move of home before it happens: why this home, what is done before, on the day and after; what the child says."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from coordination.db import Base, OfChild, child_table, new_id


class PlannedMove(OfChild, Base):
    """A planned move and the choice behind it. ``told_on``: since when the child knows; before it, nothing of it stands
    on a page of theirs. ``carers_read``: those who care for the child read ``carers_know``. ``over``: how it ended.
    """

    __tablename__ = "planned_move"
    section: ClassVar[str] = "placement"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    needs: Mapped[str]
    options: Mapped[str]
    home: Mapped[str]
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    why: Mapped[str]
    offers: Mapped[str | None]
    gaps: Mapped[str | None]
    child_view: Mapped[str]
    siblings: Mapped[str | None]
    school: Mapped[str | None]
    identity: Mapped[str | None]
    moves_on: Mapped[date | None]
    before: Mapped[str | None]
    on_the_day: Mapped[str | None]
    after: Mapped[str | None]
    carers_know: Mapped[str | None]
    carers_read: Mapped[bool] = mapped_column(default=False)
    told_on: Mapped[date | None]
    told_how: Mapped[str | None]
    over: Mapped[str | None]
    over_on: Mapped[date | None]
    over_why: Mapped[str | None]

    def about(self, section: str) -> dict[str, Any]:
        """Whoever plans it reads it whole: the organisation of the home is not whose it is."""
        return {"agency_id": None}

    __table_args__ = child_table(
        "planned_move",
        CheckConstraint("over in ('moved', 'called_off')", name="over"),
        CheckConstraint("(over is null) = (over_on is null)", name="over_on"),
        Index("uq_planned_move_standing", "child_id", unique=True, postgresql_where=text("over is null")),
    )


class MoveWords(OfChild, Base):
    """A child's goodbye and hello, in their own words: whom they leave, what comes with them, the first night."""

    __tablename__ = "move_words"
    section: ClassVar[str] = "own_words"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    move_id: Mapped[UUID] = mapped_column(ForeignKey("planned_move.id", ondelete="CASCADE"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    goodbye: Mapped[str | None]
    comes_with: Mapped[str | None]
    hello: Mapped[str | None]
    first_night: Mapped[str | None]
    said_on: Mapped[date]
    audiences: Mapped[list[str]] = mapped_column(default=list)
    published_at: Mapped[datetime | None]

    def about(self, section: str) -> dict[str, Any]:
        """Their own words."""
        return {"owner_person_id": self.owner_id, "label": "S2"}

    __table_args__ = child_table("move_words", UniqueConstraint("move_id"))


class Disruption(OfChild, Base):
    """What was learnt when a home ended unplanned, in a meeting of its own: linked to the placement that ended."""

    __tablename__ = "disruption"
    section: ClassVar[str] = "placement"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placement.id", ondelete="CASCADE"))
    met_on: Mapped[date]
    who_came: Mapped[str | None]
    led_to: Mapped[str]
    tried: Mapped[str | None]
    child_says: Mapped[str]
    would_have_helped: Mapped[str | None]
    learning: Mapped[str]

    __table_args__ = child_table("disruption", UniqueConstraint("placement_id"))
