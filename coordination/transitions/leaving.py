"""Care leavers: where they move and whether it is suitable, who visits them, and the adviser they may have until 25.

Sources: Care Leavers (England) Regulations 2010, regulations 8 and 9 and Schedule 2 (visits after a move, suitable
accommodation; to be confirmed locally); Children Act 1989, section 23CZB (an adviser until 25).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock, timescales
from coordination.access.actor import Actor
from coordination.care import codes
from coordination.care.models import Visit
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.events.queries import standing
from coordination.statutory_plans.leaving import STATUSES, status_of
from coordination.transitions import runway
from coordination.transitions.models import LeaverHome
from coordination.transitions.queries import Road

# Who has left care, and moves as a care leaver; and who may have an adviser until 25, or ask for one.
CARE_LEAVERS = frozenset({"relevant", "former_relevant", "qualifying"})
HAS_THE_RIGHT = frozenset({"eligible", "relevant", "former_relevant"})
_MOVED = "care_leaver_moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page says of leaving care. ``until``: to which day they may have an adviser, where it is their right."""

    status: str
    advisers: list[str]
    until: date | None
    right: str
    moves: list[tuple[LeaverHome, str]]
    visits: list[Visit]
    may_move: bool


def shown(child: Child, road: Road, today: date) -> Shown | None:
    """What is to be said of leaving care; nothing for whoever is no care leaver and was none."""
    if road.status in {"", "none"} and not road.homes:
        return None
    assert child.born_on is not None
    rule = timescales.rule("L24")
    until = runway.at_age(child.born_on, runway.LAST_AGE)
    return Shown(
        status=STATUSES.get(road.status, "Not confirmed"),
        advisers=road.advisers,
        until=until if road.status in HAS_THE_RIGHT and today < until else None,
        right=rule.legal_source,
        moves=[(held, codes.words("care_leaver_accommodation", held.code)) for held in road.homes],
        visits=road.visits,
        may_move=road.status in CARE_LEAVERS,
    )


def move(child: Child, *, id: UUID, by: Actor, **facts: Any) -> LeaverHome:
    """Record that a care leaver moved to other accommodation, with the check that it is suitable. Raises RuleBroken.

    The adviser's visits and the review of the pathway plan are due from that day (L23).
    """
    existing = db.session.get(LeaverHome, id)
    if existing is not None:
        return existing
    status = status_of(child.id)
    if status is None or status.status not in CARE_LEAVERS:
        raise RuleBroken(
            "Confirm first that the young person has left care: the move of a child who is looked after is a placement."
        )
    held = LeaverHome(id=id, authority_id=child.authority_id, child_id=child.id, recorded_by=by.person_id)
    _set(held, **facts)
    db.session.add(held)
    db.session.flush()
    _event(child, held, by)
    return held


def change(child: Child, held: LeaverHome, *, by: Actor, **facts: Any) -> None:
    """Put a move right. Raises RuleBroken."""
    _set(held, **facts)
    if not db.session.is_modified(held):
        return
    db.session.flush()
    _event(child, held, by, corrects=standing(held, [_MOVED]))


def _set(held: LeaverHome, *, moved_on: date, young_view: str, **facts: Any) -> None:
    if moved_on > clock.today():
        raise RuleBroken("The day must be today or earlier.", "moved_on")
    with db.session.no_autoflush:
        other = db.session.scalar(
            select(LeaverHome.id).where(
                LeaverHome.child_id == held.child_id, LeaverHome.moved_on == moved_on, LeaverHome.id != held.id
            )
        )
    if other is not None:
        raise RuleBroken("A move on that day is recorded already.", "moved_on")
    held.moved_on, held.young_view = moved_on, young_view.strip() or None
    for name, value in facts.items():
        setattr(held, name, value.strip() if isinstance(value, str) else value)


def _event(child: Child, held: LeaverHome, by: Actor, corrects: UUID | None = None) -> None:
    events.record(
        authority_id=child.authority_id,
        child_id=child.id,
        kind=_MOVED,
        occurred_on=held.moved_on,
        about=held,
        by=by.person_id,
        corrects_id=corrects,
    )
