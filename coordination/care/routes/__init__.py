"""Pages of a looked-after child: their history, their health, times missing, and who is told where they live."""

from coordination.care.routes import away, health, missing, whereabouts
from coordination.care.routes.history import blueprint

__all__ = ["away", "blueprint", "health", "missing", "whereabouts"]
