"""The queue: jobs are rows in the same database, deferred on the session's own connection.

A roll-back takes the job with it, and a commit makes both true together. A job carries references, never text, and
decides again when it runs. Each runs as a named process, reaching only the children it names, in one transaction
that ends with an audit row.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import procrastinate
import structlog
from flask import Flask

from coordination.audit import operations as audit
from coordination.audit.operations import Access
from coordination.config import Settings
from coordination.db import db, identify, new_id

log = structlog.get_logger()
queue = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=""))
# Jobs are queued through a door of its own: inside the worker the queue's connector is asynchronous and takes no
# session's connection, so that a job could queue no other.
_door = procrastinate.App(connector=procrastinate.SyncPsycopgConnector(conninfo=""))
_application: Flask | None = None

Work = Callable[..., None]
_works: dict[str, Work] = {}
_unseen: set[str] = set()


def serve_for(app: Flask) -> None:
    """Say which application's context jobs run in."""
    global _application
    _application = app


def task(name: str, *, retries: int = 5, disclosure: bool = False, every: str | None = None) -> Callable[[Work], Work]:
    """Declare a job. Its arguments are references as text; ``child`` and ``children`` say whom it reaches.

    ``disclosure``: never requeued by itself after a crash; it waits for a person.
    ``every``: a cron line; the job is upkeep that the worker queues by itself, once for each time, with the reference
    ``timestamp``. It must do no harm twice. Upkeep reads nobody's record, and leaves no audit row.
    """

    def declare(work: Work) -> Work:
        def run_one(**references: Any) -> None:
            run(name, **references)

        strategy = False if disclosure else procrastinate.RetryStrategy(max_attempts=retries, exponential_wait=5)
        declared = queue.task(name=name, queue="disclosures" if disclosure else "work", retry=strategy)(run_one)
        _works[name] = work
        if every is not None:
            queue.periodic(cron=every)(declared)  # type: ignore[arg-type]
            _unseen.add(name)
        return work

    return declare


def defer(name: str, **references: Any) -> None:
    """Queue a job in the present transaction."""
    defer_until(None, name, **references)


def defer_until(at: datetime | None, name: str, **references: Any) -> None:
    """Queue a job in the present transaction, to be taken at an instant (aware) and not before."""
    defer_each(name, [references], at=at)


def defer_each(name: str, each: Sequence[Mapping[str, Any]], *, at: datetime | None = None) -> None:
    """Queue a job for each of these references in the present transaction. One statement."""
    if not each:
        return
    kept = [{key: _text(value) for key, value in references.items()} for references in each]
    connection = db.session.connection().connection.driver_connection
    to = queue.tasks[name].queue
    _door.configure_task(name, connection=connection, schedule_at=at, queue=to).batch_defer(*kept)


def run(name: str, **references: Any) -> None:
    """Run one job now, as its named process, in its own transaction."""
    if _application is None:
        raise RuntimeError("no application was given to the queue")
    children = [UUID(value) for value in references.get("children", [])]
    if references.get("child"):
        children.append(UUID(references["child"]))
    with _application.app_context():
        session = db.session()
        try:
            identify(session, process=name, children=children)
            _works[name](**references)
            if name not in _unseen:
                audit.append(session, Access(request_id=new_id(), verb="work", process=name, children=set(children)))
            session.commit()
        except Exception as error:
            session.rollback()
            log.error("job failed", job=name, kind=type(error).__name__)
            raise
        finally:
            db.session.remove()


def connector(settings: Settings) -> procrastinate.PsycopgConnector:
    """The worker's own connection to the queue."""
    return procrastinate.PsycopgConnector(
        conninfo=settings.database_urls["worker"],
        kwargs={"options": "-c search_path=jobs,public -c timezone=UTC"},
        min_size=1,
        max_size=4,
    )


def work(app: Flask, settings: Settings, *, concurrency: int = 2, wait: bool = True) -> None:
    """Take jobs until told to stop (``wait``), or until none is left."""
    serve_for(app)
    with queue.replace_connector(connector(settings)):
        queue.run_worker(
            concurrency=concurrency,
            wait=wait,
            install_signal_handlers=wait,
            delete_jobs=procrastinate.jobs.DeleteJobCondition.SUCCESSFUL,
            listen_notify=wait,
        )


def _text(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | tuple | set):
        return [_text(item) for item in value]
    return value
