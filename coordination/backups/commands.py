"""``coordination backup | restore | drill``: what each says to a person, or as JSON."""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from coordination import clock, config, serving
from coordination.backups import making, putting_back
from coordination.backups.examining import Check
from coordination.commanding import application, leave_audit, report

Tell = Callable[[str], None]


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def backup(file: Path, as_json: bool) -> None:
    """Write the database and the files to one encrypted archive, while everything runs."""
    with serving.database(config.read()) as settings:
        made = making.make(settings, file, progress())
        with application():
            leave_audit("backup", files=made.manifest.files, bytes=made.size, key=made.header.key)
    facts = {
        "recovery_point": made.header.made_at,
        "bytes": made.size,
        "seconds": round(made.seconds, 1),
        "rows": sum(made.manifest.tables.values()),
        "files": made.manifest.files,
        "files_missing": len(made.missing),
        "backup_key": made.header.key,
        "file_keys": made.manifest.file_keys,
    }
    lines = [
        f"{file}: {made.size:,} bytes in {made.seconds:.1f} s. {facts['rows']:,} rows and {facts['files']:,} files.",
        f"Recovery point: {when(made.header.made_at)}. All that was saved before is inside.",
        *custody(made.header.key, made.manifest.file_keys),
    ]
    if made.missing:
        lines.append(f"{len(made.missing)} files that rows name are not in {settings.uploads}, and not in the archive.")
    report(facts, as_json, "\n".join(lines))
    if made.missing:
        sys.exit(1)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", "replacing", is_flag=True, help="Set a database with records in it aside for the archive's.")
@click.option("--anyway", is_flag=True, help="Put it in place although a check found something wrong.")
@click.option("--json", "as_json", is_flag=True)
def restore(file: Path, replacing: bool, anyway: bool, as_json: bool) -> None:
    """Put an archive back. Nothing else may run; what was there is kept under another name."""
    with serving.alone(config.read()) as settings:
        found = putting_back.restore(settings, file, replacing=replacing, anyway=anyway, tell=progress())
        if found.done:
            with application():
                leave_audit("restore", recovery_point=found.header.made_at, key=found.header.key)
    facts = {
        "restored": found.done,
        "recovery_point": found.header.made_at,
        "seconds": round(found.seconds, 1),
        "checks": looked_at(found.checks),
        "kept_as": found.kept_as,
    }
    lines = said(found.checks)
    if found.done:
        lines.append(f"Restored in {found.seconds:.1f} s to {when(found.header.made_at)}. Everybody signs in anew.")
    else:
        lines.append("Nothing was changed. To put it in place all the same, say --anyway.")
    if found.kept_as:
        lines.append(f"The database that was here is kept as {found.kept_as}: drop it when nobody needs it any more.")
    report(facts, as_json, "\n".join(lines))
    if not found.good:
        sys.exit(1)


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--json", "as_json", is_flag=True)
def drill(file: Path | None, as_json: bool) -> None:
    """Restore an archive (a new one when left out) into a copy, look at it and drop it: is the backup of use?"""
    with serving.database(config.read()) as settings:
        found = putting_back.drill(settings, file, progress())
        with application():
            leave_audit("drill", recovery_point=found.header.made_at, good=found.good)
    age = clock.now() - found.recovery_point
    facts = {
        "good": found.good,
        "recovery_point": found.header.made_at,
        "recovery_point_age_seconds": round(age.total_seconds()),
        "recovery_seconds": round(found.recovery_seconds, 1),
        "backup_seconds": None if found.backup_seconds is None else round(found.backup_seconds, 1),
        "checks": looked_at(found.checks),
        "backup_key": found.header.key,
        "file_keys": found.file_keys,
    }
    lines = said(found.checks)
    if found.backup_seconds is not None:
        lines.append(f"Backup: made in {found.backup_seconds:.1f} s.")
    lines += [
        f"Recovery point: {when(found.header.made_at)}, {worded(age)} ago.",
        f"Recovery time: {found.recovery_seconds:.1f} s.",
        *custody(found.header.key, found.file_keys),
        "The backup is of use." if found.good else "The backup is NOT of use as it is.",
    ]
    report(facts, as_json, "\n".join(lines))
    if not found.good:
        sys.exit(1)


def progress() -> Tell:
    """Tells where it is, on a terminal and only there."""
    if not sys.stderr.isatty():
        return lambda _: None
    return lambda what: click.echo(f"{what} ...", err=True)


def custody(key: str, file_keys: list[str]) -> list[str]:
    """Which keys are needed beside an archive, and that they are not in it."""
    named = f" ({', '.join(file_keys)})" if file_keys else ""
    return [
        f"BACKUP_KEYS ({key}) opens it, FILE_KEYS{named} its files and second factors, SECRET_KEY proves its audit:",
        "none of them is inside. Keep them somewhere else.",
    ]


def said(checks: list[Check]) -> list[str]:
    """The checks, one a line."""
    return [f"{'ok   ' if check.good else 'WRONG'} {check.sentence}" for check in checks]


def looked_at(checks: list[Check]) -> list[dict[str, Any]]:
    """The checks, as JSON."""
    return [{"name": check.name, "good": check.good, "found": check.sentence} for check in checks]


def when(instant: str | datetime | None) -> str:
    """An instant as an operator reads it, in London: ``2026-11-29 18:30:05``."""
    if instant is None:
        return "a day not known"
    known = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return clock.london(known).isoformat(sep=" ", timespec="seconds")[:19]


def worded(age: timedelta) -> str:
    """How long ago, roughly."""
    hours, rest = divmod(int(age.total_seconds()), 3600)
    if hours >= 48:
        return f"{hours // 24} days"
    return f"{hours} h {rest // 60} min" if hours else f"{rest // 60} min {rest % 60} s"
