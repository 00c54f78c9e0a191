"""Asking about a child's record."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Select, or_, select

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.catalogue import FAMILY_ROLES
from coordination.access.models import Reach
from coordination.access.policy import Permit, Thing, decide
from coordination.agencies import queries as agencies
from coordination.agencies.models import Agency, Authority, Person
from coordination.children import reading
from coordination.children.models import Child, ChildProfile, NetworkHome, NetworkMember
from coordination.children.parts import PARTS
from coordination.db import db


class Post(NamedTuple):
    """A post from which somebody may open a record: the role, for whom, and in which authority."""

    role: str
    agency_id: UUID
    agency: str
    authority_id: UUID
    team_id: UUID | None

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.role}:{self.agency_id}:{self.authority_id}"


def child(child_id: UUID) -> Child | None:
    """A child by key, where the actor reaches them."""
    return db.session.get(Child, child_id)


def child_and_authority(child_id: UUID) -> Child | None:
    """A child by key as :func:`child` answers, with the authority whose record it is. One query.

    ``held_by`` keeps the authority in the session as long as the child: whoever asks for it by its key then asks
    nothing.
    """
    row = db.session.execute(
        select(Child, Authority).join(Authority, Authority.id == Child.authority_id).where(Child.id == child_id)
    ).first()
    if row is None:
        return None
    found: Any = row[0]
    found.held_by = row[1]
    return cast(Child, found)


def children(keys: Iterable[UUID]) -> list[Child]:
    """Children by key, in the order of the keys."""
    wanted = list(keys)
    if not wanted:
        return []
    found = {held.id: held for held in db.session.scalars(select(Child).where(Child.id.in_(wanted)))}
    return [found[key] for key in wanted if key in found]


def profile(child_id: UUID) -> ChildProfile | None:
    """The "about me" page of a child."""
    return db.session.scalar(select(ChildProfile).where(ChildProfile.child_id == child_id))


def row_of(part_key: str) -> Callable[..., Any]:
    """The question for one row of a part: takes ``child_id`` and ``row_id``, answers the row or None."""
    model = PARTS[part_key].model

    def row(child_id: UUID, row_id: UUID) -> Any:
        found = db.session.get(model, row_id)
        return found if found is not None and found.child_id == child_id else None

    return row


def network(child_id: UUID) -> list[NetworkMember]:
    """Everybody of a child's family and network, in the order they were recorded. One query."""
    return list(
        db.session.scalars(select(NetworkMember).where(NetworkMember.child_id == child_id).order_by(NetworkMember.id))
    )


def family(child: Child) -> tuple[list[NetworkMember], list[NetworkHome]]:
    """Everybody of a child's network and every home, in the order they were recorded. One query."""
    return family_from(family_rows(child))


def family_rows(child: Child, *more: Select[Any]) -> dict[str, list[dict[str, Any]]]:
    """The rows of a child's network and homes as they stand, by table, and what a page asks besides. One query."""
    return reading.together(reading.rows_of(NetworkMember, child), reading.rows_of(NetworkHome, child), *more)


def family_from(found: dict[str, list[dict[str, Any]]]) -> tuple[list[NetworkMember], list[NetworkHome]]:
    """The same from the answers to ``reading.together``."""
    members = sorted(reading.revived(NetworkMember, found.get("network_member", [])), key=lambda row: row.id)
    homes = sorted(reading.revived(NetworkHome, found.get("network_home", [])), key=lambda row: row.id)
    return members, homes


def network_member(member_id: UUID) -> NetworkMember | None:
    """One person of a child's family and network."""
    return db.session.get(NetworkMember, member_id)


def by_reference(reference: str) -> Child | None:
    """A child by the reference of the record, where the actor reaches them."""
    return db.session.scalar(select(Child).where(Child.reference == reference))


def schools(authority_id: UUID) -> list[Agency]:
    """Schools and settings a place may be at, by name."""
    return [held for held in agencies.agencies(authority_id) if held.kind == "school"]


def family_with_accounts(child_id: UUID) -> list[tuple[UUID, str]]:
    """The child's parents, carers and the young person who can sign in and reach the record: key and name."""
    today = clock.today()
    rows = db.session.execute(
        select(Person.id, Person.name, Person.sort_name)
        .join(Reach, Reach.person_id == Person.id)
        .where(Reach.child_id == child_id, Reach.role.in_(FAMILY_ROLES), Reach.from_on <= today)
        .where(or_(Reach.to_on.is_(None), Reach.to_on > today))
        .distinct()
        .order_by(Person.sort_name, Person.id)
    )
    return [(row[0], row[1]) for row in rows]


def authorities_of(who: Actor) -> list[UUID]:
    """The authorities somebody works in, by their posts of today."""
    if who.person_id is None:
        return []
    held = [role.authority_id or role.agency.authority_id for role in agencies.roles_of(who.person_id)]
    return list(dict.fromkeys(key for key in held if key))


def opening_posts(who: Actor) -> list[Post]:
    """The posts from which somebody may open a record."""
    if who.person_id is None:
        return []
    posts = []
    for role in agencies.roles_of(who.person_id):
        place = role.authority_id or role.agency.authority_id
        if place is None:
            continue
        about = Thing(child_id=None, authority_id=place, section="core_identity", whole=True)
        mine = Actor(
            person_id=who.person_id,
            kind=who.kind,
            active=who.active,
            second_factor=who.second_factor,
            second_factor_needed=who.second_factor_needed,
            roles=tuple(held for held in who.roles if held.role == role.role and held.agency_id == role.agency_id),
            agreements=who.agreements,
        )
        if isinstance(decide(mine, "create", "core_identity", about, clock.now()), Permit):
            posts.append(Post(role.role, role.agency_id, role.agency.name, place, role.team_id))
    return posts


def may_open(who: Actor) -> bool:
    """Whether one of somebody's posts may open a record, as far as the posts alone say. Asks nothing."""
    opening = {"SW", "LP", "EDT", "EHC"}
    return any(role.role in opening for role in who.roles_on(clock.today()))
