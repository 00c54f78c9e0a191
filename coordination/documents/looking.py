"""Looking through papers before they are given: none tells its recipient a place that is protected."""

from collections.abc import Sequence

from coordination.db import RuleBroken, db
from coordination.documents import files
from coordination.documents.models import DocumentCopy, IssuedDocument
from coordination.protected import papers


def may_be_given(document: IssuedDocument, copies: Sequence[DocumentCopy], pdf: bytes) -> list[DocumentCopy]:
    """Those of the copies whose pages tell their recipient nothing that is protected. The others wait for whoever
    answers for the child, and the document says so in words that tell of no place.
    """
    if not copies:
        return []
    states = papers.held([document.id, *(copy.id for copy in copies)])
    found = papers.Look(document.child_id).named_in(pdf, {copy.recipient_id for copy in copies})
    given = []
    for copy in copies:
        kinds = found.get(copy.recipient_id, []) if document.id not in states else []
        if kinds:
            papers.hold(
                document, what=f"A paper: {document.kind}, {document.audience}", kinds=kinds, by=document.recorded_by
            )
        if kinds or papers.is_stopped(states, document.id, copy.id):
            document.state, document.failure = "failed", papers.WAITS
        else:
            given.append(copy)
    db.session.flush()
    return given


def must_not_tell(copy: DocumentCopy) -> None:
    """Raise RuleBroken where a copy is held, or tells its recipient something that was protected since it was made."""
    document = copy.document
    states = papers.held([document.id, copy.id])
    if papers.is_stopped(states, document.id, copy.id):
        raise RuleBroken(papers.WAITS)
    look = papers.Look(copy.child_id)
    if states or not look.places or copy.file is None:
        return
    if look.named_in(files.read(copy.file), [copy.recipient_id]):
        raise RuleBroken(papers.WAITS)
