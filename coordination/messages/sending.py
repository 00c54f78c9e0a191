"""The only door to Flask-Mail: claim a message, send it, mark it.

Claiming is a short transaction of its own, committed before anything leaves: two workers never send the same message.
A crash after the claim leaves a lease that runs out; then ``sweep`` queues the message again, unless it is a
disclosure, which waits for a person to say whether it went. Every try carries the same Message-ID, made of the row's
key, so that a mail server can tell a repetition.
"""

import smtplib
import ssl
from datetime import timedelta
from email.mime.text import MIMEText
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from flask import Flask, current_app
from flask_mail import Connection, Mail, Message
from sqlalchemy import or_, select, update

from coordination import clock, jobs
from coordination.db import db
from coordination.messages.kinds import KINDS
from coordination.messages.models import OutboxMessage, State
from coordination.messages.operations import defer_sending

log = structlog.get_logger()

LEASE = timedelta(minutes=10)
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
LOST_AFTER = timedelta(minutes=5)
SMTP_SECONDS = 20.0


class Outcome(NamedTuple):
    """How a try ended. ``sent`` None: it is not known. ``final``: another try would end the same."""

    sent: bool | None
    failure: str | None = None
    final: bool = False


# -- the door --------------------------------------------------------------------------------------------------


class VerifiedConnection(Connection):
    """A connection to the mail server that gives up waiting, and that checks whom it talks to before it says more."""

    def configure_host(self) -> smtplib.SMTP:
        """Connect, with a timeout, over TLS with the server's certificate checked where TLS is on."""
        context = ssl.create_default_context()
        host: smtplib.SMTP
        if self.mail.use_ssl:
            host = smtplib.SMTP_SSL(self.mail.server, self.mail.port, timeout=SMTP_SECONDS, context=context)
        else:
            host = smtplib.SMTP(self.mail.server, self.mail.port, timeout=SMTP_SECONDS)
        try:
            if self.mail.use_tls and not self.mail.use_ssl:
                host.starttls(context=context)
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except BaseException:
            host.close()
            raise
        return host

    def __exit__(self, *error: Any) -> None:
        # What was sent is sent: a server that hangs up before it is thanked changes nothing.
        if self.host is not None:
            try:
                self.host.quit()
            except (smtplib.SMTPException, OSError):
                self.host.close()


class MailWithCalendar(Message):
    """A mail whose calendar part says what it asks for, so that calendars offer to take it in (RFC 6047)."""

    method: str | None = None

    def _mimetext(self, text: str | None, subtype: str = "plain") -> MIMEText:
        part: MIMEText = super()._mimetext(text, subtype)
        if subtype == "calendar" and self.method:
            part.set_param("method", self.method)
        return part


def register(app: Flask) -> None:
    """Set mail up from the settings. Without a server nothing is ever sent."""
    given = app.config["SETTINGS"].mail
    on = {"1", "on", "yes", "true"}
    app.config.update(
        MAIL_SERVER=given.get("MAIL_SERVER", ""),
        MAIL_PORT=int(given.get("MAIL_PORT", "587")),
        MAIL_USE_TLS=given.get("MAIL_USE_TLS", "on").lower() in on,
        MAIL_USE_SSL=given.get("MAIL_USE_SSL", "off").lower() in on,
        MAIL_USERNAME=given.get("MAIL_USERNAME"),
        MAIL_PASSWORD=given.get("MAIL_PASSWORD"),
        MAIL_DEFAULT_SENDER=given.get("MAIL_DEFAULT_SENDER") or f"no-reply@{_host(app)}",
        MAIL_SUPPRESS_SEND=not given.get("MAIL_SERVER"),
    )
    Mail(app)


def _host(app: Flask) -> str:
    return urlsplit(app.config["SETTINGS"].base_url).hostname or "localhost"


