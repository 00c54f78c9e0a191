"""Saying how several actions go in one save: what can be saved is, and what cannot is handed back with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from coordination.access.actor import Actor
from coordination.db import RuleBroken, db
from coordination.plans import crossings
from coordination.plans.actions import update_action
from coordination.plans.models import Action


@dataclass(slots=True)
class Saved:
    """What became of each: how many were saved, which were refused and why, and which crossed with somebody else's."""

    saved: int = 0
    same: int = 0
    refused: dict[UUID, RuleBroken] = field(default_factory=dict)
    crossed: list[UUID] = field(default_factory=list)


def update_together(actions: Sequence[Action], told: Mapping[UUID, Mapping[str, Any]], *, by: Actor) -> Saved:
    """Update several actions by what is told of each: ``status``, ``note`` and ``version`` (the one that was read).

    Of a blocked action the note says what is in the way. Nothing told anew changes nothing. One that is refused leaves
    the others saved; one that crossed is kept for a decision, as anywhere.
    """
    result = Saved()
    crossings.lock_all(actions)
    for action in sorted(actions, key=lambda held: held.id):
        said = told[action.id]
        note = str(said.get("note") or "").strip()
        if said["status"] == action.status and not note:
            result.same += 1
            continue
        blocked = said["status"] == "blocked"
        try:
            with db.session.begin_nested():
                _update(action, said, note="" if blocked else note, blocker=note if blocked else "", by=by, into=result)
        except RuleBroken as broken:
            db.session.refresh(action)
            result.refused[action.id] = broken
    return result


def _update(action: Action, said: Mapping[str, Any], *, note: str, blocker: str, by: Actor, into: Saved) -> None:
    try:
        update_action(action, status=said["status"], note=note, blocker=blocker, seen=said["version"], by=by)
    except crossings.Crossed as crossed:
        # Caught inside the savepoint: what crossed is kept with everything else.
        into.crossed.append(crossed.crossing.id)
    else:
        into.saved += 1
