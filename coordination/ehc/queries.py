"""Asking about the EHC process: a child's assessments, plan, issues and reviews."""

from uuid import UUID

from sqlalchemy import select

from coordination.db import db
from coordination.ehc.models import Advice, AnnualReview, Assessment, AssessmentState, Decision, Dispute, Letter
from coordination.ehc.plan_models import Consultation, FormalPlan, PlanIssue, PlanPlace, PlanSent

OPEN = (AssessmentState.REQUESTED.value, AssessmentState.ASSESSING.value, AssessmentState.DRAFTING.value)


def assessment(assessment_id: UUID) -> Assessment | None:
    """One assessment."""
    return db.session.get(Assessment, assessment_id)


def assessments(child_id: UUID) -> list[Assessment]:
    """A child's assessments, the newest first."""
    return list(
        db.session.scalars(
            select(Assessment)
            .where(Assessment.child_id == child_id)
            .order_by(Assessment.received_on.desc(), Assessment.id)
        )
    )


def open_assessment(child_id: UUID) -> Assessment | None:
    """The assessment that is under way, if one is."""
    return db.session.scalar(select(Assessment).where(Assessment.child_id == child_id, Assessment.state.in_(OPEN)))


def advice(advice_id: UUID) -> Advice | None:
    """One piece of advice."""
    return db.session.get(Advice, advice_id)


def decision(decision_id: UUID) -> Decision | None:
    """One decision."""
    return db.session.get(Decision, decision_id)


def dispute(dispute_id: UUID) -> Dispute | None:
    """One mediation or appeal."""
    return db.session.get(Dispute, dispute_id)


def letter(letter_id: UUID) -> Letter | None:
    """One letter."""
    return db.session.get(Letter, letter_id)


def plan(plan_id: UUID) -> FormalPlan | None:
    """One plan in sections."""
    return db.session.get(FormalPlan, plan_id)


def plans(child_id: UUID, type: str | None = None) -> list[FormalPlan]:
    """A child's plans in sections, the newest first; of one type or of all."""
    asked = select(FormalPlan).where(FormalPlan.child_id == child_id)
    if type is not None:
        asked = asked.where(FormalPlan.type == type)
    return list(db.session.scalars(asked.order_by(FormalPlan.started_on.desc(), FormalPlan.id.desc())))


def current_plan(child_id: UUID, type: str = "ehc") -> FormalPlan | None:
    """The plan of this type that is kept or being written, if there is one."""
    return next((held for held in plans(child_id, type) if held.state != "ceased"), None)


def place(place_id: UUID) -> PlanPlace | None:
    """One statement's place in a plan."""
    return db.session.get(PlanPlace, place_id)


def issue(issue_id: UUID) -> PlanIssue | None:
    """One issue of a plan."""
    return db.session.get(PlanIssue, issue_id)


def sent(sent_id: UUID) -> PlanSent | None:
    """One person's copy of an issue."""
    return db.session.get(PlanSent, sent_id)


def consultation(consultation_id: UUID) -> Consultation | None:
    """One setting's consultation."""
    return db.session.get(Consultation, consultation_id)


def annual_review(annual_review_id: UUID) -> AnnualReview | None:
    """One EHC review."""
    return db.session.get(AnnualReview, annual_review_id)
