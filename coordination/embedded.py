"""The PostgreSQL 18 that comes with the product: found, made, started, watched and stopped.

The binaries come from a Python wheel that is used as a carrier only: nothing of its code is imported. The
server is a child of the command that started it and never outlives it: on Linux the kernel tells it to stop
when its parent dies, elsewhere the next command stops it. It listens on 127.0.0.1 alone, asks everybody for a
password, and keeps the settings that make an acknowledged save survive a power cut, whatever its
configuration files say.

Who may do what is settled by two file locks in the instance folder. The command that holds ``postgres.lock``
owns the server; any other command uses that server and holds ``postgres.users`` shared, and the owner waits
for those before it stops.
"""

import contextlib
import fcntl
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import psycopg

from coordination.embedded_place import EmbeddedError, Place, is_alive, is_server_of, place_for, program

__all__ = ["EmbeddedError", "Server", "dies_with_parent", "program", "running", "server"]

MAJOR = "18"
# A crash leaves work to replay; it is worth waiting for.
START_SECONDS = 300.0
STOP_SECONDS = 30.0
# How long one that must own the server waits for a short command to end.
OWNER_PATIENCE = 10.0
LOG_BYTES = 5_000_000
# Below the ports a system hands out by itself, so that an outgoing connection does not take ours.
PORTS = range(20000, 30000)

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    # The server's log holds no words of a person: no statements, no values, and the application reports its
    # own errors.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_checkpoints": "off",
}


class _StoppedAtStart(Exception):
    """The server ended before it answered; carries what it wrote to its log."""


