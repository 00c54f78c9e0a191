"""What the pages of dates share."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from coordination.access import guard
from coordination.access.policy import Permit
from coordination.access.rules import current
from coordination.deadlines.models import Clock
from coordination.deadlines.queries import section_of

blueprint = Blueprint("deadlines", __name__)


def key(typed: str) -> UUID | None:
    """A key as somebody's address says it; None for anything else."""
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return None


def verb_to_record(section: str) -> str:
    """What somebody must be allowed, to record why a date of this section may pass: to update it; or, of a section
    that nobody updates because its entries stay as they were written, to add to it.
    """
    return "update" if current().table.get((section, "update")) else "create"


def may_record(held: Clock) -> bool:
    """Whether the actor may record why a clock's date may pass."""
    section = section_of(held.rule)
    return isinstance(guard.may(verb_to_record(section), section, held), Permit)


def about(held: Clock) -> dict[str, Any]:
    """What the audit keeps of a change to a clock's date: its key and rule, never the reason."""
    return {"clock": str(held.id), "rule": held.rule}
