"""Asking about episodes of help and the teams around children."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from coordination import clock
from coordination.access.standing import MAY_LEAD
from coordination.agencies import queries as agencies
from coordination.agencies.models import Agency, Person, RoleHeld
from coordination.cases.models import Case, CaseStep, Membership
from coordination.db import db


def case(case_id: UUID) -> Case | None:
    """A case with its child, team and lead."""
    return db.session.scalar(
        select(Case)
        .where(Case.id == case_id)
        .options(joinedload(Case.child), joinedload(Case.team), joinedload(Case.lead))
    )


def current_case(child_id: UUID) -> Case | None:
    """The child's open case, the newest where there are several, with its team and lead."""
    return db.session.scalar(
        select(Case)
        .where(Case.child_id == child_id, Case.state == "open")
        .options(joinedload(Case.team), joinedload(Case.lead))
        .order_by(Case.opened_on.desc(), Case.id.desc())
        .limit(1)
    )


def latest_case(child_id: UUID) -> Case | None:
    """The child's open case or, where help has ended, the one that ended last."""
    return db.session.scalar(
        select(Case)
        .where(Case.child_id == child_id)
        .options(joinedload(Case.team), joinedload(Case.lead))
        .order_by((Case.state == "open").desc(), Case.opened_on.desc(), Case.id.desc())
        .limit(1)
    )


def cases_with_teams(child_id: UUID) -> list[Case]:
    """Every case of a child with every place on its team, people and organisations: open ones first. One statement."""
    found = db.session.scalars(
        select(Case)
        .where(Case.child_id == child_id)
        .options(
            joinedload(Case.team),
            joinedload(Case.lead),
            joinedload(Case.members).joinedload(Membership.person),
            joinedload(Case.members).joinedload(Membership.agency),
        )
        .order_by((Case.state == "open").desc(), Case.opened_on.desc(), Case.id.desc())
    )
    return list(found.unique())


def on_team(held: Membership, today: date) -> bool:
    """Whether a place is held today."""
    return held.state == "agreed" and held.from_on <= today and (held.to_on is None or held.to_on > today)


def in_order(places: Iterable[Membership]) -> list[Membership]:
    """Places with the lead first, then deputies, then by name."""
    order = {"lead": 0, "deputy": 1}
    return sorted(places, key=lambda held: (order.get(held.function, 2), held.person.sort_name, held.id))


def team(case_id: UUID) -> list[Membership]:
    """Who is on the team today, with their person and agency: the lead first, then deputies, then by name."""
    today = clock.today()
    found = db.session.scalars(
        select(Membership)
        .where(Membership.case_id == case_id, Membership.state == "agreed", Membership.from_on <= today)
        .where(Membership.to_on.is_(None) | (Membership.to_on > today))
        .options(joinedload(Membership.person), joinedload(Membership.agency), joinedload(Membership.case))
    )
    return in_order(found)


def membership(membership_id: UUID) -> Membership | None:
    """A place on a team, with its person, agency and case."""
    return db.session.scalar(
        select(Membership)
        .where(Membership.id == membership_id)
        .options(
            joinedload(Membership.person),
            joinedload(Membership.agency),
            joinedload(Membership.case).joinedload(Case.child),
        )
    )


def steps(child_id: UUID) -> list[CaseStep]:
    """Changes of level of a child's cases, the newest first."""
    return list(
        db.session.scalars(
            select(CaseStep).where(CaseStep.child_id == child_id).order_by(CaseStep.on.desc(), CaseStep.id.desc())
        )
    )


class Post(NamedTuple):
    """Somebody in a role they hold, as they may be put on a team or lead one."""

    person: Person
    role: str
    agency: Agency | None

    @property
    def key(self) -> str:
        """How a form and an address name it."""
        return f"{self.person.id}:{self.agency.id if self.agency else ''}:{self.role}"


def workforce_named(typed: str, authority_id: UUID, most: int = 25, *, roles: Iterable[str] = ()) -> list[Post]:
    """Workers of the authority's organisations whose name holds every word typed, in each role they hold today.

    ``roles``: posts that stand on no team and are looked for too ("IGO").
    """
    wanted = typed.split()
    if not wanted:
        return []
    asked = _posts(authority_id, and_roles=roles)
    for word in wanted[:5]:
        asked = asked.where(Person.name.icontains(word, autoescape=True))
    return [Post(row[0], row[1], row[2]) for row in db.session.execute(asked.limit(most))]


def by_email(typed: str) -> list[Post]:
    """The one parent, carer or young person with exactly this address, as they may be put on a team.

    Families are never listed: whoever adds one knows how to reach them.
    """
    found = agencies.person_by_email(typed)
    if found is None or not found.active or found.kind == "workforce":
        return []
    carer = next((role for role in agencies.roles_of(found.id) if role.role == "FC"), None)
    if carer is not None:
        return [Post(found, "FC", carer.agency)]
    return [Post(found, "YP" if found.kind == "young_person" else "PAR", None)]


def post(
    person_id: UUID, role: str, agency_id: UUID | None, authority_id: UUID, *, roles: Iterable[str] = ()
) -> Post | None:
    """Somebody in a role they hold today for one of the authority's organisations, or as family; None otherwise."""
    found = agencies.person(person_id)
    if found is None or not found.active:
        return None
    if found.kind == "workforce" or role == "FC":
        row = db.session.execute(
            _posts(authority_id, workforce=found.kind == "workforce", and_roles=roles).where(
                Person.id == person_id, RoleHeld.role == role, Agency.id == agency_id
            )
        ).first()
        return Post(row[0], row[1], row[2]) if row else None
    fits = {"young_person": "YP", "family": "PAR"}.get(found.kind)
    return Post(found, role, None) if role == fits and agency_id is None else None


def possible_leads(authority_id: UUID, most: int = 400) -> list[Post]:
    """Workers of the authority's organisations who may lead a team, by name."""
    asked = _posts(authority_id).where(RoleHeld.role.in_(["SW", *sorted(MAY_LEAD)]))
    return [Post(row[0], row[1], row[2]) for row in db.session.execute(asked.limit(most))]


def posts_of(authority_id: UUID, roles: Iterable[str], most: int = 400) -> list[Post]:
    """Workers of the authority's organisations who hold one of these roles, by name. One query."""
    asked = _posts(authority_id).where(RoleHeld.role.in_(list(roles)))
    return [Post(row[0], row[1], row[2]) for row in db.session.execute(asked.limit(most))]


# Posts that nobody holds on a team.
_ON_NO_TEAM = ("ADM", "ANL", "IGO")


def _posts(authority_id: UUID, *, workforce: bool = True, and_roles: Iterable[str] = ()) -> Any:
    today = clock.today()
    asked = (
        select(Person, RoleHeld.role, Agency)
        .join(RoleHeld, RoleHeld.person_id == Person.id)
        .join(Agency, Agency.id == RoleHeld.agency_id)
        .where(Person.active, RoleHeld.from_on <= today, Agency.closed_on.is_(None))
        .where(or_(RoleHeld.to_on.is_(None), RoleHeld.to_on > today))
        .where(or_(Agency.authority_id == authority_id, Agency.authority_id.is_(None)))
        .where(RoleHeld.role.not_in([role for role in _ON_NO_TEAM if role not in set(and_roles)]))
        .order_by(Person.sort_name, Person.id, RoleHeld.role)
    )
    return asked.where(Person.kind == "workforce") if workforce else asked
