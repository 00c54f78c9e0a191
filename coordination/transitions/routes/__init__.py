"""The pages of the road to adulthood."""

from coordination.transitions.routes import moves, runway_pages, turning_18
from coordination.transitions.routes.shared import blueprint

__all__ = ["blueprint", "moves", "runway_pages", "turning_18"]
