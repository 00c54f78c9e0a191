"""A person's calendar, by its private address: for calendars, which cannot sign in.

Every address that opens nothing answers alike, whatever the reason. Whoever asks acts as the person whose it is, and
the audit says so.
"""

from datetime import timedelta

from flask import Response, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from coordination import clock as the_clock
from coordination.access import guard
from coordination.accounts import calendars, limits, sessions
from coordination.agencies import queries as agencies
from coordination.db import db, identify
from coordination.deadlines import feeds
from coordination.deadlines.routes.blueprint import blueprint
from coordination.documents import outgoing
from coordination.messages.calendars import feed as written
from coordination.web import files_out

WINDOW = timedelta(hours=1)
# How often one calendar may be read, and how often one address may try tokens that open nothing.
READS, TRIES = 60, 30


@blueprint.get("/calendar/<token>.ics")
@guard.public
def feed(token: str) -> ResponseReturnValue:
    """The calendar a token opens."""
    held = calendars.by_token(token)
    person = agencies.person(held.person_id) if held is not None else None
    who = sessions.actor_of(person.id) if person is not None else None
    if held is None or person is None or who is None or not who.active:
        _slow_down(f"calendars from {request.remote_addr}", TRIES)
        return _nothing()
    _slow_down(f"calendar {held.id}", READS)
    identify(db.session(), person.id)
    g.actor = who
    g.pop("known_children", None)
    kept = guard.access()
    kept.actor_id = person.id
    kept.object_kind, kept.object_id = "CalendarFeed", held.id
    kept.sections.add("reviews")
    if not calendars.offered(person):
        return _nothing()
    held.read_at = the_clock.now()
    made = written(person.id, feeds.entries(who, calendars.places(person)))
    looked = outgoing.to_whoever_is_here(made, name="calendar.ics")
    return files_out.sent(looked, media_type="text/calendar", name="calendar.ics", inline=True)


def _nothing() -> Response:
    """The answer of every address that opens nothing: never made, taken back, or of somebody who has left."""
    return Response("There is no calendar here.\n", 404, mimetype="text/plain", headers={"Cache-Control": "no-store"})


def _slow_down(key: str, most: int) -> None:
    if not limits.allow(key, most, WINDOW):
        raise TooManyRequests(retry_after=limits.seconds_left(WINDOW))
