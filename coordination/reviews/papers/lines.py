"""What stands in a review, and in the plan it looked at: as said now while it is a draft, as signed ever after."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from coordination.children import saying
from coordination.children.statements import Statement, StatementVersion
from coordination.db import db
from coordination.plans import queries as plans
from coordination.reviews import queries
from coordination.reviews.models import Review, ReviewItem, ReviewState


class Line(NamedTuple):
    """A statement as it stands in a review: as said now, or as it was said when the record was signed."""

    statement: Statement
    how: str
    text: str
    facts: dict[str, Any]


def lines_of(review: Review, held: list[ReviewItem] | None = None) -> list[Line]:
    """What stood in the review, in its order. ``held``: its items, where they are at hand."""
    items = queries.items(review.id) if held is None else held
    signed = _versions(item.statement_version_id for item in items) if is_signed(review) else {}
    return [_line(item.statement, item.how, signed.get(item.statement_version_id)) for item in items]


def plan_lines(review: Review) -> list[Line]:
    """What the plan said: at the instant the record was signed, or now."""
    if review.plan_id is None:
        return []
    if review.signed_at is None:
        return [_line(row, "plan", None) for row in plans.statements(review.plan_id)]
    rows = plans.statements(review.plan_id, ended=True)
    newest = (
        select(StatementVersion)
        .where(StatementVersion.statement_id.in_([row.id for row in rows]), StatementVersion.at <= review.signed_at)
        .ext(distinct_on(StatementVersion.statement_id))
        .order_by(StatementVersion.statement_id, StatementVersion.number.desc())
    )
    then = {version.statement_id: version for version in db.session.scalars(newest)}
    said = [(row, then.get(row.id)) for row in rows]
    return [_line(row, "plan", held) for row, held in said if held is not None and "ended_on" not in held.facts]


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
