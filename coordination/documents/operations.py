"""Issuing paper: rendered once for each version and audience, stamped for each recipient, kept with its digest.

A copy is superseded when the same person is given a newer one of the same thing: whoever opens or checks the older
one is told. One that was sent in error is taken back. Neither is ever removed: they say what was given to whom.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import current_app
from sqlalchemy import func, or_, select, text, update
from sqlalchemy.orm import contains_eager

from coordination import clock, jobs
from coordination.access.actor import Actor
from coordination.access.catalogue import SECTIONS
from coordination.db import Base, RuleBroken, db, new_id, new_reference, normalise_reference
from coordination.documents import files, looking, queries, shape
from coordination.documents.models import SECTION_OF, DocumentCopy, IssuedDocument, StoredFile
from coordination.protected.showing import for_everybody

if TYPE_CHECKING:
    from coordination.documents.stamping import Wanted


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
    """
    facts = for_everybody(facts, whose_id=whose_id)
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
        return same
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


def try_again(document: IssuedDocument) -> None:
    """Queue the rendering of a document that could not be made, or that nobody has made for a while."""
    if document.state == "ready":
        return
    if document.ready_at is not None:
        # It was made, and waits for somebody to look at it.
        give_again(document.id)
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
    _stamp(document, _unstamped(document), pdf)


def _unstamped(document: IssuedDocument) -> Sequence[DocumentCopy]:
    return db.session.scalars(
        select(DocumentCopy)
        .where(DocumentCopy.document_id == document.id, DocumentCopy.file_id.is_(None))
        .where(DocumentCopy.withdrawn_at.is_(None))
        .order_by(DocumentCopy.number)
    ).all()


def facts_waiting(document: IssuedDocument) -> dict[str, Any]:
    """The facts of a document whose rendering is queued."""
    file = db.session.get(StoredFile, document.file_id)
    if file is None:
        raise files.UnreadableFile("The facts of this document are gone.")
    found: dict[str, Any] = json.loads(files.read(file))
    return found


def copy_for(document: IssuedDocument, *, recipient_id: UUID | None, recipient_name: str, by: Actor) -> DocumentCopy:
    """The copy of one recipient: made once, with its number and a short code; stamped as soon as it is rendered."""
    return copies_for(document, [(recipient_id, recipient_name)], by=by)[0]


def copies_for(
    document: IssuedDocument,
    to: Sequence[tuple[UUID | None, str]],
    *,
    by: Actor,
    ledgers: Sequence[dict[str, Any]] = (),
) -> list[DocumentCopy]:
    """The copies of these recipients (key or None, name), in their order. Four statements, whoever they are.

    ``ledgers``: what is written beside each that is new, in the order of the recipients.

    Earlier copies of theirs of the same thing and kind become superseded by them. What was superseded and says again
    what is true is the newest once more; what was taken back stays so, and a new copy is made.
    """
    earlier = _held_by(document, to)
    last = db.session.scalar(select(func.max(DocumentCopy.number)).where(DocumentCopy.document_id == document.id)) or 0
    held_by: dict[UUID | str, list[DocumentCopy]] = {}
    for held in earlier:
        held_by.setdefault(held.recipient_id or held.recipient_name, []).append(held)
    found: list[tuple[DocumentCopy, list[DocumentCopy]]] = []
    fresh: list[DocumentCopy] = []
    for place, (recipient_id, name) in enumerate(to):
        theirs = held_by.get(recipient_id or name, [])
        same = next((held for held in theirs if held.document_id == document.id), None)
        if same is None:
            same = DocumentCopy(
                id=new_id(),
                authority_id=document.authority_id,
                child_id=document.child_id,
                document_id=document.id,
                recipient_id=recipient_id,
                recipient_name=name,
                number=last + len(fresh) + 1,
                code=new_reference(9),
                issued_at=clock.now(),
                ledger=ledgers[place] if ledgers else {},
                recorded_by=by.person_id,
            )
            fresh.append(same)
        found.append((same, theirs))
    db.session.add_all(fresh)
    db.session.flush()
    now = clock.now()
    for same, theirs in found:
        same.superseded_at = same.superseded_by_id = None
        for held in theirs:
            if held is not same and held.superseded_by_id is None:
                held.superseded_at, held.superseded_by_id = held.superseded_at or now, same.id
    db.session.flush()
    if document.state == "ready" and fresh:
        _stamp(document, fresh)
    return [same for same, _ in found]


def _held_by(document: IssuedDocument, to: Sequence[tuple[UUID | None, str]]) -> list[DocumentCopy]:
    """What these recipients hold of the same thing and kind, the newest first; what was taken back left out."""
    keys = [key for key, _ in to if key is not None]
    names = [name for key, name in to if key is None]
    return list(
        db.session.scalars(
            select(DocumentCopy)
            .join(DocumentCopy.document)
            .options(contains_eager(DocumentCopy.document))
            .where(DocumentCopy.child_id == document.child_id, DocumentCopy.withdrawn_at.is_(None))
            .where(IssuedDocument.about_id == document.about_id, IssuedDocument.kind == document.kind)
            .where(
                or_(
                    DocumentCopy.recipient_id.in_(keys),
                    DocumentCopy.recipient_id.is_(None) & DocumentCopy.recipient_name.in_(names),
                )
            )
            .order_by(DocumentCopy.issued_at.desc(), DocumentCopy.id.desc())
        )
    )


def supersede_drafts(about_id: UUID) -> None:
    """What these copies say became final: nobody works from the draft any more."""
    drafts = select(IssuedDocument.id).where(IssuedDocument.about_id == about_id, IssuedDocument.standing == "draft")
    db.session.execute(
        update(DocumentCopy)
        .where(DocumentCopy.document_id.in_(drafts), DocumentCopy.superseded_at.is_(None))
        .values(superseded_at=clock.now())
        .execution_options(synchronize_session="fetch")
    )


