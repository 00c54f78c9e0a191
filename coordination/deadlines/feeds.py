"""What stands in somebody's calendar: the meetings they were asked to, and the dates that are theirs to keep.

Read as they would read it: whom they reach today, and what of it the rules let them see. Meetings are known to a room
further up, which hangs its question here when the application is made.
"""

from collections.abc import Callable, Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, exists, or_, select

from coordination import clock as the_clock
from coordination.access.actor import Actor
from coordination.access.models import Reach
from coordination.db import Base, db
from coordination.deadlines import presenters, sight
from coordination.deadlines.models import Clock
from coordination.deadlines.queries import presses
from coordination.messages.calendars import Entry

# How far back and ahead a calendar looks, and the most dates it holds.
BEHIND, AHEAD = timedelta(days=28), timedelta(days=366)
MOST = 400

Meetings = Callable[[UUID, Collection[UUID]], list[Entry]]
_meetings: list[Meetings] = []


def meetings_from(meetings: Meetings) -> None:
    """Say who knows the meetings a person is asked to. Hung in ``create_app``, in plain sight."""
    _meetings[:] = [meetings]


def entries(who: Actor, places: Collection[UUID]) -> list[Entry]:
    """Everything in somebody's calendar that is about children of these authorities."""
    if who.person_id is None or not places:
        return []
    found = [entry for asked in _meetings for entry in asked(who.person_id, places)]
    if who.kind == "workforce":
        found += [Entry(held.id, held.due_on) for held in _dates(who, places)]
    return found


def _dates(who: Actor, places: Collection[UUID]) -> list[Clock]:
    """The running dates a person answers for: by their role with the child, or because they lead the help."""
    today = the_clock.today()
    seen = sight.of(who)
    assert who.person_id is not None
    case = Base.metadata.tables["case_episode"]
    answers = exists().where(
        *sight.reached(who.person_id), Reach.child_id == Clock.child_id, Reach.role == Clock.answers_for
    )
    leads = exists(
        select(case.c.id).where(
            and_(
                case.c.authority_id == Clock.authority_id,
                case.c.child_id == Clock.child_id,
                case.c.state == "open",
                case.c.lead_id == who.person_id,
            )
        )
    )
    rows = db.session.scalars(
        select(Clock)
        .where(Clock.authority_id.in_(list(places)), presses(), seen.visible, or_(answers, leads))
        .where(Clock.due_on >= today - BEHIND, Clock.due_on <= today + AHEAD)
        .order_by(Clock.due_on, Clock.id)
        .limit(MOST)
    )
    return presenters.readable(list(rows))
