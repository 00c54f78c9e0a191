"""Where the marks of a chart go, and what a chart says in words. ``components/charts.html`` draws them.

Across is in per cent and down in pixels, so that a chart fits any width while its words keep their size.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coordination.web.languages import gettext

_BAR_STEP = 52
_LINE_HEIGHT, _TOP, _BOTTOM = 260, 12, 34
_LEFT, _RIGHT = 10.0, 98.0
_MOST_LINES = 4


@dataclass(frozen=True)
class Bar:
    """One bar: its words, how far it reaches (0 to 100) and where it stands (pixels from the top)."""

    label: str
    text: str
    share: float
    top: int


@dataclass(frozen=True)
class BarChart:
    """A chart of bars, with the same numbers as a table."""

    id: str
    title: str
    description: str
    bars: list[Bar]
    height: int
    headings: list[str]
    table: list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Line:
    """One line: segments between neighbouring points that are both known, and the points."""

    label: str
    segments: list[tuple[float, float, float, float]]
    points: list[tuple[float, float]]


@dataclass(frozen=True)
class LineChart:
    """A chart of up to four lines over the same marks, with the same numbers as a table."""

    id: str
    title: str
    description: str
    lines: list[Line]
    levels: list[tuple[float, str]]
    marks: list[tuple[float, str, str]]
    height: int
    headings: list[str]
    table: list[tuple[str, list[str]]]


def bar_chart(
    id: str,
    title: str,
    values: Sequence[tuple[str, float | None]],
    *,
    measure: str,
    unit: str = "",
    highest: float | None = None,
    unknown: str | None = None,
) -> BarChart:
    """A bar for each (label, value), longest where the value is ``highest`` (or the largest of them).

    ``measure`` heads the numbers ("Days"); ``unit`` follows each ("%"). A value of None draws no bar and says
    ``unknown``, by default "not shown": a number suppressed because it is small, or one nobody has.
    """
    missing = gettext("not shown") if unknown is None else unknown
    known = [value for _, value in values if value is not None]
    top = max([highest or 0, *known], default=0)
    bars = [
        Bar(
            label=label,
            text=_number(value, unit) if value is not None else missing,
            share=round(100 * max(value or 0, 0) / top, 2) if top else 0,
            top=place * _BAR_STEP,
        )
        for place, (label, value) in enumerate(values)
    ]
    return BarChart(
        id=id,
        title=title,
        description="; ".join(f"{bar.label}: {bar.text}" for bar in bars) or gettext("No numbers yet"),
        bars=bars,
        height=max(len(bars) * _BAR_STEP, 1),
        headings=["", measure],
        table=[(bar.label, [bar.text]) for bar in bars],
    )


def line_chart(
    id: str,
    title: str,
    marks: Sequence[str],
    lines: Sequence[tuple[str, Sequence[float | None]]],
    *,
    lowest: float = 0,
    highest: float = 10,
    unit: str = "",
    unknown: str | None = None,
) -> LineChart:
    """Up to four (label, values) lines over ``marks`` (dates in words), between ``lowest`` and ``highest``.

    A value of None breaks its line. Raises ValueError for a fifth line, or a line with too few or many
    values.
    """
    if len(lines) > _MOST_LINES:
        raise ValueError("a chart of more than four lines cannot be read: make two")
    if highest <= lowest or any(len(values) != len(marks) for _, values in lines):
        raise ValueError("each line has one value, or None, for each mark")
    missing = gettext("not known") if unknown is None else unknown

    def across(place: int) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * (place / (len(marks) - 1) if len(marks) > 1 else 0.5), 2)

    def down(value: float) -> float:
        inside = min(max(value, lowest), highest)
        return round(_TOP + (_LINE_HEIGHT - _TOP - _BOTTOM) * (highest - inside) / (highest - lowest), 2)

    drawn = []
    for label, values in lines:
        at = [None if value is None else (across(n), down(value)) for n, value in enumerate(values)]
        segments = [(*a, *b) for a, b in zip(at, at[1:], strict=False) if a is not None and b is not None]
        drawn.append(Line(label, segments, [point for point in at if point is not None]))
    middle = (lowest + highest) / 2
    return LineChart(
        id=id,
        title=title,
        description=" ".join(_told(label, marks, values, unit) for label, values in lines),
        lines=drawn,
        levels=[(down(level), _number(level, unit)) for level in (lowest, middle, highest)],
        marks=_end_marks(marks, across),
        height=_LINE_HEIGHT,
        headings=["", *(label for label, _ in lines)],
        table=[
            (mark, [missing if v[n] is None else _number(v[n] or 0, unit) for _, v in lines])
            for n, mark in enumerate(marks)
        ],
    )


def _end_marks(marks: Sequence[str], across: Callable[[int], float]) -> list[tuple[float, str, str]]:
    """The first and last mark only: those between would run into each other on a narrow screen."""
    if not marks:
        return []
    if len(marks) == 1:
        return [(across(0), marks[0], "middle")]
    return [(across(0), marks[0], "start"), (across(len(marks) - 1), marks[-1], "end")]


def _told(label: str, marks: Sequence[str], values: Sequence[float | None], unit: str) -> str:
    known = [(mark, value) for mark, value in zip(marks, values, strict=True) if value is not None]
    if not known:
        return gettext("%(label)s: no numbers yet.", label=label)
    (first, start), (last, end) = known[0], known[-1]
    return gettext(
        "%(label)s: %(start)s on %(first)s, %(end)s on %(last)s.",
        label=label,
        start=_number(start, unit),
        first=first,
        end=_number(end, unit),
        last=last,
    )


def _number(value: float, unit: str) -> str:
    """Whole numbers without a point, others to one place, thousands with commas."""
    return f"{value:,.0f}{unit}" if float(value).is_integer() else f"{value:,.1f}{unit}"
