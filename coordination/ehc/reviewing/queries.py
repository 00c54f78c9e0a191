"""Asking about EHC reviews: one, a plan's, and those a school or the SEND service has to look after."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Date, and_, case, cast, func, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload

from coordination import clock, timescales
from coordination.agencies.models import Agency
from coordination.children.models import Child
from coordination.db import db
from coordination.deadlines.models import Clock
from coordination.ehc.models import AnnualReview, Decision
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan.asked import OfPlan
from coordination.ehc.plan_models import FormalPlan, PlanIssue
from coordination.ehc.reviewing import words
from coordination.reviews.models import Review, ReviewPerson
from coordination.voice.models import View

MOST = 200
# What a review is timed by; a rule that is not in the table yet has no clock.
RULES = ("A1", "A2", "A3", "A4", "A5", "A7", "A8", "A9", "A10")
VIEWS_LAST = timedelta(days=120)


@lru_cache
def rules() -> tuple[str, ...]:
    """Those of the rules of reviews that the table holds."""
    known = {rule.id for rule in timescales.rules()}
    return tuple(rule for rule in RULES if rule in known)


@dataclass(frozen=True, slots=True)
class Prospect(OfPlan):
    """A review of a plan that is not begun. The school writes of B, E and F, as in the review itself."""

    @property
    def letters(self) -> frozenset[str]:
        """What the school writes of."""
        return frozenset({"B", "E", "F"})


def prospect(plan_id: UUID) -> Prospect | None:
    """The plan whose review may be begun, if it is an EHC plan that is kept."""
    plan = plan_queries.plan(plan_id)
    return Prospect(plan) if plan is not None and plan.type == "ehc" and plan.state == "final" else None


def one(annual_review_id: UUID) -> AnnualReview | None:
    """One EHC review with its child and its school. One query."""
    return db.session.scalar(
        select(AnnualReview)
        .where(AnnualReview.id == annual_review_id)
        .options(joinedload(AnnualReview.child), joinedload(AnnualReview.agency))
    )


def open_of(plan_id: UUID) -> AnnualReview | None:
    """The review of a plan that is under way."""
    return db.session.scalar(
        select(AnnualReview)
        .where(AnnualReview.plan_id == plan_id, AnnualReview.state.in_(words.OPEN))
        .order_by(AnnualReview.id.desc())
        .limit(1)
    )


def meeting_of_plan(plan_id: UUID) -> dict[str, Any]:
    """The day of the meeting that a notice of changes follows, as a fact of the notice: the amended plan is due within
    8 weeks of the notice and 12 weeks of the meeting (regulations 20(10) and 22; R (L, M and P) v Devon, 2022). The
    council's decision may be recorded before the notice or after it: a meeting is the notice's until its review is
    done. None, where no review is under way.
    """
    met_on = db.session.scalar(
        select(AnnualReview.met_on)
        .where(AnnualReview.plan_id == plan_id, AnnualReview.met_on.is_not(None), AnnualReview.state != "done")
        .order_by(AnnualReview.id.desc())
        .limit(1)
    )
    return {"meeting_on": met_on.isoformat()} if met_on is not None else {}


def of_meeting(review_id: UUID) -> AnnualReview | None:
    """The EHC review that a meeting of the review room is of."""
    return db.session.scalar(select(AnnualReview).where(AnnualReview.review_id == review_id))


def of_plan(plan_id: UUID) -> list[AnnualReview]:
    """Every review of a plan, the newest first."""
    return list(
        db.session.scalars(select(AnnualReview).where(AnnualReview.plan_id == plan_id).order_by(AnnualReview.id.desc()))
    )


def of_child(child_id: UUID) -> list[AnnualReview]:
    """Every EHC review of a child, the newest first."""
    return list(
        db.session.scalars(
            select(AnnualReview)
            .where(AnnualReview.child_id == child_id)
            .order_by(AnnualReview.met_on.desc().nulls_first(), AnnualReview.id.desc())
        )
    )


def decision_of(annual: AnnualReview) -> Decision | None:
    """The council's decision about this review."""
    if annual.review_id is None:
        return None
    return db.session.scalar(
        select(Decision).where(Decision.review_id == annual.review_id).order_by(Decision.id.desc()).limit(1)
    )


def notice_since(annual: AnnualReview) -> PlanIssue | None:
    """The notice of changes that was sent since the meeting."""
    return db.session.scalar(
        select(PlanIssue)
        .where(PlanIssue.plan_id == annual.plan_id, PlanIssue.kind == "amendment")
        .where(PlanIssue.issued_on >= (annual.met_on or date.max))
        .order_by(PlanIssue.number.desc())
        .limit(1)
    )


def amended_since(annual: AnnualReview, on: date) -> PlanIssue | None:
    """The amended final plan that came after a day."""
    return db.session.scalar(
        select(PlanIssue)
        .where(PlanIssue.plan_id == annual.plan_id, PlanIssue.kind == "amended", PlanIssue.issued_on >= on)
        .order_by(PlanIssue.number.desc())
        .limit(1)
    )


