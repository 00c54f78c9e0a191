"""What the child, and the people who love them, say: views, wishes and the answers to them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.agencies.models import Person, one_of
from coordination.children.statements import OfStatement, Statement, StatementKind
from coordination.db import Base, OfChild, child_table, new_id


class View(OfStatement, Statement):
    """Something said, in the speaker's own words. A wish needs an owner, an answer and a reason in plain words."""

    __tablename__ = "view"
    facts_kept: ClassVar[tuple[str, ...]] = (
        "speaker",
        "speaker_name",
        "speaker_id",
        "said_on",
        "how",
        "gathered_by",
        "topic",
        "wish",
        "wish_owner_id",
        "answer",
        "answer_reason",
        "told_on",
        "only_my_worker",
        "agrees",
    )

    speaker: Mapped[str] = mapped_column(default="child")
    speaker_name: Mapped[str | None]
    speaker_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    said_on: Mapped[date]
    how: Mapped[str]
    gathered_by: Mapped[str | None]
    topic: Mapped[str | None] = mapped_column("about")
    wish: Mapped[bool] = mapped_column(default=False)
    wish_owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str | None]
    answer_reason: Mapped[str | None]
    told_on: Mapped[date | None]
    only_my_worker: Mapped[bool] = mapped_column(default=False)
    # Whether a parent or carer agrees with the plan: yes, partly or no.
    agrees: Mapped[str | None]

    wish_owner: Mapped[Person | None] = relationship(foreign_keys=[wish_owner_id], viewonly=True)

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: whether the young person kept it for their worker."""
        return {"facts": {"only_my_worker": self.only_my_worker}}

    __mapper_args__ = {"polymorphic_identity": StatementKind.VIEW.value}


class Colours(StrEnum):
    """The colours a young person can give their page. Each is tested for contrast."""

    RIVER = "river"
    MOSS = "moss"
    PLUM = "plum"
    SLATE = "slate"
    BRICK = "brick"
    SUN = "sun"
    NIGHT = "night"


class YoungPage(OfChild, Base):
    """How a young person wants their own page: a drawing or a photo, colours, larger words, small pictures.

    ``picture`` is the name of one of our drawings; a photo, where there is one, stands in its place.
    """

    __tablename__ = "young_page"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    colours: Mapped[str] = mapped_column(default=Colours.RIVER.value)
    picture: Mapped[str] = mapped_column(default="")
    photo_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    large_text: Mapped[bool] = mapped_column(default=False)
    symbols: Mapped[bool] = mapped_column(default=False)

    __table_args__ = child_table(
        "young_page", UniqueConstraint("child_id"), CheckConstraint(one_of("colours", Colours), name="colours")
    )


class Ring(StrEnum):
    """How close somebody is, as the young person says it."""

    CLOSEST = "closest"
    CLOSE = "close"
    FURTHER = "further"
    NOT_NOW = "not_now"


class CirclePerson(OfChild, Base):
    """Somebody who matters to a young person, in one of their circles. Theirs alone until they share it."""

    __tablename__ = "circle_person"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    ring: Mapped[str]
    shared_at: Mapped[datetime | None]
    ended_on: Mapped[date | None]

    @property
    def section(self) -> str:
        """Where the rules look: a circle nobody was shown is like a message that only one person takes part in."""
        return "own_words" if self.shared_at is not None else "messages"

    def about(self, section: str) -> dict[str, Any]:
        """Shared, it is for their worker, whoever stands in for them and those on duty; until then for its owner."""
        if section == "messages":
            return {"named_people": frozenset({self.owner_id}), "owner_person_id": self.owner_id, "label": "S1"}
        return {"facts": {"only_my_worker": True}, "owner_person_id": self.owner_id, "label": "S2"}

    __table_args__ = child_table("circle_person", CheckConstraint(one_of("ring", Ring), name="ring"))


class Area(StrEnum):
    """The parts of growing up that are rated from 0 to 10."""

    RELATIONSHIPS = "relationships"
    INDEPENDENCE = "independence"
    CONFIDENCE = "confidence"
    SAFETY = "safety"
    BELONGING = "belonging"


class Rating(OfChild, Base):
    """Where a young person stands in one area, 0 to 10: what they say themselves, or what an adult thinks.

    An adult's is a part of the plan, and the young person reads it when it was published to them.
    """

    __tablename__ = "rating"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    area: Mapped[str]
    score: Mapped[int] = mapped_column(SmallInteger)
    own: Mapped[bool]
    rated_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    rated_on: Mapped[date]
    why: Mapped[str] = mapped_column(default="")
    audiences: Mapped[list[str]] = mapped_column(default=list)
    published_at: Mapped[datetime | None]

    rater: Mapped[Person] = relationship(foreign_keys=[rated_by], viewonly=True)

    @property
    def section(self) -> str:
        """A young person's rating is their own words; an adult's stands with the plan."""
        return "own_words" if self.own else "support_plan"

    def about(self, section: str) -> dict[str, Any]:
        """Whose it is, and how sensitive."""
        return {"author_id": self.rated_by, "label": "S2" if self.own else "S1"}

    __table_args__ = child_table(
        "rating",
        CheckConstraint(one_of("area", Area), name="area"),
        CheckConstraint("score between 0 and 10", name="score"),
        Index("ix_rating_newest", "authority_id", "child_id", "area", "rated_on"),
    )


class TrustedAdult(OfChild, Base):
    """An adult who is there for a young person, as they say it: who, since when, and until when.

    Their own words, read by those who read these. What others record of somebody of the family ("trusted" of
    ``NetworkMember``) is read by those who read of the family: neither is made from the other, and neither is shown
    where the other is.
    """

    __tablename__ = "trusted_adult"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    since_on: Mapped[date | None]
    until_on: Mapped[date | None]

    def about(self, section: str) -> dict[str, Any]:
        """Their own words, for those who always read these."""
        return {"owner_person_id": self.owner_id, "label": "S2"}

    __table_args__ = child_table(
        "trusted_adult", CheckConstraint("until_on is null or since_on is null or until_on >= since_on", name="dates")
    )
