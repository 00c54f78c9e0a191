"""The rules and their explanations as text for a terminal, and dates read from what a person typed."""

import re
from datetime import date
from textwrap import wrap

from coordination.timescales.calendar import in_range
from coordination.timescales.engine import Explanation
from coordination.timescales.errors import BadDate
from coordination.timescales.phrases import counted, long_date
from coordination.timescales.table import ROLES, Rule, rules

_WIDTH = 100
_TYPED_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

__all__ = ["describe", "listing", "listing_text", "long_date", "read_date"]


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


def describe(explanation: Explanation) -> str:
    """An explanation as lines of text: the answer first, then each step of the count."""
    heading = f"{explanation.rule}  {explanation.title}"
    lines = [
        heading,
        "=" * len(heading),
        f"Starts: {long_date(explanation.from_on)} ({explanation.from_on.isoformat()})",
        f"Due:    {long_date(explanation.due_on)} ({explanation.due_on.isoformat()})",
        f"Kind:   {explanation.severity}; {ROLES[explanation.answers_for]} answers for it",
        "",
    ]
    for step in explanation.explanation:
        lines += wrap(step, width=_WIDTH, initial_indent="- ", subsequent_indent="  ")
    return "\n".join(lines)


def length_of(rule: Rule) -> str:
    """How long a rule gives, in a few words: ``20 working days``, ``12 months, first day counted``."""
    if rule.n is None:
        return f"{'before ' if rule.strictly_before else ''}{str(rule.point).replace('_', ' ')}"
    return counted(rule.n, rule.unit) + (", first day counted" if rule.inclusive_start else "")


def listing() -> list[dict[str, object]]:
    """Every rule as plain values for JSON, in the order of the table."""
    return [
        {
            "rule": each.id,
            "title": each.title,
            "length": length_of(each),
            "n": each.n,
            "unit": str(each.unit),
            "inclusive_start": each.inclusive_start,
            "anchor": str(each.anchor),
            "roll": str(each.roll),
            "triggers": list(each.triggers),
            "met_by": list(each.met_by),
            "stopped_by": list(each.stopped_by),
            "severity": str(each.severity),
            "confidence": str(each.confidence),
            "answers_for": each.answers_for,
            "source": each.legal_source,
            "effective_from": each.effective_from.isoformat() if each.effective_from else None,
            "effective_to": each.effective_to.isoformat() if each.effective_to else None,
            "setting": {"least": each.setting.least, "most": each.setting.most} if each.setting else None,
        }
        for each in rules()
    ]


def listing_text() -> str:
    """Every rule as a table of text: id, how long, how binding, what it is."""
    rows = [("Rule", "How long", "Kind", "What")]
    rows += [(each.id, length_of(each), str(each.severity), each.title) for each in rules()]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]) for row in rows
    )
