"""What a rule of time is made of: what is counted, from when, who answers for it, what else it says."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """Whether a rule sets a limit in time, or says something else that no date can answer."""

    LIMIT = "limit"
    SOON = "as_soon_as_practicable"
    CONTENT = "content"
    CAP = "cap"
    PAUSE = "pause"
    ENTITLEMENT = "entitlement"


class Unit(StrEnum):
    """What is counted; ``none`` for a rule that sets no limit in time."""

    CLOCK_HOUR = "clock_hour"
    CALENDAR_DAY = "calendar_day"
    WEEK = "week"
    MONTH = "month"
    WORKING_DAY = "working_day"
    SCHOOL_DAY = "school_day"
    FIXED_DATE = "fixed_date"
    ACADEMIC_ANCHOR = "academic_anchor"
    NONE = "none"


class Anchor(StrEnum):
    """Which date of the event before starts the clock: the day it happened, or the day it was due."""

    ACTUAL = "actual"
    DUE = "due"


class Direction(StrEnum):
    """Whether the count runs on from the start, or back from it ("at least two weeks before the meeting")."""

    AFTER = "after"
    BEFORE = "before"


class Bound(StrEnum):
    """A limit not to pass, a time that must be left to somebody ("at least 15 days"), or a time in which one may."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    MAY = "may"


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
    "DSL": "school safeguarding lead",
    "VSH": "virtual school",
    "HLT": "health practitioner",
    "PA": "personal adviser",
    "PRV": "provider worker",
    "IGO": "privacy officer",
}

ACADEMIC_POINTS = (
    "academic_year_end",
    "last_friday_of_june",
    "school_leaving_date",
    "end_of_term",
    "end_of_next_term",
)
TERM_POINTS = frozenset({"end_of_term", "end_of_next_term"})


class Window(StrEnum):
    """When a ground must fall for a later date to be allowed: what decides it, in the facts of the case."""

    AROUND_CLOSURE = "around_closure"
    DURING_THE_COUNT = "during_the_count"
    AWAY_DURING_THE_COUNT = "away_during_the_count"
    DAY_IN_THE_COUNT = "day_in_the_count"
    ANY = "any"


@dataclass(frozen=True)
class Exemption:
    """A ground on which the law or guidance allows a later date.

    ``from_fact`` and ``to_fact`` name the facts that hold the first and the last day of what happened (a closure, an
    absence); ``day_fact`` a single day (when the school was asked, an appointment that was not kept).
    """

    ground: str
    words: str
    window: Window = Window.ANY
    from_fact: str = ""
    to_fact: str = ""
    day_fact: str = ""

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that decide whether it holds."""
        return tuple(name for name in (self.from_fact, self.to_fact, self.day_fact) if name)


@dataclass(frozen=True)
class Other:
    """A second count that the due date is compared with; its start is the day that the fact holds."""

    n: int
    unit: Unit
    from_fact: str
    words: str
    inclusive_start: bool = False


@dataclass(frozen=True)
class Cap:
    """The most a number may be, and the fact that holds it."""

    fact: str
    most: int
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
    ("02-15", "academic_year_end"), ``year_fact`` the fact that holds its year, and ``after_months`` how many months
    must have passed before it. ``triggers``, ``met_by`` and ``stopped_by`` are kinds of event; a trigger that also
    stops starts the clock again. ``applies_if`` and ``met_if`` name conditions on the facts of the case, all of which
    must hold.

    ``counts_from`` names the fact that holds the day the count starts where that is not the day of the event, and
    ``age`` the birthday meant where the fact is a date of birth; ``from_point`` moves it to a point of the school year.
    The due date is the later (earlier) of the count and ``later_of`` (``earlier_of``). Where several clocks of one rule
    run beside each other, ``pairs_on`` names the fact that tells them apart (the adviser asked); with ``once`` no
    second clock starts while one runs.

    A rule that is ``part_of`` another is a further limit of the same row of the law. One that is not ``watched`` is
    counted and explained, and starts no clock.
    """

    id: str
    title: str
    duty: str
    legal_source: str
    trigger_words: str
    severity: Severity
    answers_for: str
    confidence: Confidence
    triggers: tuple[str, ...] = ()
    met_by: tuple[str, ...] = ()
    kind: Kind = Kind.LIMIT
    unit: Unit = Unit.NONE
    n: int | None = None
    point: str | None = None
    year_fact: str | None = None
    after_months: int | None = None
    strictly_before: bool = False
    counts_from: str | None = None
    age: int | None = None
    from_point: str | None = None
    later_of: tuple[Other, ...] = ()
    earlier_of: tuple[Other, ...] = ()
    pauses: bool = False
    anchor: Anchor = Anchor.ACTUAL
    direction: Direction = Direction.AFTER
    bound: Bound = Bound.AT_MOST
    inclusive_start: bool = False
    roll: Roll = Roll.NONE
    applies_if: tuple[str, ...] = ()
    met_if: tuple[str, ...] = ()
    stopped_by: tuple[str, ...] = ()
    pairs_on: str | None = None
    once: bool = False
    watched: bool = True
    part_of: str | None = None
    sooner_if: tuple[str, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    caps: tuple[Cap, ...] = ()
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
    def is_limit(self) -> bool:
        """Whether the rule has a date at all."""
        return self.kind is Kind.LIMIT

    @property
    def runs(self) -> bool:
        """Whether its clocks run by themselves when its event happens."""
        return self.is_limit and self.watched and bool(self.met_by)

    @property
    def needs_terms(self) -> bool:
        """Whether counting it asks when school is open."""
        return self.unit is Unit.SCHOOL_DAY or self.point in TERM_POINTS

    @property
    def may_be_breached(self) -> bool:
        """Whether passing the date is a breach: only of a limit of the law, never of guidance or local practice.

        A time that must be left to a family runs out without anybody being late.
        """
        return self.severity is Severity.STATUTORY and self.is_limit and self.bound is Bound.AT_MOST
