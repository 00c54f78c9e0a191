"""What the shared record holds that a SEN2 return asks for, of one authority: read once, sorted by child."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, select

from coordination.agencies.models import Authority, Setting
from coordination.care.models import WhereaboutsKept
from coordination.children.models import Child, ChildAddress, ChildIdentifier, SchoolPlace, SenNeed
from coordination.db import db
from coordination.deadlines import queries as deadlines
from coordination.deadlines.models import Clock, ClockException, ExceptionKind
from coordination.ehc.models import AnnualReview, Assessment, Decision, Dispute
from coordination.ehc.plan_models import Budget, FormalPlan, PlanIssue
from coordination.events.models import Event

# The clocks of the final plan: after a request, and after a tribunal's order.
FINAL_PLAN = ("E8", "E9.3", "E10.2")

T = TypeVar("T")


@dataclass(slots=True)
class Held:
    """The rows of everything, by child (or by what they belong to)."""

    children: dict[UUID, Child]
    assessments: dict[UUID, list[Assessment]]
    plans: dict[UUID, list[FormalPlan]]
    decisions: dict[UUID, list[Decision]]
    disputes: dict[UUID, list[Dispute]]
    issues: dict[UUID, list[PlanIssue]]
    reviews: dict[UUID, list[AnnualReview]]
    budgets: dict[UUID, list[Budget]]
    needs: dict[UUID, list[SenNeed]]
    numbers: dict[UUID, list[ChildIdentifier]]
    addresses: dict[UUID, list[ChildAddress]]
    schools: dict[UUID, list[SchoolPlace]]
    urns: dict[UUID, str]
    excepted: dict[UUID, list[date]]
    moves: dict[UUID, list[tuple[date, date]]]
    kept: set[UUID] = field(default_factory=set)
    councils: dict[str, str] = field(default_factory=dict)


def read(authority_id: UUID, on: date) -> Held:
    """Everything of an authority's children who were ever assessed or have a plan. As many questions for many
    children as for one, and one more for each exception to 20 weeks.
    """
    known = select(Assessment.child_id).where(Assessment.authority_id == authority_id).union(
        select(FormalPlan.child_id).where(FormalPlan.authority_id == authority_id, FormalPlan.type == "ehc")
    )  # fmt: skip
    children = db.session.scalars(
        select(Child).where(Child.authority_id == authority_id, Child.id.in_(known)).order_by(Child.reference)
    ).all()
    return Held(
        children={child.id: child for child in children},
        assessments=_by("child_id", _all(Assessment, authority_id, Assessment.received_on, Assessment.id)),
        plans=_by(
            "child_id",
            [row for row in _all(FormalPlan, authority_id, FormalPlan.started_on, FormalPlan.id) if row.type == "ehc"],
        ),
        decisions=_by("child_id", _all(Decision, authority_id, Decision.decided_on, Decision.id)),
        disputes=_by("decision_id", _all(Dispute, authority_id, Dispute.opened_on, Dispute.id)),
        issues=_by("plan_id", _all(PlanIssue, authority_id, PlanIssue.issued_on, PlanIssue.number)),
        reviews=_by("plan_id", _all(AnnualReview, authority_id, AnnualReview.met_on, AnnualReview.id)),
        budgets=_by("plan_id", _all(Budget, authority_id, Budget.id)),
        needs=_by("child_id", _all(SenNeed, authority_id, SenNeed.rank, SenNeed.id)),
        numbers=_by("child_id", _all(ChildIdentifier, authority_id, ChildIdentifier.recorded_at, ChildIdentifier.id)),
        addresses=_by("child_id", _all(ChildAddress, authority_id, ChildAddress.id)),
        schools=_by("child_id", _all(SchoolPlace, authority_id, SchoolPlace.from_on, SchoolPlace.id)),
        urns=_urns(),
        excepted=_excepted(authority_id),
        moves=_moves(authority_id),
        kept={row.child_id for row in _all(WhereaboutsKept, authority_id, WhereaboutsKept.id) if _runs(row, on)},
        councils={held.name: held.dfe_code for held in db.session.scalars(select(Authority))},
    )


def _runs(row: WhereaboutsKept, on: date) -> bool:
    return row.ended_on is None or row.ended_on > on


def _all(model: type[T], authority_id: UUID, *order: Any) -> Sequence[T]:
    of: ColumnElement[bool] = model.authority_id == authority_id  # type: ignore[attr-defined]
    return db.session.scalars(select(model).where(of).order_by(*order)).all()


def _by(name: str, rows: Sequence[T]) -> dict[Any, list[T]]:
    found: dict[Hashable, list[T]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _urns() -> dict[UUID, str]:
    """The number of an organisation's place; none where it has several, for then it is not known which."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for agency_id, urn in db.session.execute(
        select(Setting.agency_id, Setting.urn).where(Setting.urn.is_not(None), Setting.closed_on.is_(None))
    ):
        found[agency_id].add(str(urn))
    return {key: urns.pop() for key, urns in found.items() if len(urns) == 1}


def _excepted(authority_id: UUID) -> dict[UUID, list[date]]:
    """The days from which clocks of a final plan run for which an exception stands, by child."""
    found: dict[UUID, list[date]] = defaultdict(list)
    for held in db.session.scalars(
        select(Clock)
        .where(Clock.authority_id == authority_id, Clock.rule.in_(FINAL_PLAN), Clock.state != "void")
        .where(Clock.id.in_(select(ClockException.clock_id).where(ClockException.kind == ExceptionKind.LATER.value)))
    ):
        if deadlines.exempted(held):
            found[held.child_id].append(held.from_on)
    return found


def _moves(authority_id: UUID) -> dict[UUID, list[tuple[date, date]]]:
    """Moves between phases, by the review that looks at them: since when the move is in view, and its last day."""
    rows = db.session.execute(
        select(Event.about_id, Event.occurred_on, Clock.due_on)
        .join(Clock, Clock.started_by == Event.id)
        .where(Event.authority_id == authority_id, Event.kind == "ehc_phase_transfer_due", Clock.state != "void")
        .order_by(Event.occurred_on)
    )
    found: dict[Any, list[tuple[date, date]]] = defaultdict(list)
    for review_id, since, due_on in rows:
        found[review_id].append((since, due_on))
    return found
