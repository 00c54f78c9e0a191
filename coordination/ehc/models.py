"""The EHC process: requests and assessments, the advice asked for, decisions and what is said against them, annual
reviews, and who holds the rights.

Children and Families Act 2014, sections 36 to 50; SEND Regulations 2014 (SI 2014/1530).
"""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Date

from coordination.agencies.models import Agency, Person, one_of
from coordination.children.models import Child
from coordination.db import Base, OfChild, child_table, new_id, new_reference
from coordination.documents.models import StoredFile
from coordination.ehc.holders import LABEL, holder_of, not_told
from coordination.reviews.models import Review


class AssessmentState(StrEnum):
    """Where an assessment stands."""

    REQUESTED = "requested"
    ASSESSING = "assessing"
    DRAFTING = "drafting"
    ISSUED = "issued"
    REFUSED = "refused"
    PLAN_REFUSED = "plan_refused"
    WITHDRAWN = "withdrawn"


class AdviceState(StrEnum):
    """Where one piece of advice stands."""

    ASKED = "asked"
    RECEIVED = "received"
    NOT_NEEDED = "not_needed"
    WITHDRAWN = "withdrawn"


class Decided(StrEnum):
    """What a council decides in the EHC process; each is told in a letter, and most may be appealed."""

    ASSESS = "assess"
    NOT_ASSESS = "not_assess"
    ISSUE = "issue"
    NOT_ISSUE = "not_issue"
    PLAN_CONTENT = "plan_content"
    MAINTAIN = "maintain"
    AMEND = "amend"
    NOT_AMEND = "not_amend"
    CEASE = "cease"
    REASSESS = "reassess"
    NOT_REASSESS = "not_reassess"


def _for_the_young_person(holder: str | UUID) -> dict[str, Any]:
    """What is told to whoever holds the right is published to the young person, once that is them."""
    return {"published": holder == "young_person", "audiences": frozenset({"young_person"})}


class Assessment(OfChild, Base):
    """A request for an EHC needs assessment or a re-assessment, and what became of it.

    A request needs nobody's consent (Children and Families Act 2014, section 36). ``source`` is who asked, a code of
    ``words.SOURCES``; ``closed_from`` and the other exception facts are what a ground of regulation 10(4) rests on.
    """

    __tablename__ = "ehc_assessment"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(unique=True, default=new_reference)
    kind: Mapped[str] = mapped_column(default="first")
    state: Mapped[str] = mapped_column(default=AssessmentState.REQUESTED.value)
    source: Mapped[str]
    channel: Mapped[str | None]
    received_on: Mapped[date]
    requester_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    requester_name: Mapped[str | None]
    words: Mapped[str | None]
    youth_accommodation: Mapped[bool] = mapped_column(default=False)
    officer_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    panel_on: Mapped[date | None]
    panel_words: Mapped[str | None]
    ended_on: Mapped[date | None]
    ended_why: Mapped[str | None]
    plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("formal_plan.id"), index=True)
    label: Mapped[str] = mapped_column(default=LABEL)
    version: Mapped[int] = mapped_column(default=1)
    source_key: Mapped[str | None]

    child: Mapped[Child] = relationship(viewonly=True)
    officer: Mapped[Person | None] = relationship(foreign_keys=[officer_id], viewonly=True)
    advice: Mapped[list["Advice"]] = relationship(
        back_populates="assessment", order_by="Advice.asked_on, Advice.id", passive_deletes=True
    )

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: everybody the law calls a parent may follow the request, and the
        young person whose right it is.
        """
        holder = holder_of(self.child_id)
        return {**_for_the_young_person(holder), "facts": {"final": True, "right_holder": holder}}

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = child_table(
        "ehc_assessment",
        CheckConstraint("kind in ('first', 'reassessment')", name="kind"),
        CheckConstraint(one_of("state", AssessmentState), name="state"),
        Index("ix_ehc_assessment_state", "authority_id", "state", "received_on"),
        # One at a time: a second request while one is open is the same request.
        Index(
            "uq_ehc_assessment_open",
            "child_id",
            unique=True,
            postgresql_where="state in ('requested', 'assessing', 'drafting')",
        ),
        Index("ix_ehc_assessment_source", "child_id", "source_key", unique=True),
    )


class Advice(OfChild, Base):
    """One piece of advice asked for in an assessment: of whom, by when, and what came (SEND Regulations 2014,
    regulations 6 and 8). ``source`` is a code of ``words.ADVISERS``. ``sections`` are those it feeds.
    """

    __tablename__ = "ehc_advice"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("ehc_assessment.id", ondelete="CASCADE"), index=True)
    source: Mapped[str]
    sections: Mapped[list[str]] = mapped_column(default=list)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    role: Mapped[str | None]
    name: Mapped[str]
    state: Mapped[str] = mapped_column(default=AdviceState.ASKED.value)
    asked_on: Mapped[date]
    received_on: Mapped[date | None]
    why_not: Mapped[str | None]
    chased_on: Mapped[list[date]] = mapped_column(ARRAY(Date), default=list)
    label: Mapped[str] = mapped_column(default=LABEL)
    version: Mapped[int] = mapped_column(default=1)

    assessment: Mapped[Assessment] = relationship(back_populates="advice")
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id], viewonly=True)
    agency: Mapped[Agency | None] = relationship(viewonly=True)
    child: Mapped[Child] = relationship(viewonly=True)
    texts: Mapped[list["AdviceText"]] = relationship(
        back_populates="advice", order_by="AdviceText.number", passive_deletes=True
    )

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: which sections it feeds, whose it is, of which assessment."""
        return {
            "parts": frozenset(self.sections),
            "part_of": frozenset({self.assessment_id}),
            "owner_person_id": self.person_id,
            # An adviser's report often says which school it was written in.
            "excluded_people": not_told(self.child_id) - {self.person_id},
            # What one of the family said is theirs: the other parent reads it with the plan it stands in, not before.
            "facts": {
                "final": self.state == AdviceState.RECEIVED.value and self.source != "family",
                "right_holder": holder_of(self.child_id),
            },
        }

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = child_table(
        "ehc_advice",
        CheckConstraint(one_of("state", AdviceState), name="state"),
        Index("ix_ehc_advice_waiting", "authority_id", "state", "asked_on"),
    )


