"""An agency's actions across its children: one statement a page, whatever the rows, by the date they are due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true, tuple_
from sqlalchemy.orm import joinedload

from coordination.cases.models import Case
from coordination.children.models import Child
from coordination.db import db
from coordination.plans.models import Action, Plan, PlanStatement
from coordination.plans.queries import CLOSED, due
from coordination.plans.rag import SOON

PAGE = 25
MOST_PRINTED = 200

# What a list may be narrowed to, in the words of its filter.
SHOWN = {
    "open": "Everything still to do",
    "overdue": "Overdue",
    "soon": "Due in the next 14 days",
    "blocked": "Blocked",
    "ask": "Asked, waiting for an answer",
    "done": "Done in the last 30 days",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: whose actions, of which child, in which state."""

    person_id: UUID
    agency_ids: frozenset[UUID]
    today: date
    shown: str = "open"
    mine: bool = False
    child_id: UUID | None = None


class Place(NamedTuple):
    """Where a page of the list ends: the due date and key of its last row."""

    due_on: date
    id: UUID


class Row(NamedTuple):
    """An action of the list with its child."""

    action: Action
    child: Child
    due_on: date

    @property
    def place(self) -> Place:
        """Where it stands in the list."""
        return Place(self.due_on, self.action.id)


def agency_actions(
    asked: Asked, *, after: Place | None = None, before: Place | None = None, limit: int = PAGE
) -> list[Row]:
    """Actions of the actor's organisations and their own, by date, then by key. One query, owners and children loaded.

    Those nobody accepted are here for the lead of their case too. ``after`` and ``before``: the place of a row on the
    page next to this one. Row-level security leaves out every child the actor has nothing to do with.
    """
    order = (due(), Action.id)
    found = (
        select(Action, Child, due().label("due"))
        .join(Child, and_(Child.id == Action.child_id, Child.authority_id == Action.authority_id))
        .where(*_conditions(asked))
        .options(joinedload(Action.owner), joinedload(Action.agency))
        .limit(limit)
    )
    if before is not None:
        found = found.where(tuple_(*order) < before).order_by(*(column.desc() for column in order))
        return [Row(*row) for row in db.session.execute(found)][::-1]
    if after is not None:
        found = found.where(tuple_(*order) > after)
    return [Row(*row) for row in db.session.execute(found.order_by(*order))]


class Around(NamedTuple):
    """What stands round a list: children with open actions, by name, and how many actions there are of each kind."""

    children: list[Child]
    counts: dict[str, int]


def around(asked: Asked) -> Around:
    """The children the actor's organisations have open actions for, and how many actions are open, overdue, due soon,
    blocked, and waiting for this person's answer. One query.
    """
    everything = Asked(asked.person_id, asked.agency_ids, asked.today)
    when = func.coalesce(Action.due_on, Action.check_on).label("due")
    held = (
        select(Action.child_id, Action.status, Action.owner_id, Action.acceptance, when)
        .where(*_conditions(everything))
        .cte("held")
    )
    totals = select(
        func.count().label("open"),
        func.count().filter(held.c.due < asked.today).label("overdue"),
        func.count().filter(held.c.due >= asked.today, held.c.due <= asked.today + SOON).label("soon"),
        func.count().filter(held.c.status == "blocked").label("blocked"),
        func.count().filter(held.c.owner_id == asked.person_id, held.c.acceptance == "offered").label("ask"),
    ).subquery("totals")
    rows = db.session.execute(
        select(Child, totals)
        .join(totals, true())
        .where(Child.id.in_(select(held.c.child_id)))
        .order_by(Child.sort_name, Child.id)
    ).all()
    names = ("open", "overdue", "soon", "blocked", "ask")
    # Without an open action there is no child, and nothing to count.
    counted = [int(value) for value in rows[0][1:]] if rows else [0] * len(names)
    return Around([row[0] for row in rows], dict(zip(names, counted, strict=True)))


def by_keys(keys: Iterable[UUID]) -> list[Action]:
    """Actions by key, for one change of several."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return []
    return list(
        db.session.scalars(
            select(Action).where(Action.id.in_(wanted)).options(joinedload(Action.owner), joinedload(Action.agency))
        )
    )


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    led = (
        select(PlanStatement.id)
        .join(Plan, Plan.id == PlanStatement.plan_id)
        .join(Case, Case.id == Plan.case_id)
        .where(PlanStatement.statement_id == Action.id, Case.lead_id == asked.person_id, Case.state == "open")
    )
    returned = and_(Action.acceptance == "declined", exists(led))
    own = Action.owner_id == asked.person_id
    conditions: list[ColumnElement[bool]] = [Action.ended_on.is_(None)]
    if asked.mine:
        conditions.append(or_(own, returned))
    else:
        conditions.append(or_(own, Action.agency_id.in_(list(asked.agency_ids)), returned))
    if asked.child_id is not None:
        conditions.append(Action.child_id == asked.child_id)
    when = func.coalesce(Action.due_on, Action.check_on)
    if asked.shown == "done":
        since = asked.today - timedelta(days=30)
        conditions += [Action.status == "done", Action.done_on >= since]
    else:
        conditions.append(Action.status.not_in(CLOSED))
    if asked.shown == "overdue":
        conditions.append(when < asked.today)
    elif asked.shown == "soon":
        conditions += [when >= asked.today, when <= asked.today + SOON]
    elif asked.shown == "blocked":
        conditions.append(Action.status == "blocked")
    elif asked.shown == "ask":
        conditions.append(Action.acceptance == "offered")
    return conditions
