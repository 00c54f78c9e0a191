"""Messages as a page shows them."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from coordination.messages.kinds import KINDS
from coordination.messages.models import OutboxMessage, State

_LINK = re.compile(r"https?://\S+")
_STATES = {
    State.QUEUED: ("Waiting to go", "blue"),
    State.SENDING: ("Going now", "blue"),
    State.SENT: ("Sent", "green"),
    State.SHOWN: ("Would be sent", "grey"),
    State.HELD: ("Not known", "yellow"),
    State.FAILED: ("Did not go", "red"),
    State.DROPPED: ("Not sent", "grey"),
}


class Shown(NamedTuple):
    """One message. ``before``, ``link`` and ``after`` are its body, cut at its one link."""

    id: UUID
    what: str
    address: str
    subject: str
    before: str
    link: str
    after: str
    queued_at: datetime
    tries: int
    state: str
    colour: str
    failure: str
    has_invitation: bool
    invitation: str


def shown(messages: Iterable[OutboxMessage]) -> list[Shown]:
    """Messages for a page."""
    return [_shown(message) for message in messages]


def _shown(message: OutboxMessage) -> Shown:
    words, colour = _STATES[State(message.state)]
    found = _LINK.search(message.body)
    start, end = found.span() if found else (len(message.body), len(message.body))
    return Shown(
        id=message.id,
        what=KINDS[message.template].words if message.template in KINDS else "Message",
        address=message.address,
        subject=message.subject,
        before=message.body[:start].strip(),
        link=message.body[start:end],
        after=message.body[end:].strip(),
        queued_at=message.queued_at,
        tries=message.tries,
        state=words,
        colour=colour,
        failure=message.failure or "",
        has_invitation=message.invitation is not None,
        invitation=message.invitation or "",
    )
