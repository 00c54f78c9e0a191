"""Asking about reveals, held words, and whom to tell."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, any_, literal, or_, select

from coordination import clock
from coordination.access.conditions import EMERGENCY_REVEAL_LASTS as LASTS
from coordination.access.exclusions import excluded_people
from coordination.access.models import Reach
from coordination.agencies.models import Person
from coordination.agencies.queries import people
from coordination.children import reading
from coordination.children.models import Child
from coordination.db import db
from coordination.protected.models import HeldState, HeldText, ProtectedPlace, Reveal


def reveals(child_id: UUID) -> list[Reveal]:
    """Every time somebody was shown, or asked to be, the newest first."""
    return list(
        db.session.scalars(
            select(Reveal).where(Reveal.child_id == child_id).order_by(Reveal.asked_at.desc(), Reveal.id.desc())
        )
    )


def asked_known(child: Child, reader: UUID) -> Select[Any]:
    """Whether somebody knows what is protected of a child already, for a page that asks other things with it."""
    return reading.values_of(
        "known_places",
        select(ProtectedPlace.id)
        .where(ProtectedPlace.authority_id == child.authority_id, ProtectedPlace.child_id == child.id)
        .where(ProtectedPlace.ended_on.is_(None), literal(reader) == any_(ProtectedPlace.known_to)),
    )


def reveal(reveal_id: UUID) -> Reveal | None:
    """One reveal."""
    return db.session.get(Reveal, reveal_id)


def unconfirmed() -> list[Reveal]:
    """Emergency reveals of the last hour that wait for a second duty person, of children within reach."""
    return list(
        db.session.scalars(
            select(Reveal)
            .where(Reveal.emergency, Reveal.confirmed_by.is_(None))
            .where(Reveal.asked_at > clock.now() - LASTS)
            .order_by(Reveal.asked_at)
        )
    )


def mine_now(child_id: UUID, person_id: UUID) -> Reveal | None:
    """The emergency reveal of this child that this duty worker may use now."""
    return db.session.scalar(
        select(Reveal)
        .where(Reveal.child_id == child_id, Reveal.person_id == person_id, Reveal.emergency)
        .where(Reveal.until > clock.now())
        .order_by(Reveal.until.desc())
        .limit(1)
    )


def held_texts(child_id: UUID) -> list[HeldText]:
    """Held words of a child: those that wait first, then the newest."""
    rows = db.session.scalars(
        select(HeldText)
        .where(HeldText.child_id == child_id)
        .order_by((HeldText.state != HeldState.WAITING.value), HeldText.written_at.desc(), HeldText.id.desc())
    )
    return list(rows)


def held_text(held_id: UUID) -> HeldText | None:
    """One held text."""
    return db.session.get(HeldText, held_id)


def answer_for(child_id: UUID) -> list[Person]:
    """The lead, the deputies and the managers of a child's team today: who is told. Nobody the record is kept from."""
    today = clock.today()
    return list(
        db.session.scalars(
            select(Person)
            .join(Reach, Reach.person_id == Person.id)
            .where(Reach.child_id == child_id, Reach.from_on <= today)
            .where(Reach.to_on.is_(None) | (Reach.to_on > today))
            .where(or_(Reach.via == "management", Reach.functions.overlap(["lead", "deputy"])))
            .where(Person.id.not_in(excluded_people(child_id)))
            .distinct()
            .order_by(Person.id)
        )
    )


def who_may_know(child_id: UUID) -> list[Person]:
    """The carers and the young person themself: those who may know a protected place already."""
    today = clock.today()
    return list(
        db.session.scalars(
            select(Person)
            .join(Reach, Reach.person_id == Person.id)
            .where(Reach.child_id == child_id, Reach.role.in_(["FC", "YP"]), Reach.from_on <= today)
            .where(Person.id.not_in(excluded_people(child_id)))
            .where(Reach.to_on.is_(None) | (Reach.to_on > today))
            .distinct()
            .order_by(Person.id)
        )
    )


def names(keys: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of people by key."""
    wanted = {key for key in keys if key is not None}
    return {one.id: one.name for one in people(wanted).values()}
