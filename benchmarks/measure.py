"""Timing requests: one after another, and eight at a time, each over a connection that stays open."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Prepare = Callable[[], tuple[str, str, bytes, dict[str, str]]]


@dataclass
class Figures:
    """Milliseconds of one request at a time, and requests a second at eight."""

    p50: float
    p95: float
    spread: float
    rate: float
    bytes: int

    def as_json(self) -> dict[str, Any]:
        """For the record."""
        return {name: round(value, 3) for name, value in vars(self).items()}


def _one(link: http.client.HTTPConnection, prepare: Prepare) -> int:
    method, path, body, headers = prepare()
    link.request(method, path, body or None, headers)
    answer = link.getresponse()
    content = answer.read()
    if answer.status >= 400:
        raise RuntimeError(f"{method} {path}: {answer.status} {content[:200]!r}")
    return len(content)


def measure(base: str, prepare: Prepare, *, times: int, seconds: float) -> Figures:
    """``times`` requests one by one (after a warm-up), then eight at a time for ``seconds``."""
    where = urlsplit(base)
    link = http.client.HTTPConnection(where.hostname or "", where.port, timeout=30)
    size = 0
    for _ in range(max(5, times // 10)):
        size = _one(link, prepare)
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        _one(link, prepare)
        taken.append((time.perf_counter() - began) * 1000)
    link.close()
    taken.sort()
    return Figures(
        p50=statistics.median(taken),
        p95=taken[int(len(taken) * 0.95) - 1],
        spread=taken[int(len(taken) * 0.75)] - taken[int(len(taken) * 0.25)],
        rate=_eight(where.hostname or "", where.port or 80, prepare, seconds),
        bytes=size,
    )


def many(base: str, prepare: Prepare, *, times: int) -> None:
    """So many requests, eight at a time, for what they leave behind."""
    where = urlsplit(base)

    def ask(which: int) -> None:
        link = http.client.HTTPConnection(where.hostname or "", where.port or 80, timeout=60)
        for _ in range(times // 8):
            _one(link, prepare)

    threads = [threading.Thread(target=ask, args=(which,)) for which in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def own_memory(parent: int) -> list[float]:
    """MB that each worker of a server has to itself (private pages), by the kernel's own count. Linux only."""
    found = []
    for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        private = sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Clean", "Private_Dirty")))
        found.append(private / 1024)
    return found


def _eight(host: str, port: int, prepare: Prepare, seconds: float) -> float:
    done = [0] * 8
    until = time.perf_counter() + seconds

    def ask(which: int) -> None:
        link = http.client.HTTPConnection(host, port, timeout=30)
        while time.perf_counter() < until:
            _one(link, prepare)
            done[which] += 1
        link.close()

    threads = [threading.Thread(target=ask, args=(which,)) for which in range(8)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - began)
