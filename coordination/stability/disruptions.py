"""Learning from a home that ended unplanned: the meeting about it, what led to it, and what the next home needs.

Practice of fostering and adoption services; no statute asks for it. A review is asked for before a placement ends where
that can be (CPPCR 2010 (SI 2010/959), reg. 14).
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.care.models import Placement
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.events.queries import standing
from coordination.stability.move_models import Disruption

_EVENT = "disruption_looked_at"


def of_child(child_id: UUID) -> dict[UUID, Disruption]:
    """What was learnt, by the placement that ended."""
    rows = db.session.scalars(select(Disruption).where(Disruption.child_id == child_id))
    return {row.placement_id: row for row in rows}


def ended_unplanned(placements: list[Placement]) -> list[Placement]:
    """The homes that ended with a move that was not planned. ``placements`` come newest first."""
    return [before for after, before in zip(placements, placements[1:], strict=False) if after.planned is False]


def record(
    placement: Placement,
    *,
    id: UUID,
    met_on: date,
    led_to: str,
    child_says: str,
    learning: str,
    by: Actor,
    who_came: str = "",
    tried: str = "",
    would_have_helped: str = "",
) -> Disruption:
    """Record what was learnt of a home that ended. The same key again is the same."""
    existing = db.session.get(Disruption, id)
    if existing is not None:
        return existing
    if placement.id in of_child(placement.child_id):
        raise RuleBroken("It is recorded already. Change what is recorded.")
    _check(placement, met_on)
    made = Disruption(
        id=id,
        authority_id=placement.authority_id,
        child_id=placement.child_id,
        placement_id=placement.id,
        met_on=met_on,
        who_came=who_came.strip() or None,
        led_to=led_to.strip(),
        tried=tried.strip() or None,
        child_says=child_says.strip(),
        would_have_helped=would_have_helped.strip() or None,
        learning=learning.strip(),
        recorded_by=by.person_id,
    )
    db.session.add(made)
    db.session.flush()
    _event(made, by)
    return made


def change(placement: Placement, row: Disruption, *, by: Actor, **facts: Any) -> None:
    """Put right what was learnt."""
    said: dict[str, Any] = {
        name: (value.strip() or None) if isinstance(value, str) else value for name, value in facts.items()
    }
    _check(placement, said.get("met_on", row.met_on))
    was = row.met_on
    for name, value in said.items():
        setattr(row, name, value)
    db.session.flush()
    if was != row.met_on:
        _event(row, by, corrects=standing(row, [_EVENT]))


def _check(placement: Placement, met_on: date) -> None:
    if placement.to_on is None:
        raise RuleBroken("The home has not ended.")
    if not placement.to_on <= met_on <= clock.today():
        raise RuleBroken("The meeting must be since the home ended, and not later than today.", "met_on")


def _event(row: Disruption, by: Actor, corrects: UUID | None = None) -> None:
    events.record(
        authority_id=row.authority_id,
        child_id=row.child_id,
        kind=_EVENT,
        occurred_on=row.met_on,
        about=row,
        by=by.person_id,
        corrects_id=corrects,
    )
