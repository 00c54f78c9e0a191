"""Pages of concerns."""

from coordination.concerns.routes import acting, raising
from coordination.concerns.routes.blueprint import blueprint

__all__ = ["acting", "blueprint", "raising"]
