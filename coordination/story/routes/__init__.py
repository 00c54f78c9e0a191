"""Pages where a worker prepares a young person's story."""

from coordination.story.routes import preparing
from coordination.story.routes.blueprint import blueprint

__all__ = ["blueprint", "preparing"]
