"""What somebody was told is saved is still there when a process is killed a moment later, and nothing is half saved.

Several people save at once through the real web server. Each notes what it was answered; what was not answered is
sent again as it was, as a person would press the button again. Meanwhile processes are killed without warning. In the
end the database holds every acknowledged save, whole and once, and the audit is unbroken.

Three kills in the ordinary suite, thirty in the long one.
"""

import itertools
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine

from coordination import config, create_app, database_logins, serving
from coordination.audit.verify import verify
from coordination.config import Settings
from coordination.db import db, psycopg_url
from coordination.supervising import Child
from tests.office import PATIENCE, Office, Saved
from tests.world import World, build_world

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(sys.platform != "linux", reason="the processes to kill are found in /proc"),
]

KILLS = 30 if os.environ.get("COORDINATION_SLOW") else 3


def lost(settings: Settings, saved: list[Saved]) -> list[Saved]:
    """Those saves whose words are not in the database, as it stands now."""
    with psycopg.connect(settings.database_urls["owner"]) as link:
        held = {
            ("added", key, words)
            for key, words in link.execute("select id, wording -> 'professional' ->> 'en' from statement")
        }
        held |= {
            ("updated", key, words)
            for key, words in link.execute("select statement_id, facts ->> 'note' from statement_version")
        }
        held |= {("typed", key, words) for key, words in link.execute("select thing_id, fields ->> 'note' from draft")}
    return [each for each in saved if (each.kind, each.action, each.words) not in held]


def half_saved(settings: Settings, world: World) -> dict[str, int]:
    """Actions that miss a part of what one save writes, or have it twice; by part."""
    questions = {
        "first version": "select count(*) from statement_version v where v.statement_id = a.id and v.number = 1",
        "place in the plan": "select count(*) from plan_statement p where p.statement_id = a.id",
        "event": "select count(*) from event e where e.about_id = a.id and e.kind = 'action_added'",
        "number": "select count(*) from action b join statement t on t.id = b.id"
        " where t.child_id = s.child_id and b.number = a.number",
    }
    found = {}
    with psycopg.connect(settings.database_urls["owner"]) as link:
        for part, question in questions.items():
            order = (
                "select count(*) from action a join statement s on s.id = a.id"
                f" where s.child_id = %s and 1 <> ({question})"
            )
            row = link.execute(order.encode(), [world.child_id]).fetchone()
            if row is not None and row[0]:
                found[part] = row[0]
    return found


def unaudited(settings: Settings, world: World, saved: list[Saved]) -> list[str]:
    """Acknowledged changes without an audit row, and breaks in its chains."""
    with psycopg.connect(settings.database_urls["auditor"]) as link:
        rows = link.execute(
            "select details ->> 'route', object_id from audit_row where outcome = 'done' and %s = any(children)",
            [world.child_id],
        ).fetchall()
    updated = {key for route, key in rows if route == "plans.update_action"}
    missing = [f"update of {each.action}" for each in saved if each.kind == "updated" and each.action not in updated]
    added = sum(each.kind == "added" for each in saved)
    written = sum(route == "plans.add_action" for route, _ in rows)
    if written < added:
        missing.append(f"{added - written} added actions")
    engine = create_engine(psycopg_url(settings.database_urls["auditor"]))
    with engine.connect() as connection:
        verdict = verify(connection)
    engine.dispose()
    return missing + verdict.problems


def check(office: Office) -> None:
    """Nothing that was acknowledged until now is lost or unaudited, whatever goes on meanwhile."""
    saved = office.acknowledged
    assert lost(office.settings, saved) == []
    assert unaudited(office.settings, office.world, saved) == []
    assert half_saved(office.settings, office.world) == {}
    assert office.refusals() == []


def free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


def children_of(pid: int) -> list[int]:
    """The processes that this one started, oldest first."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = (process / "stat").read_text().rsplit(")", 1)[1].split()[1]
        except OSError:
            continue
        if int(parent) == pid:
            found.append(int(process.name))
    return sorted(found)


def kill(*pids: int) -> None:
    """End processes at once. One that is gone already is no matter."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def told(settings: Settings) -> dict[str, str]:
    """These settings as the environment of a command."""
    logins = {database_logins.SETTING[login]: url for login, url in settings.database_urls.items()}
    return logins | {
        "COORDINATION_ENV": "demo",
        "COORDINATION_INSTANCE": str(settings.instance),
        "UPLOADS_DIR": str(settings.uploads),
        "SECRET_KEY": settings.secret_key,
        "FILE_KEYS": settings.file_keys,
        "PORT": str(settings.port),
        "BASE_URL": settings.base_url,
        "WEB_WORKERS": "2",
    }


