"""How dates, counts and lists read in a sentence, the same on every machine whatever its locale."""

from collections.abc import Sequence
from datetime import date

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def long_date(day: date) -> str:
    """``Friday 1 May 2026``."""
    return f"{_DAYS[day.weekday()]} {day.day} {month_name(day.month)} {day.year}"


def month_name(month: int) -> str:
    """The English name of a month, 1 to 12."""
    return _MONTHS[month - 1]


def counted(n: int, unit: str) -> str:
    """``1 week``, ``20 working days``: the unit's own name, with underscores read as spaces; hours are hours."""
    words = unit.removeprefix("clock_").replace("_", " ")
    return f"{n} {words}" if n == 1 else f"{n} {words}s"


def join(parts: Sequence[str]) -> str:
    """``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
