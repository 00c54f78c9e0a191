"""Issuing paper: rendered once for each version and audience, stamped for each recipient, kept with its digest."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from coordination import clock, jobs
from coordination.access.actor import Actor
from coordination.access.catalogue import SECTIONS
from coordination.db import Base, db, new_id, new_reference
from coordination.documents import files, queries, shape
from coordination.documents.models import DocumentCopy, IssuedDocument, StoredFile

# The section of the access rules each kind of document belongs to.
SECTION_OF = {
    "review_record": "reviews",
    "carer_sheet": "support_plan",
    "parent_version": "support_plan",
    "school_action_sheet": "support_plan",
    "young_person_summary": "support_plan",
}


def issue(
    *,
    authority_id: UUID,
    child_id: UUID,
    kind: str,
    audience: str,
    about: Any,
    version: str,
    facts: Mapping[str, Any],
    by: Actor,
    language: str = "en",
    label: str | None = None,
    standing: str = "final",
    whose_id: UUID | None = None,
) -> IssuedDocument:
    """The document for these facts: the one rendered already, or a new one whose rendering is queued.

    Facts are what this audience may see and nothing else; they are checked against the document's shape first.
    ``whose_id``: the person or organisation they were made for, where another of the audience may not see the same.
    Earlier documents of the same thing, kind, audience and person become superseded.
    """
    shape.check(kind, facts)
    _one_at_a_time(child_id)
    body = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    digest = shape.digest(kind, facts, language=language)
    same = db.session.scalar(
        select(IssuedDocument).where(
            IssuedDocument.about_id == about.id,
            IssuedDocument.kind == kind,
            IssuedDocument.audience == audience,
            IssuedDocument.language == language,
            IssuedDocument.facts_digest == digest,
            IssuedDocument.whose_id.is_not_distinct_from(whose_id),
        )
    )
    if same is not None:
        if same.state == "failed":
            try_again(same)
        # What was superseded and says again what is true is the newest once more.
        if same.superseded_at is not None:
            _supersede(same.about_id, kind, audience, language, whose_id)
            same.superseded_at = None
            db.session.flush()
        return same
    _supersede(about.id, kind, audience, language, whose_id)
    section = SECTION_OF[kind]
    held = IssuedDocument(
        id=new_id(),
        authority_id=authority_id,
        child_id=child_id,
        kind=kind,
        audience=audience,
        section=section,
        label=label or SECTIONS[section].label,
        about_kind=type(about).__name__,
        about_id=about.id,
        whose_id=whose_id,
        version=version,
        language=language,
        facts_digest=digest,
        standing=standing,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    # The facts wait in the child's encrypted store, so that the job carries references and no text.
    waiting = files.store(authority_id, child_id, body.encode(), "application/json", by=by.person_id)
    held.file_id = waiting.id
    db.session.flush()
    jobs.defer("documents.render", child=child_id, document=held.id)
    return held


def _one_at_a_time(child_id: UUID) -> None:
    """Two who issue papers of one child wait for one another: the same paper is made once, and copies are counted."""
    child = Base.metadata.tables["child"]
    db.session.flush()
    db.session.execute(select(child.c.id).where(child.c.id == child_id).with_for_update(key_share=True))


def _supersede(about_id: UUID, kind: str, audience: str, language: str, whose_id: UUID | None) -> None:
    """Whoever holds one of the documents before the new one is told to use that."""
    db.session.execute(
        update(IssuedDocument)
        .where(
            IssuedDocument.about_id == about_id,
            IssuedDocument.kind == kind,
            IssuedDocument.audience == audience,
            IssuedDocument.language == language,
            IssuedDocument.whose_id.is_not_distinct_from(whose_id),
            IssuedDocument.superseded_at.is_(None),
        )
        .values(superseded_at=clock.now())
        .execution_options(synchronize_session="fetch")
    )


def try_again(document: IssuedDocument) -> None:
    """Queue the rendering of a document that could not be made, or that nobody has made for a while."""
    if document.state == "ready":
        return
    document.state, document.failure = "waiting", None
    db.session.flush()
    jobs.defer("documents.render", child=document.child_id, document=document.id)


def render_waiting(document: IssuedDocument, pdf: bytes, pages: int) -> None:
    """Keep the rendered bytes of a document, and stamp the copies that waited for them."""
    kept = files.store(document.authority_id, document.child_id, pdf, "application/pdf", by=document.recorded_by)
    document.file_id = kept.id
    document.pages = pages
    document.state = "ready"
    document.ready_at = clock.now()
    db.session.flush()
    for waiting in db.session.scalars(
        select(DocumentCopy).where(DocumentCopy.document_id == document.id, DocumentCopy.file_id.is_(None))
    ):
        stamp_copy(waiting, document, pdf)


def facts_waiting(document: IssuedDocument) -> dict[str, Any]:
    """The facts of a document whose rendering is queued."""
    file = db.session.get(StoredFile, document.file_id)
    if file is None:
        raise files.UnreadableFile("The facts of this document are gone.")
    found: dict[str, Any] = json.loads(files.read(file))
    return found


def copy_for(document: IssuedDocument, *, recipient_id: UUID | None, recipient_name: str, by: Actor) -> DocumentCopy:
    """The copy of one recipient: made once, with its number and a short code; stamped as soon as it is rendered."""
    asked = select(DocumentCopy).where(
        DocumentCopy.document_id == document.id, DocumentCopy.recipient_name == recipient_name
    )
    if recipient_id is not None:
        asked = asked.where(DocumentCopy.recipient_id == recipient_id)
    existing = db.session.scalar(asked)
    if existing is not None:
        return existing
    last = db.session.scalar(select(func.max(DocumentCopy.number)).where(DocumentCopy.document_id == document.id))
    held = DocumentCopy(
        id=new_id(),
        authority_id=document.authority_id,
        child_id=document.child_id,
        document_id=document.id,
        recipient_id=recipient_id,
        recipient_name=recipient_name,
        number=int(last or 0) + 1,
        code=new_reference(9),
        issued_at=clock.now(),
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    if document.state == "ready":
        file = db.session.get(StoredFile, document.file_id)
        if file is not None:
            stamp_copy(held, document, files.read(file))
    return held


def acknowledge(copy: DocumentCopy) -> None:
    """The person a copy is for has read it. Said again, it was read the first time."""
    now = clock.now()
    copy.first_read_at = copy.first_read_at or now
    copy.acknowledged_at = copy.acknowledged_at or now
    db.session.flush()


def stamp_copy(copy: DocumentCopy, document: IssuedDocument, pdf: bytes) -> None:
    """Stamp one recipient's copy and keep it with the digest of the stamped bytes."""
    from coordination.documents.stamping import digest, stamp

    stamped = stamp(
        pdf,
        recipient=copy.recipient_name,
        copy_number=str(copy.number),
        code=copy.code,
        issued=clock.london_date(copy.issued_at).isoformat(),
        status="superseded" if document.superseded_at else document.standing,
        language=document.language,
    )
    copy.digest = digest(stamped)
    copy.file_id = files.store(copy.authority_id, copy.child_id, stamped, "application/pdf", by=copy.recorded_by).id
    db.session.flush()


@jobs.task("documents.render", retries=3)
def render_job(child: str, document: str) -> None:
    """Render a waiting document. Idempotent: one that is ready already is left as it is.

    One that cannot be made whole says why, without a fact in it, and waits for a person; one whose process was lost or
    took too long is tried again.
    """
    from coordination.documents.pool import ChildLost, TookTooLong, render_in_pool
    from coordination.documents.rendering import RenderingFailed, page_count

    held = queries.document(UUID(document))
    if held is None or held.state == "ready":
        return
    try:
        pdf = render_in_pool(held.kind, facts_waiting(held), held.language)
    except (ChildLost, TookTooLong):
        raise
    except RenderingFailed as failed:
        held.state, held.failure = "failed", str(failed)
        db.session.flush()
        return
    render_waiting(held, pdf, page_count(pdf))
