"""Days as the law counts them in England: working days, months, ages, academic years and school days.

A working day is not a Saturday, a Sunday, Christmas Day, Good Friday or a bank holiday in England and Wales
(Banking and Financial Dealings Act 1971; the Care Planning Regulations 2010, regulation 2, say the same).
Bank holidays come from the ``holidays`` library, loaded only when a working day is asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType

from coordination.timescales.errors import BadDate, TermsNotSet

FIRST_YEAR, LAST_YEAR = 1970, 2099

ONE_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6
LONG_CLOSURE_DAYS = 28  # four continuous weeks: SEND Regulations 2014, regulation 10(4)

# The names people know from GOV.UK, where the library's differ.
_FAMILIAR_NAMES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
}
_OBSERVED = " (observed)"


def check_date(value: object) -> date:
    """``value`` when it is a plain date that can be counted from; :class:`BadDate` says why otherwise."""
    if type(value) is not date:
        raise BadDate("Give the date the clock started as a date, without a time, for example 2026-05-01.")
    return in_range(value)


def in_range(day: date) -> date:
    """``day`` unchanged, or :class:`BadDate` when it lies outside the years this calendar can count."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadDate(
            f"{day.isoformat()} is outside the years that can be counted. "
            f"Give a date between {FIRST_YEAR} and {LAST_YEAR}."
        )
    return day


@dataclass(frozen=True)
class Term:
    """One school term: both days are days the school is open."""

    name: str
    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise BadDate(f"The term {self.name!r} ends before it starts. Check its dates.")


@dataclass(frozen=True)
class SchoolTerms:
    """The terms of one school or authority, in order, and the days inside them when it is closed.

    ``closed_on`` holds half terms and training days. Nothing is assumed: without terms no school day can be
    counted. Terms that stand in for a council's own say so in ``assumed``, and so does every count that uses them.
    """

    terms: tuple[Term, ...]
    closed_on: frozenset[date] = frozenset()
    assumed: bool = False

    def __post_init__(self) -> None:
        for earlier, later in zip(self.terms, self.terms[1:], strict=False):
            if later.starts_on <= earlier.ends_on:
                raise BadDate(f"The term {later.name!r} starts before {earlier.name!r} has ended. Check the dates.")

    def term_of(self, day: date) -> Term | None:
        """The term that holds ``day``, if any."""
        return next((term for term in self.terms if term.starts_on <= day <= term.ends_on), None)

    def covers(self, day: date) -> bool:
        """Whether ``day`` lies between the first and the last day these terms know."""
        return bool(self.terms) and self.terms[0].starts_on <= day <= self.terms[-1].ends_on

    def end_of_term(self, day: date) -> date:
        """Last day of the term that holds ``day``, or of the next one; :class:`TermsNotSet` past the last."""
        for term in self.terms:
            if term.ends_on >= day:
                return term.ends_on
        raise _no_terms_after(day)

    def end_of_next_term(self, day: date) -> date:
        """Last day of the first term that begins after ``day``; :class:`TermsNotSet` past the last."""
        for term in self.terms:
            if term.starts_on > day:
                return term.ends_on
        raise _no_terms_after(day)


def _no_terms_after(day: date) -> TermsNotSet:
    return TermsNotSet(f"No term dates are set for {day.isoformat()} or later. Add them and try again.")


@dataclass(frozen=True)
class Calendar:
    """A calendar to count on. ``further_holidays`` are days proclaimed after the packaged data was made."""

    further_holidays: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))
    terms: SchoolTerms | None = None

    def adding(self, holidays: Mapping[date, str]) -> "Calendar":
        """The same calendar with more bank holidays (date to name)."""
        return replace(self, further_holidays=MappingProxyType({**self.further_holidays, **holidays}))

    def with_terms(self, terms: SchoolTerms) -> "Calendar":
        """The same calendar with school terms, for rules counted in school days or to the end of a term."""
        return replace(self, terms=terms)

    def bank_holiday(self, day: date) -> str | None:
        """The name of the public holiday that falls on ``day``, weekends included, or None."""
        return self.further_holidays.get(day) or _named_holidays(in_range(day).year).get(day)

    def why_not_working(self, day: date) -> str | None:
        """Why ``day`` is not a working day ("Saturday", "Good Friday"), or None when it is one."""
        if day.weekday() == _SATURDAY:
            return "Saturday"
        if day.weekday() == _SUNDAY:
            return "Sunday"
        return self.bank_holiday(day)

    def is_working_day(self, day: date) -> bool:
        """Whether ``day`` is a working day in England."""
        return self.why_not_working(day) is None

    def next_working_day(self, day: date) -> date:
        """``day`` itself when it is a working day, else the first one after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def previous_working_day(self, day: date) -> date:
        """``day`` itself when it is a working day, else the last one before it."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def why_not_school_day(self, day: date) -> str | None:
        """Why the school is closed on ``day``, or None if open; :class:`TermsNotSet` past the known terms."""
        if self.terms is None or not self.terms.covers(day):
            raise TermsNotSet(
                f"Counting school days needs the term dates around {day.isoformat()}. Add them and try again."
            )
        reason = self.why_not_working(day)
        if reason:
            return reason
        if day in self.terms.closed_on:
            return "school closed"
        return None if self.terms.term_of(day) else "school holidays"

    def working_days_between(self, after: date, up_to: date) -> int:
        """How many working days lie after ``after``, up to and including ``up_to``; 0 when there are none."""
        return sum(1 for day in days_between(after + ONE_DAY, up_to) if self.is_working_day(day))


