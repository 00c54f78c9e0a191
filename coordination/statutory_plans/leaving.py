"""Leaving care: what a young person is by law, worked out with its tests and confirmed by a person; and the assessment.

Sources: Children Act 1989, sections 23A, 23C and 24, and Schedule 2, paragraph 19B; Care Planning, Placement and Case
Review (England) Regulations 2010, regulation 40; Care Leavers (England) Regulations 2010, regulation 3. What is worked
out knows of days and ages only: short breaks, six months at home, and a stay in hospital or custody at 16 are for a
person to weigh, who confirms it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.care.models import CarePeriod
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.events.queries import standing
from coordination.statutory_plans.models import LeavingCare
from coordination.web.filters import day

STATUSES = {
    "eligible": "Eligible child",
    "relevant": "Relevant child",
    "former_relevant": "Former relevant child",
    "qualifying": "Person qualifying for advice and assistance",
    "none": "None of these",
}
WHAT_EACH_IS = {
    "eligible": "16 or 17, looked after, and looked after for 13 weeks or more since 14, a part of it after 16",
    "relevant": "16 or 17, not looked after any more, and was an eligible child",
    "former_relevant": "18 to 25, and was an eligible or a relevant child",
    "qualifying": "16 to 25, and was looked after at 16 or later, for less than 13 weeks",
    "none": "The duties to care leavers do not apply, or not yet",
}
_WEEKS = timedelta(weeks=13)
# What each status is to the clocks, on the day it began.
_EVENTS = {"eligible": "became_eligible_child", "relevant": "became_relevant_child"}


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """What the days and ages say: the status, since when, and each test with whether it holds."""

    status: str
    from_on: date | None
    tests: tuple[tuple[str, bool], ...]


def work_out(child: Child, periods: Iterable[CarePeriod], on: date) -> WorkedOut:
    """What a young person is on a day, by age and the days they were looked after."""
    if child.born_on is None or child.born_on > on:
        return WorkedOut("none", None, (("The date of birth is known", False),))
    fourteen, sixteen, eighteen, twenty_five = (_birthday(child.born_on, age) for age in (14, 16, 18, 25))
    held = [
        (max(period.from_on, fourteen), min(period.to_on or on, on))
        for period in periods
        if min(period.to_on or on, on) > fourteen and period.from_on <= on
    ]
    days = sum(((end - start) for start, end in held if end > start), timedelta(0))
    now = any(period.from_on <= on and (period.to_on is None or period.to_on > on) for period in periods)
    after_sixteen = on >= sixteen and any(end >= sixteen and end > start for start, end in held)
    reached = _reached(held)
    long_enough = days >= _WEEKS
    tests = (
        (f"16 or older: from {day(sixteen)}", on >= sixteen),
        (f"Younger than 18: until {day(eighteen)}", on < eighteen),
        ("Looked after today", now),
        (f"Looked after for 13 weeks since the 14th birthday: {days.days} days", long_enough),
        ("A part of it at 16 or later", after_sixteen),
    )
    if not after_sixteen or on >= twenty_five:
        return WorkedOut("none", None, tests)
    if long_enough and reached is not None:
        began = max(sixteen, reached)
        if on < eighteen:
            left = None if now else max(end for _, end in held)
            return WorkedOut("eligible" if now else "relevant", began if now else left, tests)
        return WorkedOut("former_relevant", eighteen, tests)
    return WorkedOut("none" if now else "qualifying", None if now else max(end for _, end in held), tests)


def _reached(held: list[tuple[date, date]]) -> date | None:
    """The day on which the thirteenth week was full."""
    left = _WEEKS
    for start, end in sorted(held):
        if end - start >= left:
            return start + left
        left -= max(end - start, timedelta(0))
    return None


def _birthday(born_on: date, age: int) -> date:
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


def status_of(child_id: UUID) -> LeavingCare | None:
    """What was confirmed last, and still stands. One query."""
    return db.session.scalar(select(LeavingCare).where(LeavingCare.child_id == child_id, LeavingCare.to_on.is_(None)))


def confirm(child: Child, *, id: UUID, status: str, from_on: date, why: str, by: Actor) -> LeavingCare:
    """A person confirms what a young person is by law, and since when. What stood before ends that day.

    The same key again is the same row. Raises RuleBroken.
    """
    existing = db.session.get(LeavingCare, id)
    if existing is not None:
        return existing
    if status not in STATUSES:
        raise RuleBroken("Choose what they are.", "status")
    if from_on > clock.today():
        raise RuleBroken("The day must be today or earlier.", "from_on")
    if not why.strip():
        raise RuleBroken("Say what it rests on.", "why")
    before = status_of(child.id)
    if before is not None:
        if before.from_on > from_on:
            raise RuleBroken("It begins on or after the day the last one began.", "from_on")
        before.to_on = from_on
        db.session.flush()
    held = LeavingCare(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        status=status,
        from_on=from_on,
        why=why.strip(),
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    if before is not None and before.status == "eligible" and status != "eligible":
        _event(child, "ceased_being_eligible", from_on, held, by)
    if before is not None and before.status != "none" and status == "none":
        _event(child, "care_leaver_support_ended", from_on, held, by)
    if before is None or before.status != status:
        if status in _EVENTS:
            _event(child, _EVENTS[status], from_on, held, by)
        elif status != "none":
            _event(child, "leaving_care_status_confirmed", from_on, held, by, what=STATUSES[status])
    return held


def assess(held: LeavingCare, *, assessed_on: date, found: str, by: Actor) -> None:
    """The needs assessment for leaving care was completed on a day. Raises RuleBroken."""
    if held.status == "none":
        raise RuleBroken("Confirm first what the young person is by law.")
    if assessed_on > clock.today():
        raise RuleBroken("The day must be today or earlier.", "assessed_on")
    if not found.strip():
        raise RuleBroken("Say what was found.", "found")
    held.assessed_on, held.found = assessed_on, found.strip()
    db.session.flush()
    events.record(
        authority_id=held.authority_id,
        child_id=held.child_id,
        kind="pathway_assessment_completed",
        occurred_on=assessed_on,
        about=held,
        by=by.person_id,
        corrects_id=standing(held, ["pathway_assessment_completed"]),
    )


def _event(child: Child, kind: str, on: date, about: LeavingCare, by: Actor, **facts: str) -> None:
    events.record(
        authority_id=child.authority_id,
        child_id=child.id,
        kind=kind,
        occurred_on=on,
        about=about,
        facts=dict(facts),
        by=by.person_id,
    )
