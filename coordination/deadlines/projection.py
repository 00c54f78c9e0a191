"""Clocks as a projection of events: an event starts the clocks its kind starts and ends those it meets."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from coordination import timescales
from coordination.db import Base, db
from coordination.deadlines.models import Clock
from coordination.events.models import Event


def facts_of(event: Event) -> dict[str, Any]:
    """An event's facts as the rules of time take them: dates as dates, and the day it happened."""
    return {**_dated(event.facts), "occurred_on": event.occurred_on}


def _dated(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts are kept as JSON; the rules ask for dates by names that end in ``_on`` or say from and to."""
    found: dict[str, Any] = {}
    for name, value in facts.items():
        if isinstance(value, str) and name.endswith(("_on", "_from", "_to")):
            try:
                found[name] = date.fromisoformat(value)
            except ValueError:
                found[name] = value
        else:
            found[name] = value
    return found


def advance(event: Event) -> None:
    """Meet, stop and start the clocks this event concerns. The same event again changes nothing."""
    facts = facts_of(event)
    met = set(timescales.meets(event.kind, facts))
    stopped = set(timescales.stops(event.kind, facts))
    starting = timescales.starts(event.kind, facts)
    if not (met or stopped or starting):
        return
    running = list(
        db.session.scalars(
            select(Clock).where(
                Clock.authority_id == event.authority_id,
                Clock.child_id == event.child_id,
                Clock.state == "running",
                Clock.rule.in_(met | stopped),
            )
        )
    )
    for held in running:
        if held.from_on > event.occurred_on or held.started_by == event.id:
            continue
        if held.rule in met:
            held.state = "met" if event.occurred_on <= held.due_on else "late"
            held.met_on = event.occurred_on
            held.met_by = event.id
        elif held.rule in stopped:
            held.state = "void"
            held.met_on = event.occurred_on
            held.met_by = event.id
    known = set(
        db.session.scalars(
            select(Clock.rule).where(Clock.child_id == event.child_id, Clock.started_by == event.id)
        )
    )
    team_id = _team_of(event) if starting else None
    for rule in starting:
        if rule.id in known:
            continue
        explained = timescales.explain(rule.id, event.occurred_on, facts=facts)
        db.session.add(
            Clock(
                authority_id=event.authority_id,
                child_id=event.child_id,
                rule=rule.id,
                started_by=event.id,
                from_on=event.occurred_on,
                due_on=explained.due_on,
                severity=str(rule.severity),
                answers_for=str(rule.answers_for),
                team_id=team_id,
                explanation=explained.as_json(),
                recorded_by=event.recorded_by,
            )
        )
    db.session.flush()


def _team_of(event: Event) -> Any:
    # Cases stand above deadlines: their table is asked by name, and nothing of theirs is imported here.
    case = Base.metadata.tables["case_episode"]
    return db.session.scalar(
        select(case.c.team_id)
        .where(
            case.c.authority_id == event.authority_id,
            case.c.child_id == event.child_id,
            case.c.state == "open",
        )
        .order_by(case.c.opened_on.desc(), case.c.id.desc())
        .limit(1)
    )