class Server:
    """The embedded server of one instance folder, as the command that owns it sees it."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        """The port the server was last started on; 0 before the first start."""
        try:
            return int(self.place.port_file.read_text())
        except (FileNotFoundError, ValueError):
            return 0

    @property
    def admin_url(self) -> str:
        """The superuser's address of the maintenance database, as SQLAlchemy and psycopg read it."""
        return f"postgresql://postgres:{self._password()}@127.0.0.1:{self.port}/postgres"

    def alive(self) -> bool:
        """Whether the server that this command started still runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Make the data folder where there is none, start the server and return when it answers.

        Raises EmbeddedError with one line that says what is wrong.
        """
        if not self.place.data.exists():
            self._initialise()
        self._password()
        self._check_version()
        self._see_off_predecessor()
        self._trim_log()
        port = self.port
        for _ in range(20):
            port = port if _is_free(port) else _free_port()
            self._write(self.place.port_file, str(port))
            written = self.place.log.stat().st_size if self.place.log.exists() else 0
            try:
                self._start_on(port)
                return
            except _StoppedAtStart:
                said = self.place.log.read_bytes()[written:].decode(errors="replace")
                if "could not bind" in said:
                    port = 0
                elif "shared memory block" in said:
                    # The last of a killed server's processes are still on their way out.
                    time.sleep(0.5)
                else:
                    raise EmbeddedError(f"The embedded PostgreSQL did not start: {_last_fatal(said)}") from None
        raise EmbeddedError(f"The embedded PostgreSQL did not start: see {self.place.log}.")

    def stop(self) -> None:
        """End the server: fast first, then at once, then by force. Safe to call twice."""
        process = self._process
        if process is None:
            return
        for order in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if process.poll() is not None:
                break
            process.send_signal(order)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
        self._process = None

    def answers(self) -> bool:
        """Whether a server answers at the recorded port and knows our superuser's password."""
        if not self.port or not self.place.password_file.exists():
            return False
        try:
            psycopg.connect(self.admin_url, connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def _start_on(self, port: int) -> None:
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with self.place.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own binary and settings
                [self.place.program("postgres"), "-D", self.place.data, "-p", str(port), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_bare_environment(),
                # Ctrl-C at the terminal is for the command, which stops the server in its turn.
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGINT),
                **self.place.as_user(),
            )
        until = time.monotonic() + START_SECONDS
        while not self.answers():
            if not self.alive():
                self._process = None
                raise _StoppedAtStart
            if time.monotonic() > until:
                self.stop()
                raise EmbeddedError(f"The embedded PostgreSQL does not answer: see {self.place.log}.")
            time.sleep(0.03)

    def _initialise(self) -> None:
        """Make the data folder under another name first: an interrupted attempt leaves nothing half made."""
        fresh = self.place.fresh_folder("postgres.new")
        secret = self.place.home / "postgres.pwfile"
        self._write(secret, self._password())
        self.place.hand_over(secret)
        command: list[str | Path] = [
            self.place.program("initdb"),
            *("--pgdata", fresh, "--username", "postgres", "--pwfile", secret),
            *("--auth", "scram-sha-256", "--data-checksums", "--encoding", "UTF8", "--locale", "C"),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--set", "timezone=UTC"),
        ]
        try:
            made = subprocess.run(  # noqa: S603 - our own binary and settings
                command,
                capture_output=True,
                text=True,
                cwd="/",
                env=_bare_environment(),
                **self.place.as_user(),
            )
        finally:
            secret.unlink(missing_ok=True)
        if made.returncode != 0:
            raise EmbeddedError(f"The embedded database could not be made: {_last_line(made.stderr)}")
        fresh.rename(self.place.data)

    def _check_version(self) -> None:
        found = (self.place.data / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            raise EmbeddedError(f"{self.place.data} was made by PostgreSQL {found}; this release needs {MAJOR}.")

    def _see_off_predecessor(self) -> None:
        """Stop a server that a killed command left behind; survive a process file that names somebody else.

        Only a process that is a PostgreSQL server with our data folder is ever signalled.
        """
        pid_file = self.place.data / "postmaster.pid"
        try:
            lines = pid_file.read_text().splitlines(keepends=True)
            pid = abs(int(lines[0]))
        except FileNotFoundError:
            return
        except (IndexError, ValueError):
            # Cut short by a full disk or a power cut: PostgreSQL refuses an empty one, and it names nobody.
            pid_file.unlink()
            return
        if is_server_of(pid, self.place.data):
            until = time.monotonic() + STOP_SECONDS
            # Gone between the look and the signal is what was wanted.
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
            while is_server_of(pid, self.place.data):
                if time.monotonic() > until:
                    raise EmbeddedError(f"An earlier embedded PostgreSQL (process {pid}) does not stop.")
                time.sleep(0.05)
        elif is_alive(pid):
            # PostgreSQL would refuse to start because that number is in use. It takes its parent's number for
            # stale and goes on to its own check of shared memory, which deleting the file would skip.
            lines[0] = f"{os.getpid()}\n"
            with pid_file.open("w") as file:
                file.writelines(lines)

    def _password(self) -> str:
        if not self.place.password_file.exists():
            if self.place.data.exists():
                raise EmbeddedError(
                    f"{self.place.password_file} is missing: put it back, or remove {self.place.data} to start afresh."
                )
            self._write(self.place.password_file, secrets.token_urlsafe(32))
        return self.place.password_file.read_text()

    def _trim_log(self) -> None:
        if self.place.log.exists() and self.place.log.stat().st_size > LOG_BYTES:
            self.place.log.write_bytes(b"")

    @staticmethod
    def _write(path: Path, text: str) -> None:
        """Write a file that only we may read, whole or not at all."""
        part = path.with_name(f"{path.name}.part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        part.replace(path)


@contextlib.contextmanager
def running(instance: Path) -> Iterator[str]:
    """The administrator's address of this instance's server, which runs at least until the block ends.

    A server that another command runs is used as it is; otherwise one is started here and stopped at the end.
    Call it from a thread that lives as long as the block. Raises EmbeddedError.
    """
    with server(instance) as found:
        yield found.admin_url


@contextlib.contextmanager
def server(instance: Path, *, own: bool = False, patience: float | None = None) -> Iterator[Server]:
    """As ``running``, with the server itself for one that watches over it.

    :param own: never use another command's server: wait a little for that command to end, then raise.
    :param patience: seconds to wait at the end for other commands that use our server; None waits for all.
    """
    found = Server(_prepared_place(instance))
    with _lock_file(instance, "postgres.lock") as owner, _lock_file(instance, "postgres.users") as users:
        until = time.monotonic() + (OWNER_PATIENCE if own else START_SECONDS)
        while not (owning := _lock(owner, fcntl.LOCK_EX)):
            if not own and _lock(users, fcntl.LOCK_SH):
                if found.answers():
                    break
                fcntl.flock(users, fcntl.LOCK_UN)
            if time.monotonic() > until:
                raise EmbeddedError(
                    "Another ./run or command is using the embedded database: wait for it to end, or stop it."
                )
            time.sleep(0.05)
        if not owning:
            yield found
            return
        try:
            found.start()
            yield found
        finally:
            try:
                _wait_for_users(users, patience)
            finally:
                found.stop()


def dies_with_parent(order: signal.Signals) -> Callable[[], None] | None:
    """What a child runs first so that the kernel sends it ``order`` when this process dies; Linux only."""
    if sys.platform != "linux":
        return None
    import ctypes

    c_library = ctypes.CDLL(None)
    parent = os.getpid()

    def in_child() -> None:
        c_library.prctl(1, int(order), 0, 0, 0)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)

    return in_child


def _prepared_place(instance: Path) -> Place:
    try:
        instance.mkdir(parents=True, exist_ok=True)
        return place_for(instance.resolve())
    except PermissionError as error:
        raise EmbeddedError(f"{error.filename or instance} may not be written by this user.") from None


@contextlib.contextmanager
def _lock_file(instance: Path, name: str) -> Iterator[IO[str]]:
    try:
        file = (instance / name).open("a")
    except PermissionError:
        raise EmbeddedError(f"{instance / name} belongs to another user: use that user, or another folder.") from None
    with file:
        yield file


def _lock(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for_users(users: IO[str], patience: float | None) -> None:
    began = time.monotonic()
    said = False
    while not _lock(users, fcntl.LOCK_EX):
        waited = time.monotonic() - began
        if patience is not None and waited > patience:
            return
        if waited > 2 and not said:
            print("Waiting for another command that uses this database.", file=sys.stderr)  # noqa: T201
            said = True
        time.sleep(0.05)


def _is_free(port: int) -> bool:
    if port not in PORTS:
        return False
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    for port in random.sample(PORTS, 200):
        if _is_free(port):
            return port
    raise EmbeddedError("No free port was found for the embedded PostgreSQL.")


def _bare_environment() -> dict[str, str]:
    """What the server's programs need and nothing that could change what they do, such as PGDATA."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing."


def _last_fatal(text: str) -> str:
    return _last_line("\n".join(line for line in text.splitlines() if "FATAL" in line) or text)
