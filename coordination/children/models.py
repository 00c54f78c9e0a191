"""The shared record of a child: who they are, how they are known, where they learn, who is around them."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.db import Base, OfChild, Recorded, child_table, new_id, new_reference


class Child(Recorded, Base):
    """A child's record with one authority. A child who moves gets a new record by accepted handover.

    A child may have no known name, because statutory files carry none: staff then see "Name not recorded" with the
    local id, and no document for family is made until the name is filled in.
    """

    __tablename__ = "child"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    reference: Mapped[str] = mapped_column(unique=True, default=new_reference)
    given_names: Mapped[str | None]
    family_name: Mapped[str | None]
    preferred_name: Mapped[str | None]
    pronouns: Mapped[str | None]
    sort_name: Mapped[str] = mapped_column(default="")
    local_id: Mapped[str | None]
    born_on: Mapped[date | None]
    expected_on: Mapped[date | None]
    died_on: Mapped[date | None]
    sex: Mapped[str | None]
    ethnicity: Mapped[str | None]
    same_person: Mapped[UUID | None]
    provisional: Mapped[bool] = mapped_column(default=False)
    sealed: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    def about(self, section: str) -> dict[str, Any]:
        """A sealed record (adoption) opens to nobody by an ordinary relationship."""
        return {"state": "sealed"} if self.sealed else {}

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("authority_id", "id"),
        UniqueConstraint("authority_id", "local_id"),
        Index("ix_child_authority_sort", "authority_id", "sort_name", "id"),
        CheckConstraint("born_on is null or expected_on is null", name="born_or_expected"),
    )


class ChildName(OfChild, Base):
    """A name the child is or was known by, with its dates: legal, previous or used."""

    __tablename__ = "child_name"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    given_names: Mapped[str | None]
    family_name: Mapped[str | None]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]


class ChildIdentifier(OfChild, Base):
    """An identifier as a typed, dated, checked row. Not unique across reach: a collision is the records team's."""

    __tablename__ = "child_identifier"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    value: Mapped[str]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    source: Mapped[str | None]
    checked: Mapped[bool] = mapped_column(default=False)
    doubt: Mapped[str | None]


class ChildAddress(OfChild, Base):
    """An ordinary address with its dates. A protected place is never here."""

    __tablename__ = "child_address"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    lines: Mapped[str]
    postcode: Mapped[str | None]
    phone: Mapped[str | None]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]


class ChildProfile(OfChild, Base):
    """One page about the child: what matters, how they communicate, what every day needs."""

    __tablename__ = "child_profile"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    languages: Mapped[list[str]] = mapped_column(default=list)
    interpreter: Mapped[str | None]
    communication: Mapped[str | None]
    what_matters: Mapped[str | None]
    people_like: Mapped[str | None]
    good_day: Mapped[str | None]
    hard_day: Mapped[str | None]
    daily_essentials: Mapped[str | None]
    picture: Mapped[str | None]
    # The age that words for the child are written for; none means the usual one (wording/reading.py).
    reading_age: Mapped[int | None] = mapped_column(SmallInteger)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = child_table("child_profile", UniqueConstraint("child_id"))


class ChildDisability(OfChild, Base):
    """A disability recorded for the child, by code of the CIN census."""

    __tablename__ = "child_disability"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str]
    note: Mapped[str | None]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    source: Mapped[str | None]


class SenNeed(OfChild, Base):
    """A type of special educational need, ranked: 1 primary, 2 secondary."""

    __tablename__ = "sen_need"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str]
    rank: Mapped[int]
    provision: Mapped[str | None]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]


class SchoolPlace(OfChild, Base):
    """Where the child learns, with dates. The school may be one of our agencies or only a name."""

    __tablename__ = "school_place"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str]
    year_group: Mapped[str | None]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]


