"""Who must be sent EHC letters and plans, each only for themself, and who else has to be looked at by a person first.

A parent, in education law, is whoever has parental responsibility for the child or care of them (Education Act 1996,
section 576): a foster carer too. After compulsory school age the rights are the young person's, or those of an
alternative person where they lack capacity for that decision (Children and Families Act 2014, sections 80 and 83; SEND
Regulations 2014, regulations 63 to 65). Nobody loses what was already sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access import reach
from coordination.access.exclusions import excluded_people
from coordination.access.models import Reach
from coordination.agencies import queries as agencies
from coordination.agencies.models import Person
from coordination.children.models import Child, NetworkMember
from coordination.children.naming import short_name
from coordination.db import Base, db
from coordination.ehc.holders import RightHolder, holder_by_age
from coordination.timescales.calendar import compulsory_school_age_ends

# So long before the rights pass on, the young person is asked.
ASKED_MONTHS_BEFORE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody who must be sent what the council sends. ``key`` names them where there is no account.

    ``withheld``: of a paper that tells where the child lives they are sent a copy with that left out.
    """

    key: str
    person_id: UUID | None
    name: str
    audience: str
    why: str
    by_post: bool
    withheld: bool = False


class Doubt(NamedTuple):
    """Somebody who may be a parent in law, and what a person has to look at before anything is sent to them."""

    recipient: Recipient
    check: str


class Weighed(NamedTuple):
    """Who must be sent it, and who waits until a person has looked. Whoever is excluded is in neither."""

    recipients: list[Recipient]
    doubts: list[Doubt]


def recipients(child: Child, on: date | None = None) -> list[Recipient]:
    """Everybody who must be sent EHC letters and plans about the child on a day, each once, nobody who is barred."""
    return weigh(child, on).recipients


def weigh(child: Child, on: date | None = None) -> Weighed:
    """Everybody who must be sent letters on a day (today), and those whom a person has to look at first."""
    day = on or clock.today()
    held = holder_row(child.id, day)
    holder = held.holder if held is not None else holder_by_age(child.born_on, day)
    found: dict[str, Recipient] = {}
    doubts: dict[str, Doubt] = {}
    if holder == "young_person":
        _add(found, young_person(child, day))
    elif holder == "alternative" and held is not None:
        _add(found, _alternative(held))
    if holder == "parent" or (held is not None and held.parents_too):
        _parents(child, day, found, doubts)
    barred = excluded(child.id, day)
    return Weighed(
        [to for to in found.values() if to.person_id not in barred],
        [doubt for key, doubt in doubts.items() if key not in found and doubt.recipient.person_id not in barred],
    )


def holder_row(child_id: UUID, on: date) -> RightHolder | None:
    """What was recorded about who holds the rights on a day."""
    return db.session.scalar(
        select(RightHolder)
        .where(RightHolder.child_id == child_id, RightHolder.from_on <= on)
        .order_by(RightHolder.from_on.desc())
        .limit(1)
    )


def holder_rows(child_id: UUID) -> list[RightHolder]:
    """All that was recorded about who holds the rights, the newest first."""
    return list(
        db.session.scalars(
            select(RightHolder).where(RightHolder.child_id == child_id).order_by(RightHolder.from_on.desc())
        )
    )


def passes_on(child: Child) -> date | None:
    """The day compulsory school age ends; the day after it the rights are the young person's own."""
    return compulsory_school_age_ends(child.born_on) if child.born_on is not None else None


def _add(found: dict[str, Recipient], to: Recipient) -> None:
    found.setdefault(to.key, to)


def _of_person(person: Person, audience: str, why: str) -> Recipient:
    return Recipient(
        key=f"person:{person.id}",
        person_id=person.id,
        name=person.name,
        audience=audience,
        why=why,
        by_post=not person.active or not person.email,
    )


def young_person(child: Child, on: date, why: str = "Holds the rights: compulsory school age has ended") -> Recipient:
    """The young person as a recipient, by their account or by post."""
    for _, person in _in_reach(child.id, ("YP",), on):
        return _of_person(person, "young_person", why)
    return Recipient(
        key="child", person_id=None, name=short_name(child), audience="young_person", why=why, by_post=True
    )


