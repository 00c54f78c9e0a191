"""The lines of a cycle: needs, what works, outcomes and provision, each said once and changed without losing a word."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from coordination import clock
from coordination.access.actor import Actor
from coordination.children import saying
from coordination.children.statements import Statement
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.plans import crossings
from coordination.plans.adding import TAKEN, take_turn
from coordination.plans.models import Area, Need, Outcome, ProvisionLine
from coordination.schools import words
from coordination.schools.models import Place, SenCycle, SenLine, Strategy

MODELS: dict[str, type[Any]] = {
    "need": Need,
    "outcome": Outcome,
    "provision": ProvisionLine,
    "strategy": Strategy,
    "home": Strategy,
}


def add_line(cycle: SenCycle, *, kind: str, id: UUID, text: str, by: Actor, **facts: Any) -> Statement:
    """Add to an open cycle: a need, a strategy (at school or at home), an outcome or a provision.

    The same ``id`` again is the same line; what is different the second time is a change of it (may raise Crossed).
    """
    must_be_open(cycle)
    existing = db.session.get(Statement, id)
    if existing is None:
        take_turn(cycle.child_id)
        existing = db.session.get(Statement, id)
    if existing is not None:
        theirs = existing.originator_id == by.person_id and existing.child_id == cycle.child_id
        if not theirs or existing.section != "sen_support":
            raise RuleBroken(TAKEN)
        return change_line(cycle, existing, seen=existing.version, by=by, text=text, **facts)
    said = say_line(cycle, kind=kind, id=id, text=text, by=by, **facts)
    record(cycle, "sen_line_added", by, what=_what(said))
    return said


def change_line(
    cycle: SenCycle, line: Statement, *, seen: int | None, by: Actor, why: str | None = None, **fields: Any
) -> Statement:
    """Say a line anew. Raises Crossed when somebody else changed the same since the version ``seen``: both wait."""
    must_be_open(cycle)
    if line.ended_on is not None:
        raise RuleBroken("This was taken out. Add it again to change it.")
    if "text" in fields and not str(fields["text"] or "").strip():
        raise RuleBroken("Enter some words.", "text")
    if crossings.change(line, _checked(line.kind, fields), seen=seen, by=by, why=why):
        record(cycle, "sen_line_changed", by, what=_what(line))
    return line


def decide_line(
    cycle: SenCycle,
    crossing: Any,
    line: Statement,
    *,
    seen: int,
    choices: Mapping[str, str],
    words: Mapping[str, str],
    by: Actor,
) -> Statement:
    """Decide two changes of a line that crossed. Nothing set aside is lost."""
    before = line.version
    crossings.decide(crossing, line, seen=seen, choices=choices, words=words, by=by)
    if line.version != before:
        record(cycle, "sen_line_changed", by, what=_what(line))
    return line


def end_line(cycle: SenCycle, line: Statement, *, why: str, by: Actor) -> Statement:
    """Take a line out of the cycle, with the reason. It stays in every version that held it."""
    must_be_open(cycle)
    crossings.lock(line)
    if line.ended_on is None:
        saying.withdraw(line, by=by, why=why.strip())
        record(cycle, "sen_line_ended", by, what=_what(line))
    return line


def say_line(cycle: SenCycle, *, kind: str, id: UUID, text: str, by: Actor, **facts: Any) -> Statement:
    """Say a new line and give it its place in the cycle. Nothing is recorded: whoever calls does that once."""
    model = MODELS.get(kind)
    if model is None:
        raise RuleBroken("Choose what to add.", "kind")
    if model is Strategy:
        facts["place"] = Place.HOME.value if kind == "home" else Place.SCHOOL.value
    if model in {Need, Outcome}:
        facts.setdefault("domain", "education")
    if model is ProvisionLine:
        facts.setdefault("agency_id", cycle.agency_id)
    said = _checked("strategy" if model is Strategy else kind, facts)
    statement: Statement = model(
        id=id,
        authority_id=cycle.authority_id,
        child_id=cycle.child_id,
        wording=saying.professional(text.strip()),
        section="sen_support",
        label="S1",
        originator_agency_id=cycle.agency_id,
        audiences=["school"],
        **said,
    )
    try:
        with db.session.begin_nested():
            saying.say(statement, by=by)
    except IntegrityError as taken:
        raise RuleBroken(TAKEN) from taken
    place(cycle, statement.id, by)
    return statement


def place(cycle: SenCycle, statement_id: UUID, by: Actor) -> None:
    """Give a statement its place at the end of a cycle."""
    last = db.session.scalar(select(func.max(SenLine.position)).where(SenLine.cycle_id == cycle.id))
    db.session.add(
        SenLine(
            authority_id=cycle.authority_id,
            child_id=cycle.child_id,
            cycle_id=cycle.id,
            statement_id=statement_id,
            position=0 if last is None else last + 1,
            recorded_by=by.person_id,
        )
    )
    db.session.flush()


def _checked(kind: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """A line's facts, each inside the rules of its kind."""
    said = {name: None if value == "" else value for name, value in facts.items()}
    if said.get("area") is not None and said["area"] not in set(Area):
        raise RuleBroken("Choose one of the four areas of need", "area")
    if kind == "need" and "area" in said and said["area"] is None:
        raise RuleBroken("Choose the area of need", "area")
    hours = said.get("hours_per_week")
    if hours is not None:
        if not 0 <= hours <= 40:
            raise RuleBroken("Hours a week at school are between 0 and 40", "hours_per_week")
        said["hours_per_week"] = float(hours)
    together = said.get("group_size")
    if together is not None and not 1 <= together <= 40:
        raise RuleBroken("A group is from 1 (alone) to 40 pupils", "group_size")
    if said.get("status") is not None and kind == "outcome" and said["status"] not in words.OUTCOME_STATUSES:
        raise RuleBroken("Choose how it went", "status")
    return said


def must_be_open(cycle: SenCycle) -> None:
    """Refuse to change what a reviewed cycle says."""
    if cycle.state != "open":
        raise RuleBroken("This cycle was reviewed. What it said stays as it was; change the next one.")


def _what(line: Any) -> str:
    if line.kind == "strategy":
        return "something for home" if line.place == Place.HOME.value else "something that works"
    return {"need": "a need", "outcome": "an outcome", "provision": "provision"}.get(line.kind, "a line")


def record(cycle: SenCycle, kind: str, by: Actor, *, occurred_on: date | None = None, **facts: Any) -> None:
    """Tell the child's history what was done with a cycle."""
    events.record(
        authority_id=cycle.authority_id,
        child_id=cycle.child_id,
        kind=kind,
        occurred_on=min(occurred_on, clock.today()) if occurred_on else None,
        about=cycle,
        agency_id=cycle.agency_id,
        label=cycle.label,
        facts={"number": cycle.number, **facts},
        by=by.person_id,
    )