class NetworkMember(OfChild, Base):
    """Somebody in the child's family network, with parental responsibility and dates.

    Parental responsibility is a fact with a source (Children Act 1989 ss.2-4A): how it was acquired and the evidence.
    ``relation_to_id`` is the person through whom they are related: a grandmother is one on the mother's side.
    ``partner_id`` is whose partner they are. Both are people of the same child. ``trusted``: an adult who is there for
    the child, since when, and whether they are still in touch.
    """

    __tablename__ = "network_member"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    relation: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    sibling_id: Mapped[UUID | None]
    parental_responsibility: Mapped[bool] = mapped_column(default=False)
    responsibility_how: Mapped[str | None]
    responsibility_evidence: Mapped[str | None]
    lives_with_child: Mapped[bool] = mapped_column(default=False)
    same_school: Mapped[bool] = mapped_column(default=False)
    emergency_contact: Mapped[bool] = mapped_column(default=False)
    phone: Mapped[str | None]
    contact: Mapped[str | None]
    restrictions: Mapped[str | None]
    note: Mapped[str | None]
    sex: Mapped[str | None]
    born_year: Mapped[int | None]
    died_year: Mapped[int | None]
    relation_to_id: Mapped[UUID | None] = mapped_column(ForeignKey("network_member.id"), index=True)
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("network_member.id"), index=True)
    partnership: Mapped[str | None]
    partners_from_on: Mapped[date | None]
    partners_to_on: Mapped[date | None]
    tie: Mapped[str | None]
    trusted: Mapped[bool] = mapped_column(default=False, server_default=false())
    trusted_since_on: Mapped[date | None]
    in_touch: Mapped[str | None]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}

    def about(self, section: str) -> dict[str, Any]:
        """Whose row it is, and whether it is somebody to ring in an emergency."""
        return {
            "owner_person_id": self.person_id,
            "parts": frozenset({"emergency_contact"}) if self.emergency_contact else frozenset(),
        }


class NetworkHome(OfChild, Base):
    """Where somebody of the family lived, with its dates: a home in the family's own words, never an address.

    No ``member_id`` means the child.
    """

    __tablename__ = "network_home"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("network_member.id"), index=True)
    home: Mapped[str]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]

    member: Mapped[NetworkMember | None] = relationship()


class Alert(OfChild, Base):
    """Something everybody must know first. ``instruction`` is for all who see alerts; ``reason`` for few."""

    __tablename__ = "alert"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    instruction: Mapped[str]
    reason: Mapped[str | None]
    label: Mapped[str] = mapped_column(default="S3")
    about_person_id: Mapped[UUID | None]
    from_on: Mapped[date]
    review_on: Mapped[date | None]
    to_on: Mapped[date | None]

    def about(self, section: str) -> dict[str, Any]:
        """Whom the alert is about: it is never shown to them, a carer or relative with an account included."""
        if self.about_person_id is None:
            return {}
        return {
            "facts": {"about": frozenset({self.about_person_id})},
            "excluded_people": frozenset({self.about_person_id}),
        }


class RecordsTask(Recorded, Base):
    """Work for the records team that its author is told nothing about: a likely duplicate, a number used twice."""

    __tablename__ = "records_task"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    kind: Mapped[str]
    subjects: Mapped[list[UUID]]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    done_on: Mapped[date | None]


class ChildIndex(Base):
    """What a child is found by. No login may read it: only the functions ``locate`` and ``find_children`` do."""

    __tablename__ = "child_index"

    child_id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID]
    given_norm: Mapped[str] = mapped_column(default="")
    family_norm: Mapped[str] = mapped_column(default="")
    given_keys: Mapped[list[str]] = mapped_column(default=list)
    family_keys: Mapped[list[str]] = mapped_column(default=list)
    born_on: Mapped[date | None]
    identifiers: Mapped[list[str]] = mapped_column(default=list)
    sealed: Mapped[bool] = mapped_column(default=False)
    lead_phone: Mapped[str | None]

    __table_args__ = (
        Index("ix_child_index_exact", "authority_id", "family_norm", "born_on"),
        Index("ix_child_index_born", "authority_id", "born_on"),
        Index("ix_child_index_family_keys", "family_keys", postgresql_using="gin"),
        Index("ix_child_index_identifiers", "identifiers", postgresql_using="gin"),
    )
