"""Actions that are for several brothers and sisters: recorded once, and standing in each child's plan.

Each plan has an action of its own, with its own number and history, and they go together: the same words, the same
owner, closed at once, by whoever may change it in each. What somebody notes on one stays with that child, because it
may be about them alone. Nothing on one child's action says that there is another.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination import clock
from coordination.access import reach
from coordination.access.actor import Actor
from coordination.access.describing import describe
from coordination.access.policy import Permit, decide
from coordination.cases import queries as case_queries
from coordination.db import RuleBroken, db, derived_id
from coordination.plans import actions, queries
from coordination.plans.models import Action, Plan

# What changes in all of them when it changes in one.
TOGETHER = (
    "text", "family_text", "young_text", "audiences", "owner_id", "agency_id", "due_on", "check_on", "supporting",
    "priority",
)  # fmt: skip
# What is said on the others where one had words of its own: those stay with the child they are about.
IN_THE_WAY, NOT_NEEDED, NOT_TAKEN = "Something is in the way", "No longer needed", "Not able to do this"


def shared_with(action: Action) -> list[Action]:
    """The same action as it stands in the plans of brothers and sisters whom the actor reaches. One query, or none."""
    if action.shared_id is None:
        return []
    return list(
        db.session.scalars(
            select(Action)
            .where(Action.shared_id == action.shared_id, Action.id != action.id, Action.ended_on.is_(None))
            .order_by(Action.id)
            .options(joinedload(Action.owner), joinedload(Action.agency))
        )
    )


def add_shared_action(plan: Plan, others: Iterable[Plan], *, id: UUID, by: Actor, **facts: Any) -> Action:
    """Ask for the same in several plans at once. Answers the action of the first.

    Sent again with the same ``id`` they are the same actions. Raises RuleBroken where whoever is asked is not on the
    team of each child.
    """
    beside = [other for other in others if other.id != plan.id]
    for other in beside:
        _on_team(other, facts.get("owner_id"))
    action = actions.add_action(plan, id=id, by=by, **facts)
    if not beside:
        return action
    action.shared_id = action.shared_id or action.id
    for other in beside:
        # The same key each time it is sent, and one that says nothing of the first.
        twin = actions.add_action(other, id=derived_id(id, str(other.id)), by=by, **(facts | {"outcome_id": None}))
        twin.shared_id = action.shared_id
    db.session.flush()
    return action


def update_action(action: Action, *, by: Actor, **facts: Any) -> Action:
    """Say how it is going, in every plan it stands in."""
    actions.update_action(action, by=by, **facts)
    for twin in _theirs(shared_with(action), by):
        if twin.status != action.status and twin.status not in queries.CLOSED:
            blocker = IN_THE_WAY if action.status == "blocked" else ""
            actions.update_action(twin, by=by, status=action.status, done_on=action.done_on, blocker=blocker)
        elif twin.status in queries.CLOSED and action.status not in queries.CLOSED and twin.status != "cancelled":
            actions.update_action(twin, by=by, status=action.status)
    return action


def mark_done(rows: Sequence[Action], *, done_on: date | None, by: Actor, note: str = "") -> int:
    """Mark several actions as done at once, each in every plan it stands in. Answers how many of these were open."""
    changed = actions.mark_done(rows, done_on=done_on, by=by, note=note)
    known = {row.id for row in rows}
    twins = {twin.id: twin for row in rows for twin in _theirs(shared_with(row), by) if twin.id not in known}
    if twins:
        actions.mark_done(list(twins.values()), done_on=done_on, by=by)
    return changed


def cancel_action(action: Action, *, why: str, by: Actor) -> Action:
    """Call an action off in every plan it stands in. The reason stays with the child it was written for."""
    actions.cancel_action(action, why=why, by=by)
    for twin in _theirs(_open(action), by, whole=True):
        actions.cancel_action(twin, why=NOT_NEEDED, by=by)
    return action


def answer_action(action: Action, *, accept: bool, by: Actor, reason: str = "") -> Action:
    """The person who was asked takes it on for every child, or says why not."""
    actions.answer_action(action, accept=accept, by=by, reason=reason)
    for twin in _theirs(_open(action), by):
        if twin.owner_id == by.person_id:
            actions.answer_action(twin, accept=accept, by=by, reason="" if accept else NOT_TAKEN)
    return action


def change_action(action: Action, *, seen: int | None, by: Actor, why: str | None = None, **facts: Any) -> Action:
    """Change what is asked, of whom or by when, in every plan it stands in."""
    twins = _theirs(_open(action), by, whole=True)
    same = {name: value for name, value in facts.items() if name in TOGETHER}
    if "owner_id" in same and same["owner_id"] != action.owner_id:
        for twin in twins:
            plan = queries.plan_around(twin)
            if plan is not None:
                _on_team(plan, same["owner_id"])
    actions.change_action(action, seen=seen, by=by, why=why, **facts)
    for twin in twins if same else ():
        actions.change_action(twin, seen=None, by=by, **same)
    return action


def _theirs(twins: list[Action], by: Actor, *, whole: bool = False) -> list[Action]:
    """Those of these actions somebody may update in the plan each stands in: being let into one child's plan lets
    nobody into another's. ``whole``: whose words, owner and days they may change. One query, none for no action.
    """
    if not twins or by.person_id is None:
        return twins
    children = {twin.child_id for twin in twins}
    held = reach.relationships(db.session(), by.person_id, children, through=by.through)
    who = by.towards([*by.relationships, *held])
    found = []
    for twin in twins:
        permit = decide(who, "update", "actions", describe(twin, "actions"), clock.now())
        if isinstance(permit, Permit) and (not whole or permit.extent == "full" or twin.originator_id == by.person_id):
            found.append(twin)
    return found


def _open(action: Action) -> list[Action]:
    return [twin for twin in shared_with(action) if twin.status not in queries.CLOSED]


def _on_team(plan: Plan, owner_id: UUID | None) -> None:
    if owner_id is not None and all(place.person_id != owner_id for place in case_queries.team(plan.case_id)):
        raise RuleBroken("Choose somebody who is on the team of each child this is for.", "owner_id")
