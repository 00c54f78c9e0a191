"""School terms as an authority sets them, checked; and ordinary terms to count with until it has.

An authority keeps its terms in its settings under ``terms``::

    {"terms": [{"name": "Autumn 2026", "starts_on": "2026-09-02", "ends_on": "2026-12-18"}, ...],
     "closed": [{"from_on": "2026-10-26", "to_on": "2026-10-30"}, ...]}

``closed`` holds half terms and training days, both days of each closed.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from coordination.timescales.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    ONE_DAY,
    Calendar,
    SchoolTerms,
    Term,
    days_between,
    england,
    in_range,
)
from coordination.timescales.errors import BadDate, BadSetting

LONGEST_TERM_DAYS = 150
MOST_TERMS = 60
_FRIDAY = 4
_WEEK = timedelta(weeks=1)


def read_terms(setting: object) -> SchoolTerms | None:
    """An authority's terms from its settings; None when it has set none. :class:`BadSetting` says what is wrong."""
    if not setting:
        return None
    if not isinstance(setting, Mapping):
        raise BadSetting("The terms must be a list of terms with their first and last days.")
    found = [_term(row) for row in _rows(setting, "terms")]
    closed = frozenset(day for row in _rows(setting, "closed") for day in _closed(row))
    if not found:
        raise BadSetting("Give at least one term.")
    if len(found) > MOST_TERMS:
        raise BadSetting(f"Give at most {MOST_TERMS} terms: leave out those that are long past.")
    found.sort(key=lambda term: term.starts_on)
    try:
        terms = SchoolTerms(tuple(found), closed)
    except BadDate as problem:
        raise BadSetting(str(problem)) from problem
    outside = sorted(day for day in closed if terms.term_of(day) is None)
    if outside:
        raise BadSetting(f"{outside[0].isoformat()} is not in a term. Only days inside a term are given as closed.")
    return terms


def as_setting(terms: SchoolTerms) -> dict[str, Any]:
    """Terms as an authority's settings keep them; reading them back gives the same."""
    return {
        "terms": [
            {"name": term.name, "starts_on": term.starts_on.isoformat(), "ends_on": term.ends_on.isoformat()}
            for term in terms.terms
        ],
        "closed": [
            {"from_on": first.isoformat(), "to_on": last.isoformat()} for first, last in _runs(sorted(terms.closed_on))
        ],
    }


def _rows(setting: Mapping[Any, Any], name: str) -> list[Mapping[str, Any]]:
    rows = setting.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise BadSetting(f"{name} must be a list.")
    return rows


def _day(row: Mapping[str, Any], name: str, what: str) -> date:
    try:
        return in_range(date.fromisoformat(row[name]))
    except (KeyError, TypeError, ValueError) as problem:
        raise BadSetting(f"{what} needs {name} as a date, for example 2026-09-02.") from problem


def _term(row: Mapping[str, Any]) -> Term:
    name = row.get("name")
    if not isinstance(name, str) or not name.strip():
        raise BadSetting("Each term needs a name, for example Autumn 2026.")
    starts_on, ends_on = (_day(row, each, f"The term {name!r}") for each in ("starts_on", "ends_on"))
    try:
        term = Term(name.strip(), starts_on, ends_on)
    except BadDate as problem:
        raise BadSetting(str(problem)) from problem
    if (ends_on - starts_on).days >= LONGEST_TERM_DAYS:
        raise BadSetting(f"The term {name!r} is longer than any term is. Check its dates.")
    return term


def _closed(row: Mapping[str, Any]) -> Iterable[date]:
    first, last = (_day(row, each, "A closure") for each in ("from_on", "to_on"))
    if last < first or (last - first).days >= LONGEST_TERM_DAYS:
        raise BadSetting(f"The closure from {first.isoformat()} to {last.isoformat()} cannot be. Check the two dates.")
    return days_between(first, last)


def _runs(days: list[date]) -> list[tuple[date, date]]:
    """Days in a row as first and last."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and found[-1][1] + ONE_DAY == day:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


# -- ordinary terms ----------------------------------------------------------------------------------------------


def usual_terms(around: date) -> SchoolTerms:
    """Three ordinary terms a year around a day, for counting until a council has set its own; never the truth."""
    return _usual_terms(around.year)


@lru_cache(maxsize=16)
def _usual_terms(year: int) -> SchoolTerms:
    terms: list[Term] = []
    closed: set[date] = set()
    for each in range(max(year - 1, FIRST_YEAR), min(year + 3, LAST_YEAR) + 1):
        made, shut = _usual_year(each)
        terms += made
        closed |= shut
    return SchoolTerms(tuple(terms), frozenset(closed), assumed=True)


def _usual_year(year: int) -> tuple[list[Term], set[date]]:
    """The spring, summer and autumn term of a calendar year, and the half terms in them."""
    good_friday = next(
        day
        for day in days_between(date(year, 3, 20), date(year, 4, 25))
        if england().bank_holiday(day) == "Good Friday"
    )
    terms = [
        Term(f"Spring {year}", england().next_working_day(date(year, 1, 4)), good_friday - _WEEK),
        Term(
            f"Summer {year}",
            england().next_working_day(good_friday + timedelta(days=10)),
            england().previous_working_day(date(year, 7, 21)),
        ),
        Term(f"Autumn {year}", england().next_working_day(date(year, 9, 2)), _friday_by(date(year, 12, 21))),
    ]
    halves = [_monday_by(date(year, 2, 20)), _monday_by(date(year, 5, 31)), _monday_by(date(year, 10, 31))]
    return terms, {day for monday in halves for day in days_between(monday, monday + timedelta(days=4))}


def _friday_by(day: date) -> date:
    return day - timedelta(days=(day.weekday() - _FRIDAY) % 7)


def _monday_by(day: date) -> date:
    return day - timedelta(days=day.weekday())


def calendar_for(setting: object, around: date) -> Calendar:
    """The calendar to count with for an authority: its own terms where they are set and reach ``around``."""
    terms = read_terms(setting)
    if terms is None or not terms.covers(around):
        terms = usual_terms(around)
    return england().with_terms(terms)
