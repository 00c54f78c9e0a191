"""Pages of the rights of those the record is about."""

from coordination.rights.routes import retention
from coordination.rights.routes.blueprint import blueprint

__all__ = ["blueprint", "retention"]
