"""What keeps a carer going: planned times away, asked for and answered, and the training they want, booked or did.

Neither ever counts against them. Source: Fostering Services (England) Regulations 2011, reg. 17 (training, advice and
support for foster parents), and the National Minimum Standards for fostering, 20 and 21 (to be confirmed locally).
"""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.household.models import CarerTraining, TimeAway, TimeAwayAnswer, TrainingState


def time_away(away_id: UUID) -> TimeAway | None:
    """One planned time away."""
    return db.session.get(TimeAway, away_id)


def training(training_id: UUID) -> CarerTraining | None:
    """One training of a carer."""
    return db.session.get(CarerTraining, training_id)


def times_away(child_id: UUID) -> list[TimeAway]:
    """The times away around a child, the next or newest first."""
    asked = select(TimeAway).where(TimeAway.child_id == child_id)
    return list(db.session.scalars(asked.order_by(TimeAway.from_on.desc(), TimeAway.id.desc())))


def trainings(child_id: UUID) -> list[CarerTraining]:
    """The training of carers of a child: what is wanted, then what is booked, then what was done."""
    found = db.session.scalars(select(CarerTraining).where(CarerTraining.child_id == child_id))
    order = [state.value for state in TrainingState]
    return sorted(found, key=lambda row: (order.index(row.state), row.on or date.max, row.id))


def ask_time_away(
    child: Child, *, id: UUID, from_on: date, to_on: date, who_cares: str, to_know: str, by: Actor
) -> TimeAway:
    """A carer asks for time away. The same key again is the same time."""
    existing = time_away(id)
    if existing is not None:
        return existing
    if to_on < from_on:
        raise RuleBroken("It ends on or after the day it begins.", "to_on")
    assert by.person_id is not None
    held = TimeAway(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        carer_id=by.person_id,
        from_on=from_on,
        to_on=to_on,
        who_cares=who_cares.strip() or None,
        to_know=to_know.strip() or None,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    _happened(held, "time_away_asked", by)
    return held


def answer_time_away(held: TimeAway, *, answer: str, answer_words: str, who_cares: str, by: Actor) -> None:
    """Whoever supports the carer answers, and says who cares then."""
    if answer not in set(TimeAwayAnswer):
        raise RuleBroken("Choose an answer.", "answer")
    if answer != TimeAwayAnswer.AGREED and not answer_words.strip():
        raise RuleBroken("Say why, and what you can do instead.", "answer_words")
    if answer == TimeAwayAnswer.AGREED and not who_cares.strip():
        raise RuleBroken("Say who cares for the child then.", "who_cares")
    held.answer, held.answer_words = answer, answer_words.strip() or None
    held.who_cares = who_cares.strip() or held.who_cares
    held.answered_by, held.answered_on = by.person_id, clock.today()
    db.session.flush()
    _happened(held, "time_away_answered", by)


def keep_training(child: Child, *, id: UUID, what: str, state: str, on: date | None, by: Actor) -> CarerTraining:
    """A carer writes down a training, or how far one has come. The same key is the same training."""
    if state not in set(TrainingState):
        raise RuleBroken("Choose how far it is.", "state")
    if state != TrainingState.WANTED and on is None:
        raise RuleBroken("Enter the day.", "on")
    if state == TrainingState.DONE and on is not None and on > clock.today():
        raise RuleBroken("What was done was done today or earlier.", "on")
    assert by.person_id is not None
    held = training(id)
    if held is None:
        held = CarerTraining(id=id, authority_id=child.authority_id, child_id=child.id, carer_id=by.person_id)
        db.session.add(held)
    held.what, held.state, held.on, held.recorded_by = " ".join(what.split()), state, on, by.person_id
    db.session.flush()
    _happened(held, "carer_training_kept", by)
    return held


def _happened(held: TimeAway | CarerTraining, kind: str, by: Actor) -> None:
    events.record(authority_id=held.authority_id, child_id=held.child_id, kind=kind, about=held, by=by.person_id)
