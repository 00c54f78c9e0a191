"""Counting clocks anew after an authority changed what they are counted with: a child at a time, by the worker."""

from uuid import UUID

from sqlalchemy import text

from coordination import jobs
from coordination.db import db
from coordination.deadlines import projection

_CHILDREN = text("select child_id from children_with_clocks(:authority, :rules)")


@jobs.task("deadlines.recount")
def recount(authority: str, rules: list[str]) -> None:
    """One job for each child for whom a clock of one of these rules runs."""
    for child_id in db.session.scalars(_CHILDREN, {"authority": UUID(authority), "rules": rules}):
        jobs.defer("deadlines.rebuild", authority=authority, child=child_id)


@jobs.task("deadlines.rebuild")
def rebuild(authority: str, child: str) -> None:
    """Make one child's clocks anew from what happened. A second time changes nothing."""
    projection.rebuild(UUID(authority), UUID(child))
