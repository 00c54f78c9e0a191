"""An authority's own ways with dates, as their page shows them."""

from datetime import date
from typing import Any, NamedTuple

from coordination import timescales
from coordination.agencies.models import Authority
from coordination.deadlines import choosing, habits
from coordination.deadlines.forms import UNITS
from coordination.timescales import ROLES, BadSetting, Rule, SchoolTerms


class TermLine(NamedTuple):
    """One term, and the days in it when schools are closed, first and last of each stretch."""

    name: str
    starts_on: date
    ends_on: date
    closed: list[tuple[date, date]]


class RuleLine(NamedTuple):
    """One rule: how long it gives, and who is told when."""

    id: str
    title: str
    time: str
    told: list[str]


class Ways(NamedTuple):
    """What an authority has chosen."""

    authority: Authority
    mail: bool
    family_calendar: bool
    terms: list[TermLine]
    wrong_terms: str
    rules: list[RuleLine]


def of(authority: Authority) -> Ways:
    """What an authority has chosen, in words."""
    terms, wrong = _read(authority)
    return Ways(
        authority=authority,
        mail=habits.sends_mail(authority),
        family_calendar=habits.family_calendars(authority),
        terms=_lines(terms),
        wrong_terms=wrong,
        rules=[_line(authority, rule) for rule in habits.rules_told_of()],
    )


def terms_as_typed(authority: Authority) -> dict[str, Any]:
    """The terms as they stand in their form when it is opened."""
    lines = _lines(_read(authority)[0])
    return {
        "terms": [{"name": one.name, "starts_on": one.starts_on, "ends_on": one.ends_on} for one in lines],
        "closed": [{"from_on": first, "to_on": last} for one in lines for first, last in one.closed],
    }


def _read(authority: Authority) -> tuple[SchoolTerms | None, str]:
    """The authority's terms, or why what it keeps cannot be read."""
    try:
        return timescales.read_terms((authority.settings or {}).get("terms")), ""
    except BadSetting as wrong:
        return None, str(wrong)


def _lines(terms: SchoolTerms | None) -> list[TermLine]:
    if terms is None:
        return []
    closed = [
        (date.fromisoformat(row["from_on"]), date.fromisoformat(row["to_on"]))
        for row in timescales.as_setting(terms)["closed"]
    ]
    return [
        TermLine(
            term.name,
            term.starts_on,
            term.ends_on,
            [held for held in closed if term.starts_on <= held[0] <= term.ends_on],
        )
        for term in terms.terms
    ]


def _line(authority: Authority, rule: Rule) -> RuleLine:
    number = choosing.number_of(authority, rule)
    unit = UNITS.get(str(rule.unit), "")
    time = f"{number} {unit[:-1] if number == 1 else unit}" if number is not None and unit else "A set day"
    return RuleLine(rule.id, rule.title, time, [told(role, days) for role, days in habits.steps(authority, rule)])


def told(role: str, days: int) -> str:
    """Who is told and when, in words: "The social worker, 14 days before"."""
    count = "1 day" if abs(days) == 1 else f"{abs(days)} days"
    when = "on the day" if days == 0 else f"{count} {'before' if days < 0 else 'after'}"
    return f"The {ROLES.get(role, role)}, {when}"
