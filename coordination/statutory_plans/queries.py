"""Asking about the plans that the law asks for."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from coordination.care.models import CarePeriod
from coordination.children.models import Child
from coordination.children.statements import of_kinds
from coordination.db import db
from coordination.plans.models import Action, Outcome
from coordination.statutory_plans.models import PepCheck, StatutoryEntry, StatutoryPlan, StatutoryTie


def plan(statutory_id: UUID) -> StatutoryPlan | None:
    """One version of a plan, with what it says and its child."""
    return db.session.scalar(
        select(StatutoryPlan)
        .where(StatutoryPlan.id == statutory_id)
        .options(joinedload(StatutoryPlan.child), selectinload(StatutoryPlan.entries))
    )


def plans(child_id: UUID) -> list[StatutoryPlan]:
    """Every version of every plan of a child, the newest of each kind first. One query."""
    return list(
        db.session.scalars(
            select(StatutoryPlan)
            .where(StatutoryPlan.child_id == child_id)
            .order_by(StatutoryPlan.kind, StatutoryPlan.number.desc())
        )
    )


def entries(statutory_ids: Iterable[UUID]) -> list[StatutoryEntry]:
    """What these versions say."""
    return list(db.session.scalars(select(StatutoryEntry).where(StatutoryEntry.statutory_id.in_(list(statutory_ids)))))


def ties(statutory_id: UUID) -> list[StatutoryTie]:
    """What of the support plan a version rests on, with what it said when it was agreed."""
    return list(
        db.session.scalars(
            select(StatutoryTie)
            .where(StatutoryTie.statutory_id == statutory_id)
            .options(joinedload(StatutoryTie.statement_version))
            .order_by(StatutoryTie.id)
        )
    )


def tied(keys: Iterable[UUID]) -> dict[UUID, Outcome | Action]:
    """Outcomes and actions by their keys, with who has them. One query, or none."""
    wanted = list(keys)
    if not wanted:
        return {}
    every = of_kinds(Outcome, Action)
    found = db.session.scalars(
        select(every)
        .where(every.id.in_(wanted))
        .options(joinedload(every.Action.owner), joinedload(every.Action.agency))
    ).unique()
    return {row.id: row for row in found}


def checks(statutory_ids: Iterable[UUID]) -> list[PepCheck]:
    """The checks of these personal education plans, the newest first."""
    return list(
        db.session.scalars(
            select(PepCheck)
            .where(PepCheck.statutory_id.in_(list(statutory_ids)))
            .order_by(PepCheck.checked_on.desc(), PepCheck.id.desc())
        )
    )


def looked_after() -> list[Child]:
    """Every child in reach who is looked after, by name. One query."""
    return list(
        db.session.scalars(
            select(Child)
            .where(
                Child.id.in_(select(CarePeriod.child_id).where(CarePeriod.to_on.is_(None))),
            )
            .order_by(Child.sort_name, Child.id)
        )
    )


def of_a_term(children: Iterable[UUID], term: str) -> dict[UUID, StatutoryPlan]:
    """The newest personal education plan of a term, by child. One query."""
    found: dict[UUID, StatutoryPlan] = {}
    for row in db.session.scalars(
        select(StatutoryPlan)
        .where(StatutoryPlan.child_id.in_(list(children)), StatutoryPlan.kind == "pep", StatutoryPlan.term == term)
        .order_by(StatutoryPlan.number)
    ):
        found[row.child_id] = row
    return found
