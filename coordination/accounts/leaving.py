"""Ending accounts: one, or all of a list of people who have left, with what they still held raised to their managers.

What somebody led or had to do is counted by team and names no child: an administrator sees no record. Their manager is
told by mail, finds cases whose lead has left among those that nobody leads, and hands them on.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select, text

from coordination import clock
from coordination.access.actor import Actor
from coordination.accounts import operations
from coordination.agencies.administered import administrators, people_seen
from coordination.agencies.models import Person, PersonKind, RoleHeld, Team
from coordination.db import RuleBroken, db
from coordination.messages.operations import queue_mail

MOST_AT_ONCE = 500
_ADDRESS = re.compile(r"[^@\s,;<>\"']{1,64}@[^@\s,;<>\"']+\.[^@\s,;<>\".']{2,}")
_LEFT_BEHIND = text("select person_id, team_id, cases, actions from left_behind(:people)")


class Outcome(StrEnum):
    """What becomes of one address of the list."""

    ENDS = "ends"
    NOT_FOUND = "not_found"
    FAMILY = "family"
    ENDED_BEFORE = "ended_before"
    OWN = "own"
    LAST_ADMINISTRATOR = "last_administrator"


@dataclass(frozen=True)
class Leaver:
    """One address of the list, whose it is, and what becomes of it."""

    email: str
    outcome: Outcome
    person: Person | None = None


@dataclass(frozen=True)
class Left:
    """What one person left behind in one team: counts only."""

    person_id: UUID
    team: Team | None
    cases: int
    actions: int


def addresses_in(words: str) -> list[str]:
    """The addresses in a list, in any form: one a line, a column of a table, copied from a message. Each once."""
    return list(dict.fromkeys(found.lower().strip(".") for found in _ADDRESS.findall(words)))


def considered(addresses: Sequence[str], *, by: Actor) -> list[Leaver]:
    """What would become of each address of a list, in its order. Raises RuleBroken on a list too long.

    Somebody this administrator does not look after, a parent and a young person are answered as nobody is.
    """
    if len(addresses) > MOST_AT_ONCE:
        raise RuleBroken(f"The list has more than {MOST_AT_ONCE} addresses. Do it in parts.", "addresses")
    seen = db.session.scalars(select(Person).where(func.lower(Person.email).in_(addresses), people_seen(by)))
    found = {(person.email or "").lower(): person for person in seen}
    ending = {person.id for person in found.values() if person.active and person.id != by.person_id}
    kept = _last_administrators(ending)
    return [_outcome(email, found.get(email), kept, by) for email in addresses]


def _outcome(email: str, person: Person | None, kept: set[UUID], by: Actor) -> Leaver:
    if person is None:
        return Leaver(email, Outcome.NOT_FOUND)
    if person.kind != PersonKind.WORKFORCE:
        return Leaver(email, Outcome.FAMILY, person)
    if person.id == by.person_id:
        return Leaver(email, Outcome.OWN, person)
    if not person.active:
        return Leaver(email, Outcome.ENDED_BEFORE, person)
    return Leaver(email, Outcome.LAST_ADMINISTRATOR if person.id in kept else Outcome.ENDS, person)


def _last_administrators(ending: set[UUID]) -> set[UUID]:
    """Those among people who end whose authority would be left without an administrator."""
    on = clock.today()
    held = db.session.execute(
        select(RoleHeld.person_id, RoleHeld.authority_id).where(
            RoleHeld.role == "ADM",
            RoleHeld.person_id.in_(ending),
            RoleHeld.authority_id.is_not(None),
            RoleHeld.from_on <= on,
            RoleHeld.to_on.is_(None) | (RoleHeld.to_on > on),
        )
    ).all()
    alone = {
        authority
        for authority in {row.authority_id for row in held}
        if not {person.id for person in administrators(authority)} - ending
    }
    return {row.person_id for row in held if row.authority_id in alone}


def end_account(person: Person, *, by: Actor) -> list[Left]:
    """End one account. Raises RuleBroken on somebody's own, and on the last administrator's of an authority."""
    if person.id == by.person_id:
        raise RuleBroken("Nobody can end their own account: ask another administrator.")
    if _last_administrators({person.id}):
        raise RuleBroken("This is the last administrator of an authority. Give somebody else that role first.")
    return end_accounts([person], by=by)


def end_accounts(leavers: Iterable[Person], *, by: Actor) -> list[Left]:
    """End accounts: no sign-in, every session over at once, every role ended today, what they held raised to the
    managers of their teams. The rows stay: others refer to them.
    """
    ended = list(leavers)
    for person in ended:
        operations.disable_person(person, by=by)
    left = left_behind([person.id for person in ended])
    _tell_managers(left)
    return left


def left_behind(people: Sequence[UUID]) -> list[Left]:
    """What these people still lead and have to do, by person and team, as far as the acting administrator answers for
    it. Two statements.
    """
    if not people:
        return []
    rows = db.session.execute(_LEFT_BEHIND, {"people": list(people)}).all()
    teams = {team.id: team for team in db.session.scalars(select(Team).where(Team.id.in_({r.team_id for r in rows})))}
    return [Left(row.person_id, teams.get(row.team_id), int(row.cases), int(row.actions)) for row in rows]


def still_held(who: Actor) -> list[tuple[Person, list[Left]]]:
    """Everybody who has left and still leads or has to do something, with what: the newest leaver first."""
    gone = db.session.scalars(
        select(Person)
        .where(~Person.active, Person.left_at.is_not(None), people_seen(who))
        .order_by(Person.left_at.desc(), Person.sort_name)
    ).all()
    held: dict[UUID, list[Left]] = {}
    for one in left_behind([person.id for person in gone]):
        held.setdefault(one.person_id, []).append(one)
    return [(person, held[person.id]) for person in gone if person.id in held]


def managers_of(left: Iterable[Left]) -> dict[UUID, Person]:
    """Who manages the teams that something was left in, by key. One query."""
    keys = {one.team.manager_id for one in left if one.team is not None and one.team.manager_id is not None}
    return {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(keys)))}


def _tell_managers(left: Sequence[Left]) -> None:
    managers = managers_of(left)
    counts: dict[UUID, tuple[int, int]] = {}
    for one in left:
        if one.team is not None and one.team.manager_id in managers:
            cases, actions = counts.get(one.team.manager_id, (0, 0))
            counts[one.team.manager_id] = cases + one.cases, actions + one.actions
    for key, (cases, actions) in counts.items():
        queue_mail(managers[key], template="work_left", link="/team", cases=cases, actions=actions)
