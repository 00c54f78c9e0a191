"""The pages of protected places: keeping them and being shown one, an emergency, held words."""

from coordination.whereabouts.routes import emergency, held, places
from coordination.whereabouts.routes.blueprint import blueprint

__all__ = ["blueprint", "emergency", "held", "places"]
