"""Clocks as a projection of events: an event starts the clocks its kind starts and ends those it meets.

Most events come in the order they happened and only move clocks on. One that is recorded late, or that corrects
another, may change what came after it: then the child's clocks are made anew from all of their events. Nothing is
deleted: a clock whose starting event no longer stands becomes void, and the new one starts beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from coordination import timescales
from coordination.agencies.models import Authority
from coordination.children.models import Child
from coordination.db import Base, db
from coordination.deadlines.models import Clock
from coordination.events.models import Event


@dataclass(frozen=True)
class Habits:
    """What an authority's clocks are counted with: its own numbers, and its school terms as its settings hold them."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    terms: object = None


@dataclass
class Running:
    """A clock as the events say it is: by which event it started, when it is due, how it ended."""

    rule: str
    event: Event
    explained: timescales.Explanation
    state: str = "running"
    met_on: date | None = None
    met_by: UUID | None = None

    @property
    def key(self) -> tuple[str, UUID]:
        """What tells it from every other clock of the child."""
        return self.rule, self.event.id


@dataclass
class Clocks:
    """The clocks of one child while its events are read in order."""

    habits: Habits = field(default_factory=Habits)
    born_on: date | None = None
    all: dict[tuple[str, UUID], Running] = field(default_factory=dict)

    def read(self, event: Event) -> None:
        """Meet, stop and start what this event concerns."""
        facts = facts_of(event, self.born_on)
        concerned = {*timescales.meets(event.kind, facts), *timescales.stops(event.kind, facts)}
        for held in self.all.values():
            if held.state != "running" or held.rule not in concerned or held.event.occurred_on > event.occurred_on:
                continue
            ended = ending(held.rule, held.explained.due, facts_of(held.event), event)
            if ended:
                held.state, held.met_on, held.met_by = ended, event.occurred_on, event.id
        running = {held.rule for held in self.all.values() if held.state == "running"}
        for rule in timescales.starts(event.kind, facts):
            if rule.once and rule.id in running:
                continue
            started = Running(rule.id, event, explained(rule, event, facts, self.habits))
            self.all.setdefault(started.key, started)


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


def ending(rule: str, due_on: date, started: Mapping[str, Any], event: Event) -> str:
    """How an event ends a running clock that began with the facts ``started``: met, late, void or not at all ("")."""
    facts = facts_of(event)
    if timescales.is_met(rule, started, event.kind, facts):
        # Nobody is late for a time the law leaves to a family, not even the family.
        in_time = event.occurred_on <= due_on or timescales.rule(rule).bound == "at_least"
        return "met" if in_time else "late"
    return "void" if timescales.is_stopped(rule, started, event.kind, facts) else ""


def explained(rule: timescales.Rule, event: Event, facts: Mapping[str, Any], habits: Habits) -> timescales.Explanation:
    """When a clock of this rule that starts with this event is due, and why."""

    def counted(terms: object) -> timescales.Explanation:
        calendar = timescales.calendar_for(terms, event.occurred_on) if rule.needs_terms else None
        return timescales.explain(rule.id, event.occurred_on, facts=facts, settings=habits.numbers, calendar=calendar)

    if not rule.needs_terms:
        return counted(None)
    try:
        return counted(habits.terms)
    except (timescales.TermsNotSet, timescales.BadSetting):
        # The authority's terms end too soon, or cannot be read: ordinary ones, which say so, rather than no date.
        return counted(None)


def advance(event: Event) -> None:
    """Bring the child's clocks up to this event. The same event again changes nothing."""
    born_on = born(event.child_id) if timescales.asks_for_age(event.kind) else None
    facts = facts_of(event, born_on)
    concerned = {*timescales.meets(event.kind, facts), *timescales.stops(event.kind, facts)}
    starting = timescales.starts(event.kind, facts)
    if event.corrects_id is not None or (event.kind == "identity_changed" and _age_matters(event)):
        rebuild(event.authority_id, event.child_id)
        return
    if not (concerned or starting):
        return
    if _came_late(event):
        rebuild(event.authority_id, event.child_id)
        return
    started_by = aliased(Event)
    running = db.session.execute(
        select(Clock, started_by)
        .outerjoin(started_by, started_by.id == Clock.started_by)
        .where(
            Clock.authority_id == event.authority_id,
            Clock.child_id == event.child_id,
            Clock.state == "running",
            Clock.rule.in_(concerned),
            Clock.from_on <= event.occurred_on,
            Clock.started_by.is_distinct_from(event.id),
        )
    )
    for held, began in running:
        ended = ending(held.rule, held.due_on, facts_of(began) if began is not None else {}, event)
        if ended:
            held.state, held.met_on, held.met_by = ended, event.occurred_on, event.id
    if starting:
        _start(event, starting, facts)
    db.session.flush()


def _start(event: Event, starting: list[timescales.Rule], facts: Mapping[str, Any]) -> None:
    known = set(
        db.session.scalars(select(Clock.rule).where(Clock.child_id == event.child_id, Clock.started_by == event.id))
    )
    once = [rule.id for rule in starting if rule.once]
    if once:
        known |= set(
            db.session.scalars(
                select(Clock.rule).where(
                    Clock.authority_id == event.authority_id,
                    Clock.child_id == event.child_id,
                    Clock.state == "running",
                    Clock.rule.in_(once),
                )
            )
        )
    habits = habits_of(event.authority_id)
    team_id = team_of(event.authority_id, event.child_id)
    for rule in starting:
        if rule.id not in known:
            _add(Running(rule.id, event, explained(rule, event, facts, habits)), team_id)


