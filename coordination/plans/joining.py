"""Two actions that are one: finding those that look alike, and putting them together without losing anybody."""

import re
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from coordination.access.actor import Actor
from coordination.cases import operations as cases
from coordination.db import RuleBroken
from coordination.plans import actions, crossings, merging, queries
from coordination.plans.models import Action

_SMALL_WORDS = "a about an and at by for from her him his in into is it of on or the their them to up with"
_SMALL = frozenset(_SMALL_WORDS.split())
# Of the words that either uses, at least this part is in both.
ALIKE = 0.6


def look_alike(one: str, other: str) -> bool:
    """Whether two texts say much the same: plain counting of shared words, nothing learnt and nothing hidden."""
    words, more = _words(one), _words(other)
    if min(len(words), len(more)) < 2:
        return False
    return len(words & more) >= ALIKE * len(words | more)


def alike(held: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Pairs of open actions that two people may both be doing. ``held``: anything with text, owner_id and closed."""
    open_ones = [row for row in held if not row.closed]
    return [
        (one, other)
        for one, other in combinations(open_ones, 2)
        if one.owner_id != other.owner_id and look_alike(one.text, other.text)
    ]


def join_actions(kept: Action, other: Action, *, by: Actor) -> Action:
    """Put ``other`` into ``kept``: its owner helps, its notes stay, and it is called off with the reason.

    Both people are still named, and both histories stay.
    """
    if kept.id == other.id or kept.child_id != other.child_id:
        raise RuleBroken("Choose two different actions of one child.")
    crossings.lock_all([kept, other])
    if kept.status in queries.CLOSED or other.status in queries.CLOSED:
        raise RuleBroken("One of the two is done or called off, so there is nothing to put together.")
    of_other = [other.owner.name if other.owner else "", other.agency.name if other.agency else ""]
    helper = ", ".join(filter(None, of_other))
    made: dict[str, Any] = {}
    if helper and helper not in (kept.supporting or ""):
        made["supporting"] = "; ".join(filter(None, [kept.supporting, helper]))
    if other.supporting and other.supporting not in made.get("supporting", kept.supporting or ""):
        made["supporting"] = "; ".join(filter(None, [made.get("supporting", kept.supporting), other.supporting]))
    for name in ("note", "evidence"):
        if getattr(other, name):
            made[name] = merging.together(getattr(kept, name) or "", getattr(other, name))
    why = f"Put together with action {other.number}: {other.text}"
    if made and crossings.apply(kept, made, by=by, why=why):
        actions.record(kept, "action_changed", by)
    why = f"Put together with action {kept.number}: {kept.text}"
    crossings.apply(other, {"status": "cancelled", "note": merging.together(other.note or "", why)}, by=by, why=why)
    actions.record(other, "action_updated", by, status="cancelled")
    case = actions.case_of(kept)
    if case is not None:
        cases.refresh_counters(case)
    return kept


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.lower())) - _SMALL
