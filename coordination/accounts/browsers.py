"""Browsers a person has signed in from before, so that nobody who guesses from elsewhere can keep them out.

Guessing an account is slowed for everybody who is not known (``limits``), which a stranger could use to make its own
person wait. So a browser that once signed in fully keeps a token of ours, and its tries are counted by themselves
(OWASP, "Slow down online guessing attacks with device cookies"). It opens nothing: whoever has it still needs to know
and to prove what everybody does, and may guess no more often than any browser.

Nothing is kept on the server: the token is a random name and a mark over it, the person and when their password was
last changed. Another password makes it count for nothing. A shared computer keeps those of the last few people.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from flask import Response, current_app, request

from coordination.accounts import queries

COOKIE = "known_browser"
LASTS = timedelta(days=365)
MOST = 8


def name_of_this(person_id: UUID) -> str | None:
    """The name under which this browser's tries for a person are counted; None where they never signed in from it."""
    return next((token.partition(".")[0] for token in _tokens() if _is_of(token, person_id)), None)


def remember(response: Response, person_id: UUID) -> None:
    """This person has signed in fully from this browser: give it a token, in place of the one it had for them."""
    others = [token for token in _tokens() if not _is_of(token, person_id)]
    name = secrets.token_urlsafe(16)
    tokens = [f"{name}.{_mark(name, person_id)}", *others][:MOST]
    response.set_cookie(
        cookie_name(),
        "~".join(tokens),
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SETTINGS"].production,
        path="/",
    )


def cookie_name() -> str:
    """``__Host-`` where the address is https; on the demo's plain http an ordinary HttpOnly cookie."""
    return f"__Host-{COOKIE}" if current_app.config["SETTINGS"].production else COOKIE


def _tokens() -> list[str]:
    return [token for token in request.cookies.get(cookie_name(), "").split("~") if token][:MOST]


def _is_of(token: str, person_id: UUID) -> bool:
    name, _, mark = token.partition(".")
    return bool(name) and hmac.compare_digest(mark.encode(), _mark(name, person_id).encode())


def _mark(name: str, person_id: UUID) -> str:
    kept = queries.credential(person_id)
    since = kept.changed_at.isoformat() if kept is not None else ""
    secret = current_app.config["SETTINGS"].secret_key.encode()
    return hmac.new(secret, f"known browser {name} {person_id} {since}".encode(), hashlib.sha256).hexdigest()
