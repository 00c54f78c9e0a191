"""Pages of a looked-after child: their history, and what the household that cares for them is told and may decide."""

from coordination.care.routes import authority, household, whereabouts
from coordination.care.routes.history import blueprint

__all__ = ["authority", "blueprint", "household", "whereabouts"]
