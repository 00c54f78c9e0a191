"""One command that runs the whole product: database, web and worker, watched over and ended in order.

``prepare`` makes everything ready once; ``database`` gives any other command a database for as long as it
runs; ``serve`` starts all three, says where to look when they answer, starts again what dies, and on Ctrl-C
or SIGTERM ends web, worker and database in that order.
"""

import contextlib
import dataclasses
import http.client
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, LiteralString
from urllib.parse import urlsplit

import psycopg

from coordination import database_logins, embedded, migrating
from coordination.config import Settings
from coordination.supervising import Child, Service

Connection = psycopg.Connection[tuple[Any, ...]]

READY_SECONDS = 120.0
BEAT = 0.1
# What an acknowledged save rests on. Any value but these could lose it in a power cut.
DURABLE = {"fsync": {"on"}, "full_page_writes": {"on"}, "synchronous_commit": {"on", "remote_apply"}}

# Who owns a table, or may become who does, passes its row-level security by.
TOO_STRONG = """
    select case
        when rolsuper then 'a superuser'
        when rolbypassrls then 'above row-level security'
        when pg_has_role(current_user, datdba, 'member') then 'the owner'
        when exists (select from pg_class where relowner = pg_roles.oid and relkind in ('r', 'p'))
            then 'an owner of tables'
    end
    from pg_roles, pg_database
    where rolname = current_user and datname = current_database()
"""

# PostgreSQL's own processes, such as its vacuum, act as nobody.
OTHERS = """
    select count(*) from pg_stat_activity
    where datname = current_database() and usename is not null and pid <> pg_backend_pid()
"""


class ServingError(Exception):
    """The product cannot be prepared or served; the message is one line that says what to do."""


def prepare(settings: Settings) -> Settings:
    """Start or find the database, make the logins, write them down and migrate. Safe to repeat.

    Returns the settings completed by what was made. Raises ServingError, EmbeddedError or LoginError, each
    with a message of one line.
    """
    _make_folders(settings)
    with _administrator(settings) as (admin_url, own_server):
        if admin_url is None:
            ready = settings
        else:
            urls = database_logins.ensure(admin_url, settings.instance, own_server=own_server)
            kept = database_logins.read(settings.instance)
            ready = dataclasses.replace(
                settings,
                database_urls=urls,
                secret_key=settings.secret_key or kept["SECRET_KEY"],
                file_keys=settings.file_keys or kept["FILE_KEYS"],
                backup_keys=settings.backup_keys or kept["BACKUP_KEYS"],
            )
        migrating.upgrade(ready)
    return ready


@contextlib.contextmanager
def database(settings: Settings) -> Iterator[Settings]:
    """Settings whose database answers until the block ends: the one that runs, or started for this command
    alone.

    Raises ServingError where nothing was prepared yet.
    """
    _ready(settings)
    if not _uses_embedded(settings):
        yield settings
        return
    with embedded.running(settings.instance) as admin_url:
        urls = database_logins.follow(settings.instance, admin_url)
        yield dataclasses.replace(settings, database_urls=urls)


@contextlib.contextmanager
def alone(settings: Settings) -> Iterator[Settings]:
    """As ``database``, for a command beside which nothing else may use the database.

    Raises ServingError, or EmbeddedError, where something does.
    """
    _ready(settings)
    if _uses_embedded(settings):
        with embedded.server(settings.instance, own=True) as server:
            urls = database_logins.follow(settings.instance, server.admin_url)
            yield dataclasses.replace(settings, database_urls=urls)
        return
    with _link(settings.database_urls["owner"], "owner") as link:
        if _answer(link, OTHERS) != "0":
            raise ServingError("Something else uses the database: stop serve, and every other command.")
    yield settings


