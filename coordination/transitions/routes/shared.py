"""What the pages of the road to adulthood share: their blueprint, the strip, and which steps somebody may see."""

from uuid import UUID

from flask import Blueprint, url_for

from coordination import clock
from coordination.access import guard
from coordination.cases import queries as cases
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.transitions import runway

blueprint = Blueprint("transitions", __name__)
# The young person reads and answers on a page of their own.
blueprint.before_request(guard.workers_only)


def of_age(child_id: UUID) -> Child | None:
    """A child who is on the runway, from 14 until the 25th birthday; anybody else has none."""
    child = child_of(child_id)
    return child if child is not None and runway.is_on_it(child.born_on, clock.today()) else None


def runway_url(child: Child, anchor: str | None = None) -> str:
    """The address of the runway."""
    return url_for("transitions.of_child", child_id=child.id, _anchor=anchor)


def people(child: Child) -> list[tuple[UUID, str]]:
    """Who of the team may see to a step."""
    case = cases.current_case(child.id)
    if case is None:
        return []
    return [(held.person_id, held.person.name) for held in cases.team(case.id) if held.role != "PAR"]
