"""The command that runs everything: what it refuses, what it starts again, and how it ends."""

import http.server
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from coordination import config, database_logins, embedded, embedded_place, serving, supervising

pytestmark = pytest.mark.enable_socket

# Everything is real but the pages and the jobs, which are stood in for by two small processes.
SERVING = """
import sys
from coordination import config, serving
pages = '''
import http.server, os, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b'{"ready": true}')
    def log_message(self, *words): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
'''
settings = config.read()
port, jobs = str(settings.port), "import time; time.sleep(600)"
serving._web_command = lambda: [sys.executable, "-c", pages, port, f"stand-in-web-{port}"]
serving._worker_command = lambda: [sys.executable, "-c", jobs, f"stand-in-worker-{port}"]
serving.serve(settings, [("lead", "lead practitioner")])
print("ended", flush=True)
"""


@pytest.fixture(scope="module")
def settings() -> Iterator[config.Settings]:
    """An installation that is set up and not running."""
    folder = Path(tempfile.mkdtemp(prefix="coordination-"))
    folder.chmod(0o755)
    plain = config.Settings(instance=folder, uploads=folder / "uploads", port=free_port())
    yield serving.prepare(replace(plain, base_url=f"http://127.0.0.1:{plain.port}"))
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def embedded_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own database is not what these tests are about."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "COORDINATION_ENV", "PORT", "BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


def until(happens: Callable[[], bool], seconds: float = 30) -> bool:
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happens():
            return True
        time.sleep(0.05)
    return False


def administrator(settings: config.Settings) -> str:
    port = (settings.instance / "postgres.port").read_text()
    password = (settings.instance / "postgres.password").read_text()
    return f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"


