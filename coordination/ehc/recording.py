"""Telling a child's history what was done in the EHC process. Every operation of the room calls this once."""

from datetime import date
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.events import operations as events
from coordination.events.models import Event


def record(row: Any, kind: str, by: UUID | None, *, occurred_on: date | None = None, **facts: Any) -> Event:
    """Record one event about ``row``. ``facts`` are primitives; what has not happened yet is recorded as today's."""
    return events.record(
        authority_id=row.authority_id,
        child_id=row.child_id,
        kind=kind,
        occurred_on=min(occurred_on, clock.today()) if occurred_on else None,
        about=row,
        agency_id=getattr(row, "agency_id", None),
        label=row.label,
        facts=facts,
        by=by,
    )
