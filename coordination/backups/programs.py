"""PostgreSQL's own programs for dumping and restoring, fed and read through pipes.

Those of the wheel speak no TLS: for a server that asks for it, ``POSTGRESQL_PROGRAMS`` names the folder of programs
that do. A password goes by the environment, never by the command line, where everybody on the machine could read it.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from coordination import embedded
from coordination.backups import BackupError
from coordination.config import Settings

NEEDS_TLS = frozenset({"require", "verify-ca", "verify-full"})


def check(settings: Settings) -> None:
    """Raise BackupError where the programs at hand cannot speak to this database's server."""
    for name in ("pg_dump", "pg_restore"):
        if settings.postgresql_programs and not (settings.postgresql_programs / name).exists():
            raise BackupError(f"POSTGRESQL_PROGRAMS must be a folder with {name} in it.")
    asked = make_url(settings.database_urls["owner"]).query.get("sslmode")
    if asked in NEEDS_TLS and not settings.postgresql_programs:
        raise BackupError(
            "The PostgreSQL programs that come along speak no TLS:"
            " set POSTGRESQL_PROGRAMS to the folder of your server's pg_dump 18."
        )


def dump(settings: Settings, snapshot: str, piece: int) -> Iterator[bytes]:
    """The database as ``pg_dump`` writes it in its custom form, as another transaction sees it; in pieces of bytes.

    Raises BackupError with what ``pg_dump`` said.
    """
    url = settings.database_urls["owner"]
    words = ["--format=custom", f"--snapshot={snapshot}", "--no-password"]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL, and our own words
            [_program(settings, "pg_dump"), *words, f"--dbname={_address(url)}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            env=_environment(url),
        )
        assert process.stdout is not None
        try:
            with process.stdout as output:
                while content := output.read(piece):
                    yield content
        except BaseException:
            process.kill()
            raise
        finally:
            process.wait()
        if process.returncode != 0:
            said.seek(0)
            raise BackupError(f"pg_dump could not read the database: {_last_line(said.read())}")


def load(settings: Settings, url: str, pieces: Iterable[bytes]) -> None:
    """Fill the empty database of ``url``, an owner's address, from a dump: whole or not at all.

    Raises BackupError with what ``pg_restore`` said.
    """
    words = ["--exit-on-error", "--single-transaction", "--no-password"]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL, and our own words
            [_program(settings, "pg_restore"), *words, f"--dbname={_address(url)}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=_environment(url),
        )
        assert process.stdin is not None
        try:
            with process.stdin as given:
                for piece in pieces:
                    given.write(piece)
        except BrokenPipeError:
            # It ended early, and said why.
            pass
        except BaseException:
            process.kill()
            raise
        finally:
            process.wait()
        if process.returncode != 0:
            said.seek(0)
            raise BackupError(f"pg_restore could not fill the database: {_last_line(said.read())}")


def _program(settings: Settings, name: str) -> Path:
    return settings.postgresql_programs / name if settings.postgresql_programs else embedded.program(name)


def _address(url: str) -> str:
    """The address as PostgreSQL's programs read it, without its password."""
    shown = make_url(url).set(drivername="postgresql", password=None)
    return shown.render_as_string(hide_password=False)


def _environment(url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG") or name.startswith("PGSSL")}
    return kept | {"PGPASSWORD": make_url(url).password or "", "LC_ALL": "C"}


def _last_line(said: bytes) -> str:
    lines = [line.strip() for line in said.decode(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower() or "fatal" in line.lower()]
    return (errors or lines or ["it said nothing."])[-1]
