"""Asking about grants, records opened alone, exclusions and decisions to share."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.orm import joinedload

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.exclusions import excluded_people
from coordination.access.models import Exclusion
from coordination.agencies.models import Agency, Person, RoleHeld, Team
from coordination.cases.models import Case
from coordination.children.models import Child
from coordination.db import Base, db
from coordination.sharing.models import AccessGrant, OwnAccess, SharingDecision

_WAITING = text("select * from own_accesses(:authority)")
_KEPT_OUT = text("select * from overseers_kept_out(:authority)")
_LOOKED = text("select * from who_looked(:child, :first, :last)")


def grants(child_id: UUID) -> list[AccessGrant]:
    """Every grant about a child's record, the newest first, with whom it is for."""
    return list(
        db.session.scalars(
            select(AccessGrant)
            .where(AccessGrant.child_id == child_id)
            .options(joinedload(AccessGrant.person), joinedload(AccessGrant.agency))
            .order_by(AccessGrant.recorded_at.desc(), AccessGrant.id.desc())
        )
    )


def grant(grant_id: UUID) -> AccessGrant | None:
    """A grant with its child and whom it is for."""
    return db.session.scalar(
        select(AccessGrant)
        .where(AccessGrant.id == grant_id)
        .options(joinedload(AccessGrant.person), joinedload(AccessGrant.agency), joinedload(AccessGrant.child))
    )


def own_accesses(child_id: UUID) -> list[OwnAccess]:
    """Every time somebody opened a child's record for themself, the newest first."""
    return list(
        db.session.scalars(
            select(OwnAccess)
            .where(OwnAccess.child_id == child_id)
            .options(joinedload(OwnAccess.person), joinedload(OwnAccess.agency))
            .order_by(OwnAccess.opened_at.desc(), OwnAccess.id.desc())
        )
    )


def own_access(access_id: UUID) -> OwnAccess | None:
    """One record that somebody opened for themself, with the child and who it was."""
    return db.session.scalar(
        select(OwnAccess)
        .where(OwnAccess.id == access_id)
        .options(joinedload(OwnAccess.person), joinedload(OwnAccess.agency), joinedload(OwnAccess.child))
    )


def waiting_reviews() -> list[OwnAccess]:
    """What was opened alone and not reviewed, of the children the actor reaches, the soonest due first."""
    return list(
        db.session.scalars(
            select(OwnAccess)
            .where(OwnAccess.reviewed_at.is_(None))
            .options(joinedload(OwnAccess.person), joinedload(OwnAccess.agency), joinedload(OwnAccess.child))
            .order_by(OwnAccess.review_due_on, OwnAccess.id)
        )
    )


def of_authority(authority_id: UUID) -> Sequence[Row[Any]]:
    """What was opened alone in an authority, by references: nothing for anybody but its privacy officers."""
    return db.session.execute(_WAITING, {"authority": authority_id}).all()


def overseers_kept_out(authority_id: UUID) -> Sequence[Row[Any]]:
    """From which records a privacy or reviewing officer is kept, by references: nothing for anybody but the authority's
    privacy officers, and nothing about whoever asks."""
    return db.session.execute(_KEPT_OUT, {"authority": authority_id}).all()


def privacy_officers(authority_id: UUID) -> list[Person]:
    """The privacy officers of an authority today."""
    today = clock.today()
    return list(
        db.session.scalars(
            select(Person)
            .join(RoleHeld, RoleHeld.person_id == Person.id)
            .where(RoleHeld.role == "IGO", RoleHeld.authority_id == authority_id, Person.active)
            .where(RoleHeld.from_on <= today, RoleHeld.to_on.is_(None) | (RoleHeld.to_on > today))
            .distinct()
            .order_by(Person.id)
        )
    )


def managers_of(teams: Iterable[UUID]) -> list[Person]:
    """The managers of these teams, each once."""
    managed = select(Team.manager_id).where(Team.id.in_(list(teams)))
    return list(db.session.scalars(select(Person).where(Person.id.in_(managed), Person.active).order_by(Person.id)))


