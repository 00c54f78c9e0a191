"""Drafts: what somebody is typing is kept every few seconds, and put back when they open the form again.

One row per person, child, form and thing. It survives signing out, an expired session and a restart; it goes
when the form is saved or its writer discards it. Nobody else can ever read it, the child's lead included.

A form page with a draft, in a room's routes::

    form = NeedForm()
    draft = drafts.put_back(form, "need", child_id, thing_id)      # on GET; nothing on POST
    if form.validate_on_submit():
        operations.add_statement(...)
        drafts.drop("need", child_id, thing_id)
        return redirect(..., 303)
    return forms.page("...", form=form, draft=draft, draft_url=drafts.url("need", child_id, thing_id))

and in its template ``{{ draft_notice(draft) }}`` (components/drafts.html) above ``form_for(form,
draft_url=draft_url)``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, abort, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from werkzeug.datastructures import MultiDict

from coordination import clock
from coordination.access.guard import Refused, actor, know, signed_in
from coordination.access.policy import Deny
from coordination.db import db, new_id
from coordination.web import boundary
from coordination.web.forms import Form
from coordination.web.models import Draft

blueprint = Blueprint("drafts", __name__)

# A form's name is one the house chose; what is typed is no longer than a long form; nobody has hundreds open.
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
LONGEST = 200_000
MOST_FIELDS = 600
MOST_DRAFTS = 300
_NEVER_KEPT = re.compile(r"(csrf_token|password)$")


@dataclass(frozen=True, slots=True)
class Offered:
    """A draft as a page offers it: since when it is there, and where to send "discard"."""

    saved_at: datetime
    discard_url: str
    back: str


def url(form: str, child_id: UUID, thing_id: UUID) -> str:
    """Where a page sends what is typed in ``form`` about ``thing_id`` (the thing it changes, or adds to)."""
    return url_for("drafts.keep", form=form, child_id=child_id, thing_id=thing_id)


def held(form: str, child_id: UUID, thing_id: UUID) -> Draft | None:
    """The acting person's own draft. One query."""
    return db.session.scalar(select(Draft).where(*_own(form, child_id, thing_id)))


def asked(form: str, child_id: UUID, thing_id: UUID) -> Select[Any]:
    """The question of :func:`held`, for a page that asks other things with it."""
    own: Select[Any] = select(Draft.fields, Draft.saved_at).where(*_own(form, child_id, thing_id))
    return own


def put_back(
    form: Form,
    name: str,
    child_id: UUID,
    thing_id: UUID,
    rows: Iterable[dict[str, Any]] | None = None,
) -> Offered | None:
    """When a form is opened: put back what its writer was typing, and say since when it is there.

    Nothing is offered where the draft says what the form says anyway: the last words of a draft can arrive just after
    the form that held them was saved. ``rows``: the answers to :func:`asked`, where the page has asked already.
    """
    if request.method != "GET":
        return None
    if rows is None:
        found = held(name, child_id, thing_id)
    else:
        found = next((Draft(**row | {"saved_at": datetime.fromisoformat(row["saved_at"])}) for row in rows), None)
    if found is None:
        return None
    before, carried = _answers(form), {field.name: field.data for field in form if getattr(field, "hidden", False)}
    form.fill(found.fields)
    if _answers(form) == before:
        for field in form:
            if field.name in carried:
                field.raw_data = None
                field.process(None, carried[field.name])
        return None
    discard = url_for("drafts.discard", form=name, child_id=child_id, thing_id=thing_id)
    return Offered(found.saved_at, discard, request.full_path.rstrip("?"))


def held_for(name: str, things: Iterable[UUID]) -> dict[UUID, Draft]:
    """The acting person's own drafts of one form about several things, for a list. One query."""
    keys = list(things)
    if not keys:
        return {}
    rows = db.session.scalars(
        select(Draft).where(Draft.person_id == actor().person_id, Draft.form == name, Draft.thing_id.in_(keys))
    )
    return {row.thing_id: row for row in rows}


