"""Statutory time: working days of England, rules as data, and an engine that counts and explains.

Plain Python at the bottom of the house: no web, no database, no reading of today's date. Give a rule and the
date its clock started, and get back the due date with every step of the count in sentences.
"""

from coordination.timescales.calendar import Calendar, SchoolTerms, Term, england
from coordination.timescales.engine import (
    EscalationStep,
    Explanation,
    event_kinds,
    explain,
    is_met,
    is_stopped,
    meets,
    rules_met_by,
    rules_triggered_by,
    starts,
    stops,
)
from coordination.timescales.errors import (
    BadDate,
    BadFact,
    BadSetting,
    RuleTableError,
    TermsNotSet,
    TimescaleError,
    UnknownRule,
)
from coordination.timescales.table import Rule, rule, rules
from coordination.timescales.wording import describe, listing, listing_text, long_date, read_date

__all__ = [
    "BadDate",
    "BadFact",
    "BadSetting",
    "Calendar",
    "EscalationStep",
    "Explanation",
    "Rule",
    "RuleTableError",
    "SchoolTerms",
    "Term",
    "TermsNotSet",
    "TimescaleError",
    "UnknownRule",
    "describe",
    "england",
    "event_kinds",
    "explain",
    "is_met",
    "is_stopped",
    "listing",
    "listing_text",
    "long_date",
    "meets",
    "read_date",
    "rule",
    "rules",
    "rules_met_by",
    "rules_triggered_by",
    "starts",
    "stops",
]
