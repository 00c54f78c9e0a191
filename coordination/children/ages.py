"""A child's age in words: years, for a small child months, for a baby weeks, before birth the expected date."""

from datetime import date, timedelta

from babel.dates import format_date

from coordination.access.facts import age_on
from coordination.children.models import Child

_BANDS = ((0, "Under 1"), (4, "1 to 4"), (9, "5 to 9"), (15, "10 to 15"), (17, "16 and 17"))


def age_words(child: Child, today: date) -> str:
    """ "12 years", "1 year 3 months", "5 months", "3 weeks", "2 days", "Due 12 March 2026" or "Not recorded"."""
    if child.died_on:
        return f"Died {_day(child.died_on)}"
    if child.born_on is None:
        return f"Due {_day(child.expected_on)}" if child.expected_on else "Not recorded"
    if child.born_on > today:
        return f"Due {_day(child.born_on)}"
    months = _months(child.born_on, today)
    if months >= 36:
        return _count(age_on(child.born_on, today), "year")
    if months >= 12:
        over = months % 12
        return _count(months // 12, "year") + (f" {_count(over, 'month')}" if over else "")
    if months >= 2:
        return _count(months, "month")
    days = (today - child.born_on) // timedelta(days=1)
    return _count(days // 7, "week") if days >= 14 else _count(days, "day")


def age_band(child: Child, today: date) -> str:
    """The band an age falls in, for whoever may not know the age itself."""
    if child.born_on is None or child.born_on > today:
        return "Not born yet" if child.expected_on or child.born_on else "Not recorded"
    years = age_on(child.born_on, today)
    return next((words for most, words in _BANDS if years <= most), "18 and over")


def _months(born_on: date, today: date) -> int:
    return (today.year - born_on.year) * 12 + today.month - born_on.month - (today.day < born_on.day)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _day(when: date) -> str:
    return format_date(when, "d MMMM y", locale="en_GB")
