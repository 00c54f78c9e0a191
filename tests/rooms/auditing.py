"""Rows of the audit for tests that need one at another time or of another kind: appended as the product does, so that
the chains stay whole."""

import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, text

from coordination import clock
from coordination.audit.models import CHAINS
from coordination.db import new_id


def looked(
    engine: Engine,
    who: UUID,
    child_id: UUID,
    *,
    role: str = "SW",
    sections: tuple[str, ...] = ("support_plan",),
    at: datetime | None = None,
    via: str | None = None,
    label: str | None = None,
    and_children: tuple[UUID, ...] = (),
) -> None:
    """Somebody has looked at a child's record."""
    key = new_id()
    row = {
        "chain": key.int % CHAINS,
        "at": (at or clock.now()).isoformat(),
        "request_id": str(key),
        "actor_id": str(who),
        "role": role,
        "verb": "read",
        "outcome": "done",
        "children": [str(child_id), *map(str, and_children)],
        "sections": sorted(sections),
        "label": label,
        "details": {"via": via} if via else {},
    }
    with engine.begin() as connection:
        connection.execute(text("select audit_append(cast(:row as jsonb))"), {"row": json.dumps(row)})
