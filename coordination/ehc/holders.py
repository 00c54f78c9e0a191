"""Who holds the rights in the EHC process, and who is not told where a child lives: what the access rules ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint, Uuid, false, null, select
from sqlalchemy.orm import Mapped, mapped_column

from coordination import clock
from coordination.children.models import Child, NetworkMember
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
    return know([child_id])[child_id].holder


@dataclass(frozen=True, slots=True)
class Known:
    """What every row of a child's EHC process is weighed with: who holds the rights, and who is not told where a
    looked-after child lives (Children Act 1989, Schedule 2, para. 15), by account, as one of the family and by name.
    """

    holder: str | UUID
    people: frozenset[UUID]
    members: frozenset[UUID]
    names: frozenset[str]

    def concerns(self, key: str, person_id: UUID | None) -> bool:
        """Whether a recipient is one of those who are not told."""
        return person_id in self.people or key in {f"network:{member}" for member in self.members}

    @property
    def keeps_it(self) -> bool:
        """Whether anybody is not told."""
        return bool(self.names)


def know(children: Iterable[UUID]) -> dict[UUID, Known]:
    """What is weighed for each of these children: one query for those not asked about in this session yet."""
    known: dict[UUID, Known] = db.session().info.setdefault("ehc_known", {})
    wanted = [key for key in children if key not in known]
    if not wanted:
        return known
    today = clock.today()
    # The room in which it is decided stands above this one.
    kept: Any = Base.metadata.tables["whereabouts_kept"].c
    nothing, no_key = null().cast(Text), null().cast(Uuid)
    holders: dict[UUID, str | UUID] = {}
    not_told: dict[UUID, list[Any]] = {key: [] for key in wanted}
    for row in db.session.execute(
        select(
            RightHolder.child_id,
            RightHolder.holder,
            RightHolder.person_id,
            RightHolder.from_on,
            nothing,
            no_key,
            no_key,
        )
        .where(RightHolder.child_id.in_(wanted), RightHolder.from_on <= today)
        .union_all(
            select(
                kept.child_id, nothing, kept.person_id, kept.from_on, kept.name, kept.member_id, NetworkMember.person_id
            )
            .outerjoin_from(kept.id.table, NetworkMember, NetworkMember.id == kept.member_id)
            .where(kept.child_id.in_(wanted), kept.ended_on.is_(None))
        )
        .order_by("from_on")
    ):
        child_id, holder, person_id = row[:3]
        if holder is None:
            not_told[child_id].append(row)
        else:
            holders[child_id] = (person_id or "nobody") if holder == "alternative" else holder
    for key in wanted:
        if key not in holders:
            child = db.session.get(Child, key)
            holders[key] = holder_by_age(child.born_on if child is not None else None, today)
        rows = not_told[key]
        known[key] = Known(
            holders[key],
            frozenset(person for row in rows for person in (row[2], row[6]) if person is not None),
            frozenset(row[5] for row in rows if row[5] is not None),
            frozenset(row[4] for row in rows),
        )
    return known


def forget(child_id: UUID) -> None:
    """What is weighed for a child was changed in this session: ask again."""
    db.session().info.get("ehc_known", {}).pop(child_id, None)


def kept(child_id: UUID) -> Known:
    """Who is not told where the child lives."""
    return know([child_id])[child_id]


def not_told(child_id: UUID) -> frozenset[UUID]:
    """The accounts of those who are not told."""
    return kept(child_id).people