def rebuild(authority_id: UUID, child_id: UUID) -> int:
    """Make a child's clocks anew from all of their events. Returns how many clocks changed, began or became void.

    A clock that somebody exempted stays so while it still stands; a team stays with the clocks it has.
    """
    db.session.flush()
    clocks = Clocks(habits=habits_of(authority_id), born_on=born(child_id))
    for event in _standing_events(authority_id, child_id):
        clocks.read(event)
    kept = {
        (held.rule, held.started_by): held
        for held in db.session.scalars(
            select(Clock).where(Clock.authority_id == authority_id, Clock.child_id == child_id)
        )
    }
    changed = 0
    team_id = team_of(authority_id, child_id)
    for key, running in clocks.all.items():
        held = kept.pop(key, None)
        if held is None:
            _add(running, team_id)
            changed += 1
        else:
            changed += _brought_up(held, running)
    for held in kept.values():
        if held.started_by is not None and held.state != "void":
            held.state, held.met_on, held.met_by = "void", None, None
            changed += 1
    db.session.flush()
    return changed


def _brought_up(held: Clock, running: Running) -> int:
    values: dict[str, Any] = {
        "from_on": running.event.occurred_on,
        "due_on": running.explained.due,
        "explanation": running.explained.as_json(),
    }
    if held.state != "exempt":
        values |= {"state": running.state, "met_on": running.met_on, "met_by": running.met_by}
    fresh = {name: value for name, value in values.items() if getattr(held, name) != value}
    for name, value in fresh.items():
        setattr(held, name, value)
    return bool(fresh)


def _add(running: Running, team_id: UUID | None) -> None:
    event, why = running.event, running.explained
    db.session.add(
        Clock(
            authority_id=event.authority_id,
            child_id=event.child_id,
            rule=running.rule,
            started_by=event.id,
            from_on=event.occurred_on,
            due_on=why.due,
            state=running.state,
            met_on=running.met_on,
            met_by=running.met_by,
            # A time left to the family is theirs: nobody is ever late for it.
            severity="right" if why.earliest_on is not None else why.severity,
            answers_for=why.answers_for,
            team_id=team_id,
            explanation=why.as_json(),
            recorded_by=event.recorded_by,
        )
    )


def _concerned() -> list[str]:
    return sorted(timescales.moving_kinds())


def _standing_events(authority_id: UUID, child_id: UUID) -> Iterable[Event]:
    """The events that move clocks, in the order they happened; what was corrected is left out.

    A correction whose facts say ``withdrawn`` stands for nothing: it only takes the other away.
    """
    correction = aliased(Event)
    corrected = select(correction.id).where(
        correction.authority_id == authority_id,
        correction.child_id == child_id,
        correction.corrects_id == Event.id,
    )
    found = db.session.scalars(
        select(Event)
        .where(
            Event.authority_id == authority_id,
            Event.child_id == child_id,
            Event.kind.in_(_concerned()),
            ~corrected.exists(),
        )
        .order_by(Event.occurred_on, Event.recorded_at, Event.id)
    )
    return [event for event in found if event.facts.get("withdrawn") is not True]


def _age_matters(event: Event) -> bool:
    """Whether something happened to the child whose clocks hang on the date of birth, which may just have changed."""
    return bool(
        db.session.scalar(
            select(Event.id)
            .where(
                Event.authority_id == event.authority_id,
                Event.child_id == event.child_id,
                Event.kind.in_([kind for kind in _concerned() if timescales.asks_for_age(kind)]),
            )
            .limit(1)
        )
    )


def _came_late(event: Event) -> bool:
    """Whether something that moves clocks happened after this event and was recorded before it."""
    return bool(
        db.session.scalar(
            select(Event.id)
            .where(
                Event.authority_id == event.authority_id,
                Event.child_id == event.child_id,
                Event.id != event.id,
                Event.occurred_on > event.occurred_on,
                Event.kind.in_(_concerned()),
            )
            .limit(1)
        )
    )


def habits_of(authority_id: UUID) -> Habits:
    """The authority's own numbers for rules of local practice, and its school terms."""
    found = db.session.get(Authority, authority_id)
    settings = (found.settings or {}) if found else {}
    chosen = settings.get("timescales", {})
    return Habits(chosen if isinstance(chosen, dict) else {}, settings.get("terms"))


def born(child_id: UUID) -> date | None:
    """The day the child was born, where it is known."""
    return db.session.scalar(select(Child.born_on).where(Child.id == child_id))


def team_of(authority_id: UUID, child_id: UUID) -> UUID | None:
    """The team that answers for the child's open case."""
    # Cases stand above deadlines: their table is asked by name, and nothing of theirs is imported here.
    case = Base.metadata.tables["case_episode"]
    team_id: UUID | None = db.session.scalar(
        select(case.c.team_id)
        .where(case.c.authority_id == authority_id, case.c.child_id == child_id, case.c.state == "open")
        .order_by(case.c.opened_on.desc(), case.c.id.desc())
        .limit(1)
    )
    return team_id
