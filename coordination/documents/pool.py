"""Rendering in processes of their own, which the worker recycles.

Pango keeps memory, is not safe across threads and now and then a page is a monster; so each document is made
in a child process that renders a number of documents and is then replaced, that may use so much memory and
so much time and no more, and that holds no database connection and no secret. Children are started fresh and
not forked from the worker: nothing of its sessions or threads goes along. A child whose worker dies finds
its line closed and ends.

Facts are primitives, so what travels between the two is JSON.
"""

import atexit
import base64
import contextlib
import json
import os
import queue
import resource
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

from coordination.documents import rendering, shape

SECONDS = 60.0
MEGABYTES = 1024
TASKS_PER_CHILD = 50
CHILDREN = 2

_LENGTH = struct.Struct("!Q")
_KEPT_OF_THE_ENVIRONMENT = frozenset(
    {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_CACHE_HOME", "FONTCONFIG_PATH", "FONTCONFIG_FILE"}
)


class TookTooLong(rendering.RenderingFailed):
    """A document that was not finished in its time; its process has been ended."""


class ChildLost(rendering.RenderingFailed):
    """A process that ended before its document was finished, as one does that asks for too much memory."""


class RenderingPool:
    """A few child processes that render; started when first needed, replaced after ``tasks_per_child``.

    ``seconds`` and ``megabytes`` are limits for one child: a document over them fails alone. Safe to share
    between threads. Use it as a context manager, or call :meth:`close`.
    """

    def __init__(
        self,
        children: int = CHILDREN,
        *,
        tasks_per_child: int = TASKS_PER_CHILD,
        seconds: float = SECONDS,
        megabytes: int = MEGABYTES,
    ) -> None:
        self._tasks_per_child = tasks_per_child
        self._seconds = seconds
        self._megabytes = megabytes
        self._places: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        self._closed = threading.Event()
        for _ in range(children):
            self._places.put(None)

    def render(
        self,
        kind: str,
        facts: Mapping[str, Any],
        *,
        language: str = "en",
        held: Mapping[str, bytes] | None = None,
    ) -> bytes:
        """Render in a child process, as :func:`coordination.documents.rendering.render` would here.

        Waits while all children are busy.

        Raises what it raises, TookTooLong, ChildLost, and RuntimeError once the pool is closed.
        """
        shape.check(kind, facts)
        if self._closed.is_set():
            raise RuntimeError("The rendering pool is closed.")
        child, whole = self._places.get(), False
        try:
            if child is None or not child.alive():
                child = _Child(self._megabytes)
            pdf = child.render(kind, facts, language, held or {}, self._seconds)
            whole = True
        except (TookTooLong, ChildLost):
            raise
        except rendering.RenderingFailed:
            whole = True  # The page failed; the process did not.
            raise
        finally:
            again = whole and child is not None and child.rendered < self._tasks_per_child
            if child is not None and (not again or self._closed.is_set()):
                child.end()
                child = None
            self._places.put(child)
        return pdf

    def close(self) -> None:
        """End the children that wait; one that is rendering ends when its document is finished."""
        self._closed.set()
        waiting: list[_Child | None] = []
        with contextlib.suppress(queue.Empty):
            while True:
                waiting.append(self._places.get_nowait())
        for child in waiting:
            if child is not None:
                child.end()
            self._places.put(None)

    def __enter__(self) -> "RenderingPool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_shared: RenderingPool | None = None
_sharing = threading.Lock()


def render_in_pool(
    kind: str, facts: Mapping[str, Any], language: str = "en", *, held: Mapping[str, bytes] | None = None
) -> bytes:
    """Render in this process's pool, which is started when first used and closed when the process ends."""
    return _pool().render(kind, facts, language=language, held=held)


def close_pool() -> None:
    """Close this process's pool; the next rendering starts another."""
    global _shared
    with _sharing:
        pool, _shared = _shared, None
    if pool is not None:
        pool.close()


def _pool() -> RenderingPool:
    global _shared
    with _sharing:
        if _shared is None:
            _shared = RenderingPool()
            atexit.register(close_pool)
        return _shared


# The worker's end of the line.


class _Child:
    """One process that renders, and the line to it."""

    def __init__(self, megabytes: int) -> None:
        self.rendered = 0
        self._line, theirs = socket.socketpair()
        kept = {name: value for name, value in os.environ.items() if name in _KEPT_OF_THE_ENVIRONMENT}
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", __name__, str(theirs.fileno()), str(megabytes)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                cwd=rendering.PACKAGE.parent,
                env=kept,
            )

    def render(
        self, kind: str, facts: Mapping[str, Any], language: str, held: Mapping[str, bytes], seconds: float
    ) -> bytes:
        asked = {
            "kind": kind,
            "facts": facts,
            "language": language,
            "held": {name: base64.b64encode(body).decode() for name, body in held.items()},
        }
        self._line.settimeout(seconds)
        try:
            _send(self._line, json.dumps(asked).encode())
            answer = _receive(self._line)
        except TimeoutError as late:
            raise TookTooLong(f"{kind} was not finished in {seconds:g} seconds.") from late
        except (OSError, EOFError) as gone:
            raise ChildLost(f"The process that was making {kind} ended before it was finished.") from gone
        self.rendered += 1
        outcome, body = answer[:1], answer[1:]
        if outcome == b"P":
            return body
        if outcome == b"M":
            raise rendering.PrinterMissing(body.decode())
        if outcome == b"X":
            raise ChildLost(f"The process that was making {kind} asked for more memory than it may have.")
        raise rendering.RenderingFailed(body.decode())

    def alive(self) -> bool:
        """Whether the process is still there to be asked."""
        return self._process.poll() is None

    def end(self) -> None:
        """End the process: it has no work of its own, so it is not asked twice."""
        self._line.close()
        self._process.kill()
        self._process.wait()


def _send(line: socket.socket, body: bytes) -> None:
    line.sendall(_LENGTH.pack(len(body)) + body)


def _receive(line: socket.socket) -> bytes:
    (length,) = _LENGTH.unpack(_exactly(line, _LENGTH.size))
    return _exactly(line, length)


def _exactly(line: socket.socket, length: int) -> bytes:
    parts: list[bytes] = []
    while length:
        part = line.recv(min(length, 1 << 20))
        if not part:
            raise EOFError("the other end closed the line")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


# The child's end of the line.


def _serve(line: socket.socket) -> None:
    """Render what is asked until the line closes or memory runs out."""
    while True:
        try:
            asked = json.loads(_receive(line))
        except EOFError:
            return
        answer = _answer(asked)
        _send(line, answer)
        if answer[:1] == b"X":
            return


def _answer(asked: dict[str, Any]) -> bytes:
    held = {name: base64.b64decode(body) for name, body in asked["held"].items()}
    try:
        return b"P" + rendering.render(asked["kind"], asked["facts"], language=asked["language"], held=held)
    except MemoryError:
        return b"X"
    except rendering.PrinterMissing as missing:
        return b"M" + str(missing).encode()
    except rendering.RenderingFailed as failed:
        return b"F" + str(failed).encode()
    except Exception as unforeseen:
        # The kind of error travels, its words do not: they may quote a fact.
        return b"F" + f"{asked['kind']} could not be made: {type(unforeseen).__name__}.".encode()


def _main(descriptor: int, megabytes: int) -> None:
    limit = megabytes * 1024 * 1024
    # macOS does not enforce the limit and may refuse it; the time limit still holds there.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    with socket.socket(fileno=descriptor) as line:
        _serve(line)


if __name__ == "__main__":
    _main(int(sys.argv[1]), int(sys.argv[2]))
