"""What the pages of dates share."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from coordination.access import guard
from coordination.access.policy import Permit
from coordination.deadlines.models import Clock
from coordination.deadlines.queries import section_of

blueprint = Blueprint("deadlines", __name__)


def key(typed: str) -> UUID | None:
    """A key as somebody's address says it; None for anything else."""
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return None


def may_record(held: Clock) -> bool:
    """Whether the actor may record why a clock's date may pass: the section's right to update."""
    return isinstance(guard.may("update", section_of(held.rule), held), Permit)


def about(held: Clock) -> dict[str, Any]:
    """What the audit keeps of a change to a clock's date: its key and rule, never the reason."""
    return {"clock": str(held.id), "rule": held.rule}