def opened(copy: DocumentCopy) -> None:
    """The person a copy is for opened its pages. When that was first is kept, by reading too."""
    copy.first_read_at = copy.first_read_at or clock.now()
    db.session.flush()


def acknowledge(copy: DocumentCopy) -> None:
    """The person a copy is for has read it. Said again, it was read the first time."""
    now = clock.now()
    copy.first_read_at = copy.first_read_at or now
    copy.acknowledged_at = copy.acknowledged_at or now
    db.session.flush()


def withdraw(copy: DocumentCopy, *, why: str, by: Actor) -> bool:
    """Take back a copy that was sent in error: from the next request on nobody it was for opens it.

    The row stays, with who took it back and why. Whether it was taken back now; said again, it was the first time.
    Raises RuleBroken without a reason.
    """
    if copy.withdrawn_at is not None:
        return False
    if not why.strip():
        raise RuleBroken("Say why it is taken back.", "why")
    copy.withdrawn_at, copy.withdrawn_by, copy.withdrawn_reason = clock.now(), by.person_id, why.strip()
    db.session.flush()
    return True


def check(code: str) -> str:
    """What may be said to anybody of a code on paper: "current", "superseded" or "none".

    ``code`` as it was typed. One that cannot be a code is looked up like any other, and costs what any other costs.
    """
    asked = normalise_reference(code[:40]) or "none"
    return str(db.session.scalar(text("select check_code(:code)"), {"code": asked}))


# -- stamping --------------------------------------------------------------------------------------------------

Told = Callable[[list[DocumentCopy]], None]
_when_ready: list[Told] = []


def when_ready(tell: Told) -> None:
    """Have ``tell`` called with copies that were just made ready, in their transaction. Hung in ``create_app``."""
    if tell not in _when_ready:
        _when_ready.append(tell)


def _stamp(document: IssuedDocument, copies: Sequence[DocumentCopy], pdf: bytes | None = None) -> None:
    """Stamp these copies of a rendered document, keep them with the digest of the stamped bytes, and tell."""
    from coordination.documents.stamping import digest, stamp_each

    if pdf is None:
        rendered = db.session.get(StoredFile, document.file_id)
        if rendered is None:
            return
        pdf = files.read(rendered)
    copies = looking.may_be_given(document, copies, pdf)
    if not copies:
        return
    made: list[bytes] = []
    for copy, stamped in zip(copies, stamp_each(pdf, [_stamp_words(copy, document) for copy in copies]), strict=True):
        copy.digest = digest(stamped)
        made.append(stamped)
    kept = files.store_each(document.authority_id, document.child_id, made, "application/pdf", by=document.recorded_by)
    for copy, file in zip(copies, kept, strict=True):
        copy.file_id = file.id
    db.session.flush()
    for tell in _when_ready:
        tell(list(copies))


def give_again(document_id: UUID) -> None:
    """Stamp the copies of a document that waited for somebody to look at it."""
    document = db.session.get(IssuedDocument, document_id)
    if document is None or document.file is None:
        return
    if document.file.media_type != "application/pdf":
        # It waited before it was made.
        try_again(document)
        return
    document.state, document.failure = "ready", None
    _stamp(document, _unstamped(document))


def _stamp_words(copy: DocumentCopy, document: IssuedDocument) -> "Wanted":
    from coordination.documents.stamping import Wanted

    base: str = current_app.config["SETTINGS"].base_url
    return Wanted(
        recipient=copy.recipient_name,
        copy_number=str(copy.number),
        code=copy.code,
        issued=clock.london_date(copy.issued_at).isoformat(),
        status=document.standing,
        check_at=base.rstrip("/").split("://")[-1] + "/check",
        language=document.language,
    )


def pages_of(copy: DocumentCopy) -> bytes:
    """The pages of a copy as they are handed out now: a superseded one says so at the foot of every page.

    What was given is kept as it was, with its digest. Raises UnreadableFile.
    """
    from coordination.documents.stamping import stamp_each

    if copy.file is None:
        raise files.UnreadableFile("This copy is not ready.")
    document = copy.document
    looking.must_not_tell(copy)
    if copy.superseded_at is None or document.file is None:
        return files.read(copy.file)
    newer = copy.superseded_by.document.version if copy.superseded_by is not None else ""
    wanted = _stamp_words(copy, document)._replace(
        status="superseded",
        superseded_on=clock.london_date(copy.superseded_at).isoformat(),
        superseded_by=newer,
    )
    return next(stamp_each(files.read(document.file), [wanted]))


def pictures_in(facts: Mapping[str, Any], child_id: UUID) -> dict[str, bytes]:
    """The photos that facts name by the keys of the child's own files, opened, each under its name."""
    named = [facts.get("picture"), *(part.get("picture") for part in facts.get("parts", ()) if isinstance(part, dict))]
    found: dict[str, bytes] = {}
    for picture in filter(None, named):
        kept = db.session.get(StoredFile, UUID(picture["name"]))
        if kept is None or kept.child_id != child_id:
            raise files.UnreadableFile("A picture of this document is gone.")
        found[picture["name"]] = files.read(kept)
    return found


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
        facts = facts_waiting(held)
        if looking.waits_before_rendering(held, _unstamped(held), facts):
            return
        pdf = render_in_pool(held.kind, facts, held.language, held=pictures_in(facts, held.child_id))
    except (ChildLost, TookTooLong):
        raise
    except RenderingFailed as failed:
        held.state, held.failure = "failed", str(failed)
        db.session.flush()
        return
    render_waiting(held, pdf, page_count(pdf))
