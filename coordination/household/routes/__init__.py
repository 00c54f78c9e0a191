"""Pages about the household of a looked-after child: what it is told, what it may decide, and how the carer is."""

from coordination.household.routes import authority, telling
from coordination.household.routes.blueprint import blueprint

__all__ = ["authority", "blueprint", "telling"]
