"""Bringing what an archive holds back: a database of its own, the files, and the checkpoints. Nothing is replaced here.

A drill and a restore do the same until here, so that every drill tries what a restore will do.
"""

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from coordination import database_logins, migrating
from coordination.backups import BackupError, making, programs
from coordination.backups.archive import Header, Reader
from coordination.backups.contents import Manifest, Unpacking
from coordination.config import Settings
from coordination.documents.files import Folder

# One drill or restore at a time on a server ("back" as bytes).
_ALONE = 0x6261636B
SCRATCH = "_unpacked_"

Link = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True)
class Unpacked:
    """What came out of an archive. ``tables``: rows by table, counted before anything was changed."""

    header: Header
    manifest: Manifest
    tables: dict[str, int]


@contextlib.contextmanager
def scratch(settings: Settings) -> Iterator[tuple[Link, Settings]]:
    """An empty database beside the product's, dropped at the end where it still has its name; and a link to rename it.

    One that a killed drill or restore left behind is dropped first: it is a copy of everybody's records.
    Raises BackupError.
    """
    owner = settings.database_urls["owner"]
    with maintenance(owner) as link:
        row = link.execute("select pg_try_advisory_lock(%s)", [_ALONE]).fetchone()
        if row is None or not row[0]:
            raise BackupError("Another drill or restore runs on this server: wait for it to end.")
        stem = f"{make_url(owner).database}{SCRATCH}"
        for (left,) in link.execute(
            "select datname from pg_database where starts_with(datname, %s)", [stem]
        ).fetchall():
            database_logins.drop_database(owner, str(left))
        name = f"{stem}{secrets.token_hex(4)}"
        database_logins.make_database(owner, name)
        try:
            close_to_others(link, name)
            urls = {login: database_logins.with_database(url, name) for login, url in settings.database_urls.items()}
            yield link, replace(settings, database_urls=urls)
        finally:
            database_logins.drop_database(owner, name)


def unpack(archive: Path, at: Settings, uploads: Path, checkpoints: Path) -> Unpacked:
    """Fill the empty database of ``at``, put files where they are not yet, and write the checkpoints; then migrate.

    Raises BackupError where the archive is not whole, another key's, or of a newer release.
    """
    programs.check(at)
    with Reader(archive, making.keys(at)) as reader:
        if not migrating.knows(reader.header.shape):
            raise BackupError(
                f"This archive was made by a newer release ({reader.header.release}): install that first."
            )
        parts = Unpacking(reader)
        manifest = parts.manifest()
        checkpoints.write_bytes(parts.checkpoints())
        programs.load(at, at.database_urls["owner"], parts.dump())
        store = Folder(uploads)
        try:
            for digest, content in parts.files():
                store.put(digest, content)
        except OSError as error:
            raise BackupError(f"{uploads} cannot be written: {error.strerror}.") from None
    with psycopg.connect(at.database_urls["owner"]) as link:
        tables = making.table_counts(link)
    migrating.upgrade(at)
    return Unpacked(reader.header, manifest, tables)


@contextlib.contextmanager
def maintenance(owner: str) -> Iterator[Link]:
    """The owner's connection outside the product's database, outside any transaction."""
    try:
        link = psycopg.connect(database_logins.with_database(owner, "postgres"), autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise BackupError(f"The database cannot be reached: {database_logins.reason(error)}") from None
    with link:
        yield link


def close_to_others(link: Link, name: str) -> None:
    """Only the owner may connect to this database of the owner's."""
    others = [role for login, role in database_logins.ROLES.items() if login != "owner"]
    who = sql.SQL(", ").join([sql.SQL("public"), *map(sql.Identifier, others)])
    link.execute(sql.SQL("revoke connect, temporary on database {} from {}").format(sql.Identifier(name), who))
