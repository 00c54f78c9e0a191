"""Making an archive while everything runs: one snapshot of the database, then the files its rows name."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO, LiteralString

import psycopg
from psycopg import sql

from coordination import clock, database_logins, upkeep
from coordination.backups import BackupError, contents, programs
from coordination.backups.archive import Header, Writer, new_salt
from coordination.backups.contents import Manifest, Packing
from coordination.config import Settings, WrongSetting, deployment_keys
from coordination.documents.files import Folder, UnreadableFile

Tell = Callable[[str], None]
Link = psycopg.Connection[tuple[object, ...]]

TABLES: LiteralString = """
    select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('public', 'jobs') order by 1, 2
"""


@dataclass(frozen=True)
class Made:
    """What was made: ``size`` in bytes; ``missing``: files that rows name and the store did not have."""

    header: Header
    manifest: Manifest
    size: int
    seconds: float
    missing: list[str]


def keys(settings: Settings) -> dict[str, bytes]:
    """The keys of archives by name, the first for new ones. Raises WrongSetting."""
    if not settings.backup_keys:
        raise WrongSetting("BACKUP_KEYS must be set to make or read a backup: see docs/operations.md.")
    found = deployment_keys(settings.backup_keys, setting="BACKUP_KEYS")
    if set(found.values()) & set(deployment_keys(settings.file_keys).values()):
        raise WrongSetting("BACKUP_KEYS must hold other keys than FILE_KEYS: they are kept by different people.")
    return found


def make(settings: Settings, out: Path, tell: Tell = lambda _: None) -> Made:
    """Write everything to ``out``, a file that is not there yet. Whole and on the disk when this returns, or not there.

    Nothing is held up meanwhile: the dump, the counts and the names of files come from one snapshot, and a file is in
    the store before the row that names it. Raises BackupError or WrongSetting, each with a message of one line.
    """
    programs.check(settings)
    began = time.monotonic()
    name, key = next(iter(keys(settings).items()))
    # Before the snapshot: whatever a checkpoint knows is then in the dump.
    checkpoints = contents.kept_checkpoints(upkeep.checkpoints(settings))
    with _new_file(out) as file:
        made_at = clock.now()
        with _snapshot(settings) as (link, snapshot):
            header = Header(
                made_at=made_at.isoformat(timespec="seconds"),
                release=version("coordination"),
                shape=_one(link, "select version_num from alembic_version"),
                key=name,
                salt=new_salt(),
            )
            digests = [str(digest) for (digest,) in link.execute("select distinct digest from stored_file order by 1")]
            manifest = Manifest(
                tables=table_counts(link),
                files=len(digests),
                file_keys=[str(n) for (n,) in link.execute("select distinct wrapped_with from child_key order by 1")],
            )
            writer = Writer(file, header, key)
            packing = Packing(writer)
            packing.manifest(manifest)
            packing.checkpoints(checkpoints)
            tell("The database")
            for piece in programs.dump(settings, snapshot, contents.DUMP_PIECE):
                packing.dumped(piece)
        missing = _pack_files(packing, Folder(settings.uploads), digests, tell)
        packing.close()
        writer.close()
        size = file.tell()
    return Made(header, manifest, size, time.monotonic() - began, missing)


def table_counts(link: Link) -> dict[str, int]:
    """How many rows each table has, partitions of their own."""
    counts = {}
    for schema, table in link.execute(TABLES).fetchall():
        order = sql.SQL("select count(*) from {}").format(sql.Identifier(str(schema), str(table)))
        row = link.execute(order).fetchone()
        counts[f"{schema}.{table}"] = int(str(row[0])) if row else 0
    return counts


def _pack_files(packing: Packing, store: Folder, digests: list[str], tell: Tell) -> list[str]:
    missing = []
    for number, digest in enumerate(digests, 1):
        if number % 100 == 1:
            tell(f"File {number} of {len(digests)}")
        try:
            packing.file(digest, store.get(digest))
        except UnreadableFile:
            missing.append(digest)
        except OSError as error:
            raise BackupError(f"{store.root} cannot be read: {error.strerror}.") from None
    return missing


@contextmanager
def _snapshot(settings: Settings) -> Iterator[tuple[Link, str]]:
    """The owner's connection in a transaction that sees one instant, and the name by which others see the same."""
    try:
        link = psycopg.connect(settings.database_urls["owner"], connect_timeout=10)
    except psycopg.OperationalError as error:
        raise BackupError(f"The database cannot be reached: {database_logins.reason(error)}") from None
    with link:
        link.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        link.read_only = True
        yield link, _one(link, "select pg_export_snapshot()")


def _one(link: Link, question: LiteralString) -> str:
    row = link.execute(question).fetchone()
    if row is None:
        raise BackupError("The database has not been set up: run ./run, or .venv/bin/coordination init.")
    return str(row[0])


@contextmanager
def _new_file(out: Path) -> Iterator[BinaryIO]:
    """A file that only we may read, under another name until it is whole and on the disk."""
    if out.exists():
        raise BackupError(f"{out} is there already: choose another name, or move it away.")
    part = out.with_name(f"{out.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.rename(out)
        folder = os.open(out.absolute().parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise BackupError(f"{out} cannot be written: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
