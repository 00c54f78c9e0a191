"""Queueing a message: a row of the outbox and the job that sends it, in the transaction of what it tells about.

A message says one sentence and gives a link to sign in. What it may be given is checked, not trusted: links to pages
of ours, whole numbers, dates and times. Words are refused, so no name, place or kind of meeting can be in one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Protocol
from uuid import UUID

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import func, inspect, select, update
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from coordination import clock, jobs
from coordination.db import OfChild, db, new_id
from coordination.messages.invitations import refuse_more
from coordination.messages.kinds import KINDS
from coordination.messages.models import OutboxMessage, State

# What an address of ours may carry besides keys: the token of a link that chooses a password.
_TOKENS = frozenset({"token"})


class NotForMail(ValueError):
    """Something that may not be in a message. It does not repeat what that was."""


class Recipient(Protocol):
    """Somebody who can be written to."""

    id: Any
    kind: Any
    email: Any
    language: Any
    active: Any


def queue_mail(
    person: Recipient,
    *,
    template: str,
    about_id: UUID | None = None,
    invitation: str | None = None,
    method: str | None = None,
    disclosure: bool = False,
    **context: Any,
) -> OutboxMessage | None:
    """Put a message to a person in the outbox, to be sent when this transaction is committed.

    :param template: one of ``kinds.KINDS``.
    :param about_id: the key of what it is about, for a list that shows it.
    :param invitation: a calendar file of ``invitations.invitation``, with its ``method``.
    :param disclosure: it tells somebody that something was shared with them: never sent twice to be sure.
    :param context: ``link`` (the path of one of our pages; the first page when left out), whole numbers, dates, times.

    None when the person has no address or is no longer here. Raises NotForMail on anything else in ``context``.
    """
    mail = Mail(person, template, about_id, invitation, method, disclosure, context)
    return next(iter(queue_mails([mail])), None)


@dataclass(frozen=True)
class Mail:
    """One message to one person; as the arguments of :func:`queue_mail`."""

    person: Recipient
    template: str
    about_id: UUID | None = None
    invitation: str | None = None
    method: str | None = None
    disclosure: bool = False
    context: Mapping[str, Any] = field(default_factory=dict)


def queue_mails(mails: Iterable[Mail]) -> list[OutboxMessage]:
    """Put messages in the outbox as :func:`queue_mail` puts one: those that can be sent, in their order."""
    messages = [message for mail in mails if (message := _message(mail)) is not None]
    db.session.add_all(messages)
    db.session.flush()
    for name, disclosure in (("messages.send", False), ("messages.disclose", True)):
        jobs.defer_each(name, [{"message": held.id} for held in messages if held.disclosure == disclosure])
    return messages


def _message(mail: Mail) -> OutboxMessage | None:
    if mail.template not in KINDS:
        raise NotForMail(f"There is no message called {mail.template!r}: add it to messages/kinds.py.")
    link = refuse_words(mail.context)
    path = str(mail.context.get("link") or "/")
    if mail.invitation is not None:
        refuse_more(mail.invitation, mail.method)
    person = mail.person
    if not person.email or not person.active:
        return None
    language = "en" if person.kind == "workforce" else str(person.language)
    subject, body = _written(mail.template, language, {**mail.context, "link": link})
    return OutboxMessage(
        id=new_id(),
        person_id=person.id,
        address=person.email,
        language=language,
        template=mail.template,
        subject=subject,
        body=body,
        invitation=mail.invitation,
        method=mail.method,
        about_id=mail.about_id,
        subject_id=_subject(mail.about_id, path),
        disclosure=mail.disclosure,
    )


def _subject(about_id: UUID | None, path: str) -> UUID | None:
    """The key of the record a message leads to or tells of: the one its link names, or that of the row of a child that
    its link or ``about_id`` names and that whoever queues it has at hand. Asks the database nothing.
    """
    named = _keys_in(path)
    if "child_id" in named:
        return named["child_id"]
    keys = {about_id, *named.values()} - {None}
    if not keys:
        return None
    rows = db.session()
    for row in (*rows.new, *rows.identity_map.values()):
        held = inspect(row).dict
        if isinstance(row, OfChild) and held.get("id") in keys:
            found: UUID | None = held.get("child_id")
            return found
    return None


def defer_sending(message: OutboxMessage) -> None:
    """Queue the job that sends a message. Twice does no harm: it is claimed before it is sent."""
    jobs.defer("messages.disclose" if message.disclosure else "messages.send", message=message.id)


def refuse_words(context: Mapping[str, Any]) -> str:
    """The whole address of the context's link. Raises NotForMail on anything that is no link, number, date or time."""
    link = str(context.get("link") or "/")
    if not _is_page_of_ours(link):
        raise NotForMail("A message's link is the path of one of our pages, with keys and no words in it.")
    for name, value in context.items():
        if name != "link" and (isinstance(value, bool) or not isinstance(value, int | date | datetime | time)):
            raise NotForMail(f"A message carries links, numbers, dates and times only, and {name} is none of them.")
    base: str = current_app.config["SETTINGS"].base_url
    return base.rstrip("/") + link


