"""Telling people by mail that dates need them: first whoever answers for a date, then who manages them.

The rules say how many days from a date each is told, and an authority may set its own days or switch the mail off. One
mail a person a day, from seven in the morning of a working day, with numbers and a link; each step of a date is told to
somebody once. It is decided again when it runs: who they are today, whom they reach, and what of it they may see.
"""

import json
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from flask import g
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from coordination import clock, jobs, timescales
from coordination.access.actor import Actor
from coordination.accounts import sessions
from coordination.accounts.digests import FROM_HOUR
from coordination.agencies import queries as agencies
from coordination.agencies.models import Authority
from coordination.audit import operations as audit
from coordination.audit.operations import Access
from coordination.db import db, identify, new_id
from coordination.deadlines import habits, presenters
from coordination.deadlines.models import Clock, ClockTold, DatesMail
from coordination.messages import operations as messages

NAME = "deadlines.tell"
_WHOM = text("select distinct person_id from dates_to_tell(cast(:steps as jsonb)) order by person_id")
_WHAT = text("select clock_id, tell, days from dates_to_tell(cast(:steps as jsonb), :person)")


class Needs(NamedTuple):
    """How many dates need somebody, and how many of them have passed."""

    dates: int
    passed: int


@jobs.task("deadlines.escalate", every="23 * * * *")
def queue_tellings(timestamp: int = 0) -> None:
    """One job for each person whom a date needs and who has not been written to today."""
    now = clock.now()
    if not is_time(now):
        return
    today = clock.london_date(now)
    told = set(db.session.scalars(select(DatesMail.person_id).where(DatesMail.told_on >= today)))
    for person_id in db.session.scalars(_WHOM, {"steps": _steps()}):
        if person_id not in told:
            jobs.defer(NAME, person=person_id)


def is_time(now: datetime) -> bool:
    """Whether mail about dates goes at this instant: from seven in the morning, London, of a working day."""
    return clock.london(now).hour >= FROM_HOUR and timescales.england().is_working_day(clock.london_date(now))


@jobs.task(NAME)
def tell(person: str) -> None:
    """Write to one person, if dates still need them and they have not been written to today."""
    now, key = clock.now(), UUID(person)
    if not is_time(now) or not _take(key, clock.london_date(now)):
        return
    who, address = sessions.actor_of(key), agencies.person(key)
    if who is None or address is None or not who.active or who.kind != "workforce":
        return
    found = count(who)
    if found.dates:
        messages.queue_mail(
            address,
            template="dates_due",
            link=messages.path_to("deadlines.timetable"),
            count=found.dates,
            passed=found.passed,
        )


def _take(person_id: UUID, today: date) -> bool:
    """Whether somebody may still be written to today; they are then looked at, under a lock, and not again today."""
    db.session.execute(insert(DatesMail).values(person_id=person_id).on_conflict_do_nothing())
    held = db.session.scalars(
        select(DatesMail)
        .where(DatesMail.person_id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if held.told_on is not None and held.told_on >= today:
        return False
    held.told_on = today
    db.session.flush()
    return True


def count(who: Actor) -> Needs:
    """How many dates need somebody of those they may see, each step then kept as told; audited as this process."""
    steps = db.session.execute(_WHAT, {"steps": _steps(), "person": who.person_id}).all()
    identify(db.session(), who.person_id, process=NAME)
    g.actor, g.access = who, Access(request_id=new_id(), verb="count", actor_id=who.person_id, process=NAME)
    g.pop("known_children", None)
    try:
        keys = {row.clock_id for row in steps}
        rows = list(db.session.scalars(select(Clock).where(Clock.id.in_(keys)))) if keys else []
        seen = {held.id: held for held in presenters.readable(rows)}
        for row in steps:
            held = seen.get(row.clock_id)
            if held is not None:
                db.session.add(_told(held, who.person_id, row.tell, row.days))
        db.session.flush()
        if g.access.children:
            audit.append(db.session(), g.access)
    finally:
        g.pop("actor", None)
        g.pop("access", None)
    today = clock.today()
    return Needs(len(seen), sum(1 for held in seen.values() if held.due_on < today))


def _told(held: Clock, person_id: UUID | None, step_of: str, days: int) -> ClockTold:
    return ClockTold(
        authority_id=held.authority_id,
        child_id=held.child_id,
        clock_id=held.id,
        person_id=person_id,
        tell=step_of,
        days=days,
    )


def _steps() -> str:
    """Whom to tell of what, as the database is asked: every step of every rule, of each authority that sends mail."""
    rules = habits.rules_told_of()
    return json.dumps(
        [
            {"authority_id": str(authority.id), "rule": rule.id, "tell": role, "days": days}
            for authority in db.session.scalars(select(Authority).order_by(Authority.id))
            if habits.sends_mail(authority)
            for rule in rules
            for role, days in habits.steps(authority, rule)
        ]
    )
