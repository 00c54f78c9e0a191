"""Pages of children in need and child protection."""

from coordination.social_care.routes import helping, protecting
from coordination.social_care.routes.shared import blueprint

__all__ = ["blueprint", "helping", "protecting"]
