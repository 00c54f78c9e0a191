"""Destroying a record: all of it or none, and what is left to show for it.

First, in one transaction, every row of the child goes, the key of the child's files among them: from its end nothing
of the record can be read, whatever lies on a disk. Then the files are taken away, a line is written outside the
database so that an older backup that is put back can be followed again, and the certificate is printed. A worker that
is killed in between goes on where it was.
"""

import hmac
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import select, text

from coordination import clock, jobs
from coordination.agencies import queries as agencies
from coordination.agencies.models import Authority
from coordination.audit.verify import sign
from coordination.children.models import Child
from coordination.config import Settings
from coordination.db import db
from coordination.documents import files
from coordination.rights.asking.sources import sources
from coordination.rights.models import Erasure, ErasureState
from coordination.rights.retention import queries, schedule

_ERASE = text("select erase_record(:erasure, :now)")
_PURPOSE = "records destroyed"


def kept_outside(settings: Settings) -> Path:
    """The file of what was destroyed, outside the database: keys, numbers and dates."""
    return settings.instance / "destroyed.txt"


@jobs.task("rights.erase", retries=3)
def erase_job(child: str, erasure: str) -> None:
    """Destroy the rows and the key of an approved record, if it may still be. Idempotent."""
    approved = db.session.get(Erasure, UUID(erasure))
    if approved is None or approved.state != ErasureState.APPROVED:
        return
    facts = queries.facts_of(approved.authority_id, approved.subject_id)
    if facts is None or not schedule.is_due(facts, clock.today()):
        # Something changed since it was approved: two people look at it again.
        approved.state, approved.approved_by, approved.approved_at = ErasureState.PROPOSED, None, None
        approved.stopped = "held" if facts is not None and facts.held else "not due any more"
        db.session.flush()
        return
    shred(approved)


def shred(approved: Erasure) -> None:
    """Destroy the rows and the key now, and queue what comes after. Raises what the database refuses."""
    db.session.flush()
    db.session.execute(_ERASE, {"erasure": approved.id, "now": clock.now()})
    db.session.expire_all()
    jobs.defer("rights.after_erasing", erasure=approved.id)


@jobs.task("rights.after_erasing", retries=5)
def after_erasing_job(erasure: str) -> None:
    """Take the files away, write the line outside, print the certificate. Done again, it does no harm."""
    from coordination.documents.pool import render_in_pool

    shredded = db.session.get(Erasure, UUID(erasure))
    if shredded is None or shredded.state != ErasureState.SHREDDED:
        return
    door = files.door()
    for name in shredded.files:
        door.remove(name)
    _write_outside(current_app.config["SETTINGS"], shredded)
    shredded.done_at = clock.now()
    shredded.certificate = render_in_pool("erasure_certificate", certificate_facts(shredded))
    shredded.state, shredded.files = ErasureState.DONE, []
    db.session.flush()


def again() -> int:
    """Destroy again what an older backup brought back, as the signed lines outside the database say. For the owner's
    login. Returns how many records there were; raises ValueError for a line that was changed.
    """
    settings: Settings = current_app.config["SETTINGS"]
    many = 0
    for line in _lines_outside(settings):
        subject_id = UUID(line["subject_id"])
        if db.session.scalar(select(Child.id).where(Child.id == subject_id)) is None:
            continue
        found = queries.standing(subject_id) or Erasure(
            number=line["number"],
            authority_id=UUID(line["authority_id"]),
            subject_id=subject_id,
            rule=line["rule"],
            due_on=date.fromisoformat(line["due_on"]),
            proposed_at=datetime.fromisoformat(line["proposed_at"]),
        )
        found.proposed_by, found.approved_by = UUID(line["proposed_by"]), UUID(line["approved_by"])
        found.approved_at = datetime.fromisoformat(line["approved_at"])
        found.state = ErasureState.APPROVED
        db.session.add(found)
        shred(found)
        many += 1
    return many