def path_to(endpoint: str, **values: Any) -> str:
    """The path of a page, where there is no request to ask (a job, a command)."""
    return _addresses().build(endpoint, values)


def _is_page_of_ours(link: str) -> bool:
    if not link.startswith("/") or link.startswith("//") or "?" in link or "#" in link:
        return False
    try:
        _, values = _addresses().match(link, method="GET")
    except HTTPException:
        return False
    return all(isinstance(value, UUID | int) or name in _TOKENS for name, value in values.items())


def _keys_in(path: str) -> dict[str, UUID]:
    """The keys that a page of ours has in its address, by what they are called."""
    _, values = _addresses().match(path, method="GET")
    return {name: value for name, value in values.items() if isinstance(value, UUID)}


def _addresses() -> MapAdapter:
    return current_app.url_map.bind("")


def _written(template: str, language: str, context: dict[str, Any]) -> tuple[str, str]:
    """Subject and body of a message, in the reader's language."""
    with force_locale(language):
        page = current_app.jinja_env.get_template(f"emails/{template}.txt")
        subject = "".join(page.blocks["subject"](page.new_context(context)))
        return " ".join(subject.split()), page.render(context).strip() + "\n"


# -- what a person decides -------------------------------------------------------------------------------------


def waiting() -> list[OutboxMessage]:
    """Messages that did not go and wait for a person: held, or given up; the oldest first."""
    return list(
        db.session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.state.in_((State.HELD, State.FAILED)))
            .order_by(OutboxMessage.queued_at)
            .limit(200)
        )
    )


def backlog() -> tuple[int, datetime | None]:
    """How many messages are on their way, and since when the oldest of them is: it grows while mail is down."""
    row = db.session.execute(
        select(func.count(), func.min(OutboxMessage.queued_at)).where(
            OutboxMessage.state.in_((State.QUEUED, State.SENDING))
        )
    ).one()
    return int(row[0]), row[1]


def newest(limit: int = 100) -> list[OutboxMessage]:
    """What the outbox took last."""
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.queued_at.desc()).limit(limit)))


def message(message_id: UUID) -> OutboxMessage | None:
    """A message by its key."""
    return db.session.get(OutboxMessage, message_id)


def send_again(held: OutboxMessage, *, by: UUID | None) -> bool:
    """Queue a message that waits for a person. Whether it was still waiting."""
    waited = _decide(held, State.QUEUED, by)
    if waited:
        defer_sending(held)
    return waited


def drop(held: OutboxMessage, *, by: UUID | None) -> bool:
    """Do not send a message that waits for a person. Whether it was still waiting."""
    return _decide(held, State.DROPPED, by)


def _decide(held: OutboxMessage, state: State, by: UUID | None) -> bool:
    done = db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == held.id, OutboxMessage.state.in_((State.HELD, State.FAILED)))
        .values(state=state, tries=0, next_try_at=None, decided_by=by, queued_at=clock.now())
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]
