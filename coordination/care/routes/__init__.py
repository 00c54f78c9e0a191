"""Pages of a looked-after child: their history, their health, and what the household that cares for them is told and
may decide."""

from coordination.care.routes import authority, health, household, missing, whereabouts
from coordination.care.routes.history import blueprint

__all__ = ["authority", "blueprint", "health", "household", "missing", "whereabouts"]
