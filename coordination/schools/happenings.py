"""What happens to a pupil at school: recorded by the school, and told the same day to those who must know.

A suspension or exclusion is told without delay to the child's social worker and, for a looked-after child, to the
virtual school head: School Discipline (Pupil Exclusions and Reviews) (England) Regulations 2012 (SI 2012/1033), as
amended, and DfE's statutory guidance of August 2024. The mail says that something is new and
names nobody; what it is stands behind the sign-in.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from coordination import clock
from coordination.access.actor import Actor
from coordination.agencies.models import Agency, Person
from coordination.cases.models import Case, CaseKind, Membership
from coordination.children.models import Child, SchoolPlace
from coordination.db import Base, RuleBroken, db
from coordination.events import operations as events
from coordination.events.models import Event
from coordination.messages import operations as messages
from coordination.schools import words
from coordination.schools.models import Happening, SchoolEvent, SchoolNotice

# A suspension, a timetable or a move is decided before it begins, but not long before.
AHEAD = timedelta(days=60)
_EVENT_OF = {
    Happening.ATTENDANCE.value: "attendance_recorded",
    Happening.SUSPENSION.value: "suspended",
    Happening.EXCLUSION.value: "excluded",
    Happening.PART_TIME.value: "part_time_timetable_began",
    Happening.MOVE.value: "school_changed",
}


def record_happening(
    child: Child,
    *,
    id: UUID,
    agency_id: UUID,
    kind: str,
    from_on: date,
    by: Actor,
    to_on: date | None = None,
    days: float | None = None,
    percent: float | None = None,
    hours_per_week: float | None = None,
    review_on: date | None = None,
    reason: str | None = None,
    what: str = "",
    other_school: str = "",
    parents_told_on: date | None = None,
) -> SchoolEvent:
    """Record what happened at school, and tell those who must know, in one transaction.

    ``days`` are school days (halves allowed), ``percent`` is of possible sessions, ``reason`` one of
    ``words.REASONS``. The same ``id`` again is the same event: nobody is told twice.
    """
    existing = db.session.get(SchoolEvent, id)
    if existing is not None:
        return existing
    held = SchoolEvent(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        agency_id=agency_id,
        kind=Happening(kind).value,
        from_on=from_on,
        to_on=to_on,
        days=_number(days),
        percent=_number(percent),
        hours_per_week=_number(hours_per_week),
        review_on=review_on,
        reason=reason or None,
        words=what.strip() or None,
        other_school=other_school.strip() or None,
        parents_told_on=parents_told_on,
        recorded_by=by.person_id,
    )
    _can_be(held)
    db.session.add(held)
    db.session.flush()
    if held.kind == Happening.MOVE.value:
        _move(child, held, by)
    events.record(
        authority_id=child.authority_id,
        child_id=child.id,
        kind=_EVENT_OF[held.kind],
        occurred_on=min(from_on, clock.today()),
        about=held,
        agency_id=agency_id,
        label=held.label,
        facts={"days": _short(held.days), "percent": _short(held.percent)},
        by=by.person_id,
    )
    _tell(child, held, by)
    return held


def take_back(held: SchoolEvent, *, why: str, by: Actor) -> SchoolEvent:
    """Take back what was told by mistake, or was cancelled, with the reason: those who were told are told so."""
    if held.taken_back_on is not None:
        return held
    if not why.strip():
        raise RuleBroken("Say why it is taken back", "why")
    held.taken_back_on = clock.today()
    held.taken_back_why = why.strip()
    db.session.flush()
    told = db.session.scalar(
        select(Event.id).where(
            Event.child_id == held.child_id, Event.about_id == held.id, Event.kind == _EVENT_OF[held.kind]
        )
    )
    events.record(
        authority_id=held.authority_id,
        child_id=held.child_id,
        kind="school_news_taken_back",
        about=held,
        agency_id=held.agency_id,
        label=held.label,
        facts={"what": words.EVENTS[held.kind].short.lower()},
        corrects_id=told,
        by=by.person_id,
    )
    now = clock.now()
    db.session.execute(
        update(SchoolNotice)
        .where(SchoolNotice.event_id == held.id)
        .values(told_at=now, read_at=None)
        .execution_options(synchronize_session="fetch")
    )
    for person in db.session.scalars(
        select(Person).join(SchoolNotice, SchoolNotice.person_id == Person.id).where(SchoolNotice.event_id == held.id)
    ):
        _mail(person, held)
    return held


def mark_read(notice: SchoolNotice, *, by: Actor) -> SchoolNotice:
    """Somebody who was told has read it. Said again, it was read the first time."""
    if notice.person_id == by.person_id and notice.read_at is None:
        notice.read_at = clock.now()
        db.session.flush()
    return notice


def is_looked_after(child_id: UUID) -> bool:
    """Whether the child is looked after today: an open case says so, or a period of care that has not ended."""
    period = Base.metadata.tables["care_period"]
    today = clock.today()
    case = select(Case.id).where(
        Case.child_id == child_id, Case.state == "open", Case.kind == CaseKind.LOOKED_AFTER.value
    )
    # Care stands above this room: its table is asked by name, and nothing of it is imported here.
    running = select(period.c.id).where(
        period.c.child_id == child_id,
        period.c.from_on <= today,
        period.c.to_on.is_(None) | (period.c.to_on > today),
    )
    return bool(db.session.scalar(select(case.exists() | running.exists())))


def virtual_school_to_ring(child: Child, told: Iterable[SchoolNotice]) -> Agency | None:
    """The virtual school that has to be rung: the child is looked after, and nobody of it is on the team."""
    if any(notice.role == "VSH" for notice in told) or not is_looked_after(child.id):
        return None
    return db.session.scalar(
        select(Agency)
        .where(Agency.authority_id == child.authority_id, Agency.kind == "virtual_school")
        .order_by(Agency.name, Agency.id)
        .limit(1)
    )


def _tell(child: Child, held: SchoolEvent, by: Actor) -> None:
    """A row and a mail for each who must know: leads and social workers and, when looked after, the virtual school."""
    now = clock.now()
    for person, role in _who_must_know(child):
        if person.id == by.person_id:
            continue
        db.session.add(
            SchoolNotice(
                authority_id=child.authority_id,
                child_id=child.id,
                event_id=held.id,
                person_id=person.id,
                role=role,
                told_at=now,
                recorded_by=by.person_id,
            )
        )
        db.session.flush()
        _mail(person, held)


def _mail(person: Person, held: SchoolEvent) -> None:
    # The link is their first page, where it stands: an address that says "school" would say too much.
    messages.queue_mail(person, template="school_news", about_id=held.id)


def _who_must_know(child: Child) -> list[tuple[Person, str]]:
    today = clock.today()
    looked_after = is_looked_after(child.id)
    found: dict[UUID, tuple[Person, str]] = {}
    rows = db.session.execute(
        select(Person, Membership.role, Membership.function)
        .join(Membership, Membership.person_id == Person.id)
        .join(Case, Case.id == Membership.case_id)
        .where(Membership.child_id == child.id, Membership.state == "agreed", Case.state == "open")
        .where(Membership.from_on <= today, Membership.to_on.is_(None) | (Membership.to_on > today))
        .order_by(Membership.from_on, Membership.id)
    )
    for person, role, function in rows:
        if role == "SW" or function == "lead" or (role == "VSH" and looked_after):
            found.setdefault(person.id, (person, role))
    return list(found.values())


def _move(child: Child, held: SchoolEvent, by: Actor) -> None:
    """The place at this school ends on the day of the move, and the new one begins."""
    running = db.session.scalar(
        select(SchoolPlace)
        .where(SchoolPlace.child_id == child.id, SchoolPlace.agency_id == held.agency_id)
        .where(SchoolPlace.to_on.is_(None))
        .order_by(SchoolPlace.from_on.desc().nulls_last(), SchoolPlace.id)
        .limit(1)
    )
    year = None
    if running is not None:
        running.to_on, year = held.from_on, running.year_group
    same = select(Agency).where(
        Agency.authority_id == child.authority_id, Agency.kind == "school", Agency.name == held.other_school
    )
    known = db.session.scalar(same.limit(1))
    db.session.add(
        SchoolPlace(
            authority_id=child.authority_id,
            child_id=child.id,
            agency_id=known.id if known is not None else None,
            name=held.other_school or "",
            year_group=year,
            from_on=held.from_on,
            recorded_by=by.person_id,
        )
    )
    db.session.flush()


def _can_be(held: SchoolEvent) -> None:
    """Refuse what cannot be, in one sentence beside its question."""
    today = clock.today()
    if held.from_on > today + AHEAD:
        raise RuleBroken("The first day is not more than 60 days from today", "from_on")
    if held.to_on is not None and held.to_on < held.from_on:
        raise RuleBroken("The last day is on or after the first", "to_on")
    if held.parents_told_on is not None and held.parents_told_on > today:
        raise RuleBroken("The day the parents were told must be today or earlier", "parents_told_on")
    check = _CHECKS.get(held.kind)
    if check is not None:
        check(held, today)


def _check_suspension(held: SchoolEvent, today: date) -> None:
    if held.days is None or not 0.5 <= held.days <= words.MOST_SUSPENDED or (held.days * 2) % 1:
        raise RuleBroken("Enter the school days, from half a day to 45, like 1.5", "days")
    _check_reason(held, today)


def _check_reason(held: SchoolEvent, today: date) -> None:
    if held.reason not in words.REASONS:
        raise RuleBroken("Choose the reason", "reason")


def _check_attendance(held: SchoolEvent, today: date) -> None:
    if held.from_on > today or held.to_on is None or held.to_on > today:
        raise RuleBroken("Attendance is of days that have been: both days are today or earlier", "to_on")
    if held.percent is None or not 0 <= held.percent <= 100:
        raise RuleBroken("Enter a number from 0 to 100", "percent")


def _check_part_time(held: SchoolEvent, today: date) -> None:
    if held.hours_per_week is None or not 0 < held.hours_per_week <= 40:
        raise RuleBroken("Enter the hours at school a week, up to 40", "hours_per_week")
    if held.to_on is None:
        raise RuleBroken("Enter the day it ends: a part-time timetable is for a short time", "to_on")


def _check_move(held: SchoolEvent, today: date) -> None:
    if not held.other_school:
        raise RuleBroken("Enter the school the pupil moves to, or “not known yet”", "other_school")


_CHECKS: dict[str, Any] = {
    Happening.SUSPENSION.value: _check_suspension,
    Happening.EXCLUSION.value: _check_reason,
    Happening.ATTENDANCE.value: _check_attendance,
    Happening.PART_TIME.value: _check_part_time,
    Happening.MOVE.value: _check_move,
}


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _short(value: float | None) -> str | None:
    return None if value is None else f"{value:g}"
