"""What the worker does by the clock so that nothing is left lying: each task does no harm when it runs twice.

Jobs whose worker was killed go back to the queue, except disclosures: whether those happened, a person says. Mail that
is due is tried again. Partitions of the audit are made months ahead, and every hour the heads of its chains are signed
and written outside the database.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Row, create_engine, text

from coordination import clock, jobs
from coordination.accounts import ceremonies, limits
from coordination.audit import verify
from coordination.config import Settings
from coordination.db import db, psycopg_url
from coordination.messages import sending

# A living worker says so every 10 seconds.
SILENT_AFTER = timedelta(minutes=1)
# A job that has ended this many workers would end the next one too.
MOST_ATTEMPTS = 5
MONTHS_AHEAD = 4
# A job that is due waits a moment while others run; waiting longer says that nobody takes them.
LONGEST_WAIT = timedelta(minutes=10)
COUNTERS_KEPT = timedelta(days=2)

_STALLED = text(
    """
    select j.id, j.queue_name = 'disclosures' or j.attempts >= :most as gives_up
    from jobs.procrastinate_jobs j left join jobs.procrastinate_workers w on w.id = j.worker_id
    where j.status = 'doing' and (w.id is null or w.last_heartbeat < now() - make_interval(secs => :silent))
    for update of j skip locked
    """
)
_AGAIN = text("select jobs.procrastinate_retry_job_v1(:id, now(), null, null, null)")
_STOP = text("select jobs.procrastinate_finish_job_v1(:id, 'failed', false)")


def checkpoints(settings: Settings) -> Path:
    """The file of signed checkpoints, outside the database."""
    return settings.instance / "checkpoints.txt"


@jobs.task("upkeep.requeue_stalled", every="* * * * *")
def requeue_stalled(timestamp: int = 0) -> None:
    """Jobs that were running when their worker was killed run again; disclosures stop, and wait for a person."""
    found = db.session.execute(_STALLED, {"most": MOST_ATTEMPTS, "silent": SILENT_AFTER.total_seconds()}).all()
    for row in found:
        db.session.execute(_STOP if row.gives_up else _AGAIN, {"id": row.id})


@jobs.task("upkeep.mail", every="* * * * *")
def mail(timestamp: int = 0) -> None:
    """Mail that was left half-way or is due again."""
    sending.sweep()


@jobs.task("upkeep.checkpoint", every="0 * * * *")
def checkpoint(timestamp: int = 0) -> None:
    """The heads of the audit's chains, signed, outside the database: a chain cut short is found by them."""
    settings: Settings = current_app.config["SETTINGS"]
    engine = create_engine(
        psycopg_url(settings.database_urls["auditor"]),
        connect_args={"options": "-c search_path=public -c timezone=UTC"},
    )
    try:
        with engine.connect() as connection:
            verify.write_checkpoint(connection, checkpoints(settings), settings.secret_key)
    finally:
        engine.dispose()


@jobs.task("upkeep.partitions", every="20 2 * * *")
def partitions(timestamp: int = 0) -> None:
    """The audit's months ahead."""
    db.session.execute(
        text("select audit_make_partitions(:today, :months)"), {"today": clock.today(), "months": MONTHS_AHEAD}
    )


@jobs.task("upkeep.forget", every="40 2 * * *")
def forget(timestamp: int = 0) -> None:
    """Counters of tries, proofs asked for, and pages looked at a moment ago, that count for nothing any more."""
    limits.forget(clock.now() - COUNTERS_KEPT)
    ceremonies.forget(clock.now() - COUNTERS_KEPT)
    db.session.execute(text("delete from audit_once where until < :now"), {"now": clock.now()})


def stopped_jobs() -> Sequence[Row[Any]]:
    """Jobs that gave up, for a person to look at: task, how many, since when. For the worker's or owner's login."""
    return db.session.execute(
        text(
            """
            select j.task_name, count(*) as how_many, min(e.at) as since
            from jobs.procrastinate_jobs j left join jobs.procrastinate_events e
              on e.job_id = j.id and e.type = 'failed'
            where j.status = 'failed' group by j.task_name order by j.task_name
            """
        )
    ).all()


def waiting_jobs() -> Row[Any]:
    """Jobs that are due and wait: ``how_many``, ``since`` when the first; and ``heard_at``, when a worker last said
    that it lives, None where none runs. For the worker's or owner's login.
    """
    return db.session.execute(
        text(
            """
            select count(*) as how_many, min(coalesce(j.scheduled_at, e.at)) as since,
              (select max(last_heartbeat) from jobs.procrastinate_workers) as heard_at
            from jobs.procrastinate_jobs j
            left join lateral (select max(at) as at from jobs.procrastinate_events where job_id = j.id) e on true
            where j.status = 'todo' and coalesce(j.scheduled_at, now()) <= now()
            """
        )
    ).one()
