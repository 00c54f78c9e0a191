"""A person's calendar as one file to subscribe to: each entry says "Meeting" or "Date due", when, and where to sign in.

RFC 5545. Like an invitation it holds no place, no attendees, no kind of meeting and nobody's name; the key of an entry
is made anew for each person, so that two calendars laid side by side do not say who meets whom.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from flask import current_app

from coordination import clock

MEETING, DATE_DUE = "Meeting", "Date due"


class Entry(NamedTuple):
    """One entry: the key of what it is of, and when. ``minutes``: of a meeting; a date that is due takes the day."""

    key: UUID
    on: date | datetime
    minutes: int | None = None


def feed(person_id: UUID, entries: Iterable[Entry]) -> bytes:
    """A calendar file of these entries for one person."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//Coordination//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Meetings and dates")
    calendar.add("refresh-interval", timedelta(hours=4), parameters={"VALUE": "DURATION"})
    now = clock.now()
    address = current_app.config["SETTINGS"].base_url.rstrip("/") + "/"
    for entry in entries:
        event = Event()
        event.add("uid", f"{_apart(person_id, entry.key)}@coordination")
        event.add("dtstamp", now)
        event.add("class", "PRIVATE")
        event.add("url", address)
        if isinstance(entry.on, datetime):
            starts = entry.on.astimezone(now.tzinfo)
            event.add("summary", MEETING)
            event.add("dtstart", starts)
            event.add("dtend", starts + timedelta(minutes=entry.minutes or 60))
            event.add("transp", "OPAQUE")
        else:
            event.add("summary", DATE_DUE)
            event.add("dtstart", entry.on)
            event.add("dtend", entry.on + timedelta(days=1))
            event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _apart(person_id: UUID, key: UUID) -> str:
    """The key of an entry in one person's calendar, which says nothing of what it is of."""
    secret = current_app.config["SETTINGS"].secret_key.encode()
    return hashlib.sha256(secret + person_id.bytes + key.bytes).hexdigest()[:32]
