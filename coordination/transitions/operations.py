"""Keeping the road to adulthood: how a step stands, what the young person says, what is settled for the adult years.

Sources: Care Act 2014, sections 58 to 66; Children Act 1989, sections 23A to 24D; SEND Code of Practice 2015,
chapter 8.
"""

from datetime import date
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.events.queries import standing
from coordination.transitions import queries
from coordination.transitions.models import AdultArrangement, RunwayAnswer, RunwayStep
from coordination.transitions.words import EVENTS, STATES, WHATS


def record_step(
    child: Child,
    code: str,
    *,
    id: UUID,
    state: str,
    by: Actor,
    why: str = "",
    responsible_id: UUID | None = None,
    evidence: str = "",
    done_on: date | None = None,
) -> RunwayStep:
    """Record for the first time how a step stands. The same key again is the same row. Raises RuleBroken."""
    existing = db.session.get(RunwayStep, id)
    if existing is not None:
        return existing
    if queries.step(child.id, code) is not None:
        raise RuleBroken("Somebody else has written this step since. Open it again to see what they wrote.")
    held = RunwayStep(
        id=id, authority_id=child.authority_id, child_id=child.id, step=code, state=state, recorded_by=by.person_id
    )
    _set(held, state, why, responsible_id, evidence, done_on)
    db.session.add(held)
    db.session.flush()
    _event(child, "runway_step_recorded", clock.today(), held, by, state=STATES[state].lower())
    return held


def change_step(
    child: Child,
    held: RunwayStep,
    *,
    state: str,
    by: Actor,
    why: str = "",
    responsible_id: UUID | None = None,
    evidence: str = "",
    done_on: date | None = None,
) -> None:
    """How a step stands now. What it was before stays in the chronology. Raises RuleBroken."""
    _set(held, state, why, responsible_id, evidence, done_on)
    if not db.session.is_modified(held):
        return
    db.session.flush()
    _event(child, "runway_step_recorded", clock.today(), held, by, state=STATES[state].lower())


def _set(
    held: RunwayStep, state: str, why: str, responsible_id: UUID | None, evidence: str, done_on: date | None
) -> None:
    if state not in STATES:
        raise RuleBroken("Say how it stands.", "state")
    if state == "not_needed" and not why.strip():
        raise RuleBroken("Say why it is not needed.", "why")
    if state == "done" and done_on is None:
        raise RuleBroken("Enter the day it was done.", "done_on")
    if done_on is not None and done_on > clock.today():
        raise RuleBroken("The day must be today or earlier.", "done_on")
    held.state = state
    held.why = why.strip() if state == "not_needed" else None
    held.done_on = done_on if state == "done" else None
    held.responsible_id = responsible_id
    held.evidence = evidence.strip() or None


def say(child: Child, code: str, *, answer: str, words: str, by: Actor) -> RunwayAnswer:
    """The young person says of a step that it is right, that they want help, or that they disagree and why.

    What they said before is replaced: it is theirs. Raises RuleBroken.
    """
    if answer == "disagree" and not words.strip():
        raise RuleBroken("Say what is wrong.", "words")
    held = queries.answer(child.id, code)
    if held is None:
        held = RunwayAnswer(
            authority_id=child.authority_id, child_id=child.id, step=code, answer=answer, recorded_by=by.person_id
        )
        db.session.add(held)
    held.answer, held.words, held.said_on = answer, words.strip() or None, clock.today()
    db.session.flush()
    _event(child, "runway_answered", clock.today(), held, by)
    return held


def arrange(
    child: Child,
    kind: str,
    *,
    id: UUID,
    what: str,
    decided_on: date,
    by: Actor,
    sure: bool | None = None,
    decided_by: str = "",
    why: str = "",
) -> AdultArrangement:
    """Record what is settled for the adult years: adult services, the home or the income. Raises RuleBroken."""
    existing = db.session.get(AdultArrangement, id)
    if existing is not None:
        return existing
    held = AdultArrangement(
        id=id, authority_id=child.authority_id, child_id=child.id, kind=kind, recorded_by=by.person_id
    )
    _settle(held, what, decided_on, sure, decided_by, why)
    db.session.add(held)
    db.session.flush()
    _event(child, EVENTS[kind], decided_on, held, by)
    return held


def change_arrangement(
    child: Child,
    held: AdultArrangement,
    *,
    what: str,
    decided_on: date,
    by: Actor,
    sure: bool | None = None,
    decided_by: str = "",
    why: str = "",
) -> None:
    """Put right what was recorded. Raises RuleBroken."""
    _settle(held, what, decided_on, sure, decided_by, why)
    if not db.session.is_modified(held):
        return
    db.session.flush()
    kind = EVENTS[held.kind]
    _event(child, kind, decided_on, held, by, corrects=standing(held, [kind]))


def _settle(held: AdultArrangement, what: str, decided_on: date, sure: bool | None, decided_by: str, why: str) -> None:
    if what not in WHATS[held.kind]:
        raise RuleBroken("Choose what it is.", "what")
    if decided_on > clock.today():
        raise RuleBroken("The day must be today or earlier.", "decided_on")
    if held.kind == "adult_side":
        if not decided_by.strip():
            raise RuleBroken("Say who decided it.", "decided_by")
        if not why.strip():
            raise RuleBroken("Say why.", "why")
        held.decided_by, held.sure = decided_by.strip(), None
    else:
        if sure is None:
            raise RuleBroken("Say whether it is certain.", "sure")
        held.decided_by, held.sure = None, sure
    held.what, held.decided_on, held.why = what, decided_on, why.strip() or None


def _event(
    child: Child, kind: str, on: date, about: Any, by: Actor, corrects: UUID | None = None, **facts: str
) -> None:
    events.record(
        authority_id=child.authority_id,
        child_id=child.id,
        kind=kind,
        occurred_on=on,
        about=about,
        facts=facts,
        by=by.person_id,
        corrects_id=corrects,
    )
