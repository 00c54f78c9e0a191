"""Who is told where a looked-after child lives: every parent, unless a manager decides otherwise for one of them.

Source: Children Act 1989, Schedule 2, para. 15. Parents, and whoever holds parental responsibility, are kept informed
of where a looked-after child is. Somebody may be left out only while the child is under a care or interim care order
and telling them would prejudice the child's welfare; without such an order legal advice is taken first. A decision
stands until a manager ends it, also when the order it rests on has ended: the page then says to decide again.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.care import queries
from coordination.care.codes import words
from coordination.care.models import WhereaboutsKept
from coordination.cases import queries as cases
from coordination.children.codes import relation_words
from coordination.children.models import Child
from coordination.children.queries import network
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.reviews.models import Review

CARE_ORDERS = frozenset({"C1", "C2"})
PARENTS = frozenset({"mother", "father", "adoptive_parent", "special_guardian"})
GATE = "telling_parents"


class Parent(NamedTuple):
    """Somebody who is owed to know where the child lives: one of the family, a parent on the team, or both."""

    key: str
    name: str
    words: str
    member_id: UUID | None
    person_id: UUID | None


class Kept(NamedTuple):
    """One decision as its page shows it. ``again``: the order it rested on has ended and no advice was taken."""

    row: WhereaboutsKept
    ground: str
    again: bool


def parents(child: Child) -> list[Parent]:
    """Every parent and holder of parental responsibility of today, by name."""
    found: dict[str, Parent] = {}
    today = clock.today()
    for held in network(child.id):
        gone = held.to_on is not None and held.to_on <= today
        if gone or held.died_year is not None or not (held.relation in PARENTS or held.parental_responsibility):
            continue
        relation = relation_words(held.relation, held.sex)
        found[f"member:{held.id}"] = Parent(
            f"member:{held.id}", held.name, relation[:1].lower() + relation[1:], held.id, held.person_id
        )
    known = {held.person_id for held in found.values()}
    case = cases.current_case(child.id)
    for place in cases.team(case.id) if case is not None else []:
        if place.role == "PAR" and place.person_id not in known:
            key = f"person:{place.person_id}"
            found[key] = Parent(key, place.person.name, "parent on the team", None, place.person_id)
    return sorted(found.values(), key=lambda held: (held.name, held.key))


def undecided(child: Child) -> list[Parent]:
    """The parents about whom no decision stands: all there is to decide about."""
    standing = [row for row in decisions(child.id) if row.ended_on is None]
    return [
        held for held in parents(child) if not any(row.concerns(held.person_id, _member_of(held)) for row in standing)
    ]


def _member_of(parent: Parent) -> set[UUID]:
    return {parent.member_id} if parent.member_id is not None else set()


def decisions(child_id: UUID) -> list[WhereaboutsKept]:
    """Every decision about a child, those that stand first, then the newest."""
    rows = db.session.scalars(select(WhereaboutsKept).where(WhereaboutsKept.child_id == child_id))
    return sorted(rows, key=lambda row: (row.ended_on is not None, -row.from_on.toordinal(), row.id))


def decision(child_id: UUID, kept_id: UUID) -> WhereaboutsKept | None:
    """One decision that stands."""
    row = db.session.get(WhereaboutsKept, kept_id)
    return row if row is not None and row.child_id == child_id and row.ended_on is None else None


def shown(rows: Iterable[WhereaboutsKept], code: str | None) -> list[Kept]:
    """Decisions with the ground in words. ``code``: the legal status that holds today."""
    return [
        Kept(
            row,
            words("legal_status", row.ground),
            row.ended_on is None and row.ground in CARE_ORDERS and row.advice_on is None and code not in CARE_ORDERS,
        )
        for row in rows
    ]


def needs_advice(child: Child) -> bool:
    """Whether legal advice comes before a decision: there is no care or interim care order today."""
    return _code(child.id) not in CARE_ORDERS


def keep_from(
    child: Child,
    *,
    id: UUID,
    parent: Parent,
    why: str,
    advice_from: str | None,
    advice_on: date | None,
    by: Actor,
) -> WhereaboutsKept:
    """Decide that one parent is not told where the child lives."""
    existing = db.session.get(WhereaboutsKept, id)
    if existing is not None:
        return existing
    code = _code(child.id)
    if not queries.is_looked_after(child.id) or code is None:
        raise RuleBroken("The child is not looked after: this decision is about where a looked-after child lives.")
    if code not in CARE_ORDERS and not ((advice_from or "").strip() and advice_on):
        raise RuleBroken(
            "There is no care order. Take legal advice first, and say who gave it and when.", "advice_from"
        )
    if not why.strip():
        raise RuleBroken("Say how telling them would harm the child’s welfare.", "why")
    if any(row.ended_on is None and row.concerns(parent.person_id, _member_of(parent)) for row in decisions(child.id)):
        raise RuleBroken("This is decided already. End that decision before you make another.", "parent")
    held = WhereaboutsKept(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        member_id=parent.member_id,
        person_id=parent.person_id,
        name=parent.name,
        ground=code,
        why=why.strip(),
        advice_from=(advice_from or "").strip() or None,
        advice_on=advice_on,
        from_on=clock.today(),
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    _event("whereabouts_kept", held, by)
    return held


def tell_again(held: WhereaboutsKept, *, why: str, by: Actor) -> None:
    """End a decision: the parent is told again from now on."""
    if held.ended_on is not None:
        return
    if not why.strip():
        raise RuleBroken("Say why they are told again.", "why")
    held.ended_on = clock.today()
    held.ended_why = why.strip()
    held.ended_by = by.person_id
    db.session.flush()
    _event("whereabouts_told", held, by)


def asked_at(review: Review) -> frozenset[str]:
    """The questions a review must answer because a decision of this kind stands: hung on reviews in ``create_app``."""
    if review.kind != "looked_after":
        return frozenset()
    stands = db.session.scalar(
        select(WhereaboutsKept.id)
        .where(WhereaboutsKept.authority_id == review.authority_id, WhereaboutsKept.child_id == review.child_id)
        .where(WhereaboutsKept.ended_on.is_(None))
        .limit(1)
    )
    return frozenset({GATE}) if stands is not None else frozenset()


def last_answer(child_id: UUID) -> tuple[date, str] | None:
    """When a signed review last answered whether it is still right, and what it answered."""
    rows = db.session.scalars(
        select(Review)
        .where(Review.child_id == child_id, Review.kind == "looked_after", Review.state == "signed")
        .order_by(Review.held_on.desc(), Review.id.desc())
    )
    return next(((row.held_on, row.considered[GATE]) for row in rows if row.held_on and row.considered.get(GATE)), None)


def _code(child_id: UUID) -> str | None:
    return queries.legal_code(queries.legal_statuses(child_id), clock.today())


def _event(kind: str, held: WhereaboutsKept, by: Actor) -> None:
    events.record(
        authority_id=held.authority_id,
        child_id=held.child_id,
        kind=kind,
        occurred_on=clock.today(),
        about=held,
        by=by.person_id,
    )
