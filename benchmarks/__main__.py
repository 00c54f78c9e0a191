"""``./run bench [--children 10000 --children 100000] [--times 100] [--seconds 3]``: one table, and JSON beside it."""

import argparse
import hashlib
import itertools
import json
import os
import re
import secrets
import subprocess  # noqa: S404 - the servers it measures
import sys
import time
from dataclasses import replace
from typing import Any

import psycopg

from benchmarks.circulation import circulation
from benchmarks.measure import Figures, many, measure, own_memory
from benchmarks.paper import paper
from coordination import clock, config, database_logins, migrating, serving
from coordination.children import matching
from coordination.config import Settings
from coordination.db import new_id
from coordination.demo import scale, scale_rows

RECORD = config.ROOT / "benchmarks" / "last.json"
GOALS = {
    "caseload": 3,
    "actions": 3,
    "record": 4,
    "save": 4,
    "find": 4,
    "timetable": 4,
    "sign_in": 4,
    "audit verification": 4,
    "document, per page": 1.15,
    "200-recipient circulation": 1.3,
}


def main() -> None:
    """Measure each size and print the table."""
    asked = argparse.ArgumentParser(prog="./run bench")
    asked.add_argument("--children", type=int, action="append", help="a size; may be given several times")
    asked.add_argument("--times", type=int, default=100)
    asked.add_argument("--seconds", type=float, default=3)
    asked.add_argument("--requests", type=int, default=10_000, help="after how many a worker's memory is looked at")
    given = asked.parse_args()
    settings = serving.prepare(config.read())
    found: dict[str, Any] = {"on": clock.today().isoformat(), "sizes": {}}
    with serving.database(settings) as ready:
        for children in given.children or [10_000]:
            found["sizes"][str(children)] = _size(ready, children, given.times, given.seconds)
        found["memory"] = _memory(ready, min(given.children or [10_000]), given.requests)
        found["circulation"] = circulation(ready)
    found["paper"] = paper()
    _print(found)
    RECORD.write_text(json.dumps(found, indent=2) + "\n")


def _size(settings: Settings, children: int, times: int, seconds: float) -> dict[str, Any]:
    name = f"coordination_bench_{children}"
    owner = settings.database_urls["owner"]
    with psycopg.connect(database_logins.with_database(owner, "postgres")) as link:
        exists = link.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
    if exists is None:
        sys.stderr.write(f"Making {children:,} children\n")
        scale.fill(settings, children, database=name, progress=sys.stderr.isatty())
    at = _at(settings, children)
    # One made by an earlier release is brought to this one's shape.
    migrating.upgrade(at)
    facts = _facts(at, children)
    results: dict[str, Any] = {}
    with Server(at, "coordination:create_app()", 8600, {}) as product:
        with Server(at, "benchmarks.floors:make()", 8601, {"FLOORS": json.dumps(facts)}) as floors:
            for operation, (method, path, fields) in _operations(facts, children).items():
                ours = measure(product, _asking(product, facts, method, path, fields), times=times, seconds=seconds)
                floor = measure(
                    floors,
                    lambda op=operation, size=ours.bytes, m=method: (m, f"/{op}?bytes={size}", b"", {}),  # type: ignore[misc]
                    times=times,
                    seconds=seconds,
                )
                results[operation] = _compared(ours, floor)
    results["audit verification"] = _verification(at)
    return results


def _memory(settings: Settings, children: int, requests: int) -> dict[str, Any]:
    """What a worker has to itself after a hundred requests, and after many: pages of three kinds in turn."""
    at = _at(settings, children)
    facts = _facts(at, children)
    with Server(at, "coordination:create_app()", 8600, {}) as product:
        pages = [
            _asking(product, facts, "GET", path, None)
            for path in ("/children", "/actions", f"/children/{facts['child']}")
        ]
        turn = itertools.count()
        master = Server.running.pid
        many(product, lambda: pages[next(turn) % 3](), times=104)
        first = own_memory(master)
        many(product, lambda: pages[next(turn) % 3](), times=requests)
        last = own_memory(master)
    return {
        "requests": requests,
        "first": [round(held, 1) for held in first],
        "last": [round(held, 1) for held in last],
        "ratio": round(max(last) / max(first), 2),
    }


def _at(settings: Settings, children: int) -> Settings:
    name = f"coordination_bench_{children}"
    return replace(
        settings,
        database_urls={
            login: database_logins.with_database(url, name) for login, url in settings.database_urls.items()
        },
    )


def _compared(ours: Figures, floor: Figures) -> dict[str, Any]:
    return {
        "ours": ours.as_json(),
        "floor": floor.as_json(),
        "ratio": round(ours.p50 / floor.p50, 2),
        "rate_ratio": round(floor.rate / max(ours.rate, 0.001), 2),
    }


