"""The pages of what the child says: views and wishes, and how they are doing."""

from coordination.voice.routes import doing, views
from coordination.voice.routes.blueprint import blueprint

__all__ = ["blueprint", "doing", "views"]