def clocks(authority_id: UUID, children: Iterable[UUID]) -> dict[UUID, list[Clock]]:
    """The running clocks of reviews of these children, each child's soonest first. One query."""
    found: dict[UUID, list[Clock]] = defaultdict(list)
    keys = list(children)
    if not keys:
        return found
    for held in db.session.scalars(
        select(Clock)
        .where(Clock.authority_id == authority_id, Clock.child_id.in_(keys))
        .where(Clock.state == "running", Clock.rule.in_(rules()))
        .order_by(Clock.due_on, Clock.id)
    ):
        found[held.child_id].append(held)
    return found


class Line(NamedTuple):
    """One child with an EHC plan: the plan, the school, the newest review of it and its meeting."""

    child: Child
    plan: FormalPlan
    annual: AnnualReview | None
    review: Review | None
    school: str | None
    due_on: date | None


SHOWN = {
    "all": "Everybody with a plan",
    "plan": "No date yet",
    "ask": "Not invited yet",
    "reports": "Reports or views missing",
    "meet": "Meeting to come",
    "report": "Report to send",
    "decide": "Waits for the council’s decision",
    "after": "Decided, not finished",
}


def listed(show: str = "all") -> list[Line]:
    """Every child with a final EHC plan whom the actor reaches, the soonest due first. One query.

    Row-level security leaves out everybody else's children.
    """
    newest = (
        select(AnnualReview)
        .where(AnnualReview.authority_id == FormalPlan.authority_id, AnnualReview.plan_id == FormalPlan.id)
        .order_by(AnnualReview.state.in_(words.OPEN).desc(), AnnualReview.id.desc())
        .limit(1)
        .lateral("newest")
    )
    annual = aliased(AnnualReview, newest)
    year = (
        select(func.min(Clock.due_on).label("due_on"))
        .where(Clock.authority_id == FormalPlan.authority_id, Clock.child_id == FormalPlan.child_id)
        .where(Clock.rule == "A1", Clock.state == "running")
        .lateral("year")
    )
    # A review that is finished has had its day: from then on the next year counts.
    wanted = case((annual.state != "done", annual.due_on))
    due = func.coalesce(wanted, year.c.due_on, cast(FormalPlan.issued_on + timedelta(days=365), Date))
    rows = db.session.execute(
        select(Child, FormalPlan, annual, Review, Agency.name, due)
        .select_from(FormalPlan)
        .join(Child, and_(Child.authority_id == FormalPlan.authority_id, Child.id == FormalPlan.child_id))
        .outerjoin(annual, true())
        .outerjoin(Review, Review.id == annual.review_id)
        .outerjoin(Agency, Agency.id == func.coalesce(annual.agency_id, FormalPlan.setting_id))
        .outerjoin(year, true())
        .where(FormalPlan.type == "ehc", FormalPlan.state == "final", *_narrowed(annual, show))
        .order_by(due, Child.sort_name, Child.id)
        .limit(MOST + 1)
    )
    return [Line(*row) for row in rows]


def _narrowed(annual: Any, show: str) -> list[Any]:
    preparing = annual.state == "preparing"
    return {
        "plan": [or_(annual.id.is_(None), annual.state == "done", preparing & annual.review_id.is_(None))],
        "ask": [preparing, annual.review_id.is_not(None), annual.invited_on.is_(None)],
        "reports": [preparing, annual.invited_on.is_not(None), annual.papers_on.is_(None)],
        "meet": [preparing, annual.review_id.is_not(None)],
        "report": [annual.state == "met"],
        "decide": [annual.state.in_(("met", "reported"))],
        "after": [annual.state == "decided"],
    }.get(show, [])  # fmt: skip


@dataclass
class Came:
    """What came for a meeting: who was asked, who has sent, who is to be asked by hand, whose views there are."""

    asked: int = 0
    sent: int = 0
    missing: list[str] = field(default_factory=list)
    no_account: int = 0


def came(review_ids: Iterable[UUID]) -> dict[UUID, Came]:
    """Who was asked to these meetings and what came from them. One query."""
    found: dict[UUID, Came] = defaultdict(Came)
    keys = list(review_ids)
    if not keys:
        return found
    for who in db.session.scalars(
        select(ReviewPerson)
        .where(ReviewPerson.review_id.in_(keys), ReviewPerson.response.is_distinct_from("not_asked"))
        .order_by(ReviewPerson.position, ReviewPerson.id)
    ):
        held = found[who.review_id]
        held.asked += 1
        if who.role in {"PAR", "FC", "YP"}:
            continue
        if who.report in {"yes", "late"}:
            held.sent += 1
        else:
            held.missing.append(who.name)
            held.no_account += who.person_id is None
    return found


def voices(children: Iterable[UUID]) -> list[View]:
    """What was said by or for these children in the last months; each is asked about before it counts. One query."""
    keys = list(children)
    if not keys:
        return []
    return list(
        db.session.scalars(
            select(View)
            .where(View.child_id.in_(keys), View.ended_on.is_(None), View.said_on >= clock.today() - VIEWS_LAST)
            .order_by(View.said_on.desc(), View.id)
        )
    )


def meeting(annual: AnnualReview) -> Review | None:
    """The meeting of an EHC review with the people asked to it. One query."""
    if annual.review_id is None:
        return None
    return (
        db.session.scalars(
            select(Review)
            .outerjoin(Review.people)
            .where(Review.id == annual.review_id)
            .options(contains_eager(Review.people))
        )
        .unique()
        .one_or_none()
    )
