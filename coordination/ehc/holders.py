"""Who holds the rights in the EHC process, and who is not told where a child lives: what the access rules ask."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    CompoundSelect,
    ForeignKey,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    false,
    null,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from coordination import clock
from coordination.children import reading
from coordination.children.models import Child, NetworkMember
from coordination.db import Base, OfChild, child_table, db, new_id
from coordination.timescales.calendar import compulsory_school_age_ends

# Every row of this room is sensitive: the label of the section.
LABEL = "S2"
_KIND = "ehc_known"


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


class _Told(NamedTuple):
    """Something recorded of a child that is weighed: a holder of the rights from a day on, or somebody not told."""

    child_id: UUID
    holder: str | None
    person_id: UUID | None
    from_on: date
    name: str | None
    member_id: UUID | None
    member_person_id: UUID | None


def know(children: Iterable[UUID]) -> dict[UUID, Known]:
    """What is weighed for each of these children: one query for those not asked about in this session yet."""
    known = _known()
    wanted = [key for key in children if key not in known]
    if not wanted:
        return known
    rows = [_Told(*row) for row in db.session.execute(_recorded_of(wanted).order_by("from_on"))]
    for key in wanted:
        child = db.session.get(Child, key)
        known[key] = _weighed([row for row in rows if row.child_id == key], child.born_on if child else None)
    return known


def asked(child: Child) -> Select[Any]:
    """What :func:`know` asks of one child, as a part of ``reading.together``; :func:`learn` takes the answer."""
    return reading.values_of(_KIND, _recorded_of([child.id]))


def learn(child: Child, found: Mapping[str, list[dict[str, Any]]]) -> None:
    """Know what is weighed for a child from the answers to :func:`asked`."""
    rows = [
        _Told(
            child.id,
            row["holder"],
            _key(row["person_id"]),
            date.fromisoformat(row["from_on"]),
            row["name"],
            _key(row["member_id"]),
            _key(row["member_person_id"]),
        )
        for row in sorted(found.get(_KIND, []), key=lambda row: row["from_on"])
    ]
    _known()[child.id] = _weighed(rows, child.born_on)


def _key(said: str | None) -> UUID | None:
    return UUID(said) if said else None


def _known() -> dict[UUID, Known]:
    known: dict[UUID, Known] = db.session().info.setdefault("ehc_known", {})
    return known


def _recorded_of(children: Sequence[UUID]) -> CompoundSelect[Any]:
    # The room in which it is decided who is not told stands above this one.
    kept: Any = Base.metadata.tables["whereabouts_kept"].c
    nothing, no_key = null().cast(Text), null().cast(Uuid)
    return (
        select(
            RightHolder.child_id,
            RightHolder.holder,
            RightHolder.person_id,
            RightHolder.from_on,
            nothing.label("name"),
            no_key.label("member_id"),
            no_key.label("member_person_id"),
        )
        .where(RightHolder.child_id.in_(children), RightHolder.from_on <= clock.today())
        .union_all(
            select(
                kept.child_id, nothing, kept.person_id, kept.from_on, kept.name, kept.member_id, NetworkMember.person_id
            )
            .outerjoin_from(kept.id.table, NetworkMember, NetworkMember.id == kept.member_id)
            .where(kept.child_id.in_(children), kept.ended_on.is_(None))
        )
    )


def _weighed(rows: Sequence[_Told], born_on: date | None) -> Known:
    """``rows``: all that is recorded of one child, the oldest first."""
    holders = [row for row in rows if row.holder is not None]
    untold = [row for row in rows if row.holder is None]
    holder: str | UUID = holder_by_age(born_on, clock.today())
    if holders:
        newest = holders[-1]
        holder = (newest.person_id or "nobody") if newest.holder == "alternative" else str(newest.holder)
    return Known(
        holder,
        frozenset(key for row in untold for key in (row.person_id, row.member_person_id) if key is not None),
        frozenset(row.member_id for row in untold if row.member_id is not None),
        frozenset(row.name for row in untold if row.name is not None),
    )


def forget(child_id: UUID) -> None:
    """What is weighed for a child was changed in this session: ask again."""
    db.session().info.get("ehc_known", {}).pop(child_id, None)


def kept(child_id: UUID) -> Known:
    """Who is not told where the child lives."""
    return know([child_id])[child_id]


def not_told(child_id: UUID) -> frozenset[UUID]:
    """The accounts of those who are not told."""
    return kept(child_id).people
