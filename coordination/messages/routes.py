"""Pages about messages: what the demo would send, and what waits for a person because it did not go."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from coordination import clock
from coordination.access.guard import access, actor, administers, public
from coordination.messages import operations, presenters
from coordination.messages.models import OutboxMessage

blueprint = Blueprint("messages", __name__)


@blueprint.get("/demo/outbox")
@public
def outbox() -> ResponseReturnValue:
    """What the demo would send. It sends nothing; with real people there is no such page."""
    if current_app.config["SETTINGS"].production:
        raise NotFound
    return render_template("messages/outbox.html", messages=presenters.shown(operations.newest()))


@blueprint.get("/messages")
@administers("read")
def waiting() -> ResponseReturnValue:
    """Messages that did not go: those given up, and those of which nobody knows whether they went."""
    count, since = operations.backlog()
    return render_template(
        "messages/waiting.html",
        messages=presenters.shown(operations.waiting()),
        on_their_way=count,
        since=since,
        may_decide=any(role.role == "ADM" for role in actor().roles_on(clock.today())),
    )


@blueprint.post("/messages/<uuid:message_id>/send-again")
@administers("update")
def send_again(message_id: UUID) -> ResponseReturnValue:
    """A person says: send it."""
    held = _held(message_id)
    access().verb = "message_sent_again"
    if operations.send_again(held, by=actor().person_id):
        flash("The message is on its way again.", "success")
    else:
        flash("Somebody has already dealt with this message.")
    return redirect(url_for("messages.waiting"), 303)


@blueprint.post("/messages/<uuid:message_id>/drop")
@administers("update")
def drop(message_id: UUID) -> ResponseReturnValue:
    """A person says: do not send it."""
    held = _held(message_id)
    access().verb = "message_dropped"
    if operations.drop(held, by=actor().person_id):
        flash("The message will not be sent.", "success")
    else:
        flash("Somebody has already dealt with this message.")
    return redirect(url_for("messages.waiting"), 303)


def _held(message_id: UUID) -> OutboxMessage:
    found = operations.message(message_id)
    if found is None:
        raise NotFound
    access().object_kind, access().object_id = "OutboxMessage", found.id
    return found
