"""Issued documents, each recipient's stamped copy, and the encrypted files behind them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.db import Base, OfChild, child_table, new_id

# The section of the access rules each kind of document belongs to.
SECTION_OF = {
    "review_record": "reviews",
    "carer_sheet": "support_plan",
    "ehc_amendment_notice": "ehc_plan",
    "ehc_plan": "ehc_plan",
    "ehc_plan_for_child": "ehc_plan",
    "parent_version": "support_plan",
    "school_action_sheet": "support_plan",
    "sen_parent_sheet": "sen_support",
    "ehc_letter": "ehc_plan",
    # The report of a meeting is the school's to send: regulation 20(7) of the SEND Regulations 2014.
    "ehc_review_report": "reviews",
    "young_person_summary": "support_plan",
    "life_story": "own_words",
    "subject_access": "sharing_decisions",
}


class ChildKey(OfChild, Base):
    """The key a child's files are encrypted with, itself wrapped by a key of the deployment.

    Destroying this row makes every file of the child unreadable: that is how a file is erased, backups included.
    """

    __tablename__ = "child_key"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped_with: Mapped[str]

    __table_args__ = child_table("child_key", UniqueConstraint("child_id"))


class StoredFile(OfChild, Base):
    """A file under ``UPLOADS_DIR``, encrypted, addressed by the digest of its encrypted bytes."""

    __tablename__ = "stored_file"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    digest: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str]

    __table_args__ = child_table("stored_file", Index("ix_stored_file_digest", "digest"))


class IssuedDocument(OfChild, Base):
    """One rendering of one thing for one audience. Rendered once; copies are stamped from it.

    ``whose_id``: the person or organisation its facts were made for, where they differ from one to another.
    """

    __tablename__ = "issued_document"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    audience: Mapped[str]
    section: Mapped[str]
    label: Mapped[str]
    about_kind: Mapped[str]
    about_id: Mapped[UUID]
    whose_id: Mapped[UUID | None]
    version: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    facts_digest: Mapped[str]
    standing: Mapped[str] = mapped_column(default="final")
    state: Mapped[str] = mapped_column(default="waiting")
    failure: Mapped[str | None]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    pages: Mapped[int | None]
    ready_at: Mapped[datetime | None]

    file: Mapped[StoredFile | None] = relationship()

    __table_args__ = child_table(
        "issued_document",
        UniqueConstraint(
            "about_id",
            "kind",
            "audience",
            "whose_id",
            "language",
            "facts_digest",
            name="uq_issued_document_facts",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_issued_document_about", "authority_id", "about_id"),
    )


class DocumentCopy(OfChild, Base):
    """One recipient's copy: numbered, with a short code, and the digest of the stamped bytes.

    It is superseded when the same person is given a newer one of the same thing (``superseded_by_id``), or when what
    it says became final (None). A copy that was sent in error is withdrawn: the row stays, and nobody it was for
    opens it again.
    """

    __tablename__ = "document_copy"
    # Opening one's copy keeps when that was first, and changes nothing else.
    written_by_reading = frozenset({"first_read_at"})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("issued_document.id", ondelete="CASCADE"), index=True)
    recipient_id: Mapped[UUID | None]
    recipient_name: Mapped[str]
    number: Mapped[int]
    code: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str | None]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    issued_at: Mapped[datetime]
    first_read_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]
    superseded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("document_copy.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None]
    withdrawn_reason: Mapped[str | None]
    ledger: Mapped[dict[str, Any]] = mapped_column(default=dict)

    document: Mapped[IssuedDocument] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    superseded_by: Mapped["DocumentCopy | None"] = relationship(remote_side=[id])

    # Which advocates the young person lets read this copy, where whoever asks has looked (``sharing.consenting``).
    advocates_agreed = frozenset[UUID]()

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: whose copy it is, of a document published for one audience, and
        which advocates the young person lets read it.
        """
        return {
            "label": self.document.label,
            "owner_person_id": self.recipient_id,
            "published": True,
            "audiences": frozenset({self.document.audience}),
            "facts": {"advocates_agreed": self.advocates_agreed} if self.advocates_agreed else {},
        }

    __table_args__ = child_table("document_copy", UniqueConstraint("document_id", "number"))
