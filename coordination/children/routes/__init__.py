"""The pages of a child's record: looking for a child, opening a record, every part of it, and the chronology."""

from coordination.children.routes import chronology, confirming, editing, family, finding
from coordination.children.routes.blueprint import blueprint

__all__ = ["blueprint", "chronology", "confirming", "editing", "family", "finding"]
