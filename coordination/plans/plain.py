"""Before a plan is agreed: words for the young person that are harder to read than they should be asked to.

Agreeing them asks for a reason, which stands with the version. Words that keep somebody safe never wait for one.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from coordination.db import RuleBroken, db
from coordination.plans.models import Plan, PlanVersion, PlanVersionLine
from coordination.wording import beside

_SAFEGUARDING_KINDS = frozenset({"worry", "contingency"})
_SAFEGUARDING_CASES = frozenset({"child_protection"})


def harder_than_agreed(plan: Plan, rows: Iterable[Any]) -> list[str]:
    """The young person's words among these statements that read older than was chosen for the child, without those
    agreed before. At most two queries, none where nothing is worded for them."""
    if plan.case.kind in _SAFEGUARDING_CASES:
        return []
    worded = {row.version_id: beside.for_the_young_person(row) for row in rows if _is_weighed(row)}
    hard = set(beside.harder_than_agreed(plan, worded.values()))
    if not hard:
        return []
    newest = select(func.max(PlanVersion.number)).where(PlanVersion.plan_id == plan.id).scalar_subquery()
    agreed = set(
        db.session.scalars(
            select(PlanVersionLine.statement_version_id)
            .join(PlanVersion, PlanVersion.id == PlanVersionLine.plan_version_id)
            .where(PlanVersion.plan_id == plan.id, PlanVersion.number == newest)
        )
    )
    return [text for key, text in worded.items() if text in hard and key not in agreed]


def demand_why(plan: Plan, row: Any, *, young_text: str, audiences: Iterable[str], why: str | None) -> None:
    """Raise RuleBroken where changing a statement would have the young person read, at once and without a reason, words
    harder than was chosen for them. What was not shared before is asked about when it is agreed. At most one query.
    """
    if why or row.published_at is None or "young_person" not in audiences or not _is_weighed(row):
        return
    if plan.case.kind in _SAFEGUARDING_CASES or young_text == beside.for_the_young_person(row):
        return
    if beside.harder_than_agreed(row, [young_text]):
        raise RuleBroken(
            "The words for the young person read older than was chosen for them. Change them, or say why not.", "why"
        )


def _is_weighed(row: Any) -> bool:
    return row.kind not in _SAFEGUARDING_KINDS and getattr(row, "domain", None) != "safety"
