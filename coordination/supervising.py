"""Looking after a process: started, started again when it ends, and ended with everything it started."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from typing import IO, Any, Protocol

from coordination.config import ROOT
from coordination.embedded import dies_with_parent

LONGEST_WAIT = 30.0
# One that ran this long had started well: its next failure is a first one again.
SETTLED_SECONDS = 60.0
GIVE_UP_AFTER = 5


class Service(Protocol):
    """Something that is looked after."""

    def look_after(self, say: Callable[[str], None]) -> None:
        """Start it again where it ended; tell ``say`` in one line."""


class Child:
    """One process of ours. It never outlives us: on Linux the kernel ends it with its parent."""

    def __init__(self, name: str, command: list[str], stop_seconds: float) -> None:
        self.name = name
        self.command = command
        self.stop_seconds = stop_seconds
        self.failures = 0
        # Where it writes; None is where we write.
        self.output: IO[Any] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._next_start: float | None = None

    @property
    def gave_up(self) -> bool:
        """Whether it ended so often, one start after the other, that something other than chance is wrong."""
        return self.failures >= GIVE_UP_AFTER

    @property
    def pid(self) -> int:
        """Its process number; 0 when it was not started."""
        return self._process.pid if self._process is not None else 0

    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it in a process group of its own: Ctrl-C reaches us alone, and we end things in order."""
        # Options of gunicorn's own from outside could undo what must hold here.
        environment = {name: value for name, value in os.environ.items() if name != "GUNICORN_CMD_ARGS"}
        self._started_at = time.monotonic()
        self._next_start = None
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            cwd=ROOT,
            env=environment,
            start_new_session=True,
            preexec_fn=dies_with_parent(signal.SIGTERM),
        )

    def look_after(self, say: Callable[[str], None]) -> None:
        """Start it again where it ended, later each time it ends soon after a start."""
        if self._process is None or self.alive():
            return
        now = time.monotonic()
        if self._next_start is None:
            self.failures = 1 if now - self._started_at > SETTLED_SECONDS else self.failures + 1
            wait = min(LONGEST_WAIT, 2.0 ** (self.failures - 1))
            self._next_start = now + wait
            how = _how(self._process.returncode)
            say(f"The {self.name} stopped ({how}); it starts again in {wait:.0f} s.")
            self._end_group()
        elif now >= self._next_start:
            self.start()

    def stop(self, hurry: Callable[[], bool] = lambda: False) -> None:
        """Ask it to end, wait for what it is doing, and end by force what remains."""
        process = self._process
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        until = time.monotonic() + self.stop_seconds
        while process.poll() is None and time.monotonic() < until and not hurry():
            time.sleep(0.05)
        self._end_group()
        process.wait()
        self._process = None

    def _end_group(self) -> None:
        """End whatever is left of its process group."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


def _how(code: int) -> str:
    if code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit {code}"
