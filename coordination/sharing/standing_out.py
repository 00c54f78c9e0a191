"""Looks that stand out: a reason for a privacy officer to ask, with what the person had to do with the record.

Four patterns, each with its reason: the same surname as the child, no place on the team, at night, and many records in
a row. Where a worker lives is not kept, on purpose, so that living in the same street is not among them: whoever lives
there says so and is excluded (``excluding``).
"""

import hashlib
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, text

from coordination import clock
from coordination.access.actor import Actor
from coordination.agencies.models import Person
from coordination.children import matching
from coordination.db import RuleBroken, db
from coordination.sharing.models import LookNote
from coordination.sharing.words import FOUND, PATTERNS

# So many records within ten minutes are more than one person reads.
MANY = 12
MOST_ROWS = 500
BACK = timedelta(days=31)

_ASK = text(
    "select * from looks_that_stand_out(:authority, :first, :last, cast(:people as uuid[]), cast(:surnames as text[]),"
    " :many, :rows)"
)


class Standing(NamedTuple):
    """One look, or one run of looks, that stands out, and what was found about it."""

    key: str
    pattern: str
    person_id: UUID
    name: str
    role: str | None
    reference: str | None
    on_day: date
    first_at: datetime
    times: int
    via: str | None
    reason: str | None
    outcome: str
    note: str


def found(authority_id: UUID) -> list[Standing]:
    """What stands out in an authority in the last month, the newest first. Nothing for who is no privacy officer."""
    now = clock.now()
    workers = db.session.execute(select(Person.id, Person.name).where(Person.kind == "workforce")).all()
    named = {row.id: row.name for row in workers}
    rows = db.session.execute(
        _ASK,
        {
            "authority": authority_id,
            "first": now - BACK,
            "last": now + timedelta(minutes=1),
            "people": list(named),
            "surnames": [matching.normalised(name.split()[-1]) if name.split() else "" for name in named.values()],
            "many": MANY,
            "rows": MOST_ROWS,
        },
    ).all()
    notes = {
        held.key: held for held in db.session.scalars(select(LookNote).where(LookNote.authority_id == authority_id))
    }
    shown = []
    for row in rows:
        key = _key(row.pattern, row.person_id, row.reference, row.on_day)
        note = notes.get(key)
        shown.append(
            Standing(
                key.hex(),
                row.pattern,
                row.person_id,
                named.get(row.person_id, ""),
                row.role,
                row.reference,
                row.on_day,
                row.first_at,
                row.times,
                row.via,
                row.reason,
                FOUND.get(note.outcome, "") if note else "",
                note.note if note else "",
            )  # fmt: skip
        )
    return shown


def write_down(authority_id: UUID, key: str, *, outcome: str, note: str, by: Actor) -> LookNote:
    """Write down what was found about a look that stands out now. Raises RuleBroken."""
    held = next((one for one in found(authority_id) if one.key == key), None)
    if held is None or held.outcome:
        raise RuleBroken("This was looked at already, or is more than a month ago.")
    if outcome not in FOUND:
        raise RuleBroken("Choose what you found", "outcome")
    if not note.strip():
        raise RuleBroken("Say whom you asked and what you found", "note")
    written = LookNote(
        authority_id=authority_id,
        key=bytes.fromhex(key),
        pattern=held.pattern,
        person_id=held.person_id,
        on_day=held.on_day,
        outcome=outcome,
        note=note.strip(),
        recorded_by=by.person_id,
    )
    db.session.add(written)
    db.session.flush()
    return written


def words(pattern: str) -> str:
    """Why a look stands out."""
    return PATTERNS[pattern]


def _key(pattern: str, person_id: UUID, reference: str | None, on_day: date) -> bytes:
    return hashlib.sha256(f"{pattern}|{person_id}|{reference or ''}|{on_day.isoformat()}".encode()).digest()
