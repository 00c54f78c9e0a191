"""What a SENCO does with a cycle of SEN Support: start it, change it, review it and go on, share it with the parents.

Its lines are in ``schools.lines`` and adding a pupil in ``schools.pupils``; all of it is called from here. What happens
to a pupil at school is in ``schools.happenings``.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from coordination import clock
from coordination.access.actor import Actor
from coordination.children import saying
from coordination.children.models import Child
from coordination.children.statements import Statement
from coordination.db import RuleBroken, db, new_id
from coordination.plans import crossings
from coordination.plans.adding import take_turn
from coordination.schools import queries, words
from coordination.schools.lines import (
    add_line,
    change_line,
    decide_line,
    end_line,
    must_be_open,
    place,
    record,
    say_line,
)
from coordination.schools.models import SenCycle, SenLine
from coordination.schools.pupils import add_pupil
from coordination.voice import operations as voice

__all__ = [
    "add_line",
    "add_pupil",
    "change_cycle",
    "change_line",
    "decide_line",
    "end_line",
    "review_cycle",
    "share_cycle",
    "start_cycle",
]

# A cycle is reviewed each term: parents are met at least three times a year (SEND Code of Practice 2015, 6.65).
LONGEST = timedelta(days=190)
# What stays the family's to read once the parents' sheet was made.
SHARED_WITH = ("carer", "parent")


def start_cycle(
    child: Child,
    *,
    id: UUID,
    agency_id: UUID,
    from_on: date,
    review_on: date,
    by: Actor,
    year_group: str = "",
    class_teacher: str = "",
    meeting_on: date | None = None,
    meeting_words: str = "",
    lines: Iterable[Mapping[str, Any]] = (),
    pupil_said: str = "",
    pupil_said_id: UUID | None = None,
    parent_said: str = "",
    parent_said_id: UUID | None = None,
    parent_name: str = "",
    carried: Iterable[UUID] = (),
) -> SenCycle:
    """Begin a cycle with what is known on the day. ``lines``: kind, id, text and facts of each; at least one.

    ``carried``: statements of the cycle before that go on. The same ``id`` again is the same cycle.
    """
    existing = db.session.get(SenCycle, id)
    if existing is not None:
        return existing
    _dates_can_be(from_on, review_on)
    said = [dict(line) for line in lines]
    going_on = list(carried)
    if not said and not going_on:
        raise RuleBroken("Say at least one thing: what is hard, what should change, or what is provided")
    take_turn(child.id)
    if queries.open_cycle(child.id, agency_id) is not None:
        raise RuleBroken("A cycle is open already: review it, and the next one begins.")
    last = db.session.scalar(
        select(func.max(SenCycle.number)).where(SenCycle.child_id == child.id, SenCycle.agency_id == agency_id)
    )
    cycle = SenCycle(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        agency_id=agency_id,
        number=int(last or 0) + 1,
        year_group=year_group.strip() or None,
        class_teacher=class_teacher.strip() or None,
        from_on=from_on,
        review_on=review_on,
        meeting_on=meeting_on,
        meeting_words=meeting_words.strip() or None,
        recorded_by=by.person_id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(cycle)
            db.session.flush()
    except IntegrityError as taken:
        raise RuleBroken("A cycle is open already: review it, and the next one begins.") from taken
    for key in going_on:
        place(cycle, key, by)
    for line in said:
        say_line(cycle, by=by, **line)
    _views(child, cycle, pupil_said, pupil_said_id, parent_said, parent_said_id, parent_name, by)
    record(cycle, "sen_cycle_started", by, occurred_on=from_on)
    return cycle


def change_cycle(
    cycle: SenCycle,
    *,
    seen: int,
    review_on: date,
    class_teacher: str,
    year_group: str,
    meeting_on: date | None,
    meeting_words: str,
    by: Actor,
) -> SenCycle:
    """Change when a cycle is reviewed, who teaches the pupil, and when the parents are met.

    ``seen`` is the version that was read: RuleBroken when somebody saved in between.
    """
    must_be_open(cycle)
    if seen != cycle.version:
        raise RuleBroken("Somebody else has changed this since you opened it. Check it and send it again.")
    _dates_can_be(cycle.from_on, review_on)
    sent = {
        "review_on": review_on,
        "class_teacher": class_teacher.strip() or None,
        "year_group": year_group.strip() or None,
        "meeting_on": meeting_on,
        "meeting_words": meeting_words.strip() or None,
    }
    fresh = {name: value for name, value in sent.items() if getattr(cycle, name) != value}
    if fresh:
        for name, value in fresh.items():
            setattr(cycle, name, value)
        db.session.flush()
        record(cycle, "sen_cycle_changed", by)
    return cycle


def review_cycle(
    cycle: SenCycle,
    *,
    seen: int,
    reviewed_on: date,
    what_changed: str,
    outcomes: Mapping[UUID, Mapping[str, str]],
    stopped: Iterable[UUID],
    next_step: str,
    by: Actor,
    next_id: UUID | None = None,
    next_review_on: date | None = None,
    pupil_said: str = "",
    pupil_said_id: UUID | None = None,
    parent_said: str = "",
    parent_said_id: UUID | None = None,
    parent_name: str = "",
) -> SenCycle | None:
    """Review a cycle: how each outcome went, what stops, and what comes next. Answers the next cycle, or None.

    ``outcomes``: status and words of each by its key; each open outcome needs a status. What is achieved, ended or
    stopped stays in this cycle; all else goes on in the next one without being typed again. What the lines said on the
    day is kept with this cycle for good. Sent again it is the same review.
    """
    if cycle.state == "reviewed":
        return queries.cycle(next_id) if next_id is not None else None
    if seen != cycle.version:
        raise RuleBroken("Somebody else has changed this cycle since you opened it. Check it and send it again.")
    if next_step not in words.NEXT_STEPS:
        raise RuleBroken("Choose what comes next", "next_step")
    if reviewed_on > clock.today() or reviewed_on < cycle.from_on:
        raise RuleBroken("The day of the review is after the start and not after today", "reviewed_on")
    lines = queries.lines(cycle.id)
    _tell_how_outcomes_went(cycle, lines, outcomes, by)
    halted = set(stopped)
    for row in lines:
        if row.id in halted and row.kind != "outcome":
            saying.withdraw(row, by=by, why="Stopped at the review")
    cycle.state = "reviewed"
    cycle.reviewed_on = reviewed_on
    cycle.what_changed = what_changed.strip() or None
    cycle.next_step = next_step
    db.session.flush()
    _keep_versions(cycle)
    child = cycle.child
    _views(child, cycle, pupil_said, pupil_said_id, parent_said, parent_said_id, parent_name, by)
    record(cycle, "sen_cycle_reviewed", by, occurred_on=reviewed_on)
    if next_step == "stop":
        return None
    if next_id is None or next_review_on is None:
        raise RuleBroken("Enter when the next cycle is reviewed", "next_review_on")
    going_on = [
        row.id for row in lines if row.ended_on is None and getattr(row, "status", "") not in {"achieved", "ended"}
    ]
    if not going_on:
        raise RuleBroken("Nothing goes on: keep a line, or choose that SEN Support ends", "next_step")
    return start_cycle(
        child,
        id=next_id,
        agency_id=cycle.agency_id,
        from_on=max(reviewed_on, cycle.from_on),
        review_on=next_review_on,
        year_group=cycle.year_group or "",
        class_teacher=cycle.class_teacher or "",
        carried=going_on,
        by=by,
    )


def share_cycle(cycle: SenCycle, *, by: Actor) -> SenCycle:
    """Let the parents and carers read what school does and what helps at home: it is on their sheet from now on."""
    for line in queries.lines(cycle.id):
        if set(SHARED_WITH) - set(line.audiences):
            saying.revise(line, by=by, audiences={*line.audiences, *SHARED_WITH})
        saying.publish([line], by=by)
    if cycle.shared_at is None:
        cycle.shared_at = clock.now()
        db.session.flush()
        record(cycle, "sen_cycle_shared", by)
    return cycle


def _tell_how_outcomes_went(
    cycle: SenCycle, lines: Sequence[Any], outcomes: Mapping[UUID, Mapping[str, str]], by: Actor
) -> None:
    found = {}
    for row in lines:
        if row.kind != "outcome":
            continue
        told = outcomes.get(row.id) or {}
        if told.get("status") not in words.OUTCOME_STATUSES:
            raise RuleBroken(f"Say how this went: {row.text}", "outcomes")
        said = str(told.get("words") or "").strip()
        found[str(row.id)] = {"status": told["status"], "words": said}
        crossings.change(row, {"status": told["status"]}, seen=None, by=by, why=said or None)
    cycle.found = found


def _keep_versions(cycle: SenCycle) -> None:
    """What each line said on the day of the review is what this cycle says from now on."""
    rows = db.session.execute(
        select(SenLine, Statement.version_id)
        .join(Statement, Statement.id == SenLine.statement_id)
        .where(SenLine.cycle_id == cycle.id)
    )
    for line, version_id in rows:
        line.version_id = version_id
    db.session.flush()


def _views(
    child: Child,
    cycle: SenCycle,
    pupil: str,
    pupil_id: UUID | None,
    parent: str,
    parent_id: UUID | None,
    parent_name: str,
    by: Actor,
) -> None:
    for speaker, said, key, name in (
        ("child", pupil, pupil_id, None),
        ("parent", parent, parent_id, parent_name.strip() or None),
    ):
        if said.strip():
            view = voice.record_view(
                child,
                id=key or new_id(),
                text=said,
                said_on=clock.today(),
                how="told",
                speaker=speaker,
                speaker_name=name,
                about="School",
                audiences=("school",),
                by=by,
            )
            place(cycle, view.id, by)


def _dates_can_be(from_on: date, review_on: date) -> None:
    if review_on <= from_on:
        raise RuleBroken("The review is after the start", "review_on")
    if review_on - from_on > LONGEST:
        raise RuleBroken("A cycle is reviewed each term: choose a day within six months of the start", "review_on")
