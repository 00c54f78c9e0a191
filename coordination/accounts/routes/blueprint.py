"""The blueprint of the room, and what its pages share."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from coordination import clock
from coordination.access.guard import access, actor
from coordination.accounts.presenters import local_path
from coordination.audit.operations import append
from coordination.db import db
from coordination.web.languages import speaks

blueprint = speaks(Blueprint("accounts", __name__))


def onwards(wanted: str | None) -> Response:
    """To where somebody was going, if that is a page of ours; otherwise to where they start."""
    return redirect(local_path(wanted) or url_for("home.start"), 303)


def layout() -> str:
    """The face a person's own pages have: the family's for young people, parents and carers."""
    return "layouts/family.html" if actor().kind in ("family", "young_person") else "layouts/worker.html"


def noted(verb: str, outcome: str = "done", **details: str) -> None:
    """Say for the audit what was done about an account. Details are words of ours, never a person's."""
    kept = access()
    kept.verb, kept.outcome = verb, outcome
    kept.details.update(details)


def noted_of_each(verb: str, kind: str, keys: Iterable[UUID]) -> None:
    """Say for the audit what was done to several things at once: a row each, beside that of the request."""
    for key in keys:
        append(db.session(), replace(access(), verb=verb, outcome="done", object_kind=kind, object_id=key, details={}))


def may_change() -> bool:
    """Whether whoever looks may also change accounts: an administrator, not a privacy officer."""
    return any(role.role == "ADM" for role in actor().roles_on(clock.today()))


Answer = ResponseReturnValue