def exclusions(child_id: UUID) -> list[tuple[Exclusion, Person]]:
    """Everybody who is or was excluded from a child's record, the newest first."""
    rows = db.session.execute(
        select(Exclusion, Person)
        .join(Person, Person.id == Exclusion.person_id)
        .where(Exclusion.child_id == child_id)
        .order_by(Exclusion.to_on.is_not(None), Exclusion.from_on.desc(), Exclusion.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def exclusion(exclusion_id: UUID) -> Exclusion | None:
    """One exclusion."""
    return db.session.get(Exclusion, exclusion_id)


def child_of(row: Any) -> Child | None:
    """The child that a row is about, where the actor reaches them."""
    return db.session.get(Child, row.child_id)


def decisions(child_id: UUID) -> list[SharingDecision]:
    """Every decision to share or not to about a child, the newest first."""
    return list(
        db.session.scalars(
            select(SharingDecision)
            .where(SharingDecision.child_id == child_id)
            .order_by(SharingDecision.decided_on.desc(), SharingDecision.id.desc())
        )
    )


class LinkSent(NamedTuple):
    """A one-time link, as the ledger has it: to whom, for what and what became of it."""

    person_id: UUID
    purpose: str
    role: str
    agency: str | None
    recorded_by: UUID | None
    recorded_at: datetime
    opened_at: datetime | None
    used_at: datetime | None
    ended_at: datetime | None
    ends_at: datetime


def links_sent(child_id: UUID) -> list[LinkSent]:
    """Every one-time link about a child. Links stand above this room: their table is asked by name."""
    link = Base.metadata.tables["one_time_link"]
    asked = (
        select(*(Agency.name.label("agency") if name == "agency" else link.c[name] for name in LinkSent._fields))
        .select_from(link.outerjoin(Agency.__table__, Agency.id == link.c.agency_id))
        .where(link.c.child_id == child_id)
        .order_by(link.c.recorded_at.desc(), link.c.id.desc())
    )
    return [LinkSent(*row) for row in db.session.execute(asked)]


def decision(decision_id: UUID) -> SharingDecision | None:
    """One decision with its child."""
    return db.session.scalar(
        select(SharingDecision).where(SharingDecision.id == decision_id).options(joinedload(SharingDecision.child))
    )


def manager_of(child_id: UUID) -> Person | None:
    """The manager of the team that answers for the child's newest open case, unless the record is kept from them."""
    return db.session.scalar(
        select(Person)
        .join(Team, Team.manager_id == Person.id)
        .join(Case, Case.team_id == Team.id)
        .where(Case.child_id == child_id, Case.state == "open", Person.id.not_in(excluded_people(child_id)))
        .order_by(Case.opened_on.desc(), Case.id.desc())
        .limit(1)
    )


def who_answers(child_id: UUID) -> list[Person]:
    """The leads and managers of the child's open cases, each once; nobody from whom the record is kept."""
    leads = select(Case.lead_id).where(Case.child_id == child_id, Case.state == "open", Case.lead_id.is_not(None))
    managers = (
        select(Team.manager_id)
        .join(Case, Case.team_id == Team.id)
        .where(Case.child_id == child_id, Case.state == "open", Team.manager_id.is_not(None))
    )
    return list(
        db.session.scalars(
            select(Person)
            .where(Person.id.in_(leads.union(managers)), Person.id.not_in(excluded_people(child_id)))
            .order_by(Person.id)
        )
    )


class Look(NamedTuple):
    """One time somebody looked at or changed something of a record, as the audit has it."""

    at: datetime
    person_id: UUID
    name: str
    role: str | None
    organisation: str
    verb: str
    outcome: str
    sections: frozenset[str]
    label: str | None
    via: str | None


def looks(child_id: UUID, first: datetime, last: datetime) -> list[Look]:
    """Who looked at a child's record between two instants, the newest first. Two statements."""
    rows = db.session.execute(_LOOKED, {"child": child_id, "first": first, "last": last}).all()
    people = {row.actor_id for row in rows}
    named = {
        row.id: row.name for row in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    }
    at = {row.agency_id for row in rows if row.agency_id is not None}
    agencies = {row.id: row.name for row in db.session.execute(select(Agency.id, Agency.name).where(Agency.id.in_(at)))}
    return [
        Look(
            row.at,
            row.actor_id,
            named.get(row.actor_id, "Somebody who is no longer here"),
            row.role,
            agencies.get(row.agency_id, ""),
            row.verb,
            row.outcome,
            frozenset(row.sections),
            row.label,
            row.via,
        )
        for row in rows
    ]


def case_of(child_id: UUID) -> Case | None:
    """The child's newest open case, or the one that ended last."""
    return db.session.scalar(
        select(Case)
        .where(Case.child_id == child_id)
        .order_by((Case.state == "open").desc(), Case.opened_on.desc(), Case.id.desc())
        .limit(1)
    )


def people_of_my_teams(who: Actor) -> frozenset[UUID]:
    """Those who hold a post in a team that somebody manages or works in today, themself included."""
    today = clock.today()
    teams = {held.team_id for held in who.roles_on(today) if held.team_id is not None}
    managed = select(Team.id).where(Team.manager_id == who.person_id)
    found = db.session.scalars(
        select(RoleHeld.person_id)
        .where(RoleHeld.team_id.in_(managed) | RoleHeld.team_id.in_(teams))
        .where(RoleHeld.from_on <= today, RoleHeld.to_on.is_(None) | (RoleHeld.to_on > today))
    )
    return frozenset((*found, *((who.person_id,) if who.person_id else ())))
