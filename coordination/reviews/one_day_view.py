"""The windows of a child's duties drawn on a line of days, and the choices in words."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from flask import url_for

from coordination import timescales
from coordination.access.catalogue import MEETING_OWNERS
from coordination.cases import words
from coordination.children.models import Child
from coordination.deadlines.one_day import Choice, Proposal, Window
from coordination.reviews.kinds import Meeting, meeting
from coordination.reviews.one_day import Duty
from coordination.web.filters import day_with_weekday

ROW, HEAD = 44, 26
MOST_MARKS = 5


class Bar(NamedTuple):
    """One window as a bar: per cent across, pixels down. ``share`` None: there is no day in time left."""

    label: str
    top: int
    left: float
    share: float | None


class Mark(NamedTuple):
    """A day on the line: a month's first, or a day that is offered."""

    label: str
    left: float


class Drawing(NamedTuple):
    """The whole picture."""

    height: int
    description: str
    bars: list[Bar]
    months: list[Mark]
    days: list[Mark]


class Line(NamedTuple):
    """One duty as a row of the table."""

    key: str
    name: str
    from_on: date
    to_on: date
    open: bool
    owners: str
    why: tuple[str, ...]
    source: str
    confirm: bool
    clock_url: str | None
    planned: Any
    chosen: bool


class Offered(NamedTuple):
    """One choice: its days with what is held on each, what would be late, and where each day is planned."""

    days: list[tuple[date, list[str], str | None]]
    late: list[str]


def name_of(duty: Duty, own: dict[str, Any] | None) -> str:
    """What an authority calls the meeting."""
    return _meeting(duty, own).words


def _meeting(duty: Duty, own: dict[str, Any] | None) -> Meeting:
    return meeting(duty.kind.value, own)


def lines(duties: Iterable[Duty], chosen: Iterable[str], own: dict[str, Any] | None) -> list[Line]:
    """The duties as the table shows them."""
    picked = set(chosen)
    return [
        Line(
            key=duty.key,
            name=name_of(duty, own),
            from_on=duty.window.from_on,
            to_on=duty.window.to_on,
            open=duty.window.from_on <= duty.window.to_on,
            owners=" or ".join(sorted(words.role(role) for role in MEETING_OWNERS[duty.key])),
            why=duty.why,
            source=duty.source,
            confirm=duty.to_confirm,
            clock_url=url_for("deadlines.explained", clock_id=duty.clock_id) if duty.clock_id is not None else None,
            planned=duty.planned_at,
            chosen=duty.key in picked,
        )
        for duty in duties
    ]


def offered(
    proposal: Proposal, duties: Sequence[Duty], own: dict[str, Any] | None, child: Child, may_plan: bool
) -> list[Offered]:
    """The choices in words, each day with the address at which it is planned."""
    names = {duty.key: name_of(duty, own) for duty in duties}
    return [
        Offered(
            [
                (
                    on,
                    [names[key] for key in keys],
                    url_for("reviews.plan_day", child_id=child.id, on=on.isoformat(), part=list(keys))
                    if may_plan
                    else None,
                )
                for on, keys in choice.days
            ],
            late_words(choice, names),
        )
        for choice in proposal.choices
    ]


def late_words(choice: Choice, names: dict[str, str]) -> list[str]:
    """What a choice would make late, and by how much."""
    return [f"{names[each.key]}: {'1 day' if each.days == 1 else f'{each.days} days'} late" for each in choice.late]


def drawing(duties: Sequence[Duty], proposal: Proposal, own: dict[str, Any] | None, today: date) -> Drawing:
    """The windows as bars on one line of days, from today to the last day that matters."""
    marked = list(dict.fromkeys(on for choice in proposal.choices for on, _ in choice.days))[:MOST_MARKS]
    first = min([today, *[duty.window.from_on for duty in duties]])
    last = max([first + timedelta(days=28), *[duty.window.to_on for duty in duties], *marked]) + timedelta(days=1)
    whole = (last - first).days

    def across(on: date) -> float:
        return round(100 * (on - first).days / whole, 2)

    bars = []
    for place, duty in enumerate(duties):
        window: Window = duty.window
        share = round(across(window.to_on + timedelta(days=1)) - across(window.from_on), 2)
        bars.append(Bar(name_of(duty, own), HEAD + place * ROW, across(window.from_on), share if share > 0 else None))
    months = []
    month = date(first.year, first.month, 1)
    while month <= last:
        if month >= first and whole <= 800:
            months.append(Mark(timescales.long_date(month).split(" ", 1)[1], across(month)))
        month = (month + timedelta(days=32)).replace(day=1)
    description = " ".join(
        f"{name_of(duty, own)}: from {timescales.long_date(duty.window.from_on)} to "
        f"{timescales.long_date(duty.window.to_on)}."
        if duty.window.from_on <= duty.window.to_on
        else f"{name_of(duty, own)}: no day in time is left."
        for duty in duties
    )
    return Drawing(
        height=HEAD + len(duties) * ROW + 20,
        description=description,
        bars=bars,
        months=_apart(months),
        days=[Mark(day_with_weekday(on), across(on)) for on in marked],
    )


def _apart(months: list[Mark]) -> list[Mark]:
    """Those months whose words have room on a narrow screen."""
    step = max(1, -(-len(months) // 4))
    return months[::step]
