"""Calendar invitations: a file that says "Meeting", a time and a link to sign in, one for each person.

RFC 5545, and RFC 5546 for what REQUEST and CANCEL mean. No place, no attendees and no kind of meeting: calendars are
shared, shown on walls and synchronised to telephones. A meeting that moves keeps its UID and counts its SEQUENCE up.

A meeting of several children is an entry for each child's part that somebody comes for, all in their one file: a part
that moves or is off later changes its own entry and no other.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

from coordination import clock

Method = Literal["REQUEST", "CANCEL"]
SUMMARY = "Meeting"
_ALLOWED = frozenset({"UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "CLASS", "TRANSP", "URL"})


class NotAllowed(ValueError):
    """A calendar file that says more than times and links."""


class Entry(NamedTuple):
    """One entry of a calendar: a meeting, or one child's part of it.

    ``uid``: the same for every file about it to this person. ``starts_at`` is aware; ``minutes`` is above 0.
    ``sequence``: 0 at first, one more at each change or cancellation. ``link``: the page to sign in to, whole.
    """

    uid: UUID | str
    starts_at: datetime
    minutes: int
    sequence: int
    link: str


def invitation(entries: Iterable[Entry], method: Method) -> str:
    """What somebody is asked to, or is told is off, as one calendar file."""
    from icalendar import Calendar, Event

    if method not in ("REQUEST", "CANCEL"):
        raise ValueError("an invitation asks somebody to come, or says that it is off")
    calendar = Calendar()
    calendar.add("prodid", "-//Coordination//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for entry in entries:
        if entry.starts_at.tzinfo is None or entry.minutes < 1 or entry.sequence < 0:
            raise ValueError("an invitation has an aware start, a length and a sequence number")
        event = Event()
        event.add("uid", f"{entry.uid}@coordination")
        event.add("sequence", entry.sequence)
        event.add("dtstamp", clock.now())
        # In UTC, so that no time zone has to be described: every calendar shows it in its own.
        event.add("dtstart", entry.starts_at.astimezone(clock.now().tzinfo))
        event.add("dtend", (entry.starts_at + timedelta(minutes=entry.minutes)).astimezone(clock.now().tzinfo))
        event.add("summary", SUMMARY)
        event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT" if method == "CANCEL" else "OPAQUE")
        event.add("url", entry.link)
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written.decode()


def refuse_more(file: str, method: str | None) -> None:
    """Raise NotAllowed unless a calendar file holds meetings that say only times and links, each with its own UID."""
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(file)
    except ValueError:
        raise NotAllowed("This is no calendar file.") from None
    meetings = calendar.walk("VEVENT")
    parts = [part.name for part in calendar.walk()]
    if not meetings or parts != ["VCALENDAR", *["VEVENT"] * len(meetings)]:
        raise NotAllowed("A calendar file holds meetings and nothing else.")
    if len({str(meeting.get("UID")) for meeting in meetings}) != len(meetings):
        raise NotAllowed("Each meeting of a calendar file has a UID of its own.")
    for meeting in meetings:
        said = {str(name) for name in meeting}
        if not said <= _ALLOWED or str(meeting["SUMMARY"]) != SUMMARY:
            raise NotAllowed("A calendar file says Meeting, a time and a link, and nothing else.")
    if str(calendar.get("METHOD", "")) != method:
        raise NotAllowed("A calendar file and its message say the same: come, or it is off.")
