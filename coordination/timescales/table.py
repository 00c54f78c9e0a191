"""The rules of time as data: reading the packaged tables, checking them, and finding a rule in them.

``rules/`` holds one file per family, one object per rule and per version of the law: two objects may share an id when
their dates of effect do not overlap. ``rules/grounds.json`` holds what allows a later date, which rules name. A rule
that names an unknown unit, condition, ground or person is refused when the table is read.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from coordination.timescales.conditions import CONDITIONS
from coordination.timescales.errors import RuleTableError, UnknownRule
from coordination.timescales.shape import (
    ACADEMIC_POINTS,
    ROLES,
    Anchor,
    Bound,
    Cap,
    Confidence,
    Direction,
    Escalation,
    Exemption,
    Kind,
    Other,
    Roll,
    Rule,
    Setting,
    Severity,
    Unit,
    Window,
)

# The families, in the order they are listed.
FAMILIES = ("ehc", "ehc_reviews", "looked_after", "protection", "early_help", "information", "further")

_ENUMS: dict[str, type[StrEnum]] = {
    "kind": Kind,
    "unit": Unit,
    "severity": Severity,
    "confidence": Confidence,
    "anchor": Anchor,
    "direction": Direction,
    "bound": Bound,
    "roll": Roll,
}
_LISTS = ("triggers", "met_by", "applies_if", "met_if", "stopped_by", "sooner_if")
_REQUIRED = (
    "id",
    "title",
    "duty",
    "legal_source",
    "trigger_words",
    "severity",
    "answers_for",
    "confidence",
)
_REQUIRED_OF_A_LIMIT = ("unit", "triggers")


@lru_cache(maxsize=1)
def grounds_known() -> Mapping[str, Exemption]:
    """Every ground on which a later date may be allowed, by the name rules give it."""
    held = json.loads(_text("grounds"))["grounds"]
    return {
        name: Exemption(**{**row, "window": Window(row.get("window", Window.ANY))})
        for name, row in held.items()
    }  # fmt: skip


def read_rule(row: Mapping[str, Any]) -> Rule:
    """One row of the table as a :class:`Rule`; :class:`RuleTableError` says what is wrong with it."""
    name = row.get("id", "without an id")
    required = _REQUIRED + (_REQUIRED_OF_A_LIMIT if row.get("kind", Kind.LIMIT) == Kind.LIMIT else ())
    missing = [key for key in required if not row.get(key)]
    unknown = sorted(set(row) - {each.name for each in fields(Rule)})
    if missing or unknown:
        raise RuleTableError(f"Rule {name}: missing {missing}, not understood {unknown}.")
    values: dict[str, Any] = dict(row)
    try:
        values |= {key: _ENUMS[key](row[key]) for key in _ENUMS if key in row}
        values |= {key: tuple(row[key]) for key in _LISTS if key in row}
        values |= {
            key: date.fromisoformat(row[key]) for key in ("effective_from", "effective_to") if row.get(key) is not None
        }
        values["exemptions"] = tuple(_exemption(each) for each in row.get("exemptions", ()))
        values["escalation"] = tuple(Escalation(**each) for each in row.get("escalation", ()))
        values["caps"] = tuple(Cap(**each) for each in row.get("caps", ()))
        values["setting"] = Setting(**row["setting"]) if row.get("setting") else None
        for key in ("later_of", "earlier_of"):
            values[key] = tuple(Other(**{**each, "unit": Unit(each["unit"])}) for each in row.get(key, ()))
        found = Rule(**values)
    except (TypeError, ValueError, KeyError) as problem:
        raise RuleTableError(f"Rule {name}: {problem}.") from problem
    faults = _faults(found)
    if faults:
        raise RuleTableError(f"Rule {name}: {'; '.join(faults)}.")
    return found


def _exemption(name: str) -> Exemption:
    try:
        return grounds_known()[name]
    except (KeyError, TypeError) as problem:
        raise ValueError(f"{name} is not a ground") from problem


def _faults(found: Rule) -> list[str]:
    """What a row says that the engine could not count, in words."""
    faults = [*_faults_of_counting(found), *_faults_of_facts(found)]
    if found.setting and (
        found.severity is not Severity.LOCAL
        or found.n is None
        or not 1 <= found.setting.least <= found.n <= found.setting.most
    ):
        faults.append("only a rule of local practice may be set, and its usual number must be allowed")
    people = [found.answers_for, *(step.tell for step in found.escalation)]
    faults += [f"{person} is not a role" for person in people if person not in ROLES]
    wanted = found.applies_if + found.met_if
    faults += [f"{name} is not a condition" for name in wanted if name not in CONDITIONS]
    if found.part_of is not None and not found.id.startswith(f"{found.part_of}."):
        faults.append(f"a part of {found.part_of} has an id such as {found.part_of}.2")
    return faults


def _faults_of_counting(found: Rule) -> list[str]:
    faults = []
    if not found.is_limit:
        if found.n is not None or found.point or found.unit is not Unit.NONE:
            faults.append("a rule that is no limit in time counts nothing")
        return faults
    if found.unit is Unit.FIXED_DATE:
        if not _is_month_and_day(found.point):
            faults.append("a fixed date needs a point such as 02-15")
    elif found.unit is Unit.ACADEMIC_ANCHOR:
        if found.point not in ACADEMIC_POINTS:
            faults.append(f"an academic anchor needs a point, one of {', '.join(ACADEMIC_POINTS)}")
    elif found.n is None or found.n < 1:
        faults.append("n must be 1 or more")
    if found.unit is Unit.CLOCK_HOUR and (found.n or 0) % 24:
        faults.append("hours are carried in whole days of 24")
    if (found.year_fact or found.after_months) and found.unit is not Unit.FIXED_DATE:
        faults.append("only a fixed date has a year of its own, or comes after so many months")
    if found.direction is Direction.BEFORE and (
        found.point or found.inclusive_start or found.bound is not Bound.AT_MOST
    ):
        faults.append("a count that runs back takes no point, no counted first day and no least time")
    return faults


def _faults_of_facts(found: Rule) -> list[str]:
    named = [found.pairs_on, found.counts_from, found.year_fact]
    named += [each.from_fact for each in found.later_of + found.earlier_of] + [each.fact for each in found.caps]
    faults = [f"{name!r} is not the name of a fact" for name in named if name is not None and not _is_fact_name(name)]
    if found.from_point is not None and found.from_point not in ACADEMIC_POINTS:
        faults.append(f"{found.from_point} is not a point of the school year")
    if found.age is not None and found.counts_from is None:
        faults.append("an age is counted from the fact that holds a date of birth")
    return faults


def _is_fact_name(name: str) -> bool:
    return name.isidentifier() and name.islower()


def _is_month_and_day(point: str | None) -> bool:
    try:
        return bool(date.fromisoformat(f"2001-{point}"))  # not a leap year: 29 February is no fixed date
    except ValueError:
        return False


def read_table(rows: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """Every row as a rule, in the order of the table; versions of one id may not overlap in time."""
    found = tuple(read_rule(row) for row in rows)
    by_id: dict[str, list[Rule]] = {}
    for each in found:
        by_id.setdefault(each.id, []).append(each)
    for rule_id, versions in by_id.items():
        ordered = sorted(versions, key=lambda version: version.effective_from or date.min)
        for earlier, later in pairwise(ordered):
            if earlier.in_force_on(later.effective_from or date.min):
                raise RuleTableError(f"Rule {rule_id}: two versions are in force on the same day.")
    orphans = [each.id for each in found if each.part_of is not None and each.part_of not in by_id]
    if orphans:
        raise RuleTableError(f"Rule {orphans[0]}: there is no rule it could be a part of.")
    return found


def _text(name: str) -> str:
    return (files("coordination.timescales") / "rules" / f"{name}.json").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _packaged() -> tuple[Rule, ...]:
    return read_table([row for family in FAMILIES for row in json.loads(_text(family))["rules"]])


def rules_of(family: str) -> list[Rule]:
    """The rules of one family, in the order of its table."""
    named = {row["id"] for row in json.loads(_text(family))["rules"]}
    return [each for each in _packaged() if each.id in named]


def about(family: str) -> str:
    """What a family of rules is about."""
    return str(json.loads(_text(family))["title"])


@lru_cache(maxsize=1)
def _by_id() -> Mapping[str, list[Rule]]:
    held: dict[str, list[Rule]] = {}
    for each in _packaged():
        held.setdefault(each.id, []).append(each)
    return held


@lru_cache(maxsize=1)
def running_rules() -> tuple[Rule, ...]:
    """The rules whose clocks run by themselves when their event happens."""
    return tuple(each for each in _packaged() if each.runs)


def rules() -> list[Rule]:
    """Every rule carried, every version of each and every part, in the order of the table."""
    return list(_packaged())


def parts_of(found: Rule) -> list[Rule]:
    """The further limits of the same row of the law."""
    return [each for each in _packaged() if each.part_of == found.id]


def rule(rule_id: str, on: date | None = None) -> Rule:
    """The rule with that id, letters in either case: the version in force on ``on``, else the nearest one.

    Without ``on`` it is the latest version. :class:`UnknownRule` when there is none.
    """
    wanted = str(rule_id).strip().upper()
    versions = _by_id().get(wanted)
    if not versions:
        raise UnknownRule(f"There is no rule {wanted!r}. 'coordination timescales list' shows every rule.")
    return version_of(versions, on)


def version_of(versions: Iterable[Rule], on: date | None) -> Rule:
    """Of one rule's versions, the last begun by ``on``; the first when none had, the latest without a day."""
    ordered = sorted(versions, key=lambda version: version.effective_from or date.min)
    if on is None:
        return ordered[-1]
    begun = [version for version in ordered if (version.effective_from or date.min) <= on]
    return begun[-1] if begun else ordered[0]
