"""The blueprint of the room: pages for those who prepare a story. The young person has pages of their own."""

from flask import Blueprint

from coordination.access import guard

blueprint = Blueprint("story", __name__)
blueprint.before_request(guard.workers_only)
