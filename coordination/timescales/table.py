"""The rules of time as data: reading the packaged table, checking it, and finding a rule in it.

``rules.json`` holds one object per rule and per version of the law: two objects may share an id when their
dates of effect do not overlap. A rule that names an unknown unit, condition or person is refused when the
table is read.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from coordination.timescales.conditions import CONDITIONS
from coordination.timescales.errors import RuleTableError, UnknownRule


class Unit(StrEnum):
    """What is counted."""

    CALENDAR_DAY = "calendar_day"
    WEEK = "week"
    MONTH = "month"
    WORKING_DAY = "working_day"
    SCHOOL_DAY = "school_day"
    FIXED_DATE = "fixed_date"
    ACADEMIC_ANCHOR = "academic_anchor"


class Anchor(StrEnum):
    """Which date of the event before starts the clock: the day it happened, or the day it was due."""

    ACTUAL = "actual"
    DUE = "due"


class Direction(StrEnum):
    """Whether the count runs on from the start, or back from it ("at least two weeks before the meeting")."""

    AFTER = "after"
    BEFORE = "before"


class Bound(StrEnum):
    """A limit not to pass, or a time that must be left to somebody ("at least 15 days")."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"


class Roll(StrEnum):
    """Where a due date goes that is not a working day."""

    NONE = "none"
    NEXT_WORKING_DAY = "next_working_day"
    PREVIOUS = "previous"


class Severity(StrEnum):
    """How binding the rule is; guidance and local practice are never scored as breaches."""

    STATUTORY = "statutory"
    GUIDANCE = "guidance"
    LOCAL = "local"


class Confidence(StrEnum):
    """How the rule was checked: in the law itself, in a secondary source, or to be confirmed locally."""

    PRIMARY = "V"
    SECONDARY = "V2"
    TO_CONFIRM = "M"


ROLES = {
    "SW": "allocated social worker",
    "LP": "lead practitioner",
    "TM": "team manager",
    "IRO": "independent reviewing officer",
    "CPC": "conference chair",
    "EHC": "SEND caseworker",
    "SEN": "SENCO or designated teacher",
    "VSH": "virtual school",
    "HLT": "health practitioner",
    "PA": "personal adviser",
    "IGO": "privacy officer",
}

ACADEMIC_POINTS = ("academic_year_end", "last_friday_of_june", "end_of_term")


@dataclass(frozen=True)
class Exemption:
    """A ground on which the law or guidance allows a later date."""

    ground: str
    words: str


@dataclass(frozen=True)
class Escalation:
    """Who is told, ``days`` calendar days from the due date (before it when negative)."""

    days: int
    tell: str


@dataclass(frozen=True)
class Setting:
    """The least and the most an authority may set for a rule of local practice, in the rule's unit."""

    least: int
    most: int


@dataclass(frozen=True)
class Rule:
    """One rule: what starts its clock, how time is counted, what meets it, and where it comes from.

    ``n`` counts ``unit``; for a fixed date or an academic anchor ``n`` is None and ``point`` names the day
    ("02-15", "academic_year_end"). ``triggers``, ``met_by`` and ``stopped_by`` are kinds of event.
    ``applies_if`` and ``met_if`` name conditions on the facts of the case, all of which must hold. Where several
    clocks of one rule run beside each other, ``pairs_on`` names the fact that tells them apart (the adviser asked).
    """

    id: str
    title: str
    duty: str
    legal_source: str
    triggers: tuple[str, ...]
    trigger_words: str
    met_by: tuple[str, ...]
    unit: Unit
    severity: Severity
    answers_for: str
    confidence: Confidence
    n: int | None = None
    point: str | None = None
    strictly_before: bool = False
    anchor: Anchor = Anchor.ACTUAL
    direction: Direction = Direction.AFTER
    bound: Bound = Bound.AT_MOST
    inclusive_start: bool = False
    roll: Roll = Roll.NONE
    applies_if: tuple[str, ...] = ()
    met_if: tuple[str, ...] = ()
    stopped_by: tuple[str, ...] = ()
    pairs_on: str | None = None
    sooner_if: tuple[str, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    escalation: tuple[Escalation, ...] = ()
    setting: Setting | None = None
    note: str = ""

    def in_force_on(self, day: date) -> bool:
        """Whether this version of the rule had effect on ``day``."""
        return (self.effective_from or date.min) <= day <= (self.effective_to or date.max)

    def starts_from(self, happened_on: date, was_due_on: date | None = None) -> date:
        """The date the clock starts from, given when the event before happened and when it had been due."""
        if self.anchor is Anchor.DUE and was_due_on is not None:
            return was_due_on
        return happened_on

    @property
    def may_be_breached(self) -> bool:
        """Whether passing the date is a breach: only of the law, never of guidance or local practice."""
        return self.severity is Severity.STATUTORY


_ENUMS: dict[str, type[StrEnum]] = {
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
    "triggers",
    "trigger_words",
    "met_by",
    "unit",
    "severity",
    "answers_for",
    "confidence",
)


def read_rule(row: Mapping[str, Any]) -> Rule:
    """One row of the table as a :class:`Rule`; :class:`RuleTableError` says what is wrong with it."""
    name = row.get("id", "without an id")
    missing = [key for key in _REQUIRED if not row.get(key)]
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
        values["exemptions"] = tuple(Exemption(**each) for each in row.get("exemptions", ()))
        values["escalation"] = tuple(Escalation(**each) for each in row.get("escalation", ()))
        values["setting"] = Setting(**row["setting"]) if row.get("setting") else None
        found = Rule(**values)
    except (TypeError, ValueError) as problem:
        raise RuleTableError(f"Rule {name}: {problem}.") from problem
    faults = _faults(found)
    if faults:
        raise RuleTableError(f"Rule {name}: {'; '.join(faults)}.")
    return found


def _faults(found: Rule) -> list[str]:
    """What a row says that the engine could not count, in words."""
    faults = []
    if found.unit is Unit.FIXED_DATE:
        if not _is_month_and_day(found.point):
            faults.append("a fixed date needs a point such as 02-15")
    elif found.unit is Unit.ACADEMIC_ANCHOR:
        if found.point not in ACADEMIC_POINTS:
            faults.append(f"an academic anchor needs a point, one of {', '.join(ACADEMIC_POINTS)}")
    elif found.n is None or found.n < 1:
        faults.append("n must be 1 or more")
    if found.direction is Direction.BEFORE and (found.point or found.inclusive_start or found.bound is Bound.AT_LEAST):
        faults.append("a count that runs back takes no point, no counted first day and no least time")
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
    if found.pairs_on is not None and not _is_fact_name(found.pairs_on):
        faults.append(f"{found.pairs_on!r} is not the name of a fact")
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
    return found


@lru_cache(maxsize=1)
def _packaged() -> tuple[Rule, ...]:
    text = files("coordination.timescales").joinpath("rules.json").read_text(encoding="utf-8")
    return read_table(json.loads(text)["rules"])


def rules() -> list[Rule]:
    """Every rule carried, every version of each, in the order of the table."""
    return list(_packaged())


def rule(rule_id: str, on: date | None = None) -> Rule:
    """The rule with that id, letters in either case: the version in force on ``on``, else the nearest one.

    Without ``on`` it is the latest version. :class:`UnknownRule` when there is none.
    """
    wanted = str(rule_id).strip().upper()
    versions = [each for each in _packaged() if each.id == wanted]
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