class TestGettingReady:
    def test_it_can_be_repeated_and_changes_no_secret(self, settings: config.Settings) -> None:
        again = serving.prepare(replace(settings, database_urls={}, secret_key="", file_keys=""))
        assert again == settings

    def test_a_command_alone_has_a_database_while_it_runs(self, settings: config.Settings) -> None:
        with serving.database(settings) as ready, psycopg.connect(ready.database_urls["app"]) as link:
            assert link.execute("select current_user").fetchone() == ("coordination_app",)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(ready.database_urls["app"], connect_timeout=2)

    def test_a_command_before_the_first_start_says_what_to_do(self, tmp_path: Path) -> None:
        refused = pytest.raises(serving.ServingError, match=r"run \./run")
        with refused, serving.database(config.Settings(instance=tmp_path)):
            pass
        assert not list(tmp_path.iterdir())

    def test_an_administrators_address_is_used_in_place_of_the_embedded_server(
        self, settings: config.Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.running(settings.instance) as admin:
            host = admin.split("@")[1].split("/")[0]
            monkeypatch.setenv("DATABASE_URL", f"{admin.rsplit('/', 1)[0]}/council")
            own = serving.prepare(config.Settings(instance=tmp_path, uploads=tmp_path / "uploads"))
            with serving.database(own) as ready, psycopg.connect(ready.database_urls["app"]) as link:
                assert link.execute("select current_database()").fetchone() == ("council",)
            assert f"@{host}/council" in own.database_urls["app"]
            assert not (tmp_path / "postgres").exists()
            database_logins.drop_database(own.database_urls["owner"], "council")
            # The logins are the server's: its first installation sets its own passwords again.
            monkeypatch.delenv("DATABASE_URL")
            serving.prepare(settings)


class TestRefusingToServe:
    def test_a_taken_port_is_said_in_one_line(self) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            with pytest.raises(serving.ServingError, match=f"Port {port} is in use"):
                serving.refuse_taken_port(port)

    def test_the_logins_as_made_are_accepted(self, settings: config.Settings) -> None:
        with serving.database(settings) as ready:
            serving.refuse_unsafe(ready)

    @pytest.mark.parametrize(
        ("change", "undo", "words"),
        [
            ("superuser", "nosuperuser", "app login is a superuser"),
            ("bypassrls", "nobypassrls", "app login is above row-level security"),
        ],
    )
    def test_a_login_above_the_rules_is_refused(
        self, settings: config.Settings, change: str, undo: str, words: str
    ) -> None:
        with serving.database(settings) as ready, psycopg.connect(administrator(settings)) as link:
            link.execute(f"alter role coordination_app {change}".encode())
            link.commit()
            try:
                with pytest.raises(serving.ServingError, match=words):
                    serving.refuse_unsafe(ready)
            finally:
                link.execute(f"alter role coordination_app {undo}".encode())

    @pytest.mark.parametrize("login", ["app", "worker"])
    def test_the_owner_is_refused(self, settings: config.Settings, login: str) -> None:
        with serving.database(settings) as ready:
            urls = ready.database_urls | {login: ready.database_urls["owner"]}
            with pytest.raises(serving.ServingError, match=f"The {login} login is the owner"):
                serving.refuse_unsafe(replace(ready, database_urls=urls))

    def test_one_who_may_become_the_owner_is_refused(self, settings: config.Settings) -> None:
        with serving.database(settings) as ready, psycopg.connect(administrator(settings)) as link:
            link.execute("grant coordination_owner to coordination_worker")
            link.commit()
            try:
                with pytest.raises(serving.ServingError, match="The worker login is the owner"):
                    serving.refuse_unsafe(ready)
            finally:
                link.execute("revoke coordination_owner from coordination_worker")

    def test_a_server_that_could_lose_saved_work_is_refused(self, settings: config.Settings) -> None:
        with serving.database(settings) as ready, psycopg.connect(administrator(settings)) as link:
            link.execute("alter role coordination_app set synchronous_commit = off")
            link.commit()
            try:
                with pytest.raises(serving.ServingError, match="synchronous_commit must be on"):
                    serving.refuse_unsafe(ready)
            finally:
                link.execute("alter role coordination_app reset synchronous_commit")

    def test_a_database_of_another_release_is_refused(self, settings: config.Settings) -> None:
        with serving.database(settings) as ready, psycopg.connect(ready.database_urls["owner"]) as link:
            link.execute("alter table alembic_version rename to alembic_version_away")
            link.commit()
            try:
                with pytest.raises(serving.ServingError, match="run .venv/bin/coordination init"):
                    serving.refuse_unsafe(ready)
            finally:
                link.execute("alter table alembic_version_away rename to alembic_version")


class TestWhetherItIsReady:
    @pytest.mark.parametrize(
        ("status", "body", "ready"),
        [
            (200, {"live": True, "ready": True}, True),
            (200, {"live": True, "ready": False}, False),
            (503, {"live": True, "ready": False}, False),
            (500, {}, False),
        ],
    )
    def test_only_an_answer_that_says_so(self, status: int, body: dict[str, bool], ready: bool) -> None:
        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_: object) -> None:
                """Keep the test's output to itself."""

        with http.server.HTTPServer(("127.0.0.1", 0), Page) as pages:
            threading.Thread(target=pages.handle_request).start()
            assert serving.is_ready(config.Settings(port=pages.server_port)) is ready

    def test_nothing_there_is_not_ready(self) -> None:
        assert serving.is_ready(config.Settings(port=free_port())) is False