@lru_cache(maxsize=256)
def _named_holidays(year: int) -> Mapping[date, str]:
    """Public holidays of England in ``year``. Built once and never changed, so threads may share it."""
    import holidays  # loaded here: it takes a fifth of a second, and most pages count nothing

    found = holidays.country_holidays("GB", subdiv="ENG", years=year, expand=False, language="en_GB")
    return MappingProxyType({day: _familiar(name) for day, name in found.items() if day.year == year})


def _familiar(name: str) -> str:
    plain = name.removesuffix(_OBSERVED)
    known = _FAMILIAR_NAMES.get(plain, plain)
    return f"{known} (substitute day)" if plain != name else known


_ENGLAND = Calendar()


def england() -> Calendar:
    """The calendar of England with the packaged bank holidays and no school terms."""
    return _ENGLAND


def days_between(first: date, last: date) -> Iterator[date]:
    """Each day from ``first`` to ``last``, both included; nothing when ``last`` is earlier."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def add_months(day: date, months: int) -> date:
    """The same day number ``months`` later (or earlier), or that month's last day when it has no such day.

    31 January and one month make 28 or 29 February; a month is never 30 days.
    """
    years, month_index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month_index + 1
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadDate(f"{months} months from {day.isoformat()} is outside the years that can be counted.")
    return date(year, month, min(day.day, days_in_month(year, month)))


def last_day_of_months_beginning_with(day: date, months: int) -> date:
    """The last day of a period of ``months`` that begins with ``day``.

    It is the day before the same date, or the end of the month where there is no such date: 12 months
    beginning with 1 May 2026 end on 30 April 2027, and with 29 February 2024 on 28 February 2025.
    """
    same_date = add_months(day, months)
    return same_date - ONE_DAY if same_date.day == day.day else same_date


def days_in_month(year: int, month: int) -> int:
    """How many days the month has."""
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return (first_of_next - ONE_DAY).day


def birthday(born_on: date, age: int) -> date:
    """The day a person reaches ``age``; someone born on 29 February does so on 1 March in other years."""
    year = born_on.year + age
    if (born_on.month, born_on.day) == (2, 29) and days_in_month(year, 2) == 28:
        return date(year, 3, 1)
    return born_on.replace(year=year)


def age_on(born_on: date, day: date) -> int:
    """Age in whole years on ``day``; :class:`BadDate` before birth."""
    if day < born_on:
        raise BadDate("There is no age before the date of birth. Check the two dates.")
    years = day.year - born_on.year
    return years if birthday(born_on, years) <= day else years - 1


def academic_year_end(day: date) -> date:
    """31 August on or after ``day``: the last day of its academic year in England."""
    return date(day.year if day.month <= 8 else day.year + 1, 8, 31)


def academic_year_start(day: date) -> date:
    """1 September on or before ``day``: the first day of its academic year in England."""
    return date(academic_year_end(day).year - 1, 9, 1)


def school_year(born_on: date, day: date) -> int:
    """The usual school year on ``day``: 0 is reception, 9 the academic year in which the child turns 14."""
    return age_on(born_on, academic_year_end(day)) - 5


def compulsory_school_age_ends(born_on: date) -> date:
    """Last Friday of June in the academic year of the 16th birthday (Education Act 1996, section 8)."""
    return school_leaving_date(birthday(born_on, 16))


def school_leaving_date(day: date) -> date:
    """Last Friday of June in the academic year that holds ``day``: for days in July and August it has passed."""
    return last_friday_of_june(academic_year_end(day).year)


def next_such_day(first: date, month: int, day: int) -> date:
    """The first such day of a year on or after ``first``."""
    this_year = date(first.year, month, day)
    return this_year if this_year >= first else date(first.year + 1, month, day)


def last_friday_of_june(year: int) -> date:
    """The last Friday of June in ``year``."""
    end = date(year, 6, 30)
    return end - timedelta(days=(end.weekday() - 4) % 7)


def advice_exemption_window(closed_from: date, closed_to: date) -> tuple[date, date] | None:
    """When asking a school for advice counts as an exemption, for a closure with both days counted.

    From one week before the closure to one week before it opens again (SEND Regulations 2014, regulation
    10(4)(a) and (b)); None when the closure is shorter than four weeks in a row.
    """
    if closed_to < closed_from:
        raise BadDate("The school opens again before it closes. Check the two dates.")
    if (closed_to - closed_from).days + 1 < LONG_CLOSURE_DAYS:
        return None
    week = timedelta(days=7)
    return closed_from - week, closed_to + ONE_DAY - week


def is_daytime(at: datetime) -> bool:
    """Whether offices are open at this hour of London: from nine to five, on a working day of England."""
    return 9 <= at.hour < 17 and england().is_working_day(at.date())
