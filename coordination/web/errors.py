"""Error pages: one plain sentence, what to do, a phone number, never a stack; and the refusal's way to the audit."""

import errno
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import structlog
from flask import Flask, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from coordination.access import guard
from coordination.access.guard import Refused, SignInNeeded
from coordination.db import RuleBroken
from coordination.protected.papers import Stopped
from coordination.web import boundary

PAGES = frozenset({400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503})
# The disk, or somebody's share of it, is full, or was made read-only because it is broken.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
log = structlog.get_logger()


def register(app: Flask, ask_for_proof: Callable[[], ResponseReturnValue]) -> None:
    """Hang the error pages on the application.

    ``ask_for_proof``: the page that asks somebody to prove again who they are, keeping what they sent.
    """

    @app.errorhandler(SignInNeeded)
    def sign_in_needed(error: SignInNeeded) -> ResponseReturnValue:
        boundary.raised(error)
        back = request.full_path.rstrip("?") if request.method == "GET" else ""
        return redirect(url_for("accounts.sign_in") + (f"?{urlencode({'next': back})}" if back else ""), 303)

    @app.errorhandler(Refused)
    def refused(error: Refused) -> ResponseReturnValue:
        boundary.raised(error)
        if error.decision.remedy == "second_factor":
            return redirect(url_for("accounts.second_factor"), 303)
        if error.decision.remedy == "step_up":
            if request.method != "GET":
                return ask_for_proof()
            return redirect(url_for("accounts.prove", next=request.full_path.rstrip("?")), 303)
        return _page(404 if error.decision.hidden else 403, state=error.decision.rule)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        boundary.raised(error)
        headers = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
        return _page(error.code or 500, headers)

    @app.errorhandler(Stopped)
    def stopped(error: Stopped) -> ResponseReturnValue:
        boundary.raised(error)
        guard.access().rule = "protected-place"
        return _page(422, sentence=error.sentence)

    @app.errorhandler(RuleBroken)
    def rule_broken(error: RuleBroken) -> ResponseReturnValue:
        boundary.raised(error)
        return _page(422, sentence=error.sentence)

    @app.errorhandler(StaleDataError)
    def stale(error: StaleDataError) -> ResponseReturnValue:
        boundary.raised(error)
        return _page(409)

    @app.errorhandler(OperationalError)
    def database_away(error: OperationalError) -> ResponseReturnValue:
        boundary.raised(error)
        log.error("database away", route=request.endpoint, kind=type(error.orig).__name__)
        return _page(503, {"Retry-After": "30"})

    @app.errorhandler(OSError)
    def disk_full(error: OSError) -> ResponseReturnValue:
        if error.errno not in NO_ROOM:
            return fault(error)
        boundary.raised(error)
        log.error("no room on the disk", route=request.endpoint, kind=errno.errorcode[error.errno])
        return _page(503, {"Retry-After": "300"})

    @app.errorhandler(Exception)
    def fault(error: Exception) -> ResponseReturnValue:
        boundary.raised(error)
        log.error("fault", route=request.endpoint, request=str(boundary.request_id()), kind=type(error).__name__)
        if current_app.config.get("PROPAGATE_FAULTS"):
            raise error
        return _page(500)


def _page(code: int, headers: dict[str, str] | None = None, **context: Any) -> ResponseReturnValue:
    shown = code if code in PAGES else (400 if code < 500 else 500)
    context = {"sentence": None, "state": None, **context}
    return render_template(f"errors/{shown}.html", **context), code, headers or {}
