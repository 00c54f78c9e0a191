"""The pages of the road to adulthood."""

from coordination.transitions.routes import runway_pages
from coordination.transitions.routes.shared import blueprint

__all__ = ["blueprint", "runway_pages"]
