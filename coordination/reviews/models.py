"""The review room: a review, who was asked and who came, what was decided."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.agencies.models import Agency, Authority, Person, one_of
from coordination.cases.models import Case
from coordination.children.models import Child
from coordination.children.statements import OfStatement, Statement, StatementKind
from coordination.db import Base, OfChild, child_table, new_id
from coordination.documents.models import StoredFile


class ReviewKind(StrEnum):
    """Kinds of meeting. Each has an owner who signs its record."""

    INITIAL_TAC = "initial_tac"
    TAC_REVIEW = "tac_review"
    CHILD_IN_NEED = "child_in_need"
    CORE_GROUP = "core_group"
    LOOKED_AFTER = "looked_after"
    PEP = "pep"
    PATHWAY = "pathway"
    EHC_ANNUAL = "ehc_annual"
    CONFERENCE = "conference"
    STABILITY = "stability"
    PROFESSIONALS = "professionals"
    FAMILY_NETWORK = "family_network"
    CLOSURE = "closure"


class ReviewState(StrEnum):
    """Planned, being recorded (a draft everybody may see the same day), signed, or called off."""

    PLANNED = "planned"
    DRAFT = "draft"
    SIGNED = "signed"
    CANCELLED = "cancelled"


# Meetings whose record is about safeguarding.
SAFEGUARDING = frozenset({ReviewKind.CONFERENCE.value, ReviewKind.CORE_GROUP.value})


def label_of(kind: str) -> str | None:
    """The label of the record of a kind of meeting, None for the section's own."""
    return "S3" if kind in SAFEGUARDING else None


class Decision(OfStatement, Statement):
    """Something a review decided."""

    __tablename__ = "decision"
    facts_kept: ClassVar[tuple[str, ...]] = ("review_id", "decided_on", "owner_id", "done_on")

    review_id: Mapped[UUID | None] = mapped_column(index=True)
    decided_on: Mapped[date]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    done_on: Mapped[date | None]

    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id], viewonly=True)

    __mapper_args__ = {"polymorphic_identity": StatementKind.DECISION.value}