def deliver(row: Any) -> Outcome:
    """Hand one message to the mail server. Errors before the server took it are known not to be sent."""
    app = current_app
    if not app.config["MAIL_SERVER"]:
        return Outcome(sent=False)
    mail = MailWithCalendar(
        subject=row.subject,
        recipients=[row.address],
        body=row.body,
        alts={"calendar": row.invitation} if row.invitation else None,
        extra_headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    mail.method = row.method
    mail.msgId = f"<{row.id}@{_host(app)}>"
    try:
        with VerifiedConnection(app.extensions["mail"]) as connection:
            try:
                connection.send(mail)
            except smtplib.SMTPRecipientsRefused as refused:
                codes = [code for code, _ in refused.recipients.values()]
                return Outcome(
                    False, f"The mail server refused the address ({codes[0]}).", all(c >= 500 for c in codes)
                )
            except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPHeloError) as refused:
                return Outcome(
                    False, f"The mail server refused the message ({refused.smtp_code}).", refused.smtp_code >= 500
                )
            except (smtplib.SMTPException, OSError) as lost:
                return Outcome(None, f"The mail server went away before it answered ({type(lost).__name__}).")
    except (smtplib.SMTPException, OSError) as away:
        return Outcome(False, f"The mail server could not be reached ({type(away).__name__}).")
    return Outcome(True)


# -- claim, send, mark -----------------------------------------------------------------------------------------


def claim(message_id: UUID) -> Any:
    """Take a queued message, for as long as the lease. None when somebody else has it, or it is not queued."""
    with db.engine.begin() as connection:
        return connection.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == message_id, OutboxMessage.state == State.QUEUED)
            .values(state=State.SENDING, claimed_at=clock.now(), tries=OutboxMessage.tries + 1)
            .returning(*OutboxMessage.__table__.columns)
        ).one_or_none()


def mark(row: Any, outcome: Outcome) -> None:
    """Write down how a try ended."""
    values: dict[str, Any] = {"failure": outcome.failure}
    if outcome.sent:
        values |= {"state": State.SENT, "sent_at": clock.now()} | _forgotten(row)
    elif not current_app.config["MAIL_SERVER"]:
        values["state"] = State.SHOWN
    else:
        values |= _after_failure(row, outcome)
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == row.id, OutboxMessage.state == State.SENDING)
        .where(OutboxMessage.claimed_at == row.claimed_at)
        .values(**values)
    )


def _forgotten(row: Any) -> dict[str, str]:
    """What opens an account is not kept once it was sent."""
    return {"body": ""} if KINDS[row.template].secret else {}


def _after_failure(row: Any, outcome: Outcome) -> dict[str, Any]:
    if outcome.sent is None and row.disclosure:
        return {"state": State.HELD}
    if outcome.final or row.tries > len(WAITS):
        return {"state": State.FAILED}
    return {"state": State.QUEUED, "next_try_at": clock.now() + WAITS[row.tries - 1]}


def send_now(message_id: UUID) -> Outcome | None:
    """Claim, send and mark one message; None when there was nothing to claim."""
    row = claim(message_id)
    if row is None:
        return None
    outcome = deliver(row)
    mark(row, outcome)
    if outcome.failure:
        log.warning("mail not sent", message=str(row.id), why=outcome.failure)
    return outcome


@jobs.task("messages.send")
def send(message: str) -> None:
    """Send one message."""
    send_now(UUID(message))


@jobs.task("messages.disclose", disclosure=True)
def disclose(message: str) -> None:
    """Send one message that tells somebody that something was shared with them."""
    send_now(UUID(message))


def sweep() -> None:
    """Look after what was left lying: leases that ran out, tries that are due, jobs that were lost."""
    now = clock.now()
    table = OutboxMessage
    over = update(table).where(table.state == State.SENDING, table.claimed_at < now - LEASE)
    unknown = "It is not known whether this was sent."
    db.session.execute(over.where(table.disclosure).values(state=State.HELD, failure=unknown))
    db.session.execute(over.where(table.tries > len(WAITS)).values(state=State.FAILED, failure=unknown))
    db.session.execute(over.values(state=State.QUEUED, failure=unknown, next_try_at=now))
    due = db.session.scalars(
        select(table)
        .where(table.state == State.QUEUED)
        .where(or_(table.next_try_at <= now, table.next_try_at.is_(None) & (table.queued_at < now - LOST_AFTER)))
        .order_by(table.queued_at)
        .limit(500)
        .with_for_update(skip_locked=True)
    )
    for row in due:
        # Not again at the next look, while its job waits its turn.
        row.next_try_at = now + LOST_AFTER
        defer_sending(row)
    db.session.flush()
