"""Asking about concerns: who must read one, what waits for somebody, the queue of whoever is on duty."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, or_, select, text

from coordination import clock
from coordination.access import guard
from coordination.access.actor import Actor
from coordination.access.exclusions import excluded_people
from coordination.access.models import Reach
from coordination.access.policy import Permit
from coordination.agencies.models import Person, RoleHeld
from coordination.concerns.models import SECTION, Concern
from coordination.db import db

DUTY = "EDT"
# Whoever leads or manages reads one where the rules let their role read concerns at all (access/rules.csv).
LEADS = ("SW",)

_ON_DUTY = text("select * from concerns_on_duty(:authority)")


def concern(concern_id: UUID) -> Concern | None:
    """One concern."""
    return db.session.get(Concern, concern_id)


def of_child(child_id: UUID) -> list[Concern]:
    """What was raised about a child, the newest first."""
    return list(
        db.session.scalars(
            select(Concern).where(Concern.child_id == child_id).order_by(Concern.raised_at.desc(), Concern.id.desc())
        )
    )


def of_teller(child_id: UUID, person_id: UUID | None) -> list[Concern]:
    """What one person raised about a child, the newest first."""
    return [held for held in of_child(child_id) if held.raised_by == person_id]


def undecided() -> list[Concern]:
    """What nobody has decided about, of the children within reach: unread first, the oldest first."""
    return list(
        db.session.scalars(
            select(Concern)
            .where(Concern.decided_at.is_(None))
            .order_by(Concern.read_at.is_not(None), Concern.raised_at, Concern.id)
        )
    )


def may_act(row: Any) -> bool:
    """Whether whoever is here decides about a concern: who changes such records, and who approves them."""
    return any(isinstance(guard.may(verb, SECTION, row), Permit) for verb in ("update", "approve"))


def who_answers(child_id: UUID) -> list[Person]:
    """The social workers who lead, their deputies and the managers of a child's team today. Nobody the record is kept
    from.
    """
    today = clock.today()
    leads = and_(Reach.functions.overlap(["lead", "deputy"]), Reach.role.in_(LEADS))
    return list(
        db.session.scalars(
            select(Person)
            .join(Reach, Reach.person_id == Person.id)
            .where(Reach.child_id == child_id, Reach.from_on <= today, Reach.to_on.is_(None) | (Reach.to_on > today))
            .where(or_(Reach.via == "management", leads), Person.active)
            .where(Person.id.not_in(excluded_people(child_id)))
            .distinct()
            .order_by(Person.id)
        )
    )


def on_duty(authority_id: UUID, child_id: UUID) -> list[Person]:
    """The duty workers of an authority today. Nobody the record is kept from."""
    today = clock.today()
    return list(
        db.session.scalars(
            select(Person)
            .join(RoleHeld, RoleHeld.person_id == Person.id)
            .where(RoleHeld.role == DUTY, RoleHeld.authority_id == authority_id, Person.active)
            .where(RoleHeld.from_on <= today, RoleHeld.to_on.is_(None) | (RoleHeld.to_on > today))
            .where(Person.id.not_in(excluded_people(child_id)))
            .distinct()
            .order_by(Person.id)
        )
    )


def duty_posts(who: Actor) -> list[tuple[UUID, UUID]]:
    """The posts from which somebody is on duty today: the organisation, and the authority."""
    return [
        (held.agency_id, held.authority_id)
        for held in who.roles_on(clock.today())
        if held.role == DUTY and held.authority_id is not None
    ]


def waiting_on_duty(authorities: Iterable[UUID]) -> Sequence[Row[Any]]:
    """What waits in these authorities, by reference: nothing for anybody but their duty workers."""
    return [row for place in authorities for row in db.session.execute(_ON_DUTY, {"authority": place})]
