"""Chasing advice that has not come: a mail two weeks and three days before it is due, the day after, and every week
from then on.

A job of every working morning asks the database which advice is waited for at all, and gets keys only. Each is then
looked at by a job of its own, which decides again: it may have come, been called off, or been given more time.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import text

from coordination import clock, jobs
from coordination.access.actor import system
from coordination.db import RuleBroken, db
from coordination.ehc import queries
from coordination.ehc.models import Advice, AdviceState
from coordination.ehc.process import advising
from coordination.links import queries as link_queries

# Days from the due date on which somebody is chased. Practice: no law says it.
BEFORE, AFTER, EVERY = (-14, -3), 1, 7
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
    """Mail whoever was asked, if it is time and they were not mailed for this already. Whether they were."""
    today = clock.today()
    due_on = queries.advice_due([row.id]).get(row.id)
    if row.state != AdviceState.ASKED.value or row.assessment.state not in queries.OPEN or due_on is None:
        return False
    if not is_time([row.asked_on, *row.chased_on], due_on, today, BEFORE):
        return False
    if not _mail(row, due_on):
        return False
    row.chased_on = [*row.chased_on, today]
    db.session.flush()
    return True


def is_time(asked: Iterable[date], due_on: date, today: date, before: Iterable[int]) -> bool:
    """Whether a day for chasing has come since they were asked or chased last. ``before``: days from the due date."""
    last = max(asked)
    late = (today - due_on).days
    days = [due_on + timedelta(days=step) for step in before]
    if late >= AFTER:
        days.append(due_on + timedelta(days=AFTER + (late - AFTER) // EVERY * EVERY))
    return any(last < day <= today for day in days)


def _mail(row: Advice, due_on: date) -> bool:
    """By a new link where they came by one, else to the page they sign in to. Whether anything went."""
    if link_queries.links_to([row.id]):
        try:
            advising.send_link(row, by=system("ehc.chase", ()))
        except RuleBroken:
            # The record is kept close since, or the organisation's people sign in now.
            return False
        return True
    advising.tell(row, "advice_reminder", due_on=due_on)
    return True
