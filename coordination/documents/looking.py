"""Looking through papers before they are given: none tells its recipient a place that is protected."""

from collections.abc import Sequence
from typing import Any

from coordination.db import db
from coordination.documents import files
from coordination.documents.models import DocumentCopy, IssuedDocument
from coordination.protected import papers
from coordination.protected.models import HeldState
from coordination.protected.showing import texts_in


def may_be_given(document: IssuedDocument, copies: Sequence[DocumentCopy], pdf: bytes) -> list[DocumentCopy]:
    """Those of the copies whose pages tell their recipient nothing that is protected. The others wait for whoever
    answers for the child, and the document says so in words that tell of no place.
    """
    if not copies:
        return []
    states = papers.held([document.id, document.about_id, *(copy.id for copy in copies)])
    # What it is made of was looked at already: a letter of these words may go.
    looked_at = document.id in states or states.get(document.about_id) == HeldState.RELEASED.value
    found = papers.Look(document.child_id).named_in(pdf, {copy.recipient_id for copy in copies})
    given = []
    for copy in copies:
        kinds = found.get(copy.recipient_id, []) if not looked_at else []
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


def waits_before_rendering(document: IssuedDocument, copies: Sequence[DocumentCopy], facts: Any) -> bool:
    """Whether a paper is not even made: every copy of it would tell its recipient what is protected, as its facts say.
    Then it is held for whoever answers for the child. One of which a copy may go is made, and looked through as bytes.
    """
    look = papers.Look(document.child_id)
    states = papers.held([document.id, document.about_id])
    if not states and look.places and copies:
        text = "\n".join(texts_in(facts))
        told = [look.told_to(text, copy.recipient_id) for copy in copies]
        if all(told):
            what = f"A paper: {document.kind}, {document.audience}"
            papers.hold(document, what=what, kinds={kind for kinds in told for kind in kinds}, by=document.recorded_by)
            states = papers.held([document.id])
    if not papers.is_stopped(states, document.id):
        return False
    document.state, document.failure = "failed", papers.WAITS
    db.session.flush()
    return True


def must_not_tell(copy: DocumentCopy) -> None:
    """Raise Stopped where a copy is held, or tells its recipient something that was protected since it was made: then
    it is held from now on.
    """
    document = copy.document
    states = papers.held([document.id, copy.id])
    if papers.is_stopped(states, document.id, copy.id):
        raise papers.Stopped()
    look = papers.Look(copy.child_id)
    if states or not look.places or copy.file is None:
        return
    if found := look.named_in(files.read(copy.file), [copy.recipient_id]):
        what = f"A paper: {document.kind}, {document.audience}"
        raise papers.Stopped([papers.waiting(copy, what, found[copy.recipient_id])])
