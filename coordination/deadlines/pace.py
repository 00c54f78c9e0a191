"""The present pace: how long a step has taken here lately, compared with what remains of a running clock.

Of the last cases in which the authority finished the same step, those that had taken longer than this one has taken so
far are its like; half of them took so many days or fewer. Where that is more than the rule allows, the date is likely
to pass. With fewer than five such cases nothing is said. The same question always has the same answer. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# So many of the last finished steps are looked at, and with fewer than so many alike nothing is said.
LAST = 20
LEAST = 5


@dataclass(frozen=True, slots=True)
class Step:
    """For a clock that has run at least ``from_day`` and fewer than ``to_day`` days: half of the ``n`` cases of the
    last ``of`` that had taken longer took ``median`` days or fewer in all."""

    from_day: int
    to_day: int
    median: int
    n: int
    of: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """That a date is likely to pass at the present pace: when the step may be done, how many days late, and of how
    many cases that is known."""

    expected_on: date
    late_days: int
    median: int
    n: int
    of: int
    elapsed: int


def steps(took: Iterable[int]) -> list[Step]:
    """What the days of the last finished steps say of a clock, by how long it has run already."""
    days = sorted(each for each in took if each >= 0)
    found: list[Step] = []
    begin = 0
    # Between two of these numbers, the cases that took longer are the same ones.
    for end in sorted(set(days)):
        longer = [each for each in days if each > begin]
        if len(longer) < LEAST:
            break
        if end > begin:
            found.append(Step(begin, end, _median(longer), len(longer), len(days)))
            begin = end
    return found


def _median(days: Sequence[int]) -> int:
    """The smallest of these that at least half do not exceed."""
    return days[(len(days) - 1) // 2]


def forecast(known: Sequence[Step], from_on: date, due_on: date, today: date) -> Forecast | None:
    """What the present pace says of a clock that runs from ``from_on``; None where its date is not likely to pass, has
    passed already, or too few cases are known.
    """
    elapsed = (today - from_on).days
    if due_on < today or elapsed < 0:
        return None
    like = next((step for step in known if step.from_day <= elapsed < step.to_day), None)
    if like is None:
        return None
    expected = from_on + timedelta(days=like.median)
    if expected <= due_on:
        return None
    return Forecast(expected, (expected - due_on).days, like.median, like.n, like.of, elapsed)
