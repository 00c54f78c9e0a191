"""Asking about issued documents and their copies."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination.db import db
from coordination.documents.models import DocumentCopy, IssuedDocument


def document(document_id: UUID) -> IssuedDocument | None:
    """One issued document."""
    return db.session.get(IssuedDocument, document_id)


def copy(copy_id: UUID) -> DocumentCopy | None:
    """One recipient's copy with its document."""
    return db.session.scalar(
        select(DocumentCopy)
        .options(
            joinedload(DocumentCopy.document).joinedload(IssuedDocument.file),
            joinedload(DocumentCopy.file),
            joinedload(DocumentCopy.superseded_by).joinedload(DocumentCopy.document),
        )
        .where(DocumentCopy.id == copy_id)
    )


def copy_about(about_id: UUID, recipient_id: UUID) -> DocumentCopy | None:
    """The newest copy that somebody has of a paper about one thing, unless it was taken back."""
    return db.session.scalar(
        select(DocumentCopy)
        .join(IssuedDocument, IssuedDocument.id == DocumentCopy.document_id)
        .where(IssuedDocument.about_id == about_id, DocumentCopy.recipient_id == recipient_id)
        .where(DocumentCopy.withdrawn_at.is_(None))
        .order_by(DocumentCopy.issued_at.desc(), DocumentCopy.id.desc())
        .limit(1)
    )


def copies_of_child(child_id: UUID) -> list[DocumentCopy]:
    """Every copy issued of a child's documents, the newest first."""
    return list(
        db.session.scalars(
            select(DocumentCopy)
            .options(joinedload(DocumentCopy.document))
            .where(DocumentCopy.child_id == child_id)
            .order_by(DocumentCopy.issued_at.desc(), DocumentCopy.id.desc())
        )
    )