def serve(settings: Settings, people: Sequence[tuple[str, str]] = ()) -> None:
    """Run everything until Ctrl-C or SIGTERM. Returns when all has ended.

    :param people: in the demo, who can sign in: the part before ``@demo.example``, and who that is.

    Raises ServingError, EmbeddedError or LoginError, each with a message of one line.
    """
    with _Signals() as signals:
        refuse_taken_port(settings.port)
        with contextlib.ExitStack() as stack:
            server: embedded.Server | None = None
            if _uses_embedded(settings):
                _ready(settings)
                server = stack.enter_context(embedded.server(settings.instance, own=True, patience=5))
                urls = database_logins.follow(settings.instance, server.admin_url)
                settings = dataclasses.replace(settings, database_urls=urls)
            refuse_unsafe(_ready(settings))
            _supervise(settings, server, signals, people)


def refuse_taken_port(port: int) -> None:
    """Raise ServingError when something else listens where the pages would be."""
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except PermissionError:
            raise ServingError(f"Port {port} needs more rights: choose one above 1023 with PORT.") from None
        except OSError:
            raise ServingError(
                f"Port {port} is in use: stop what uses it, or choose another, such as PORT={port + 1} ./run."
            ) from None


def refuse_unsafe(settings: Settings) -> None:
    """Raise ServingError when a login could pass row-level security by, or the server could lose what was
    saved.

    The owner of tables and whoever may become the owner pass row-level security by, so pages and jobs must be
    served by neither.
    """
    for login in ("app", "worker"):
        with _link(settings.database_urls[login], login) as link:
            if too_strong := _answer(link, TOO_STRONG):
                raise ServingError(f"The {login} login is {too_strong}: pages and jobs need a weaker one.")
            for name, good in DURABLE.items():
                if _answer(link, "select current_setting(%s)", name) not in good:
                    raise ServingError(f"PostgreSQL's {name} must be on: saved work could be lost without.")
    with _link(settings.database_urls["owner"], "owner") as link:
        if link.info.server_version < database_logins.OLDEST_SERVER:
            raise ServingError("PostgreSQL 18 or later is needed.")
        migrated = _answer(link, "select to_regclass('public.alembic_version')")
        if not migrated or _answer(link, "select version_num from alembic_version") != migrating.head():
            raise ServingError("The database has another release's shape: run .venv/bin/coordination init.")


def _supervise(
    settings: Settings,
    server: embedded.Server | None,
    signals: "_Signals",
    people: Sequence[tuple[str, str]],
) -> None:
    """Start web and worker, announce them, and start again whatever ends until a signal says to stop."""
    web = Child("web server", _web_command(), stop_seconds=30)
    worker = Child("worker", _worker_command(), stop_seconds=30)
    services: list[Service] = [web, worker]
    if server is not None:
        services.insert(0, _Database(server, settings, (web, worker)))
    announced = False
    until = time.monotonic() + READY_SECONDS
    try:
        web.start()
        worker.start()
        while not signals.stopping():
            for service in services:
                service.look_after(_say)
            if not announced:
                if is_ready(settings):
                    _announce(settings, people)
                    announced = True
                elif web.gave_up or time.monotonic() > until:
                    raise ServingError("The web server does not answer: what it wrote is above.")
            time.sleep(BEAT)
    finally:
        if announced:
            _say("Stopping.")
        for child in (web, worker):
            child.stop(hurry=signals.hurried)


class _Database:
    """The embedded server among the things that are looked after."""

    def __init__(self, server: embedded.Server, settings: Settings, children: tuple[Child, ...]) -> None:
        self.server = server
        self.settings = settings
        self.children = children

    def look_after(self, say: Callable[[str], None]) -> None:
        """Start it again where it ended. Pages say so meanwhile; those who knew another port are started
        again.
        """
        if self.server.alive():
            return
        say("The database stopped; starting it again.")
        port = self.server.port
        self.server.start()
        database_logins.follow(self.settings.instance, self.server.admin_url)
        if self.server.port != port:
            for child in self.children:
                child.stop()
                child.start()