class AdviceText(OfChild, Base):
    """What an adviser sent, as it was sent. Immutable: what is put right later is a new text beside it.

    ``body``: ``summary``, ``strengths``, ``needs``, ``outcomes``, ``provision``, ``views``, each words or absent.
    """

    __tablename__ = "ehc_advice_text"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    advice_id: Mapped[UUID] = mapped_column(ForeignKey("ehc_advice.id", ondelete="CASCADE"))
    number: Mapped[int]
    author: Mapped[str]
    qualification: Mapped[str | None]
    seen_on: Mapped[date | None]
    body: Mapped[dict[str, Any]] = mapped_column(default=dict)
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    file_name: Mapped[str | None]

    file: Mapped[StoredFile | None] = relationship(viewonly=True)
    advice: Mapped[Advice] = relationship(back_populates="texts")

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: a text is its advice's."""
        held = self.advice.about(section)
        return {**held, "part_of": held["part_of"] | {self.advice_id}, "label": self.advice.label}

    __table_args__ = child_table("ehc_advice_text", UniqueConstraint("advice_id", "number"))


class Decision(OfChild, Base):
    """A decision of the council in the EHC process, its reasons, and when everybody was told.

    ``assessment_id``, ``plan_id`` and ``review_id`` say what it decides about. ``told_on`` is the day of the letter,
    from which the times for mediation and appeal are counted.
    """

    __tablename__ = "ehc_decision"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    assessment_id: Mapped[UUID | None] = mapped_column(ForeignKey("ehc_assessment.id", ondelete="CASCADE"), index=True)
    plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("formal_plan.id", ondelete="CASCADE"), index=True)
    review_id: Mapped[UUID | None] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), index=True)
    decided_on: Mapped[date]
    reasons: Mapped[str]
    told_on: Mapped[date | None]
    label: Mapped[str] = mapped_column(default=LABEL)

    child: Mapped[Child] = relationship(viewonly=True)
    disputes: Mapped[list["Dispute"]] = relationship(order_by="Dispute.opened_on, Dispute.id", passive_deletes=True)

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: a decision that was told is everybody's the law calls a parent,
        and the young person's whose right it is.
        """
        told, holder = self.told_on is not None, holder_of(self.child_id)
        return {**(_for_the_young_person(holder) if told else {}), "facts": {"final": told, "right_holder": holder}}

    __table_args__ = child_table("ehc_decision", CheckConstraint(one_of("kind", Decided), name="kind"))


class Dispute(OfChild, Base):
    """Mediation or an appeal about a decision, from the first word to its end (SEND Regulations 2014, regulations 32
    to 45; First-tier Tribunal (HESC) Rules 2008). ``order`` and ``ordered_on``: what a tribunal ordered, and when.
    """

    __tablename__ = "ehc_dispute"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("ehc_decision.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    opened_on: Mapped[date]
    wanted: Mapped[bool | None]
    about_health: Mapped[bool] = mapped_column(default=False)
    certificate_on: Mapped[date | None]
    held_on: Mapped[date | None]
    words: Mapped[str | None]
    outcome: Mapped[str | None]
    order: Mapped[str | None]
    ordered_on: Mapped[date | None]
    unopposed: Mapped[bool] = mapped_column(default=False)
    closed_on: Mapped[date | None]
    label: Mapped[str] = mapped_column(default=LABEL)

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: it is the family's own matter as well as the council's."""
        return {"facts": {"final": True, "right_holder": holder_of(self.child_id)}}

    __table_args__ = child_table(
        "ehc_dispute",
        CheckConstraint("kind in ('mediation', 'appeal')", name="kind"),
        CheckConstraint(
            "\"order\" is null or \"order\" in ('assess', 'make_plan', 'amend_plan', 'name_school')", name="order"
        ),
    )


