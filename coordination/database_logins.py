"""The product's database and its four logins, made from an administrator's login.

``owner`` migrates and backs up, ``app`` serves pages, ``worker`` runs jobs, ``auditor`` reads the access
record. None is a superuser and none may pass row-level security by; what each may do to a table is granted by
the migrations. Their addresses and random passwords are kept in ``local.json`` in the instance folder, which
only its owner may read. A deployment that makes its own logins sets the four addresses in the environment
instead, and nothing here runs.
"""

import contextlib
import json
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

DATABASE = "coordination"
OLDEST_SERVER = 180000
ROLES = {
    "owner": "coordination_owner",
    "app": "coordination_app",
    "worker": "coordination_worker",
    "auditor": "coordination_auditor",
}
SETTING = {
    "owner": "DATABASE_OWNER_URL",
    "app": "DATABASE_URL",
    "worker": "WORKER_DATABASE_URL",
    "auditor": "AUDITOR_DATABASE_URL",
}
# Unqualified names mean ours alone, and instants read the same whatever the server's own time zone.
DEFAULTS = {"search_path": "public, jobs", "timezone": "UTC"}
# One installation at a time makes logins on a server ("coord" as bytes).
_MAKING = 0x636F6F7264

Connection = psycopg.Connection[tuple[object, ...]]


class LoginError(Exception):
    """The server cannot be used or the logins cannot be made; the message is one line that says why."""


def ensure(admin_url: str, instance: Path, *, own_server: bool = False) -> dict[str, str]:
    """Make the database and the four logins where they are missing, mend what differs, and write them down.

    :param admin_url: an administrator's address: a superuser, or a role that may create roles and databases.
    Its
        database becomes the product's, unless it is ``postgres``: then the product's is called
        ``coordination``.
    :param own_server: the server is not the embedded one: say when existing logins are given new passwords.
    :returns: the addresses by login: ``owner``, ``app``, ``worker``, ``auditor``.

    Raises LoginError. Safe to repeat, and for two commands at once.
    """
    admin = _address(admin_url)
    name = DATABASE if admin.database in {None, "", "postgres"} else str(admin.database)
    with _connect(admin.set(database="postgres")) as link:
        if link.info.server_version < OLDEST_SERVER:
            found = link.info.server_version // 10000
            raise LoginError(f"PostgreSQL 18 or later is needed; the server at {_where(admin)} is {found}.")
        link.execute("select pg_advisory_lock(%s)", [_MAKING])
        kept = read(instance)
        urls: dict[str, str] = {}
        renewed = False
        for login, role in ROLES.items():
            password = _kept_password(kept.get(SETTING[login], ""), role) or secrets.token_urlsafe(32)
            address = admin.set(drivername="postgresql", username=role, password=password, database=name)
            renewed |= _ensure_role(link, login, role, password, address)
            urls[login] = address.render_as_string(hide_password=False)
        _ensure_database(link, name)
        with _connect(admin.set(database=name)) as inside:
            _ensure_schema(inside)
        changes = {SETTING[login]: url for login, url in urls.items()}
        changes |= {key: new for key, new in _fresh_secrets().items() if not kept.get(key)}
        write(instance, changes | {"EMBEDDED": "" if own_server else "yes"})
    if renewed and own_server:
        print(  # noqa: T201 - another installation on this server would want to know
            "The coordination logins existed on this server: their passwords were set anew.", file=sys.stderr
        )
    return urls


def follow(instance: Path, admin_url: str) -> dict[str, str]:
    """Point the written addresses at the host and port of ``admin_url``, after the embedded server moved.

    Returns the four addresses by login; those not made yet are empty.
    """
    admin = _address(admin_url)
    kept = read(instance)
    urls = {login: kept.get(name, "") for login, name in SETTING.items()}
    moved = {
        login: make_url(url).set(host=admin.host, port=admin.port).render_as_string(hide_password=False)
        for login, url in urls.items()
        if url
    }
    if any(urls[login] != url for login, url in moved.items()):
        write(instance, {SETTING[login]: url for login, url in moved.items()})
    return urls | moved


def read(instance: Path) -> dict[str, str]:
    """What is written in the instance folder's ``local.json``; empty before the first start."""
    try:
        found: dict[str, str] = json.loads((instance / "local.json").read_text())
    except FileNotFoundError:
        return {}
    except ValueError:
        raise LoginError(f"{instance / 'local.json'} is not valid JSON: restore it, or remove it.") from None
    return found


def write(instance: Path, changes: dict[str, str]) -> None:
    """Add to or change ``local.json``, readable by its owner alone, whole or not at all."""
    values = read(instance) | changes
    target = instance / "local.json"
    part = instance / f"local.json.{os.getpid()}"
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(values, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)


def with_database(url: str, name: str) -> str:
    """The same login's address for another database on the same server."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def make_database(owner_url: str, name: str, template: str | None = None) -> str:
    """Make a database of the owner's, empty or as a copy of another of its databases, and return its address.

    A copy needs that nobody is connected to ``template``. Raises LoginError.
    """
    with _connect(make_url(owner_url).set(database="postgres")) as link:
        if template is None:
            _create_database(link, name, ROLES["owner"])
        else:
            _order(link, "create database {} template {}", name, template)
    return with_database(owner_url, name)


def drop_database(owner_url: str, name: str) -> None:
    """Remove a database of the owner's and end its connections; nothing happens where it does not exist."""
    with _connect(make_url(owner_url).set(database="postgres")) as link:
        try:
            _order(link, "drop database if exists {} with (force)", name)
        except psycopg.errors.InsufficientPrivilege:
            # Force may not touch PostgreSQL's own vacuum, which goes when a database is dropped without it.
            _order(link, "drop database if exists {}", name)


