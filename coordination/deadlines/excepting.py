"""Recording why a clock's date may pass, or that it stands still; and taking that back. Nothing is ever deleted.

Only a ground that the rule itself has can be recorded, and only where the days that are given do not show that it does
not hold. Whether it made keeping the date impracticable is for whoever records it to judge, with the evidence.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from coordination import clock as the_clock
from coordination import timescales
from coordination.access.actor import Actor
from coordination.db import RuleBroken, db
from coordination.deadlines import counting, exceptions, projection, queries
from coordination.deadlines.models import Clock, ClockException, ExceptionKind
from coordination.documents import attaching
from coordination.events import operations as events
from coordination.timescales import Ground

# A clock about whose date something can still be recorded: it runs, or it was met after its day.
OPEN = frozenset({"running", "late", "exempt"})


def grounds(held: Clock, facts: Mapping[str, Any] | None = None) -> list[Ground]:
    """The grounds on which the law allows a later date for this clock, each weighed on what is known of the case and
    the days given."""
    known = {**counting.facts_of_start(held, counting.started(held)), **(facts or {})}
    rule = timescales.rule(held.rule, held.from_on)
    return list(counting.counted(rule, held.from_on, known, counting.habits_of(held.authority_id)).grounds)


def facts_of_ground(held: Clock, ground: str) -> tuple[str, ...]:
    """The days that decide whether a ground of this clock's rule holds, by the names of the facts."""
    rule = timescales.rule(held.rule, held.from_on)
    found = next((each for each in rule.exemptions if each.ground == ground), None)
    return found.facts if found is not None else ()


def may_stand_still(held: Clock) -> bool:
    """Whether the law lets this clock stand still while a question is asked back."""
    return timescales.rule(held.rule, held.from_on).pauses


def allow_later(
    held: Clock,
    *,
    id: UUID,
    ground: str,
    days: Mapping[str, date | None],
    words: str,
    by: Actor,
    file_name: str = "",
    content: bytes = b"",
) -> ClockException:
    """Record a ground on which a later date is allowed, with its days and evidence. The same key is the same row."""
    existing = db.session.get(ClockException, id)
    if existing is not None:
        return existing
    _refuse_closed(held)
    given = {name: day for name, day in days.items() if day is not None}
    try:
        weighed = next((each for each in grounds(held, given) if each.ground == ground), None)
    except timescales.TimescaleError as wrong:
        raise RuleBroken(str(wrong)) from wrong
    if weighed is None:
        raise RuleBroken("This date has no such ground in law.", "ground")
    asked = facts_of_ground(held, ground)
    if weighed.holds is False:
        raise RuleBroken(" ".join(weighed.sentences) or "On these days this ground does not hold.")
    if weighed.holds is None and asked:
        raise RuleBroken("Give the days that show whether this ground holds.", asked[0])
    if any(each.ground == ground for each in _standing_grounds(held)):
        raise RuleBroken("This ground is recorded already.")
    row = _row(held, ExceptionKind.LATER, id=id, words=words, by=by, file_name=file_name, content=content)
    row.ground = ground
    row.facts = {name: day.isoformat() for name, day in given.items()}
    row.said = list(weighed.sentences)
    if weighed.window is not None and weighed.holds:
        row.from_on, row.to_on = weighed.window
    return _kept(held, row, "later_date_allowed", by, ground=ground)


def pause(
    held: Clock, *, id: UUID, from_on: date, words: str, by: Actor, file_name: str = "", content: bytes = b""
) -> ClockException:
    """Record that a clock stands still from a day on: a question was asked back. The same key is the same row."""
    existing = db.session.get(ClockException, id)
    if existing is not None:
        return existing
    if not may_stand_still(held):
        raise RuleBroken("The law does not let this clock stand still.")
    if held.state != "running":
        raise RuleBroken("This clock does not run any more.")
    if held.paused_on is not None:
        raise RuleBroken("This clock stands still already.")
    if not held.from_on <= from_on <= the_clock.today():
        raise RuleBroken("The day must lie between the day the clock started and today.", "from_on")
    before = exceptions.standing(queries.exceptions([held.id])).pauses
    if any(from_on < ended for _, ended in before):
        raise RuleBroken("The clock stood still then already. Give a later day.", "from_on")
    row = _row(held, ExceptionKind.PAUSE, id=id, words=words, by=by, file_name=file_name, content=content)
    row.from_on = from_on
    return _kept(held, row, "clock_paused", by, occurred_on=from_on)


def end(row: ClockException, held: Clock, *, id: UUID, to_on: date | None, words: str, by: Actor) -> ClockException:
    """End what was recorded: the answer came on ``to_on``, or (None) it was recorded by mistake and counts for nothing.

    A ground is a fact of the case: it ends only where it was recorded by mistake. The same key is the same row.
    """
    existing = db.session.get(ClockException, id)
    if existing is not None:
        return existing
    if row.kind == ExceptionKind.END.value or exceptions.ended(row, queries.exceptions([held.id])) is not None:
        raise RuleBroken("This has ended already.")
    if to_on is not None:
        if row.kind != ExceptionKind.PAUSE.value:
            raise RuleBroken(
                "A ground has no last day. Leave the day out to say that it was recorded by mistake.", "to_on"
            )
        if row.from_on is None or not row.from_on <= to_on <= the_clock.today():
            raise RuleBroken("The answer came between the day of the question and today.", "to_on")
    ending = _row(held, ExceptionKind.END, id=id, words=words, by=by)
    ending.ends_id, ending.to_on = row.id, to_on
    kind = "clock_resumed" if to_on is not None else "date_exception_withdrawn"
    return _kept(held, ending, kind, by, occurred_on=to_on)


def _standing_grounds(held: Clock) -> list[ClockException]:
    rows = queries.exceptions([held.id])
    return [row for row in rows if row.kind == ExceptionKind.LATER.value and exceptions.ended(row, rows) is None]


def _refuse_closed(held: Clock) -> None:
    if held.state not in OPEN:
        raise RuleBroken("Nothing more can be recorded about this date: it was kept, or fell away.")


def _row(
    held: Clock,
    kind: ExceptionKind,
    *,
    id: UUID,
    words: str,
    by: Actor,
    file_name: str = "",
    content: bytes = b"",
) -> ClockException:
    if not words.strip():
        raise RuleBroken("Write why.", "words")
    row = ClockException(
        id=id,
        authority_id=held.authority_id,
        child_id=held.child_id,
        clock_id=held.id,
        kind=kind.value,
        words=words.strip(),
        said=[],
        facts={},
        recorded_by=by.person_id,
    )
    if content or file_name:
        row.file_id = attaching.attach(held, name=file_name, content=content, by=by.person_id).id
        row.file_name = attaching.shown_name(file_name)
    return row


def _kept(
    held: Clock, row: ClockException, kind: str, by: Actor, *, occurred_on: date | None = None, **facts: str
) -> ClockException:
    db.session.add(row)
    db.session.flush()
    projection.apply_exceptions(held, queries.exceptions([held.id]))
    events.record(
        authority_id=held.authority_id,
        child_id=held.child_id,
        kind=kind,
        section=queries.section_of(held.rule),
        occurred_on=occurred_on,
        about=held,
        facts={"rule": held.rule, "what": timescales.rule(held.rule).title, **facts},
        by=by.person_id,
    )
    db.session.flush()
    return row
