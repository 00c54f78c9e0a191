"""The arithmetic: from a start date and a rule to a due date, what was skipped, and a sentence a step."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta

from coordination.timescales.calendar import (
    ONE_DAY,
    Calendar,
    academic_year_end,
    add_months,
    in_range,
    last_day_of_months_beginning_with,
    last_friday_of_june,
    next_such_day,
    school_leaving_date,
)
from coordination.timescales.errors import TermsNotSet
from coordination.timescales.facts import Facts, day_of
from coordination.timescales.moves import year_of_move
from coordination.timescales.phrases import counted, join, long_date, month_name
from coordination.timescales.shape import TERM_POINTS, Direction, Other, Roll, Rule, Unit

_DAYS_IN = {Unit.CALENDAR_DAY: 1, Unit.WEEK: 7}
_HOURS_IN_A_DAY = 24


@dataclass(frozen=True)
class SkippedDay:
    """A day that was passed over in the count, and why ("Saturday", "Good Friday")."""

    on: date
    reason: str


@dataclass(frozen=True)
class Count:
    """Where a count ended, the days it passed over, and how it was done, in sentences."""

    due_on: date
    skipped: tuple[SkippedDay, ...]
    how: tuple[str, ...]


def count(rule: Rule, start: date, n: int | None, calendar: Calendar, facts: Facts) -> Count:
    """Count ``rule`` from ``start``; ``n`` is the number to use, the rule's own or an authority's.

    The unit decides: days and weeks run over everything, months keep the day number, working and school days
    pass over the others, a fixed date or academic anchor is the next such day. Then what the facts change: the
    time the clock stood still, and a second count that is later or earlier.
    """
    if rule.unit in (Unit.FIXED_DATE, Unit.ACADEMIC_ANCHOR):
        counted_to = _to_a_point(rule, start, calendar, facts)
    elif n is None:
        raise ValueError(f"Rule {rule.id} has no number to count.")
    elif rule.unit is Unit.CLOCK_HOUR:
        counted_to = _hours(start, n)
    elif rule.unit in _DAYS_IN:
        counted_to = _days_or_weeks(rule, start, n)
    elif rule.unit is Unit.MONTH:
        counted_to = _months(rule, start, n)
    else:
        counted_to = _open_days(rule, start, n, calendar)
    counted_to = _compared(rule, _stood_still(rule, counted_to, facts), facts)
    return _rolled(rule, counted_to, calendar)


def _hours(start: date, n: int) -> Count:
    days = n // _HOURS_IN_A_DAY
    due = in_range(start + timedelta(days=days))
    how = (
        f"{counted(n, 'hour')} run by the clock, through nights and weekends, from the hour it began. "
        f"Counted in dates that is {counted(days, Unit.CALENDAR_DAY)}: they end at the same hour on {long_date(due)}."
    )
    return Count(due, (), (how,))


def _stood_still(rule: Rule, before: Count, facts: Facts) -> Count:
    """The same count moved on by the days between a question asked and its answer."""
    if not rule.pauses:
        return before
    paused_from, paused_to = day_of(facts, "paused_from"), day_of(facts, "paused_to")
    if paused_from is None or paused_to is None or paused_to <= paused_from:
        return before
    days = (paused_to - paused_from).days
    due = in_range(before.due_on + timedelta(days=days))
    how = (
        f"The clock stood still from {long_date(paused_from)} to {long_date(paused_to)}: "
        f"{counted(days, Unit.CALENDAR_DAY)} are added, so it ends on {long_date(due)}."
    )
    return Count(due, before.skipped, (*before.how, how))


def _compared(rule: Rule, before: Count, facts: Facts) -> Count:
    """The later, or the earlier, of this count and the others whose start the facts hold."""
    due, how = before.due_on, [*before.how]
    for others, words, choose in ((rule.later_of, "later", max), (rule.earlier_of, "earlier", min)):
        for other in others:
            began = day_of(facts, other.from_fact)
            if began is None:
                how.append(
                    f"The {words} of two dates counts: this one, or {counted(other.n, other.unit)} from "
                    f"{other.words}, where that day is known."
                )
                continue
            second = _plain(other, began)
            due = choose(due, second)
            how.append(
                f"{counted(other.n, other.unit)} from {other.words} ({long_date(began)}) end on {long_date(second)}. "
                f"The {words} of the two dates counts: {long_date(due)}."
            )
    return Count(due, before.skipped, tuple(how))


def _plain(other: Other, began: date) -> date:
    if other.unit is Unit.MONTH:
        months = last_day_of_months_beginning_with if other.inclusive_start else add_months
        return in_range(months(began, other.n))
    days = other.n * _DAYS_IN[other.unit] - (1 if other.inclusive_start else 0)
    return in_range(began + timedelta(days=days))


def _days_or_weeks(rule: Rule, start: date, n: int) -> Count:
    days = n * _DAYS_IN[rule.unit]
    if rule.direction is Direction.BEFORE:
        return Count(in_range(start - timedelta(days=days)), (), (_back(n, rule.unit), _EVERY_DAY))
    if rule.inclusive_start:
        how = f"The first day is counted as day 1, so {counted(n, rule.unit)} end{'s' if n == 1 else ''} " + (
            "on that day." if days == 1 else f"{counted(days - 1, Unit.CALENDAR_DAY)} after it."
        )
        return Count(in_range(start + timedelta(days=days - 1)), (), (how, _EVERY_DAY))
    how = _START_NOT_COUNTED
    if rule.unit is Unit.WEEK:
        how += f" {counted(n, rule.unit)} {'is' if n == 1 else 'are'} {days} days."
    return Count(in_range(start + timedelta(days=days)), (), (how, _EVERY_DAY))


def _months(rule: Rule, start: date, n: int) -> Count:
    if rule.direction is Direction.BEFORE:
        due = add_months(start, -n)
        how = [_back(n, rule.unit)]
    elif rule.inclusive_start:
        due = last_day_of_months_beginning_with(start, n)
        how = [
            f"The law counts {counted(n, rule.unit)} starting with that day, "
            "so the last day is the day before the same date."
        ]
    else:
        due = add_months(start, n)
        how = [f"{_START_NOT_COUNTED} {counted(n, rule.unit)} on is the same day of the month."]
    arrived = add_months(start, -n if rule.direction is Direction.BEFORE else n)
    if arrived.day != start.day:
        leap = " in that year" if arrived.month == 2 and not isleap(arrived.year) and start.day == 29 else ""
        how.append(
            f"There is no {start.day} {month_name(arrived.month)}{leap}, "
            f"so the last day of the month is used: {long_date(due)}."
        )
    return Count(due, (), (*how, _EVERY_DAY))


def _open_days(rule: Rule, start: date, n: int, calendar: Calendar) -> Count:
    why_closed = calendar.why_not_working if rule.unit is Unit.WORKING_DAY else calendar.why_not_school_day
    step = -ONE_DAY if rule.direction is Direction.BEFORE else ONE_DAY
    skipped: list[SkippedDay] = []
    day, left = (start - step, n) if rule.inclusive_start else (start, n)
    while left:
        day = in_range(day + step)
        reason = why_closed(day)
        if reason:
            skipped.append(SkippedDay(day, reason))
        else:
            left -= 1
    skipped.sort(key=lambda each: each.on)
    if rule.direction is Direction.BEFORE:
        first = _back(n, rule.unit)
    elif rule.inclusive_start:
        first = f"The first day is counted as day 1 when it is a {_one(rule.unit)}."
    else:
        first = f"{_START_NOT_COUNTED} The next {_one(rule.unit)} is day 1."
    how = [first, *_what_was_skipped(skipped, rule.unit)]
    if rule.unit is Unit.SCHOOL_DAY and calendar.terms is not None and calendar.terms.assumed:
        how.append(_ASSUMED_TERMS)
    return Count(day, tuple(skipped), tuple(how))


def _what_was_skipped(skipped: list[SkippedDay], unit: Unit) -> list[str]:
    weekends = {each.on.isocalendar()[:2] for each in skipped if each.on.weekday() >= 5}
    weekdays = [each for each in skipped if each.on.weekday() < 5]
    how = []
    if weekends:
        how.append(f"Weekends are not counted: {len(weekends)} passed over.")
    holidays = [each for each in weekdays if each.reason not in ("school holidays", "school closed")]
    if holidays:
        named = join([f"{each.reason} ({long_date(each.on)})" for each in holidays])
        how.append(f"Bank holidays are not counted: {named}.")
    closed = len(weekdays) - len(holidays)
    if closed:
        how.append(f"Days the school is closed are not counted: {closed} passed over.")
    if not skipped:
        how.append("No weekend or bank holiday fell inside the count.")
    if unit is Unit.WORKING_DAY:
        how.append("School holidays are counted: they never stop this clock.")
    return how


def _to_a_point(rule: Rule, start: date, calendar: Calendar, facts: Facts) -> Count:
    first = start + ONE_DAY if rule.strictly_before else start
    how = []
    if rule.after_months:
        first = add_months(start, rule.after_months)
        how.append(f"{counted(rule.after_months, Unit.MONTH)} on is {long_date(first)}; the next such date counts.")
    year, worked_out = year_of_move(facts) if rule.year_fact else (None, False)
    day = _in_year(str(rule.point), year) if year is not None else next_point(str(rule.point), first, calendar)
    if rule.year_fact:
        how.append(
            f"The date lies in {year}, the year of the move{_AS_USUAL if worked_out else ''}."
            if year is not None
            else "It is the date in the calendar year of the move; without that year the next such date is taken."
        )
    if rule.strictly_before:
        due = day - ONE_DAY
        how.append(f"It must be done before {long_date(day)}, so the last day is {long_date(due)}.")
    else:
        due = day
        how.append(f"The date is set by the year, not by a number of days: {long_date(day)}.")
    if rule.point in TERM_POINTS and calendar.terms is not None and calendar.terms.assumed:
        how.append(_ASSUMED_TERMS)
    return Count(in_range(due), (), tuple(how))


def _in_year(point: str, year: int) -> date:
    month, day = (int(part) for part in point.split("-"))
    return in_range(date(min(max(year, 1), 9999), month, day))


def next_point(point: str, first: date, calendar: Calendar) -> date:
    """The first such day on or after ``first``."""
    if point == "academic_year_end":
        return academic_year_end(first)
    if point == "school_leaving_date":
        return school_leaving_date(first)
    if point == "last_friday_of_june":
        this_year = last_friday_of_june(first.year)
        return this_year if this_year >= first else last_friday_of_june(first.year + 1)
    if point in TERM_POINTS:
        if calendar.terms is None:
            raise TermsNotSet("Counting to the end of a term needs the term dates. Add them and try again.")
        terms = calendar.terms
        return terms.end_of_term(first) if point == "end_of_term" else terms.end_of_next_term(first)
    month, day = (int(part) for part in point.split("-"))
    return next_such_day(first, month, day)


def _rolled(rule: Rule, before: Count, calendar: Calendar) -> Count:
    if rule.roll is Roll.NONE:
        return before
    reason = calendar.why_not_working(before.due_on)
    if reason is None:
        return before
    if rule.roll is Roll.NEXT_WORKING_DAY:
        due, words = calendar.next_working_day(before.due_on), "next"
    else:
        due, words = calendar.previous_working_day(before.due_on), "last"
    how = (
        f"{long_date(before.due_on)} is not a working day ({reason}), "
        f"so the date moves to the {words} working day: {long_date(due)}."
    )
    return Count(due, before.skipped, (*before.how, how))


_START_NOT_COUNTED = "The first day is not counted."
_AS_USUAL = ", as most schools are cut and the date of birth says"
_ASSUMED_TERMS = "No term dates are set, so ordinary ones were used: check the date against the school's own terms."
_EVERY_DAY = "Every day counts, weekends, bank holidays and school holidays included."


def _one(unit: Unit) -> str:
    return "working day" if unit is Unit.WORKING_DAY else "school day"


def _back(n: int, unit: Unit) -> str:
    return f"The count runs back from that day: at least {counted(n, unit)} before it."
