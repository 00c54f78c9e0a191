"""Chasing settings that have not answered: a mail four days before the answer is due, the day after, and every week
from then on. As advice is chased (``process.chasing``): a job asks for keys only; each is looked at by its own.
"""

from uuid import UUID

from sqlalchemy import text

from coordination import jobs
from coordination.access.actor import system
from coordination.db import db
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan import settings_asked
from coordination.ehc.plan_models import Consultation

_WAITING = text("select id, child_id from settings_waited_for()")


@jobs.task("ehc.chase_settings", every="50 7 * * 1-5")
def chase_settings(timestamp: int) -> None:
    """Have each setting that is waited for looked at. Twice does no harm: each is chased once a day at most."""
    for row in db.session.execute(_WAITING):
        jobs.defer("ehc.chase_setting", child=row.child_id, consultation=row.id)


@jobs.task("ehc.chase_setting", retries=3)
def chase_job(child: str, consultation: str) -> None:
    """Chase one setting, if that is right today."""
    row = plan_queries.consultation(UUID(consultation))
    if row is not None:
        chase(row)


def chase(row: Consultation) -> bool:
    """Chase whoever was asked, while their answer is waited for. Whether they were mailed."""
    if row.person_id is None or not settings_asked.waits(row):
        return False
    by = system("ehc.chase_setting", ())
    return settings_asked.SETTING.chase(row, asked_on=row.sent_on, due_on=settings_asked.due_on(row), by=by)
