"""Calendar invitations: a file that says "Meeting", a time and a link to sign in, one for each person.

RFC 5545, and RFC 5546 for what REQUEST and CANCEL mean. No place, no attendees and no kind of meeting: calendars are
shared, shown on walls and synchronised to telephones. A meeting that moves keeps its UID and counts its SEQUENCE up.
"""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from coordination import clock

Method = Literal["REQUEST", "CANCEL"]
SUMMARY = "Meeting"
_ALLOWED = frozenset({"UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "CLASS", "TRANSP", "URL"})


class NotAllowed(ValueError):
    """A calendar file that says more than a time and a link."""


def invitation(uid: UUID | str, starts_at: datetime, minutes: int, sequence: int, method: Method, link: str) -> str:
    """One meeting as a calendar file.

    :param uid: the same for every file about this meeting to this person.
    :param starts_at: aware instant; ``minutes`` is how long it lasts, above 0.
    :param sequence: 0 at first, one more at each change or cancellation.
    :param link: the whole address of the page to sign in to.
    """
    from icalendar import Calendar, Event

    if starts_at.tzinfo is None or minutes < 1 or sequence < 0:
        raise ValueError("an invitation has an aware start, a length and a sequence number")
    if method not in ("REQUEST", "CANCEL"):
        raise ValueError("an invitation asks somebody to come, or says that it is off")
    calendar = Calendar()
    calendar.add("prodid", "-//Coordination//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = Event()
    event.add("uid", f"{uid}@coordination")
    event.add("sequence", sequence)
    event.add("dtstamp", clock.now())
    # In UTC, so that no time zone has to be described: every calendar shows it in its own.
    event.add("dtstart", starts_at.astimezone(clock.now().tzinfo))
    event.add("dtend", (starts_at + timedelta(minutes=minutes)).astimezone(clock.now().tzinfo))
    event.add("summary", SUMMARY)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if method == "CANCEL" else "OPAQUE")
    event.add("url", link)
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written.decode()


def refuse_more(file: str, method: str | None) -> None:
    """Raise NotAllowed unless a calendar file holds one meeting that says only a time and a link."""
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(file)
    except ValueError:
        raise NotAllowed("This is no calendar file.") from None
    meetings = calendar.walk("VEVENT")
    parts = [part.name for part in calendar.walk()]
    if len(meetings) != 1 or parts != ["VCALENDAR", "VEVENT"]:
        raise NotAllowed("A calendar file holds one meeting.")
    said = {str(name) for name in meetings[0]}
    if not said <= _ALLOWED or str(meetings[0]["SUMMARY"]) != SUMMARY:
        raise NotAllowed("A calendar file says Meeting, a time and a link, and nothing else.")
    if str(calendar.get("METHOD", "")) != method:
        raise NotAllowed("A calendar file and its message say the same: come, or it is off.")
