"""The authority's own words: professional words it has met, and what a young person would understand."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coordination.db import Base, Recorded, new_id


class JargonWord(Recorded, Base):
    """A word or group of words in lower case, and what to write instead. ``left_out``: the coach says nothing of it.

    A row for a word of the product's own list stands in the place of that.
    """

    __tablename__ = "jargon_word"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    words: Mapped[str]
    instead: Mapped[str] = mapped_column(default="")
    left_out: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("authority_id", "words"),
        CheckConstraint("left_out or instead <> ''", name="says_what"),
        CheckConstraint("words = lower(words)", name="lower_case"),
    )
