"""Pages of one-time links: sending them, opening one, and what its holder may do."""

from coordination.links.routes import opening, sending, visiting
from coordination.links.routes.blueprint import blueprint

__all__ = ["blueprint", "opening", "sending", "visiting"]
