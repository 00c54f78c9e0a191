"""Protected places, the times somebody looked at one, and texts that are held because they name one."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from coordination.db import Base, OfChild, child_table, new_id

SECTION = "protected_location"
LABEL = "S4"


class PlaceKind(StrEnum):
    """What is protected."""

    HOME = "home"
    SCHOOL = "school"
    PLACEMENT = "placement"
    WORK = "work"
    CONTACT = "contact"
    PHONE = "phone"
    VEHICLE = "vehicle"
    IDENTITY = "identity"
    OTHER = "other"


class ProtectedPlace(OfChild, Base):
    """A place or an identity that must not be found out. ``sealed`` holds its values and why it is protected.

    ``known_to``: the carers and young people who know it already. One that was changed is ended, and the new one stands
    beside it: what was protected once stays protected until it is ended.
    """

    __tablename__ = "protected_place"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str]
    decided_by: Mapped[str]
    from_on: Mapped[date]
    review_on: Mapped[date]
    ended_on: Mapped[date | None]
    known_to: Mapped[list[UUID]] = mapped_column(default=list)
    label: Mapped[str] = mapped_column(default=LABEL)

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: who knows it already, and it is theirs to be shown."""
        return {"facts": {"known_to": frozenset(self.known_to)}}

    __table_args__ = child_table(
        "protected_place",
        CheckConstraint(
            "kind in ('home', 'school', 'placement', 'work', 'contact', 'phone', 'vehicle', 'identity', 'other')",
            name="kind",
        ),
        CheckConstraint("ended_on is null or ended_on >= from_on", name="ended"),
    )


class Reveal(OfChild, Base):
    """Somebody was shown what is protected, and why; or a duty worker asks to be.

    In an emergency (``emergency``) a second duty person confirms it in their own sign-in; it then lasts until ``until``
    and is reviewed on the next working day.
    """

    __tablename__ = "protected_reveal"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    emergency: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    until: Mapped[datetime | None]
    review_on: Mapped[date | None]
    reviewed_on: Mapped[date | None]
    reviewed_by: Mapped[UUID | None]
    review_words: Mapped[str | None]
    label: Mapped[str] = mapped_column(default=LABEL)

    def facts(self) -> dict[str, Any]:
        """What the rules ask about an emergency reveal."""
        return {
            "emergency_reveal_by": self.person_id,
            "emergency_reveal_with": self.confirmed_by,
            "emergency_reveal_until": self.until,
        }

    __table_args__ = child_table(
        "protected_reveal",
        CheckConstraint("confirmed_by is null or confirmed_by <> person_id", name="second"),
        CheckConstraint("(confirmed_by is null) = (until is null)", name="until"),
    )


class HeldState(StrEnum):
    """What became of a held text."""

    WAITING = "waiting"
    RELEASED = "released"
    REPLACED = "replaced"
    KEPT = "kept"


class HeldText(OfChild, Base):
    """Words that name a protected place, taken out of the row they were written in.

    In their place stands a marker with this row's key; ``sealed`` holds the words as written. ``part`` is where in a
    column of several texts they stood.
    """

    __tablename__ = "held_text"
    # A paper that somebody asks for may turn out to name a place: it waits from then on.
    written_by_reading = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    table: Mapped[str] = mapped_column("table_name")
    row_id: Mapped[UUID]
    column: Mapped[str] = mapped_column("column_name")
    part: Mapped[list[str]] = mapped_column(default=list)
    kinds: Mapped[list[str]] = mapped_column(default=list)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str]
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=HeldState.WAITING.value)
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    label: Mapped[str] = mapped_column(default=LABEL)

    __table_args__ = child_table(
        "held_text",
        CheckConstraint("state in ('waiting', 'released', 'replaced', 'kept')", name="state"),
        Index("ix_held_text_row", "row_id"),
    )
