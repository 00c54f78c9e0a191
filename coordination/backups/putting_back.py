"""Putting an archive in the place of what is there, and trying that on a copy beside it.

Nothing that was there is destroyed: a database with records in it is kept under another name, files are only added, and
the audit's checkpoints are kept beside the new ones.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from coordination import clock, database_logins, upkeep
from coordination.backups import BackupError, making
from coordination.backups.archive import Header
from coordination.backups.examining import Check, examine
from coordination.backups.unpacking import Link, close_to_others, scratch, unpack
from coordination.config import Settings

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Drilled:
    """What a drill showed. ``backup_seconds`` is None where an archive was given.

    ``recovery_point``: the instant up to which everything saved would be back. ``recovery_seconds``: from the archive
    to a database, files and paper that were looked at.
    """

    header: Header
    file_keys: list[str]
    recovery_point: datetime
    recovery_seconds: float
    backup_seconds: float | None
    checks: list[Check]

    @property
    def good(self) -> bool:
        """Whether everything was as it should be."""
        return all(check.good for check in self.checks)


@dataclass(frozen=True)
class Restored:
    """What a restore did. ``kept_as``: the name of the database that was there, None where it held no records."""

    header: Header
    seconds: float
    checks: list[Check]
    done: bool
    kept_as: str | None

    @property
    def good(self) -> bool:
        """Whether everything was as it should be."""
        return all(check.good for check in self.checks)


def drill(settings: Settings, archive: Path | None = None, tell: Tell = lambda _: None) -> Drilled:
    """Restore an archive, one made for this when left out, into a copy beside the product, look at it, and drop it.

    Everything may run meanwhile. Raises BackupError or WrongSetting.
    """
    folder = Path(tempfile.mkdtemp(prefix="drill-", dir=settings.instance))
    made = None
    try:
        if archive is None:
            archive = folder / "archive"
            made = making.make(settings, archive, tell)
        began = time.monotonic()
        tell("Restoring")
        with scratch(settings) as (_, at):
            uploads, checkpoints = folder / "uploads", folder / "checkpoints.txt"
            unpacked = unpack(archive, at, uploads, checkpoints)
            tell("Looking at it")
            checks = examine(unpacked, at, uploads, checkpoints)
            seconds = time.monotonic() - began
    finally:
        shutil.rmtree(folder)
    return Drilled(
        header=unpacked.header,
        file_keys=unpacked.manifest.file_keys,
        recovery_point=datetime.fromisoformat(unpacked.header.made_at),
        recovery_seconds=seconds,
        backup_seconds=made.seconds if made else None,
        checks=checks,
    )


def restore(
    settings: Settings, archive: Path, *, replacing: bool = False, anyway: bool = False, tell: Tell = lambda _: None
) -> Restored:
    """Put an archive in place of the product's database, beside which nothing else may run.

    :param replacing: the database that is there has records in it, and may be set aside.
    :param anyway: put it in place although something about it is not as it should be.

    Raises BackupError, before anything was changed.
    """
    began = time.monotonic()
    owner = settings.database_urls["owner"]
    held = _has_records(owner)
    if held and not replacing:
        raise BackupError("There are records here already: say --replace to set that database aside for the archive's.")
    kept_as = None
    checkpoints = upkeep.checkpoints(settings)
    part = checkpoints.with_name(f"{checkpoints.name}.restored")
    try:
        with scratch(settings) as (link, at):
            tell("Restoring")
            unpacked = unpack(archive, at, settings.uploads, part)
            tell("Looking at it")
            checks = examine(unpacked, at, settings.uploads, part)
            done = anyway or all(check.good for check in checks)
            if done:
                _end_sessions(at)
                kept_as = _exchange(link, settings, at, keep=held)
                _exchange_checkpoints(checkpoints, part)
    finally:
        part.unlink(missing_ok=True)
    return Restored(unpacked.header, time.monotonic() - began, checks, done, kept_as)


def _has_records(owner: str) -> bool:
    with psycopg.connect(owner) as link:
        found = link.execute("select to_regclass('public.authority') is not null").fetchone()
        if not found or not found[0]:
            return False
        row = link.execute("select exists (select from authority) or exists (select from person)").fetchone()
    return bool(row and row[0])


def _end_sessions(at: Settings) -> None:
    """Sessions that ended after the recovery point would be open again: everybody signs in anew."""
    with psycopg.connect(at.database_urls["owner"]) as link:
        link.execute(
            "update login_session set ended_at = %s, ended_why = 'restored' where ended_at is null", [clock.now()]
        )


def _exchange(link: Link, settings: Settings, at: Settings, *, keep: bool) -> str | None:
    """Give the filled database the product's name; the one that had it is set aside, and dropped where it was empty."""
    name, filled = (str(make_url(which.database_urls["owner"]).database) for which in (settings, at))
    digits = "".join(sign for sign in clock.now().isoformat(timespec="seconds")[:19] if sign.isdigit())
    aside = f"{name}_before_{digits}"
    try:
        with link.transaction():
            for old, new in ((name, aside), (filled, name)):
                link.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(old), sql.Identifier(new)))
            for role in database_logins.ROLES.values():
                link.execute(
                    sql.SQL("grant connect on database {} to {}").format(sql.Identifier(name), sql.Identifier(role))
                )
    except psycopg.errors.ObjectInUse:
        raise BackupError("Something else uses the database: stop serve, and every other command.") from None
    if not keep:
        database_logins.drop_database(settings.database_urls["owner"], aside)
        return None
    close_to_others(link, aside)
    return aside


def _exchange_checkpoints(checkpoints: Path, restored: Path) -> None:
    """The checkpoints that fit the database; those of afterwards are kept beside them."""
    if checkpoints.exists():
        number = 1
        while (aside := checkpoints.with_name(f"{checkpoints.stem}-before-{number}{checkpoints.suffix}")).exists():
            number += 1
        checkpoints.rename(aside)
    if restored.stat().st_size:
        restored.replace(checkpoints)
