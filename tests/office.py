"""People who save all at once, each in a browser of their own, through a real web server, noting what they are told.

What was not acknowledged is sent again as it was, as a person would press the button again.
"""

import http.client
import itertools
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from coordination import clock, create_app
from coordination.accounts import sessions
from coordination.config import Settings
from coordination.db import db, new_id
from tests.world import World

# Who saves: eight browsers, as many as the web server answers at a time.
PEOPLE = ("lead", "deputy") * 4
# So many saves are acknowledged between two kills, and after the last.
SAVES = 16
# Nothing is measured: a wait that never ends is a failure, however busy the machine is.
PATIENCE = 240.0


@dataclass(frozen=True)
class Saved:
    """One acknowledged save: its kind, the action it is about, and the words that were sent."""

    kind: str
    action: UUID
    words: str


@dataclass
class Browser:
    """Somebody who adds an action, says how it goes, and starts to type more about it, over and over."""

    name: str
    port: int
    person: UUID
    agency: UUID
    world: World
    cookies: dict[str, str]
    log: list[Saved] = field(default_factory=list)
    put_off: int = 0
    refused: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    token: str = ""
    _link: http.client.HTTPConnection | None = None

    def work(self) -> None:
        """Save until told to stop."""
        try:
            self._save_on()
        finally:
            if self._link is not None:
                self._link.close()

    def _save_on(self) -> None:
        for number in itertools.count(1):
            action, words = new_id(), f"{self.name} {number}"
            due = clock.today() + timedelta(days=14)
            add = {
                "id": str(action),
                "text": f"Ring the school, {words}",
                "owner_id": f"{self.person}|{self.agency}",
                "due_on-day": str(due.day),
                "due_on-month": str(due.month),
                "due_on-year": str(due.year),
                "priority": "normal",
            }
            update = {"version": "1", "status": "in_progress", "note": f"They rang back, {words}"}
            typed = {"version": "2", "status": "done", "note": f"Half a sentence, {words}"}
            plan, child = self.world.plan_id, self.world.child_id
            kept = (
                self._save("added", action, add["text"], f"/plans/{plan}/actions", add, f"/plans/{plan}")
                and self._save(
                    "updated", action, update["note"], f"/actions/{action}/update", update, f"/actions/{action}"
                )
                and self._save("typed", action, typed["note"], f"/drafts/update-action/{child}/{action}", typed, None)
            )
            if not kept:
                return

    def _save(self, kind: str, action: UUID, words: str, path: str, fields: dict[str, str], onward: str | None) -> bool:
        """Send until it is acknowledged; False when told to stop or refused. ``onward``: where a saved form goes."""
        while not self.stop.is_set():
            try:
                self.token = self.token or self._token()
                status, where = self._post(path, {**fields, "csrf_token": self.token})
            except (OSError, http.client.HTTPException):
                self._hang_up()
                continue
            if status >= 500:
                if status == 503:
                    self.put_off += 1
                else:
                    self.refused.append(f"{kind}: {status}")
                self.stop.wait(0.05)
            elif (status == 200) if onward is None else (status == 303 and where.split("#")[0] == onward):
                self.log.append(Saved(kind, action, words))
                return True
            else:
                self.refused.append(f"{kind}: {status} {where}")
                return False
        return False

    def _post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        answer = self._ask("POST", path, urlencode(fields))
        answer.read()
        return answer.status, answer.headers.get("Location") or ""

    def _token(self) -> str:
        answer = self._ask("GET", "/account")
        page = answer.read().decode()
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        if answer.status != 200 or found is None:
            self.stop.wait(0.05)
            raise ConnectionError("no page yet")
        for sent in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = sent.split(";")[0].partition("=")
            self.cookies[name] = value
        return found.group(1)

    def _ask(self, verb: str, path: str, body: str | None = None) -> http.client.HTTPResponse:
        if self._link is None:
            self._link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._link.request(verb, path, body, headers)
        return self._link.getresponse()

    def _hang_up(self) -> None:
        if self._link is not None:
            self._link.close()
        self._link = None
        self.stop.wait(0.05)


class Office:
    """Several browsers at work while a test does harm."""

    def __init__(self, settings: Settings, world: World, *, look_after: Callable[[], None]) -> None:
        self.settings = settings
        self.world = world
        self.look_after = look_after
        app = create_app(settings)
        self.browsers = []
        for number, who in enumerate(PEOPLE):
            with app.test_request_context():
                cookie = {sessions.cookie_name(): sessions.begin(world.people[who], second_factor=True)}
                db.session.commit()
            self.browsers.append(
                Browser(f"{who} {number}", settings.port, world.people[who], world.agencies["services"], world, cookie)
            )
        with app.app_context():
            db.engine.dispose()
        self.threads = [threading.Thread(target=browser.work, daemon=True) for browser in self.browsers]

    def __enter__(self) -> "Office":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for browser in self.browsers:
            browser.stop.set()
        for thread in self.threads:
            thread.join()

    @property
    def acknowledged(self) -> list[Saved]:
        """Every acknowledged save so far."""
        return [saved for browser in self.browsers for saved in list(browser.log)]

    def save_more(self) -> None:
        """Wait until a few more saves were acknowledged: people can go on working."""
        wanted = len(self.acknowledged) + SAVES
        until = time.monotonic() + PATIENCE
        while len(self.acknowledged) < wanted:
            refused = self.refusals()
            assert not refused, refused
            assert time.monotonic() < until, "nobody can save any more"
            self.look_after()
            time.sleep(0.02)

    def put_off(self) -> int:
        """How often somebody was told "not now, try again"."""
        return sum(browser.put_off for browser in self.browsers)

    def refusals(self) -> list[str]:
        """Answers that nobody should have had: anything but "saved" and "not now, try again"."""
        return [f"{browser.name}, {said}" for browser in self.browsers for said in list(browser.refused)]