def _ensure_role(link: Connection, login: str, role: str, password: str, address: URL) -> bool:
    """Make or mend one login. Returns whether one that existed was given a new password."""
    creates = login == "owner"
    found = link.execute(
        "select rolsuper, rolbypassrls, rolcreaterole, rolreplication, not rolcanlogin, rolcreatedb"
        " from pg_roles where rolname = %s",
        [role],
    ).fetchone()
    renewed = False
    if found is None:
        words: LiteralString = "createdb" if creates else "nocreatedb"
        link.execute(
            sql.SQL("create role {} login nocreaterole {} password {}").format(
                sql.Identifier(role), sql.SQL(words), sql.Literal(password)
            )
        )
    else:
        if any(found[:5]) or found[5] != creates:
            _order(
                link,
                "alter role {} login nosuperuser nobypassrls nocreaterole noreplication "
                + ("createdb" if creates else "nocreatedb"),
                role,
            )
        if not _opens(address.set(database="postgres")):
            link.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(password)))
            renewed = True
    for name, value in DEFAULTS.items():
        _order(link, "alter role {} set {} to " + value, role, name)
    return renewed


def _ensure_database(link: Connection, name: str) -> None:
    owner = ROLES["owner"]
    found = link.execute(
        "select pg_get_userbyid(datdba), pg_encoding_to_char(encoding) from pg_database where datname = %s",
        [name],
    ).fetchone()
    if not _is_superuser(link):
        # Giving something to a role asks that one may act as that role.
        _order(link, "grant {} to current_user with inherit true, set true", owner)
    if found is None:
        _create_database(link, name, owner)
    elif found[1] != "UTF8":
        raise LoginError(f"The database {name} must be encoded in UTF8, not {found[1]}.")
    elif found[0] != owner:
        _order(link, "alter database {} owner to {}", name, owner)
    _order(link, "revoke connect, temporary on database {} from public", name)
    for role in ROLES.values():
        _order(link, "grant connect on database {} to {}", name, role)


def _ensure_schema(link: Connection) -> None:
    """The owner owns schema public, by name or as the database's owner, and nobody else may create there."""
    found = link.execute("select pg_get_userbyid(nspowner) from pg_namespace where nspname = 'public'").fetchone()
    if found is None:
        _order(link, "create schema public authorization {}", ROLES["owner"])
    elif found[0] not in {ROLES["owner"], "pg_database_owner"}:
        _order(link, "alter schema public owner to {}", ROLES["owner"])
    link.execute("revoke create on schema public from public")
    link.execute("grant usage on schema public to public")


def _create_database(link: Connection, name: str, owner: str) -> None:
    _order(
        link,
        "create database {} owner {} template template0 encoding 'UTF8'"
        " locale_provider builtin builtin_locale 'C.UTF-8' locale 'C'",
        name,
        owner,
    )


def _is_superuser(link: Connection) -> bool:
    found = link.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
    return bool(found and found[0])


def _order(link: Connection, words: LiteralString, *names: str) -> None:
    """Run a statement whose ``{}`` are names."""
    link.execute(sql.SQL(words).format(*(sql.Identifier(name) for name in names)))


@contextlib.contextmanager
def _connect(address: URL) -> Iterator[Connection]:
    """A connection outside any transaction, as making a database asks; a refusal is said in one line."""
    target = address.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        link = psycopg.connect(target, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise LoginError(f"PostgreSQL at {_where(address)} cannot be used: {reason(error)}") from None
    with link:
        try:
            yield link
        except psycopg.Error as error:
            raise LoginError(f"The database refused: {reason(error)}.") from None


def _opens(address: URL) -> bool:
    try:
        psycopg.connect(address.render_as_string(hide_password=False), connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def _address(url: str) -> URL:
    if url.startswith("postgres://"):
        url = f"postgresql://{url.removeprefix('postgres://')}"
    wrong = "DATABASE_URL must be a PostgreSQL address: postgresql://user:password@host/name."
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise LoginError(wrong) from None
    if not address.drivername.startswith("postgresql"):
        raise LoginError(wrong)
    return address


def _kept_password(url: str, role: str) -> str:
    if not url:
        return ""
    kept = make_url(url)
    return kept.password or "" if kept.username == role else ""


def _fresh_secrets() -> dict[str, str]:
    """A key that signs sessions; and, as ``name:key`` with 32 bytes in hexadecimal, one that wraps the keys of files
    and one that opens backups.
    """
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FILE_KEYS": f"first:{secrets.token_hex(32)}",
        "BACKUP_KEYS": f"first:{secrets.token_hex(32)}",
    }


def _where(address: URL) -> str:
    return f"{address.host or 'the local socket'}:{address.port or 5432}"


def reason(error: psycopg.Error) -> str:
    """What PostgreSQL said, or the way to it, in one line: the first, because hints and further attempts follow it."""
    text = str(error.diag.message_primary or error).strip()
    return text.splitlines()[0].strip() if text else "no reason given."
