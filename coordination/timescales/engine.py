"""Asking the rules: when is it due and why, which clocks does an event start, meet or stop.

Nothing here reads the day's date or remembers anything: the same question always has the same answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from coordination.timescales.calendar import Calendar, advice_exemption_window, check_date, england
from coordination.timescales.conditions import CONDITIONS, Facts, all_hold, event_day
from coordination.timescales.counting import SkippedDay, count
from coordination.timescales.errors import BadFact, BadSetting
from coordination.timescales.phrases import counted, join, long_date
from coordination.timescales.table import (
    ROLES,
    Bound,
    Confidence,
    Rule,
    Severity,
    rule,
    rules,
)

_SCHOOL_ADVICE_GROUNDS = {"a", "b"}


@dataclass(frozen=True)
class EscalationStep:
    """On this day, tell the holder of this role (a code of :data:`coordination.timescales.table.ROLES`)."""

    on: date
    tell: str


@dataclass(frozen=True)
class Explanation:
    """A due date that can account for itself.

    ``due_on`` is the last day of the limit. ``latest_on`` is the same day for a limit, and None for a time
    that must be left to somebody, whose ``earliest_on`` is the first day on which the next step may be taken.
    ``applies`` is None when no facts were given. ``explanation`` is sentences in reading order, and
    ``skipped`` the days passed over.
    """

    rule: str
    title: str
    from_on: date
    due_on: date
    earliest_on: date | None
    latest_on: date | None
    n: int | None
    unit: str
    source: str
    severity: str
    confidence: str
    answers_for: str
    may_be_breached: bool
    in_force: bool
    applies: bool | None
    exemptions: tuple[str, ...]
    escalation: tuple[EscalationStep, ...]
    skipped: tuple[SkippedDay, ...]
    explanation: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The same as plain values for JSON: dates as ``YYYY-MM-DD``, sentences as a list."""
        return {
            "rule": self.rule,
            "title": self.title,
            "from": self.from_on.isoformat(),
            "due_on": self.due_on.isoformat(),
            "earliest_on": _iso(self.earliest_on),
            "latest_on": _iso(self.latest_on),
            "n": self.n,
            "unit": self.unit,
            "source": self.source,
            "severity": self.severity,
            "confidence": self.confidence,
            "answers_for": self.answers_for,
            "may_be_breached": self.may_be_breached,
            "in_force": self.in_force,
            "applies": self.applies,
            "exemptions": list(self.exemptions),
            "escalation": [{"on": step.on.isoformat(), "tell": step.tell} for step in self.escalation],
            "skipped": [{"on": each.on.isoformat(), "reason": each.reason} for each in self.skipped],
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

    ``facts`` are those of :mod:`coordination.timescales.conditions`, and ``school_closed_from`` and
    ``school_closed_to`` (dates, both days closed) for the EHC exemptions. ``settings`` are an authority's own
    numbers by rule id (``{"T2": 8}``), for rules of local practice only; other ids in it are left alone.
    ``calendar`` is England's unless given. Raises :class:`UnknownRule`, :class:`BadDate`,
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
    n = _number(found, settings or {})
    days = calendar or england()
    counted_to = count(found, start, n, days)
    due = counted_to.due_on
    at_least = found.bound is Bound.AT_LEAST
    known = None if facts is None else {"occurred_on": start, **facts}
    applies = None if known is None else all_hold(found.applies_if, known)
    exemptions = tuple(_exemption_words(found))
    sentences = [
        f"The clock starts on {long_date(start)}, the day {found.trigger_words}.",
        _what_is_owed(found, n),
        *_own_number(found, n),
        *counted_to.how,
        *_conclusion(found, due, days),
        *_when_it_applies(found, applies),
        *_sooner(found),
        *_later(exemptions),
        *_closure(found, known or {}),
        *([found.note] if found.note else []),
        *_standing(found, start),
        f"Source: {found.legal_source}.",
    ]
    return Explanation(
        rule=found.id,
        title=found.title,
        from_on=start,
        due_on=due,
        earliest_on=due + timedelta(days=1) if at_least else None,
        latest_on=None if at_least else due,
        n=n,
        unit=str(found.unit),
        source=found.legal_source,
        severity=str(found.severity),
        confidence=str(found.confidence),
        answers_for=found.answers_for,
        may_be_breached=found.may_be_breached,
        in_force=found.in_force_on(start),
        applies=applies,
        exemptions=exemptions,
        escalation=tuple(EscalationStep(due + timedelta(days=step.days), step.tell) for step in found.escalation),
        skipped=counted_to.skipped,
        explanation=tuple(sentences),
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _number(found: Rule, settings: Mapping[str, int]) -> int | None:
    """The number to count: the rule's own, or the authority's where the rule is its to set."""
    if found.id not in settings:
        return found.n
    chosen = settings[found.id]
    if found.setting is None:
        raise BadSetting(f"{found.id} is not a council's to set. Take it out of the settings.")
    least, most = found.setting.least, found.setting.most
    if isinstance(chosen, bool) or not isinstance(chosen, int) or not least <= chosen <= most:
        raise BadSetting(f"{found.id} must be between {least} and {counted(most, found.unit)}, and {chosen!r} is not.")
    return chosen


def _what_is_owed(found: Rule, n: int | None) -> str:
    who = ROLES[found.answers_for]
    if n is None:
        return f"By then: {found.duty}. The {who} answers for it."
    length = counted(n, found.unit)
    if found.bound is Bound.AT_LEAST:
        return f"At least {length} must be left to {found.duty}. The {who} answers for it."
    kind = {
        Severity.STATUTORY: "The limit is",
        Severity.GUIDANCE: "Guidance says",
        Severity.LOCAL: "The council's own aim is",
    }[found.severity]
    return f"{kind} {length} to {found.duty}. The {who} answers for it."


def _own_number(found: Rule, n: int | None) -> list[str]:
    if found.setting is None or found.n is None or n is None:
        return []
    most = counted(found.setting.most, found.unit)
    if n == found.n:
        return [f"This is the usual number; a council may set its own, up to {most}."]
    chosen = counted(n, found.unit)
    return [f"This council has set {chosen}; the usual number is {found.n} and the most is {most}."]


def _conclusion(found: Rule, due: date, days: Calendar) -> list[str]:
    if found.bound is Bound.AT_LEAST:
        return [f"So the time runs to the end of {long_date(due)}; the next step may be taken the day after."]
    must = "must be done" if found.may_be_breached else "should be done"
    said = [f"So it {must} by the end of {long_date(due)}."]
    if not days.is_working_day(due):
        said.append(f"The last working day before that is {long_date(days.previous_working_day(due))}.")
    return said


def _when_it_applies(found: Rule, applies: bool | None) -> list[str]:
    if not found.applies_if or applies is True:
        return []
    words = join([CONDITIONS[name].words for name in found.applies_if])
    if applies is None:
        return [f"It applies when {words}."]
    return [f"On what is recorded this clock does not run: it applies when {words}."]


def _sooner(found: Rule) -> list[str]:
    return [f"It must happen sooner if {'; or '.join(found.sooner_if)}."] if found.sooner_if else []


def _exemption_words(found: Rule) -> list[str]:
    return [f"({each.ground}) {each.words}" for each in found.exemptions]


def _later(exemptions: tuple[str, ...]) -> list[str]:
    if not exemptions:
        return []
    return [f"A later date may be allowed, with the reason and evidence recorded: {'; '.join(exemptions)}."]


def _closure(found: Rule, facts: Facts) -> list[str]:
    """What a long school closure in the facts means for the grounds about asking a school for advice."""
    closed_from, closed_to = facts.get("school_closed_from"), facts.get("school_closed_to")
    if closed_from is None or not _SCHOOL_ADVICE_GROUNDS & {each.ground for each in found.exemptions}:
        return []
    if type(closed_from) is not date or type(closed_to) is not date:
        raise BadFact("school_closed_from and school_closed_to must both be dates, without a time.")
    window = advice_exemption_window(closed_from, closed_to)
    if window is None:
        return ["The school is closed for less than 4 weeks in a row: that gives no ground (a) or (b)."]
    return [
        f"The school is closed for {(closed_to - closed_from).days + 1} days: grounds (a) and (b) cover "
        f"advice asked for from {long_date(window[0])} to {long_date(window[1])}."
    ]


def _standing(found: Rule, start: date) -> list[str]:
    """What kind of rule it is, whether it was in force, and how surely it is known."""
    said = []
    if found.severity is Severity.GUIDANCE:
        said.append("This is guidance: a later date is not a breach of the law.")
    if found.severity is Severity.LOCAL:
        said.append("This is local practice, not law: a later date is not a breach.")
    if not found.in_force_on(start):
        began, ended = found.effective_from, found.effective_to
        when = " and ".join(
            words
            for words in (
                f"from {long_date(began)}" if began else "",
                f"until {long_date(ended)}" if ended else "",
            )
            if words
        )
        said.append(f"This rule has effect {when}: on the start date another rule may have applied.")
    if found.confidence is Confidence.TO_CONFIRM:
        said.append("This rule is to be confirmed locally before anybody relies on it.")
    elif found.confidence is Confidence.SECONDARY and found.severity is not Severity.LOCAL:
        said.append("This rule was checked in a secondary source, not in the text of the law.")
    return said


def rules_triggered_by(event_kind: str) -> list[Rule]:
    """Every rule that an event of this kind can start, whatever the facts."""
    return [each for each in rules() if event_kind in each.triggers]


def rules_met_by(event_kind: str) -> list[Rule]:
    """Every rule that an event of this kind can meet, whatever the facts."""
    return [each for each in rules() if event_kind in each.met_by]


def starts(event_kind: str, facts: Facts | None = None) -> list[Rule]:
    """The rules whose clocks start with this event, on these facts (see :mod:`.conditions`).

    Where the facts say ``occurred_on``, only the versions in force that day. A chain asks this again at each
    event, and starts the next clock from :meth:`Rule.starts_from`.
    """
    known = facts or {}
    return [each for each in _in_force(rules_triggered_by(event_kind), known) if all_hold(each.applies_if, known)]


def meets(event_kind: str, facts: Facts | None = None) -> list[str]:
    """The ids of the rules whose open clocks this event meets, on these facts."""
    known = facts or {}
    return _ids([each for each in rules_met_by(event_kind) if all_hold(each.met_if, known)])


def stops(event_kind: str, facts: Facts | None = None) -> list[str]:
    """The ids of the rules whose open clocks this event ends unmet, because the duty itself has gone."""
    del facts  # taken so that the three questions are asked alike; no rule yet needs them
    return _ids([each for each in rules() if event_kind in each.stopped_by])


def is_met(rule_id: str, started: Facts, event_kind: str, facts: Facts) -> bool:
    """Whether this event meets a clock of this rule that began with an event of the facts ``started``.

    Of a rule whose clocks run beside each other, only the clock that its own fact names: the answer of one adviser
    never ends the wait for another's.
    """
    if rule_id not in meets(event_kind, facts):
        return False
    name = rule(rule_id).pairs_on
    return name is None or started.get(name) == facts.get(name)


def is_stopped(rule_id: str, started: Facts, event_kind: str, facts: Facts) -> bool:
    """Whether this event ends a clock of this rule unmet. One that names no adviser of its own ends them all."""
    if rule_id not in stops(event_kind, facts):
        return False
    name = rule(rule_id).pairs_on
    return name is None or name not in facts or started.get(name) == facts[name]


def event_kinds() -> frozenset[str]:
    """Every kind of event a rule names, so that the list of events can be checked against it."""
    return frozenset(kind for each in rules() for kind in each.triggers + each.met_by + each.stopped_by)


def _in_force(found: list[Rule], facts: Facts) -> list[Rule]:
    day = event_day(facts)
    return found if day is None else [each for each in found if each.in_force_on(day)]


def _ids(found: list[Rule]) -> list[str]:
    return list(dict.fromkeys(each.id for each in found))