def _alternative(held: RightHolder) -> Recipient:
    why = "Acts for the young person, who lacks capacity for this decision (regulations 63 to 65)"
    person = agencies.person(held.person_id) if held.person_id is not None else None
    if person is not None:
        return _of_person(person, "parent", why)
    return Recipient(
        key=f"holder:{held.id}", person_id=None, name=held.name or "", audience="parent", why=why, by_post=True
    )


# -- parents in law ---------------------------------------------------------------------------------------------


def _parents(child: Child, on: date, found: dict[str, Recipient], doubts: dict[str, Doubt]) -> None:
    network = _network(child.id, on)
    carers = _carers(child.id, on)
    people = agencies.people([*(row.person_id for row in network if row.person_id), *carers])
    barred_by_words = {row.person_id for row in network if row.person_id and row.restrictions}
    for row in network:
        if row.parental_responsibility:
            to = _of_member(row, people, "Has parental responsibility")
            if row.restrictions:
                doubts.setdefault(to.key, Doubt(to, "An order or limit is recorded about them: read it first"))
            else:
                _add(found, to)
    for key in carers:
        if key in people and key not in barred_by_words:
            _add(found, _of_person(people[key], "carer", "Has care of the child: foster carer"))
    for role, person in _in_reach(child.id, ("FC", "PAR"), on):
        if person.id in barred_by_words:
            continue
        if role == "FC":
            _add(found, _of_person(person, "carer", "Has care of the child: foster carer"))
        else:
            to = _of_person(person, "parent", "Takes part as a parent")
            doubts.setdefault(to.key, Doubt(to, "Parental responsibility is not recorded"))
    for row in network:
        if not row.parental_responsibility and (row.relation in {"mother", "father"} or _cares(row)):
            why = "Lives with the child" if row.lives_with_child else "Is a parent"
            to = _of_member(row, people, why)
            doubts.setdefault(to.key, Doubt(to, "Parental responsibility or care of the child is not recorded"))


def _cares(row: NetworkMember) -> bool:
    return row.lives_with_child and row.relation in {
        "special_guardian", "adoptive_parent", "carer", "grandparent", "aunt_uncle", "step_parent",
    }  # fmt: skip


def _of_member(row: NetworkMember, people: dict[UUID, Person], why: str) -> Recipient:
    person = people.get(row.person_id) if row.person_id is not None else None
    if person is not None:
        return _of_person(person, "parent", why)
    return Recipient(key=f"network:{row.id}", person_id=None, name=row.name, audience="parent", why=why, by_post=True)


def _network(child_id: UUID, on: date) -> list[NetworkMember]:
    return list(
        db.session.scalars(
            select(NetworkMember)
            .where(NetworkMember.child_id == child_id, NetworkMember.died_year.is_(None))
            .where(NetworkMember.from_on.is_(None) | (NetworkMember.from_on <= on))
            .where(NetworkMember.to_on.is_(None) | (NetworkMember.to_on > on))
            .order_by(NetworkMember.id)
        )
    )


def _carers(child_id: UUID, on: date) -> list[UUID]:
    """Carers of the placements that run on a day. The room of looked-after children stands above this one."""
    placement: Any = Base.metadata.tables["placement"].c
    return list(
        db.session.scalars(
            select(placement.carer_id)
            .where(placement.child_id == child_id, placement.carer_id.is_not(None), placement.from_on <= on)
            .where(placement.to_on.is_(None) | (placement.to_on > on))
            .order_by(placement.from_on, placement.id)
        )
    )


def _in_reach(child_id: UUID, roles: Iterable[str], on: date) -> list[tuple[str, Person]]:
    """Those of the family who take part with an account on a day, with the role they have."""
    return [
        (role, person)
        for role, person in db.session.execute(
            select(Reach.role, Person)
            .join(Person, Person.id == Reach.person_id)
            .where(Reach.child_id == child_id, Reach.role.in_(list(roles)), Reach.via != reach.LINK)
            .where(Reach.from_on <= on, Reach.to_on.is_(None) | (Reach.to_on > on))
            .order_by(Reach.from_on, Reach.id)
        )
    ]


def excluded(child_id: UUID, on: date) -> frozenset[UUID]:
    """Who may not see the record on a day, whatever else they are to the child."""
    return frozenset(db.session.scalars(excluded_people(child_id, on=on)))
