"""Asking about organisations and people."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from coordination import clock
from coordination.agencies.models import Agency, Authority, Person, RoleHeld, Team
from coordination.db import db


def authority(authority_id: UUID) -> Authority | None:
    """An authority by its key."""
    return db.session.get(Authority, authority_id)


def only_authority() -> Authority | None:
    """The first authority by name: the one of a deployment that has one."""
    return db.session.scalar(select(Authority).order_by(Authority.name))


def person(person_id: UUID) -> Person | None:
    """A person by their key."""
    return db.session.get(Person, person_id)


def person_by_email(email: str) -> Person | None:
    """A person by their e-mail address, however it was typed."""
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def people(keys: Iterable[UUID]) -> dict[UUID, Person]:
    """People by key. One query."""
    wanted = {key for key in keys if key}
    if not wanted:
        return {}
    return {found.id: found for found in db.session.scalars(select(Person).where(Person.id.in_(wanted)))}


def workforce(authority_id: UUID | None = None) -> list[tuple[Person, RoleHeld, Agency]]:
    """Everybody who works with children, with a role held today and its organisation, by name."""
    today = clock.today()
    asked = (
        select(Person, RoleHeld, Agency)
        .join(RoleHeld, RoleHeld.person_id == Person.id)
        .join(Agency, Agency.id == RoleHeld.agency_id)
        .where(Person.active, RoleHeld.from_on <= today)
        .where((RoleHeld.to_on.is_(None)) | (RoleHeld.to_on > today))
        .order_by(Person.sort_name)
    )
    if authority_id is not None:
        asked = asked.where((Agency.authority_id == authority_id) | Agency.authority_id.is_(None))
    return [(row[0], row[1], row[2]) for row in db.session.execute(asked)]


def agencies(authority_id: UUID | None = None) -> list[Agency]:
    """Organisations that are open, by name."""
    asked = select(Agency).where(Agency.closed_on.is_(None)).order_by(Agency.name)
    if authority_id is not None:
        asked = asked.where((Agency.authority_id == authority_id) | Agency.authority_id.is_(None))
    return list(db.session.scalars(asked))


def agencies_by_key(keys: Iterable[UUID]) -> dict[UUID, Agency]:
    """Organisations by key. One query."""
    wanted = {key for key in keys if key}
    if not wanted:
        return {}
    return {found.id: found for found in db.session.scalars(select(Agency).where(Agency.id.in_(wanted)))}


def teams(authority_id: UUID) -> list[Team]:
    """Teams of an authority, by name."""
    return list(db.session.scalars(select(Team).where(Team.authority_id == authority_id).order_by(Team.name)))


def roles_of(person_id: UUID) -> list[RoleHeld]:
    """The roles somebody holds today, with their organisations. One query."""
    today = clock.today()
    return list(
        db.session.scalars(
            select(RoleHeld)
            .where(RoleHeld.person_id == person_id, RoleHeld.from_on <= today)
            .where(or_(RoleHeld.to_on.is_(None), RoleHeld.to_on > today))
            .options(joinedload(RoleHeld.agency))
            .order_by(RoleHeld.from_on)
        )
    )


def authorities(keys: Iterable[UUID]) -> list[Authority]:
    """Authorities by key, by name. One query."""
    return list(db.session.scalars(select(Authority).where(Authority.id.in_(set(keys))).order_by(Authority.name)))
