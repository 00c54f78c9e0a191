"""What the pages of a school share: who may come in, whose school it is, and how a line is shown to its reader."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Deny, Permit
from coordination.agencies.models import Agency
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.naming import display_name
from coordination.db import RuleBroken
from coordination.schools import queries
from coordination.web.forms import Form
from coordination.web.home import AT_SCHOOL

blueprint = Blueprint("schools", __name__)


# Families and young people read what is shared with them on pages of their own.
blueprint.before_request(guard.workers_only)


def my_schools(only: frozenset[str] = AT_SCHOOL) -> list[Agency]:
    """The schools the actor works for in one of these roles. One query, or none for somebody of no school."""
    keys = {role.agency_id for role in guard.actor().roles_on(clock.today()) if role.role in only}
    return queries.schools(keys)


def my_agency(child_id: UUID) -> UUID:
    """The organisation for which the actor writes about a child: the one their place on the team is from."""
    who = guard.know([child_id])
    today = clock.today()
    held = [relation.agency_id for relation in who.relationships_with(child_id, today) if relation.agency_id]
    posts = {role.agency_id for role in who.roles_on(today)}
    for key in (*held, *posts):
        if key in posts:
            return key
    raise guard.Refused(Deny("no-post", 4, False))


def record(child: Child, current: str = "sen") -> dict[str, Any]:
    """The strip of a record page, on one of the school's tabs."""
    return record_strip(child, current)


def name_of(child: Child) -> str:
    """The child's name, or the record's reference for those whose work needs no name."""
    permit = guard.may("read", "core_identity", child)
    named = isinstance(permit, Permit) and (permit.fields is None or "preferred_name" in permit.fields)
    return display_name(child) if named else f"Record {child.reference}"


def may(verb: str, section: str, row: Any, *, whole: bool = True) -> bool:
    """Whether to show a button."""
    return isinstance(guard.may(verb, section, row, whole=whole), Permit)


def found(row: Any | None) -> Any:
    """The row, or "not found"."""
    if row is None:
        abort(404)
    return row


def refuse(form: Form, broken: RuleBroken) -> None:
    """A broken rule as an error of the form, beside its field where it has it."""
    form.refuse(broken.sentence, broken.field if broken.field and broken.field in form else None)