def _facts(settings: Settings, children: int) -> dict[str, Any]:
    """A person signed in, and what the floors are keyed by: somebody in the middle of the nation."""
    worker = (children // scale_rows.CASELOAD) // 2
    token = secrets.token_urlsafe(32)
    with psycopg.connect(settings.database_urls["owner"]) as link:
        for key, kept in (("token", token), ("senco", token + "s")):
            person = scale_rows.key("person", worker * 4 + (1 if key == "senco" else 0))
            link.execute(
                "insert into login_session (id, token_digest, person_id, created_at, last_seen_at, second_factor_at)"
                " values (%s, %s, %s, now(), now(), now())",
                [new_id(), hashlib.sha256(kept.encode()).hexdigest(), person],
            )
        finders = []
        # Searches are limited for each person, so each is by another one, for a child of their own, misspelt.
        for number in range(min(400, children // scale_rows.CASELOAD)):
            name = scale_rows.name_of(number * scale_rows.CASELOAD + 3)
            finder = secrets.token_urlsafe(16)
            link.execute(
                "insert into login_session (id, token_digest, person_id, created_at, last_seen_at, second_factor_at)"
                " values (%s, %s, %s, now(), now(), now())",
                [new_id(), hashlib.sha256(finder.encode()).hexdigest(), scale_rows.key("person", number * 4)],
            )
            finders.append([finder, name[0], name[1].replace("a", "e", 1)])
        link.execute("delete from throttle")
        link.execute("create table if not exists floor_audit (at timestamptz, body jsonb)")
    first = worker * scale_rows.CASELOAD
    given, family = scale_rows.name_of(first + 3)
    own = [scale_rows.key("action", c * 10 + n) for c in range(first, first + scale_rows.CASELOAD) for n in (1, 5)]
    with psycopg.connect(settings.database_urls["owner"]) as link:
        versions = link.execute("select id::text, version from statement where id = any(%s::uuid[])", [own]).fetchall()
    return {
        "owner": settings.database_urls["owner"],
        "token": token,
        "digest": hashlib.sha256(token.encode()).hexdigest(),
        "children": [scale_rows.key("child", first + n) for n in range(scale_rows.CASELOAD)],
        "child": scale_rows.key("child", first + 3),
        "action": scale_rows.key("action", (first + 3) * 10 + 1),
        "actions": [list(row) for row in versions],
        "finders": finders,
        "agency": scale_rows.key("agency", (first // scale_rows.AN_AUTHORITY) * 4 + 1),
        "family": family,
        "given": given,
        "keys": matching.sound_keys(family),
    }


def _operations(facts: dict[str, Any], children: int) -> dict[str, tuple[str, str, dict[str, str] | None]]:
    return {
        "caseload": ("GET", "/children", None),
        "actions": ("GET", "/actions", None),
        "record": ("GET", f"/children/{facts['child']}", None),
        "timetable": ("GET", "/timetable", None),
        "find": ("POST", "/children/find", {}),
        "save": ("POST", "/actions/", {"status": "in_progress"}),
        "sign_in": ("GET", "/sign-in", None),
    }


def _asking(base: str, facts: dict[str, Any], method: str, path: str, fields: dict[str, str] | None) -> Any:
    import http.client
    from urllib.parse import urlencode, urlsplit

    who = facts["token"] + ("s" if path.startswith("/actions") else "")
    cookie = f"session_key={who}" if path != "/sign-in" else ""
    if method == "GET":
        return lambda: ("GET", path, b"", {"Cookie": cookie})
    where = urlsplit(base)
    link = http.client.HTTPConnection(where.hostname or "", where.port)
    link.request("GET", "/account", headers={"Cookie": cookie})
    answer = link.getresponse()
    page = answer.read().decode()
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    forms = "; ".join(part.split(";")[0] for part in answer.headers.get_all("Set-Cookie") or [])
    token = found.group(1) if found else ""
    counter = iter(range(1, 10_000_000))
    actions = facts["actions"]

    def look() -> tuple[str, str, bytes, dict[str, str]]:
        finder, given, family = facts["finders"][next(counter) % len(facts["finders"])]
        body = urlencode({"given_names": given, "family_name": family, "csrf_token": token})
        return (
            "POST",
            path,
            body.encode(),
            {"Cookie": f"session_key={finder}; {forms}", "Content-Type": "application/x-www-form-urlencoded"},
        )

    if path == "/children/find":
        return look

    def prepare() -> tuple[str, str, bytes, dict[str, str]]:
        n = next(counter)
        # One action after another, each with the version it has by now, as people who read before they save.
        action = actions[n % len(actions)]
        body = urlencode({**(fields or {}), "note": f"Seen {n}", "version": action[1], "csrf_token": token})
        action[1] += 1
        return (
            "POST",
            f"{path}{action[0]}/update",
            body.encode(),
            {"Cookie": f"{cookie}; {forms}", "Content-Type": "application/x-www-form-urlencoded"},
        )

    return prepare


class Server:
    """A gunicorn of two workers for one application, for as long as it is measured."""

    running: "subprocess.Popen[bytes]"

    def __init__(self, settings: Settings, application: str, port: int, more: dict[str, str]) -> None:
        names = {
            "owner": "DATABASE_OWNER_URL",
            "app": "DATABASE_URL",
            "worker": "WORKER_DATABASE_URL",
            "auditor": "AUDITOR_DATABASE_URL",
        }
        self.base = f"http://127.0.0.1:{port}"
        self.env = {
            **os.environ,
            **{names[login]: url for login, url in settings.database_urls.items()},
            "SECRET_KEY": settings.secret_key,
            "FILE_KEYS": settings.file_keys,
            "PORT": str(port),
            **more,
        }
        self.order = [
            *(sys.executable, "-m", "gunicorn", "--config", "python:coordination.gunicorn_settings"),
            application,
        ]

    def __enter__(self) -> str:
        self.process = Server.running = subprocess.Popen(self.order, env=self.env, cwd=config.ROOT)  # noqa: S603
        import urllib.error
        import urllib.request

        for _ in range(200):
            try:
                urllib.request.urlopen(f"{self.base}/sign_in?bytes=1", timeout=1)  # noqa: S310
                return self.base
            except urllib.error.HTTPError:
                return self.base
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("The server that is measured did not start.")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(30)


def _verification(settings: Settings) -> dict[str, Any]:
    """Reading every chain, against SHA-256 of the same bytes."""
    from sqlalchemy import create_engine

    from coordination.audit.verify import verify
    from coordination.db import psycopg_url

    engine = create_engine(psycopg_url(settings.database_urls["auditor"]))
    with engine.connect() as connection:
        began = time.perf_counter()
        verdict = verify(connection)
        taken = time.perf_counter() - began
    engine.dispose()
    with psycopg.connect(settings.database_urls["auditor"]) as link:
        bodies = [bytes(row[0]) for row in link.execute("select audit_body(r) from audit_row r limit 200000")]
    began = time.perf_counter()
    for body in bodies:
        hashlib.sha256(body).digest()
    floor = (time.perf_counter() - began) / max(1, len(bodies)) * verdict.rows
    return {"rows": verdict.rows, "whole": verdict.whole, "seconds": round(taken, 2), "ratio": round(taken / floor, 2)}


def _print(found: dict[str, Any]) -> None:
    last = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    for size, results in found["sizes"].items():
        print(f"\n{int(size):,} children")
        print(
            f"{'operation':<20}{'p50 ms':>9}{'p95':>8}{'req/s':>8}{'bytes':>9}{'floor':>8}{'ratio':>7}{'goal':>6}{'last':>7}"
        )
        for name, row in results.items():
            before = last.get("sizes", {}).get(size, {}).get(name, {}).get("ratio", "-")
            goal = GOALS.get(name, "-")
            if "ours" not in row:
                print(f"{name:<20}{row['seconds']:>8}s{'':>33}{row['ratio']:>7}{goal:>6}{before!s:>7}")
                continue
            o, f = row["ours"], row["floor"]
            print(
                f"{name:<20}{o['p50']:>9.2f}{o['p95']:>8.2f}{o['rate']:>8.0f}{o['bytes']:>9}{f['p50']:>8.2f}"
                f"{row['ratio']:>7}{goal:>6}{before!s:>7}"
            )
    m = found["memory"]
    print(
        f"\nmemory a worker has to itself: {max(m['first']):.0f} MB after 100 requests, {max(m['last']):.0f} MB after"
        f" {m['requests']:,}, ratio {m['ratio']} (goal 1.1, and 64 MB)"
    )
    p = found["paper"]
    print(f"\ndocument, per page: {p['ours']:.0f} ms, floor {p['floor']:.0f} ms, ratio {p['ratio']} (goal 1.15)")
    c = found["circulation"]
    print(
        f"200-recipient circulation: {c['ours']} s for {c['copies']} copies of {c['versions']} versions,"
        f" floor {c['floor']} s, ratio {c['ratio']} ({c['spread'][0]} to {c['spread'][1]}, goal {GOALS['200-recipient circulation']})"
    )


if __name__ == "__main__":
    main()
