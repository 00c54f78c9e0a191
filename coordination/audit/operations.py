"""Adding to the audit: one row a request, in one of 64 chains, by the database's own function."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from coordination import clock
from coordination.audit.models import CHAINS


@dataclass
class Access:
    """What one request, job or command did, as its audit row will say it. References only, never values."""

    request_id: UUID
    verb: str
    outcome: str = "done"
    actor_id: UUID | None = None
    process: str | None = None
    session_id: UUID | None = None
    role: str | None = None
    agency_id: UUID | None = None
    rule: str | None = None
    children: set[UUID] = field(default_factory=set)
    sections: set[str] = field(default_factory=set)
    label: str | None = None
    object_kind: str | None = None
    object_id: UUID | None = None
    details: dict[str, Any] = field(default_factory=dict)
    once: str | None = None

    def note_label(self, label: str | None) -> None:
        """Keep the highest label seen."""
        if label and (self.label is None or label > self.label):
            self.label = label


def append(session: Session, access: Access) -> None:
    """Write one audit row. Called last in a transaction: it takes the chain's lock until the commit."""
    session.flush()
    row = {
        "chain": access.request_id.int % CHAINS,
        "at": clock.now().isoformat(),
        "request_id": str(access.request_id),
        "actor_id": _text(access.actor_id),
        "process": access.process,
        "session_id": _text(access.session_id),
        "role": access.role,
        "agency_id": _text(access.agency_id),
        "verb": access.verb,
        "outcome": access.outcome,
        "rule": access.rule,
        "children": _texts(access.children),
        "sections": sorted(access.sections),
        "label": access.label,
        "object_kind": access.object_kind,
        "object_id": _text(access.object_id),
        "details": access.details,
        "once": access.once,
    }
    session.execute(text("select audit_append(cast(:row as jsonb))"), {"row": json.dumps(row, default=str)})


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None


def _texts(values: Iterable[UUID]) -> list[str]:
    return sorted(str(value) for value in values)
