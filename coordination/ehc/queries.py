"""Asking about the EHC process: a child's assessments, plan, issues and reviews."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from coordination.children import reading
from coordination.children.models import Child
from coordination.db import db
from coordination.deadlines.models import Clock
from coordination.ehc.models import (
    Advice,
    AdviceText,
    AnnualReview,
    Assessment,
    AssessmentState,
    Decision,
    Dispute,
    Letter,
)
from coordination.ehc.plan_models import Consultation, FormalPlan, PlanIssue, PlanPlace, PlanSent
from coordination.events.models import Event

OPEN = (AssessmentState.REQUESTED.value, AssessmentState.ASSESSING.value, AssessmentState.DRAFTING.value)


def assessment(assessment_id: UUID) -> Assessment | None:
    """One assessment, with its child and officer."""
    return db.session.scalar(
        select(Assessment)
        .where(Assessment.id == assessment_id)
        .options(joinedload(Assessment.child), joinedload(Assessment.officer))
    )


def assessments(child_id: UUID) -> list[Assessment]:
    """A child's assessments with what was asked of advisers, the newest first."""
    return list(
        db.session.scalars(
            select(Assessment)
            .options(joinedload(Assessment.officer), selectinload(Assessment.advice).joinedload(Advice.person))
            .where(Assessment.child_id == child_id)
            .order_by(Assessment.received_on.desc(), Assessment.id)
        )
    )


def open_assessment(child_id: UUID) -> Assessment | None:
    """The assessment that is under way, if one is."""
    return db.session.scalar(select(Assessment).where(Assessment.child_id == child_id, Assessment.state.in_(OPEN)))


def advice(advice_id: UUID) -> Advice | None:
    """One piece of advice, with whose it is and of which assessment."""
    return db.session.scalar(
        select(Advice)
        .where(Advice.id == advice_id)
        .options(
            joinedload(Advice.assessment),
            joinedload(Advice.person),
            joinedload(Advice.agency),
            joinedload(Advice.child),
        )
    )


def advice_of(assessment_id: UUID) -> list[Advice]:
    """Everything asked of advisers in an assessment, in the order it was asked."""
    return list(
        db.session.scalars(
            select(Advice)
            .where(Advice.assessment_id == assessment_id)
            .options(joinedload(Advice.person), joinedload(Advice.agency))
            .order_by(Advice.asked_on, Advice.id)
        )
    )


def advice_due(keys: Iterable[UUID]) -> dict[UUID, date]:
    """By when each of these pieces of advice is due: as their own clocks say. One query."""
    wanted = list(keys)
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Event.about_id, Clock.due_on)
        .join(Clock, Clock.started_by == Event.id)
        .where(Event.about_id.in_(wanted), Event.kind == "ehc_advice_requested", Clock.state != "void")
        .order_by(Clock.id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def advice_asked_of(person_id: UUID, child_id: UUID | None = None) -> list[tuple[Advice, date | None]]:
    """Advice that one person is still asked for with the day it is due, of one child or of all, the first asked at the
    top. One query.
    """
    asked = (
        select(Advice, Clock.due_on)
        .outerjoin(Event, and_(Event.about_id == Advice.id, Event.kind == "ehc_advice_requested"))
        .outerjoin(Clock, and_(Clock.started_by == Event.id, Clock.state != "void"))
        .where(Advice.person_id == person_id, Advice.state == "asked")
        .options(joinedload(Advice.child), joinedload(Advice.assessment))
        .order_by(Advice.asked_on, Advice.id, Clock.due_on)
    )
    if child_id is not None:
        asked = asked.where(Advice.child_id == child_id)
    found = {row.id: (row, due_on) for row, due_on in db.session.execute(asked)}
    return list(found.values())


def asked_for_advice(person_id: UUID) -> list[Select[Any]]:
    """The parts of ``reading.together`` for :func:`advice_wanted`: what one person is still asked for, of all children,
    and the days it is due.
    """
    theirs = select(Advice.id).where(Advice.person_id == person_id, Advice.state == "asked")
    due = (
        select(Event.about_id, Clock.due_on)
        .join(Clock, and_(Clock.started_by == Event.id, Clock.state != "void"))
        .where(Event.kind == "ehc_advice_requested", Event.about_id.in_(theirs))
    )
    return [
        reading.rows_beside("advice_wanted", Advice, Assessment, Child)
        .join(Assessment, Assessment.id == Advice.assessment_id)
        .join(Child, Child.id == Advice.child_id)
        .where(Advice.id.in_(theirs)),
        reading.values_of("advice_due", due),
    ]


def advice_wanted(found: Mapping[str, list[dict[str, Any]]]) -> list[tuple[Advice, date | None]]:
    """The answers to :func:`asked_for_advice` as :func:`advice_asked_of` gives them."""
    due = {row["about_id"]: row["due_on"] for row in sorted(found.get("advice_due", []), key=lambda row: row["due_on"])}
    held = []
    for advice, assessment, child in reading.revived_beside(found.get("advice_wanted", []), Advice, Assessment, Child):
        set_committed_value(advice, "assessment", assessment)
        set_committed_value(advice, "child", child)
        day = due.get(str(advice.id))
        held.append((advice, date.fromisoformat(day) if day else None))
    return sorted(held, key=lambda one: (one[0].asked_on, one[0].id))


def texts_of(advice_id: UUID) -> list[AdviceText]:
    """Everything that was sent as one piece of advice, the newest first."""
    return list(
        db.session.scalars(
            select(AdviceText)
            .where(AdviceText.advice_id == advice_id)
            .options(joinedload(AdviceText.file))
            .order_by(AdviceText.number.desc())
        )
    )


def advice_text(text_id: UUID) -> AdviceText | None:
    """One text as it was sent, with its file and the advice it belongs to."""
    return db.session.scalar(select(AdviceText).where(AdviceText.id == text_id).options(joinedload(AdviceText.file)))


def decisions(child_id: UUID) -> list[Decision]:
    """What the council decided in a child's EHC process, the newest first."""
    return list(
        db.session.scalars(
            select(Decision)
            .where(Decision.child_id == child_id)
            .order_by(Decision.decided_on.desc(), Decision.id.desc())
        )
    )


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
