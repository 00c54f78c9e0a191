"""How an action is going, as a colour and a sentence: computed from its dates and status, never typed."""

from datetime import date, timedelta
from typing import Literal, Protocol
from uuid import UUID

Level = Literal["green", "amber", "red", "grey"]

# Due within this many days asks for attention; blocked for this many is stuck.
SOON = timedelta(days=14)
STUCK = timedelta(days=7)

CLOSED = frozenset({"done", "cancelled"})


class Going(Protocol):
    """What is looked at: an action of a plan, or anything that has the same six facts."""

    status: str
    acceptance: str
    owner_id: UUID | None
    due_on: date | None
    check_on: date | None
    blocked_on: date | None


def rag(action: Going, today: date) -> Level:
    """Green: done, or due in more than 14 days. Amber: due within 14 days, blocked for less than 7, or no
    date.

    Red: overdue, blocked for 7 days or more, or nobody has it (no owner, or not accepted). Grey: cancelled.
    An action that goes on without an end is judged by the day it is to be checked on.
    """
    if action.status == "cancelled":
        return "grey"
    if action.status == "done":
        return "green"
    if nobody_has_it(action) or is_overdue(action, today):
        return "red"
    if action.status == "blocked":
        since = action.blocked_on or today
        return "red" if today - since >= STUCK else "amber"
    when = action.due_on or action.check_on
    if when is None or when - today <= SOON:
        return "amber"
    return "green"


def rag_words(action: Going, today: date) -> str:
    """The reason for the colour in a few words, for beside its shape."""
    if action.status == "cancelled":
        return "Cancelled"
    if action.status == "done":
        return "Done"
    if action.owner_id is None:
        return "Nobody has this"
    if nobody_has_it(action):
        return "Not accepted: needs somebody else"
    if is_overdue(action, today):
        return "Overdue"
    if action.status == "blocked":
        days = (today - (action.blocked_on or today)).days
        return f"Blocked for {days} {'day' if days == 1 else 'days'}" if days else "Blocked since today"
    when = action.due_on or action.check_on
    if when is None:
        return "No date"
    if when - today <= SOON:
        return "Due soon" if action.due_on else "Check soon"
    return "On track"


def nobody_has_it(action: Going) -> bool:
    """Whether no person has taken the action on: it has no owner, or its owner did not accept it."""
    return action.owner_id is None or action.acceptance == "declined" or action.status == "not_accepted"


def is_overdue(action: Going, today: date) -> bool:
    """Whether the day it was due, or to be checked on, has gone by and it is still open."""
    when = action.due_on or action.check_on
    return action.status not in CLOSED and when is not None and when < today
