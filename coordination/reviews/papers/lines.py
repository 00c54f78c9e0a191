"""What stands in a review, and in the plan it looked at: as said now while it is a draft, as signed ever after."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from coordination.children import saying
from coordination.children.statements import Statement, StatementVersion
from coordination.db import db
from coordination.reviews.models import Review, ReviewItem, ReviewState


class Line(NamedTuple):
    """A statement as it stands in a review: as said now, or as it was said when the record was signed."""

    statement: Statement
    how: str
    text: str
    facts: dict[str, Any]


class Stood(NamedTuple):
    """A statement's place in a review."""

    statement: Statement
    how: str
    statement_version_id: UUID | None


def stood(row: dict[str, Any], said: Mapping[UUID, Statement]) -> Stood:
    """A row of ``review_item`` as a place. ``said``: the statements, by key."""
    version = row["statement_version_id"]
    return Stood(said[UUID(row["statement_id"])], row["how"], UUID(version) if version else None)


def lines_of(review: Review, items: list[ReviewItem]) -> list[Line]:
    """What stood in the review, in its order."""
    wanted = {item.statement_version_id for item in items if item.statement_version_id is not None}
    if not is_signed(review) or not wanted:
        return lines_from(review, items, {})
    rows = db.session.scalars(select(StatementVersion).where(StatementVersion.id.in_(wanted)))
    return lines_from(review, items, {row.id: row for row in rows})


def lines_from(
    review: Review, items: Iterable[ReviewItem | Stood], versions: Mapping[UUID, StatementVersion]
) -> list[Line]:
    """What stood in the review. ``versions``: what was said when it was signed, by key."""
    signed = versions if is_signed(review) else {}
    return [
        _line(item.statement, item.how, signed.get(item.statement_version_id) if item.statement_version_id else None)
        for item in items
    ]


def plan_lines_from(review: Review, rows: Iterable[Any], then: Mapping[UUID, StatementVersion]) -> list[Line]:
    """What the plan said: at the instant the record was signed, or now.

    ``rows``: of the plan, those taken out too. ``then``: what each said last when it was signed, by statement.
    """
    if review.signed_at is None:
        return [_line(row, "plan", None) for row in rows if row.ended_on is None]
    said = [(row, then.get(row.id)) for row in rows]
    return [_line(row, "plan", held) for row, held in said if held is not None and "ended_on" not in held.facts]


def _line(statement: Statement, how: str, version: StatementVersion | None) -> Line:
    if version is None:
        return Line(statement, how, statement.text, saying.facts_of(statement))
    return Line(statement, how, str(version.wording.get("professional", {}).get("en", "")), version.facts)


def is_signed(review: Review) -> bool:
    return review.state == ReviewState.SIGNED.value
