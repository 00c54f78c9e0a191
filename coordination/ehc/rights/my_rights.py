"""What somebody of the family reads of the EHC process: their own letters, and what they may still do, until when."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from coordination import clock
from coordination.access import guard
from coordination.children import reading
from coordination.children.models import Child
from coordination.documents.models import DocumentCopy
from coordination.ehc.models import Letter
from coordination.web.filters import day
from coordination.web.languages import gettext as _

_DAYS = frozenset({"appeal_until", "mediation_until", "answer_by"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MyLetter:
    """A letter of the reader's: its subject, when it was sent, and what they may do about it."""

    id: UUID
    authority_id: UUID
    child_id: UUID
    owner_id: UUID
    label: str
    subject: str
    on: date
    rights: list[str]


def asked(child: Child, reader: UUID) -> Select[Any]:
    """The letters that were sent to the reader about a child and not taken back, as a part of ``reading.together``."""
    taken_back = select(DocumentCopy.id).where(
        DocumentCopy.document_id == Letter.document_id, DocumentCopy.withdrawn_at.is_not(None)
    )
    return reading.values_of(
        "my_letter",
        select(
            Letter.id, Letter.authority_id, Letter.child_id, Letter.to_person_id, Letter.label, Letter.subject,
            Letter.sent_on, Letter.facts,
        )
        .where(Letter.authority_id == child.authority_id, Letter.child_id == child.id)
        .where(Letter.to_person_id == reader, Letter.sent_on.is_not(None), ~taken_back.exists()),
    )  # fmt: skip


def of(found: dict[str, list[dict[str, Any]]]) -> list[MyLetter]:
    """The reader's letters from the answers to :func:`asked`, the newest first, each asked about by itself."""
    rows = [
        MyLetter(
            id=UUID(row["id"]),
            authority_id=UUID(row["authority_id"]),
            child_id=UUID(row["child_id"]),
            owner_id=UUID(row["to_person_id"]),
            label=row["label"],
            subject=row["subject"],
            on=date.fromisoformat(row["sent_on"]),
            rights=rights_in(row["facts"]),
        )
        for row in found.get("my_letter", [])
    ]
    return guard.readable(sorted(rows, key=lambda row: (row.on, row.id), reverse=True), "ehc_plan")


def rights_in(facts: dict[str, Any]) -> list[str]:
    """What a letter that names these days lets its reader do, and is not over yet: a sentence each."""
    days = {name: date.fromisoformat(said) for name, said in facts.items() if name in _DAYS}
    running = {name: day(last) for name, last in days.items() if last >= clock.today()}
    found = []
    if "appeal_until" in running:
        found.append(
            _(
                "You may appeal until %(day)s, or later with a mediation certificate. The letter says how.",
                day=running["appeal_until"],
            )
        )
    if "mediation_until" in running:
        found.append(_("Contact the mediation adviser by %(day)s.", day=running["mediation_until"]))
    if "answer_by" in running:
        found.append(
            _(
                "You may say what you think, ask for a school or college, and ask to meet us, until %(day)s.",
                day=running["answer_by"],
            )
        )
    return found
