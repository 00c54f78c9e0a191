"""Pages about how settled a child's home is."""

from coordination.stability.routes import family_time, moves, permanence, signs
from coordination.stability.routes.blueprint import blueprint

__all__ = ["blueprint", "family_time", "moves", "permanence", "signs"]
