"""What was recorded about a clock's date, and what it comes to: a ground that stands, days that do not count.

Rows never change: what was recorded stands until a row that ends it. A pause that has ended counts the days between
the question and the answer; one that was recorded by mistake counts for nothing. Pure, but for the rows it is given.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from coordination.deadlines.models import ClockException, ExceptionKind


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands for one clock: the first ground on which a later date is allowed, the pauses that are over (first
    and last day), and since when it stands still now."""

    ground: str | None = None
    pauses: tuple[tuple[date, date], ...] = ()
    paused_on: date | None = None

    @property
    def stretch(self) -> tuple[date, date] | None:
        """Every pause that is over as one stretch of so many days, from the first: as a rule counts it."""
        if not self.pauses:
            return None
        first = min(begun for begun, _ in self.pauses)
        return first, first + timedelta(days=sum((ended - begun).days for begun, ended in self.pauses))

    def moved(self, due_on: date, on: date) -> date:
        """The due date as it is on a day: while a clock stands still, it moves on with every day."""
        return due_on if self.paused_on is None else due_on + max(on - self.paused_on, timedelta())


NOTHING = Standing()


def standing(rows: Iterable[ClockException]) -> Standing:
    """What these rows about one clock come to."""
    held = list(rows)
    ends = {row.ends_id: row for row in held if row.kind == ExceptionKind.END.value}
    ground: str | None = None
    pauses: list[tuple[date, date]] = []
    paused_on: date | None = None
    for row in held:
        end = ends.get(row.id)
        if row.kind == ExceptionKind.LATER.value and end is None:
            ground = ground or row.ground
        elif row.kind == ExceptionKind.PAUSE.value and row.from_on is not None:
            if end is None:
                paused_on = min(paused_on or row.from_on, row.from_on)
            elif end.to_on is not None:
                pauses.append((row.from_on, end.to_on))
    return Standing(ground, tuple(sorted(pauses)), paused_on)


def ended(row: ClockException, rows: Iterable[ClockException]) -> ClockException | None:
    """The row that ended this one."""
    return next((other for other in rows if other.ends_id == row.id), None)
