"""What every test that needs a database stands on: a real PostgreSQL, migrated once, cloned for each worker.

Tests run as the application's own login on a committed clone, never inside an outer transaction that is rolled back:
that would hide the end of the actor and of every commit. Each test makes its own world, so nothing needs cleaning.
"""

import fcntl
import gc
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from sqlalchemy import create_engine, make_url, text

from coordination import config, create_app, database_logins, embedded, migrating
from coordination.config import Settings
from coordination.db import psycopg_url
from tests.browsing import Browsing
from tests.demo_copy import DemoCopy, copied, do_not_wait_for_the_disk
from tests.world import World, build_world

TEMPLATE = "coordination_test_template"

# What the models and pages of the whole product are made of stays to the end: looking through it for rubbish over and
# over is a fifteenth of a run.
gc.set_threshold(100_000, 50, 100)

# How long one example takes says nothing here: a busy machine is not a fault.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def database_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str], str]]:
    """The server and its four logins: the one of DATABASE_URL (an administrator's), or the embedded one."""
    instance = Path(os.environ.get("COORDINATION_TEST_INSTANCE", config.ROOT / "instance" / "test")).resolve()
    instance.mkdir(parents=True, exist_ok=True)
    admin = os.environ.get("DATABASE_URL")
    if admin and not os.environ.get("DATABASE_OWNER_URL"):
        _share_logins(admin, instance)
        yield instance, database_logins.ensure(admin, instance, own_server=True), admin
        return
    with embedded.running(instance) as admin_url:
        yield instance, database_logins.ensure(admin_url, instance), admin_url


def _share_logins(admin: str, instance: Path) -> None:
    """A server has the four logins once: take those the product uses there, so that they keep their passwords."""
    held = database_logins.read(config.instance_folder())
    there = (make_url(admin).host, make_url(admin).port or 5432)
    shared = {name: held[name] for name in database_logins.SETTING.values() if held.get(name)}
    if all((make_url(url).host, make_url(url).port or 5432) == there for url in shared.values()):
        database_logins.write(instance, shared)


@pytest.fixture(scope="session")
def settings(
    database_server: tuple[Path, dict[str, str], str], worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """Settings on this worker's own clone of the migrated template."""
    instance, urls, admin = database_server
    owner = urls["owner"]
    with (instance / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fingerprint = _fingerprint()
        marker = instance / "template.made"
        made = marker.read_text() if marker.exists() else ""
        if made != f"{owner}|{fingerprint}":
            database_logins.drop_database(admin, TEMPLATE)
            database_logins.make_database(owner, TEMPLATE)
            migrating.upgrade(Settings(database_urls={"owner": database_logins.with_database(owner, TEMPLATE)}))
            marker.write_text(f"{owner}|{fingerprint}")
        name = "coordination_test_" + re.sub(r"\W", "", f"{worker_id}_{os.getpid()}")
        database_logins.drop_database(admin, name)
        do_not_wait_for_the_disk(database_logins.make_database(owner, name, template=TEMPLATE), name)
    folder = tmp_path_factory.mktemp("instance")
    yield Settings(
        environment="test",
        instance=folder,
        database_urls={login: database_logins.with_database(url, name) for login, url in urls.items()},
        secret_key="for tests only, and long enough for a signature",
        uploads=folder / "uploads",
        file_keys="test:" + "11" * 32,
        contact_phone="01632 960000",
    )
    database_logins.drop_database(admin, name)


def _fingerprint() -> str:
    import hashlib

    digest = hashlib.sha256()
    for path in sorted(migrating.MIGRATIONS.rglob("*.py")) + sorted(migrating.MIGRATIONS.rglob("*.sql")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@pytest.fixture(scope="session")
def app(settings: Settings) -> Any:
    """The application, with its own login."""
    return create_app(settings)


@pytest.fixture(scope="session")
def owner_engine(settings: Settings) -> Iterator[Any]:
    """The owner's engine: it sees everything, and arranges what a test needs."""
    engine = create_engine(
        psycopg_url(settings.database_urls["owner"]),
        connect_args={"options": "-c search_path=public,jobs -c timezone=UTC"},
    )
    yield engine
    engine.dispose()


@pytest.fixture
def nothing_waits(owner_engine: Any) -> None:
    """No job waits that another test asked for: a test that takes all that wait takes its own, and not their papers."""
    with owner_engine.begin() as connection:
        connection.execute(text("delete from jobs.procrastinate_jobs where status = 'todo'"))


@pytest.fixture(scope="session")
def owner_app(settings: Settings) -> Any:
    """The application with the owner's login, as the command line uses it for imports and the demo."""
    return create_app(replace(settings), login="owner")


@pytest.fixture
def world(owner_app: Any) -> World:
    """A small authority of its own: agencies, people of every role, one child with a case, a team and a plan."""
    with owner_app.app_context():
        return build_world()


@pytest.fixture
def browsing(app: Any) -> Browsing:
    """Signed-in clients: ``browsing.as_(person_id)``."""
    return Browsing(app)


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name of this xdist worker, or "master"."""
    return getattr(request.config, "workerinput", {}).get("workerid", "master")


@pytest.fixture(scope="session")
def demo(settings: Settings, database_server: tuple[Path, dict[str, str], str], worker_id: str) -> Iterator[DemoCopy]:
    """This worker's copy of the demo borough, with a canary word in every text."""
    yield from copied("demo", settings, database_server, worker_id)


@pytest.fixture(scope="session")
def demo_app(demo: DemoCopy) -> Any:
    """The application on the demo's copy."""
    return create_app(demo.settings)


@pytest.fixture(scope="session")
def demo_apart(
    settings: Settings, database_server: tuple[Path, dict[str, str], str], worker_id: str
) -> Iterator[DemoCopy]:
    """Another copy of the demo borough, for tests that change for a while who may reach whom, and put it back."""
    yield from copied("apart", settings, database_server, worker_id)


@pytest.fixture(scope="session")
def apart_app(demo_apart: DemoCopy) -> Any:
    """The application on that copy."""
    return create_app(demo_apart.settings)


@pytest.fixture(scope="session")
def apart_owner(demo_apart: DemoCopy) -> Iterator[Any]:
    """The owner's engine on that copy: it sees everything."""
    engine = create_engine(
        psycopg_url(demo_apart.settings.database_urls["owner"]), connect_args={"options": "-c timezone=UTC"}
    )
    yield engine
    engine.dispose()
