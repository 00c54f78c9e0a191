"""When is it due, and why: a rule counted on the facts of a case, accounting for itself in sentences.

Nothing here reads the day's date or remembers anything: the same question always has the same answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from coordination.timescales import sentences as say
from coordination.timescales.calendar import Calendar, birthday, check_date, england, in_range
from coordination.timescales.conditions import CONDITIONS, all_hold
from coordination.timescales.counting import SkippedDay, count, next_point
from coordination.timescales.errors import RuleTableError
from coordination.timescales.exemptions import Ground, grounds_of
from coordination.timescales.facts import Facts, day_of
from coordination.timescales.phrases import counted, long_date
from coordination.timescales.shape import Bound, Kind, Rule
from coordination.timescales.table import parts_of, rule


@dataclass(frozen=True)
class EscalationStep:
    """On this day, tell the holder of this role (a code of :data:`coordination.timescales.shape.ROLES`)."""

    on: date
    tell: str


@dataclass(frozen=True)
class Also:
    """A further limit of the same row of the law; its day is None where another event starts it."""

    rule: str
    title: str
    due_on: date | None
    words: str


@dataclass(frozen=True)
class Explanation:
    """A due date that can account for itself.

    ``due_on`` is the last day of the limit, and None for a rule that is no limit in time (``kind`` says what it is).
    ``latest_on`` is the same day for a limit, and None for a time that must be left to somebody, whose ``earliest_on``
    is the first day on which the next step may be taken. ``from_on`` is the day asked about, ``counted_from`` the day
    the count begins. ``applies`` is None when no facts were given. ``explanation`` is sentences in reading order,
    ``skipped`` the days passed over, and ``also`` the further limits of the same row.
    """

    rule: str
    title: str
    kind: str
    trigger: str
    from_on: date
    counted_from: date
    due_on: date | None
    earliest_on: date | None
    latest_on: date | None
    n: int | None
    unit: str
    bound: str
    source: str
    severity: str
    confidence: str
    answers_for: str
    may_be_breached: bool
    in_force: bool
    applies: bool | None
    exemptions: tuple[str, ...]
    grounds: tuple[Ground, ...]
    escalation: tuple[EscalationStep, ...]
    skipped: tuple[SkippedDay, ...]
    also: tuple[Also, ...]
    explanation: tuple[str, ...]

    @property
    def due(self) -> date:
        """The due date of a rule that has one."""
        if self.due_on is None:
            raise RuleTableError(f"Rule {self.rule} is no limit in time, and its clock cannot run.")
        return self.due_on

    def as_json(self) -> dict[str, object]:
        """The same as plain values for JSON: dates as ``YYYY-MM-DD``, sentences as a list."""
        return {
            "rule": self.rule,
            "title": self.title,
            "kind": self.kind,
            "trigger": self.trigger,
            "from": self.from_on.isoformat(),
            "counted_from": self.counted_from.isoformat(),
            "due_on": _iso(self.due_on),
            "earliest_on": _iso(self.earliest_on),
            "latest_on": _iso(self.latest_on),
            "n": self.n,
            "unit": self.unit,
            "bound": self.bound,
            "source": self.source,
            "severity": self.severity,
            "confidence": self.confidence,
            "answers_for": self.answers_for,
            "may_be_breached": self.may_be_breached,
            "in_force": self.in_force,
            "applies": self.applies,
            "exemptions": list(self.exemptions),
            "grounds": [each.as_json() for each in self.grounds],
            "escalation": [{"on": step.on.isoformat(), "tell": step.tell} for step in self.escalation],
            "skipped": [{"on": each.on.isoformat(), "reason": each.reason} for each in self.skipped],
            "also": [
                {"rule": each.rule, "title": each.title, "due_on": _iso(each.due_on), "words": each.words}
                for each in self.also
            ],
            "explanation": list(self.explanation),
        }


def explain(
    rule_id: str,
    start: date,
    *,
    facts: Facts | None = None,
    settings: Mapping[str, int] | None = None,
    calendar: Calendar | None = None,
) -> Explanation:
    """When ``rule_id`` falls due if its clock starts on ``start``, and why.

    ``facts`` are those of :mod:`coordination.timescales.facts`; :func:`facts_needed` says which a rule asks about.
    ``settings`` are an authority's own numbers by rule id (``{"T2": 8}``), for rules of local practice only; other ids
    in it are left alone. ``calendar`` is England's unless given. Raises :class:`UnknownRule`, :class:`BadDate`,
    :class:`BadSetting`, :class:`BadFact` or :class:`TermsNotSet`, each a sentence that says what to do.
    """
    start = check_date(start)
    return explain_rule(rule(rule_id, start), start, facts=facts, settings=settings, calendar=calendar)


def explain_rule(
    found: Rule,
    start: date,
    *,
    facts: Facts | None = None,
    settings: Mapping[str, int] | None = None,
    calendar: Calendar | None = None,
) -> Explanation:
    """As :func:`explain`, for a rule already in hand."""
    start = check_date(start)
    known: Facts = {"occurred_on": start, **(facts or {})}
    applies = None if facts is None else all_hold(found.applies_if, known)
    if not found.is_limit:
        return _without_a_date(found, start, known, applies)
    days = calendar or england()
    n = say.number_of(found, settings or {})
    begins = begins_on(found, start, known, days)
    counted_to = count(found, begins, n, days, known)
    due = counted_to.due_on
    at_least = found.bound is Bound.AT_LEAST
    grounds = grounds_of(found, begins, due, known)
    also = _also(found, start, facts, settings, days)
    sentences = [
        say.how_it_starts(found, begins, start),
        say.what_is_owed(found, n),
        *say.own_number(found, n),
        *counted_to.how,
        *say.conclusion(found, due, days),
        *say.when_it_applies(found, applies),
        *(each.words for each in also),
        *say.sooner(found),
        *say.later(found, grounds),
        *([found.note] if found.note else []),
        *say.standing(found, start),
        f"Source: {found.legal_source}.",
    ]
    return Explanation(
        rule=found.id,
        title=found.title,
        kind=str(found.kind),
        trigger=found.trigger_words,
        from_on=start,
        counted_from=begins,
        due_on=due,
        earliest_on=due + timedelta(days=1) if at_least else None,
        latest_on=None if at_least else due,
        n=n,
        unit=str(found.unit),
        bound=str(found.bound),
        source=found.legal_source,
        severity=str(found.severity),
        confidence=str(found.confidence),
        answers_for=found.answers_for,
        may_be_breached=found.may_be_breached,
        in_force=found.in_force_on(start),
        applies=applies,
        exemptions=tuple(say.ground_words(found)),
        grounds=grounds,
        escalation=tuple(EscalationStep(due + timedelta(days=step.days), step.tell) for step in found.escalation),
        skipped=counted_to.skipped,
        also=also,
        explanation=tuple(sentences),
    )


def _without_a_date(found: Rule, start: date, known: Facts, applies: bool | None) -> Explanation:
    """The answer for a rule that is no limit in time: what it says, and why it has no date."""
    sentences = [
        f"This is not a limit in time: {say.NOT_A_LIMIT[found.kind]}",
        f"It begins when {found.trigger_words}." if found.kind is Kind.SOON else f"It concerns: {found.trigger_words}.",
        f"What it says: {found.duty}.",
        *say.over_the_caps(found, known),
        *say.when_it_applies(found, applies),
        *([found.note] if found.note else []),
        *say.standing(found, start),
        f"Source: {found.legal_source}.",
    ]
    return Explanation(
        rule=found.id,
        title=found.title,
        kind=str(found.kind),
        trigger=found.trigger_words,
        from_on=start,
        counted_from=start,
        due_on=None,
        earliest_on=None,
        latest_on=None,
        n=None,
        unit=str(found.unit),
        bound=str(found.bound),
        source=found.legal_source,
        severity=str(found.severity),
        confidence=str(found.confidence),
        answers_for=found.answers_for,
        may_be_breached=False,
        in_force=found.in_force_on(start),
        applies=applies,
        exemptions=(),
        grounds=(),
        escalation=(),
        skipped=(),
        also=(),
        explanation=tuple(sentences),
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def begins_on(found: Rule, start: date, facts: Facts, days: Calendar) -> date:
    """The day the count of a rule begins: that of its event, or the one its own fact holds."""
    day = start
    known = day_of(facts, found.counts_from) if found.counts_from is not None else None
    if known is not None:
        day = in_range(birthday(known, found.age) if found.age is not None else known)
    return day if found.from_point is None else next_point(found.from_point, day, days)


def grounds(
    rule_id: str, start: date, facts: Facts | None = None, calendar: Calendar | None = None
) -> tuple[Ground, ...]:
    """Which grounds for a later date of ``rule_id`` hold, if its clock started on ``start``; over which days, and why.

    The facts are those that each ground names (``school_closed_from``, ``school_closed_to`` and
    ``school_advice_requested_on``; ``circumstances_from`` and ``_to``; ``absent_from`` and ``_to``;
    ``appointment_missed_on``), and those the rule itself counts with.
    """
    return explain(rule_id, start, facts=facts or {}, calendar=calendar).grounds


def _also(
    found: Rule, start: date, facts: Facts | None, settings: Mapping[str, int] | None, days: Calendar
) -> tuple[Also, ...]:
    """The further limits of the same row: dated where the same event starts them."""
    said = []
    for part in parts_of(found):
        what = f"Also ({part.id}): {part.duty}"
        if set(part.triggers) & set(found.triggers) and part.counts_from == found.counts_from:
            its = explain_rule(part, start, facts=facts, settings=settings, calendar=days)
            words = f"{what}, by {long_date(its.due)}{_if(part)}."
            said.append(Also(part.id, part.title, its.due_on, words))
        else:
            length = counted(part.n, part.unit) if part.n is not None else "a day of its own"
            words = f"{what}, {length} from the day {part.trigger_words}{_if(part)}."
            said.append(Also(part.id, part.title, None, words))
    return tuple(said)


def _if(part: Rule) -> str:
    return f", where {' and '.join(CONDITIONS[name].words for name in part.applies_if)}" if part.applies_if else ""


def facts_needed(found: Rule) -> tuple[str, ...]:
    """The facts a rule and its parts ask about, in the order they are asked."""
    asked: list[str] = []
    for each in (found, *parts_of(found)):
        for name in each.applies_if + each.met_if:
            asked += CONDITIONS[name].facts
        named = (each.counts_from, each.year_fact, each.pairs_on)
        asked += [name for name in named if name is not None]
        asked += [other.from_fact for other in each.later_of + each.earlier_of]
        asked += [name for exemption in each.exemptions for name in exemption.facts]
        asked += [cap.fact for cap in each.caps]
        asked += ["paused_from", "paused_to"] if each.pauses else []
        asked += ["transfer", "born_on"] if each.year_fact else []
    return tuple(name for name in dict.fromkeys(asked) if name != "occurred_on")
