"""Recording that a care leaver moved, and putting a move right."""

from uuid import UUID

from flask import abort, request
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import actor
from coordination.cases import writing
from coordination.children.models import Child
from coordination.transitions import forms, leaving, queries
from coordination.transitions.routes.shared import blueprint, of_age, runway_url

_HINT = (
    "The personal adviser visits within 7 days, and the pathway plan is reviewed within 28 days (Care Leavers"
    " (England) Regulations 2010, regulations 7 to 9 and Schedule 2; to be confirmed locally)."
    " Never write where it is."
)


@blueprint.route("/children/<uuid:child_id>/runway/moves/add", methods=["GET", "POST"])
@guard.requires("pathway", "create", on=of_age)
def add_move(child: Child) -> ResponseReturnValue:
    """Record that a care leaver moved to other accommodation, and whether it is suitable."""
    return writing.adding(
        child,
        forms.MoveForm(),
        "Record a move",
        "Record the move",
        lambda facts: leaving.move(child, by=actor(), **facts),
        back_url=runway_url(child, "leaving-care"),
        current="care",
        hint=_HINT,
        done="The move is recorded, and the dates that follow from it run.",
    )


def _of_a_move(child_id: UUID, home_id: UUID) -> Child | None:
    held = queries.home(home_id)
    return of_age(child_id) if held is not None and held.child_id == child_id else None


@blueprint.route("/children/<uuid:child_id>/runway/moves/<uuid:home_id>/change", methods=["GET", "POST"])
@guard.requires("pathway", "update", on=_of_a_move)
def change_move(child: Child) -> ResponseReturnValue:
    """Put a move right. Which one is in the address."""
    held = queries.home((request.view_args or {})["home_id"])
    if held is None:
        abort(404)
    return writing.changing(
        child,
        held,
        forms.MoveForm,
        "Change a move",
        lambda facts: leaving.change(child, held, by=actor(), **facts),
        back_url=runway_url(child, "leaving-care"),
        current="care",
        hint=_HINT,
        shown={"suitable": held.suitable},
    )
