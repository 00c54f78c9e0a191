"""One day for several duties: which working days lie in every window, or the fewest days that meet all; and what would
be late on any other, and by how much.

The SEND Code of Practice (9.169) asks that reviews of one child be held together where that is possible and right. A
duty is met on a day of its own window only; a day outside one is never proposed without saying so. Pure: the same
windows always give the same days.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from coordination.timescales import Calendar

# So many of the days that are good for everything are offered; any other of them may be chosen too.
OFFERED = 5
# A window is looked through this far: no duty of a child is planned further ahead.
HORIZON = timedelta(days=800)


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which one duty can be met: from the first on which it can be held, to the last that is in time."""

    key: str
    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class Late:
    """A duty that a choice would meet after its last day, and by how many days."""

    key: str
    days: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to hold every duty: the days in order, each with the duties held on it; and what would be late."""

    days: tuple[tuple[date, tuple[str, ...]], ...]
    late: tuple[Late, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What can be offered. ``common``: every working day that lies in all windows; then each choice is one day and
    nothing is late. Otherwise the fewest days that meet everything come first, then one day for all, with what is late.
    """

    common: tuple[date, ...]
    choices: tuple[Choice, ...]


def propose(windows: Sequence[Window], calendar: Calendar) -> Proposal:
    """The days to offer for these duties. None for none."""
    if not windows:
        return Proposal((), ())
    first = max(each.from_on for each in windows)
    last = min(each.to_on for each in windows)
    common = tuple(_working_days(first, last, calendar))
    if common:
        keys = tuple(each.key for each in windows)
        return Proposal(common, tuple(Choice(((day, keys),), ()) for day in _spread(common)))
    choices = [_fewest(windows, calendar)]
    together = calendar.next_working_day(first)
    one = _choice({each.key: together for each in windows}, windows)
    if one not in choices:
        choices.append(one)
    return Proposal((), tuple(choices))


def on_days(chosen: Iterable[date], windows: Sequence[Window]) -> Choice | None:
    """Every duty held on one of these days: the last that is in time, or else the first that is not too early; with
    what would be late. None where a duty can be held on none of them.
    """
    days = sorted(set(chosen))
    held: dict[str, date] = {}
    for each in windows:
        possible = [day for day in days if day >= each.from_on]
        if not possible:
            return None
        in_time = [day for day in possible if day <= each.to_on]
        held[each.key] = in_time[-1] if in_time else possible[0]
    return _choice(held, windows)


def _choice(held: dict[str, date], windows: Sequence[Window]) -> Choice:
    days = sorted(set(held.values()))
    late = [Late(each.key, (held[each.key] - each.to_on).days) for each in windows if held[each.key] > each.to_on]
    return Choice(
        tuple((day, tuple(each.key for each in windows if held[each.key] == day)) for day in days), tuple(late)
    )


def _fewest(windows: Sequence[Window], calendar: Calendar) -> Choice:
    """The fewest days that meet every duty as well as it can be met: each time the last day that the duty which ends
    first allows, which then meets every other whose window holds that day.
    """
    best = {each.key: _within(each, calendar) for each in windows}
    held: dict[str, date] = {}
    for each in sorted(windows, key=lambda window: (best[window.key][1], best[window.key][0], window.key)):
        first, last = best[each.key]
        day = next((day for day in held.values() if first <= day <= last), last)
        held[each.key] = day
    return _choice(held, windows)


def _within(window: Window, calendar: Calendar) -> tuple[date, date]:
    """The first and the last working day of a window; where it has none, the first on which the duty can be held."""
    first = calendar.next_working_day(window.from_on)
    last = calendar.previous_working_day(min(window.to_on, window.from_on + HORIZON))
    return (first, last) if first <= last else (first, first)


def _working_days(first: date, last: date, calendar: Calendar) -> Iterable[date]:
    day = first
    while day <= min(last, first + HORIZON):
        if calendar.is_working_day(day):
            yield day
        day += timedelta(days=1)


def _spread(days: Sequence[date]) -> list[date]:
    """A few of these days, from the first to the last."""
    if len(days) <= OFFERED:
        return list(days)
    return [days[place * (len(days) - 1) // (OFFERED - 1)] for place in range(OFFERED)]
