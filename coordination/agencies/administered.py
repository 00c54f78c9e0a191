"""What an administrator sees of organisations and people: those of their own authorities, and those of none.

No child's content is behind any of it.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from coordination import clock
from coordination.access.actor import Actor
from coordination.agencies.models import (
    AddressProposal,
    Agency,
    Person,
    PersonKind,
    RoleHeld,
    RoleProposal,
    Setting,
    SharingAgreement,
    Team,
)
from coordination.db import db


def administered_authorities(who: Actor) -> frozenset[UUID]:
    """The authorities somebody administers, or may look at the administration of."""
    return frozenset(
        role.authority_id
        for role in who.roles_on(clock.today())
        if role.role in ("ADM", "IGO") and role.authority_id is not None
    )


def administrators(authority_id: UUID) -> list[Person]:
    """Who administers an authority's accounts today."""
    today = clock.today()
    return list(
        db.session.scalars(
            select(Person)
            .where(Person.active)
            .where(
                Person.roles.any(
                    (RoleHeld.role == "ADM")
                    & (RoleHeld.authority_id == authority_id)
                    & (RoleHeld.from_on <= today)
                    & (RoleHeld.to_on.is_(None) | (RoleHeld.to_on > today))
                )
            )
            .order_by(Person.sort_name)
        )
    )


def _seen_by_administrators(places: Collection[UUID]) -> ColumnElement[bool]:
    """Whom an administrator of these authorities sees: people who work, and carers who hold a role.

    Never the accounts of young people or parents, whose names alone would say that they are known to a service:
    those are looked after by their own team.
    """
    here = Person.roles.any(RoleHeld.authority_id.in_(places) | RoleHeld.authority_id.is_(None))
    new = (Person.kind == PersonKind.WORKFORCE) & ~Person.roles.any()
    return ((Person.kind == PersonKind.WORKFORCE) & here) | ((Person.kind == PersonKind.FAMILY) & here) | new


def people_seen(who: Actor) -> ColumnElement[bool]:
    """Whom an administrator sees, as a condition."""
    return _seen_by_administrators(administered_authorities(who))


def person_administered(who: Actor, person_id: UUID) -> Person | None:
    """Somebody an administrator looks after, with the roles they hold or held. None for anybody else."""
    return db.session.scalar(
        select(Person).where(Person.id == person_id, _seen_by_administrators(administered_authorities(who)))
    )


def people_administered(who: Actor, wanted: str = "", limit: int = 100) -> list[Person]:
    """People whose name or address contains ``wanted``, by name, with their roles and organisations."""
    asked = select(Person).where(_seen_by_administrators(administered_authorities(who)))
    if wanted:
        asked = asked.where(
            Person.name.icontains(wanted, autoescape=True) | Person.email.icontains(wanted, autoescape=True)
        )
    return list(
        db.session.scalars(
            asked.options(selectinload(Person.roles).joinedload(RoleHeld.agency))
            .order_by(Person.sort_name)
            .limit(limit)
        )
    )


def agencies_administered(who: Actor, kind: str = "", wanted: str = "", limit: int = 300) -> list[Agency]:
    """Organisations of somebody's authorities and of none, by name; closed ones last."""
    asked = select(Agency).where(_home(administered_authorities(who)))
    if kind:
        asked = asked.where(Agency.kind == kind)
    if wanted:
        asked = asked.where(Agency.name.icontains(wanted, autoescape=True))
    return list(db.session.scalars(asked.order_by(Agency.closed_on.is_not(None), Agency.name, Agency.id).limit(limit)))


def agency_administered(who: Actor, agency_id: UUID) -> Agency | None:
    """An organisation an administrator looks after."""
    return db.session.scalar(select(Agency).where(Agency.id == agency_id, _home(administered_authorities(who))))


def _home(places: Collection[UUID]) -> ColumnElement[bool]:
    return Agency.authority_id.in_(places) | Agency.authority_id.is_(None)


def settings(agency_id: UUID) -> list[Setting]:
    """An organisation's settings, by name; closed ones last."""
    return list(
        db.session.scalars(
            select(Setting)
            .where(Setting.agency_id == agency_id)
            .order_by(Setting.closed_on.is_not(None), Setting.name, Setting.id)
        )
    )


def setting_administered(who: Actor, setting_id: UUID) -> Setting | None:
    """A setting of an organisation an administrator looks after."""
    return db.session.scalar(
        select(Setting)
        .join(Agency, Agency.id == Setting.agency_id)
        .where(Setting.id == setting_id, _home(administered_authorities(who)))
    )


def teams_with_managers(agency_id: UUID) -> list[tuple[Team, Person | None]]:
    """An organisation's teams and who manages each, by name. One query."""
    rows = db.session.execute(
        select(Team, Person)
        .outerjoin(Person, Person.id == Team.manager_id)
        .where(Team.agency_id == agency_id)
        .order_by(Team.name)
    )
    return [(row[0], row[1]) for row in rows]


