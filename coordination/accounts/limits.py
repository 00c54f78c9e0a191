"""Limits on how often something may be tried: counters in the database, so that every web process counts together.

A try is counted in its own short transaction, before it is known how it ends: a refusal that is rolled back, a crash
or two tries at once cannot be tried for nothing. A limit only makes somebody wait until its window ends; nothing
here closes an account.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from math import ceil

from flask import current_app
from sqlalchemy import text

from coordination import clock
from coordination.db import db

_COUNT = text(
    "insert into throttle (key, window_start, tries) values (:key, :start, 1)"
    " on conflict (key, window_start) do update set tries = throttle.tries + 1 returning tries"
)
_GIVE_BACK = text("update throttle set tries = greatest(tries - 1, 0) where key = :key and window_start = :start")
_FORGET = text("delete from throttle where window_start < :before")


def allow(key: str, tries: int, window: timedelta) -> bool:
    """Count one try of what ``key`` names, and say whether it is among the first ``tries`` of this ``window``.

    ``key`` may name somebody ("sign-in of" an address): only a keyed digest of it is kept.
    """
    with db.engine.begin() as connection:
        made = connection.execute(_COUNT, {"key": _digest(key), "start": _start(window)}).scalar_one()
    return int(made) <= tries


def give_back(key: str, window: timedelta) -> None:
    """Take one try back: it turned out well, and only the others should count."""
    with db.engine.begin() as connection:
        connection.execute(_GIVE_BACK, {"key": _digest(key), "start": _start(window)})


def seconds_left(window: timedelta) -> int:
    """How long until the present window of this length ends, in whole seconds, at least 1."""
    left = _start(window) + window - clock.now()
    return max(1, ceil(left.total_seconds()))


def forget(before: datetime) -> int:
    """Remove counters whose window began before an instant. Returns how many."""
    return int(db.session.execute(_FORGET, {"before": before}).rowcount)  # type: ignore[attr-defined]


def _start(window: timedelta) -> datetime:
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp(int(clock.now().timestamp()) // seconds * seconds, UTC)


def _digest(key: str) -> str:
    secret = current_app.config["SETTINGS"].secret_key.encode()
    return hmac.new(secret, b"limit " + key.encode(), hashlib.sha256).hexdigest()
