"""The queue on a real database: what is deferred lives and dies with its cause, and a worker runs it as a process."""

import json
import re
from datetime import timedelta
from pathlib import Path

import procrastinate
import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from coordination import clock, config, create_app, database_logins, jobs, upkeep
from coordination.accounts import limits
from coordination.accounts import operations as accounts
from coordination.agencies.models import Person
from coordination.audit import verify
from coordination.cli import commands
from coordination.db import db, identify, new_id, psycopg_url
from coordination.messages.models import OutboxMessage, State
from coordination.messages.operations import queue_mail


@pytest.fixture
def worker_app(settings, app):
    """The application with the worker's login. The queue goes back to the other one afterwards."""
    made = create_app(settings, login="worker")
    yield made
    jobs.serve_for(app)


@pytest.fixture
def queued(owner_engine):
    """What waits in the queue, by the references it carries."""

    def read(reference):
        with owner_engine.connect() as connection:
            return connection.execute(
                text(
                    "select task_name, status, queue_name from jobs.procrastinate_jobs where args::text like :reference"
                ),
                {"reference": f"%{reference}%"},
            ).all()

    return read


def mail_to(world, who="lead"):
    return queue_mail(db.session.get(Person, world.people[who]), template="something_new")


class TestDeferring:
    def test_a_job_is_true_when_its_cause_is(self, app, world, queued):
        with app.app_context():
            identify(db.session(), world.people["lead"])
            message = mail_to(world)
            assert queued(message.id) == []
            db.session.commit()
            assert [row.task_name for row in queued(message.id)] == ["messages.send"]

    def test_a_roll_back_takes_the_job_along(self, app, world, queued):
        with app.app_context():
            identify(db.session(), world.people["lead"])
            message = mail_to(world)
            db.session.rollback()
            assert queued(message.id) == []
            assert db.session.get(OutboxMessage, message.id) is None

    def test_a_job_carries_references_and_no_words(self, app, world, owner_engine):
        with app.app_context():
            message = mail_to(world)
            db.session.commit()
        with owner_engine.connect() as connection:
            args = connection.execute(
                text("select args from jobs.procrastinate_jobs where args::text like :reference"),
                {"reference": f"%{message.id}%"},
            ).scalar_one()
        assert args == {"message": str(message.id)}


class TestWhatTheApplicationMay:
    @pytest.mark.parametrize(
        "asked",
        ["select args from jobs.procrastinate_jobs", "select task_name from jobs.procrastinate_jobs",
         "update jobs.procrastinate_jobs set status = 'todo'", "delete from jobs.procrastinate_jobs",
         "select * from jobs.procrastinate_events", "select * from jobs.procrastinate_workers"],
    )  # fmt: skip
    def test_it_may_not_read_or_change_the_queue(self, app, asked):
        with app.app_context(), pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(text(asked))

    def test_it_may_read_the_keys_of_jobs(self, app):
        with app.app_context():
            db.session.execute(text("select id from jobs.procrastinate_jobs")).all()


class TestAWorker:
    @pytest.mark.usefixtures("nothing_waits")
    def test_it_runs_what_waits_as_a_named_process_and_says_so(
        self, app, worker_app, settings, world, queued, owner_engine
    ):
        with app.app_context():
            identify(db.session(), world.people["lead"])
            message = mail_to(world)
            db.session.commit()
        jobs.work(worker_app, settings, wait=False)
        assert queued(message.id) == []
        with app.app_context():
            assert db.session.get(OutboxMessage, message.id).state == State.SHOWN
        with owner_engine.connect() as connection:
            row = connection.execute(
                text(
                    "select process, actor_id, verb from audit_row where process = 'messages.send'"
                    " order by at desc limit 1"
                )
            ).one()
        assert tuple(row) == ("messages.send", None, "work")

    def test_it_reaches_only_the_children_the_job_names(self, worker_app, settings, world, app):
        seen = []

        def look(**_):
            seen.append(
                db.session.execute(
                    text("select count(*) from child where id = :id"), {"id": world.child_id}
                ).scalar_one()
            )

        jobs.task(f"test.look.{new_id().hex}")(look)
        name = next(name for name in jobs.queue.tasks if name.startswith("test.look."))
        try:
            with app.app_context():
                jobs.defer(name, child=world.child_id)
                jobs.defer(name, child=new_id())
                jobs.defer(name)
                db.session.commit()
            jobs.work(worker_app, settings, concurrency=1, wait=False)
        finally:
            jobs.queue.tasks.pop(name)
        assert sorted(seen) == [0, 0, 1]

    def test_a_job_queues_others_and_they_run_too(self, app, worker_app, settings, world, queued):
        def tell(**_):
            mail_to(world)

        name = f"test.tell.{new_id().hex}"
        jobs.task(name)(tell)
        try:
            with app.app_context():
                jobs.defer(name)
                db.session.commit()
            jobs.work(worker_app, settings, concurrency=1, wait=False)
        finally:
            jobs.queue.tasks.pop(name)
        assert queued(name) == []
        with app.app_context():
            told = db.session.query(OutboxMessage).filter_by(person_id=world.people["lead"]).all()
            assert [message.state for message in told] == [State.SHOWN]

    def test_a_job_that_fails_is_tried_again_later_and_changes_nothing(self, worker_app, settings, world, app, queued):
        def fail(person, **_):
            accounts.disable_person(db.session.get(Person, world.people["lead"]), by=None)
            raise RuntimeError("on purpose")

        name = f"test.fail.{new_id().hex}"
        jobs.task(name, retries=3)(fail)
        try:
            with app.app_context():
                jobs.defer(name, person=world.people["lead"])
                db.session.commit()
            jobs.work(worker_app, settings, wait=False)
        finally:
            jobs.queue.tasks.pop(name)
        assert [row.status for row in queued(world.people["lead"])] == ["todo"]
        with app.app_context():
            assert db.session.get(Person, world.people["lead"]).active


