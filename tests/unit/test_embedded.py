"""The embedded PostgreSQL: it starts, stops, outlives accidents and never touches anybody else's process."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from coordination import database_logins, embedded, embedded_place

pytestmark = pytest.mark.enable_socket

HOLDING = """
import sys
from pathlib import Path
from coordination import embedded
with embedded.running(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.readline()
print("ended", flush=True)
"""


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A new folder that the server's user may enter; pytest's own temporary folders are closed to it."""
    made = Path(tempfile.mkdtemp(prefix="coordination-"))
    made.chmod(0o755)
    yield made
    # A server whose command was killed takes a moment to leave.
    assert until(lambda: not (made / "postgres" / "postmaster.pid").exists() or not runs(made))
    shutil.rmtree(made)


@pytest.fixture
def instance() -> Iterator[Path]:
    """An instance folder before its first start."""
    with folder() as made:
        yield made


@pytest.fixture(scope="module")
def settled() -> Iterator[Path]:
    """An instance folder that several tests use one after the other and leave as they found it."""
    with folder() as made:
        yield made


@pytest.fixture
def commands() -> Iterator[list[subprocess.Popen[str]]]:
    """Other commands that a test started; whichever still run are ended with it."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for command in started:
        command.kill()
        command.communicate()


def hold(instance: Path, commands: list[subprocess.Popen[str]]) -> subprocess.Popen[str]:
    """Another command that uses the server until it is told to end."""
    command = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(instance)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    commands.append(command)
    return command


def said(command: subprocess.Popen[str]) -> str:
    assert command.stdout is not None
    return command.stdout.readline().strip()


def ask(url: str, question: str) -> str:
    with psycopg.connect(url, autocommit=True) as link:
        cursor = link.execute(question.encode())
        row = cursor.fetchone() if cursor.description else None
    return str(row[0]) if row else ""


def server_process(instance: Path) -> int:
    return int((instance / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def runs(instance: Path) -> bool:
    return embedded_place.is_server_of(server_process(instance), instance / "postgres")


def until(happens: Callable[[], bool], seconds: float = 20) -> bool:
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happens():
            return True
        time.sleep(0.02)
    return False


class TestStartingAndStopping:
    def test_it_answers_while_it_is_wanted_and_is_gone_afterwards(self, instance: Path) -> None:
        with embedded.running(instance) as url:
            assert ask(url, "show server_version").startswith("18")
            process = server_process(instance)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=2)
        assert not embedded_place.is_alive(process)

    def test_what_was_saved_is_there_the_next_time(self, instance: Path) -> None:
        with embedded.running(instance) as url:
            ask(url, "create table kept as select 'Tuesday' as answer")
        with embedded.running(instance) as url:
            assert ask(url, "select answer from kept") == "Tuesday"

    def test_it_keeps_the_settings_that_survive_a_power_cut_whatever_was_altered(self, settled: Path) -> None:
        safe = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")
        with embedded.running(settled) as url:
            ask(url, "alter system set fsync = off")
            ask(url, "alter system set synchronous_commit = off")
        with embedded.running(settled) as url:
            assert {name: ask(url, f"show {name}") for name in safe} == dict.fromkeys(safe, "on")
            assert ask(url, "show timezone") == "UTC"

    def test_it_listens_to_this_machine_alone(self, settled: Path) -> None:
        with embedded.running(settled) as url:
            assert ask(url, "show listen_addresses") == "127.0.0.1"
            assert ask(url, "show unix_socket_directories") == ""

    def test_nobody_comes_in_without_the_password(self, settled: Path) -> None:
        with embedded.running(settled) as url:
            port = url.rsplit(":", 1)[1]
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}", passfile="/dev/null")
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(f"postgresql://postgres:guess@127.0.0.1:{port}")

    def test_the_password_is_readable_by_its_owner_alone(self, settled: Path) -> None:
        with embedded.running(settled) as url:
            secret = settled / "postgres.password"
            assert secret.read_text() in url
            assert secret.stat().st_mode & 0o777 == 0o600
            assert not (settled / "postgres.pwfile").exists()

    def test_its_log_repeats_nothing_that_people_wrote(self, settled: Path) -> None:
        with embedded.running(settled) as url:
            ask(url, "create table person (name text primary key)")
            ask(url, "insert into person values ('Amara Okafor')")
            for wrong in ("insert into person values ('Amara Okafor')", "select 'Amara Okafor'::int"):
                with pytest.raises(psycopg.Error):
                    ask(url, wrong)
        assert "Okafor" not in (settled / "postgres.log").read_text()

    def test_a_folder_of_another_release_is_refused_in_one_line(self, instance: Path) -> None:
        with embedded.running(instance):
            pass
        (instance / "postgres" / "PG_VERSION").write_text("17\n")
        refused = pytest.raises(embedded.EmbeddedError, match="made by PostgreSQL 17; this release needs 18")
        with refused, embedded.running(instance):
            pass

    def test_an_interrupted_first_start_leaves_nothing_in_the_way(self, instance: Path) -> None:
        half_made = instance / "postgres.new"
        half_made.mkdir()
        (half_made / "PG_VERSION").write_text("18\n")
        with embedded.running(instance) as url:
            assert ask(url, "select 1") == "1"
        assert not half_made.exists()


class TestThePort:
    def test_it_is_the_same_the_next_time(self, settled: Path) -> None:
        with embedded.running(settled) as first:
            pass
        with embedded.running(settled) as second:
            assert second == first

    def test_another_is_chosen_when_it_is_taken_and_the_written_logins_follow(self, settled: Path) -> None:
        with embedded.running(settled) as url:
            database_logins.ensure(url, settled)
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", int((settled / "postgres.port").read_text())))
            other.listen()
            with embedded.running(settled) as moved:
                assert moved != url
                urls = database_logins.follow(settled, moved)
                assert ask(urls["app"], "select current_user") == "coordination_app"
        assert json.loads((settled / "local.json").read_text())["DATABASE_URL"] == urls["app"]


class TestAfterAnAccident:
    def test_the_owner_sees_a_killed_server_and_can_start_it_again_with_nothing_lost(self, instance: Path) -> None:
        with embedded.server(instance) as server:
            ask(server.admin_url, "create table kept as select 'acknowledged' as answer")
            assert server.alive()
            os.kill(server_process(instance), signal.SIGKILL)
            assert until(lambda: not server.alive())
            server.start()
            assert ask(server.admin_url, "select answer from kept") == "acknowledged"

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
    def test_the_server_does_not_outlive_a_killed_command(
        self, instance: Path, commands: list[subprocess.Popen[str]]
    ) -> None:
        command = hold(instance, commands)
        ask(said(command), "create table kept as select 'acknowledged' as answer")
        process = server_process(instance)
        command.kill()
        with embedded.running(instance) as url:
            assert ask(url, "select answer from kept") == "acknowledged"
            assert server_process(instance) != process
            assert not embedded_place.is_server_of(process, instance / "postgres")

    def test_a_process_file_that_names_an_innocent_process_harms_nobody(
        self, instance: Path, commands: list[subprocess.Popen[str]]
    ) -> None:
        with embedded.server(instance) as server:
            ask(server.admin_url, "create table kept as select 'acknowledged' as answer")
            left = (instance / "postgres" / "postmaster.pid").read_text().splitlines(keepends=True)
            os.kill(server_process(instance), signal.SIGKILL)
            assert until(lambda: not server.alive())
        innocent = subprocess.Popen(["sleep", "60"], text=True)
        commands.append(innocent)
        stale = instance / "postgres" / "postmaster.pid"
        stale.write_text("".join([f"{innocent.pid}\n", *left[1:]]))
        with embedded.running(instance) as url:
            assert ask(url, "select answer from kept") == "acknowledged"
        assert innocent.poll() is None

    def test_a_server_of_another_folder_is_not_taken_for_ours(self, settled: Path) -> None:
        with embedded.running(settled):
            process = server_process(settled)
            assert embedded_place.is_server_of(process, settled / "postgres")
            assert not embedded_place.is_server_of(process, settled / "other")
            assert not embedded_place.is_server_of(os.getpid(), settled / "postgres")

    def test_a_process_file_cut_short_does_not_stop_the_next_start(self, settled: Path) -> None:
        with embedded.running(settled):
            pass
        (settled / "postgres" / "postmaster.pid").write_text("")
        with embedded.running(settled) as url:
            assert ask(url, "select 1") == "1"

    def test_a_lost_password_is_said_in_one_line(self, instance: Path) -> None:
        with embedded.running(instance):
            pass
        (instance / "postgres.password").unlink()
        refused = pytest.raises(embedded.EmbeddedError, match="postgres.password is missing")
        with refused, embedded.running(instance):
            pass


class TestTwoCommands:
    def test_the_second_uses_the_server_of_the_first(
        self, settled: Path, commands: list[subprocess.Popen[str]]
    ) -> None:
        first = hold(settled, commands)
        url = said(first)
        process = server_process(settled)
        with embedded.running(settled) as adopted:
            assert adopted == url
        assert ask(url, "select 1") == "1", "ending the second command stopped the first one's server"
        assert server_process(settled) == process

    def test_the_first_waits_for_the_second_before_it_stops_the_server(
        self, settled: Path, commands: list[subprocess.Popen[str]]
    ) -> None:
        first = hold(settled, commands)
        said(first)
        with embedded.running(settled) as url:
            assert first.stdin is not None
            first.stdin.write("\n")
            first.stdin.flush()
            assert not until(lambda: first.poll() is not None, seconds=0.5)
            assert ask(url, "select 1") == "1"
        assert said(first) == "ended"

    def test_several_at_once_on_a_fresh_folder_share_one_server(
        self, instance: Path, commands: list[subprocess.Popen[str]]
    ) -> None:
        several = [hold(instance, commands) for _ in range(3)]
        urls = {said(command) for command in several}
        assert len(urls) == 1
        assert {ask(url, "select 1") for url in urls} == {"1"}

    def test_one_that_must_own_the_server_says_who_is_in_the_way(
        self, settled: Path, commands: list[subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(embedded, "OWNER_PATIENCE", 0.2)
        said(hold(settled, commands))
        refused = pytest.raises(embedded.EmbeddedError, match="Another ./run or command is using the embedded database")
        with refused, embedded.server(settled, own=True):
            pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
class TestStartedByRoot:
    def test_the_server_runs_as_an_unprivileged_user(self, settled: Path) -> None:
        with embedded.running(settled):
            assert (Path("/proc") / str(server_process(settled))).stat().st_uid != 0
            assert (settled / "postgres").stat().st_uid != 0

    def test_a_closed_folder_is_left_closed_and_the_data_lives_elsewhere(
        self, instance: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        elsewhere = instance / "elsewhere"
        monkeypatch.setattr(embedded_place, "ELSEWHERE", elsewhere)
        closed = instance / "closed"
        closed.mkdir(mode=0o700)
        inside = closed / "instance"
        for _ in range(2):
            with embedded.running(inside) as url:
                assert ask(url, "show data_directory").startswith(str(elsewhere))
        assert closed.stat().st_mode & 0o777 == 0o700
        assert capsys.readouterr().err.count("The database lives in") == 1

    def test_binaries_in_a_closed_folder_are_copied_to_where_they_can_run(
        self, instance: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        elsewhere = instance / "elsewhere"
        monkeypatch.setattr(embedded_place, "ELSEWHERE", elsewhere)
        closed = instance / "closed" / "site-packages"
        closed.mkdir(parents=True)
        package = embedded.program("postgres").parent.parent.parent
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.exists():
                shutil.copytree(folder, closed / folder.name)
        closed.parent.chmod(0o700)
        monkeypatch.setattr(embedded_place, "_installed", lambda: closed / package.name / "pginstall18")
        with embedded.running(instance) as url:
            assert ask(url, "select 1") == "1"
            running = Path(f"/proc/{server_process(instance)}/exe").resolve()
        assert running.is_relative_to(elsewhere)