def _write_outside(settings: Settings, erased: Erasure) -> None:
    body = json.dumps(
        {
            name: str(getattr(erased, name))
            for name in (
                "number",
                "authority_id",
                "subject_id",
                "rule",
                "due_on",
                "proposed_by",
                "proposed_at",
                "approved_by",
                "approved_at",
                "erased_at",
            )
        },
        sort_keys=True,
    )
    path = kept_outside(settings)
    line = f"{sign(body, settings.secret_key, _PURPOSE)} {body}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and line in path.read_text():
        return
    with path.open("a") as file:
        file.write(line)


def _lines_outside(settings: Settings) -> Iterator[dict[str, str]]:
    path = kept_outside(settings)
    if not path.exists():
        return
    for line in path.read_text().splitlines():
        signature, _, body = line.partition(" ")
        if not hmac.compare_digest(signature, sign(body, settings.secret_key, _PURPOSE)):
            raise ValueError(f"A line of {path} was changed, or was signed with another SECRET_KEY.")
        yield json.loads(body)


# -- the certificate ---------------------------------------------------------------------------------------------

REMAINS = (
    "What remains is the access record, whose rows name the record by its key alone, and this certificate. "
    "Neither holds a name, a date of birth or a word that was written."
)


def certificate_facts(erased: Erasure) -> dict[str, Any]:
    """The facts of a certificate: the rule, who said so and when, and how many rows of what there were."""
    rule = schedule.rule(erased.rule, queries.periods(erased.authority_id))
    authority = db.session.get(Authority, erased.authority_id)
    assert authority is not None and erased.erased_at is not None
    named = agencies.people(key for key in (erased.proposed_by, erased.approved_by) if key)

    def step(what: str, person_id: UUID | None, at: datetime | None) -> dict[str, str]:
        who = named.get(person_id) if person_id else None
        return {
            "what": what,
            "who": f"{who.name}, {who.job}" if who is not None and who.job else who.name if who is not None else "",
            "on": clock.london_date(at).isoformat() if at is not None else "",
        }

    return {
        "cover": {
            "title": "Certificate of destruction",
            "preferred_name": "A record that was kept its time",
            "record_reference": erased.number,
            "version": "1",
            "status": "final",
            "superseded_by": "",
            "dated": clock.london_date(erased.erased_at).isoformat(),
            "author": authority.name,
            "lead_practitioner": "",
            "organisation": authority.name,
            "confidentiality": "",
            "if_found": "",
        },
        "number": erased.number,
        "rule": f"{rule.title}: {rule.counted}",
        "source": rule.source,
        "basis": rule.basis_words,
        "due_on": erased.due_on.isoformat(),
        "steps": [
            step("Proposed", erased.proposed_by, erased.proposed_at),
            step("Approved", erased.approved_by, erased.approved_at),
            step("Destroyed", None, erased.erased_at),
        ],
        "counts": [{"what": what, "many": many} for what, many in counted(erased)],
        "backups": backups_say(erased),
        "remains": REMAINS,
    }


def counted(erased: Erasure) -> list[tuple[str, int]]:
    """How many rows of what there were, in words, the most first; what only the product needed comes together, last."""
    called = {source.table.name: source.title for source in sources()} | _BESIDE
    said = sorted(
        ((called[name], int(many)) for name, many in erased.counts.items() if name in called and many),
        key=lambda one: (-one[1], one[0]),
    )
    rest = sum(int(many) for name, many in erased.counts.items() if name not in called)
    return [*said, (_REST, rest)] if rest else said


_REST = "Keys, links and marks of the product’s own"
_BESIDE = {
    "accounts": "Accounts",
    "files": "Files",
    "links_of_brothers_and_sisters": "Names in records of brothers and sisters",
}


def backups_say(erased: Erasure) -> str:
    """What has to be said of backups: archives made before hold the rows and the key until they are destroyed."""
    keys = f" The key was wrapped by FILE_KEYS: {', '.join(erased.file_keys)}." if erased.file_keys else ""
    return (
        "Backups made before this day still hold the record, encrypted under BACKUP_KEYS, until they are destroyed as "
        f"their own schedule says. One that is put back is followed by “coordination retention again”.{keys}"
    )