class TestTheQueuesTables:
    def test_our_copy_of_the_sql_is_the_librarys(self):
        theirs = (Path(procrastinate.__file__).parent / "sql" / "schema.sql").read_text()
        ours = (config.ROOT / "migrations" / "sql" / "jobs.sql").read_text()
        assert _folded(ours) == _folded(theirs), (
            "Procrastinate's tables changed with its version: write a migration of its SQL, and copy schema.sql anew."
        )


def _folded(sql):
    return re.sub(
        r"\s+", " ", "\n".join(line for line in sql.splitlines() if not line.lstrip().startswith("--"))
    ).strip()


class TestUpkeep:
    @pytest.fixture
    def killed(self, owner_engine):
        """A job whose worker was killed a while ago, on a queue."""

        def make(queue, attempts=0):
            with owner_engine.begin() as connection:
                connection.execute(text("set local search_path to jobs"))
                worker = connection.execute(
                    text(
                        "insert into procrastinate_workers (last_heartbeat) values (now() - interval '10 minutes')"
                        " returning id"
                    )
                ).scalar_one()
                return connection.execute(
                    text(
                        "insert into procrastinate_jobs (queue_name, task_name, args, status, attempts, worker_id)"
                        " values (:queue, 'nothing', '{}', 'doing', :attempts, :worker) returning id"
                    ),
                    {"queue": queue, "attempts": attempts, "worker": worker},
                ).scalar_one()

        return make

    def status_of(self, owner_engine, job):
        with owner_engine.connect() as connection:
            return connection.execute(
                text("select status from jobs.procrastinate_jobs where id = :job"), {"job": job}
            ).scalar_one()

    @pytest.mark.parametrize(
        ("queue", "attempts", "then"),
        [("work", 0, "todo"), ("disclosures", 0, "failed"), ("work", upkeep.MOST_ATTEMPTS, "failed")],
    )
    def test_a_killed_job_runs_again_unless_it_is_a_disclosure_or_kills_every_worker(
        self, worker_app, killed, owner_engine, queue, attempts, then
    ):
        job = killed(queue, attempts)
        jobs.run("upkeep.requeue_stalled")
        jobs.run("upkeep.requeue_stalled")
        assert self.status_of(owner_engine, job) == then
        with owner_engine.begin() as connection:
            connection.execute(text("delete from jobs.procrastinate_jobs where id = :job"), {"job": job})

    def test_what_a_living_worker_does_is_left_alone(self, worker_app, killed, owner_engine):
        job = killed("work")
        with owner_engine.begin() as connection:
            connection.execute(text("update jobs.procrastinate_workers set last_heartbeat = now()"))
        jobs.run("upkeep.requeue_stalled")
        assert self.status_of(owner_engine, job) == "doing"
        with owner_engine.begin() as connection:
            connection.execute(text("delete from jobs.procrastinate_jobs where id = :job"), {"job": job})

    def test_what_gave_up_is_shown_to_a_person(self, worker_app, killed):
        killed("disclosures")
        jobs.run("upkeep.requeue_stalled")
        with worker_app.app_context():
            assert ("nothing", 1) in [(row.task_name, row.how_many) for row in upkeep.stopped_jobs()]

    @pytest.fixture
    def asked(self, settings, monkeypatch):
        """What the command says of the queue, and how it ends."""
        monkeypatch.setenv("COORDINATION_ENV", "test")
        monkeypatch.setenv("COORDINATION_INSTANCE", str(settings.instance))
        monkeypatch.setenv("SECRET_KEY", settings.secret_key)
        for login, url in settings.database_urls.items():
            monkeypatch.setenv(database_logins.SETTING[login], url)
        return lambda *words: CliRunner().invoke(commands, ["jobs", *words])

    @pytest.fixture
    def no_jobs(self, owner_engine):
        def clear():
            with owner_engine.begin() as connection:
                connection.execute(text("delete from jobs.procrastinate_periodic_defers"))
                connection.execute(text("delete from jobs.procrastinate_jobs"))
                connection.execute(text("delete from jobs.procrastinate_workers"))

        clear()
        yield
        clear()

    def test_a_command_lists_what_gave_up_and_ends_with_one(self, worker_app, killed, no_jobs, asked):
        killed("disclosures")
        jobs.run("upkeep.requeue_stalled")
        listed = asked()
        assert listed.exit_code == 1
        assert re.search(r"^nothing +1  first on 20\d\d-", listed.output, re.M)
        (row,) = json.loads(asked("--json").output)["stopped"]
        assert (row["task_name"], row["how_many"]) == ("nothing", 1)

    def test_it_says_that_nobody_takes_the_jobs(self, app, world, no_jobs, asked, owner_engine):
        assert "No job has stopped.\nNo worker runs." in asked().output
        with app.app_context():
            mail_to(world)
            db.session.commit()
        waits = asked()
        assert waits.exit_code == 0
        assert "1 wait, the first since 20" in waits.output
        with owner_engine.begin() as connection:
            connection.execute(text("update jobs.procrastinate_events set at = at - interval '20 minutes'"))
        assert asked().exit_code == 1

    def test_it_says_that_a_worker_runs(self, no_jobs, asked, owner_engine):
        with owner_engine.begin() as connection:
            connection.execute(text("insert into jobs.procrastinate_workers (last_heartbeat) values (now())"))
        found = asked()
        assert found.exit_code == 0
        assert "A worker runs." in found.output

    def test_the_audits_months_are_made_ahead(self, worker_app, owner_engine):
        with clock.frozen(clock.now() + timedelta(days=200)):
            jobs.run("upkeep.partitions")
            jobs.run("upkeep.partitions")
            months = [clock.today().replace(day=1), (clock.today().replace(day=1) + timedelta(days=100)).replace(day=1)]
        with owner_engine.connect() as connection:
            made = set(
                connection.execute(text("select relname from pg_class where relname like 'audit_row_2%'")).scalars()
            )
        assert {f"audit_row_{month:%Y%m}" for month in months} <= made

    def test_a_checkpoint_is_written_that_the_audit_still_agrees_with(self, worker_app, settings):
        jobs.run("upkeep.checkpoint")
        file = upkeep.checkpoints(settings)
        before = len(file.read_text().splitlines())
        jobs.run("upkeep.checkpoint")
        assert len(file.read_text().splitlines()) == before + 1
        engine = create_engine(psycopg_url(settings.database_urls["auditor"]))
        with engine.connect() as connection:
            assert verify.verify(connection, file, settings.secret_key).problems == []
        engine.dispose()

    def test_old_counters_are_forgotten_and_new_ones_kept(self, worker_app, owner_engine, app):
        old, new = new_id().hex, new_id().hex
        with app.app_context():
            with clock.frozen(clock.now() - timedelta(days=5)):
                limits.allow(old, 1, timedelta(hours=1))
            limits.allow(new, 1, timedelta(hours=1))
        jobs.run("upkeep.forget")
        with app.app_context():
            assert not limits.allow(new, 1, timedelta(hours=1))
            with clock.frozen(clock.now() - timedelta(days=5)):
                assert limits.allow(old, 1, timedelta(hours=1))

    def test_it_leaves_no_audit_rows(self, worker_app, owner_engine):
        jobs.run("upkeep.mail")
        with owner_engine.connect() as connection:
            assert (
                connection.execute(text("select count(*) from audit_row where process like 'upkeep%'")).scalar_one()
                == 0
            )

    def test_the_worker_queues_it_by_the_clock(self):
        declared = {task.task.name: task.cron for task in jobs.queue.periodic_registry.periodic_tasks.values()}
        assert declared["upkeep.checkpoint"] == "0 * * * *"
        assert set(declared) >= {"upkeep.requeue_stalled", "upkeep.mail", "upkeep.partitions", "upkeep.forget"}
