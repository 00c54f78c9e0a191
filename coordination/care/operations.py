"""Keeping the dated history of a looked-after child: periods of care, legal statuses, placements and visits.

Each is stored once, by its natural key where it comes from a file; every start and end is also an event, so that
clocks follow whether a person typed it or a return brought it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.care.models import CarePeriod, LegalStatus, Placement, Visit
from coordination.children.models import Child
from coordination.db import RuleBroken, db, new_id
from coordination.events import operations as events

Row = TypeVar("Row", CarePeriod, LegalStatus, Placement, Visit)


def keep(
    model: type[Row], child: Child, source_key: str, facts: Mapping[str, Any], *, by: UUID | None
) -> tuple[Row, str]:
    """Store one row of history by its natural key. Returns the row and ``new``, ``changed`` or ``same``."""
    held = db.session.scalar(select(model).where(model.child_id == child.id, model.source_key == source_key))
    if held is None:
        held = model(
            id=new_id(),
            authority_id=child.authority_id,
            child_id=child.id,
            source_key=source_key,
            recorded_by=by,
            **facts,
        )
        db.session.add(held)
        db.session.flush()
        return held, "new"
    changes = {name: value for name, value in facts.items() if getattr(held, name) != value}
    if not changes:
        return held, "same"
    for name, value in changes.items():
        setattr(held, name, value)
    db.session.flush()
    return held, "changed"


def start_placement(
    child: Child,
    *,
    id: UUID,
    code: str,
    from_on: date,
    by: Actor,
    agency_id: UUID | None = None,
    carer_id: UUID | None = None,
    provider_code: str | None = None,
    lasts_to_adulthood: bool = False,
) -> Placement:
    """Record that a placement began; one that was running ends on the same day."""
    existing = db.session.get(Placement, id)
    if existing is not None:
        return existing
    if from_on > clock.today():
        raise RuleBroken("A placement is recorded once it has begun.", "from_on")
    for running in db.session.scalars(
        select(Placement).where(Placement.child_id == child.id, Placement.to_on.is_(None))
    ):
        if running.from_on > from_on:
            raise RuleBroken("A later placement is recorded already.", "from_on")
        end_placement(running, on=from_on, reason=None, by=by)
    held = Placement(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        code=code,
        provider_code=provider_code,
        agency_id=agency_id,
        carer_id=carer_id,
        lasts_to_adulthood=lasts_to_adulthood,
        from_on=from_on,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    _event(child, "placement_started", from_on, held, by, placement_intended_to_18=lasts_to_adulthood)
    return held


def end_placement(placement: Placement, *, on: date, reason: str | None, by: Actor) -> None:
    """Record that a placement ended."""
    if on < placement.from_on:
        raise RuleBroken("A placement ends on or after the day it began.", "on")
    placement.to_on = on
    placement.change_reason = reason
    db.session.flush()
    events.record(
        authority_id=placement.authority_id,
        child_id=placement.child_id,
        kind="placement_ended",
        occurred_on=on,
        about=placement,
        by=by.person_id,
    )


def become_looked_after(
    child: Child, *, id: UUID, from_on: date, legal_status: str, need_code: str | None, by: Actor
) -> CarePeriod:
    """Record the start of being looked after, with its legal ground."""
    existing = db.session.get(CarePeriod, id)
    if existing is not None:
        return existing
    if db.session.scalar(select(CarePeriod).where(CarePeriod.child_id == child.id, CarePeriod.to_on.is_(None))):
        raise RuleBroken("The child is looked after already.")
    held = CarePeriod(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        from_on=from_on,
        need_code=need_code,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.add(
        LegalStatus(
            authority_id=child.authority_id,
            child_id=child.id,
            code=legal_status,
            from_on=from_on,
            recorded_by=by.person_id,
        )
    )
    db.session.flush()
    _event(child, "became_looked_after", from_on, held, by)
    return held


def record_visit(
    child: Child, *, id: UUID, visited_on: date, seen_alone: bool, why_not_alone: str = "", by: Actor
) -> Visit:
    """Record a visit (CPPCR 2010 regs 28 and 29): seen alone, or why not."""
    existing = db.session.get(Visit, id)
    if existing is not None:
        return existing
    if visited_on > clock.today():
        raise RuleBroken("The visit must be today or earlier.", "visited_on")
    if not seen_alone and not why_not_alone.strip():
        raise RuleBroken("Say why the child was not seen alone.", "why_not_alone")
    held = Visit(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        visited_on=visited_on,
        visitor_id=by.person_id,
        seen_alone=seen_alone,
        why_not_alone=why_not_alone.strip() or None,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    _event(child, "statutory_visit_made", visited_on, held, by, child_seen=True, **_placement_facts(child.id))
    return held


def _placement_facts(child_id: UUID) -> dict[str, Any]:
    """What the visit rules ask about the placement of today: when it began and whether it is meant to last."""
    running = db.session.scalar(
        select(Placement)
        .where(Placement.child_id == child_id, Placement.to_on.is_(None))
        .order_by(Placement.from_on.desc())
        .limit(1)
    )
    if running is None:
        return {}
    return {
        "placement_started_on": running.from_on.isoformat(),
        "placement_intended_to_18": running.lasts_to_adulthood,
    }


def _event(child: Child, kind: str, on: date, about: Any, by: Actor, **facts: Any) -> None:
    events.record(
        authority_id=child.authority_id,
        child_id=child.id,
        kind=kind,
        occurred_on=on,
        about=about,
        facts=facts,
        by=by.person_id,
    )
