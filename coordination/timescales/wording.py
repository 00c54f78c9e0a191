"""The rules and their explanations as text for a terminal, and dates and facts read from what a person typed."""

import re
from datetime import date
from textwrap import wrap

from coordination.timescales.calendar import in_range
from coordination.timescales.conditions import CONDITIONS
from coordination.timescales.engine import Explanation, facts_needed
from coordination.timescales.errors import BadDate, BadFact
from coordination.timescales.facts import FACTS
from coordination.timescales.phrases import counted, long_date
from coordination.timescales.shape import ROLES, Bound, Direction, Kind, Rule
from coordination.timescales.table import parts_of, rules

_WIDTH = 100
_TYPED_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TYPED_NUMBER = re.compile(r"[0-9]{1,6}")
_NO_LIMIT = {
    Kind.SOON: "as soon as practicable",
    Kind.CONTENT: "no limit in time: what must be done or written",
    Kind.CAP: "no limit in time: the most there may be",
    Kind.PAUSE: "no limit in time: a clock stands still",
    Kind.ENTITLEMENT: "no limit in time: an entitlement",
}

__all__ = ["describe", "length_of", "listing", "listing_text", "long_date", "read_date", "read_fact"]


def read_date(text: str) -> date:
    """A date typed as ``YYYY-MM-DD``; :class:`BadDate` says what is wrong with anything else."""
    typed = text.strip()
    if not _TYPED_DATE.fullmatch(typed):
        raise BadDate(f"{typed!r} is not a date. Write the year, month and day, for example 2026-05-01.")
    try:
        day = date.fromisoformat(typed)
    except ValueError as problem:
        raise BadDate(f"There is no such day as {typed}. Check the month and the day.") from problem
    return in_range(day)


def read_fact(found: Rule, text: str) -> tuple[str, object]:
    """A fact typed as ``name=value`` for a rule: true or false, a date, a whole number, or a word."""
    name, equals, value = (part.strip() for part in text.partition("="))
    known = facts_needed(found)
    if not equals or not value:
        raise BadFact(f"{text!r} is not a fact. Write its name, an equals sign and its value.")
    if name not in known:
        asks = f"It knows {', '.join(known)}." if known else "It knows none."
        raise BadFact(f"{found.id} knows no fact {name!r}. {asks}")
    if value in ("true", "false"):
        return name, value == "true"
    if _TYPED_DATE.fullmatch(value):
        return name, read_date(value)
    return name, int(value) if _TYPED_NUMBER.fullmatch(value) else value


def describe(explanation: Explanation) -> str:
    """An explanation as lines of text: the answer first, then each step of the count."""
    heading = f"{explanation.rule}  {explanation.title}"
    lines = [heading, "=" * len(heading)]
    who = f"{explanation.severity}; {ROLES[explanation.answers_for]} answers for it"
    if explanation.due_on is None:
        lines += [f"Asked:  {_day(explanation.from_on)}", f"Due:    {_NO_LIMIT[Kind(explanation.kind)]}"]
    else:
        lines += [f"Starts: {_day(explanation.counted_from)}", f"Due:    {_day(explanation.due_on)}"]
    lines.append(f"Kind:   {who}")
    if explanation.earliest_on is not None:
        lines.append(f"Then:   from {_day(explanation.earliest_on)} the next step may be taken")
    lines.append("")
    for step in explanation.explanation:
        lines += wrap(step, width=_WIDTH, initial_indent="- ", subsequent_indent="  ")
    return "\n".join(lines)


def _day(day: date) -> str:
    return f"{long_date(day)} ({day.isoformat()})"


def length_of(rule: Rule) -> str:
    """How long a rule gives, in a few words: ``20 working days``, ``12 months, first day counted``."""
    if not rule.is_limit:
        return _NO_LIMIT[rule.kind]
    if rule.n is None:
        return f"{'before ' if rule.strictly_before else ''}{str(rule.point).replace('_', ' ')}"
    said = counted(rule.n, rule.unit)
    if rule.bound is Bound.AT_LEAST:
        said = f"at least {said}"
    if rule.direction is Direction.BEFORE:
        said += " before"
    return said + (", first day counted" if rule.inclusive_start else "")


def listing() -> list[dict[str, object]]:
    """Every rule as plain values for JSON, in the order of the table; further limits of a row stand under it."""
    return [{**_row(each), "also": [_row(part) for part in parts_of(each)]} for each in rules() if each.part_of is None]


def _row(each: Rule) -> dict[str, object]:
    return {
        "rule": each.id,
        "title": each.title,
        "kind": str(each.kind),
        "length": length_of(each),
        "n": each.n,
        "unit": str(each.unit),
        "point": each.point,
        "inclusive_start": each.inclusive_start,
        "anchor": str(each.anchor),
        "direction": str(each.direction),
        "bound": str(each.bound),
        "roll": str(each.roll),
        "triggers": list(each.triggers),
        "met_by": list(each.met_by),
        "stopped_by": list(each.stopped_by),
        "watched": each.runs,
        "applies_if": [CONDITIONS[name].words for name in each.applies_if],
        "facts": {name: FACTS[name] for name in facts_needed(each)},
        "exemptions": [f"({ground.ground}) {ground.words}" for ground in each.exemptions],
        "severity": str(each.severity),
        "confidence": str(each.confidence),
        "answers_for": each.answers_for,
        "escalation": [{"days": step.days, "tell": step.tell} for step in each.escalation],
        "source": each.legal_source,
        "effective_from": each.effective_from.isoformat() if each.effective_from else None,
        "effective_to": each.effective_to.isoformat() if each.effective_to else None,
        "setting": {"least": each.setting.least, "most": each.setting.most} if each.setting else None,
    }


def listing_text() -> str:
    """Every rule as a table of text: id, how long, how binding, what it is; a star says: to be confirmed locally."""
    rows = [("Rule", "How long", "Kind", "What")]
    rows += [(each.id, length_of(each), _binding(each), each.title) for each in rules()]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]) for row in rows
    ]
    return "\n".join([*lines, "", "* to be confirmed locally before anybody relies on it"])


def _binding(rule: Rule) -> str:
    return f"{rule.severity}{' *' if rule.confidence == 'M' else ''}"