class Review(OfChild, Base):
    """One review of one child. Five things finish it: who came, the child's views or why not, decisions, actions,
    and the next date or the reason none is due.

    ``agenda`` is rows of id, text, minutes, lead and note. ``considered`` answers the questions of its kind of meeting,
    by key. ``decision_facts`` and ``closure`` hold what a step or an ending adds, by the names of their questions; the
    first also a question of one's own that no number answers yet.
    """

    __tablename__ = "review"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case_episode.id", ondelete="CASCADE"), index=True)
    plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("plan.id", ondelete="SET NULL"))
    kind: Mapped[str]
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default=ReviewState.PLANNED.value)
    starts_at: Mapped[datetime | None]
    minutes: Mapped[int] = mapped_column(default=60)
    place: Mapped[str | None]
    access_needs: Mapped[str | None]
    reason: Mapped[str | None]
    agenda: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    invitation_number: Mapped[int] = mapped_column(default=0)
    # The same for the reviews of several children that are one meeting.
    together_id: Mapped[UUID | None] = mapped_column(index=True)
    # The same for the reviews of one child that are parts of one day, each with its own time.
    day_id: Mapped[UUID | None] = mapped_column(index=True)
    held_on: Mapped[date | None]
    began_at: Mapped[time | None]
    ended_at: Mapped[time | None]
    chair_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    minute_taker_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    participation: Mapped[str | None]
    views_missing_reason: Mapped[str | None]
    changes: Mapped[str | None]
    considered: Mapped[dict[str, Any]] = mapped_column(default=dict)
    decision: Mapped[str | None]
    decision_reason: Mapped[str | None]
    decision_facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    closure: Mapped[dict[str, Any]] = mapped_column(default=dict)
    next_on: Mapped[date | None]
    next_at: Mapped[time | None]
    next_kind: Mapped[str | None]
    next_place: Mapped[str | None]
    next_none_reason: Mapped[str | None]
    drafts_sent_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    agreed_by_manager_at: Mapped[datetime | None]
    agreed_by_manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    manager_words: Mapped[str | None]
    plan_version: Mapped[int | None]
    # The rows of the child's family and network as they were when the record was signed, by table: its copies draw
    # these. Asked for by name where papers are made, and by nothing else.
    family_as_signed: Mapped[dict[str, Any] | None] = mapped_column(JSONB, deferred=True)
    source: Mapped[str] = mapped_column(default="entered")
    source_key: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    case: Mapped[Case | None] = relationship()
    child: Mapped[Child] = relationship(viewonly=True)
    authority: Mapped[Authority] = relationship(
        primaryjoin="foreign(Review.authority_id) == Authority.id", viewonly=True
    )
    chair: Mapped[Person | None] = relationship(foreign_keys=[chair_id], viewonly=True)
    minute_taker: Mapped[Person | None] = relationship(foreign_keys=[minute_taker_id], viewonly=True)
    signer: Mapped[Person | None] = relationship(foreign_keys=[signed_by], viewonly=True)
    manager: Mapped[Person | None] = relationship(foreign_keys=[agreed_by_manager_id], viewonly=True)
    people: Mapped[list["ReviewPerson"]] = relationship(
        back_populates="review", order_by="ReviewPerson.position, ReviewPerson.id", passive_deletes=True
    )
    # The reviews of other children that are the same meeting, of those the actor reaches.
    beside: Mapped[list["Review"]] = relationship(
        primaryjoin="and_(foreign(Review.together_id) == remote(Review.together_id), Review.id != remote(Review.id))",
        order_by="Review.id",
        viewonly=True,
        uselist=True,
    )

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns.

        The record of a child protection conference and of a core group carries the label of safeguarding: beside those
        cleared for it, only whoever was asked to that meeting reads it. A signed record is published to the providers
        on the team; family are given papers and pages of their own.
        """
        guarded = self.kind in SAFEGUARDING
        signed = self.state == ReviewState.SIGNED.value and not guarded
        return {
            "label": label_of(self.kind),
            "meeting_kind": self.kind,
            "named_people": frozenset(who.person_id for who in self.people if who.person_id is not None),
            "published": signed,
            "audiences": frozenset({"provider"}) if signed else frozenset(),
        }

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = child_table(
        "review",
        CheckConstraint(one_of("kind", ReviewKind), name="kind"),
        CheckConstraint(one_of("state", ReviewState), name="state"),
        UniqueConstraint("child_id", "source_key"),
        Index("ix_review_next", "authority_id", "state", "starts_at"),
    )


class ReviewPerson(OfChild, Base):
    """Somebody asked to a review: how they were asked, what they answered, whether they came."""

    __tablename__ = "review_person"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str]
    role: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    invited_at: Mapped[datetime | None]
    response: Mapped[str | None]
    attended: Mapped[str | None]
    report: Mapped[str | None]
    reason: Mapped[str | None]
    needs: Mapped[str | None]
    deputy: Mapped[str | None]
    agrees: Mapped[str | None]
    agrees_words: Mapped[str | None]

    review: Mapped[Review] = relationship(back_populates="people")
    agency: Mapped[Agency | None] = relationship(viewonly=True)
    person: Mapped[Person | None] = relationship(viewonly=True)

    def about(self, section: str) -> dict[str, Any]:
        """A place on a review is for whoever holds it, and carries the label of its review's record."""
        return {
            "label": label_of(self.review.kind),
            "author_id": self.person_id,
            "owner_person_id": self.person_id,
            "part_of": frozenset({self.review_id}),
            "meeting_kind": self.review.kind,
        }

    __table_args__ = child_table("review_person", UniqueConstraint("review_id", "person_id"))


