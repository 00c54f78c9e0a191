"""Pages of the rights of those the record is about."""

from coordination.rights.routes import access, corrections, retention, stopped
from coordination.rights.routes.blueprint import blueprint

__all__ = ["access", "blueprint", "corrections", "retention", "stopped"]
