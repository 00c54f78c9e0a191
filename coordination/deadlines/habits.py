"""An authority's own ways with dates, in its settings: whom to tell how many days before or after a date, whether that
mail goes at all, and whether families may have a calendar. Its numbers for rules of local practice and its school terms
stand beside them, and are the rules' own to check.
"""

from collections.abc import Mapping
from typing import Any

from coordination import timescales
from coordination.agencies.models import Authority
from coordination.timescales import Rule

# A date is spoken of at most so many days before and after it.
EARLIEST, LATEST = -366, 60


def chosen(authority: Authority) -> Mapping[str, Any]:
    """What an authority has chosen about dates; nothing where its settings hold something else."""
    held = (authority.settings or {}).get("deadlines", {})
    return held if isinstance(held, dict) else {}


def sends_mail(authority: Authority) -> bool:
    """Whether people are told by mail of dates that need them: yes, until an authority says no."""
    return chosen(authority).get("mail", True) is not False


def family_calendars(authority: Authority) -> bool:
    """Whether families may have a calendar address: no, until an authority says yes."""
    return chosen(authority).get("family_calendar") is True


def steps(authority: Authority, rule: Rule) -> list[tuple[str, int]]:
    """Whom this authority tells of a rule's date, by role, and how many days from it; the rule's own where it has not
    set its own days.
    """
    usual = [(each.tell, each.days) for each in rule.escalation]
    own = steps_kept(authority).get(rule.id)
    if not isinstance(own, list) or len(own) != len(usual) or not all(is_days(days) for days in own):
        return usual
    return [(tell, days) for (tell, _), days in zip(usual, own, strict=True)]


def steps_kept(authority: Authority) -> Mapping[str, Any]:
    """The days an authority has set for itself, by rule."""
    held = chosen(authority).get("steps", {})
    return held if isinstance(held, dict) else {}


def is_days(value: Any) -> bool:
    """Whether a number of days from a date may be chosen."""
    return isinstance(value, int) and not isinstance(value, bool) and EARLIEST <= value <= LATEST


def rules_told_of() -> list[Rule]:
    """The rules of whose dates somebody is told, the version that counts now."""
    found: dict[str, Rule] = {}
    for each in timescales.rules():
        if each.runs and each.escalation:
            found[each.id] = timescales.rule(each.id)
    return list(found.values())
