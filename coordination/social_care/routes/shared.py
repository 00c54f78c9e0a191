"""What the pages of social care share: the blueprint, and a row by the address of its child."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, request

from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.social_care import queries

blueprint = Blueprint("social_care", __name__)


def of_a(model: Any) -> Callable[..., Child | None]:
    """The child of an address that names one of its rows; None where the row is another child's."""

    def child(child_id: UUID, row_id: UUID) -> Child | None:
        held = queries.row(model, row_id)
        return child_of(child_id) if held is not None and held.child_id == child_id else None

    return child


def named(model: Any) -> Any:
    """The row that the address names."""
    held = queries.row(model, (request.view_args or {})["row_id"])
    if held is None:
        abort(404)
    return held
