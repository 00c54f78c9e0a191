"""An authority chooses its own ways with dates: school terms, whom to tell and when, calendars for families, and the
numbers the rules leave to it. What a rule says in law is nobody's to choose.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from coordination import jobs, timescales
from coordination.agencies.models import Authority
from coordination.db import RuleBroken, db
from coordination.deadlines import habits
from coordination.timescales import Rule


def switch(authority: Authority, *, mail: bool, family_calendar: bool) -> None:
    """Say whether mail about dates goes, and whether families may have a calendar address."""
    _keep(authority, mail=mail, family_calendar=family_calendar)


def set_terms(authority: Authority, *, terms: Sequence[Mapping[str, Any]], closed: Sequence[Mapping[str, Any]]) -> None:
    """Keep the authority's school terms and the days inside them when schools are closed; none takes them away.

    Dates that run already and are counted in school days or terms are counted anew.
    """
    said = {
        "terms": [
            {"name": row["name"], "starts_on": row["starts_on"].isoformat(), "ends_on": row["ends_on"].isoformat()}
            for row in terms
        ],
        "closed": [
            {"from_on": row["from_on"].isoformat(), "to_on": (row["to_on"] or row["from_on"]).isoformat()}
            for row in closed
        ],
    }
    settings = {**(authority.settings or {})}
    settings.pop("terms", None)
    if said["terms"] or said["closed"]:
        try:
            read = timescales.read_terms(said)
        except timescales.BadSetting as wrong:
            raise RuleBroken(str(wrong), "terms") from wrong
        if read is not None:
            settings["terms"] = timescales.as_setting(read)
    authority.settings = settings
    db.session.flush()
    _recount(authority, [each.id for each in timescales.rules() if each.needs_terms])


def change_rule(authority: Authority, rule: Rule, *, number: int | None, days: list[int]) -> None:
    """Keep the authority's own number for a rule of local practice, and how many days from its date each is told.

    What equals the rule's own is not kept, so that a better usual number of a later release is the authority's too.
    """
    usual = [each.days for each in rule.escalation]
    if len(days) != len(usual) or not all(habits.is_days(each) for each in days):
        raise RuleBroken(
            f"A date is told of at most {-habits.EARLIEST} days before it and {habits.LATEST} days after it."
        )
    held = {**habits.steps_kept(authority)}
    held.pop(rule.id, None)
    if days != usual:
        held[rule.id] = days
    _keep(authority, steps=held)
    if rule.setting is None:
        return
    numbers = {**_numbers(authority)}
    before = numbers.pop(rule.id, rule.n)
    if number is not None and number != rule.n:
        if not rule.setting.least <= number <= rule.setting.most:
            raise RuleBroken(f"Choose a number from {rule.setting.least} to {rule.setting.most}.", "number")
        numbers[rule.id] = number
    authority.settings = {**(authority.settings or {}), "timescales": numbers}
    db.session.flush()
    if numbers.get(rule.id, rule.n) != before:
        _recount(authority, [rule.id])


def number_of(authority: Authority, rule: Rule) -> int | None:
    """The number an authority counts a rule with."""
    found = _numbers(authority).get(rule.id, rule.n)
    return found if isinstance(found, int) else rule.n


def _numbers(authority: Authority) -> Mapping[str, Any]:
    held = (authority.settings or {}).get("timescales", {})
    return held if isinstance(held, dict) else {}


def _keep(authority: Authority, **chosen: Any) -> None:
    authority.settings = {
        **(authority.settings or {}),
        "deadlines": {**habits.chosen(authority), **chosen},
    }
    db.session.flush()


def _recount(authority: Authority, rules: list[str]) -> None:
    """Have the running clocks of these rules counted anew, a child at a time."""
    if rules:
        jobs.defer("deadlines.recount", authority=authority.id, rules=sorted(set(rules)))
