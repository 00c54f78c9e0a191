"""Who holds the rights in the EHC process, from which day, and what the access rules are told of it."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false, select
from sqlalchemy.orm import Mapped, mapped_column

from coordination import clock
from coordination.children.models import Child
from coordination.db import Base, OfChild, child_table, db, new_id
from coordination.timescales.calendar import compulsory_school_age_ends

# Every row of this room is sensitive: the label of the section.
LABEL = "S2"


class RightHolder(OfChild, Base):
    """Who holds the rights in the EHC process from a day on: parents, the young person after compulsory school age, or
    an alternative person where the young person lacks capacity for that decision (Children and Families Act 2014,
    sections 80 and 83; SEND Regulations 2014, regulations 63 to 65). Nobody loses what was already sent to them.
    """

    __tablename__ = "ehc_right_holder"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    holder: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str | None]
    from_on: Mapped[date]
    asked_on: Mapped[date | None]
    capacity: Mapped[str | None]
    why: Mapped[str | None]
    # The young person agrees that their parents are sent letters and plans as well.
    parents_too: Mapped[bool] = mapped_column(default=False, server_default=false())
    label: Mapped[str] = mapped_column(default=LABEL)

    __table_args__ = child_table(
        "ehc_right_holder",
        CheckConstraint("holder in ('parent', 'young_person', 'alternative')", name="holder"),
        UniqueConstraint("child_id", "from_on"),
    )


def holder_by_age(born_on: date | None, on: date) -> str:
    """Who holds the rights where no answer is recorded: after compulsory school age a young person is taken to have
    capacity (Mental Capacity Act 2005, section 1(2); Children and Families Act 2014, section 83).
    """
    return "young_person" if born_on is not None and on > compulsory_school_age_ends(born_on) else "parent"


def holder_of(child_id: UUID) -> str | UUID:
    """Who holds the rights today, as the access rules ask: "parent", "young_person", or an alternative person's key.

    Asked once for a child in a session: a page of many rows weighs the same answer for each.
    """
    known: dict[UUID, str | UUID] = db.session().info.setdefault("right_holders", {})
    if child_id not in known:
        held = db.session.scalar(
            select(RightHolder)
            .where(RightHolder.child_id == child_id, RightHolder.from_on <= clock.today())
            .order_by(RightHolder.from_on.desc())
            .limit(1)
        )
        if held is None:
            child = db.session.get(Child, child_id)
            known[child_id] = holder_by_age(child.born_on if child is not None else None, clock.today())
        else:
            known[child_id] = (held.person_id or "nobody") if held.holder == "alternative" else held.holder
    return known[child_id]
