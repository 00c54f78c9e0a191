"""Counting one clock: the facts its rule asks about, when it is due by an authority's own numbers and terms, and how
it ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import timescales
from coordination.agencies.models import Authority
from coordination.children.models import Child
from coordination.db import db
from coordination.deadlines.exceptions import NOTHING, Standing
from coordination.deadlines.models import Clock
from coordination.events.models import Event


@dataclass(frozen=True)
class Habits:
    """What an authority's clocks are counted with: its own numbers, and its school terms as its settings hold them."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    terms: object = None


def facts_of(event: Event, born_on: date | None = None) -> dict[str, Any]:
    """An event's facts as the rules of time take them: dates as dates, the day it happened, the child's birthday."""
    known = {"born_on": born_on} if born_on is not None else {}
    return {**known, **_dated(event.facts), "occurred_on": event.occurred_on}


def _dated(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts are kept as JSON; the rules ask for dates, by names that end in ``_on``, ``_from`` or ``_to``."""
    found: dict[str, Any] = {}
    for name, value in facts.items():
        if isinstance(value, str) and name.endswith(("_on", "_from", "_to")):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                continue
        found[name] = value
    return found


def ending(rule: str, due_on: date, started: Mapping[str, Any], event: Event, stands: Standing = NOTHING) -> str:
    """How an event ends a running clock that began with the facts ``started``: met, late, exempt (late, on a ground
    that stands), void or not at all ("").
    """
    facts = facts_of(event)
    if timescales.is_met(rule, started, event.kind, facts):
        return met_how(rule, due_on, event.occurred_on, stands)
    return "void" if timescales.is_stopped(rule, started, event.kind, facts) else ""


def met_how(rule: str, due_on: date, met_on: date, stands: Standing) -> str:
    """How a clock that was met on a day ended: in time, late, or late on a ground that stands."""
    # Nobody is late for a time the law leaves to a family, not even the family.
    in_time = met_on <= stands.moved(due_on, met_on) or timescales.rule(rule).bound == "at_least"
    if in_time:
        return "met"
    return "exempt" if stands.ground is not None else "late"


def facts_of_pauses(stands: Standing) -> dict[str, Any]:
    """The days on which a clock stood still, as its rule counts them."""
    stretch = stands.stretch
    return {} if stretch is None else {"paused_from": stretch[0], "paused_to": stretch[1]}


def explained(rule: timescales.Rule, event: Event, facts: Mapping[str, Any], habits: Habits) -> timescales.Explanation:
    """When a clock of this rule that starts with this event is due, and why."""
    return counted(rule, event.occurred_on, facts, habits)


def counted(rule: timescales.Rule, start: date, facts: Mapping[str, Any], habits: Habits) -> timescales.Explanation:
    """When a clock of this rule that starts on a day is due, and why, by an authority's own numbers and terms."""

    def by(terms: object) -> timescales.Explanation:
        calendar = timescales.calendar_for(terms, start) if rule.needs_terms else None
        return timescales.explain(rule.id, start, facts=facts, settings=habits.numbers, calendar=calendar)

    if not rule.needs_terms:
        return by(None)
    try:
        return by(habits.terms)
    except (timescales.TermsNotSet, timescales.BadSetting):
        # The authority's terms end too soon, or cannot be read: ordinary ones, which say so, rather than no date.
        return by(None)


def habits_of(authority_id: UUID) -> Habits:
    """The authority's own numbers for rules of local practice, and its school terms."""
    found = db.session.get(Authority, authority_id)
    settings = (found.settings or {}) if found else {}
    chosen = settings.get("timescales", {})
    return Habits(chosen if isinstance(chosen, dict) else {}, settings.get("terms"))


def born(child_id: UUID) -> date | None:
    """The day the child was born, where it is known."""
    return db.session.scalar(select(Child.born_on).where(Child.id == child_id))


def started(held: Clock) -> Event | None:
    """The event that started a clock."""
    return db.session.get(Event, held.started_by) if held.started_by is not None else None


def facts_of_start(held: Clock, began: Event | None) -> dict[str, Any]:
    """The facts a clock began with."""
    return facts_of(began, born(held.child_id)) if began is not None else {"occurred_on": held.from_on}
