"""Organisations of every kind, their settings and teams, their people and roles, and what each may be told."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination import clock
from coordination.db import Base, Recorded, new_id


class AgencyKind(StrEnum):
    """Kinds of organisation around a child."""

    CHILDRENS_SERVICES = "childrens_services"
    SCHOOL = "school"
    HEALTH = "health"
    PROVIDER = "provider"
    FOSTERING = "fostering"
    VOLUNTARY = "voluntary"
    VIRTUAL_SCHOOL = "virtual_school"
    SEND_SERVICE = "send_service"
    COMMISSIONING = "commissioning"
    ADVOCACY = "advocacy"
    POLICE = "police"
    HOUSING = "housing"
    OTHER = "other"


class PersonKind(StrEnum):
    """Whether somebody is here for work, as family or carer, or as the young person."""

    WORKFORCE = "workforce"
    FAMILY = "family"
    YOUNG_PERSON = "young_person"


def one_of(column: str, kinds: type[StrEnum]) -> str:
    """The CHECK of a column whose values are those of ``kinds``: no database enums."""
    values = ", ".join(f"'{kind.value}'" for kind in kinds)
    return f"{column} in ({values})"


class Authority(Recorded, Base):
    """A local authority: the controller of its children's records."""

    __tablename__ = "authority"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    dfe_code: Mapped[str] = mapped_column(unique=True)
    gss_code: Mapped[str | None]
    duty_phone: Mapped[str]
    out_of_hours_phone: Mapped[str]
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Agency(Recorded, Base):
    """An organisation. Shared across authorities; ``authority_id`` is its home one where it has one."""

    __tablename__ = "agency"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    name: Mapped[str]
    authority_id: Mapped[UUID | None] = mapped_column(ForeignKey("authority.id"))
    phone: Mapped[str | None]
    email: Mapped[str | None]
    # Whether its people may be sent one-time links: an organisation may want everybody to sign in.
    links_allowed: Mapped[bool] = mapped_column(default=True, server_default=true())
    closed_on: Mapped[date | None]

    __table_args__ = (
        CheckConstraint(one_of("kind", AgencyKind), name="kind"),
        Index("ix_agency_authority", "authority_id", "name"),
    )


class Setting(Recorded, Base):
    """A place or service of an agency: a school site, a home, a clinic."""

    __tablename__ = "setting"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    urn: Mapped[str | None] = mapped_column(unique=True)
    phone: Mapped[str | None]
    last_inspected_on: Mapped[date | None]
    inspection_outcome: Mapped[str | None]
    closed_on: Mapped[date | None]


class Person(Recorded, Base):
    """Somebody who may sign in or be named on a team. A child's record is never here."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    name: Mapped[str]
    sort_name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)
    phone: Mapped[str | None]
    job: Mapped[str | None]
    what_i_do: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="en")
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    left_at: Mapped[datetime | None]

    roles: Mapped[list["RoleHeld"]] = relationship(back_populates="person", order_by="RoleHeld.from_on")

    __table_args__ = (CheckConstraint(one_of("kind", PersonKind), name="kind"),)


class Team(Recorded, Base):
    """A team of an agency, with the manager who answers for its cases."""

    __tablename__ = "team"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    authority_id: Mapped[UUID | None] = mapped_column(ForeignKey("authority.id"))
    name: Mapped[str]
    manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class RoleHeld(Recorded, Base):
    """A role somebody holds for an agency, with its dates."""

    __tablename__ = "role_held"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    authority_id: Mapped[UUID | None] = mapped_column(ForeignKey("authority.id"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    role: Mapped[str]
    from_on: Mapped[date] = mapped_column(default=clock.today)
    to_on: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="roles")
    agency: Mapped[Agency] = relationship()
    team: Mapped[Team | None] = relationship()

    __table_args__ = (CheckConstraint("to_on is null or to_on >= from_on", name="dates"),)


class RoleProposal(Recorded, Base):
    """A role one administrator proposes for somebody and another confirms: nobody opens records alone.

    ``recorded_by`` proposed it. Until ``decided_at`` it waits; ``role_id`` is the role that a yes made.
    """

    __tablename__ = "role_proposal"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    role: Mapped[str]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    reason: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    confirmed: Mapped[bool | None]
    note: Mapped[str | None]
    role_id: Mapped[UUID | None] = mapped_column(ForeignKey("role_held.id"))

    person: Mapped[Person] = relationship()
    agency: Mapped[Agency] = relationship()
    team: Mapped[Team | None] = relationship()

    __table_args__ = (
        CheckConstraint("to_on is null or to_on >= from_on", name="dates"),
        CheckConstraint("confirmed is not true or decided_by <> recorded_by", name="two_people"),
        CheckConstraint("confirmed is not true or decided_by <> person_id", name="not_their_own"),
        CheckConstraint("(decided_at is null) = (confirmed is null)", name="decided"),
    )


class AddressProposal(Recorded, Base):
    """Another address somebody signs in with, asked for by one administrator and confirmed by another: whoever has the
    address can make the account theirs. ``email`` None: the account has none from then on.
    """

    __tablename__ = "address_proposal"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    email: Mapped[str | None]
    reason: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    confirmed: Mapped[bool | None]
    note: Mapped[str | None]

    person: Mapped[Person] = relationship()

    __table_args__ = (
        CheckConstraint("confirmed is not true or decided_by <> recorded_by", name="two_people"),
        CheckConstraint("confirmed is not true or decided_by <> person_id", name="not_their_own"),
        CheckConstraint("(decided_at is null) = (confirmed is null)", name="decided"),
        Index("uq_address_proposal_waiting", "person_id", unique=True, postgresql_where="decided_at is null"),
    )


class SharingAgreement(Recorded, Base):
    """What an agency and an authority have agreed to share, from when to when. ``sections`` empty means all."""

    __tablename__ = "sharing_agreement"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    title: Mapped[str]
    sections: Mapped[list[str] | None]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    signed_by: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("authority_id", "agency_id", "from_on"),
        CheckConstraint("to_on is null or to_on >= from_on", name="dates"),
    )