def drop(name: str, child_id: UUID, thing_id: UUID) -> None:
    """The words are saved where they belong: the draft goes."""
    db.session.execute(delete(Draft).where(*_own(name, child_id, thing_id)))


def keep_words(name: str, child_id: UUID, thing_id: UUID, fields: Mapping[str, Any], authority_id: UUID) -> datetime:
    """Keep what the acting person typed, over what was kept before. Answers when."""
    now = clock.now()
    values = {
        "id": new_id(),
        "authority_id": authority_id,
        "child_id": child_id,
        "person_id": actor().person_id,
        "form": name,
        "thing_id": thing_id,
        "fields": dict(fields),
        "saved_at": now,
        "recorded_at": now,
        "recorded_by": actor().person_id,
    }
    db.session.execute(
        insert(Draft)
        .values(**values)
        .on_conflict_do_update(
            index_elements=["person_id", "child_id", "form", "thing_id"],
            set_={"fields": values["fields"], "saved_at": now},
        )
    )
    return now


@blueprint.post("/drafts/<form>/<uuid:child_id>/<uuid:thing_id>")
@signed_in()
def keep(form: str, child_id: UUID, thing_id: UUID) -> ResponseReturnValue:
    """Keep what is typed, and say when. Sent by static/js/drafts.js every ten seconds and whenever a field is
    left.
    """
    boundary.quiet()
    authority_id = _authority(child_id)
    if not _NAME.fullmatch(form):
        abort(404)
    fields = typed(request.form)
    if len(fields) > MOST_FIELDS or sum(len(name) + len(str(value)) for name, value in fields.items()) > LONGEST:
        abort(413)
    if held(form, child_id, thing_id) is None and _how_many() >= MOST_DRAFTS:
        abort(429)
    saved_at = keep_words(form, child_id, thing_id, fields, authority_id)
    return jsonify(saved_at=f"{clock.london(saved_at):%H:%M}")


@blueprint.post("/drafts/<form>/<uuid:child_id>/<uuid:thing_id>/discard")
@signed_in()
def discard(form: str, child_id: UUID, thing_id: UUID) -> ResponseReturnValue:
    """Throw the draft away, because its writer says so, and show the form as it is saved."""
    boundary.quiet()
    _authority(child_id)
    drop(form, child_id, thing_id)
    return redirect(_inside(request.form.get("back", "")), 303)


def typed(sent: MultiDict[str, str]) -> dict[str, Any]:
    """What was sent, by name: a string, or a list where there were several. Tokens and passwords are not
    kept.
    """
    fields: dict[str, Any] = {}
    for name, values in sent.lists():
        if not _NEVER_KEPT.search(name) and len(name) <= 200:
            kept = [value.replace("\x00", "") for value in values]
            fields[name] = kept[0] if len(kept) == 1 else kept
    return fields


def _answers(form: Form) -> dict[str, Any]:
    """What the questions of a form say now; no answer is no answer, however it is kept."""
    return {field.name: None if field.data in ("", [], None) else field.data for field in form.questions}


def _own(form: str, child_id: UUID, thing_id: UUID) -> tuple[Any, ...]:
    return (
        Draft.person_id == actor().person_id,
        Draft.child_id == child_id,
        Draft.form == form,
        Draft.thing_id == thing_id,
    )


def _how_many() -> int:
    found = select(func.count()).select_from(Draft).where(Draft.person_id == actor().person_id)
    return db.session.scalar(found) or 0


def _authority(child_id: UUID) -> UUID:
    """The authority of a child the actor has to do with today; otherwise it is as if the child did not exist."""
    for relation in know([child_id]).relationships_with(child_id, clock.today()):
        return relation.authority_id
    raise Refused(Deny("no-relationship", 3, True))


def _inside(back: str) -> str:
    """An address of this house to go back to, or the start."""
    parts = urlsplit(back)
    plain = not parts.scheme and not parts.netloc and back.startswith("/")
    return back if plain and "\\" not in back and not back.startswith("//") else "/"
