"""One part of a young person's story: a home, a school, somebody, something they did."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coordination.agencies.models import one_of
from coordination.db import Base, OfChild, child_table, new_id


class Part(StrEnum):
    """What a part of the story is about."""

    HOME = "home"
    SCHOOL = "school"
    PERSON = "person"
    ACHIEVEMENT = "achievement"
    DAY = "day"


class LeftOut(StrEnum):
    """Why something of others is not told."""

    OTHER_CHILD = "other_child"
    OTHER_ADULT = "other_adult"
    ADDRESS = "address"
    BEING_DECIDED = "being_decided"
    NOT_SURE = "not_sure"


class StoryEntry(OfChild, Base):
    """One part of the story. A worker's is shown to the young person when published; what they write is theirs.

    ``chosen``: whether they want it in their booklet; None until they have said. ``left_out``: the reasons why
    something of others is not told here. ``source``: what of the record it was begun from ("placement:<key>").
    """

    __tablename__ = "story_entry"
    section: ClassVar[str] = "own_words"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    part: Mapped[str]
    title: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    photo_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    photo_shows: Mapped[str | None]
    left_out: Mapped[list[str]] = mapped_column(default=list)
    audiences: Mapped[list[str]] = mapped_column(default=list)
    published_at: Mapped[datetime | None]
    hard_words_why: Mapped[str | None]
    own: Mapped[bool]
    chosen: Mapped[bool | None]
    source: Mapped[str | None]
    ended_at: Mapped[datetime | None]

    def about(self, section: str) -> dict[str, Any]:
        """What a young person keeps of themself, and whoever wrote it reads."""
        return {"label": "S2"}

    __table_args__ = child_table(
        "story_entry",
        CheckConstraint(one_of("part", Part), name="part"),
        CheckConstraint("to_on is null or from_on is null or to_on >= from_on", name="dates"),
        CheckConstraint("not own or published_at is not null", name="own"),
    )