class TestLookingAfterAProcess:
    def test_one_that_ends_is_started_again_later_each_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now = 1000.0
        monkeypatch.setattr(supervising.time, "monotonic", lambda: now)
        child = supervising.Child("worker", [sys.executable, "-c", "raise SystemExit(7)"], stop_seconds=1)
        heard: list[str] = []
        child.start()
        for _ in range(3):
            assert ended(child)
            child.look_after(heard.append)
            child.look_after(heard.append)
            now += 60
            child.look_after(heard.append)
        child.stop()
        assert [line.split("; ")[1] for line in heard] == [
            "it starts again in 1 s.",
            "it starts again in 2 s.",
            "it starts again in 4 s.",
        ]
        assert heard[0].startswith("The worker stopped (exit 7)")

    def test_one_that_had_run_well_is_started_again_soon(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now = 1000.0
        monkeypatch.setattr(supervising.time, "monotonic", lambda: now)
        child = supervising.Child("worker", [sys.executable, "-c", "pass"], stop_seconds=1)
        child.failures = 4
        child.start()
        assert ended(child)
        now += 3600
        child.look_after(lambda line: None)
        assert child.failures == 1

    def test_one_that_does_not_listen_is_ended_with_all_it_started(self) -> None:
        stubborn = "import signal, subprocess, sys; signal.signal(15, signal.SIG_IGN); "
        starts = "p = subprocess.Popen(['sleep', '600']); print(p.pid, flush=True); p.wait()"
        with tempfile.TemporaryFile("w+") as heard:
            child = supervising.Child("worker", [sys.executable, "-c", stubborn + starts], stop_seconds=0.2)
            child.output = heard
            child.start()
            assert until(lambda: heard.seek(0) == 0 and heard.read().endswith("\n"))
            heard.seek(0)
            grandchild = int(heard.read())
            child.stop()
        assert not child.alive()
        assert until(lambda: not sleeps(grandchild))


class TestServing:
    def test_it_announces_itself_starts_again_what_dies_and_ends_everything(self, settings: config.Settings) -> None:
        environment = os.environ | {
            "COORDINATION_INSTANCE": str(settings.instance),
            "PORT": str(settings.port),
        }
        command = subprocess.Popen([sys.executable, "-c", SERVING], stdout=subprocess.PIPE, text=True, env=environment)
        try:
            assert command.stdout is not None
            announced = [command.stdout.readline().strip() for _ in range(6)]
            assert f"Coordination is running at http://127.0.0.1:{settings.port}" in announced
            assert "Demo people, all with the password two-rivers-demo:" in announced
            assert "lead@demo.example  lead practitioner" in announced
            postgres, pages, jobs = (
                server_process(settings),
                stand_in(settings, "web"),
                stand_in(settings, "worker"),
            )

            os.kill(pages, signal.SIGKILL)
            os.kill(jobs, signal.SIGKILL)
            os.kill(postgres, signal.SIGKILL)
            assert until(lambda: stand_in(settings, "web") not in {0, pages} and serving.is_ready(settings))
            assert until(lambda: stand_in(settings, "worker") not in {0, jobs})
            assert until(lambda: answers(settings))
            assert server_process(settings) != postgres

            command.send_signal(signal.SIGTERM)
            rest = command.stdout.read()
            assert command.wait(30) == 0
            assert "The database stopped" in rest
            assert rest.splitlines()[-2:] == ["Stopping.", "ended"]
            assert stand_in(settings, "web") == stand_in(settings, "worker") == 0
            assert not (settings.instance / "postgres" / "postmaster.pid").exists()
        finally:
            command.kill()
            command.communicate()

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
    def test_nothing_is_left_when_it_is_killed(self, settings: config.Settings) -> None:
        environment = os.environ | {
            "COORDINATION_INSTANCE": str(settings.instance),
            "PORT": str(settings.port),
        }
        command = subprocess.Popen([sys.executable, "-c", SERVING], stdout=subprocess.PIPE, text=True, env=environment)
        assert command.stdout is not None
        assert until(lambda: serving.is_ready(settings))
        postgres = server_process(settings)
        command.kill()
        command.communicate()
        assert until(lambda: stand_in(settings, "web") == stand_in(settings, "worker") == 0)
        data = settings.instance / "postgres"
        assert until(lambda: not embedded_place.is_server_of(postgres, data))


def ended(child: supervising.Child) -> bool:
    # The clock of the test stands still, so the waiting is counted.
    for _ in range(400):
        if not child.alive():
            return True
        time.sleep(0.02)
    return False


def sleeps(pid: int) -> bool:
    try:
        return "sleep" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


def stand_in(settings: config.Settings, name: str) -> int:
    """The process that stands in for the pages or the jobs, or 0."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"stand-in-{name}-{settings.port}".encode() in words:
            return int(process.name)
    return 0


def server_process(settings: config.Settings) -> int:
    pid_file = settings.instance / "postgres" / "postmaster.pid"
    return int(pid_file.read_text().splitlines()[0])


def answers(settings: config.Settings) -> bool:
    try:
        psycopg.connect(settings.database_urls["app"], connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
