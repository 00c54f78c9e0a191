"""Recording what happened. Each operation of the house calls :func:`record` once, in its own transaction."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.catalogue import SECTIONS
from coordination.db import db
from coordination.events.kinds import KINDS
from coordination.events.models import Event

Projection = Callable[[Event], None]
_projections: list[Projection] = []


def project(projection: Projection) -> None:
    """Have ``projection`` called with every event, in its transaction. Hung in ``create_app``, in plain sight."""
    if projection not in _projections:
        _projections.append(projection)


def record(
    *,
    authority_id: UUID,
    child_id: UUID,
    kind: str,
    by: UUID | None,
    occurred_on: date | None = None,
    about: Any = None,
    agency_id: UUID | None = None,
    label: str | None = None,
    section: str | None = None,
    facts: dict[str, Any] | None = None,
    source: str = "entered",
    source_key: str | None = None,
    corrects_id: UUID | None = None,
) -> Event:
    """Record one event and tell the projections. ``kind`` is one of ``events.kinds``; ``facts`` are primitives.

    With a ``source_key`` the same event of the same source is recorded once, whoever brings it again. ``section``: that
    of what it is about, for a kind that belongs to no section of its own.
    """
    known = KINDS[kind]
    if source_key is not None:
        existing = db.session.scalar(select(Event).where(Event.child_id == child_id, Event.source_key == source_key))
        if existing is not None:
            return existing
    happened = Event(
        authority_id=authority_id,
        child_id=child_id,
        kind=kind,
        occurred_on=occurred_on or clock.today(),
        about_kind=type(about).__name__ if about is not None else None,
        about_id=about.id if about is not None else None,
        section=section or known.section,
        label=label or SECTIONS[section or known.section].label,
        agency_id=agency_id,
        facts=facts or {},
        source=source,
        source_key=source_key,
        corrects_id=corrects_id,
        recorded_by=by,
    )
    db.session.add(happened)
    db.session.flush()
    for projection in _projections:
        projection(happened)
    return happened
