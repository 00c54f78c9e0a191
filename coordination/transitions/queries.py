"""Asking about the road to adulthood of one young person."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from coordination.care.models import CarePeriod
from coordination.db import db
from coordination.ehc.plan_models import FormalPlan
from coordination.statutory_plans.models import LeavingCare
from coordination.transitions.models import AdultArrangement, LeaverHome, RunwayAnswer, RunwayStep


def steps(child_id: UUID) -> dict[str, RunwayStep]:
    """How each recorded step stands, by its code, with who sees to it. One query."""
    found = db.session.scalars(
        select(RunwayStep).where(RunwayStep.child_id == child_id).options(joinedload(RunwayStep.responsible))
    )
    return {row.step: row for row in found}


def step(child_id: UUID, code: str) -> RunwayStep | None:
    """How one step stands, if anybody has recorded it."""
    return db.session.scalar(select(RunwayStep).where(RunwayStep.child_id == child_id, RunwayStep.step == code))


def answers(child_id: UUID) -> dict[str, RunwayAnswer]:
    """What the young person says of the steps, by their code. One query."""
    found = db.session.scalars(select(RunwayAnswer).where(RunwayAnswer.child_id == child_id))
    return {row.step: row for row in found}


def answer(child_id: UUID, code: str) -> RunwayAnswer | None:
    """What the young person says of one step."""
    return db.session.scalar(select(RunwayAnswer).where(RunwayAnswer.child_id == child_id, RunwayAnswer.step == code))


def belongs_to(child_id: UUID) -> frozenset[str]:
    """For whom else steps are that this young person has: ``ehc``, ``care``. One query.

    An EHC plan counts from its draft until it ends.
    """
    ehc = exists().where(FormalPlan.child_id == child_id, FormalPlan.type == "ehc", FormalPlan.state != "ceased")
    care = or_(
        exists().where(CarePeriod.child_id == child_id, CarePeriod.to_on.is_(None)),
        exists().where(LeavingCare.child_id == child_id, LeavingCare.to_on.is_(None), LeavingCare.status != "none"),
    )
    row = db.session.execute(select(ehc.label("ehc"), care.label("care"))).one()
    return frozenset(name for name in ("ehc", "care") if getattr(row, name))


def arrangements(children: Iterable[UUID]) -> list[AdultArrangement]:
    """What is settled for the adult years of these, the one decided last first. One query."""
    return list(
        db.session.scalars(
            select(AdultArrangement)
            .where(AdultArrangement.child_id.in_(list(children)))
            .order_by(AdultArrangement.decided_on.desc(), AdultArrangement.id.desc())
        )
    )


def arrangement(arrangement_id: UUID) -> AdultArrangement | None:
    """One of them."""
    return db.session.get(AdultArrangement, arrangement_id)


def homes(child_id: UUID) -> list[LeaverHome]:
    """Where a care leaver moved, the last move first. One query."""
    return list(
        db.session.scalars(
            select(LeaverHome).where(LeaverHome.child_id == child_id).order_by(LeaverHome.moved_on.desc())
        )
    )


def home(home_id: UUID) -> LeaverHome | None:
    """One move."""
    return db.session.get(LeaverHome, home_id)


def last_moves(children: Iterable[UUID]) -> dict[UUID, LeaverHome]:
    """The last move of each of these who are care leavers. One query."""
    newest = (
        select(LeaverHome.child_id, func.max(LeaverHome.moved_on).label("moved_on"))
        .where(LeaverHome.child_id.in_(list(children)))
        .group_by(LeaverHome.child_id)
        .subquery()
    )
    found = db.session.scalars(
        select(LeaverHome).join(
            newest, (newest.c.child_id == LeaverHome.child_id) & (newest.c.moved_on == LeaverHome.moved_on)
        )
    )
    return {row.child_id: row for row in found}
