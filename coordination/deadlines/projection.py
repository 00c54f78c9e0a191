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
from coordination.db import Base, db, derived_id
from coordination.deadlines.counting import (
    Habits,
    born,
    counted,
    ending,
    explained,
    facts_of,
    facts_of_pauses,
    facts_of_start,
    habits_of,
    met_how,
    started,
)
from coordination.deadlines.exceptions import NOTHING, Standing, standing
from coordination.deadlines.models import Clock, ClockException
from coordination.events.models import Event


@dataclass
class Running:
    """A clock as the events say it is: by which event it started, when it is due, how it ended."""

    rule: str
    event: Event
    explained: timescales.Explanation
    stands: Standing = NOTHING
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
    # What was recorded about the dates of clocks, by rule and starting event.
    excepted: Mapping[tuple[str, UUID], Standing] = field(default_factory=dict)
    all: dict[tuple[str, UUID], Running] = field(default_factory=dict)

    def read(self, event: Event) -> None:
        """Meet, stop and start what this event concerns."""
        facts = facts_of(event, self.born_on)
        concerned = {*timescales.meets(event.kind, facts), *timescales.stops(event.kind, facts)}
        for held in self.all.values():
            if held.state != "running" or held.rule not in concerned or held.event.occurred_on > event.occurred_on:
                continue
            ended = ending(held.rule, held.explained.due, facts_of(held.event), event, held.stands)
            if ended:
                held.state, held.met_on, held.met_by = ended, event.occurred_on, event.id
        running = {held.rule for held in self.all.values() if held.state == "running"}
        for rule in timescales.starts(event.kind, facts):
            if rule.once and rule.id in running:
                continue
            stands = self.excepted.get((rule.id, event.id), NOTHING)
            why = explained(rule, event, facts | facts_of_pauses(stands), self.habits)
            started = Running(rule.id, event, why, stands)
            self.all.setdefault(started.key, started)


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
        stands = Standing(held.later_ground, paused_on=held.paused_on)
        ended = ending(held.rule, held.due_on, facts_of(began) if began is not None else {}, event, stands)
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

    What was recorded about a clock's date stays with it while its event stands, and goes on with the clock of the
    event that corrects that one; a team stays with the clocks it has.
    """
    db.session.flush()
    kept = {
        (held.rule, held.started_by): held
        for held in db.session.scalars(
            select(Clock).where(Clock.authority_id == authority_id, Clock.child_id == child_id)
        )
    }
    rows = _exceptions(authority_id, child_id)
    goes_on = _corrections(authority_id, child_id) if rows else {}
    excepted: dict[tuple[str, UUID], list[ClockException]] = {}
    for held in kept.values():
        if held.started_by is not None and held.id in rows:
            key = (held.rule, goes_on.get(held.started_by, held.started_by))
            # What its own clock holds already was carried there before.
            if kept.get(key, held) is held:
                excepted[key] = rows[held.id]
    stands = {key: standing(theirs) for key, theirs in excepted.items()}
    clocks = Clocks(habits=habits_of(authority_id), born_on=born(child_id), excepted=stands)
    for event in _standing_events(authority_id, child_id):
        clocks.read(event)
    changed = 0
    team_id = team_of(authority_id, child_id)
    for key, running in clocks.all.items():
        mine = kept.pop(key, None)
        if mine is None:
            _carry(_add(running, team_id), excepted.get(key, []))
            changed += 1
        else:
            changed += _brought_up(mine, running)
    for held in kept.values():
        if held.started_by is not None and held.state != "void":
            held.state, held.met_on, held.met_by = "void", None, None
            changed += 1
    db.session.flush()
    return changed


def _exceptions(authority_id: UUID, child_id: UUID) -> dict[UUID, list[ClockException]]:
    """What was recorded about the dates of a child's clocks, by clock, in order."""
    found: dict[UUID, list[ClockException]] = {}
    for row in db.session.scalars(
        select(ClockException)
        .where(ClockException.authority_id == authority_id, ClockException.child_id == child_id)
        .order_by(ClockException.recorded_at, ClockException.id)
    ):
        found.setdefault(row.clock_id, []).append(row)
    return found


def _corrections(authority_id: UUID, child_id: UUID) -> dict[UUID, UUID]:
    """For each event that was corrected, the event that stands in its place now."""
    pairs = {
        row.corrects_id: row.id
        for row in db.session.execute(
            select(Event.id, Event.corrects_id).where(
                Event.authority_id == authority_id, Event.child_id == child_id, Event.corrects_id.is_not(None)
            )
        )
    }
    last: dict[UUID, UUID] = {}
    for began in pairs:
        stands, seen = began, {began}
        while stands in pairs and pairs[stands] not in seen:
            stands = pairs[stands]
            seen.add(stands)
        last[began] = stands
    return last


def _carry(held: Clock, rows: Iterable[ClockException]) -> None:
    """Give a new clock what was recorded about the one it stands in place of."""
    keys = {row.id: derived_id(row.id, str(held.started_by)) for row in rows}
    db.session.flush()
    for row in rows:
        db.session.add(
            ClockException(
                id=keys[row.id],
                authority_id=row.authority_id,
                child_id=row.child_id,
                clock_id=held.id,
                kind=row.kind,
                ground=row.ground,
                from_on=row.from_on,
                to_on=row.to_on,
                facts=row.facts,
                said=row.said,
                words=row.words,
                file_id=row.file_id,
                file_name=row.file_name,
                ends_id=keys.get(row.ends_id) if row.ends_id else None,
                carried_from_id=row.id,
                recorded_at=row.recorded_at,
                recorded_by=row.recorded_by,
            )
        )
        db.session.flush()


def apply_exceptions(held: Clock, rows: Iterable[ClockException]) -> None:
    """Bring a clock up to what was recorded about its date: the days it stood still, and the ground that stands."""
    stands = standing(rows)
    began = started(held)
    rule = timescales.rule(held.rule, held.from_on)
    facts = facts_of_start(held, began) | facts_of_pauses(stands)
    why = counted(rule, held.from_on, facts, habits_of(held.authority_id))
    held.due_on, held.explanation = why.due, why.as_json()
    held.later_ground, held.paused_on = stands.ground, stands.paused_on
    if held.state in {"met", "late", "exempt"} and held.met_on is not None:
        held.state = met_how(held.rule, held.due_on, held.met_on, stands)
    db.session.flush()


def _brought_up(held: Clock, running: Running) -> int:
    values: dict[str, Any] = {
        "from_on": running.event.occurred_on,
        "due_on": running.explained.due,
        "explanation": running.explained.as_json(),
        "state": running.state,
        "met_on": running.met_on,
        "met_by": running.met_by,
        "later_ground": running.stands.ground,
        "paused_on": running.stands.paused_on,
    }
    fresh = {name: value for name, value in values.items() if getattr(held, name) != value}
    for name, value in fresh.items():
        setattr(held, name, value)
    return bool(fresh)


def _add(running: Running, team_id: UUID | None) -> Clock:
    event, why = running.event, running.explained
    made = Clock(
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
        later_ground=running.stands.ground,
        paused_on=running.stands.paused_on,
        recorded_by=event.recorded_by,
    )
    db.session.add(made)
    return made


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
