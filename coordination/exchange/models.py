"""Imports that were accepted: which file, when, and what it changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from coordination import clock
from coordination.db import Base, new_id


class ImportRun(Base):
    """One accepted import. Counts only: rows that were refused are shown, never stored."""

    __tablename__ = "import_run"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    kind: Mapped[str]
    digest: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = (Index("ix_import_run_digest", "authority_id", "digest"),)
