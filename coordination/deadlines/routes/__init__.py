"""Pages of dates: timetables, one clock and why its date may pass, calendar feeds, and the authority's own days."""

from coordination.deadlines import escalating, recounting
from coordination.deadlines.routes import exceptions, feed, settings, timetable
from coordination.deadlines.routes.blueprint import blueprint

__all__ = ["blueprint", "escalating", "exceptions", "feed", "recounting", "settings", "timetable"]
