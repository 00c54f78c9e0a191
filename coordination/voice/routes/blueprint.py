"""The blueprint of the room: pages for those who work with the child."""

from flask import Blueprint

from coordination.access import guard

blueprint = Blueprint("voice", __name__)


# Families and young people say things on pages of their own.
blueprint.before_request(guard.workers_only)
