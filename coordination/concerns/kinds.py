"""The kinds of what goes to whoever acts: a concern that a child is not safe, a young person's worry, their question.

How soon those who must read one are told again, whether the duty workers are told with the others and by which mail
stands in ``kinds.json`` (local practice: no statute sets an hour or a day).
"""

import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files

from coordination import clock, timescales


class Kind(StrEnum):
    """What somebody tells."""

    CONCERN = "concern"
    WORRY = "worry"
    QUESTION = "question"


# What a young person says on their own page; whoever raises a concern has a form for it.
OWN = (Kind.WORRY, Kind.QUESTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How one kind is told. ``working_days`` with ``at`` an hour of that day, or ``hours``."""

    hours: int
    working_days: int
    at: time
    duty_always: bool
    told_by: str

    def again_at(self, now: datetime) -> datetime:
        """When those who must read one are told again that nobody has, if it was told now."""
        if self.hours:
            return now + timedelta(hours=self.hours)
        day = clock.london(now).date()
        for _ in range(self.working_days):
            day = timescales.england().next_working_day(day + timedelta(days=1))
        return datetime.combine(day, self.at, clock.LONDON)


@cache
def rhythm(kind: str) -> Rhythm:
    """How one kind is told."""
    said = json.loads((files(__package__) / "kinds.json").read_text(encoding="utf-8"))[kind]
    again = said["again"]
    return Rhythm(
        hours=again.get("hours", 0),
        working_days=again.get("working_days", 0),
        at=time.fromisoformat(again.get("at", "00:00")),
        duty_always=said["duty"] == "always",
        told_by=said["told_by"],
    )
