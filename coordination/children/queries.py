"""Asking about a child's record."""

from uuid import UUID

from coordination.children.models import Child
from coordination.db import db


def child(child_id: UUID) -> Child | None:
    """A child by key, where the actor reaches them."""
    return db.session.get(Child, child_id)
