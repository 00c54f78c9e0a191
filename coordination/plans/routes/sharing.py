"""An action for several brothers and sisters: whose plans it may stand in, and where else it stands."""

from typing import NamedTuple

from flask import url_for

from coordination.access import guard
from coordination.access.policy import Permit
from coordination.children import queries as children
from coordination.children.models import Child
from coordination.children.presenters import name_for
from coordination.plans import queries
from coordination.plans.models import Action, Plan
from coordination.plans.shared import shared_with


class Other(NamedTuple):
    """A brother or sister and the plan in which the actor may ask anybody to do something."""

    child: Child
    plan: Plan


def other_plans(records: list[Child]) -> list[Other]:
    """The plans of these brothers and sisters that an action may stand in too."""
    found = []
    for child in records:
        other = queries.current_plan(child.id)
        if other is None or other.case.state != "open":
            continue
        permit = guard.may("create", "actions", other, whole=True)
        if isinstance(permit, Permit) and "full" in permit.extents:
            found.append(Other(child, other))
    return found


def stands_in(action: Action) -> list[tuple[str, str]]:
    """Whose plans an action stands in beside this one's, for those the actor may read: name and address."""
    twins = guard.readable(shared_with(action), "actions")
    held = {child.id: child for child in guard.readable(_children(twins), "core_identity")}
    return [
        (name_for(held[twin.child_id]), url_for("plans.action", action_id=twin.id))
        for twin in twins
        if twin.child_id in held
    ]


def _children(twins: list[Action]) -> list[Child]:
    return children.children(twin.child_id for twin in twins)