class TestKilledWebServers:
    """The web server is looked after as it is in use; its processes are killed."""

    @pytest.fixture
    def web(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Settings, Child]]:
        port = free_port()
        here = replace(settings, port=port, base_url=f"http://127.0.0.1:{port}")
        for name, value in told(here).items():
            monkeypatch.setenv(name, value)
        child = Child("web server", serving._web_command(), stop_seconds=30)
        child.start()
        yield here, child
        child.stop()

    def test_no_acknowledged_save_is_lost(self, web: tuple[Settings, Child], world: World) -> None:
        settings, child = web
        said: list[str] = []
        with_master = range(2, KILLS, 9)
        with Office(settings, world, look_after=lambda: child.look_after(said.append)) as office:
            office.save_more()
            for number in range(KILLS):
                processes = children_of(child.pid)
                if number in with_master:
                    kill(child.pid, *processes)
                else:
                    kill(*(processes if number % 2 else [random.choice(processes)]))
                office.save_more()
                check(office)
        check(office)
        assert office.put_off() == 0
        # The web server as a whole was started again only where its master was killed.
        assert len(said) == len(with_master)


class TestAKilledDatabase:
    """Everything runs as in use, in an installation of its own; the database is killed."""

    @pytest.fixture
    def running(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Settings, World, Any]]:
        for name in (*database_logins.SETTING.values(), "COORDINATION_ENV", "PORT", "BASE_URL", "UPLOADS_DIR"):
            monkeypatch.delenv(name, raising=False)
        # Not one of pytest's own folders: those are closed to the user that runs PostgreSQL.
        folder = Path(tempfile.mkdtemp(prefix="coordination-"))
        folder.chmod(0o755)
        port = free_port()
        plain = config.Settings(instance=folder, uploads=folder / "uploads", port=port)
        settings = serving.prepare(replace(plain, base_url=f"http://127.0.0.1:{port}"))
        environment = os.environ | {"COORDINATION_INSTANCE": str(folder), "PORT": str(port)}
        coordination = str(Path(sys.executable).with_name("coordination"))
        with (folder / "said").open("w+") as output:
            command = subprocess.Popen([coordination, "serve"], env=environment, stdout=output, stderr=output)
            try:
                wait_until(lambda: serving.is_ready(settings) or command.poll() is not None)
                assert command.poll() is None, (folder / "said").read_text()
                owner = create_app(settings, login="owner")
                with owner.app_context():
                    world = build_world()
                    db.engine.dispose()
                yield settings, world, command
            finally:
                command.terminate()
                command.wait()
        shutil.rmtree(folder)

    def test_no_acknowledged_save_is_lost(self, running: tuple[Settings, World, Any]) -> None:
        settings, world, command = running
        ended = 0
        with Office(settings, world, look_after=lambda: None) as office:
            office.save_more()
            for harm in itertools.islice(itertools.cycle(("server", "at once", "backend")), KILLS):
                postgres = server_of(settings)
                if harm == "server":
                    kill(postgres)
                elif harm == "at once":
                    # What ``pg_ctl stop -m immediate`` sends: it ends without writing anything down.
                    os.kill(postgres, signal.SIGQUIT)
                else:
                    # PostgreSQL itself then ends every other process of its own and repairs itself.
                    with psycopg.connect(settings.database_urls["owner"]) as link:
                        kill(link.info.backend_pid)
                if harm != "backend":
                    ended += 1
                    wait_until(lambda before=postgres: server_of(settings) not in {0, before})
                office.save_more()
                check(office)
        check(office)
        assert command.poll() is None
        said = (settings.instance / "said").read_text()
        assert said.count("The database stopped; starting it again.") == ended


def wait_until(happens: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < until
        time.sleep(0.05)


def server_of(settings: Settings) -> int:
    """The process number of the embedded PostgreSQL; 0 while it has none."""
    try:
        return int((settings.instance / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, IndexError):
        return 0
