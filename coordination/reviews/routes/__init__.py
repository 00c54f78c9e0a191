"""Pages of reviews, and of the papers made from them."""

from coordination.reviews.routes import planning, recording, room
from coordination.reviews.routes.blueprint import blueprint

__all__ = ["blueprint", "planning", "recording", "room"]
