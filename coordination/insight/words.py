"""What the things that change are called: groups of news, kinds of statement, and their fields."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from coordination.plans import words as plans
from coordination.voice.operations import ANSWERS

# The groups of a page of news, in reading order.
GROUPS: Mapping[str, str] = {
    "plan": "What the plan says",
    "actions": "Actions",
    "dates": "Dates and reviews",
    "voice": "Views and wishes",
    "team": "The team",
    "record": "The record",
}

GROUP_OF_KIND: Mapping[str, str] = {"action": "actions", "view": "voice", "decision": "dates"}
GROUP_OF_SECTION: Mapping[str, str] = {
    "memberships": "team",
    "reviews": "dates",
    "own_words": "voice",
    "support_plan": "plan",
    "actions": "actions",
}

KINDS: Mapping[str, str] = {kind: held.one for kind, held in plans.KINDS.items()} | {
    "view": "view",
    "decision": "decision",
    "strategy": "strategy",
}

# Fields of what the child says and of what a review decides; those of a plan are the plan's own.
FIELDS: Mapping[str, str] = {
    "wish_owner_id": "Who answers",
    "answer": "Answer to the wish",
    "answer_reason": "Why",
    "told_on": "The child was told on",
    "decided_on": "Decided on",
}
OTHERS = frozenset({"view", "decision", "strategy"})
_OF_OTHERS = ("text", "family_text", "young_text", "audiences", "owner_id", "done_on")

WHATS: Mapping[str, tuple[str, str]] = {
    "added": ("Added", "green"),
    "changed": ("Changed", "blue"),
    "ended": ("Ended", "grey"),
    "happened": ("New", "blue"),
}


def label_of(kind: str, name: str) -> str | None:
    """What a field is called on the page; None for one that is not told."""
    if kind in OTHERS:
        return FIELDS.get(name) or (plans.FIELDS.get(name) if name in _OF_OTHERS else None)
    return None if name in plans.UNSAID else plans.FIELDS.get(name)


def order_of(name: str) -> int:
    """Where a field stands: as in its form."""
    order = [*plans.FIELDS, *FIELDS]
    return order.index(name)


def said(kind: str, name: str, value: Any, names: Mapping[UUID, str], day: Any) -> str:
    """A stored value as a reader understands it."""
    if name == "answer":
        return ANSWERS.get(str(value), "") if value else ""
    return plans.said(kind, name, value, names, day)
