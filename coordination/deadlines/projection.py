"""Clocks as a projection of events: an event starts the clocks its kind starts and ends those it meets."""

from typing import Any

from sqlalchemy import select

from coordination import timescales
from coordination.db import db
from coordination.deadlines.models import Clock
from coordination.events.models import Event


def advance(event: Event) -> None:
    """Meet, stop and start the clocks this event concerns. Running it again for the same event changes nothing."""
    facts: dict[str, Any] = dict(event.facts) | {"occurred_on": event.occurred_on.isoformat()}
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
                Clock.rule.in_(met | stopped | {rule.id for rule in starting}),
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
        db.session.scalars(select(Clock.rule).where(Clock.child_id == event.child_id, Clock.started_by == event.id))
    )
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
                explanation=explained.as_json(),
                recorded_by=event.recorded_by,
            )
        )
    db.session.flush()