class Letter(OfChild, Base):
    """A letter of the EHC process: its kind, its words, to whom. The database refuses any change once it was sent.

    Until then ``words`` is the authority's template, placeholders and all, as edited for this letter; sending puts the
    words as they went out in its place. ``about_id`` is what it is about and ``why`` what makes this person its
    recipient; ``facts`` the days it names (``appeal_until``). ``document_id`` is the paper made from it.
    """

    __tablename__ = "ehc_letter"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("ehc_decision.id", ondelete="CASCADE"), index=True)
    assessment_id: Mapped[UUID | None] = mapped_column(ForeignKey("ehc_assessment.id", ondelete="CASCADE"), index=True)
    plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("formal_plan.id", ondelete="CASCADE"), index=True)
    to_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    to_name: Mapped[str]
    audience: Mapped[str]
    subject: Mapped[str]
    words: Mapped[str]
    about_id: Mapped[UUID | None]
    why: Mapped[str | None]
    key: Mapped[str | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    sent_on: Mapped[date | None]
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("issued_document.id"))
    label: Mapped[str] = mapped_column(default=LABEL)

    child: Mapped[Child] = relationship(viewonly=True)

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: a letter is for whom it was sent to, and nobody else's."""
        sent = {self.to_person_id} if self.sent_on is not None and self.to_person_id else set()
        return {"facts": {"sent_to": sent}, "owner_person_id": self.to_person_id if self.sent_on else None}

    __table_args__ = child_table("ehc_letter", Index("ix_ehc_letter_about", "about_id", "kind"))


class AnnualReview(OfChild, Base):
    """What an EHC review holds beside its meeting: its type, what was found of each outcome and provision, what the
    school recommends and what the council does about it (SEND Regulations 2014, regulations 18 to 22).

    ``progress``: by statement id, ``judgement``, ``words``, ``next`` and ``target``. ``provision``: by statement id,
    ``given``, ``why``, ``works`` and ``change``. ``needs``: B, C, D to ``changed`` and ``words``. ``more``: the other
    answers of the form by name.
    """

    __tablename__ = "ehc_review"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("formal_plan.id", ondelete="CASCADE"), index=True)
    review_id: Mapped[UUID | None] = mapped_column(ForeignKey("review.id"), unique=True)
    type: Mapped[str] = mapped_column(default="annual")
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)
    state: Mapped[str] = mapped_column(default="preparing")
    due_on: Mapped[date | None]
    invited_on: Mapped[date | None]
    papers_on: Mapped[date | None]
    met_on: Mapped[date | None]
    report_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    decision: Mapped[str | None]
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    provision: Mapped[dict[str, Any]] = mapped_column(default=dict)
    needs: Mapped[dict[str, Any]] = mapped_column(default=dict)
    more: Mapped[dict[str, Any]] = mapped_column(default=dict)
    recommendation: Mapped[str | None]
    recommendation_why: Mapped[str | None]
    label: Mapped[str] = mapped_column(default=LABEL)
    version: Mapped[int] = mapped_column(default=1)

    review: Mapped[Review | None] = relationship(viewonly=True)
    agency: Mapped[Agency | None] = relationship(viewonly=True)
    child: Mapped[Child] = relationship(viewonly=True)

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: the school writes of needs, outcomes and provision; once its
        report is out, it is everybody's the law calls a parent.
        """
        return {
            "parts": frozenset({"B", "E", "F"}),
            "facts": {"final": self.report_on is not None, "right_holder": holder_of(self.child_id)},
        }

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = child_table(
        "ehc_review",
        CheckConstraint("state in ('preparing', 'met', 'reported', 'decided', 'done')", name="state"),
        CheckConstraint("decision is null or decision in ('maintain', 'amend', 'cease')", name="decision"),
        Index("ix_ehc_review_due", "authority_id", "state", "due_on"),
    )
