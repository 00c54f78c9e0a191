"""Reading what the published EHC measures are counted from: one authority, one calendar year."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from coordination.db import db
from coordination.deadlines.models import Clock, ClockException, ExceptionKind
from coordination.ehc.models import AnnualReview, Assessment, Decided, Decision
from coordination.ehc.plan_models import FormalPlan
from coordination.insight.ehc_measures import Answered, Measures, measures

_REQUEST = (Decided.ASSESS.value, Decided.NOT_ASSESS.value)
# The clock of the final plan after a request.
_FINAL_PLAN = "E8"


def of_year(authority_id: UUID, year: int) -> Measures:
    """Requests decided, plans first issued and reviews decided in the year. First assessments only, as published."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return measures(_requests(authority_id, first, last), _plans(authority_id, first, last),
                    _reviews(authority_id, first, last))  # fmt: skip


def _requests(authority_id: UUID, first: date, last: date) -> list[Answered]:
    rows = db.session.execute(
        select(Assessment.id, Assessment.received_on, Decision.told_on, Decision.decided_on)
        .join(Decision, Decision.assessment_id == Assessment.id)
        .where(Assessment.authority_id == authority_id, Assessment.kind == "first", Decision.kind.in_(_REQUEST))
        .order_by(Decision.decided_on, Decision.id)
    ).all()
    # A request that a tribunal sent back was decided when it was first decided.
    found: dict[UUID, Answered] = {}
    for key, received, told, decided in rows:
        found.setdefault(key, Answered(received, told or decided))
    return [row for row in found.values() if first <= row.on <= last]


def _plans(authority_id: UUID, first: date, last: date) -> list[Answered]:
    ended = aliased(ClockException)
    by_mistake = select(ended.ends_id).where(ended.ends_id == ClockException.id, ended.to_on.is_(None)).exists()
    excepted = (
        select(ClockException.id)
        .join(Clock, Clock.id == ClockException.clock_id)
        .where(Clock.child_id == Assessment.child_id, Clock.rule == _FINAL_PLAN, Clock.state != "void")
        .where(Clock.from_on == Assessment.received_on)
        .where(ClockException.kind == ExceptionKind.LATER.value, ~by_mistake)
        .exists()
    )
    rows = db.session.execute(
        select(Assessment.received_on, FormalPlan.first_issued_on, excepted)
        .join(FormalPlan, FormalPlan.id == Assessment.plan_id)
        .where(Assessment.authority_id == authority_id, Assessment.kind == "first", FormalPlan.type == "ehc")
        .where(FormalPlan.first_issued_on.between(first, last))
    ).all()
    return [Answered(received, issued, excepted=bool(more)) for received, issued, more in rows if issued is not None]


def _reviews(authority_id: UUID, first: date, last: date) -> list[Answered]:
    rows = db.session.execute(
        select(AnnualReview.met_on, AnnualReview.decided_on, AnnualReview.decision)
        .where(AnnualReview.authority_id == authority_id, AnnualReview.met_on.is_not(None))
        .where(AnnualReview.decided_on.between(first, last))
    ).all()
    return [Answered(met, on, outcome=outcome or "") for met, on, outcome in rows if met is not None and on is not None]
