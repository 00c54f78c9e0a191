"""One row of a dated history from a file: stored once, by its natural key."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from coordination.children.models import Child
from coordination.db import db, new_id

Row = TypeVar("Row", bound=Any)


def keep(
    model: type[Row], child: Child, source_key: str, facts: Mapping[str, Any], *, by: UUID | None
) -> tuple[Row, str]:
    """Store one row by its natural key. Returns the row and ``new``, ``changed`` or ``same``."""
    held = db.session.scalar(select(model).where(model.child_id == child.id, model.source_key == source_key))
    if held is None:
        held = model(
            id=new_id(),
            authority_id=child.authority_id,
            child_id=child.id,
            source_key=source_key,
            recorded_by=by,
            **facts,
        )
        db.session.add(held)
        db.session.flush()
        return held, "new"
    changes = {name: value for name, value in facts.items() if getattr(held, name) != value}
    if not changes:
        return held, "same"
    for name, value in changes.items():
        setattr(held, name, value)
    db.session.flush()
    return held, "changed"