def team_administered(who: Actor, team_id: UUID) -> Team | None:
    """A team of an organisation an administrator looks after."""
    return db.session.scalar(
        select(Team)
        .join(Agency, Agency.id == Team.agency_id)
        .where(Team.id == team_id, _home(administered_authorities(who)))
    )


def roles_at_agency(agency_id: UUID, limit: int = 300) -> list[RoleHeld]:
    """The roles people hold for an organisation today or later, with person and team, by name. One query."""
    today = clock.today()
    return list(
        db.session.scalars(
            select(RoleHeld)
            .join(RoleHeld.person)
            .where(RoleHeld.agency_id == agency_id)
            .where(RoleHeld.to_on.is_(None) | (RoleHeld.to_on > today))
            .options(contains_eager(RoleHeld.person), joinedload(RoleHeld.agency), joinedload(RoleHeld.team))
            .order_by(Person.sort_name, RoleHeld.from_on)
            .limit(limit)
        )
    )


def roles_ever(person_id: UUID) -> list[RoleHeld]:
    """Every role somebody holds or held, the newest first, with organisation and team. One query."""
    return list(
        db.session.scalars(
            select(RoleHeld)
            .where(RoleHeld.person_id == person_id)
            .options(joinedload(RoleHeld.agency), joinedload(RoleHeld.team))
            .order_by(RoleHeld.from_on.desc(), RoleHeld.id.desc())
        )
    )


def role_administered(who: Actor, role_id: UUID) -> RoleHeld | None:
    """A role in an authority somebody administers."""
    places = administered_authorities(who)
    return db.session.scalar(
        select(RoleHeld)
        .join(RoleHeld.agency)
        .where(RoleHeld.id == role_id)
        .where(RoleHeld.authority_id.in_(places) | (RoleHeld.authority_id.is_(None) & _home(places)))
        .options(joinedload(RoleHeld.person), contains_eager(RoleHeld.agency))
    )


def proposals_waiting(who: Actor) -> list[RoleProposal]:
    """Roles that wait for a second administrator, the oldest first."""
    return list(db.session.scalars(_proposals(who).where(RoleProposal.decided_at.is_(None))))


def proposals_for(who: Actor, person_id: UUID) -> list[RoleProposal]:
    """Roles proposed for somebody that wait."""
    return list(
        db.session.scalars(
            _proposals(who).where(RoleProposal.decided_at.is_(None), RoleProposal.person_id == person_id)
        )
    )


def proposal_administered(who: Actor, proposal_id: UUID) -> RoleProposal | None:
    """A proposed role in an authority somebody administers."""
    return db.session.scalar(_proposals(who).where(RoleProposal.id == proposal_id))


def addresses_waiting(who: Actor, person_id: UUID | None = None) -> list[AddressProposal]:
    """Addresses that wait for a second administrator, the oldest first; of one person where they are named."""
    asked = _addresses(who).where(AddressProposal.decided_at.is_(None))
    return list(db.session.scalars(asked if person_id is None else asked.where(AddressProposal.person_id == person_id)))


def address_administered(who: Actor, proposal_id: UUID) -> AddressProposal | None:
    """An address that was asked for in an authority somebody administers."""
    return db.session.scalar(_addresses(who).where(AddressProposal.id == proposal_id))


def _addresses(who: Actor) -> Select[AddressProposal]:
    return (
        select(AddressProposal)
        .where(AddressProposal.authority_id.in_(administered_authorities(who)))
        .options(joinedload(AddressProposal.person))
        .order_by(AddressProposal.recorded_at)
    )


def _proposals(who: Actor) -> Select[RoleProposal]:
    return (
        select(RoleProposal)
        .where(RoleProposal.authority_id.in_(administered_authorities(who)))
        .options(joinedload(RoleProposal.person), joinedload(RoleProposal.agency), joinedload(RoleProposal.team))
        .order_by(RoleProposal.recorded_at)
    )


def agreements(agency_id: UUID, places: Collection[UUID]) -> list[SharingAgreement]:
    """An organisation's agreements with these authorities, the newest first."""
    return list(
        db.session.scalars(
            select(SharingAgreement)
            .where(SharingAgreement.agency_id == agency_id, SharingAgreement.authority_id.in_(places))
            .order_by(SharingAgreement.from_on.desc())
        )
    )


def agreements_in_force(places: Collection[UUID]) -> dict[UUID, SharingAgreement]:
    """The agreement in force today with each organisation: the one that lasts longest. One query."""
    today = clock.today()
    found = db.session.scalars(
        select(SharingAgreement)
        .where(SharingAgreement.authority_id.in_(places), SharingAgreement.from_on <= today)
        .where(SharingAgreement.to_on.is_(None) | (SharingAgreement.to_on > today))
        .order_by(SharingAgreement.to_on.asc().nulls_last())
    )
    return {agreement.agency_id: agreement for agreement in found}


def agreement_administered(who: Actor, agreement_id: UUID) -> SharingAgreement | None:
    """An agreement of an authority somebody administers."""
    return db.session.scalar(
        select(SharingAgreement).where(
            SharingAgreement.id == agreement_id, SharingAgreement.authority_id.in_(administered_authorities(who))
        )
    )
