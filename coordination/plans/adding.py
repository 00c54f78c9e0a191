"""Adding something under a key the page was given: once, however often it is sent, and never over somebody else's."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from coordination.access.actor import Actor
from coordination.children import saying
from coordination.children.models import Child
from coordination.children.statements import Statement, StatementVersion
from coordination.db import RuleBroken, db
from coordination.plans import crossings, queries
from coordination.plans.models import Plan, PlanStatement

TAKEN = "This page was used already. Open it again to add another one."


def take_turn(child_id: UUID) -> None:
    """Wait for whoever else is adding to this child's plan, until their transaction ends."""
    table = Child.__table__
    db.session.execute(select(table.c.id).where(table.c.id == child_id).with_for_update(key_share=True))


def existing(plan: Plan, model: type[Any], key: UUID, *, by: Actor, ours: bool = False) -> Any | None:
    """What was added to this plan under this key before, by the same person; None if nothing. ``ours``: whoever did.

    Whoever adds to the same child waits here, so a form sent twice at once finds itself. Raises RuleBroken where the
    key is that of something else: adding is no way to change it.
    """
    found = db.session.get(Statement, key)
    if found is None:
        take_turn(plan.child_id)
        found = db.session.get(Statement, key)
    if found is None:
        return None
    theirs = ours or found.originator_id == by.person_id
    if not isinstance(found, model) or found.child_id != plan.child_id or not theirs:
        raise RuleBroken(TAKEN)
    return found


def say_in(plan: Plan, statement: Any, *, by: Actor) -> None:
    """Say a new statement and give it its place at the end of the plan."""
    try:
        with db.session.begin_nested():
            saying.say(statement, by=by)
    except IntegrityError as taken:
        raise RuleBroken(TAKEN) from taken
    last = db.session.scalar(select(func.max(PlanStatement.position)).where(PlanStatement.plan_id == plan.id))
    db.session.add(
        PlanStatement(
            authority_id=plan.authority_id,
            child_id=plan.child_id,
            plan_id=plan.id,
            statement_id=statement.id,
            position=0 if last is None else last + 1,
            recorded_by=by.person_id,
        )
    )
    db.session.flush()


def sent_last(statement: Statement, by: Actor, seen: int | None = None) -> tuple[int, dict[str, Any]]:
    """The version this person sent last, and what it said by field; the first where they have sent none.

    ``seen``: the version they had before them, where that is known.
    """
    if seen is not None:
        held = queries.version_seen(statement.id, seen)
        return (seen, crossings.fields_of_version(held)) if held is not None else (seen, {})
    own = db.session.scalar(
        select(StatementVersion)
        .where(StatementVersion.statement_id == statement.id, StatementVersion.recorded_by == by.person_id)
        .order_by(StatementVersion.number.desc())
        .limit(1)
    )
    if own is None:
        own = db.session.scalar(
            select(StatementVersion)
            .where(StatementVersion.statement_id == statement.id)
            .order_by(StatementVersion.number)
            .limit(1)
        )
    return (own.number, crossings.fields_of_version(own)) if own is not None else (1, {})
