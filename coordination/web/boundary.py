"""The boundary: one transaction, one decision and one audit row a request.

Returning commits; raising rolls the change back, and so does a form that comes back with something wrong (422): the
refusal is then written in a second, short transaction. The audit row is written before the first byte of the answer:
what cannot be audited is not shown. A safe verb may write only rows that say somebody looked (drafts, last looked,
sessions, counters), and commits before its answer too.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import structlog
from flask import Flask, Response, g, request, session
from sqlalchemy import event, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from coordination.access.actor import Actor
from coordination.audit import operations as audit
from coordination.audit.operations import Access
from coordination.db import db, new_id
from coordination.protected import papers
from coordination.web import files_out, held_words

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
log = structlog.get_logger()


class NobodyAsked(RuntimeError):
    """A view answered without asking who may: a mistake in the house, never shown to anybody."""


class NobodyLooked(RuntimeError):
    """A view sent a file past the one way for files: a mistake in the house, never shown to anybody."""


class ChangedWhileReading(RuntimeError):
    """A safe verb tried to write more than that somebody looked."""


def register(app: Flask, load_actor: Callable[[], Actor]) -> None:
    """Put the boundary round every request. ``load_actor`` turns the request's session into an Actor."""

    @app.before_request
    def begin() -> None:
        g.access = Access(request_id=new_id(), verb=_verb())
        g.raised = None
        g.asked = False
        if _outside():
            return
        g.actor = load_actor()
        g.access.actor_id = g.actor.person_id
        g.access.session_id = g.actor.session_id
        places = {role.agency_id for role in g.actor.roles}
        g.access.agency_id = places.pop() if len(places) == 1 else None

    @app.after_request
    def end(response: Response) -> Response:
        if _outside():
            return response
        if g.get("raised") is None:
            try:
                if not g.asked and response.status_code < 400:
                    raise NobodyAsked(f"{request.endpoint} answered without asking who may")
                if files_out.is_unasked(response):
                    raise NobodyLooked(f"{request.endpoint} sent a file that nobody looked through")
                if not _turned_down(response):
                    db.session().flush()
                    held_words.warn()
                    held_words.put_back(response)
                    _finish()
                    return response
                # What an operation did before it found a rule broken is not half kept.
                db.session.rollback()
                held_words.put_back(response)
            except Exception as error:
                response = _not_saved(app, error)
        _write_refusal(response.status_code)
        return response

    event.listen(Session, "before_flush", _only_looking)


def _turned_down(response: Response) -> bool:
    """Whether a form came back with something wrong: nothing of it is saved, unless its view says that a part is."""
    return response.status_code == 422 and request.method not in SAFE and not g.get("kept_in_part")


def kept_in_part() -> None:
    """Some of what was sent is saved although some was turned down, and the page says so."""
    g.kept_in_part = True


def raised(error: BaseException) -> None:
    """Called by the error pages: the change is rolled back, and the refusal is written after."""
    g.raised = error
    db.session.rollback()


def quiet() -> None:
    """This request writes no audit row: a poll or an autosave."""
    g.quiet = True


def worth_a_row() -> None:
    """This request writes an audit row although it only reads: somebody came from elsewhere to sign in."""
    g.worth_a_row = True


def _finish() -> None:
    kept: Access = g.access
    rows = db.session()
    if papers.hold_what_was_stopped(kept.actor_id):
        kept.details["held"] = "protected-place"
    rows.flush()
    if not g.get("quiet") and _worth_a_row(kept):
        if request.method in SAFE and kept.children:
            kept.once = f"{kept.actor_id}|{kept.session_id}|{request.full_path}|{sorted(kept.children)}"
        kept.details.setdefault("route", request.endpoint or "")
        audit.append(rows, kept)
    rows.commit()


def _not_saved(app: Flask, error: Exception) -> Response:
    """The error page instead of an answer that could not be committed: what it said has not come true."""
    session.pop("_flashes", None)
    response = app.make_response(app.handle_user_exception(error))
    if g.get("raised") is None:
        raised(error)
    return response


def _worth_a_row(kept: Access) -> bool:
    return bool(kept.children or kept.sections or request.method not in SAFE or g.get("worth_a_row"))


def _write_refusal(status: int) -> None:
    kept: Access = g.access
    if status == 404 and kept.actor_id is not None and kept.rule is None:
        _note_what_was_named(kept)
    if g.get("quiet") or (status == 404 and not kept.children and kept.rule is None):
        return
    kept.outcome = "refused" if status < 500 else "failed"
    if papers.hold_what_was_stopped(kept.actor_id):
        kept.rule = "protected-place"
    kept.details |= {"route": request.endpoint or "", "status": status}
    try:
        audit.append(db.session(), kept)
        db.session.commit()
    except SQLAlchemyError:
        db.session.rollback()
        log.error("audit unwritable", route=request.endpoint, status=status)


def _note_what_was_named(kept: Access) -> None:
    """What an address named that was not there for whoever asked. Row-level security hides what is out of reach, so a
    record that is kept from them and one that never was are the same row of the audit, as they are the same page.
    """
    named = {name: value for name, value in (request.view_args or {}).items() if isinstance(value, UUID)}
    if not named:
        return
    kept.rule = "no-such-thing"
    kept.details["named"] = {name: str(value) for name, value in named.items()}
    if "child_id" in named:
        kept.children.add(named["child_id"])


def _verb() -> str:
    return "read" if request.method in SAFE else "change"


def _outside() -> bool:
    """Static files and health checks have no actor, no transaction and no audit."""
    return request.endpoint in {"static", "health.live", "health.ready"}


def _only_looking(session: Session, *_: Any) -> None:
    if not request or request.method not in SAFE or g.get("access") is None:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if session.is_modified(row) and not _says_who_looked(session, row):
            raise ChangedWhileReading(f"{request.endpoint} wrote a {type(row).__name__} while reading")


def _says_who_looked(session: Session, row: Any) -> bool:
    """Whether looking may write this: rows of such a table, or of a kept row those columns alone that say so."""
    may: bool | frozenset[str] = getattr(row, "written_by_reading", False)
    if isinstance(may, bool):
        return may
    changed = {held.key for held in inspect(row).attrs if held.history.has_changes()}
    return row not in session.new and row not in session.deleted and changed <= may


def request_id() -> UUID:
    """The key of this request, as logs and error pages name it."""
    found: UUID = g.access.request_id
    return found
