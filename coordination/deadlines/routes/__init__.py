"""Pages of dates: timetables, one clock and why its date may pass, calendar feeds, and the authority's own days."""

from coordination.deadlines.routes import timetable
from coordination.deadlines.routes.blueprint import blueprint

__all__ = ["blueprint", "timetable"]
