"""Planning a move: matching a home to a child, telling the child, and the child's own goodbye and hello.

Sources: Care Planning, Placement and Case Review (England) Regulations 2010 (SI 2010/959), regs 9 and 11 (the child's
wishes before a placement), and Children Act 1989 s.22C(7) to (9) (near home, school, with brothers and sisters).
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from coordination import clock
from coordination.access.actor import Actor
from coordination.children import reading
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.stability.move_models import MoveWords, PlannedMove

OVER = {"moved": "The child moved", "called_off": "The move was called off"}
# What the child says of a move, in the order of their page.
WORDS = ("goodbye", "comes_with", "hello", "first_night")
# The name of the answer to :func:`asked`.
AHEAD = "move_ahead"


def of_child(child_id: UUID) -> list[PlannedMove]:
    """Every planned move, what stands first, then the newest."""
    return list(
        db.session.scalars(
            select(PlannedMove)
            .where(PlannedMove.child_id == child_id)
            .order_by(PlannedMove.over.is_not(None), PlannedMove.id.desc())
        )
    )


def one(move_id: UUID) -> PlannedMove | None:
    """One move, where it is in reach."""
    return db.session.get(PlannedMove, move_id)


def ahead(child_id: UUID) -> PlannedMove | None:
    """The move to come."""
    return db.session.scalar(select(PlannedMove).where(PlannedMove.child_id == child_id, PlannedMove.over.is_(None)))


def told(child_id: UUID) -> PlannedMove | None:
    """The move to come where the child has been told of it: all that a page of theirs may ask for."""
    found = ahead(child_id)
    return found if found is not None and found.told_on is not None else None


def asked(child: Child, *, cares: bool) -> Select[Any]:
    """Whether there is a move to come that the child has been told of or, of who cares for them, that they are to know
    of: a part of a page's one question (``reading.together``), answered under :data:`AHEAD`.
    """
    knows = PlannedMove.carers_read if cares else PlannedMove.told_on.is_not(None)
    found = select(PlannedMove.id).where(PlannedMove.child_id == child.id, PlannedMove.over.is_(None), knows)
    return reading.values_of(AHEAD, found)


def words_of(move_id: UUID) -> MoveWords | None:
    """What the child says of a move."""
    return db.session.scalar(select(MoveWords).where(MoveWords.move_id == move_id))


def plan(child: Child, *, id: UUID, by: Actor, **facts: Any) -> PlannedMove:
    """Plan a move: one at a time. The same key again is the same move. ``facts`` are columns of the row."""
    existing = one(id)
    if existing is not None:
        return existing
    if ahead(child.id) is not None:
        raise RuleBroken("A move is planned already. Change it, or say how it ended.")
    made = PlannedMove(
        id=id, authority_id=child.authority_id, child_id=child.id, recorded_by=by.person_id, **_trimmed(facts)
    )
    db.session.add(made)
    db.session.flush()
    _event(made, "move_planned", clock.today(), by)
    return made


def change(row: PlannedMove, *, by: Actor, **facts: Any) -> None:
    """Put a planned move right."""
    for name, value in _trimmed(facts).items():
        setattr(row, name, value)
    if not db.session.is_modified(row):
        return
    db.session.flush()
    _event(row, "move_changed", clock.today(), by)


def _trimmed(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: (value.strip() or None) if isinstance(value, str) else value for name, value in facts.items()}


def tell(row: PlannedMove, *, told_on: date, told_how: str, by: Actor) -> None:
    """Record that the child was told: from now on it stands on their page. Said twice it is the same."""
    if row.over is not None:
        raise RuleBroken("The move is over.")
    if row.told_on is not None:
        return
    if told_on > clock.today():
        raise RuleBroken("The day must be today or earlier.", "told_on")
    row.told_on, row.told_how = told_on, told_how.strip() or None
    db.session.flush()
    _event(row, "move_told", told_on, by)


def end(row: PlannedMove, *, over: str, over_on: date, over_why: str, by: Actor) -> None:
    """Say how it ended: the child moved, or it was called off. Said twice it is the same."""
    if row.over is not None:
        return
    if over_on > clock.today():
        raise RuleBroken("The day must be today or earlier.", "over_on")
    if over == "called_off" and not over_why.strip():
        raise RuleBroken("Say why it was called off.", "over_why")
    row.over, row.over_on, row.over_why = over, over_on, over_why.strip() or None
    db.session.flush()
    _event(row, "move_over", over_on, by)


def say(row: PlannedMove, *, for_carers: bool, by: Actor, **words: str) -> MoveWords:
    """The child says goodbye and hello. What they write takes the place of what they wrote before."""
    if row.told_on is None or row.over is not None:
        raise RuleBroken("There is no move to write about.")
    assert by.person_id is not None
    held = words_of(row.id)
    if held is None:
        held = MoveWords(
            authority_id=row.authority_id,
            child_id=row.child_id,
            move_id=row.id,
            owner_id=by.person_id,
            recorded_by=by.person_id,
        )
        db.session.add(held)
    for name in WORDS:
        setattr(held, name, words.get(name, "").strip() or None)
    held.said_on = clock.today()
    held.audiences = ["carer"] if for_carers else []
    held.published_at = clock.now() if for_carers else None
    db.session.flush()
    events.record(
        authority_id=row.authority_id,
        child_id=row.child_id,
        kind="move_words_written",
        about=held,
        label="S2",
        by=by.person_id,
    )
    return held


def _event(row: PlannedMove, kind: str, on: date, by: Actor) -> None:
    events.record(
        authority_id=row.authority_id, child_id=row.child_id, kind=kind, occurred_on=on, about=row, by=by.person_id
    )
