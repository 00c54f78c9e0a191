"""What stands in a review, and in the plan it looked at: as said now while it is a draft, as signed ever after."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from coordination.children import saying
from coordination.children.statements import Statement, StatementVersion
from coordination.db import db
from coordination.plans import queries as plans
from coordination.reviews import queries
from coordination.reviews.models import Review, ReviewState


class Line(NamedTuple):
    """A statement as it stands in a review: as said now, or as it was said when the record was signed."""

    statement: Statement
    how: str
    text: str
    facts: dict[str, Any]


def lines_of(review: Review) -> list[Line]:
    """What stood in the review, in its order."""
    items = queries.items(review.id)
    signed = _versions(item.statement_version_id for item in items) if is_signed(review) else {}
    return [_line(item.statement, item.how, signed.get(item.statement_version_id)) for item in items]


def plan_lines(review: Review) -> list[Line]:
    """What the plan said: when the record was signed, or now."""
    if review.plan_id is None:
        return []
    if is_signed(review) and review.plan_version is not None:
        agreed = plans.plan_version(review.plan_id, review.plan_version)
        if agreed is not None:
            held = plans.manifest([agreed])[agreed.id]
            return [_line(version.statement, "plan", version) for version in held]
    return [_line(row, "plan", None) for row in plans.statements(review.plan_id)]


def _line(statement: Statement, how: str, version: StatementVersion | None) -> Line:
    if version is None:
        return Line(statement, how, statement.text, saying.facts_of(statement))
    return Line(statement, how, str(version.wording.get("professional", {}).get("en", "")), version.facts)


def _versions(keys: Any) -> dict[UUID | None, StatementVersion]:
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return {}
    rows = db.session.scalars(select(StatementVersion).where(StatementVersion.id.in_(wanted)))
    return {row.id: row for row in rows}


def is_signed(review: Review) -> bool:
    return review.state == ReviewState.SIGNED.value