class _Signals:
    """Ctrl-C, SIGTERM and a closed terminal ask to stop; asked twice, the stop is hurried."""

    def __init__(self) -> None:
        self.asked = 0

    def __enter__(self) -> "_Signals":
        wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        # What was started to live on without its terminal stays so.
        heeded = [each for each in wanted if each is signal.SIGINT or signal.getsignal(each) != signal.SIG_IGN]
        self._before: dict[signal.Signals, Any] = {each: signal.signal(each, self._note) for each in heeded}
        return self

    def __exit__(self, *_: object) -> None:
        for each, handler in self._before.items():
            signal.signal(each, handler)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.asked += 1

    def stopping(self) -> bool:
        """Whether to stop."""
        return self.asked > 0

    def hurried(self) -> bool:
        """Whether to stop without waiting."""
        return self.asked > 1


def is_ready(settings: Settings) -> bool:
    """Whether ``/health`` says that the product can serve people: status 200, and nothing in it that says
    not.
    """
    host = urlsplit(settings.base_url).netloc
    link = http.client.HTTPConnection("127.0.0.1", settings.port, timeout=5)
    try:
        link.request("GET", "/health", headers={"Host": host, "X-Forwarded-Proto": "https"})
        answer = link.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()
    if answer.status != 200:
        return False
    with contextlib.suppress(ValueError):
        found = json.loads(body)
        return not isinstance(found, dict) or found.get("ready", True) is True
    return True


def _announce(settings: Settings, people: Sequence[tuple[str, str]]) -> None:
    lines = ["", f"Coordination is running at {settings.base_url}"]
    if settings.environment == "demo" and people:
        width = max(len(name) for name, _ in people) + len("@demo.example")
        lines += ["", f"Demo people, all with the password {settings.demo_password}:"]
        lines += [f"  {name + '@demo.example':<{width}}  {who}" for name, who in people]
    lines += ["", "Press Ctrl-C to stop."]
    for line in lines:
        _say(line)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is the command line's voice


def _web_command() -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "--config", "python:coordination.gunicorn_settings"),
        "coordination:create_app()",
    ]


def _worker_command() -> list[str]:
    return [str(Path(sys.executable).with_name("coordination")), "worker"]


def _uses_embedded(settings: Settings) -> bool:
    """Whether this installation's database is the one that comes with the product."""
    if settings.production or os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL"):
        return False
    kept = database_logins.read(settings.instance)
    return bool(kept.get("EMBEDDED", "yes"))


@contextlib.contextmanager
def _administrator(settings: Settings) -> Iterator[tuple[str | None, bool]]:
    """An administrator's address, none where the logins are given; and whether the server is another's."""
    if settings.production or os.environ.get("DATABASE_OWNER_URL"):
        yield None, True
    elif given := os.environ.get("DATABASE_URL"):
        yield given, True
    else:
        with embedded.running(settings.instance) as admin_url:
            yield admin_url, False


def _ready(settings: Settings) -> Settings:
    missing = [login for login in database_logins.ROLES if not settings.database_urls.get(login)]
    if missing or not settings.secret_key:
        raise ServingError("Nothing is set up yet: run ./run, or .venv/bin/coordination init.")
    return settings


def _make_folders(settings: Settings) -> None:
    for folder in (settings.instance, settings.uploads):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ServingError(f"{folder} cannot be made: {error.strerror}.") from None


@contextlib.contextmanager
def _link(url: str, login: str) -> Iterator[Connection]:
    try:
        link = psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1), connect_timeout=10)
    except psycopg.OperationalError as error:
        reason = database_logins.reason(error)
        raise ServingError(f"The {login} login cannot reach the database: {reason}") from None
    with link:
        yield link


def _answer(link: Connection, question: LiteralString, *values: str) -> str:
    """The first column of the first row as text; empty where there is none."""
    row = link.execute(question, values).fetchone()
    return str(row[0]) if row and row[0] is not None else ""
