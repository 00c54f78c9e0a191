"""The demo borough as the tests use it: made once with canary words in every text, then cloned for each worker.

A canary is a word that stands nowhere else. It says of which child, section and audiences the text is that holds it, so
a crawl can tell whose words have leaked where, and whose are missing.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg import sql

from coordination import config, create_app, database_logins, jobs, migrating
from coordination.config import Settings
from coordination.db import db
from coordination.demo import borough
from coordination.demo.cast import CAST

TEMPLATE = "coordination_test_demo"
LETTERS = "bcdfghjkmnpqrstvwxz"


@dataclass(frozen=True)
class Canary:
    """One marked text."""

    word: str
    child: str
    section: str
    audiences: frozenset[str]


@dataclass
class DemoCopy:
    """A database of this worker with the demo in it, and what is known of it."""

    settings: Settings
    people: dict[str, UUID]
    children: dict[str, UUID]
    authority_id: UUID
    canaries: list[Canary]


class Marker:
    """Marks texts, and remembers the canaries."""

    def __init__(self) -> None:
        self.made: list[dict[str, object]] = []

    def __call__(self, text: str, child: str, section: str, audiences: tuple[str, ...]) -> str:
        number = len(self.made)
        letters = ""
        for _ in range(4):
            number, rest = divmod(number, len(LETTERS))
            letters += LETTERS[rest]
        word = f"Qy{letters}"
        self.made.append({"word": word, "child": child, "section": section, "audiences": sorted(audiences)})
        return f"{text} {word}"


def make(settings: Settings, urls: dict[str, str], admin: str, instance: Path, name: str) -> DemoCopy:
    """This worker's copy, named ``name``; the template is made first where it is missing or out of date."""
    marker = instance / "demo.json"
    fingerprint = f"{urls['owner']}|{_fingerprint()}"
    held = settings.uploads.parent / f"uploads-of-{name}"
    uploads = instance / "demo-uploads"
    with (instance / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = json.loads(marker.read_text()) if marker.exists() else {}
        if kept.get("fingerprint") != fingerprint:
            database_logins.drop_database(admin, TEMPLATE)
            database_logins.make_database(urls["owner"], TEMPLATE)
            at = replace(
                settings,
                database_urls={login: database_logins.with_database(url, TEMPLATE) for login, url in urls.items()},
                uploads=uploads,
            )
            migrating.upgrade(at)
            mark = Marker()
            app = create_app(at, login="owner")
            with app.app_context():
                made = borough.fill(password=at.demo_password, mark=mark, children=12)
                assert made is not None
                db.session.commit()
                db.engine.dispose()
            kept = {
                "fingerprint": fingerprint,
                "people": {key: str(value) for key, value in made.people.items()},
                "children": {key: str(value) for key, value in made.children.items()},
                "authority_id": str(made.authority_id),
                "canaries": mark.made,
            }
            marker.write_text(json.dumps(kept))
        database_logins.drop_database(admin, name)
        do_not_wait_for_the_disk(database_logins.make_database(urls["owner"], name, template=TEMPLATE), name)
    if uploads.exists():
        shutil.copytree(uploads, held, dirs_exist_ok=True)
    held.mkdir(parents=True, exist_ok=True)
    ready = replace(
        settings,
        database_urls={login: database_logins.with_database(url, name) for login, url in urls.items()},
        uploads=held,
        environment="demo",
    )
    return DemoCopy(
        settings=ready,
        people={key: UUID(value) for key, value in kept["people"].items()},
        children={key: UUID(value) for key, value in kept["children"].items()},
        authority_id=UUID(kept["authority_id"]),
        canaries=[Canary(c["word"], c["child"], c["section"], frozenset(c["audiences"])) for c in kept["canaries"]],
    )


def copied(
    what: str, settings: Settings, server: tuple[Path, dict[str, str], str], worker_id: str
) -> Iterator[DemoCopy]:
    """A copy for as long as it is wanted. ``what``: whose it is, as a part of its name."""
    instance, urls, admin = server
    name = f"coordination_{what}_" + re.sub(r"\W", "", f"{worker_id}_{os.getpid()}")
    yield make(settings, urls, admin, instance, name)
    database_logins.drop_database(admin, name)


def do_not_wait_for_the_disk(owner_url: str, name: str) -> None:
    """Let commits in a test's own copy answer before they are on disk: a copy is thrown away, however it ends.

    What must survive a kill is tried on an installation of its own, as durable as the product's.
    """
    with psycopg.connect(owner_url, autocommit=True) as link:
        link.execute(sql.SQL("alter database {} set synchronous_commit = off").format(sql.Identifier(name)))


def run_waiting_jobs(settings: Settings) -> None:
    """Take every job that waits, as the worker's login would, until none is left."""
    jobs.work(create_app(settings, login="worker"), settings, concurrency=1, wait=False)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    # Everything that may have a part in what the demo is filled with.
    for path in sorted((config.ROOT / "coordination").rglob("*.py")):
        digest.update(path.read_bytes())
    for path in sorted(migrating.MIGRATIONS.rglob("*.*")):
        if path.suffix in {".py", ".sql"}:
            digest.update(path.read_bytes())
    from coordination import clock

    digest.update(clock.today().isoformat().encode())
    return digest.hexdigest()


ROLE_OF = {who.key: who.role for who in CAST}
