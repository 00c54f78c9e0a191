"""Proofs that were asked for and not given yet: a passkey's challenge, and the state of a sign-on elsewhere.

Each is for one browser and one purpose, for a few minutes, and is used up by the first answer, right or wrong. It is
used up in a transaction of its own, as tries are counted: an answer that is refused cannot be tried again.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import Response, current_app, g, request
from sqlalchemy import text, update

from coordination import clock
from coordination.accounts.models import Ceremony, CeremonyKind
from coordination.db import db

COOKIE = "ceremony"
LASTS = timedelta(minutes=10)
_FORGET = text("delete from ceremony where ends_at < :before")


def begin(kind: CeremonyKind, asked_with: bytes, **details: Any) -> None:
    """Note that this browser was asked with something only it and we know. The answer must have its cookie."""
    db.session.add(
        Ceremony(
            digest=_digest(asked_with),
            kind=kind.value,
            browser_digest=_digest(_this_browser().encode()),
            details=details,
            ends_at=clock.now() + LASTS,
        )
    )
    db.session.flush()


def take(kind: CeremonyKind, asked_with: bytes) -> dict[str, Any] | None:
    """Use up what this browser was asked with for this purpose: its details, or None where that is not so, was used
    before, or was too long ago.
    """
    now = clock.now()
    used = (
        update(Ceremony)
        .where(
            Ceremony.digest == _digest(asked_with),
            Ceremony.kind == kind.value,
            Ceremony.browser_digest == _digest(request.cookies.get(cookie_name(), "").encode()),
            Ceremony.used_at.is_(None),
            Ceremony.ends_at > now,
        )
        .values(used_at=now)
        .returning(Ceremony.details)
    )
    with db.engine.begin() as connection:
        details: dict[str, Any] | None = connection.execute(used).scalar_one_or_none()
    return details


def give_cookie(response: Response) -> None:
    """Put on an answer what its browser is known by until what was asked is answered."""
    response.set_cookie(
        cookie_name(),
        _this_browser(),
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        # An answer from a sign-on elsewhere comes from another site, by a link.
        samesite="Lax",
        secure=current_app.config["SETTINGS"].production,
        path="/",
    )


def forget(before: datetime) -> int:
    """Remove what was asked for and ended before an instant. Returns how many."""
    return int(db.session.execute(_FORGET, {"before": before}).rowcount)  # type: ignore[attr-defined]


def cookie_name() -> str:
    """``__Host-`` where the address is https; on the demo's plain http an ordinary HttpOnly cookie."""
    return f"__Host-{COOKIE}" if current_app.config["SETTINGS"].production else COOKIE


def _this_browser() -> str:
    if "ceremony_browser" not in g:
        g.ceremony_browser = request.cookies.get(cookie_name(), "") or secrets.token_urlsafe(32)
    found: str = g.ceremony_browser
    return found


def _digest(secret: bytes) -> str:
    return hashlib.sha256(secret).hexdigest()