class ReviewItem(OfChild, Base):
    """What stood in a review: the exact version of each view, decision and action as the review left it."""

    __tablename__ = "review_item"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), index=True)
    statement_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("statement_version.id", ondelete="CASCADE"))
    how: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)

    statement: Mapped[Statement] = relationship()

    __table_args__ = child_table("review_item", UniqueConstraint("review_id", "statement_id"))


class Scale(OfChild, Base):
    """A question answered by a number from 0 to 10, and what the two ends mean. Asked again from meeting to meeting."""

    __tablename__ = "scale"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    question: Mapped[str]
    low: Mapped[str | None]
    high: Mapped[str | None]
    source: Mapped[str | None]

    __table_args__ = child_table("scale", UniqueConstraint("child_id", "question"))


class Score(OfChild, Base):
    """One person's number at one meeting, why, and what would make it one higher. Never asked of a child as a duty."""

    __tablename__ = "score"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    scale_id: Mapped[UUID] = mapped_column(ForeignKey("scale.id", ondelete="CASCADE"), index=True)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    review_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("review_person.id", ondelete="SET NULL"))
    who: Mapped[str]
    value: Mapped[int]
    reason: Mapped[str | None]
    one_higher: Mapped[str | None]
    scored_on: Mapped[date]

    scale: Mapped[Scale] = relationship()

    __table_args__ = child_table(
        "score",
        CheckConstraint("value between 0 and 10", name="value"),
        UniqueConstraint("review_id", "scale_id", "who"),
    )


class ReviewSave(OfChild, Base):
    """One save of a review's record: who, when, which parts it changed, and what the record said then. Immutable."""

    __tablename__ = "review_save"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    number: Mapped[int]
    at: Mapped[datetime]
    parts: Mapped[list[str]]
    said: Mapped[dict[str, Any]]

    __table_args__ = child_table("review_save", UniqueConstraint("review_id", "number"))


class Suggestion(OfChild, Base):
    """What somebody at the meeting suggests the minutes say: taken by the minute-taker, or set aside, and kept."""

    __tablename__ = "suggestion"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    part: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]

    person: Mapped[Person] = relationship(viewonly=True)

    __table_args__ = child_table(
        "suggestion", CheckConstraint("state in ('waiting', 'taken', 'set_aside')", name="state")
    )


class Contribution(OfChild, Base):
    """What somebody who was asked to a review sent before it, in their own and their organisation's words.

    Immutable: a correction is the next ``number``, and what was sent before stays. ``progress`` holds, of each action
    of theirs they spoke of, its key, number, status and note. ``source`` says whether it came by a one-time link.
    """

    __tablename__ = "contribution"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), index=True)
    review_person_id: Mapped[UUID] = mapped_column(ForeignKey("review_person.id", ondelete="CASCADE"))
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    number: Mapped[int]
    label: Mapped[str] = mapped_column(default="S1")
    seen_on: Mapped[list[date]] = mapped_column(ARRAY(Date), default=list)
    going_well: Mapped[str | None]
    worries: Mapped[str | None]
    progress: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    score: Mapped[int | None]
    score_reason: Mapped[str | None]
    withheld: Mapped[str | None]
    withheld_why: Mapped[str | None]
    asks: Mapped[str | None]
    will_come: Mapped[bool | None]
    deputy: Mapped[str | None]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    file_name: Mapped[str | None]
    late: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(default="entered")

    review: Mapped[Review] = relationship(viewonly=True)
    place: Mapped[ReviewPerson] = relationship(viewonly=True)
    agency: Mapped[Agency | None] = relationship(viewonly=True)
    file: Mapped[StoredFile | None] = relationship(viewonly=True)

    def about(self, section: str) -> dict[str, Any]:
        """It belongs to the place it was asked of, and to the review."""
        return {
            "part_of": frozenset({self.review_id, self.review_person_id}),
            "meeting_kind": self.review.kind,
        }

    __table_args__ = child_table(
        "contribution",
        UniqueConstraint("review_person_id", "number"),
        CheckConstraint("score between 0 and 10", name="score"),
        CheckConstraint("withheld is null or withheld_why is not null", name="withheld"),
    )
