"""The blueprint of the room: pages for those who work with the child. Families have their own."""

from flask import Blueprint

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.children.models import Child

blueprint = Blueprint("stability", __name__)
blueprint.before_request(guard.workers_only)


def whole_history(child: Child) -> None:
    """Refuse whoever reads a part of where the child lives, and not how they came there."""
    if not guard.may("read", "placement", child, whole=True).is_whole:
        raise guard.Refused(Deny("limited", 4, False))
