"""The blueprint of the room: pages for those who work with the child. Families have their own."""

from flask import Blueprint

from coordination.access import guard
from coordination.access.policy import Deny

blueprint = Blueprint("concerns", __name__)


@blueprint.before_request
def workers_only() -> None:
    """Families and young people raise a concern on pages of their own."""
    if guard.actor().kind in {"family", "young_person"}:
        guard.asked()
        raise guard.Refused(Deny("other-face", 4, False))
