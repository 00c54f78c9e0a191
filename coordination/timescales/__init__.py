"""Statutory time: working days of England, rules as data, and an engine that counts and explains.

Plain Python at the bottom of the house: no web, no database, no reading of today's date. Give a rule and the
date its clock started, and get back the due date with every step of the count in sentences.
"""

from coordination.timescales.calendar import Calendar, SchoolTerms, Term, england, is_daytime
from coordination.timescales.chains import (
    asks_for_age,
    event_kinds,
    is_met,
    is_stopped,
    meets,
    moving_kinds,
    rules_met_by,
    rules_triggered_by,
    starts,
    stops,
)
from coordination.timescales.engine import EscalationStep, Explanation, explain, facts_needed, grounds
from coordination.timescales.errors import (
    BadDate,
    BadFact,
    BadSetting,
    RuleTableError,
    TermsNotSet,
    TimescaleError,
    UnknownRule,
)
from coordination.timescales.exemptions import Ground
from coordination.timescales.facts import FACTS
from coordination.timescales.shape import ROLES, Rule
from coordination.timescales.table import parts_of, rule, rules
from coordination.timescales.terms import as_setting, calendar_for, read_terms, usual_terms
from coordination.timescales.wording import describe, listing, listing_text, long_date, read_date, read_fact

__all__ = [
    "FACTS",
    "ROLES",
    "BadDate",
    "BadFact",
    "BadSetting",
    "Calendar",
    "EscalationStep",
    "Explanation",
    "Ground",
    "Rule",
    "RuleTableError",
    "SchoolTerms",
    "Term",
    "TermsNotSet",
    "TimescaleError",
    "UnknownRule",
    "as_setting",
    "asks_for_age",
    "calendar_for",
    "describe",
    "england",
    "event_kinds",
    "explain",
    "facts_needed",
    "grounds",
    "is_daytime",
    "is_met",
    "is_stopped",
    "listing",
    "listing_text",
    "long_date",
    "meets",
    "moving_kinds",
    "parts_of",
    "read_date",
    "read_fact",
    "read_terms",
    "rule",
    "rules",
    "rules_met_by",
    "rules_triggered_by",
    "starts",
    "stops",
    "usual_terms",
]
