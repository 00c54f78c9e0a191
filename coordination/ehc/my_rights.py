"""What somebody of the family reads of the EHC process: their own letters, and what they may still do, until when."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access import guard
from coordination.db import db
from coordination.documents.models import DocumentCopy
from coordination.ehc.models import Letter
from coordination.web.filters import day
from coordination.web.languages import gettext as _

_DAYS = frozenset({"appeal_until", "mediation_until", "answer_by"})


@dataclass(frozen=True, slots=True)
class MyLetter:
    """A letter of mine: its subject, when it was sent, and what I may do about it."""

    id: UUID
    subject: str
    on: date
    rights: list[str]


def letters_of(child_id: UUID, person_id: UUID) -> list[Letter]:
    """The letters that were sent to a person about a child and not taken back, the newest first. One query."""
    taken_back = select(DocumentCopy.id).where(
        DocumentCopy.document_id == Letter.document_id, DocumentCopy.withdrawn_at.is_not(None)
    )
    return list(
        db.session.scalars(
            select(Letter)
            .where(Letter.child_id == child_id, Letter.to_person_id == person_id, Letter.sent_on.is_not(None))
            .where(~taken_back.exists())
            .order_by(Letter.sent_on.desc(), Letter.id.desc())
        )
    )


def mine(child_id: UUID, person_id: UUID) -> list[MyLetter]:
    """My letters, each with what I may still do, in the language of the page."""
    return [
        MyLetter(row.id, row.subject, row.sent_on, rights_in(row))
        for row in guard.readable(letters_of(child_id, person_id), "ehc_plan")
        if row.sent_on is not None
    ]


def rights_in(letter: Letter) -> list[str]:
    """What a letter lets its reader do that is not over yet, a sentence each."""
    days = {name: date.fromisoformat(said) for name, said in (letter.facts or {}).items() if name in _DAYS}
    running = {name: day(last) for name, last in days.items() if last >= clock.today()}
    found = []
    if "appeal_until" in running:
        on = running["appeal_until"]
        found.append(
            _("You may appeal until %(day)s, or later with a mediation certificate. The letter says how.", day=on)
        )
    if "mediation_until" in running:
        found.append(_("Contact the mediation adviser by %(day)s.", day=running["mediation_until"]))
    if "answer_by" in running:
        on = running["answer_by"]
        found.append(
            _("You may say what you think, ask for a school or college, and ask to meet us, until %(day)s.", day=on)
        )
    return found
