"""What the EHC process wants of whoever comes to their first page: the advice they were asked for."""

from collections.abc import Iterator
from datetime import datetime, time
from uuid import UUID

from coordination import clock
from coordination.access import guard
from coordination.access.actor import Actor
from coordination.access.policy import Permit
from coordination.children.naming import short_name
from coordination.ehc import queries
from coordination.messages.operations import path_to
from coordination.web.wanted import Wanted


def wanted(who: Actor) -> list[Wanted]:
    """Advice that somebody who works with children was asked for and has not given. One question of the database."""
    if who.kind != "workforce" or who.person_id is None:
        return []
    return list(_of(who.person_id))


def _of(person_id: UUID) -> Iterator[Wanted]:
    rows = queries.advice_asked_of(person_id)
    guard.know(row.child_id for row, _ in rows)
    for row, due_on in rows:
        if not isinstance(guard.may("create", "ehc_plan", row), Permit) or row.assessment.state not in queries.OPEN:
            continue
        if not guard.readable([row.child], "core_identity"):
            continue
        yield Wanted(
            f"Your advice about {short_name(row.child)}",
            datetime.combine(due_on, time(17), clock.LONDON) if due_on is not None else None,
            path_to("ehc.give_advice", advice_id=row.id),
        )
