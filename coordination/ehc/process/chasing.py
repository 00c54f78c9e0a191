"""Chasing advice that has not come: a mail two weeks and three days before it is due, the day after, and every week
from then on.

A job of every working morning asks the database which advice is waited for at all, and gets keys only. Each is then
looked at by a job of its own, which decides again: it may have come, been called off, or been given more time.
"""

from uuid import UUID

from sqlalchemy import text

from coordination import jobs
from coordination.access.actor import system
from coordination.db import db
from coordination.ehc import queries
from coordination.ehc.models import Advice, AdviceState
from coordination.ehc.process.advising import ADVICE

_WAITING = text("select id, child_id from advice_waited_for()")


@jobs.task("ehc.chase_all", every="40 7 * * 1-5")
def chase_all(timestamp: int) -> None:
    """Have each piece of advice that is waited for looked at. Twice does no harm: each is chased once a day at most."""
    for row in db.session.execute(_WAITING):
        jobs.defer("ehc.chase", child=row.child_id, advice=row.id)


@jobs.task("ehc.chase", retries=3)
def chase_job(child: str, advice: str) -> None:
    """Chase one piece of advice, if that is right today."""
    row = queries.advice(UUID(advice))
    if row is not None:
        chase(row)


def chase(row: Advice) -> bool:
    """Chase whoever was asked, while their advice is waited for. Whether they were mailed."""
    due_on = queries.advice_due([row.id]).get(row.id)
    if row.state != AdviceState.ASKED.value or row.assessment.state not in queries.OPEN or due_on is None:
        return False
    return ADVICE.chase(row, asked_on=row.asked_on, due_on=due_on, by=system("ehc.chase", ()))
